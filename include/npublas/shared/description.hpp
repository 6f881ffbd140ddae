// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// What a segment is made of and where it lies.

#ifndef NPUBLAS_SHARED_DESCRIPTION_HPP
#define NPUBLAS_SHARED_DESCRIPTION_HPP

#include <npublas/element_type.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <limits>
#include <stdexcept>
#include <string>
#include <system_error>

namespace npublas::shared {

inline constexpr int maximum_dimensions = 8;
inline constexpr unsigned maximum_readers = 1024;

/// Element type and shape of an array in C order.
struct description {
    element_type element = element_type::float64;
    std::size_t item_size = 0; ///< bytes of an element
    int dimensions = 0;
    std::size_t shape[maximum_dimensions] = {};
    std::ptrdiff_t strides[maximum_dimensions] = {}; ///< bytes from one index to the next

    /// The bytes of all elements.
    std::size_t bytes() const noexcept {
        std::size_t product = item_size;
        for (int k = 0; k < dimensions; ++k)
            product *= shape[k];
        return product;
    }
};

/// Fills in item size and strides. Throws std::invalid_argument for more than eight dimensions and
/// for more bytes than memory has addresses.
inline description describe(element_type element, std::size_t const* shape, int dimensions) {
    if (dimensions < 0 || dimensions > maximum_dimensions)
        throw std::invalid_argument("a shared array has 0 to " +
                                    std::to_string(maximum_dimensions) + " dimensions, not " +
                                    std::to_string(dimensions));
    description d;
    d.element = element;
    d.item_size = npublas::item_size(element);
    d.dimensions = dimensions;
    // An extent of 0 must not hide an overflow in the others: they are strides, too.
    std::size_t stride = d.item_size;
    for (int k = dimensions - 1; k >= 0; --k) {
        d.shape[k] = shape[k];
        d.strides[k] = static_cast<std::ptrdiff_t>(stride);
        std::size_t const extent = shape[k] == 0 ? 1 : shape[k];
        constexpr auto most = static_cast<std::size_t>(std::numeric_limits<std::ptrdiff_t>::max());
        if (extent > most / stride)
            throw std::invalid_argument("this shape has more elements than memory has addresses");
        stride *= extent;
    }
    return d;
}

inline description describe(element_type element, std::initializer_list<std::size_t> shape) {
    return describe(element, shape.begin(), static_cast<int>(shape.size()));
}

/// Where a segment lies: a plain name is one in memory, in /dev/shm; a std::filesystem::path is a
/// memory-mapped file, whose content survives the processes and the machine.
class place {
public:
    /// Throws std::invalid_argument for a name that is empty, has a slash or a NUL, is "." or "..",
    /// or has more than 255 bytes.
    place(std::string const& name) : path_("/dev/shm/" + name) {
        if (name.empty() || name == "." || name == "..")
            throw std::invalid_argument("'" + name + "' is no name for a segment");
        if (name.find('/') != std::string::npos || name.find('\0') != std::string::npos)
            throw std::invalid_argument("the name of a segment has no slash and no NUL; "
                                        "a file is named by a std::filesystem::path");
        if (name.size() > 255)
            throw std::invalid_argument("the name of a segment has at most 255 bytes, not " +
                                        std::to_string(name.size()));
    }
    place(char const* name) : place(std::string(name)) {}

    /// A relative path is one of the current folder of this moment. Throws std::invalid_argument
    /// for an empty path and for one with a NUL.
    place(std::filesystem::path const& file) {
        if (file.empty() || file.native().find('\0') != std::string::npos)
            throw std::invalid_argument("'" + file.native() + "' is no path for a segment");
        std::error_code problem;
        path_ = std::filesystem::absolute(file, problem).native();
        if (problem)
            throw std::invalid_argument("'" + file.native() +
                                        "' is relative to a current folder "
                                        "that is gone: " +
                                        problem.message());
    }

    std::string const& path() const noexcept { return path_; }

private:
    std::string path_;
};

} // namespace npublas::shared

#endif
