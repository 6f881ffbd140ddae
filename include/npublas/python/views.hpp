// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// Views as parameters and results of functions that Python calls.
///
/// A parameter `vector_view<T>`, `strided_vector_view<T>`, `matrix_view<T, L>` or
/// `strided_matrix_view<T>` borrows the elements of the caller's ndarray (or wrapped npublas type)
/// for the length of the call; nothing is copied. What would need a copy is refused with a
/// TypeError that says why: another element type, a read-only array for a mutable `T`, strides that
/// the view does not have, swapped bytes, misaligned elements.
///
/// As a result, a view must show elements of an array among the arguments: the ndarray that comes
/// out shares them, has that array as its base, and is read-only where `T` is const. Any other view
/// is refused with a RuntimeError.

#ifndef NPUBLAS_PYTHON_VIEWS_HPP
#define NPUBLAS_PYTHON_VIEWS_HPP

#include <npublas/matrix_view.hpp>
#include <npublas/python/detail/array_argument.hpp>
#include <npublas/python/detail/array_result.hpp>
#include <npublas/vector_view.hpp>

#include <boost/python/to_python_indirect.hpp>

namespace npublas::python::detail {

template <class T>
struct array_traits<vector_view<T>> {
    using element = T;
    static constexpr int rank = 1;
    static constexpr int axis = 0;

    static std::string type_name() { return template_name<T>("vector_view"); }

    static vector_view<T> make(array_layout<1> const& layout, PyArrayObject*) noexcept {
        return {reinterpret_cast<T*>(layout.data), static_cast<std::size_t>(layout.extent[0])};
    }
};

template <class T>
struct array_traits<strided_vector_view<T>> {
    using element = T;
    static constexpr int rank = 1;
    static constexpr int axis = no_axis;

    static std::string type_name() { return template_name<T>("strided_vector_view"); }

    static strided_vector_view<T> make(array_layout<1> const& layout, PyArrayObject*) {
        return {reinterpret_cast<T*>(layout.data), static_cast<std::size_t>(layout.extent[0]),
                layout.stride[0]};
    }
};

template <class T, class L>
struct array_traits<matrix_view<T, L>> {
    using element = T;
    static constexpr int rank = 2;
    static constexpr int axis = unit_axis<L>;

    static std::string type_name() { return template_name<T>("matrix_view", axis == 0); }

    static matrix_view<T, L> make(array_layout<2> const& layout, PyArrayObject*) {
        return {reinterpret_cast<T*>(layout.data), static_cast<std::size_t>(layout.extent[0]),
                static_cast<std::size_t>(layout.extent[1]), layout.stride[1 - axis]};
    }
};

template <class T>
struct array_traits<strided_matrix_view<T>> {
    using element = T;
    static constexpr int rank = 2;
    static constexpr int axis = no_axis;

    static std::string type_name() { return template_name<T>("strided_matrix_view"); }

    static strided_matrix_view<T> make(array_layout<2> const& layout, PyArrayObject*) {
        return {reinterpret_cast<T*>(layout.data), static_cast<std::size_t>(layout.extent[0]),
                static_cast<std::size_t>(layout.extent[1]), layout.stride[0], layout.stride[1]};
    }
};

template <class V>
inline auto elements_of(V const& view) noexcept {
    using T = typename array_traits<V>::element;
    constexpr int rank = array_traits<V>::rank;
    constexpr auto size = static_cast<std::ptrdiff_t>(sizeof(T));
    shown_array<rank == any_rank ? array_layout<any_rank>::max_rank : 2> shown;
    shown.element = element_type_of<T>();
    shown.item_size = sizeof(T);
    shown.writable = !std::is_const_v<T>;
    shown.data = const_cast<std::remove_const_t<T>*>(view.data());
    shown.rank = rank;
    if constexpr (rank == any_rank) {
        shown.rank = static_cast<int>(view.rank());
        for (std::size_t axis = 0; axis < view.rank(); ++axis) {
            shown.shape[axis] = static_cast<npy_intp>(view.extent(axis));
            shown.strides[axis] = view.stride(axis) * size;
        }
    } else if constexpr (rank == 1) {
        shown.shape[0] = static_cast<npy_intp>(view.size());
        shown.strides[0] = view.stride() * size;
    } else {
        shown.shape[0] = static_cast<npy_intp>(view.size1());
        shown.shape[1] = static_cast<npy_intp>(view.size2());
        shown.strides[0] = view.stride1() * size;
        shown.strides[1] = view.stride2() * size;
    }
    return shown;
}

/// Boost.Python hands the arguments of the call to a converter of this base.
template <class V>
struct view_result : bp::converter::context_result_converter, array_pytype {
    static constexpr bool uses_registry = false;

    view_result() = default;
    explicit view_result(argument_range arguments) : arguments_(arguments) {}
    explicit view_result(PyObject* arguments) {
        if (arguments)
            arguments_ = {PySequence_Fast_ITEMS(arguments),
                          static_cast<std::size_t>(PyTuple_GET_SIZE(arguments))};
    }

    PyObject* operator()(V const& view) const {
        return show_inside_arguments(elements_of(view), arguments_);
    }

    /// For `object(view)`, where there are no arguments to look in.
    static PyObject* without_arguments(void const* view) {
        return view_result()(*static_cast<V const*>(view));
    }

private:
    argument_range arguments_;
};

template <class V>
struct view_conversion {
    using value_argument = array_argument<V>;
    using const_reference_argument = array_argument<V>;
    using reference_argument = array_reference_argument<V>;
    using result = view_result<V>;

    static bp::converter::registration const& enroll() {
        auto const& entry = enroll_from_python<value_argument, V>();
        if (!entry.m_to_python)
            bp::converter::registry::insert(&result::without_arguments, bp::type_id<V>(),
                                            &array_pytype::get_pytype);
        return entry;
    }
};

template <class T>
struct conversion<vector_view<T>> : view_conversion<vector_view<T>> {};
template <class T>
struct conversion<strided_vector_view<T>> : view_conversion<strided_vector_view<T>> {};
template <class T, class L>
struct conversion<matrix_view<T, L>> : view_conversion<matrix_view<T, L>> {};
template <class T>
struct conversion<strided_matrix_view<T>> : view_conversion<strided_matrix_view<T>> {};

} // namespace npublas::python::detail

NPUBLAS_CONVERT((class T), npublas::vector_view<T>)
NPUBLAS_CONVERT((class T), npublas::strided_vector_view<T>)
NPUBLAS_CONVERT((class T, class L), npublas::matrix_view<T, L>)
NPUBLAS_CONVERT((class T), npublas::strided_matrix_view<T>)

#endif
