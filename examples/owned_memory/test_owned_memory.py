# Copyright 2026 The npublas authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
"""Values, lifetimes in every order, and that the memory really goes; the peers; the README."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import numpy
import owned_memory
import pytest
from numpy.testing import assert_allclose, assert_array_equal

FOLDER = Path(__file__).resolve().parent
MB = 1 << 20


def resident() -> int:
    """The memory of this process, in bytes."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


@pytest.fixture(
    scope="module", params=["npublas", "owned_memory_pybind11", "owned_memory_boost_numpy"]
)
def module(request: pytest.FixtureRequest) -> ModuleType:
    """The example, and each peer that does the same."""
    if request.param == "npublas":
        return owned_memory
    build: Callable[[Path], ModuleType] = request.getfixturevalue("build_peer")
    return build(FOLDER / "peers" / f"{request.param}.cpp")


@pytest.mark.parametrize("n", [1, 2, 9, 1000])
def test_hann_window(module: ModuleType, n: int) -> None:
    # numpy.hanning is the symmetric window, this the periodic one.
    assert_allclose(module.hann_window(n), numpy.hanning(n + 1)[:-1] if n > 1 else [0], atol=1e-15)


def test_the_window_is_writable_and_outlived_by_its_slices(module: ModuleType) -> None:
    window = module.hann_window(100_000)
    window[7] = -1
    part = window[5:10]
    del window
    gc.collect()
    assert part[2] == -1


@pytest.mark.skipif(
    "detect_leaks" in os.environ.get("ASAN_OPTIONS", ""), reason="a sanitizer keeps freed memory"
)
def test_the_memory_goes_with_the_last_array(module: ModuleType) -> None:
    before = resident()
    window = module.hann_window(10 * MB)
    last = window[::2]
    del window
    assert resident() - before > 75 * MB
    del last
    assert resident() - before < 8 * MB


def test_the_plate_and_its_array_are_one_memory(module: ModuleType) -> None:
    plate = module.plate(5)
    temperature = plate.temperature
    expected = numpy.zeros((5, 5))
    expected[0] = 100
    assert_array_equal(temperature, expected)
    expected[2, 2] = temperature[2, 2] = 64
    for _ in range(3):
        plate.step()
        inner = expected[:-2, 1:-1] + expected[2:, 1:-1] + expected[1:-1, :-2] + expected[1:-1, 2:]
        expected[1:-1, 1:-1] = inner / 4
        assert_array_equal(temperature, expected)
    assert numpy.shares_memory(temperature, plate.temperature)


def test_the_array_outlives_the_plate(module: ModuleType) -> None:
    temperature = module.plate(500).temperature
    gc.collect()
    assert (temperature[0] == 100).all() and (temperature[1:] == 0).all()


def test_the_plate_outlives_its_array(module: ModuleType) -> None:
    plate = module.plate(500)
    plate.temperature[1, 1] = 8
    gc.collect()
    plate.step()
    assert plate.temperature[2, 1] == 2


def test_assigning_writes_elements_and_the_size_stays() -> None:
    plate = owned_memory.plate(3)
    temperature = plate.temperature
    plate.temperature = [[1, 2, 3], [4, 5, 6], [7, 8, 9]]
    assert_array_equal(temperature, numpy.arange(1, 10).reshape(3, 3))
    with pytest.raises(ValueError):
        plate.temperature = numpy.zeros((3, 4))
    assert_array_equal(temperature, numpy.arange(1, 10).reshape(3, 3))


def test_the_hot_side_is_a_live_row_that_keeps_the_plate() -> None:
    plate = owned_memory.plate(300)
    side = plate.hot_side()
    side[7] = 42
    assert plate.temperature[0, 7] == 42
    del plate
    gc.collect()
    assert side.shape == (300,) and (numpy.delete(side, 7) == 100).all()


@pytest.mark.parametrize("n", [0, 1, 200])
def test_identity(n: int) -> None:
    array = owned_memory.identity(n)
    assert_array_equal(array, numpy.eye(n))
    assert array.flags.owndata and array.flags.writeable


def test_readme_session(run_session: Callable[[Path], None]) -> None:
    run_session(FOLDER / "README.md")
