// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// uBLAS expressions that apply a functor to each element:
///
///     using larger = pyublas::binary_op<pyublas::binary_ops::max<double>>;
///     v = larger::apply(x, y);

#ifndef PYUBLAS_ELEMENTWISE_OP_HPP
#define PYUBLAS_ELEMENTWISE_OP_HPP

#include <boost/numeric/ublas/functional.hpp>
#include <boost/numeric/ublas/matrix_expression.hpp>
#include <boost/numeric/ublas/vector_expression.hpp>

#include <algorithm>
#include <cmath>

namespace pyublas {

namespace detail {

namespace ublas = boost::numeric::ublas;

} // namespace detail

/// F is one of uBLAS's unary functors, or like them: `F::result_type` and `F::apply(x)`.
template <class F>
struct unary_op {
    template <class E>
    static auto apply(detail::ublas::vector_expression<E> const& e) {
        return typename detail::ublas::vector_unary_traits<E, F>::expression_type(e());
    }
    template <class E>
    static auto apply(detail::ublas::matrix_expression<E> const& e) {
        return typename detail::ublas::matrix_unary1_traits<E, F>::expression_type(e());
    }
};

/// F is one of uBLAS's binary functors, or like them: `F::result_type` and `F::apply(x, y)`.
template <class F>
struct binary_op {
    template <class E1, class E2>
    static auto apply(detail::ublas::vector_expression<E1> const& e1,
                      detail::ublas::vector_expression<E2> const& e2) {
        using traits = detail::ublas::vector_binary_traits<E1, E2, F>;
        return typename traits::expression_type(e1(), e2());
    }
    template <class E1, class E2>
    static auto apply(detail::ublas::matrix_expression<E1> const& e1,
                      detail::ublas::matrix_expression<E2> const& e2) {
        using traits = detail::ublas::matrix_binary_traits<E1, E2, F>;
        return typename traits::expression_type(e1(), e2());
    }
};

namespace unary_ops {

struct fabs {
    using argument_type = double const&;
    using result_type = double;
    static double apply(double x) { return std::fabs(x); }
};

} // namespace unary_ops

namespace binary_ops {

template <class T1, class T2 = T1>
struct max : detail::ublas::scalar_binary_functor<T1, T2> {
    using typename detail::ublas::scalar_binary_functor<T1, T2>::result_type;
    static result_type apply(result_type x, result_type y) { return std::max(x, y); }
};

template <class T1, class T2 = T1>
struct min : detail::ublas::scalar_binary_functor<T1, T2> {
    using typename detail::ublas::scalar_binary_functor<T1, T2>::result_type;
    static result_type apply(result_type x, result_type y) { return std::min(x, y); }
};

} // namespace binary_ops

} // namespace pyublas

#endif
