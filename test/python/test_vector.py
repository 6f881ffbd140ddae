# Copyright 2026 The npublas authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
"""What only npublas.vector has: uBLAS's names for parts and norms of a vector."""

from __future__ import annotations

import operator
from typing import Any

import npublas
import numpy as np
import pytest
from dense_cases import ELEMENTS, check_result, filled, identical, vectors

NUMBERS = [dtype for dtype in ELEMENTS if dtype != np.dtype(bool)]


def test_subrange_shares_memory() -> None:
    for dtype in ELEMENTS:
        for a in vectors(dtype):
            v = npublas.vector(a)
            for start in range(len(a) + 1):
                for stop in range(start, len(a) + 1):
                    part = v.subrange(start, stop)
                    assert type(part) is npublas.vector and len(part) == stop - start
                    assert part.size == 0 or identical(part, a[start:stop])


@pytest.mark.parametrize(
    "bounds", [(-1, 2), (0, 6), (3, 2), (0, -1), (0, 2**70), (-(2**70), 1), (6, 6)]
)
def test_subrange_refuses_bounds_outside(bounds: tuple[int, int]) -> None:
    with pytest.raises(IndexError):
        npublas.vector(filled((5,), float)).subrange(*bounds)


def test_the_refusal_says_which_bound() -> None:
    v = npublas.vector(filled((5,), float))
    with pytest.raises(IndexError, match="^stop must be from 0 to 5; got 6$"):
        v.subrange(0, 6)
    with pytest.raises(IndexError, match="^start must be from 0 to 2; got 3$"):
        v.subrange(3, 2)


@pytest.mark.parametrize("bounds", [(0.0, 1), ("0", 1), (None, 1), (0, [1]), (0,), (0, 1, 2)])
def test_subrange_needs_two_integers(bounds: Any) -> None:
    with pytest.raises(TypeError):
        npublas.vector(filled((5,), float)).subrange(*bounds)


def test_subrange_takes_any_integer_and_names() -> None:
    v = npublas.vector(filled((5,), float))
    wanted = v.array[1:3]
    assert identical(v.subrange(np.int8(1), np.uint64(3)), wanted)
    assert identical(v.subrange(True, np.array(3)), wanted)
    assert identical(v.subrange(stop=3, start=1), wanted)


@pytest.mark.parametrize("dtype", NUMBERS, ids=str)
def test_norms_are_numpys(dtype: np.dtype) -> None:
    for a in vectors(dtype):
        v = npublas.vector(a)
        wide = a.astype(np.clongdouble)
        for norm, order in ((v.norm_1, 1), (v.norm_2, 2), (v.norm_inf, np.inf)):
            wanted = np.linalg.norm(wide, order) if a.size else 0
            np.testing.assert_allclose(norm(), wanted, rtol=1e-6)


@pytest.mark.parametrize("dtype", NUMBERS, ids=str)
def test_products_are_numpys(dtype: np.dtype) -> None:
    for a in vectors(dtype):
        v = npublas.vector(a)
        for other in (a, v, list(a)):
            np.testing.assert_allclose(v.inner_prod(other), np.dot(a, a))
            outer = v.outer_prod(other)
            assert type(outer) is npublas.matrix
            np.testing.assert_array_equal(outer, np.multiply.outer(a, a))
        m = npublas.matrix(np.stack([a, a], axis=1))
        product = v.prod(m)
        assert type(product) is npublas.vector
        np.testing.assert_allclose(product, a @ m.array)


def test_products_refuse_other_sizes() -> None:
    v = npublas.vector([1.0, 2.0])
    for call in (lambda: v.inner_prod([1.0]), lambda: v.prod(np.zeros((3, 3)))):
        with pytest.raises(ValueError):
            call()


def test_a_vector_multiplies_matrices_as_numpys_does() -> None:
    a, b = filled((3,), float), filled((3, 4), float)
    check_result(npublas.vector(a) @ npublas.matrix(b), a @ b)
    check_result(npublas.vector(a) @ b, a @ b)
    check_result(b.T @ npublas.vector(a), b.T @ a)
    check_result(operator.matmul(npublas.vector(a), a), a @ a)
