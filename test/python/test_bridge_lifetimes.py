# Copyright 2026 The npublas authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
"""Whose memory it is, and how long it lives.

Arrays are larger than a megabyte where a mistake would touch freed memory: NumPy keeps small
blocks for itself, which hides such mistakes.
"""

from __future__ import annotations

import gc
import weakref
from typing import Any

import bridge_lifetimes as b
import numpy as np
import pytest
from bridge_oracle import Specimen, run_python, specimens, view_takes
from hypothesis import given, settings
from hypothesis import strategies as st

LARGE = 200_000


def churn() -> None:
    """Makes whoever reads freed memory read something else."""
    gc.collect()
    for _ in range(4):
        np.full(LARGE, -1e300)


def check_shows(result: np.ndarray, expected: np.ndarray, argument: np.ndarray) -> None:
    """The result has the place, shape and strides of `expected`, and keeps `argument` alive."""
    assert type(result) is np.ndarray
    assert result.ctypes.data == expected.ctypes.data
    assert result.shape == expected.shape
    assert result.dtype == expected.dtype
    counts = [(a, e) for a, e, n in zip(result.strides, expected.strides, result.shape) if n > 1]
    assert all(a == e for a, e in counts)
    np.testing.assert_array_equal(result, expected, strict=True)
    assert not result.flags.owndata
    owners = [argument]  # NumPy itself passes over arrays that are but views of another
    while isinstance(owners[-1].base, np.ndarray):
        owners.append(owners[-1].base)
    assert any(result.base is owner for owner in owners)


# Views as results.


def test_a_returned_view_has_the_argument_as_base() -> None:
    v, m = np.arange(10.0), np.arange(12.0).reshape(3, 4).copy()
    for result, expected, argument in (
        (b.identity_vector(v), v, v),
        (b.identity_strided_vector(v), v, v),
        (b.subrange(v, 2, 5), v[2:5], v),
        (b.reversed(v), v[::-1], v),
        (b.identity_matrix(m), m, m),
        (b.identity_strided_matrix(m), m, m),
        (b.row(m, 1), m[1], m),
        (b.column(m, 2), m[:, 2], m),
        (b.transposed(m), m.T, m),
        (b.every_other_row(m), m[::2], m),
        (b.corner(m, 2, 2), m[:2, :2], m),
    ):
        check_shows(result, expected, argument)
        assert result.base is argument
        assert result.flags.writeable


def test_a_returned_view_of_a_view() -> None:
    whole = np.arange(24.0).reshape(4, 6)
    part = whole[1:, 1:4]
    check_shows(b.row(part, 1), part[1], part)
    check_shows(b.column(part, 2), part[:, 2], part)
    check_shows(b.reversed(whole[2, ::-2]), whole[2, ::-2][::-1], whole[2])
    check_shows(b.identity_strided_matrix(whole[::-1, ::-2]), whole[::-1, ::-2], whole)
    fortran = np.asfortranarray(whole)
    check_shows(b.identity_column_major_matrix(fortran), fortran, fortran)


IDENTITIES = [
    ("identity_vector", "vector_view", False),
    ("identity_const_vector", "vector_view", True),
    ("identity_strided_vector", "strided_vector_view", False),
    ("identity_const_strided_vector", "strided_vector_view", True),
    ("identity_matrix", "row_major_matrix_view", False),
    ("identity_column_major_matrix", "column_major_matrix_view", False),
    ("identity_strided_matrix", "strided_matrix_view", False),
    ("identity_const_strided_matrix", "strided_matrix_view", True),
]


@given(specimens(dtypes=st.just(np.dtype(np.float64))))
@settings(max_examples=500)
def test_a_view_of_any_layout_comes_back_unchanged(specimen: Specimen) -> None:
    array = specimen.array
    for name, kind, const in IDENTITIES:
        if view_takes(kind, "float64", const, array):
            result = getattr(b, name)(array)
            expected = array.reshape(1) if array.ndim == 0 else np.asarray(array)
            np.testing.assert_array_equal(result, expected, strict=True)
            if array.size:
                assert result.flags.writeable == (not const)
                check_shows(result, expected, array)


