// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// LU factorization with partial pivoting, for any element type and any strides, and its use.
/// Recursive, so that nearly all work is done by products (S. Toledo, "Locality of reference in LU
/// decomposition with partial pivoting", SIAM J. Matrix Anal. Appl. 18, 1997).

#ifndef NPUBLAS_LINALG_DETAIL_LU_HPP
#define NPUBLAS_LINALG_DETAIL_LU_HPP

#include <npublas/linalg/detail/arithmetic.hpp>
#include <npublas/linalg/detail/copy.hpp>
#include <npublas/linalg/detail/kernels.hpp>
#include <npublas/linalg/strided.hpp>

#include <algorithm>
#include <cstddef>
#include <utility>

namespace npublas::linalg::detail {

/// Panels of at most this many columns are factorized column by column.
inline constexpr ptrdiff_t narrow_panel = 16;

/// Exchanges row i with row pivots[i], for i = 0, 1, ...
template <class T>
void swap_rows(matrix_operand<T> a, const ptrdiff_t* pivots, ptrdiff_t count) {
    for (ptrdiff_t i = 0; i < count; ++i) {
        if (pivots[i] == i) continue;
        for (ptrdiff_t j = 0; j < a.size2; ++j)
            std::swap(a(i, j), a(pivots[i], j));
    }
}

/// The row at or below `first` whose element in the column is the largest. A NaN counts as larger
/// than all, so that it reaches the result and never makes a matrix look singular.
template <class T>
ptrdiff_t find_pivot(const vector_operand<T>& column, ptrdiff_t first) {
    ptrdiff_t best = first;
    auto best_size = pivot_size(column(first));
    for (ptrdiff_t i = first + 1; i < column.size && !is_nan(best_size); ++i) {
        const auto size = pivot_size(column(i));
        if (size > best_size || is_nan(size)) {
            best = i;
            best_size = size;
        }
    }
    return best;
}

/// Factorizes a panel column by column. Returns false at a pivot that is exactly zero.
template <class T>
bool factorize_panel(matrix_operand<T> a, ptrdiff_t* pivots) {
    for (ptrdiff_t k = 0; k < a.size2; ++k) {
        pivots[k] = find_pivot(a.column(k), k);
        if (a(pivots[k], k) == T(0)) return false;
        if (pivots[k] != k)
            for (ptrdiff_t j = 0; j < a.size2; ++j)
                std::swap(a(k, j), a(pivots[k], j));
        for (ptrdiff_t i = k + 1; i < a.size1; ++i) {
            const T factor = a(i, k) / a(k, k);
            a(i, k) = factor;
            for (ptrdiff_t j = k + 1; j < a.size2; ++j)
                a(i, j) = multiply_add<T>(a(i, j), -factor, a(k, j));
        }
    }
    return true;
}

/// b = L^-1 b, where L is the lower triangle of l with a diagonal of ones.
template <class T>
void solve_unit_lower(matrix_operand<const T> l, matrix_operand<T> b) {
    const ptrdiff_t n = l.size1;
    if (n <= narrow_panel) {
        for (ptrdiff_t i = 1; i < n; ++i)
            for (ptrdiff_t k = 0; k < i; ++k)
                for (ptrdiff_t j = 0; j < b.size2; ++j)
                    b(i, j) = multiply_add<T>(b(i, j), -l(i, k), b(k, j));
        return;
    }
    const ptrdiff_t half = n / 2;
    const matrix_operand<T> upper = b.block(0, 0, half, b.size2);
    const matrix_operand<T> lower = b.block(half, 0, n - half, b.size2);
    solve_unit_lower(l.block(0, 0, half, half), upper);
    generic_multiply_subtract<T>(l.block(half, 0, n - half, half), upper, lower);
    solve_unit_lower(l.block(half, half, n - half, n - half), lower);
}

/// b = U^-1 b, where U is the upper triangle of u.
template <class T>
void solve_upper(matrix_operand<const T> u, matrix_operand<T> b) {
    const ptrdiff_t n = u.size1;
    if (n <= narrow_panel) {
        for (ptrdiff_t i = n - 1; i >= 0; --i) {
            for (ptrdiff_t k = i + 1; k < n; ++k)
                for (ptrdiff_t j = 0; j < b.size2; ++j)
                    b(i, j) = multiply_add<T>(b(i, j), -u(i, k), b(k, j));
            for (ptrdiff_t j = 0; j < b.size2; ++j)
                b(i, j) = b(i, j) / u(i, i);
        }
        return;
    }
    const ptrdiff_t half = n / 2;
    const matrix_operand<T> upper = b.block(0, 0, half, b.size2);
    const matrix_operand<T> lower = b.block(half, 0, n - half, b.size2);
    solve_upper(u.block(half, half, n - half, n - half), lower);
    generic_multiply_subtract<T>(u.block(0, half, half, n - half), lower, upper);
    solve_upper(u.block(0, 0, half, half), upper);
}

/// Overwrites a, which has at least as many rows as columns, with L (below the diagonal, its own
/// diagonal of ones left out) and U, so that L U is `a` with its rows exchanged as `pivots` tells.
/// Returns false if a pivot is exactly zero; the elements are then unspecified.
template <class T>
bool generic_factorize(matrix_operand<T> a, ptrdiff_t* pivots) {
    const ptrdiff_t n = a.size2;
    if (n <= narrow_panel) return factorize_panel(a, pivots);

    const ptrdiff_t half = n / 2;
    const matrix_operand<T> left = a.block(0, 0, a.size1, half);
    if (!generic_factorize(left, pivots)) return false;

    const matrix_operand<T> right = a.block(0, half, a.size1, n - half);
    swap_rows(right, pivots, half);
    const matrix_operand<T> top = right.block(0, 0, half, n - half);
    const matrix_operand<T> bottom = right.block(half, 0, a.size1 - half, n - half);
    solve_unit_lower<T>(left.block(0, 0, half, half), top);
    generic_multiply_subtract<T>(left.block(half, 0, a.size1 - half, half), top, bottom);

    if (!generic_factorize(bottom, pivots + half)) return false;
    swap_rows(left.block(half, 0, a.size1 - half, half), pivots + half, n - half);
    for (ptrdiff_t i = half; i < n; ++i)
        pivots[i] += half;
    return true;
}

/// b = A^-1 b for the A that generic_factorize turned into `lu` and `pivots`.
template <class T>
void generic_substitute(matrix_operand<const T> lu, const ptrdiff_t* pivots, matrix_operand<T> b) {
    swap_rows(b, pivots, lu.size1);
    solve_unit_lower(lu, b);
    solve_upper(lu, b);
}

} // namespace npublas::linalg::detail

#endif
