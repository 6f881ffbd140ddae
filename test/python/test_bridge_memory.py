# Copyright 2026 The npublas authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
"""Reference counts and resident memory hold still, failed calls included."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from typing import Any

import bridge_calls
import bridge_containers
import bridge_lifetimes
import bridge_views
import numpy as np
import pytest
from process_memory import SANITIZED, resident

CALLS = 10_000 if SANITIZED else 100_000

V, M = np.ones(10), np.ones((3, 4))
FLOATS, STRIDED = np.ones(10, np.float32), np.ones(20)[::2]
SWAPPED, OBJECTS, INTEGERS = np.ones(10, ">f8"), np.ones(10, object), np.full(10, 1000)
FROZEN = np.ones(10)
FROZEN.flags.writeable = False
LISTS = [1.0, 2.0, 3.0]
KEEPER, SOLVER, RECORD = (
    bridge_lifetimes.Keeper(V),
    bridge_calls.Solver(),
    bridge_lifetimes.Record(),
)
ARGUMENTS = [V, M, FLOATS, STRIDED, SWAPPED, OBJECTS, INTEGERS, FROZEN, LISTS, np.dtype("f8")]


def check_holds_still(call: Callable[[], Any], calls: int = CALLS) -> None:
    for _ in range(calls // 10):
        call()
    gc.collect()
    counts = [sys.getrefcount(argument) for argument in ARGUMENTS]
    blocks, size = sys.getallocatedblocks(), resident()
    for _ in range(calls):
        call()
    gc.collect()
    assert sys.getallocatedblocks() - blocks < calls // 100
    assert [sys.getrefcount(argument) for argument in ARGUMENTS] == counts
    # One lost malloc of the smallest kind in each call would be 3.2 MB.
    assert SANITIZED or resident() - size < 1_500_000


@pytest.mark.parametrize(
    "call",
    [
        lambda: bridge_calls.vector_size(V),
        lambda: bridge_calls.scale(V, 1.0),
        lambda: bridge_calls.scale(V, factor=1.0),
        lambda: bridge_calls.scale_strided(STRIDED, 1.0),
        lambda: bridge_views.write_strided_matrix_view_float64(M),
        lambda: bridge_lifetimes.identity_vector(V),
        lambda: bridge_lifetimes.column(M, 1),
        lambda: bridge_lifetimes.Keeper(V),
        lambda: KEEPER.vector(),
        lambda: KEEPER.set_vector(V),
        lambda: bridge_lifetimes.new_vector(10, 1.0),
        lambda: bridge_lifetimes.made_vector(10, 1.0),
        lambda: bridge_lifetimes.made_column_major_matrix(3, 4, 1.0),
        lambda: bridge_lifetimes.vector_from_expression(V),
        lambda: bridge_lifetimes.assign_expression(V[:5], V),
        lambda: bridge_lifetimes.assign_shared(V, V),
        lambda: bridge_containers.pass_vector_float64(V),
        lambda: bridge_containers.pass_row_major_matrix_float64(M),
        lambda: bridge_containers.pass_vector_float64(SWAPPED),
        lambda: bridge_containers.pass_vector_float32(STRIDED),
        lambda: bridge_containers.pass_vector_int16(INTEGERS),
        lambda: bridge_containers.pass_vector_float64(LISTS),
        lambda: bridge_containers.increment_vector_float32(FLOATS),
        lambda: bridge_containers.share_vector_float64(V),
        lambda: RECORD.vector,
        lambda: bridge_lifetimes.sum_vector_view(V),
        lambda: bridge_lifetimes.sum_container(LISTS),
        lambda: bridge_lifetimes.object_of_shared(V),
        lambda: bridge_calls.by_element(FLOATS),
        lambda: bridge_calls.widening(INTEGERS),
        lambda: bridge_calls.mutable_first(FROZEN),
    ],
)
def test_successful_calls(call: Callable[[], Any]) -> None:
    check_holds_still(call)


def failing(function: Callable[..., Any], *arguments: Any) -> Callable[[], None]:
    def call() -> None:
        try:
            function(*arguments)
        except Exception:
            return
        raise AssertionError("this call must fail")

    return call


@pytest.mark.parametrize(
    "call",
    [
        failing(bridge_calls.vector_sum, FLOATS),
        failing(bridge_calls.vector_sum, STRIDED),
        failing(bridge_calls.vector_sum, SWAPPED),
        failing(bridge_calls.vector_sum, FROZEN),
        failing(bridge_calls.vector_sum, LISTS),
        failing(bridge_calls.matrix_sum, V),
        failing(bridge_calls.copy_to, FROZEN, FROZEN),
        failing(SOLVER.solve, M, FLOATS),
        failing(bridge_calls.by_element, INTEGERS),
        failing(bridge_calls.widening, OBJECTS),
        failing(bridge_calls.container_sum, OBJECTS),
        failing(bridge_calls.shared_sum, FLOATS),
        failing(bridge_containers.pass_vector_int8, INTEGERS),
        failing(bridge_containers.pass_vector_int8, LISTS),
        failing(bridge_calls.append, V),
        failing(bridge_calls.change_and_throw, V),
        failing(bridge_calls.count_call, FROZEN),
        failing(bridge_lifetimes.unrelated_vector, V),
        failing(bridge_lifetimes.vector_from_object, FLOATS),
        failing(bridge_lifetimes.sum_vector_view, FLOATS),
        failing(bridge_lifetimes.call_for_shared, lambda x: LISTS, 1.0),
        failing(bridge_calls.raise_bad_index),
        failing(bridge_calls.raise_singular),
        failing(bridge_lifetimes.Keeper, FLOATS),
    ],
)
def test_failed_calls(call: Callable[[], Any]) -> None:
    check_holds_still(call, CALLS // 2)


@pytest.mark.skipif(SANITIZED, reason="the address sanitizer keeps freed memory")
@pytest.mark.parametrize(
    "make",
    [
        lambda: bridge_lifetimes.made_vector(10**7, 1.0),
        lambda: bridge_lifetimes.made_row_major_matrix(10**4, 10**3, 1.0),
        lambda: bridge_lifetimes.made_column_major_matrix(10**4, 10**3, 1.0),
        lambda: bridge_lifetimes.new_vector(10**7, 1.0),
    ],
)
def test_large_results_are_there_once_and_freed(make: Callable[[], np.ndarray]) -> None:
    size = 8 * 10**7
    before = resident()
    result = make()
    assert 0.95 * size < resident() - before < 1.05 * size
    del result
    assert resident() - before < 0.05 * size
