// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// How the pickle of an author's class holds one member: `pickled_member<T>`.

#ifndef NPUBLAS_PYTHON_DETAIL_PICKLED_MEMBER_HPP
#define NPUBLAS_PYTHON_DETAIL_PICKLED_MEMBER_HPP

#include <npublas/python/detail/container_source.hpp>
#include <npublas/python/detail/dense_memory.hpp>

#include <boost/python/converter/registered.hpp>
#include <boost/python/extract.hpp>
#include <boost/python/list.hpp>
#include <boost/python/object/life_support.hpp>
#include <boost/python/reference_existing_object.hpp>
#include <boost/python/to_python_indirect.hpp>

#include <complex>
#include <limits>
#include <memory>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

namespace npublas::python::detail {

/// Members: `save(T&, owner)`, an object for the pickle, and `load(object)`, the T that it stands
/// for; throws malformed_pickle where it stands for none. What `save` gives may show memory of
/// `owner`, which it keeps alive.
template <class T, class = void>
struct pickled_member;

/// Becomes a ValueError.
struct malformed_pickle : std::runtime_error {
    using std::runtime_error::runtime_error;
};

inline void require(bool condition, char const* otherwise) {
    if (!condition) throw malformed_pickle(otherwise);
}

/// An ndarray of `rank` dimensions (0-d stands for a vector of one) that holds `element`.
inline PyArrayObject* require_array(bp::object const& state, element_type element, int rank) {
    require(PyObject_TypeCheck(state.ptr(), numpy().array_type), "its elements must be an ndarray");
    PyArrayObject* const array = as_ndarray(state);
    if (!holds(PyArray_DESCR(array)->type_num, element))
        throw malformed_pickle(std::string("its elements must be ") + name(element));
    require(has_rank(array, rank), "its array has the wrong number of dimensions");
    return array;
}

inline std::size_t size_of(PyArrayObject* array) {
    if (!has_elements(PyArray_NDIM(array), PyArray_DIMS(array))) return 0;
    std::size_t size = 1;
    for (int axis = 0; axis < PyArray_NDIM(array); ++axis)
        size *= static_cast<std::size_t>(PyArray_DIM(array, axis));
    return size;
}

/// A tuple of `size` items.
inline bp::object require_tuple(bp::object const& state, Py_ssize_t size) {
    require(PyTuple_CheckExact(state.ptr()) && PyTuple_GET_SIZE(state.ptr()) == size,
            "its state must be a tuple of the right length");
    return state;
}

/// A size, of a dimension or a band, that a container counts as `Size`.
template <class Size = std::size_t>
inline std::size_t require_size(bp::object const& state) {
    constexpr auto most = std::numeric_limits<std::make_signed_t<Size>>::max() / 2;
    require(PyLong_CheckExact(state.ptr()), "its sizes must be int");
    Py_ssize_t const size = PyLong_AsSsize_t(state.ptr());
    if (size == -1 && PyErr_Occurred()) PyErr_Clear();
    require(size >= 0 && size < static_cast<Py_ssize_t>(most), "its sizes must be in range");
    return static_cast<std::size_t>(size);
}

/// An ndarray over `count` values of a storage inside `owner`.
template <class Storage>
inline bp::object show_storage(Storage& storage, std::size_t count, bp::object const& owner) {
    using T = typename Storage::value_type;
    return show_owned(elements_of(strided_vector_view<T>(count ? &storage[0] : nullptr, count, 1)),
                      owner);
}

/// Writes the elements of `source` into a container or view of the same shape.
template <class C>
inline void copy_elements(PyArrayObject* source, C& target) {
    shown_elements const shown = memory_of(target);
    if (!has_elements(shown.rank, shown.shape)) return;
    bp::object const array = show_owned(shown, bp::object());
    numpy().copy(as_ndarray(array), source);
}

/// Fills the first `count` values of a storage from the pickle of such a storage.
template <class Storage>
inline void load_storage(bp::object const& state, Storage& storage, std::size_t count) {
    using T = typename Storage::value_type;
    PyArrayObject* const array = require_array(state, element_type_of<T>(), 1);
    require(size_of(array) == count && count <= storage.size(),
            "an array of it has the wrong size");
    strided_vector_view<T> target(count ? &storage[0] : nullptr, count, 1);
    copy_elements(array, target);
}

/// The most elements that a container holds.
template <class T, class A>
constexpr std::size_t capacity_of(ublas::vector<T, A> const*) {
    return std::numeric_limits<std::size_t>::max();
}
template <class T, std::size_t N, class A>
constexpr std::size_t capacity_of(ublas::vector<T, ublas::bounded_array<T, N, A>> const*) {
    return N;
}
template <class T, class L, class A>
constexpr std::size_t capacity_of(ublas::matrix<T, L, A> const*) {
    return std::numeric_limits<std::size_t>::max();
}
template <class T, class L, std::size_t N, class A>
constexpr std::size_t capacity_of(ublas::matrix<T, L, ublas::bounded_array<T, N, A>> const*) {
    return N;
}
template <class T, std::size_t N>
constexpr std::size_t capacity_of(ublas::c_vector<T, N> const*) {
    return N;
}
/// Its constructor checks each extent.
template <class T, std::size_t N, std::size_t M>
constexpr std::size_t capacity_of(ublas::c_matrix<T, N, M> const*) {
    return N * M;
}

/// Dense containers: one array.
template <class C>
struct pickled_member<C, std::enable_if_t<has_dense_memory<C> && !is_shared_array<C>>> {
    static_assert(!npublas::detail::is_dense_vector<C> && !npublas::detail::is_dense_matrix<C>,
                  "npublas::pickle: a view owns no elements; make the member a container");
    using traits = array_traits<strided_view<C>>;

