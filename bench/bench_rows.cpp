// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
// Copyright 2026 The npublas authors

// An (n, 3) array as a std::vector of small vectors, beside writing as many bytes with memcpy.

#include <npublas/python.hpp>

#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <vector>

namespace {

namespace ublas = boost::numeric::ublas;
using point = ublas::c_vector<double, 3>;

/// The compiler must take every byte behind the pointer for read.
void use(void const* memory) { asm volatile("" : : "r"(memory) : "memory"); }

double rows(std::vector<point> const& points) {
    use(points.data());
    return points.back()(2);
}

struct free_memory {
    void operator()(void* memory) const { std::free(memory); }
};

/// Memory straight from malloc; at this size the kernel hands out new pages.
double memcpy_fresh(npublas::vector_view<const double> source) {
    std::size_t const bytes = source.size() * sizeof(double);
    std::unique_ptr<void, free_memory> const target(std::malloc(bytes));
    if (!target) throw std::bad_alloc();
    std::memcpy(target.get(), source.data(), bytes);
    use(target.get());
    return source(source.size() - 1);
}

std::size_t row_bytes() { return sizeof(point); }

} // namespace

BOOST_PYTHON_MODULE(bench_rows) {
    npublas::def("rows", &rows);
    npublas::def("memcpy_fresh", &memcpy_fresh);
    npublas::def("row_bytes", &row_bytes);
}
