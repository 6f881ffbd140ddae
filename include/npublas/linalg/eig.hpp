// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// Eigenvalues and eigenvectors of square matrices. (For symmetric and hermitian ones see
/// eigh.hpp.)
///
/// `float`, `double` and their complex types by LAPACK's ?geev, `long double` and its complex type
/// from the Schur form. Integers are computed in double. Real types without a complex type in
/// std::complex, such as Boost.Multiprecision's, are refused when compiling. A matrix that is not
/// square throws std::invalid_argument; one with a NaN or an infinity no_convergence.

#ifndef NPUBLAS_LINALG_EIG_HPP
#define NPUBLAS_LINALG_EIG_HPP

#include <npublas/detail/ublas.hpp>
#include <npublas/linalg/detail/arithmetic.hpp>
#include <npublas/linalg/detail/eig.hpp>
#include <npublas/linalg/detail/factorization.hpp>
#include <npublas/linalg/detail/output.hpp>
#include <npublas/linalg/error.hpp>
#include <npublas/linalg/operand.hpp>

#include <boost/numeric/ublas/matrix.hpp>
#include <boost/numeric/ublas/vector.hpp>

#include <type_traits>

namespace npublas::linalg {

/// Eigenvalues and unit eigenvectors: a vectors = vectors diag(values). Both are complex, also
/// where all imaginary parts are zero. Conjugate pairs of a real matrix are side by side, and what
/// belongs to a real eigenvalue of it is real.
template <class T>
struct eig_result {
    static_assert(std::is_floating_point_v<detail::real_type_t<T>>,
                  "eig needs a type whose complex numbers are in std::complex");
    using complex_type = detail::complex_type_t<T>;

    ublas::vector<complex_type> values;
    ublas::matrix<complex_type, ublas::column_major> vectors; ///< column j belongs to values(j)
};

/// The eigenvalues and eigenvectors of a.
template <class A>
eig_result<factor_value_t<A>> eig(const ublas::matrix_expression<A>& a) {
    using T = factor_value_t<A>;
    using C = typename eig_result<T>::complex_type;
    detail::require_square(a(), "an eigenvalue problem");
    const matrix_source<T, A> source(a);
    eig_result<T> result{ublas::vector<C>(a().size1()),
                         ublas::matrix<C, ublas::column_major>(a().size1(), a().size1())};
    detail::eig<T>(source.operand(), linalg::operand_of(result.values),
                   linalg::operand_of(result.vectors));
    return result;
}

/// The eigenvalues of a.
template <class A>
ublas::vector<typename eig_result<factor_value_t<A>>::complex_type>
eigvals(const ublas::matrix_expression<A>& a) {
    using T = factor_value_t<A>;
    detail::require_square(a(), "an eigenvalue problem");
    const matrix_source<T, A> source(a);
    ublas::vector<typename eig_result<T>::complex_type> values(a().size1());
    detail::eigvals<T>(source.operand(), linalg::operand_of(values));
    return values;
}

} // namespace npublas::linalg

#endif
