// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

// sums.cpp in pybind11. Without noconvert(), square would work on a copy of an array of another
// type, and the caller would see nothing happen.

#include <pybind11/numpy.h>

namespace {

namespace py = pybind11;

double sum_any_vector(py::array_t<double> v) {
    auto const elements = v.unchecked<1>();
    double total = 0;
    for (py::ssize_t i = 0; i < elements.shape(0); ++i)
        total += elements(i);
    return total;
}

void square_any(py::array_t<double> v) {
    auto elements = v.mutable_unchecked<1>();
    for (py::ssize_t i = 0; i < elements.shape(0); ++i)
        elements(i) *= elements(i);
}

double sum_any_matrix(py::array_t<double> A) {
    auto const elements = A.unchecked<2>();
    double total = 0;
    for (py::ssize_t i = 0; i < elements.shape(0); ++i)
        for (py::ssize_t j = 0; j < elements.shape(1); ++j)
            total += elements(i, j);
    return total;
}

} // namespace

PYBIND11_MODULE(sums_pybind11, m) {
    m.def("sum_any_vector", &sum_any_vector, py::arg("v").noconvert());
    m.def("square_any", &square_any, py::arg("v").noconvert());
    m.def("sum_any_matrix", &sum_any_matrix, py::arg("A").noconvert());
}
