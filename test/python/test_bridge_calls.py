# Copyright 2026 The npublas authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
"""Which overload is called, how exceptions arrive, and what a refusal says."""

from __future__ import annotations

import concurrent.futures
import time
from collections.abc import Callable
from typing import Any

import bridge_calls as b
import numpy as np
import pytest


def refusal_of(function: Callable[..., Any], *arguments: Any, **keywords: Any) -> str:
    """The sentence of a refusal, which must be a TypeError."""
    with pytest.raises(TypeError) as caught:
        function(*arguments, **keywords)
    return str(caught.value)


GOOD = np.ones((3, 4))
BAD = np.ones((3, 4), np.float32)
SENTENCE = (
    "matrix_view<double> needs a writable float64 2-D array with unit inner stride; "
    "got float32, shape (3, 4), C order; pass "
)


def read_only(array: np.ndarray) -> np.ndarray:
    array = array.copy()
    array.flags.writeable = False
    return array


# The sentence.


def test_the_sentence_is_the_documented_one() -> None:
    assert refusal_of(b.matrix_sum, BAD) == (
        "argument 1 (A): matrix_view<double> needs a writable float64 2-D array with unit inner "
        "stride; got float32, shape (3, 4), C order; pass A.astype(numpy.float64) and "
        "use that array afterwards"
    )


def test_without_a_name_only_the_number_is_shown() -> None:
    assert refusal_of(b.matrix_sum_unnamed, BAD).startswith("argument 1: " + SENTENCE)


def test_keyword_calls_have_numbers_too() -> None:
    assert refusal_of(b.matrix_sum, A=BAD).startswith("argument 1 (A): " + SENTENCE)
    sentence = refusal_of(b.three, m=BAD, v=np.ones(3), x=1.0)
    assert sentence.startswith("argument 3 (m): matrix_view<double const> needs") or (
        sentence.startswith("argument 3 (m): matrix_view<const double> needs")
    )
    assert refusal_of(b.three, 1.0, m=GOOD, v=BAD[0]).startswith("argument 2 (v): vector_view<")


def test_default_arguments_do_not_disturb() -> None:
    v = np.ones(3)
    b.scale(v)
    b.scale(v, 3)
    b.scale(v, factor=0.5)
    assert v.tolist() == [3, 3, 3]
    assert refusal_of(b.scale, BAD[0]).startswith("argument 1 (v): vector_view<double> needs")
    assert refusal_of(b.scale, v=BAD[0]).startswith("argument 1 (v): vector_view<double> needs")


def test_the_second_of_two_arguments() -> None:
    assert refusal_of(b.copy_to, np.ones(3), BAD[0]).startswith("argument 2 (target): ")
    assert refusal_of(b.copy_to_unnamed, np.ones(3), BAD[0]).startswith("argument 2: ")


def test_the_same_array_twice() -> None:
    array = read_only(np.ones(3))
    sentence = refusal_of(b.copy_to, array, array)
    assert sentence.startswith("argument 2 (target): vector_view<double> needs a writable")
    assert "read-only" in sentence
    assert refusal_of(b.copy_to_unnamed, array, array).startswith("argument 2: vector_view<double>")


def test_methods_do_not_count_self() -> None:
    solver = b.Solver()
    v = np.ones(3)
    assert solver.solve(GOOD, v) == 6
    assert refusal_of(solver.solve, BAD, v).startswith("argument 1 (A): " + SENTENCE)
    assert refusal_of(solver.solve, GOOD, BAD[0]).startswith("argument 2 (b): vector_view<double>")
    assert refusal_of(solver.solve, b=BAD[0], A=GOOD).startswith("argument 2 (b): vector_view<d")
    assert refusal_of(solver.solve_with_self, BAD, v).startswith("argument 1 (A): " + SENTENCE)
    assert refusal_of(solver.solve_unnamed, BAD, v).startswith("argument 1: " + SENTENCE)
    assert refusal_of(solver.solve_free, BAD).startswith("argument 1 (A): " + SENTENCE)
    assert refusal_of(b.Solver.solve, solver, BAD, v).startswith("argument 1 (A): " + SENTENCE)


def test_static_methods_and_constructors() -> None:
    assert b.Solver.check(GOOD) == 3
    assert refusal_of(b.Solver.check, BAD).startswith("argument 1 (A): " + SENTENCE)
    assert refusal_of(b.Solver().check, BAD).startswith("argument 1 (A): " + SENTENCE)
    assert b.Solver(GOOD).solve(GOOD, np.ones(2)) == 8
    assert "argument 1 (A): " + SENTENCE in refusal_of(b.Solver, BAD)