    static bp::object save(C& container, bp::object const& owner) {
        return show_dense(container, owner);
    }

    static C load(bp::object const& state) {
        PyArrayObject* const array =
            require_array(state, element_type_of<typename traits::element>(), traits::rank);
        array_layout<traits::rank> layout{};
        read_shape(array, layout);
        constexpr std::size_t capacity = capacity_of(static_cast<C*>(nullptr));
        require(size_of(array) <= capacity, "its array is larger than it can hold");
        C container = make(layout);
        copy_elements(array, container);
        return container;
    }

private:
    static C make(array_layout<1> const& layout) {
        return C(static_cast<std::size_t>(layout.extent[0]));
    }
    static C make(array_layout<2> const& layout) {
        return C(static_cast<std::size_t>(layout.extent[0]),
                 static_cast<std::size_t>(layout.extent[1]));
    }
};

/// Shared containers: the array that they hold, which they share again after loading; a copy where
/// the loaded array can't be shared.
template <class C>
struct pickled_member<C, std::enable_if_t<is_shared_array<C>>> {
    using traits = array_traits<C>;
    using T = typename traits::element;

    static bp::object save(C& container, bp::object const&) { return container.array(); }

    static C load(bp::object const& state) {
        PyArrayObject* const array = require_array(state, element_type_of<T>(), traits::rank);
        array_layout<traits::rank> layout{};
        if (judge<T, traits::axis>(array, layout) == fault::none)
            return traits::make(layout, array);
        bp::object const copy = numpy().new_array(element_type_of<T>(), PyArray_NDIM(array),
                                                  PyArray_DIMS(array), traits::axis == 0);
        numpy().copy(as_ndarray(copy), array);
        judge<T, traits::axis>(as_ndarray(copy), layout);
        return traits::make(layout, as_ndarray(copy));
    }
};

/// The value that `extract` finds.
template <class T>
inline T load_by_extract(bp::object const& state) {
    bp::extract<T> extracted(state);
    require(extracted.check(), "its type is wrong");
    return T(extracted());
}

template <class T>
inline constexpr bool is_wide_scalar =
    std::is_same_v<T, long double> || std::is_same_v<T, std::complex<long double>>;

/// Numbers that a Python number can't hold: an array of no dimensions.
template <class T>
struct pickled_member<T, std::enable_if_t<is_wide_scalar<T>>> {
    static bp::object save(T& value, bp::object const& owner) {
        return show_owned({element_type_of<T>(), sizeof(T), true, &value, 0, {}, {}}, owner);
    }

    static T load(bp::object const& state) {
        PyArrayObject* const array = require_array(state, element_type_of<T>(), 1);
        require(PyArray_NDIM(array) == 0, "its array has the wrong number of dimensions");
        T value;
        strided_vector_view<T> target(&value, 1, 1);
        copy_elements(array, target);
        return value;
    }
};

template <class T>
struct pickled_member<T, std::enable_if_t<std::is_arithmetic_v<T> && !is_wide_scalar<T>>> {
    static bp::object save(T& value, bp::object const&) { return bp::object(value); }
    static T load(bp::object const& state) {
        PyTypeObject* const type = std::is_same_v<T, bool>       ? &PyBool_Type
                                   : std::is_same_v<T, char>     ? &PyUnicode_Type
                                   : std::is_floating_point_v<T> ? &PyFloat_Type
                                                                 : &PyLong_Type;
        require(Py_TYPE(state.ptr()) == type, "its type is wrong");
        if constexpr (std::is_same_v<T, bool>)
            return state.ptr() == Py_True; // GCC 14 warns of bp::extract<bool>
        else
            return load_by_extract<T>(state);
    }
};

template <class T>
struct pickled_member<std::complex<T>, std::enable_if_t<!is_wide_scalar<std::complex<T>>>> {
    static bp::object save(std::complex<T>& value, bp::object const&) { return bp::object(value); }
    static std::complex<T> load(bp::object const& state) {
        require(PyComplex_CheckExact(state.ptr()), "its type is wrong");
        return load_by_extract<std::complex<T>>(state);
    }
};

/// Enumerations: their number.
template <class T>
struct pickled_member<T, std::enable_if_t<std::is_enum_v<T>>> {
    using number = pickled_member<std::underlying_type_t<T>>;

