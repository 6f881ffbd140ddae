// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// Updates of a matrix by products of rank 1 and of rank k.
///
/// The updated matrix is strided memory and must not overlap the other operands of the symmetric
/// and hermitian updates, which compute one triangle and mirror it: half the work. By BLAS's ?syrk
/// and ?herk where backend.hpp says so. Shapes that do not fit throw std::invalid_argument.

#ifndef NPUBLAS_LINALG_UPDATE_HPP
#define NPUBLAS_LINALG_UPDATE_HPP

#include <npublas/detail/ublas.hpp>
#include <npublas/linalg/detail/output.hpp>
#include <npublas/linalg/detail/update.hpp>
#include <npublas/linalg/operand.hpp>
#include <npublas/linalg/product.hpp>

#include <boost/numeric/ublas/matrix.hpp>
#include <boost/numeric/ublas/vector.hpp>

#include <type_traits>

namespace npublas::linalg {

namespace detail {

template <class C, class A>
void add_square_to(C& c, const ublas::matrix_expression<A>& a,
                   const real_type_t<typename C::value_type>& alpha,
                   const real_type_t<typename C::value_type>& beta, bool hermitian) {
    using T = typename C::value_type;
    static_assert(is_direct_matrix<T, C>(), "a rank-k update writes strided memory");
    static_assert(!std::is_integral_v<T>, "a rank-k update needs a floating or complex type");
    require_shape(c, a().size1(), a().size1());
    add_square<T>(matrix_source<T, A>(a).operand(), alpha, beta, linalg::operand_of(c), hermitian);
}

} // namespace detail

/// c += alpha x y^T. No element is conjugated.
template <class C, class X, class Y>
void rank_1_update(C&& c, const ublas::vector_expression<X>& x,
                   const ublas::vector_expression<Y>& y,
                   typename std::remove_reference_t<C>::value_type alpha = 1) {
    linalg::outer_prod(alpha * x(), y, c, false);
}

/// c += alpha x x^H, for a hermitian c, of which the lower triangle is read.
template <class C, class X>
void hermitian_rank_1_update(
    C&& c, const ublas::vector_expression<X>& x,
    detail::real_type_t<typename std::remove_reference_t<C>::value_type> alpha = 1) {
    ublas::matrix<typename X::value_type> column(x().size(), 1);
    ublas::column(column, 0) = x;
    detail::add_square_to(c, column, alpha, {1}, true);
}

/// c = alpha a a^T + beta c, for a symmetric c, of which the lower triangle is read.
template <class C, class A>
void symmetric_rank_k_update(
    C&& c, const ublas::matrix_expression<A>& a,
    detail::real_type_t<typename std::remove_reference_t<C>::value_type> alpha = 1,
    detail::real_type_t<typename std::remove_reference_t<C>::value_type> beta = 1) {
    detail::add_square_to(c, a, alpha, beta, false);
}

/// c = alpha a a^H + beta c, for a hermitian c, of which the lower triangle is read.
template <class C, class A>
void hermitian_rank_k_update(
    C&& c, const ublas::matrix_expression<A>& a,
    detail::real_type_t<typename std::remove_reference_t<C>::value_type> alpha = 1,
    detail::real_type_t<typename std::remove_reference_t<C>::value_type> beta = 1) {
    detail::add_square_to(c, a, alpha, beta, true);
}

} // namespace npublas::linalg

#endif
