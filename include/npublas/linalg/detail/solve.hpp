// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// Linear equations in strided memory: a kernel in stack memory for few, LAPACK where backend.hpp
/// says so, npublas's own LU elsewhere.

#ifndef NPUBLAS_LINALG_DETAIL_SOLVE_HPP
#define NPUBLAS_LINALG_DETAIL_SOLVE_HPP

#include <npublas/linalg/backend.hpp>
#include <npublas/linalg/detail/arithmetic.hpp>
#include <npublas/linalg/detail/copy.hpp>
#include <npublas/linalg/detail/lu.hpp>
#include <npublas/linalg/detail/operand.hpp>
#include <npublas/linalg/detail/small.hpp>
#include <npublas/linalg/error.hpp>
#include <npublas/linalg/strided.hpp>

#include <boost/config.hpp>

#include <cstddef>
#include <limits>
#include <memory>

namespace npublas::linalg::detail {

/// True if the kernel in stack memory solves n equations with this many right-hand sides.
template <class T>
bool is_small_system(ptrdiff_t n, ptrdiff_t columns) {
    return is_plain<T> && n <= small_order && columns <= small_order;
}

/// x = a^-1 b for few equations. All may overlap.
template <class T, class Extent, class Columns>
NPUBLAS_SCALAR_REGISTERS void small_solve(const matrix_operand<const T>& a, Extent n,
                                          const matrix_operand<const T>& b, Columns columns,
                                          const matrix_operand<T>& x) {
    const auto width = sum_of_extents(n, columns);
    constexpr ptrdiff_t most = largest_extent<Extent>;
    stack_memory<T, most*(most + largest_extent<Columns>)> memory;
    T* const rows = memory.data();
    load_rows(a, n, n, rows, width);
    load_rows(b, n, columns, rows + n, width);
    if (eliminate(rows, n, width) < 0) refuse_singular();
    substitute_back(rows, n, width);
    store_rows(rows + n, width, n, columns, x);
}

template <class T>
inline void small_solve(const matrix_operand<const T>& a, const matrix_operand<const T>& b,
                        const matrix_operand<T>& x) {
    if (b.size2 == 1)
        with_extent<most_unrolled<T>>(a.size1,
                                      [&](auto n) { small_solve(a, n, b, fixed_extent<1>(), x); });
    else
        with_extent(a.size1, [&](auto n) { small_solve(a, n, b, b.size2, x); });
}

/// b = a^-1 b for many equations; a is overwritten. As LAPACK's answer to a NaN depends on where it
/// is, a NaN in what was found singular gives NaN.
template <class T>
void large_solve(matrix_operand<T> a, matrix_operand<T> b) {
    const auto pivots = std::make_unique<ptrdiff_t[]>(static_cast<std::size_t>(a.size1));
    // To LAPACK, a row-major matrix is its transpose, whose factors serve as well.
    const auto direct = as_blas(a);
    const bool transposed = lapack_factorizes<T>(a.size1) && direct && direct->transposed;
    const matrix_operand<T> factors = transposed ? a.transposed() : a;
    if (lu_in_place(factors, pivots.get()) != 0) {
        if (!contains_nan(factors)) refuse_singular();
        return fill(b, T(std::numeric_limits<real_type_t<T>>::quiet_NaN()));
    }
    lu_substitute<T>(factors, pivots.get(), b, transposed ? operation::transpose : operation::none);
}

/// b = a^-1 b; a may be overwritten. Throws ublas::singular. The two must not overlap.
template <class T>
void solve_in_place(matrix_operand<T> a, matrix_operand<T> b) {
    if constexpr (is_plain<T>) {
        if (is_small_system<T>(a.size1, b.size2)) return small_solve<T>(a, b, b);
    }
    large_solve(a, b);
}

/// solve for more than a few equations.
template <class T>
BOOST_NOINLINE void solve_by_factors(const matrix_operand<const T>& a,
                                     const matrix_operand<const T>& b, const matrix_operand<T>& x) {
    // Column-major for LAPACK, so that it pivots by rows as numpy.linalg does.
    const temporary_matrix<T> factors(a.size1, a.size2, !lapack_factorizes<T>(a.size1));
    copy(a, factors.operand());
    if (overlap(b, x)) {
        const temporary_matrix<T> result(x.size1, x.size2, is_row_oriented(x));
        copy(b, result.operand());
        large_solve(factors.operand(), result.operand());
        copy<T>(result.operand(), x);
    } else {
        copy(b, x);
        large_solve(factors.operand(), x);
    }
}

/// x = a^-1 b. x may overlap the others.
template <class T>
inline void solve(const matrix_operand<const T>& a, const matrix_operand<const T>& b,
                  const matrix_operand<T>& x) {
    if constexpr (is_plain<T>) {
        if (is_small_system<T>(a.size1, b.size2)) return small_solve(a, b, x);
    }
    solve_by_factors(a, b, x);
}

} // namespace npublas::linalg::detail

#endif
