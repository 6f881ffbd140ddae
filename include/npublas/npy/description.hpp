// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// What the header of a .npy file says, and how a file is to be written.

#ifndef NPUBLAS_NPY_DESCRIPTION_HPP
#define NPUBLAS_NPY_DESCRIPTION_HPP

#include <npublas/element_type.hpp>

#include <boost/predef/other/endian.h>

#include <cstddef>
#include <functional>
#include <numeric>
#include <optional>
#include <vector>

namespace npublas::npy {

/// Which index runs fastest in the file: the last (C) or the first (Fortran).
enum class storage_order { c, fortran };

enum class byte_order { little, big };

inline constexpr byte_order native_byte_order =
    BOOST_ENDIAN_BIG_BYTE ? byte_order::big : byte_order::little;

/// The most dimensions of an array, as in NumPy 2.
inline constexpr std::size_t most_dimensions = 64;

/// What the header of a file says. The size in bytes fits a quarter of the address space.
struct description {
    element_type element = element_type::float64;
    byte_order bytes_order = native_byte_order;
    storage_order order = storage_order::c;
    std::vector<std::size_t> shape; ///< none for a single element

    std::size_t item_size() const { return npublas::item_size(element); }
    /// How many elements there are.
    std::size_t size() const {
        return std::accumulate(shape.begin(), shape.end(), std::size_t{1},
                               std::multiplies<std::size_t>());
    }
    /// How many bytes they take.
    std::size_t bytes() const { return size() * item_size(); }
};

struct save_options {
    /// Without: Fortran's for column-major matrices, else C's.
    std::optional<storage_order> order{};
    byte_order bytes_order = native_byte_order;
    /// The version of the format, 1 to 3. Every array of npublas's elements fits version 1.
    int version = 1;
};

} // namespace npublas::npy

#endif
