// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// A uBLAS container as a result: NumPy adopts its memory.

#ifndef NPUBLAS_PYTHON_DETAIL_CONTAINER_RESULT_HPP
#define NPUBLAS_PYTHON_DETAIL_CONTAINER_RESULT_HPP

#include <npublas/python/detail/container_traits.hpp>
#include <npublas/python/detail/selection_points.hpp>

#include <memory>

namespace npublas::python::detail {

inline constexpr char owner_name[] = "npublas container";

template <class C>
inline void delete_owner(PyObject* capsule) noexcept {
    delete static_cast<C*>(PyCapsule_GetPointer(capsule, owner_name));
}

/// Makes `array` keep the owner of its elements alive, and free it in the end.
template <class C>
inline void give_owner(bp::object const& array, std::unique_ptr<C> owner) {
    bp::object const capsule(
        bp::handle<>(PyCapsule_New(owner.get(), owner_name, &delete_owner<C>)));
    owner.release();
    numpy().set_base(array, capsule);
}

/// An ndarray over the elements of `container`, which it takes over. (uBLAS's containers have no
/// move constructor before Boost 1.78, but they swap.)
template <class C>
inline bp::object adopt(C& container) {
    auto owner = std::make_unique<C>();
    owner->swap(container);
    bp::object const array = show_container(*owner);
    give_owner(array, std::move(owner));
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
