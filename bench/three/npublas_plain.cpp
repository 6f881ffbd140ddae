// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
// Copyright 2026 The npublas authors

// Three functions under plain boost::python::def: what a small module costs to build.

#include <npublas/python.hpp>

namespace {

using npublas::matrix_view;
using npublas::vector_view;

double first(vector_view<const double> v) { return v(0); }
double at(matrix_view<const double> M, std::size_t i, std::size_t j) { return M(i, j); }
void scale(vector_view<double> v, double s) { v *= s; }

} // namespace

BOOST_PYTHON_MODULE(three) {
    boost::python::def("first", &first);
    boost::python::def("at", &at);
    boost::python::def("scale", &scale);
}
