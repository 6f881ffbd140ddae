# Copyright 2026 The npublas authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
"""Views as parameters: which arrays they take, what C++ sees, what writing changes."""

from __future__ import annotations

import itertools
import mmap
import re
from typing import Any

import bridge_calls
import bridge_views
import numpy as np
import pytest
from bridge_oracle import (
    ELEMENTS,
    VIEWS,
    Specimen,
    Subclass,
    element_of,
    every_view,
    make_specimen,
    specimens,
    view_takes,
)
from hypothesis import given, settings
from hypothesis import strategies as st

FUNCTIONS = {
    (kind, element, const): getattr(bridge_views, f"{verb}_{kind}_{element}")
    for kind, element in every_view()
    for const, verb in ((True, "read"), (False, "write"))
}


def refusal_of(function: Any, array: Any) -> str:
    """The sentence of a refusal, which must be a TypeError."""
    with pytest.raises(TypeError) as caught:
        function(array)
    return str(caught.value)


def check_sentence(sentence: str, kind: str, element: str, const: bool, array: np.ndarray) -> None:
    match = re.fullmatch(
        r"argument 1 \(a\): (?P<type>[\w<>:, ]+) needs (?P<needs>.+); got (?P<got>.+); "
        r"pass (?P<remedy>.+)",
        sentence,
    )
    assert match, sentence
    assert match["type"].startswith(VIEWS[kind][2] + "<")
    assert ("const" in match["type"]) == const
    assert ("column_major" in match["type"]) == (kind == "column_major_matrix_view")
    assert ("writable" in match["needs"]) == (not const)
    assert element in match["needs"]
    assert f"{VIEWS[kind][0]}-D" in match["needs"]
    assert f"shape {array.shape}" in match["got"]
    assert (element_of(array.dtype) or "") in match["got"]
    if not array.dtype.isnative:
        assert "byte-swapped" in match["got"]
    if not const and not array.flags.writeable:
        assert "read-only" in match["got"]


@given(specimens())
@settings(max_examples=500)
def test_every_view_against_every_array(specimen: Specimen) -> None:
    before = specimen.snapshot()
    for (kind, element, const), function in FUNCTIONS.items():
        if not view_takes(kind, element, const, specimen.array):
            sentence = refusal_of(function, specimen.array)
            check_sentence(sentence, kind, element, const, specimen.array)
        elif const:
            address, elements = function(specimen.array)
            assert address == (specimen.array.ctypes.data if specimen.array.size else 0)
            assert elements.dtype == specimen.array.dtype
            np.testing.assert_array_equal(elements, np.atleast_1d(specimen.array), strict=True)
    assert specimen.snapshot() == before


@given(specimens())
@settings(max_examples=500)
def test_writing_changes_what_numpy_would_change(specimen: Specimen) -> None:
    element = element_of(specimen.array.dtype)
    kinds = [k for k in VIEWS if element and view_takes(k, element, False, specimen.array)]
    before, expected = specimen.memory.copy(), specimen.written_by_numpy() if kinds else b""
    for kind in kinds:
        specimen.memory[:] = before
        FUNCTIONS[kind, element, False](specimen.array)
        assert specimen.snapshot() == expected


NUMBERS = [dtype.newbyteorder(order) for dtype in ELEMENTS.values() for order in "=S"]


@given(specimens(dtypes=st.sampled_from(NUMBERS)), st.sampled_from(sorted(ELEMENTS)))
@settings(max_examples=500)
def test_the_remedy_mends(specimen: Specimen, element: str) -> None:
    kinds = [k for k in VIEWS if VIEWS[k][0] == specimen.array.ndim]
    for kind, const in itertools.product(kinds, (True, False)):
        function, array = FUNCTIONS[kind, element, const], specimen.array
        # A remedy mends the first fault; another may be left (a wrong type and a wrong order).
        for _ in range(3):
            if view_takes(kind, element, const, array):
                break
            remedy = re.search(
                r"; pass (.+?)( and use that array afterwards)?$", refusal_of(function, array)
            )
            assert remedy
            before, array = array, eval(remedy[1], {"numpy": np, "a": array})
            # What a function writes into a copy is lost with the copy.
            if array.size:
                assert bool(remedy[2]) == (not const and not np.shares_memory(before, array))
        function(array)


