// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// `std::vector`, `std::array`, `std::pair` and `std::tuple` as parameters and results of functions
/// that Python calls.
///
/// A parameter takes any sequence (list, tuple, range, array, whatever has a length and items; not
/// str, bytes, sets or generators), by value or `const&`. What it holds is any type that converts,
/// these and optional included; views borrow from their own arrays, which live till the call ends.
/// Numbers are converted in bulk, by the rules of `ublas::vector`; vectors of short vectors of
/// numbers (`ublas::c_vector<T, k>`, `ublas::bounded_vector<T, k>`, `std::array<T, k>`) from any
/// (n, k) array-like, in bulk too. A wrong length is a ValueError.
///
/// Results:
///
/// | C++ | Python |
/// |---|---|
/// | `std::vector` of numbers | ndarray, which takes over the memory |
/// | `std::vector` of short vectors of numbers | (n, k) ndarray, which takes over the memory |
/// | `std::array` of numbers | ndarray, a copy |
/// | `std::vector`, `std::array` of anything else | list |
/// | `std::pair`, `std::tuple` | tuple |
///
/// A converter or a `class_` of the author's for one of these types comes first in either
/// direction.

#ifndef NPUBLAS_PYTHON_SEQUENCES_HPP
#define NPUBLAS_PYTHON_SEQUENCES_HPP

#include <npublas/python/detail/array_like_reader.hpp>
#include <npublas/python/detail/rows.hpp>
#include <npublas/python/detail/sequence_reader.hpp>

#include <array>
#include <tuple>
#include <utility>
#include <vector>

namespace npublas::python::detail {

template <class T, class A>
struct container_traits<std::vector<T, A>> {
    using element = T;
    static constexpr int rank = 1;
    static constexpr int axis = 0;

    static std::string type_name() { return "std::vector<" + type_text<T>() + ">"; }

    static std::vector<T, A> make(npy_intp const* shape) {
        return std::vector<T, A>(static_cast<std::size_t>(shape[0]));
    }

    static void read_shape(std::vector<T, A> const& vector, npy_intp* shape) {
        shape[0] = static_cast<npy_intp>(vector.size());
    }
};

template <class T, std::size_t N>
struct container_traits<std::array<T, N>> {
    using element = T;
    static constexpr int rank = 1;
    static constexpr int axis = 0;

    static std::string type_name() {
        return "std::array<" + type_text<T>() + ", " + std::to_string(N) + ">";
    }

    static std::array<T, N> make(npy_intp const*) { return {}; }

    static void read_shape(std::array<T, N> const&, npy_intp* shape) {
        shape[0] = static_cast<npy_intp>(N);
    }
};

template <class T, std::size_t N>
struct shape_rule<std::array<T, N>> {
    static bool takes(npy_intp const* shape) noexcept {
        return shape[0] == static_cast<npy_intp>(N);
    }
    static std::string text() { return "shape (" + std::to_string(N) + ",)"; }
};

/// std::vector<bool> has no array of bool inside.
template <class V>
class bool_vector_reader {
public:
    bool_vector_reader(PyObject* source, reading const& how) {
        refusal_scope scope(how.mode);
        values_.emplace(source, how);
        if (!values_->convertible()) scope.refuse<V, V>(source, source, fault::unconvertible);
    }

    bool convertible() const noexcept { return values_->convertible(); }

    V operator()() const {
        ublas::vector<bool> const values = (*values_)();
        return V(values.begin(), values.end());
    }

private:
    std::optional<array_like_reader<ublas::vector<bool>>> values_;
};

template <class V>
struct number_vector_composite : array_like_composite<V> {
    static constexpr bool uses_registry = true;

    static PyObject* show(V&& values, argument_range) { return bp::incref(adopt(values).ptr()); }
    static PyObject* show(V const& values, argument_range arguments) {
        return show(V(values), arguments);
    }
};

template <class V>
struct bool_vector_composite : array_like_composite<V> {
    static constexpr bool uses_registry = true;
    using reader = bool_vector_reader<V>;

    static PyObject* show(V const& values, argument_range) {
        ublas::vector<bool> elements(values.size());
        std::copy(values.begin(), values.end(), elements.begin());
        return bp::incref(adopt(elements).ptr());
    }
};

template <class V>
struct number_array_composite : array_like_composite<V> {
    static PyObject* show(V const& values, argument_range) {
        auto const count = static_cast<npy_intp>(values.size());
        bp::object const array =
            numpy().new_array(element_type_of<typename V::value_type>(), 1, &count);
        std::copy_n(values.data(), values.size(),
                    static_cast<typename V::value_type*>(PyArray_DATA(as_ndarray(array))));
        return bp::incref(array.ptr());
    }
};

/// Items of one type that are converted one by one.
template <class V>
struct list_composite {
    using item = typename V::value_type;
    static constexpr bool is_known = is_item<item>;
    static constexpr bool borrows = composite<item>::borrows;
    static constexpr PyTypeObject const* (*argument_pytype)() = nullptr;
    static constexpr PyTypeObject const* (*result_pytype)() = &list_pytype;

