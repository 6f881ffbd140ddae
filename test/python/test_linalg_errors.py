# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
# Copyright 2026 The npublas authors
"""What npublas.linalg refuses, in whose words; NaN, threads, Ctrl-C, memory."""

from __future__ import annotations

import gc
import itertools
import math
import signal
import sys
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import npublas
import npublas.linalg as la
from process_memory import SANITIZED, resident

SQUARE: dict[str, Callable[[Any], Any]] = {
    "inv": la.inv,
    "det": la.det,
    "slogdet": la.slogdet,
    "cholesky": la.cholesky,
    "eigh": la.eigh,
    "eigvalsh": la.eigvalsh,
    "eig": la.eig,
    "eigvals": la.eigvals,
    "matrix_power": lambda a: la.matrix_power(a, 2),
    "cond": lambda a: la.cond(a, 1),
}
SQUARE_IN_SCIPY: dict[str, Callable[[Any], Any]] = {
    "schur": la.schur,
    "expm": la.expm,
    "ldl": la.ldl,
    "lu_factor": la.lu_factor,
    "cho_factor": la.cho_factor,
    "LU": la.LU,
    "Cholesky": la.Cholesky,
    "LDL": la.LDL,
}
ANY_SHAPE: dict[str, Callable[[Any], Any]] = {
    "svd": la.svd,
    "svdvals": la.svdvals,
    "pinv": la.pinv,
    "qr": la.qr,
    "QR": la.QR,
}
EVERY = SQUARE | SQUARE_IN_SCIPY | ANY_SHAPE


# Shapes


@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize("shape", [(), (3,), (0,)], ids=str)
def test_too_few_dimensions(name: str, shape: tuple[int, ...]) -> None:
    if name == "cond" and 0 in shape:
        return
    with pytest.raises(la.LinAlgError) as refusal:
        EVERY[name](np.ones(shape))
    assert str(shape) in str(refusal.value)


@pytest.mark.parametrize("name", SQUARE | SQUARE_IN_SCIPY)
@pytest.mark.parametrize("shape", [(2, 3), (4, 3, 2), (0, 1)], ids=str)
def test_not_square(name: str, shape: tuple[int, ...]) -> None:
    if name == "cond" and 0 in shape:
        return
    for dtype in (float, np.longdouble, np.int16):
        with pytest.raises(la.LinAlgError, match="square") as refusal:
            (SQUARE | SQUARE_IN_SCIPY)[name](np.ones(shape, dtype))
        assert str(shape) in str(refusal.value)


PAIRS: list[tuple[Callable[[Any, Any], Any], Any, Any, type]] = [
    (la.solve, (3, 3), (2,), ValueError),
    (la.solve, (3, 3), (2, 3), ValueError),
    (la.solve, (3, 2), (3,), la.LinAlgError),
    (la.solve, (2, 3, 3), (3, 3, 1), ValueError),
    (la.matmul, (2, 3), (2, 3), ValueError),
    (la.matmul, (2,), (3,), ValueError),
    (la.matmul, (2, 2, 2), (3, 2, 2), ValueError),
    (la.matmul, (), (2, 2), ValueError),
    (npublas.prod, (2, 3), (2, 3), ValueError),
    (lambda a, b: la.lstsq(a, b, rcond=None), (3, 2), (2,), la.LinAlgError),
    (lambda a, b: la.lstsq(a, b, rcond=None), (3,), (3,), la.LinAlgError),
    (lambda a, b: la.lstsq(a, b, rcond=None), (3, 2), (3, 1, 1), la.LinAlgError),
    (lambda a, b: la.eigh(a, b=b), (3, 3), (2, 2), ValueError),
    (lambda a, b: la.lu_solve((a, np.arange(3)), b), (3, 3), (2,), ValueError),
    (lambda a, b: la.lu_solve((a, np.arange(3)), b), (3, 3), (), ValueError),
    (lambda a, b: la.cho_solve((a, True), b), (3, 3), (4, 1), ValueError),
    (la.solve_triangular, (3, 3), (2,), ValueError),
    (lambda a, b: la.solve_banded((1, 1), a, b), (2, 4), (4,), ValueError),
    (lambda a, b: la.solve_banded((1, 1), a, b), (3, 4), (3,), ValueError),
    (lambda a, b: la.solve_banded((-1, 3), a, b), (3, 4), (4,), ValueError),
    (la.tensorsolve, (2, 3), (2,), la.LinAlgError),
]


