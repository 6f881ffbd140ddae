// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// Updates of symmetric and hermitian matrices in strided memory by products of low rank, of which
/// one triangle is computed: BLAS where backend.hpp says so, recursion to products elsewhere.

#ifndef NPUBLAS_LINALG_DETAIL_UPDATE_HPP
#define NPUBLAS_LINALG_DETAIL_UPDATE_HPP

#include <npublas/linalg/backend.hpp>
#include <npublas/linalg/detail/arithmetic.hpp>
#include <npublas/linalg/detail/copy.hpp>
#include <npublas/linalg/detail/kernels.hpp>
#include <npublas/linalg/detail/lapack_factor.hpp>
#include <npublas/linalg/detail/operand.hpp>
#include <npublas/linalg/detail/product.hpp>
#include <npublas/linalg/strided.hpp>

#include <cstddef>
#include <optional>

namespace npublas::linalg::detail {

/// The lower triangle of c += f(a) b, `f` being the identity or the negation.
template <class T, class F>
void add_product_to_lower(matrix_operand<const T> a, matrix_operand<const T> b, matrix_operand<T> c,
                          F f) {
    const ptrdiff_t n = c.size1;
    if (n <= 16) {
        for (ptrdiff_t k = 0; k < a.size2; ++k)
            for (ptrdiff_t i = 0; i < n; ++i) {
                const T factor = f(a(i, k));
                for (ptrdiff_t j = 0; j <= i; ++j)
                    c(i, j) = multiply_add<T>(c(i, j), factor, b(k, j));
            }
        return;
    }
    const ptrdiff_t half = n / 2;
    const matrix_operand<const T> top = a.block(0, 0, half, a.size2);
    const matrix_operand<const T> bottom = a.block(half, 0, n - half, a.size2);
    const matrix_operand<const T> left = b.block(0, 0, b.size1, half);
    const matrix_operand<const T> right = b.block(0, half, b.size1, n - half);
    add_product_to_lower(top, left, c.block(0, 0, half, half), f);
    add_product_to_lower(bottom, right, c.block(half, half, n - half, n - half), f);
    add_product(bottom, left, c.block(half, 0, n - half, half), f);
}

/// The adjoint of a matrix, or its transpose: in the matrix's own memory if it is real.
template <class T>
class mirror_of {
public:
    mirror_of(const matrix_operand<const T>& a, bool hermitian) : operand_(a.transposed()) {
        if (!is_complex<T>::value || !hermitian) return;
        copy_.emplace(a.size1, a.size2, is_row_oriented(a));
        for_each_element(a, copy_->operand(), [](T& to, const T& from) { to = conjugate(from); });
        operand_ = copy_->operand().transposed();
    }

    const matrix_operand<const T>& operand() const { return operand_; }

private:
    std::optional<temporary_matrix<T>> copy_;
    matrix_operand<const T> operand_;
};

/// The lower triangle of c -= a a^H.
template <class T>
void generic_subtract_square(matrix_operand<const T> a, matrix_operand<T> c) {
    const mirror_of<T> adjoint(a, true);
    add_product_to_lower<T>(a, adjoint.operand(), c, [](const T& x) -> T { return -x; });
}

/// The lower triangle of c = alpha a a^T + beta c by ?syrk, or of c = alpha a a^H + beta c by
/// ?herk.
template <class T>
bool blas_add_square(const matrix_operand<const T>& a, const real_type_t<T>& alpha,
                     const real_type_t<T>& beta, const matrix_operand<T>& c, bool hermitian) {
    const auto output = as_blas(c);
    if (!output || !fits_int(a.size2)) return false;
    const auto update = [&](const blas_matrix<const T>& input, bool transposed, bool conjugated) {
        syrk(output->transposed ? CblasUpper : CblasLower, transposed, conjugated,
             static_cast<int>(c.size1), static_cast<int>(a.size2), alpha, input.data,
             input.leading_dimension, beta, output->data, output->leading_dimension);
    };
    if (!is_complex<T>::value || !hermitian) {
        const auto input = as_blas(a);
        if (input) update(*input, input->transposed, false);
        return input.has_value();
    }
    // A row-major hermitian matrix is, column-major, its conjugate: ?herk needs the like of both.
    const auto columns = [&](const matrix_operand<const T>& x) {
        return as_blas(output->transposed ? x.transposed() : x);
    };
    const auto input = columns(a);
    if (input && !input->transposed) {
        update(*input, output->transposed, true);
    } else {
        const temporary_matrix<T> turned(a.size1, a.size2, output->transposed);
        copy(a, turned.operand());
        update(*columns(turned.operand()), output->transposed, true);
    }
    return true;
}

/// c = alpha a a^T + beta c, or with a^H if hermitian. Of c the lower triangle is read, and all is
/// written. The two must not overlap.
template <class T>
void add_square(matrix_operand<const T> a, const real_type_t<T>& alpha, const real_type_t<T>& beta,
                matrix_operand<T> c, bool hermitian) {
    const auto mirror = [&] {
        for (ptrdiff_t i = 0; i < c.size1; ++i)
            for (ptrdiff_t j = 0; j < i; ++j)
                c(j, i) = hermitian ? conjugate(c(i, j)) : c(i, j);
    };
    if constexpr (is_blas_type<T>) {
        if (is_large(limits_of<T>.gemm_from, c.size1, c.size2, a.size2) &&
            blas_add_square(a, alpha, beta, c, hermitian))
            return mirror();
    }
    for (ptrdiff_t i = 0; i < c.size1; ++i)
        for (ptrdiff_t j = 0; j <= i; ++j)
            c(i, j) = beta == real_type_t<T>(0) ? T(0) : T(c(i, j) * beta);
    const temporary_matrix<T> scaled(a.size1, a.size2, true);
    for_each_element(a, scaled.operand(), [&](T& to, const T& from) { to = from * alpha; });
    const mirror_of<T> right(a, hermitian);
    add_product_to_lower<T>(scaled.operand(), right.operand(), c, [](const T& x) { return x; });
    mirror();
}

} // namespace npublas::linalg::detail

#endif
