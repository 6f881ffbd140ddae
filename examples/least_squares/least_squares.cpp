// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
// Copyright 2026 The npublas authors

// householder_qr.hpp for NumPy arrays: all that Python needs is in this file.

#include "householder_qr.hpp"

#include <npublas/python.hpp>

#include <complex>
#include <cstdint>

namespace {

namespace ublas = boost::numeric::ublas;

// Views borrow: A and b are the caller's own arrays and serve as working memory.
template <class T, class L>
ublas::vector<T> solve_in_place(npublas::matrix_view<T, L> A, npublas::vector_view<T> b) {
    ublas::vector<T> x(A.size2());
    householder::least_squares(A, b, x);
    return x; // NumPy takes over its memory
}

// Containers own: A and b are copies, made from anything that looks like an array.
template <class T>
ublas::vector<T> solve(ublas::matrix<T> A, ublas::vector<T> b) {
    ublas::vector<T> x(A.size2());
    householder::least_squares(A, b, x);
    return x;
}

template <class T, class L>
ublas::vector<T> factorize_in_place(npublas::matrix_view<T, L> A) {
    ublas::vector<T> tau(A.size2());
    householder::factorize(A, tau);
    return tau;
}

template <class T, class L>
std::uintptr_t address(npublas::matrix_view<const T, L> A) {
    if (A.size1() == 0 || A.size2() == 0)
        throw std::invalid_argument("address: an empty matrix has no first element");
    return reinterpret_cast<std::uintptr_t>(&A(0, 0));
}

template <class T, class L>
void export_views() {
    namespace python = boost::python;
    python::def("solve_in_place", &solve_in_place<T, L>, (python::arg("A"), python::arg("b")),
                "The x that minimizes the Euclidean norm of b - A x.\n\n"
                "A, C or Fortran ordered, is overwritten by its QR factorization, b by Q^H b.");
    python::def("factorize_in_place", &factorize_in_place<T, L>, python::arg("A"),
                "Overwrite A by its QR factorization, as LAPACK stores it, and return tau.");
    python::def("address", &address<T, L>, python::arg("A"),
                "Where C++ sees the first element of A.");
}

template <class T>
void export_for() {
    namespace python = boost::python;
    export_views<T, ublas::row_major>();
    export_views<T, ublas::column_major>();
    python::def("solve", &solve<T>, (python::arg("A"), python::arg("b")),
                "The x that minimizes the Euclidean norm of b - A x; A and b are left alone.");
}

} // namespace

BOOST_PYTHON_MODULE(least_squares) {
    boost::python::scope().attr("__doc__") = "Linear least squares by Householder QR.";
    export_for<float>();
    export_for<long double>();
    export_for<std::complex<float>>();
    export_for<std::complex<double>>();
    export_for<std::complex<long double>>();
    export_for<double>();
}
