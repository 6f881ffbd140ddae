// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// How the fast door converts one argument.

#ifndef NPUBLAS_PYTHON_DETAIL_FAST_ARGUMENT_HPP
#define NPUBLAS_PYTHON_DETAIL_FAST_ARGUMENT_HPP

#include <npublas/python/detail/call_state.hpp>
#include <npublas/python/detail/scalar.hpp>

#include <boost/python/arg_from_python.hpp>

#include <optional>
#include <type_traits>

namespace npublas::python::detail {

/// The converter for a parameter `A` of a fast function: that of Boost.Python, told how to go
/// about it if it is one of ours.
template <class A>
class general_argument {
    using converter = bp::arg_from_python<A>;

public:
    general_argument(PyObject* source, conversion_mode mode) : converter_(make(source, mode)) {}

    bool convertible() const { return converter_.convertible(); }
    decltype(auto) operator()() { return converter_(); }

private:
    static converter make(PyObject* source, [[maybe_unused]] conversion_mode mode) {
        if constexpr (std::is_constructible_v<converter, PyObject*, conversion_mode>)
            return converter(source, mode);
        else
            return converter(source);
    }

    converter converter_;
};

/// Whether a converter notes down itself why it refuses.
template <class Argument>
inline constexpr bool is_ours = true;
template <class A>
inline constexpr bool is_ours<general_argument<A>> =
    std::is_constructible_v<bp::arg_from_python<A>, PyObject*, conversion_mode>;

/// Python's own numbers without the registry; the rest as Boost.Python takes it.
template <class T>
class number_argument {
public:
    number_argument(PyObject* source, conversion_mode) {
        if (!read_python_number(source)) general_.emplace(source);
    }

    bool convertible() const { return !general_ || general_->convertible(); }
    T operator()() { return general_ ? (*general_)() : value_; }

private:
    bool read_python_number(PyObject* source) noexcept {
        if constexpr (std::is_floating_point_v<T>) {
            if (!PyFloat_CheckExact(source)) return false;
            value_ = static_cast<T>(PyFloat_AS_DOUBLE(source));
            return true;
        } else {
            if (!PyLong_CheckExact(source)) return false;
            int overflow = 0;
            long long const wide = PyLong_AsLongLongAndOverflow(source, &overflow);
            value_ = static_cast<T>(wide);
            return overflow == 0 && integer_in_range<T>(as_number(wide));
        }
    }

    T value_{};
    std::optional<bp::arg_from_python<T>> general_;
};

template <class T>
inline constexpr bool is_ours<number_argument<T>> = false;

/// bool and the character types are no numbers to Boost.Python.
template <class T>
inline constexpr bool is_python_number = (std::is_integral_v<T> && !std::is_same_v<T, bool> &&
                                          !std::is_same_v<T, char> &&
                                          !npublas::detail::is_character<T>) ||
                                         std::is_floating_point_v<T>;

/// Our converter for a type of the standard library's, Boost's or uBLAS's that Boost.Python takes
/// through its registry; void where there is none.
template <class V>
struct own_argument {
    using type = void;
};

template <class A>
struct fast_argument_for {
    using value = std::remove_cv_t<std::remove_reference_t<A>>;
    using own = typename own_argument<value>::type;
    static constexpr bool is_in_out =
        std::is_lvalue_reference_v<A> && !std::is_const_v<std::remove_reference_t<A>>;

    using type = std::conditional_t<
        is_python_number<std::remove_cv_t<A>>, number_argument<std::remove_cv_t<A>>,
        std::conditional_t<std::is_void_v<own> || is_in_out, general_argument<A>, own>>;
};

template <class A>
using fast_argument = typename fast_argument_for<A>::type;

} // namespace npublas::python::detail

#endif
