// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
// Copyright 2026 The npublas authors

/// What every module that returns a vector shares: how it is filled, and how it tells where.
#ifndef NPUBLAS_BENCH_FILL_HPP
#define NPUBLAS_BENCH_FILL_HPP

#include <algorithm>
#include <cstddef>
#include <cstdint>

inline std::uintptr_t filled_address = 0;

inline void fill(double* p, std::size_t n) {
    std::fill(p, p + n, 1.5);
    filled_address = reinterpret_cast<std::uintptr_t>(p);
}

#endif
