// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// The ndarrays behind PyUblas's classes: made, found fit, reshaped.

#ifndef PYUBLAS_DETAIL_NDARRAY_HPP
#define PYUBLAS_DETAIL_NDARRAY_HPP

#include <npublas/python/detail/container_source.hpp>
#include <npublas/python/detail/shared_array.hpp>
#include <npublas/python/views.hpp>
#include <pyublas/detail/flat_iterator.hpp>

#include <algorithm>
#include <iterator>
#include <string>
#include <type_traits>
#include <utility>

namespace pyublas {

template <class T>
class numpy_array;

namespace detail {

namespace bp = boost::python;
namespace bridge = npublas::python::detail;
namespace ublas = boost::numeric::ublas;

using npublas::python::numpy;

/// So that a literal 0 is no null pointer.
template <class N>
using if_extent = std::enable_if_t<std::is_same_v<N, npy_intp>>;

/// A range of things that convert to T, other than what PyUblas has constructors for.
template <class Range, class T>
using if_range_of =
    std::enable_if_t<!std::is_base_of_v<numpy_array<T>, Range> &&
                     std::is_convertible_v<decltype(*std::begin(std::declval<Range const&>())), T>>;

inline bp::object as_object(bp::handle<> const& handle) { return bp::object(handle); }

inline bp::handle<> as_handle(bp::object const& object) {
    return bp::handle<>(bp::borrowed(object.ptr()));
}

/// What a `numpy_array` holds.
template <class T>
struct held_array {
    bp::handle<> array;
    flat_line<T> line;
};

using any_layout = bridge::array_layout<bridge::any_rank>;

inline npublas::tensor_extents extents_of(any_layout const& layout) {
    npublas::tensor_extents extents;
    for (int i = 0; i < layout.rank; ++i)
        extents.push_back(static_cast<std::size_t>(layout.extent[i]));
    return extents;
}

inline npublas::tensor_strides strides_of(any_layout const& layout) {
    npublas::tensor_strides strides;
    for (int i = 0; i < layout.rank; ++i)
        strides.push_back(layout.stride[i]);
    return strides;
}

/// The usual arrays, contiguous or of one dimension, take no look at each axis.
template <class T>
flat_line<T> line_of(any_layout const& layout) {
    T* const first = reinterpret_cast<T*>(layout.data);
    std::ptrdiff_t count = 1;
    bool contiguous = true;
    for (int axis = layout.rank; axis-- > 0; count *= layout.extent[axis])
        contiguous = contiguous && layout.stride[axis] == count;
    auto const size = static_cast<std::size_t>(count);
    if (contiguous) return {first, 1, size, nullptr};
    if (layout.rank == 1) return {first, layout.stride[0], size, nullptr};
    return make_line(first, size, extents_of(layout), strides_of(layout));
}

template <class T>
held_array<T> hold(any_layout const& layout, PyArrayObject* array) {
    return {bp::handle<>(bp::borrowed(reinterpret_cast<PyObject*>(array))), line_of<T>(layout)};
}

/// How a held array is found in an object. T may be const: then it may be read-only.
template <class T>
struct held_array_traits {
    using element = T;
    static constexpr int rank = bridge::any_rank;
    static constexpr int axis = bridge::no_axis;

    static std::string type_name() {
        return "pyublas::numpy_array<" + bridge::element_text<T>() + ">";
    }

