// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
// Copyright 2026 The npublas authors

// nanobind with Eigen's types: DRef, which takes any strides without a copy.

#include <nanobind/eigen/dense.h>
#include <nanobind/nanobind.h>

#include "../fill.hpp"

#include <complex>

namespace {

namespace nb = nanobind;
using namespace nanobind::literals;

template <class T>
using vector_of = Eigen::Matrix<T, Eigen::Dynamic, 1>;
using vector = Eigen::VectorXd;
using matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

double first(nb::DRef<vector const> v) { return v(0); }

double at(nb::DRef<matrix const> M, Eigen::Index i, Eigen::Index j) { return M(i, j); }

void scale(nb::DRef<vector> v, double s) { v *= s; }

void axpy(double a, nb::DRef<vector const> x, nb::DRef<vector> y) { y += a * x; }

double trace(nb::DRef<matrix const> M) { return M.trace(); }

vector make(Eigen::Index n) {
    vector v(n);
    fill(v.data(), static_cast<std::size_t>(n));
    return v;
}

std::uintptr_t address() { return filled_address; }

double line(nb::DRef<vector const> v, double slope, double offset) { return slope * v(0) + offset; }

int kind_float(nb::DRef<vector_of<float> const>) { return 1; }
int kind_int(nb::DRef<vector_of<std::int64_t> const>) { return 2; }
int kind_double(nb::DRef<vector const>) { return 3; }
int kind_complex(nb::DRef<vector_of<std::complex<double>> const>) { return 4; }

class gain_eigen {
public:
    explicit gain_eigen(double factor) : factor_(factor) {}
    double apply(nb::DRef<vector const> v) const { return factor_ * v(0); }

private:
    double factor_;
};

} // namespace

NB_MODULE(bench_nanobind_eigen, module) {
    module.def("first", &first);
    module.def("at", &at);
    module.def("scale", &scale);
    module.def("axpy", &axpy);
    module.def("trace", &trace);
    module.def("make", &make);
    module.def("address", &address);
    module.def("line", &line, "v"_a, "slope"_a = 1.0, "offset"_a = 0.0);
    module.def("kind", &kind_float);
    module.def("kind", &kind_int);
    module.def("kind", &kind_double);
    module.def("kind", &kind_complex);
    nb::class_<gain_eigen>(module, "gain").def(nb::init<double>()).def("apply", &gain_eigen::apply);
}
