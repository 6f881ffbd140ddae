# Copyright 2026 The npublas authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
"""PyUblas's names: which arrays they take, which elements they see, whose memory they hold.

NumPy says what is right: a vector of an array is `numpy.ravel(a, order="K")`. Arrays are larger
than NumPy's cache of small blocks where a mistake would touch freed memory.
"""

from __future__ import annotations

import gc
import itertools
import sys
import weakref
from collections.abc import Callable
from typing import Any

import bridge_pyublas as b
import numpy as np
import pytest
from bridge_oracle import (
    ELEMENTS,
    Specimen,
    Subclass,
    element_of,
    is_aligned,
    make_specimen,
    run_python,
    specimens,
    strides_that_count,
)
from hypothesis import given, settings
from hypothesis import strategies as st

LARGE = 200_000

NAMED = [name for name in ELEMENTS if name != "clongdouble"]


def takes(element: str, const: bool, array: np.ndarray) -> bool:
    """Whether a numpy_vector of that element sees the array: of any shape, of any strides."""
    counting = [s for s in strides_that_count(array) if s is not None]
    return (
        element_of(array.dtype) == element
        and array.dtype.isnative
        and is_aligned(array)
        and (const or (array.flags.writeable and 0 not in counting))
        and all(s % array.itemsize == 0 for s in counting)
    )


def flat(array: np.ndarray) -> np.ndarray:
    """The elements in the order of memory; as their indices count where some are repeated."""
    return np.ravel(array, order="C" if 0 in strides_that_count(array) else "K")


def evenly_spaced(array: np.ndarray) -> bool:
    """Whether the elements, the last index running fastest, are evenly spaced."""
    if array.size <= 2:
        return True
    places = np.add.reduce(
        np.meshgrid(*[np.arange(n) * s for n, s in zip(array.shape, array.strides)], indexing="ij"),
        dtype=np.int64,
    )
    return len(np.unique(np.diff(np.ravel(places)))) == 1


def without_overlap(array: np.ndarray) -> bool:
    """Whether no element has memory in common with another."""
    addresses = np.zeros(array.shape, np.int64)
    for axis, (n, s) in enumerate(zip(array.shape, array.strides)):
        shape = [1] * array.ndim
        shape[axis] = n
        addresses += (np.arange(n) * s).reshape(shape)
    return len(np.unique(addresses)) == addresses.size


FLOATS = specimens(st.just(np.dtype(float)))
FLOATS_ANY_SHAPE = specimens(
    st.just(np.dtype(float)), st.lists(st.integers(0, 3), max_size=5).map(tuple)
)


# Elements.


@given(FLOATS_ANY_SHAPE)
@settings(max_examples=400)
def test_reading_flattens_in_the_order_of_memory(specimen: Specimen) -> None:
    a = specimen.array
    if not takes("float64", True, a):
        with pytest.raises(TypeError):
            b.iterated(a)
        return
    expected = flat(a).tolist()
    assert b.iterated(a) == expected
    assert b.iterated_array(a) == expected
    assert b.indexed(a) == expected
    assert b.indexed_array(a) == expected
    assert b.reversed(a) == expected[::-1]
    assert b.reversed_array(a) == expected[::-1]


@given(FLOATS_ANY_SHAPE, st.sampled_from(["number", "number_array", "number_by_index"]))
@settings(max_examples=400)
def test_writing_goes_to_the_elements_and_nowhere_else(specimen: Specimen, name: str) -> None:
    a = specimen.array
    before = specimen.snapshot()
    if not takes("float64", False, a):
        with pytest.raises(TypeError):
            getattr(b, name)(a)
        assert specimen.snapshot() == before
        return
    if not without_overlap(a):
        return
    getattr(b, name)(a)
    np.testing.assert_array_equal(flat(a), np.arange(a.size))
    a[...] = specimen.make(np.frombuffer(before, np.uint8).copy())
    assert specimen.snapshot() == before


@given(FLOATS_ANY_SHAPE)
@settings(max_examples=400)
def test_strided_vectors_have_the_order_of_indices(specimen: Specimen) -> None:
    a = specimen.array
    if not takes("float64", True, a):
        with pytest.raises(TypeError):
            b.iterated_strided(a)
    elif not evenly_spaced(a):
        with pytest.raises(ValueError, match="evenly spaced"):
            b.iterated_strided(a)
    else:
        assert b.iterated_strided(a) == a.ravel().tolist()
        assert b.indexed_strided(a) == a.ravel().tolist()
        if takes("float64", False, a) and without_overlap(a):
            for write in (b.number_strided, b.number_strided_by_index):
                a[...] = -1
                write(a)
                np.testing.assert_array_equal(a.ravel(), np.arange(a.size))


