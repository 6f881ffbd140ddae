// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// PyUblas's classes as parameters and results, and as npublas's views see them.

#ifndef PYUBLAS_DETAIL_CONVERSION_HPP
#define PYUBLAS_DETAIL_CONVERSION_HPP

#include <pyublas/numpy.hpp>

namespace pyublas {

namespace detail {

/// How V is made of an array. Element is const where V will only be read: then the array may be
/// read-only.
template <class V, class Element>
struct handle_traits;

template <class T, class Element>
struct handle_traits<numpy_array<T>, Element> : held_array_traits<Element> {
    static std::string type_name() {
        return "pyublas::numpy_array<" + bridge::element_text<T>() + ">";
    }
    static numpy_array<T> make(any_layout const& layout, PyArrayObject* array) {
        return numpy_array<T>(hold<T>(layout, array));
    }
};

template <class T, class Element>
struct handle_traits<numpy_vector<T>, Element> : held_array_traits<Element> {
    static std::string type_name() {
        return "pyublas::numpy_vector<" + bridge::element_text<T>() + ">";
    }
    static numpy_vector<T> make(any_layout const& layout, PyArrayObject* array) {
        return numpy_array<T>(hold<T>(layout, array));
    }
};

template <class T, class Element>
struct handle_traits<ublas::vector<T, numpy_array<T>>, Element>
    : handle_traits<numpy_vector<T>, Element> {};

struct evenly_spaced_rule {
    static bridge::fault judge(any_layout const& layout) {
        if (layout.rank <= 1 || !bridge::has_elements(layout.rank, layout.extent) ||
            is_evenly_spaced(extents_of(layout), strides_of(layout)))
            return bridge::fault::none;
        return bridge::fault::size;
    }
    static std::string text() { return " whose elements are evenly spaced"; }
};

template <class T, class Element>
struct handle_traits<numpy_strided_vector<T>, Element> : held_array_traits<Element> {
    using pyublas_rule = evenly_spaced_rule;

    static std::string type_name() {
        return "pyublas::numpy_strided_vector<" + bridge::element_text<T>() + ">";
    }
    static numpy_strided_vector<T> make(any_layout const& layout, PyArrayObject* array) {
        return numpy_array<T>(hold<T>(layout, array));
    }
};

template <class T, class L, class Element>
struct handle_traits<numpy_matrix<T, L>, Element> : matrix_traits<T, L, Element> {
    static numpy_matrix<T, L> make(bridge::array_layout<2> const& layout, PyArrayObject* array) {
        auto const n1 = static_cast<std::size_t>(layout.extent[0]);
        auto const n2 = static_cast<std::size_t>(layout.extent[1]);
        held_array<T> held{bp::handle<>(bp::borrowed(reinterpret_cast<PyObject*>(array))),
                           {reinterpret_cast<T*>(layout.data), 1, n1 * n2, nullptr}};
        return {n1, n2, numpy_array<T>(std::move(held))};
    }
};

template <class T, class L, class Element>
struct handle_traits<ublas::matrix<T, L, numpy_array<T>>, Element>
    : handle_traits<numpy_matrix<T, L>, Element> {};

template <class T>
bp::object empty_array(int rank) {
    npy_intp const shape[] = {0, 0};
    return numpy().new_array(npublas::element_type_of<T>(), rank, shape);
}

template <class T>
bp::object show_handle(numpy_array<T> const& array) {
    return array.is_valid() ? as_object(array.handle()) : empty_array<T>(1);
}

template <class T>
bp::object show_handle(ublas::vector<T, numpy_array<T>> const& vector) {
    return show_handle(vector.data());
}

/// The array itself, where the slice is all of it.
template <class T>
bp::object show_handle(numpy_strided_vector<T> const& vector) {
    numpy_array<T> const& array = vector.array();
    if (vector.start() == 0 && vector.stride() == 1 && vector.size() == array.size())
        return show_handle(array);
    if (array.line().broken) return show_handle(numpy_vector<T>(vector));
    npy_intp const step = array.line().step;
    npy_intp const shape[] = {static_cast<npy_intp>(vector.size())};
    npy_intp const strides[] = {vector.stride() * step * static_cast<npy_intp>(sizeof(T))};
    bp::object const shown = numpy().show_memory(
        npublas::element_type_of<T>(), 1, shape, strides,
        array.line().first + static_cast<npy_intp>(vector.start()) * step, array.writable());
    numpy().set_base(shown, as_object(array.handle()));
    return shown;
}

template <class T, class L>
bp::object show_handle(ublas::matrix<T, L, numpy_array<T>> const& matrix) {
    return matrix.data().is_valid() ? as_object(matrix_array(matrix)) : empty_array<T>(2);
}

template <class V>
struct handle_result : bridge::array_pytype {
    static constexpr bool uses_registry = false;

    PyObject* operator()(V const& value) const { return bp::incref(show_handle(value).ptr()); }

    static PyObject* from_pointer(void const* value) {
        return handle_result()(*static_cast<V const*>(value));
    }
};

/// By value an array must be writable: the function may write to it.
template <class V, class T>
struct handle_conversion {
    using value_argument = bridge::array_argument<V, handle_traits<V, T>>;
    using const_reference_argument = bridge::array_argument<V, handle_traits<V, T const>>;
    using reference_argument = bridge::array_reference_argument<V, handle_traits<V, T>>;
    using result = handle_result<V>;

