// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// Condition numbers: how much a relative change of a matrix can change its inverse.

#ifndef NPUBLAS_LINALG_CONDITION_HPP
#define NPUBLAS_LINALG_CONDITION_HPP

#include <npublas/detail/ublas.hpp>
#include <npublas/linalg/detail/factorization.hpp>
#include <npublas/linalg/detail/matrix_norm.hpp>
#include <npublas/linalg/detail/output.hpp>
#include <npublas/linalg/error.hpp>
#include <npublas/linalg/norm.hpp>
#include <npublas/linalg/operand.hpp>

#include <stdexcept>

namespace npublas::linalg {

/// The norm of a times the norm of its inverse; infinite if a is singular. With norm_order::two and
/// minus_two it is the quotient of the extreme singular values, and a may have any shape; other
/// orders need a square matrix. A matrix without elements or of another shape throws
/// std::invalid_argument. NaN gives NaN, or no_convergence where singular values are needed.
template <class A>
detail::real_type_t<factor_value_t<A>> condition_number(const ublas::matrix_expression<A>& a,
                                                        norm_order order = norm_order::two) {
    using T = factor_value_t<A>;
    if (a().size1() == 0 || a().size2() == 0)
        throw std::invalid_argument("a matrix of shape " + detail::shape_of(a) +
                                    " has no condition number");
    if (order != norm_order::two && order != norm_order::minus_two)
        detail::require_square(a(), "a condition number of this order");
    return detail::condition_number<T>(matrix_source<T, A>(a).operand(), order);
}

} // namespace npublas::linalg

#endif