def test_wrong_self_is_still_boost_pythons_error() -> None:
    assert "did not match C++ signature" in refusal_of(b.Solver.solve, 3, GOOD, np.ones(3))


def test_errors_that_are_not_ours_stay_as_they_were() -> None:
    assert "did not match C++ signature" in refusal_of(b.plain, "1", 2)
    assert "did not match C++ signature" in refusal_of(b.matrix_sum)
    assert "did not match C++ signature" in refusal_of(b.matrix_sum, GOOD, GOOD)
    # A failed call leaves nothing behind that a later, unrelated error could show.
    refusal_of(b.matrix_sum, BAD)
    sentence = refusal_of(b.plain, "1", 2)
    assert "did not match C++ signature" in sentence and "matrix_view<double> needs" not in sentence


@pytest.mark.parametrize(
    "array, parts",
    [
        (np.ones(3), ["float64", "shape (3,)"]),
        (np.ones((2, 3, 4)), ["float64", "shape (2, 3, 4)"]),
        (np.array(1.0), ["float64", "shape ()"]),
        (np.ones((3, 4), order="F"), ["float64", "shape (3, 4), F order"]),
        (np.ones((6, 8))[::2, ::2], ["float64", "shape (3, 4)", "strides (128, 16)"]),
        (read_only(np.ones((3, 4))), ["float64", "shape (3, 4)", "read-only"]),
        (np.ones((3, 4), ">f8"), ["float64", "shape (3, 4)", "byte-swapped"]),
        (np.ones((3, 4), int), ["int64", "shape (3, 4), C order"]),
        (np.ones((3, 4), "G"), ["clongdouble", "shape (3, 4), C order"]),
        (np.ones((1,) * 32), ["float64", "shape (1, 1, "]),
        ([[1.0]], ["list"]),
        (None, ["NoneType"]),
        (np.float64(1), ["float64"]),
        (type("x" * 5000, (), {})(), ["xxxxx"]),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else None,
)
def test_what_came(array: Any, parts: list[str]) -> None:
    sentence = refusal_of(b.matrix_sum, array)
    needs, got = sentence.split("; got ")
    assert needs == "argument 1 (A): " + SENTENCE.split("; got ")[0]
    for part in parts:
        assert part in got


@pytest.mark.parametrize(
    "function, wanted",
    [
        (b.vector_sum, "vector_view<double> needs a writable float64 1-D array"),
        (b.shared_sum, "numpy_vector<double> needs a writable float64 1-D array"),
        (b.container_sum, "vector<double> needs a 1-D array-like"),
        (b.container_length, "vector<double> needs a 1-D array-like"),
    ],
)
def test_what_was_wanted(function: Callable[..., Any], wanted: str) -> None:
    for argument in (np.ones((3, 4), complex), "text", np.ones(3, "M8[s]"), None):
        assert refusal_of(function, argument).startswith("argument 1 (v): " + wanted)


def test_overloads_show_all_reasons() -> None:
    sentence = refusal_of(b.by_element, np.ones(3, int))
    assert "vector_view<const float>" in sentence or "vector_view<float const>" in sentence
    assert "vector_view<const double>" in sentence or "vector_view<double const>" in sentence
    assert sentence.count("got int64, shape (3,)") == 2
    sentence = refusal_of(b.by_rank, np.ones((2, 2, 2)))
    assert "1-D" in sentence and "2-D" in sentence
    sentence = refusal_of(b.widening, "text")
    for name in ("int8", "float32", "float64"):
        assert name in sentence.lower()


def test_a_failed_overload_leaves_no_reason_when_another_fits() -> None:
    assert b.by_element(np.ones(3)) == "float64"
    assert b.by_element(np.ones(3, np.float32)) == "float32"
    assert "vector_view" not in refusal_of(b.plain, "1", 2)


# Overloads.


@pytest.mark.parametrize("name", ["int8", "float32", "float64"])
@pytest.mark.parametrize("layout", ["plain", "strided", "read-only", "empty", "byte-swapped"])
def test_the_exact_element_type_wins(name: str, layout: str) -> None:
    array = np.ones(6, name)
    if layout == "strided":
        array = array[::-2]
    elif layout == "read-only":
        array = read_only(array)
    elif layout == "empty":
        array = array[:0]
    elif layout == "byte-swapped":
        array = array.astype(array.dtype.newbyteorder())
    assert b.widening(array) == name
    assert b.narrowing(array) == name
    assert b.widening_matrix(array.reshape(1, -1)) == name
    assert b.narrowing_matrix(array.reshape(-1, 1)) == name


def test_without_an_exact_overload_another_converts() -> None:
    for function in (b.widening, b.narrowing):
        assert function(np.ones(3, np.longdouble)) in ("float32", "float64")
        assert function(np.full(3, 1000)) in ("float32", "float64")
        assert function([1.5]) == "float64"
        assert function([]) in ("int8", "float32", "float64")


def test_views_choose_by_what_they_accept() -> None:
    assert b.mutable_first(np.ones(3)) == "mutable"
    assert b.mutable_first(read_only(np.ones(3))) == "const"
    assert b.by_rank(np.ones(3)) == "vector"
    assert b.by_rank(np.ones((3, 3))) == "matrix"
    assert b.by_layout(np.ones((3, 4))) == "matrix"
    assert b.by_layout(np.ones((3, 4), order="F")) == "columns"


def test_overloads_beside_other_types() -> None:
    assert b.scalar_then_container(1.5) == "scalar"
    assert b.scalar_then_container(np.float64(1.5)) == "scalar"
    assert b.scalar_then_container([1.5]) == "container"
    assert b.scalar_then_container(np.ones(3, np.float32)) == "container"
    assert b.container_then_string("text") == "string"
    assert b.container_then_string([1.0, 2.0]) == "container"
    assert b.shared_then_container(np.ones(3, np.float32)) == "container"


def test_in_out_beside_an_argument_that_decides() -> None:
    v = np.ones(3)
    assert b.mixed(v, 1.5) == "scalar"
    assert v.tolist() == [3] * 3
    assert b.mixed(v, np.ones((2, 2))) == "matrix"
    assert v.tolist() == [6] * 3
    refusal_of(b.mixed, v, "text")
    refusal_of(b.mixed, v, np.ones((2, 2), complex))
    refusal_of(b.change_two, v, "text")
    assert v.tolist() == [6] * 3


# Calls within calls: a conversion may run Python code, which may call the bridge.


class Nested:
    """An array-like that makes other calls while it is converted."""

    def __init__(self, result: np.ndarray) -> None:
        self.result = result

    def __array__(self, dtype: Any = None, copy: Any = None) -> np.ndarray:
        assert b.widening(np.ones(3, np.int8)) == "int8"
        assert b.narrowing(np.ones(3, np.longdouble)) in ("float32", "float64")
        assert refusal_of(b.matrix_sum, BAD).startswith("argument 1 (A): " + SENTENCE)
        assert refusal_of(b.widening, "text").lower().count("needs") == 3
        return self.result


def test_calls_while_an_argument_is_converted() -> None:
    assert b.container_sum(Nested(np.ones(3))) == 3
    for name in ("int8", "float32", "float64"):
        assert b.widening(Nested(np.ones(3, name))) == name
        assert b.narrowing(Nested(np.ones(3, name))) == name
    sentence = refusal_of(b.container_sum, Nested(np.ones((2, 2))))
    assert sentence.startswith("argument 1 (v): vector<double> needs a 1-D array-like")
    assert "shape (2, 2)" in sentence and "matrix_view" not in sentence
    sentence = refusal_of(b.widening, Nested(np.ones((2, 2))))
    assert sentence.count("needs") == 3


def test_calls_from_within_a_call() -> None:
    assert b.call_and_name([1.0], lambda: b.widening(np.ones(3, np.float32))) == "float321"
    sentence = refusal_of(b.call_and_name, [1.0], lambda: b.widening("text"))
    assert sentence.count("needs") == 3
    sentence = refusal_of(b.call_and_name, [1.0], lambda: 1 + "1")  # type: ignore[operator]
    assert "needs" not in sentence


@pytest.mark.parametrize("name", ["float32", "float64"])
@pytest.mark.parametrize("argument", ["text", np.ones(3, complex), None, [[1.0]]])
def test_a_function_that_fails_with_an_argument_error_is_called_once(
    name: str, argument: Any
) -> None:
    failing: list[Callable[[Any], Any]] = [b.container_sum, b.widening, b.matrix_sum, b.count_call]
    for inner in failing:
        count = 0

        def fail(inner: Callable[[Any], Any] = inner) -> None:
            nonlocal count
            count += 1
            inner(argument)

        own = refusal_of(inner, argument)
        assert refusal_of(b.call_overloaded, np.ones(3, name), fail) == own
        assert count == 1
        assert refusal_of(b.call_overloaded, [1, 2], fail) == own
        assert count == 2
        assert refusal_of(b.call_and_name, np.ones(3, name), fail) == own
        assert count == 3


def test_a_function_that_raises_an_old_argument_error_is_called_once() -> None:
    with pytest.raises(TypeError) as caught:
        b.matrix_sum(BAD)
    count = 0

    def fail() -> None:
        nonlocal count
        count += 1
        raise caught.value

    assert refusal_of(b.call_overloaded, np.ones(3), fail) == str(caught.value)
    assert count == 1
    assert refusal_of(b.call_overloaded, np.ones(3, np.float32), fail) == str(caught.value)
    assert count == 2


def test_threads_have_their_own_reasons() -> None:
    def run(dtype: str) -> None:
        name = np.dtype(dtype).name
        for _ in range(200):
            sentence = refusal_of(b.container_sum, Nested(np.ones((2, 2), dtype)))
            assert f"got {name}, shape (2, 2)" in sentence or f"{name}, shape (2, 2)" in sentence
            time.sleep(0)

    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(run, dtype) for dtype in ("int8", "uint16", "float32", "float64")]:
            done.result()


