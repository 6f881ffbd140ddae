// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// The one place where an ndarray's memory is judged fit, or not, to be seen as `T` elements.

#ifndef NPUBLAS_PYTHON_DETAIL_LAYOUT_HPP
#define NPUBLAS_PYTHON_DETAIL_LAYOUT_HPP

#include <npublas/python/numpy.hpp>

#include <boost/numeric/ublas/fwd.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace npublas::python::detail {

namespace ublas = boost::numeric::ublas;

/// Why an array can't be borrowed.
enum class fault {
    none,
    not_an_array,
    element,
    byte_order,
    rank,
    read_only,
    alignment,
    fractional_stride,
    inner_stride,
    zero_stride,
    cast,
    value,
    copy_back,
    inexact,
    not_a_sequence,
    unconvertible,
    size
};

/// The axis whose stride must be one element.
inline constexpr int no_axis = -1;

template <class L>
inline constexpr int unit_axis = std::is_same_v<L, ublas::column_major> ? 0 : 1;

/// Memory that was judged fit: strides in elements. An axis of extent 0 or 1 gets the stride that
/// it would have in a contiguous array.
template <int Rank>
struct array_layout {
    char* data;
    std::ptrdiff_t extent[Rank];
    std::ptrdiff_t stride[Rank];
};

/// A 0-d array is a vector of length 1.
template <int Rank>
inline bool read_shape(PyArrayObject* array, array_layout<Rank>& layout) noexcept {
    int const rank = PyArray_NDIM(array);
    if (rank == Rank) {
        for (int axis = 0; axis < Rank; ++axis)
            layout.extent[axis] = PyArray_DIMS(array)[axis];
        return true;
    }
    layout.extent[0] = 1;
    return Rank == 1 && rank == 0;
}

/// Whether an array that was judged has got other memory or extents since.
template <int Rank>
inline bool has_moved(PyArrayObject* array, array_layout<Rank> const& layout) noexcept {
    array_layout<Rank> now;
    return PyArray_BYTES(array) != layout.data || !read_shape(array, now) ||
           !std::equal(now.extent, now.extent + Rank, layout.extent);
}

inline bool has_elements(int rank, npy_intp const* extents) noexcept {
    return std::find(extents, extents + rank, 0) == extents + rank;
}

template <int UnitAxis, int Rank>
inline void set_contiguous_strides(array_layout<Rank>& layout) noexcept {
    if constexpr (Rank == 1) {
        layout.stride[0] = 1;
    } else {
        constexpr int inner = UnitAxis == 0 ? 0 : 1;
        layout.stride[inner] = 1;
        layout.stride[1 - inner] = layout.extent[inner];
    }
}

/// Whether the elements follow each other without gaps, given that `UnitAxis` has unit stride.
template <int UnitAxis, int Rank>
inline bool is_packed(array_layout<Rank> const& layout) noexcept {
    if constexpr (Rank == 1)
        return true;
    else
        return layout.stride[1 - UnitAxis] == layout.extent[UnitAxis];
}

template <class T, int UnitAxis, int Rank>
inline fault read_strides(PyArrayObject* array, array_layout<Rank>& layout) noexcept {
    constexpr std::ptrdiff_t size = sizeof(T);
    set_contiguous_strides<UnitAxis>(layout);
    layout.data = PyArray_BYTES(array);
    if (!has_elements(Rank, layout.extent)) return fault::none;
    if (reinterpret_cast<std::uintptr_t>(layout.data) % alignof(T) != 0) return fault::alignment;
    for (int axis = 0; axis < Rank; ++axis) {
        if (layout.extent[axis] <= 1) continue;
        std::ptrdiff_t const bytes = PyArray_STRIDES(array)[axis];
        if (axis == UnitAxis) {
            if (bytes != size) return fault::inner_stride;
            continue;
        }
        if (bytes % size != 0) return fault::fractional_stride;
        if (!std::is_const_v<T> && bytes == 0) return fault::zero_stride;
        layout.stride[axis] = bytes / size;
    }
    return fault::none;
}

/// Whether a view of `T` (which may be const), of `Rank` dimensions, with unit stride along
/// `UnitAxis`, may borrow the memory of `array`; if so, `layout` says where the elements are.
template <class T, int UnitAxis, int Rank>
inline fault judge(PyArrayObject* array, array_layout<Rank>& layout) noexcept {
    PyArray_Descr const* const descriptor = PyArray_DESCR(array);
    if (!holds(descriptor->type_num, element_type_of<T>())) return fault::element;
    if (descriptor->byteorder == NPY_OPPBYTE) return fault::byte_order;
    if (!read_shape(array, layout)) return fault::rank;
    if (!std::is_const_v<T> && !(PyArray_FLAGS(array) & NPY_ARRAY_WRITEABLE))
        return fault::read_only;
    return read_strides<T, UnitAxis>(array, layout);
}

} // namespace npublas::python::detail

#endif
