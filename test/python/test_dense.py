# Copyright 2026 The npublas authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
"""What npublas.vector and npublas.matrix have in common, compared with NumPy."""

from __future__ import annotations

import array
import copy
import ctypes
import gc
import operator
import sys
import warnings
import weakref
from collections.abc import Callable
from typing import Any

import npublas
import numpy as np
import pytest
from dense_cases import (
    ELEMENTS,
    FOREIGN,
    all_shareable,
    arrays,
    check_result,
    filled,
    fits,
    identical,
    kind_of,
    matrices,
    shareable,
    unfit,
    vectors,
    wrapped,
)
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from process_memory import SANITIZED, resident

KINDS = [(npublas.vector, 1), (npublas.matrix, 2)]
LARGE = 200_000  # elements: far larger than what NumPy's and Python's allocators keep back


# Construction


@pytest.mark.parametrize("dtype", ELEMENTS, ids=str)
@pytest.mark.parametrize("writeable", [True, False])
def test_an_array_of_any_layout_is_shared(dtype: np.dtype, writeable: bool) -> None:
    for a in shareable(dtype):
        a.flags.writeable = writeable and a.flags.writeable
        for no_copy in (None, False):
            w = kind_of(a)(a, copy=no_copy)
            assert w.array is a
            assert identical(w, a)
            assert np.asarray(w).flags.writeable == a.flags.writeable


def test_writing_goes_through() -> None:
    for a in all_shareable():
        if not a.flags.writeable or a.size == 0:
            continue
        w = wrapped(a)
        w[...] = 0
        assert not a.any()
        w.flat[0] = 1
        assert a.flat[0] == 1


def test_a_read_only_array_stays_so() -> None:
    for a in (filled((4,), float), filled((3, 4), float)):
        a.flags.writeable = False
        w = wrapped(a)
        with pytest.raises(ValueError, match="read-only"):
            w[0] = 1
        with pytest.raises(ValueError, match="read-only"):
            w += 1
        assert memoryview(w).readonly
        assert identical(a, w) and a.flat[0] == 1


def test_copy_true_always_copies() -> None:
    for a in all_shareable():
        w = kind_of(a)(a, copy=True)
        assert not np.may_share_memory(w.array, a)
        np.testing.assert_array_equal(w.array, a, strict=True)
        assert w.array.flags.writeable


def test_copy_keeps_the_order() -> None:
    for order in "CF":
        a = filled((3, 4), float, order)
        assert npublas.matrix(a, copy=True).strides == a.strides
        assert npublas.matrix(a, np.float32).flags[f"{order}_CONTIGUOUS"]


@pytest.mark.parametrize("dtype", ELEMENTS, ids=str)
def test_unfit_arrays_are_copied(dtype: np.dtype) -> None:
    for a in unfit(dtype):
        w = wrapped(a)
        assert w.dtype == dtype and fits(w.array)
        assert not np.may_share_memory(w, a)
        np.testing.assert_array_equal(w, a)
        with pytest.raises(ValueError, match="copy=False forbids the copy"):
            kind_of(a)(a, copy=False)


def test_a_padded_stride_is_unfit() -> None:
    assert any(a.flags.aligned and a.dtype.isnative and a.strides[-1] == 24 for a in unfit(complex))


@pytest.mark.parametrize("source", ELEMENTS, ids=str)
@pytest.mark.parametrize("target", ELEMENTS, ids=str)
@pytest.mark.filterwarnings("ignore:Casting complex values")
def test_dtype_converts_as_numpy_does(source: np.dtype, target: np.dtype) -> None:
    a = filled((3, 4), source)
    m = npublas.matrix(a, target)
    np.testing.assert_array_equal(m.array, a.astype(target), strict=True)
    assert (m.array is a) == (source == target)
    if source != target:
        with pytest.raises(ValueError, match=f"copy=False.*{target}"):
            npublas.matrix(a, target, copy=False)


def test_elements_are_held_in_the_machines_byte_order() -> None:
    assert npublas.vector([1, 2], dtype=">f8").dtype == np.dtype("=f8")
    assert npublas.vector([1, 2], dtype=">f8").dtype.isnative


def test_any_array_like_is_taken() -> None:
    check_result(npublas.vector([1, 2, 3]), np.array([1, 2, 3]))
    check_result(npublas.vector(range(3)), np.arange(3))
    check_result(npublas.vector([]), np.array([]))
    check_result(npublas.vector([], dtype=int), np.array([], dtype=int))
    check_result(npublas.vector((True, False)), np.array([True, False]))
    check_result(npublas.vector([2**64 - 1]), np.array([2**64 - 1]))
    check_result(npublas.vector([1j, 2]), np.array([1j, 2]))
    check_result(npublas.matrix([[1.5, 2], [3, 4]]), np.array([[1.5, 2], [3, 4]]))
    check_result(npublas.matrix([npublas.vector([1, 2])]), np.array([[1, 2]]))
    check_result(npublas.vector(object=[1], dtype=np.longdouble), np.ones(1, np.longdouble))
    check_result(npublas.vector([1, "2"], dtype=float), np.array([1.0, 2.0]))