@pytest.mark.parametrize("kind, element", every_view())
def test_contiguous_arrays_of_every_element_type(kind: str, element: str) -> None:
    rank, unit_axis, _ = VIEWS[kind]
    shape = (5,) if rank == 1 else (3, 4)
    array = np.zeros(shape, ELEMENTS[element], order="F" if unit_axis == 0 else "C")
    FUNCTIONS[kind, element, False](array)
    address, elements = FUNCTIONS[kind, element, True](array)
    assert address == array.ctypes.data
    assert np.count_nonzero(array) > 0
    np.testing.assert_array_equal(elements, array, strict=True)


def test_one_overload_for_each_element_type() -> None:
    for element, dtype in ELEMENTS.items():
        assert bridge_views.element_name(np.ones(3, dtype)) == element
    for bad in (np.ones((2, 2)), np.ones(3, "M8[s]"), "text"):
        sentence = refusal_of(bridge_views.element_name, bad)
        for element in ELEMENTS:
            assert f" needs a {element} " in sentence or f" needs an {element} " in sentence


@pytest.mark.parametrize("code", list("bBhHiIlLqQ"))
def test_integers_are_matched_by_size_and_sign(code: str) -> None:
    dtype = np.dtype(code)
    name = f"{'u' if dtype.kind == 'u' else ''}int{8 * dtype.itemsize}"
    array = np.arange(5).astype(dtype)
    _, elements = FUNCTIONS["vector_view", name, True](array)
    assert elements.tolist() == [0, 1, 2, 3, 4]
    for other in ELEMENTS:
        if other != name:
            refusal_of(FUNCTIONS["vector_view", other, True], array)


def test_zero_dimensional_array_is_a_vector_of_length_1() -> None:
    array = np.array(2.5)
    for kind in ("vector_view", "strided_vector_view"):
        _, elements = FUNCTIONS[kind, "float64", True](array)
        assert elements.tolist() == [2.5]
    FUNCTIONS["vector_view", "float64", False](array)
    assert array == 1.0
    assert array.shape == ()


@pytest.mark.parametrize("kind", ["row_major_matrix_view", "column_major_matrix_view"])
@pytest.mark.parametrize("shape", [(1, 5), (5, 1), (1, 1)])
@pytest.mark.parametrize("order", ["C", "F"])
def test_one_row_and_one_column_are_of_either_order(
    kind: str, shape: tuple[int, int], order: str
) -> None:
    array = np.arange(max(shape) * 1.0).reshape(shape, order=order)
    _, elements = FUNCTIONS[kind, "float64", True](array)
    np.testing.assert_array_equal(elements, array, strict=True)


def test_one_row_out_of_a_strided_array() -> None:
    # Seen by eigenpy as garbage: the stride of an axis of extent 1 says nothing.
    array = np.arange(40.0).reshape(5, 8)
    for part in (array[2:3], array[::4][1:2], array[:, 3:4], array[::2, 3:4], array[::-1][:1]):
        accepted = 0
        for kind in ("row_major_matrix_view", "column_major_matrix_view", "strided_matrix_view"):
            if view_takes(kind, "float64", True, part):
                _, elements = FUNCTIONS[kind, "float64", True](part)
                np.testing.assert_array_equal(elements, part, strict=True)
                accepted += 1
        assert accepted >= 2


@pytest.mark.parametrize("shape", [(0,), (0, 3), (3, 0), (0, 0)])
@pytest.mark.parametrize("step", [1, 2, -1])
def test_empty_arrays_whatever_their_strides(shape: tuple[int, ...], step: int) -> None:
    array = np.zeros([2 * n for n in shape])[(slice(None, None, step),) * len(shape)]
    array = array[tuple(slice(0, n) for n in shape)]
    for kind, (rank, _, _) in VIEWS.items():
        if rank == len(shape):
            address, elements = FUNCTIONS[kind, "float64", True](array)
            assert (address, elements.shape) == (0, shape)
            FUNCTIONS[kind, "float64", False](array)


def test_size_of_an_empty_array_is_zero() -> None:
    assert bridge_calls.vector_size(np.empty(0)) == 0
    assert bridge_calls.matrix_size(np.empty((0, 7))) == (0, 7)
    assert bridge_calls.column_major_size(np.empty((7, 0))) == (7, 0)


