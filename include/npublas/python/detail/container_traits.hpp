// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// How the bridge makes a uBLAS container, and where the container keeps its elements.

#ifndef NPUBLAS_PYTHON_DETAIL_CONTAINER_TRAITS_HPP
#define NPUBLAS_PYTHON_DETAIL_CONTAINER_TRAITS_HPP

#include <npublas/python/detail/find_array.hpp>

#include <boost/numeric/ublas/matrix.hpp>
#include <boost/numeric/ublas/vector.hpp>

#include <cstring>

namespace npublas::python::detail {

/// Members: `element`, `rank`, `axis` (of unit stride), `type_name()`, `make(shape)`, and
/// `read_shape(container, shape)`.
template <class C>
struct container_traits;

template <class T, class A>
struct container_traits<ublas::vector<T, A>> {
    using element = T;
    static constexpr int rank = 1;
    static constexpr int axis = 0;

    static std::string type_name() {
        return std::string("vector<") + cpp_name(element_type_of<T>()) + ">";
    }

    static ublas::vector<T, A> make(npy_intp const* shape) {
        return ublas::vector<T, A>(static_cast<std::size_t>(shape[0]));
    }

    static void read_shape(ublas::vector<T, A> const& vector, npy_intp* shape) {
        shape[0] = static_cast<npy_intp>(vector.size());
    }
};

template <class T, class L, class A>
struct container_traits<ublas::matrix<T, L, A>> {
    using element = T;
    static constexpr int rank = 2;
    static constexpr int axis = unit_axis<L>;

    static std::string type_name() {
        return std::string("matrix<") + cpp_name(element_type_of<T>()) +
               (axis == 0 ? ", column_major>" : ">");
    }

    static ublas::matrix<T, L, A> make(npy_intp const* shape) {
        return ublas::matrix<T, L, A>(static_cast<std::size_t>(shape[0]),
                                      static_cast<std::size_t>(shape[1]));
    }

    static void read_shape(ublas::matrix<T, L, A> const& matrix, npy_intp* shape) {
        shape[0] = static_cast<npy_intp>(matrix.size1());
        shape[1] = static_cast<npy_intp>(matrix.size2());
    }
};

template <class C>
inline constexpr bool has_known_elements = is_element_type<typename container_traits<C>::element>;

/// Where a container that is not empty has its first element: some containers' `data()` is a
/// storage, that of others a pointer.
template <class C>
inline auto* first_element(C& container) {
    if constexpr (std::is_pointer_v<decltype(container.data())>)
        return container.data();
    else
        return &container.data()[0];
}

/// An ndarray over a container's elements, which the container must outlive.
template <class C>
inline bp::object show_container(C& container, int rank = container_traits<C>::rank) {
    using traits = container_traits<C>;
    npy_intp shape[2] = {0, 0};
    traits::read_shape(container, shape);
    constexpr auto element = element_type_of<typename traits::element>();
    if (!has_elements(traits::rank, shape)) return numpy().new_array(element, traits::rank, shape);
    return numpy().show_packed(element, rank, shape, first_element(container),
                               traits::rank == 2 && traits::axis == 0);
}

/// A container with the elements of `array`, which is known to fit.
template <class C>
inline C copy_in(bp::object const& array) {
    using traits = container_traits<C>;
    auto* const source = reinterpret_cast<PyArrayObject*>(array.ptr());
    array_layout<traits::rank> layout;
    if (!read_shape(source, layout)) throw_changed();
    npy_intp shape[2] = {0, 0};
    std::copy_n(layout.extent, traits::rank, shape);
    using T = typename traits::element const;
    if (!has_elements(traits::rank, shape)) return traits::make(shape);
    bool const packed =
        judge<T, traits::axis>(source, layout) == fault::none && is_packed<traits::axis>(layout);
    auto const count = static_cast<std::size_t>(traits::rank == 1 ? shape[0] : shape[0] * shape[1]);
    auto* const elements = reinterpret_cast<T*>(PyArray_BYTES(source));
    if constexpr (std::is_constructible_v<C, T*, T*>)
        if (packed) return C(elements, elements + count);
    C container = traits::make(shape);
    if (packed)
        std::memcpy(static_cast<void*>(first_element(container)), elements, count * sizeof(T));
    else
        numpy().copy(reinterpret_cast<PyArrayObject*>(show_container(container).ptr()), source);
    return container;
}

} // namespace npublas::python::detail

#endif
