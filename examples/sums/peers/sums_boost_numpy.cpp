// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

// sums.cpp in Boost.NumPy, which hands over the array as it is: type, number of dimensions, strides
// and writability are for the author to check.

#include <boost/python/numpy.hpp>

namespace {

namespace bp = boost::python;
namespace bn = boost::python::numpy;

void check(bn::ndarray const& a, int dimensions, bool write = false) {
    bool const writable = (a.get_flags() & bn::ndarray::WRITEABLE) != bn::ndarray::NONE;
    bool const aligned = (a.get_flags() & bn::ndarray::ALIGNED) != bn::ndarray::NONE;
    if (a.get_dtype() == bn::dtype::get_builtin<double>() && a.get_nd() == dimensions && aligned &&
        (writable || !write))
        return;
    PyErr_SetString(PyExc_TypeError, "this takes another array of float64");
    bp::throw_error_already_set();
}

double& element(char* row, Py_intptr_t stride, Py_intptr_t i) {
    return *reinterpret_cast<double*>(row + i * stride);
}

double sum_row(char* row, Py_intptr_t n, Py_intptr_t stride) {
    double total = 0;
    for (Py_intptr_t i = 0; i < n; ++i)
        total += element(row, stride, i);
    return total;
}

double sum_any_vector(bn::ndarray const& v) {
    check(v, 1);
    return sum_row(v.get_data(), v.shape(0), v.strides(0));
}

void square_any(bn::ndarray const& v) {
    check(v, 1, true);
    for (Py_intptr_t i = 0; i < v.shape(0); ++i)
        element(v.get_data(), v.strides(0), i) *= element(v.get_data(), v.strides(0), i);
}

double sum_any_matrix(bn::ndarray const& A) {
    check(A, 2);
    double total = 0;
    for (Py_intptr_t i = 0; i < A.shape(0); ++i)
        total += sum_row(A.get_data() + i * A.strides(0), A.shape(1), A.strides(1));
    return total;
}

} // namespace

BOOST_PYTHON_MODULE(sums_boost_numpy) {
    bn::initialize();
    bp::def("sum_any_vector", &sum_any_vector);
    bp::def("square_any", &square_any);
    bp::def("sum_any_matrix", &sum_any_matrix);
}
