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

/// As a number of dimensions: whatever the array has.
inline constexpr int any_rank = -1;

/// Memory that was judged fit: strides in elements. An axis of extent 0 or 1 gets the stride that
/// it would have in a contiguous array.
template <int Rank>
struct array_layout {
    static constexpr int rank = Rank;
    char* data;
    std::ptrdiff_t extent[Rank];
    std::ptrdiff_t stride[Rank];
};

template <>
struct array_layout<any_rank> {
    static constexpr int max_rank = 64; ///< NumPy 2's; NumPy 1 has 32

    char* data;
    int rank;
    std::ptrdiff_t extent[max_rank];
    std::ptrdiff_t stride[max_rank];
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

inline bool read_shape(PyArrayObject* array, array_layout<any_rank>& layout) noexcept {
    layout.rank = PyArray_NDIM(array);
    if (layout.rank > layout.max_rank) return false;
    std::copy_n(PyArray_DIMS(array), layout.rank, layout.extent);
    return true;
}

/// What a conversion relies on until the function is called. Python code that converts a later
/// argument may resize the array, or give it other elements.
class array_snapshot {
public:
    array_snapshot() = default;
    explicit array_snapshot(PyArrayObject* array) noexcept
        : data_(PyArray_DATA(array)), type_number_(PyArray_DESCR(array)->type_num),
          byte_order_(PyArray_DESCR(array)->byteorder), rank_(PyArray_NDIM(array)) {
        std::copy_n(PyArray_DIMS(array), std::min(rank_, max_rank), shape_);
        std::copy_n(PyArray_STRIDES(array), std::min(rank_, max_rank), strides_);
    }

    bool operator==(array_snapshot const& other) const noexcept {
        int const rank = std::min(rank_, max_rank);
        return data_ == other.data_ && type_number_ == other.type_number_ &&
               byte_order_ == other.byte_order_ && rank_ == other.rank_ &&
               std::equal(shape_, shape_ + rank, other.shape_) &&
               std::equal(strides_, strides_ + rank, other.strides_);
    }

private:
    static constexpr int max_rank = 8;

    void* data_ = nullptr;
    int type_number_ = 0;
    char byte_order_ = 0;
    int rank_ = 0;
    npy_intp shape_[max_rank] = {};
    npy_intp strides_[max_rank] = {};
};

/// Until the module has joined the others of its process.
NPUBLAS_MODULE_STATE inline std::uint64_t own_foreign_code_count = 0;

/// How often a conversion of any module ran Python code: a view has to look again only if one did.
NPUBLAS_MODULE_STATE inline std::uint64_t* foreign_code_count = &own_foreign_code_count;

inline bool has_elements(int rank, npy_intp const* extents) noexcept {
    for (int axis = 0; axis < rank; ++axis)
        if (extents[axis] == 0) return false;
    return true;
}

template <int UnitAxis, int Rank>
inline void set_contiguous_strides(array_layout<Rank>& layout) noexcept {
    if constexpr (Rank == any_rank) {
        std::ptrdiff_t step = 1;
        for (int axis = layout.rank; axis-- > 0; step *= layout.extent[axis])
            layout.stride[axis] = step;
    } else if constexpr (Rank == 1) {
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

/// How many elements of T lie in as many bytes, of which none is left over. A shift where it can
/// be: the compiler would round towards zero first.
template <class T>
inline std::ptrdiff_t count_elements(std::ptrdiff_t bytes) noexcept {
    constexpr std::ptrdiff_t size = sizeof(T);
    if constexpr ((size & (size - 1)) != 0)
        return bytes / size;
    else
        return bytes >> __builtin_ctz(static_cast<unsigned>(size));
}

template <class T, int UnitAxis, int Rank>
inline fault read_strides(PyArrayObject* array, array_layout<Rank>& layout) noexcept {
    constexpr std::ptrdiff_t size = sizeof(T);
    set_contiguous_strides<UnitAxis>(layout);
    layout.data = PyArray_BYTES(array);
    if (!has_elements(layout.rank, layout.extent)) return fault::none;
    if (reinterpret_cast<std::uintptr_t>(layout.data) % alignof(T) != 0) return fault::alignment;
    for (int axis = 0; axis < layout.rank; ++axis) {
        if (layout.extent[axis] <= 1) continue;
        std::ptrdiff_t const bytes = PyArray_STRIDES(array)[axis];
        if (axis == UnitAxis) {
            if (bytes != size) return fault::inner_stride;
            continue;
        }
        if (bytes % size != 0) return fault::fractional_stride;
        if (!std::is_const_v<T> && bytes == 0) return fault::zero_stride;
        layout.stride[axis] = count_elements<T>(bytes);
    }
    return fault::none;
}

/// Whether a view of `T` (which may be const), of `Rank` dimensions (or `any_rank`), with
/// unit stride along `UnitAxis`, may borrow the memory of `array`; if so, `layout` says where the
/// elements are.
template <class T, int UnitAxis, int Rank>
inline fault judge(PyArrayObject* array, array_layout<Rank>& layout) noexcept {
    PyArray_Descr const* const descriptor = PyArray_DESCR(array);
    if (!holds<T>(descriptor->type_num)) return fault::element;
    if (descriptor->byteorder == NPY_OPPBYTE) return fault::byte_order;
    if (!read_shape(array, layout)) return fault::rank;
    if (!std::is_const_v<T> && !(PyArray_FLAGS(array) & NPY_ARRAY_WRITEABLE))
        return fault::read_only;
    return read_strides<T, UnitAxis>(array, layout);
}

} // namespace npublas::python::detail

#endif
