// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// Cholesky factorization of a symmetric or hermitian positive definite matrix: A = L L^H.
///
/// Only the lower triangle of A is read. A matrix that is not positive definite throws
/// not_positive_definite (an ublas::singular). By LAPACK's ?potrf, or recursively; see backend.hpp.

#ifndef NPUBLAS_LINALG_CHOLESKY_HPP
#define NPUBLAS_LINALG_CHOLESKY_HPP

#include <npublas/detail/ublas.hpp>
#include <npublas/linalg/detail/cholesky.hpp>
#include <npublas/linalg/detail/determinant.hpp>
#include <npublas/linalg/detail/factorization.hpp>
#include <npublas/linalg/detail/output.hpp>
#include <npublas/linalg/detail/triangular.hpp>
#include <npublas/linalg/error.hpp>
#include <npublas/linalg/operand.hpp>

#include <boost/numeric/ublas/matrix.hpp>

#include <cmath>
#include <cstddef>
#include <utility>

namespace npublas::linalg {

/// The factor of a positive definite matrix. Copies share it.
template <class T>
class cholesky_factorization : public detail::square_solver<cholesky_factorization<T>, T> {
public:
    explicit cholesky_factorization(detail::factor_memory<T> a) : memory_(std::move(a)) {
        detail::cholesky_in_place(memory_.elements(), false);
    }

    /// L, with zeros above its diagonal.
    ublas::matrix<T> l() const {
        ublas::matrix<T> result = detail::to_ublas<T>(memory_.elements());
        detail::clear_above_diagonal(linalg::operand_of(result));
        return result;
    }

    /// The square of the product of L's diagonal.
    T determinant() const {
        const auto& a = memory_.elements();
        const T root =
            detail::make_determinant<T>::from({a.data, a.size1, a.stride1 + a.stride2}, false);
        return root * root;
    }

    std::ptrdiff_t order() const { return memory_.elements().size1; }

    /// Overwrites strided memory with the solution.
    void substitute(const matrix_operand<T>& b) const {
        const matrix_operand<const T> l = memory_.elements();
        detail::solve_triangular<T>(l, {true}, b);
        detail::solve_triangular<T>(l.transposed(), {false, false, true}, b);
    }

private:
    detail::factor_memory<T> memory_;
};

/// Factorizes a copy of a square matrix; integers in double.
template <class A>
cholesky_factorization<factor_value_t<A>> cholesky(const ublas::matrix_expression<A>& a) {
    detail::require_square(a(), "a Cholesky factorization");
    return cholesky_factorization<factor_value_t<A>>(detail::factor_memory<factor_value_t<A>>(a));
}

/// Factorizes a square strided matrix in its own lower triangle, which the result uses: it must
/// live as long, unchanged. The upper triangle is left alone.
template <class A>
cholesky_factorization<typename A::value_type> cholesky(A& a, overwrite_t) {
    detail::require_square(a, "a Cholesky factorization");
    return cholesky_factorization<typename A::value_type>(detail::overwritten(a));
}

} // namespace npublas::linalg

#endif
