// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// Turns Boost.Python's ArgumentError into one that says why, from the notes of the converters.

#ifndef NPUBLAS_PYTHON_DETAIL_EXPLAIN_HPP
#define NPUBLAS_PYTHON_DETAIL_EXPLAIN_HPP

#include <npublas/python/detail/call_state.hpp>
#include <npublas/python/detail/error_text.hpp>
#include <npublas/python/detail/signature_text.hpp>

#include <boost/python/object/function.hpp>

#include <algorithm>
#include <cstring>
#include <string>

namespace npublas::python::detail {

/// Boost.Python makes this type at its first use and keeps it to itself: the name must do.
NPUBLAS_COLD inline bool is_argument_error(PyObject* exception_type) noexcept {
    return exception_type && PyType_Check(exception_type) &&
           PyType_IsSubtype(reinterpret_cast<PyTypeObject*>(exception_type),
                            reinterpret_cast<PyTypeObject*>(PyExc_TypeError)) &&
           std::strcmp(reinterpret_cast<PyTypeObject*>(exception_type)->tp_name, "ArgumentError") ==
               0;
}

/// Whether Boost.Python has just found that no overload takes the arguments. An ArgumentError that
/// a function's body raised comes through Python code, with a traceback.
NPUBLAS_COLD inline bool is_fresh_argument_error() noexcept {
    if (!is_argument_error(PyErr_Occurred())) return false;
    PyObject* type = nullptr;
    PyObject* value = nullptr;
    PyObject* traceback = nullptr;
    PyErr_Fetch(&type, &value, &traceback);
    bool const fresh = traceback == nullptr;
    PyErr_Restore(type, value, traceback);
    return fresh;
}

/// The arguments of one call, borrowed, and the function that was called.
struct boost_call {
    PyObject* function;
    PyObject* arguments;
    PyObject* keywords;
};

/// Whether `entry` is `function`, or a fast function that falls back on it.
NPUBLAS_COLD inline bool stands_for(PyObject* entry, PyObject* function) {
    if (!entry || entry == function) return entry != nullptr;
    bp::handle<> const fallback(bp::allow_null(PyObject_GetAttrString(entry, "_boost_function")));
    PyErr_Clear();
    return fallback.get() == function;
}

/// Whether the class of a call's first argument has `function` as `name`: then that argument is
/// `self`, which does not count for the person who wrote `x.f(a)`.
NPUBLAS_COLD inline bool is_method(PyObject* function, PyObject* name, PyObject* first) {
    PyObject* const mro = Py_TYPE(first)->tp_mro;
    for (Py_ssize_t i = 0; mro && i < PyTuple_GET_SIZE(mro); ++i) {
        auto* const type = reinterpret_cast<PyTypeObject*>(PyTuple_GET_ITEM(mro, i));
        if (type->tp_dict && stands_for(PyDict_GetItem(type->tp_dict, name), function)) return true;
    }
    return false;
}

NPUBLAS_COLD inline bool has_self(boost_call const& call) {
    PyObject* const name = static_cast<bp::objects::function*>(call.function)->name().ptr();
    return PyTuple_GET_SIZE(call.arguments) > 0 &&
           is_method(call.function, name, PyTuple_GET_ITEM(call.arguments, 0));
}

NPUBLAS_COLD inline std::string positional_label(std::size_t index, bool method,
                                                 std::string const& name) {
    if (method && index == 0) return "argument self";
    text_builder words("argument ");
    words << static_cast<long>(index + (method ? 0 : 1));
    if (!name.empty()) words << " (" << name << ")";
    return words.take();
}

/// The argument that a call passes for parameter `i`, borrowed; null where the default serves.
NPUBLAS_COLD inline PyObject* argument_for(boost_call const& call, std::size_t i,
                                           std::string const& name) {
    if (i < static_cast<std::size_t>(PyTuple_GET_SIZE(call.arguments)))
        return PyTuple_GET_ITEM(call.arguments, static_cast<Py_ssize_t>(i));
    return call.keywords ? PyDict_GetItemString(call.keywords, name.c_str()) : nullptr;
}

/// Finds the note's argument among those of the call. The same object may stand in several places:
/// the place whose declared type is the note's is the one. Where the object is not found, a
/// converter ran for something inside an argument, and no argument is named.
NPUBLAS_COLD inline std::string explain_note(refusal_note const& note, boost_call const& call,
                                             signature_reader signatures) {
    wanted_array const parameter = (note.outer ? note.outer : note.wanted)();
    char const* const type = parameter.cpp_type.name();
    while (signatures.next()) {
        if (!signatures.has_type(type)) continue;
        std::string const name = signatures.name(type);
        std::size_t const i = signatures.index();
        if (argument_for(call, i, name) == note.argument)
            return sentence(note, positional_label(i, has_self(call), name),
                            name.empty() ? "x" : name);
    }
    return sentence(note, "argument", "x");
}

/// The new message: one sentence for one overload, else Boost.Python's list and all the reasons.
NPUBLAS_COLD inline std::string explain_notes(call_state& state, boost_call const& call,
                                              char const* message) {
    signature_reader const signatures(message);
    bool const alone = signatures.overloads() <= 1;
    text_builder words(alone ? "" : message);
    if (!alone) words << "\nbecause";
    for (auto* note = state.begin_notes(); note != state.end_notes(); ++note)
        words << (alone ? "" : "\n    ") << explain_note(*note, call, signatures);
    return words.take();
}

NPUBLAS_COLD inline bool only_values_were_wrong(call_state& state) {
    return std::all_of(state.begin_notes(), state.end_notes(), is_value_fault);
}

/// With an ArgumentError set and notes at hand, sets the error that says why.
NPUBLAS_COLD inline void explain_argument_error(call_state& state, boost_call const& call) {
    PyObject* type = nullptr;
    PyObject* value = nullptr;
    PyObject* traceback = nullptr;
    PyErr_Fetch(&type, &value, &traceback);
    bp::handle<> const owned_type(type);
    bp::handle<> const owned_value(bp::allow_null(value));
    bp::handle<> const owned_traceback(bp::allow_null(traceback));
    bp::handle<> const message(PyObject_Str(value));
    std::string const explained = explain_notes(state, call, utf8_of(message.get()));
    PyErr_SetString(only_values_were_wrong(state) ? PyExc_ValueError : type, explained.c_str());
}

} // namespace npublas::python::detail

#endif