    static held_array<std::remove_const_t<T>> make(any_layout const& layout, PyArrayObject* array) {
        return hold<std::remove_const_t<T>>(layout, array);
    }
};

template <class T>
held_array<T> shared_array(bp::handle<> const& array) {
    return bridge::share_array<held_array<T>, held_array_traits<T const>>(as_object(array));
}

/// An array of T that was made without gaps, in C order.
template <class T>
held_array<T> hold_new(bp::object const& array) {
    auto* const ndarray = bridge::as_ndarray(array);
    std::size_t size = 1;
    for (int axis = 0; axis < PyArray_NDIM(ndarray); ++axis)
        size *= static_cast<std::size_t>(PyArray_DIMS(ndarray)[axis]);
    return {as_handle(array), {static_cast<T*>(PyArray_DATA(ndarray)), 1, size, nullptr}};
}

template <class T>
held_array<T> new_array(int ndim, npy_intp const* dims) {
    return hold_new<T>(numpy().new_array(npublas::element_type_of<T>(), ndim, dims));
}

template <class T>
held_array<T> new_array(std::size_t n) {
    auto const dims = static_cast<npy_intp>(n);
    return new_array<T>(1, &dims);
}

template <class T>
held_array<T> show_array(int ndim, npy_intp const* dims, T* data) {
    npublas::tensor_strides strides;
    npy_intp step = sizeof(T);
    for (int i = 0; i < ndim; ++i)
        strides.push_back(0);
    for (int i = ndim; i-- > 0; step *= dims[i])
        strides[static_cast<std::size_t>(i)] = step;
    return hold_new<T>(numpy().show_memory(npublas::element_type_of<T>(), ndim, dims,
                                           strides.begin(), data, true));
}

/// In the same order of memory.
inline bp::handle<> copy_array(PyArrayObject* array) {
    bp::handle<> const object(bp::borrowed(reinterpret_cast<PyObject*>(array)));
    return as_handle(as_object(object).attr("copy")("K"));
}

inline char const* order_name(NPY_ORDER order) {
    if (order == NPY_FORTRANORDER) return "F";
    return order == NPY_CORDER ? "C" : "A";
}

inline bp::handle<> reshaped(PyArrayObject* array, int ndim, npy_intp const* dims,
                             NPY_ORDER order) {
    bp::handle<> const object(bp::borrowed(reinterpret_cast<PyObject*>(array)));
    bp::list shape;
    for (int i = 0; i < ndim; ++i)
        shape.append(dims[i]);
    bp::dict keywords;
    keywords["order"] = order_name(order);
    return as_handle(
        as_object(object).attr("reshape")(*bp::make_tuple(bp::tuple(shape)), **keywords));
}

[[noreturn]] inline void throw_value_error(std::string const& text) {
    PyErr_SetString(PyExc_ValueError, text.c_str());
    throw bp::error_already_set();
}

inline npublas::tensor_extents extents_of(PyArrayObject* array) {
    npublas::tensor_extents extents;
    for (int i = 0; i < PyArray_NDIM(array); ++i)
        extents.push_back(static_cast<std::size_t>(PyArray_DIMS(array)[i]));
    return extents;
}

inline npublas::tensor_strides strides_of(PyArrayObject* array) {
    npublas::tensor_strides strides;
    for (int i = 0; i < PyArray_NDIM(array); ++i)
        strides.push_back(PyArray_STRIDES(array)[i]);
    return strides;
}

inline void check_evenly_spaced(PyArrayObject* array) {
    bool const some = bridge::has_elements(PyArray_NDIM(array), PyArray_DIMS(array));
    if (some && !is_evenly_spaced(extents_of(array), strides_of(array)))
        throw_value_error("pyublas: the elements of this array of " +
                          std::to_string(PyArray_NDIM(array)) +
                          " dimensions are not evenly spaced, so that no slice has them in order");
}

// Matrices.

template <class T, class L>
numpy_array<T> new_matrix(std::size_t n1, std::size_t n2) {
    npy_intp const shape[] = {static_cast<npy_intp>(n1), static_cast<npy_intp>(n2)};
    bp::object const array =
        numpy().new_array(npublas::element_type_of<T>(), 2, shape, bridge::unit_axis<L> == 0);
    return numpy_array<T>(as_handle(array));
}

template <class T>
numpy_array<T> const& large_enough(numpy_array<T> const& array, std::size_t n1, std::size_t n2) {
    if (n2 != 0 && array.size() / n2 < n1)
        throw ublas::bad_size("the array has fewer elements than the matrix");
    return array;
}

/// uBLAS's matrices know no leading dimension.
template <int UnitAxis>
struct packed_rule {
    static bridge::fault judge(bridge::array_layout<2> const& layout) noexcept {
        return bridge::is_packed<UnitAxis>(layout) ? bridge::fault::none
                                                   : bridge::fault::inner_stride;
    }
    static std::string text() { return ", without gaps"; }
};

template <class T, class L, class Element = T>
struct matrix_traits {
    using element = Element;
    static constexpr int rank = 2;
    static constexpr int axis = bridge::unit_axis<L>;