# Objects that lie.


class Fake:
    """Claims to be an array."""

    __class__ = np.ndarray  # type: ignore[assignment]


class Raising:
    """An array-like that fails, each instance its own way."""

    def __init__(self, error: BaseException) -> None:
        self.error = error

    def __array__(self, dtype: Any = None, copy: Any = None) -> np.ndarray:
        raise self.error


class Dishonest(np.ndarray):
    """An array whose attributes say what is not so."""

    shape = (10**9,)  # type: ignore[assignment]
    strides = (8,)  # type: ignore[assignment]
    dtype = np.dtype(np.float64)  # type: ignore[assignment]
    ndim = 1  # type: ignore[assignment]
    __class__ = int  # type: ignore[assignment]


def deep_list(depth: int) -> list[Any]:
    nested: list[Any] = [1.0]
    for _ in range(depth):
        nested = [nested]
    return nested


def released() -> memoryview:
    view = memoryview(b"12345678")
    view.release()
    return view


LIARS = [
    Fake(),
    Raising(RuntimeError("no")),
    Raising(TypeError("no")),
    Raising(OverflowError("no")),
    Raising(UnicodeDecodeError("utf-8", b"", 0, 0, "no")),
    np.ones(3, complex).view(Dishonest),
    np.ones((2, 2), complex).view(Dishonest),
    np.ndarray,
    np.float64,
    np.dtype("f8"),
    deep_list(40),
    deep_list(10_000),
    released(),
    type("Struct", (), {"__array_struct__": 5})(),
    type("Interface", (), {"__array_interface__": 5})(),
    type("Long", (), {"__len__": lambda self: -1, "__getitem__": lambda self, i: 1.0})(),
    NotImplemented,
    ...,
    float,
    iter([1.0]),
]


