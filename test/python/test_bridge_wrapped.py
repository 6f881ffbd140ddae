# Copyright 2026 The npublas authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
"""npublas.vector and npublas.matrix go wherever an ndarray goes."""

from __future__ import annotations

import bridge_calls
import bridge_containers
import bridge_lifetimes
import bridge_views
import npublas
import numpy as np
import pytest
from bridge_oracle import ELEMENTS, VIEWS


@pytest.mark.parametrize("element", ELEMENTS)
def test_views_borrow_from_wrapped_types(element: str) -> None:
    for kind, (rank, unit_axis, _) in VIEWS.items():
        shape = (5,) if rank == 1 else (3, 4)
        array = np.zeros(shape, ELEMENTS[element], order="F" if unit_axis == 0 else "C")
        wrapped = npublas.vector(array) if rank == 1 else npublas.matrix(array)
        getattr(bridge_views, f"write_{kind}_{element}")(wrapped)
        address, elements = getattr(bridge_views, f"read_{kind}_{element}")(wrapped)
        assert address == array.ctypes.data
        assert np.count_nonzero(array) > 0
        np.testing.assert_array_equal(elements, array, strict=True)


def test_containers_copy_from_wrapped_types() -> None:
    array = np.arange(6.0).reshape(2, 3)
    for element in ("float32", "float64", "longdouble", "complex128"):
        for kind in ("row_major_matrix", "column_major_matrix"):
            function = getattr(bridge_containers, f"pass_{kind}_{element}")
            np.testing.assert_array_equal(function(npublas.matrix(array)), array)
    assert bridge_calls.container_sum(npublas.vector([1.0, 2.0])) == 3
    assert bridge_calls.container_sum(npublas.vector(np.array([1, 2], np.int8))) == 3


def test_in_out_changes_the_wrapped_elements() -> None:
    v, m = npublas.vector(np.ones(3)), npublas.matrix(np.ones((2, 2)))
    assert bridge_calls.change_two(v, m) == 5
    assert np.asarray(v).tolist() == [2] * 3
    assert np.asarray(m).tolist() == [[3, 3]] * 2


def test_shared_containers_share_with_wrapped_types() -> None:
    array = np.ones(5)
    keeper = bridge_lifetimes.Keeper(npublas.vector(array))
    keeper.scale(2)
    assert array.tolist() == [2] * 5
    assert np.shares_memory(keeper.vector(), array)


def test_a_view_of_a_wrapped_type_comes_out_as_an_array() -> None:
    array = np.arange(6.0).reshape(2, 3).copy()
    row = bridge_lifetimes.row(npublas.matrix(array), 1)
    assert type(row) is np.ndarray
    assert row.tolist() == [3, 4, 5]
    row[:] = 7
    assert array[1].tolist() == [7] * 3
    del array
    assert row.tolist() == [7] * 3


def test_refusals_speak_of_the_elements() -> None:
    matrix = npublas.matrix(np.ones((3, 4), np.float32))
    with pytest.raises(TypeError) as caught:
        bridge_calls.matrix_sum(matrix)
    assert str(caught.value).startswith(
        "argument 1 (A): matrix_view<double> needs a writable float64 2-D array with unit inner "
        "stride; got "
    )
    assert "float32, shape (3, 4)" in str(caught.value)
    with pytest.raises(TypeError, match="argument 1"):
        bridge_calls.vector_sum(npublas.matrix(np.ones((3, 4))))


def test_index_out_of_range_is_an_index_error() -> None:
    v, m = npublas.vector(np.arange(3.0)), npublas.matrix(np.ones((2, 3)))
    for index in (3, -4, 2**40):
        with pytest.raises(IndexError):
            v[index]
        with pytest.raises(IndexError):
            v[index] = 1.0
    for row, column in ((2, 0), (0, 3), (-3, 0), (0, -4)):
        with pytest.raises(IndexError):
            m[row, column]
        with pytest.raises(IndexError):
            m[row, column] = 1.0
