// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// Where a shared matrix is: under a name in memory, or in a file.

#ifndef NPUBLAS_SHARED_LOCATION_HPP
#define NPUBLAS_SHARED_LOCATION_HPP

#include <climits>
#include <filesystem>
#include <stdexcept>
#include <string>

namespace npublas::shared {

/// Where Linux keeps named segments (shm_overview(7)).
inline constexpr char segments_folder[] = "/dev/shm";

/// A name without a slash, of at most 255 bytes, means a file in /dev/shm; a path means itself.
class location {
public:
    /// Throws std::invalid_argument for a name that can't be one.
    location(std::string const& name) : path_(segments_folder) {
        if (name.empty() || name == "." || name == "..")
            throw std::invalid_argument("a shared matrix needs a name, not '" + name + "'");
        if (name.find('/') != std::string::npos)
            throw std::invalid_argument("the name of a shared matrix has no slash: '" + name +
                                        "'; pass a path object for a file");
        if (name.find('\0') != std::string::npos)
            throw std::invalid_argument("the name of a shared matrix has no null character");
        if (name.size() > NAME_MAX)
            throw std::invalid_argument("the name of a shared matrix has at most " +
                                        std::to_string(NAME_MAX) + " bytes, not " +
                                        std::to_string(name.size()));
        path_ /= name;
    }
    location(char const* name) : location(std::string(name)) {}
    location(std::filesystem::path path) : path_(std::move(path)) {}

    std::filesystem::path const& path() const { return path_; }

private:
    std::filesystem::path path_;
};

} // namespace npublas::shared

#endif