    using pyublas_rule = packed_rule<axis>;

    static std::string type_name() {
        return "pyublas::numpy_matrix<" + bridge::element_text<T>() +
               (axis == 0 ? ", column_major>" : ">");
    }
};

/// Whether `array` is a matrix without gaps in the order of L; throws error_already_set if not.
template <class T, class L>
void check_matrix(bp::object const& array) {
    using traits = matrix_traits<T, L, T const>;
    bridge::array_layout<2> layout;
    auto* const ndarray = bridge::as_ndarray(array);
    bridge::fault const reason = bridge::judge_for<traits>(ndarray, layout);
    if (reason == bridge::fault::none) return;
    bridge::call_frame const frame(bridge::current_call(), false);
    bridge::refusal_note const& note = bridge::note_refusal(
        array.ptr(), ndarray, &bridge::describe_array<numpy_array<T>, traits>, reason);
    PyErr_SetString(PyExc_TypeError, bridge::sentence(note, "array", "array").c_str());
    throw bp::error_already_set();
}

template <class T, class L>
std::size_t matrix_extent(numpy_array<T> const& array, npy_intp axis) {
    if (!array.is_valid()) return 0;
    check_matrix<T, L>(as_object(array.handle()));
    return static_cast<std::size_t>(array.dim(axis));
}

/// Whether `array` is what a matrix would be made of again.
template <class T, class L>
bool is_matrix(ublas::matrix<T, L, numpy_array<T>> const& matrix, PyArrayObject* array) {
    bridge::array_layout<2> layout;
    return bridge::judge_for<matrix_traits<T, L, T const>>(array, layout) == bridge::fault::none &&
           layout.extent[0] == static_cast<npy_intp>(matrix.size1()) &&
           layout.extent[1] == static_cast<npy_intp>(matrix.size2());
}

template <class T, class L>
ublas::matrix<T, L, numpy_array<T>>
without_gaps(ublas::matrix<T, L, numpy_array<T>> const& matrix) {
    numpy_array<T> elements(matrix.data().size());
    std::copy(matrix.data().begin(), matrix.data().end(), elements.begin());
    return {matrix.size1(), matrix.size2(), elements};
}

/// An ndarray of two dimensions over the elements of a matrix: the one it was made of, where that
/// is one.
template <class T, class L>
bp::handle<> matrix_array(ublas::matrix<T, L, numpy_array<T>> const& matrix) {
    numpy_array<T> const& elements = matrix.data();
    if (is_matrix(matrix, elements.get_array())) return elements.handle();
    flat_line<T> const& line = elements.line();
    if (line.broken) return matrix_array(without_gaps(matrix));
    auto const n1 = static_cast<npy_intp>(matrix.size1());
    auto const n2 = static_cast<npy_intp>(matrix.size2());
    npy_intp const step = line.step * static_cast<npy_intp>(sizeof(T));
    bool const by_rows = bridge::unit_axis<L> == 1;
    npy_intp const shape[] = {n1, n2};
    npy_intp const strides[] = {by_rows ? n2 * step : step, by_rows ? step : n1 * step};
    bp::object const array = numpy().show_memory(npublas::element_type_of<T>(), 2, shape, strides,
                                                 line.first, elements.writable());
    numpy().set_base(array, as_object(elements.handle()));
    return as_handle(array);
}

} // namespace detail

} // namespace pyublas

namespace npublas::python::detail {

template <class Traits>
struct layout_rule<Traits, std::void_t<typename Traits::pyublas_rule>> : Traits::pyublas_rule {};

} // namespace npublas::python::detail

#endif
