// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// The linear algebra of `_npublas`, for the other files of the extension.
///
/// Every function takes what Python passed: an ndarray, a wrapped type or an array-like. Element
/// types are promoted as NumPy promotes them. The result is an ndarray (or a NumPy scalar), or a
/// wrapped type if an operand was one. Errors are thrown as Python exceptions.

#ifndef NPUBLAS_SRC_LINALG_HPP
#define NPUBLAS_SRC_LINALG_HPP

#include <boost/python/object.hpp>

namespace npublas::extension {

/// Product of two matrices, or of a matrix and a vector on either side.
boost::python::object prod(boost::python::object a, boost::python::object b);

/// Sum of x[i] * y[i], without conjugation.
boost::python::object inner_prod(boost::python::object x, boost::python::object y);

/// The matrix of x[i] * y[j], without conjugation.
boost::python::object outer_prod(boost::python::object x, boost::python::object y);

/// The transpose, sharing the memory of its argument.
boost::python::object trans(boost::python::object a);

/// The conjugate transpose; a real argument shares its memory with the result.
boost::python::object herm(boost::python::object a);

/// Vector: sum of absolute values. Matrix: the largest column sum of absolute values.
boost::python::object norm_1(boost::python::object x);

/// Euclidean length of a vector.
boost::python::object norm_2(boost::python::object x);

/// Vector: the largest absolute value. Matrix: the largest row sum of absolute values.
boost::python::object norm_inf(boost::python::object x);

/// Square root of the sum of squared absolute values of a matrix.
boost::python::object norm_frobenius(boost::python::object a);

/// Exports the functions above into the module being initialised.
void export_linalg();

} // namespace npublas::extension

#endif
