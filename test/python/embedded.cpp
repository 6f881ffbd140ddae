// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// A program with Python and a module of its own inside: it runs the script that it is given.

#include <npublas/python.hpp>
#include <npublas/python/def.hpp>

#include <boost/python.hpp>

namespace embedded {

namespace bp = boost::python;
namespace ublas = boost::numeric::ublas;
using npublas::vector_view;

/// Made before Python is, and gone after it.
npublas::numpy_vector<double> stored;
void store(npublas::numpy_vector<double> v) { stored = v; }
double stored_sum() { return ublas::sum(stored); }

double first(vector_view<const double> v) { return v(0); }
void scale(vector_view<double> v, double factor) { v *= factor; }
ublas::vector<double> made(std::size_t n) { return ublas::scalar_vector<double>(n, 3.0); }
ublas::vector<double> doubled(const ublas::vector<double>& v) { return 2 * v; }

} // namespace embedded

BOOST_PYTHON_MODULE(built_in) {
    using namespace embedded;
    npublas::def("first", &first, bp::arg("v"));
    npublas::def("scale", &scale);
    npublas::def("made", &made);
    bp::def("doubled", &doubled, bp::arg("v"));
    bp::def("store", &store);
    bp::def("stored_sum", &stored_sum);
}

int main(int count, char** arguments) {
    if (count != 2 || PyImport_AppendInittab("built_in", &PyInit_built_in) < 0) return 2;
    Py_Initialize();
    int const status = PyRun_SimpleString(arguments[1]);
    // Boost.Python does not support Py_Finalize, which would do it.
    PyRun_SimpleString("import sys; sys.stdout.flush()");
    return status == 0 ? 0 : 1;
}
