# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
# Copyright 2026 The npublas authors
"""npublas.linalg in every type, order, stride and stack: by residuals, and beside NumPy and SciPy."""

from __future__ import annotations

import doctest
import inspect
import itertools
import pickle
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import npublas
import npublas.linalg as la

try:
    import scipy.linalg as sp
except ImportError:
    sp = None

needs_scipy = pytest.mark.skipif(sp is None, reason="SciPy is not installed")

TYPES = [np.float32, np.float64, np.longdouble, np.complex64, np.complex128, np.clongdouble]
BLAS_TYPES = [np.float32, np.float64, np.complex64, np.complex128]
SIZES = [0, 1, 2, 3, 10, 47, 100]


def random_numbers(shape: Any, dtype: Any, seed: int) -> Any:
    rng = np.random.default_rng(seed)
    real = rng.standard_normal(shape)
    if np.dtype(dtype).kind == "c":
        return (real + 1j * rng.standard_normal(shape)).astype(dtype)
    return real.astype(dtype)


def hermitian(n: int, dtype: Any, seed: int) -> Any:
    a = random_numbers((n, n), dtype, seed)
    return a + a.conj().T


def positive(n: int, dtype: Any, seed: int) -> Any:
    a = random_numbers((n, n), dtype, seed)
    return a @ a.conj().T + n * np.eye(n, dtype=dtype)


def eps_of(a: Any) -> float:
    return float(np.finfo(a.dtype).eps)


def close(actual: Any, wanted: Any, a: Any, factor: float = 1.0) -> None:
    """Equal but for rounding errors of 30 n eps times the size of the numbers."""
    actual, wanted = np.asarray(actual), np.asarray(wanted)
    assert actual.shape == wanted.shape
    if actual.size == 0:
        return
    n = max([1, *np.shape(a)[-2:]])
    scale = max(float(np.abs(wanted).max()), 1e-300)
    assert float(np.abs(actual - wanted).max()) <= 30 * factor * n * eps_of(a) * scale


def orthonormal(q: Any) -> None:
    identity = np.eye(q.shape[-1], dtype=q.dtype)
    close(np.swapaxes(q, -1, -2).conj() @ q, identity, q)


def layouts(a: Any) -> Iterator[Any]:
    """The same matrix in C order, in Fortran order, strided, reversed and read-only."""
    yield np.ascontiguousarray(a)
    yield np.asfortranarray(a)
    wide = np.zeros((2 * a.shape[0], 3 * a.shape[1]), a.dtype)
    wide[::2, ::3] = a
    yield wide[::2, ::3]
    yield a[::-1, ::-1].copy()[::-1, ::-1]
    locked = a.copy()
    locked.flags.writeable = False
    yield locked
    yield a.astype(a.dtype.newbyteorder())
    shifted = np.zeros(a.nbytes + 1, np.uint8)[1:].view(a.dtype).reshape(a.shape)
    shifted[...] = a
    yield shifted


# By residuals


@pytest.mark.parametrize("dtype", TYPES)
@pytest.mark.parametrize("n", SIZES)
def test_inverse_and_determinant(n: int, dtype: Any) -> None:
    a = random_numbers((n, n), dtype, n) + 2 * np.sqrt(n) * np.eye(n, dtype=dtype)
    for given_ in layouts(a):
        inverse = la.inv(given_)
        assert inverse.dtype == a.dtype
        close(inverse @ a, np.eye(n, dtype=dtype), a)
        sign, logarithm = la.slogdet(given_)
        if n <= 10:
            close(sign * np.exp(logarithm), la.det(given_), a, 10)
        assert la.det(given_).dtype == a.dtype and logarithm.dtype == a.real.dtype
    # Of a product of triangles, the determinant is known.
    lower = np.tril(a, -1) / 10 + np.eye(n, dtype=dtype)
    upper = np.triu(a)
    wanted = np.log(np.abs(np.diagonal(upper))).sum()
    close(la.slogdet(lower @ upper)[1], wanted, a, 100)
    if n <= 10:
        close(la.det(lower @ upper), np.prod(np.diagonal(upper)), a, 100)


@pytest.mark.parametrize("dtype", TYPES)
@pytest.mark.parametrize("n", SIZES)
def test_cholesky(n: int, dtype: Any) -> None:
    a = positive(n, dtype, n)
    for given_ in layouts(a):
        factor = la.cholesky(given_)
        close(factor @ factor.conj().T, a, a)
        assert factor.dtype == a.dtype and not np.triu(factor, 1).any()
        other = la.cholesky(given_, upper=True)
        close(other.conj().T @ other, a, a)
        assert not np.tril(other, -1).any()
    garbage = np.tril(a) + np.triu(np.full_like(a, 7), 1)
    close(la.cholesky(garbage), la.cholesky(a), a)


