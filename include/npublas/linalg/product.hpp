// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// Products of vectors and matrices.
///
/// Arguments are vector and matrix expressions: views, uBLAS containers and their proxies are read
/// where they lie; any other dense expression (`a + b`, `herm(a)`, a symmetric matrix) is evaluated
/// first. Elements are computed and summed in the type of their product: integers wrap around, bool
/// is "or" of "and". backend.hpp tells what BLAS computes. Shapes that do not fit throw
/// std::invalid_argument naming both.
///
/// An output may overlap an input: the product is then computed in a temporary. It costs an
/// allocation and a copy, so prefer outputs that do not.

#ifndef NPUBLAS_LINALG_PRODUCT_HPP
#define NPUBLAS_LINALG_PRODUCT_HPP

#include <npublas/detail/ublas.hpp>
#include <npublas/linalg/detail/arithmetic.hpp>
#include <npublas/linalg/detail/output.hpp>
#include <npublas/linalg/detail/product.hpp>
#include <npublas/linalg/operand.hpp>

#include <boost/numeric/ublas/matrix.hpp>
#include <boost/numeric/ublas/matrix_expression.hpp>
#include <boost/numeric/ublas/vector.hpp>

#include <cstddef>
#include <type_traits>

namespace npublas::linalg {

/// The element type of a product of two expressions.
template <class E1, class E2>
using product_value_t = detail::product_type_t<typename E1::value_type, typename E2::value_type>;

/// c = a b, or c += a b with `init = false`.
template <class A, class B, class C>
void axpy_prod(const ublas::matrix_expression<A>& a, const ublas::matrix_expression<B>& b, C&& c,
               bool init = true) {
    using T = product_value_t<A, B>;
    detail::require_fit(a().size2() == b().size1(), "a product of matrices", a(), b());
    detail::require_shape(c, a().size1(), b().size2());
    const matrix_source<T, A> left(a);
    const matrix_source<T, B> right(b);
    detail::update_matrix<T>(c, init, [&](matrix_operand<T> result, bool replace) {
        detail::multiply<T>(left.operand(), right.operand(), result, replace);
    });
}

/// c = a b, or c += a b: uBLAS's other name for it, from the days when it was another algorithm.
template <class A, class B, class C>
void opb_prod(const ublas::matrix_expression<A>& a, const ublas::matrix_expression<B>& b, C&& c,
              bool init = true) {
    linalg::axpy_prod(a, b, c, init);
}

/// y = a x, or y += a x with `init = false`.
template <class A, class X, class Y>
void axpy_prod(const ublas::matrix_expression<A>& a, const ublas::vector_expression<X>& x, Y&& y,
               bool init = true) {
    using T = product_value_t<A, X>;
    detail::require_fit(a().size2() == x().size(), "a product of matrix and vector", a(), x());
    detail::require_shape(y, a().size1());
    const matrix_source<T, A> left(a);
    const vector_source<T, X> right(x);
    detail::update_vector<T>(y, init, [&](vector_operand<T> result, bool replace) {
        detail::multiply<T>(left.operand(), right.operand(), result, replace);
    });
}

/// y = x a, or y += x a with `init = false`: the vector is a row.
template <class X, class A, class Y>
void axpy_prod(const ublas::vector_expression<X>& x, const ublas::matrix_expression<A>& a, Y&& y,
               bool init = true) {
    using T = product_value_t<X, A>;
    detail::require_fit(x().size() == a().size1(), "a product of vector and matrix", x(), a());
    detail::require_shape(y, a().size2());
    const vector_source<T, X> left(x);
    const matrix_source<T, A> right(a);
    detail::update_vector<T>(y, init, [&](vector_operand<T> result, bool replace) {
        detail::multiply<T>(right.operand().transposed(), left.operand(), result, replace);
    });
}

namespace detail {

/// Multiplies by uBLAS's own loops, inlined where they are called, which are the fastest for very
/// few elements of one real type.
template <class T, class First, class Second, class Result>
bool try_ublas_prod(bool few, const First& first, const Second& second, Result& result) {
    if constexpr (std::is_floating_point_v<T> && std::is_same_v<typename First::value_type, T> &&
                  std::is_same_v<typename Second::value_type, T>) {
        if (few) noalias(result) = ublas::prod(first, second);
        return few;
    } else {
        return false;
    }
}

/// True if no extent is 0, or larger than `most`, or does not fit.
inline bool are_few(std::size_t most, std::size_t m, std::size_t n, std::size_t k, std::size_t k2) {
    return m - 1 < most && n - 1 < most && k - 1 < most && k == k2;
}

} // namespace detail

/// a b as a new matrix.
template <class A, class B>
ublas::matrix<product_value_t<A, B>> prod(const ublas::matrix_expression<A>& a,
                                          const ublas::matrix_expression<B>& b) {
    ublas::matrix<product_value_t<A, B>> result(a().size1(), b().size2());
    const bool few = detail::are_few(2, a().size1(), b().size2(), a().size2(), b().size1());
    if (!detail::try_ublas_prod<product_value_t<A, B>>(few, a(), b(), result))
        linalg::axpy_prod(a, b, result);
    return result;
}

/// a x as a new vector.
template <class A, class X>
ublas::vector<product_value_t<A, X>> prod(const ublas::matrix_expression<A>& a,
                                          const ublas::vector_expression<X>& x) {
    ublas::vector<product_value_t<A, X>> result(a().size1());
    const bool few = detail::are_few(3, a().size1(), 1, a().size2(), x().size());
    if (!detail::try_ublas_prod<product_value_t<A, X>>(few, a(), x(), result))
        linalg::axpy_prod(a, x, result);
    return result;
}

/// x a as a new vector.
template <class X, class A>
ublas::vector<product_value_t<X, A>> prod(const ublas::vector_expression<X>& x,
                                          const ublas::matrix_expression<A>& a) {
    ublas::vector<product_value_t<X, A>> result(a().size2());
    const bool few = detail::are_few(3, a().size2(), 1, a().size1(), x().size());
    if (!detail::try_ublas_prod<product_value_t<X, A>>(few, x(), a(), result))
        linalg::axpy_prod(x, a, result);
    return result;
}

/// The sum of x[i] y[i]; complex elements are not conjugated.
template <class X, class Y>
product_value_t<X, Y> inner_prod(const ublas::vector_expression<X>& x,
                                 const ublas::vector_expression<Y>& y) {
    using T = product_value_t<X, Y>;
    detail::require_fit(x().size() == y().size(), "an inner product", x(), y());
    return detail::dot<T>(vector_source<T, X>(x).operand(), vector_source<T, Y>(y).operand());
}

/// c = the matrix of x[i] y[j], or c += it with `init = false`; no element is conjugated.
template <class X, class Y, class C>
void outer_prod(const ublas::vector_expression<X>& x, const ublas::vector_expression<Y>& y, C&& c,
                bool init = true) {
    using T = product_value_t<X, Y>;
    detail::require_shape(c, x().size(), y().size());
    const vector_source<T, X> left(x);
    const vector_source<T, Y> right(y);
    detail::update_matrix<T>(c, init, [&](matrix_operand<T> result, bool replace) {
        detail::multiply_outer(left.operand(), right.operand(), result, replace);
    });
}

/// The matrix of x[i] y[j] as a new matrix.
template <class X, class Y>
ublas::matrix<product_value_t<X, Y>> outer_prod(const ublas::vector_expression<X>& x,
                                                const ublas::vector_expression<Y>& y) {
    ublas::matrix<product_value_t<X, Y>> result(x().size(), y().size());
    linalg::outer_prod(x, y, result);
    return result;
}

} // namespace npublas::linalg

#endif
