// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// uBLAS's own dense containers as parameters and results of functions that Python calls.
///
/// A parameter `ublas::vector<T>` or `ublas::matrix<T, L>`, by value or `const&`, owns its
/// elements: it is copied from any array-like of the right number of dimensions (a 0-d array is a
/// vector of length 1). Elements are converted as NumPy's `same_kind` casting allows; integers and
/// bools are taken by value instead, whatever their type, where each is in range (else
/// ValueError). Where overloads compete, one of the exact element type wins.
///
/// A parameter `T&` that is not const is in-out: the function works on a copy of the caller's
/// writable ndarray, and the copy is written back when the function returns normally. A function
/// that changes its size causes a ValueError.
///
/// As a result by value the container's memory becomes the ndarray's: no element is copied, and
/// the memory is freed with the array. Out of a reference (`copy_const_reference`, a data member)
/// the elements are copied.
///
/// An instance of a container that the author exported with `class_` binds to itself, and a result
/// of such a type comes out as that class, as ever.

#ifndef NPUBLAS_PYTHON_CONTAINERS_HPP
#define NPUBLAS_PYTHON_CONTAINERS_HPP

#include <npublas/python/detail/container_argument.hpp>
#include <npublas/python/detail/container_result.hpp>

namespace npublas::python::detail {

template <class C>
struct container_conversion {
    using value_argument = container_argument<C>;
    using const_reference_argument = container_const_reference_argument<C>;
    using reference_argument = container_reference_argument<C>;
    using result = container_result<C>;

    static bp::converter::registration const& enroll() {
        return enroll_from_python<copying_argument<C>, C>();
    }
};

/// A container of some other type of the author's is left to Boost.Python.
template <class C>
struct foreign_conversion {
    using value_argument = bp::converter::arg_rvalue_from_python<C const&>;
    using const_reference_argument = bp::converter::arg_rvalue_from_python<C const&>;
    using reference_argument = bp::converter::reference_arg_from_python<C&>;
    using result = bp::detail::registry_to_python_value<C const&>;

    static bp::converter::registration const& enroll() {
        return bp::converter::registry::lookup(bp::type_id<C>());
    }
};

template <class C>
using conversion_of_container =
    std::conditional_t<has_known_elements<C>, container_conversion<C>, foreign_conversion<C>>;

template <class T, class A>
struct conversion<ublas::vector<T, A>> : conversion_of_container<ublas::vector<T, A>> {};
template <class T, class L, class A>
struct conversion<ublas::matrix<T, L, A>> : conversion_of_container<ublas::matrix<T, L, A>> {};

} // namespace npublas::python::detail

NPUBLAS_CONVERT((class T, class A), boost::numeric::ublas::vector<T, A>)
NPUBLAS_CONVERT((class T, class L, class A), boost::numeric::ublas::matrix<T, L, A>)

namespace boost::python::converter {

/// `object(container)` and the arguments of `call`. Not through the registry: an author's `class_`
/// would find its place there taken.
template <class T, class A>
struct arg_to_python<boost::numeric::ublas::vector<T, A>>
    : npublas::python::detail::container_to_object<boost::numeric::ublas::vector<T, A>> {
    using base = npublas::python::detail::container_to_object<boost::numeric::ublas::vector<T, A>>;
    using base::base;
};
template <class T, class L, class A>
struct arg_to_python<boost::numeric::ublas::matrix<T, L, A>>
    : npublas::python::detail::container_to_object<boost::numeric::ublas::matrix<T, L, A>> {
    using base =
        npublas::python::detail::container_to_object<boost::numeric::ublas::matrix<T, L, A>>;
    using base::base;
};

} // namespace boost::python::converter

#endif
