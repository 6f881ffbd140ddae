# Copyright 2026 The npublas authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
"""Members as properties and `return_view`: memory inside C++ objects, seen by NumPy."""

from __future__ import annotations

import gc
import sys
from typing import Any

import bridge_members as b
import numpy as np
import pytest
from process_memory import SANITIZED, resident

LARGE = 400
MATRIX = 10.0 * np.arange(2)[:, None] + np.arange(3)

# name of the member, what it holds in Solver(2, 3)
MEMBERS: dict[str, np.ndarray] = {
    "vector": np.arange(2.0),
    "rows": MATRIX,
    "columns": np.asfortranarray(MATRIX),
    "bounded_vector": np.arange(5.0),
    "bounded_matrix": MATRIX,
    "bounded_columns": np.asfortranarray(MATRIX.astype(np.float32)),
    "c_vector": np.arange(5.0),
    "c_matrix": MATRIX,
    "numpy_vector": np.arange(2.0),
    "numpy_matrix": np.asfortranarray(MATRIX),
    "int8": np.arange(3, dtype=np.int8),
    "booleans": np.array([True, False, True]),
    "complex": MATRIX.astype(np.clongdouble),
    "inherited": np.full(3, 1.5),
    "shared": np.full(2, 2.5),
    "empty_vector": np.empty(0),
    "empty_matrix": np.empty((0, 4)),
    "empty_c_vector": np.empty(0),
}
SHARED = {"numpy_vector", "numpy_matrix"}
FULL = [name for name, value in MEMBERS.items() if value.size]


def address(array: np.ndarray) -> int:
    return array.__array_interface__["data"][0]


def alive() -> int:
    """Return how many solvers there are, without rubbish."""
    gc.collect()
    return b.alive()


# Reading


@pytest.mark.parametrize("name", MEMBERS)
def test_a_member_is_an_array_of_its_elements(name: str) -> None:
    array = getattr(b.Solver(2, 3), name)
    assert type(array) is np.ndarray
    np.testing.assert_array_equal(array, MEMBERS[name], strict=True)
    assert array.flags.writeable and array.flags.aligned


@pytest.mark.parametrize("name", FULL)
def test_a_member_is_live(name: str) -> None:
    solver = b.Solver(2, 3)
    first, second = getattr(solver, name), getattr(solver, name)
    assert address(first) == address(second)
    first[...] = 1
    assert (second == 1).all()
    assert (getattr(solver, name) == 1).all()


def test_cpp_sees_what_python_writes() -> None:
    solver = b.Solver(2, 3)
    solver.rows[1, 2] = 99
    assert solver.at(1, 2) == 99
    solver.rows *= 2
    assert solver.at(1, 2) == 198
    solver.inherited[1] = 8
    assert solver.inherited_at(1) == 8


def test_orders_and_strides() -> None:
    solver = b.Solver(2, 3)
    assert solver.rows.flags.c_contiguous and not solver.rows.flags.f_contiguous
    assert solver.columns.flags.f_contiguous and not solver.columns.flags.c_contiguous
    assert solver.bounded_matrix.strides == (24, 8)
    assert solver.bounded_columns.strides == (4, 8)
    assert solver.c_matrix.strides == (48, 8)


def test_the_docstring_is_the_propertys() -> None:
    assert b.Solver.vector.__doc__ == "a vector"
    assert isinstance(b.Solver.vector, property)


# Lifetimes


@pytest.mark.parametrize(
    "name", ["vector", "rows", "columns", "inherited", "vector_ro", "c_matrix"]
)
def test_an_array_keeps_the_instance_alive(name: str) -> None:
    before = alive()
    solver = b.Solver(LARGE, LARGE)
    array = getattr(solver, name)
    assert array.base is solver
    expected = array.copy()
    view = array[::1]
    del solver, array
    gc.collect()
    rubbish = [np.full((LARGE, LARGE), np.nan) for _ in range(4)]
    assert alive() == before + 1
    np.testing.assert_array_equal(view, expected)
    del view, rubbish
    assert alive() == before


def test_a_shared_container_gives_the_array_that_it_holds() -> None:
    solver = b.Solver(LARGE, LARGE)
    array = solver.numpy_vector
    assert solver.numpy_vector is array
    assert solver.shared_reference() is array
    solver.resize_shared(3)
    assert solver.numpy_vector.shape == (3,)
    assert array.shape == (LARGE,)
    read_only = solver.numpy_vector_ro
    assert read_only.base is solver.numpy_vector
    del solver
    gc.collect()
    np.testing.assert_array_equal(array, np.arange(float(LARGE)))
    assert read_only.shape == (3,)


