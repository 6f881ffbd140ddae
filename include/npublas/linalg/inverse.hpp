// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// The inverse of a matrix. To solve equations, `solve` is faster and more accurate.

#ifndef NPUBLAS_LINALG_INVERSE_HPP
#define NPUBLAS_LINALG_INVERSE_HPP

#include <npublas/detail/ublas.hpp>
#include <npublas/linalg/detail/factorization.hpp>
#include <npublas/linalg/detail/inverse.hpp>
#include <npublas/linalg/detail/output.hpp>
#include <npublas/linalg/operand.hpp>

#include <boost/numeric/ublas/matrix.hpp>

namespace npublas::linalg {

/// x = the inverse of a square matrix, in the precision of its elements, integers in double. x may
/// overlap a. Throws ublas::singular, or std::invalid_argument if the matrix is not square.
template <class A, class X>
void inverse(const ublas::matrix_expression<A>& a, X&& x) {
    using T = factor_value_t<A>;
    detail::require_square(a(), "an inverse");
    detail::require_shape(x, a().size1(), a().size2());
    const matrix_source<T, A> matrix(a);
    detail::update_matrix<T>(x, true, [&](matrix_operand<T> result, bool) {
        detail::inverse<T>(matrix.operand(), result);
    });
}

/// The inverse as a new matrix.
template <class A>
ublas::matrix<factor_value_t<A>> inverse(const ublas::matrix_expression<A>& a) {
    ublas::matrix<factor_value_t<A>> x(a().size1(), a().size2());
    linalg::inverse(a, x);
    return x;
}

} // namespace npublas::linalg

#endif
