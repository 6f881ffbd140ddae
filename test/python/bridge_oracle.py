# Copyright 2026 The npublas authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
"""Arrays of every kind, and which of them the bridge's parameters take, by the written rules.

Nothing here asks the bridge. `specimens` makes arrays whose surrounding memory is known, so that
a test can compare all of it, and `view_takes`, `container_takes` say what must happen.
"""

from __future__ import annotations

import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from hypothesis import strategies as st

ELEMENTS: dict[str, np.dtype[Any]] = {
    "bool": np.dtype(np.bool_),
    "int8": np.dtype(np.int8),
    "int16": np.dtype(np.int16),
    "int32": np.dtype(np.int32),
    "int64": np.dtype(np.int64),
    "uint8": np.dtype(np.uint8),
    "uint16": np.dtype(np.uint16),
    "uint32": np.dtype(np.uint32),
    "uint64": np.dtype(np.uint64),
    "float32": np.dtype(np.float32),
    "float64": np.dtype(np.float64),
    "longdouble": np.dtype(np.longdouble),
    "complex64": np.dtype(np.complex64),
    "complex128": np.dtype(np.complex128),
    "clongdouble": np.dtype(np.clongdouble),
}

#: The kinds of view: rank, the axis that must be contiguous (or None), the C++ class.
VIEWS: dict[str, tuple[int, int | None, str]] = {
    "vector_view": (1, 0, "vector_view"),
    "strided_vector_view": (1, None, "strided_vector_view"),
    "row_major_matrix_view": (2, 1, "matrix_view"),
    "column_major_matrix_view": (2, 0, "matrix_view"),
    "strided_matrix_view": (2, None, "strided_matrix_view"),
}

#: The kinds of container: rank and order.
CONTAINERS: dict[str, tuple[int, str]] = {
    "vector": (1, "C"),
    "row_major_matrix": (2, "C"),
    "column_major_matrix": (2, "F"),
}

#: NumPy's own second numbers for the same integers.
SYNONYMS = [np.dtype(code) for code in "hHiIlLqQ"]

FOREIGN = [
    np.dtype(code) for code in ("e", "O", "S3", "U2", "M8[s]", "m8[s]", "V8", "f8,i4", "(2,)f8,i2")
]


class Subclass(np.ndarray):
    """An array type of somebody else's."""


def element_of(dtype: np.dtype[Any]) -> str | None:
    """The name of the element type, whatever its byte order; None if npublas has none."""
    if dtype.char in "gG":
        return "longdouble" if dtype.char == "g" else "clongdouble"
    if dtype.kind not in "biufc" or dtype.char == "e":
        return None
    return "bool" if dtype.kind == "b" else f"{np.dtype(dtype).newbyteorder('=').name}"


def strides_that_count(array: np.ndarray) -> list[int | None]:
    """The stride of each axis in bytes; None where it can't matter."""
    if array.size == 0:
        return [None] * array.ndim
    return [s if n > 1 else None for n, s in zip(array.shape, array.strides)]


def is_aligned(array: np.ndarray) -> bool:
    """Whether the first element is where a C++ object of its type may be."""
    return array.size == 0 or array.ctypes.data % array.dtype.alignment == 0


def view_takes(kind: str, element: str, const: bool, array: Any) -> bool:
    """Whether a view parameter takes the array."""
    rank, unit_axis, _ = VIEWS[kind]
    if not isinstance(array, np.ndarray) or element_of(array.dtype) != element:
        return False
    if array.ndim != rank and not (rank == 1 and array.ndim == 0):
        return False
    if not array.dtype.isnative or not is_aligned(array):
        return False
    if not const and not array.flags.writeable:
        return False
    for axis, stride in enumerate(strides_that_count(array)):
        if stride is None:
            continue
        if stride % array.itemsize != 0 or (axis == unit_axis and stride != array.itemsize):
            return False
        if stride == 0 and not const:
            return False
    return True


def container_takes(element: str, dtype: np.dtype[Any], values: np.ndarray) -> type | None:
    """None if elements of `dtype` with these values convert, else the exception to expect."""
    target = ELEMENTS[element]
    if element_of(dtype) is None:
        return TypeError
    if target.kind in "biu" and dtype.kind in "biu":
        low, high = (0, 1) if target.kind == "b" else (np.iinfo(target).min, np.iinfo(target).max)
        inside = all(low <= int(value) <= high for value in values.flat)
        return None if inside else ValueError
    return None if np.can_cast(dtype, target, "same_kind") else TypeError


def number(dtype: np.dtype[Any], n: int) -> Any:
    """What the C++ side of the tests writes at place n."""
    if dtype.kind == "c":
        return complex(n % 7 + 1, -1)
    return n % 3 == 0 if dtype.kind == "b" else n % 7 + 1


@dataclass
class Specimen:
    """An array inside memory of which every byte is known."""

    memory: np.ndarray
    make: Callable[[np.ndarray], np.ndarray]
    array: np.ndarray

    def snapshot(self) -> bytes:
        """All the memory, without the bytes that no value of a long double uses."""
        if self.array.dtype.char in "gG" and np.finfo(np.longdouble).nmant == 63:
            shift = self.array.ctypes.data % 16
            end = len(self.memory) - (len(self.memory) - shift) % 16
            return self.memory[shift:end].reshape(-1, 16)[:, :10].tobytes()
        return self.memory.tobytes()

    def written_by_numpy(self) -> bytes:
        """The memory after each element of the array, in order, was given its number."""
        memory = aligned_memory(len(self.memory))
        memory[:] = self.memory
        twin = Specimen(memory, self.make, self.make(memory))
        for n, index in enumerate(np.ndindex(twin.array.shape)):
            twin.array[index] = number(twin.array.dtype, n)
        return twin.snapshot()


