// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// QR factorization by Householder reflections: A = Q R, or A P = Q R with column pivoting.
///
///     const auto factors = linalg::qr(a);
///     ublas::vector<double> x = factors.solve(b);    // least squares
///     ublas::matrix<double> q = factors.q();         // formed only on request
///
/// Q is unitary, R upper triangular, of any shape. By LAPACK's ?geqrf and ?geqp3, or in panels (R.
/// Schreiber and C. Van Loan, SIAM J. Sci. Stat. Comput. 10, 1989); see backend.hpp.

#ifndef NPUBLAS_LINALG_QR_HPP
#define NPUBLAS_LINALG_QR_HPP

#include <npublas/detail/ublas.hpp>
#include <npublas/linalg/detail/factorization.hpp>
#include <npublas/linalg/detail/output.hpp>
#include <npublas/linalg/detail/qr.hpp>
#include <npublas/linalg/detail/triangular.hpp>
#include <npublas/linalg/error.hpp>
#include <npublas/linalg/operand.hpp>

#include <boost/numeric/ublas/matrix.hpp>
#include <boost/numeric/ublas/vector.hpp>

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <utility>
#include <vector>

namespace npublas::linalg {

/// How much of Q and R is formed for a matrix with more rows than columns: as many columns of Q,
/// and rows of R, as A has columns (`reduced`, or economic), or as it has rows (`full`).
enum class qr_mode { reduced, full };

/// Whether columns are exchanged, so that the absolute values on R's diagonal do not grow.
enum class pivoting { none, columns };

/// The factors of a matrix. Copies share them.
template <class T>
class qr_factorization {
public:
    using value_type = T;

    qr_factorization(detail::factor_memory<T> a, pivoting pivots)
        : memory_(std::move(a)), tau_(static_cast<std::size_t>(rank_limit())),
          permutation_(static_cast<std::size_t>(memory_.elements().size2)) {
        std::iota(permutation_.begin(), permutation_.end(), std::ptrdiff_t(0));
        if (pivots == pivoting::columns)
            detail::qr_pivoted_in_place(memory_.elements(), tau_.data(), permutation_.data());
        else
            detail::qr_in_place(memory_.elements(), tau_.data());
    }

    std::size_t size1() const { return static_cast<std::size_t>(memory_.elements().size1); }
    std::size_t size2() const { return static_cast<std::size_t>(memory_.elements().size2); }

    ublas::matrix<T> q(qr_mode mode = qr_mode::reduced) const {
        ublas::matrix<T, ublas::column_major> result(size1(), rows_of_r(mode));
        detail::form_q<T>(memory_.elements(), tau_.data(), rank_limit(),
                          linalg::operand_of(result));
        return result;
    }

    ublas::matrix<T> r(qr_mode mode = qr_mode::reduced) const {
        ublas::matrix<T> result(rows_of_r(mode), size2());
        detail::copy_r<T>(memory_.elements(), linalg::operand_of(result));
        return result;
    }

    /// Column j of Q R is column permutation()[j] of A.
    const std::vector<std::ptrdiff_t>& permutation() const { return permutation_; }

    /// R, and below its diagonal the reflectors, as ?geqrf leaves them.
    ublas::matrix<T> packed() const { return detail::to_ublas<T>(memory_.elements()); }

    /// The scalars of the reflectors.
    const std::vector<T>& tau() const { return tau_; }

    /// b = Q b, without Q being formed; b is a strided vector or matrix with as many rows as A.
    template <class B>
    void multiply_q(B&& b) const {
        apply(b, false);
    }

    /// b = Q^H b.
    template <class B>
    void multiply_q_adjoint(B&& b) const {
        apply(b, true);
    }

    /// The x that makes |A x - b| least, for a matrix of full column rank; one whose R has an
    /// exact zero on its diagonal throws ublas::singular. See lstsq for all others.
    template <class B>
    ublas::vector<T> solve(const ublas::vector_expression<B>& b) const {
        ublas::matrix<T> columns(b().size(), 1);
        ublas::column(columns, 0) = b;
        return ublas::column(solve(columns), 0);
    }

    /// The same for each column of b.
    template <class B>
    ublas::matrix<T> solve(const ublas::matrix_expression<B>& b) const {
        detail::require_fit(size1() >= size2() && b().size1() == size1(),
                            "least squares by QR, which needs as many rows on both sides and at "
                            "least as many rows as columns",
                            *this, b);
        ublas::matrix<T> right(b);
        multiply_q_adjoint(right);
        const std::ptrdiff_t n = memory_.elements().size2;
        const matrix_operand<const T> r = memory_.elements().block(0, 0, n, n);
        if (detail::has_zero_on_diagonal(r)) detail::refuse_singular();
        const matrix_operand<T> y =
            linalg::operand_of(right).block(0, 0, n, static_cast<std::ptrdiff_t>(right.size2()));
        detail::solve_triangular<T>(r, {false}, y);
        ublas::matrix<T> x(size2(), right.size2());
        for (std::size_t i = 0; i < x.size1(); ++i)
            for (std::size_t j = 0; j < x.size2(); ++j)
                x(static_cast<std::size_t>(permutation_[i]), j) = right(i, j);
        return x;
    }

private:
    std::ptrdiff_t rank_limit() const {
        return std::min(memory_.elements().size1, memory_.elements().size2);
    }

    std::size_t rows_of_r(qr_mode mode) const {
        return mode == qr_mode::full ? size1() : static_cast<std::size_t>(rank_limit());
    }

    template <class B>
    void apply(B& b, bool adjoint) const {
        if constexpr (detail::is_direct_vector<T, B>()) {
            detail::require_fit(b.size() == size1(), "a product with Q", *this, b);
            apply_to(detail::as_column(linalg::operand_of(b)), adjoint);
        } else {
            static_assert(detail::is_direct_matrix<T, B>(),
                          "multiply_q overwrites b, which has elements of the factors' type");
            detail::require_fit(b.size1() == size1(), "a product with Q", *this, b);
            apply_to(linalg::operand_of(b), adjoint);
        }
    }

    void apply_to(const matrix_operand<T>& b, bool adjoint) const {
        detail::multiply_q<T>(memory_.elements(), tau_.data(), rank_limit(), adjoint, b);
    }

    /// For sentences about shapes: a factorization has that of its matrix.
    friend std::string shape_of(const qr_factorization& factors) {
        return detail::shape_text(factors.size1(), factors.size2());
    }

    detail::factor_memory<T> memory_;
    std::vector<T> tau_;
    std::vector<std::ptrdiff_t> permutation_;
};

/// Factorizes a copy of a matrix; integers in double.
template <class A>
qr_factorization<factor_value_t<A>> qr(const ublas::matrix_expression<A>& a,
                                       pivoting pivots = pivoting::none) {
    using T = factor_value_t<A>;
    return qr_factorization<T>(detail::factor_memory<T>(a), pivots);
}

/// Factorizes a strided matrix in its own memory, which the result uses: it must live as long,
/// unchanged.
template <class A>
qr_factorization<typename A::value_type> qr(A& a, overwrite_t, pivoting pivots = pivoting::none) {
    return qr_factorization<typename A::value_type>(detail::overwritten(a), pivots);
}

} // namespace npublas::linalg

#endif
