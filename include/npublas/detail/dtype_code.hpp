// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// NumPy's codes of element types, as files and segments name them: `f8`, and with its byte order
/// `<f8`.

#ifndef NPUBLAS_DETAIL_DTYPE_CODE_HPP
#define NPUBLAS_DETAIL_DTYPE_CODE_HPP

#include <npublas/element_type.hpp>

#include <boost/predef/other/endian.h>

#include <optional>
#include <string>
#include <string_view>

namespace npublas::detail {

/// NumPy's sign for the byte order of this machine.
inline constexpr char native_order_sign = BOOST_ENDIAN_BIG_BYTE ? '>' : '<';

/// NumPy's code without byte order: kind and bytes of an element.
inline std::string dtype_code(element_type element) {
    char const kind = element == element_type::boolean  ? 'b'
                      : element <= element_type::int64  ? 'i'
                      : element <= element_type::uint64 ? 'u'
                      : is_complex(element)             ? 'c'
                                                        : 'f';
    return kind + std::to_string(item_size(element));
}

/// The same with its byte order, '<' or '>'; elements of one byte have none.
inline std::string dtype_code(element_type element, char order_sign) {
    return (item_size(element) == 1 ? '|' : order_sign) + dtype_code(element);
}

/// The element type that a code without byte order names here, if there is one.
inline std::optional<element_type> find_dtype_code(std::string_view code) {
    for (int i = 0; i < element_type_count; ++i) {
        auto const element = static_cast<element_type>(i);
        if (dtype_code(element) == code) return element;
    }
    return std::nullopt;
}

} // namespace npublas::detail

#endif
