// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// What the algorithms of npublas::linalg throw.
///
/// | exception               | when                                                      |
/// |-------------------------|-----------------------------------------------------------|
/// | `std::invalid_argument` | shapes do not fit; the sentence names both                |
/// | `ublas::singular`       | a matrix is exactly singular where an inverse is needed   |
/// | `not_positive_definite` | a matrix to be factorized by cholesky has no such factor  |
/// | `no_convergence`        | an iteration (eigenvalues, singular values) does not end  |

#ifndef NPUBLAS_LINALG_ERROR_HPP
#define NPUBLAS_LINALG_ERROR_HPP

#include <npublas/detail/ublas.hpp>

#include <boost/numeric/ublas/exception.hpp>

#include <stdexcept>

namespace npublas::linalg {

/// A symmetric or hermitian matrix is not positive definite.
struct not_positive_definite : ublas::singular {
    explicit not_positive_definite(const char* message = "the matrix is not positive definite")
        : ublas::singular(message) {}
};

/// An iteration has not converged, after as many steps as LAPACK would take, or because of a NaN.
struct no_convergence : std::runtime_error {
    using std::runtime_error::runtime_error;
};

namespace detail {

[[noreturn]] inline void refuse_singular() {
    throw ublas::singular("the matrix is singular: a pivot is exactly zero");
}

} // namespace detail
} // namespace npublas::linalg

#endif
