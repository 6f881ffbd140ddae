// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
// Copyright 2026 The npublas authors

// Three functions with Boost.NumPy: what a small module costs to build.

#include <boost/python.hpp>
#include <boost/python/numpy.hpp>

namespace {

namespace bp = boost::python;
namespace np = boost::python::numpy;

double* elements(np::ndarray const& array, int dimensions, int flags = 0) {
    int const needed = np::ndarray::ALIGNED | flags;
    if (array.get_nd() != dimensions || (array.get_flags() & needed) != needed ||
        array.get_strides()[dimensions - 1] != sizeof(double) ||
        !np::equivalent(array.get_dtype(), np::dtype::get_builtin<double>())) {
        PyErr_SetString(PyExc_TypeError, "a contiguous float64 array of other dimensions needed");
        bp::throw_error_already_set();
    }
    return reinterpret_cast<double*>(array.get_data());
}

double first(np::ndarray const& v) { return *elements(v, 1); }

double at(np::ndarray const& M, std::size_t i, std::size_t j) {
    double const* const p = elements(M, 2);
    return p[i * static_cast<std::size_t>(M.get_strides()[0]) / sizeof(double) + j];
}

void scale(np::ndarray const& v, double s) {
    double* const p = elements(v, 1, np::ndarray::WRITEABLE);
    for (Py_intptr_t i = 0; i < v.get_shape()[0]; ++i)
        p[i] *= s;
}

} // namespace

BOOST_PYTHON_MODULE(three) {
    np::initialize();
    bp::def("first", &first);
    bp::def("at", &at);
    bp::def("scale", &scale);
}
