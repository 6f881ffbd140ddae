// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
// Copyright 2026 The npublas authors

// Plain C functions, which Python calls through ctypes: ctypes_peer.py.

#include <cstddef>

#define NPUBLAS_BENCH_EXPORT extern "C" __attribute__((visibility("default")))

NPUBLAS_BENCH_EXPORT double first(double const* v) { return *v; }

NPUBLAS_BENCH_EXPORT double at(double const* M, std::size_t columns, std::size_t i, std::size_t j) {
    return M[i * columns + j];
}

NPUBLAS_BENCH_EXPORT void scale(double* v, std::size_t n, double s) {
    for (std::size_t i = 0; i < n; ++i)
        v[i] *= s;
}

NPUBLAS_BENCH_EXPORT void axpy(double a, double const* x, double* y, std::size_t n) {
    for (std::size_t i = 0; i < n; ++i)
        y[i] += a * x[i];
}

/// `step` is from one diagonal element to the next, in elements.
NPUBLAS_BENCH_EXPORT double trace(double const* M, std::size_t n, std::ptrdiff_t step) {
    double sum = 0;
    for (std::size_t i = 0; i < n; ++i, M += step)
        sum += *M;
    return sum;
}
