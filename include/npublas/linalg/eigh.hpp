// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// Eigenvalues and eigenvectors of symmetric and hermitian matrices.
///
/// Only one triangle of the matrix is read, and only the real parts of its diagonal. Small matrices
/// and types without LAPACK are reduced to tridiagonal form and iterated on by implicit QL
/// (LAPACK's ?hetd2 and ?steqr), the others by divide and conquer (?syevd, ?heevd). The values
/// found are exact for a matrix that differs from the given one by a few n eps times its norm.
/// Every floating and complex type is computed in its own precision, integers in double.
///
/// A matrix that is not square throws std::invalid_argument; one with a NaN or an infinity
/// no_convergence.

#ifndef NPUBLAS_LINALG_EIGH_HPP
#define NPUBLAS_LINALG_EIGH_HPP

#include <npublas/detail/ublas.hpp>
#include <npublas/linalg/detail/arithmetic.hpp>
#include <npublas/linalg/detail/eigh.hpp>
#include <npublas/linalg/detail/factorization.hpp>
#include <npublas/linalg/detail/generalized_eigh.hpp>
#include <npublas/linalg/detail/output.hpp>
#include <npublas/linalg/error.hpp>
#include <npublas/linalg/operand.hpp>
#include <npublas/linalg/solve.hpp>

#include <boost/numeric/ublas/functional.hpp>
#include <boost/numeric/ublas/matrix.hpp>
#include <boost/numeric/ublas/vector.hpp>

namespace npublas::linalg {

/// The triangle of a symmetric or hermitian matrix that is read, named by uBLAS's tags.
class stored_triangle {
public:
    stored_triangle(ublas::lower_tag) : lower_(true) {}
    stored_triangle(ublas::upper_tag) : lower_(false) {}

    bool is_lower() const { return lower_; }

private:
    bool lower_;
};

/// Eigenvalues, ascending, and orthonormal eigenvectors: a = vectors diag(values) vectors^H.
template <class T>
struct eigh_result {
    ublas::vector<detail::real_type_t<T>> values;
    ublas::matrix<T, ublas::column_major> vectors; ///< column j belongs to values(j)
};

/// The eigenvalues and eigenvectors of a.
template <class A>
eigh_result<factor_value_t<A>> eigh(const ublas::matrix_expression<A>& a,
                                    stored_triangle part = ublas::lower_tag()) {
    using T = factor_value_t<A>;
    detail::require_square(a(), "an eigenvalue problem");
    const matrix_source<T, A> matrix(a);
    eigh_result<T> result{ublas::vector<detail::real_type_t<T>>(a().size1()),
                          ublas::matrix<T, ublas::column_major>(a().size1(), a().size1())};
    detail::eigh<T>(matrix.operand(), part.is_lower(), linalg::operand_of(result.values),
                    linalg::operand_of(result.vectors));
    return result;
}

/// The eigenvalues of a, ascending.
template <class A>
ublas::vector<detail::real_type_t<factor_value_t<A>>>
eigvalsh(const ublas::matrix_expression<A>& a, stored_triangle part = ublas::lower_tag()) {
    using T = factor_value_t<A>;
    detail::require_square(a(), "an eigenvalue problem");
    const matrix_source<T, A> matrix(a);
    ublas::vector<detail::real_type_t<factor_value_t<A>>> values(a().size1());
    detail::eigvalsh<T>(matrix.operand(), part.is_lower(), linalg::operand_of(values));
    return values;
}

/// The eigenvalues, ascending, and eigenvectors of a x = lambda b x, where b is positive definite
/// (else not_positive_definite is thrown): a vectors = b vectors diag(values), and vectors^H b
/// vectors is the unit matrix. The same triangle of both matrices is read.
template <class A, class B>
eigh_result<solution_value_t<A, B>> eigh(const ublas::matrix_expression<A>& a,
                                         const ublas::matrix_expression<B>& b,
                                         stored_triangle part = ublas::lower_tag()) {
    using T = solution_value_t<A, B>;
    detail::require_square(a(), "an eigenvalue problem");
    detail::require_fit(a().size1() == b().size1() && a().size1() == b().size2(),
                        "a generalised eigenvalue problem, which needs square matrices of one size",
                        a(), b());
    const matrix_source<T, A> matrix(a);
    const matrix_source<T, B> metric(b);
    eigh_result<T> result{ublas::vector<detail::real_type_t<T>>(a().size1()),
                          ublas::matrix<T, ublas::column_major>(a().size1(), a().size1())};
    detail::generalized_eigh<T>(matrix.operand(), metric.operand(), part.is_lower(),
                                linalg::operand_of(result.values),
                                linalg::operand_of(result.vectors));
    return result;
}

} // namespace npublas::linalg

#endif
