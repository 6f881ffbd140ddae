// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

// Sum a vector, square it in place, sum a matrix: on the caller's arrays, nothing copied.

#include <npublas/contiguous.hpp>
#include <npublas/python.hpp>
#include <npublas/python/def.hpp>

#include <cstddef>

namespace {

using namespace npublas;

// Unit stride: the fastest loop. An array with gaps is refused, and the caller told why.
double sum_vector(vector_view<const double> v) { return sum(v); }
void square(vector_view<double> v) { noalias(v) = element_prod(v, v); }

// Any layout: slices with a step, reversed arrays, columns, transposed matrices. Where the elements
// are adjacent after all, with_unit_stride hands on a view with the fastest loop.
double sum_any_vector(strided_vector_view<const double> v) {
    return with_unit_stride(v, [](auto w) { return sum(w); });
}

void square_any(strided_vector_view<double> v) {
    with_unit_stride(v, [](auto w) { noalias(w) = element_prod(w, w); });
}

double sum_any_matrix(strided_matrix_view<const double> A) {
    double total = 0;
    for (std::size_t i = 0; i < A.size1(); ++i)
        total += sum(row(A, i));
    return total;
}

} // namespace

BOOST_PYTHON_MODULE(sums) {
    using boost::python::arg;
    npublas::def("sum_vector", sum_vector, arg("v"), "The sum of a contiguous vector.");
    npublas::def("square", square, arg("v"), "Square each element of a contiguous vector.");
    npublas::def("sum_any_vector", sum_any_vector, arg("v"), "The sum of any vector.");
    npublas::def("square_any", square_any, arg("v"), "Square each element of any vector.");
    npublas::def("sum_any_matrix", sum_any_matrix, arg("A"), "The sum of any matrix.");
}
