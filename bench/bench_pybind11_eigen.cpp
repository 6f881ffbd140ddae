// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
// Copyright 2026 The npublas authors

// pybind11 with Eigen's types: Ref, and EigenDRef where strides are arbitrary.

#if __has_include(<pybind11/eigen.h>) && __has_include(<Eigen/Core>)

#include <pybind11/eigen.h>
#include <pybind11/pybind11.h>

#include "fill.hpp"

namespace {

namespace py = pybind11;
using vector = Eigen::VectorXd;
using matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

double first(Eigen::Ref<vector const> v) { return v(0); }

double at(Eigen::Ref<matrix const> M, Eigen::Index i, Eigen::Index j) { return M(i, j); }

void scale(Eigen::Ref<vector> v, double s) { v *= s; }

void axpy(double a, Eigen::Ref<vector const> x, Eigen::Ref<vector> y) { y += a * x; }

double trace(py::EigenDRef<matrix const> M) { return M.trace(); }

vector make(Eigen::Index n) {
    vector v(n);
    fill(v.data(), static_cast<std::size_t>(n));
    return v;
}

std::uintptr_t address() { return filled_address; }

} // namespace

PYBIND11_MODULE(bench_pybind11_eigen, module) {
    module.def("first", &first);
    module.def("at", &at);
    module.def("scale", &scale);
    module.def("axpy", &axpy);
    module.def("trace", &trace);
    module.def("make", &make);
    module.def("address", &address);
}

#else

#include "without_peer.hpp"
NPUBLAS_BENCH_WITHOUT_PEER(bench_pybind11_eigen, "pybind11-dev and libeigen3-dev")

#endif
