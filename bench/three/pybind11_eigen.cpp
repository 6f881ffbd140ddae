// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
// Copyright 2026 The npublas authors

// Three functions with pybind11 and Eigen: what a small module costs to build.

#include <pybind11/eigen.h>
#include <pybind11/pybind11.h>

namespace {

using vector = Eigen::VectorXd;
using matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

double first(Eigen::Ref<vector const> v) { return v(0); }
double at(Eigen::Ref<matrix const> M, Eigen::Index i, Eigen::Index j) { return M(i, j); }
void scale(Eigen::Ref<vector> v, double s) { v *= s; }

} // namespace

PYBIND11_MODULE(three, module) {
    module.def("first", &first);
    module.def("at", &at);
    module.def("scale", &scale);
}