def test_returned_views_of_other_element_types() -> None:
    m = np.arange(6, dtype=np.int8).reshape(2, 3).copy()
    check_shows(b.identity_int8_matrix(m), m, m)
    v = np.arange(6).astype(np.clongdouble) * 1j
    check_shows(b.identity_clongdouble_vector(v), v, v)


def test_writing_to_a_returned_view_writes_to_the_argument() -> None:
    v = np.arange(5.0)
    b.subrange(v, 1, 3)[:] = 9
    b.reversed(v)[0] = 8
    assert v.tolist() == [0, 9, 9, 3, 8]


def test_a_view_of_const_elements_is_read_only() -> None:
    v = np.arange(5.0)
    frozen = v.copy()
    frozen.flags.writeable = False
    for result in (
        b.identity_const_vector(v),
        b.identity_const_strided_vector(v[::2]),
        b.identity_const_strided_matrix(v.reshape(5, 1)),
        b.const_subrange(v, 1, 3),
        b.identity_const_vector(frozen),
        b.identity_const_strided_vector(np.broadcast_to(1.5, (7,))),
    ):
        assert not result.flags.writeable
        with pytest.raises(ValueError, match="read-only"):
            result[0] = 1
    with pytest.raises(ValueError):
        b.identity_const_vector(frozen).flags.writeable = True


def test_returned_views_of_no_elements() -> None:
    v, m = np.arange(5.0), np.empty((0, 4))
    for result in (b.subrange(v, 2, 2), b.subrange(v, 5, 5), b.identity_vector(v[:0])):
        assert result.shape == (0,)
        assert result.dtype == np.float64
    assert b.identity_matrix(m).shape == (0, 4)
    assert b.identity_matrix(np.empty((4, 0))).shape == (4, 0)
    assert b.corner(np.ones((2, 2)), 0, 2).shape == (0, 2)


def test_a_returned_view_of_a_zero_dimensional_array() -> None:
    array = np.array(3.0)
    result = b.identity_vector(array)
    assert result.shape == (1,)
    assert result.base is array
    result[0] = 4
    assert array == 4