@pytest.mark.parametrize("dtype", TYPES)
@pytest.mark.parametrize("n", SIZES)
def test_eigh(n: int, dtype: Any) -> None:
    a = hermitian(n, dtype, n)
    for given_, triangle in itertools.product(layouts(a), "LU"):
        values, vectors = la.eigh(given_, triangle)
        orthonormal(vectors)
        close(a @ vectors, vectors * values, a)
        assert values.dtype == a.real.dtype and (np.diff(values) >= 0).all()
        close(la.eigvalsh(given_, UPLO=triangle), values, a)


@pytest.mark.parametrize("dtype", TYPES)
@pytest.mark.parametrize("n", SIZES)
def test_generalised_eigh(n: int, dtype: Any) -> None:
    a, b = hermitian(n, dtype, n), positive(n, dtype, n + 1)
    values, vectors = la.eigh(a, b=b)
    close(vectors.conj().T @ b @ vectors, np.eye(n, dtype=dtype), a, 10)
    close(a @ vectors, b @ vectors * values, a, 10)


@pytest.mark.parametrize("dtype", TYPES)
@pytest.mark.parametrize("n", SIZES)
def test_eig_and_schur(n: int, dtype: Any) -> None:
    a = random_numbers((n, n), dtype, n)
    for given_ in layouts(a):
        values, vectors = la.eig(given_)
        close(a @ vectors, vectors * values, a, 10)
        close(np.sum(la.eigvals(given_)), np.trace(a), a, 10)
        t, z = la.schur(given_)
        orthonormal(z)
        close(z @ t @ z.conj().T, a, a)
        assert t.dtype == a.dtype and not np.tril(t, -2).any()
        t, z = la.schur(given_, "complex")
        close(z @ t @ z.conj().T, a, a)
        assert not np.tril(t, -1).any()


SHAPES = [(0, 0), (0, 3), (3, 0), (1, 1), (3, 2), (2, 3), (10, 10), (40, 17), (17, 40), (100, 60)]


@pytest.mark.parametrize("dtype", TYPES)
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_svd_pinv_and_rank(shape: tuple[int, int], dtype: Any) -> None:
    a = random_numbers(shape, dtype, sum(shape))
    k = min(shape)
    for given_ in layouts(a):
        for full in (True, False):
            u, s, vh = la.svd(given_, full_matrices=full)
            orthonormal(u)
            orthonormal(vh.conj().T)
            close((u[:, :k] * s) @ vh[:k], a, a)
            assert (np.diff(s) <= 0).all() and (s >= 0).all()
        close(la.svd(given_, compute_uv=False), s, a)
        x = la.pinv(given_)
        close(a @ x @ a, a, a, 10)
        assert x.shape == shape[::-1]
        assert la.matrix_rank(given_) == k
    if k > 1:
        a[:, -1] = a[:, 0]
        a[-1] = a[0]
        assert la.matrix_rank(a) == k - 1


@pytest.mark.parametrize("dtype", TYPES)
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_qr(shape: tuple[int, int], dtype: Any) -> None:
    a = random_numbers(shape, dtype, sum(shape))
    m, n = shape
    for given_, pivoting in itertools.product(layouts(a), (False, True)):
        for mode, k in ("reduced", min(m, n)), ("complete", m):
            q, r, *rest = la.qr(given_, mode, pivoting=pivoting)
            assert q.shape == (m, k) and r.shape == (k, n) and not np.tril(r, -1).any()
            orthonormal(q)
            close(q @ r, a[:, rest[0]] if pivoting else a, a)
        if pivoting:
            steps = np.diff(np.abs(np.diagonal(r)))
            assert (steps <= 100 * eps_of(a)).all()
        else:
            close(la.qr(given_, "r"), r[: min(m, n)], a)


@pytest.mark.parametrize("dtype", TYPES)
@pytest.mark.parametrize("shape", [(1, 1), (5, 3), (3, 5), (60, 20), (20, 60)], ids=str)
def test_lstsq(shape: tuple[int, int], dtype: Any) -> None:
    a = random_numbers(shape, dtype, 1)
    m, n = shape
    for right in (random_numbers(m, dtype, 2), random_numbers((m, 4), dtype, 3)):
        for given_ in layouts(a):
            x, residuals, rank, s = la.lstsq(given_, right)
            if m < n:
                close(a @ x, right, a, 10)
            # The rest is orthogonal to all columns.
            rest = right - a @ x
            assert np.abs(a.conj().T @ rest).max() < 1000 * m * eps_of(a)
            assert rank == min(m, n) and type(rank) is np.int32
            close(s, la.svdvals(a), a)
            if m > n:
                close(residuals, np.atleast_1d((np.abs(rest) ** 2).sum(axis=0)), a, 10)
            else:
                assert residuals.shape == (0,)