def test_overlapping_rows() -> None:
    base = np.arange(8.0)
    windows = np.lib.stride_tricks.sliding_window_view(base, 3)
    _, elements = FUNCTIONS["row_major_matrix_view", "float64", True](windows)
    np.testing.assert_array_equal(elements, windows, strict=True)
    refusal_of(FUNCTIONS["row_major_matrix_view", "float64", False], windows)


def test_repeated_elements_can_be_read_and_not_written() -> None:
    array = np.lib.stride_tricks.as_strided(np.array([3.0]), (4,), (0,))
    _, elements = FUNCTIONS["strided_vector_view", "float64", True](array)
    assert elements.tolist() == [3.0] * 4
    refusal_of(FUNCTIONS["strided_vector_view", "float64", False], array)
    rows = np.broadcast_to(np.arange(3.0), (5, 3))
    for kind in ("row_major_matrix_view", "strided_matrix_view"):
        _, elements = FUNCTIONS[kind, "float64", True](rows)
        np.testing.assert_array_equal(elements, rows)
    refusal_of(FUNCTIONS["column_major_matrix_view", "float64", True], rows)


def test_negative_strides() -> None:
    array = np.arange(12.0).reshape(3, 4)
    upside_down = array[::-1]
    _, elements = FUNCTIONS["row_major_matrix_view", "float64", True](upside_down)
    np.testing.assert_array_equal(elements, upside_down, strict=True)
    refusal_of(FUNCTIONS["row_major_matrix_view", "float64", True], array[:, ::-1])
    _, elements = FUNCTIONS["strided_matrix_view", "float64", True](array[::-1, ::-2])
    np.testing.assert_array_equal(elements, array[::-1, ::-2], strict=True)


def test_field_of_a_packed_structure() -> None:
    # pybind11 rounded such a stride down and wrote into the neighbouring field.
    records = np.zeros(5, np.dtype([("flag", "i1"), ("value", "f8"), ("count", "i4")], align=False))
    before = records.tobytes()
    for kind in ("vector_view", "strided_vector_view"):
        refusal_of(FUNCTIONS[kind, "float64", False], records["value"])
        refusal_of(FUNCTIONS[kind, "int32", True], records["count"])
    assert records.tobytes() == before
    # Aligned, and a stride that is a multiple of the item size: the field can be borrowed.
    records = np.zeros(5, np.dtype([("value", "f8"), ("count", "i8")]))
    FUNCTIONS["strided_vector_view", "float64", False](records["value"])
    assert records["value"].tolist() == [1, 2, 3, 4, 5]
    assert records["count"].tolist() == [0] * 5


def test_real_and_imaginary_parts_are_strided_vectors() -> None:
    z = np.arange(4) * (1 + 2j)
    FUNCTIONS["strided_vector_view", "float64", False](z.imag)
    assert z.tolist() == [0 + 1j, 1 + 2j, 2 + 3j, 3 + 4j]


def test_subclasses_and_memory_maps(tmp_path: Any) -> None:
    for array in (
        np.arange(4.0).view(Subclass),
        np.arange(4.0).view(np.recarray),
        np.memmap(tmp_path / "elements", np.float64, "w+", shape=(4,)),
    ):
        FUNCTIONS["vector_view", "float64", False](array)
        assert array.tolist() == [1, 2, 3, 4]


@pytest.mark.parametrize(
    "thing",
    [[1.0, 2.0], (1.0,), range(3), 1.0, np.float64(1), "12", b"12345678", None, memoryview(b"8")],
)
def test_what_is_no_array_is_refused_by_name(thing: Any) -> None:
    for kind in VIEWS:
        for const in (True, False):
            sentence = refusal_of(FUNCTIONS[kind, "float64", const], thing)
            assert type(thing).__name__ in sentence.split("; got ")[1]


@pytest.mark.parametrize(
    "dtype, name",
    [
        ("O", "object"),
        ("U3", "str"),
        ("S3", "bytes"),
        ("e", "float16"),
        ("M8[s]", "datetime64"),
        ("m8[s]", "timedelta64"),
        ("f8,i4", "structured"),
        ("V8", "void"),
    ],
)
def test_foreign_elements_are_refused_by_name(dtype: str, name: str) -> None:
    array = np.zeros(3, dtype)
    for kind, element, const in FUNCTIONS:
        sentence = refusal_of(FUNCTIONS[kind, element, const], array)
        assert name in sentence.split("; got ")[1]


