// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// The element types npublas knows: their names, and one dispatch from a run-time value to a type.
///
/// They are `bool`, the sized integers, `float`, `double`, `long double` and `std::complex` of the
/// three. Integers count by size and signedness, so `long` and `long long` are both int64 where
/// both have eight bytes.

#ifndef NPUBLAS_ELEMENT_TYPE_HPP
#define NPUBLAS_ELEMENT_TYPE_HPP

#include <complex>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <type_traits>
#include <utility>

namespace npublas {

/// A run-time name for each element type; the order is that of NumPy's promotion.
enum class element_type : unsigned char {
    boolean,
    int8,
    int16,
    int32,
    int64,
    uint8,
    uint16,
    uint32,
    uint64,
    float32,
    float64,
    longdouble,
    complex64,
    complex128,
    clongdouble
};

/// How many element types there are.
inline constexpr int element_type_count = 15;

/// Carries a type as a value: what `visit` hands to its function.
template <class T>
struct element_tag {
    using type = T;
};

namespace detail {

template <class T>
inline constexpr bool is_character =
    std::is_same_v<T, wchar_t> || std::is_same_v<T, char16_t> || std::is_same_v<T, char32_t>;

template <class T>
inline constexpr bool is_sized_integer = std::is_integral_v<T> && !is_character<T>;

constexpr element_type sized_integer(std::size_t size, bool is_signed) {
    const int first = static_cast<int>(is_signed ? element_type::int8 : element_type::uint8);
    const int power = size == 1 ? 0 : size == 2 ? 1 : size == 4 ? 2 : 3;
    return static_cast<element_type>(first + power);
}

template <class T>
constexpr int find_element_type() {
    if (std::is_same_v<T, bool>) return static_cast<int>(element_type::boolean);
    if (is_sized_integer<T>) return static_cast<int>(sized_integer(sizeof(T), std::is_signed_v<T>));
    if (std::is_same_v<T, float>) return static_cast<int>(element_type::float32);
    if (std::is_same_v<T, double>) return static_cast<int>(element_type::float64);
    if (std::is_same_v<T, long double>) return static_cast<int>(element_type::longdouble);
    if (std::is_same_v<T, std::complex<float>>) return static_cast<int>(element_type::complex64);
    if (std::is_same_v<T, std::complex<double>>) return static_cast<int>(element_type::complex128);
    if (std::is_same_v<T, std::complex<long double>>)
        return static_cast<int>(element_type::clongdouble);
    return -1;
}

} // namespace detail

/// Whether `T`, const or not, is an element type.
template <class T>
inline constexpr bool is_element_type = detail::find_element_type<std::remove_const_t<T>>() >= 0;

/// The element type of `T`, const or not; any other type does not compile.
template <class T>
constexpr element_type element_type_of() {
    static_assert(is_element_type<T>,
                  "npublas: elements are bool, sized integers, float, double, long double "
                  "and std::complex of the three");
    return static_cast<element_type>(detail::find_element_type<std::remove_const_t<T>>());
}

/// NumPy's name: `"float64"`, `"bool"`, `"clongdouble"`.
constexpr char const* name(element_type element) {
    constexpr char const* names[element_type_count] = {
        "bool",    "int8",       "int16",     "int32",      "int64",
        "uint8",   "uint16",     "uint32",    "uint64",     "float32",
        "float64", "longdouble", "complex64", "complex128", "clongdouble"};
    return names[static_cast<int>(element)];
}

/// C++'s name: `"double"`, `"std::int32_t"`, `"std::complex<float>"`.
constexpr char const* cpp_name(element_type element) {
    constexpr char const* names[element_type_count] = {"bool",
                                                       "std::int8_t",
                                                       "std::int16_t",
                                                       "std::int32_t",
                                                       "std::int64_t",
                                                       "std::uint8_t",
                                                       "std::uint16_t",
                                                       "std::uint32_t",
                                                       "std::uint64_t",
                                                       "float",
                                                       "double",
                                                       "long double",
                                                       "std::complex<float>",
                                                       "std::complex<double>",
                                                       "std::complex<long double>"};
    return names[static_cast<int>(element)];
}

constexpr bool is_integer(element_type element) {
    return element >= element_type::int8 && element <= element_type::uint64;
}

constexpr bool is_real_floating(element_type element) {
    return element >= element_type::float32 && element <= element_type::longdouble;
}

constexpr bool is_complex(element_type element) { return element >= element_type::complex64; }

/// Calls `f(element_tag<T>{})` with the `T` of `element` and returns its result, which must have
/// one type for all. Throws std::invalid_argument for a value that names no element type.
template <class F>
constexpr decltype(auto) visit(element_type element, F&& f) {
    switch (element) {
    case element_type::boolean:
        return std::forward<F>(f)(element_tag<bool>{});
    case element_type::int8:
        return std::forward<F>(f)(element_tag<std::int8_t>{});
    case element_type::int16:
        return std::forward<F>(f)(element_tag<std::int16_t>{});
    case element_type::int32:
        return std::forward<F>(f)(element_tag<std::int32_t>{});
    case element_type::int64:
        return std::forward<F>(f)(element_tag<std::int64_t>{});
    case element_type::uint8:
        return std::forward<F>(f)(element_tag<std::uint8_t>{});
    case element_type::uint16:
        return std::forward<F>(f)(element_tag<std::uint16_t>{});
    case element_type::uint32:
        return std::forward<F>(f)(element_tag<std::uint32_t>{});
    case element_type::uint64:
        return std::forward<F>(f)(element_tag<std::uint64_t>{});
    case element_type::float32:
        return std::forward<F>(f)(element_tag<float>{});
    case element_type::float64:
        return std::forward<F>(f)(element_tag<double>{});
    case element_type::longdouble:
        return std::forward<F>(f)(element_tag<long double>{});
    case element_type::complex64:
        return std::forward<F>(f)(element_tag<std::complex<float>>{});
    case element_type::complex128:
        return std::forward<F>(f)(element_tag<std::complex<double>>{});
    case element_type::clongdouble:
        return std::forward<F>(f)(element_tag<std::complex<long double>>{});
    }
    throw std::invalid_argument("npublas: this value names no element type");
}

/// The bytes of an element. Throws as `visit` does.
constexpr std::size_t item_size(element_type element) {
    return visit(element, [](auto tag) { return sizeof(typename decltype(tag)::type); });
}

} // namespace npublas

#endif