def test_buffers_and_array_interfaces_are_shared() -> None:
    numbers = array.array("d", [1, 2, 3])
    assert identical(npublas.vector(numbers, copy=False), np.asarray(numbers))

    class Exposes:
        def __init__(self, a: np.ndarray) -> None:
            self.a = a

    class ByInterface(Exposes):
        @property
        def __array_interface__(self) -> dict[str, Any]:
            return self.a.__array_interface__

    class ByMethod(Exposes):
        def __array__(self, dtype: Any = None, copy: Any = None) -> np.ndarray:
            return self.a if dtype is None else self.a.astype(dtype)

    class Copies(Exposes):
        def __array__(self, dtype: Any = None, copy: Any = None) -> np.ndarray:
            return self.a.copy()

    a = filled((3, 4), float)
    assert identical(npublas.matrix(ByInterface(a), copy=False), a)
    assert npublas.matrix(ByMethod(a), copy=False).array is a
    check_result(npublas.matrix(Copies(a)), a)
    with pytest.raises(ValueError, match="copy=False.*Copies"):
        npublas.matrix(Copies(a), copy=False)
    with pytest.raises(ValueError, match="copy=False.*list"):
        npublas.matrix([[1.0]], copy=False)


def test_a_wrapped_object_is_shared_too() -> None:
    for a in (filled((4,), float), filled((3, 4), float, "F")):
        w = wrapped(a)
        assert kind_of(a)(w).array is a
        assert kind_of(a)(w, copy=False).array is a
        assert not np.shares_memory(kind_of(a)(w, copy=True), a)


def test_derived_arrays_are_seen_as_plain_ones() -> None:
    with pytest.warns(PendingDeprecationWarning):
        a = np.matrix([[1.0, 2.0]])
    m = npublas.matrix(a, copy=False)
    assert type(m.array) is np.ndarray and identical(m, a)
    memory = np.ma.masked_array([1.0, 2.0])
    assert identical(npublas.vector(memory, copy=False), memory.data)


@pytest.mark.parametrize("dtype", FOREIGN, ids=str)
@pytest.mark.parametrize("shape", [(3,), (2, 2), (0,), (0, 2), ()])
@pytest.mark.parametrize("copy", [None, True, False])
def test_foreign_elements_are_refused_by_name(dtype: np.dtype, shape: Any, copy: Any) -> None:
    a = np.zeros(shape, dtype)
    for kind, _ in KINDS:
        with pytest.raises(TypeError) as caught:
            kind(a, copy=copy)
        sentence = str(caught.value)
        assert sentence.startswith(f"npublas.{kind.__name__} needs elements that are bool")
        assert f"got {dtype}, shape {shape}" in sentence and "pass dtype=" in sentence


def test_wrong_dimensions_are_refused_with_a_remedy() -> None:
    def sentence(kind: type, value: Any) -> str:
        with pytest.raises(ValueError) as caught:
            kind(value)
        return str(caught.value)

    assert sentence(npublas.vector, 5) == (
        "npublas.vector has 1 dimension; got a scalar; pass numpy.zeros(n) for n elements"
    )
    assert sentence(npublas.matrix, 5.0).startswith("npublas.matrix has 2 dimensions; got a scalar")
    assert "got shape (2, 3)" in sentence(npublas.vector, np.zeros((2, 3)))
    assert "got shape (3,)" in sentence(npublas.matrix, np.zeros(3))
    assert "got shape (2, 2, 2)" in sentence(npublas.matrix, np.zeros((2, 2, 2)))
    assert "got shape (0,)" in sentence(npublas.matrix, [])


class Hostile:
    """Raises whatever is asked of it."""

    def __array__(self, *arguments: Any, **keywords: Any) -> Any:
        raise RuntimeError("no array")

    def __len__(self) -> int:
        raise RuntimeError("no length")

    def __getitem__(self, key: Any) -> Any:
        raise RuntimeError("no item")

    def __bool__(self) -> bool:
        raise RuntimeError("no truth")

    def __index__(self) -> int:
        raise RuntimeError("no index")

    def __eq__(self, other: object) -> bool:
        raise RuntimeError("no comparison")


class Unpresentable(type):
    @property
    def __array_ufunc__(cls) -> Any:
        raise RuntimeError("no ufunc")


class WithoutUfuncs(metaclass=Unpresentable):
    pass


@pytest.mark.parametrize("kind", [npublas.vector, npublas.matrix])
def test_odd_arguments_raise_and_nothing_else(kind: Any) -> None:
    endless: list[Any] = []
    endless.append(endless)
    oddities: list[Any] = [
        None, ..., NotImplemented, object(), int, len, "x", b"x", {}, {1}, Hostile(), iter([1]),
        2**1000, [2**1000], [[2**1000]], [1, [2]], [[1, 2], [3]], [[1], None], endless,
        [Hostile()], slice(3), np.float16(1), np.array(None), memoryview(b"abcd").cast("B", (2, 2, 1)),
        kind.__new__(kind), [kind.__new__(kind)],
    ]  # fmt: skip
    for odd in oddities:
        with pytest.raises((TypeError, ValueError, RuntimeError)):
            kind(odd)
        a = np.zeros((1,) * dict(KINDS)[kind])
        with pytest.raises((TypeError, ValueError, RuntimeError, IndexError)):
            kind(a)[odd, odd, odd, 5]
    for odd in (Hostile(), "nonsense", 5, kind, [1, 2], object()):
        with pytest.raises((TypeError, ValueError, RuntimeError)):
            kind(np.zeros((1,) * dict(KINDS)[kind]), dtype=odd)
    with pytest.raises(RuntimeError, match="no truth"):
        kind(np.zeros((1,) * dict(KINDS)[kind]), copy=Hostile())