@pytest.mark.parametrize("liar", LIARS, ids=lambda liar: type(liar).__name__)
def test_liars_are_refused(liar: Any) -> None:
    for function in (b.vector_sum, b.matrix_sum, b.shared_sum, b.container_sum, b.widening):
        with pytest.raises((TypeError, ValueError), match="needs"):
            function(liar)
    for function in (b.count_call, b.mutable_first, b.by_rank, b.widening_matrix):
        with pytest.raises((TypeError, ValueError), match="needs"):
            function(liar)


# Exceptions.


@pytest.mark.parametrize(
    "name, expected",
    [
        ("bad_index", IndexError),
        ("bad_size", ValueError),
        ("bad_argument", ValueError),
        ("singular", np.linalg.LinAlgError),
        ("divide_by_zero", ZeroDivisionError),
        ("non_real", ValueError),
        ("external_logic", ValueError),
        ("internal_logic", RuntimeError),
        ("runtime_error", RuntimeError),
        ("invalid_argument", ValueError),
        ("out_of_range", IndexError),
        ("overflow_error", RuntimeError),
        ("bad_alloc", MemoryError),
    ],
)
def test_exceptions_of_cpp(name: str, expected: type[Exception]) -> None:
    with pytest.raises(expected) as caught:
        getattr(b, f"raise_{name}")()
    assert caught.type is expected
    with pytest.raises(expected):
        getattr(b, f"raise_{name}")()


def test_exceptions_keep_their_text() -> None:
    with pytest.raises(ValueError, match="^as the author said$"):
        b.raise_bad_argument_with_text()
    with pytest.raises(RuntimeError, match="^as the author said$"):
        b.raise_runtime_error()
    with pytest.raises(np.linalg.LinAlgError, match="(?i)singular"):
        b.raise_singular()
