// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// A vector of short vectors is an array of n rows, which is read and shown in bulk.

#ifndef NPUBLAS_PYTHON_DETAIL_ROWS_HPP
#define NPUBLAS_PYTHON_DETAIL_ROWS_HPP

#include <npublas/python/detail/array_like_reader.hpp>
#include <npublas/python/detail/huge_pages.hpp>
#include <npublas/python/detail/owner.hpp>

#include <boost/numeric/ublas/fwd.hpp>

#include <algorithm>
#include <array>
#include <vector>

namespace npublas::python::detail {

/// A type that can be a row. Members: `element`, `width` (the greatest), and `is_fixed`, whether
/// all rows are as wide.
template <class Row>
struct row_traits;

template <class T, std::size_t N>
struct row_traits<ublas::c_vector<T, N>> {
    using element = T;
    static constexpr std::size_t width = N;
    static constexpr bool is_fixed = true;
    static std::string type_name() { return "c_vector"; }
};

template <class T, std::size_t N>
struct row_traits<ublas::bounded_vector<T, N>> {
    using element = T;
    static constexpr std::size_t width = N;
    static constexpr bool is_fixed = false;
    static std::string type_name() { return "bounded_vector"; }
};

template <class T, std::size_t N>
struct row_traits<std::array<T, N>> {
    using element = T;
    static constexpr std::size_t width = N;
    static constexpr bool is_fixed = true;
    static std::string type_name() { return "std::array"; }
};

template <class X>
inline constexpr bool is_row = false;
template <class T, std::size_t N>
inline constexpr bool is_row<ublas::c_vector<T, N>> = is_element_type<T>;
template <class T, std::size_t N>
inline constexpr bool is_row<ublas::bounded_vector<T, N>> = is_element_type<T>;
template <class T, std::size_t N>
inline constexpr bool is_row<std::array<T, N>> = is_element_type<T>&& N != 0;

template <class Row>
inline std::string row_type_name() {
    using traits = row_traits<Row>;
    return traits::type_name() + "<" + cpp_name(element_type_of<typename traits::element>()) +
           ", " + std::to_string(traits::width) + ">";
}

template <class Row>
inline wanted_array describe_rows() {
    using traits = row_traits<Row>;
    constexpr auto element = element_type_of<typename traits::element>();
    std::string const columns =
        (traits::is_fixed ? "" : "at most ") + std::to_string(traits::width) + " columns";
    std::string needs = "a 2-D array-like of " + columns;
    needs += takes_integers(element) ? ", of integers in the range of "
                                     : ", which NumPy casts ('same_kind') to ";
    return {"std::vector<" + row_type_name<Row>() + ">",
            needs + name(element),
            bp::type_id<std::vector<Row>>(),
            element,
            2,
            1,
            "an array of " + columns};
}

/// An array over rows that are all `width` wide, of which there is one at least.
template <class V>
inline bp::object show_rows(V& rows, npy_intp width) {
    using T = typename row_traits<typename V::value_type>::element;
    npy_intp const shape[] = {static_cast<npy_intp>(rows.size()), width};
    npy_intp const strides[] = {sizeof(typename V::value_type), sizeof(T)};
    return numpy().show_memory(element_type_of<T>(), 2, shape, strides, first_element(rows[0]),
                               true);
}

/// Rows whose elements are not yet written.
template <class V>
inline void append_row(V& rows, [[maybe_unused]] std::size_t width) {
    if constexpr (row_traits<typename V::value_type>::is_fixed)
        rows.emplace_back();
    else
        rows.emplace_back(width);
}

/// Each row is made and written at once, so that fresh memory is gone through once only.
template <class V>
inline void append_rows(V& rows, array_layout<2> const& layout) {
    using traits = row_traits<typename V::value_type>;
    using T = typename traits::element;
    auto const* source = reinterpret_cast<T const*>(layout.data);
    auto const width = static_cast<std::size_t>(layout.extent[1]);
    bool const packed = layout.stride[1] == 1 && width == traits::width;
    for (std::ptrdiff_t i = 0; i < layout.extent[0]; ++i, source += layout.stride[0]) {
        append_row(rows, width);
        T* const target = first_element(rows.back());
        if (packed)
            std::copy_n(source, traits::width, target);
        else
            for (std::size_t j = 0; j < width; ++j)
                target[j] = source[static_cast<std::ptrdiff_t>(j) * layout.stride[1]];
    }
}

/// For `std::vector<Row>`.
template <class V>
class rows_reader {
    using row = typename V::value_type;
    using traits = row_traits<row>;
    using T = typename traits::element;

public:
    rows_reader(PyObject* source, reading const& how)
        : source_(find_source(source, element_type_of<T>(), 2)) {
        if (is_empty_list())
            source_.reason = fault::none;
        else if (source_.reason == fault::none && !takes(PyArray_DIMS(as_ndarray(source_.array))))
            source_.reason = fault::size;
        settle<ublas::vector<T>>(source, source_, how.mode, &describe_rows<row>);
    }

