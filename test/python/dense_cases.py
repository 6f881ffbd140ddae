# Copyright 2026 The npublas authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
"""Arrays of every element type and layout for the tests of npublas.vector and npublas.matrix."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import npublas
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

ELEMENTS = [
    np.dtype(name)
    for name in (
        "bool int8 int16 int32 int64 uint8 uint16 uint32 uint64 "
        "float32 float64 longdouble complex64 complex128 clongdouble"
    ).split()
]
FOREIGN = [np.dtype(code) for code in ("e", "O", "S3", "U2", "M8[s]", "m8[s]", "V8", "f8,i4")]


def filled(shape: tuple[int, ...], dtype: Any, order: str = "C") -> np.ndarray:
    """An array whose elements differ, as far as the element type has so many values."""
    return np.arange(1, 1 + int(np.prod(shape))).reshape(shape).astype(dtype, order=order)


def vectors(dtype: Any) -> Iterator[np.ndarray]:
    """One-dimensional arrays of every layout that can be shared."""
    yield filled((5,), dtype)
    yield filled((9,), dtype)[1:7]
    yield filled((9,), dtype)[::2]
    yield filled((9,), dtype)[::-1]
    yield filled((9,), dtype)[7:1:-3]
    yield filled((4, 3), dtype)[:, 1]
    yield filled((1,), dtype)
    yield filled((0,), dtype)
    yield np.broadcast_to(filled((1,), dtype), (4,))


def matrices(dtype: Any) -> Iterator[np.ndarray]:
    """Two-dimensional arrays of every layout that can be shared."""
    yield filled((3, 4), dtype)
    yield filled((3, 4), dtype, "F")
    yield filled((3, 4), dtype).T
    yield filled((6, 8), dtype)[1:4, 2:7]
    yield filled((6, 8), dtype, "F")[1:4, 2:7]
    yield filled((6, 8), dtype)[::2, ::3]
    yield filled((6, 8), dtype)[::-1, ::-2]
    yield filled((2, 3, 4), dtype)[:, 1, :]
    yield filled((2, 3, 4), dtype)[:, :, 1]
    yield filled((1, 5), dtype)
    yield filled((5, 1), dtype)
    yield filled((0, 3), dtype)
    yield filled((3, 0), dtype)
    yield np.broadcast_to(filled((1, 4), dtype), (3, 4))


def shareable(dtype: Any) -> Iterator[np.ndarray]:
    yield from vectors(dtype)
    yield from matrices(dtype)


def all_shareable() -> Iterator[np.ndarray]:
    for dtype in ELEMENTS:
        yield from shareable(dtype)


def fits(array: np.ndarray) -> bool:
    """Whether C++ can use the elements where they lie."""
    whole = all(step % array.itemsize == 0 for step in steps(array))
    return array.dtype.isnative and array.flags.aligned and whole


def unfit(dtype: Any) -> Iterator[np.ndarray]:
    """Arrays of an element type that must be copied: swapped, misaligned, parts of an element apart."""
    dtype = np.dtype(dtype)
    for values in (filled((6,), dtype), filled((3, 4), dtype)):
        misaligned = np.zeros(values.nbytes + 1, np.uint8)[1:].view(dtype).reshape(values.shape)
        packed = np.zeros(values.shape, [("x", dtype), ("y", np.uint8)])["x"]
        aligned = np.zeros(values.shape, np.dtype([("x", dtype), ("y", np.uint8)], align=True))["x"]
        for array in (values.astype(dtype.newbyteorder()), misaligned, packed, aligned):
            array[...] = values
            if not fits(array):
                yield array


def kind_of(array: np.ndarray) -> type:
    """The wrapped type for an array of one or two dimensions."""
    return {1: npublas.vector, 2: npublas.matrix}[array.ndim]


def wrapped(array: np.ndarray) -> Any:
    return kind_of(array)(array)


def steps(array: np.ndarray) -> list[int]:
    """The strides that count."""
    return [step for step, extent in zip(array.strides, array.shape) if extent > 1 and array.size]


def identical(a: Any, b: Any) -> bool:
    """Whether two arrays show the same elements of the same memory in the same way."""
    one, other = np.asarray(a), np.asarray(b)
    same_memory = one.__array_interface__["data"] == other.__array_interface__["data"]
    same_type = one.dtype == other.dtype and one.shape == other.shape
    return same_memory and same_type and steps(one) == steps(other)


def check_result(got: Any, wanted: Any) -> None:
    """`got` must be what NumPy gives, wrapped if it has one or two dimensions."""
    if isinstance(wanted, tuple):
        assert isinstance(got, tuple) and len(got) == len(wanted)
        for one, other in zip(got, wanted):
            check_result(one, other)
    elif isinstance(wanted, np.ndarray) and wanted.ndim in (1, 2) and wanted.dtype in ELEMENTS:
        assert type(got) is kind_of(wanted)
        np.testing.assert_array_equal(got.array, wanted, strict=True)
    else:
        assert type(got) is type(wanted)
        np.testing.assert_array_equal(got, wanted, strict=isinstance(wanted, np.ndarray))


@st.composite
def arrays(draw: Any, ndim: int | None = None) -> np.ndarray:
    """Arrays of one or two dimensions, of any element type and layout."""
    rank = draw(st.integers(1, 2)) if ndim is None else ndim
    shape = draw(hnp.array_shapes(min_dims=rank, max_dims=rank, min_side=0, max_side=6))
    dtype = draw(st.sampled_from(ELEMENTS))
    padded = tuple(2 * extent + 3 for extent in shape)
    base = filled(padded, dtype, draw(st.sampled_from("CF")))
    steps = [draw(st.sampled_from([1, 2, -1, -2])) for _ in shape]
    array = base[tuple(slice(None, None, step) for step in steps)]
    array = array[tuple(slice(0, extent) for extent in shape)]
    if rank == 2 and draw(st.booleans()):
        array = array.T
    array.flags.writeable = draw(st.booleans())
    return array
