// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
// Copyright 2026 The npublas authors

// Two C++ functions for demo.py, and where each saw the first element, for Python to compare.

#include <npublas/python.hpp>

#include <cstddef>
#include <cstdint>
#include <stdexcept>

namespace {

namespace ublas = boost::numeric::ublas;

std::uintptr_t last_address = 0;

template <class M>
void note_address(M& A) {
    if (A.size1() == 0 || A.size2() == 0)
        throw std::invalid_argument("an empty matrix has no first element");
    last_address = reinterpret_cast<std::uintptr_t>(&A(0, 0));
}

// Works on the caller's array, in place.
void accumulate_rows(npublas::matrix_view<double> A) {
    note_address(A);
    for (std::size_t i = 1; i < A.size1(); ++i)
        row(A, i) += row(A, i - 1);
}

// C++ owns the matrix until it is returned, the ndarray from then on.
ublas::matrix<double> outer(npublas::vector_view<const double> x,
                            npublas::vector_view<const double> y) {
    ublas::matrix<double> A(x.size(), y.size());
    note_address(A);
    noalias(A) = outer_prod(x, y);
    return A;
}

std::uintptr_t address() { return last_address; }

} // namespace

BOOST_PYTHON_MODULE(demo_ext) {
    using boost::python::arg;
    using boost::python::def;
    def("accumulate_rows", &accumulate_rows, arg("A"),
        "Add to each row of A the row above it, from the top down, in place.");
    def("outer", &outer, (arg("x"), arg("y")), "The matrix of all products x(i) y(j).");
    def("address", &address, "Where the function called last saw the first element of its matrix.");
}
