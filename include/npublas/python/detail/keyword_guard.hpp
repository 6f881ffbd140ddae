// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// Keeps a call away from Boost.Python that would crash it.
///
/// Where a function has names for its last parameters only, a call that passes fewer positional
/// arguments than there are nameless parameters, and enough keywords, makes Boost.Python (1.74 to
/// 1.83) read the name of a nameless parameter. What it knows of names is private; explicit
/// instantiation may name a private member, and there is no other way to see the names before the
/// call.

#ifndef NPUBLAS_PYTHON_DETAIL_KEYWORD_GUARD_HPP
#define NPUBLAS_PYTHON_DETAIL_KEYWORD_GUARD_HPP

#include <boost/python/handle.hpp>
#include <boost/python/object.hpp>
#include <boost/python/object/function.hpp>

namespace npublas::python::detail {

using boost_function_type = boost::python::objects::function;

/// Defines `member_of(Tag, function)`.
template <class Tag, class Member, Member boost_function_type::*pointer>
struct private_member {
    friend Member const& member_of(Tag, boost_function_type const& f) { return f.*pointer; }
};

struct argument_names {
    friend boost::python::object const& member_of(argument_names, boost_function_type const&);
};
template struct private_member<argument_names, boost::python::object,
                               &boost_function_type::m_arg_names>;

struct older_overload {
    friend boost::python::handle<boost_function_type> const& member_of(older_overload,
                                                                       boost_function_type const&);
};
template struct private_member<older_overload, boost::python::handle<boost_function_type>,
                               &boost_function_type::m_overloads>;

inline bool has_default(PyObject* name_and_default) noexcept {
    return PyTuple_Check(name_and_default) && PyTuple_GET_SIZE(name_and_default) > 1;
}

/// Whether Boost.Python would look for the name of a nameless parameter: the number of arguments
/// fits, and the parameter behind the last positional one has no name.
inline bool reads_missing_name(PyObject* names, Py_ssize_t positional,
                               Py_ssize_t keywords) noexcept {
    if (!PyTuple_Check(names)) return false;
    Py_ssize_t const arity = PyTuple_GET_SIZE(names);
    Py_ssize_t defaults = 0;
    for (Py_ssize_t i = 0; i < arity; ++i)
        defaults += has_default(PyTuple_GET_ITEM(names, i));
    Py_ssize_t const given = positional + keywords;
    return positional < arity && given <= arity && given + defaults >= arity &&
           PyTuple_GET_ITEM(names, positional) == Py_None;
}

/// Whether Boost.Python survives a call with so many positional and keyword arguments.
inline bool can_take_keywords(boost_function_type const& f, Py_ssize_t positional,
                              Py_ssize_t keywords) {
    for (boost_function_type const* overload = &f; overload;
         overload = member_of(older_overload(), *overload).get())
        if (reads_missing_name(member_of(argument_names(), *overload).ptr(), positional, keywords))
            return false;
    return true;
}

} // namespace npublas::python::detail

#endif
