// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// The inverse of a matrix in strided memory, by equations with the unit matrix.

#ifndef NPUBLAS_LINALG_DETAIL_INVERSE_HPP
#define NPUBLAS_LINALG_DETAIL_INVERSE_HPP

#include <npublas/linalg/detail/arithmetic.hpp>
#include <npublas/linalg/detail/copy.hpp>
#include <npublas/linalg/detail/lu.hpp>
#include <npublas/linalg/detail/operand.hpp>
#include <npublas/linalg/detail/small.hpp>
#include <npublas/linalg/detail/solve.hpp>
#include <npublas/linalg/error.hpp>
#include <npublas/linalg/strided.hpp>

#include <cstddef>

namespace npublas::linalg::detail {

template <class T>
void set_to_identity(const matrix_operand<T>& a) {
    fill(a, T(0));
    for (ptrdiff_t i = 0; i < a.size1 && i < a.size2; ++i)
        a(i, i) = T(1);
}

/// x = a^-1 for a small matrix. The two may overlap.
template <class T, class Extent>
NPUBLAS_SCALAR_REGISTERS void small_inverse(const matrix_operand<const T>& a, Extent n,
                                            const matrix_operand<T>& x) {
    const auto width = sum_of_extents(n, n);
    constexpr ptrdiff_t most = largest_extent<Extent>;
    stack_memory<T, most * 2 * most> memory;
    T* const rows = memory.data();
    load_rows(a, n, n, rows, width);
    for (ptrdiff_t i = 0; i < n; ++i)
        for (ptrdiff_t j = 0; j < n; ++j)
            ::new (static_cast<void*>(rows + i * width + n + j)) T(i == j ? 1 : 0);
    if (eliminate(rows, n, width) < 0) refuse_singular();
    substitute_back(rows, n, width);
    store_rows(rows + n, width, n, n, x);
}

/// x = a^-1; throws ublas::singular. x may overlap a.
template <class T>
void inverse(const matrix_operand<const T>& a, const matrix_operand<T>& x) {
    if constexpr (is_plain<T>) {
        if (a.size1 <= small_order)
            return with_extent(a.size1, [&](auto n) { small_inverse(a, n, x); });
    }
    const temporary_matrix<T> factors(a.size1, a.size2, !lapack_factorizes<T>(a.size1));
    copy(a, factors.operand());
    set_to_identity(x);
    large_solve(factors.operand(), x);
}

} // namespace npublas::linalg::detail

#endif
