// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// Equations with a triangular matrix in strided memory: BLAS where backend.hpp says so, recursion
/// to products elsewhere.

#ifndef NPUBLAS_LINALG_DETAIL_TRIANGULAR_HPP
#define NPUBLAS_LINALG_DETAIL_TRIANGULAR_HPP

#include <npublas/linalg/backend.hpp>
#include <npublas/linalg/detail/arithmetic.hpp>
#include <npublas/linalg/detail/copy.hpp>
#include <npublas/linalg/detail/interrupt.hpp>
#include <npublas/linalg/detail/kernels.hpp>
#include <npublas/linalg/detail/lapack_factor.hpp>
#include <npublas/linalg/strided.hpp>

#include <cstddef>

namespace npublas::linalg::detail {

/// Blocks of at most this order are worked on element by element.
template <class T>
inline constexpr ptrdiff_t narrow_panel = prefers_sums<T> ? 8 : 16;

/// Which part of a matrix is meant. The rest of it is not read.
struct triangle {
    bool lower = true;
    bool unit = false;       ///< the diagonal is taken to be ones, and is not read
    bool conjugated = false; ///< its elements are taken to be conjugated

    triangle transposed() const { return {!lower, unit, conjugated}; }
};

/// The same memory with the order of its rows reversed.
template <class T>
matrix_operand<T> reversed_rows(const matrix_operand<T>& a) {
    if (a.size1 == 0) return a;
    return {a.data + (a.size1 - 1) * a.stride1, a.size1, a.size2, -a.stride1, a.stride2};
}

template <class T>
void conjugate_all(matrix_operand<T> a) {
    if constexpr (is_complex<T>::value)
        for_each_element<T>(a, a, [](T& x, const T&) { x = std::conj(x); });
}

/// b = L^-1 b, element by element.
template <class T>
void narrow_solve_lower(matrix_operand<const T> l, bool unit, matrix_operand<T> b) {
    for (ptrdiff_t i = 0; i < l.size1; ++i) {
        for (ptrdiff_t k = 0; k < i; ++k) {
            const T factor = -l(i, k);
            for (ptrdiff_t j = 0; j < b.size2; ++j)
                b(i, j) = multiply_add<T>(b(i, j), factor, b(k, j));
        }
        if (unit) continue;
        for (ptrdiff_t j = 0; j < b.size2; ++j)
            b(i, j) = divide<T>(b(i, j), l(i, i));
    }
}

/// b = L^-1 b, where L is the lower triangle of l.
template <class T>
void generic_solve_lower(matrix_operand<const T> l, bool unit, matrix_operand<T> b) {
    const ptrdiff_t n = l.size1;
    if (n <= narrow_panel<T>) {
        poll_interrupt();
        return narrow_solve_lower(l, unit, b);
    }
    const ptrdiff_t half = n / 2;
    const matrix_operand<T> top = b.block(0, 0, half, b.size2);
    const matrix_operand<T> bottom = b.block(half, 0, n - half, b.size2);
    generic_solve_lower(l.block(0, 0, half, half), unit, top);
    generic_multiply_subtract<T>(l.block(half, 0, n - half, half), top, bottom);
    generic_solve_lower(l.block(half, half, n - half, n - half), unit, bottom);
}

/// b = A^-1 b for any triangle.
template <class T>
void generic_solve_triangular(matrix_operand<const T> a, triangle part, matrix_operand<T> b) {
    if (is_complex<T>::value && part.conjugated) {
        conjugate_all(b);
        generic_solve_triangular(a, {part.lower, part.unit}, b);
        conjugate_all(b);
    } else if (part.lower) {
        generic_solve_lower(a, part.unit, b);
    } else {
        // Read backwards, an upper triangle is a lower one.
        const auto reversed = reversed_rows(reversed_rows(a).transposed()).transposed();
        generic_solve_lower(reversed, part.unit, reversed_rows(b));
    }
}

/// b = A^-1 b by ?trsm or ?trsv, if the layouts allow it.
template <class T>
bool blas_solve_triangular(matrix_operand<const T> a, triangle part, matrix_operand<T> b) {
    const auto matrix = as_blas(a);
    const auto right = as_blas(b);
    if (!matrix) return false;
    const auto n = static_cast<int>(a.size1);
    const auto diagonal = part.unit ? CblasUnit : CblasNonUnit;
    const auto by_columns = [&](bool stored_transposed) {
        return stored_transposed ? (part.conjugated ? CblasConjTrans : CblasTrans) : CblasNoTrans;
    };
    // The triangle as it lies in column-major memory, and how it is to be applied.
    const auto stored = part.lower != matrix->transposed ? CblasLower : CblasUpper;
    const auto mirrored = stored == CblasLower ? CblasUpper : CblasLower;
    if (b.size2 == 1) {
        const auto x = as_blas(b.column(0));
        if (!x) return false;
        trsv(stored, by_columns(matrix->transposed), diagonal, n, matrix->data,
             matrix->leading_dimension, x->data, x->increment);
    } else if (!right) {
        return false;
    } else if (right->transposed) {
        trsm(CblasRowMajor, mirrored, by_columns(!matrix->transposed), diagonal, n,
             static_cast<int>(b.size2), matrix->data, matrix->leading_dimension, right->data,
             right->leading_dimension);
    } else {
        trsm(CblasColMajor, stored, by_columns(matrix->transposed), diagonal, n,
             static_cast<int>(b.size2), matrix->data, matrix->leading_dimension, right->data,
             right->leading_dimension);
    }
    return true;
}

/// Whether BLAS can conjugate the triangle: only together with a transposition.
template <class T>
bool needs_conjugation_apart(const matrix_operand<const T>& a, triangle part,
                             const matrix_operand<T>& b) {
    if (!is_complex<T>::value || !part.conjugated) return false;
    const auto matrix = as_blas(a);
    const auto right = as_blas(b);
    const bool row_major = b.size2 != 1 && right && right->transposed;
    return !matrix || matrix->transposed == row_major;
}

/// b = A^-1 b, where A is a triangle of the square matrix a. Divides by whatever is on the
/// diagonal. The two must not overlap.
template <class T>
void solve_triangular(matrix_operand<const T> a, triangle part, matrix_operand<T> b) {
    if (a.size1 == 0 || b.size2 == 0) return;
    if constexpr (is_blas_type<T>) {
        const double work = static_cast<double>(a.size1) * static_cast<double>(a.size1) *
                            static_cast<double>(b.size2);
        if (work >= static_cast<double>(limits_of<T>.trsm_from) && fits_int(b.size2)) {
            if (needs_conjugation_apart(a, part, b)) {
                conjugate_all(b);
                solve_triangular(a, {part.lower, part.unit}, b);
                return conjugate_all(b);
            }
            if (blas_solve_triangular(a, part, b)) return;
        }
    }
    generic_solve_triangular(a, part, b);
}

/// True if a number on the diagonal is exactly zero.
template <class T>
bool has_zero_on_diagonal(const matrix_operand<const T>& a) {
    for (ptrdiff_t i = 0; i < a.size1 && i < a.size2; ++i)
        if (a(i, i) == T(0)) return true;
    return false;
}

} // namespace npublas::linalg::detail

#endif
