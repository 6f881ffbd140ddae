# Copyright 2026 The npublas authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
"""Containers as parameters: uBLAS's own, which convert and copy, and shared ones, which do not."""

from __future__ import annotations

import array as standard_array
import itertools
from typing import Any

import bridge_calls
import bridge_containers
import numpy as np
import pytest
from bridge_oracle import (
    CONTAINERS,
    ELEMENTS,
    Specimen,
    aligned_memory,
    container_takes,
    element_of,
    every_container,
    make_specimen,
    number,
    run_python,
    specimens,
    view_takes,
)
from hypothesis import given, settings
from hypothesis import strategies as st

PASS, INCREMENT, SHARE, NUMBER = (
    {
        (kind, element): getattr(bridge_containers, f"{verb}_{kind}_{element}")
        for kind, element in every_container()
    }
    for verb in ("pass", "increment", "share", "number")
)

#: The view whose rules a shared container follows.
VIEW_OF_SHARED = {
    "vector": "vector_view",
    "row_major_matrix": "row_major_matrix_view",
    "column_major_matrix": "column_major_matrix_view",
}


def check_adopted(result: np.ndarray, kind: str, element: str) -> None:
    """The result is a writable array in the container's order over the very memory of C++."""
    assert type(result) is np.ndarray
    assert result.dtype == ELEMENTS[element]
    assert result.flags.writeable and result.flags.aligned
    assert result.flags.f_contiguous if CONTAINERS[kind][1] == "F" else result.flags.c_contiguous
    if result.size:
        assert result.ctypes.data == bridge_containers.last_result_address()


@given(specimens(fractional=False))
@settings(max_examples=400)
def test_every_container_against_every_array(specimen: Specimen) -> None:
    source = specimen.array
    before = specimen.snapshot()
    for (kind, element), function in PASS.items():
        rank = CONTAINERS[kind][0]
        if source.ndim != rank and not (rank == 1 and source.ndim == 0):
            expected: type | None = TypeError
        elif source.size == 0 and element_of(source.dtype) != element:
            continue  # whether an empty array of another type fits is tested apart
        else:
            expected = container_takes(element, source.dtype, source)
        if expected is None:
            result = function(source)
            check_adopted(result, kind, element)
            wanted = np.atleast_1d(np.asarray(source)).astype(ELEMENTS[element])
            np.testing.assert_array_equal(result, wanted, strict=True)
            assert not np.shares_memory(result, source)
        else:
            with pytest.raises(expected, match=r"argument 1 \(a\): .*needs.*; got "):
                function(source)
    assert specimen.snapshot() == before


@given(specimens(fractional=False, dtypes=st.sampled_from([*ELEMENTS.values()])))
@settings(max_examples=400)
def test_in_out_arguments(specimen: Specimen) -> None:
    element = element_of(specimen.array.dtype)
    before = specimen.snapshot()
    for kind, (rank, _) in CONTAINERS.items():
        fits = specimen.array.ndim == rank or (rank == 1 and specimen.array.ndim == 0)
        if fits and specimen.array.flags.writeable:
            values = np.array(specimen.array)
            twin = Specimen(aligned_memory(len(specimen.memory)), specimen.make, specimen.array)
            twin.memory[:] = specimen.memory
            twin.array = twin.make(twin.memory)
            twin.array[...] = ~values if element == "bool" else values + 1
            INCREMENT[kind, element](specimen.array)
            assert specimen.snapshot() == twin.snapshot()
            specimen.array[...] = values
        else:
            with pytest.raises(TypeError, match=r"argument 1 \(a\): .*needs.*; got "):
                INCREMENT[kind, element](specimen.array)
    assert specimen.snapshot() == before


@given(specimens())
@settings(max_examples=400)
def test_shared_containers_against_every_array(specimen: Specimen) -> None:
    before = specimen.snapshot()
    for (kind, element), function in SHARE.items():
        if view_takes(VIEW_OF_SHARED[kind], element, False, specimen.array):
            assert function(specimen.array) is specimen.array
        else:
            with pytest.raises(TypeError, match=r"argument 1 \(a\): numpy_.*needs.*; got "):
                function(specimen.array)
    assert specimen.snapshot() == before


