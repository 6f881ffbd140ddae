// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// Norms of vectors and matrices.
///
/// The absolute value of a complex element is its modulus (uBLAS's own norm_1 and norm_inf take
/// |re| + |im| and max(|re|, |im|) instead). The result has the real type of the elements; norms of
/// integers and bool are computed in double. Sums are formed pairwise; norm_2 and norm_frobenius
/// neither overflow nor underflow unless the result does. NaN gives NaN, or no_convergence where
/// singular values are needed (see svd.hpp). The norms of nothing are 0.

#ifndef NPUBLAS_LINALG_NORM_HPP
#define NPUBLAS_LINALG_NORM_HPP

#include <npublas/detail/ublas.hpp>
#include <npublas/linalg/detail/arithmetic.hpp>
#include <npublas/linalg/detail/factorization.hpp>
#include <npublas/linalg/detail/matrix_norm.hpp>
#include <npublas/linalg/detail/norm.hpp>
#include <npublas/linalg/operand.hpp>

#include <boost/numeric/ublas/expression_types.hpp>

namespace npublas::linalg {

/// The type of the norms of an expression.
template <class E>
using norm_t = detail::real_type_t<typename E::value_type>;

/// The sum of the absolute values.
template <class X>
norm_t<X> norm_1(const ublas::vector_expression<X>& x) {
    return detail::norm_1(vector_source<typename X::value_type, X>(x).operand());
}

/// The Euclidean length.
template <class X>
norm_t<X> norm_2(const ublas::vector_expression<X>& x) {
    return detail::norm_2(vector_source<typename X::value_type, X>(x).operand());
}

/// The largest absolute value.
template <class X>
norm_t<X> norm_inf(const ublas::vector_expression<X>& x) {
    return detail::norm_inf(vector_source<typename X::value_type, X>(x).operand());
}

/// The sum of |x[i]|^p to the power 1/p. For p = 0 it is the number of elements that are not zero,
/// for plus and minus infinity the largest and the smallest absolute value.
template <class X>
norm_t<X> norm(const ublas::vector_expression<X>& x, norm_t<X> p) {
    using T = factor_value_t<X>;
    return detail::vector_norm<T>(vector_source<T, X>(x).operand(), p);
}

/// The largest sum of absolute values of a column.
template <class A>
norm_t<A> norm_1(const ublas::matrix_expression<A>& a) {
    return detail::norm_inf(matrix_source<typename A::value_type, A>(a).operand().transposed());
}

/// The largest sum of absolute values of a row.
template <class A>
norm_t<A> norm_inf(const ublas::matrix_expression<A>& a) {
    return detail::norm_inf(matrix_source<typename A::value_type, A>(a).operand());
}

/// The square root of the sum of the squared absolute values.
template <class A>
norm_t<A> norm_frobenius(const ublas::matrix_expression<A>& a) {
    return detail::norm_frobenius(matrix_source<typename A::value_type, A>(a).operand());
}

/// The norm of a matrix that the order names.
template <class A>
norm_t<A> norm(const ublas::matrix_expression<A>& a, norm_order order) {
    using T = factor_value_t<A>;
    return detail::matrix_norm<T>(matrix_source<T, A>(a).operand(), order);
}

/// The largest singular value.
template <class A>
norm_t<A> norm_2(const ublas::matrix_expression<A>& a) {
    return linalg::norm(a, norm_order::two);
}

/// The sum of the singular values.
template <class A>
norm_t<A> norm_nuclear(const ublas::matrix_expression<A>& a) {
    return linalg::norm(a, norm_order::nuclear);
}

} // namespace npublas::linalg

#endif
