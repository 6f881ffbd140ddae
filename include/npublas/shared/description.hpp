// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// What the elements of a shared matrix are: their type, shape and strides.

#ifndef NPUBLAS_SHARED_DESCRIPTION_HPP
#define NPUBLAS_SHARED_DESCRIPTION_HPP

#include <npublas/element_type.hpp>

#include <array>
#include <cstddef>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

namespace npublas::shared {

inline constexpr int most_dimensions = 8;

/// Elements in C order, one after another.
struct description {
    element_type element = element_type::float64;
    std::size_t item_size = 0;
    int dimensions = 0;
    std::array<std::size_t, most_dimensions> shape{};
    std::array<std::ptrdiff_t, most_dimensions> strides{}; ///< in bytes

    std::size_t bytes() const {
        std::size_t total = item_size;
        for (int i = 0; i < dimensions; ++i)
            total *= shape[static_cast<std::size_t>(i)];
        return total;
    }
};

inline std::size_t item_size(element_type element) {
    return visit(element, [](auto tag) { return sizeof(typename decltype(tag)::type); });
}

/// Throws std::invalid_argument for more than eight dimensions, and for a size in bytes beyond a
/// quarter of the address space.
inline description describe(element_type element, std::vector<std::size_t> const& shape) {
    if (shape.size() > most_dimensions)
        throw std::invalid_argument("a shared matrix has at most 8 dimensions, not " +
                                    std::to_string(shape.size()));
    description result;
    result.element = element;
    result.item_size = item_size(element);
    result.dimensions = static_cast<int>(shape.size());
    constexpr std::size_t most = std::numeric_limits<std::size_t>::max() / 4;
    std::size_t stride = result.item_size;
    for (std::size_t i = shape.size(); i-- > 0;) {
        result.shape[i] = shape[i];
        result.strides[i] = static_cast<std::ptrdiff_t>(stride);
        // An extent of 0 leaves the other strides those of extent 1, as NumPy has them.
        std::size_t const extent = shape[i] == 0 ? 1 : shape[i];
        if (extent > most / stride)
            throw std::invalid_argument("a shared matrix of this shape is larger than memory");
        stride *= extent;
    }
    return result;
}

} // namespace npublas::shared

#endif
