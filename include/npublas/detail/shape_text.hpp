// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// Shapes in error sentences.

#ifndef NPUBLAS_DETAIL_SHAPE_TEXT_HPP
#define NPUBLAS_DETAIL_SHAPE_TEXT_HPP

#include <cstddef>
#include <string>

namespace npublas::detail {

/// A shape as Python writes it: `(3, 4)`.
inline std::string shape_text(std::size_t const* shape, std::size_t dimensions) {
    std::string result = "(";
    for (std::size_t i = 0; i < dimensions; ++i)
        result += (i > 0 ? ", " : "") + std::to_string(shape[i]);
    return result + (dimensions == 1 ? ",)" : ")");
}

} // namespace npublas::detail

#endif
