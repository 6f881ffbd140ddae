// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// An author who exports a uBLAS container with `class_`, as before npublas. What is registered
/// holds for the whole process, so the tests load this module in a process of its own.

#include <npublas/python.hpp>

#include <boost/python.hpp>

namespace {

namespace bp = boost::python;
namespace ublas = boost::numeric::ublas;

using vector = ublas::vector<double>;

double get(const vector& v, std::size_t i) { return v(i); }
void set(vector& v, std::size_t i, double value) { v(i) = value; }
void fill(vector& v, double value) { v = ublas::scalar_vector<double>(v.size() + 1, value); }
double sum(const vector& v) { return ublas::sum(v); }
double sum_by_value(vector v) { return ublas::sum(v); }
vector doubled(const vector& v) { return 2 * v; }
ublas::vector<float> halved(const ublas::vector<float>& v) { return v / 2; }

} // namespace

BOOST_PYTHON_MODULE(bridge_exported) {
    bp::class_<vector>("Vector", bp::init<std::size_t>())
        .def("__len__", &vector::size)
        .def("get", &get)
        .def("set", &set);
    bp::def("fill", &fill);
    bp::def("sum", &sum);
    bp::def("sum_by_value", &sum_by_value);
    bp::def("doubled", &doubled);
    bp::def("halved", &halved);
}
