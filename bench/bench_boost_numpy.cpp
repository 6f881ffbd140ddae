// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
// Copyright 2026 The npublas authors

// Boost.NumPy, which hands over an untyped array: the checks are written by hand.

#ifdef NPUBLAS_BENCH_BOOST_NUMPY

#include <boost/python/numpy.hpp>

#include "fill.hpp"

namespace {

namespace bp = boost::python;
namespace np = boost::python::numpy;

constexpr Py_intptr_t item = sizeof(double);

/// Never destroyed: the interpreter ends first.
np::dtype const& float64() {
    static auto* const type = new np::dtype(np::dtype::get_builtin<double>());
    return *type;
}

void refuse(char const* sentence) {
    PyErr_SetString(PyExc_TypeError, sentence);
    bp::throw_error_already_set();
}

double* elements(np::ndarray const& array, int dimensions, int flags) {
    int const needed = np::ndarray::ALIGNED | flags;
    if (array.get_nd() != dimensions || (array.get_flags() & needed) != needed ||
        !np::equivalent(array.get_dtype(), float64()))
        refuse("a native, aligned float64 array of other dimensions needed");
    return reinterpret_cast<double*>(array.get_data());
}

double* contiguous_elements(np::ndarray const& array, int dimensions, int flags = 0) {
    double* const p = elements(array, dimensions, flags);
    if (array.get_strides()[dimensions - 1] != item) refuse("an array with unit stride needed");
    return p;
}

double first(np::ndarray const& v) { return *contiguous_elements(v, 1); }

double at(np::ndarray const& M, std::size_t i, std::size_t j) {
    double const* const p = contiguous_elements(M, 2);
    return p[i * static_cast<std::size_t>(M.get_strides()[0] / item) + j];
}

void scale(np::ndarray const& v, double s) {
    double* const p = contiguous_elements(v, 1, np::ndarray::WRITEABLE);
    Py_intptr_t const n = v.get_shape()[0];
    for (Py_intptr_t i = 0; i < n; ++i)
        p[i] *= s;
}

void axpy(double a, np::ndarray const& x, np::ndarray const& y) {
    double const* const p = contiguous_elements(x, 1);
    double* const q = contiguous_elements(y, 1, np::ndarray::WRITEABLE);
    Py_intptr_t const n = y.get_shape()[0];
    for (Py_intptr_t i = 0; i < n; ++i)
        q[i] += a * p[i];
}

double trace(np::ndarray const& M) {
    double const* p = elements(M, 2, 0);
    Py_intptr_t const row = M.get_strides()[0], column = M.get_strides()[1];
    if (row % item != 0 || column % item != 0)
        refuse("strides that are multiples of the item size needed");
    double sum = 0;
    for (Py_intptr_t i = 0; i < M.get_shape()[0]; ++i, p += (row + column) / item)
        sum += *p;
    return sum;
}

void free_buffer(PyObject* capsule) {
    delete[] static_cast<double*>(PyCapsule_GetPointer(capsule, nullptr));
}

np::ndarray make(std::size_t n) {
    auto* const p = new double[n];
    fill(p, n);
    bp::object const owner(bp::handle<>(PyCapsule_New(p, nullptr, &free_buffer)));
    return np::from_data(p, float64(), bp::make_tuple(n), bp::make_tuple(item), owner);
}

std::uintptr_t address() { return filled_address; }

} // namespace

BOOST_PYTHON_MODULE(bench_boost_numpy) {
    np::initialize();
    bp::def("first", &first);
    bp::def("at", &at);
    bp::def("scale", &scale);
    bp::def("axpy", &axpy);
    bp::def("trace", &trace);
    bp::def("make", &make);
    bp::def("address", &address);
}

#else

#include "without_peer.hpp"
NPUBLAS_BENCH_WITHOUT_PEER(bench_boost_numpy, "libboost-numpy-dev")

#endif