@pytest.mark.parametrize("case", PAIRS, ids=lambda case: f"{case[1]} {case[2]}")
def test_both_shapes_are_named(case: Any) -> None:
    function, first, second, error = case
    for dtype in (float, np.longdouble, np.int16):
        with pytest.raises(error) as refusal:
            function(np.ones(first, dtype), np.ones(second, dtype))
        assert str(first) in str(refusal.value)
        assert str(second) in str(refusal.value) or "(4, 1)" in str(refusal.value)


@pytest.mark.parametrize("name", EVERY)
def test_other_element_types(name: str) -> None:
    for dtype in (np.float16, object, "U3", "M8[s]", [("x", "f8")]):
        if name == "matrix_power" and dtype in (np.float16, object):
            continue
        with pytest.raises((TypeError, ValueError)):
            EVERY[name](np.zeros((2, 2), dtype))


@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize("value", [None, "text", object(), [[1.0], [2.0, 3.0]]], ids=str)
def test_what_is_no_array(name: str, value: Any) -> None:
    # numpy.linalg.matrix_power says that these have no dimensions.
    expected = (TypeError, ValueError, *[la.LinAlgError] * (name == "matrix_power"))
    with pytest.raises(expected):
        EVERY[name](value)


def test_other_bad_arguments() -> None:
    a = np.eye(2)
    for call in (
        lambda: la.eigh(a, "X"),
        lambda: la.eigh(a, None),
        lambda: la.eigvalsh(a, "LL"),
        lambda: la.qr(a, "raws"),
        lambda: la.schur(a, "imaginary"),
        lambda: la.norm(a, "nonsense"),
        lambda: la.norm(np.ones((2, 2, 2)), "nuc"),
        lambda: la.norm(a, 2, axis=(0, 0)),
        lambda: la.solve_triangular(a, a, "X"),
        lambda: la.lu_solve((a, [0, 2]), a),
        lambda: la.lu_solve((a, [-1, 1]), a),
        lambda: la.lu_solve((a, [0]), a),
        lambda: la.lu_solve((a, [0, 1]), a, 3),
        lambda: la.pinv(a, rcond=1, rtol=1),
        lambda: la.matrix_rank(a, tol=1, rtol=1),
        lambda: la.multi_dot([a]),
        lambda: la.multi_dot([a, np.ones((3, 3))]),
        lambda: la.multi_dot([a, a], out=np.ones((3, 3))),
        lambda: la.tensorinv(a, 0),
        lambda: la.cross([1, 2], [3, 4]),
        lambda: la.matrix_transpose([1, 2]),
    ):
        with pytest.raises(ValueError):
            call()
    for call in (
        lambda: la.matrix_power(a, 1.5),
        lambda: la.solve_banded((1.0, 1), a, a),
        lambda: la.solve_banded(("1", 1), a, a),
    ):
        with pytest.raises(TypeError):
            call()
    for call in (
        lambda: la.multi_dot([a, np.ones(2), a]),
        lambda: la.tensorinv(np.ones((2, 3)), 1),
        lambda: la.cond(np.ones((0, 2))),
    ):
        with pytest.raises(la.LinAlgError):
            call()


# Singular, indefinite, not finite


FLOATING = [np.float32, np.float64, np.longdouble, np.complex64, np.complex128, np.clongdouble]