@pytest.mark.parametrize("element", NAMED)
@given(specimen=specimens())
@settings(max_examples=60)
def test_every_element_type(element: str, specimen: Specimen) -> None:
    array = specimen.array
    read, write = getattr(b, f"iterated_{element}"), getattr(b, f"number_{element}")
    if takes(element, True, array):
        np.testing.assert_array_equal(np.array(read(array), array.dtype), flat(array))
    else:
        with pytest.raises(TypeError):
            read(array)
    if not takes(element, False, array):
        with pytest.raises(TypeError):
            write(array)
    elif without_overlap(array):
        write(array)
        np.testing.assert_array_equal(flat(array), np.arange(array.size).astype(array.dtype))


@pytest.mark.parametrize("element", NAMED)
def test_every_element_type_in_the_usual_orders(element: str) -> None:
    dtype = ELEMENTS[element]
    for order in "CF":
        a = np.zeros((3, 4), dtype, order=order)
        getattr(b, f"number_{element}")(a)
        np.testing.assert_array_equal(flat(a), np.arange(12).astype(dtype))
    c = np.ones((2, 2), dtype)
    assert getattr(b, f"matrix_{element}")(c) is c
    numbers = {np.dtype(code).num for code in "?bBhHiIlLqQfdgFDG" if np.dtype(code) == dtype}
    assert getattr(b, f"typenum_{element}")() in numbers


@pytest.mark.parametrize("element", NAMED)
def test_integers_are_compatible_by_size_and_sign(element: str) -> None:
    compatible = getattr(b, f"is_compatible_{element}")
    codes = [np.dtype(code) for code in "?bBhHiIlLqQefdgFDGSUVOMm"]
    for dtype in codes:
        assert compatible(np.zeros(1, dtype)) == (element_of(dtype) == element)


def test_only_the_slice_is_scaled() -> None:
    memory = np.ones(11)
    b.scale(memory[:10:2], 2)
    assert memory.tolist() == [2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 1]
    b.scale_strided(memory[1::3], 5)
    assert memory.tolist() == [2, 5, 2, 1, 10, 1, 2, 5, 2, 1, 5]
    b.scale(memory[::-2], 0)
    assert memory.tolist() == [0, 5, 0, 1, 0, 1, 0, 5, 0, 1, 0]


def test_reversed_arrays_keep_their_order() -> None:
    a = np.arange(10.0)
    assert b.iterated(a[::-1]) == a[::-1].tolist()
    assert b.iterated_strided(a[::-3]) == a[::-3].tolist()
    m = a[:6].reshape(2, 3)
    assert b.iterated(m[::-1, ::-1]) == [5, 4, 3, 2, 1, 0]


def test_a_large_array_of_any_layout() -> None:
    a = np.arange(3.0 * LARGE).reshape(100, 3, -1)
    for part in (a, a.T, a[::-1, 1:, ::7], a.transpose(1, 0, 2)[:, ::3]):
        expected = flat(part) * 2
        b.scale(part, 2)
        np.testing.assert_array_equal(flat(part), expected)


def test_keywords_and_the_fast_door() -> None:
    a = np.ones(3)
    b.scale(v=a, factor=2)
    b.fast_scale(a[::2], 3)
    b.fast_scale(factor=5, v=a[1:2])
    assert a.tolist() == [6, 10, 6]
    for function in (b.scale, b.fast_scale):
        with pytest.raises(TypeError, match=r"argument 1 \(v\): pyublas::numpy_vector<double>"):
            function(np.ones(3, np.float32), 2)


def test_sub_takes_the_indices_of_the_array() -> None:
    a = np.arange(120.0).reshape(2, 3, 4, 5)
    views = [a, a.T, a[::-1, ::2, :, ::-1], a.swapaxes(1, 3)]
    for view in views:
        for index in itertools.product(*map(range, view.shape)):
            assert b.at4(view, *index) == view[index] if evenly_spaced(view) else True
            assert b.at3(view[0], *index[1:]) == view[(0, *index[1:])]
            assert b.at2(view[0, 0], *index[2:]) == view[(0, 0, *index[2:])]
            assert b.at1(view[0, 0, 0], index[3]) == view[0, 0, 0, index[3]]
    b.put(a[1, ::2, 1], 1, 4, -7)
    assert a[1, 2, 1, 4] == -7


