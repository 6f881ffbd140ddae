# Copyright 2026 The npublas authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
"""Python threads that run C++ side by side: proved by meeting there, not by the clock."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import bridge_threads as b
import numpy as np
import pytest

LONG = 60.0


def run_all(functions: list[Callable[[], Any]]) -> list[Any]:
    """Run each in a thread of its own, all started at once."""
    start = threading.Barrier(len(functions))

    def run(function: Callable[[], Any]) -> Any:
        start.wait()
        return function()

    with ThreadPoolExecutor(len(functions)) as pool:
        return [future.result() for future in [pool.submit(run, f) for f in functions]]


@pytest.mark.parametrize("count", [2, 5])
def test_threads_meet_in_cpp_without_the_gil(count: int) -> None:
    meeting = b.Meeting(count)
    assert run_all([lambda: b.meet_released(meeting, LONG)] * count) == [True] * count


def test_threads_that_hold_the_gil_do_not_meet() -> None:
    meeting = b.Meeting(2)
    assert sorted(run_all([lambda: b.meet_holding(meeting, 0.2)] * 2)) == [False, True]


@pytest.mark.parametrize("name", ["plain_work", "fast_work"])
def test_work_on_different_arrays_at_once(name: str) -> None:
    work = getattr(b, name)
    for _ in range(20):
        meeting = b.Meeting(4)
        arrays = [np.full(1000, float(i)) for i in range(4)]
        assert run_all([lambda a=a: work(a, meeting, LONG) for a in arrays]) == [True] * 4
        for i, array in enumerate(arrays):
            np.testing.assert_allclose(array, 2 * i, rtol=1e-12)


@pytest.mark.parametrize("name", ["plain_work", "fast_work"])
def test_python_goes_on_meanwhile(name: str) -> None:
    meeting = b.Meeting(2)
    v = np.ones(10)
    thread = threading.Thread(target=lambda: getattr(b, name)(v, meeting, LONG))
    thread.start()
    while v[0] != 2:
        pass
    assert thread.is_alive()
    assert b.meet_released(meeting, LONG)
    thread.join()


@pytest.mark.parametrize("name", ["plain_fail", "fast_fail"])
def test_exceptions_cross_the_guard(name: str) -> None:
    v = np.ones(3)
    with pytest.raises(ValueError, match="failed without the GIL"):
        getattr(b, name)(v)
    assert v[0] == 99
    assert b.nested()


def test_guards_nest() -> None:
    assert b.nested()


@pytest.mark.parametrize("name", ["plain_product", "fast_product"])
def test_concurrent_products_are_right(name: str) -> None:
    rng = np.random.default_rng(1)
    cases = [(rng.random((40, 30)), rng.random((30, 40))) for _ in range(4)]

    def check(a: np.ndarray, c: np.ndarray) -> None:
        expected = np.trace(a @ c)
        for _ in range(100):
            assert getattr(b, name)(a, c.tolist()) == pytest.approx(expected, rel=1e-12)

    run_all([lambda a=a, c=c: check(a, c) for a, c in cases])


@pytest.mark.parametrize("name", ["plain_scale", "fast_scale"])
def test_refusals_in_one_thread_do_not_reach_another(name: str) -> None:
    scale = getattr(b, name)

    def good(dtype: type) -> None:
        v = np.ones(4, dtype)
        for _ in range(2000):
            assert scale(v, 1.0) == 1

    def bad(value: Any, words: str) -> None:
        for _ in range(2000):
            with pytest.raises(TypeError, match=words):
                scale(value, 1.0)

    run_all(
        [
            lambda: good(np.float64),
            lambda: good(np.float32),
            lambda: bad(np.ones((2, 2)), r"shape \(2, 2\)"),
            lambda: bad(np.ones(3, int), "got int64"),
            lambda: bad([1.0], "got list"),
        ]
    )
