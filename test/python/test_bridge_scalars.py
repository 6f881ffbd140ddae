# Copyright 2026 The npublas authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
"""NumPy's scalars as C++ numbers."""

from __future__ import annotations

from typing import Any

import bridge_scalars
import numpy as np
import pytest
from bridge_oracle import ELEMENTS
from hypothesis import given, settings
from hypothesis import strategies as st

PASS = {element: getattr(bridge_scalars, f"pass_{element}") for element in ELEMENTS}

#: What a Python float or complex, the result of `pass_`, can hold.
EXACT_RESULTS = [e for e in ELEMENTS if e not in ("longdouble", "clongdouble")]


def fits(value: np.generic, target: np.dtype[Any]) -> bool:
    """By NumPy's same_kind casting, but integers by value, and nothing finite becomes infinite."""
    if value.dtype.kind in "biu" and target.kind in "biu":
        low, high = (0, 1) if target.kind == "b" else (np.iinfo(target).min, np.iinfo(target).max)
        return low <= int(value) <= high
    if not np.can_cast(value.dtype, target, "same_kind"):
        return False
    if isinstance(value, (float, complex)):
        return True  # numpy.float64 is a Python float, which Boost.Python itself converts
    with np.errstate(over="ignore"):
        converted = value.astype(target)
    return all(
        np.isfinite(after) or not np.isfinite(before)
        for before, after in ((value.real, converted.real), (value.imag, converted.imag))
    )


@st.composite
def scalars(draw: st.DrawFn) -> np.generic:
    dtype = draw(st.sampled_from([*ELEMENTS.values(), np.dtype("q"), np.dtype("Q")]))
    if dtype.kind == "b":
        return dtype.type(draw(st.booleans()))
    if dtype.kind in "iu":
        limits = np.iinfo(dtype)
        return dtype.type(draw(st.integers(int(limits.min), int(limits.max))))
    width = 32 if dtype.itemsize == (4 if dtype.kind == "f" else 8) else 64
    parts = st.floats(width=width)
    real = draw(parts)
    return dtype.type(complex(real, draw(parts)) if dtype.kind == "c" else real)


@given(scalars())
@settings(max_examples=1000)
def test_every_scalar_to_every_type(value: np.generic) -> None:
    for element, function in PASS.items():
        target = ELEMENTS[element]
        if not fits(value, target):
            with pytest.raises((TypeError, ValueError, OverflowError)):
                function(value)
        elif element in EXACT_RESULTS:
            with np.errstate(over="ignore"):
                expected = value.astype(target)
            np.testing.assert_array_equal(target.type(function(value)), expected)
        else:
            function(value)


@pytest.mark.parametrize("element", ELEMENTS)
def test_python_numbers_convert_as_before(element: str) -> None:
    assert PASS[element](1) == 1
    assert PASS[element](True) == 1
    if ELEMENTS[element].kind in "fc":
        assert PASS[element](1.5) == 1.5
    if ELEMENTS[element].kind == "c":
        assert PASS[element](1.5j) == 1.5j
    for thing in ("1", None, [1]):
        if element != "bool" or thing is not None:
            with pytest.raises(TypeError):
                PASS[element](thing)


@pytest.mark.parametrize("element", ELEMENTS)
@pytest.mark.parametrize(
    "thing", [np.str_("1"), np.bytes_(b"1"), np.datetime64(0, "s"), np.timedelta64(1, "s"), np.void]
)
def test_other_scalars_are_refused(element: str, thing: Any) -> None:
    with pytest.raises(TypeError):
        PASS[element](thing)


def test_what_other_bridges_refuse() -> None:
    assert PASS["float64"](np.float32(1.5)) == 1.5
    assert PASS["int32"](np.int64(7)) == 7
    with pytest.raises((TypeError, ValueError, OverflowError)):
        PASS["int32"](np.int64(2**40))
