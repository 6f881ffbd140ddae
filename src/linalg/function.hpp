// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// Functions of npublas.linalg as C functions of Python: no overloads are tried, no argument tuple
/// is made.

#ifndef NPUBLAS_SRC_LINALG_FUNCTION_HPP
#define NPUBLAS_SRC_LINALG_FUNCTION_HPP

#include <npublas/python/numpy.hpp>

#include <array>
#include <cstddef>
#include <initializer_list>

namespace npublas::extension::la {

/// The parameters of a function: the first `positional` may be given by place, the first `required`
/// must be given.
template <std::size_t Count>
struct parameters {
    char const* function;
    std::array<char const*, Count> names;
    Py_ssize_t positional;
    Py_ssize_t required;
};

/// Finds the arguments of a call; one not given is null. Throws a TypeError.
void read_arguments(char const* function, char const* const* names, Py_ssize_t count,
                    Py_ssize_t positional, Py_ssize_t required, PyObject* const* arguments,
                    Py_ssize_t given, PyObject* keywords, PyObject** values);

/// The same, for a function whose parameters the compiler knows.
template <std::size_t Count>
inline std::array<PyObject*, Count> read_arguments(parameters<Count> const& accepted,
                                                   PyObject* const* arguments, Py_ssize_t given,
                                                   PyObject* keywords) {
    std::array<PyObject*, Count> values{};
    if (!keywords && given >= accepted.required && given <= accepted.positional)
        for (Py_ssize_t i = 0; i < given; ++i)
            values[static_cast<std::size_t>(i)] = arguments[i];
    else
        read_arguments(accepted.function, accepted.names.data(), Py_ssize_t{Count},
                       accepted.positional, accepted.required, arguments, given, keywords,
                       values.data());
    return values;
}

/// The Python exception for the C++ exception that is being handled.
[[gnu::cold]] void set_python_exception() noexcept;

/// Calls `f`, which returns a new reference; what it throws is raised in Python.
template <class F>
inline PyObject* guarded(F f) noexcept {
    try {
        return f();
    } catch (...) {
        set_python_exception();
        return nullptr;
    }
}

using fast_function = PyObject* (*)(PyObject*, PyObject* const*, Py_ssize_t, PyObject*);

/// One row of the table of functions. The documentation begins with the signature, from which
/// `inspect.signature` reads it.
inline PyMethodDef entry(char const* name, fast_function function, char const* documentation) {
    return {name, reinterpret_cast<PyCFunction>(reinterpret_cast<void (*)()>(function)),
            METH_FASTCALL | METH_KEYWORDS, documentation};
}

// Each file of operations exports its own.
void export_equations(PyObject* module);
void export_factors(PyObject* module);
void export_products(PyObject* module);
void export_eigh(PyObject* module);
void export_eig(PyObject* module);
void export_svd(PyObject* module);
void export_qr(PyObject* module);

/// The major version of the installed NumPy.
int numpy_major();

/// New references, stolen, as NumPy's named tuple of this name, or as a plain tuple where the
/// installed NumPy has none.
PyObject* named_results(char const* name, std::initializer_list<PyObject*> results);

/// Adds a table of functions, ended by an empty row, to a module. Throws.
void add_functions(PyObject* module, PyMethodDef* table);

} // namespace npublas::extension::la

#endif
