// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// The exponential of a matrix, I + a + a^2 / 2 + a^3 / 6 + ...
///
/// By scaling, a diagonal Pade approximant and squaring (N. J. Higham, SIAM J. Matrix Anal. Appl.
/// 26, 2005; A. H. Al-Mohy and N. J. Higham, the same, 31, 2009), in the precision of the elements,
/// whatever it is; integers in double. NaN or infinity gives NaN.

#ifndef NPUBLAS_LINALG_EXPM_HPP
#define NPUBLAS_LINALG_EXPM_HPP

#include <npublas/detail/ublas.hpp>
#include <npublas/linalg/detail/expm.hpp>
#include <npublas/linalg/detail/factorization.hpp>
#include <npublas/linalg/detail/output.hpp>
#include <npublas/linalg/operand.hpp>

#include <boost/numeric/ublas/matrix.hpp>

namespace npublas::linalg {

/// The exponential of a, which must be square (else std::invalid_argument).
template <class A>
ublas::matrix<factor_value_t<A>> expm(const ublas::matrix_expression<A>& a) {
    using T = factor_value_t<A>;
    detail::require_square(a(), "an exponential");
    ublas::matrix<T> result(a().size1(), a().size1());
    detail::expm<T>(matrix_source<T, A>(a).operand(), linalg::operand_of(result));
    return result;
}

} // namespace npublas::linalg

#endif
