// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// Cholesky, and what scipy.linalg has: LU, LDL, triangles, bands, the exponential. All but
/// `cholesky` are dressed in python/npublas/linalg.py.

#include <npublas/python.hpp>

#include "function.hpp"
#include "task.hpp"

#include <npublas/linalg/detail/banded.hpp>
#include <npublas/linalg/detail/cholesky.hpp>
#include <npublas/linalg/detail/expm.hpp>
#include <npublas/linalg/detail/inverse.hpp>
#include <npublas/linalg/detail/ldl.hpp>
#include <npublas/linalg/detail/lu.hpp>
#include <npublas/linalg/detail/triangular.hpp>

#include <cstdint>
#include <memory>
#include <vector>

namespace npublas::extension::la {

namespace {

namespace detail = linalg::detail;

/// Row exchanges and permutations, as scipy.linalg keeps them.
using index_type = std::int32_t;

std::vector<std::ptrdiff_t> read_indices(block const& indices) {
    std::vector<std::ptrdiff_t> result(static_cast<std::size_t>(indices.size1));
    for (npy_intp i = 0; i < indices.size1; ++i)
        result[static_cast<std::size_t>(i)] = indices.vector<index_type const>()(i);
    return result;
}

void write_indices(std::vector<std::ptrdiff_t> const& values, block const& indices) {
    for (npy_intp i = 0; i < indices.size1; ++i)
        indices.vector<index_type>()(i) =
            static_cast<index_type>(values[static_cast<std::size_t>(i)]);
}

struct factor_options {
    bool upper = false;
    bool unit = false;
    bool hermitian = false;
    detail::operation op = detail::operation::none;
    std::ptrdiff_t below = 0;
    std::ptrdiff_t above = 0;
};

factor_options const& options_of(void const* options) {
    return *static_cast<factor_options const*>(options);
}

/// a, l
struct find_cholesky {
    template <class T>
    static void compute(block const* o, void const* options) {
        auto const a = o[0].matrix<T const>();
        auto const l = o[1].matrix<T>();
        if (options_of(options).upper)
            detail::cholesky<T>(a.transposed(), l.transposed());
        else
            detail::cholesky<T>(a, l);
    }
};

/// a, its triangle replaced
struct find_triangle {
    template <class T>
    static void compute(block const* o, void const* options) {
        auto const c = o[1].matrix<T>();
        if (o[0].data != o[1].data) detail::copy<T>(o[0].matrix<T const>(), c);
        detail::cholesky_in_place<T>(c, options_of(options).upper);
    }
};

/// the triangle, b, x
struct solve_by_cholesky {
    template <class T>
    static void compute(block const* o, void const* options) {
        auto const c = o[0].matrix<T const>();
        auto const x = o[2].matrix<T>();
        detail::copy<T>(o[1].matrix<T const>(), x);
        bool const upper = options_of(options).upper;
        // a is U^H U or L L^H.
        detail::solve_triangular<T>(upper ? c.transposed() : c, {true, false, upper}, x);
        detail::solve_triangular<T>(upper ? c : c.transposed(), {false, false, !upper}, x);
    }
};

/// a, lu, pivots
struct find_lu {
    template <class T>
    static void compute(block const* o, void const*) {
        auto const lu = o[1].matrix<T>();
        if (o[0].data != o[1].data) detail::copy<T>(o[0].matrix<T const>(), lu);
        std::vector<std::ptrdiff_t> pivots(static_cast<std::size_t>(lu.size1));
        detail::lu_in_place<T>(lu, pivots.data());
        write_indices(pivots, o[2]);
    }
};

/// lu, pivots, b, x
struct solve_by_lu {
    template <class T>
    static void compute(block const* o, void const* options) {
        auto const pivots = read_indices(o[1]);
        auto const x = o[3].matrix<T>();
        detail::copy<T>(o[2].matrix<T const>(), x);
        detail::lu_substitute<T>(o[0].matrix<T const>(), pivots.data(), x, options_of(options).op);
    }
};

/// a, b, x
struct solve_with_triangle {
    template <class T>
    static void compute(block const* o, void const* options) {
        factor_options const& given = options_of(options);
        auto a = o[0].matrix<T const>();
        auto const x = o[2].matrix<T>();
        if (!given.unit)
            for (std::ptrdiff_t i = 0; i < a.size1; ++i)
                if (a(i, i) == T(0)) detail::refuse_singular();
        bool lower = !given.upper;
        if (given.op != detail::operation::none) {
            a = a.transposed();
            lower = !lower;
        }
        detail::copy<T>(o[1].matrix<T const>(), x);
        detail::solve_triangular<T>(
            a, {lower, given.unit, given.op == detail::operation::conjugate_transpose}, x);
    }
};

/// diagonals, b, x
struct solve_with_bands {
    template <class T>
    static void compute(block const* o, void const* options) {
        factor_options const& given = options_of(options);
        detail::solve_banded<T>(given.below, given.above, o[0].matrix<T const>(),
                                o[1].matrix<T const>(), o[2].matrix<T>());
    }
};

/// a, l, d, rows
struct find_ldl {
    template <class T>
    static void compute(block const* o, void const* options) {
        factor_options const& given = options_of(options);
        std::vector<std::ptrdiff_t> rows(static_cast<std::size_t>(o[0].size1));
        detail::ldl<T>(o[0].matrix<T const>(), !given.upper, given.hermitian, o[1].matrix<T>(),
                       o[2].matrix<T>(), rows.data());
        write_indices(rows, o[3]);
    }
};

struct find_exponential {
    template <class T>
    static void compute(block const* o, void const*) {
        detail::expm<T>(o[0].matrix<T const>(), o[1].matrix<T>());
    }
};

constexpr char cholesky_documentation[] =
    R"(cholesky($module, /, a, *, upper=False, out=None, overwrite_a=False)
--

The Cholesky factors of hermitian or symmetric positive definite matrices.

Parameters
----------
a : array_like, shape (..., n, n)
    The matrices, of which one triangle is read.
upper : bool, optional
    Whether the upper triangle is read and `U` returned, with ``a = U^H U``, instead of the lower
    and `L`, with ``a = L L^H``.
out : ndarray or wrapped type, optional
    Where the result goes. It may overlap `a`.
overwrite_a : bool, optional
    Whether the factor may be written over `a`, which saves memory.

Returns
-------
ndarray, or a wrapped object if `a` is one
    Of the shape of `a`, with zeros in the other triangle.

Raises
------
numpy.linalg.LinAlgError
    If `a` is not square or not positive definite.

Examples
--------
>>> import npublas.linalg as la
>>> la.cholesky([[4.0, 2.0], [2.0, 5.0]])
array([[2., 0.],
       [1., 2.]])
)";

constexpr parameters<4> cholesky_parameters{"cholesky", {"a", "upper", "out", "overwrite_a"}, 1, 1};

PyObject* cholesky(PyObject*, PyObject* const* arguments, Py_ssize_t given, PyObject* keywords) {
    return guarded([&] {
        auto const [a, upper, out, overwrite_a] =
            read_arguments(cholesky_parameters, arguments, given, keywords);
        factor_options options;
        options.upper = flag(upper);
        task work("cholesky");
        work.read(a, "a", 2);
        work.require_square(0);
        work.prepare();
        npy_intp const n = work.rows(0);
        if (flag(overwrite_a) && !is_given(out) && work.can_overwrite(0))
            work.write_over(0);
        else
            work.write(work.element(), 2, n, n, out);
        work.run(floating_kernel<find_cholesky>(work.element()), count_of(n, n, n) / 3, &options);
        return work.result(1);
    });
}

/// cho_factor(a, lower, overwrite_a)
PyObject* cho_factor(PyObject*, PyObject* const* arguments, Py_ssize_t given, PyObject* keywords) {
    static constexpr parameters<3> accepted{"cho_factor", {"a", "lower", "overwrite_a"}, 3, 3};
    return guarded([&] {
        auto const [a, lower, overwrite_a] = read_arguments(accepted, arguments, given, keywords);
        factor_options options;
        options.upper = !flag(lower);
        task work("cho_factor");
        work.read(a, "a", 2);
        work.require_square(0);
        work.prepare();
        npy_intp const n = work.rows(0);
        if (flag(overwrite_a) && work.can_overwrite(0))
            work.write_over(0);
        else
            work.write(work.element(), 2, n, n);
        work.run(floating_kernel<find_triangle>(work.element()), count_of(n, n, n) / 3, &options);
        return work.result(1);
    });
}

/// Reads the right-hand side of factored equations as operand number `b`: a vector, or matrices.
int read_right_side(task& work, PyObject* value, int matrix, int b) {
    work.read(value, "b", 1);
    int const core_rank = work.rank(b) == 1 ? 1 : 2;
    if (work.rank(b) < core_rank)
        work.refuse_pair(matrix, b, "b must have a row, or an element, for each row of a");
    work.set_core_rank(b, core_rank);
    if (work.rows(b) != work.rows(matrix))
        work.refuse_pair(matrix, b, "b must have a row, or an element, for each row of a");
    return core_rank;
}

/// Makes the output that has the shape of the right-hand side, over it if that is allowed.
void write_solution(task& work, int b, int core_rank, PyObject* overwrite_b) {
    if (flag(overwrite_b) && work.can_overwrite(b))
        work.write_over(b);
    else
        work.write(work.element(), core_rank, work.rows(b), core_rank == 1 ? 1 : work.columns(b));
}

double substitution_work(task const& work, int b, int core_rank) {
    return count_of(work.rows(0), work.rows(0), core_rank == 1 ? 1 : work.columns(b));
}

/// cho_solve(c, lower, b, overwrite_b)
PyObject* cho_solve(PyObject*, PyObject* const* arguments, Py_ssize_t given, PyObject* keywords) {
    static constexpr parameters<4> accepted{"cho_solve", {"c", "lower", "b", "overwrite_b"}, 4, 4};
    return guarded([&] {
        auto const [c, lower, b, overwrite_b] =
            read_arguments(accepted, arguments, given, keywords);
        factor_options options;
        options.upper = !flag(lower);
        task work("cho_solve");
        work.read(c, "c", 2);
        work.require_square(0);
        int const core_rank = read_right_side(work, b, 0, 1);
        work.prepare();
        write_solution(work, 1, core_rank, overwrite_b);
        work.run(floating_kernel<solve_by_cholesky>(work.element()),
                 substitution_work(work, 1, core_rank), &options);
        return work.result(2);
    });
}

/// lu_factor(a, overwrite_a)
PyObject* lu_factor(PyObject*, PyObject* const* arguments, Py_ssize_t given, PyObject* keywords) {
    static constexpr parameters<2> accepted{"lu_factor", {"a", "overwrite_a"}, 2, 2};
    return guarded([&] {
        auto const [a, overwrite_a] = read_arguments(accepted, arguments, given, keywords);
        task work("lu_factor");
        work.read(a, "a", 2);
        work.require_square(0);
        work.prepare();
        npy_intp const n = work.rows(0);
        if (flag(overwrite_a) && work.can_overwrite(0))
            work.write_over(0);
        else
            work.write(work.element(), 2, n, n, nullptr, true);
        work.write(element_type_of<index_type>(), 1, n, 1);
        work.run(floating_kernel<find_lu>(work.element()), count_of(n, n, n));
        bp::object const lu = owned(work.result(1));
        return bp::incref(bp::make_tuple(lu, owned(work.result(2, false))).ptr());
    });
}

/// The exchanges must be rows, else memory elsewhere would be touched. Throws a ValueError.
void require_exchanges(task& work, int pivots, npy_intp n) {
    PyArrayObject* const array = work.array(pivots);
    if (python::element_of_type_number(PyArray_TYPE(array)) != element_type_of<index_type>())
        raise(PyExc_TypeError, "lu_solve: piv must have elements of int32");
    if (work.rows(pivots) != n)
        work.refuse_pair(0, pivots, "piv must have an element for each row of lu");
    bp::object const values(bp::handle<>(bp::borrowed(reinterpret_cast<PyObject*>(array))));
    if (bp::len(values.attr("flat")) == 0) return;
    if (bp::extract<long>(values.attr("min")()) < 0 || bp::extract<long>(values.attr("max")()) >= n)
        raise(PyExc_ValueError, "lu_solve: piv has elements that are no rows of lu");
}

detail::operation operation_of(PyObject* trans) {
    long const value = PyLong_AsLong(trans);
    if (value == -1 && PyErr_Occurred()) bp::throw_error_already_set();
    if (value < 0 || value > 2) raise(PyExc_ValueError, "trans must be 0, 1 or 2");
    return static_cast<detail::operation>(value);
}

/// lu_solve(lu, piv, b, trans, overwrite_b); piv is an int32 array
PyObject* lu_solve(PyObject*, PyObject* const* arguments, Py_ssize_t given, PyObject* keywords) {
    static constexpr parameters<5> accepted{
        "lu_solve", {"lu", "piv", "b", "trans", "overwrite_b"}, 5, 5};
    return guarded([&] {
        auto const [lu, piv, b, trans, overwrite_b] =
            read_arguments(accepted, arguments, given, keywords);
        factor_options options;
        options.op = operation_of(trans);
        task work("lu_solve");
        work.read(lu, "lu", 2);
        work.require_square(0);
        work.read(piv, "piv", 1);
        work.keep_element(1);
        if (work.rank(1) < 1) work.refuse_pair(0, 1, "piv must have an element for each row of lu");
        require_exchanges(work, 1, work.rows(0));
        int const core_rank = read_right_side(work, b, 0, 2);
        work.prepare();
        write_solution(work, 2, core_rank, overwrite_b);
        work.run(floating_kernel<solve_by_lu>(work.element()),
                 substitution_work(work, 2, core_rank), &options);
        return work.result(3);
    });
}

/// solve_triangular(a, b, trans, lower, unit_diagonal, overwrite_b)
PyObject* solve_triangular(PyObject*, PyObject* const* arguments, Py_ssize_t given,
                           PyObject* keywords) {
    static constexpr parameters<6> accepted{
        "solve_triangular", {"a", "b", "trans", "lower", "unit_diagonal", "overwrite_b"}, 6, 6};
    return guarded([&] {
        auto const [a, b, trans, lower, unit, overwrite_b] =
            read_arguments(accepted, arguments, given, keywords);
        factor_options options;
        options.op = operation_of(trans);
        options.upper = !flag(lower);
        options.unit = flag(unit);
        task work("solve_triangular");
        work.read(a, "a", 2);
        work.require_square(0);
        int const core_rank = read_right_side(work, b, 0, 1);
        work.prepare();
        write_solution(work, 1, core_rank, overwrite_b);
        work.run(floating_kernel<solve_with_triangle>(work.element()),
                 substitution_work(work, 1, core_rank), &options);
        return work.result(2);
    });
}

/// solve_banded(below, above, ab, b)
PyObject* solve_banded(PyObject*, PyObject* const* arguments, Py_ssize_t given,
                       PyObject* keywords) {
    static constexpr parameters<4> accepted{"solve_banded", {"l", "u", "ab", "b"}, 4, 4};
    return guarded([&] {
        auto const [l, u, ab, b] = read_arguments(accepted, arguments, given, keywords);
        factor_options options;
        options.below = PyLong_AsSsize_t(l);
        options.above = PyLong_AsSsize_t(u);
        if (PyErr_Occurred()) bp::throw_error_already_set();
        task work("solve_banded");
        work.read(ab, "ab", 2);
        work.require_matrix(0);
        work.read(b, "b", 1);
        int const core_rank = work.rank(1) == 1 ? 1 : 2;
        if (options.below < 0 || options.above < 0 || work.rank(1) < core_rank ||
            work.rows(0) - 1 - options.below != options.above)
            work.refuse_pair(0, 1, "ab must have a row for each of the l + u + 1 diagonals");
        work.set_core_rank(1, core_rank);
        if (work.columns(0) != work.rows(1))
            work.refuse_pair(0, 1, "ab must have a column for each row of b");
        work.prepare();
        work.write(work.element(), core_rank, work.rows(1), core_rank == 1 ? 1 : work.columns(1));
        work.run(floating_kernel<solve_with_bands>(work.element()),
                 count_of(work.rows(0), work.columns(0), work.rows(0)), &options);
        return work.result(2);
    });
}

/// ldl(a, lower, hermitian)
PyObject* ldl(PyObject*, PyObject* const* arguments, Py_ssize_t given, PyObject* keywords) {
    static constexpr parameters<3> accepted{"ldl", {"a", "lower", "hermitian"}, 3, 3};
    return guarded([&] {
        auto const [a, lower, hermitian] = read_arguments(accepted, arguments, given, keywords);
        factor_options options;
        options.upper = !flag(lower);
        options.hermitian = flag(hermitian);
        task work("ldl");
        work.read(a, "a", 2);
        work.require_square(0);
        work.prepare();
        npy_intp const n = work.rows(0);
        work.write(work.element(), 2, n, n);
        work.write(work.element(), 2, n, n);
        work.write(element_type_of<index_type>(), 1, n, 1);
        work.run(floating_kernel<find_ldl>(work.element()), count_of(n, n, n) / 3, &options);
        bp::object const l = owned(work.result(1));
        bp::object const d = owned(work.result(2));
        return bp::incref(bp::make_tuple(l, d, owned(work.result(3, false))).ptr());
    });
}

/// expm(a)
PyObject* expm(PyObject*, PyObject* const* arguments, Py_ssize_t given, PyObject* keywords) {
    static constexpr parameters<1> accepted{"expm", {"A"}, 1, 1};
    return guarded([&] {
        task work("expm");
        work.read(read_arguments(accepted, arguments, given, keywords)[0], "A", 2);
        work.require_square(0);
        work.prepare();
        npy_intp const n = work.rows(0);
        work.write(work.element(), 2, n, n);
        work.run(floating_kernel<find_exponential>(work.element()), 20 * count_of(n, n, n));
        return work.result(1);
    });
}

constexpr char expm_documentation[] = R"(expm($module, /, A)
--

The exponentials of square matrices.

Parameters
----------
A : array_like, shape (..., n, n)
    The matrices.

Returns
-------
ndarray, or a wrapped object if `A` is one
    Of the shape of `A`. A matrix with an element that is not finite gives NaN.

Raises
------
numpy.linalg.LinAlgError
    If `A` is not square.

Notes
-----
Scaling and squaring with a Pade approximant, whose degree follows from the precision: N. J. Higham,
SIAM J. Matrix Anal. Appl. 26, 2005; A. H. Al-Mohy and N. J. Higham, the same 31, 2009.

Examples
--------
>>> import npublas.linalg as la
>>> la.expm([[0.0, 1.0], [0.0, 0.0]])
array([[1., 1.],
       [0., 1.]])
)";

PyMethodDef functions[] = {
    entry("cholesky", &cholesky, cholesky_documentation),
    entry("expm", &expm, expm_documentation),
    entry("cho_factor", &cho_factor, "cho_factor($module, a, lower, overwrite_a)\n--\n\n"),
    entry("cho_solve", &cho_solve, "cho_solve($module, c, lower, b, overwrite_b)\n--\n\n"),
    entry("lu_factor", &lu_factor, "lu_factor($module, a, overwrite_a)\n--\n\n"),
    entry("lu_solve", &lu_solve, "lu_solve($module, lu, piv, b, trans, overwrite_b)\n--\n\n"),
    entry("solve_triangular", &solve_triangular,
          "solve_triangular($module, a, b, trans, lower, unit_diagonal, overwrite_b)\n--\n\n"),
    entry("solve_banded", &solve_banded, "solve_banded($module, l, u, ab, b)\n--\n\n"),
    entry("ldl", &ldl, "ldl($module, a, lower, hermitian)\n--\n\n"),
    {}};

} // namespace

void export_factors(PyObject* module) { add_functions(module, functions); }

} // namespace npublas::extension::la
