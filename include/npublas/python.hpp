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
/// Boost.Python itself comes with it, but for `self + self` and the like: these take
/// <boost/python/operators.hpp>, or <boost/python.hpp>.
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

// All of <boost/python.hpp> but its operators, which cost a compiler as much as all of uBLAS.
#include <boost/python/args.hpp>
#include <boost/python/back_reference.hpp>
#include <boost/python/bases.hpp>
#include <boost/python/call.hpp>
#include <boost/python/call_method.hpp>
#include <boost/python/class.hpp>
#include <boost/python/copy_const_reference.hpp>
#include <boost/python/copy_non_const_reference.hpp>
#include <boost/python/data_members.hpp>
#include <boost/python/def.hpp>
#include <boost/python/dict.hpp>
#include <boost/python/docstring_options.hpp>
#include <boost/python/enum.hpp>
#include <boost/python/exception_translator.hpp>
#include <boost/python/exec.hpp>
#include <boost/python/extract.hpp>
#include <boost/python/implicit.hpp>
#include <boost/python/import.hpp>
#include <boost/python/init.hpp>
#include <boost/python/iterator.hpp>
#include <boost/python/list.hpp>
#include <boost/python/long.hpp>
#include <boost/python/lvalue_from_pytype.hpp>
#include <boost/python/make_constructor.hpp>
#include <boost/python/make_function.hpp>
#include <boost/python/manage_new_object.hpp>
#include <boost/python/module.hpp>
#include <boost/python/object.hpp>
#include <boost/python/opaque_pointer_converter.hpp>
#include <boost/python/overloads.hpp>
#include <boost/python/ptr.hpp>
#include <boost/python/pure_virtual.hpp>
#include <boost/python/raw_function.hpp>
#include <boost/python/reference_existing_object.hpp>
#include <boost/python/register_ptr_to_python.hpp>
#include <boost/python/return_arg.hpp>
#include <boost/python/return_internal_reference.hpp>
#include <boost/python/return_opaque_pointer.hpp>
#include <boost/python/return_value_policy.hpp>
#include <boost/python/scope.hpp>
#include <boost/python/slice.hpp>
#include <boost/python/stl_iterator.hpp>
#include <boost/python/str.hpp>
#include <boost/python/to_python_converter.hpp>
#include <boost/python/tuple.hpp>
#include <boost/python/with_custodian_and_ward.hpp>

#endif
