// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// What the factorization classes share: the memory of the factors, and equations solved with them.

#ifndef NPUBLAS_LINALG_DETAIL_FACTORIZATION_HPP
#define NPUBLAS_LINALG_DETAIL_FACTORIZATION_HPP

#include <npublas/detail/ublas.hpp>
#include <npublas/linalg/detail/arithmetic.hpp>
#include <npublas/linalg/detail/copy.hpp>
#include <npublas/linalg/detail/inverse.hpp>
#include <npublas/linalg/detail/output.hpp>
#include <npublas/linalg/operand.hpp>
#include <npublas/linalg/strided.hpp>
#include <npublas/overwrite.hpp>

#include <boost/numeric/ublas/matrix.hpp>
#include <boost/numeric/ublas/vector.hpp>

#include <cstddef>
#include <memory>
#include <type_traits>

namespace npublas::linalg {

/// Here: a factorization is to use the memory of its argument instead of a copy.
using npublas::overwrite;
using npublas::overwrite_t;

/// The element type in which a matrix expression is factorized: its own, or double for integers.
template <class E>
using factor_value_t = detail::quotient_type_t<typename E::value_type, typename E::value_type>;

namespace detail {

/// The memory of a factorization: a copy of a matrix, shared between copies of the factorization,
/// which never change it; or borrowed memory.
template <class T>
class factor_memory {
public:
    /// A copy of an expression, column-major unless `row_major`.
    template <class A>
    explicit factor_memory(const ublas::matrix_expression<A>& a, bool row_major = false)
        : owned_(new T[a().size1() * a().size2()]) {
        const auto size1 = static_cast<ptrdiff_t>(a().size1());
        const auto size2 = static_cast<ptrdiff_t>(a().size2());
        elements_ = row_major ? row_major_operand(owned_.get(), size1, size2)
                              : column_major_operand(owned_.get(), size1, size2);
        copy(matrix_source<T, A>(a).operand(), elements_);
    }

    explicit factor_memory(const matrix_operand<T>& borrowed) : elements_(borrowed) {}

    const matrix_operand<T>& elements() const { return elements_; }

private:
    std::shared_ptr<T[]> owned_;
    matrix_operand<T> elements_;
};

/// The memory of a matrix that is to be overwritten.
template <class A>
auto overwritten(A& a) {
    using T = typename A::value_type;
    static_assert(is_direct_matrix<T, A>(), "the factors overwrite a strided matrix");
    static_assert(!std::is_integral_v<T>, "factors need a floating or complex type");
    return factor_memory<T>(linalg::operand_of(a));
}

template <class T>
ublas::matrix<T> to_ublas(const matrix_operand<const T>& a) {
    ublas::matrix<T> result(static_cast<std::size_t>(a.size1), static_cast<std::size_t>(a.size2));
    copy(a, linalg::operand_of(result));
    return result;
}

/// Equations with a factorized square matrix, for a class that has `order()`, and `substitute(b)`
/// to overwrite strided memory with their solution.
template <class Factorization, class T>
class square_solver {
public:
    using value_type = T;

    std::size_t size1() const { return static_cast<std::size_t>(self().order()); }
    std::size_t size2() const { return size1(); }

    /// The vector x with A x = b.
    template <class B>
    ublas::vector<T> solve(const ublas::vector_expression<B>& b) const {
        require_rows(b, b().size());
        ublas::vector<T> x(b);
        self().substitute(as_column(linalg::operand_of(x)));
        return x;
    }

    /// The matrix X with A X = B: one solution for each column of b.
    template <class B>
    ublas::matrix<T> solve(const ublas::matrix_expression<B>& b) const {
        require_rows(b, b().size1());
        ublas::matrix<T> x(b);
        self().substitute(linalg::operand_of(x));
        return x;
    }

    /// Overwrites b, a vector or a matrix in strided memory of elements T, with the solution.
    template <class B>
    void inplace_solve(B&& b) const {
        if constexpr (is_direct_vector<T, B>()) {
            require_rows(b, b.size());
            self().substitute(as_column(linalg::operand_of(b)));
        } else {
            static_assert(is_direct_matrix<T, B>(),
                          "inplace_solve overwrites b, which has elements of the factors' type");
            require_rows(b, b.size1());
            self().substitute(linalg::operand_of(b));
        }
    }

    ublas::matrix<T> inverse() const {
        ublas::matrix<T> x(size1(), size1());
        set_to_identity(linalg::operand_of(x));
        self().substitute(linalg::operand_of(x));
        return x;
    }

protected:
    template <class B>
    void require_rows(const B& b, std::size_t rows) const {
        require_fit(rows == size1(), "a system of linear equations", *this, b);
    }

    /// For the sentence above: a factorization has the shape of its matrix.
    friend std::string shape_of(const square_solver& factors) {
        return shape_text(factors.size1(), factors.size2());
    }

private:
    const Factorization& self() const { return static_cast<const Factorization&>(*this); }
};

} // namespace detail
} // namespace npublas::linalg

#endif
