// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// Factorization of a symmetric or hermitian matrix that need not be definite: P A P^T = L D L^T,
/// or L D L^H, with the pivots of J. Bunch and L. Kaufman (Math. Comp. 31, 1977). L is unit lower
/// triangular, D has blocks of order 1 and 2.
///
/// Only the lower triangle of A is read. By LAPACK's ?sytrf or ?hetrf, or npublas's own loops; see
/// backend.hpp. A singular matrix is factorized too; solving then throws ublas::singular.

#ifndef NPUBLAS_LINALG_LDL_HPP
#define NPUBLAS_LINALG_LDL_HPP

#include <npublas/detail/ublas.hpp>
#include <npublas/linalg/detail/factorization.hpp>
#include <npublas/linalg/detail/ldl.hpp>
#include <npublas/linalg/detail/output.hpp>
#include <npublas/linalg/error.hpp>
#include <npublas/linalg/operand.hpp>

#include <boost/numeric/ublas/matrix.hpp>

#include <cstddef>
#include <utility>
#include <vector>

namespace npublas::linalg {

/// How the upper triangle of a complex matrix follows from the lower one.
enum class symmetry { symmetric, hermitian };

/// The factors of a symmetric or hermitian matrix. Copies share them.
template <class T>
class ldl_factorization : public detail::square_solver<ldl_factorization<T>, T> {
public:
    /// The memory must be column-major.
    ldl_factorization(detail::factor_memory<T> a, symmetry kind)
        : memory_(std::move(a)), hermitian_(kind == symmetry::hermitian),
          permutation_(static_cast<std::size_t>(order())),
          below_(static_cast<std::size_t>(order())) {
        detail::ldl_in_place(memory_.elements(), hermitian_, permutation_.data(), below_.data());
    }

    /// L, with ones on its diagonal and zeros above it.
    ublas::matrix<T> l() const {
        ublas::matrix<T> result = detail::to_ublas<T>(memory_.elements());
        detail::clear_above_diagonal(linalg::operand_of(result));
        for (std::size_t i = 0; i < result.size1(); ++i)
            result(i, i) = T(1);
        return result;
    }

    ublas::matrix<T> d() const {
        const auto& a = memory_.elements();
        ublas::matrix<T> result = ublas::zero_matrix<T>(this->size1(), this->size1());
        for (std::size_t i = 0; i < result.size1(); ++i) {
            const auto k = static_cast<std::ptrdiff_t>(i);
            result(i, i) = a(k, k);
            if (i + 1 == result.size1()) break;
            result(i + 1, i) = below_[i];
            result(i, i + 1) = detail::mirrored(below_[i], hermitian_);
        }
        return result;
    }

    /// Row i of P A is row permutation()[i] of A.
    const std::vector<std::ptrdiff_t>& permutation() const { return permutation_; }

    /// The product of the determinants of the blocks of D.
    T determinant() const {
        const auto& a = memory_.elements();
        T product(1);
        for (std::ptrdiff_t k = 0; k < order(); ++k) {
            const T below = below_[static_cast<std::size_t>(k)];
            if (below == T(0)) {
                product = detail::multiply<T>(product, a(k, k));
                continue;
            }
            const T square = detail::multiply<T>(below, detail::mirrored(below, hermitian_));
            product = detail::multiply<T>(product,
                                          detail::multiply<T>(a(k, k), a(k + 1, k + 1)) - square);
            ++k;
        }
        return product;
    }

    std::ptrdiff_t order() const { return memory_.elements().size1; }

    /// Overwrites strided memory with the solution; throws ublas::singular.
    void substitute(const matrix_operand<T>& b) const {
        if (!detail::ldl_substitute<T>(memory_.elements(), permutation_.data(), below_.data(),
                                       hermitian_, b))
            detail::refuse_singular();
    }

private:
    detail::factor_memory<T> memory_;
    bool hermitian_;
    std::vector<std::ptrdiff_t> permutation_;
    std::vector<T> below_;
};

/// Factorizes a copy of a square matrix, taken to be hermitian; integers in double.
template <class A>
ldl_factorization<factor_value_t<A>> ldl(const ublas::matrix_expression<A>& a,
                                         symmetry kind = symmetry::hermitian) {
    using T = factor_value_t<A>;
    detail::require_square(a(), "an LDL factorization");
    return ldl_factorization<T>(detail::factor_memory<T>(a), kind);
}

/// Factorizes a square strided matrix in its own memory, which the result uses: it must live as
/// long, unchanged. What is not column-major is copied.
template <class A>
ldl_factorization<typename A::value_type> ldl(A& a, overwrite_t,
                                              symmetry kind = symmetry::hermitian) {
    using T = typename A::value_type;
    detail::require_square(a, "an LDL factorization");
    const detail::factor_memory<T> memory = detail::overwritten(a);
    if (memory.elements().stride1 == 1) return ldl_factorization<T>(memory, kind);
    return ldl_factorization<T>(detail::factor_memory<T>(a), kind);
}

} // namespace npublas::linalg

#endif
