// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// The one place that includes uBLAS's tensors. They put BOOST_UBLAS_INLINE before `template`,
/// which only compiles where it is empty: not where NDEBUG is defined. All the rest of uBLAS that
/// they need is included before, as it is.
#ifndef NPUBLAS_DETAIL_UBLAS_TENSOR_HPP
#define NPUBLAS_DETAIL_UBLAS_TENSOR_HPP

#include <boost/numeric/ublas/expression_types.hpp>
#include <boost/numeric/ublas/functional.hpp>
#include <boost/numeric/ublas/matrix.hpp>
#include <boost/numeric/ublas/matrix_expression.hpp>
#include <boost/numeric/ublas/vector.hpp>
#include <boost/numeric/ublas/vector_expression.hpp>

#pragma push_macro("BOOST_UBLAS_INLINE")
#undef BOOST_UBLAS_INLINE
#define BOOST_UBLAS_INLINE
#include <boost/numeric/ublas/tensor.hpp>
#pragma pop_macro("BOOST_UBLAS_INLINE")

#include <npublas/detail/ublas.hpp>

#endif
