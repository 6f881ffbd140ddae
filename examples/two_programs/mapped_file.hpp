// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

// A file in memory, mapped by two programs; whichever comes first makes it.

#ifndef NPUBLAS_EXAMPLES_TWO_PROGRAMS_MAPPED_FILE_HPP
#define NPUBLAS_EXAMPLES_TWO_PROGRAMS_MAPPED_FILE_HPP

#include <boost/interprocess/file_mapping.hpp>
#include <boost/interprocess/mapped_region.hpp>

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <string>

namespace two_programs {

// Zero where nobody has written yet. /dev/shm has no disk behind it.
inline boost::interprocess::mapped_region map_file(std::string const& where, std::size_t size) {
    using namespace boost::interprocess;
    auto const path = "/dev/shm" / std::filesystem::path(where).filename();
    std::ofstream(path, std::ios::app);
    std::filesystem::resize_file(path, size);
    return {file_mapping(path.c_str(), read_write), read_write};
}

} // namespace two_programs

#endif
