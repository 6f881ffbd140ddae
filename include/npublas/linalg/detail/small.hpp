// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// What the kernels for small matrices share: working memory on the stack, extents that the
/// compiler knows, and Gaussian elimination with the pivots that LAPACK's ?getf2 chooses.

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

/// True if elements are so plain that arrays of them may lie on the stack unconstructed.
template <class T>
inline constexpr bool is_plain =
    std::is_trivially_copyable_v<T>&& std::is_trivially_destructible_v<T>;

/// Before a function that keeps a few rows in registers: pairing them for the vector unit, as g++
/// does, costs it more than twice the time.
#if defined(__GNUC__) && !defined(__clang__)
#define NPUBLAS_SCALAR_REGISTERS __attribute__((optimize("no-tree-slp-vectorize")))
#else
#define NPUBLAS_SCALAR_REGISTERS
#endif

/// Room for elements, unconstructed: they come into being when they are first written.
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

/// Calls `f(n)` with n as a number, or as a fixed_extent where it is small: up to 4, or up to 8 if
/// `f` is worth so much code.
template <ptrdiff_t Most = 4, class F>
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
        break;
    }
    if constexpr (Most == 8) {
        switch (n) {
        case 5:
            return f(fixed_extent<5>());
        case 6:
            return f(fixed_extent<6>());
        case 7:
            return f(fixed_extent<7>());
        case 8:
            return f(fixed_extent<8>());
        default:
            break;
        }
    }
    return f(n);
}

/// The largest order with code of its own: real types of the vector unit gain most.
template <class T>
inline constexpr ptrdiff_t most_unrolled =
    std::is_same_v<T, float> || std::is_same_v<T, double> ? 8 : 4;

/// The largest value that an extent can have: its own where the compiler knows it.
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

/// The row at or below `first` whose element in the column is the largest, the first of equals. No
/// NaN is larger than a number, but any is preferred to zero, so that no NaN makes a matrix look
/// singular.
template <class T, class Extent>
inline ptrdiff_t find_pivot(const T* column, ptrdiff_t stride, ptrdiff_t first, Extent size) {
    ptrdiff_t best = first;
    auto best_size = pivot_size(column[first * stride]);
    for (ptrdiff_t i = first + 1; i < size; ++i) {
        // Written so that no branch has to be predicted.
        const auto candidate = pivot_size(column[i * stride]);
        const bool larger_one = candidate > best_size;
        best = larger_one ? i : best;
        best_size = larger_one ? candidate : best_size;
    }
    if (best_size == real_type_t<T>(0))
        for (ptrdiff_t i = first + 1; i < size; ++i)
            if (is_nan(column[i * stride])) return i;
    return best;
}

/// Step K and all further ones of eliminate(), for extents that the compiler knows: written as a
/// recursion, so that all indices are constants and the rows live in registers.
template <ptrdiff_t K, ptrdiff_t N, ptrdiff_t Width, class T>
inline ptrdiff_t eliminate_from(T* rows, ptrdiff_t exchanges) {
    if constexpr (K == N) {
        return exchanges;
    } else {
        const ptrdiff_t pivot = find_pivot(rows + K, Width, K, fixed_extent<N>());
        for (ptrdiff_t i = K + 1; i < N; ++i)
            if (pivot == i)
                for (ptrdiff_t j = K; j < Width; ++j)
                    std::swap(rows[K * Width + j], rows[i * Width + j]);
        const T divisor = rows[K * Width + K];
        if (divisor == T(0)) return -1;
        for (ptrdiff_t i = K + 1; i < N; ++i) {
            const T factor = -divide(rows[i * Width + K], divisor);
            for (ptrdiff_t j = K + 1; j < Width; ++j)
                rows[i * Width + j] =
                    multiply_add(rows[i * Width + j], factor, rows[K * Width + j]);
        }
        return eliminate_from<K + 1, N, Width>(rows, exchanges + (pivot != K));
    }
}

/// Gaussian elimination in n rows of `width` elements, n <= width: the first n columns become upper
/// triangular, all further ones undergo the same operations. What lies below the diagonal is left
/// as it falls. Returns the number of row exchanges, or -1 at a pivot that is exactly zero.
template <class T, ptrdiff_t N, ptrdiff_t Width>
inline ptrdiff_t eliminate(T* rows, fixed_extent<N>, fixed_extent<Width>) {
    return eliminate_from<0, N, Width>(rows, 0);
}

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
        const T divisor = pivot_row[k];
        if (divisor == T(0)) return -1;
        for (ptrdiff_t i = k + 1; i < n; ++i) {
            T* const row = rows + i * width;
            const T factor = -divide(row[k], divisor);
            for (ptrdiff_t j = k + 1; j < width; ++j)
                row[j] = multiply_add(row[j], factor, pivot_row[j]);
        }
    }
    return exchanges;
}

/// Row I and all before it of substitute_back().
template <ptrdiff_t I, ptrdiff_t N, ptrdiff_t Width, class T>
inline void substitute_from(T* rows) {
    if constexpr (I >= 0) {
        for (ptrdiff_t j = N; j < Width; ++j) {
            T sum = rows[I * Width + j];
            for (ptrdiff_t k = I + 1; k < N; ++k)
                sum = multiply_add<T>(sum, -rows[I * Width + k], rows[k * Width + j]);
            rows[I * Width + j] = divide(sum, rows[I * Width + I]);
        }
        substitute_from<I - 1, N, Width>(rows);
    }
}

/// Solves the triangular equations that eliminate() leaves, in the columns from the n-th on.
template <class T, ptrdiff_t N, ptrdiff_t Width>
inline void substitute_back(T* rows, fixed_extent<N>, fixed_extent<Width>) {
    substitute_from<N - 1, N, Width>(rows);
}

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

} // namespace npublas::linalg::detail

#endif