@pytest.mark.parametrize("dtype", TYPES)
@pytest.mark.parametrize("n", SIZES)
def test_lu_and_its_relatives(n: int, dtype: Any) -> None:
    a = random_numbers((n, n), dtype, n)
    definite = positive(n, dtype, n)
    symmetric = hermitian(n, dtype, n)
    triangle = np.tril(a) + n * np.eye(n, dtype=dtype)
    for b in (random_numbers(n, dtype, 1), random_numbers((n, 3), dtype, 2)):
        for given_ in layouts(a):
            factors = la.lu_factor(given_)
            for trans, matrix in enumerate((a, a.T, a.conj().T)):
                x = la.lu_solve(factors, b, trans)
                close(matrix @ x, b, a, 100 * (1 + np.abs(x).max(initial=0)))
        for given_, lower in itertools.product(layouts(definite), (True, False)):
            x = la.cho_solve(la.cho_factor(given_, lower), b)
            close(definite @ x, b, a)
        for given_ in layouts(triangle):
            for trans, matrix in zip("NTC", (triangle, triangle.T, triangle.conj().T)):
                x = la.solve_triangular(given_, b, trans, lower=True)
                close(matrix @ x, b, a, 10)
                x = la.solve_triangular(given_.T, b, trans)
                close(matrix.T @ x, b, a, 10)
    for lower in (True, False):
        for given_ in layouts(symmetric):
            l_factor, d, order = la.ldl(given_, lower)
            close(l_factor @ d @ l_factor.conj().T, symmetric, a, 10)
            other = np.triu if lower else np.tril
            assert not other(l_factor[order], 1 if lower else -1).any()


@pytest.mark.parametrize("dtype", TYPES)
@pytest.mark.parametrize("below, above", [(0, 0), (1, 1), (2, 0), (1, 3)])
@pytest.mark.parametrize("n", [1, 4, 30])
def test_banded_equations(n: int, below: int, above: int, dtype: Any) -> None:
    a = random_numbers((n, n), dtype, n) + 5 * np.eye(n, dtype=dtype)
    a = np.triu(np.tril(a, above), -below)
    diagonals = np.full((below + above + 1, n), 99, dtype)
    for i, j in itertools.product(range(n), range(n)):
        if -below <= j - i <= above:
            diagonals[above + i - j, j] = a[i, j]
    for b in (random_numbers(n, dtype, 1), random_numbers((n, 2), dtype, 2)):
        for given_ in layouts(diagonals):
            close(a @ la.solve_banded((below, above), given_, b), b, a, 10)


@pytest.mark.parametrize("dtype", TYPES)
@pytest.mark.parametrize("n", [0, 1, 2, 3, 10, 30])
def test_expm(n: int, dtype: Any) -> None:
    a = random_numbers((n, n), dtype, n) / max(n, 1)
    close(la.expm(a) @ la.expm(-a), np.eye(n, dtype=dtype), a, 30)
    nilpotent = np.triu(a, 1)
    wanted = term = np.eye(n, dtype=dtype)
    for k in range(1, n + 1):
        term = term @ nilpotent / k
        wanted = wanted + term
    close(la.expm(nilpotent), wanted, a)
    diagonal = np.diag(np.diagonal(a))
    close(np.diagonal(la.expm(diagonal)), np.exp(np.diagonal(a)), a)


@pytest.mark.parametrize("dtype", TYPES)
def test_products_in_every_layout(dtype: Any) -> None:
    a, b = random_numbers((4, 6), dtype, 1), random_numbers((6, 5), dtype, 2)
    for left, right in itertools.product(layouts(a), layouts(b)):
        close(la.matmul(left, right), a @ b, a)
        close(npublas.prod(left, right), a @ b, a)
        close(la.matmul(left, b[:, 0]), a @ b[:, 0], a)
        close(la.matmul(a[0], right), a[0] @ b, a)
    close(la.matmul(a[0], b[:, 0]), a[0] @ b[:, 0], a)


# Beside NumPy and SciPy


