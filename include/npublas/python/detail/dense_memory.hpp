// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See
// LICENSE_1_0.txt)

/// \file
/// The elements of a dense container inside a C++ object, as an ndarray that
/// keeps the object alive.

#ifndef NPUBLAS_PYTHON_DETAIL_DENSE_MEMORY_HPP
#define NPUBLAS_PYTHON_DETAIL_DENSE_MEMORY_HPP

#include <npublas/python/numpy_matrix.hpp>
#include <npublas/python/numpy_vector.hpp>
#include <npublas/python/views.hpp>

#include <cstddef>

namespace npublas::python::detail {

template <class C>
auto strided_view_of(C& c)
    -> strided_vector_view<typename decltype(npublas::detail::vector_block_of(c))::element_type> {
    return c;
}
template <class C>
auto strided_view_of(C& c)
    -> strided_matrix_view<typename decltype(npublas::detail::matrix_block_of(c))::element_type> {
    return c;
}

/// The strided view of a dense container or view of ours or of uBLAS's, const
/// or not.
template <class C>
using strided_view = decltype(strided_view_of(std::declval<C&>()));

template <class C, class = void>
inline constexpr bool has_dense_memory = false;
template <class C>
inline constexpr bool has_dense_memory<C, std::void_t<strided_view<C>>> = true;

/// `numpy_vector` and `numpy_matrix`, whose elements belong to an ndarray
/// already.
template <class C>
inline constexpr bool is_shared_array = false;
template <class T>
inline constexpr bool is_shared_array<numpy_vector<T>> = true;
template <class T, class L>
inline constexpr bool is_shared_array<numpy_matrix<T, L>> = true;

/// The ndarray that a shared container holds.
template <class C>
inline bp::object held_ndarray(C const& container) {
    return container.array();
}

template <class C>
inline shown_elements memory_of(C& container) {
    static_assert(has_dense_memory<C>,
                  "npublas: only dense uBLAS vectors and matrices, and views "
                  "and shared containers of npublas's, can be seen as ndarrays");
    return elements_of(strided_view_of(container));
}

/// An ndarray over `shown` that keeps `owner` alive. Throws error_already_set.
inline bp::object show_owned(shown_elements const& shown, bp::object const& owner) {
    // NumPy would make memory of its own for a null pointer.
    static std::max_align_t nothing;
    void* const data = has_elements(shown.rank, shown.shape) ? shown.data : &nothing;
    bp::object const array = numpy().show_memory(shown.element, shown.rank, shown.shape,
                                                 shown.strides, data, shown.writable);
    numpy().set_base(array, owner);
    return array;
}

/// An ndarray over the elements of a container inside `owner`, read-only where
/// C is const. A shared container gives out the ndarray that it holds, which
/// its owner may replace.
template <class C>
inline bp::object show_dense(C& container, bp::object const& owner) {
    if constexpr (!is_shared_array<std::remove_const_t<C>>)
        return show_owned(memory_of(container), owner);
    else if constexpr (std::is_const_v<C>)
        return show_owned(memory_of(container), held_ndarray(container));
    else
        return held_ndarray(container);
}

} // namespace npublas::python::detail

#endif