    static std::string type_name() { return container_traits<V>::type_name(); }

    template <class U>
    static PyObject* show(U&& values, argument_range arguments) {
        static_assert(!borrows, "npublas: the views or pointers in a std::vector or std::array "
                                "can't be returned to Python, what they show may be gone; return "
                                "containers, for example std::vector<ublas::vector<double>>");
        auto const count = static_cast<Py_ssize_t>(values.size());
        bp::handle<> const list(PyList_New(count));
        for (Py_ssize_t i = 0; i < count; ++i) {
            auto& value = values[static_cast<std::size_t>(i)];
            PyObject* const object = std::is_lvalue_reference_v<U>
                                         ? show_item<item>(value, arguments)
                                         : show_item<item>(std::move(value), arguments);
            PyList_SET_ITEM(list.get(), i, bp::expect_non_null(object));
        }
        return bp::incref(list.get());
    }
};

template <class V>
struct vector_list_composite : list_composite<V> {
    static constexpr bool uses_registry = true;
    using reader = sequence_reader<V, typename V::value_type>;

    static std::string needs() { return "a sequence of " + type_text<typename V::value_type>(); }
    static std::string remedy() { return "a list or a tuple"; }
};

template <class V>
struct array_list_composite : list_composite<V> {
    static constexpr bool uses_registry = false;
    using reader = fixed_array_reader<V, typename V::value_type>;

    static std::string needs() {
        return "a sequence of " + std::to_string(std::tuple_size_v<V>) + " " +
               type_text<typename V::value_type>();
    }
    static std::string remedy() {
        return "a list or a tuple of length " + std::to_string(std::tuple_size_v<V>);
    }
};

template <class T, class A>
struct composite<std::vector<T, A>>
    : std::conditional_t<
          is_row<T>, rows_composite<std::vector<T, A>>,
          std::conditional_t<
              !is_element_type<T>, vector_list_composite<std::vector<T, A>>,
              std::conditional_t<std::is_same_v<T, bool>, bool_vector_composite<std::vector<T, A>>,
                                 number_vector_composite<std::vector<T, A>>>>> {};

template <class T, std::size_t N>
struct composite<std::array<T, N>>
    : std::conditional_t<is_element_type<T>, number_array_composite<std::array<T, N>>,
                         array_list_composite<std::array<T, N>>> {};

/// Items of several types.
template <class V, class... X>
struct tuple_composite {
    static constexpr bool is_known = (... && is_item<X>);
    static constexpr bool borrows = (... || composite<X>::borrows);
    static constexpr bool uses_registry = false;
    static constexpr PyTypeObject const* (*argument_pytype)() = nullptr;
    static constexpr PyTypeObject const* (*result_pytype)() = &tuple_pytype;
    using reader = fixed_sequence_reader<V, X...>;

    static std::string list_of_types() {
        std::string text;
        ((text += (text.empty() ? "" : ", ") + type_text<X>()), ...);
        return text;
    }

    static std::string needs() {
        return "a sequence of " + std::to_string(sizeof...(X)) + ": " + list_of_types();
    }
    static std::string remedy() { return "a tuple of length " + std::to_string(sizeof...(X)); }

    template <class U>
    static PyObject* show(U&& values, argument_range arguments) {
        bp::handle<> const tuple(PyTuple_New(sizeof...(X)));
        fill(tuple.get(), std::forward<U>(values), arguments, std::index_sequence_for<X...>());
        return bp::incref(tuple.get());
    }

private:
    template <class U, std::size_t... I>
    static void fill([[maybe_unused]] PyObject* tuple, [[maybe_unused]] U&& values,
                     [[maybe_unused]] argument_range arguments, std::index_sequence<I...>) {
        (PyTuple_SET_ITEM(
             tuple, I,
             bp::expect_non_null(show_item<X>(std::get<I>(std::forward<U>(values)), arguments))),
         ...);
    }
};

template <class X, class Y>
struct composite<std::pair<X, Y>> : tuple_composite<std::pair<X, Y>, X, Y> {
    static std::string type_name() {
        return "std::pair<" + tuple_composite<std::pair<X, Y>, X, Y>::list_of_types() + ">";
    }
};

template <class... X>
struct composite<std::tuple<X...>> : tuple_composite<std::tuple<X...>, X...> {
    static std::string type_name() {
        return "std::tuple<" + tuple_composite<std::tuple<X...>, X...>::list_of_types() + ">";
    }
};

} // namespace npublas::python::detail

NPUBLAS_COMPOSITE((class T, class A), std::vector<T, A>)
NPUBLAS_COMPOSITE((class T, std::size_t N), std::array<T, N>)
NPUBLAS_COMPOSITE((class X, class Y), std::pair<X, Y>)
NPUBLAS_COMPOSITE((class... X), std::tuple<X...>)

#endif
