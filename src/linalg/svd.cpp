// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// Singular values and pseudo-inverses, dressed in python/npublas/linalg.py.

#include <npublas/python.hpp>

#include "function.hpp"
#include "task.hpp"

#include <npublas/linalg/detail/pinv.hpp>
#include <npublas/linalg/detail/svd.hpp>

#include <algorithm>

namespace npublas::extension::la {

namespace {

namespace detail = linalg::detail;

/// a, u, values, vh
struct decompose {
    template <class T>
    static void compute(block const* o, void const*) {
        detail::svd<T>(o[0].matrix<T const>(), o[1].matrix<T>(),
                       o[2].vector<detail::real_type_t<T>>(), o[3].matrix<T>());
    }
};

/// a, values
struct find_values {
    template <class T>
    static void compute(block const* o, void const*) {
        detail::singular_values<T>(o[0].matrix<T const>(), o[1].vector<detail::real_type_t<T>>());
    }
};

/// a, rcond, x
struct invert_generally {
    template <class T>
    static void compute(block const* o, void const*) {
        detail::pinv<T>(o[0].matrix<T const>(), o[1].scalar<detail::real_type_t<T> const>(),
                        o[2].matrix<T>());
    }
};

/// svd(a, full_matrices)
PyObject* svd(PyObject*, PyObject* const* arguments, Py_ssize_t given, PyObject* keywords) {
    static constexpr parameters<2> accepted{"svd", {"a", "full_matrices"}, 2, 2};
    return guarded([&] {
        auto const [a, full_matrices] = read_arguments(accepted, arguments, given, keywords);
        bool const full = flag(full_matrices);
        task work("svd");
        work.read(a, "a", 2);
        work.require_matrix(0);
        work.prepare();
        npy_intp const m = work.rows(0), n = work.columns(0), count = std::min(m, n);
        work.write(work.element(), 2, m, full ? m : count);
        work.write(real_element(work.element()), 1, count, 1);
        work.write(work.element(), 2, full ? n : count, n);
        work.run(floating_kernel<decompose>(work.element()), 20 * count_of(m, n, count));
        bp::object const u = owned(work.result(1));
        bp::object const s = owned(work.result(2, false));
        return bp::incref(bp::make_tuple(u, s, owned(work.result(3))).ptr());
    });
}

constexpr char svdvals_documentation[] = R"(svdvals($module, x, /)
--

Singular values: the second result of `svd`, without the others.

Parameters
----------
x : array_like, shape (..., m, n)
    The matrices.

Returns
-------
ndarray, or a wrapped object if `x` is one, shape (..., k)
    Descending; k is the smaller of m and n.

Raises
------
numpy.linalg.LinAlgError
    If an element is not finite, or the iteration does not converge.

Examples
--------
>>> import npublas.linalg as la
>>> print(la.svdvals([[0.0, 3.0], [4.0, 0.0]]))
[4. 3.]
)";

PyObject* svdvals(PyObject*, PyObject* const* arguments, Py_ssize_t given, PyObject* keywords) {
    static constexpr parameters<1> accepted{"svdvals", {"x"}, 1, 1};
    return guarded([&] {
        task work("svdvals");
        work.read(read_arguments(accepted, arguments, given, keywords)[0], "x", 2);
        work.require_matrix(0);
        work.prepare();
        npy_intp const m = work.rows(0), n = work.columns(0), count = std::min(m, n);
        work.write(real_element(work.element()), 1, count, 1);
        work.run(floating_kernel<find_values>(work.element()), 5 * count_of(m, n, count));
        return work.result(1, false);
    });
}

/// pinv(a, rcond); rcond has the real type of a
PyObject* pinv(PyObject*, PyObject* const* arguments, Py_ssize_t given, PyObject* keywords) {
    static constexpr parameters<2> accepted{"pinv", {"a", "rcond"}, 2, 2};
    return guarded([&] {
        auto const [a, rcond] = read_arguments(accepted, arguments, given, keywords);
        task work("pinv");
        work.read(a, "a", 2);
        work.require_matrix(0);
        work.read(rcond, "rcond", 0);
        work.keep_element(1);
        work.prepare();
        if (PyArray_TYPE(work.array(1)) != python::type_number(real_element(work.element())))
            raise(PyExc_TypeError, "pinv: rcond must be of the real type of a");
        npy_intp const m = work.rows(0), n = work.columns(0);
        work.write(work.element(), 2, n, m);
        work.run(floating_kernel<invert_generally>(work.element()),
                 20 * count_of(m, n, std::min(m, n)));
        return work.result(2);
    });
}

PyMethodDef functions[] = {entry("svd", &svd, "svd($module, a, full_matrices)\n--\n\n"),
                           entry("svdvals", &svdvals, svdvals_documentation),
                           entry("pinv", &pinv, "pinv($module, a, rcond)\n--\n\n"),
                           {}};

} // namespace

void export_svd(PyObject* module) { add_functions(module, functions); }

} // namespace npublas::extension::la
