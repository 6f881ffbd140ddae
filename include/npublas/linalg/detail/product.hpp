// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// Products of strided memory: BLAS where backend.hpp says so, npublas's own loops elsewhere.

#ifndef NPUBLAS_LINALG_DETAIL_PRODUCT_HPP
#define NPUBLAS_LINALG_DETAIL_PRODUCT_HPP

#include <npublas/linalg/backend.hpp>
#include <npublas/linalg/detail/blas.hpp>
#include <npublas/linalg/detail/copy.hpp>
#include <npublas/linalg/detail/kernels.hpp>
#include <npublas/linalg/detail/operand.hpp>
#include <npublas/linalg/strided.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>

namespace npublas::linalg::detail {

/// True if the product of the extents, which may be beyond any integer, reaches the limit.
template <class... Extents>
bool is_large(ptrdiff_t limit, Extents... extents) {
    return (static_cast<double>(extents) * ...) >= static_cast<double>(limit);
}

/// The sum of x[i] y[i].
template <class T>
T dot(vector_operand<const T> x, vector_operand<const T> y) {
    if constexpr (is_blas_type<T>) {
        if (x.size >= limits_of<T>.dot_from) {
            const auto first = as_blas(x);
            const auto second = as_blas(y);
            if (first && second) return dot(static_cast<int>(x.size), *first, *second);
        }
    }
    return generic_dot(x, y);
}

/// Computes y = a x or y += a x by ?gemv, if the layouts allow it.
template <class T>
bool blas_multiply(matrix_operand<const T> a, vector_operand<const T> x, vector_operand<T> y,
                   bool init) {
    const auto matrix = as_blas(a);
    const auto vector = as_blas(x);
    const auto result = as_blas(y);
    if (!matrix || !vector || !result) return false;
    const auto rows = static_cast<int>(matrix->transposed ? a.size2 : a.size1);
    const auto columns = static_cast<int>(matrix->transposed ? a.size1 : a.size2);
    gemv(rows, columns, *matrix, *vector, T(init ? 0 : 1), *result);
    return true;
}

/// y = a x or y += a x without unrolled loops. Takes copies of the operands, so that a caller's may
/// stay in registers up to here.
template <class T>
void any_multiply(matrix_operand<const T> a, vector_operand<const T> x, vector_operand<T> y,
                  bool init) {
    if (a.size1 <= tiny_vector && a.size2 <= tiny_vector) return tiny_multiply(a, x, y, init);
    if (overlap(a, y) || overlap(x, y)) {
        const temporary_vector<T> result(y.size);
        any_multiply<T>(a, x, result.operand(), true);
        const auto column = as_column(result.operand());
        init ? copy<T>(column, as_column(y)) : add_to<T>(column, as_column(y));
        return;
    }
    if constexpr (is_blas_type<T>) {
        if (is_large(limits_of<T>.gemv_from, a.size1, a.size2) && blas_multiply(a, x, y, init))
            return;
    }
    generic_multiply(a, x, y, init);
}

/// y = a x, or y += a x.
template <class T>
inline void multiply(const matrix_operand<const T>& a, const vector_operand<const T>& x,
                     const vector_operand<T>& y, bool init) {
    if (!try_few_rows(a, x, y, init)) any_multiply(a, x, y, init);
}

/// An operand for ?gemm; one without a unit stride is copied.
template <class T>
class gemm_operand {
public:
    explicit gemm_operand(matrix_operand<const T> a) {
        const auto direct = as_blas(a);
        if (direct) {
            matrix_ = *direct;
        } else {
            copy_.emplace(a.size1, a.size2, is_row_oriented(a));
            copy(a, copy_->operand());
            matrix_ = *as_blas<const T>(copy_->operand());
        }
    }

    const blas_matrix<const T>& matrix() const { return matrix_; }

private:
    std::optional<temporary_matrix<T>> copy_;
    blas_matrix<const T> matrix_{};
};

/// c = a b or c += a b by ?gemm, for a column-major c.
template <class T>
void blas_multiply(matrix_operand<const T> a, matrix_operand<const T> b, blas_matrix<T> c,
                   bool init) {
    const gemm_operand<T> left(a);
    const gemm_operand<T> right(b);
    gemm(static_cast<int>(a.size1), static_cast<int>(b.size2), static_cast<int>(a.size2),
         left.matrix(), right.matrix(), T(init ? 0 : 1), c);
}

/// c = a b or c += a b, unless the unrolled loops take the operands where they lie.
template <class T>
void any_multiply(matrix_operand<const T> a, matrix_operand<const T> b, matrix_operand<T> c,
                  bool init) {
    if constexpr (has_unrolled<T>) {
        if (is_few_by_few(a, c)) return packed_unrolled<T>(a, b, c, init);
    }
    if (std::max({c.size1, c.size2, a.size2}) <= tiny_matrix<T>)
        return tiny_multiply(a, b, c, init);
    if (c.size1 == 0 || c.size2 == 0) return;
    if (c.size2 == 1) return multiply<T>(a, b.column(0), c.column(0), init);
    if (c.size1 == 1) return multiply<T>(b.transposed(), a.row(0), c.row(0), init);

    const auto by_way_of_temporary = [&] {
        const temporary_matrix<T> result(c.size1, c.size2, is_row_oriented(c));
        any_multiply<T>(a, b, result.operand(), true);
        init ? copy<T>(result.operand(), c) : add_to<T>(result.operand(), c);
    };
    if (overlap(a, c) || overlap(b, c)) return by_way_of_temporary();
    if constexpr (is_blas_type<T>) {
        if (is_large(limits_of<T>.gemm_from, c.size1, c.size2, a.size2) && fits_int(c.size1) &&
            fits_int(c.size2) && fits_int(a.size2)) {
            const auto output = as_blas(c);
            if (!output) return by_way_of_temporary();
            if (!output->transposed) return blas_multiply(a, b, *output, init);
            return blas_multiply(b.transposed(), a.transposed(), *output, init);
        }
    }
    generic_multiply(a, b, c, init);
}

/// c = a b, or c += a b.
template <class T>
inline void multiply(const matrix_operand<const T>& a, const matrix_operand<const T>& b,
                     const matrix_operand<T>& c, bool init) {
    if (!try_unrolled(a, b, c, init)) any_multiply<T>(a, b, c, init);
}

/// c = x y^T, or c += x y^T.
template <class T>
void multiply_outer(vector_operand<const T> x, vector_operand<const T> y, matrix_operand<T> c,
                    bool init) {
    if (!is_row_oriented(c)) return multiply_outer(y, x, c.transposed(), init);
    if (overlap(x, c) || overlap(y, c)) {
        const temporary_matrix<T> result(c.size1, c.size2, true);
        multiply_outer<T>(x, y, result.operand(), true);
        init ? copy<T>(result.operand(), c) : add_to<T>(result.operand(), c);
        return;
    }
    for (ptrdiff_t i = 0; i < c.size1; ++i) {
        const T factor = x(i);
        for (ptrdiff_t j = 0; j < c.size2; ++j)
            c(i, j) = init ? multiply(factor, y(j)) : multiply_add(c(i, j), factor, y(j));
    }
}

} // namespace npublas::linalg::detail

#endif
