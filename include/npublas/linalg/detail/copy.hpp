// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// Temporary memory for the algorithms, and copies between layouts.

#ifndef NPUBLAS_LINALG_DETAIL_COPY_HPP
#define NPUBLAS_LINALG_DETAIL_COPY_HPP

#include <npublas/linalg/detail/arithmetic.hpp>
#include <npublas/linalg/strided.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <memory>

namespace npublas::linalg::detail {

using std::ptrdiff_t;

/// A temporary matrix. Elements are default-initialised: for built-in types, not at all.
template <class T>
class temporary_matrix {
public:
    temporary_matrix(ptrdiff_t size1, ptrdiff_t size2, bool row_major)
        : elements_(new T[static_cast<std::size_t>(size1) * static_cast<std::size_t>(size2)]),
          operand_(row_major ? row_major_operand(elements_.get(), size1, size2)
                             : column_major_operand(elements_.get(), size1, size2)) {}

    const matrix_operand<T>& operand() const { return operand_; }

private:
    std::unique_ptr<T[]> elements_;
    matrix_operand<T> operand_;
};

/// A temporary vector.
template <class T>
class temporary_vector {
public:
    explicit temporary_vector(ptrdiff_t size)
        : elements_(new T[static_cast<std::size_t>(size)]), operand_{elements_.get(), size, 1} {}

    const vector_operand<T>& operand() const { return operand_; }

private:
    std::unique_ptr<T[]> elements_;
    vector_operand<T> operand_;
};

/// True if steps along the second index are the short ones: rows lie closer together than columns.
template <class T>
bool is_row_oriented(const matrix_operand<T>& a) {
    if (a.size2 <= 1) return a.size1 <= 1;
    return a.size1 <= 1 || std::abs(a.stride2) <= std::abs(a.stride1);
}

/// Calls `f(to(i, j), from(i, j))` for all elements of two matrices of one shape, in an order that
/// suits `to`; where `from` has the other orientation, in tiles, so that both stay in the cache.
template <class T, class F>
void for_each_element(matrix_operand<const T> from, matrix_operand<T> to, F f) {
    if (!is_row_oriented(to)) {
        for_each_element(from.transposed(), to.transposed(), f);
        return;
    }
    const ptrdiff_t tile = 32;
    const bool same_orientation = is_row_oriented(from);
    const ptrdiff_t step = same_orientation ? std::max<ptrdiff_t>(to.size2, 1) : tile;
    for (ptrdiff_t i0 = 0; i0 < to.size1; i0 += tile) {
        const ptrdiff_t i1 = std::min(i0 + tile, to.size1);
        for (ptrdiff_t j0 = 0; j0 < to.size2; j0 += step) {
            const ptrdiff_t j1 = std::min(j0 + step, to.size2);
            for (ptrdiff_t i = i0; i < i1; ++i)
                for (ptrdiff_t j = j0; j < j1; ++j)
                    f(to(i, j), from(i, j));
        }
    }
}

template <class T>
void copy(matrix_operand<const T> from, matrix_operand<T> to) {
    for_each_element(from, to, [](T& target, const T& source) { target = source; });
}

template <class T>
void add_to(matrix_operand<const T> from, matrix_operand<T> to) {
    for_each_element(from, to, [](T& target, const T& source) { target = add(target, source); });
}

template <class T>
void fill(matrix_operand<T> a, const T& value) {
    if (!is_row_oriented(a)) a = a.transposed();
    for (ptrdiff_t i = 0; i < a.size1; ++i)
        for (ptrdiff_t j = 0; j < a.size2; ++j)
            a(i, j) = value;
}

/// Sets what is above the diagonal to zero.
template <class T>
void clear_above_diagonal(const matrix_operand<T>& a) {
    const bool by_rows = is_row_oriented(a);
    for (ptrdiff_t k = 0; k < std::min(a.size1, a.size2); ++k)
        if (by_rows)
            fill(a.block(k, k + 1, 1, a.size2 - k - 1), T(0));
        else
            fill(a.block(0, k, k, 1), T(0));
    if (!by_rows && a.size2 > a.size1) fill(a.block(0, a.size1, a.size1, a.size2 - a.size1), T(0));
}

/// A vector as a matrix of one column.
template <class T>
matrix_operand<T> as_column(const vector_operand<T>& x) {
    return {x.data, x.size, 1, x.stride, 1};
}

} // namespace npublas::linalg::detail

#endif