@given(specimens(dtypes=st.sampled_from([*ELEMENTS.values()])))
@settings(max_examples=200)
def test_shared_containers_write_to_the_array(specimen: Specimen) -> None:
    element = element_of(specimen.array.dtype)
    assert element
    kinds = [
        kind
        for kind in CONTAINERS
        if view_takes(VIEW_OF_SHARED[kind], element, False, specimen.array)
    ]
    before, expected = specimen.memory.copy(), specimen.written_by_numpy() if kinds else b""
    for kind in kinds:
        specimen.memory[:] = before
        NUMBER[kind, element](specimen.array)
        assert specimen.snapshot() == expected


@pytest.mark.parametrize("kind, element", every_container())
def test_every_element_type(kind: str, element: str) -> None:
    rank, order = CONTAINERS[kind]
    dtype = ELEMENTS[element]
    source = np.zeros((4,) if rank == 1 else (2, 3), dtype, order=order)
    NUMBER[kind, element](source)
    wanted = [number(dtype, n) for n in range(source.size)]
    assert source.ravel(order="C").tolist() == wanted
    result = PASS[kind, element](source)
    check_adopted(result, kind, element)
    np.testing.assert_array_equal(result, source, strict=True)
    INCREMENT[kind, element](result)
    np.testing.assert_array_equal(result, ~source if dtype.kind == "b" else source + 1)


@pytest.mark.parametrize("source, target", itertools.product([*ELEMENTS, "float16"], ELEMENTS))
def test_every_pair_of_types_follows_numpy(source: str, target: str) -> None:
    dtype = np.dtype("e") if source == "float16" else ELEMENTS[source]
    values = np.array([0, 1, 1, 0], dtype)
    expected = container_takes(target, dtype, values)
    if expected is None:
        np.testing.assert_array_equal(
            PASS["vector", target](values), values.astype(ELEMENTS[target]), strict=True
        )
    else:
        with pytest.raises(expected, match="needs"):
            PASS["vector", target](values)


@pytest.mark.parametrize("source", [e for e, d in ELEMENTS.items() if d.kind in "iu"])
@pytest.mark.parametrize("target", [e for e, d in ELEMENTS.items() if d.kind in "iu"])
def test_integers_go_by_value(source: str, target: str) -> None:
    from_limits, to_limits = np.iinfo(ELEMENTS[source]), np.iinfo(ELEMENTS[target])
    for extreme in (from_limits.min, from_limits.max, to_limits.min, to_limits.max):
        for value in (extreme - 1, extreme, extreme + 1):
            if not from_limits.min <= value <= from_limits.max:
                continue
            values = np.array([0, value, 1], ELEMENTS[source])
            if to_limits.min <= value <= to_limits.max:
                assert PASS["vector", target](values).tolist() == [0, value, 1]
            else:
                with pytest.raises(ValueError, match=f"(?s)needs.*{source}"):
                    PASS["vector", target](values)


@pytest.mark.parametrize(
    "sequence",
    [
        [1, 2, 3],
        (1, 2, 3),
        range(1, 4),
        [1.0, 2, True + 2],
        [np.float32(1), np.int8(2), np.longdouble(3)],
        standard_array.array("d", [1, 2, 3]),
        memoryview(standard_array.array("i", [1, 2, 3])),
        np.array([1, 2, 3], ">i2"),
        np.array([3, 0, 2, 0, 1, 0])[-2::-2],
        make_specimen(np.dtype("f4"), (3,), (8,), misaligned=True).array * 0 + [1, 2, 3],
    ],
    ids=lambda s: type(s).__name__,
)
def test_any_sequence_becomes_a_vector(sequence: Any) -> None:
    assert bridge_calls.container_sum(sequence) == 6
    assert bridge_calls.container_length(sequence) == 3
    for element in ("float32", "float64", "longdouble", "complex64", "clongdouble"):
        assert PASS["vector", element](sequence).tolist() == [1, 2, 3]


@pytest.mark.parametrize("element", [e for e, d in ELEMENTS.items() if d.kind in "iu"])
def test_python_integers_fit_every_integer_type(element: str) -> None:
    assert PASS["vector", element]([1, 2, 127]).tolist() == [1, 2, 127]
    assert PASS["vector", element](range(4)).tolist() == [0, 1, 2, 3]
    assert PASS["vector", element]([True, False]).tolist() == [1, 0]
    limits = np.iinfo(ELEMENTS[element])
    assert PASS["vector", element]([limits.max]).tolist() == [limits.max]
    if limits.max < 2**63:
        with pytest.raises(ValueError, match="needs"):
            PASS["vector", element]([limits.max + 1])
    with pytest.raises(TypeError, match="needs"):
        PASS["vector", element]([1.0])


