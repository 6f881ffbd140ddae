// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// The real type behind an element type.

#ifndef NPUBLAS_DETAIL_REAL_TYPE_HPP
#define NPUBLAS_DETAIL_REAL_TYPE_HPP

#include <complex>

namespace npublas::detail {

template <class T>
struct real_type {
    using type = T;
};
template <class T>
struct real_type<std::complex<T>> {
    using type = T;
};

/// That of the parts of a complex type; any other type itself.
template <class T>
using real_type_t = typename real_type<T>::type;

} // namespace npublas::detail

#endif
