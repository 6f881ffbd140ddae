// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// solve, inv, det, slogdet.

#include <npublas/python.hpp>

#include "function.hpp"
#include "task.hpp"

#include <npublas/linalg/detail/determinant.hpp>
#include <npublas/linalg/detail/inverse.hpp>
#include <npublas/linalg/detail/solve.hpp>

namespace npublas::extension::la {

namespace {

// The kernels get a, b, x.

struct solve_copy {
    template <class T>
    static void compute(block const* o, void const*) {
        linalg::detail::solve<T>(o[0].matrix<T const>(), o[1].matrix<T const>(), o[2].matrix<T>());
    }
};

struct solve_in_place {
    template <class T>
    static void compute(block const* o, void const*) {
        linalg::detail::copy<T>(o[1].matrix<T const>(), o[2].matrix<T>());
        linalg::detail::solve_in_place<T>(o[0].matrix<T>(), o[2].matrix<T>());
    }
};

struct invert {
    template <class T>
    static void compute(block const* o, void const*) {
        linalg::detail::inverse<T>(o[0].matrix<T const>(), o[1].matrix<T>());
    }
};

struct invert_in_place {
    template <class T>
    static void compute(block const* o, void const*) {
        linalg::detail::set_to_identity(o[1].matrix<T>());
        linalg::detail::solve_in_place<T>(o[0].matrix<T>(), o[1].matrix<T>());
    }
};

struct find_determinant {
    template <class T>
    static void compute(block const* o, void const*) {
        o[1].scalar<T>() = linalg::detail::determinant<T>(o[0].matrix<T const>());
    }
};

struct find_logarithm {
    template <class T>
    static void compute(block const* o, void const*) {
        auto const found = linalg::detail::slogdet<T>(o[0].matrix<T const>());
        o[1].scalar<T>() = found.sign;
        o[2].scalar<linalg::detail::real_type_t<T>>() = found.logabsdet;
    }
};

constexpr char solve_documentation[] =
    R"(solve($module, /, a, b, *, out=None, overwrite_a=False)
--

Solve systems of linear equations, in the precision of their elements.

Parameters
----------
a : array_like, shape (..., n, n)
    The matrices of the equations.
b : array_like, shape (n,), or (..., n, k)
    The right-hand sides, a vector, or a matrix of several for each matrix; as in the installed
    NumPy, of which 1.x also takes a vector for each matrix, shape (..., n).
out : ndarray or wrapped type, optional
    Where the solution goes. It may overlap the arguments.
overwrite_a : bool, optional
    Whether the memory of `a` may be used, which saves a copy. Its elements are undefined then.

Returns
-------
ndarray, or a wrapped object if an operand is one
    The solution ``x`` of ``a x = b``, of the shape of `b`. Its elements are of the promoted type,
    integers and bool counting as float64.

Raises
------
numpy.linalg.LinAlgError
    If `a` is not square, or is singular: a pivot is exactly zero.
ValueError
    If the shapes do not fit.
TypeError
    If the elements are of another kind than `npublas.element_types`.

Notes
-----
LU factorization with partial pivoting: by LAPACK for larger systems in float32, float64, complex64
and complex128, elsewhere by npublas itself, for longdouble and clongdouble too.

Examples
--------
>>> import numpy
>>> from npublas.linalg import solve
>>> solve([[3, 1], [1, 2]], [9, 8])
array([2., 3.])
>>> one = numpy.longdouble(1)
>>> x = solve([[one, one / 3], [one / 3, one / 5]], [one, one])
>>> bool(abs(x[0] + 3 * one / 2) < 1e-18)
True
)";

constexpr char inv_documentation[] =
    R"(inv($module, /, a, *, out=None, overwrite_a=False)
--

The inverses of square matrices.

Parameters
----------
a : array_like, shape (..., n, n)
    The matrices.
out : ndarray or wrapped type, optional
    Where the result goes. It may overlap `a`.
overwrite_a : bool, optional
    Whether the memory of `a` may be used, which saves a copy. Its elements are undefined then.

Returns
-------
ndarray, or a wrapped object if `a` is one
    Of the shape of `a`.

Raises
------
numpy.linalg.LinAlgError
    If `a` is not square, or is singular: a pivot is exactly zero.

Examples
--------
>>> import npublas.linalg as la
>>> la.inv([[2.0, 0.0], [0.0, 4.0]])
array([[0.5 , 0.  ],
       [0.  , 0.25]])
)";

constexpr char det_documentation[] =
    R"(det($module, /, a)
--

The determinants of square matrices.

Parameters
----------
a : array_like, shape (..., n, n)
    The matrices.

Returns
-------
scalar or ndarray, shape (...)
    The determinants. A product that would overflow or underflow on the way is formed in another
    order.

Raises
------
numpy.linalg.LinAlgError
    If `a` is not square.

Examples
--------
>>> import npublas.linalg as la
>>> float(la.det([[1.0, 2.0], [3.0, 4.0]]))
-2.0
)";

constexpr char slogdet_documentation[] =
    R"(slogdet($module, /, a)
