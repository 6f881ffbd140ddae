// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
// Copyright 2026 The npublas authors

// pybind11 with Eigen's types: Ref, and EigenDRef where strides are arbitrary. Built once with
// Debian's pybind11, and once more, under another name, with one that pip installed.

#if __has_include(<pybind11/eigen.h>) && __has_include(<Eigen/Core>)

#include <pybind11/eigen.h>
#include <pybind11/pybind11.h>

#include "fill.hpp"

#include <complex>

#ifndef NPUBLAS_BENCH_MODULE
#define NPUBLAS_BENCH_MODULE bench_pybind11_eigen
#endif

namespace {

namespace py = pybind11;
using namespace pybind11::literals;
template <class T>
using vector_of = Eigen::Matrix<T, Eigen::Dynamic, 1>;
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

double line(Eigen::Ref<vector const> v, double slope, double offset) {
    return slope * v(0) + offset;
}

int kind_float(Eigen::Ref<vector_of<float> const>) { return 1; }
int kind_int(Eigen::Ref<vector_of<std::int64_t> const>) { return 2; }
int kind_double(Eigen::Ref<vector const>) { return 3; }
int kind_complex(Eigen::Ref<vector_of<std::complex<double>> const>) { return 4; }

class gain {
public:
    explicit gain(double factor) : factor_(factor) {}
    double apply(Eigen::Ref<vector const> v) const { return factor_ * v(0); }

private:
    double factor_;
};

} // namespace

PYBIND11_MODULE(NPUBLAS_BENCH_MODULE, module) {
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
    py::class_<gain>(module, "gain").def(py::init<double>()).def("apply", &gain::apply);
    module.attr("version") =
        py::str("{}.{}").format(PYBIND11_VERSION_MAJOR, PYBIND11_VERSION_MINOR);
}

#else

#include "without_peer.hpp"
NPUBLAS_BENCH_WITHOUT_PEER(bench_pybind11_eigen, "pybind11-dev and libeigen3-dev")

#endif
