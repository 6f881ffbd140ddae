// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// A log of refused arguments, through Python's `logging`.
///
/// Off, it costs a call nothing: Boost.Python's call is exchanged for one that logs, and the fast
/// door looks only where an overload has refused.

#ifndef NPUBLAS_PYTHON_DETAIL_TRACE_HPP
#define NPUBLAS_PYTHON_DETAIL_TRACE_HPP

#include <npublas/python/detail/process.hpp>

#include <boost/python/import.hpp>

#include <algorithm>
#include <string>
#include <vector>

namespace npublas::python::detail {

/// Writes a line to the logger "npublas". The Python error that is set stays set; one of logging's
/// own is only reported.
inline void log_refusal(std::string const& text) {
    static thread_local bool logging = false;
    if (logging) return;
    PyObject* type = nullptr;
    PyObject* value = nullptr;
    PyObject* traceback = nullptr;
    PyErr_Fetch(&type, &value, &traceback);
    logging = true;
    try {
        bp::import("logging").attr("getLogger")("npublas").attr("warning")("%s", text);
    } catch (bp::error_already_set const&) {
        PyErr_WriteUnraisable(nullptr);
    }
    logging = false;
    PyErr_Restore(type, value, traceback);
}

/// What tells a note from others of the same call.
using note_key = std::pair<void const*, wanted_array (*)()>;

inline std::vector<note_key> keys_of_notes(call_state& state) {
    std::vector<note_key> keys;
    for (auto* note = state.begin_notes(); note != state.end_notes(); ++note)
        keys.emplace_back(note->argument, note->wanted);
    return keys;
}

/// `f: argument 1: matrix_view<double> needs ...`; the names of parameters Boost.Python keeps to
/// itself.
inline std::string plain_refusal_text(refusal_note const& note, boost_call const& call) {
    std::string const name =
        bp::extract<std::string>(static_cast<bp::objects::function*>(call.function)->name());
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(call.arguments); ++i)
        if (PyTuple_GET_ITEM(call.arguments, i) == note.argument)
            return name + ": " +
                   sentence(note, positional_label(static_cast<std::size_t>(i), has_self(call), ""),
                            "x");
    return name + ": " + sentence(note, "argument", "x");
}

/// Logs the notes that are not among `known`. The texts are made first: logging calls Python, and
/// that makes notes too.
inline void log_notes(call_state& state, boost_call const& call,
                      std::vector<note_key> const& known) {
    std::vector<std::string> texts;
    for (auto* note = state.begin_notes(); note != state.end_notes(); ++note)
        if (std::find(known.begin(), known.end(), note_key(note->argument, note->wanted)) ==
            known.end())
            texts.push_back(plain_refusal_text(*note, call));
    for (std::string const& text : texts)
        log_refusal(text);
}

/// Stands in for `call_with_reasons` while refusals are logged.
inline PyObject* call_with_trace(PyObject* function, PyObject* arguments, PyObject* keywords) {
    boost_call const call{function, arguments, keywords};
    if (keywords && refuse_keywords(call)) return nullptr;
    call_state& state = *shared_record->state_of_thread();
    call_frame const frame(state, true);
    PyObject* result = call_boost_function(call);
    try {
        std::vector<note_key> const known = keys_of_notes(state);
        bool const inexact = state.inexact_seen;
        log_notes(state, call, {});
        if (result) return result;
        result = explain_failure(state, call);
        if (inexact) log_notes(state, call, known);
    } catch (...) {
        Py_XDECREF(result);
        bp::handle_exception();
        return nullptr;
    }
    return result;
}

/// For all modules of the process. Throws error_already_set.
inline void set_tracing(bool on) {
    process();
    shared_record->log_refusal = on ? &log_refusal : nullptr;
    PyTypeObject* const function_type = Py_TYPE(bp::make_function(&do_nothing).ptr());
    function_type->tp_call = on ? &call_with_trace : &call_with_reasons;
}

} // namespace npublas::python::detail

#endif
