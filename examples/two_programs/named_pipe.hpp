// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

// A named pipe, which whichever program comes first makes.

#ifndef NPUBLAS_EXAMPLES_TWO_PROGRAMS_NAMED_PIPE_HPP
#define NPUBLAS_EXAMPLES_TWO_PROGRAMS_NAMED_PIPE_HPP

#include <sys/stat.h>

#include <string>

namespace two_programs {

inline std::string const& named_pipe(std::string const& path) {
    mkfifo(path.c_str(), 0600); // if it is there, so much the better
    return path;
}

} // namespace two_programs

#endif
