// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// A view as a result: an ndarray over the same elements that keeps their owner alive.

#ifndef NPUBLAS_PYTHON_DETAIL_ARRAY_RESULT_HPP
#define NPUBLAS_PYTHON_DETAIL_ARRAY_RESULT_HPP

#include <npublas/python/detail/find_array.hpp>

#include <algorithm>
#include <cstdint>
#include <type_traits>

namespace npublas::python::detail {

/// The elements that a view of at most `MaxRank` dimensions shows; strides in bytes.
template <int MaxRank>
struct shown_array {
    element_type element;
    std::size_t item_size;
    bool writable;
    void* data;
    int rank;
    npy_intp shape[MaxRank];
    npy_intp strides[MaxRank];
};

using shown_elements = shown_array<2>;

/// The first byte of some elements and the one after the last.
struct byte_range {
    std::uintptr_t first;
    std::uintptr_t last;

    bool contains(byte_range const& other) const noexcept {
        return first <= other.first && other.last <= last;
    }
};

/// Nothing may be empty: an empty array has no range.
inline byte_range range_of(void const* data, std::size_t item_size, int rank, npy_intp const* shape,
                           npy_intp const* strides) noexcept {
    auto const start = reinterpret_cast<std::uintptr_t>(data);
    byte_range range{start, start + item_size};
    for (int axis = 0; axis < rank; ++axis) {
        npy_intp const reach = (shape[axis] - 1) * strides[axis];
        auto& end = reach < 0 ? range.first : range.last;
        end += static_cast<std::uintptr_t>(reach);
    }
    return range;
}

template <int MaxRank>
inline bool lies_inside(shown_array<MaxRank> const& shown, PyArrayObject* array) noexcept {
    int const rank = PyArray_NDIM(array);
    if (!has_elements(rank, PyArray_DIMS(array))) return false;
    auto const element = element_of_type_number(PyArray_DESCR(array)->type_num);
    if (element != shown.element) return false;
    byte_range const whole = range_of(PyArray_DATA(array), shown.item_size, rank,
                                      PyArray_DIMS(array), PyArray_STRIDES(array));
    return whole.contains(
        range_of(shown.data, shown.item_size, shown.rank, shown.shape, shown.strides));
}

template <int MaxRank>
inline bp::object show_inside(shown_array<MaxRank> const& shown, PyArrayObject* owner) {
    bool const writable = shown.writable && (PyArray_FLAGS(owner) & NPY_ARRAY_WRITEABLE);
    bp::object array = numpy().show_memory(shown.element, shown.rank, shown.shape, shown.strides,
                                           shown.data, writable);
    auto* const base = reinterpret_cast<PyObject*>(owner);
    numpy().set_base(array, bp::object(bp::handle<>(bp::borrowed(base))));
    return array;
}

/// The arguments of a call, borrowed.
struct argument_range {
    PyObject* const* first = nullptr;
    std::size_t count = 0;
};

/// Some results lie in an argument, so their converter sees the arguments.
template <class Converter>
inline Converter make_result_converter([[maybe_unused]] argument_range arguments) {
    if constexpr (std::is_constructible_v<Converter, argument_range>)
        return Converter(arguments);
    else
        return Converter();
}

[[noreturn]] inline void throw_view_owns_nothing() {
    PyErr_SetString(
        PyExc_RuntimeError,
        "this function returned a view of memory that is not inside an array among its "
        "arguments, so nothing would keep it alive; return a container by value, or use "
        "npublas::return_view for memory inside an object");
    bp::throw_error_already_set();
    std::abort();
}

/// An ndarray over the elements, based on the argument that they lie in. Throws
/// error_already_set, a RuntimeError where there is none.
template <int MaxRank>
inline PyObject* show_inside_arguments(shown_array<MaxRank> const& shown,
                                       argument_range arguments) {
    if (!has_elements(shown.rank, shown.shape))
        return bp::incref(numpy().new_array(shown.element, shown.rank, shown.shape).ptr());
    for (std::size_t i = 0; i < arguments.count; ++i) {
        PyArrayObject* const array = find_array(arguments.first[i]);
        if (array && lies_inside(shown, array)) return bp::incref(show_inside(shown, array).ptr());
    }
    throw_view_owns_nothing();
}

} // namespace npublas::python::detail

#endif
