# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
# Copyright 2026 The npublas authors
"""The chain against Lagrange's formula, and as its README shows it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from vibrations import chain, exact_frequencies, frequencies, response

FOLDER = Path(__file__).resolve().parent


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.longdouble])
@pytest.mark.parametrize("n", [1, 2, 3, 8, 40])
def test_frequencies_are_lagranges(n: int, dtype: Any) -> None:
    stiffness = np.array([0.5, 1.0, 3.0], dtype)
    mass = dtype(2)
    matrices, masses = chain(n, stiffness, dtype), np.full(n, mass)
    w, shapes = frequencies(matrices, masses)
    eps = np.finfo(dtype).eps
    assert abs(w - exact_frequencies(n, stiffness, mass)).max() < 50 * n * eps
    gram = np.swapaxes(shapes, -1, -2) @ (masses[:, None] * shapes)
    assert abs(gram - np.eye(n)).max() < 50 * n * eps


def test_unequal_masses() -> None:
    matrices, masses = chain(4, 1.0), np.array([1.0, 2.0, 3.0, 4.0])
    w, shapes = frequencies(matrices, masses)
    assert abs(matrices @ shapes - masses[:, None] * shapes * w**2).max() < 1e-13


def test_a_slow_force_acts_as_one_at_rest() -> None:
    moved = response(chain(3, 2.0), np.ones(3), np.array([0.0]), np.array([0.0, 4.0, 0.0]))
    # Two springs on each side of the middle: half the force on each pair, of stiffness 1.
    assert abs(moved - [[1.0, 2.0, 1.0]]).max() < 1e-14


def test_the_session_of_the_readme(run_session: Callable[[Path], None]) -> None:
    run_session(FOLDER / "README.md")
