// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// The pseudo-inverse of E. H. Moore and R. Penrose, of a matrix of any shape and rank, from its
/// singular values (see svd.hpp). A matrix with a NaN or an infinity throws no_convergence.

#ifndef NPUBLAS_LINALG_PINV_HPP
#define NPUBLAS_LINALG_PINV_HPP

#include <npublas/detail/ublas.hpp>
#include <npublas/linalg/detail/factorization.hpp>
#include <npublas/linalg/detail/pinv.hpp>
#include <npublas/linalg/error.hpp>
#include <npublas/linalg/lstsq.hpp>
#include <npublas/linalg/operand.hpp>

#include <boost/numeric/ublas/matrix.hpp>

namespace npublas::linalg {

/// The pseudo-inverse of a, of the shape of its transpose; singular values up to `rcond` times the
/// largest count as zero.
template <class A>
ublas::matrix<factor_value_t<A>> pinv(const ublas::matrix_expression<A>& a,
                                      detail::real_type_t<factor_value_t<A>> rcond) {
    using T = factor_value_t<A>;
    ublas::matrix<T> result(a().size2(), a().size1());
    detail::pinv<T>(matrix_source<T, A>(a).operand(), rcond, linalg::operand_of(result));
    return result;
}

/// The same with default_rcond: the rounding unit times the larger extent.
template <class A>
ublas::matrix<factor_value_t<A>> pinv(const ublas::matrix_expression<A>& a) {
    return linalg::pinv(a, default_rcond<factor_value_t<A>>(a().size1(), a().size2()));
}

} // namespace npublas::linalg

#endif
