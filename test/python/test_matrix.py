# Copyright 2026 The npublas authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
"""What only npublas.matrix has: uBLAS's names for sizes, parts and norms of a matrix."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import npublas
import numpy as np
import pytest
from dense_cases import ELEMENTS, check_result, filled, identical, matrices

NUMBERS = [dtype for dtype in ELEMENTS if dtype != np.dtype(bool)]


def all_matrices() -> list[np.ndarray]:
    return [a for dtype in ELEMENTS for a in matrices(dtype)]


def test_sizes() -> None:
    for a in all_matrices():
        m = npublas.matrix(a)
        assert (m.size1, m.size2) == a.shape
        assert type(m.size1) is int


def test_rows_and_columns_share_memory() -> None:
    for a in all_matrices():
        m = npublas.matrix(a)
        for i in range(m.size1):
            assert type(m.row(i)) is npublas.vector
            assert m.size2 == 0 or identical(m.row(i), a[i])
        for j in range(m.size2):
            assert type(m.column(j)) is npublas.vector
            assert m.size1 == 0 or identical(m.column(j), a[:, j])


def test_writing_to_a_part_writes_to_the_array() -> None:
    a = np.zeros((3, 4), order="F")
    m = npublas.matrix(a)
    m.row(1)[:] = 1
    m.column(2)[:] = [2, 3, 4]
    corner = m.subrange(1, 3, 0, 1)
    corner += 5
    np.testing.assert_array_equal(a, [[0, 0, 2, 0], [6, 1, 3, 1], [5, 0, 4, 0]])


@pytest.mark.parametrize("i", [-1, 3, 2**70, -(2**70), np.int64(-1)])
def test_rows_and_columns_outside_are_refused(i: int) -> None:
    m = npublas.matrix(filled((3, 3), float))
    for part in (m.row, m.column):
        with pytest.raises(IndexError):
            part(i)


def test_the_refusal_says_what_there_is() -> None:
    with pytest.raises(IndexError, match="^row must be from 0 to 2; got 3$"):
        npublas.matrix(np.zeros((3, 4))).row(3)
    with pytest.raises(IndexError, match="^column must be from 0 to 3; got -1$"):
        npublas.matrix(np.zeros((3, 4))).column(-1)
    with pytest.raises(IndexError, match="^there is no row$"):
        npublas.matrix(np.zeros((0, 4))).row(0)


@pytest.mark.parametrize("i", [0.0, "0", None, [0], slice(1)])
def test_rows_and_columns_need_an_integer(i: Any) -> None:
    m = npublas.matrix(filled((3, 3), float))
    for part in (m.row, m.column):
        with pytest.raises(TypeError):
            part(i)


def test_subrange_shares_memory() -> None:
    for a in all_matrices():
        m = npublas.matrix(a)
        for start1, stop1 in ((0, m.size1), (m.size1 // 2, m.size1), (0, 0)):
            for start2, stop2 in ((0, m.size2), (0, m.size2 // 2), (m.size2, m.size2)):
                part = m.subrange(start1, stop1, start2, stop2)
                wanted = a[start1:stop1, start2:stop2]
                assert type(part) is npublas.matrix and part.shape == wanted.shape
                assert part.size == 0 or identical(part, wanted)


@pytest.mark.parametrize(
    "bounds", [(-1, 2, 0, 1), (0, 4, 0, 1), (0, 1, 0, 5), (2, 1, 0, 1), (0, 1, 3, 2), (0, 1, -2, 1)]
)
def test_subrange_refuses_bounds_outside(bounds: tuple[int, ...]) -> None:
    with pytest.raises(IndexError):
        npublas.matrix(filled((3, 4), float)).subrange(*bounds)


@pytest.mark.parametrize("bounds", [(0, 1), (0, 1, 0, 1.5), ("0", 1, 0, 1), (0, 1, 0, 1, 2)])
def test_subrange_needs_four_integers(bounds: Any) -> None:
    with pytest.raises(TypeError):
        npublas.matrix(filled((3, 4), float)).subrange(*bounds)


@pytest.mark.parametrize("dtype", ELEMENTS, ids=str)
def test_trans_and_herm_are_numpys(dtype: np.dtype) -> None:
    for a in matrices(dtype):
        m = npublas.matrix(a)
        check_result(m.trans(), a.T)
        assert a.size == 0 or identical(m.trans(), a.T)
        check_result(m.herm(), a.T.conj())


@pytest.mark.parametrize("dtype", NUMBERS, ids=str)
def test_norms_are_numpys(dtype: np.dtype) -> None:
    for a in matrices(dtype):
        m = npublas.matrix(a)
        wide = a.astype(np.clongdouble)
        for norm, order in ((m.norm_1, 1), (m.norm_inf, np.inf), (m.norm_frobenius, "fro")):
            wanted = np.linalg.norm(wide, order) if a.size else 0
            np.testing.assert_allclose(norm(), wanted, rtol=1e-6)


@pytest.mark.parametrize("dtype", NUMBERS, ids=str)
def test_prod_is_numpys(dtype: np.dtype) -> None:
    for a in matrices(dtype):
        m = npublas.matrix(a)
        for other in (a.T, npublas.matrix(a.T), m.T):
            product = m.prod(other)
            assert type(product) is npublas.matrix
            np.testing.assert_allclose(product, a @ a.T)
        product = m.prod(np.ones(a.shape[1], dtype))
        assert type(product) is npublas.vector
        np.testing.assert_allclose(product, a @ np.ones(a.shape[1], dtype))


def test_prod_refuses_other_sizes() -> None:
    with pytest.raises(ValueError):
        npublas.matrix(np.zeros((2, 3))).prod(np.zeros((2, 3)))


CHANGES: list[Callable[[np.ndarray], None]] = [
    lambda a: setattr(a, "shape", (12,)),
    lambda a: setattr(a, "shape", (2, 3, 2)),
    lambda a: setattr(a, "dtype", np.uint8),
    lambda a: setattr(a, "dtype", "V8"),
]


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_an_array_that_changes_its_shape_is_harmless(change: Callable[[Any], None]) -> None:
    """NumPy lets anyone give an array another shape or dtype in place."""
    a = filled((3, 4), float)
    m = npublas.matrix(a)
    change(a)
    assert m.shape == a.shape and m.dtype == a.dtype
    for use in (
        lambda: m.size2,
        lambda: m.row(0),
        lambda: m.column(0),
        lambda: m.subrange(0, 1, 0, 1),
        lambda: m.T,
        lambda: m + m,
        lambda: m[0, 0],
        lambda: m.prod(m),
        lambda: m.norm_1(),
        lambda: m.trans(),
        lambda: repr(m),
        lambda: list(m),
    ):
        try:
            use()
        except (TypeError, ValueError, IndexError):
            pass
    if a.ndim != 2:
        with pytest.raises(IndexError):
            m.size2 if a.ndim == 1 else m.subrange(0, 1, 0, 1)
