// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See
// LICENSE_1_0.txt)

/// What the kernels for small matrices share: working memory on the stack,
/// extents that the compiler knows, and Gaussian elimination with the pivots
/// that LAPACK's ?getf2 chooses.

#ifndef NPUBLAS_LINALG_DETAIL_SMALL_HPP
#define NPUBLAS_LINALG_DETAIL_SMALL_HPP

#include <npublas/linalg/detail/arithmetic.hpp>
#include <npublas/linalg/strided.hpp>

#include <cstddef>
#include <new>
#include <type_traits>
#include <utility>

namespace npublas::linalg::detail {

using std::ptrdiff_t;

/// Matrices up to this order are worked on in stack memory.
inline constexpr ptrdiff_t small_order = 16;

/// True if elements are so plain that arrays of them may lie on the stack
/// unconstructed.
template <class T>
inline constexpr bool is_plain =
    std::is_trivially_copyable_v<T>&& std::is_trivially_destructible_v<T>;

/// Room for elements, unconstructed: they come into being when they are first
/// written.
template <class T, ptrdiff_t Size>
class stack_memory {
    static_assert(is_plain<T>);

public:
    T* data() { return reinterpret_cast<T*>(bytes_); }

private:
    alignas(T) unsigned char bytes_[static_cast<std::size_t>(Size) * sizeof(T)];
};

/// An extent that the compiler knows, so that it unrolls loops.
template <ptrdiff_t N>
using fixed_extent = std::integral_constant<ptrdiff_t, N>;

/// Calls `f(n)` with n as a number, or as a fixed_extent where it is 1, 2, 3
/// or 4.
template <class F>
decltype(auto) with_extent(ptrdiff_t n, F f) {
    switch (n) {
    case 1:
        return f(fixed_extent<1>());
    case 2:
        return f(fixed_extent<2>());
    case 3:
        return f(fixed_extent<3>());
    case 4:
        return f(fixed_extent<4>());
    default:
        return f(n);
    }
}

/// The largest value that an extent can have: its own where the compiler knows
/// it.
template <class Extent>
inline constexpr ptrdiff_t largest_extent = small_order;

template <ptrdiff_t N>
inline constexpr ptrdiff_t largest_extent<fixed_extent<N>> = N;

/// Reads a matrix into rows of elements `width` apart.
template <class T, class Rows, class Columns, class Width>
inline void load_rows(const matrix_operand<const T>& a, Rows size1, Columns size2, T* rows,
                      Width width) {
    for (ptrdiff_t i = 0; i < size1; ++i)
        for (ptrdiff_t j = 0; j < size2; ++j)
            ::new (static_cast<void*>(rows + i * width + j)) T(a(i, j));
}

template <class T, class Rows, class Columns, class Width>
inline void store_rows(const T* rows, Width width, Rows size1, Columns size2,
                       const matrix_operand<T>& a) {
    for (ptrdiff_t i = 0; i < size1; ++i)
        for (ptrdiff_t j = 0; j < size2; ++j)
            a(i, j) = rows[i * width + j];
}

/// The row at or below `first` whose element in the column is the largest, the
/// first of equals. No NaN is larger than a number, but any is preferred to
/// zero, so that no NaN makes a matrix look singular.
template <class T, class Extent>
inline ptrdiff_t find_pivot(const T* column, ptrdiff_t stride, ptrdiff_t first, Extent size) {
    ptrdiff_t best = first;
    auto best_size = pivot_size(column[first * stride]);
    for (ptrdiff_t i = first + 1; i < size; ++i) {
        const auto candidate = pivot_size(column[i * stride]);
        if (candidate > best_size) {
            best = i;
            best_size = candidate;
        }
    }
    if (best_size == real_type_t<T>(0))
        for (ptrdiff_t i = first + 1; i < size; ++i)
            if (is_nan(column[i * stride])) return i;
    return best;
}

/// Gaussian elimination in n rows of `width` elements, n <= width: the first n
/// columns become upper triangular, all further ones undergo the same
/// operations. What lies below the diagonal is left as it falls. Returns the
/// number of row exchanges, or -1 at a pivot that is exactly zero.
template <class T, class Extent, class Width>
inline ptrdiff_t eliminate(T* rows, Extent n, Width width) {
    ptrdiff_t exchanges = 0;
    for (ptrdiff_t k = 0; k < n; ++k) {
        T* const pivot_row = rows + k * width;
        const ptrdiff_t pivot = find_pivot(rows + k, width, k, n);
        if (pivot != k) {
            ++exchanges;
            for (ptrdiff_t j = k; j < width; ++j)
                std::swap(pivot_row[j], rows[pivot * width + j]);
        }
        if (pivot_row[k] == T(0)) return -1;
        for (ptrdiff_t i = k + 1; i < n; ++i) {
            T* const row = rows + i * width;
            const T factor = -divide(row[k], pivot_row[k]);
            for (ptrdiff_t j = k + 1; j < width; ++j)
                row[j] = multiply_add(row[j], factor, pivot_row[j]);
        }
    }
    return exchanges;
}

/// Solves the triangular equations that eliminate() leaves, in the columns from
/// the n-th on.
template <class T, class Extent, class Width>
inline void substitute_back(T* rows, Extent n, Width width) {
    for (ptrdiff_t i = n - 1; i >= 0; --i) {
        T* const row = rows + i * width;
        for (ptrdiff_t k = i + 1; k < n; ++k)
            for (ptrdiff_t j = n; j < width; ++j)
                row[j] = multiply_add<T>(row[j], -row[k], rows[k * width + j]);
        for (ptrdiff_t j = n; j < width; ++j)
            row[j] = divide(row[j], row[i]);
    }
}

/// The sum of two extents, known to the compiler if both are.
template <ptrdiff_t M, ptrdiff_t N>
constexpr fixed_extent<M + N> sum_of_extents(fixed_extent<M>, fixed_extent<N>) {
    return {};
}

template <class First, class Second>
constexpr ptrdiff_t sum_of_extents(First m, Second n) {
    return m + n;
}

/// Calls `f(n)` with the number of right-hand sides, as a fixed_extent where it
/// is 1.
template <class F>
decltype(auto) with_columns(ptrdiff_t n, F f) {
    if (n == 1) return f(fixed_extent<1>());
    return f(n);
}

} // namespace npublas::linalg::detail

#endif
