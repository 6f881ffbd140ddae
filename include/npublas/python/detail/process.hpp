// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// What all modules of a process that use npublas share, set up by the first of them: the wrapper
/// on Boost.Python's call that adds the reasons to an ArgumentError, the handler for uBLAS's
/// exceptions, and the converters of NumPy's scalars. A capsule in the dictionary of Boost.Python's
/// function type is the mark.

#ifndef NPUBLAS_PYTHON_DETAIL_PROCESS_HPP
#define NPUBLAS_PYTHON_DETAIL_PROCESS_HPP

#include <npublas/python/detail/exceptions.hpp>
#include <npublas/python/detail/explain.hpp>
#include <npublas/python/detail/keyword_guard.hpp>
#include <npublas/python/detail/scalar.hpp>

#include <boost/python/make_function.hpp>

namespace npublas::python::detail {

/// The part of the shared set-up that other modules call, whatever version of npublas they were
/// built with: the mark's name changes when this does.
struct process_record {
    call_state* (*state_of_thread)();
    void (*log_refusal)(std::string const&); ///< null unless refusals are logged
    std::uint64_t foreign_code_count;
};

inline constexpr char process_mark[] = "__npublas_3__";

/// The first module's; the others reach it through the record.
NPUBLAS_MODULE_STATE inline call_state* state_of_thread() {
    static thread_local call_state state;
    return &state;
}

/// Owned by the mark, so it lives as long as Boost.Python's function type.
NPUBLAS_MODULE_STATE inline process_record* shared_record = nullptr;

inline bool logs_refusals() noexcept { return shared_record && shared_record->log_refusal; }

/// What Boost.Python's own call does, without going through the exception handlers where there is
/// no exception.
inline PyObject* call_boost_function(boost_call const& call) {
    try {
        return static_cast<bp::objects::function*>(call.function)
            ->call(call.arguments, call.keywords);
    } catch (...) {
        bp::handle_exception();
        return nullptr;
    }
}

NPUBLAS_COLD inline PyObject* call_again_converting(call_state& state, boost_call const& call) {
    PyErr_Clear();
    state.begin(false);
    return call_boost_function(call);
}

NPUBLAS_COLD inline PyObject* explain_failure(call_state& state, boost_call const& call) {
    PyObject* result = nullptr;
    if (!is_fresh_argument_error()) return nullptr;
    if (state.inexact_seen) result = call_again_converting(state, call);
    if (!result && state.has_notes() && is_fresh_argument_error())
        explain_argument_error(state, call);
    return result;
}

/// Sets a TypeError for a call that Boost.Python does not survive.
NPUBLAS_COLD inline bool refuse_keywords(boost_call const& call) {
    auto const& f = *static_cast<bp::objects::function*>(call.function);
    Py_ssize_t const keywords = PyDict_GET_SIZE(call.keywords);
    if (keywords == 0 || can_take_keywords(f, PyTuple_GET_SIZE(call.arguments), keywords))
        return false;
    PyErr_Format(PyExc_TypeError,
                 "%S() has parameters without a name, which need positional arguments; got %zd",
                 f.name().ptr(), PyTuple_GET_SIZE(call.arguments));
    return true;
}

/// Stands in for Boost.Python's own call. First only exact element types are taken, so that an
/// overload of the exact type wins, then those that convert.
inline PyObject* call_with_reasons(PyObject* function, PyObject* arguments, PyObject* keywords) {
    boost_call const call{function, arguments, keywords};
    if (keywords && refuse_keywords(call)) return nullptr;
    // Through the pointer, so that the compiler looks the thread's state up once.
    call_state& state = *shared_record->state_of_thread();
    call_frame const frame(state, true);
    PyObject* result = call_boost_function(call);
    if (result) return result;
    try {
        result = explain_failure(state, call);
    } catch (...) {
        bp::handle_exception();
        result = nullptr;
    }
    return result;
}

NPUBLAS_COLD inline process_record* find_record(PyTypeObject* function_type) {
    bp::handle<> const mark(bp::allow_null(
        PyObject_GetAttrString(reinterpret_cast<PyObject*>(function_type), process_mark)));
    if (!mark) {
        PyErr_Clear();
        return nullptr;
    }
    return static_cast<process_record*>(PyCapsule_GetPointer(mark.get(), process_mark));
}

inline void share(process_record* record) noexcept {
    shared_record = record;
    foreign_code_count = &record->foreign_code_count;
}

NPUBLAS_COLD inline void set_up_process(PyTypeObject* function_type) {
    auto* const record = new process_record{&state_of_thread, nullptr, 0};
    share(record);
    bp::handle<> const mark(PyCapsule_New(record, process_mark, nullptr));
    if (PyDict_SetItemString(function_type->tp_dict, process_mark, mark.get()) < 0)
        bp::throw_error_already_set();
    PyType_Modified(function_type);
    function_type->tp_call = &call_with_reasons;
    // `f.__call__(...)` has a pointer of its own.
    PyObject* const slot = PyDict_GetItemString(function_type->tp_dict, "__call__");
    if (slot && Py_TYPE(slot) == &PyWrapperDescr_Type)
        reinterpret_cast<PyWrapperDescrObject*>(slot)->d_wrapped =
            reinterpret_cast<void*>(&call_with_reasons);
    register_exceptions();
    register_scalars();
}

inline void do_nothing() {}

NPUBLAS_COLD inline void find_or_set_up_process() {
    PyTypeObject* const function_type = Py_TYPE(bp::make_function(&do_nothing).ptr());
    if (process_record* const record = find_record(function_type))
        share(record);
    else
        set_up_process(function_type);
}

/// The record that this process shares. Throws error_already_set. Needs a running interpreter.
inline process_record const& process() {
    if (!shared_record) find_or_set_up_process();
    return *shared_record;
}

inline call_state& current_call() { return *process().state_of_thread(); }

/// That of a call through Boost.Python.
inline conversion_mode current_mode() { return {current_call().exact_only, true}; }

/// Runs when a module is loaded. A program that embeds Python loads before there is an
/// interpreter; then the first conversion does it.
inline bool join_process() noexcept {
    if (!Py_IsInitialized()) return false;
    try {
        process();
    } catch (...) {
        PyErr_Clear();
    }
    return shared_record != nullptr;
}

NPUBLAS_MODULE_STATE inline bool const joined_at_load = join_process();

} // namespace npublas::python::detail

#endif
