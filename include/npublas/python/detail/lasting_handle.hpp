// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// References that may outlive the interpreter.

#ifndef NPUBLAS_PYTHON_DETAIL_LASTING_HANDLE_HPP
#define NPUBLAS_PYTHON_DETAIL_LASTING_HANDLE_HPP

#include <boost/python/handle.hpp>

namespace npublas::python::detail {

/// Owns a reference, also in a global variable: when that is destroyed, after the interpreter,
/// there is nothing any more to give the reference back to.
class lasting_handle : public boost::python::handle<> {
public:
    using boost::python::handle<>::handle;
    lasting_handle() = default;
    lasting_handle(boost::python::handle<> const& other) : boost::python::handle<>(other) {}
    lasting_handle(lasting_handle const&) = default;
    lasting_handle& operator=(lasting_handle const&) = default;
    ~lasting_handle() {
        if (get() && !Py_IsInitialized()) release();
    }
};

} // namespace npublas::python::detail

#endif
