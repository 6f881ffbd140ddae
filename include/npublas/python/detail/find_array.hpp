// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// The ndarray behind a Python object, and the note taken where it is refused.

#ifndef NPUBLAS_PYTHON_DETAIL_FIND_ARRAY_HPP
#define NPUBLAS_PYTHON_DETAIL_FIND_ARRAY_HPP

#include <npublas/python/detail/error_text.hpp>
#include <npublas/python/detail/process.hpp>
#include <npublas/python/wrapped.hpp>

#include <boost/python/converter/from_python.hpp>
#include <boost/python/converter/registered.hpp>

namespace npublas::python::detail {

/// The ndarray that `value` is or wraps, borrowed; null where it is neither.
inline PyArrayObject* find_array(PyObject* value) {
    if (PyObject_TypeCheck(value, numpy().array_type))
        return reinterpret_cast<PyArrayObject*>(value);
    void* const wrapped = bp::converter::get_lvalue_from_python(
        value, bp::converter::registered<wrapped_array>::converters);
    if (!wrapped) return nullptr;
    return reinterpret_cast<PyArrayObject*>(static_cast<wrapped_array*>(wrapped)->array.ptr());
}

/// Notes down that `value`, whose elements would have been those of `array` (null: of none), was
/// refused.
NPUBLAS_COLD inline refusal_note& note_refusal(PyObject* value, PyArrayObject* array,
                                               wanted_array (*wanted)(), fault reason) {
    refusal_note& note = add_note(current_call(), value, wanted, reason);
    write_text(note.got.type_name, Py_TYPE(value)->tp_name);
    note.got.kind = kind_of(value);
    if (array) record_array(array, note.got);
    return note;
}

/// The words for a value that Boost.Python converts from a Python object of `type` (null: of
/// several).
NPUBLAS_COLD inline wanted_array describe_value_of(char const* of, bp::type_info cpp_type,
                                                   PyTypeObject const* type) {
    wanted_array wanted;
    wanted.type = of;
    wanted.cpp_type = cpp_type;
    wanted.needs = "an object that converts to it";
    wanted.remedy = "another object";
    if (!type) return wanted;
    bool const converts = type == &PyFloat_Type || type == &PyLong_Type ||
                          type == &PyUnicode_Type || type == &PyComplex_Type ||
                          type == &PyBool_Type;
    text_builder needs("a Python "), remedy(converts ? "" : "an instance of ");
    wanted.needs = (needs << type->tp_name).take();
    wanted.remedy = (remedy << type->tp_name << (converts ? "({})" : "")).take();
    return wanted;
}

/// The words for a parameter whose converter is Boost.Python's, of a number of type `element` if
/// `is_number`.
NPUBLAS_COLD inline wanted_array describe_boosts(char const* of, bp::type_info cpp_type,
                                                 PyTypeObject const* type, bool is_number = false,
                                                 element_type element = {}) {
    wanted_array wanted = describe_value_of(of, cpp_type, type);
    wanted.element = element;
    wanted.is_number = is_number;
    wanted.is_boosts = true;
    return wanted;
}

} // namespace npublas::python::detail

#endif