    static bp::object save(T& value, bp::object const& owner) {
        auto underlying = static_cast<std::underlying_type_t<T>>(value);
        return number::save(underlying, owner);
    }
    static T load(bp::object const& state) { return static_cast<T>(number::load(state)); }
};

/// Text in UTF-8; other bytes as bytes.
template <>
struct pickled_member<std::string> {
    static bp::object save(std::string& value, bp::object const&) {
        auto const size = static_cast<Py_ssize_t>(value.size());
        PyObject* text = PyUnicode_DecodeUTF8(value.data(), size, nullptr);
        if (!text) {
            PyErr_Clear();
            text = PyBytes_FromStringAndSize(value.data(), size);
        }
        return bp::object(bp::handle<>(text));
    }

    static std::string load(bp::object const& state) {
        char const* text = nullptr;
        Py_ssize_t size = 0;
        if (PyBytes_CheckExact(state.ptr())) {
            text = PyBytes_AS_STRING(state.ptr());
            size = PyBytes_GET_SIZE(state.ptr());
        } else {
            require(PyUnicode_CheckExact(state.ptr()), "its type is wrong");
            text = bp::expect_non_null(PyUnicode_AsUTF8AndSize(state.ptr(), &size));
        }
        return {text, static_cast<std::size_t>(size)};
    }
};

template <class T>
inline constexpr bool is_flat_vector = false;
template <class T, class A>
inline constexpr bool is_flat_vector<std::vector<T, A>> =
    is_element_type<T> && !std::is_same_v<T, bool>;

/// A vector of elements: one array.
template <class V>
struct pickled_member<V, std::enable_if_t<is_flat_vector<V>>> {
    static bp::object save(V& vector, bp::object const& owner) {
        return show_storage(vector, vector.size(), owner);
    }

    static V load(bp::object const& state) {
        auto* const array = require_array(state, element_type_of<typename V::value_type>(), 1);
        require(PyArray_NDIM(array) == 1, "its array has the wrong number of dimensions");
        V vector(static_cast<std::size_t>(PyArray_DIM(array, 0)));
        load_storage(state, vector, vector.size());
        return vector;
    }
};

/// Any other vector: a list of its items.
template <class T, class A>
struct pickled_member<std::vector<T, A>, std::enable_if_t<!is_flat_vector<std::vector<T, A>>>> {
    static bp::object save(std::vector<T, A>& vector, bp::object const& owner) {
        bp::list items;
        for (auto&& item : vector) {
            if constexpr (std::is_same_v<T, bool>)
                items.append(bp::object(bool(item)));
            else
                items.append(pickled_member<T>::save(item, owner));
        }
        return items;
    }

    static std::vector<T, A> load(bp::object const& state) {
        require(PyList_CheckExact(state.ptr()), "its items must be a list");
        std::vector<T, A> vector;
        for (Py_ssize_t i = 0; i < PyList_GET_SIZE(state.ptr()); ++i)
            vector.push_back(pickled_member<T>::load(
                bp::object(bp::handle<>(bp::borrowed(PyList_GET_ITEM(state.ptr(), i))))));
        return vector;
    }
};

template <class T>
inline constexpr bool is_ublas_expression = std::is_base_of_v<ublas::ublas_expression<T>, T>;

/// Classes known to Boost.Python, as the object that Python would see: an instance that the author
/// exported is pickled where it is, and keeps the object around it alive.
template <class T, class>
struct pickled_member {
    static_assert(!is_ublas_expression<T>,
                  "npublas::pickle: for sparse and packed matrices include "
                  "<npublas/python/pickle_sparse.hpp> and <npublas/python/pickle_packed.hpp>");

    static bp::object save(T& value, bp::object const& owner) {
        if (!bp::converter::registered<T>::converters.m_class_object) return bp::object(value);
        using reference = typename bp::reference_existing_object::apply<T&>::type;
        bp::object const instance{bp::handle<>(reference()(value))};
        bp::object const tie(
            bp::handle<>(bp::objects::make_nurse_and_patient(instance.ptr(), owner.ptr())));
        return instance;
    }

    static T load(bp::object const& state) { return load_by_extract<T>(state); }
};

/// Puts what was loaded into its place.
template <class T>
inline void store_member(T& member, T& loaded) {
    member = std::move(loaded);
}
template <class T, class A>
inline void store_member(ublas::vector<T, A>& member, ublas::vector<T, A>& loaded) {
    member.swap(loaded);
}
template <class T, class L, class A>
inline void store_member(ublas::matrix<T, L, A>& member, ublas::matrix<T, L, A>& loaded) {
    member.swap(loaded);
}

} // namespace npublas::python::detail

#endif