STACKED: dict[str, Callable[[Any, Any], Any]] = {
    "inv": lambda m, a: m.inv(a),
    "det": lambda m, a: m.det(a),
    "slogdet": lambda m, a: m.slogdet(a),
    "cholesky": lambda m, a: m.cholesky(a),
    "eigh": lambda m, a: m.eigh(a)[0],
    "eigvalsh": lambda m, a: m.eigvalsh(a, "U"),
    "eigvals": lambda m, a: np.sort_complex(m.eigvals(a)),
    "svd": lambda m, a: m.svd(a)[1],
    "svd values": lambda m, a: m.svd(a, compute_uv=False),
    "svd hermitian": lambda m, a: m.svd(a, hermitian=True)[1],
    "pinv": lambda m, a: m.pinv(a),
    "pinv hermitian": lambda m, a: m.pinv(a, hermitian=True),
    "pinv rcond": lambda m, a: m.pinv(a, rcond=1e-3 * np.ones(np.shape(a)[:-2])),
    "matrix_rank": lambda m, a: m.matrix_rank(a),
    "matrix_rank tol": lambda m, a: m.matrix_rank(a, tol=3.0),
    "matrix_rank hermitian": lambda m, a: m.matrix_rank(a, hermitian=True),
    "qr": lambda m, a: np.abs(m.qr(a)[1]),
    "qr raw": lambda m, a: np.abs(np.triu(np.swapaxes(m.qr(a, "raw")[0], -1, -2))),
    "matrix_power": lambda m, a: m.matrix_power(a, 5),
    "matrix_power -3": lambda m, a: m.matrix_power(a, -3),
    "matrix_power 0": lambda m, a: m.matrix_power(a, 0),
    **{
        f"cond {p}": lambda m, a, p=p: m.cond(a, p)
        for p in (None, 1, -1, 2, -2, np.inf, -np.inf, "fro")
    },
    **{
        f"norm {p}": lambda m, a, p=p: m.norm(a, p, axis=(-1, -2))
        for p in (None, 1, -1, 2, -2, np.inf, -np.inf, "fro", "nuc")
    },
}


@pytest.mark.parametrize("dtype", [*BLAS_TYPES, np.int64, np.bool_])
@pytest.mark.parametrize("shape", [(3, 3), (4, 3, 3), (2, 0, 3, 3), (2, 3, 5, 5)], ids=str)
@pytest.mark.parametrize("name", STACKED)
def test_stacks_agree_with_numpy(name: str, shape: tuple[int, ...], dtype: Any) -> None:
    n = shape[-1]
    if np.dtype(dtype).kind in "ib":
        a = np.broadcast_to(np.eye(n, dtype=dtype) * np.array(3, dtype), shape)
    else:
        a = random_numbers(shape, dtype, 5)
        a = a @ np.swapaxes(a, -1, -2).conj() + np.eye(n, dtype=dtype)
    function = STACKED[name]
    ours, theirs = function(la, a), function(np.linalg, a)
    if not isinstance(theirs, tuple):
        ours, theirs = (ours,), (theirs,)
    for one, other in zip(ours, theirs, strict=True):
        # NumPy's condition numbers of complex matrices are complex; these can be compared.
        if not name.startswith("cond"):
            assert np.asarray(one).dtype == np.asarray(other).dtype
            assert type(one) is type(other)
        tolerance = 1e-3 if a.dtype.char in "fF" else 1e-9
        np.testing.assert_allclose(one, other, tolerance, tolerance)


@pytest.mark.parametrize("dtype", TYPES)
def test_stacks_broadcast(dtype: Any) -> None:
    a = random_numbers((4, 1, 3, 3), dtype, 1) + 3 * np.eye(3, dtype=dtype)
    b = random_numbers((1, 5, 3, 2), dtype, 2)
    x = la.solve(a, b)
    assert x.shape == (4, 5, 3, 2)
    close(a @ x, np.broadcast_to(b, x.shape), a, 10)
    one = b[0, 0, :, 0]
    close(la.solve(a[0, 0], one), la.inv(a[0, 0]) @ one, a, 10)
    close(la.matmul(a, b), a @ b, a)
    reversed_stack = np.broadcast_to(a[::-2], (2, 6, 3, 3)).transpose(1, 0, 2, 3)
    close(la.inv(reversed_stack) @ reversed_stack, np.broadcast_to(np.eye(3), (6, 2, 3, 3)), a, 10)
    factors = la.lu_factor(a)
    close(la.lu_solve(factors, b), x, a, 10)
    assert la.eigh(a)[1].shape == a.shape
    u, s, vh = la.svd(b)
    assert u.shape == (1, 5, 3, 3) and s.shape == (1, 5, 2) and vh.shape == (1, 5, 2, 2)


