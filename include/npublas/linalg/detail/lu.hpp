// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// LU factorization with partial pivoting in strided memory, and its use: LAPACK where backend.hpp
/// says so; elsewhere recursive, so that nearly all work is done by products (S. Toledo, "Locality
/// of reference in LU decomposition with partial pivoting", SIAM J. Matrix Anal. Appl. 18, 1997).

#ifndef NPUBLAS_LINALG_DETAIL_LU_HPP
#define NPUBLAS_LINALG_DETAIL_LU_HPP

#include <npublas/linalg/backend.hpp>
#include <npublas/linalg/detail/arithmetic.hpp>
#include <npublas/linalg/detail/copy.hpp>
#include <npublas/linalg/detail/interrupt.hpp>
#include <npublas/linalg/detail/kernels.hpp>
#include <npublas/linalg/detail/lapack_factor.hpp>
#include <npublas/linalg/detail/small.hpp>
#include <npublas/linalg/detail/triangular.hpp>
#include <npublas/linalg/strided.hpp>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <utility>

namespace npublas::linalg::detail {

/// Exchanges row i with row pivots[i], for i = 0, 1, ...
template <class T>
void swap_rows(matrix_operand<T> a, const ptrdiff_t* pivots, ptrdiff_t count) {
    const ptrdiff_t strip = is_row_oriented(a) ? a.size2 : 1;
    for (ptrdiff_t j0 = 0; j0 < a.size2; j0 += strip)
        for (ptrdiff_t i = 0; i < count; ++i)
            if (pivots[i] != i)
                for (ptrdiff_t j = j0; j < j0 + strip; ++j)
                    std::swap(a(i, j), a(pivots[i], j));
}

/// Undoes swap_rows.
template <class T>
void swap_rows_back(matrix_operand<T> a, const ptrdiff_t* pivots, ptrdiff_t count) {
    for (ptrdiff_t i = count - 1; i >= 0; --i)
        if (pivots[i] != i)
            for (ptrdiff_t j = 0; j < a.size2; ++j)
                std::swap(a(i, j), a(pivots[i], j));
}

/// Factorizes a panel column by column.
template <class T>
ptrdiff_t factorize_panel(matrix_operand<T> a, ptrdiff_t* pivots) {
    poll_interrupt();
    ptrdiff_t first_zero = 0;
    for (ptrdiff_t k = 0; k < a.size2; ++k) {
        pivots[k] = find_pivot(a.column(k).data, a.stride1, k, a.size1);
        if (pivots[k] != k)
            for (ptrdiff_t j = 0; j < a.size2; ++j)
                std::swap(a(k, j), a(pivots[k], j));
        if (a(k, k) == T(0)) {
            if (first_zero == 0) first_zero = k + 1;
            continue;
        }
        for (ptrdiff_t i = k + 1; i < a.size1; ++i) {
            const T factor = divide(a(i, k), a(k, k));
            a(i, k) = factor;
            for (ptrdiff_t j = k + 1; j < a.size2; ++j)
                a(i, j) = multiply_add<T>(a(i, j), -factor, a(k, j));
        }
    }
    return first_zero;
}

/// lu_in_place by npublas's own loops.
template <class T>
ptrdiff_t generic_factorize(matrix_operand<T> a, ptrdiff_t* pivots) {
    const ptrdiff_t n = a.size2;
    if (n <= narrow_panel<T>) return factorize_panel(a, pivots);

    const ptrdiff_t half = n / 2;
    const matrix_operand<T> left = a.block(0, 0, a.size1, half);
    const ptrdiff_t zero_in_left = generic_factorize(left, pivots);

    const matrix_operand<T> right = a.block(0, half, a.size1, n - half);
    swap_rows(right, pivots, half);
    const matrix_operand<T> top = right.block(0, 0, half, n - half);
    const matrix_operand<T> bottom = right.block(half, 0, a.size1 - half, n - half);
    generic_solve_lower<T>(left.block(0, 0, half, half), true, top);
    generic_multiply_subtract<T>(left.block(half, 0, a.size1 - half, half), top, bottom);

    const ptrdiff_t zero_in_right = generic_factorize(bottom, pivots + half);
    swap_rows(left.block(half, 0, a.size1 - half, half), pivots + half, n - half);
    for (ptrdiff_t i = half; i < n; ++i)
        pivots[i] += half;
    return zero_in_left != 0 || zero_in_right == 0 ? zero_in_left : half + zero_in_right;
}

template <class T>
void transpose_in_place(matrix_operand<T> a) {
    const ptrdiff_t tile = 32;
    for (ptrdiff_t i0 = 0; i0 < a.size1; i0 += tile)
        for (ptrdiff_t j0 = 0; j0 <= i0; j0 += tile)
            for (ptrdiff_t i = i0; i < std::min(i0 + tile, a.size1); ++i)
                for (ptrdiff_t j = j0; j < std::min(j0 + tile, i); ++j)
                    std::swap(a(i, j), a(j, i));
}

/// lu_in_place by LAPACK, for a square column-major matrix.
template <class T>
ptrdiff_t lapack_factorize(const blas_matrix<T>& a, ptrdiff_t n, ptrdiff_t* pivots) {
    const auto exchanges = std::make_unique<lapack_int[]>(static_cast<std::size_t>(n));
    const lapack_int info = getrf(static_cast<int>(n), a, exchanges.get());
    for (ptrdiff_t i = 0; i < n; ++i)
        pivots[i] = exchanges[static_cast<std::size_t>(i)] - 1;
    return info;
}

/// True if LAPACK is to factorize a square matrix of order n.
template <class T>
bool lapack_factorizes(ptrdiff_t n) {
    return is_blas_type<T> && n >= limits_of<T>.getrf_from && fits_int(n);
}

/// Overwrites a, which has at least as many rows as columns, with L (below the diagonal, its own
/// diagonal of ones left out) and U, so that L U is `a` after the row exchanges that `pivots`
/// tells: row i with row pivots[i], for i = 0, 1, ... Returns 0, or k + 1 if U(k, k) is the first
/// pivot that is exactly zero. A square row-major matrix is transposed for LAPACK and back, in
/// place.
template <class T>
ptrdiff_t lu_in_place(matrix_operand<T> a, ptrdiff_t* pivots) {
    if constexpr (is_blas_type<T>) {
        if (a.size1 == a.size2 && lapack_factorizes<T>(a.size1)) {
            const auto direct = as_blas(a);
            if (direct && !direct->transposed) return lapack_factorize(*direct, a.size1, pivots);
            if (direct) {
                transpose_in_place(a);
                const ptrdiff_t info = lapack_factorize(*as_blas(a.transposed()), a.size1, pivots);
                transpose_in_place(a);
                return info;
            }
            const temporary_matrix<T> columns(a.size1, a.size2, false);
            copy<T>(a, columns.operand());
            const ptrdiff_t info = lapack_factorize(*as_blas(columns.operand()), a.size1, pivots);
            copy<T>(columns.operand(), a);
            return info;
        }
    }
    return generic_factorize(a, pivots);
}

/// What is done with a matrix before it is used.
enum class operation { none, transpose, conjugate_transpose };

/// b = op(A)^-1 b for the A that lu_in_place turned into `lu` and `pivots`.
template <class T>
void lu_substitute(matrix_operand<const T> lu, const ptrdiff_t* pivots, matrix_operand<T> b,
                   operation op = operation::none) {
    if (op == operation::none) {
        swap_rows(b, pivots, lu.size1);
        solve_triangular(lu, {true, true}, b);
        solve_triangular(lu, {false, false}, b);
    } else {
        const bool conjugated = op == operation::conjugate_transpose;
        solve_triangular(lu.transposed(), {true, false, conjugated}, b);
        solve_triangular(lu.transposed(), {false, true, conjugated}, b);
        swap_rows_back(b, pivots, lu.size1);
    }
}

template <class T>
bool contains_nan(const matrix_operand<T>& a) {
    for (ptrdiff_t j = 0; j < a.size2; ++j)
        for (ptrdiff_t i = 0; i < a.size1; ++i)
            if (is_nan(a(i, j))) return true;
    return false;
}

} // namespace npublas::linalg::detail

#endif