def test_a_returned_view_keeps_the_memory_alive() -> None:
    m = np.ones((LARGE // 100, 100))
    views = [b.row(m, 3), b.column(m, 5), b.transposed(m), b.corner(m, 7, 9)]
    alive = weakref.ref(m)
    del m
    churn()
    assert alive() is not None
    assert all((view == 1).all() for view in views)
    del views
    churn()
    assert alive() is None


def test_the_right_one_of_two_arguments_is_the_base() -> None:
    first, second = np.zeros(4), np.ones(4)
    assert b.second(first, second).base is second
    assert b.second(first, first).base is first
    owner = b.Owner()
    assert owner.of_argument(second).base is second
    assert b.shared_elements(second).base is second


@pytest.mark.parametrize(
    "name", ["unrelated_vector", "unrelated_matrix", "one_too_many", "one_before"]
)
def test_a_view_that_would_dangle_is_refused(name: str) -> None:
    with pytest.raises(RuntimeError, match="return_view"):
        getattr(b, name)(np.ones(4))


def test_a_view_of_what_is_no_argument_is_refused() -> None:
    with pytest.raises(RuntimeError, match="return_view"):
        b.unrelated_without_arguments()
    with pytest.raises(RuntimeError, match="return_view"):
        b.Owner().view()
    with pytest.raises(RuntimeError, match="return_view"):
        b.one_step_too_many(np.ones(8)[::2])
    with pytest.raises(RuntimeError, match="return_view"):
        b.one_step_too_many(np.ones(8)[::-1])


# Shared containers.


def test_a_shared_container_outlives_the_name_of_its_array() -> None:
    array = np.ones(LARGE)
    keeper = b.Keeper(array)
    alive = weakref.ref(array)
    del array
    churn()
    assert keeper.sum() == LARGE
    keeper.scale(2)
    assert keeper.sum() == 2 * LARGE
    assert keeper.vector() is alive()
    keeper.set_vector(np.ones(3))
    churn()
    assert alive() is None
    assert keeper.sum() == 3


def test_a_shared_container_comes_back_as_the_same_object() -> None:
    array, matrix = np.ones(5), np.ones((2, 3))
    keeper = b.Keeper(array)
    assert keeper.vector() is array
    keeper.scale(3)
    assert array.tolist() == [3] * 5
    array[0] = 0
    assert keeper.sum() == 12
    holder = b.MatrixKeeper(matrix)
    assert holder.matrix() is matrix
    assert holder.matrix_reference() is matrix
    assert b.array_of_shared(array) is array


def test_a_stored_matrix_outlives_its_array() -> None:
    matrix = np.arange(float(LARGE)).reshape(-1, 100)
    keeper = b.MatrixKeeper(matrix)
    del matrix
    churn()
    assert keeper.at(3, 5) == 305
    result = keeper.matrix()
    del keeper
    churn()
    np.testing.assert_array_equal(result, np.arange(float(LARGE)).reshape(-1, 100))


def test_part_of_an_array_is_shared() -> None:
    whole = np.zeros((4, 6))
    part = whole[1:3, 2:5]
    assert b.MatrixKeeper(part).matrix() is part
    column = b.new_column_major_matrix(3, 4)[:, 1:3]
    assert not column.flags.owndata
    assert b.Keeper(whole[1]).vector().base is whole


def test_a_container_may_outlive_the_interpreter() -> None:
    run_python(
        """
        import bridge_lifetimes as b
        import numpy as np
        b.keep_until_exit(np.ones(200_000), np.ones((400, 500)))
        assert b.sum_at_exit() == 200_001
        keeper = b.Keeper(np.ones(200_000))
        view = b.row(np.ones((400, 500)), 3)
        adopted = b.made_vector(200_000, 1.0)
        """
    )


def test_new_shared_containers() -> None:
    v = b.new_vector(4, 2.5)
    assert (v.tolist(), v.dtype, v.flags.owndata) == ([2.5] * 4, np.float64, True)
    assert b.new_vector(0, 0.0).shape == (0,)
    expected = [[0, 1, 2], [10, 11, 12]]
    c, f = b.new_row_major_matrix(2, 3), b.new_column_major_matrix(2, 3)
    assert c.tolist() == f.tolist() == expected
    assert c.flags.c_contiguous and not c.flags.f_contiguous and c.flags.owndata
    assert f.flags.f_contiguous and not f.flags.c_contiguous and f.flags.owndata
    for shape in ((0, 3), (3, 0), (0, 0)):
        assert b.new_row_major_matrix(*shape).shape == shape
        assert b.new_column_major_matrix(*shape).shape == shape


def test_shared_containers_from_expressions() -> None:
    v, m = np.arange(4.0), np.arange(6.0).reshape(2, 3)
    assert b.vector_from_expression(v).tolist() == [0, 3, 6, 9]
    np.testing.assert_array_equal(b.row_major_matrix_from_expression(m), m.T, strict=True)
    np.testing.assert_array_equal(b.column_major_matrix_from_expression(m), m.T, strict=True)
    assert not np.shares_memory(b.row_major_matrix_from_expression(m), m)
    np.testing.assert_allclose(b.vector_product(m, np.arange(3.0)), m @ np.arange(3.0))


def test_copies_share() -> None:
    v, w = np.zeros(3), np.ones(5)
    assert b.write_through_copy(v) == 42
    assert v[0] == 42
    assert b.assign_shared(v, w) is w
    assert v.tolist() == [42, 0, 0]


def test_assigning_an_expression_of_equal_size_writes() -> None:
    v, m = np.zeros(3), np.zeros((2, 3))
    assert b.assign_expression(v, np.arange(3.0)) is v
    assert v.tolist() == [0, 2, 4]
    assert b.assign_matrix_expression(m, np.ones((2, 3))) is m
    assert m.tolist() == [[2] * 3] * 2
    # The source is evaluated first, so it may overlap with the target.
    whole = np.arange(5.0)
    b.assign_expression(whole[1:], whole[:-1])
    assert whole.tolist() == [0, 0, 2, 4, 6]


def test_assigning_an_expression_of_another_size_makes_new_memory() -> None:
    v, m = np.zeros(3), np.zeros((2, 3))
    result = b.assign_expression(v, np.arange(4.0))
    assert result.tolist() == [0, 2, 4, 6]
    assert not np.shares_memory(result, v)
    assert v.tolist() == [0, 0, 0]
    result = b.assign_matrix_expression(m, np.ones((3, 2)))
    assert result.tolist() == [[2, 2]] * 3
    assert not np.shares_memory(result, m)
    assert m.tolist() == [[0] * 3] * 2
    assert b.resized_by_assignment(v).tolist() == [3] * 4
    assert b.resized_by_assignment(np.empty(0)).tolist() == [3]


def test_shared_containers_from_objects() -> None:
    v, m = np.ones(3), np.ones((2, 2))
    assert b.vector_from_object(v) is v
    assert b.matrix_from_object(m) is m
    for bad in (np.ones(3, np.float32), m, v[::2], [1.0], None, "text", v.astype(">f8")):
        with pytest.raises(TypeError, match="numpy_vector<double> needs .*; got "):
            b.vector_from_object(bad)
    for bad in (v, np.ones((2, 3), order="F"), np.ones((2, 4))[:, ::2], np.ones((2, 3), int)):
        with pytest.raises(TypeError, match="numpy_matrix<double.*> needs .*; got "):
            b.matrix_from_object(bad)


def test_shared_containers_of_const_elements() -> None:
    frozen, m = np.ones(3), np.ones((2, 3), order="F")
    frozen.flags.writeable = m.flags.writeable = False
    assert b.shared_const(frozen) is frozen
    assert b.shared_const_sum(m) == 6
    writable = np.ones(3)
    assert np.shares_memory(b.shared_const(writable), writable)
    with pytest.raises(TypeError, match="numpy_vector<.*const.*> needs a float64 1-D array"):
        b.shared_const(np.ones(3, int))


def test_resizing_makes_new_memory() -> None:
    v, m = np.arange(3.0), np.arange(6.0).reshape(2, 3).copy()
    longer = b.resized(v, 5)
    assert longer.shape == (5,) and longer[:3].tolist() == [0, 1, 2]
    assert b.resized(v, 2).tolist() == [0, 1]
    assert b.resized(v, 0).shape == (0,)
    wider = b.resized_matrix(m, 3, 2)
    assert wider.shape == (3, 2) and wider[:2].tolist() == [[0, 1], [3, 4]]
    assert v.tolist() == [0, 1, 2] and m.tolist() == [[0, 1, 2], [3, 4, 5]]


def test_a_stored_array_that_python_reshapes() -> None:
    array = np.arange(6.0)
    keeper = b.Keeper(array)
    array.shape = (2, 3)
    assert keeper.sum() == 15
    result = keeper.vector()
    assert np.shares_memory(result, array)
    assert result.size == 6
    keeper.scale(2)
    assert array.tolist() == [[0, 2, 4], [6, 8, 10]]
    with pytest.raises(ValueError, match="resize|referenced"):
        np.ravel(array).base.resize(10**6)
    assert keeper.sum() == 30


# uBLAS containers as results.


@pytest.mark.parametrize("n", [0, 1, 7, LARGE])
def test_numpy_adopts_a_returned_vector(n: int) -> None:
    result = b.made_vector(n, 1.5)
    assert type(result) is np.ndarray
    assert (result.shape, result.dtype) == ((n,), np.float64)
    assert result.flags.writeable and result.flags.aligned and result.flags.c_contiguous
    assert n == 0 or result.ctypes.data == b.last_result_address()
    assert (result == 1.5).all()


@pytest.mark.parametrize("shape", [(0, 0), (0, 3), (3, 0), (1, 1), (2, 3), (400, 500)])
def test_numpy_adopts_a_returned_matrix(shape: tuple[int, int]) -> None:
    for make, contiguous in (
        (b.made_row_major_matrix, "c_contiguous"),
        (b.made_column_major_matrix, "f_contiguous"),
    ):
        result = make(*shape, 1.5)
        assert (result.shape, result.dtype) == (shape, np.float64)
        assert getattr(result.flags, contiguous) and result.flags.writeable
        assert result.size == 0 or result.ctypes.data == b.last_result_address()
        assert (result == 1.5).all()


def test_adopted_memory_outlives_the_first_array() -> None:
    result = b.made_vector(LARGE, 1.5)
    part = result[10:20]
    del result
    churn()
    assert part.tolist() == [1.5] * 10
    matrix = b.made_column_major_matrix(400, 500, 2.5)
    row = matrix[3]
    del matrix
    churn()
    assert (row == 2.5).all()


def test_containers_with_other_storage() -> None:
    for function in (b.doubled_bounded, b.doubled_standard):
        results = [function([1.0, i]) for i in range(100)]
        churn()
        assert all(result.tolist() == [2, 2 * i] for i, result in enumerate(results))
        assert function([]).shape == (0,)
    large = b.doubled_standard(np.ones(LARGE))
    churn()
    assert (large == 2).all()


def test_references_and_members_are_copied() -> None:
    record = b.Record()
    for make in (lambda: record.vector, record.vector_reference):
        copy = make()
        assert copy.tolist() == [0, 1, 2, 3]
        copy[:] = -1
        assert record.vector_sum() == 6
        assert not np.shares_memory(copy, make())
    copy = record.matrix
    copy[:] = -1
    assert record.matrix.tolist() == [[0, 1, 2], [3, 4, 5]]
    assert record.matrix_at(1, 2) == 5
    with pytest.raises(AttributeError):
        record.vector = np.ones(4)


def test_a_copied_member_outlives_its_owner() -> None:
    copies = [b.Record().vector for _ in range(100)]
    churn()
    assert all(copy.tolist() == [0, 1, 2, 3] for copy in copies)


# extract, call and object.


def test_extract_checks_and_converts() -> None:
    v, m = np.arange(4.0), np.arange(6.0).reshape(2, 3).copy()
    frozen = v.copy()
    frozen.flags.writeable = False
    assert b.is_vector_view(v) and b.is_mutable_vector_view(v) and b.is_shared_vector(v)
    assert b.is_vector_view(frozen) and not b.is_mutable_vector_view(frozen)
    assert b.is_container(v) and b.is_container([1.0]) and b.is_container(np.ones(2, "f4"))
    for thing in (m, v[::2], [1.0], np.ones(2, "f4"), None, "text"):
        assert not b.is_vector_view(thing)
        assert not b.is_shared_vector(thing)
    assert not b.is_container("text") and not b.is_container(m)
    assert b.sum_vector_view(v) == b.sum_shared_vector(v) == b.sum_container(v) == 6
    assert b.sum_strided_vector_view(v[::-2]) == 4
    assert b.last_of_matrix_view(m) == b.last_of_strided_matrix_view(m) == 5
    assert b.last_of_shared_matrix(m) == b.last_of_container(m) == 5
    assert b.last_of_strided_matrix_view(m[:, ::2]) == 5
    assert b.last_of_container([[1, 2], [3, 4]]) == 4


@pytest.mark.parametrize(
    "name", ["sum_vector_view", "sum_shared_vector", "sum_container", "last_of_matrix_view"]
)
def test_a_failed_extract_is_a_type_error(name: str) -> None:
    for thing in ("text", None, np.ones((2, 2, 2)), np.ones(3, "M8[s]")):
        with pytest.raises(TypeError):
            getattr(b, name)(thing)


def test_call_converts_the_result_of_python() -> None:
    assert b.call_for_container(lambda x: [x, 2 * x], 3.0) == 9
    assert b.call_for_container(lambda x: np.full(LARGE, x), 3.0) == 3 * LARGE
    assert b.call_for_shared(lambda x: np.full(LARGE, x), 3.0) == 3 * LARGE
    kept: list[Any] = []
    assert b.call_for_shared(lambda x: kept.append(np.full(4, x)) or kept[0], 3.0) == 12
    with pytest.raises(TypeError):
        b.call_for_shared(lambda x: [x], 3.0)
    with pytest.raises(TypeError):
        b.call_for_container(lambda x: "text", 3.0)
    with pytest.raises(ZeroDivisionError):
        b.call_for_container(lambda x: x / 0, 3.0)


def test_call_converts_the_arguments_of_cpp() -> None:
    kept: list[np.ndarray] = []

    def total(array: np.ndarray) -> float:
        kept.append(array)
        return float(array.sum())

    assert b.call_with_container(total, LARGE) == 2 * LARGE
    v = np.ones(3)
    assert b.call_with_shared(total, v) == 3
    churn()
    assert (kept[0] == 2).all() and kept[0].shape == (LARGE,)
    assert kept[1] is v


def test_object_converts() -> None:
    assert b.object_of_container(3).tolist() == [2, 2, 2]
    v = np.ones(3)
    assert b.object_of_shared(v) is v
    both = b.list_of_both(v)
    assert both[0] is v
    assert both[1].tolist() == [[1.5] * 3] * 2
