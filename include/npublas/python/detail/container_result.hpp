// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// A uBLAS container as a result: NumPy adopts its memory.

#ifndef NPUBLAS_PYTHON_DETAIL_CONTAINER_RESULT_HPP
#define NPUBLAS_PYTHON_DETAIL_CONTAINER_RESULT_HPP

#include <npublas/python/detail/container_traits.hpp>
#include <npublas/python/detail/owner.hpp>
#include <npublas/python/detail/selection_points.hpp>

namespace npublas::python::detail {

/// An ndarray over the elements of `container`, which it takes over. (uBLAS's containers have no
/// move constructor before Boost 1.78, but they swap.)
template <class C>
inline bp::object adopt(C& container) {
    owner<C> const kept;
    kept->swap(container);
    bp::object const array = show_container(*kept);
    kept.become_base_of(array);
    return array;
}

/// The class that the author exported C with, if so.
template <class C>
inline bool is_exported() {
    return bp::converter::registered<C>::converters.m_class_object != nullptr;
}

template <class C>
struct container_result : array_pytype {
    static constexpr bool uses_registry = false;

    PyObject* operator()(C&& container) const {
        if (is_exported<C>()) return bp::converter::registered<C>::converters.to_python(&container);
        return bp::incref(adopt(container).ptr());
    }

    PyObject* operator()(C const& container) const { return (*this)(C(container)); }
};

/// An object with a copy of the elements.
template <class C>
struct container_to_object : bp::handle<> {
    explicit container_to_object(C const& container)
        : bp::handle<>(bp::to_python_value<C const&>()(container)) {}
};

} // namespace npublas::python::detail

#endif