def test_references_are_counted_right() -> None:
    solver = b.Solver(2, 3)
    none = sys.getrefcount(None)
    before = sys.getrefcount(solver)
    for _ in range(1000):
        solver.rows = solver.rows
        solver.vector = [1, 2]
        with pytest.raises(ValueError):
            solver.vector = [1]
        solver.reference()
        solver.fast_reference()
        solver.numpy_vector
    gc.collect()
    assert sys.getrefcount(solver) == before
    assert abs(sys.getrefcount(None) - none) < 50


def test_memory_does_not_grow() -> None:
    solver = b.Solver(300, 300)
    other = np.ones((300, 300))
    held = resident()
    for i in range(100_000):
        solver.rows
        solver.fast_reference()
        solver.numpy_matrix
        if i % 100 == 0:
            solver.rows = other
            b.Solver(300, 300).rows
    assert SANITIZED or resident() - held < 8_000_000


# Writing


@pytest.mark.parametrize("name", MEMBERS)
def test_assigning_writes_elements(name: str) -> None:
    solver = b.Solver(2, 3)
    array = getattr(solver, name)
    new = MEMBERS[name][..., ::-1].copy()
    for value in (new, new[::-1].copy()[::-1], new.tolist(), np.asfortranarray(new)):
        array[...] = 0
        setattr(solver, name, np.asarray(value, new.dtype).reshape(new.shape))
        np.testing.assert_array_equal(array, new, strict=True)
    assert new.size == 0 or address(getattr(solver, name)) == address(array)


@pytest.mark.parametrize(
    "value",
    [
        [[1, 2, 3], [4, 5, 6]],
        np.array([[1, 2, 3], [4, 5, 6]], np.int8),
        np.array([[1, 2, 3], [4, 5, 6]], ">f4"),
        np.array([[4, 5, 6], [1, 2, 3]], np.longdouble)[::-1],
        np.array([[True] * 3] * 2),
    ],
)
def test_any_array_like_is_converted(value: Any) -> None:
    solver = b.Solver(2, 3)
    solver.rows = value
    np.testing.assert_array_equal(solver.rows, np.asarray(value, float))


def test_assigning_parts_of_itself() -> None:
    solver = b.Solver(3, 3)
    expected = solver.rows.T.copy()
    solver.rows = solver.rows.T
    np.testing.assert_array_equal(solver.rows, expected)
    solver.vector = solver.vector[::-1]
    assert solver.vector.tolist() == [2, 1, 0]
    solver.rows = solver.rows
    np.testing.assert_array_equal(solver.rows, expected)


SHAPES: list[Any] = [np.ones((3, 2)), np.ones(6), np.ones((2, 3, 1)), 1.0, np.ones((0, 3)), []]


@pytest.mark.parametrize("value", SHAPES, ids=lambda value: str(np.shape(value)))
def test_another_shape_is_a_value_error_naming_both(value: Any) -> None:
    solver = b.Solver(2, 3)
    before = solver.rows.copy()
    with pytest.raises(ValueError) as caught:
        solver.rows = value
    assert "(2, 3)" in str(caught.value) and str(np.shape(value)) in str(caught.value)
    assert "rows" in str(caught.value)
    np.testing.assert_array_equal(solver.rows, before)


def test_a_member_never_changes_size() -> None:
    solver = b.Solver(2, 3)
    for name, value in MEMBERS.items():
        wrong = np.ones(np.add(value.shape, 1))
        with pytest.raises(ValueError, match="shape"):
            setattr(solver, name, wrong.astype(value.dtype))
        assert getattr(solver, name).shape == value.shape


def test_a_number_is_a_vector_of_length_one() -> None:
    solver = b.Solver(1, 1)
    solver.vector = 7
    assert solver.vector.tolist() == [7]
    with pytest.raises(ValueError, match=r"\(1, 1\).*\(\)"):
        solver.rows = 7


@pytest.mark.parametrize(
    ("name", "value", "error"),
    [
        ("vector", [1j, 2], TypeError),
        ("vector", ["a", "b"], TypeError),
        ("vector", None, TypeError),
        ("vector", object(), TypeError),
        ("vector", np.array([1, 2], "M8[s]"), TypeError),
        ("vector", [[1, 2], [3]], ValueError),
        ("int8", [1.5, 2, 3], TypeError),
        ("int8", [1, 2, 128], ValueError),
        ("int8", [1, 2, 2**70], ValueError),
        ("booleans", [0, 1, 2], ValueError),
    ],
)
def test_elements_that_can_not_be_converted(name: str, value: Any, error: type) -> None:
    solver = b.Solver(2, 3)
    before = getattr(solver, name).copy()
    with pytest.raises(error, match=f"^{name}: "):
        setattr(solver, name, value)
    np.testing.assert_array_equal(getattr(solver, name), before)