@pytest.mark.parametrize("kind", [npublas.vector, npublas.matrix])
def test_wrong_calls_of_the_constructor(kind: Any) -> None:
    a = np.zeros((1,) * dict(KINDS)[kind])
    for call in (
        lambda: kind(),
        lambda: kind(a, None, None),
        lambda: kind(a, order="C"),
        lambda: kind(a, object=a),
        lambda: kind.__init__(),
        lambda: kind.__init__(5, a),
        lambda: kind.__init__(object(), a),
        lambda: kind.__init__(wrapped(np.zeros((1,) * (3 - a.ndim))), a),
    ):
        with pytest.raises(TypeError):
            call()


@pytest.mark.parametrize("kind", [npublas.vector, npublas.matrix])
def test_an_object_that_was_never_initialised_is_harmless(kind: Any) -> None:
    empty = kind.__new__(kind)
    for use in (
        memoryview, repr, str, len, iter, bool, np.asarray, np.sin, operator.neg, copy.copy,
        lambda w: w + 1, lambda w: 1 + w, lambda w: w[0], lambda w: w.shape, lambda w: w.T,
        lambda w: w.sum(), lambda w: w.array, lambda w: w.subrange(0, 0), lambda w: np.add(w, np.ones(3)),
        lambda w: operator.iadd(w, 1), lambda w: operator.setitem(w, 0, 1), lambda w: np.ones(3) + w,
        lambda w: setattr(w, "real", 1), lambda w: w.__reduce__(),
    ):  # fmt: skip
        with pytest.raises((TypeError, ValueError)):
            use(empty)


def test_initialising_again_shows_another_array() -> None:
    a, b = filled((3,), float), filled((4,), int)
    v = npublas.vector(a)
    borrowed = memoryview(v)
    v.__init__(b)  # type: ignore[misc]
    assert v.array is b and v.dtype == int
    assert borrowed.tolist() == a.tolist()


# The array is kept alive, and let go


class Owner:
    """Owns the memory of an array, and can be watched."""

    def __init__(self, shape: Any) -> None:
        self.memory = np.ones(shape)

    @property
    def __array_interface__(self) -> dict[str, Any]:
        return self.memory.__array_interface__


def tracked(shape: Any) -> tuple[np.ndarray, Callable[[], Any]]:
    owner = Owner(shape)
    return np.asarray(owner), weakref.ref(owner)


