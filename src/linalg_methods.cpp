// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// uBLAS's functions as methods of the wrapped types.

#include "dense.hpp"
#include "linalg.hpp"

namespace npublas::extension {

namespace {

constexpr char prod_documentation[] = R"(The product, as `npublas.prod`.

Examples
--------
>>> import npublas
>>> npublas.matrix([[1.0, 2.0], [3.0, 4.0]]).prod([1.0, 1.0])
npublas.vector([3., 7.])
)";

constexpr char trans_documentation[] = R"(The transpose, sharing memory, as `npublas.trans`.

Examples
--------
>>> import npublas
>>> npublas.matrix([[1, 2], [3, 4]]).trans()
npublas.matrix([[1, 3],
                [2, 4]])
)";

constexpr char herm_documentation[] = R"(The conjugate transpose, as `npublas.herm`.

Examples
--------
>>> import npublas
>>> npublas.matrix([[1j, 2], [3, 4]]).herm()
npublas.matrix([[0.-1.j, 3.-0.j],
                [2.-0.j, 4.-0.j]])
)";

constexpr char norm_1_documentation[] = R"(The 1-norm, as `npublas.norm_1`: of a vector the sum of
absolute values, of a matrix the largest column sum of absolute values.

Examples
--------
>>> import npublas
>>> print(npublas.vector([3.0, -4.0]).norm_1())
7.0
)";

constexpr char norm_inf_documentation[] =
    R"(The maximum norm, as `npublas.norm_inf`: of a vector the
largest absolute value, of a matrix the largest row sum of absolute values.

Examples
--------
>>> import npublas
>>> print(npublas.matrix([[1.0, -2.0], [3.0, 4.0]]).norm_inf())
7.0
)";

} // namespace

void define_linear_algebra(wrapped_array_class& exported) {
    exported.def("prod", &prod, (bp::arg("b")), prod_documentation)
        .def("trans", &trans, trans_documentation)
        .def("herm", &herm, herm_documentation)
        .def("norm_1", &norm_1, norm_1_documentation)
        .def("norm_inf", &norm_inf, norm_inf_documentation);
}

void define_linear_algebra(dense_class<wrapped_vector>& exported) {
    exported
        .def("norm_2", &norm_2, R"(The Euclidean length, as `npublas.norm_2`.

Examples
--------
>>> import npublas
>>> print(npublas.vector([3.0, 4.0]).norm_2())
5.0
)")
        .def("inner_prod", &inner_prod, (bp::arg("y")),
             R"(The sum of the products of elements, without conjugation, as `npublas.inner_prod`.

Examples
--------
>>> import npublas
>>> print(npublas.vector([1.0, 2.0]).inner_prod([3.0, 4.0]))
11.0
)")
        .def(
            "outer_prod", &outer_prod, (bp::arg("y")),
            R"(The matrix of all products of elements, without conjugation, as `npublas.outer_prod`.

Examples
--------
>>> import npublas
>>> npublas.vector([1, 2]).outer_prod([3, 4])
npublas.matrix([[3, 4],
                [6, 8]])
)");
}

void define_linear_algebra(dense_class<wrapped_matrix>& exported) {
    exported.def(
        "norm_frobenius", &norm_frobenius,
        R"(The square root of the sum of squared absolute values, as `npublas.norm_frobenius`.

Examples
--------
>>> import npublas
>>> print(npublas.matrix([[1.0, 1.0], [1.0, 1.0]]).norm_frobenius())
2.0
)");
}

} // namespace npublas::extension
