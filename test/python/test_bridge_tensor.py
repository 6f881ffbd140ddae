# Copyright 2026 The npublas authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
"""Arrays of any number of dimensions, of every element type, against NumPy."""

from __future__ import annotations

import gc
import re
import weakref
from typing import Any

import bridge_tensor
import numpy as np
import pytest
from bridge_oracle import (
    ELEMENTS,
    Specimen,
    Subclass,
    element_of,
    is_aligned,
    specimens,
    strides_that_count,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

SHAPES = hnp.array_shapes(min_dims=0, max_dims=5, min_side=0, max_side=4)
NUMBERS = {name: dtype for name, dtype in ELEMENTS.items() if name != "bool"}


def tensor_takes(element: str, const: bool, array: np.ndarray) -> bool:
    """Whether a parameter `tensor_view` takes the array."""
    if element_of(array.dtype) != element or not array.dtype.isnative or not is_aligned(array):
        return False
    strides = [stride for stride in strides_that_count(array) if stride is not None]
    if any(stride % array.itemsize for stride in strides):
        return False
    return const or (array.flags.writeable and 0 not in strides)


def function(name: str, element: str) -> Any:
    return getattr(bridge_tensor, f"{name}_{element}")


def small_numbers(shape: tuple[int, ...], element: str, first: int = 0) -> np.ndarray:
    """Numbers that every element type holds, and all arithmetic with which is exact."""
    count = int(np.prod(shape, dtype=int))
    return (np.arange(first, first + count) * 7 % 11 + 1).astype(ELEMENTS[element]).reshape(shape)


@st.composite
def layouts(draw: st.DrawFn, shape: tuple[int, ...], element: str, first: int) -> np.ndarray:
    """An array of the shape with any strides: gaps, axes in any order, backwards."""
    order = draw(st.permutations(range(len(shape))))
    steps = [draw(st.sampled_from([1, 1, 2, -1, -2])) for _ in shape]
    memory = np.zeros([shape[axis] * abs(steps[axis]) for axis in order], ELEMENTS[element])
    array = memory.transpose(np.argsort(order))[(..., *(slice(None, None, k) for k in steps))]
    array = array[(..., *(slice(n) for n in shape))]
    array[...] = small_numbers(shape, element, first)
    return array


@given(specimens(shapes=SHAPES))
@settings(max_examples=300)
def test_views_against_every_array(specimen: Specimen) -> None:
    array = specimen.array
    before = specimen.snapshot()
    for element in ELEMENTS:
        for verb in ("read", "plain_read", "number", "plain_number"):
            const = verb.endswith("read")
            if not tensor_takes(element, const, array):
                with pytest.raises(TypeError) as caught:
                    function(verb, element)(array)
                check_sentence(str(caught.value), element, const, array)
            elif const:
                address, extents, strides, elements = function(verb, element)(array)
                assert extents == array.shape
                for n, step, stride in zip(array.shape, strides, array.strides):
                    assert array.size == 0 or n == 1 or step * array.itemsize == stride
                assert array.size == 0 or address == array.ctypes.data
                np.testing.assert_array_equal(elements, array.ravel(), strict=True)
    assert specimen.snapshot() == before


def check_sentence(sentence: str, element: str, const: bool, array: np.ndarray) -> None:
    match = re.fullmatch(
        r"argument 1 \(a\): tensor_view<(?P<type>[\w: <>]+)> needs (?P<needs>.+); "
        r"got (?P<got>.+); pass (?P<remedy>.+)",
        sentence,
    )
    assert match, sentence
    assert match["type"].startswith("const ") == const
    assert ("writable" in match["needs"]) == (not const)
    assert re.search(rf"\b{element} N-D array$", match["needs"])
    assert f"shape {array.shape}" in match["got"]


@given(specimens(shapes=SHAPES))
@settings(max_examples=300)
def test_writing_changes_what_numpy_would_change(specimen: Specimen) -> None:
    element = element_of(specimen.array.dtype)
    if element is None or not tensor_takes(element, False, specimen.array):
        return
    before, expected = specimen.memory.copy(), specimen.written_by_numpy()
    for verb in ("number", "plain_number"):
        specimen.memory[:] = before
        function(verb, element)(specimen.array)
        assert specimen.snapshot() == expected


@given(specimens(shapes=SHAPES, dtypes=st.sampled_from(list(ELEMENTS.values()))))
def test_elements_by_index(specimen: Specimen) -> None:
    element = element_of(specimen.array.dtype)
    assert element
    if tensor_takes(element, True, specimen.array):
        for index in np.ndindex(specimen.array.shape):
            assert function("at", element)(specimen.array, index) == specimen.array[index]


@given(st.data(), SHAPES, st.sampled_from(sorted(NUMBERS)))
@settings(max_examples=200)
def test_expressions(data: st.DataObject, shape: tuple[int, ...], element: str) -> None:
    a, b, to = (data.draw(layouts(shape, element, first)) for first in (0, 3, 5))
    two = ELEMENTS[element].type(2)
    result = function("combined", element)(a, b)
    expected = a * b - a + two * b
    assert result.size == expected.size
    np.testing.assert_array_equal(result.reshape(shape), expected)
    with np.errstate(over="ignore"):
        after = to + (-a) * b - b
    function("update", element)(to, a, b)
    np.testing.assert_array_equal(to, after, strict=True)


@given(st.data(), SHAPES, st.sampled_from(sorted(ELEMENTS)))
@settings(max_examples=200)
def test_assignment(data: st.DataObject, shape: tuple[int, ...], element: str) -> None:
    to, source = (data.draw(layouts(shape, element, first)) for first in (0, 3))
    expected = source.copy()
    function("assign", element)(to, source)
    np.testing.assert_array_equal(to, expected, strict=True)
    one = ELEMENTS[element].type(1)
    function("fill", element)(to, one)
    np.testing.assert_array_equal(to, np.ones(shape, ELEMENTS[element]), strict=True)


@given(st.data(), SHAPES)
def test_the_same_memory_on_both_sides(data: st.DataObject, shape: tuple[int, ...]) -> None:
    cube = np.arange(27.0).reshape(3, 3, 3)
    axes = data.draw(st.permutations(range(3)))
    flips = tuple(slice(None, None, data.draw(st.sampled_from([1, -1]))) for _ in range(3))
    source = cube.transpose(axes)[flips]
    expected = cube + source
    bridge_tensor.add(cube, source)
    np.testing.assert_array_equal(cube, expected)


def test_extents_that_differ() -> None:
    a, b = np.zeros((2, 3)), np.zeros((3, 2))
    with pytest.raises(ValueError, match=r"\(2, 3\) and \(3, 2\)"):
        bridge_tensor.add(a, b)
    with pytest.raises(ValueError):
        bridge_tensor.add(np.zeros(()), np.zeros(1))


def test_the_number_of_axes_is_checked() -> None:
    assert bridge_tensor.three_indices(np.full((1, 1, 1), 7.0)) == 7.0
    for shape in [(), (4,), (4, 4), (1, 1, 1, 1)]:
        with pytest.raises(ValueError, match=f"3 indices for an array of {len(shape)} dimensions"):
            bridge_tensor.three_indices(np.zeros(shape))


def test_as_many_axes_as_numpy_has() -> None:
    array = np.ones((1,) * 30 + (2, 3))
    assert bridge_tensor.read_float64(array)[1] == array.shape
    assert bridge_tensor.identity_float64(array).shape == array.shape
    assert bridge_tensor.round_trip_float64(array).shape == array.shape


def test_broadcast_arrays_are_for_reading() -> None:
    array = np.broadcast_to(np.arange(3.0), (2, 4, 3))
    assert bridge_tensor.read_float64(array)[2] == (0, 0, 1)
    array.flags.writeable = True
    with pytest.raises(TypeError, match=r"pass a\.copy\(\)"):
        bridge_tensor.number_float64(array)


def test_integers_are_not_divided_by_zero() -> None:
    array = np.arange(4, dtype=np.int32)
    with pytest.raises(ZeroDivisionError):
        bridge_tensor.halve(array, 0)
    bridge_tensor.halve(array, 2)
    assert array.tolist() == [0, 0, 1, 1]


def test_the_functions_of_the_manual() -> None:
    now = np.random.default_rng(1).random((3, 3, 3))
    after = now.transpose(2, 0, 1).copy()
    expected = now + 0.5 * (after - now)
    np.testing.assert_array_equal(bridge_tensor.difference(after, now), after - now)
    bridge_tensor.relax(after, now, 0.5)
    np.testing.assert_array_equal(after, expected)
    assert bridge_tensor.trace(now) == pytest.approx(np.einsum("iii", now))


# Views as results.


@given(st.data(), SHAPES, st.sampled_from(sorted(ELEMENTS)))
def test_a_view_comes_back(data: st.DataObject, shape: tuple[int, ...], element: str) -> None:
    array = data.draw(layouts(shape, element, 0))
    same = function("identity", element)(array)
    np.testing.assert_array_equal(same, array, strict=True)
    if array.size:
        assert same.ctypes.data == array.ctypes.data
        same[...] = 0
        assert not array.any()


@pytest.mark.parametrize("name", ["transposed", "plain_transposed"])
@given(data=st.data(), shape=SHAPES)
def test_transposed(name: str, data: st.DataObject, shape: tuple[int, ...]) -> None:
    array = data.draw(layouts(shape, "float64", 0))
    result = getattr(bridge_tensor, name)(array)
    np.testing.assert_array_equal(result, array.T, strict=True)
    assert not array.size or np.shares_memory(result, array)


def test_a_view_keeps_its_array_alive() -> None:
    array = np.ones((10, 100, 1000))
    alive = weakref.ref(array)
    part = bridge_tensor.first_slice(array)
    expected = array[0].copy()
    del array
    gc.collect()
    assert alive() is not None
    np.testing.assert_array_equal(part, expected)
    del part
    gc.collect()
    assert alive() is None


def test_constness_of_results() -> None:
    array = np.zeros((2, 2, 2))
    assert not bridge_tensor.constant(array).flags.writeable
    assert bridge_tensor.identity_float64(array).flags.writeable
    array.flags.writeable = False
    assert not bridge_tensor.constant_identity(array).flags.writeable


@pytest.mark.parametrize("name", ["dangling", "one_too_many"])
def test_views_of_other_memory_are_refused(name: str) -> None:
    with pytest.raises(RuntimeError, match="return_view"):
        getattr(bridge_tensor, name)(np.zeros((2, 3)))


# uBLAS's tensors.


def as_tensor_shape(shape: tuple[int, ...]) -> tuple[int, ...]:
    """uBLAS's tensors have two axes or more, and elements."""
    return (0,) if 0 in shape else shape + (1,) * (2 - len(shape))


@pytest.mark.parametrize("name", ["round_trip", "plain_round_trip", "copied"])
@given(data=st.data(), shape=SHAPES, element=st.sampled_from(sorted(ELEMENTS)))
def test_tensors(name: str, data: st.DataObject, shape: tuple[int, ...], element: str) -> None:
    array = data.draw(layouts(shape, element, 0))
    result = function(name, element)(array)
    assert result.dtype == array.dtype
    assert result.shape == as_tensor_shape(shape)
    np.testing.assert_array_equal(result, array.reshape(result.shape))
    assert not np.shares_memory(result, array)
    assert result.flags.writeable and result.flags.f_contiguous


def test_last_order() -> None:
    array = np.arange(24.0).reshape(2, 3, 4)
    result = bridge_tensor.last_order(array.transpose(2, 0, 1))
    np.testing.assert_array_equal(result, 2 * array.transpose(2, 0, 1), strict=True)
    assert result.flags.c_contiguous


def test_tensors_convert_as_containers_do() -> None:
    nested = [[[1, 2], [3, 4]], [[5, 6], [7, 8]]]
    result = bridge_tensor.round_trip_float64(nested)
    np.testing.assert_array_equal(result, np.array(nested, float), strict=True)
    big_endian = np.arange(8.0).reshape(2, 2, 2).astype(">f8")
    np.testing.assert_array_equal(bridge_tensor.round_trip_float32(big_endian), big_endian)
    assert bridge_tensor.round_trip_int8(np.full((1, 2, 1), 100)).dtype == np.int8
    with pytest.raises(ValueError, match=r"argument 1 \(a\): tensor<.+> needs an N-D array-like"):
        bridge_tensor.round_trip_int8(np.full((1, 2, 1), 200))
    with pytest.raises(TypeError, match="complex128"):
        bridge_tensor.round_trip_float64(np.zeros((2, 2, 2), complex))
    for name in ("round_trip_float64", "plain_round_trip_float64"):
        with pytest.raises(TypeError, match="tensor<double>"):
            getattr(bridge_tensor, name)("text")


def test_subclasses() -> None:
    array = np.zeros((2, 2)).view(Subclass)
    assert bridge_tensor.const_reference_rank(array) == 2
    bridge_tensor.number_float64(array)
    assert array[1, 1] == 4


def test_a_result_is_adopted() -> None:
    made = bridge_tensor.make(2, 3, 4)
    assert made.ctypes.data == bridge_tensor.where_made()
    np.testing.assert_array_equal(made, np.arange(24.0).reshape((2, 3, 4), order="F"))
    made += 1
    assert made[1, 2, 3] == 24


def test_an_empty_tensor() -> None:
    assert bridge_tensor.nothing().shape == (0,)
    assert bridge_tensor.const_reference_rank(np.zeros((3, 0, 2))) == 0


def test_tensors_in_sequences() -> None:
    assert bridge_tensor.sum_of_all([np.ones((2, 2, 2)), [[1.0, 2.0]], 4]) == 8 + 3 + 4


def test_overloads() -> None:
    assert bridge_tensor.overloaded(np.zeros((1, 2, 3))) == "double"
    assert bridge_tensor.overloaded(np.zeros((1, 2, 3), np.float32)) == "float"
    assert bridge_tensor.overloaded(np.zeros((2, 3))) == "matrix of double"
    for name in ("overloaded_copy", "plain_overloaded_copy"):
        overloaded = getattr(bridge_tensor, name)
        assert overloaded(np.zeros((1, 2, 3))) == "tensor of double"
        assert overloaded(np.zeros((1, 2, 3), np.float32)) == "tensor of float"


def test_tensors_of_objects() -> None:
    values = np.arange(24.0).reshape(2, 3, 4)
    field = bridge_tensor.Field(values)
    for result in (field.values(), field.fast_values(), field.reference()):
        np.testing.assert_array_equal(result, values, strict=True)
        result[...] = 0
    np.testing.assert_array_equal(field.values(), values)
    field.set(values[:, ::-1])
    np.testing.assert_array_equal(field.values(), values[:, ::-1])
    with pytest.raises(TypeError, match=r"argument 1 \(values\): tensor_view<const double>"):
        field.set([[1.0]])


def test_extract_and_object() -> None:
    assert bridge_tensor.extracted_size(np.zeros((2, 3, 4))) == 48
    assert bridge_tensor.extracted_size([[1.0, 2.0]]) == 0
    assert bridge_tensor.as_object(3).shape == (3, 3, 3)


def test_what_is_refused() -> None:
    for wrong in (None, 1.5, [[1.0]], "text", np.zeros(3, object), np.zeros(3, "M8[s]")):
        with pytest.raises(TypeError, match="tensor_view<double> needs a writable float64 N-D"):
            bridge_tensor.number_float64(wrong)
