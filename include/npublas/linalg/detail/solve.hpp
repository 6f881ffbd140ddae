// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// Linear equations in strided memory: LAPACK where backend.hpp says so, npublas's own LU
/// elsewhere.

#ifndef NPUBLAS_LINALG_DETAIL_SOLVE_HPP
#define NPUBLAS_LINALG_DETAIL_SOLVE_HPP

#include <npublas/linalg/backend.hpp>
#include <npublas/linalg/detail/arithmetic.hpp>
#include <npublas/linalg/detail/blas.hpp>
#include <npublas/linalg/detail/copy.hpp>
#include <npublas/linalg/detail/lu.hpp>
#include <npublas/linalg/detail/operand.hpp>
#include <npublas/linalg/error.hpp>
#include <npublas/linalg/strided.hpp>

#include <cstddef>
#include <limits>
#include <memory>
#include <optional>

namespace npublas::linalg::detail {

/// True if LAPACK is to solve n equations with this many right-hand sides.
template <class T>
bool lapack_solves(ptrdiff_t n, ptrdiff_t columns) {
    return is_blas_type<T> && n >= limits_of<T>.getrf_from && fits_int(n) && fits_int(columns);
}

template <class T>
bool contains_nan(const matrix_operand<T>& a) {
    for (ptrdiff_t j = 0; j < a.size2; ++j)
        for (ptrdiff_t i = 0; i < a.size1; ++i)
            if (is_nan(a(i, j))) return true;
    return false;
}

/// b = a^-1 b by LAPACK; a is overwritten. A row-major `a` is factorized as the transpose it is to
/// LAPACK.
template <class T>
void lapack_solve(blas_matrix<T> a, int n, matrix_operand<T> b) {
    const auto direct = as_blas(b);
    if (!direct || direct->transposed) {
        const temporary_matrix<T> columns(b.size1, b.size2, false);
        copy<T>(b, columns.operand());
        lapack_solve(a, n, columns.operand());
        copy<T>(columns.operand(), b);
        return;
    }
    const auto pivots = std::make_unique<lapack_int[]>(static_cast<std::size_t>(n));
    if (getrf(n, a, pivots.get()) != 0) {
        // Whether LAPACK calls a matrix with a NaN singular depends on where the NaN is.
        if (!contains_nan(matrix_operand<T>{a.data, n, n, 1, a.leading_dimension}))
            refuse_singular();
        return fill(b, T(std::numeric_limits<real_type_t<T>>::quiet_NaN()));
    }
    const blas_matrix<const T> factors{a.data, a.leading_dimension, a.transposed};
    getrs(n, static_cast<int>(b.size2), factors, pivots.get(), *direct);
}

/// b = a^-1 b by npublas's own loops; a is overwritten.
template <class T>
void generic_solve(matrix_operand<T> a, matrix_operand<T> b) {
    const auto pivots = std::make_unique<ptrdiff_t[]>(static_cast<std::size_t>(a.size1));
    if (!generic_factorize(a, pivots.get())) refuse_singular();
    generic_substitute<T>(a, pivots.get(), b);
}

/// b = a^-1 b; a is overwritten. Throws ublas::singular. The two must not overlap.
template <class T>
void solve_in_place(matrix_operand<T> a, matrix_operand<T> b) {
    if constexpr (is_blas_type<T>) {
        if (lapack_solves<T>(a.size1, b.size2)) {
            const auto direct = as_blas(a);
            if (direct) return lapack_solve(*direct, static_cast<int>(a.size1), b);
            const temporary_matrix<T> columns(a.size1, a.size2, false);
            copy<T>(a, columns.operand());
            return lapack_solve(*as_blas(columns.operand()), static_cast<int>(a.size1), b);
        }
    }
    generic_solve(a, b);
}

/// x = a^-1 b. x may overlap the others.
template <class T>
void solve(matrix_operand<const T> a, matrix_operand<const T> b, matrix_operand<T> x) {
    // Column-major for LAPACK, so that it pivots by rows as numpy.linalg does.
    const temporary_matrix<T> factors(a.size1, a.size2, !lapack_solves<T>(a.size1, b.size2));
    copy(a, factors.operand());
    if (overlap(b, x)) {
        const temporary_matrix<T> result(x.size1, x.size2, is_row_oriented(x));
        copy(b, result.operand());
        solve_in_place(factors.operand(), result.operand());
        copy<T>(result.operand(), x);
    } else {
        copy(b, x);
        solve_in_place(factors.operand(), x);
    }
}

} // namespace npublas::linalg::detail

#endif
