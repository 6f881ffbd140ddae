// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// PyUblas's shorthands for Boost.Python.

#ifndef PYUBLAS_PYTHON_HELPERS_HPP
#define PYUBLAS_PYTHON_HELPERS_HPP

#include <boost/python.hpp>

/// `PYUBLAS_PYERROR(ValueError, "too long")` throws a Python exception.
#define PYUBLAS_PYERROR(TYPE, REASON)                                                              \
    {                                                                                              \
        PyErr_SetString(PyExc_##TYPE, REASON);                                                     \
        throw boost::python::error_already_set();                                                  \
    }

namespace pyublas {

/// An instance of the class that the author exported for T; Python deletes `*pointer`.
template <class T>
PyObject* pyobject_from_new_ptr(T* pointer) {
    return typename boost::python::manage_new_object::apply<T*>::type()(pointer);
}

template <class T>
boost::python::handle<> handle_from_new_ptr(T* pointer) {
    return boost::python::handle<>(pyobject_from_new_ptr(pointer));
}

/// The same over an object that outlives the instance.
template <class T>
boost::python::handle<> handle_from_existing_ptr(T* pointer) {
    using convert = typename boost::python::reference_existing_object::apply<T*>::type;
    return boost::python::handle<>(convert()(pointer));
}

template <class T>
boost::python::handle<> handle_from_existing_ref(T& value) {
    return handle_from_existing_ptr(&value);
}

inline boost::python::handle<> handle_from_object(boost::python::object const& object) {
    return boost::python::handle<>(boost::python::borrowed(object.ptr()));
}

/// What Python gets for `value` as a result.
template <class T>
boost::python::handle<> handle_from_rvalue(T const& value) {
    return handle_from_object(boost::python::object(value));
}

} // namespace pyublas

#endif
