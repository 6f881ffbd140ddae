// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// The generalised problem a x = lambda b x with hermitian a and positive definite b in strided
/// memory: LAPACK's ?sygvd and ?hegvd, or the same way with npublas's own parts. With b = L L^H it
/// is the plain problem for L^-1 a L^-H.

#ifndef NPUBLAS_LINALG_DETAIL_GENERALIZED_EIGH_HPP
#define NPUBLAS_LINALG_DETAIL_GENERALIZED_EIGH_HPP

#include <npublas/linalg/backend.hpp>
#include <npublas/linalg/detail/arithmetic.hpp>
#include <npublas/linalg/detail/cholesky.hpp>
#include <npublas/linalg/detail/copy.hpp>
#include <npublas/linalg/detail/eigh.hpp>
#include <npublas/linalg/detail/lapack_spectral.hpp>
#include <npublas/linalg/detail/triangular.hpp>
#include <npublas/linalg/error.hpp>
#include <npublas/linalg/strided.hpp>

#include <cstddef>

namespace npublas::linalg::detail {

/// generalized_eigh by npublas's own parts.
template <class T>
void generic_generalized_eigh(const matrix_operand<const T>& a, const matrix_operand<const T>& b,
                              bool lower, const vector_operand<real_type_t<T>>& values,
                              const matrix_operand<T>& vectors) {
    const ptrdiff_t n = a.size1;
    const temporary_matrix<T> reduced(n, n, true);
    const temporary_matrix<T> factor(n, n, true);
    const matrix_operand<T>& c = reduced.operand();
    for (ptrdiff_t i = 0; i < n; ++i)
        for (ptrdiff_t j = 0; j < n; ++j) {
            c(i, j) = i >= j ? hermitian_element(a, lower, i, j)
                             : conjugate(hermitian_element(a, lower, j, i));
            factor.operand()(i, j) = i >= j ? hermitian_element(b, lower, i, j) : T(0);
        }
    cholesky_in_place(factor.operand(), false);
    const matrix_operand<const T> l = factor.operand();
    solve_triangular<T>(l, {true}, c);
    solve_triangular<T>(l, {true, false, true}, c.transposed());
    eigh<T>(c, true, values, vectors);
    solve_triangular<T>(l.transposed(), {false, false, true}, vectors);
}

/// generalized_eigh by LAPACK.
template <class T>
void lapack_generalized_eigh(const matrix_operand<const T>& a, const matrix_operand<const T>& b,
                             bool lower, const vector_operand<real_type_t<T>>& values,
                             const matrix_operand<T>& vectors) {
    const auto n = static_cast<int>(a.size1);
    const lapack_matrix<T> matrix(n, n, &vectors);
    const temporary_matrix<T> factor(n, n, false);
    const lapack_vector<real_type_t<T>> numbers(values);
    copy_triangle(a, lower, matrix.operand());
    copy_triangle(b, lower, factor.operand());
    const auto info = lapack_workspace<T>::provide(0, 0, [&](const lapack_workspace<T>& work) {
        return hegvd('V', lower ? 'L' : 'U', n, matrix.operand().data, matrix.leading_dimension(),
                     factor.operand().data, n, numbers.data(), work);
    });
    if (info > n) throw not_positive_definite();
    if (info != 0) throw no_convergence("the eigenvalues do not converge");
    matrix.store();
    numbers.store();
}

/// values = the eigenvalues, ascending, of a x = lambda b x; the columns of `vectors` =
/// eigenvectors with vectors^H b vectors = I. A triangle of both matrices is read. `vectors` must
/// not overlap them. Throws not_positive_definite (for b) and no_convergence.
template <class T>
void generalized_eigh(const matrix_operand<const T>& a, const matrix_operand<const T>& b,
                      bool lower, const vector_operand<real_type_t<T>>& values,
                      const matrix_operand<T>& vectors) {
    if (a.size1 == 0) return;
    if (!is_finite_triangle(a, lower) || !is_finite_triangle(b, lower)) refuse_not_finite();
    if constexpr (is_blas_type<T>) {
        if (a.size1 >= limits_of<T>.syevd_from && fits_int(a.size1))
            return lapack_generalized_eigh(a, b, lower, values, vectors);
    }
    generic_generalized_eigh(a, b, lower, values, vectors);
}

} // namespace npublas::linalg::detail

#endif