def test_sub_wants_an_index_for_each_axis() -> None:
    with pytest.raises(ValueError, match="2 indices for an array of 1 dimensions"):
        b.at2(np.ones(3), 0, 0)
    with pytest.raises(ValueError, match="1 indices for an array of 2 dimensions"):
        b.at1(np.ones((3, 3)), 0)
    with pytest.raises(ValueError, match="1 indices for an array of 0 dimensions"):
        b.at1(np.ones(()), 0)


# What the array is like.


@pytest.mark.parametrize("name", ["facts", "facts_of_array", "facts_of_strided"])
@pytest.mark.parametrize(
    "array",
    [
        np.arange(5.0),
        np.arange(5.0)[::-2],
        np.arange(24.0).reshape(2, 3, 4),
        np.array(7.0),
        np.empty(0),
        np.empty((3, 0, 2)),
        np.broadcast_to(np.arange(3.0), (3,)),
    ],
    ids=lambda a: f"{a.shape}{a.strides}",
)
def test_facts(name: str, array: np.ndarray) -> None:
    found = getattr(b, name)(array)
    assert found["ndim"] == array.ndim
    assert found["dims"] == array.shape
    assert found["strides"] == array.strides
    assert found["min_stride"] == min(array.strides, default=8)
    assert found["itemsize"] == 8
    assert found["size"] == array.size
    assert found["writable"] == array.flags.writeable
    assert found["array"] is array
    assert found["to_python"] is array


def test_facts_of_one_axis() -> None:
    a = np.ones((4, 6))[::2, ::-3]
    for axis in range(2):
        assert b.axis(a, axis) == (a.shape[axis], a.strides[axis])


def test_the_slice_is_the_whole_vector() -> None:
    for a in (np.ones(5), np.ones(5)[::-2], np.ones(()), np.ones(0), np.ones((2, 3))):
        assert b.slice_of(a) == (0, 1, a.size)
    with pytest.raises(ValueError, match="2 dimensions are not evenly spaced"):
        b.slice_of(np.ones((4, 4))[:, :2])


def test_data_is_the_arrays_own() -> None:
    a = np.arange(LARGE + 0.0)
    for view in (a, a[3:], a[::-1], a.reshape(-1, 4).T):
        assert b.points_to(view, view.ctypes.data)


def test_iterators_are_pointers_where_elements_are_adjacent() -> None:
    for a in (np.arange(6.0), np.arange(6.0).reshape(2, 3), np.arange(6.0).reshape(2, 3).T):
        assert b.first_by_pointer(a) == flat(a)[0]
        assert b.distance_by_pointer(a) == 6
    assert b.distance_by_pointer(np.arange(6.0)[::6]) == 1
    assert b.distance_by_pointer(np.empty(0)) == 0
    for a in (np.arange(6.0)[::2], np.arange(6.0)[::-1], np.ones((4, 4))[:, 1:]):
        with pytest.raises(ValueError, match="not adjacent"):
            b.first_by_pointer(a)


# Whose memory it is.

