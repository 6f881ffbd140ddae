// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// The Python type of functions defined through the fast door.
///
/// Such a function holds the overloads that it calls itself, newest first, and a Boost.Python
/// function with all overloads of the name, which does what the fast ones can't: overloads defined
/// by plain `boost::python::def`, call policies with a precall or postcall.

#ifndef NPUBLAS_PYTHON_DETAIL_FAST_FUNCTION_HPP
#define NPUBLAS_PYTHON_DETAIL_FAST_FUNCTION_HPP

#include <npublas/python/detail/error_text.hpp>
#include <npublas/python/detail/fast_overload.hpp>
#include <npublas/python/detail/process.hpp>

#include <boost/python/object/add_to_namespace.hpp>
#include <boost/python/object/function_object.hpp>
#include <boost/python/object/py_function.hpp>
#include <boost/python/scope.hpp>

#include <structmember.h>

#include <cstddef>
#include <new>

namespace npublas::python::detail {

struct fast_function {
    PyObject_HEAD vectorcallfunc vectorcall;
    PyObject* boost_function; ///< with all overloads; an attribute of `home`
    PyObject* home;           ///< the private namespace in which Boost.Python chains them
    PyObject* scope;          ///< weak reference to the module or class that the name stands in
    PyObject* name;
    overload_list* overloads;
    fast_overload const* newest; ///< the first of them
    bool boost_decides;          ///< where no overload takes the arguments exactly
};

inline fast_function& as_fast(PyObject* function) noexcept {
    return *reinterpret_cast<fast_function*>(function);
}

/// Sets the error that says why no overload takes the arguments; false where that is Boost.Python's
/// to explain.
NPUBLAS_COLD inline bool explain_fast_call(fast_function const& f, vector_call const& call) {
    call_state& state = current_call();
    call_frame const frame(state, false);
    bool const method = call.positional > 0 &&
                        is_method(reinterpret_cast<PyObject*>(const_cast<fast_function*>(&f)),
                                  f.name, call.arguments[0]);
    text_builder words;
    bool only_values = false;
    if (!explain_overloads(*f.overloads, call, PyUnicode_AsUTF8(f.name), method, state, words,
                           only_values))
        return false;
    PyErr_SetString(only_values ? PyExc_ValueError : PyExc_TypeError, words.take().c_str());
    return true;
}

/// Makes an overload that refused say why, and logs it; what was logged in the pass for exact
/// element types is not logged again. Should the overload take the arguments this time, that is the
/// call.
NPUBLAS_COLD inline PyObject* log_refused_overload(fast_function const& f,
                                                   fast_overload const& overload,
                                                   PyObject* const* arguments, bool exact) {
    call_state& state = current_call();
    call_frame const frame(state, exact);
    PyObject* result = overload.call(arguments, {true, true});
    if (result == no_match() && !exact && !state.has_notes())
        result = overload.call(arguments, {false, true});
    else if (!exact)
        return result;
    if (result != no_match() || !state.has_notes()) return result;
    auto* const self = reinterpret_cast<PyObject*>(const_cast<fast_function*>(&f));
    bool const method = overload.arity() > 0 && is_method(self, f.name, arguments[0]);
    text_builder words(PyUnicode_AsUTF8(f.name));
    words << ": " << explain_overload(overload, state.latest(), method);
    shared_record->log_refusal(words.take());
    return result;
}

/// One pass over the overloads.
inline PyObject* try_fast_overloads(fast_function const& f, vector_call const& call, bool exact) {
    return try_overloads(*f.overloads, call, {exact, false},
                         [&f, exact](fast_overload const& overload, PyObject* const* arguments) {
                             return logs_refusals()
                                        ? log_refused_overload(f, overload, arguments, exact)
                                        : no_match();
                         });
}

/// Not inlined: the common case is over before this.
NPUBLAS_COLD inline PyObject* call_slowly(fast_function const& f, vector_call const& call,
                                          std::size_t flags) {
    PyObject* const result = try_fast_overloads(f, call, false);
    if (result != no_match()) return result;
    if (explain_fast_call(f, call)) return nullptr;
    return PyObject_Vectorcall(f.boost_function, call.arguments, flags, call.keywords);
}

/// Nothing throws through a C callback: an exception becomes a Python error as Boost.Python makes
/// it.
template <class F>
inline PyObject* guarded(F f) noexcept {
    try {
        return f();
    } catch (...) {
        bp::handle_exception();
        return nullptr;
    }
}

/// The vectorcall slot of every function whose newest overload has none of its own, and what its
/// own leaves to.
BOOST_NOINLINE inline PyObject* call_fast_function(PyObject* self, PyObject* const* arguments,
                                                   std::size_t flags, PyObject* keywords) {
    return guarded([&]() -> PyObject* {
        fast_function const& f = as_fast(self);
        vector_call const call{arguments, static_cast<std::size_t>(PyVectorcall_NARGS(flags)),
                               keywords};
        PyObject* const result = try_fast_overloads(f, call, true);
        if (result != no_match()) return result;
        if (f.boost_decides)
            return PyObject_Vectorcall(f.boost_function, arguments, flags, keywords);
        return call_slowly(f, call, flags);
    });
}

/// The module or class that the name stands in; null where it is gone.
NPUBLAS_COLD inline bp::handle<> scope_of(fast_function const& f) {
    PyObject* scope = nullptr;
#if PY_VERSION_HEX >= 0x030D0000
    if (f.scope) PyWeakref_GetRef(f.scope, &scope);
#else
    if (f.scope) scope = bp::xincref(PyWeakref_GetObject(f.scope));
#endif
    bp::handle<> const owned(bp::allow_null(scope));
    return scope == Py_None ? bp::handle<>() : owned;
}

/// Borrowed: what the name means now in the scope; null where the scope is gone.
NPUBLAS_COLD inline PyObject* current_meaning(fast_function const& f) {
    bp::handle<> const scope = scope_of(f);
    if (!scope) return nullptr;
    bp::handle<> const names(bp::allow_null(PyObject_GetAttrString(scope.get(), "__dict__")));
    PyObject* const found =
        names ? PyMapping_GetItemString(names.get(), PyUnicode_AsUTF8(f.name)) : nullptr;
    PyErr_Clear();
    Py_XDECREF(found);
    return found;
}

/// A method's is "X.m".
NPUBLAS_COLD inline PyObject* get_qualified_name(PyObject* self, void*) {
    fast_function const& f = as_fast(self);
    bp::handle<> const scope = scope_of(f);
    if (!scope || !PyType_Check(scope.get())) return bp::incref(f.name);
    bp::handle<> const home(bp::allow_null(PyObject_GetAttrString(scope.get(), "__qualname__")));
    return home ? PyUnicode_FromFormat("%U.%U", home.get(), f.name) : nullptr;
}

/// Boost.Python chains only its own functions: a plain `def` after an `npublas::def` replaces it.
NPUBLAS_COLD inline void warn_if_replaced(PyObject* self) {
    fast_function const& f = as_fast(self);
    PyObject* type = nullptr;
    PyObject* value = nullptr;
    PyObject* traceback = nullptr;
    PyErr_Fetch(&type, &value, &traceback);
    PyObject* const meaning = f.boost_function ? current_meaning(f) : nullptr;
    bool const replaced = meaning && Py_TYPE(meaning) == Py_TYPE(f.boost_function);
    bp::handle<> const name(bp::allow_null(replaced ? get_qualified_name(self, nullptr) : nullptr));
    if (name && PyErr_WarnFormat(PyExc_RuntimeWarning, 1,
                                 "a plain overload replaced those of %U that npublas::def or "
                                 "npublas::fast had defined; define plain overloads first, or all "
                                 "through npublas",
                                 name.get()) < 0)
        PyErr_WriteUnraisable(meaning);
    PyErr_Restore(type, value, traceback);
}

NPUBLAS_COLD inline void delete_fast_function(PyObject* self) {
    fast_function& f = as_fast(self);
    warn_if_replaced(self);
    Py_XDECREF(f.boost_function);
    Py_XDECREF(f.home);
    Py_XDECREF(f.scope);
    Py_XDECREF(f.name);
    delete f.overloads;
    PyObject_Free(self);
}

inline PyObject* bind_fast_function(PyObject* self, PyObject* object, PyObject*) {
    if (object && object != Py_None) return PyMethod_New(self, object);
    return bp::incref(self);
}

NPUBLAS_COLD inline PyObject* get_name(PyObject* self, void*) {
    return bp::incref(as_fast(self).name);
}

NPUBLAS_COLD inline PyObject* get_module(PyObject* self, void*) {
    bp::handle<> const scope = scope_of(as_fast(self));
    bool const in_class = scope && PyType_Check(scope.get());
    return PyObject_GetAttrString(in_class ? scope.get() : as_fast(self).home,
                                  in_class ? "__module__" : "__name__");
}

/// Docstrings and signatures of all overloads, as Boost.Python writes them.
NPUBLAS_COLD inline PyObject* get_doc(PyObject* self, void*) {
    return PyObject_GetAttrString(as_fast(self).boost_function, "__doc__");
}

NPUBLAS_COLD inline PyObject* get_boost_function(PyObject* self, void*) {
    return bp::incref(as_fast(self).boost_function);
}

/// For `inspect.signature` and `help`: that of the only overload.
NPUBLAS_COLD inline PyObject* get_text_signature(PyObject* self, void*) {
    return guarded([self] {
        overload_list const& overloads = *as_fast(self).overloads;
        std::string const text = overloads.size() == 1 ? overloads.front()->signature() : "(*args)";
        return PyUnicode_FromString(text.c_str());
    });
}

/// Pickled by name, as functions are.
NPUBLAS_COLD inline PyObject* reduce_fast_function(PyObject* self, PyObject*) {
    return get_qualified_name(self, nullptr);
}

NPUBLAS_COLD inline PyObject* represent_fast_function(PyObject* self) {
    bp::handle<> const name(bp::allow_null(get_qualified_name(self, nullptr)));
    return name ? PyUnicode_FromFormat("<npublas function %U>", name.get()) : nullptr;
}

NPUBLAS_MODULE_STATE inline PyGetSetDef fast_function_attributes[] = {
    {"__name__", &get_name, nullptr, nullptr, nullptr},
    {"__qualname__", &get_qualified_name, nullptr, nullptr, nullptr},
    {"__module__", &get_module, nullptr, nullptr, nullptr},
    {"__doc__", &get_doc, nullptr, nullptr, nullptr},
    {"_boost_function", &get_boost_function, nullptr, nullptr, nullptr},
    {"__text_signature__", &get_text_signature, nullptr, nullptr, nullptr},
    {nullptr, nullptr, nullptr, nullptr, nullptr}};

NPUBLAS_MODULE_STATE inline PyMethodDef fast_function_methods[] = {
    {"__reduce__", &reduce_fast_function, METH_NOARGS, nullptr}, {nullptr, nullptr, 0, nullptr}};

NPUBLAS_COLD inline PyTypeObject make_fast_function_type() noexcept {
    PyTypeObject type{};
    type.tp_name = "npublas.function";
    type.tp_basicsize = sizeof(fast_function);
    type.tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_VECTORCALL | Py_TPFLAGS_METHOD_DESCRIPTOR;
    type.tp_vectorcall_offset = offsetof(fast_function, vectorcall);
    type.tp_call = &PyVectorcall_Call;
    type.tp_dealloc = &delete_fast_function;
    type.tp_descr_get = &bind_fast_function;
    type.tp_repr = &represent_fast_function;
    type.tp_getset = fast_function_attributes;
    type.tp_methods = fast_function_methods;
    return type;
}

/// This module's type. Throws error_already_set.
NPUBLAS_MODULE_STATE inline PyTypeObject* fast_function_type() {
    static PyTypeObject type = make_fast_function_type();
    if (!(type.tp_flags & Py_TPFLAGS_READY) && PyType_Ready(&type) < 0)
        bp::throw_error_already_set();
    return &type;
}

/// What the scope itself, not its bases, has under the name; None where nothing.
NPUBLAS_COLD inline bp::object find_in_scope(bp::object const& scope, bp::object const& name) {
    bp::object const names = scope.attr("__dict__");
    return names.attr("get")(name);
}

/// Boost.Python answers refused operators with NotImplemented.
NPUBLAS_COLD inline bool is_special_name(std::string_view name) {
    return name.size() > 4 && name.substr(0, 2) == "__" && name.substr(name.size() - 2) == "__";
}

NPUBLAS_COLD inline bp::object make_fast_function(bp::object const& scope, bp::object const& name) {
    fast_function* const f = PyObject_New(fast_function, fast_function_type());
    if (!f) bp::throw_error_already_set();
    f->vectorcall = &call_fast_function;
    f->boost_function = nullptr;
    f->home = nullptr;
    f->scope = nullptr;
    f->name = bp::incref(name.ptr());
    f->overloads = nullptr;
    f->newest = nullptr;
    f->boost_decides = is_special_name(PyUnicode_AsUTF8(name.ptr()));
    bp::object const function(bp::handle<>(reinterpret_cast<PyObject*>(f)));
    f->overloads = new overload_list;
    bp::object const home_name = scope.attr("__name__");
    f->home = bp::expect_non_null(PyModule_NewObject(home_name.ptr()));
    f->scope = bp::expect_non_null(PyWeakref_NewRef(scope.ptr(), nullptr));
    return function;
}

/// The fast function that joins all that was defined under the name.
NPUBLAS_COLD inline bp::object find_or_make_fast_function(bp::object const& scope,
                                                          bp::object const& name) {
    bp::object const existing = find_in_scope(scope, name);
    if (Py_TYPE(existing.ptr()) == fast_function_type()) return existing;
    bp::object const function = make_fast_function(scope, name);
    fast_function& f = as_fast(function.ptr());
    if (Py_TYPE(existing.ptr()) == Py_TYPE(bp::make_function(&do_nothing).ptr())) {
        bp::setattr(bp::object(bp::handle<>(bp::borrowed(f.home))), name, existing);
        f.overloads->push_back(shared(new plain_overload));
        f.boost_decides = true;
    }
    return function;
}

/// A module that can't work is refused when it is imported. Boost.Python's module initialisation
/// loses the error, and Python reports a bare SystemError: a RuntimeWarning carries the sentence.
NPUBLAS_COLD inline void require_numpy() {
    try {
        numpy();
    } catch (bp::error_already_set const&) {
        std::string const reason = take_error_text();
        if (PyErr_WarnEx(PyExc_RuntimeWarning, reason.c_str(), 1) < 0)
            PyErr_WriteUnraisable(nullptr);
        PyErr_SetString(PyExc_ImportError, reason.c_str());
        throw;
    }
}

/// Adds an overload under `name`, and the same as a Boost.Python function. Throws
/// error_already_set.
NPUBLAS_COLD inline void join_overloads(bp::object const& scope, char const* name,
                                        std::shared_ptr<fast_overload> overload,
                                        bp::object const& boost_function, char const* doc) {
    require_numpy();
    bp::object const key(name);
    bp::object const function = find_or_make_fast_function(scope, key);
    fast_function& f = as_fast(function.ptr());
    bp::object const home(bp::handle<>(bp::borrowed(f.home)));
    bp::objects::add_to_namespace(home, name, boost_function, doc);
    if (overload->is_plain()) f.boost_decides = true;
    f.overloads->insert(f.overloads->begin(), std::move(overload));
    f.newest = f.overloads->front().get();
    f.vectorcall = f.newest->entry() ? f.newest->entry() : &call_fast_function;
    bp::object const chain = bp::getattr(home, key);
    Py_XSETREF(f.boost_function, bp::incref(chain.ptr()));
    bp::setattr(scope, key, function);
}

NPUBLAS_COLD inline void add_overload(bp::object const& scope, char const* name,
                                      std::shared_ptr<fast_overload> const& overload,
                                      bp::detail::keyword_range const& keywords, char const* doc) {
    bp::object const boost_function =
        bp::objects::function_object(bp::objects::py_function(boost_caller(overload)), keywords);
    join_overloads(scope, name, overload, boost_function, doc);
}

/// One that Boost.Python has to call.
NPUBLAS_COLD inline void add_plain_overload(bp::object const& scope, char const* name,
                                            bp::object const& boost_function, char const* doc) {
    join_overloads(scope, name, shared(new plain_overload), boost_function, doc);
}

} // namespace npublas::python::detail

#endif
