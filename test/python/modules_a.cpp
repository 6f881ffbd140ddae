// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// One of two extensions that use npublas: this one through plain `boost::python::def`.

#include <npublas/python.hpp>

#include "modules_shared.hpp"

#include <boost/python.hpp>

// Boost.Python knows types by name, those of all modules together.
namespace modules_a {

namespace bp = boost::python;
namespace ublas = boost::numeric::ublas;
using npublas::numpy_vector;
using npublas::vector_view;

double first(vector_view<const double> v) { return v(0); }
void scale(vector_view<double> v, double factor) { v *= factor; }
vector_view<double> tail(vector_view<double> v) { return {v.data() + 1, v.size() - 1}; }
double sum(const ublas::vector<double>& v) { return ublas::sum(v); }
void twice(ublas::vector<double>& v) { v *= 2; }
ublas::vector<double> made(std::size_t n) { return ublas::scalar_vector<double>(n, 3.0); }
std::string thing_name(const thing& t) { return t.name; }
void raise() { throw ublas::bad_index("from modules_a"); }
numpy_vector<double> stored;
void store(numpy_vector<double> v) { stored = v; }
numpy_vector<double> load() { return stored; }
bp::object call(bp::object function, vector_view<double> v) {
    v(0) += 1;
    return function(bp::object(numpy_vector<double>(v)));
}
std::string overloaded_string(const std::string&) { return "string"; }
std::string overloaded_vector(vector_view<const double>) { return "vector"; }

} // namespace modules_a

BOOST_PYTHON_MODULE(modules_a) {
    using namespace modules_a;
    using bp::arg;
    bp::def("first", &first, arg("v"));
    bp::def("scale", &scale, (arg("v"), arg("factor")));
    bp::def("tail", &tail);
    bp::def("sum", &sum, arg("v"));
    bp::def("twice", &twice);
    bp::def("made", &made);
    bp::def("thing_name", &thing_name, arg("t"));
    bp::def("raise_index", &raise);
    bp::def("store", &store);
    bp::def("load", &load);
    bp::def("call", &call);
    bp::def("overloaded", &overloaded_string);
    bp::def("overloaded", &overloaded_vector);
}