@pytest.mark.parametrize("dtype", FLOATING)
@pytest.mark.parametrize("n", [1, 2, 3, 8, 17, 50])
def test_singular_matrices(n: int, dtype: Any) -> None:
    a = np.zeros((n, n), dtype)
    for call in (
        lambda: la.solve(a, np.ones(n)),
        lambda: la.inv(a),
        lambda: la.inv(np.stack([np.eye(n, dtype=dtype), a])),
        lambda: la.matrix_power(a, -1),
        lambda: la.cholesky(a - np.eye(n, dtype=dtype)),
        lambda: la.cho_factor(a - np.eye(n, dtype=dtype)),
        lambda: la.eigh(a, b=a - np.eye(n, dtype=dtype)),
        lambda: la.solve_triangular(a, np.ones(n)),
        lambda: la.solve_banded((0, 0), a[:1], np.ones(n)),
        lambda: la.LDL(a).solve(np.ones(n)),
        lambda: la.QR(a).solve(np.ones(n)),
    ):
        with pytest.raises(la.LinAlgError):
            call()
    assert la.det(a) == 0 and la.slogdet(a)[0] == 0 and la.slogdet(a)[1] == -np.inf
    assert la.cond(a) == np.inf and la.cond(a, 1) == np.inf
    assert la.matrix_rank(a) == 0 and not la.pinv(a).any()
    with pytest.warns(RuntimeWarning, match="exactly zero"):
        factors = la.lu_factor(a)
    with pytest.raises(la.LinAlgError, match="singular"):
        la.lu_solve(factors, np.ones(n))


@pytest.mark.parametrize("dtype", FLOATING)
@pytest.mark.parametrize("n", [1, 2, 3, 8, 20, 50])
@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_what_is_not_finite(value: float, n: int, dtype: Any) -> None:
    """NaN, or a LinAlgError; never numbers that look right, never a loop without end."""
    base = np.eye(n, dtype=dtype) * 2
    for place in {(0, 0), (n - 1, n - 1), (n - 1, 0)}:
        a = base.copy()
        a[place] = value
        for name, function in EVERY.items():
            with np.errstate(all="ignore"):
                try:
                    result = function(a)
                except (la.LinAlgError, RuntimeWarning):  # a pivot that is exactly zero
                    continue
            parts = result if isinstance(result, tuple) else (result,)
            # An infinity may well leave a finite inverse: 1 / inf is 0.
            if math.isnan(value) and not hasattr(result, "solve"):
                numbers = [np.asarray(p) for p in parts if np.asarray(p).dtype.kind in "fc"]
                assert any(np.isnan(part).any() for part in numbers), (name, place)


def test_the_other_triangle_is_not_read() -> None:
    for n in (3, 30):
        a = np.eye(n)
        a[np.triu_indices(n, 1)] = np.nan
        for result in (la.cholesky(a), *la.eigh(a), la.eigvalsh(a), la.ldl(a)[0]):
            assert np.isfinite(result).all()
        assert np.isfinite(la.solve_triangular(a, np.ones(n), lower=True)).all()


# Threads and Ctrl-C


def test_other_threads_run_meanwhile() -> None:
    rng = np.random.default_rng(1)
    a = rng.standard_normal((400, 400)).astype(np.longdouble)
    spd = a @ a.T
    for work in (
        lambda: la.inv(a),
        lambda: la.cholesky(spd),
        lambda: la.qr(a),
        lambda: la.det(np.broadcast_to(a[:3, :3], (300_000, 3, 3))),
    ):
        thread = threading.Thread(target=work)
        thread.start()
        turns = 0
        while thread.is_alive():
            turns += 1
            time.sleep(0.0005)
        assert turns > 3


def test_many_threads_at_once() -> None:
    rng = np.random.default_rng(1)
    a = rng.standard_normal((40, 40)).astype(np.longdouble)
    wanted = la.inv(a), la.eigvalsh(a), la.svdvals(a)
    wrong = []

    def work() -> None:
        for _ in range(5):
            found = la.inv(a), la.eigvalsh(a), la.svdvals(a)
            if any((x != y).any() for x, y in zip(wanted, found)):
                wrong.append(found)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