    bool convertible() const noexcept { return source_.reason == fault::none; }

    V operator()() const {
        V rows;
        auto* const array = as_ndarray(source_.unchanged());
        npy_intp const* const shape = PyArray_DIMS(array);
        if (shape[0] == 0) return rows;
        auto const count = static_cast<std::size_t>(shape[0]);
        rows.reserve(count);
        advise_huge_pages(rows.data(), count * sizeof(row));
        array_layout<2> layout;
        if (shape[1] != 0 && judge<T const, no_axis>(array, layout) == fault::none) {
            append_rows(rows, layout);
        } else {
            for (std::size_t i = 0; i < count; ++i)
                append_row(rows, static_cast<std::size_t>(shape[1]));
            if (shape[1] != 0) numpy().copy(as_ndarray(show_rows(rows, shape[1])), array);
        }
        return rows;
    }

private:
    /// An empty list is of no rank.
    bool is_empty_list() const {
        return source_.reason == fault::rank && PyArray_NDIM(as_ndarray(source_.array)) == 1 &&
               PyArray_DIMS(as_ndarray(source_.array))[0] == 0;
    }

    static bool takes(npy_intp const* shape) noexcept {
        constexpr auto width = static_cast<npy_intp>(traits::width);
        return shape[1] == width || (!traits::is_fixed && shape[1] < width);
    }

    container_source source_;
};

/// The common width of all rows. Throws error_already_set, a ValueError where there is none.
template <class V>
inline std::size_t common_width(V const& rows) {
    if (rows.empty()) return row_traits<typename V::value_type>::width;
    std::size_t const width = rows[0].size();
    bool const equal = std::all_of(rows.begin(), rows.end(),
                                   [width](auto const& row) { return row.size() == width; });
    if (equal) return width;
    PyErr_SetString(PyExc_ValueError, "this function returned rows of different sizes, which no "
                                      "array can have");
    throw bp::error_already_set();
}

template <class V>
struct rows_composite {
    using row = typename V::value_type;
    using T = typename row_traits<row>::element;

    static constexpr bool is_known = true;
    static constexpr bool borrows = false;
    static constexpr bool uses_registry = true;
    static constexpr PyTypeObject const* (*argument_pytype)() = &array_pytype::get_pytype;
    static constexpr PyTypeObject const* (*result_pytype)() = &array_pytype::get_pytype;
    using reader = rows_reader<V>;

    static std::string type_name() { return "std::vector<" + row_type_name<row>() + ">"; }

    /// The ndarray takes over the memory, gaps included, unless NumPy and the views can't step over
    /// such rows.
    static PyObject* show(V&& rows, argument_range) {
        auto const width = static_cast<npy_intp>(common_width(rows));
        if (sizeof(row) % sizeof(T) != 0 || rows.empty() || width == 0) return copy(rows, width);
        owner<V> const kept(std::move(rows));
        bp::object const array = show_rows(*kept, width);
        kept.become_base_of(array);
        return bp::incref(array.ptr());
    }

    static PyObject* show(V const& rows, argument_range) {
        return copy(rows, static_cast<npy_intp>(common_width(rows)));
    }

private:
    static PyObject* copy(V const& rows, npy_intp width) {
        npy_intp const shape[] = {static_cast<npy_intp>(rows.size()), width};
        bp::object const array = numpy().new_array(element_type_of<T>(), 2, shape);
        if (rows.empty() || width == 0) return bp::incref(array.ptr());
        auto* target = static_cast<T*>(PyArray_DATA(as_ndarray(array)));
        for (row const& one : rows)
            target = std::copy_n(first_element(one), width, target);
        return bp::incref(array.ptr());
    }
};

} // namespace npublas::python::detail

#endif