    static bp::converter::registration const& enroll() {
        auto const& entry = bridge::enroll_from_python<value_argument, V>();
        if (!entry.m_to_python)
            bp::converter::registry::insert(&result::from_pointer, bp::type_id<V>(),
                                            &bridge::array_pytype::get_pytype);
        return entry;
    }
};

/// None makes an invalid one; one that is invalid comes out as None.
template <class X>
struct invalid_ok_composite : bridge::optional_composite<invalid_ok<X>, X> {
    static std::string type_name() { return "pyublas::invalid_ok<" + bridge::type_text<X>() + ">"; }

    static PyObject* show(invalid_ok<X> const& value, bridge::argument_range arguments) {
        return value->is_valid() ? bridge::show_item<X>(*value, arguments) : bp::incref(Py_None);
    }
};

/// Evenly spaced elements, for npublas's strided views.
template <class U, class T>
npublas::detail::vector_block<U, npublas::detail::any_stride>
vector_block_of(numpy_array<T> const& array) {
    flat_line<T> const& line = array.line();
    if (line.broken)
        throw std::invalid_argument("pyublas: the elements of this array are not evenly spaced, so "
                                    "no view of a vector has them");
    return {line.first, line.size, {line.step}};
}

/// Elements without gaps, for npublas's matrix views.
template <class U, class T, class L>
auto matrix_block_of(ublas::matrix<T, L, numpy_array<T>> const& matrix) {
    flat_line<T> const& line = matrix.data().line();
    if (!line.is_contiguous())
        throw std::invalid_argument("pyublas: the elements of the array behind this matrix are not "
                                    "adjacent, so no view of a matrix has them");
    return npublas::detail::packed_block<L>(static_cast<U*>(line.first), matrix.size1(),
                                            matrix.size2());
}

} // namespace detail

template <class T>
auto vector_block_of(boost::numeric::ublas::vector<T, numpy_array<T>>& vector) {
    return detail::vector_block_of<T>(vector.data());
}
template <class T>
auto vector_block_of(boost::numeric::ublas::vector<T, numpy_array<T>> const& vector) {
    return detail::vector_block_of<T const>(vector.data());
}
template <class T, class L>
auto matrix_block_of(boost::numeric::ublas::matrix<T, L, numpy_array<T>>& matrix) {
    return detail::matrix_block_of<T>(matrix);
}
template <class T, class L>
auto matrix_block_of(boost::numeric::ublas::matrix<T, L, numpy_array<T>> const& matrix) {
    return detail::matrix_block_of<T const>(matrix);
}

/// For `npublas::member` and `npublas::return_view`.
template <class T>
boost::python::object held_ndarray(numpy_vector<T> const& vector) {
    return detail::show_handle(vector);
}
template <class T, class L>
boost::python::object held_ndarray(numpy_matrix<T, L> const& matrix) {
    return detail::show_handle(matrix);
}

} // namespace pyublas

namespace npublas::python::detail {

template <class T>
struct conversion<pyublas::numpy_array<T>>
    : pyublas::detail::handle_conversion<pyublas::numpy_array<T>, T> {};
template <class T>
struct conversion<pyublas::numpy_vector<T>>
    : pyublas::detail::handle_conversion<pyublas::numpy_vector<T>, T> {};
template <class T>
struct conversion<pyublas::numpy_strided_vector<T>>
    : pyublas::detail::handle_conversion<pyublas::numpy_strided_vector<T>, T> {};
template <class T, class L>
struct conversion<pyublas::numpy_matrix<T, L>>
    : pyublas::detail::handle_conversion<pyublas::numpy_matrix<T, L>, T> {};

/// uBLAS's own containers over the storage are handles too.
template <class T>
struct conversion<ublas::vector<T, pyublas::numpy_array<T>>>
    : pyublas::detail::handle_conversion<ublas::vector<T, pyublas::numpy_array<T>>, T> {};
template <class T, class L>
struct conversion<ublas::matrix<T, L, pyublas::numpy_array<T>>>
    : pyublas::detail::handle_conversion<ublas::matrix<T, L, pyublas::numpy_array<T>>, T> {};

template <class T>
inline constexpr bool is_shared_array<pyublas::numpy_vector<T>> = true;
template <class T, class L>
inline constexpr bool is_shared_array<pyublas::numpy_matrix<T, L>> = true;

template <class X>
struct composite<pyublas::invalid_ok<X>> : pyublas::detail::invalid_ok_composite<X> {};

} // namespace npublas::python::detail

NPUBLAS_CONVERT((class T), pyublas::numpy_array<T>)
NPUBLAS_CONVERT((class T), pyublas::numpy_vector<T>)
NPUBLAS_CONVERT((class T), pyublas::numpy_strided_vector<T>)
NPUBLAS_CONVERT((class T, class L), pyublas::numpy_matrix<T, L>)
NPUBLAS_COMPOSITE((class X), pyublas::invalid_ok<X>)

#ifndef NO_IMPORT_ARRAY

namespace pyublas::detail {
namespace {

/// So that this file may call NumPy's C API, as with PyUblas. Where NumPy can't be imported, the
/// first conversion says so.
struct array_importer {
    array_importer() {
        if (Py_IsInitialized() && _import_array() < 0) PyErr_Clear();
    }
};
array_importer const import_array_api;

} // namespace
} // namespace pyublas::detail

#endif

#endif
