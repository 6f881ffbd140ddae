// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// What the modules_*.cpp have in common: a type of each, which the others take too.

#ifndef NPUBLAS_TEST_MODULES_SHARED_HPP
#define NPUBLAS_TEST_MODULES_SHARED_HPP

#include <string>

/// Exported by modules_plain.
struct thing {
    std::string name;
    explicit thing(std::string given) : name(std::move(given)) {}
};

#endif
