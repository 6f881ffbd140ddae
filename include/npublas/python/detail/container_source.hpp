// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// What may be copied into a container: NumPy's `same_kind` casting, and integers by value.

#ifndef NPUBLAS_PYTHON_DETAIL_CONTAINER_SOURCE_HPP
#define NPUBLAS_PYTHON_DETAIL_CONTAINER_SOURCE_HPP

#include <npublas/python/detail/error_text.hpp>
#include <npublas/python/detail/find_array.hpp>

#include <boost/python/extract.hpp>
#include <boost/python/str.hpp>

#include <cstring>
#include <limits>

namespace npublas::python::detail {

inline PyArrayObject* as_ndarray(bp::object const& array) noexcept {
    return reinterpret_cast<PyArrayObject*>(array.ptr());
}

inline int type_number_of(bp::object const& array) noexcept {
    return PyArray_DESCR(as_ndarray(array))->type_num;
}

inline bool takes_integers(element_type element) noexcept {
    return element == element_type::boolean || is_integer(element);
}

/// The least and the greatest value of an integer or bool type, as Python's integers.
struct integer_limits {
    bp::object least;
    bp::object greatest;
};

inline integer_limits limits_of(element_type element) {
    return visit(element, [](auto tag) -> integer_limits {
        using T = typename decltype(tag)::type;
        if constexpr (std::is_integral_v<T>)
            return {bp::object(static_cast<long long>(std::numeric_limits<T>::min())),
                    bp::object(static_cast<unsigned long long>(std::numeric_limits<T>::max()))};
        else
            return {};
    });
}

inline bp::object as_python_integer(bp::object const& value) {
    return bp::object(bp::handle<>(PyNumber_Long(value.ptr())));
}

/// The first of the extreme values of an integer array that `element` can't hold; None where all
/// fit. Throws error_already_set.
inline bp::object value_out_of_range(bp::object const& array, element_type element) {
    integer_limits const limits = limits_of(element);
    bp::object const least = as_python_integer(array.attr("min")());
    if (least < limits.least) return least;
    bp::object const greatest = as_python_integer(array.attr("max")());
    if (greatest > limits.greatest) return greatest;
    return bp::object();
}

/// Whether every value of integer type `from` is one of `to`.
inline bool always_fits(element_type from, element_type to) {
    if (from == to || from == element_type::boolean) return true;
    integer_limits const inner = limits_of(from);
    integer_limits const outer = limits_of(to);
    return inner.least >= outer.least && inner.greatest <= outer.greatest;
}

/// Why the elements of `array` can't be copied into a container of `element`; `fault::none` if
/// they can. What is out of range is told in `detail`.
inline fault judge_cast(bp::object const& array, element_type element, std::string& detail) {
    auto const from = element_of_type_number(type_number_of(array));
    if (!from) return fault::element;
    bool const empty =
        !has_elements(PyArray_NDIM(as_ndarray(array)), PyArray_DIMS(as_ndarray(array)));
    if (empty) return fault::none;
    if (!takes_integers(element))
        return numpy().can_cast(as_ndarray(array), element) ? fault::none : fault::cast;
    if (!takes_integers(*from)) return fault::cast;
    if (always_fits(*from, element)) return fault::none;
    bp::object const outside = value_out_of_range(array, element);
    if (outside.is_none()) return fault::none;
    detail = "with the value " + bp::extract<std::string>(bp::str(outside))();
    return fault::value;
}

inline bool has_rank(PyArrayObject* array, int rank) noexcept {
    return PyArray_NDIM(array) == rank || (rank == 1 && PyArray_NDIM(array) == 0) ||
           rank == any_rank;
}

/// Python's integers that no NumPy integer holds make an object array.
inline bool holds_only_python_integers(bp::object const& array) {
    bp::object const flat = array.attr("ravel")();
    Py_ssize_t const count = bp::len(flat);
    for (Py_ssize_t i = 0; i < count; ++i)
        if (!PyLong_Check(bp::object(flat[i]).ptr())) return false;
    return count > 0;
}

/// An array to copy from, or why there is none.
struct container_source {
    bp::object array;
    fault reason = fault::none;
    std::string detail;
    bp::object watched; ///< the array that others have too, and that later conversions may change
    array_snapshot seen;

    /// The array as it was judged. Throws error_already_set, a TypeError, if it has changed since.
    bp::object const& unchanged() const {
        if (!watched.is_none() && !(array_snapshot(as_ndarray(watched)) == seen)) throw_changed();
        return array;
    }
};

/// `numpy.asarray` of something that is no array. Integers too large for NumPy are out of range
/// for integer elements, and are rounded as NumPy does for others.
inline void read_array_like(PyObject* value, element_type element, container_source& source) {
    ++*foreign_code_count;
    try {
        source.array = numpy().as_array(value);
        bool const foreign = type_number_of(source.array) == NPY_OBJECT;
        if (!foreign || !holds_only_python_integers(source.array)) return;
        if (takes_integers(element)) {
            source.reason = fault::value;
            source.detail = "with an integer of more than 64 bits";
        } else {
            source.array = source.array.attr("astype")(name(element));
        }
    } catch (bp::error_already_set const&) {
        bool const bad_values =
            PyErr_ExceptionMatches(PyExc_ValueError) || PyErr_ExceptionMatches(PyExc_OverflowError);
        source.reason = bad_values ? fault::value : fault::not_an_array;
        source.detail = "which NumPy refuses (" + take_error_text() + ")";
    }
}

/// The same elements without what a derived class makes of them: its methods may hide some.
inline bp::object without_subclass(PyArrayObject* array) {
    auto* const object = reinterpret_cast<PyObject*>(array);
    if (Py_TYPE(object) == numpy().array_type)
        return bp::object(bp::handle<>(bp::borrowed(object)));
    ++*foreign_code_count;
    return numpy().as_array(object);
}

/// Any array-like whose elements can be copied into a container of `rank` dimensions.
inline container_source find_source(PyObject* value, element_type element, int rank) {
    container_source source;
    if (PyArrayObject* const array = find_array(value)) {
        source.array = without_subclass(array);
        source.watched = bp::object(bp::handle<>(bp::borrowed(reinterpret_cast<PyObject*>(array))));
    } else {
        // What `__array__` hands out may be kept elsewhere.
        read_array_like(value, element, source);
        source.watched = source.array;
    }
    if (source.reason != fault::none) return source;
    source.seen = array_snapshot(as_ndarray(source.watched));
    if (!has_rank(as_ndarray(source.array), rank)) source.reason = fault::rank;
    fault const cast = judge_cast(source.array, element, source.detail);
    if (cast == fault::element || source.reason == fault::none) source.reason = cast;
    return source;
}

/// What a container needs, in words.
inline std::string container_needs(element_type element, int rank) {
    return (rank == any_rank ? "an " : "a ") + rank_text(rank) + " array-like whose elements " +
           (takes_integers(element) ? "are integers in the range of "
                                    : "NumPy casts ('same_kind') to ") +
           name(element);
}

inline void note_source(PyObject* value, container_source const& source, wanted_array (*wanted)()) {
    bool const known = source.array.ptr() != Py_None;
    refusal_note& note =
        note_refusal(value, known ? as_ndarray(source.array) : nullptr, wanted, source.reason);
    if (known && !find_array(value)) {
        note.got.is_array = false;
        std::string const detail =
            source.detail.empty() ? "which holds " + contents_text(note.got) : source.detail;
        write_text(note.detail, detail.c_str());
    } else {
        write_text(note.detail, source.detail.c_str());
    }
}

} // namespace npublas::python::detail

#endif
