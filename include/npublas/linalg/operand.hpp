// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// What an algorithm of npublas::linalg sees of its arguments: plain strided memory.
///
/// `operand_of(x)` reduces a view, a uBLAS container or a proxy of one to a record of a pointer,
/// extents and strides. Whether an expression can be reduced is known at compile time:
/// `is_strided_vector<E>`, `is_strided_matrix<E>`. Anything else (`a + b`, a symmetric matrix, a
/// `vector_indirect`) is evaluated first, by `vector_source` and `matrix_source`.

#ifndef NPUBLAS_LINALG_OPERAND_HPP
#define NPUBLAS_LINALG_OPERAND_HPP

#include <npublas/detail/ublas.hpp>
#include <npublas/linalg/detail/operand.hpp>
#include <npublas/linalg/strided.hpp>

#include <boost/numeric/ublas/matrix.hpp>
#include <boost/numeric/ublas/vector.hpp>

#include <type_traits>

namespace npublas::linalg {

/// True if E is strided memory: a view, a dense uBLAS vector or a regular proxy of one.
template <class E>
inline constexpr bool is_strided_vector = detail::vector_access<std::remove_cv_t<E>>::strided;

/// True if E is strided memory: a view, a dense uBLAS matrix, a regular proxy or `trans` of one.
template <class E>
inline constexpr bool is_strided_matrix = detail::matrix_access<std::remove_cv_t<E>>::strided;

/// The memory of a strided vector: `vector_operand<T>`, or `vector_operand<const T>` if read-only.
template <class E, std::enable_if_t<is_strided_vector<E>, int> = 0>
auto operand_of(E& x) {
    return detail::vector_access<std::remove_cv_t<E>>::operand(x);
}

/// The memory of a strided matrix: `matrix_operand<T>`, or `matrix_operand<const T>` if read-only.
template <class E, std::enable_if_t<is_strided_matrix<E>, int> = 0>
auto operand_of(E& a) {
    return detail::matrix_access<std::remove_cv_t<E>>::operand(a);
}

/// A vector expression as memory holding elements of type T: the expression's own memory where it
/// is strided and its elements are of type T, an evaluated copy elsewhere. Lives no longer than the
/// expression.
template <class T, class E>
class vector_source {
public:
    explicit vector_source(const ublas::vector_expression<E>& x) : elements_(x()) {}
    vector_source(const vector_source&) = delete;
    vector_source& operator=(const vector_source&) = delete;

    vector_operand<const T> operand() const { return linalg::operand_of(elements_); }

private:
    static constexpr bool direct =
        is_strided_vector<E> && std::is_same_v<typename E::value_type, T>;
    static_assert(detail::is_dense<E>, "npublas::linalg computes with dense operands");
    std::conditional_t<direct, const E&, const ublas::vector<T>> elements_;
};

/// A matrix expression as memory holding elements of type T; see vector_source.
template <class T, class E>
class matrix_source {
public:
    explicit matrix_source(const ublas::matrix_expression<E>& a) : elements_(a()) {}
    matrix_source(const matrix_source&) = delete;
    matrix_source& operator=(const matrix_source&) = delete;

    matrix_operand<const T> operand() const { return linalg::operand_of(elements_); }

private:
    static constexpr bool direct =
        is_strided_matrix<E> && std::is_same_v<typename E::value_type, T>;
    static_assert(detail::is_dense<E>, "npublas::linalg computes with dense operands");
    std::conditional_t<direct, const E&, const ublas::matrix<T>> elements_;
};

} // namespace npublas::linalg

#endif