def aligned_memory(size: int) -> np.ndarray:
    """Fresh bytes at an address that every element type likes."""
    raw = np.zeros(size + 64, np.uint8)
    return raw[(-raw.ctypes.data) % 64 :][:size]


def fill(elements: np.ndarray) -> None:
    """Gives a 1-D array small values, each type its own way."""
    n = np.arange(elements.size)
    kind = elements.dtype.kind
    if kind == "b":
        elements[:] = n % 3 == 0
    elif kind == "c":
        elements[:] = n % 90 + 10 + 1j * (n % 4)
    elif kind in "iufMm":
        elements[:] = (n % 90 + 10).astype(elements.dtype)
    elif kind in "SUO":
        elements[:] = [str(i % 10) for i in n]


def make_specimen(
    dtype: np.dtype[Any],
    shape: tuple[int, ...],
    strides: tuple[int, ...],
    *,
    misaligned: bool = False,
    writable: bool = True,
    subclass: bool = False,
) -> Specimen:
    """An array with these strides in bytes, with room to spare on both sides of it."""
    reach = [(n - 1) * s for n, s in zip(shape, strides)] if 0 not in shape else []
    guard = 4 * dtype.itemsize
    below = -sum(min(r, 0) for r in reach)
    offset = guard + -(-below // dtype.itemsize) * dtype.itemsize
    size = offset + -(-sum(max(r, 0) for r in reach) // dtype.itemsize) * dtype.itemsize
    size += dtype.itemsize + guard
    shift = 1 if misaligned else 0

    def make(memory: np.ndarray) -> np.ndarray:
        if dtype.hasobject:
            base = np.empty(size // dtype.itemsize, dtype)
            fill(base)
            start = base[offset // dtype.itemsize :]
            array = np.lib.stride_tricks.as_strided(start, shape, strides)
        else:
            array = np.ndarray(shape, dtype, memory, offset + shift, strides)
        if not writable:
            array.flags.writeable = False
        return array.view(Subclass) if subclass else array

    memory = aligned_memory(size + shift)
    if not dtype.hasobject:
        fill(memory[shift:].view(dtype))
    return Specimen(memory, make, make(memory))


def c_strides(shape: tuple[int, ...], itemsize: int) -> tuple[int, ...]:
    """The strides of a C-ordered array."""
    steps = [itemsize]
    for n in shape[:0:-1]:
        steps.insert(0, steps[0] * max(n, 1))
    return tuple(steps[: len(shape)])


def strides_of(
    draw: st.DrawFn, shape: tuple[int, ...], itemsize: int, fractional: bool
) -> tuple[int, ...]:
    """C order, Fortran order, either with one axis stretched, turned or repeated, or anything."""
    order = draw(st.sampled_from(["C", "C", "F", "F", "any"]))
    if order == "any":
        steps = [draw(st.sampled_from([1, 2, 3, 4, 5, 0, -1, -2, -3])) for _ in shape]
        strides = [step * itemsize for step in steps]
    elif order == "C":
        strides = list(c_strides(shape, itemsize))
    else:
        strides = list(c_strides(shape[::-1], itemsize)[::-1])
    if shape and draw(st.booleans()):
        axis = draw(st.integers(0, len(shape) - 1))
        strides[axis] *= draw(st.sampled_from([2, 3, 0, -1, -2]))
        if fractional and draw(st.integers(0, 3)) == 0:
            strides[axis] += itemsize // 2 if itemsize > 1 else 0
    return tuple(strides)


ANY_DTYPE = st.one_of(
    st.sampled_from(list(ELEMENTS.values())),
    st.sampled_from(SYNONYMS),
    st.sampled_from([d.newbyteorder() for d in ELEMENTS.values()]),
    st.sampled_from(FOREIGN),
)

ANY_SHAPE = st.one_of(
    st.tuples(st.integers(0, 5)),
    st.tuples(st.integers(0, 4), st.integers(0, 4)),
    st.sampled_from([(), (1, 5), (5, 1), (1, 1), (0, 3), (3, 0), (2, 3, 2), (1, 4, 1)]),
)


@st.composite
def specimens(
    draw: st.DrawFn,
    dtypes: st.SearchStrategy[np.dtype[Any]] = ANY_DTYPE,
    shapes: st.SearchStrategy[tuple[int, ...]] = ANY_SHAPE,
    fractional: bool = True,
) -> Specimen:
    """Any dtype, shape, layout, writability, byte order and alignment, subclasses included."""
    dtype = draw(dtypes)
    shape = draw(shapes)
    strides = strides_of(draw, shape, dtype.itemsize, fractional)
    return make_specimen(
        dtype,
        shape,
        strides,
        misaligned=not dtype.hasobject and draw(st.integers(0, 5)) == 0,
        writable=draw(st.integers(0, 3)) > 0,
        subclass=draw(st.integers(0, 5)) == 0,
    )


def every_view() -> Iterator[tuple[str, str]]:
    """All (kind, element) of the module bridge_views."""
    return ((kind, element) for kind in VIEWS for element in ELEMENTS)


def every_container() -> Iterator[tuple[str, str]]:
    """All (kind, element) of the module bridge_containers."""
    return ((kind, element) for kind in CONTAINERS for element in ELEMENTS)


def run_python(script: str) -> None:
    """Runs a script in a process of its own; it must end well, without a word of complaint."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", textwrap.dedent(script)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
