// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// The element type of a result of two operands, as NumPy has it.

#ifndef NPUBLAS_SRC_PROMOTION_HPP
#define NPUBLAS_SRC_PROMOTION_HPP

#include <npublas/element_type.hpp>

#include <algorithm>

namespace npublas::extension {

constexpr bool is_signed_integer(element_type element) {
    return element >= element_type::int8 && element <= element_type::int64;
}

constexpr bool is_floating(element_type element) { return element >= element_type::float32; }

/// 8, 16, 32 or 64.
constexpr int bits_of_integer(element_type element) {
    element_type const first =
        is_signed_integer(element) ? element_type::int8 : element_type::uint8;
    return 8 << (static_cast<int>(element) - static_cast<int>(first));
}

/// The element type that is `steps` places after another.
constexpr element_type after(element_type element, int steps) {
    return static_cast<element_type>(static_cast<int>(element) + steps);
}

/// The type that holds all values of both integer types; float64 where there is none.
constexpr element_type promote_integers(element_type a, element_type b) {
    if (is_signed_integer(a) == is_signed_integer(b)) return std::max(a, b);
    element_type const with_sign = is_signed_integer(a) ? a : b;
    element_type const without = is_signed_integer(a) ? b : a;
    if (bits_of_integer(with_sign) > bits_of_integer(without)) return with_sign;
    if (without == element_type::uint64) return element_type::float64;
    int const next_larger = static_cast<int>(without) - static_cast<int>(element_type::uint8) + 1;
    return after(element_type::int8, next_larger);
}

/// The real floating type of the precision that an element asks for.
constexpr element_type precision(element_type element) {
    if (is_complex(element))
        return after(element_type::float32,
                     static_cast<int>(element) - static_cast<int>(element_type::complex64));
    if (is_real_floating(element)) return element;
    bool const is_short = !is_integer(element) || bits_of_integer(element) <= 16;
    return is_short ? element_type::float32 : element_type::float64;
}

/// `numpy.result_type(a, b)`
constexpr element_type promote(element_type a, element_type b) {
    if (a == b || b == element_type::boolean) return a;
    if (a == element_type::boolean) return b;
    if (!is_floating(a) && !is_floating(b)) return promote_integers(a, b);
    element_type const real = std::max(precision(a), precision(b));
    if (!is_complex(a) && !is_complex(b)) return real;
    return after(element_type::complex64,
                 static_cast<int>(real) - static_cast<int>(element_type::float32));
}

/// The type that numpy.linalg computes in: floating and complex elements stay, others are float64.
constexpr element_type as_floating(element_type element) {
    return is_floating(element) ? element : element_type::float64;
}

} // namespace npublas::extension

#endif
