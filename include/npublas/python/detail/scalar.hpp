// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// NumPy's scalars as C++ numbers: what Boost.Python alone refuses.

#ifndef NPUBLAS_PYTHON_DETAIL_SCALAR_HPP
#define NPUBLAS_PYTHON_DETAIL_SCALAR_HPP

#include <npublas/detail/real_type.hpp>
#include <npublas/python/numpy.hpp>

#include <boost/python/converter/registry.hpp>
#include <boost/python/converter/rvalue_from_python_data.hpp>

#include <boost/config.hpp>

#include <cmath>
#include <limits>
#include <new>

namespace npublas::python::detail {

/// The value of a NumPy scalar, wide enough for every element type.
struct number {
    enum class kind { none, unknown, integer, real, complex };

    kind is = kind::none;
    bool negative = false;
    unsigned long long integer = 0; ///< two's complement where negative
    long double real = 0;
    long double imaginary = 0;
};

template <class T>
inline number as_number(T value) {
    if constexpr (!std::is_integral_v<T>)
        return {number::kind::real, false, 0, static_cast<long double>(value), 0};
    else if constexpr (std::is_signed_v<T>)
        return {number::kind::integer, value < 0, static_cast<unsigned long long>(value), 0, 0};
    else
        return {number::kind::integer, false, value, 0, 0};
}

template <class T>
inline number as_number(std::complex<T> value) {
    return {number::kind::complex, false, 0, value.real(), value.imag()};
}

/// Without NumPy imported there are no scalars of its; looking must not import it.
inline bool numpy_is_imported() {
    return numpy_api::peek().array_type ||
           PyDict_GetItemString(PyImport_GetModuleDict(), "numpy") != nullptr;
}

/// `kind::none` for what is no NumPy scalar, `kind::unknown` for one of no element type.
/// Not inlined: it is the bulk of every converter below.
[[gnu::cold]] BOOST_NOINLINE inline number read_number(PyObject* source) {
    if (!numpy_is_imported() || !numpy().is_scalar(source)) return {};
    auto const element = element_of_type_number(numpy().scalar_type_number(source));
    number value{number::kind::unknown, false, 0, 0, 0};
    if (!element) return value;
    visit(*element, [source, &value](auto tag) {
        typename decltype(tag)::type read;
        numpy().read_scalar(source, &read);
        value = as_number(read);
    });
    if (value.is == number::kind::integer)
        value.real = value.negative
                         ? static_cast<long double>(static_cast<long long>(value.integer))
                         : static_cast<long double>(value.integer);
    return value;
}

template <class T>
inline constexpr bool is_complex_type = false;
template <class T>
inline constexpr bool is_complex_type<std::complex<T>> = true;

using npublas::detail::real_type_t;

/// Whether NumPy's `same_kind` casting takes such a number for a T.
template <class T>
inline bool kind_fits(number const& value) noexcept {
    constexpr auto widest = is_complex_type<T>            ? number::kind::complex
                            : std::is_floating_point_v<T> ? number::kind::real
                                                          : number::kind::integer;
    return value.is >= number::kind::integer && value.is <= widest;
}

template <class T>
inline bool integer_in_range(number const& value) noexcept {
    if (value.negative)
        return std::is_signed_v<T> && static_cast<long long>(value.integer) >=
                                          static_cast<long long>(std::numeric_limits<T>::min());
    return value.integer <= static_cast<unsigned long long>(std::numeric_limits<T>::max());
}

/// A finite value must stay finite.
template <class T>
inline bool real_in_range(long double value) noexcept {
    return !std::isfinite(value) || std::isfinite(static_cast<T>(value));
}

template <class T>
inline bool in_range(number const& value) noexcept {
    if constexpr (is_complex_type<T>)
        return real_in_range<typename T::value_type>(value.real) &&
               real_in_range<typename T::value_type>(value.imaginary);
    else if constexpr (std::is_integral_v<T>)
        return integer_in_range<T>(value);
    else
        return real_in_range<T>(value.real);
}

/// The value as a T that is known to fit.
template <class T>
inline T number_as(number const& value) noexcept {
    if constexpr (is_complex_type<T>) {
        using part = typename T::value_type;
        return T(static_cast<part>(value.real), static_cast<part>(value.imaginary));
    } else if constexpr (std::is_integral_v<T>) {
        return static_cast<T>(value.integer);
    } else {
        return static_cast<T>(value.real);
    }
}

/// Whether `source` is a NumPy scalar that an `element` holds.
[[gnu::cold]] BOOST_NOINLINE inline bool is_scalar_for(PyObject* source, element_type element) {
    number const value = read_number(source);
    return visit(element, [&value](auto tag) {
        using T = typename decltype(tag)::type;
        return kind_fits<T>(value) && in_range<T>(value);
    });
}

/// Writes the value of a NumPy scalar that an `element` holds to `place`.
[[gnu::cold]] BOOST_NOINLINE inline void write_scalar(PyObject* source, element_type element,
                                                      void* place) {
    number const value = read_number(source);
    visit(element, [&value, place](auto tag) {
        using T = typename decltype(tag)::type;
        new (place) T(number_as<T>(value));
    });
}

/// Whether `source` is a NumPy scalar that an `element` could hold but for its size.
[[gnu::cold]] BOOST_NOINLINE inline bool is_of_kind(PyObject* source, element_type element) {
    auto const widest = is_complex(element) ? number::kind::complex
                        : is_integer(element) || element == element_type::boolean
                            ? number::kind::integer
                            : number::kind::real;
    number const value = read_number(source);
    return value.is >= number::kind::integer && value.is <= widest;
}

/// NumPy's scalars in Boost.Python's registry, after what Boost.Python itself takes for a T.
template <class T>
struct scalar_from_registry {
    static void* convertible(PyObject* source) {
        return is_scalar_for(source, element_type_of<T>()) ? source : nullptr;
    }

