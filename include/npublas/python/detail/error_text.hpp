// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// The text of a Python error.

#ifndef NPUBLAS_PYTHON_DETAIL_ERROR_TEXT_HPP
#define NPUBLAS_PYTHON_DETAIL_ERROR_TEXT_HPP

#include <boost/python/errors.hpp>
#include <boost/python/handle.hpp>

#include <string>

namespace npublas::python::detail {

namespace bp = boost::python;

/// Out of line: it stands beside every view that a call makes.
[[noreturn, gnu::cold, gnu::noinline]] inline void throw_changed() {
    PyErr_SetString(PyExc_TypeError,
                    "npublas: an argument changed while the arguments were converted");
    throw bp::error_already_set();
}

/// A str's characters, which it owns. Throws error_already_set where they are no text.
[[gnu::cold, gnu::noinline]] inline char const* utf8_of(PyObject* str) {
    return bp::expect_non_null(PyUnicode_AsUTF8(str));
}

/// Forgets the Python error that is set, and returns it as text; lets pass what is no answer to a
/// conversion (MemoryError, KeyboardInterrupt).
[[gnu::cold, gnu::noinline]] inline std::string take_error_text() {
    if (PyErr_ExceptionMatches(PyExc_MemoryError) || !PyErr_ExceptionMatches(PyExc_Exception))
        throw bp::error_already_set();
    PyObject* type = nullptr;
    PyObject* value = nullptr;
    PyObject* traceback = nullptr;
    PyErr_Fetch(&type, &value, &traceback);
    bp::handle<> const owned_type(type);
    bp::handle<> const owned_value(bp::allow_null(value));
    bp::handle<> const owned_traceback(bp::allow_null(traceback));
    bp::handle<> const text(bp::allow_null(value ? PyObject_Str(value) : nullptr));
    PyErr_Clear();
    std::string name = reinterpret_cast<PyTypeObject*>(type)->tp_name;
    char const* const words = text ? PyUnicode_AsUTF8(text.get()) : nullptr;
    PyErr_Clear();
    return name.append(": ").append(words ? words : "");
}

} // namespace npublas::python::detail

#endif
