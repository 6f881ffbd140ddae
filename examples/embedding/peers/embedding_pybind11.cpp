// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

// embedding.cpp in pybind11: an array is the only matrix that both sides share without a copy, so
// the C++ side works on it through a proxy of two indices.

#include <pybind11/embed.h>
#include <pybind11/numpy.h>

#include <iostream>

namespace {

namespace py = pybind11;

char const* const script = R"(
import numpy

def eigenvalues(A):
    return numpy.linalg.eigvalsh(A)

def double_the_diagonal(A):
    numpy.fill_diagonal(A, 2 * A.diagonal())
)";

void write(py::array_t<double> const& a) {
    for (py::ssize_t i = 0; i < a.size(); ++i)
        std::cout << ' ' << a.data()[i];
    std::cout << '\n';
}

void run() {
    py::dict names;
    py::exec(script, names);

    py::array_t<double, py::array::c_style> shared({3, 3});
    auto elements = shared.mutable_unchecked<2>();
    for (py::ssize_t i = 0; i < 3; ++i)
        for (py::ssize_t j = 0; j < 3; ++j)
            elements(i, j) = 1.0 / static_cast<double>(i + j + 1);

    std::cout << "eigenvalues";
    write(names["eigenvalues"](shared).cast<py::array_t<double>>());
    names["double_the_diagonal"](shared);
    std::cout << "shared";
    write(shared);
}

} // namespace

int main() {
    py::scoped_interpreter const interpreter;
    run();
}