    static void construct(PyObject* source, bp::converter::rvalue_from_python_stage1_data* data) {
        using storage = bp::converter::rvalue_from_python_storage<T>;
        data->convertible = reinterpret_cast<storage*>(data)->storage.bytes;
        write_scalar(source, element_type_of<T>(), data->convertible);
    }

    static void enroll() {
        bp::converter::registry::push_back(&convertible, &construct, bp::type_id<T>());
    }
};

/// Whether `source` is of a class derived from float or int whose value stays finite as a T.
template <class T>
[[gnu::cold]] BOOST_NOINLINE inline bool is_derived_number(PyObject* source) noexcept {
    if (PyFloat_CheckExact(source) || PyLong_CheckExact(source)) return false;
    if (!PyFloat_Check(source)) return PyLong_Check(source);
    return real_in_range<T>(PyFloat_AS_DOUBLE(source));
}

/// Throws error_already_set.
[[gnu::cold]] BOOST_NOINLINE inline double value_of_derived_number(PyObject* source) {
    if (PyFloat_Check(source)) return PyFloat_AS_DOUBLE(source);
    double const value = PyLong_AsDouble(source);
    if (PyErr_Occurred()) throw bp::error_already_set();
    return value;
}

/// The value of an instance of a class derived from float or int, not what its `__float__` makes
/// of it: Boost.Python trusts that to return a float.
template <class T>
struct derived_number_from_registry {
    using real = real_type_t<T>;

    static void* convertible(PyObject* source) {
        return is_derived_number<real>(source) ? source : nullptr;
    }

    static void construct(PyObject* source, bp::converter::rvalue_from_python_stage1_data* data) {
        using storage = bp::converter::rvalue_from_python_storage<T>;
        double const value = value_of_derived_number(source);
        data->convertible = reinterpret_cast<storage*>(data)->storage.bytes;
        new (data->convertible) T(static_cast<real>(value));
    }

    static void enroll() {
        bp::converter::registry::insert(&convertible, &construct, bp::type_id<T>());
    }
};

template <class... T>
[[gnu::cold]] inline void enroll_derived_numbers() {
    (derived_number_from_registry<T>::enroll(), ...);
}

template <class... T>
[[gnu::cold]] inline void enroll_scalars() {
    (scalar_from_registry<T>::enroll(), ...);
}

/// Once per process.
[[gnu::cold]] inline void register_scalars() {
    enroll_derived_numbers<float, double, long double, std::complex<float>, std::complex<double>,
                           std::complex<long double>>();
    enroll_scalars<bool, signed char, unsigned char, short, unsigned short, int, unsigned, long,
                   unsigned long, long long, unsigned long long, float, double, long double,
                   std::complex<float>, std::complex<double>, std::complex<long double>>();
}

} // namespace npublas::python::detail

#endif
