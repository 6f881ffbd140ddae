// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// The C++ side of Python's `npublas.vector` and `npublas.matrix`.

#ifndef NPUBLAS_PYTHON_WRAPPED_HPP
#define NPUBLAS_PYTHON_WRAPPED_HPP

#include <boost/python/object.hpp>

#include <utility>

namespace npublas::python {

/// What every wrapped type holds: the ndarray whose memory it shows, the very object that it was
/// made from. The package's extension exports it; the bridge takes it wherever an ndarray goes.
struct wrapped_array {
    explicit wrapped_array(boost::python::object ndarray) : array(std::move(ndarray)) {}

    boost::python::object array;
};

/// Python's `npublas.vector`: its array has one dimension.
struct wrapped_vector : wrapped_array {
    using wrapped_array::wrapped_array;
};

/// Python's `npublas.matrix`: its array has two dimensions.
struct wrapped_matrix : wrapped_array {
    using wrapped_array::wrapped_array;
};

} // namespace npublas::python

#endif