@pytest.mark.skipif(not bridge_calls.is_checked_build, reason="uBLAS checks in debug builds only")
def test_index_out_of_range() -> None:
    for index in (3, 2**40):
        with pytest.raises(IndexError):
            bridge_calls.read_at(np.ones(3), index)


# The inputs at which other bridges give wrong answers or crash, each to `scale`, in place.


def test_float32_to_a_double_view_says_why() -> None:
    array = np.ones(4, np.float32)
    with pytest.raises(TypeError, match="vector_view<double> needs .*float64.*; got float32"):
        bridge_calls.scale(array, 2)
    assert array.tolist() == [1] * 4


def test_read_only_array_is_not_written() -> None:
    array = np.ones(4)
    array.flags.writeable = False
    with pytest.raises(TypeError, match="needs a writable float64.*read-only"):
        bridge_calls.scale(array, 2)
    assert array.tolist() == [1] * 4


def test_every_second_element() -> None:
    memory = np.arange(10.0)
    with pytest.raises(TypeError, match="stride"):
        bridge_calls.scale(memory[:9:2], 2)
    assert memory.tolist() == list(range(10))
    bridge_calls.scale_strided(memory[:9:2], 2)
    assert memory.tolist() == [0, 1, 4, 3, 8, 5, 12, 7, 16, 9]


def test_reversed_array_keeps_its_order() -> None:
    array = np.arange(4.0)
    with pytest.raises(TypeError, match="stride"):
        bridge_calls.scale(array[::-1], 2)
    assert array.tolist() == [0, 1, 2, 3]
    bridge_calls.scale_strided(array[::-1], 2)
    assert array.tolist() == [0, 2, 4, 6]
    _, elements = FUNCTIONS["strided_vector_view", "float64", True](array[::-1])
    assert elements.tolist() == [6, 4, 2, 0]


def test_swapped_bytes_are_refused() -> None:
    array = np.arange(4).astype(np.dtype("f8").newbyteorder())
    with pytest.raises(TypeError, match="byte-swapped"):
        bridge_calls.scale(array, 2)
    assert array.tolist() == [0, 1, 2, 3]
    with pytest.raises(TypeError, match="byte-swapped"):
        bridge_calls.vector_size(array)


def test_misaligned_elements_are_refused() -> None:
    specimen = make_specimen(np.dtype("f8"), (4,), (8,), misaligned=True)
    before = specimen.snapshot()
    with pytest.raises(TypeError, match="misaligned"):
        bridge_calls.scale(specimen.array, 2)
    assert specimen.snapshot() == before


def test_column_of_c_order_is_column_major() -> None:
    assert bridge_calls.column_major_size(np.zeros((5, 1))) == (5, 1)
    assert bridge_calls.matrix_size(np.zeros((5, 1), order="F")) == (5, 1)


def test_extents_beyond_32_bits() -> None:
    n = 2**31 + 16
    memory = mmap.mmap(-1, n, prot=mmap.PROT_READ | mmap.PROT_WRITE)
    array = np.frombuffer(memory, np.int8)
    array[-1] = 7
    assert bridge_calls.last_int8(array) == 7
    repeated = np.broadcast_to(np.int8(1), (2**40,))
    assert bridge_calls.strided_int8_size(repeated) == 2**40
    repeated = np.broadcast_to(np.int8(1), (2**33, 2**29))
    assert bridge_calls.strided_int8_matrix_size(repeated) == (2**33, 2**29)


def test_leading_dimension_beyond_32_bits() -> None:
    memory = mmap.mmap(-1, 2**32 + 64, prot=mmap.PROT_READ | mmap.PROT_WRITE)
    rows = np.ndarray((2, 3), np.int8, memory, 0, (2**32, 1))
    rows[:] = [[1, 2, 3], [4, 5, 6]]
    _, elements = FUNCTIONS["row_major_matrix_view", "int8", True](rows)
    np.testing.assert_array_equal(elements, rows)
    _, elements = FUNCTIONS["strided_matrix_view", "int8", True](rows[::-1])
    np.testing.assert_array_equal(elements, rows[::-1])
