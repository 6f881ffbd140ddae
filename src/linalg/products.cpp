// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// prod and matmul.

#include <npublas/python.hpp>

#include "../linalg.hpp"
#include "function.hpp"
#include "task.hpp"

#include <npublas/linalg/detail/product.hpp>

namespace npublas::extension::la {

namespace {

namespace detail = linalg::detail;

// The kernels get a, b and the product.

struct matrix_times_matrix {
    template <class T>
    static void compute(block const* o, void const*) {
        detail::multiply<T>(o[0].matrix<T const>(), o[1].matrix<T const>(), o[2].matrix<T>(), true);
    }
};

struct matrix_times_vector {
    template <class T>
    static void compute(block const* o, void const*) {
        detail::multiply<T>(o[0].matrix<T const>(), o[1].vector<T const>(), o[2].vector<T>(), true);
    }
};

struct vector_times_matrix {
    template <class T>
    static void compute(block const* o, void const*) {
        detail::multiply<T>(o[1].matrix<T const>().transposed(), o[0].vector<T const>(),
                            o[2].vector<T>(), true);
    }
};

struct vector_times_vector {
    template <class T>
    static void compute(block const* o, void const*) {
        o[2].scalar<T>() = detail::dot<T>(o[0].vector<T const>(), o[1].vector<T const>());
    }
};

constexpr char prod_documentation[] =
    R"(prod($module, /, a, b)
--

Product of two matrices, or of a matrix and a vector on either side.

Parameters
----------
a, b : array_like
    One or two matrices, and at most one vector: shapes ``(n1, k)`` and ``(k, n2)``, ``(n1, k)`` and
    ``(k,)``, or ``(k,)`` and ``(k, n2)``. The element types are promoted as by `numpy.result_type`.

Returns
-------
ndarray, or npublas.matrix or npublas.vector if an operand is wrapped

Raises
------
ValueError
    If the shapes do not fit.
TypeError
    If the elements are of another kind than `npublas.element_types`.

Notes
-----
Large products of float32, float64, complex64 and complex128 are computed by BLAS. Products of integers
wrap around, as NumPy's do.

Examples
--------
>>> import npublas
>>> npublas.prod([[1, 2], [3, 4]], [1, 10])
array([21, 43])
>>> npublas.prod(npublas.matrix([[1, 2], [3, 4]]), [[0, 1], [1, 0]])
npublas.matrix([[2, 1],
                [4, 3]])
)";

constexpr char matmul_documentation[] = R"(matmul($module, x1, x2, /, *, out=None)
--

Products of matrices, as `numpy.matmul`, in every element type by npublas's kernels.

Parameters
----------
x1, x2 : array_like
    Matrices, shapes (..., n1, k) and (..., k, n2), or vectors of k elements in place of one or
    both.
out : ndarray or wrapped type, optional
    Where the product goes. It may overlap the arguments.

Returns
-------
ndarray, or a wrapped object if an operand is one; a scalar for two vectors

Raises
------
ValueError
    If the shapes do not fit.

Examples
--------
>>> import numpy
>>> import npublas.linalg as la
>>> la.matmul(numpy.ones((10, 2, 3)), numpy.ones(3)).shape
(10, 2)
)";

/// Computes the product of the operands, which have been read.
PyObject* multiply(task& work, PyObject* out) {
    int const first = work.rank(0) == 1 ? 1 : 2;
    int const second = work.rank(1) == 1 ? 1 : 2;
    if (work.rank(0) == 0 || work.rank(1) == 0)
        work.refuse_pair(0, 1, "a scalar is no operand of a product of matrices");
    work.set_core_rank(0, first);
    work.set_core_rank(1, second);
    npy_intp const middle = first == 1 ? work.rows(0) : work.columns(0);
    if (middle != work.rows(1))
        work.refuse_pair(0, 1,
                         "the columns of the first must be as many as the rows of the second");
    work.prepare(true);
    if (first == 2 && second == 2) {
        npy_intp const rows = work.rows(0), columns = work.columns(1);
        work.write(work.element(), 2, rows, columns, out);
        work.run(any_kernel<matrix_times_matrix>(work.element()), count_of(rows, middle, columns));
    } else if (first == 2) {
        work.write(work.element(), 1, work.rows(0), 1, out);
        work.run(any_kernel<matrix_times_vector>(work.element()), count_of(work.rows(0), middle));
    } else if (second == 2) {
        npy_intp const columns = work.columns(1);
        work.write(work.element(), 1, columns, 1, out);
        work.run(any_kernel<vector_times_matrix>(work.element()), count_of(columns, middle));
    } else {
        work.write(work.element(), 0, 1, 1, out);
        work.run(any_kernel<vector_times_vector>(work.element()), count_of(middle));
    }
    return work.result(2);
}

constexpr parameters<2> prod_parameters{"prod", {"a", "b"}, 2, 2};

bool is_exact(PyObject* value, int rank) {
    return Py_TYPE(value) == python::numpy().array_type &&
           PyArray_NDIM(reinterpret_cast<PyArrayObject*>(value)) == rank;
}

PyObject* prod(PyObject*, PyObject* const* arguments, Py_ssize_t given, PyObject* keywords) {
    return guarded([&] {
        auto const [a, b] = read_arguments(prod_parameters, arguments, given, keywords);
        // All else, and what is refused, is the affair of the general function.
        if (is_exact(a, 2) && (is_exact(b, 2) || is_exact(b, 1))) {
            task work("prod");
            work.read(a, "a", 2);
            work.read(b, "b", 1);
            if (work.columns(0) == PyArray_DIM(work.array(1), 0)) return multiply(work, nullptr);
        }
        return bp::incref(extension::prod(borrowed(a), borrowed(b)).ptr());
    });
}

constexpr parameters<3> matmul_parameters{"matmul", {"", "", "out"}, 2, 2};

PyObject* matmul(PyObject*, PyObject* const* arguments, Py_ssize_t given, PyObject* keywords) {
    return guarded([&] {
        auto const [a, b, out] = read_arguments(matmul_parameters, arguments, given, keywords);
        task work("matmul");
        work.read(a, "x1", 1);
        work.read(b, "x2", 1);
        return multiply(work, out);
    });
}

PyMethodDef functions[] = {
    entry("prod", &prod, prod_documentation), entry("matmul", &matmul, matmul_documentation), {}};

} // namespace

void export_products(PyObject* module) { add_functions(module, functions); }

} // namespace npublas::extension::la
