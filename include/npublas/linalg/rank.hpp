// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// The rank of a matrix of any shape: how many of its singular values (see svd.hpp) are more than
/// rounding errors. A matrix with a NaN or an infinity throws no_convergence.

#ifndef NPUBLAS_LINALG_RANK_HPP
#define NPUBLAS_LINALG_RANK_HPP

#include <npublas/detail/ublas.hpp>
#include <npublas/linalg/detail/factorization.hpp>
#include <npublas/linalg/detail/pinv.hpp>
#include <npublas/linalg/error.hpp>
#include <npublas/linalg/lstsq.hpp>
#include <npublas/linalg/operand.hpp>

#include <cstddef>

namespace npublas::linalg {

/// The number of singular values above `rcond` times the largest.
template <class A>
std::size_t rank(const ublas::matrix_expression<A>& a,
                 detail::real_type_t<factor_value_t<A>> rcond) {
    using T = factor_value_t<A>;
    return static_cast<std::size_t>(detail::rank<T>(matrix_source<T, A>(a).operand(), rcond));
}

/// The same with default_rcond: the rounding unit times the larger extent, as in numpy.linalg.
template <class A>
std::size_t rank(const ublas::matrix_expression<A>& a) {
    return linalg::rank(a, default_rcond<factor_value_t<A>>(a().size1(), a().size2()));
}

} // namespace npublas::linalg

#endif
