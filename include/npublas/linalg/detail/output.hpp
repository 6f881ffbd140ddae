// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// What the operations of npublas::linalg share: shape checks, and writing into an output of any
/// kind.

#ifndef NPUBLAS_LINALG_DETAIL_OUTPUT_HPP
#define NPUBLAS_LINALG_DETAIL_OUTPUT_HPP

#include <npublas/detail/ublas.hpp>
#include <npublas/linalg/detail/copy.hpp>
#include <npublas/linalg/operand.hpp>

#include <boost/numeric/ublas/expression_types.hpp>

#include <cstddef>
#include <stdexcept>
#include <string>
#include <type_traits>

namespace npublas::linalg::detail {

// Shapes ---------------------------------------------------------------------------------------

inline std::string shape_text(std::size_t size) { return "(" + std::to_string(size) + ",)"; }

inline std::string shape_text(std::size_t size1, std::size_t size2) {
    return "(" + std::to_string(size1) + ", " + std::to_string(size2) + ")";
}

template <class E>
std::string shape_of(const ublas::vector_expression<E>& x) {
    return shape_text(x().size());
}

template <class E>
std::string shape_of(const ublas::matrix_expression<E>& a) {
    return shape_text(a().size1(), a().size2());
}

template <class First, class Second>
[[noreturn, gnu::noinline]] void refuse_fit(const char* operation, const First& first,
                                            const Second& second) {
    throw std::invalid_argument("shapes " + shape_of(first) + " and " + shape_of(second) +
                                " do not fit " + operation);
}

/// Refuses two operands whose shapes do not fit, in a sentence that names both.
template <class First, class Second>
void require_fit(bool fits, const char* operation, const First& first, const Second& second) {
    if (!fits) refuse_fit(operation, first, second);
}

/// Refuses equations whose matrix is not square or whose right-hand side has another length.
template <class A, class B>
void require_equations(const A& a, const B& b, std::size_t rows) {
    require_fit(a.size1() == a.size2() && a.size1() == rows,
                "a system of linear equations, which needs a square matrix and a right-hand side "
                "with as many rows",
                a, b);
}

/// Refuses a matrix that is not square: "an inverse needs a square matrix ...".
template <class A>
void require_square(const A& a, const char* operation) {
    if (a.size1() != a.size2())
        throw std::invalid_argument(std::string(operation) +
                                    " needs a square matrix, not one of shape " + shape_of(a));
}

template <class... Wanted, class Output>
[[noreturn, gnu::noinline]] void refuse_output(const Output& output, Wanted... wanted) {
    throw std::invalid_argument("the result has shape " + shape_text(wanted...) +
                                " and does not fit an output of shape " + shape_of(output));
}

template <class C>
void require_shape(const C& c, std::size_t size1, std::size_t size2) {
    if (c.size1() != size1 || c.size2() != size2) refuse_output(c, size1, size2);
}

template <class Y>
void require_shape(const Y& y, std::size_t size) {
    if (y.size() != size) refuse_output(y, size);
}

// Outputs --------------------------------------------------------------------------------------

/// True if the elements of the output can be written as strided memory of type T.
template <class T, class C>
constexpr bool is_direct_matrix() {
    using E = std::remove_reference_t<C>;
    if constexpr (is_strided_matrix<E>) {
        return std::is_same_v<decltype(linalg::operand_of(std::declval<E&>())), matrix_operand<T>>;
    } else {
        return false;
    }
}

template <class T, class Y>
constexpr bool is_direct_vector() {
    using E = std::remove_reference_t<Y>;
    if constexpr (is_strided_vector<E>) {
        return std::is_same_v<decltype(linalg::operand_of(std::declval<E&>())), vector_operand<T>>;
    } else {
        return false;
    }
}

/// Has `compute(memory, replace)` set or update the matrix c; where c is not strided memory of
/// type T, by way of a temporary.
template <class T, class C, class F>
void update_matrix(C& c, bool init, F compute) {
    if constexpr (is_direct_matrix<T, C>()) {
        compute(linalg::operand_of(c), init);
    } else {
        using value_type = typename std::remove_reference_t<C>::value_type;
        ublas::matrix<T> temporary(c.size1(), c.size2());
        compute(linalg::operand_of(temporary), true);
        for (std::size_t i = 0; i < c.size1(); ++i)
            for (std::size_t j = 0; j < c.size2(); ++j) {
                const auto value = static_cast<value_type>(temporary(i, j));
                c(i, j) = init ? value : add(static_cast<value_type>(c(i, j)), value);
            }
    }
}

/// As update_matrix, for a vector.
template <class T, class Y, class F>
void update_vector(Y& y, bool init, F compute) {
    if constexpr (is_direct_vector<T, Y>()) {
        compute(linalg::operand_of(y), init);
    } else {
        using value_type = typename std::remove_reference_t<Y>::value_type;
        ublas::vector<T> temporary(y.size());
        compute(linalg::operand_of(temporary), true);
        for (std::size_t i = 0; i < y.size(); ++i) {
            const auto value = static_cast<value_type>(temporary(i));
            y(i) = init ? value : add(static_cast<value_type>(y(i)), value);
        }
    }
}

} // namespace npublas::linalg::detail

#endif
