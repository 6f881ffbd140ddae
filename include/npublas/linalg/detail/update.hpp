// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See
// LICENSE_1_0.txt)

/// Updates of matrices in strided memory by products of low rank.

#ifndef NPUBLAS_LINALG_DETAIL_UPDATE_HPP
#define NPUBLAS_LINALG_DETAIL_UPDATE_HPP

#include <npublas/linalg/detail/arithmetic.hpp>
#include <npublas/linalg/detail/copy.hpp>
#include <npublas/linalg/detail/kernels.hpp>
#include <npublas/linalg/strided.hpp>

#include <complex>
#include <cstddef>

namespace npublas::linalg::detail {

/// The lower triangle of c -= a a^H.
template <class T>
void generic_subtract_square(matrix_operand<const T> a, matrix_operand<T> c) {
    const ptrdiff_t n = c.size1;
    if (n <= 16) {
        for (ptrdiff_t k = 0; k < a.size2; ++k)
            for (ptrdiff_t i = 0; i < n; ++i) {
                const T factor = -a(i, k);
                for (ptrdiff_t j = 0; j <= i; ++j)
                    c(i, j) = multiply_add<T>(c(i, j), factor, conjugate(a(j, k)));
            }
        return;
    }
    const ptrdiff_t half = n / 2;
    const matrix_operand<const T> top = a.block(0, 0, half, a.size2);
    const matrix_operand<const T> bottom = a.block(half, 0, n - half, a.size2);
    generic_subtract_square(top, c.block(0, 0, half, half));
    generic_subtract_square(bottom, c.block(half, half, n - half, n - half));
    const matrix_operand<T> corner = c.block(half, 0, n - half, half);
    if constexpr (is_complex<T>::value) {
        const temporary_matrix<T> conjugated(half, a.size2, is_row_oriented(a));
        for_each_element(top, conjugated.operand(),
                         [](T& to, const T& from) { to = std::conj(from); });
        generic_multiply_subtract<T>(bottom, conjugated.operand().transposed(), corner);
    } else {
        generic_multiply_subtract<T>(bottom, top.transposed(), corner);
    }
}

} // namespace npublas::linalg::detail

#endif
