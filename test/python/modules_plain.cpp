// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// An extension of somebody who uses Boost.Python and uBLAS, and never heard of npublas.

#include "modules_shared.hpp"

#include <boost/numeric/ublas/vector.hpp>
#include <boost/python.hpp>

// Boost.Python knows types by name, those of all modules together.
namespace modules_plain {

namespace bp = boost::python;
using vector = boost::numeric::ublas::vector<double>;

std::string name_of(const thing& t) { return t.name; }
bp::object call(bp::object function, bp::object argument) { return function(argument); }
double get(const vector& v, std::size_t i) { return v(i); }
double number(double x) { return x; }

} // namespace modules_plain

BOOST_PYTHON_MODULE(modules_plain) {
    using namespace modules_plain;
    bp::class_<thing>("Thing", bp::init<std::string>()).def_readonly("name", &thing::name);
    bp::class_<vector>("Vector", bp::init<std::size_t, double>())
        .def("__len__", &vector::size)
        .def("get", &get);
    bp::def("name_of", &name_of, bp::arg("t"));
    bp::def("call", &call);
    bp::def("number", &number, bp::arg("x"));
    bp::def("get", &get);
}
