// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// The Schur form of a square matrix: a = z t z^H with a unitary z and an upper triangular t.
///
/// For a real matrix everything is real, and t has blocks of order 2 on its diagonal, [[a, b], [c,
/// a]] with b c < 0, one for each conjugate pair of eigenvalues. `float`, `double` and their
/// complex types by LAPACK's ?gees, others by J. G. F. Francis's implicit QR iteration. Integers
/// are computed in double. A matrix that is not square throws std::invalid_argument; one with a NaN
/// or an infinity no_convergence.

#ifndef NPUBLAS_LINALG_SCHUR_HPP
#define NPUBLAS_LINALG_SCHUR_HPP

#include <npublas/detail/ublas.hpp>
#include <npublas/linalg/detail/factorization.hpp>
#include <npublas/linalg/detail/output.hpp>
#include <npublas/linalg/detail/schur.hpp>
#include <npublas/linalg/error.hpp>
#include <npublas/linalg/operand.hpp>

#include <boost/numeric/ublas/matrix.hpp>

namespace npublas::linalg {

/// a = z t z^H.
template <class T>
struct schur_result {
    ublas::matrix<T, ublas::column_major> t;
    ublas::matrix<T, ublas::column_major> z;
};

/// The Schur form of a, in the type of its elements. For the complex form of a real matrix, give a
/// complex copy of it.
template <class A>
schur_result<factor_value_t<A>> schur(const ublas::matrix_expression<A>& a) {
    using T = factor_value_t<A>;
    using matrix = ublas::matrix<T, ublas::column_major>;
    detail::require_square(a(), "a Schur form");
    const matrix_source<T, A> source(a);
    schur_result<T> result{matrix(a().size1(), a().size1()), matrix(a().size1(), a().size1())};
    detail::schur<T>(source.operand(), linalg::operand_of(result.t), linalg::operand_of(result.z));
    return result;
}

} // namespace npublas::linalg

#endif
