// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
// Copyright 2026 The npublas authors

// y += a x inside C++: uBLAS's expression on views beside the plain loop over the same memory.

#include <npublas/python.hpp>

#include <cstddef>

namespace {

namespace ublas = boost::numeric::ublas;
using npublas::strided_vector_view;
using npublas::vector_view;

using input = vector_view<const double>;
using output = vector_view<double>;
using strided_input = strided_vector_view<const double>;
using strided_output = strided_vector_view<double>;

/// The compiler can neither join repetitions nor drop one: each might read and write any memory.
template <class Step>
void repeat(std::size_t repetitions, Step step) {
    for (std::size_t k = 0; k < repetitions; ++k) {
        step();
        asm volatile("" : : : "memory");
    }
}

void plain(double a, input x, output y, std::size_t repetitions) {
    double const* const p = x.data();
    double* const q = y.data();
    std::size_t const n = y.size();
    repeat(repetitions, [=] {
        for (std::size_t i = 0; i < n; ++i)
            q[i] += a * p[i];
    });
}

void view(double a, input x, output y, std::size_t repetitions) {
    repeat(repetitions, [&] { noalias(y) += a * x; });
}

void strided_plain(double a, strided_input x, strided_output y, std::size_t repetitions) {
    double const* const p = x.data();
    double* const q = y.data();
    std::ptrdiff_t const step_p = x.stride(), step_q = y.stride();
    auto const n = static_cast<std::ptrdiff_t>(y.size());
    repeat(repetitions, [=] {
        for (std::ptrdiff_t i = 0; i < n; ++i)
            q[i * step_q] += a * p[i * step_p];
    });
}

void strided_view(double a, strided_input x, strided_output y, std::size_t repetitions) {
    repeat(repetitions, [&] { noalias(y) += a * x; });
}

/// uBLAS's own vector, on a copy made before the loop.
void ublas_vector(double a, input x, output y, std::size_t repetitions) {
    ublas::vector<double> const own_x(x);
    ublas::vector<double> own_y(y);
    repeat(repetitions, [&] { noalias(own_y) += a * own_x; });
    noalias(y) = own_y;
}

} // namespace

BOOST_PYTHON_MODULE(bench_loops) {
    using boost::python::def;
    def("plain", &plain);
    def("view", &view);
    def("strided_plain", &strided_plain);
    def("strided_view", &strided_view);
    def("ublas_vector", &ublas_vector);
}