@needs_scipy
@pytest.mark.parametrize("dtype", BLAS_TYPES)
@pytest.mark.parametrize("n", [1, 4, 30])
def test_scipys_functions(n: int, dtype: Any) -> None:
    a, b = random_numbers((n, n), dtype, 1), random_numbers((n, 2), dtype, 2)
    tolerance = 1e-3 if np.dtype(dtype).char in "fF" else 1e-9
    symmetric, definite = hermitian(n, dtype, 3), positive(n, dtype, 4)

    def agree(ours: Any, theirs: Any) -> None:
        np.testing.assert_allclose(ours, theirs, tolerance, tolerance)

    lu, piv = la.lu_factor(a)
    agree(lu, sp.lu_factor(a)[0])
    assert piv.tolist() == sp.lu_factor(a)[1].tolist() and piv.dtype == np.int32
    agree(la.lu_solve(sp.lu_factor(a), b), sp.solve(a, b))
    agree(np.triu(la.cho_factor(definite)[0]), np.triu(sp.cho_factor(definite)[0]))
    agree(la.cho_solve(sp.cho_factor(definite), b), sp.solve(definite, b))
    agree(la.expm(a), sp.expm(a))
    agree(la.eigh(symmetric, b=definite)[0], sp.eigh(symmetric, definite)[0])
    for lower in (True, False):
        for ours, theirs in zip(la.ldl(symmetric, lower), sp.ldl(symmetric, lower)):
            agree(ours, theirs)
    agree(
        np.sort_complex(np.diagonal(la.schur(a, "complex")[0])),
        np.sort_complex(np.diagonal(sp.schur(a, "complex")[0])),
    )
    _, r, order = la.qr(a, pivoting=True)
    _, theirs, columns = sp.qr(a, pivoting=True)
    agree(np.abs(np.diagonal(r)), np.abs(np.diagonal(theirs)))
    assert order.tolist() == columns.tolist()


# In long double


def test_more_digits_than_double_has() -> None:
    n = 8
    hilbert = np.array([[1 / np.longdouble(i + j + 1) for j in range(n)] for i in range(n)])
    # The exact inverse has whole numbers (D. E. Knuth, The Art of Computer Programming 1, 1.2.3).
    exact = np.array(la.inv(hilbert)).round()
    error = np.abs(la.inv(hilbert) - exact).max() / np.abs(exact).max()
    double = np.abs(np.linalg.inv(hilbert.astype(float)) - exact).max() / np.abs(exact).max()
    assert error < 1e-8 and error < double / 10
    # The determinant is 1 over a whole number: 2.737...e-33 for order 8.
    assert abs(la.det(hilbert) * np.longdouble("365356847125734485878112256000000") - 1) < 1e-8


@pytest.mark.parametrize("dtype", [np.longdouble, np.clongdouble])
def test_every_function_takes_long_double(dtype: Any) -> None:
    a = positive(4, dtype, 1)
    real = a.real.dtype
    for name, function in STACKED.items():
        result = function(la, a)
        for one in result if isinstance(result, tuple) else (result,):
            kind = np.asarray(one).dtype
            assert kind.kind in "iu" or kind in (a.dtype, real, np.result_type(real, 1j)), name


@pytest.mark.parametrize("p", [None, 1, -1, 2, -2, np.inf, -np.inf, "fro", "nuc", 0, 3])
def test_norms_of_long_double(p: Any) -> None:
    x = random_numbers(7, np.longdouble, 1)
    if p not in ("fro", "nuc"):
        close(la.norm(x, p), np.linalg.norm(x.astype(float), p), x.astype(float))
        assert la.norm(x, p).dtype == x.dtype or p == 0
    if p not in (0, 3):
        a = x[:6].reshape(2, 3)
        close(la.norm(a, p), np.linalg.norm(a.astype(float), p), a.astype(float))
        assert la.norm(a, p, keepdims=True).shape == (1, 1)
        assert la.norm(a, p).dtype == a.dtype


def test_half_the_digits_are_not_lost_to_scaling() -> None:
    a = random_numbers((6, 3), np.longdouble, 1) * np.longdouble(10) ** np.array([0, 12, -12])
    wanted = np.array([1, 2, 3]) * np.longdouble(10) ** np.array([0, -12, 12])
    x, _, rank, _ = la.lstsq(a, a @ wanted, rcond=0)
    assert rank == 3 and np.abs(x / wanted - 1).max() < 1e-15


# out= and overwriting


@pytest.mark.parametrize("dtype", TYPES)
@pytest.mark.parametrize("n", [1, 3, 9, 50])
def test_results_go_where_they_are_wanted(n: int, dtype: Any) -> None:
    a = positive(n, dtype, n)
    b = random_numbers((n, n), dtype, 1)
    calls = {
        "inv": lambda x, out: la.inv(x, out=out),
        "cholesky": lambda x, out: la.cholesky(x, out=out),
        "solve": lambda x, out: la.solve(x, b, out=out),
        "matmul": lambda x, out: la.matmul(x, b, out=out),
    }
    for name, call in calls.items():
        wanted = call(a, None)
        for target in layouts(np.zeros_like(a)):
            if target.flags.writeable:
                assert call(a, target) is target, name
                close(target, wanted, a)
        wrapped = npublas.matrix(np.zeros_like(a))
        assert call(a, wrapped) is wrapped
        close(wrapped.array, wanted, a)
        # Into the argument, and across it.
        own = a.copy()
        assert call(own, own) is own
        close(own, wanted, a, 10)
        memory = np.zeros((n + 1, n), dtype)
        memory[:n] = a
        call(memory[:n], memory[1:])
        close(memory[1:], wanted, a, 10)
        own = a.copy()
        call(own, own.T)
        close(own.T, wanted, a, 10)
        with pytest.raises(ValueError, match="shape"):
            call(a, np.zeros((n, n + 1), dtype))
        locked = np.zeros_like(a)
        locked.flags.writeable = False
        with pytest.raises(ValueError, match="read-only"):
            call(a, locked)
        with pytest.raises(TypeError, match="out"):
            call(a, [[0.0]])
        with pytest.raises(TypeError, match="cast"):
            call(a, np.zeros((n, n), np.int64))