def test_an_array_method_that_raises_or_lies() -> None:
    solver = b.Solver(2, 3)

    class Raising:
        def __array__(self, *arguments: Any, **keywords: Any) -> Any:
            raise RuntimeError("no array")

    class Shrinking:
        def __array__(self, *arguments: Any, **keywords: Any) -> np.ndarray:
            solver.resize_vector(1)
            return np.ones(2)

    with pytest.raises(TypeError, match="no array"):
        solver.vector = Raising()
    with pytest.raises(ValueError, match="shape"):
        solver.vector = Shrinking()
    assert solver.vector.shape == (1,)


# Read-only


@pytest.mark.parametrize("name", ["vector_ro", "rows_ro", "constant", "numpy_vector_ro"])
def test_read_only_members(name: str) -> None:
    solver = b.Solver(2, 3)
    array = getattr(solver, name)
    assert not array.flags.writeable
    with pytest.raises(ValueError, match="read-only"):
        array[...] = 1
    if array.base is solver:
        with pytest.raises(ValueError):
            array.flags.writeable = True
    with pytest.raises(AttributeError):
        setattr(solver, name, array)


def test_a_read_only_member_is_live() -> None:
    solver = b.Solver(2, 3)
    array = solver.rows_ro
    solver.rows[0, 0] = 99
    assert array[0, 0] == 99
    assert solver.empty_matrix_ro.shape == (0, 4)


def test_shared_containers_of_const_elements_can_not_be_assigned() -> None:
    with pytest.raises(AttributeError):
        b.Solver(2, 3).numpy_const = [1, 2]


def test_members_can_not_be_deleted() -> None:
    solver = b.Solver(2, 3)
    with pytest.raises(AttributeError):
        del solver.rows


def test_other_objects_are_refused() -> None:
    for other in (None, 5, object(), b.Solver.__new__(b.Solver)):
        with pytest.raises(TypeError):
            b.Solver.rows.__get__(other) if other is not None else b.Solver.rows.fget(None)
        with pytest.raises(TypeError):
            b.Solver.rows.fset(other, MATRIX)


class Derived(b.Solver):
    def __init__(self) -> None:
        super().__init__(2, 3)


def test_derived_classes() -> None:
    derived = Derived()
    derived.rows = np.ones((2, 3))
    assert derived.sum() == 6 and derived.rows.base is derived


# return_view


@pytest.mark.parametrize("prefix", ["", "fast_"])
def test_references_and_views_of_members(prefix: str) -> None:
    solver = b.Solver(2, 3)

    def call(name: str, *arguments: Any) -> np.ndarray:
        return getattr(solver, prefix + name)(*arguments)

    for name in ("reference", "const_reference", "view"):
        np.testing.assert_array_equal(call(name), MATRIX, strict=True)
        assert call(name).base is solver and address(call(name)) == address(solver.rows)
        assert call(name).flags.writeable == (name != "const_reference")
    assert address(call("fixed")) == address(solver.c_matrix)
    assert call("shared_reference") is solver.numpy_vector
    assert call("column_view", 1).tolist() == [1, 11]
    assert not call("column_view", 1).flags.writeable
    assert call("nothing").shape == (0, 4)
    assert address(call("inherited_reference")) == address(solver.inherited)
    with pytest.raises(ValueError):
        call("failing")
    assert getattr(b, prefix + "vector_of")(solver).base is solver
    assert "a live view" in getattr(b.Solver, prefix + "reference").__doc__


@pytest.mark.parametrize("prefix", ["", "fast_"])
def test_a_returned_view_keeps_the_instance_alive(prefix: str) -> None:
    before = alive()
    solver = b.Solver(LARGE, LARGE)
    expected = solver.rows.copy()
    array = getattr(solver, prefix + "reference")()
    column = getattr(solver, prefix + "column_view")(3)
    del solver
    gc.collect()
    np.testing.assert_array_equal(array, expected)
    np.testing.assert_array_equal(column, expected[:, 3])
    del array
    assert alive() == before + 1
    del column
    assert alive() == before


@pytest.mark.parametrize("name", ["ownerless", "fast_ownerless"])
def test_a_view_that_nothing_owns_is_refused(name: str) -> None:
    with pytest.raises(RuntimeError, match="first argument"):
        getattr(b, name)()