@pytest.fixture
def ctrl_c() -> Iterator[None]:
    """Ctrl-C raises, also below a background job, where a shell has it ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("ctrl_c")
@pytest.mark.parametrize("function", [la.inv, la.eigh, la.svd, la.qr, la.eigvals, la.expm])
def test_ctrl_c_ends_long_algorithms(function: Callable[[Any], Any]) -> None:
    rng = np.random.default_rng(1)
    a = rng.standard_normal((1500, 1500)).astype(np.longdouble)
    timer = threading.Timer(0.3, signal.raise_signal, (signal.SIGINT,))
    timer.start()
    start = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        function(a)
    # Far from the time that it would take.
    assert time.monotonic() - start < 5
    timer.join()
    assert la.inv([[2.0]]) == 0.5


# Memory


def test_nothing_is_kept() -> None:
    a, b = np.eye(3) + 1, np.ones(3)
    stack = np.broadcast_to(a, (4, 3, 3))
    wrapped = npublas.matrix(a)
    bad, out = np.ones((2, 3)), np.empty((3, 3))

    def everything() -> None:
        for function in EVERY.values():
            function(a), function(stack), function(wrapped), function([[1, 0], [0, 1]])
            try:
                function(bad)
            except la.LinAlgError:
                pass
        la.solve(a, b), la.solve(a, b, out=b.copy()), la.inv(a, out=out)
        la.lstsq(a, b, rcond=None), la.cho_solve(la.cho_factor(a), b)
        for call in (lambda: la.solve(a, bad), lambda: la.inv(a, out=bad), lambda: la.det()):
            try:
                call()
            except (TypeError, ValueError):
                pass

    for _ in range(20):
        everything()
    counts = [sys.getrefcount(x) for x in (a, b, stack, wrapped, bad, out)]
    gc.collect()
    before = resident()
    tracemalloc.start()
    for _ in range(5):
        everything()
    gc.collect()
    traced = tracemalloc.get_traced_memory()[0]
    for _ in range(100):
        everything()
    gc.collect()
    assert tracemalloc.get_traced_memory()[0] - traced < 100_000
    tracemalloc.stop()
    assert [sys.getrefcount(x) for x in (a, b, stack, wrapped, bad, out)] == counts
    assert SANITIZED or resident() - before < 30_000_000


# Anything at all


@given(
    st.sampled_from(sorted(EVERY)),
    st.lists(st.integers(0, 3), max_size=4),
    st.sampled_from([*FLOATING, np.int8, np.bool_, np.uint64]),
    st.integers(0, 100),
)
def test_no_input_crashes(name: str, shape: list[int], dtype: Any, seed: int) -> None:
    a = (np.random.default_rng(seed).integers(-2, 3, shape)).astype(dtype)
    with np.errstate(all="ignore"):
        for given_ in (a, a.tolist(), a.T, a[::-1] if a.ndim else a):
            try:
                EVERY[name](given_)
            except (la.LinAlgError, ValueError, TypeError):
                pass
            except RuntimeWarning:
                pass


@given(
    st.sampled_from([la.solve, la.matmul, npublas.prod, la.lstsq, la.solve_triangular]),
    *itertools.repeat(st.lists(st.integers(0, 3), max_size=3), 2),
    *itertools.repeat(st.sampled_from([*FLOATING, np.int8, np.bool_]), 2),
)
def test_no_pair_crashes(
    function: Any, first: list[int], second: list[int], left: Any, right: Any
) -> None:
    try:
        function(
            np.ones(first, left) + np.eye(*first[-2:]) if len(first) > 1 else np.ones(first),
            np.ones(second, right),
        )
    except (la.LinAlgError, ValueError, TypeError):
        pass


# Where numpy.linalg draws the line


@pytest.mark.parametrize("p", [None, -2, 1, np.inf, "fro"])
def test_cond_of_an_empty_stack_is_empty_and_of_empty_matrices_refused(p: Any) -> None:
    wanted = np.linalg.cond(np.empty((0, 3, 3)), p)
    given_ = la.cond(np.empty((0, 3, 3)), p)
    assert given_.shape == wanted.shape and given_.dtype == wanted.dtype
    for shape in ((2, 0, 0), (0, 0), (0, 3)):
        for module in (np.linalg, la):
            with pytest.raises(la.LinAlgError):
                module.cond(np.empty(shape), p)


@pytest.mark.parametrize("shape", [(0,), (0, 3), (4,), (2, 3), (2, 3, 4)])
def test_tensorinv_refuses_what_is_no_square_map(shape: tuple[int, ...]) -> None:
    for module in (np.linalg, la):
        with pytest.raises(la.LinAlgError):
            module.tensorinv(np.ones(shape))


def test_exchanges_are_integers() -> None:
    lu, piv = la.lu_factor([[1.0, 2.0], [3.0, 4.0]])
    assert la.lu_solve((lu, piv.astype(np.int64)), [5.0, 11.0]).tolist() == pytest.approx([1, 2])
    with pytest.raises(TypeError):
        la.lu_solve((lu, piv.astype(float)), [5.0, 11.0])
