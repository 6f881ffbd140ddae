// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// What reading and writing .npy files throws. All derive from npy::error, a std::runtime_error.

#ifndef NPUBLAS_NPY_ERROR_HPP
#define NPUBLAS_NPY_ERROR_HPP

#include <stdexcept>

namespace npublas::npy {

struct error : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Not a .npy file, one whose header is damaged or lies, or one that ends too early.
struct malformed : error {
    using error::error;
};

/// A .npy file of what npublas has no name for: Python objects, records, text, dates, float16,
/// long doubles of another machine, later versions of the format.
struct unsupported : error {
    using error::error;
};

/// The file is in order, and the caller asked for another element type, shape or order.
struct mismatch : error {
    using error::error;
};

/// The file can't be opened, read, written or mapped.
struct failure : error {
    using error::error;
};

} // namespace npublas::npy

#endif