def test_nested_sequences_become_matrices() -> None:
    for kind in ("row_major_matrix", "column_major_matrix"):
        for nested in ([[1, 2, 3], [4, 5, 6]], ((1, 2, 3), (4, 5, 6)), [range(1, 4), range(4, 7)]):
            result = PASS[kind, "float64"](nested)
            assert result.tolist() == [[1, 2, 3], [4, 5, 6]]
            check_adopted(result, kind, "float64")
            assert bridge_calls.container_at(nested, 1, 0) == 4


@pytest.mark.parametrize("element", ELEMENTS)
def test_empty_sequences_fit_every_type(element: str) -> None:
    for empty in ([], (), range(0)):
        result = PASS["vector", element](empty)
        assert (result.shape, result.dtype) == ((0,), ELEMENTS[element])
    for kind in ("row_major_matrix", "column_major_matrix"):
        result = PASS[kind, element]([[], []])
        assert (result.shape, result.dtype) == ((2, 0), ELEMENTS[element])
        assert PASS[kind, element](np.empty((0, 3), ELEMENTS[element])).shape == (0, 3)


def test_zero_dimensional_array_becomes_a_vector_of_length_1() -> None:
    assert PASS["vector", "float64"](np.array(2)).tolist() == [2.0]
    with pytest.raises(TypeError):
        PASS["row_major_matrix", "float64"](np.array(2))


class Broken:
    """A sequence of floats, until it is read."""

    def __len__(self) -> int:
        return 3

    def __getitem__(self, index: int) -> float:
        raise RuntimeError("broken")


class Liar:
    """A sequence that shrinks while it is read."""

    def __init__(self) -> None:
        self.length = 10**6

    def __len__(self) -> int:
        self.length //= 2
        return self.length

    def __getitem__(self, index: int) -> float:
        raise IndexError(index)


def test_a_sequence_may_be_shorter_than_it_said() -> None:
    assert bridge_calls.container_length(Liar()) == 0


class WrongArray:
    """Something whose array is none."""

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        return "no array"


class BadPointer:
    """An array interface whose description can't be right."""

    __array_interface__ = {"version": 3, "shape": (-5,), "typestr": "<f8", "data": (8, False)}


SELF_CONTAINING: list[Any] = []
SELF_CONTAINING.append(SELF_CONTAINING)


@pytest.mark.parametrize(
    "thing",
    [
        None,
        "123",
        b"123",
        object(),
        {1.0, 2.0},
        {1: 2.0},
        [1.0, None],
        [1.0, "2"],
        ["1", "2"],
        [[1.0, 2.0], [3.0]],
        [2.0, [3.0]],
        [object()],
        lambda: None,
        (x for x in (1.0, 2.0)),
        SELF_CONTAINING,
        Broken(),
        WrongArray(),
        BadPointer(),
        np.zeros(3, "M8[s]"),
        np.zeros(3, "m8[s]"),
        np.zeros(3, "f8,i4"),
        np.array([1.0, 2.0], object),
        np.array(["1", "2"]),
        np.array([b"1", b"2"]),
        1j,
        [1j],
        np.zeros(2, complex),
    ],
    ids=lambda thing: type(thing).__name__,
)
def test_what_does_not_convert_is_refused(thing: Any) -> None:
    for refuse in (bridge_calls.container_sum, bridge_calls.container_length):
        with pytest.raises((TypeError, ValueError), match=r"(?s)argument 1 \(v\): .*needs.*got "):
            refuse(thing)


def test_in_out_needs_a_writable_array() -> None:
    array = np.ones(3)
    array.flags.writeable = False
    before = bridge_calls.call_count()
    for argument in (array, [1.0, 2.0], (1.0,), 1.0, None, np.ones(3, ">f8")[::2] > 0):
        with pytest.raises(TypeError, match="needs"):
            bridge_calls.count_call(argument)
    assert bridge_calls.call_count() == before
    bridge_calls.count_call(np.ones(3))
    assert bridge_calls.call_count() == before + 1
    assert array.tolist() == [1, 1, 1]


def test_in_out_is_copied_back_after_a_normal_return_only() -> None:
    array = np.arange(4.0)
    with pytest.raises(RuntimeError, match="changed my mind"):
        bridge_calls.change_and_throw(array)
    assert array.tolist() == [0, 1, 2, 3]


