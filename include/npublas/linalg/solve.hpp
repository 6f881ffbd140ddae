// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// Systems of linear equations, by LU factorization with partial pivoting.
///
/// Every floating and complex type is solved in its own precision, integers in double, a user's
/// number type if it has the arithmetic operators, `abs` and comparison. A matrix that turns out to
/// be exactly singular throws ublas::singular. Shapes that do not fit throw std::invalid_argument
/// naming both. NaN goes in and comes out.

#ifndef NPUBLAS_LINALG_SOLVE_HPP
#define NPUBLAS_LINALG_SOLVE_HPP

#include <npublas/detail/ublas.hpp>
#include <npublas/linalg/detail/arithmetic.hpp>
#include <npublas/linalg/detail/output.hpp>
#include <npublas/linalg/detail/solve.hpp>
#include <npublas/linalg/operand.hpp>

#include <boost/numeric/ublas/matrix.hpp>
#include <boost/numeric/ublas/vector.hpp>

#include <type_traits>

namespace npublas::linalg {

/// The element type of the solution of equations between two expressions.
template <class E1, class E2>
using solution_value_t = detail::quotient_type_t<typename E1::value_type, typename E2::value_type>;

/// x = the solution of a x = b, where a is square and x has the size of b. x may overlap the
/// others.
template <class A, class B, class X>
void solve(const ublas::matrix_expression<A>& a, const ublas::vector_expression<B>& b, X&& x) {
    using T = solution_value_t<A, B>;
    detail::require_equations(a(), b(), b().size());
    detail::require_shape(x, b().size());
    const matrix_source<T, A> matrix(a);
    const vector_source<T, B> right(b);
    detail::update_vector<T>(x, true, [&](vector_operand<T> result, bool) {
        detail::solve<T>(matrix.operand(), detail::as_column(right.operand()),
                         detail::as_column(result));
    });
}

/// x = the solution of a x = b, one for each column of b; x has the shape of b.
template <class A, class B, class X>
void solve(const ublas::matrix_expression<A>& a, const ublas::matrix_expression<B>& b, X&& x) {
    using T = solution_value_t<A, B>;
    detail::require_equations(a(), b(), b().size1());
    detail::require_shape(x, b().size1(), b().size2());
    const matrix_source<T, A> matrix(a);
    const matrix_source<T, B> right(b);
    detail::update_matrix<T>(x, true, [&](matrix_operand<T> result, bool) {
        detail::solve<T>(matrix.operand(), right.operand(), result);
    });
}

/// The vector x with a x = b; a must be square.
template <class A, class B>
ublas::vector<solution_value_t<A, B>> solve(const ublas::matrix_expression<A>& a,
                                            const ublas::vector_expression<B>& b) {
    ublas::vector<solution_value_t<A, B>> x(b().size());
    linalg::solve(a, b, x);
    return x;
}

/// The matrix x with a x = b: one solution for each column of b.
template <class A, class B>
ublas::matrix<solution_value_t<A, B>> solve(const ublas::matrix_expression<A>& a,
                                            const ublas::matrix_expression<B>& b) {
    ublas::matrix<solution_value_t<A, B>> x(b().size1(), b().size2());
    linalg::solve(a, b, x);
    return x;
}

/// Overwrites b, a vector or a matrix, with the solution x of a x = b, and uses the memory of `a`
/// for the work: its elements are unspecified afterwards, also after an exception. Both must be
/// strided memory of one floating or complex type and must not overlap.
template <class A, class B>
void inplace_solve(A&& a, B&& b) {
    using T = typename std::remove_reference_t<A>::value_type;
    static_assert(detail::is_direct_matrix<T, A>(), "inplace_solve overwrites its matrix");
    static_assert(!std::is_integral_v<T>, "inplace_solve needs a floating or complex type");
    if constexpr (detail::is_direct_vector<T, B>()) {
        detail::require_equations(a, b, b.size());
        detail::solve_in_place(linalg::operand_of(a), detail::as_column(linalg::operand_of(b)));
    } else {
        static_assert(detail::is_direct_matrix<T, B>(),
                      "inplace_solve overwrites b, which has elements of the type of a");
        detail::require_equations(a, b, b.size1());
        detail::solve_in_place(linalg::operand_of(a), linalg::operand_of(b));
    }
}

} // namespace npublas::linalg

#endif
