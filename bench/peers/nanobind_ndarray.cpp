// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
// Copyright 2026 The npublas authors

// nanobind's own array type. What is written to is declared noconvert, so that it is not a copy.

#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>

#include "../fill.hpp"

#include <complex>

namespace {

namespace nb = nanobind;
using namespace nanobind::literals;

template <class T>
using vector_of = nb::ndarray<T, nb::ndim<1>, nb::c_contig, nb::device::cpu>;
using input = vector_of<double const>;
using output = vector_of<double>;
using matrix = nb::ndarray<double const, nb::ndim<2>, nb::c_contig, nb::device::cpu>;
using strided_matrix = nb::ndarray<double const, nb::ndim<2>, nb::device::cpu>;
using result = nb::ndarray<nb::numpy, double, nb::ndim<1>>;

double first(input v) { return v(0); }

double at(matrix M, std::size_t i, std::size_t j) { return M(i, j); }

void scale(output v, double s) {
    double* const p = v.data();
    std::size_t const n = v.shape(0);
    for (std::size_t i = 0; i < n; ++i)
        p[i] *= s;
}

void axpy(double a, input x, output y) {
    double const* const p = x.data();
    double* const q = y.data();
    std::size_t const n = y.shape(0);
    for (std::size_t i = 0; i < n; ++i)
        q[i] += a * p[i];
}

double trace(strided_matrix M) {
    double const* p = M.data();
    std::int64_t const step = M.stride(0) + M.stride(1);
    double sum = 0;
    for (std::size_t i = 0; i < M.shape(0); ++i, p += step)
        sum += *p;
    return sum;
}

result make(std::size_t n) {
    auto* const p = new double[n];
    fill(p, n);
    nb::capsule const owner(p,
                            [](void* memory) noexcept { delete[] static_cast<double*>(memory); });
    return result(p, {n}, owner);
}

std::uintptr_t address() { return filled_address; }

double line(input v, double slope, double offset) { return slope * v(0) + offset; }

int kind_float(vector_of<float const>) { return 1; }
int kind_int(vector_of<std::int64_t const>) { return 2; }
int kind_double(input) { return 3; }
int kind_complex(vector_of<std::complex<double> const>) { return 4; }

class gain_ndarray {
public:
    explicit gain_ndarray(double factor) : factor_(factor) {}
    double apply(input v) const { return factor_ * v(0); }

private:
    double factor_;
};

} // namespace

NB_MODULE(bench_nanobind_ndarray, module) {
    module.def("first", &first);
    module.def("at", &at);
    module.def("scale", &scale, nb::arg("v").noconvert(), nb::arg("s"));
    module.def("axpy", &axpy, nb::arg("a"), nb::arg("x"), nb::arg("y").noconvert());
    module.def("trace", &trace);
    module.def("make", &make);
    module.def("address", &address);
    module.def("line", &line, "v"_a, "slope"_a = 1.0, "offset"_a = 0.0);
    module.def("kind", &kind_float);
    module.def("kind", &kind_int);
    module.def("kind", &kind_double);
    module.def("kind", &kind_complex);
    nb::class_<gain_ndarray>(module, "gain")
        .def(nb::init<double>())
        .def("apply", &gain_ndarray::apply);
}