@pytest.mark.parametrize("shape", [(LARGE,), (2, LARGE // 2)])
def test_the_base_lives_as_long_as_what_shows_it(shape: Any) -> None:
    a, owner = tracked(shape)
    w = wrapped(a)
    parts = [w[1:], w.T, memoryview(w), np.asarray(w), w.real, w.reshape(-1)]
    del a, w
    gc.collect()
    while parts:
        assert owner() is not None
        assert np.asarray(parts[-1]).sum() in (LARGE, LARGE - 1, LARGE // 2)
        parts.pop()
    gc.collect()
    assert owner() is None


def test_elements_of_a_temporary_stay_valid() -> None:
    rows = [npublas.matrix(np.full((2, LARGE), float(i)))[1] for i in range(8)]
    assert [row.sum() for row in rows] == [i * LARGE for i in range(8)]


WRONG_SIZE, CUBE = np.zeros(99), np.zeros((1, 1, 1))


def uses() -> list[Callable[[Any], Any]]:
    return [
        lambda w: w[0],
        lambda w: w[...],
        lambda w: w + w,
        lambda w: operator.iadd(w, 1),
        lambda w: np.add(w, w, out=w),
        lambda w: np.sin(w),
        lambda w: np.sum(w, axis=0),
        lambda w: memoryview(w),
        lambda w: np.asarray(w),
        lambda w: w.shape,
        lambda w: w.T,
        lambda w: w.sum(),
        lambda w: w.astype(np.float32),
        lambda w: w == 1,
        lambda w: list(w),
        lambda w: w.__reduce__(),
        lambda w: type(w)(w),
        lambda w: type(w)(w.array, dtype=np.float32),
        lambda w: np.from_dlpack(w),
        lambda w: setattr(w, "real", 2),
    ]


def failing_uses() -> list[Callable[[Any], Any]]:
    return [
        lambda w: w[10],
        lambda w: w["x"],
        lambda w: w + object(),
        lambda w: w @ WRONG_SIZE,
        lambda w: w.reshape(99),
        lambda w: w.subrange(2, 1),
        lambda w: w.nonsense,
        lambda w: type(w)(w, copy=False, dtype=np.int8),
        lambda w: type(w)(CUBE),
        lambda w: type(w)([object()]),
        lambda w: np.add(w, w, out=WRONG_SIZE),
    ]


def attempt(use: Callable[[Any], Any], w: Any) -> None:
    try:
        use(w)
    except (TypeError, ValueError, IndexError, AttributeError):
        pass


@pytest.mark.parametrize("shape", [(8,), (3, 3)])
def test_reference_counts_hold_still(shape: Any) -> None:
    for use in uses() + failing_uses():
        a = np.ones(shape)
        w = wrapped(a)
        watched = [a, w, a.dtype, type(w), None, np.float32, np.ndarray]
        attempt(use, w)
        before = [sys.getrefcount(one) for one in watched]
        for _ in range(200):
            attempt(use, w)
        after = [sys.getrefcount(one) for one in watched]
        assert all(abs(x - y) < 20 for x, y in zip(before, after)), use.__code__.co_firstlineno


def test_memory_holds_still_over_many_calls() -> None:
    calls = uses() + failing_uses()
    w = npublas.matrix(np.ones((3, 3)))

    def run(times: int) -> None:
        for _ in range(times):
            for use in calls:
                attempt(use, w)

    run(300)
    gc.collect()
    before = resident()
    run(100_000 // len(calls))
    gc.collect()
    assert SANITIZED or resident() - before < 2_000_000


# Exchange


def test_the_buffer_is_numpys() -> None:
    for a in all_shareable():
        ours, numpys = memoryview(wrapped(a)), memoryview(a)
        for name in "format itemsize ndim shape strides readonly nbytes contiguous".split():
            assert getattr(ours, name) == getattr(numpys, name), name
        assert ours.obj is a


def test_a_contiguous_buffer_can_be_demanded() -> None:
    a = filled((4,), np.uint8)
    target = npublas.vector(a)
    bytearray(target)[0] = 9
    assert a[0] == 1
    assert ctypes.c_uint8.from_buffer(target).value == 1
    with pytest.raises((BufferError, ValueError, TypeError)):
        ctypes.c_uint8.from_buffer(npublas.vector(filled((9,), np.uint8)[::2]))


def test_array_protocol() -> None:
    for a in all_shareable():
        w = wrapped(a)
        assert w.__array__() is a
        assert w.__array__(a.dtype) is a
        assert w.__array__(None, False) is a
        assert w.__array__(dtype=None, copy=None) is a
        assert not np.may_share_memory(w.__array__(copy=True), a)
        assert identical(np.asarray(w), a)
        assert not np.may_share_memory(np.array(w), a)
    w = npublas.vector([1.0, 2.0])
    np.testing.assert_array_equal(w.__array__(np.float32), np.float32([1, 2]), strict=True)
    with pytest.raises(ValueError, match="copy=False"):
        w.__array__(np.float32, copy=False)
    np.testing.assert_array_equal(np.asarray(w, np.int8), np.int8([1, 2]), strict=True)
    assert w.__array_interface__ == w.array.__array_interface__


def test_dlpack() -> None:
    for a in (filled((4,), float), filled((3, 4), np.float32), filled((6, 8), int)[::2, ::3]):
        w = wrapped(a)
        assert np.from_dlpack(w).ctypes.data == a.ctypes.data
        np.testing.assert_array_equal(np.from_dlpack(w), a, strict=True)
        assert w.__dlpack_device__() == a.__dlpack_device__()


# NumPy's attributes and methods

ATTRIBUTES = "shape ndim dtype size itemsize nbytes strides T real imag".split()


def test_attributes() -> None:
    for a in all_shareable():
        w = wrapped(a)
        for name in ATTRIBUTES:
            check_result(getattr(w, name), getattr(a, name))
        assert identical(w.T, a.T) and identical(w.real, a.real)
        assert w.flags.c_contiguous == a.flags.c_contiguous
        assert len(w) == len(a)
        assert list(w.flat) == list(a.flat)


def test_assignable_attributes_write_elements() -> None:
    a = np.zeros((2, 2), complex)
    m = npublas.matrix(a)
    m.real = [[1, 2], [3, 4]]
    m.imag = npublas.vector([1, 2])
    m.real += 1
    np.testing.assert_array_equal(a, [[2 + 1j, 3 + 2j], [4 + 1j, 5 + 2j]])
    m.flat = 7
    assert (a == 7).all()
    for name in ("shape", "dtype", "T", "array", "strides"):
        with pytest.raises(AttributeError):
            setattr(m, name, getattr(m, name))


METHODS: list[Callable[[Any], Any]] = [
    lambda x: x.all(),
    lambda x: x.all(axis=0),
    lambda x: x.any(-1, keepdims=True),
    lambda x: x.argmax(),
    lambda x: x.argmin(axis=0),
    lambda x: x.argsort(axis=0),
    lambda x: x.astype(np.complex128),
    lambda x: x.astype(np.float16),
    lambda x: x.astype(">f8"),
    lambda x: x.clip(2, 3),
    lambda x: x.conj(),
    lambda x: x.conjugate(),
    lambda x: x.copy(),
    lambda x: x.copy(order="F"),
    lambda x: x.cumprod(),
    lambda x: x.cumsum(axis=0),
    lambda x: x.dot(x.T),
    lambda x: x.flatten("F"),
    lambda x: x.item(1),
    lambda x: x.max(),
    lambda x: x.max(axis=-1),
    lambda x: x.mean(axis=0),
    lambda x: x.min(initial=0),
    lambda x: x.nonzero(),
    lambda x: x.ravel(),
    lambda x: x.repeat(2, axis=0),
    lambda x: x.reshape(1, -1),
    lambda x: x.reshape(1, 1, -1),
    lambda x: x.round(1),
    lambda x: x.std(),
    lambda x: x.squeeze(),
    lambda x: x.sum(),
    lambda x: x.sum(axis=0, dtype=np.float64),
    lambda x: x.take([0, 1], axis=0),
    lambda x: x.tobytes("F"),
    lambda x: x.tolist(),
    lambda x: x.transpose(),
    lambda x: x.var(axis=0),
    lambda x: np.array(x.ravel()[:1]).astype(complex)[0],
]


@pytest.mark.parametrize("name", ["int32", "float64", "longdouble", "complex128"])
@pytest.mark.parametrize("method", METHODS, ids=lambda method: str(METHODS.index(method)))
@pytest.mark.filterwarnings("ignore:Casting complex values")
def test_methods_are_numpys(method: Callable[[Any], Any], name: str) -> None:
    for a in (filled((5,), name), filled((3, 4), name), filled((3, 4), name, "F")):
        check_result(method(wrapped(a)), method(a))


def test_results_can_share() -> None:
    a = filled((3, 4), float)
    m = npublas.matrix(a)
    for result, wanted in ((m.reshape(4, 3), a.reshape(4, 3)), (m.ravel(), a.ravel())):
        assert identical(result, wanted)
    assert m.conj() is m and m.astype(float, copy=False) is m and m.real is not None
    for name in ("sort", "fill"):
        x, y = filled((4,), float)[::-1], npublas.vector(filled((4,), float)[::-1])
        arguments = (5,) if name == "fill" else ()
        assert getattr(x, name)(*arguments) is getattr(y, name)(*arguments) is None
        np.testing.assert_array_equal(x, y)


# Ufuncs and NumPy's other functions


@given(st.data())
def test_ufuncs_are_numpys(data: st.DataObject) -> None:
    a, b = data.draw(arrays()), data.draw(arrays())
    ufunc = data.draw(
        st.sampled_from([np.add, np.multiply, np.subtract, np.maximum, np.equal, np.logical_and])
    )
    try:
        wanted = ufunc(a, b)
    except (ValueError, TypeError) as error:
        for x, y in ((wrapped(a), b), (a, wrapped(b)), (wrapped(a), wrapped(b))):
            with pytest.raises(type(error)):
                ufunc(x, y)
        return
    for x, y in ((wrapped(a), b), (a, wrapped(b)), (wrapped(a), wrapped(b))):
        check_result(ufunc(x, y), wanted)


def test_ufunc_outputs() -> None:
    a = filled((4,), float)
    v, out = npublas.vector(a), npublas.vector(np.zeros(4))
    assert np.add(v, 1, out=out) is out
    np.testing.assert_array_equal(out, a + 1)
    assert np.add(a, a, out) is out
    plain = np.zeros(4)
    assert np.add(v, v, out=plain) is not None and (plain == 2 * a).all()
    fraction, whole = np.modf(v, out=(out, None))
    assert fraction is out and type(whole) is npublas.vector
    check_result(np.divmod(v, 3), np.divmod(a, 3))
    assert np.sum(v.reshape(2, 2), axis=0, out=npublas.vector(np.zeros(2))).tolist() == [4, 6]
    assert v.reshape(2, 2).sum(axis=0, out=out[:2]).tolist() == [4, 6]


def test_ufunc_methods() -> None:
    a = filled((3, 4), int)
    m = npublas.matrix(a)
    check_result(np.add.reduce(m), np.add.reduce(a))
    check_result(np.add.reduce(m, axis=None), np.add.reduce(a, axis=None))
    check_result(np.add.accumulate(m, axis=1), np.add.accumulate(a, axis=1))
    check_result(np.multiply.outer(m[0], m[1]), np.multiply.outer(a[0], a[1]))
    check_result(np.multiply.outer(m, m), np.multiply.outer(a, a))
    check_result(np.add.reduceat(m, [0, 2]), np.add.reduceat(a, [0, 2]))
    np.add.at(m, ([0, 0], [1, 1]), 5)
    assert a[0, 1] == 12
    check_result(np.add(m, 1, where=m > 3, out=m.copy()), np.add(a, 1, where=a > 3, out=a.copy()))


class Foreign:
    """A type with its own idea of what ufuncs and NumPy's functions do."""

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **keywords: Any) -> Any:
        return "ufunc", [type(one) for one in inputs]

    def __array_function__(self, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
        return "function"

    def __radd__(self, other: Any) -> Any:
        return "radd", type(other)


class Declines:
    """A type that NumPy must leave alone."""

    __array_ufunc__ = None

    def __radd__(self, other: Any) -> str:
        return "radd"


def test_foreign_types_decide_for_themselves() -> None:
    v = npublas.vector([1.0, 2.0])
    assert np.add(v, Foreign()) == ("ufunc", [npublas.vector, Foreign])
    assert np.add(Foreign(), v) == ("ufunc", [Foreign, npublas.vector])
    assert np.add(v, 1, out=(Foreign(),))[0] == "ufunc"
    assert np.concatenate([v, Foreign()]) == "function"
    assert v.__array_ufunc__(np.add, "__call__", v, Foreign()) is NotImplemented
    assert v.__array_function__(np.sum, (Foreign,), (), {}) is NotImplemented
    assert v + Declines() == "radd"
    with pytest.raises(TypeError):
        np.add(v, Declines())
    with pytest.raises(TypeError):
        v + object()
    for other in (object(), Declines()):
        with pytest.raises(TypeError):
            v += other


def test_malformed_protocol_calls_raise() -> None:
    v = npublas.vector([1.0])
    for call in (
        lambda: v.__array_ufunc__(),
        lambda: v.__array_ufunc__(np.add),
        lambda: v.__array_ufunc__(np.add, 5, v),
        lambda: v.__array_ufunc__(5, "__call__", v),
        lambda: v.__array_ufunc__(np.add, "nonsense", v),
        lambda: v.__array_ufunc__(np.add, "__call__", v, 1, out=5),
        lambda: v.__array_function__(5, (), (), {}),
        lambda: v.__array_function__(np.sum, 5, (), {}),
        lambda: v.__array_function__(np.sum, (5,), (), {}),
        lambda: v.__array_function__(np.sum, (), 5, {}),
        lambda: v.__array_function__(np.sum, (), (), 5),
        lambda: npublas.vector.sum(5),
        lambda: npublas.vector.sum(),
        lambda: npublas.vector.shape.fget(5),  # type: ignore[attr-defined]
        lambda: npublas.vector.__len__(5),
    ):
        with pytest.raises((TypeError, AttributeError)):
            call()


FUNCTIONS: list[Callable[[Any], Any]] = [
    lambda x: np.sum(x, axis=0),
    lambda x: np.prod(x),
    lambda x: np.mean(x),
    lambda x: np.concatenate([x, x]),
    lambda x: np.stack([x, x]),
    lambda x: np.block([[x], [x]]),
    lambda x: np.where(x > 2, x, 0),
    lambda x: np.transpose(x),
    lambda x: np.linalg.norm(x),
    lambda x: np.zeros_like(x),
    lambda x: np.dot(x.T, x),
    lambda x: np.einsum("i...->...", x),
    lambda x: np.sort(x, axis=0),
    lambda x: np.unique(x, return_counts=True),
    lambda x: np.atleast_2d(x),
    lambda x: np.real(x),
    lambda x: np.ndim(x),
    lambda x: np.shape(x),
    lambda x: np.allclose(x, x),
    lambda x: np.array_equal(x, np.asarray(x)),
    lambda x: np.split(x, [1])[1],
]


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda f: str(FUNCTIONS.index(f)))
def test_numpys_functions_take_it(function: Callable[[Any], Any]) -> None:
    for a in (filled((5,), float), filled((3, 4), float), filled((3, 3), int, "F")):
        check_result(function(wrapped(a)), function(a))


def test_numpys_functions_write_to_it() -> None:
    a = np.zeros((3, 3))
    m = npublas.matrix(a)
    np.copyto(m, npublas.vector([1, 2, 3]))
    np.fill_diagonal(m, 9)
    np.testing.assert_array_equal(a, [[9, 2, 3], [1, 9, 3], [1, 2, 9]])
    out = npublas.vector(np.zeros(3))
    assert np.sum(m, axis=0, out=out) is out
    assert np.clip(m, 2, 3, out=m) is m and a.max() == 3


def test_arguments_without_end_are_refused() -> None:
    v = npublas.vector([1.0])
    endless: list[Any] = [v]
    endless.append(endless)
    with pytest.raises(RecursionError):
        np.concatenate(endless)


# Operators

BINARY = [
    operator.add, operator.sub, operator.mul, operator.truediv, operator.floordiv, operator.mod,
    operator.pow, operator.and_, operator.or_, operator.xor, operator.lshift, operator.rshift, divmod,
    operator.eq, operator.ne, operator.lt, operator.le, operator.gt, operator.ge, operator.matmul,
]  # fmt: skip
IN_PLACE = [
    operator.iadd, operator.isub, operator.imul, operator.itruediv, operator.ifloordiv, operator.imod,
    operator.ipow, operator.iand, operator.ior, operator.ixor, operator.ilshift, operator.irshift,
    operator.imatmul,
]  # fmt: skip
OPERANDS = [
    2, True, 2.5, 1j, np.int8(3), np.float32(2), np.longdouble(2), np.float64(3),
    filled((4,), int), filled((4,), float), filled((4, 4), int), filled((4, 4), np.complex128),
    filled((2, 4, 4), int), [1, 2, 3, 4], filled((4, 1), np.uint8),
]  # fmt: skip


def outcome(function: Callable[..., Any], *arguments: Any) -> Any:
    """The result, or the type of the exception."""
    try:
        with np.errstate(all="ignore"):
            return function(*arguments)
    except (TypeError, ValueError) as error:
        return TypeError if isinstance(error, TypeError) else ValueError


@pytest.mark.parametrize("operation", BINARY, ids=lambda f: f.__name__)
@pytest.mark.parametrize("dtype", ["int32", "float64", "complex128", "longdouble", "bool"])
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_operators_are_numpys(operation: Callable[..., Any], dtype: str) -> None:
    for a in (filled((4,), dtype), filled((4, 4), dtype, "F"), filled((4, 8), dtype)[:, ::2]):
        for other in OPERANDS:
            for x, y in ((a, other), (other, a)):
                wanted = outcome(operation, x, y)
                got = outcome(operation, wrapped(x) if x is a else x, wrapped(y) if y is a else y)
                if isinstance(wanted, type):
                    assert got is wanted
                else:
                    check_result(got, wanted)
            if isinstance(other, np.ndarray) and other.ndim < 3:
                wanted = outcome(operation, a, other)
                got = outcome(operation, wrapped(a), wrapped(other))
                assert (
                    got is wanted if isinstance(wanted, type) else check_result(got, wanted) is None
                )


@pytest.mark.parametrize("operation", IN_PLACE, ids=lambda f: f.__name__)
@pytest.mark.parametrize("dtype", ["int32", "float64", "complex128", "longdouble", "bool"])
def test_in_place_operators_change_the_shared_memory(
    operation: Callable[..., Any], dtype: str
) -> None:
    for make in (
        lambda: filled((4,), dtype),
        lambda: filled((4, 4), dtype, "F"),
        lambda: filled((4, 8), dtype)[:, ::2],
    ):
        for other in OPERANDS:
            a, b = make(), make()
            w = wrapped(b)
            wanted = outcome(operation, a, other)
            got = outcome(operation, w, other)
            np.testing.assert_array_equal(b, a, strict=True)
            assert got is (wanted if isinstance(wanted, type) else w)


@pytest.mark.parametrize("operation", [operator.neg, operator.pos, abs, operator.invert])
@pytest.mark.parametrize("dtype", ELEMENTS, ids=str)
@pytest.mark.filterwarnings("ignore:Applying '\\+' to a non-numerical array")
def test_unary_operators_are_numpys(operation: Callable[..., Any], dtype: np.dtype) -> None:
    for a in shareable(dtype):
        wanted = outcome(operation, a)
        got = outcome(operation, wrapped(a))
        assert got is wanted if isinstance(wanted, type) else check_result(got, wanted) is None


@pytest.mark.filterwarnings("ignore:Conversion of an array with ndim > 0")
def test_numbers_and_truth() -> None:
    for number in (int, float, complex, bool):
        assert number(npublas.vector([3])) == number(np.array([3]))
        assert number(npublas.matrix([[2.5]])) == number(np.array([[2.5]]))
        with pytest.raises((TypeError, ValueError)):
            number(npublas.vector([1, 2]))
    with pytest.raises(TypeError):
        operator.index(npublas.vector([3]))


def test_unhashable() -> None:
    for w in (npublas.vector([1]), npublas.matrix([[1]])):
        with pytest.raises(TypeError, match="unhashable"):
            hash(w)


def test_contains_and_iteration() -> None:
    for a in all_shareable():
        w = wrapped(a)
        rows = list(w)
        assert len(rows) == len(a)
        for got, wanted in zip(rows, a):
            check_result(got, wanted)
            assert got.ndim == 0 or identical(got, wanted)
        assert (1 in w) == (1 in a)
        assert (250 in w) == (250 in a)
    assert [v.tolist() for v in reversed(npublas.matrix([[1], [2]]))] == [[2], [1]]


# Indexing


@st.composite
def indices(draw: Any, shape: tuple[int, ...]) -> Any:
    return draw(
        st.one_of(
            hnp.basic_indices(shape, allow_newaxis=True, allow_ellipsis=True),
            st.integers(-8, 8),
            hnp.arrays(bool, shape),
            hnp.arrays(bool, shape[:1]),
            st.lists(st.integers(-3, 3), max_size=4),
            hnp.integer_array_indices(shape) if all(shape) else st.just(...),
            st.tuples(st.slices(8), st.lists(st.integers(-3, 3), max_size=4)),
            st.tuples(st.lists(st.integers(-3, 3), max_size=4), st.integers(-3, 3)),
            st.tuples(st.integers(-8, 8), st.integers(-8, 8)),
            st.sampled_from([None, True, "x", 1.5, (), ([0], [0], [0]), np.int8(0), np.uint64(1)]),
        )
    )


def wrap_key(key: Any) -> Any:
    """The same index, with wrapped types in place of arrays."""
    if isinstance(key, tuple):
        return tuple(wrap_key(one) for one in key)
    return wrapped(key) if isinstance(key, np.ndarray) and key.ndim in (1, 2) else key


@given(st.data())
def test_indexing_is_numpys(data: st.DataObject) -> None:
    a = data.draw(arrays())
    key = data.draw(indices(a.shape))
    w = wrapped(a)
    try:
        wanted = a[key]
    except (IndexError, ValueError, DeprecationWarning) as error:
        with pytest.raises(type(error)):
            w[key]
        with pytest.raises(type(error)):
            w[wrap_key(key)]
        return
    for one in (key, wrap_key(key)):
        got = w[one]
        check_result(got, wanted)
        if isinstance(wanted, np.ndarray) and wanted.size:
            assert np.shares_memory(got, a) == np.shares_memory(wanted, a)
            assert got.strides == wanted.strides


@given(st.data())
def test_assignment_is_numpys(data: st.DataObject) -> None:
    a = data.draw(arrays()).copy()
    b = a.copy()
    key = data.draw(indices(a.shape))
    value = data.draw(
        st.one_of(st.integers(0, 1), arrays(), st.lists(st.integers(0, 1), max_size=3))
    )
    wanted = outcome_of_assignment(a, key, value)
    as_wrapped = wrapped(value) if isinstance(value, np.ndarray) else value
    assert outcome_of_assignment(wrapped(b), wrap_key(key), as_wrapped) is wanted
    np.testing.assert_array_equal(a, b, strict=True)


def outcome_of_assignment(target: Any, key: Any, value: Any) -> type | None:
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Casting complex values")
            target[key] = value
    except (IndexError, ValueError, TypeError, DeprecationWarning) as error:
        return type(error)
    return None


def test_no_element_can_be_deleted() -> None:
    for w in (npublas.vector([1, 2]), npublas.matrix([[1]])):
        with pytest.raises(ValueError, match="cannot delete"):
            del w[0]


# Text


def test_repr_reads_like_numpys() -> None:
    for a in all_shareable():
        expected = np.array_repr(a).replace("array", f"npublas.{kind_of(a).__name__}", 1)
        assert repr(wrapped(a)).split() == expected.split()
        assert str(wrapped(a)) == str(a)


def test_repr_is_aligned_and_as_wide_as_numpys() -> None:
    assert repr(npublas.matrix([[1.0, 2.0], [3.0, 4.0]])) == (
        "npublas.matrix([[1., 2.],\n                [3., 4.]])"
    )
    assert repr(npublas.vector(np.float32([1]))) == "npublas.vector([1.], dtype=float32)"
    for w in (npublas.vector(np.arange(999)), npublas.matrix(np.random.rand(20, 30))):
        lines = repr(w).splitlines()
        assert len(lines) > 3 and max(map(len, lines)) <= 75
        assert all(line == "" or line.startswith(" " * 15) for line in lines[1:])


def test_repr_of_a_derived_class_has_its_name() -> None:
    class Named(npublas.matrix):
        pass

    name = Named.__qualname__
    assert repr(Named([[1], [2]])) == f"{name}([[1],\n{' ' * len(name)}  [2]])"


# Derived classes


class Weighted(npublas.vector):
    """A class of a user."""

    def __init__(self, object: Any, weight: float = 1.0) -> None:
        super().__init__(object)
        self.weight = weight

    def __add__(self, other: Any) -> Any:
        return "mine"

    def __radd__(self, other: Any) -> Any:
        return "mine"


def test_classes_can_be_derived() -> None:
    a = filled((4,), float)
    w = Weighted(a, weight=2.0)
    assert w.array is a and w.weight == 2.0 and isinstance(w, npublas.vector)
    assert identical(w, a) and np.shares_memory(np.asarray(memoryview(w)), a)
    assert w + 1 == npublas.vector(a) + w == "mine"
    assert type(w * 2) is type(w[1:]) is npublas.vector
    w *= 2
    assert type(w) is Weighted and a[0] == 2
    assert np.multiply(w, 2, out=w) is w
    with pytest.raises(TypeError, match="initialised"):
        memoryview(type("Forgetful", (npublas.vector,), {"__init__": lambda self: None})())


def test_weak_references_and_attributes() -> None:
    v = npublas.vector([1])
    v.note = "mine"  # type: ignore[attr-defined]
    assert v.note == "mine"  # type: ignore[attr-defined]
    watched = weakref.ref(v)
    del v
    assert watched() is None


@given(st.data())
def test_construction_from_anything_numpy_makes(data: st.DataObject) -> None:
    dtype = data.draw(st.one_of(hnp.scalar_dtypes(), hnp.array_dtypes()))
    shape = data.draw(hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=3))
    a = np.zeros(shape, dtype)
    for kind, rank in KINDS:
        if a.dtype.newbyteorder("=") not in ELEMENTS:
            with pytest.raises(TypeError, match="needs elements"):
                kind(a)
        elif a.ndim != rank:
            with pytest.raises(ValueError, match="dimension"):
                kind(a)
        else:
            check_result(kind(a), a.astype(a.dtype.newbyteorder("=")))


def test_both_generators_cover_both_kinds() -> None:
    assert {a.ndim for a in vectors(float)} == {1} and {a.ndim for a in matrices(float)} == {2}
