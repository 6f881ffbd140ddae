// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// Factorization of symmetric and hermitian indefinite matrices in strided memory, with the pivots
/// of J. Bunch and L. Kaufman ("Some stable methods for calculating inertia and solving symmetric
/// linear systems", Math. Comp. 31, 1977): LAPACK's ?sytrf and ?hetrf for the types they have, the
/// algorithm of ?sytf2 for others.
///
/// The result is P A P^T = L D L^T (L^H for a hermitian A): L unit lower triangular, D of blocks of
/// order 1 and 2. Row exchanges are applied to all of L, so that it is a triangle in truth.

#ifndef NPUBLAS_LINALG_DETAIL_LDL_HPP
#define NPUBLAS_LINALG_DETAIL_LDL_HPP

#include <npublas/linalg/backend.hpp>
#include <npublas/linalg/detail/arithmetic.hpp>
#include <npublas/linalg/detail/copy.hpp>
#include <npublas/linalg/detail/interrupt.hpp>
#include <npublas/linalg/detail/lapack_factor.hpp>
#include <npublas/linalg/detail/qr.hpp>
#include <npublas/linalg/detail/triangular.hpp>
#include <npublas/linalg/strided.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <memory>
#include <utility>

namespace npublas::linalg::detail {

/// The element that mirrors x across the diagonal.
template <class T>
T mirrored(const T& x, bool hermitian) {
    return hermitian ? conjugate(x) : x;
}

/// Exchanges rows and columns p and q > p of the part of a symmetric matrix from row and column p
/// on, in its lower triangle, and the rows of the columns before `first`.
template <class T>
void swap_symmetric(matrix_operand<T> a, ptrdiff_t first, ptrdiff_t p, ptrdiff_t q,
                    bool hermitian) {
    for (ptrdiff_t j = 0; j < first; ++j)
        std::swap(a(p, j), a(q, j));
    for (ptrdiff_t i = q + 1; i < a.size1; ++i)
        std::swap(a(i, p), a(i, q));
    for (ptrdiff_t j = p + 1; j < q; ++j) {
        const T kept = mirrored(a(j, p), hermitian);
        a(j, p) = mirrored(a(q, j), hermitian);
        a(q, j) = kept;
    }
    a(q, p) = mirrored(a(q, p), hermitian);
    std::swap(a(p, p), a(q, q));
}

/// The pivot of step k: its order, 1 or 2, and the row that becomes the last of it.
struct symmetric_pivot {
    ptrdiff_t order;
    ptrdiff_t row;
};

template <class T>
symmetric_pivot find_symmetric_pivot(const matrix_operand<T>& a, ptrdiff_t k) {
    using std::sqrt;
    using R = real_type_t<T>;
    const R alpha = (R(1) + sqrt(R(17))) / R(8);
    const R diagonal = pivot_size(a(k, k));
    R column_largest(0);
    ptrdiff_t row = k;
    for (ptrdiff_t i = k + 1; i < a.size1; ++i)
        if (pivot_size(a(i, k)) > column_largest) {
            column_largest = pivot_size(a(i, k));
            row = i;
        }
    if (row == k || diagonal >= alpha * column_largest) return {1, k};
    R row_largest(0);
    for (ptrdiff_t j = k; j < row; ++j)
        row_largest = std::max(row_largest, pivot_size(a(row, j)));
    for (ptrdiff_t i = row + 1; i < a.size1; ++i)
        row_largest = std::max(row_largest, pivot_size(a(i, row)));
    if (diagonal >= alpha * column_largest * (column_largest / row_largest)) return {1, k};
    if (pivot_size(a(row, row)) >= alpha * row_largest) return {1, row};
    return {2, row};
}

/// Eliminates column k with the pivot a(k, k).
template <class T>
void eliminate_one(matrix_operand<T> a, ptrdiff_t k, bool hermitian) {
    const T pivot = a(k, k);
    if (pivot == T(0)) return;
    for (ptrdiff_t j = k + 1; j < a.size1; ++j) {
        const T factor = divide<T>(a(j, k), pivot);
        for (ptrdiff_t i = j; i < a.size1; ++i)
            a(i, j) = multiply_add<T>(a(i, j), -mirrored(factor, hermitian), a(i, k));
        if (hermitian) a(j, j) = T(real_part(a(j, j)));
        a(j, k) = factor;
    }
}

/// Eliminates columns k and k + 1 with the block of order 2 at (k, k), scaled by what is off its
/// diagonal, the largest of it.
template <class T>
void eliminate_two(matrix_operand<T> a, ptrdiff_t k, bool hermitian) {
    const T off = a(k + 1, k);
    const T scale = hermitian ? T(absolute(off)) : off;
    const T turn = divide<T>(off, scale);
    const T first = divide<T>(a(k, k), scale);
    const T second = divide<T>(a(k + 1, k + 1), scale);
    const T factor = divide<T>(divide<T>(T(1), multiply<T>(first, second) - T(1)), scale);
    for (ptrdiff_t j = k + 2; j < a.size1; ++j) {
        const T x = a(j, k);
        const T y = a(j, k + 1);
        const T to_first = multiply<T>(factor, multiply<T>(second, x) - multiply<T>(turn, y));
        const T to_second =
            multiply<T>(factor, multiply<T>(first, y) - multiply<T>(mirrored(turn, hermitian), x));
        for (ptrdiff_t i = j; i < a.size1; ++i) {
            const T sum = multiply_add<T>(a(i, j), -mirrored(to_first, hermitian), a(i, k));
            a(i, j) = multiply_add<T>(sum, -mirrored(to_second, hermitian), a(i, k + 1));
        }
        if (hermitian) a(j, j) = T(real_part(a(j, j)));
        a(j, k) = to_first;
        a(j, k + 1) = to_second;
    }
}

/// ldl_in_place by npublas's own loops.
template <class T>
void generic_ldl(matrix_operand<T> a, bool hermitian, ptrdiff_t* rows, T* below) {
    for (ptrdiff_t i = 0; i < a.size1 && hermitian; ++i)
        a(i, i) = T(real_part(a(i, i)));
    for (ptrdiff_t k = 0; k < a.size1;) {
        poll_interrupt();
        const symmetric_pivot pivot = find_symmetric_pivot(a, k);
        const ptrdiff_t last = k + pivot.order - 1;
        below[k] = T(0);
        if (pivot.row != last) {
            swap_symmetric(a, k, last, pivot.row, hermitian);
            if (pivot.order == 2) std::swap(a(last, k), a(pivot.row, k));
            std::swap(rows[last], rows[pivot.row]);
        }
        if (pivot.order == 2) {
            eliminate_two(a, k, hermitian);
            below[k] = std::exchange(a(k + 1, k), T(0));
            below[k + 1] = T(0);
        } else {
            eliminate_one(a, k, hermitian);
        }
        k += pivot.order;
    }
}

/// ldl_in_place by LAPACK, whose row exchanges are then applied to the columns before them.
template <class T>
void lapack_ldl(matrix_operand<T> a, bool hermitian, ptrdiff_t* rows, T* below) {
    const auto n = static_cast<int>(a.size1);
    const auto pivots = std::make_unique<lapack_int[]>(static_cast<std::size_t>(n));
    with_workspace<T>([&](T* work, int size) {
        sytrf(hermitian, n, a.data, static_cast<int>(a.stride2), pivots.get(), work, size);
    });
    for (ptrdiff_t k = 0; k < n;) {
        const lapack_int pivot = pivots[static_cast<std::size_t>(k)];
        const ptrdiff_t order = pivot < 0 ? 2 : 1;
        const ptrdiff_t last = k + order - 1;
        const ptrdiff_t other = std::abs(pivot) - 1;
        for (ptrdiff_t j = 0; j < k && other != last; ++j)
            std::swap(a(last, j), a(other, j));
        std::swap(rows[last], rows[other]);
        below[last] = T(0);
        if (order == 2) below[k] = std::exchange(a(k + 1, k), T(0));
        k += order;
    }
}

/// Overwrites the lower triangle of a column-major matrix with L (its diagonal of ones left out)
/// and the diagonal of D; `below` gets the subdiagonal of D, `rows` the rows of A in the order of
/// L's. Nothing is refused: D of a singular matrix is singular.
template <class T>
void ldl_in_place(matrix_operand<T> a, bool hermitian, ptrdiff_t* rows, T* below) {
    for (ptrdiff_t i = 0; i < a.size1; ++i)
        rows[i] = i;
    if constexpr (is_blas_type<T>) {
        if (a.size1 >= limits_of<T>.potrf_from && fits_int(a.size1) && fits_int(a.stride2))
            return lapack_ldl(a, hermitian, rows, below);
    }
    generic_ldl(a, hermitian, rows, below);
}

/// b = D^-1 b. Returns false if D is exactly singular.
template <class T>
bool solve_block_diagonal(matrix_operand<const T> a, const T* below, bool hermitian,
                          matrix_operand<T> b) {
    for (ptrdiff_t k = 0; k < a.size1;) {
        if (below[k] == T(0)) {
            if (a(k, k) == T(0)) return false;
            for (ptrdiff_t j = 0; j < b.size2; ++j)
                b(k, j) = divide<T>(b(k, j), a(k, k));
            ++k;
            continue;
        }
        const T lower = below[k];
        const T upper = mirrored(lower, hermitian);
        const T first = divide<T>(a(k, k), upper);
        const T second = divide<T>(a(k + 1, k + 1), lower);
        const T divisor = multiply<T>(first, second) - T(1);
        if (divisor == T(0)) return false;
        for (ptrdiff_t j = 0; j < b.size2; ++j) {
            const T x = divide<T>(b(k, j), upper);
            const T y = divide<T>(b(k + 1, j), lower);
            b(k, j) = divide<T>(multiply<T>(second, x) - y, divisor);
            b(k + 1, j) = divide<T>(multiply<T>(first, y) - x, divisor);
        }
        k += 2;
    }
    return true;
}

/// b = A^-1 b from the factors of A. Returns false if A is exactly singular.
template <class T>
bool ldl_substitute(matrix_operand<const T> a, const ptrdiff_t* rows, const T* below,
                    bool hermitian, matrix_operand<T> b) {
    const temporary_matrix<T> permuted(b.size1, b.size2, is_row_oriented(b));
    const matrix_operand<T> x = permuted.operand();
    for (ptrdiff_t i = 0; i < b.size1; ++i)
        copy<T>(b.block(rows[i], 0, 1, b.size2), x.block(i, 0, 1, b.size2));
    solve_triangular<T>(a, {true, true}, x);
    if (!solve_block_diagonal<T>(a, below, hermitian, x)) return false;
    solve_triangular<T>(a.transposed(), {false, true, hermitian}, x);
    for (ptrdiff_t i = 0; i < b.size1; ++i)
        copy<T>(x.block(i, 0, 1, b.size2), b.block(rows[i], 0, 1, b.size2));
    return true;
}

/// The matrix with its rows and its columns in reverse order.
template <class T>
matrix_operand<T> reversed(const matrix_operand<T>& a) {
    return reversed_rows(reversed_rows(a).transposed()).transposed();
}

/// Factorizes A as scipy.linalg.ldl does: l d l^T (l^H if hermitian) is A, and the rows of l, in
/// the order of `permutation`, are a unit triangle, lower or upper as the triangle of A that is
/// read. l must not overlap a, d neither.
template <class T>
void ldl(matrix_operand<const T> a, bool lower, bool hermitian, matrix_operand<T> l,
         matrix_operand<T> d, ptrdiff_t* permutation) {
    const ptrdiff_t n = a.size1;
    if (!lower) {
        // Backwards, an upper triangle is a lower one.
        ldl(reversed(a), true, hermitian, reversed(l), reversed(d), permutation);
        std::reverse(permutation, permutation + n);
        for (ptrdiff_t i = 0; i < n; ++i)
            permutation[i] = n - 1 - permutation[i];
        return;
    }
    const temporary_matrix<T> work(n, n, false);
    const matrix_operand<T> factors = work.operand();
    for (ptrdiff_t j = 0; j < n; ++j)
        for (ptrdiff_t i = 0; i < n; ++i)
            factors(i, j) = i >= j ? a(i, j) : T(0);
    const auto below = std::make_unique<T[]>(static_cast<std::size_t>(n));
    ldl_in_place(factors, hermitian, permutation, below.get());
    fill(d, T(0));
    for (ptrdiff_t i = 0; i < n; ++i) {
        d(i, i) = factors(i, i);
        if (i + 1 < n) {
            d(i + 1, i) = below[static_cast<std::size_t>(i)];
            d(i, i + 1) = mirrored(d(i + 1, i), hermitian);
        }
        for (ptrdiff_t j = 0; j < n; ++j)
            l(permutation[i], j) = j < i ? factors(i, j) : T(i == j ? 1 : 0);
    }
}

} // namespace npublas::linalg::detail

#endif
