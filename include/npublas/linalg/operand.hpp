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
template <class T>
class vector_source {
public:
    template <class E>
    explicit vector_source(const ublas::vector_expression<E>& x) {
        detail::require_dense<E>();
        if constexpr (is_strided_vector<E> && std::is_same_v<typename E::value_type, T>) {
            operand_ = linalg::operand_of(x());
        } else {
            copy_ = x;
            operand_ = linalg::operand_of(copy_);
        }
    }
    vector_source(const vector_source&) = delete;
    vector_source& operator=(const vector_source&) = delete;

    const vector_operand<const T>& operand() const { return operand_; }

private:
    ublas::vector<T> copy_;
    vector_operand<const T> operand_;
};

/// A matrix expression as memory holding elements of type T; see vector_source.
template <class T>
class matrix_source {
public:
    template <class E>
    explicit matrix_source(const ublas::matrix_expression<E>& a) {
        detail::require_dense<E>();
        if constexpr (is_strided_matrix<E> && std::is_same_v<typename E::value_type, T>) {
            operand_ = linalg::operand_of(a());
        } else {
            copy_ = a;
            operand_ = linalg::operand_of(copy_);
        }
    }
    matrix_source(const matrix_source&) = delete;
    matrix_source& operator=(const matrix_source&) = delete;

    const matrix_operand<const T>& operand() const { return operand_; }

private:
    ublas::matrix<T> copy_;
    matrix_operand<const T> operand_;
};

} // namespace npublas::linalg

#endif