def test_in_out_of_another_size_is_a_value_error() -> None:
    vector, matrix, empty = np.arange(4.0), np.ones((2, 3)), np.empty(0)
    for function, argument in (
        (bridge_calls.append, vector),
        (bridge_calls.append, empty),
        (bridge_calls.grow, matrix),
        (bridge_calls.reshape, matrix),
        (bridge_calls.append, np.array(1.0)),
    ):
        before = argument.copy()
        with pytest.raises(ValueError, match="size|shape|resized"):
            function(argument)
        np.testing.assert_array_equal(argument, before, strict=True)


def test_two_in_out_arguments_and_a_result() -> None:
    v, m = np.arange(1.0, 9.0)[::2], np.asfortranarray(np.ones((2, 2)))
    assert bridge_calls.change_two(v, m) == 5
    assert v.tolist() == [2, 6, 10, 14]
    assert m.tolist() == [[3, 3], [3, 3]]


def test_in_out_arguments_that_share_memory_are_refused() -> None:
    whole = np.arange(4096.0).reshape(64, 64)
    before = whole.copy()
    for v, m in ((whole[0], whole), (whole[:, 3], whole[:, ::-1]), (whole.ravel()[::3], whole.T)):
        with pytest.raises(ValueError, match="shares memory with another in-out argument"):
            bridge_calls.change_two(v, m)
        np.testing.assert_array_equal(whole, before, strict=True)
    # Between each other's elements is apart.
    bridge_calls.change_two(whole[0, ::2], whole[:, 1::2])
    np.testing.assert_array_equal(whole[0, ::2], 2 * before[0, ::2], strict=True)
    np.testing.assert_array_equal(whole[:, 1::2], 3 * before[:, 1::2], strict=True)
    # A refused call leaves nothing behind.
    bridge_calls.change_two(whole[0], np.ones((2, 2)))


@pytest.mark.parametrize("dtype", ["f4", ">f8", ">f4", "g"])
def test_in_out_converts_both_ways(dtype: str) -> None:
    v, m = np.arange(3).astype(dtype), np.ones((2, 2), dtype)
    bridge_calls.change_two(v, m)
    assert v.tolist() == [0, 2, 4]
    assert m.tolist() == [[3, 3], [3, 3]]


@pytest.mark.parametrize("dtype", ["i8", "i1", "?", "u8"])
def test_in_out_refuses_what_could_not_be_copied_back(dtype: str) -> None:
    v = np.ones(3, dtype)
    with pytest.raises(TypeError, match="needs"):
        bridge_calls.change_two(v, np.ones((2, 2)))
    assert v.tolist() == [1, 1, 1]


def test_in_out_integers_come_back_by_value() -> None:
    v = np.array([1, 2, 3], np.int8)
    bridge_calls.multiply_all(v, 40)
    assert v.tolist() == [40, 80, 120]
    with pytest.raises(ValueError):
        bridge_calls.multiply_all(v, 2)
    assert v.tolist() == [40, 80, 120]


def test_an_exported_container_binds_to_itself() -> None:
    script = """
        import numpy as np
        import bridge_exported as b
        v = b.Vector(3)
        b.fill(v, 2.0)  # resizes it, which an array would not survive
        assert len(v) == 4 and b.sum(v) == 8 and b.sum_by_value(v) == 8
        v.set(0, 5.0)
        assert v.get(0) == 5 and b.sum(v) == 11
        assert type(b.doubled(v)) is b.Vector and b.sum(b.doubled(v)) == 22
        a = np.ones(3)
        assert b.sum(a) == 3 and b.sum([1.0, 2.0]) == 3
        try:
            b.fill(a, 2.0)
        except ValueError:
            assert a.tolist() == [1, 1, 1]
        else:
            raise AssertionError("an array can't be resized")
        assert isinstance(b.halved(np.ones(2, np.float32)), np.ndarray)
    """
    run_python(script)


def test_any_number_of_modules_share_a_process_in_silence() -> None:
    names = ("calls", "views", "containers", "lifetimes", "scalars")
    for order in (names, names[::-1]):
        run_python(
            "import " + ", ".join(f"bridge_{name}" for name in order) + "\n"
            "import numpy\n"
            "assert bridge_calls.container_sum(numpy.ones(3)) == 3\n"
            "assert bridge_lifetimes.sum_container(numpy.ones(3)) == 3\n"
        )
