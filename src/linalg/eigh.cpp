// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// eigh and eigvalsh.

#include <npublas/python.hpp>

#include "function.hpp"
#include "task.hpp"

#include <npublas/linalg/detail/eigh.hpp>
#include <npublas/linalg/detail/generalized_eigh.hpp>

namespace npublas::extension::la {

namespace {

namespace detail = linalg::detail;

// The options are whether the lower triangle is read.

/// a, values, vectors
struct find_eigenvectors {
    template <class T>
    static void compute(block const* o, void const* lower) {
        detail::eigh<T>(o[0].matrix<T const>(), *static_cast<bool const*>(lower),
                        o[1].vector<detail::real_type_t<T>>(), o[2].matrix<T>());
    }
};

/// a, values
struct find_eigenvalues {
    template <class T>
    static void compute(block const* o, void const* lower) {
        detail::eigvalsh<T>(o[0].matrix<T const>(), *static_cast<bool const*>(lower),
                            o[1].vector<detail::real_type_t<T>>());
    }
};

/// a, b, values, vectors
struct find_generalized {
    template <class T>
    static void compute(block const* o, void const* lower) {
        detail::generalized_eigh<T>(o[0].matrix<T const>(), o[1].matrix<T const>(),
                                    *static_cast<bool const*>(lower),
                                    o[2].vector<detail::real_type_t<T>>(), o[3].matrix<T>());
    }
};

constexpr char eigh_documentation[] = R"(eigh($module, /, a, UPLO='L', *, b=None)
--

Eigenvalues and eigenvectors of hermitian or symmetric matrices.

Parameters
----------
a : array_like, shape (..., n, n)
    The matrices, of which one triangle is read, and of its diagonal the real parts.
UPLO : {'L', 'U'}, optional
    Which triangle.
b : array_like, shape (..., n, n), optional
    Positive definite matrices for the generalised problem ``a v = w b v``.

Returns
-------
w : ndarray, shape (..., n)
    The eigenvalues, ascending, real.
v : ndarray, shape (..., n, n)
    Column ``v[:, i]`` is an eigenvector for ``w[i]``; ``v^H v``, or ``v^H b v``, is the identity.

    Both are wrapped if an operand is. NumPy 2 and its named tuple `EighResult` go together.

Raises
------
numpy.linalg.LinAlgError
    If `a` is not square, `b` is not positive definite, or the iteration does not converge.
ValueError
    If `UPLO` is another, or the shapes of `a` and `b` do not fit.

Examples
--------
>>> import npublas.linalg as la
>>> w, v = la.eigh([[0.0, 2.0], [2.0, 0.0]])
>>> print(w)
[-2.  2.]
)";

constexpr char eigvalsh_documentation[] = R"(eigvalsh($module, /, a, UPLO='L')
--

Eigenvalues of hermitian or symmetric matrices.

Parameters
----------
a : array_like, shape (..., n, n)
    The matrices, of which one triangle is read.
UPLO : {'L', 'U'}, optional
    Which triangle.

Returns
-------
ndarray, or a wrapped object if `a` is one, shape (..., n)
    The eigenvalues, ascending, real.

Raises
------
numpy.linalg.LinAlgError
    If `a` is not square, or the iteration does not converge.
ValueError
    If `UPLO` is another.

Examples
--------
>>> import npublas.linalg as la
>>> print(la.eigvalsh([[0.0, 2.0], [2.0, 0.0]]))
[-2.  2.]
)";

/// Whether the lower triangle is meant. Throws a ValueError.
bool is_lower(PyObject* triangle) {
    if (!triangle) return true;
    if (PyUnicode_Check(triangle) && PyUnicode_GetLength(triangle) == 1) {
        Py_UCS4 const letter = PyUnicode_ReadChar(triangle, 0);
        if (letter == 'L' || letter == 'l') return true;
        if (letter == 'U' || letter == 'u') return false;
    }
    raise(PyExc_ValueError, "UPLO must be 'L' or 'U'; got " + text(borrowed(triangle)));
}

PyObject* eigh(PyObject*, PyObject* const* arguments, Py_ssize_t given, PyObject* keywords) {
    static constexpr parameters<3> accepted{"eigh", {"a", "UPLO", "b"}, 2, 1};
    return guarded([&] {
        auto const [a, triangle, b] = read_arguments(accepted, arguments, given, keywords);
        bool const lower = is_lower(triangle);
        bool const general = is_given(b);
        task work("eigh");
        work.read(a, "a", 2);
        work.require_square(0);
        if (general) {
            work.read(b, "b", 2);
            work.require_square(1);
            if (work.rows(0) != work.rows(1))
                work.refuse_pair(0, 1, "the two must be of one order");
        }
        work.prepare();
        npy_intp const n = work.rows(0);
        int const values = general ? 2 : 1;
        work.write(real_element(work.element()), 1, n, 1);
        work.write(work.element(), 2, n, n);
        work.run(general ? floating_kernel<find_generalized>(work.element())
                         : floating_kernel<find_eigenvectors>(work.element()),
                 9 * count_of(n, n, n), &lower);
        PyObject* const w = work.result(values, false);
        return named_results("EighResult", {w, work.result(values + 1)});
    });
}

PyObject* eigvalsh(PyObject*, PyObject* const* arguments, Py_ssize_t given, PyObject* keywords) {
    static constexpr parameters<2> accepted{"eigvalsh", {"a", "UPLO"}, 2, 1};
    return guarded([&] {
        auto const [a, triangle] = read_arguments(accepted, arguments, given, keywords);
        bool const lower = is_lower(triangle);
        task work("eigvalsh");
        work.read(a, "a", 2);
        work.require_square(0);
        work.prepare();
        npy_intp const n = work.rows(0);
        work.write(real_element(work.element()), 1, n, 1);
        work.run(floating_kernel<find_eigenvalues>(work.element()), 4 * count_of(n, n, n), &lower);
        return work.result(1, false);
    });
}

PyMethodDef functions[] = {entry("eigh", &eigh, eigh_documentation),
                           entry("eigvalsh", &eigvalsh, eigvalsh_documentation),
                           {}};

} // namespace

void export_eigh(PyObject* module) { add_functions(module, functions); }

} // namespace npublas::extension::la