--

The signs and the logarithms of the absolute values of determinants.

Parameters
----------
a : array_like, shape (..., n, n)
    The matrices.

Returns
-------
sign : scalar or ndarray, shape (...)
    1, -1 or 0; of complex matrices a number of absolute value 1, or 0.
logabsdet : scalar or ndarray, shape (...)
    The natural logarithms; -inf for a singular matrix.

Raises
------
numpy.linalg.LinAlgError
    If `a` is not square.

Examples
--------
>>> import npublas.linalg as la
>>> sign, logarithm = la.slogdet([[0.0, 1e300], [1e300, 0.0]])
>>> print(sign, round(float(logarithm), 4))
-1.0 1381.5511
)";

/// Whether b is one vector for each matrix. NumPy 2 takes no stacks of vectors.
bool is_vector(task const& work) {
    return numpy_major() >= 2 ? work.rank(1) == 1 : work.rank(1) == work.rank(0) - 1;
}

constexpr parameters<4> solve_parameters{"solve", {"a", "b", "out", "overwrite_a"}, 2, 2};

PyObject* solve(PyObject*, PyObject* const* arguments, Py_ssize_t given, PyObject* keywords) {
    return guarded([&] {
        auto const [a, b, out, overwrite_a] =
            read_arguments(solve_parameters, arguments, given, keywords);
        task work("solve");
        work.read(a, "a", 2);
        work.read(b, "b", 1);
        if (work.rank(0) < 2 || work.rows(0) != work.columns(0))
            work.refuse_pair(0, 1, "the last two dimensions of a must make a square matrix", true);
        int const core_rank = is_vector(work) ? 1 : 2;
        if (work.rank(1) < core_rank)
            work.refuse_pair(0, 1, "b must have a row, or an element, for each row of a");
        work.set_core_rank(1, core_rank);
        if (work.rows(0) != work.rows(1))
            work.refuse_pair(0, 1, "b must have a row, or an element, for each row of a");
        work.prepare();
        npy_intp const n = work.rows(0);
        npy_intp const columns = core_rank == 1 ? 1 : work.columns(1);
        bool const in_place = flag(overwrite_a) && work.can_overwrite(0);
        work.write(work.element(), core_rank, n, columns, out);
        work.run(in_place ? floating_kernel<solve_in_place>(work.element())
                          : floating_kernel<solve_copy>(work.element()),
                 count_of(n, n, n + columns));
        return work.result(2);
    });
}

constexpr parameters<3> inv_parameters{"inv", {"a", "out", "overwrite_a"}, 1, 1};

PyObject* inv(PyObject*, PyObject* const* arguments, Py_ssize_t given, PyObject* keywords) {
    return guarded([&] {
        auto const [a, out, overwrite_a] =
            read_arguments(inv_parameters, arguments, given, keywords);
        task work("inv");
        work.read(a, "a", 2);
        work.require_square(0);
        work.prepare();
        npy_intp const n = work.rows(0);
        bool const in_place = flag(overwrite_a) && work.can_overwrite(0);
        work.write(work.element(), 2, n, n, out);
        work.run(in_place ? floating_kernel<invert_in_place>(work.element())
                          : floating_kernel<invert>(work.element()),
                 2 * count_of(n, n, n));
        return work.result(1);
    });
}

constexpr parameters<1> det_parameters{"det", {"a"}, 1, 1};

PyObject* det(PyObject*, PyObject* const* arguments, Py_ssize_t given, PyObject* keywords) {
    return guarded([&] {
        task work("det");
        work.read(read_arguments(det_parameters, arguments, given, keywords)[0], "a", 2);
        work.require_square(0);
        work.prepare();
        npy_intp const n = work.rows(0);
        work.write(work.element(), 0, 1, 1);
        work.run(floating_kernel<find_determinant>(work.element()), count_of(n, n, n));
        return work.result(1, false);
    });
}

constexpr parameters<1> slogdet_parameters{"slogdet", {"a"}, 1, 1};

PyObject* slogdet(PyObject*, PyObject* const* arguments, Py_ssize_t given, PyObject* keywords) {
    return guarded([&] {
        task work("slogdet");
        work.read(read_arguments(slogdet_parameters, arguments, given, keywords)[0], "a", 2);
        work.require_square(0);
        work.prepare();
        npy_intp const n = work.rows(0);
        work.write(work.element(), 0, 1, 1);
        work.write(real_element(work.element()), 0, 1, 1);
        work.run(floating_kernel<find_logarithm>(work.element()), count_of(n, n, n));
        PyObject* const sign = work.result(1, false);
        return named_results("SlogdetResult", {sign, work.result(2, false)});
    });
}

PyMethodDef functions[] = {entry("solve", &solve, solve_documentation),
                           entry("inv", &inv, inv_documentation),
                           entry("det", &det, det_documentation),
                           entry("slogdet", &slogdet, slogdet_documentation),
                           {}};

} // namespace

void export_equations(PyObject* module) { add_functions(module, functions); }

} // namespace npublas::extension::la
