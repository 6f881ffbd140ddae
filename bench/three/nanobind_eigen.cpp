// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
// Copyright 2026 The npublas authors

// Three functions with nanobind and Eigen: what a small module costs to build.

#include <nanobind/eigen/dense.h>
#include <nanobind/nanobind.h>

namespace {

namespace nb = nanobind;
using vector = Eigen::VectorXd;
using matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

double first(nb::DRef<vector const> v) { return v(0); }
double at(nb::DRef<matrix const> M, Eigen::Index i, Eigen::Index j) { return M(i, j); }
void scale(nb::DRef<vector> v, double s) { v *= s; }

} // namespace

NB_MODULE(three, module) {
    module.def("first", &first);
    module.def("at", &at);
    module.def("scale", &scale);
}
