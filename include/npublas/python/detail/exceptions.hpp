// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// uBLAS's exceptions as Python's: one handler for all of them.

#ifndef NPUBLAS_PYTHON_DETAIL_EXCEPTIONS_HPP
#define NPUBLAS_PYTHON_DETAIL_EXCEPTIONS_HPP

#include <boost/numeric/ublas/exception.hpp>
#include <boost/python/errors.hpp>
#include <boost/python/exception_translator.hpp>
#include <boost/python/import.hpp>
#include <boost/python/object.hpp>

#include <exception>

namespace npublas::python::detail {

template <class Exception>
[[gnu::cold]] inline bool is(std::exception const& e) noexcept {
    return dynamic_cast<Exception const*>(&e) != nullptr;
}

/// Borrowed; null for an exception that is not uBLAS's.
[[gnu::cold]] inline PyObject* python_type_of(std::exception const& e) noexcept {
    namespace ublas = boost::numeric::ublas;
    if (is<ublas::bad_index>(e)) return PyExc_IndexError;
    if (is<ublas::divide_by_zero>(e)) return PyExc_ZeroDivisionError;
    if (is<ublas::internal_logic>(e)) return PyExc_RuntimeError;
    if (is<ublas::bad_size>(e) || is<ublas::bad_argument>(e) || is<ublas::non_real>(e) ||
        is<ublas::external_logic>(e))
        return PyExc_ValueError;
    return nullptr;
}

[[gnu::cold]] inline void set_linalg_error(char const* text) {
    boost::python::object const type = boost::python::import("numpy.linalg").attr("LinAlgError");
    PyErr_SetString(type.ptr(), text);
}

/// What is not uBLAS's goes on to the handlers outside of this one, Boost.Python's own at last.
[[gnu::cold]] inline void translate_exception(std::exception const& e) {
    if (is<boost::numeric::ublas::singular>(e)) return set_linalg_error(e.what());
    PyObject* const type = python_type_of(e);
    if (!type) throw;
    PyErr_SetString(type, e.what());
}

inline void register_exceptions() {
    boost::python::register_exception_translator<std::exception>(&translate_exception);
}

} // namespace npublas::python::detail

#endif
