// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
// Copyright 2026 The npublas authors

// npublas under plain boost::python::def.

#include "npublas_functions.hpp"

struct plain_door {};

BOOST_PYTHON_MODULE(bench_npublas) {
    using boost::python::arg;
    using boost::python::def;
    def("first", &bench::first);
    def("at", &bench::at);
    def("scale", &bench::scale);
    def("axpy", &bench::axpy);
    def("trace", &bench::trace);
    def("make", &bench::make);
    def("address", &bench::address);
    def("line", &bench::line, (arg("v"), arg("slope") = 1.0, arg("offset") = 0.0));

    // Boost.Python tries the last one first.
    def("kind", &bench::kind_complex);
    def("kind", &bench::kind_double);
    def("kind", &bench::kind_int);
    def("kind", &bench::kind_float);

    using gain = bench::gain<plain_door>;
    boost::python::class_<gain>("gain", boost::python::init<double>()).def("apply", &gain::apply);
}