@pytest.mark.parametrize("dtype", TYPES)
@pytest.mark.parametrize("n", [0, 1, 3, 9, 50])
def test_overwriting_gives_the_same(n: int, dtype: Any) -> None:
    a, b = positive(n, dtype, n), random_numbers((n, 2), dtype, 1)
    for own in layouts(a):
        close(la.solve(own.copy(order="K"), b, overwrite_a=True), la.solve(a, b), a, 10)
        close(la.inv(own.copy(order="K"), overwrite_a=True), la.inv(a), a, 10)
        close(la.cholesky(own.copy(order="K"), overwrite_a=True), la.cholesky(a), a)
        x = la.lu_solve(la.lu_factor(own.copy(order="K"), overwrite_a=True), b.copy(), 0, True)
        close(a @ x, b, a, 10)
        x = la.cho_solve(la.cho_factor(own.copy(order="K"), overwrite_a=True), b.copy(), True)
        close(a @ x, b, a, 10)
    same = np.broadcast_to(a, (3, n, n))
    close(la.inv(same, overwrite_a=True), np.broadcast_to(la.inv(a), (3, n, n)), a, 10)
    locked = a.copy()
    locked.flags.writeable = False
    la.solve(locked, b, overwrite_a=True)
    assert (locked == a).all()


def test_memory_is_used_again_where_that_saves_a_copy() -> None:
    a = positive(50, float, 1)
    assert la.cholesky(a, overwrite_a=True) is a
    assert la.lu_factor(a, overwrite_a=True)[0] is a
    b = np.ones((50, 2))
    assert la.solve_triangular(a, b, overwrite_b=True) is b


def test_arguments_are_left_as_they_are() -> None:
    for n in (3, 60):
        a, b = positive(n, float, 1), random_numbers((n, 2), float, 2)
        kept = a.copy(), b.copy()
        for function in STACKED.values():
            function(la, a)
        la.solve(a, b), la.lstsq(a, b), la.schur(a), la.expm(a), la.ldl(a)
        la.cho_solve(la.cho_factor(a), b), la.lu_solve(la.lu_factor(a), b)
        la.eigh(a, b=a), la.solve_triangular(a, b), la.solve_banded((1, 1), a[:3], np.ones(n))
        assert (a == kept[0]).all() and (b == kept[1]).all()


# Wrapped types, subclasses, array-likes


WRAPPED_RESULTS: list[Callable[[Any], Any]] = [
    la.inv,
    la.cholesky,
    la.eigvalsh,
    la.expm,
    la.pinv,
    la.svdvals,
    la.eigvals,
    la.matrix_transpose,
    la.diagonal,
    lambda a: la.matrix_power(a, 3),
    lambda a: la.matrix_power(a, 0),
    lambda a: la.matmul(a, np.ones(3)),
    lambda a: la.multi_dot([a, np.eye(3), np.ones(3)]),
    lambda a: la.outer(la.diagonal(a), np.ones(3)),
    lambda a: la.solve(a, [1, 2, 3]),
    lambda a: la.solve(np.eye(3), a),
    lambda a: la.lstsq(a, np.ones(3))[0],
    lambda a: la.solve_triangular(a, np.ones(3)),
    lambda a: la.solve_banded((1, 1), a, np.ones(3)),
    lambda a: la.lu_factor(a)[0],
    lambda a: la.lu_solve(la.lu_factor(a), np.ones(3)),
    lambda a: la.cho_solve(la.cho_factor(a), np.ones(3)),
    lambda a: la.LU(a).solve(np.ones(3)),
    lambda a: la.tensordot(a, np.eye(3), axes=1),
    lambda a: la.eigh(a)[0],
    lambda a: la.eigh(a)[1],
    lambda a: la.eigh(a, b=np.eye(3))[1],
    lambda a: la.eig(a)[0],
    lambda a: la.eig(a)[1],
    lambda a: la.svd(a)[0],
    lambda a: la.svd(a, hermitian=True)[0],
    lambda a: la.qr(a)[0],
    lambda a: la.qr(a)[1],
    lambda a: la.qr(a, pivoting=True)[1],
    lambda a: la.schur(a)[0],
    lambda a: la.ldl(a)[0],
]


