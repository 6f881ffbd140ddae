// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See
// LICENSE_1_0.txt)

/// Cholesky factorization in strided memory: a kernel in stack memory for small
/// matrices, LAPACK where backend.hpp says so, recursion to products elsewhere.

#ifndef NPUBLAS_LINALG_DETAIL_CHOLESKY_HPP
#define NPUBLAS_LINALG_DETAIL_CHOLESKY_HPP

#include <npublas/linalg/backend.hpp>
#include <npublas/linalg/detail/arithmetic.hpp>
#include <npublas/linalg/detail/copy.hpp>
#include <npublas/linalg/detail/interrupt.hpp>
#include <npublas/linalg/detail/kernels.hpp>
#include <npublas/linalg/detail/lapack_factor.hpp>
#include <npublas/linalg/detail/small.hpp>
#include <npublas/linalg/detail/triangular.hpp>
#include <npublas/linalg/detail/update.hpp>
#include <npublas/linalg/error.hpp>
#include <npublas/linalg/strided.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace npublas::linalg::detail {

/// Overwrites the lower triangle in n rows of n elements with its Cholesky
/// factor. Of the diagonal, only real parts are read. Returns false if it is
/// not positive definite; a NaN is let through.
template <class T, class Extent>
inline bool small_cholesky(T* rows, Extent n) {
    using std::sqrt;
    using R = real_type_t<T>;
    for (ptrdiff_t j = 0; j < n; ++j) {
        T* const row = rows + j * n;
        for (ptrdiff_t k = 0; k < j; ++k) {
            const T* const earlier = rows + k * n;
            T sum = row[k];
            for (ptrdiff_t i = 0; i < k; ++i)
                sum = multiply_add<T>(sum, -row[i], conjugate(earlier[i]));
            row[k] = sum / real_part(earlier[k]);
        }
        R square = real_part(row[j]);
        for (ptrdiff_t i = 0; i < j; ++i)
            square -= real_part(multiply<T>(row[i], conjugate(row[i])));
        if (square <= R(0)) return false;
        row[j] = T(sqrt(square));
    }
    return true;
}

/// Overwrites the lower triangle of a with its Cholesky factor, element by
/// element.
template <class T>
bool narrow_cholesky(matrix_operand<T> a) {
    using std::sqrt;
    using R = real_type_t<T>;
    poll_interrupt();
    for (ptrdiff_t j = 0; j < a.size1; ++j) {
        const R square = real_part(a(j, j));
        if (square <= R(0)) return false;
        const R root = sqrt(square);
        a(j, j) = T(root);
        for (ptrdiff_t i = j + 1; i < a.size1; ++i)
            a(i, j) = a(i, j) / root;
        for (ptrdiff_t k = j + 1; k < a.size1; ++k) {
            const T factor = -conjugate(a(k, j));
            for (ptrdiff_t i = k; i < a.size1; ++i)
                a(i, k) = multiply_add<T>(a(i, k), a(i, j), factor);
        }
    }
    return true;
}

/// cholesky_in_place for the lower triangle, by npublas's own loops.
template <class T>
bool generic_cholesky(matrix_operand<T> a) {
    const ptrdiff_t n = a.size1;
    if (n <= narrow_panel<T>) return narrow_cholesky(a);
    const ptrdiff_t half = n / 2;
    const matrix_operand<T> first = a.block(0, 0, half, half);
    const matrix_operand<T> below = a.block(half, 0, n - half, half);
    const matrix_operand<T> rest = a.block(half, half, n - half, n - half);
    if (!generic_cholesky(first)) return false;
    generic_solve_triangular<T>(first, {true, false, true}, below.transposed());
    generic_subtract_square<T>(below, rest);
    return generic_cholesky(rest);
}

/// Overwrites a triangle of a symmetric or hermitian matrix, the lower one
/// unless `upper`, with L or with U of A = L L^H = U^H U. The other triangle is
/// neither read nor written. Throws not_positive_definite.
template <class T>
void cholesky_in_place(matrix_operand<T> a, bool upper) {
    // The transpose of the upper triangle holds the conjugate matrix, whose
    // factor is U^T.
    if (upper) return cholesky_in_place(a.transposed(), false);
    if constexpr (is_blas_type<T>) {
        if (a.size1 >= limits_of<T>.potrf_from && fits_int(a.size1)) {
            const auto direct = as_blas(a);
            if (!direct) {
                const temporary_matrix<T> columns(a.size1, a.size2, false);
                copy<T>(a, columns.operand());
                cholesky_in_place(columns.operand(), false);
                for (ptrdiff_t j = 0; j < a.size2; ++j)
                    for (ptrdiff_t i = j; i < a.size1; ++i)
                        a(i, j) = columns.operand()(i, j);
                return;
            }
            if (potrf(direct->transposed ? 'U' : 'L', static_cast<int>(a.size1), direct->data,
                      direct->leading_dimension) != 0)
                throw not_positive_definite();
            return;
        }
    }
    if (!generic_cholesky(a)) throw not_positive_definite();
}

/// l = the lower Cholesky factor of a, of which the lower triangle is read,
/// with zeros above the diagonal. l may be a; else the two must not overlap.
template <class T>
void cholesky(const matrix_operand<const T>& a, const matrix_operand<T>& l) {
    if constexpr (is_plain<T>) {
        if (a.size1 <= small_order)
            return with_extent(a.size1, [&](auto n) {
                stack_memory<T, largest_extent<decltype(n)> * largest_extent<decltype(n)>> memory;
                T* const rows = memory.data();
                load_rows(a, n, n, rows, n);
                if (!small_cholesky(rows, n)) throw not_positive_definite();
                for (ptrdiff_t i = 0; i < n; ++i)
                    for (ptrdiff_t j = 0; j < n; ++j)
                        l(i, j) = j <= i ? rows[i * n + j] : T(0);
            });
    }
    if (a.data != l.data) copy(a, l);
    cholesky_in_place(l, false);
    clear_above_diagonal(l);
}

} // namespace npublas::linalg::detail

#endif
