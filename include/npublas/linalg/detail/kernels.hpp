// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// Products of any element type and any strides, in an order that suits the cache. Outputs must
/// not overlap inputs.

#ifndef NPUBLAS_LINALG_DETAIL_KERNELS_HPP
#define NPUBLAS_LINALG_DETAIL_KERNELS_HPP

#include <npublas/linalg/detail/arithmetic.hpp>
#include <npublas/linalg/detail/copy.hpp>
#include <npublas/linalg/detail/interrupt.hpp>
#include <npublas/linalg/detail/small.hpp>
#include <npublas/linalg/strided.hpp>

#include <algorithm>
#include <array>
#include <complex>
#include <cstddef>
#include <type_traits>
#include <utility>

namespace npublas::linalg::detail {

/// A stride that the compiler knows to be 1.
using unit_stride = std::integral_constant<ptrdiff_t, 1>;

/// Calls `f(stride)` with the stride as a number, or as unit_stride where it is 1, so that the
/// inner loop of `f` is compiled for adjacent elements too.
template <class F>
decltype(auto) with_stride(ptrdiff_t stride, F f) {
    if (stride == 1) return f(unit_stride());
    return f(stride);
}

// Sums -----------------------------------------------------------------------------------------

/// Sums what `accumulate(sum, i)` adds for begin <= i < end: four partial sums in blocks, blocks
/// added pairwise, so that the rounding error grows with the logarithm of their number only.
/// Integers do not round: one sum does, and g++ 12 makes wrong code of four sums of signed char.
template <class Sum, class F>
Sum sum_of(ptrdiff_t begin, ptrdiff_t end, F accumulate) {
    const ptrdiff_t block = 512;
    if constexpr (std::is_integral_v<Sum>) {
        Sum sum(0);
        for (ptrdiff_t i = begin; i < end; ++i)
            sum = accumulate(sum, i);
        return sum;
    }
    if (end - begin > block) {
        const ptrdiff_t middle = begin + (end - begin) / 2 / 4 * 4;
        return add(sum_of<Sum>(begin, middle, accumulate), sum_of<Sum>(middle, end, accumulate));
    }
    Sum s0(0);
    ptrdiff_t i = begin;
    if (end - begin >= 8) {
        Sum s1(0);
        Sum s2(0);
        Sum s3(0);
        for (; i + 4 <= end; i += 4) {
            s0 = accumulate(s0, i);
            s1 = accumulate(s1, i + 1);
            s2 = accumulate(s2, i + 2);
            s3 = accumulate(s3, i + 3);
        }
        s0 = add(add(s0, s1), add(s2, s3));
    }
    for (; i < end; ++i)
        s0 = accumulate(s0, i);
    return s0;
}

/// The sum of x[i] y[i]; the sizes must agree.
template <class T>
T generic_dot(vector_operand<const T> x, vector_operand<const T> y) {
    return with_stride(x.stride, [&](auto x_stride) {
        return with_stride(y.stride, [&](auto y_stride) {
            return sum_of<T>(0, x.size, [&](const T& sum, ptrdiff_t i) {
                return multiply_add(sum, x.data[i * x_stride], y.data[i * y_stride]);
            });
        });
    });
}

// Matrix times vector --------------------------------------------------------------------------

/// y[j] += f[0] rows[0][j] + ... + f[3] rows[3][j]: four updates for one pass over y.
template <class T, class Stride, class RowStride>
void add_four_rows(const T* factors, const T* const* rows, RowStride row_stride, T* y,
                   Stride y_stride, ptrdiff_t n) {
    const T f0 = factors[0], f1 = factors[1], f2 = factors[2], f3 = factors[3];
    const T *r0 = rows[0], *r1 = rows[1], *r2 = rows[2], *r3 = rows[3];
    for (ptrdiff_t j = 0; j < n; ++j) {
        T sum = y[j * y_stride];
        sum = multiply_add(sum, f0, r0[j * row_stride]);
        sum = multiply_add(sum, f1, r1[j * row_stride]);
        sum = multiply_add(sum, f2, r2[j * row_stride]);
        sum = multiply_add(sum, f3, r3[j * row_stride]);
        y[j * y_stride] = sum;
    }
}

/// y += f[0] row 0 of b + f[1] row 1 of b + ..., the factors given by `factor(k)`.
template <class T, class Factor>
void add_combination(Factor factor, matrix_operand<const T> b, vector_operand<T> y) {
    with_stride(b.stride2, [&](auto b_stride) {
        with_stride(y.stride, [&](auto y_stride) {
            ptrdiff_t k = 0;
            for (; k + 4 <= b.size1; k += 4) {
                const T factors[4] = {factor(k), factor(k + 1), factor(k + 2), factor(k + 3)};
                const T* const rows[4] = {b.data + k * b.stride1, b.data + (k + 1) * b.stride1,
                                          b.data + (k + 2) * b.stride1,
                                          b.data + (k + 3) * b.stride1};
                add_four_rows(factors, rows, b_stride, y.data, y_stride, b.size2);
            }
            for (; k < b.size1; ++k) {
                const T f = factor(k);
                const T* row = b.data + k * b.stride1;
                for (ptrdiff_t j = 0; j < b.size2; ++j)
                    y.data[j * y_stride] = multiply_add(y.data[j * y_stride], f, row[j * b_stride]);
            }
        });
    });
}

/// Up to this extent, element by element with a running sum is the fastest.
inline constexpr ptrdiff_t tiny_vector = 12;

/// True for the types that products of few elements have unrolled loops for: those that vector
/// units multiply, which alone gain from them.
template <class T>
inline constexpr bool has_unrolled = std::is_same_v<T, float> || std::is_same_v<T, double>;

/// y = a x, or y += a x, for N rows and vectors of adjacent elements. Here y may overlap the
/// others: nothing is written before all sums are there. The arguments are few and plain, so that
/// they stay in registers on the way here.
template <class T, bool Init, std::size_t N>
void multiply_rows(const T* a, ptrdiff_t stride1, ptrdiff_t stride2, const T* x, ptrdiff_t columns,
                   T* y) {
    T sums[N];
    for (std::size_t i = 0; i < N; ++i)
        sums[i] = Init ? T(0) : y[i];
    for (ptrdiff_t k = 0; k < columns; ++k) {
        const T* column = a + k * stride2;
        for (std::size_t i = 0; i < N; ++i, column += stride1)
            sums[i] = multiply_add(sums[i], *column, x[k]);
    }
    for (std::size_t i = 0; i < N; ++i)
        y[i] = sums[i];
}

/// multiply_rows for 1, 2, 3, ... rows.
template <class T, bool Init, std::size_t... N>
constexpr auto rows_table(std::index_sequence<N...>) {
    return std::array{&multiply_rows<T, Init, N + 1>...};
}

template <class T, bool Init>
inline constexpr auto
    multiply_rows_of = rows_table<T, Init>(std::make_index_sequence<tiny_vector>());

/// y = a x, or y += a x, if there are unrolled loops for it.
template <class T>
inline bool try_few_rows(const matrix_operand<const T>& a, const vector_operand<const T>& x,
                         const vector_operand<T>& y, bool init) {
    if constexpr (has_unrolled<T>) {
        if (a.size1 < 1 || a.size1 > tiny_vector || a.size2 > tiny_vector) return false;
        if (x.stride != 1 || y.stride != 1) return false;
        const auto index = static_cast<std::size_t>(a.size1 - 1);
        const auto run =
            init ? multiply_rows_of<T, true>[index] : multiply_rows_of<T, false>[index];
        run(a.data, a.stride1, a.stride2, x.data, a.size2, y.data);
        return true;
    }
    return false;
}

/// y = a x, or y += a x, for extents up to tiny_vector. Here y may overlap the others.
template <class T>
inline void tiny_multiply(const matrix_operand<const T>& a, const vector_operand<const T>& x,
                          const vector_operand<T>& y, bool init) {
    T result[tiny_vector];
    for (ptrdiff_t i = 0; i < a.size1; ++i) {
        T sum = init ? T(0) : y(i);
        for (ptrdiff_t k = 0; k < a.size2; ++k)
            sum = multiply_add(sum, a(i, k), x(k));
        result[i] = sum;
    }
    for (ptrdiff_t i = 0; i < a.size1; ++i)
        y(i) = result[i];
}

/// y = a x, or y += a x.
template <class T>
void generic_multiply(matrix_operand<const T> a, vector_operand<const T> x, vector_operand<T> y,
                      bool init) {
    if (is_row_oriented(a)) {
        for (ptrdiff_t i = 0; i < a.size1; ++i) {
            const T value = generic_dot(a.row(i), x);
            y(i) = init ? value : add(y(i), value);
        }
    } else {
        if (init) fill(as_column(y), T(0));
        add_combination<T>([&](ptrdiff_t k) { return x(k); }, a.transposed(), y);
    }
}

// Matrix times matrix --------------------------------------------------------------------------

/// Up to this extent, element by element with running sums is the fastest.
template <class T>
inline constexpr ptrdiff_t tiny_matrix = is_complex<T>::value ? 3 : 6;

/// Square matrices up to this order, all row-major or all column-major, have unrolled loops.
inline constexpr ptrdiff_t unrolled_matrix = 8;

/// c = a b, or c += a b, for N x N matrices of adjacent rows. Here c may overlap the others.
template <class T, bool Init, std::size_t N>
void multiply_square(const T* a, ptrdiff_t a_stride, const T* b, ptrdiff_t b_stride, T* c,
                     ptrdiff_t c_stride) {
    constexpr int n = static_cast<int>(N);
    T result[n * n];
    for (int i = 0; i < n; ++i) {
        T sums[n];
        for (int j = 0; j < n; ++j)
            sums[j] = multiply(a[i * a_stride], b[j]);
        for (int k = 1; k < n; ++k)
            for (int j = 0; j < n; ++j)
                sums[j] = multiply_add(sums[j], a[i * a_stride + k], b[k * b_stride + j]);
        for (int j = 0; j < n; ++j)
            result[i * n + j] = Init ? sums[j] : add(c[i * c_stride + j], sums[j]);
    }
    for (int i = 0; i < n; ++i)
        for (int j = 0; j < n; ++j)
            c[i * c_stride + j] = result[i * n + j];
}

/// multiply_square for the orders 1, 2, 3, ...
template <class T, bool Init, std::size_t... I>
constexpr auto square_table(std::index_sequence<I...>) {
    return std::array{&multiply_square<T, Init, I + 1>...};
}

template <class T, bool Init>
inline constexpr auto
    multiply_square_of = square_table<T, Init>(std::make_index_sequence<unrolled_matrix>());

/// Multiplies square matrices of adjacent rows, of an order from 1 to unrolled_matrix.
template <class T>
inline void multiply_unrolled(const matrix_operand<const T>& a, const matrix_operand<const T>& b,
                              const matrix_operand<T>& c, bool init) {
    const auto index = static_cast<std::size_t>(c.size1 - 1);
    const auto run =
        init ? multiply_square_of<T, true>[index] : multiply_square_of<T, false>[index];
    run(a.data, a.stride1, b.data, b.stride1, c.data, c.stride1);
}

/// True for the product of square matrices of such an order.
template <class T>
inline bool is_few_by_few(const matrix_operand<const T>& a, const matrix_operand<T>& c) {
    const ptrdiff_t n = c.size1;
    return n >= 1 && n <= unrolled_matrix && c.size2 == n && a.size2 == n;
}

/// Multiplies such matrices where they lie, if the rows of all are adjacent elements, or the
/// columns.
template <class T>
inline bool try_unrolled(const matrix_operand<const T>& a, const matrix_operand<const T>& b,
                         const matrix_operand<T>& c, bool init) {
    if constexpr (has_unrolled<T>) {
        if (!is_few_by_few(a, c)) return false;
        if (a.stride2 == 1 && b.stride2 == 1 && c.stride2 == 1) {
            multiply_unrolled<T>(a, b, c, init);
            return true;
        }
        if (a.stride1 == 1 && b.stride1 == 1 && c.stride1 == 1) {
            multiply_unrolled<T>(b.transposed(), a.transposed(), c.transposed(), init);
            return true;
        }
    }
    return false;
}

/// The matrix, or a copy in `room` if its rows are not adjacent elements.
template <class T>
inline matrix_operand<const T> with_adjacent_rows(const matrix_operand<const T>& a, T* room) {
    if (a.stride2 == 1) return a;
    load_rows(a, a.size1, a.size2, room, a.size2);
    return row_major_operand<const T>(room, a.size1, a.size2);
}

/// Multiplies such matrices of any strides.
template <class T>
void packed_unrolled(const matrix_operand<const T>& a, const matrix_operand<const T>& b,
                     const matrix_operand<T>& c, bool init) {
    if (a.stride1 == 1 && b.stride1 == 1 && a.stride2 != 1)
        return packed_unrolled<T>(b.transposed(), a.transposed(), c.transposed(), init);
    const ptrdiff_t n = c.size1;
    T rooms[3][unrolled_matrix * unrolled_matrix];
    T* const result = rooms[2];
    if (!init) load_rows<T>(c, n, n, result, n);
    multiply_unrolled<T>(with_adjacent_rows(a, rooms[0]), with_adjacent_rows(b, rooms[1]),
                         row_major_operand(result, n, n), init);
    store_rows(result, n, n, n, c);
}

/// c = a b, or c += a b, for extents up to tiny_matrix. Here c may overlap the others.
template <class T>
inline void tiny_multiply(const matrix_operand<const T>& a, const matrix_operand<const T>& b,
                          const matrix_operand<T>& c, bool init) {
    T result[tiny_matrix<T> * tiny_matrix<T>];
    T* next = result;
    for (ptrdiff_t i = 0; i < c.size1; ++i) {
        for (ptrdiff_t j = 0; j < c.size2; ++j) {
            T sum = init ? T(0) : c(i, j);
            for (ptrdiff_t k = 0; k < a.size2; ++k)
                sum = multiply_add(sum, a(i, k), b(k, j));
            *next++ = sum;
        }
    }
    next = result;
    for (ptrdiff_t i = 0; i < c.size1; ++i)
        for (ptrdiff_t j = 0; j < c.size2; ++j)
            c(i, j) = *next++;
}

/// c += f(a) b in blocks of b that stay in the cache; `f` is applied to each element of a.
template <class T, class F>
void add_product_by_rows(matrix_operand<const T> a, matrix_operand<const T> b, matrix_operand<T> c,
                         F f) {
    const ptrdiff_t row_block = 64;
    const ptrdiff_t column_block = 8192 / static_cast<ptrdiff_t>(sizeof(T));
    for (ptrdiff_t j0 = 0; j0 < b.size2; j0 += column_block) {
        const ptrdiff_t columns = std::min(column_block, b.size2 - j0);
        for (ptrdiff_t k0 = 0; k0 < b.size1; k0 += row_block) {
            const ptrdiff_t rows = std::min(row_block, b.size1 - k0);
            const matrix_operand<const T> block = b.block(k0, j0, rows, columns);
            for (ptrdiff_t i = 0; i < c.size1; ++i)
                add_combination<T>([&](ptrdiff_t k) { return f(a(i, k0 + k)); }, block,
                                   c.block(i, j0, 1, columns).row(0));
        }
    }
}

/// True if sums in registers beat updates in memory: for types that no vector unit works on, whose
/// loads and stores cost as much as their arithmetic (x87's long double, numbers of the user's).
template <class T>
inline constexpr bool prefers_sums =
    !std::is_integral_v<T> && !std::is_same_v<T, float> && !std::is_same_v<T, double> &&
    !std::is_same_v<T, std::complex<float>> && !std::is_same_v<T, std::complex<double>>;

/// Adds to a Rows x Columns block of c the products of rows of a with columns of b, both of them
/// runs of `depth` adjacent elements, one run after another.
template <int Rows, int Columns, class T>
void add_sums(const T* a, const T* b, ptrdiff_t depth, matrix_operand<T> c) {
    T sums[Rows * Columns];
    for (int i = 0; i < Rows; ++i)
        for (int j = 0; j < Columns; ++j)
            sums[i * Columns + j] = c(i, j);
    for (ptrdiff_t k = 0; k < depth; ++k)
        for (int i = 0; i < Rows; ++i)
            for (int j = 0; j < Columns; ++j)
                sums[i * Columns + j] =
                    multiply_add(sums[i * Columns + j], a[i * depth + k], b[j * depth + k]);
    for (int i = 0; i < Rows; ++i)
        for (int j = 0; j < Columns; ++j)
            c(i, j) = sums[i * Columns + j];
}

/// Rows of c at a time, and columns: four sums of reals, or one complex one, fill x87's registers.
template <class T>
inline constexpr int sum_block = is_complex<T>::value ? 1 : 2;

/// c += a b for some rows of packed a and all columns of packed b.
template <int Rows, class T>
void add_sums_of_rows(const T* a, const T* b, ptrdiff_t depth, matrix_operand<T> c) {
    constexpr int columns = sum_block<T>;
    ptrdiff_t j = 0;
    for (; j + columns <= c.size2; j += columns)
        add_sums<Rows, columns>(a, b + j * depth, depth, c.block(0, j, Rows, columns));
    for (; j < c.size2; ++j)
        add_sums<Rows, 1>(a, b + j * depth, depth, c.block(0, j, Rows, 1));
}

/// c += f(a) b by sums, in blocks of b that are packed to lie adjacent and stay in the cache.
template <class T, class F>
void add_product_by_sums(matrix_operand<const T> a, matrix_operand<const T> b, matrix_operand<T> c,
                         F f) {
    constexpr ptrdiff_t rows = sum_block<T>;
    const ptrdiff_t largest_depth = 96;
    const ptrdiff_t largest_width = 64;
    const auto buffer_size = [&](ptrdiff_t width) {
        return std::min(largest_depth, a.size2) * std::min(width, std::max(b.size2, rows));
    };
    const temporary_vector<T> left(buffer_size(rows));
    const temporary_vector<T> right(buffer_size(largest_width));
    for (ptrdiff_t k0 = 0; k0 < a.size2; k0 += largest_depth) {
        const ptrdiff_t depth = std::min(largest_depth, a.size2 - k0);
        for (ptrdiff_t j0 = 0; j0 < b.size2; j0 += largest_width) {
            poll_interrupt();
            const ptrdiff_t width = std::min(largest_width, b.size2 - j0);
            T* const packed = right.operand().data;
            copy(b.block(k0, j0, depth, width), column_major_operand(packed, depth, width));
            for (ptrdiff_t i = 0; i < c.size1; i += rows) {
                const ptrdiff_t height = std::min(rows, c.size1 - i);
                T* const factors = left.operand().data;
                for (ptrdiff_t r = 0; r < height; ++r)
                    for (ptrdiff_t k = 0; k < depth; ++k)
                        factors[r * depth + k] = f(a(i + r, k0 + k));
                const matrix_operand<T> strip = c.block(i, j0, height, width);
                if (height == rows)
                    add_sums_of_rows<rows>(factors, packed, depth, strip);
                else
                    add_sums_of_rows<1>(factors, packed, depth, strip);
            }
        }
    }
}

/// c += f(a) b, `f` being the identity or the negation: either factor may meet it.
template <class T, class F>
void add_product(matrix_operand<const T> a, matrix_operand<const T> b, matrix_operand<T> c, F f) {
    if (prefers_sums<T> && c.size1 > 1 && c.size2 > 1 && a.size2 > 4) {
        add_product_by_sums(a, b, c, f);
    } else if (!is_row_oriented(c)) {
        add_product(b.transposed(), a.transposed(), c.transposed(), f);
    } else if (b.stride2 == 1 || c.size1 < 8) {
        add_product_by_rows(a, b, c, f);
    } else {
        // b is read once per row of c: rows of adjacent elements are worth a copy.
        const temporary_matrix<T> packed(b.size1, b.size2, true);
        copy(b, packed.operand());
        add_product_by_rows<T>(a, packed.operand(), c, f);
    }
}

/// c = a b, or c += a b.
template <class T>
void generic_multiply(matrix_operand<const T> a, matrix_operand<const T> b, matrix_operand<T> c,
                      bool init) {
    if (init) fill(c, T(0));
    add_product(a, b, c, [](const T& x) { return x; });
}

/// c -= a b.
template <class T>
void generic_multiply_subtract(matrix_operand<const T> a, matrix_operand<const T> b,
                               matrix_operand<T> c) {
    add_product(a, b, c, [](const T& x) { return -x; });
}

} // namespace npublas::linalg::detail

#endif
