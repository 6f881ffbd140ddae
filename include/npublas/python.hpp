// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// The dense bridge between NumPy and uBLAS: what a C++ author includes, in every file that exports
/// functions to Python. Including it is all the set-up; plain `boost::python::def` and `class_`
/// then take and return:
///
/// - views (`vector_view<T>`, `matrix_view<T, L>` and their strided forms), which borrow the
///   caller's memory: npublas/python/views.hpp;
/// - shared containers (`numpy_vector<T>`, `numpy_matrix<T, L>`), which share ownership of an
///   array: npublas/python/numpy_vector.hpp, numpy_matrix.hpp;
/// - uBLAS's containers (`ublas::vector<T>`, `ublas::matrix<T, L>`), which own their elements, and
///   whose memory NumPy adopts when they are returned: npublas/python/containers.hpp;
/// - fixed-size uBLAS types, rows in bulk, std::optional, std::vector and the like:
///   npublas/python/fixed_size.hpp, optional.hpp, sequences.hpp.
///
/// `npublas::def` and `npublas::fast` (npublas/python/def.hpp) define functions that cost a caller
/// less; `npublas::member`, `npublas::return_view`, `npublas::pickle` and `npublas::gil_release`
/// are for classes and long work, each in a header of its name.
///
/// A conversion that is refused is a TypeError (a ValueError where only a value was wrong) with a
/// sentence that names the argument, what it needs, what came and what would mend it. uBLAS's
/// exceptions come out as Python's: IndexError, ValueError, ZeroDivisionError, RuntimeError, and
/// numpy.linalg.LinAlgError for `singular`.

#ifndef NPUBLAS_PYTHON_HPP
#define NPUBLAS_PYTHON_HPP

// Boost.Python wants Python.h before any standard header.
#include <npublas/python/numpy.hpp>

#include <npublas/python/containers.hpp>
#include <npublas/python/def.hpp>
#include <npublas/python/expressions.hpp>
#include <npublas/python/fixed_size.hpp>
#include <npublas/python/gil_release.hpp>
#include <npublas/python/member.hpp>
#include <npublas/python/numpy_matrix.hpp>
#include <npublas/python/numpy_vector.hpp>
#include <npublas/python/optional.hpp>
#include <npublas/python/pickle.hpp>
#include <npublas/python/return_view.hpp>
#include <npublas/python/sequences.hpp>
#include <npublas/python/views.hpp>

#include <boost/python.hpp>

#endif
