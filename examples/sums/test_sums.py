# Copyright 2026 The npublas authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
"""Sums and squares against exact ones, on every layout; the peers; the README."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import numpy
import pytest
import sums
from numpy.testing import assert_array_equal

FOLDER = Path(__file__).resolve().parent

# Whole numbers, whose sums and squares are exact in any order.
TABLE = numpy.arange(1.0, 61.0).reshape(6, 10)
VECTORS = {
    "contiguous": numpy.s_[2],
    "step": numpy.s_[2, ::3],
    "reversed": numpy.s_[2, ::-1],
    "column": numpy.s_[:, 3],
    "one": numpy.s_[2, 4:5],
    "empty": numpy.s_[2, 4:4],
}
MATRICES = {
    "C": TABLE,
    "Fortran": TABLE.T,
    "steps": TABLE[::2, ::-3],
    "broadcast": numpy.broadcast_to(TABLE[0], (4, 10)),
    "empty": TABLE[:, :0],
}


@pytest.fixture(
    scope="module",
    params=[None, *sorted(path.name for path in (FOLDER / "peers").iterdir())],
    ids=lambda name: name or "npublas",
)
def module(request: pytest.FixtureRequest) -> ModuleType:
    """The example, and each peer that does the same."""
    if request.param is None:
        return sums
    build: Callable[[Path], ModuleType] = request.getfixturevalue("build_peer")
    return build(FOLDER / "peers" / request.param)


@pytest.mark.parametrize("where", VECTORS.values(), ids=VECTORS)
def test_any_vector(module: ModuleType, where: object) -> None:
    table = TABLE.copy()
    assert module.sum_any_vector(table[where]) == sum(TABLE[where].tolist())
    module.square_any(table[where])
    expected = TABLE.copy()
    expected[where] = [x * x for x in TABLE[where].tolist()]
    assert_array_equal(table, expected)


@pytest.mark.parametrize("A", MATRICES.values(), ids=MATRICES)
def test_any_matrix(module: ModuleType, A: numpy.ndarray) -> None:
    assert module.sum_any_matrix(A) == sum(map(sum, A.tolist()))


def test_what_cannot_be_squared_in_place_is_refused(module: ModuleType) -> None:
    read_only = numpy.ones(3)
    read_only.flags.writeable = False
    for bad in (numpy.ones(3, numpy.float32), numpy.ones(3, ">f8"), numpy.ones((3, 3)), read_only):
        with pytest.raises((TypeError, ValueError)):
            module.square_any(bad)
        assert (bad == 1).all()


def test_contiguous_vectors() -> None:
    v = TABLE[1].copy()
    assert sums.sum_vector(v) == sum(v.tolist())
    sums.square(v)
    assert_array_equal(v, [x * x for x in TABLE[1].tolist()])
    with pytest.raises(TypeError, match="unit stride; got float64, shape .5,., strides .16,."):
        sums.square(v[::2])


def test_readme_session(run_session: Callable[[Path], None]) -> None:
    run_session(FOLDER / "README.md")


def test_readme_build(build_by_hand: Callable[[Path], Path]) -> None:
    folder = build_by_hand(FOLDER / "README.md")
    program = "import numpy, sums; print(sums.__file__, sums.sum_vector(numpy.ones(3)))"
    output = subprocess.check_output([sys.executable, "-c", program], cwd=folder, text=True)
    assert output == f"{folder / 'sums.so'} 3.0\n"
