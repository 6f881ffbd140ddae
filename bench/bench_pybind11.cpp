// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
// Copyright 2026 The npublas authors

// pybind11's own array type. What is written to is declared noconvert, so that it is not a copy.
// Built once with Debian's pybind11, and once more, under another name, with one that pip
// installed.

#if __has_include(<pybind11/numpy.h>)

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

#include "fill.hpp"

#ifndef NPUBLAS_BENCH_MODULE
#define NPUBLAS_BENCH_MODULE bench_pybind11
#endif

namespace {

namespace py = pybind11;
using array = py::array_t<double>;
using contiguous_array = py::array_t<double, py::array::c_style>;

double first(contiguous_array const& v) { return v.unchecked<1>()(0); }

double at(contiguous_array const& M, py::ssize_t i, py::ssize_t j) {
    return M.unchecked<2>()(i, j);
}

void scale(contiguous_array& v, double s) {
    auto p = v.mutable_unchecked<1>();
    for (py::ssize_t i = 0; i < p.shape(0); ++i)
        p(i) *= s;
}

void axpy(double a, contiguous_array const& x, contiguous_array& y) {
    auto const p = x.unchecked<1>();
    auto q = y.mutable_unchecked<1>();
    for (py::ssize_t i = 0; i < q.shape(0); ++i)
        q(i) += a * p(i);
}

double trace(array const& M) {
    auto const p = M.unchecked<2>();
    double sum = 0;
    for (py::ssize_t i = 0; i < p.shape(0); ++i)
        sum += p(i, i);
    return sum;
}

array make(std::size_t n) {
    auto* const p = new double[n];
    fill(p, n);
    py::capsule const owner(p, [](void* buffer) { delete[] static_cast<double*>(buffer); });
    return array(n, p, owner);
}

std::uintptr_t address() { return filled_address; }

} // namespace

PYBIND11_MODULE(NPUBLAS_BENCH_MODULE, module) {
    module.def("first", &first);
    module.def("at", &at);
    module.def("scale", &scale, py::arg("v").noconvert(), py::arg("s"));
    module.def("axpy", &axpy, py::arg("a"), py::arg("x"), py::arg("y").noconvert());
    module.def("trace", &trace);
    module.def("make", &make);
    module.def("address", &address);
    module.attr("version") =
        py::str("{}.{}").format(PYBIND11_VERSION_MAJOR, PYBIND11_VERSION_MINOR);
}

#else

#include "without_peer.hpp"
NPUBLAS_BENCH_WITHOUT_PEER(bench_pybind11, "pybind11-dev")

#endif
