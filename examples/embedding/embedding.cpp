// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

// A C++ program that has Python inside: it hands uBLAS matrices to Python code and takes arrays
// back as uBLAS types.

#include <npublas/python.hpp>

#include <boost/numeric/ublas/io.hpp>

#include <cstddef>
#include <iostream>

namespace {

namespace python = boost::python;
namespace ublas = boost::numeric::ublas;

char const* const script = R"(
import numpy

def eigenvalues(A):
    return numpy.linalg.eigvalsh(A)

def double_the_diagonal(A):
    numpy.fill_diagonal(A, 2 * A.diagonal())
)";

template <class M>
void fill_hilbert(M& H) {
    for (std::size_t i = 0; i < H.size1(); ++i)
        for (std::size_t j = 0; j < H.size2(); ++j)
            H(i, j) = 1.0 / static_cast<double>(i + j + 1);
}

void run() {
    python::dict names;
    python::exec(script, names);

    // A uBLAS container is copied into a new ndarray. The result, any array-like, is copied out.
    ublas::matrix<double> H(3, 3);
    fill_hilbert(H);
    python::object result = names["eigenvalues"](H);
    ublas::vector<double> const values = python::extract<ublas::vector<double>>(result);
    std::cout << "eigenvalues " << values << '\n';

    // A numpy_matrix is an ndarray for Python and a uBLAS matrix here: one memory, no copy.
    npublas::numpy_matrix<double> shared(3, 3);
    fill_hilbert(shared);
    names["double_the_diagonal"](shared);
    std::cout << "shared      " << ublas::matrix<double>(shared) << '\n';

    // The ndarray that comes back is shared as well, and kept alive by the numpy_vector.
    npublas::numpy_vector<double> const same =
        python::extract<npublas::numpy_vector<double>>(result);
    std::cout << "sum         " << sum(same) << " of trace " << H(0, 0) + H(1, 1) + H(2, 2) << '\n';
}

} // namespace

int main() {
    Py_Initialize(); // and no Py_Finalize: Boost.Python does not support it
    try {
        run();
    } catch (python::error_already_set const&) {
        PyErr_Print();
        return 1;
    }
}