@pytest.mark.parametrize("number", range(len(WRAPPED_RESULTS)))
def test_wrapped_in_wrapped_out(number: int) -> None:
    function = WRAPPED_RESULTS[number]
    a = positive(3, float, 1)
    plain = function(a)
    wrapped = function(npublas.matrix(a))
    assert type(wrapped) is {1: npublas.vector, 2: npublas.matrix}[plain.ndim]
    np.testing.assert_array_equal(wrapped.array, plain)


def test_tensorinv_of_a_matrix_is_wrapped() -> None:
    a = np.array([[2.0, 1.0], [1.0, 1.0]])
    inverse = la.tensorinv(npublas.matrix(a), ind=1)
    assert type(inverse) is npublas.matrix
    close(np.asarray(inverse), np.linalg.tensorinv(a, ind=1), a)


def test_scalars_of_wrapped_types() -> None:
    a = npublas.matrix([[2.0, 0.0], [0.0, 3.0]])
    for value, wanted in (
        (la.det(a), 6.0),
        (la.slogdet(a)[0], 1.0),
        (la.norm(a, 2), 3.0),
        (la.cond(a), 1.5),
        (la.trace(a), 5.0),
        (la.vector_norm(a.row(0)), 2.0),
        (la.matrix_norm(a, ord=1), 3.0),
        (la.vecdot(a.row(0), a.row(0)), 4.0),
    ):
        assert isinstance(value, np.floating) and abs(value - wanted) < 1e-15


def test_named_results_are_the_installed_numpys() -> None:
    a = np.eye(2)
    for name in ("eigh", "eig", "slogdet", "svd", "qr"):
        assert type(getattr(la, name)(a)) is type(getattr(np.linalg, name)(a))
    assert type(la.lstsq(a, a, rcond=None)) is tuple


# The factorizations


@pytest.mark.parametrize("dtype", TYPES)
@pytest.mark.parametrize("n", [1, 2, 3, 10, 60])
def test_factorizations_solve_again_and_again(n: int, dtype: Any) -> None:
    general, definite = random_numbers((n, n), dtype, n), positive(n, dtype, n)
    symmetric = hermitian(n, dtype, n)
    cases = [
        (la.LU(general), general),
        (la.Cholesky(definite), definite),
        (la.Cholesky(definite, lower=False), definite),
        (la.QR(general), general),
        (la.QR(general, pivoting=True), general),
        (la.LDL(symmetric), symmetric),
        (la.LDL(symmetric, lower=False), symmetric),
    ]
    for made, a in cases:
        for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
            factors = pickle.loads(pickle.dumps(made, protocol))
        for seed in range(2):
            for b in (random_numbers(n, dtype, seed), random_numbers((n, 3), dtype, seed)):
                x = factors.solve(b)
                close(a @ x, b, a, 100 * (1 + np.abs(x).max()))
        x = factors.inv()
        close(a @ x, np.eye(n, dtype=dtype), a, 100 * (1 + np.abs(x).max()))
        if n <= 10:
            close(factors.det(), la.det(a), a, 100)
        assert factors.shape == (n, n) and str(a.dtype) in repr(factors)


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.complex64, np.longdouble])
def test_determinants_of_factorizations_have_the_type_of_the_elements(dtype: Any) -> None:
    a = positive(4, dtype, 5)
    pivoted = la.QR(np.stack([a, a]), pivoting=True)
    for factors in (la.LU(a), la.Cholesky(a), la.QR(a), la.QR(a, pivoting=True), la.LDL(a)):
        assert factors.det().dtype == dtype
        close(factors.det(), la.det(a), a, 1000)
    assert pivoted.det().dtype == dtype and pivoted.det().shape == (2,)
    assert la.QR(np.empty((2, 0, 0), dtype), pivoting=True).det().tolist() == [1, 1]


@pytest.mark.parametrize("kind", [la.LU, la.Cholesky, la.QR, la.LDL])
def test_factorizations_refuse_what_does_not_fit(kind: Any) -> None:
    factors = kind(np.eye(3))
    for b in (np.ones(2), np.ones((2, 2)), 1.0, np.ones((3, 2, 2))):
        with pytest.raises(ValueError, match=r"\(3, 3\) and b has shape"):
            factors.solve(b)
    with pytest.raises(TypeError):
        factors.solve(["a", "b", "c"])


def test_stacked_factorizations() -> None:
    a = random_numbers((4, 3, 3), complex, 1)
    a = a + np.swapaxes(a, -1, -2).conj() + 9 * np.eye(3)
    b = random_numbers((4, 3, 2), complex, 2)
    for kind in (la.LU, la.Cholesky, la.QR, la.LDL):
        factors = kind(a)
        close(factors.solve(b), np.linalg.solve(a, b), a)
        close(factors.inv(), np.linalg.inv(a), a)
        close(factors.det(), np.linalg.det(a), a)
    close(la.QR(a, pivoting=True).det(), np.linalg.det(a), a)
    close(la.QR(a, pivoting=True).solve(b), np.linalg.solve(a, b), a)


