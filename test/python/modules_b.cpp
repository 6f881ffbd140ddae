// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// One of two extensions that use npublas: this one through `npublas::def`.

#include <npublas/python.hpp>
#include <npublas/python/def.hpp>

#include "modules_shared.hpp"

#include <boost/python.hpp>

// Boost.Python knows types by name, those of all modules together.
namespace modules_b {

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
void raise() { throw ublas::bad_index("from modules_b"); }
numpy_vector<double> stored;
void store(numpy_vector<double> v) { stored = v; }
numpy_vector<double> load() { return stored; }
bp::object call(bp::object function, vector_view<double> v) {
    v(0) += 1;
    return function(bp::object(numpy_vector<double>(v)));
}
std::string overloaded_string(const std::string&) { return "string"; }
std::string overloaded_vector(vector_view<const double>) { return "vector"; }

} // namespace modules_b

BOOST_PYTHON_MODULE(modules_b) {
    using namespace modules_b;
    using bp::arg;
    npublas::def("first", &first, arg("v"));
    npublas::def("scale", &scale, (arg("v"), arg("factor")));
    npublas::def("tail", &tail);
    npublas::def("sum", &sum, arg("v"));
    npublas::def("twice", &twice);
    npublas::def("made", &made);
    npublas::def("thing_name", &thing_name, arg("t"));
    npublas::def("raise_index", &raise);
    npublas::def("store", &store);
    npublas::def("load", &load);
    npublas::def("call", &call);
    npublas::def("overloaded", &overloaded_string);
    npublas::def("overloaded", &overloaded_vector);
}
