// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
// Copyright 2026 The npublas authors

// npublas under plain boost::python::def.

#include <npublas/python.hpp>

#include "fill.hpp"

namespace {

namespace ublas = boost::numeric::ublas;
using npublas::matrix_view;
using npublas::strided_matrix_view;
using npublas::vector_view;

double first(vector_view<const double> v) { return v(0); }

double at(matrix_view<const double> M, std::size_t i, std::size_t j) { return M(i, j); }

void scale(vector_view<double> v, double s) { v *= s; }

void axpy(double a, vector_view<const double> x, vector_view<double> y) { noalias(y) += a * x; }

double trace(strided_matrix_view<const double> M) {
    double sum = 0;
    for (std::size_t i = 0; i < M.size1(); ++i)
        sum += M(i, i);
    return sum;
}

ublas::vector<double> make(std::size_t n) {
    ublas::vector<double> v(n);
    fill(v.data().begin(), n);
    return v;
}

std::uintptr_t address() { return filled_address; }

} // namespace

BOOST_PYTHON_MODULE(bench_npublas) {
    using boost::python::def;
    def("first", &first);
    def("at", &at);
    def("scale", &scale);
    def("axpy", &axpy);
    def("trace", &trace);
    def("make", &make);
    def("address", &address);
}
