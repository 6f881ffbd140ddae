// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// Rank and pseudo-inverse in strided memory, from singular values.

#ifndef NPUBLAS_LINALG_DETAIL_PINV_HPP
#define NPUBLAS_LINALG_DETAIL_PINV_HPP

#include <npublas/linalg/detail/arithmetic.hpp>
#include <npublas/linalg/detail/copy.hpp>
#include <npublas/linalg/detail/lstsq.hpp>
#include <npublas/linalg/detail/matrix_norm.hpp>
#include <npublas/linalg/detail/product.hpp>
#include <npublas/linalg/detail/svd.hpp>
#include <npublas/linalg/strided.hpp>

#include <algorithm>
#include <cstddef>

namespace npublas::linalg::detail {

/// The number of singular values above `tolerance`.
template <class T>
ptrdiff_t rank_above(const matrix_operand<const T>& a, const real_type_t<T>& tolerance) {
    const owned_singular_values<T> values(a);
    return std::count_if(values.data(), values.data() + values.size(),
                         [&](const auto& value) { return value > tolerance; });
}

/// The number of singular values above `rcond` times the largest.
template <class T>
ptrdiff_t rank(const matrix_operand<const T>& a, const real_type_t<T>& rcond) {
    const owned_singular_values<T> values(a);
    return numerical_rank(values.data(), values.size(), rcond);
}

/// x = the pseudo-inverse of a, of the shape of its transpose, to which singular values up to
/// `rcond` times the largest count as zero. The two must not overlap. Throws no_convergence.
template <class T>
void pinv(const matrix_operand<const T>& a, const real_type_t<T>& rcond,
          const matrix_operand<T>& x) {
    const ptrdiff_t count = std::min(a.size1, a.size2);
    const temporary_matrix<T> u(a.size1, count, false);
    const temporary_matrix<T> vh(count, a.size2, false);
    const temporary_vector<real_type_t<T>> values(count);
    svd<T>(a, u.operand(), values.operand(), vh.operand());
    const ptrdiff_t used = numerical_rank(values.operand().data, count, rcond);
    for (ptrdiff_t j = 0; j < used; ++j)
        for (ptrdiff_t i = 0; i < a.size1; ++i)
            u.operand()(i, j) = u.operand()(i, j) / values.operand()(j);
    conjugate_all(u.operand());
    conjugate_all(vh.operand());
    multiply<T>(vh.operand().block(0, 0, used, a.size2).transposed(),
                u.operand().block(0, 0, a.size1, used).transposed(), x, true);
}

} // namespace npublas::linalg::detail

#endif
