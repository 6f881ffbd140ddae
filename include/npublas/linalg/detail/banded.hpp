// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// Equations with a banded matrix in strided memory: LAPACK's ?gbsv for the types it has, the
/// algorithm of ?gbtf2 for others.

#ifndef NPUBLAS_LINALG_DETAIL_BANDED_HPP
#define NPUBLAS_LINALG_DETAIL_BANDED_HPP

#include <npublas/linalg/backend.hpp>
#include <npublas/linalg/detail/arithmetic.hpp>
#include <npublas/linalg/detail/copy.hpp>
#include <npublas/linalg/detail/interrupt.hpp>
#include <npublas/linalg/detail/lapack_factor.hpp>
#include <npublas/linalg/detail/lu.hpp>
#include <npublas/linalg/detail/operand.hpp>
#include <npublas/linalg/error.hpp>
#include <npublas/linalg/strided.hpp>

#include <algorithm>
#include <cstddef>
#include <limits>
#include <memory>
#include <utility>

namespace npublas::linalg::detail {

/// A square matrix by its diagonals: element (i, j) lies in row `top + i - j` of column j.
template <class T>
struct band_operand {
    matrix_operand<T> diagonals;
    ptrdiff_t top;

    T& operator()(ptrdiff_t i, ptrdiff_t j) const { return diagonals(top + i - j, j); }
};

/// b = a^-1 b; a has `below` diagonals below its main one, and room for as many more above.
/// Returns false at a pivot that is exactly zero.
template <class T>
bool generic_solve_banded(band_operand<T> a, ptrdiff_t below, ptrdiff_t above,
                          matrix_operand<T> b) {
    const ptrdiff_t n = b.size1;
    const ptrdiff_t stride = a.diagonals.stride1;
    for (ptrdiff_t k = 0; k < n; ++k) {
        if (k % 64 == 0) poll_interrupt();
        const ptrdiff_t rows = std::min(n - k, below + 1);
        const ptrdiff_t columns = std::min(n, k + below + above + 1);
        const ptrdiff_t pivot = k + find_pivot(&a(k, k), stride, 0, rows);
        if (a(pivot, k) == T(0)) return false;
        if (pivot != k) {
            for (ptrdiff_t j = k; j < columns; ++j)
                std::swap(a(k, j), a(pivot, j));
            for (ptrdiff_t j = 0; j < b.size2; ++j)
                std::swap(b(k, j), b(pivot, j));
        }
        for (ptrdiff_t i = k + 1; i < k + rows; ++i) {
            const T factor = -divide<T>(a(i, k), a(k, k));
            for (ptrdiff_t j = k + 1; j < columns; ++j)
                a(i, j) = multiply_add<T>(a(i, j), factor, a(k, j));
            for (ptrdiff_t j = 0; j < b.size2; ++j)
                b(i, j) = multiply_add<T>(b(i, j), factor, b(k, j));
        }
    }
    for (ptrdiff_t i = n - 1; i >= 0; --i)
        for (ptrdiff_t j = 0; j < b.size2; ++j) {
            T sum = b(i, j);
            for (ptrdiff_t k = i + 1; k < std::min(n, i + below + above + 1); ++k)
                sum = multiply_add<T>(sum, -a(i, k), b(k, j));
            b(i, j) = divide<T>(sum, a(i, i));
        }
    return true;
}

template <class T>
bool lapack_solve_banded(matrix_operand<T> bands, ptrdiff_t below, ptrdiff_t above,
                         matrix_operand<T> b) {
    const auto n = static_cast<int>(b.size1);
    const auto pivots = std::make_unique<lapack_int[]>(static_cast<std::size_t>(n));
    return gbsv(n, static_cast<int>(below), static_cast<int>(above), static_cast<int>(b.size2),
                bands.data, static_cast<int>(bands.size1), pivots.get(), b.data,
                static_cast<int>(b.stride2)) == 0;
}

/// x = a^-1 b for a square matrix with `below` diagonals below its main one and `above` above. Row
/// `above + i - j` of column j of `bands` holds a(i, j), as for LAPACK and scipy.linalg; what lies
/// outside the matrix is not read. x may overlap the others. Throws ublas::singular.
template <class T>
void solve_banded(ptrdiff_t below, ptrdiff_t above, matrix_operand<const T> bands,
                  matrix_operand<const T> b, matrix_operand<T> x) {
    const ptrdiff_t n = bands.size2;
    if (n == 0 || b.size2 == 0) return;
    const temporary_matrix<T> work(2 * below + above + 1, n, false);
    const temporary_matrix<T> right(n, b.size2, false);
    fill(work.operand(), T(0));
    for (ptrdiff_t j = 0; j < n; ++j)
        for (ptrdiff_t i = std::max<ptrdiff_t>(0, j - above); i < std::min(n, j + below + 1); ++i)
            work.operand()(below + above + i - j, j) = bands(above + i - j, j);
    copy(b, right.operand());
    bool solved = false;
    if constexpr (is_blas_type<T>) {
        if (fits_int(n) && fits_int(b.size2) && fits_int(work.operand().size1))
            solved = lapack_solve_banded(work.operand(), below, above, right.operand());
        else
            solved = generic_solve_banded<T>({work.operand(), below + above}, below, above,
                                             right.operand());
    } else {
        solved =
            generic_solve_banded<T>({work.operand(), below + above}, below, above, right.operand());
    }
    if (solved) return copy<T>(right.operand(), x);
    if (!contains_nan(work.operand())) refuse_singular();
    fill(x, T(std::numeric_limits<real_type_t<T>>::quiet_NaN()));
}

} // namespace npublas::linalg::detail

#endif
