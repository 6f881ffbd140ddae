// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// Determinants, from the pivots of an LU factorization.
///
/// Each type is computed in its own precision, integers in double. A matrix without elements has
/// determinant 1, one that is exactly singular 0. A matrix that is not square throws
/// std::invalid_argument.

#ifndef NPUBLAS_LINALG_DETERMINANT_HPP
#define NPUBLAS_LINALG_DETERMINANT_HPP

#include <npublas/detail/ublas.hpp>
#include <npublas/linalg/detail/determinant.hpp>
#include <npublas/linalg/detail/factorization.hpp>
#include <npublas/linalg/detail/output.hpp>
#include <npublas/linalg/operand.hpp>

namespace npublas::linalg {

/// `sign`, of absolute value 1 (or 0 for a singular matrix), and `logabsdet`, the logarithm of the
/// absolute value (-inf for a singular matrix): the determinant is sign * exp(logabsdet).
template <class T>
using slogdet_result = detail::sign_and_logarithm<T>;

/// The determinant. No partial product overflows unless the result does.
template <class A>
factor_value_t<A> determinant(const ublas::matrix_expression<A>& a) {
    using T = factor_value_t<A>;
    detail::require_square(a(), "a determinant");
    return detail::determinant<T>(matrix_source<T, A>(a).operand());
}

/// The determinant as a sign and a logarithm, where it would overflow or underflow.
template <class A>
slogdet_result<factor_value_t<A>> slogdet(const ublas::matrix_expression<A>& a) {
    using T = factor_value_t<A>;
    detail::require_square(a(), "a determinant");
    return detail::slogdet<T>(matrix_source<T, A>(a).operand());
}

} // namespace npublas::linalg

#endif
