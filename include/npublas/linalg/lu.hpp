// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// LU factorization with partial pivoting: P A = L U.
///
///     const auto factors = linalg::lu(a);                     // once
///     ublas::vector<double> x = factors.solve(b);             // again and again
///     const auto in_place = linalg::lu(a, linalg::overwrite); // in the memory of a
///
/// A matrix that is exactly singular is factorized too: its determinant is 0, and solving throws
/// ublas::singular. By LAPACK's ?getrf, or recursively (S. Toledo, SIAM J. Matrix Anal. Appl. 18,
/// 1997); see backend.hpp. A matrix that is not square throws std::invalid_argument.

#ifndef NPUBLAS_LINALG_LU_HPP
#define NPUBLAS_LINALG_LU_HPP

#include <npublas/detail/ublas.hpp>
#include <npublas/linalg/detail/determinant.hpp>
#include <npublas/linalg/detail/factorization.hpp>
#include <npublas/linalg/detail/lu.hpp>
#include <npublas/linalg/detail/output.hpp>
#include <npublas/linalg/determinant.hpp>
#include <npublas/linalg/error.hpp>
#include <npublas/linalg/operand.hpp>

#include <boost/numeric/ublas/lu.hpp>
#include <boost/numeric/ublas/matrix.hpp>

#include <cstddef>
#include <utility>
#include <vector>

namespace npublas::linalg {

/// What is done with a matrix before it is used: nothing, `operation::transpose` or
/// `operation::conjugate_transpose`.
using detail::operation;

/// The factors of a square matrix. Copies share them.
template <class T>
class lu_factorization : public detail::square_solver<lu_factorization<T>, T> {
    using base = detail::square_solver<lu_factorization<T>, T>;

public:
    explicit lu_factorization(detail::factor_memory<T> a)
        : memory_(std::move(a)), pivots_(static_cast<std::size_t>(memory_.elements().size1)) {
        singular_ = detail::lu_in_place(memory_.elements(), pivots_.data()) != 0;
    }

    using base::inplace_solve;
    using base::solve;

    /// The solution x of A^T x = b or A^H x = b.
    template <class B>
    ublas::vector<T> solve(const ublas::vector_expression<B>& b, operation op) const {
        this->require_rows(b, b().size());
        ublas::vector<T> x(b);
        substitute(detail::as_column(linalg::operand_of(x)), op);
        return x;
    }

    /// True if a pivot is exactly zero.
    bool singular() const { return singular_; }

    T determinant() const {
        return singular_ ? T(0) : detail::make_determinant<T>::from(diagonal(), odd());
    }

    /// The determinant as `sign` and `logabsdet`.
    slogdet_result<T> slogdet() const {
        return singular_ ? detail::make_logarithm<T>::singular()
                         : detail::make_logarithm<T>::from(diagonal(), odd());
    }

    /// L and U in one matrix, the ones on the diagonal of L left out.
    ublas::matrix<T> packed() const { return detail::to_ublas<T>(memory_.elements()); }

    /// Row i was exchanged with row pivots()[i], for i = 0, 1, ...
    const std::vector<std::ptrdiff_t>& pivots() const { return pivots_; }

    std::ptrdiff_t order() const { return memory_.elements().size1; }

    /// Overwrites strided memory with the solution; throws ublas::singular.
    void substitute(const matrix_operand<T>& b, operation op = operation::none) const {
        if (singular_) detail::refuse_singular();
        detail::lu_substitute<T>(memory_.elements(), pivots_.data(), b, op);
    }

private:
    vector_operand<const T> diagonal() const {
        const auto& a = memory_.elements();
        return {a.data, a.size1, a.stride1 + a.stride2};
    }

    bool odd() const { return detail::is_odd_permutation(pivots_.data(), order()); }

    detail::factor_memory<T> memory_;
    std::vector<std::ptrdiff_t> pivots_;
    bool singular_ = false;
};

/// Factorizes a copy of a square matrix; integers in double.
template <class A>
lu_factorization<factor_value_t<A>> lu(const ublas::matrix_expression<A>& a) {
    detail::require_square(a(), "an LU factorization");
    return lu_factorization<factor_value_t<A>>(detail::factor_memory<factor_value_t<A>>(a));
}

/// Factorizes a square strided matrix in its own memory, which the result uses: it must live as
/// long, unchanged.
template <class A>
lu_factorization<typename A::value_type> lu(A& a, overwrite_t) {
    detail::require_square(a, "an LU factorization");
    return lu_factorization<typename A::value_type>(detail::overwritten(a));
}

/// As uBLAS's function of this name: overwrites a square strided matrix with its factors and
/// `pivots` with the row exchanges. Returns 0, or k + 1 if U(k, k) is the first pivot to be zero.
template <class A, class P, class PA>
std::size_t lu_factorize(A& a, ublas::permutation_matrix<P, PA>& pivots) {
    using T = typename A::value_type;
    static_assert(detail::is_direct_matrix<T, A>(), "lu_factorize overwrites a strided matrix");
    detail::require_square(a, "an LU factorization");
    detail::require_shape(pivots, a.size1());
    std::vector<std::ptrdiff_t> rows(a.size1());
    const auto result = detail::lu_in_place(linalg::operand_of(a), rows.data());
    for (std::size_t i = 0; i < rows.size(); ++i)
        pivots(i) = static_cast<P>(rows[i]);
    return static_cast<std::size_t>(result);
}

/// Overwrites b, a strided vector or matrix, with the solution of A x = b, for the A that
/// lu_factorize turned into `a` and `pivots`. Throws ublas::singular.
template <class A, class P, class PA, class B>
void lu_substitute(const A& a, const ublas::permutation_matrix<P, PA>& pivots, B&& b) {
    using T = typename A::value_type;
    const std::vector<std::ptrdiff_t> rows(pivots.begin(), pivots.end());
    const auto factors = linalg::operand_of(a);
    if (detail::has_zero_on_diagonal(factors)) detail::refuse_singular();
    if constexpr (detail::is_direct_vector<T, B>()) {
        detail::require_equations(a, b, b.size());
        detail::lu_substitute<T>(factors, rows.data(), detail::as_column(linalg::operand_of(b)));
    } else {
        static_assert(detail::is_direct_matrix<T, B>(), "lu_substitute overwrites b");
        detail::require_equations(a, b, b.size1());
        detail::lu_substitute<T>(factors, rows.data(), linalg::operand_of(b));
    }
}

} // namespace npublas::linalg

#endif