KINDS = ["", "_array", "_strided"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("door", ["identity", "const_identity", "reference_identity"])
def test_the_array_itself_comes_back(kind: str, door: str) -> None:
    function = getattr(b, door + kind)
    for a in (
        np.arange(5.0),
        np.arange(6.0)[::-2],
        np.arange(6.0).reshape(2, 3),
        np.array(3.0),
        np.empty((0, 3)),
        np.arange(4.0).view(Subclass),
    ):
        assert function(a) is a


@pytest.mark.parametrize("door", ["identity", "const_identity", "reference_identity"])
def test_the_matrix_itself_comes_back(door: str) -> None:
    rows, columns = getattr(b, door + "_matrix"), getattr(b, door + "_column_matrix")
    a = np.arange(6.0).reshape(2, 3)
    assert rows(a) is a
    transposed = a.T
    assert columns(transposed) is transposed
    for degenerate in (np.ones((5, 1)), np.ones((1, 5)), np.ones((0, 3)), np.ones((3, 0))):
        assert rows(degenerate) is degenerate
        assert columns(degenerate) is degenerate


@pytest.mark.parametrize("door", ["identity", "const_identity", "reference_identity"])
@given(specimen=FLOATS)
@settings(max_examples=200)
def test_which_arrays_are_matrices(door: str, specimen: Specimen) -> None:
    a = specimen.array
    fits = takes("float64", door == "const_identity", a) and a.ndim == 2
    for function, contiguous in (
        (getattr(b, door + "_matrix"), a.flags.c_contiguous),
        (getattr(b, door + "_column_matrix"), a.flags.f_contiguous),
    ):
        if fits and contiguous:
            assert function(a) is a
        else:
            with pytest.raises(TypeError):
                function(a)


def test_refusals_say_why() -> None:
    gaps = np.ones((4, 4))[:, :3]
    for function, argument, words in (
        (b.identity_matrix, gaps, "float64 2-D array with unit inner stride, without gaps; got"),
        (b.identity_matrix, gaps.T, "pass numpy.ascontiguousarray"),
        (b.identity_column_matrix, np.ones((2, 3)), "pass numpy.asfortranarray"),
        (b.identity_matrix, np.ones(3), "2-D array"),
        (b.identity, np.ones(3, ">f8"), "byte-swapped"),
        (b.identity, np.broadcast_to(1.0, 3), "read-only"),
        (b.identity, [1.0, 2.0], "got list"),
        (b.identity, None, "got NoneType"),
        (b.identity, np.ones(3, np.float16), "float16"),
    ):
        with pytest.raises(TypeError) as caught:
            function(argument)
        assert words in str(caught.value)
        assert "pyublas::numpy_" in str(caught.value)


def test_a_read_only_array_is_never_written() -> None:
    a = np.arange(5.0)
    a.flags.writeable = False
    for write in (b.number, b.number_array, b.number_strided, b.scale_matrix, b.reference_identity):
        with pytest.raises(TypeError, match="read-only|number"):
            write(a, 2) if write is b.scale_matrix else write(a)
    assert a.tolist() == [0, 1, 2, 3, 4]
    assert b.const_identity(a) is a
    assert b.facts(a)["writable"] is False


def test_copies_of_a_handle_share() -> None:
    x = np.arange(float(LARGE))
    a, c, d, e = b.handles(x)
    assert a is c is d is x
    assert x[0] == -1 and x[1] == -2
    np.testing.assert_array_equal(e, np.arange(float(LARGE)))
    assert not np.shares_memory(e, x)


def test_copies_of_a_matrix_share() -> None:
    x = np.arange(6.0).reshape(2, 3)
    a, c, d, e = b.matrix_handles(x)
    assert a is c is d is x
    assert x.tolist() == [[-1, -2, 2], [3, 4, 5]]
    np.testing.assert_array_equal(e, np.arange(6.0).reshape(2, 3))


def test_assigning_an_expression_makes_a_new_array() -> None:
    x = np.arange(5.0)
    a, doubled = b.from_expression(x)
    np.testing.assert_array_equal(a, 3 * x)
    np.testing.assert_array_equal(doubled, 2 * x)
    np.testing.assert_array_equal(x, np.arange(5.0))
    b.through_ublas(x)
    np.testing.assert_array_equal(x, 3 * np.arange(5.0))


@given(FLOATS_ANY_SHAPE)
@settings(max_examples=200)
def test_copies(specimen: Specimen) -> None:
    a = specimen.array
    if not takes("float64", True, a):
        return
    copies: list[tuple[Callable[[np.ndarray], np.ndarray], bool]] = [
        (b.copied, True),
        (b.copied_array, True),
        (b.copied_strided, evenly_spaced(a)),
        (b.copied_matrix, a.ndim == 2 and a.flags.c_contiguous),
        (b.copied_column_matrix, a.ndim == 2 and a.flags.f_contiguous),
    ]
    for copied, fits in copies:
        if not fits:
            continue
        made = copied(a)
        assert made is not a and not np.shares_memory(made, a) and made.flags.writeable
        expected = a.ravel() if copied is b.copied_strided else a
        np.testing.assert_array_equal(made, expected, strict=True)
        if copied is not b.copied_strided:
            assert not without_overlap(a) or (flat(made) == flat(a)).all()


def test_swapping_vectors() -> None:
    x, y = np.zeros(3), np.zeros((2, 4)).T
    b.swap_elements(x, y)
    assert x[0] == 20 and y[0, 0] == 10


def test_through_objects() -> None:
    a, m = np.arange(6.0)[::2], np.ones((2, 2))
    assert b.through_object(a) is a
    assert b.through_object_strided(a) is a
    assert b.through_object_matrix(m) is m
    assert b.extracted(a) is a
    assert b.extracted_matrix(m) is m
    for wrong in (np.ones(3, int), [1.0], None):
        with pytest.raises(TypeError):
            b.extracted(wrong)
    with pytest.raises(TypeError):
        b.extracted_matrix(np.ones((2, 2), order="F")[:, ::-1])


def test_handles_construct() -> None:
    a = np.arange(6.0).reshape(2, 3)
    a.flags.writeable = False
    assert b.matrix_of_handle(a) is a
    assert b.vector_of_handle(a) is a
    assert b.strided_of_handle(a) is a
    transposed = a.T
    assert b.column_matrix_of_handle(transposed) is transposed
    for wrong in (a.astype(np.float32), a.astype(">f8"), [1.0], 3.5, a[:, ::2]):
        with pytest.raises(TypeError, match="numpy_"):
            b.matrix_of_handle(wrong)
    with pytest.raises(TypeError, match="order|inner stride|columns"):
        b.column_matrix_of_handle(a)
    misaligned = make_specimen(np.dtype(float), (4,), (8,), misaligned=True).array
    with pytest.raises(TypeError, match="misaligned"):
        b.vector_of_handle(misaligned)


def test_handles_of_none_are_invalid() -> None:
    assert b.vector_of_handle(None).shape == (0,)
    assert b.matrix_of_handle(None).shape == (0, 0)
    assert b.strided_of_handle(None).shape == (0,)


@pytest.mark.parametrize(
    "call",
    [
        lambda a: b.scale(a, 2),
        lambda a: b.identity_strided(a),
        lambda a: b.number_array(a),
        lambda a: b.from_expression(a),
        lambda a: b.copied(a),
        lambda a: b.doubled_in_shape(a),
        lambda a: b.scale_matrix(a, 2),
        lambda a: b.identity_matrix(a),
        lambda a: b.state_of_vector(a),
        lambda a: b.handed_back(a),
        lambda a: b.sum_of_view(a),
        lambda a: b.resized(a, 3),
    ],
)
@pytest.mark.parametrize("shape", [(10,), (LARGE,), (500, 400), ()])
def test_no_reference_is_lost_or_kept(call: Callable[[Any], Any], shape: tuple[int, ...]) -> None:
    array = np.ones(shape)
    count = sys.getrefcount(array)
    for _ in range(3):
        try:
            call(array)
        except (TypeError, ValueError):
            pass
    gc.collect()
    assert sys.getrefcount(array) == count


def test_a_member_shares_what_it_is_given() -> None:
    x = np.arange(float(LARGE))
    keeper = b.Keeper(x)
    assert keeper.vector is x and keeper.read_only is x
    x[0] = 5
    assert keeper.sum() == x.sum()
    y = np.ones((2, 3))[:, ::2]
    keeper.vector = y
    assert keeper.vector is y and keeper.sum() == 4
    x[0] = 6
    assert keeper.sum() == 4
    with pytest.raises(AttributeError):
        keeper.read_only = x
    for wrong in (None, np.ones(3, int), [1.0]):
        with pytest.raises(TypeError):
            keeper.vector = wrong
    assert keeper.vector is y


def test_members_document_themselves() -> None:
    assert b.Keeper.vector.__doc__ == "What it keeps."
    assert b.Keeper.read_only.__doc__ == "The same."


def test_a_member_keeps_its_array_alive() -> None:
    x = np.arange(float(LARGE))
    died = weakref.ref(x)
    keeper = b.Keeper(x)
    del x
    gc.collect()
    assert died() is not None and keeper.sum() == sum(range(LARGE))
    inside = keeper.vector
    del keeper
    gc.collect()
    np.full(LARGE, -1.0)
    assert inside[-1] == LARGE - 1
    del inside
    gc.collect()
    assert died() is None


def test_strided_and_matrix_members() -> None:
    keeper = b.Keeper(np.ones(1))
    assert keeper.strided.shape == (0,) and keeper.sum_of_strided() == 0
    a = np.arange(10.0)
    for part in (a[::-3], a[1:4], a[::9], a):
        keeper.strided = part
        assert keeper.strided is part
        assert keeper.sum_of_strided() == part.sum()
    assert keeper.matrix.shape == (0, 0)
    m = np.ones((3, 4))
    keeper.matrix = m
    assert keeper.matrix is m
    with pytest.raises(TypeError):
        keeper.matrix = m.T


def test_npublas_members_of_shared_vectors() -> None:
    keeper = b.Keeper(np.arange(4.0))
    first = keeper.member
    assert first is keeper.vector
    keeper.member = [4, 3, 2, 1]
    assert first.tolist() == [4, 3, 2, 1]
    keeper.vector = np.ones(LARGE)
    assert keeper.member.size == LARGE and first.tolist() == [4, 3, 2, 1]
    keeper.matrix = np.ones((2, 2))
    shown = keeper.matrix_member
    assert shown.shape == (2, 2) and not shown.flags.writeable
    keeper.matrix = np.zeros((300, 300))
    gc.collect()
    np.testing.assert_array_equal(shown, np.ones((2, 2)))


def test_statics_outlive_the_interpreter() -> None:
    run_python(
        """
        import numpy, bridge_pyublas
        bridge_pyublas.keep_until_exit(numpy.ones(200_000))
        """
    )


# New arrays.


@pytest.mark.parametrize("shape", [(), (0,), (5,), (2, 3), (2, 0, 4), (1,) * 20])
def test_construction_from_a_shape(shape: tuple[int, ...]) -> None:
    np.testing.assert_array_equal(b.zeros(shape), np.zeros(shape), strict=True)


@pytest.mark.parametrize("shape", [(-1,), (2, -3), (1,) * 65, (2**40, 2**40)])
def test_impossible_shapes(shape: tuple[int, ...]) -> None:
    with pytest.raises((ValueError, MemoryError)):
        b.zeros(shape)


def test_construction_from_a_shape_and_an_expression() -> None:
    np.testing.assert_array_equal(b.shaped(2, 3, np.arange(6.0)), 2 * np.arange(6.0).reshape(2, 3))
    with pytest.raises(ValueError, match="size"):
        b.shaped(2, 2, np.arange(6.0))


def test_filled() -> None:
    np.testing.assert_array_equal(b.filled(LARGE, 1.5), np.full(LARGE, 1.5))
    np.testing.assert_array_equal(b.filled_array(0, 1), np.empty(0), strict=True)
    m = b.filled_matrix(300, 200, 2.5)
    np.testing.assert_array_equal(m, np.full((300, 200), 2.5))
    assert m.flags.f_contiguous and not m.flags.c_contiguous
    np.testing.assert_array_equal(b.from_range([3, 1, 2]), np.array([3, 1, 2], np.intc))


def test_an_array_over_memory_that_lies_elsewhere() -> None:
    a = b.over_memory()
    np.testing.assert_array_equal(a, np.arange(6.0).reshape(2, 3))
    a[1, 1] = -4
    assert b.over_memory()[1, 1] == -4 and np.shares_memory(a, b.over_memory())
    a[1, 1] = 4


def test_resizing_makes_a_new_array_with_the_old_elements() -> None:
    a = np.arange(10.0)[::-2]
    assert b.resized(a, 5) is a
    longer = b.resized(a, 8)
    assert longer.tolist() == [9, 7, 5, 3, 1, 0, 0, 0]
    assert b.resized(a, 2).tolist() == [9, 7]
    assert b.resized(a, 0).shape == (0,)
    assert b.resized_array(np.ones((2, 2)).T, 6, 7).tolist() == [1, 1, 1, 1, 7, 7]
    assert a.tolist() == [9, 7, 5, 3, 1]


def test_resizing_the_invalid_makes_it_valid() -> None:
    for n in (0, 1, 5, LARGE):
        assert b.made_by_resize(n).shape == (n,)
    np.testing.assert_array_equal(b.resized_matrix(30, 20), np.zeros((30, 20)), strict=True)
    assert b.resized_matrix(0, 4).shape in ((0, 4), (0, 0))


def test_the_invalid() -> None:
    assert not b.default_vector_is_valid() and not b.default_matrix_is_valid()
    for made in (b.default_vector(), b.default_array(), b.default_strided()):
        np.testing.assert_array_equal(made, np.empty(0), strict=True)
    np.testing.assert_array_equal(b.default_matrix(), np.empty((0, 0)), strict=True)
    assert b.default_vector_to_python() is None
    assert b.default_array_to_python() is None
    assert b.default_matrix_to_python() is None
    for wrong in (b.ndim_of_invalid, b.sub_of_invalid, b.reshape_invalid):
        with pytest.raises(ValueError, match="no array behind this"):
            wrong()


# Shapes.


@given(FLOATS_ANY_SHAPE, st.booleans(), st.integers(0, 6))
@settings(max_examples=200)
def test_reshaping_is_numpys(specimen: Specimen, fortran: bool, n1: int) -> None:
    a = specimen.array
    if not takes("float64", False, a):
        return
    shape = (n1, a.size // n1 if n1 else 0)
    if shape[0] * shape[1] != a.size:
        with pytest.raises(ValueError, match="reshape"):
            b.reshaped(a, *shape, fortran)
        return
    made, expected = b.reshaped(a, *shape, fortran), a.reshape(shape, order="CF"[fortran])
    np.testing.assert_array_equal(made, expected, strict=True)
    assert np.shares_memory(made, a) == np.shares_memory(expected, a)


def test_shape_is_kept_by_the_recipes_of_pyublas() -> None:
    for a in (np.arange(6.0), np.arange(9.0)[::-2], np.array(2.0), np.arange(6.0).reshape(2, 3)):
        np.testing.assert_array_equal(b.doubled_in_shape(a), 2 * a, strict=True)
        np.testing.assert_array_equal(b.doubled_then_reshaped(a), 2 * a, strict=True)
    with pytest.raises(ValueError, match="evenly spaced"):
        b.doubled_in_shape(np.ones((4, 4))[:3, :3])


@given(FLOATS_ANY_SHAPE)
@settings(max_examples=200)
def test_slices_of_vectors_are_views(specimen: Specimen) -> None:
    a = specimen.array
    if not takes("float64", False, a):
        return
    for function, expected in ((b.every_other, flat(a)[::2]), (b.backwards, flat(a)[::-1])):
        made = function(a)
        np.testing.assert_array_equal(np.ravel(made), expected)
        if evenly_spaced(a) and a.size > 1:
            assert np.shares_memory(made, a)


def test_a_slice_keeps_its_array_alive() -> None:
    made = b.every_other(np.arange(float(LARGE)))
    gc.collect()
    np.full(LARGE, -1.0)
    np.testing.assert_array_equal(made, np.arange(0.0, LARGE, 2))
    assert made.base is not None and made.flags.writeable


def test_expressions_make_new_arrays() -> None:
    a, m = np.arange(7.0)[::3], np.arange(6.0).reshape(2, 3)
    np.testing.assert_array_equal(b.doubled(a), 2 * a, strict=True)
    np.testing.assert_array_equal(b.doubled_strided(a[::-1]), 2 * a[::-1], strict=True)
    np.testing.assert_array_equal(b.doubled_matrix(m), 2 * m, strict=True)
    made = b.doubled_column_matrix(m.T)
    np.testing.assert_array_equal(made, 2 * m.T, strict=True)
    assert made.flags.f_contiguous
    np.testing.assert_array_equal(b.doubled(np.array(4.0)), np.array([8.0]), strict=True)


def test_strided_vectors_are_bound_anew_by_assignment() -> None:
    x, y = np.ones(10), np.ones(12)
    result, start, stride, size = b.rebound(x[::2], y[1::3])
    assert result.tolist() == [3, 3, 3, 3] and (start, stride, size) == (0, 1, 4)
    assert x.tolist() == [2, 1] * 5
    assert y.tolist() == [1, 3, 1] * 4


# Matrices.


def test_scaling_matrices() -> None:
    m = np.ones((300, 200))
    b.scale_matrix(m[100:200], 2)
    assert m.sum() == 300 * 200 + 100 * 200
    b.scale_column_matrix(m.T, 3)
    assert m.sum() == 3 * (300 * 200 + 100 * 200)
    b.fill_row(m, 7, -1)
    assert (m[7] == -1).all() and (m[6] == 3).all() and (m[8] == 3).all()


@given(st.integers(1, 6), st.integers(1, 6), st.integers(1, 6))
def test_product(n: int, k: int, m: int) -> None:
    random = np.random.default_rng(n + 10 * k + 100 * m)
    x, y = random.normal(size=(n, k)), np.asfortranarray(random.normal(size=(k, m)))
    np.testing.assert_allclose(b.product(x, y), x @ y)


def test_matrices_over_the_elements_of_any_array() -> None:
    a = np.arange(12.0)
    m = b.matrix_of_elements(3, 4, a)
    np.testing.assert_array_equal(m, a.reshape(3, 4), strict=True)
    assert np.shares_memory(m, a)
    np.testing.assert_array_equal(b.matrix_of_elements(2, 3, a[::-2]), a[::-2].reshape(2, 3))
    assert np.shares_memory(b.matrix_of_elements(2, 3, a[::-2]), a)
    two = a.reshape(3, 4)
    assert b.matrix_of_elements(3, 4, two) is two
    np.testing.assert_array_equal(b.matrix_of_elements(2, 3, two[:, 1:]), [[1, 2, 3], [5, 6, 7]])
    with pytest.raises(ValueError, match="fewer elements"):
        b.matrix_of_elements(4, 4, a)
    with pytest.raises(ValueError, match="fewer elements"):
        b.matrix_of_elements(2**33, 2**31, a)


def test_a_matrix_over_a_vector_keeps_it_alive() -> None:
    m = b.matrix_of_elements(400, 500, np.arange(float(LARGE)))
    gc.collect()
    np.full(LARGE, -1.0)
    np.testing.assert_array_equal(m, np.arange(float(LARGE)).reshape(400, 500))


# None.


def test_invalid_ok() -> None:
    for state in (b.state_of_vector, b.state_of_matrix, b.state_of_array):
        assert state(None) == "invalid"
        assert state(np.ones((2, 2))) == "valid"
        with pytest.raises(TypeError, match="or None"):
            state(np.ones((2, 2), np.float32))
    assert b.size_or_minus_one(None) == -1
    assert b.size_or_minus_one(np.arange(5.0)) == 5
    assert b.size_or_minus_one(np.empty(0)) == 0
    a, m = np.arange(3.0)[::-1], np.ones((2, 3), order="F")
    assert b.handed_back(a) is a and b.handed_back(None) is None
    assert b.handed_back_matrix(m) is m and b.handed_back_matrix(None) is None


# With npublas's own.


def test_views_of_vectors_and_matrices() -> None:
    a = np.arange(10.0)
    for part in (a, a[::-3], a[:0], a.reshape(2, 5), a.reshape(2, 5).T):
        assert b.sum_of_view(part) == part.sum()
    with pytest.raises(ValueError, match="not evenly spaced"):
        b.sum_of_view(np.ones((4, 4))[:, 1:])
    m = np.ones((2, 3))
    b.double_matrix_view(m)
    assert (m == 2).all()
    assert b.view_of_elements(2, 3, a).tolist() == [[0, 2, 4], [6, 8, 10]]
    with pytest.raises(ValueError, match="not adjacent"):
        b.view_of_elements(2, 2, a[::2])


def test_sequences_of_vectors() -> None:
    assert b.sum_of_all([np.ones(3), np.ones((2, 2)), np.ones(8)[::-2]]) == 11
    with pytest.raises(TypeError, match=r"element \[1\]"):
        b.sum_of_all([np.ones(3), np.ones(3, int)])


@pytest.mark.parametrize("sizes", [b.sizes, b.fast_sizes])
@pytest.mark.parametrize("at", [0, 1])
def test_arrays_that_change_while_other_arguments_convert(
    sizes: Callable[..., int], at: int
) -> None:
    class Treacherous:
        def __array__(self, *args: Any, **kwargs: Any) -> np.ndarray:
            arrays[at].resize((LARGE, 3), refcheck=False)
            return np.ones(1)

    arrays = [np.ones(3), np.ones((2, 2))]
    assert sizes(*arrays, np.ones(1)) == 8
    with pytest.raises(TypeError, match="changed while the arguments were converted"):
        sizes(*arrays, Treacherous())
    assert arrays[at].shape == (LARGE, 3)


def test_the_storage_in_a_ublas_vector_is_a_handle_too() -> None:
    a = np.arange(5.0)[::2]
    assert b.storage_in_ublas(a) is a


def test_signatures_name_the_array() -> None:
    assert "numpy.ndarray" in b.scale.__doc__ or "ndarray" in b.scale.__doc__
