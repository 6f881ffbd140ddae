// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// How wrapped objects are pickled.
///
/// An object is pickled as a call of `npublas._restore(class, state)`, where the state is
/// `(format version, kind, parameters, ndarray...)`. NumPy pickles the arrays, so that with
/// protocol 5 their elements travel out of band, and an array that several objects hold is written
/// once.

#ifndef NPUBLAS_SRC_PICKLE_HPP
#define NPUBLAS_SRC_PICKLE_HPP

#include "dense.hpp"

namespace npublas::extension {

/// `__reduce__` of an object of this kind, subclasses and their attributes included.
bp::object reduce(dense_kind kind, bp::object const& self);

template <class Wrapped>
bp::object reduce(bp::object const& self) {
    return reduce(kind_of<Wrapped>, self);
}

/// Exports `restore(class, state)`, which checks everything before an object exists.
void export_pickle();

} // namespace npublas::extension

#endif
