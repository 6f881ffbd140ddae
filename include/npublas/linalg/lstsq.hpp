// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// Linear least squares for matrices of any shape and rank.
///
/// `float`, `double` and their complex types by LAPACK's ?gelsd; other types by QR with column
/// pivoting and one-sided Jacobi rotations (J. Demmel and K. Veselic, SIAM J. Matrix Anal. Appl.
/// 13, 1992), which badly scaled columns do not hurt, and for a matrix of full column rank three
/// steps of iterative refinement (A. Bjorck, BIT 7, 1967), so that a large residual does not.

#ifndef NPUBLAS_LINALG_LSTSQ_HPP
#define NPUBLAS_LINALG_LSTSQ_HPP

#include <npublas/detail/ublas.hpp>
#include <npublas/linalg/detail/factorization.hpp>
#include <npublas/linalg/detail/lstsq.hpp>
#include <npublas/linalg/detail/output.hpp>
#include <npublas/linalg/error.hpp>
#include <npublas/linalg/operand.hpp>
#include <npublas/linalg/solve.hpp>

#include <boost/numeric/ublas/matrix.hpp>
#include <boost/numeric/ublas/vector.hpp>

#include <algorithm>
#include <cstddef>
#include <limits>
#include <utility>

namespace npublas::linalg {

/// What lstsq finds. `Solution` is a vector for one right-hand side, a matrix for several.
template <class T, class Solution>
struct least_squares {
    using real_type = detail::real_type_t<T>;

    Solution x;                         ///< the shortest of all that make |A x - b| least
    ublas::vector<real_type> residuals; ///< |A x - b|^2 per right-hand side; empty unless A has
                                        ///< full column rank and more rows than columns
    std::size_t rank;                   ///< how many singular values count
    ublas::vector<real_type> singular_values; ///< of A, largest first
};

/// The default threshold: the rounding unit of the type times the larger extent.
template <class T>
detail::real_type_t<T> default_rcond(std::size_t size1, std::size_t size2) {
    using R = detail::real_type_t<T>;
    return std::numeric_limits<R>::epsilon() * static_cast<R>(std::max(size1, size2));
}

/// Least squares for each column of b. Singular values up to `rcond` times the largest count as
/// zero. Throws no_convergence, or std::invalid_argument if the rows do not agree.
template <class A, class B>
least_squares<solution_value_t<A, B>, ublas::matrix<solution_value_t<A, B>>>
lstsq(const ublas::matrix_expression<A>& a, const ublas::matrix_expression<B>& b,
      detail::real_type_t<solution_value_t<A, B>> rcond) {
    using T = solution_value_t<A, B>;
    using R = detail::real_type_t<T>;
    detail::require_fit(a().size1() == b().size1(),
                        "least squares, which need as many rows on both sides", a(), b());
    const std::size_t m = a().size1();
    const std::size_t n = a().size2();
    least_squares<T, ublas::matrix<T>> result{ublas::matrix<T>(n, b().size2()),
                                              ublas::vector<R>(b().size2()), 0,
                                              ublas::vector<R>(std::min(m, n))};
    result.rank = static_cast<std::size_t>(
        detail::lstsq<T>(matrix_source<T, A>(a).operand(), matrix_source<T, B>(b).operand(), rcond,
                         linalg::operand_of(result.x), linalg::operand_of(result.residuals).data,
                         linalg::operand_of(result.singular_values).data));
    if (result.rank != n || m <= n) result.residuals.resize(0);
    return result;
}

/// Least squares for one right-hand side.
template <class A, class B>
least_squares<solution_value_t<A, B>, ublas::vector<solution_value_t<A, B>>>
lstsq(const ublas::matrix_expression<A>& a, const ublas::vector_expression<B>& b,
      detail::real_type_t<solution_value_t<A, B>> rcond) {
    using T = solution_value_t<A, B>;
    detail::require_fit(a().size1() == b().size(),
                        "least squares, which need as many rows on both sides", a(), b());
    ublas::matrix<T> columns(b().size(), 1);
    ublas::column(columns, 0) = b;
    auto found = linalg::lstsq(a, columns, rcond);
    return {ublas::column(found.x, 0), std::move(found.residuals), found.rank,
            std::move(found.singular_values)};
}

/// Least squares with the default threshold; b is a vector or a matrix.
template <class A, class B>
auto lstsq(const ublas::matrix_expression<A>& a, const B& b) {
    return linalg::lstsq(a, b, default_rcond<solution_value_t<A, B>>(a().size1(), a().size2()));
}

} // namespace npublas::linalg

#endif