def test_tall_matrices_are_solved_in_the_least_squares_sense() -> None:
    a, b = random_numbers((20, 4), float, 1), random_numbers(20, float, 2)
    for pivoting in (False, True):
        factors = la.QR(a, pivoting)
        close(factors.solve(b), np.linalg.lstsq(a, b, rcond=None)[0], a)
        close(factors.q @ factors.r, a[:, factors.order] if pivoting else a, a)
    with pytest.raises(la.LinAlgError):
        la.QR(a.T).solve(np.ones(4))
    with pytest.raises(la.LinAlgError):
        la.QR(a).det()


# Signatures


@pytest.mark.parametrize("name", sorted(set(la.__all__) & set(np.linalg.__all__)))
def test_signatures_begin_as_numpys(name: str) -> None:
    if name == "LinAlgError":
        return
    ours = list(inspect.signature(getattr(la, name)).parameters.values())
    theirs = list(inspect.signature(getattr(np.linalg, name)).parameters.values())
    for one, other in zip(ours, theirs):
        # Some that NumPy 2 takes by place only are taken by name here too.
        assert one.name == other.name and one.kind in (other.kind, one.POSITIONAL_OR_KEYWORD)
    # What is more can only be given by keyword.
    assert all(one.kind is one.KEYWORD_ONLY for one in ours[len(theirs) :])


def test_arguments_by_name_and_by_place() -> None:
    a, b = np.eye(2), np.ones(2)
    assert la.solve(b=b, a=a).tolist() == [1, 1]
    for call, word in (
        (lambda: la.solve(a), "'b'"),
        (lambda: la.solve(a, b, None), "positional"),
        (lambda: la.solve(a, b, a=a), "multiple"),
        (lambda: la.solve(a, b, c=a), "'c'"),
        (lambda: la.det(), "'a'"),
    ):
        with pytest.raises(TypeError, match=word):
            call()


@pytest.mark.parametrize("name", sorted(set(la.__all__) - {"LinAlgError"}))
def test_every_function_is_documented_and_its_examples_run(name: str) -> None:
    function = getattr(la, name)
    text = inspect.getdoc(function)
    assert text and ">>>" in text
    test = doctest.DocTestParser().get_doctest(text, {}, name, None, None)
    output: list[str] = []
    flags = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS
    result = doctest.DocTestRunner(optionflags=flags).run(test, out=output.append)
    assert result.failed == 0, "".join(output)


# Random shapes, strides and types


@st.composite
def stacks(draw: Any) -> Any:
    shape = tuple(draw(st.lists(st.integers(0, 3), max_size=2)))
    n = draw(st.integers(0, 4))
    dtype = draw(st.sampled_from([*TYPES, np.int8, np.uint64, np.bool_]))
    seed = draw(st.integers(0, 1000))
    steps = [draw(st.sampled_from([1, 2, -1, -2])) for _ in range(len(shape) + 2)]
    wide = tuple(2 * extent for extent in (*shape, n, n))
    a = random_numbers(wide, np.float64 if np.dtype(dtype).kind in "iub" else dtype, seed)
    a = np.abs(3 * a).astype(dtype) if np.dtype(dtype).kind in "iub" else a
    index = tuple(slice(None, None, step) for step in steps)
    a = a[index][tuple(slice(0, extent) for extent in (*shape, n, n))]
    return a.transpose(draw(st.permutations(range(a.ndim - 2))) + [a.ndim - 2, a.ndim - 1])


@given(stacks())
def test_any_stack(a: Any) -> None:
    double = a.astype(np.complex128 if a.dtype.kind == "c" else np.float64)
    single = a.dtype.char in "fF"
    tolerance = 1e-2 if single else 1e-8
    wanted = np.linalg.det(double)
    scale = (1 + np.abs(double).max(initial=0)) ** a.shape[-1]
    np.testing.assert_allclose(la.det(a), wanted, tolerance, tolerance * scale)
    s = la.svd(a, compute_uv=False)
    np.testing.assert_allclose(
        s, np.linalg.svd(double, compute_uv=False), tolerance, tolerance * scale
    )
    gram = la.matmul(np.swapaxes(double, -1, -2).conj(), double) + np.eye(a.shape[-1])
    np.testing.assert_allclose(la.eigvalsh(gram), np.linalg.eigvalsh(gram), 1e-8, 1e-8 * scale)
    product = la.matmul(a, a)
    with np.errstate(all="ignore"):
        np.testing.assert_allclose(product, a @ a, tolerance, tolerance * scale)
    assert product.dtype == a.dtype
