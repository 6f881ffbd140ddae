// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// Cholesky factorization in strided memory: a kernel in stack memory for small matrices, LAPACK
/// where backend.hpp says so, recursion to products elsewhere.

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

/// Overwrites the lower triangle in n rows of n elements with its Cholesky factor, row by row. Of
/// the diagonal, only real parts are read. Returns false if it is not positive definite; a NaN is
/// let through.
template <ptrdiff_t J, ptrdiff_t N, class T>
inline bool cholesky_from(T* rows) {
    using std::sqrt;
    using R = real_type_t<T>;
    if constexpr (J < N) {
        T* const row = rows + J * N;
        for (ptrdiff_t k = 0; k < J; ++k) {
            row[k] = row[k] / real_part(rows[k * N + k]);
            for (ptrdiff_t i = k + 1; i < J; ++i)
                row[i] = multiply_add<T>(row[i], -row[k], conjugate(rows[i * N + k]));
        }
        R square = real_part(row[J]);
        for (ptrdiff_t i = 0; i < J; ++i)
            square -= real_part(multiply<T>(row[i], conjugate(row[i])));
        if (square <= R(0)) return false;
        row[J] = T(sqrt(square));
        return cholesky_from<J + 1, N>(rows);
    } else {
        return true;
    }
}

/// The same in memory, column by column: rows lie `stride1` apart, columns `stride2`.
template <class T, class Stride>
bool cholesky_by_columns(T* a, ptrdiff_t n, Stride stride1, ptrdiff_t stride2) {
    using std::sqrt;
    using R = real_type_t<T>;
    for (ptrdiff_t j = 0; j < n; ++j) {
        T* const column = a + j * stride2;
        const R square = real_part(column[j * stride1]);
        if (square <= R(0)) return false;
        const R root = sqrt(square);
        column[j * stride1] = T(root);
        for (ptrdiff_t i = j + 1; i < n; ++i)
            column[i * stride1] = column[i * stride1] / root;
        for (ptrdiff_t k = j + 1; k < n; ++k) {
            const T factor = -conjugate(column[k * stride1]);
            T* const later = a + k * stride2;
            for (ptrdiff_t i = k; i < n; ++i)
                later[i * stride1] =
                    multiply_add<T>(later[i * stride1], factor, column[i * stride1]);
        }
    }
    return true;
}

/// Overwrites the lower triangle of a with its Cholesky factor, element by element.
template <class T>
bool narrow_cholesky(matrix_operand<T> a) {
    poll_interrupt();
    return with_stride(a.stride1, [&](auto stride1) {
        return cholesky_by_columns(a.data, a.size1, stride1, a.stride2);
    });
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

/// Overwrites a triangle of a symmetric or hermitian matrix, the lower one unless `upper`, with L
/// or with U of A = L L^H = U^H U. The other triangle is neither read nor written. Throws
/// not_positive_definite.
template <class T>
void cholesky_in_place(matrix_operand<T> a, bool upper) {
    // The transpose of the upper triangle holds the conjugate matrix, whose factor is U^T.
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

/// cholesky for a matrix whose order the compiler knows.
template <class T, ptrdiff_t N>
NPUBLAS_SCALAR_REGISTERS void small_cholesky(const matrix_operand<const T>& a, fixed_extent<N> n,
                                             const matrix_operand<T>& l) {
    stack_memory<T, N * N> memory;
    T* const rows = memory.data();
    load_rows(a, n, n, rows, n);
    if (!cholesky_from<0, N>(rows)) throw not_positive_definite();
    for (ptrdiff_t i = 0; i < N; ++i)
        for (ptrdiff_t j = 0; j < N; ++j)
            l(i, j) = j <= i ? rows[i * N + j] : T(0);
}

/// cholesky for other small matrices.
template <class T>
void small_cholesky(const matrix_operand<const T>& a, ptrdiff_t n, const matrix_operand<T>& l) {
    stack_memory<T, small_order * small_order> memory;
    T* const columns = memory.data();
    load_rows(a.transposed(), n, n, columns, n);
    if (!cholesky_by_columns(columns, n, unit_stride(), n)) throw not_positive_definite();
    for (ptrdiff_t i = 0; i < n; ++i)
        for (ptrdiff_t j = 0; j < n; ++j)
            l(i, j) = j <= i ? columns[j * n + i] : T(0);
}

/// l = the lower Cholesky factor of a, of which the lower triangle is read, with zeros above the
/// diagonal. l may be a; else the two must not overlap.
template <class T>
void cholesky(const matrix_operand<const T>& a, const matrix_operand<T>& l) {
    if constexpr (is_plain<T>) {
        if (a.size1 <= small_order)
            return with_extent<most_unrolled<T>>(a.size1, [&](auto n) { small_cholesky(a, n, l); });
    }
    if (a.data != l.data) copy(a, l);
    cholesky_in_place(l, false);
    clear_above_diagonal(l);
}

} // namespace npublas::linalg::detail

#endif
