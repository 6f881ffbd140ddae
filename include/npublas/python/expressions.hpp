// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// uBLAS expressions and proxies can't be returned to Python: they refer to operands that are gone
/// when the function has returned. To try is an error at compile time that says what to write.

#ifndef NPUBLAS_PYTHON_EXPRESSIONS_HPP
#define NPUBLAS_PYTHON_EXPRESSIONS_HPP

#include <boost/numeric/ublas/fwd.hpp>
#include <boost/numeric/ublas/matrix_expression.hpp>
#include <boost/numeric/ublas/matrix_proxy.hpp>
#include <boost/numeric/ublas/vector_expression.hpp>
#include <boost/numeric/ublas/vector_proxy.hpp>
#include <boost/python/to_python_value.hpp>

namespace npublas::python::detail {

template <class E>
inline constexpr bool is_returnable = false;

template <class E>
struct expression_result {
    static_assert(is_returnable<E>,
                  "npublas: a uBLAS expression or proxy can't be returned to Python, its operands "
                  "would be gone; return a container made from it, for example "
                  "ublas::vector<double>(a + b) or ublas::matrix<double>(prod(A, B))");
    static constexpr bool uses_registry = false;
    PyObject* operator()(E const&) const { return nullptr; }
    PyTypeObject const* get_pytype() const { return nullptr; }
};

} // namespace npublas::python::detail

namespace boost::python {

template <class E>
struct to_python_value<numeric::ublas::vector_reference<E> const&>
    : npublas::python::detail::expression_result<E> {};
template <class E, class F>
struct to_python_value<numeric::ublas::vector_unary<E, F> const&>
    : npublas::python::detail::expression_result<E> {};
template <class E1, class E2, class F>
struct to_python_value<numeric::ublas::vector_binary<E1, E2, F> const&>
    : npublas::python::detail::expression_result<E1> {};
template <class E1, class E2, class F>
struct to_python_value<numeric::ublas::vector_binary_scalar1<E1, E2, F> const&>
    : npublas::python::detail::expression_result<E1> {};
template <class E1, class E2, class F>
struct to_python_value<numeric::ublas::vector_binary_scalar2<E1, E2, F> const&>
    : npublas::python::detail::expression_result<E1> {};
template <class E>
struct to_python_value<numeric::ublas::matrix_reference<E> const&>
    : npublas::python::detail::expression_result<E> {};
template <class E1, class E2, class F>
struct to_python_value<numeric::ublas::vector_matrix_binary<E1, E2, F> const&>
    : npublas::python::detail::expression_result<E1> {};
template <class E, class F>
struct to_python_value<numeric::ublas::matrix_unary1<E, F> const&>
    : npublas::python::detail::expression_result<E> {};
template <class E, class F>
struct to_python_value<numeric::ublas::matrix_unary2<E, F> const&>
    : npublas::python::detail::expression_result<E> {};
template <class E1, class E2, class F>
struct to_python_value<numeric::ublas::matrix_binary<E1, E2, F> const&>
    : npublas::python::detail::expression_result<E1> {};
template <class E1, class E2, class F>
struct to_python_value<numeric::ublas::matrix_binary_scalar1<E1, E2, F> const&>
    : npublas::python::detail::expression_result<E1> {};
template <class E1, class E2, class F>
struct to_python_value<numeric::ublas::matrix_binary_scalar2<E1, E2, F> const&>
    : npublas::python::detail::expression_result<E1> {};
template <class E1, class E2, class F>
struct to_python_value<numeric::ublas::matrix_vector_binary1<E1, E2, F> const&>
    : npublas::python::detail::expression_result<E1> {};
template <class E1, class E2, class F>
struct to_python_value<numeric::ublas::matrix_vector_binary2<E1, E2, F> const&>
    : npublas::python::detail::expression_result<E1> {};
template <class E1, class E2, class F>
struct to_python_value<numeric::ublas::matrix_matrix_binary<E1, E2, F> const&>
    : npublas::python::detail::expression_result<E1> {};
template <class E>
struct to_python_value<numeric::ublas::vector_range<E> const&>
    : npublas::python::detail::expression_result<E> {};
template <class E>
struct to_python_value<numeric::ublas::vector_slice<E> const&>
    : npublas::python::detail::expression_result<E> {};
template <class E, class I>
struct to_python_value<numeric::ublas::vector_indirect<E, I> const&>
    : npublas::python::detail::expression_result<E> {};
template <class E>
struct to_python_value<numeric::ublas::matrix_row<E> const&>
    : npublas::python::detail::expression_result<E> {};
template <class E>
struct to_python_value<numeric::ublas::matrix_column<E> const&>
    : npublas::python::detail::expression_result<E> {};
template <class E>
struct to_python_value<numeric::ublas::matrix_range<E> const&>
    : npublas::python::detail::expression_result<E> {};
template <class E>
struct to_python_value<numeric::ublas::matrix_slice<E> const&>
    : npublas::python::detail::expression_result<E> {};
template <class E>
struct to_python_value<numeric::ublas::matrix_vector_range<E> const&>
    : npublas::python::detail::expression_result<E> {};
template <class E>
struct to_python_value<numeric::ublas::matrix_vector_slice<E> const&>
    : npublas::python::detail::expression_result<E> {};

} // namespace boost::python

#endif
