// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// Puts a family of types at Boost.Python's own selection points.
///
/// `conversion<V>` says how V is converted; `NPUBLAS_CONVERT((class T), vector_view<T>)` makes
/// Boost.Python ask it, for `def` and `class_` (arg_from_python, to_python_value) and, through the
/// registry, for `extract`, `call` and `object`. The registry is filled when a program first
/// mentions a type, so what is not used costs nothing.

#ifndef NPUBLAS_PYTHON_DETAIL_SELECTION_POINTS_HPP
#define NPUBLAS_PYTHON_DETAIL_SELECTION_POINTS_HPP

#include <npublas/python/numpy.hpp>

#include <boost/python/arg_from_python.hpp>
#include <boost/python/converter/pytype_function.hpp>
#include <boost/python/converter/registered.hpp>
#include <boost/python/converter/rvalue_from_python_data.hpp>
#include <boost/python/to_python_value.hpp>

#include <new>

namespace npublas::python::detail {

/// Members: `value_argument`, `const_reference_argument` and `reference_argument` (for `V`,
/// `V const&` and `V&`), `result`, and `enroll()`, which fills the registry and returns its entry.
template <class V>
struct conversion;

template <class V>
struct enrolled {
    static bp::converter::registration const& converters;
};

template <class V>
bp::converter::registration const& enrolled<V>::converters = conversion<V>::enroll();

/// NumPy's array type, for Boost.Python's signatures; null before NumPy was needed.
struct array_pytype {
    static PyTypeObject const* get_pytype() { return numpy_api::peek().array_type; }
};

template <class Argument, class V>
struct through_registry {
    static void* convertible(PyObject* source) {
        return Argument(source).convertible() ? source : nullptr;
    }

    static void construct(PyObject* source, bp::converter::rvalue_from_python_stage1_data* data) {
        using storage = bp::converter::rvalue_from_python_storage<V>;
        void* const place = reinterpret_cast<storage*>(data)->storage.bytes;
        Argument argument(source);
        if (!argument.convertible()) {
            PyErr_SetString(PyExc_TypeError, "npublas: the object changed while it was converted");
            throw bp::error_already_set();
        }
        new (place) V(argument());
        data->convertible = place;
    }
};

/// Another module of the process may have been first.
template <class Argument, class V>
inline bp::converter::registration const& enroll_from_python() {
    bp::type_info const type = bp::type_id<V>();
    bp::converter::registration const& entry = bp::converter::registry::lookup(type);
    using registry = through_registry<Argument, V>;
    if (!entry.rvalue_chain)
        bp::converter::registry::push_back(&registry::convertible, &registry::construct, type,
                                           &array_pytype::get_pytype);
    return entry;
}

} // namespace npublas::python::detail

#define NPUBLAS_UNPARENTHESISED(...) __VA_ARGS__

#define NPUBLAS_CONVERT(PARAMETERS, ...)                                                           \
    namespace boost::python {                                                                      \
    template <NPUBLAS_UNPARENTHESISED PARAMETERS>                                                  \
    struct arg_from_python<__VA_ARGS__>                                                            \
        : npublas::python::detail::conversion<__VA_ARGS__>::value_argument {                       \
        using base = typename npublas::python::detail::conversion<__VA_ARGS__>::value_argument;    \
        using base::base;                                                                          \
    };                                                                                             \
    template <NPUBLAS_UNPARENTHESISED PARAMETERS>                                                  \
    struct arg_from_python<__VA_ARGS__ const&>                                                     \
        : npublas::python::detail::conversion<__VA_ARGS__>::const_reference_argument {             \
        using base =                                                                               \
            typename npublas::python::detail::conversion<__VA_ARGS__>::const_reference_argument;   \
        using base::base;                                                                          \
    };                                                                                             \
    template <NPUBLAS_UNPARENTHESISED PARAMETERS>                                                  \
    struct arg_from_python<__VA_ARGS__&>                                                           \
        : npublas::python::detail::conversion<__VA_ARGS__>::reference_argument {                   \
        using base =                                                                               \
            typename npublas::python::detail::conversion<__VA_ARGS__>::reference_argument;         \
        using base::base;                                                                          \
    };                                                                                             \
    template <NPUBLAS_UNPARENTHESISED PARAMETERS>                                                  \
    struct to_python_value<__VA_ARGS__ const&>                                                     \
        : npublas::python::detail::conversion<__VA_ARGS__>::result {                               \
        using base = typename npublas::python::detail::conversion<__VA_ARGS__>::result;            \
        using base::base;                                                                          \
    };                                                                                             \
    template <NPUBLAS_UNPARENTHESISED PARAMETERS>                                                  \
    struct to_python_value<__VA_ARGS__&>                                                           \
        : npublas::python::detail::conversion<__VA_ARGS__>::result {                               \
        using base = typename npublas::python::detail::conversion<__VA_ARGS__>::result;            \
        using base::base;                                                                          \
    };                                                                                             \
    namespace converter {                                                                          \
    template <NPUBLAS_UNPARENTHESISED PARAMETERS>                                                  \
    struct registered<__VA_ARGS__> : npublas::python::detail::enrolled<__VA_ARGS__> {};            \
    template <NPUBLAS_UNPARENTHESISED PARAMETERS>                                                  \
    struct registered<__VA_ARGS__ const> : registered<__VA_ARGS__> {};                             \
    template <NPUBLAS_UNPARENTHESISED PARAMETERS>                                                  \
    struct expected_pytype_for_arg<__VA_ARGS__> : npublas::python::detail::array_pytype {};        \
    template <NPUBLAS_UNPARENTHESISED PARAMETERS>                                                  \
    struct expected_pytype_for_arg<__VA_ARGS__ const&> : npublas::python::detail::array_pytype {}; \
    template <NPUBLAS_UNPARENTHESISED PARAMETERS>                                                  \
    struct expected_pytype_for_arg<__VA_ARGS__&> : npublas::python::detail::array_pytype {};       \
    }                                                                                              \
    }

#endif
