// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// Singular value decomposition of a matrix of any shape.
///
/// `float`, `double` and their complex types by LAPACK's ?gesdd; other types, and matrices of very
/// few rows or columns, by QR with column pivoting and one-sided Jacobi rotations (Z. Drmac and K.
/// Veselic, SIAM J. Matrix Anal. Appl. 29, 2008). Integers are computed in double. A matrix with a
/// NaN or an infinity throws no_convergence.

#ifndef NPUBLAS_LINALG_SVD_HPP
#define NPUBLAS_LINALG_SVD_HPP

#include <npublas/detail/ublas.hpp>
#include <npublas/linalg/detail/factorization.hpp>
#include <npublas/linalg/detail/svd.hpp>
#include <npublas/linalg/error.hpp>
#include <npublas/linalg/operand.hpp>

#include <boost/numeric/ublas/matrix.hpp>
#include <boost/numeric/ublas/vector.hpp>

#include <algorithm>
#include <cstddef>

namespace npublas::linalg {

/// Which singular vectors are formed.
enum class svd_mode {
    full,   ///< u and vh are square
    reduced ///< as many as there are singular values
};

/// a = u diag(values) vh, with orthonormal columns of u and rows of vh.
template <class T>
struct svd_result {
    ublas::matrix<T, ublas::column_major> u;
    ublas::vector<detail::real_type_t<T>> values; ///< min(size1, size2), descending
    ublas::matrix<T, ublas::column_major> vh;     ///< rows are conjugated right singular vectors
};

/// The singular values and vectors of a.
template <class A>
svd_result<factor_value_t<A>> svd(const ublas::matrix_expression<A>& a,
                                  svd_mode mode = svd_mode::full) {
    using T = factor_value_t<A>;
    using matrix = ublas::matrix<T, ublas::column_major>;
    const std::size_t m = a().size1();
    const std::size_t n = a().size2();
    const std::size_t count = std::min(m, n);
    const bool full = mode == svd_mode::full;
    svd_result<T> result{matrix(m, full ? m : count), ublas::vector<detail::real_type_t<T>>(count),
                         matrix(full ? n : count, n)};
    detail::svd<T>(matrix_source<T, A>(a).operand(), linalg::operand_of(result.u),
                   linalg::operand_of(result.values), linalg::operand_of(result.vh));
    return result;
}

/// The singular values of a, descending.
template <class A>
ublas::vector<detail::real_type_t<factor_value_t<A>>>
singular_values(const ublas::matrix_expression<A>& a) {
    using T = factor_value_t<A>;
    ublas::vector<detail::real_type_t<T>> values(std::min(a().size1(), a().size2()));
    detail::singular_values<T>(matrix_source<T, A>(a).operand(), linalg::operand_of(values));
    return values;
}

} // namespace npublas::linalg

#endif
