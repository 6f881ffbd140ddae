// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// The records that the algorithms of npublas::linalg work on: a pointer, extents and strides,
/// counted in elements.

#ifndef NPUBLAS_LINALG_STRIDED_HPP
#define NPUBLAS_LINALG_STRIDED_HPP

#include <cstddef>

namespace npublas::linalg {

/// A vector in memory: element i lies at `data + i * stride`. The stride may be negative or zero.
template <class T>
struct vector_operand {
    T* data = nullptr;
    std::ptrdiff_t size = 0;
    std::ptrdiff_t stride = 1;

    T& operator()(std::ptrdiff_t i) const { return data[i * stride]; }

    operator vector_operand<const T>() const { return {data, size, stride}; }
};

/// A matrix in memory: element (i, j) lies at `data + i * stride1 + j * stride2`.
template <class T>
struct matrix_operand {
    T* data = nullptr;
    std::ptrdiff_t size1 = 0;
    std::ptrdiff_t size2 = 0;
    std::ptrdiff_t stride1 = 1;
    std::ptrdiff_t stride2 = 1;

    T& operator()(std::ptrdiff_t i, std::ptrdiff_t j) const {
        return data[i * stride1 + j * stride2];
    }

    vector_operand<T> row(std::ptrdiff_t i) const {
        return {size2 == 0 ? data : data + i * stride1, size2, stride2};
    }

    vector_operand<T> column(std::ptrdiff_t j) const {
        return {size1 == 0 ? data : data + j * stride2, size1, stride1};
    }

    matrix_operand block(std::ptrdiff_t i, std::ptrdiff_t j, std::ptrdiff_t rows,
                         std::ptrdiff_t columns) const {
        const bool empty = rows == 0 || columns == 0;
        return {empty ? data : data + i * stride1 + j * stride2, rows, columns, stride1, stride2};
    }

    /// The same memory seen with rows and columns exchanged.
    matrix_operand transposed() const { return {data, size2, size1, stride2, stride1}; }

    operator matrix_operand<const T>() const { return {data, size1, size2, stride1, stride2}; }
};

/// A contiguous matrix, rows one after another.
template <class T>
matrix_operand<T> row_major_operand(T* data, std::ptrdiff_t size1, std::ptrdiff_t size2) {
    return {data, size1, size2, size2, 1};
}

/// A contiguous matrix, columns one after another.
template <class T>
matrix_operand<T> column_major_operand(T* data, std::ptrdiff_t size1, std::ptrdiff_t size2) {
    return {data, size1, size2, 1, size1};
}

} // namespace npublas::linalg

#endif
