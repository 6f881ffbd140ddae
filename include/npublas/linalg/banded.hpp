// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// Equations with a banded matrix given by its diagonals, as LAPACK and scipy.linalg keep it.

#ifndef NPUBLAS_LINALG_BANDED_HPP
#define NPUBLAS_LINALG_BANDED_HPP

#include <npublas/detail/ublas.hpp>
#include <npublas/linalg/detail/banded.hpp>
#include <npublas/linalg/detail/output.hpp>
#include <npublas/linalg/error.hpp>
#include <npublas/linalg/operand.hpp>
#include <npublas/linalg/solve.hpp>

#include <boost/numeric/ublas/matrix.hpp>
#include <boost/numeric/ublas/vector.hpp>

#include <cstddef>

namespace npublas::linalg {

namespace detail {

template <class A, class B>
void require_bands(std::size_t below, std::size_t above, const A& diagonals, const B& b,
                   std::size_t rows) {
    require_fit(diagonals.size1() == below + above + 1 && diagonals.size2() == rows,
                "banded equations, which need a row per diagonal and a column per equation",
                diagonals, b);
}

} // namespace detail

/// The vector x with A x = b, where A has `below` diagonals below its main one and `above` above:
/// `diagonals(above + i - j, j)` is A(i, j). By LU factorization with partial pivoting (?gbsv).
/// Throws ublas::singular.
template <class A, class B>
ublas::vector<solution_value_t<A, B>> solve_banded(std::size_t below, std::size_t above,
                                                   const ublas::matrix_expression<A>& diagonals,
                                                   const ublas::vector_expression<B>& b) {
    using T = solution_value_t<A, B>;
    detail::require_bands(below, above, diagonals(), b(), b().size());
    ublas::vector<T> x(b().size());
    const vector_source<T, B> right(b);
    detail::solve_banded<T>(static_cast<std::ptrdiff_t>(below), static_cast<std::ptrdiff_t>(above),
                            matrix_source<T, A>(diagonals).operand(),
                            detail::as_column(right.operand()),
                            detail::as_column(linalg::operand_of(x)));
    return x;
}

/// The matrix x with A x = b: one solution for each column of b.
template <class A, class B>
ublas::matrix<solution_value_t<A, B>> solve_banded(std::size_t below, std::size_t above,
                                                   const ublas::matrix_expression<A>& diagonals,
                                                   const ublas::matrix_expression<B>& b) {
    using T = solution_value_t<A, B>;
    detail::require_bands(below, above, diagonals(), b(), b().size1());
    ublas::matrix<T> x(b().size1(), b().size2());
    detail::solve_banded<T>(static_cast<std::ptrdiff_t>(below), static_cast<std::ptrdiff_t>(above),
                            matrix_source<T, A>(diagonals).operand(),
                            matrix_source<T, B>(b).operand(), linalg::operand_of(x));
    return x;
}

} // namespace npublas::linalg

#endif
