// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// Equations with a triangular matrix, from either side.
///
/// The triangle is named by uBLAS's tags: `ublas::lower_tag`, `unit_lower_tag`, `upper_tag` and
/// `unit_upper_tag`; with a unit tag the diagonal is taken to be ones. The other triangle, and a
/// unit diagonal, are not read. `ublas::trans(a)` is read in place, with the tag of the transpose:
///
///     x = linalg::solve_triangular(ublas::trans(a), b, ublas::upper_tag()); // a is lower
///
/// An exact zero on the diagonal throws ublas::singular, shapes that do not fit
/// std::invalid_argument. By BLAS's ?trsm and ?trsv, or recursively; see backend.hpp.

#ifndef NPUBLAS_LINALG_TRIANGULAR_HPP
#define NPUBLAS_LINALG_TRIANGULAR_HPP

#include <npublas/detail/ublas.hpp>
#include <npublas/linalg/detail/copy.hpp>
#include <npublas/linalg/detail/output.hpp>
#include <npublas/linalg/detail/triangular.hpp>
#include <npublas/linalg/error.hpp>
#include <npublas/linalg/operand.hpp>
#include <npublas/linalg/solve.hpp>

#include <boost/numeric/ublas/functional.hpp>
#include <boost/numeric/ublas/matrix.hpp>
#include <boost/numeric/ublas/vector.hpp>

#include <cstddef>
#include <type_traits>

namespace npublas::linalg {

/// On which side of the unknowns the triangle stands: `left` is a x = b, `right` is x a = b.
enum class side { left, right };

namespace detail {

constexpr triangle triangle_of(ublas::lower_tag) { return {true, false}; }
constexpr triangle triangle_of(ublas::unit_lower_tag) { return {true, true}; }
constexpr triangle triangle_of(ublas::upper_tag) { return {false, false}; }
constexpr triangle triangle_of(ublas::unit_upper_tag) { return {false, true}; }

template <class T>
void solve_checked(const matrix_operand<const T>& a, triangle part, const matrix_operand<T>& b,
                   side where) {
    if (!part.unit && has_zero_on_diagonal(a)) refuse_singular();
    if (where == side::left)
        solve_triangular(a, part, b);
    else
        solve_triangular(a.transposed(), part.transposed(), b.transposed());
}

/// Refuses shapes that do not fit; `rows` of b meet the triangle.
template <class A, class B>
void require_triangle(const A& a, const B& b, std::size_t rows) {
    require_fit(
        a.size1() == a.size2() && a.size1() == rows,
        "triangular equations, which need a square matrix and a right-hand side of its size", a, b);
}

} // namespace detail

/// Overwrites b, a strided vector or matrix, with the solution of triangular equations. b must not
/// overlap a. A vector is a column on the left side, a row on the right.
template <class A, class B, class Tag>
void inplace_solve(const ublas::matrix_expression<A>& a, B&& b, Tag tag, side where = side::left) {
    using T = typename std::remove_reference_t<B>::value_type;
    const matrix_source<T, A> matrix(a);
    const detail::triangle part = detail::triangle_of(tag);
    if constexpr (detail::is_direct_vector<T, B>()) {
        detail::require_triangle(a(), b, b.size());
        const auto column = detail::as_column(linalg::operand_of(b));
        detail::solve_checked(matrix.operand(), part,
                              where == side::left ? column : column.transposed(), where);
    } else {
        static_assert(detail::is_direct_matrix<T, B>(), "inplace_solve overwrites b");
        detail::require_triangle(a(), b, where == side::left ? b.size1() : b.size2());
        detail::solve_checked(matrix.operand(), part, linalg::operand_of(b), where);
    }
}

/// The vector x with a x = b, or with x a = b.
template <class A, class B, class Tag>
ublas::vector<solution_value_t<A, B>> solve_triangular(const ublas::matrix_expression<A>& a,
                                                       const ublas::vector_expression<B>& b,
                                                       Tag tag, side where = side::left) {
    ublas::vector<solution_value_t<A, B>> x(b);
    linalg::inplace_solve(a, x, tag, where);
    return x;
}

/// The matrix x with a x = b, or with x a = b.
template <class A, class B, class Tag>
ublas::matrix<solution_value_t<A, B>> solve_triangular(const ublas::matrix_expression<A>& a,
                                                       const ublas::matrix_expression<B>& b,
                                                       Tag tag, side where = side::left) {
    ublas::matrix<solution_value_t<A, B>> x(b);
    linalg::inplace_solve(a, x, tag, where);
    return x;
}

} // namespace npublas::linalg

#endif
