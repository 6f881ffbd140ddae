// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

#include <npublas/python.hpp>

#include "../dense.hpp"
#include "function.hpp"

#include <npublas/linalg/error.hpp>

#include <boost/python/import.hpp>

#include <exception>
#include <new>
#include <string>

namespace npublas::extension::la {

namespace {

std::string plural(Py_ssize_t count, char const* noun) {
    return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

Py_ssize_t place_of(PyObject* keyword, char const* const* names, Py_ssize_t count) {
    for (Py_ssize_t i = 0; i < count; ++i)
        if (PyUnicode_CompareWithASCIIString(keyword, names[i]) == 0) return i;
    return -1;
}

PyObject* linear_algebra_error() {
    static bp::object const* const type =
        new bp::object(bp::import("numpy.linalg").attr("LinAlgError"));
    return type->ptr();
}

void set_linear_algebra_error(char const* sentence) noexcept {
    try {
        PyErr_SetString(linear_algebra_error(), sentence);
    } catch (bp::error_already_set const&) {
        // The exception that prevented it is as good.
    }
}

/// The named tuple, or None.
bp::object find_result_type(char const* name) {
    for (char const* module : {"numpy.linalg._linalg", "numpy.linalg.linalg"}) {
        PyObject* const found = PyImport_ImportModule(module);
        if (!found) {
            PyErr_Clear();
            continue;
        }
        bp::object const functions = owned(found);
        if (PyObject_HasAttrString(functions.ptr(), name)) return functions.attr(name);
    }
    return bp::object();
}

} // namespace

int numpy_major() {
    static int const major = [] {
        bp::object const version = bp::import("numpy").attr("__version__");
        return std::stoi(text(version));
    }();
    return major;
}

PyObject* named_results(char const* name, std::initializer_list<PyObject*> results) {
    static bp::dict* const types = new bp::dict();
    auto const count = static_cast<Py_ssize_t>(results.size());
    bp::object const tuple = owned(PyTuple_New(count));
    Py_ssize_t place = 0;
    for (PyObject* const result : results)
        PyTuple_SET_ITEM(tuple.ptr(), place++, result);
    PyObject* type = PyDict_GetItemString(types->ptr(), name);
    if (!type) {
        (*types)[name] = find_result_type(name);
        type = PyDict_GetItemString(types->ptr(), name);
    }
    if (type == Py_None) return bp::incref(tuple.ptr());
    return bp::incref(owned(PyObject_CallObject(type, tuple.ptr())).ptr());
}

void read_arguments(char const* function, char const* const* names, Py_ssize_t count,
                    Py_ssize_t positional, Py_ssize_t required, PyObject* const* arguments,
                    Py_ssize_t given, PyObject* keywords, PyObject** values) {
    std::string const name = function;
    if (given > positional)
        raise(PyExc_TypeError, name + "() takes " + plural(positional, "positional argument") +
                                   " but " + std::to_string(given) + " were given");
    for (Py_ssize_t i = 0; i < given; ++i)
        values[i] = arguments[i];
    Py_ssize_t const named = keywords ? PyTuple_GET_SIZE(keywords) : 0;
    for (Py_ssize_t k = 0; k < named; ++k) {
        PyObject* const keyword = PyTuple_GET_ITEM(keywords, k);
        Py_ssize_t const place = place_of(keyword, names, count);
        if (place < 0)
            raise(PyExc_TypeError,
                  name + "() got an unexpected keyword argument '" + text(borrowed(keyword)) + "'");
        if (values[place])
            raise(PyExc_TypeError,
                  name + "() got multiple values for argument '" + names[place] + "'");
        values[place] = arguments[given + k];
    }
    for (Py_ssize_t i = 0; i < required; ++i)
        if (!values[i])
            raise(PyExc_TypeError, name + "() missing required argument: '" + names[i] + "'");
}

void set_python_exception() noexcept {
    try {
        throw;
    } catch (bp::error_already_set const&) {
        // Python's own is set.
    } catch (ublas::singular const& error) {
        set_linear_algebra_error(error.what());
    } catch (linalg::no_convergence const& error) {
        set_linear_algebra_error(error.what());
    } catch (std::bad_alloc const&) {
        PyErr_NoMemory();
    } catch (std::invalid_argument const& error) {
        PyErr_SetString(PyExc_ValueError, error.what());
    } catch (std::exception const& error) {
        PyErr_SetString(PyExc_RuntimeError, error.what());
    } catch (...) {
        PyErr_SetString(PyExc_RuntimeError, "an exception of an unknown kind");
    }
}

void add_functions(PyObject* module, PyMethodDef* table) {
    if (PyModule_AddFunctions(module, table) < 0) bp::throw_error_already_set();
}

} // namespace npublas::extension::la
