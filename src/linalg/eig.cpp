// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// Eigenvalues of general matrices and Schur forms, dressed in python/npublas/linalg.py.

#include <npublas/python.hpp>

#include "function.hpp"
#include "task.hpp"

#include <npublas/linalg/detail/eig.hpp>
#include <npublas/linalg/detail/schur.hpp>

namespace npublas::extension::la {

namespace {

namespace detail = linalg::detail;

/// a, values, vectors
struct find_eigenvectors {
    template <class T>
    static void compute(block const* o, void const*) {
        using C = detail::complex_type_t<T>;
        detail::eig<T>(o[0].matrix<T const>(), o[1].vector<C>(), o[2].matrix<C>());
    }
};

/// a, values
struct find_eigenvalues {
    template <class T>
    static void compute(block const* o, void const*) {
        detail::eigvals<T>(o[0].matrix<T const>(), o[1].vector<detail::complex_type_t<T>>());
    }
};

/// a, t, z
struct find_schur_form {
    template <class T>
    static void compute(block const* o, void const*) {
        detail::schur<T>(o[0].matrix<T const>(), o[1].matrix<T>(), o[2].matrix<T>());
    }
};

/// eig(a): complex values and vectors
PyObject* eig(PyObject*, PyObject* const* arguments, Py_ssize_t given, PyObject* keywords) {
    static constexpr parameters<1> accepted{"eig", {"a"}, 1, 1};
    return guarded([&] {
        task work("eig");
        work.read(read_arguments(accepted, arguments, given, keywords)[0], "a", 2);
        work.require_square(0);
        work.prepare();
        npy_intp const n = work.rows(0);
        work.write(complex_element(work.element()), 1, n, 1);
        work.write(complex_element(work.element()), 2, n, n);
        work.run(floating_kernel<find_eigenvectors>(work.element()), 25 * count_of(n, n, n));
        bp::object const values = owned(work.result(1, false));
        return bp::incref(bp::make_tuple(values, owned(work.result(2))).ptr());
    });
}

/// eigvals(a): complex values
PyObject* eigvals(PyObject*, PyObject* const* arguments, Py_ssize_t given, PyObject* keywords) {
    static constexpr parameters<1> accepted{"eigvals", {"a"}, 1, 1};
    return guarded([&] {
        task work("eigvals");
        work.read(read_arguments(accepted, arguments, given, keywords)[0], "a", 2);
        work.require_square(0);
        work.prepare();
        npy_intp const n = work.rows(0);
        work.write(complex_element(work.element()), 1, n, 1);
        work.run(floating_kernel<find_eigenvalues>(work.element()), 10 * count_of(n, n, n));
        return work.result(1, false);
    });
}

/// schur(a): t and z
PyObject* schur(PyObject*, PyObject* const* arguments, Py_ssize_t given, PyObject* keywords) {
    static constexpr parameters<1> accepted{"schur", {"a"}, 1, 1};
    return guarded([&] {
        task work("schur");
        work.read(read_arguments(accepted, arguments, given, keywords)[0], "a", 2);
        work.require_square(0);
        work.prepare();
        npy_intp const n = work.rows(0);
        work.write(work.element(), 2, n, n);
        work.write(work.element(), 2, n, n);
        work.run(floating_kernel<find_schur_form>(work.element()), 25 * count_of(n, n, n));
        bp::object const t = owned(work.result(1));
        return bp::incref(bp::make_tuple(t, owned(work.result(2))).ptr());
    });
}

PyMethodDef functions[] = {entry("eig", &eig, "eig($module, a)\n--\n\n"),
                           entry("eigvals", &eigvals, "eigvals($module, a)\n--\n\n"),
                           entry("schur", &schur, "schur($module, a)\n--\n\n"),
                           {}};

} // namespace

void export_eig(PyObject* module) { add_functions(module, functions); }

} // namespace npublas::extension::la
