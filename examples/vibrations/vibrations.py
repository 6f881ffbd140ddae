# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
# Copyright 2026 The npublas authors
"""How chains of masses and springs vibrate: generalised eigenproblems, many at once."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

import npublas.linalg as la


def chain(n: int, stiffness: Any, dtype: DTypeLike = np.float64) -> NDArray[Any]:
    """The stiffness matrices of n masses in a row between two walls, joined by equal springs.

    Parameters
    ----------
    n : int
        How many masses.
    stiffness : array_like, shape (...)
        Of each spring, for each chain.

    Returns
    -------
    ndarray, shape (..., n, n)
    """
    one = 2 * np.eye(n, dtype=dtype) - np.eye(n, k=1, dtype=dtype) - np.eye(n, k=-1, dtype=dtype)
    matrices: NDArray[Any] = np.asarray(stiffness, dtype)[..., None, None] * one
    return matrices


def frequencies(stiffness: NDArray[Any], masses: NDArray[Any]) -> tuple[Any, Any]:
    """Angular frequencies, ascending, and the shapes of the vibrations as columns.

    They solve ``K x = w**2 M x`` with a diagonal ``M``.
    """
    diagonal = np.zeros_like(stiffness)
    diagonal[..., range(len(masses)), range(len(masses))] = masses
    squares, shapes = la.eigh(stiffness, b=diagonal)
    return np.sqrt(squares), shapes


def exact_frequencies(n: int, stiffness: Any, mass: Any) -> NDArray[Any]:
    """For equal masses they are known (J.-L. Lagrange, Mecanique analytique, 1788)."""
    real = np.asarray(stiffness)
    quarter_turn = 2 * np.arctan(np.ones((), real.dtype))
    angles = quarter_turn * np.arange(1, n + 1) / (n + 1)
    return np.asarray(2 * np.sqrt(real / mass)[..., None] * np.sin(angles))


def response(
    stiffness: NDArray[Any], masses: NDArray[Any], drive: NDArray[Any], force: NDArray[Any]
) -> Any:
    """How far each mass moves when `force` acts at each angular frequency of `drive`."""
    dynamic = stiffness - drive[:, None, None] ** 2 * np.diag(masses)
    return la.solve(dynamic, np.broadcast_to(force[:, None], (*dynamic.shape[:-1], 1)))[..., 0]
