# Copyright 2026 The npublas authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
"""The fast door does what plain `def` does: free functions, overloads, errors, lifetimes."""

from __future__ import annotations

import copy
import functools
import gc
import inspect
import itertools
import pickle
import pydoc
import sys
import types
import weakref
from collections.abc import Callable
from typing import Any

import bridge_def as b
import numpy as np
import pytest
from bridge_oracle import run_python
from hypothesis import given, settings
from hypothesis import strategies as st
from test_bridge_memory import CALLS, SANITIZED, resident

FAST, PLAIN = b.fast, b.plain
V, M = np.arange(1.0, 4.0), np.arange(9.0).reshape(3, 3)
V.flags.writeable = M.flags.writeable = False
FLOATS = np.ones(3, np.float32)

BOTH = sorted(name for name in vars(FAST) if not name.startswith("__"))


def refusal_of(function: Callable[..., Any], *arguments: Any, **keywords: Any) -> str:
    with pytest.raises(TypeError) as caught:
        function(*arguments, **keywords)
    return str(caught.value)


# The two doors side by side.


def copied(value: Any) -> Any:
    """A copy of an argument, so that each door has its own to write to."""
    return copy.deepcopy(value) if isinstance(value, (np.ndarray, list, dict)) else value


def kind_of(error: Exception) -> type[Exception]:
    """The standard type: Boost.Python's ArgumentError is a TypeError."""
    return TypeError if isinstance(error, TypeError) else type(error)


def outcome(function: Callable[..., Any], arguments: Any, keywords: Any) -> Any:
    """What a call gives, and what it leaves behind in its arguments."""
    arguments = [copied(argument) for argument in arguments]
    keywords = {name: copied(argument) for name, argument in keywords.items()}
    try:
        result = function(*arguments, **keywords)
    except Exception as error:
        # The sentences of the two doors differ only where several overloads are listed.
        ours = " needs " in str(error)
        result = (kind_of(error), str(error) if ours or not isinstance(error, TypeError) else "")
    return result, arguments, keywords


def same(x: Any, y: Any) -> bool:
    if type(x) is not type(y):
        return False
    if isinstance(x, np.ndarray):
        return bool(
            (x.dtype, x.shape, x.strides, x.flags.writeable)
            == (y.dtype, y.shape, y.strides, y.flags.writeable)
            and (x.tobytes() == y.tobytes() or x.dtype.hasobject)
        )
    if isinstance(x, (tuple, list)):
        return len(x) == len(y) and all(map(same, x, y))
    if isinstance(x, dict):
        return list(x) == list(y) and all(map(same, x.values(), y.values()))
    return bool(x is y or x == y or x != x)


def check_same(name: str, arguments: Any, keywords: Any) -> None:
    through_fast = outcome(getattr(FAST, name), arguments, keywords)
    through_plain = outcome(getattr(PLAIN, name), arguments, keywords)
    if same(through_plain[0], (TypeError, "")):
        # Boost.Python's own words tell less than the fast door's sentence.
        assert through_fast[0][0] is TypeError
        through_fast = (through_plain[0], *through_fast[1:])
    assert same(through_fast, through_plain)


def frozen(array: np.ndarray) -> np.ndarray:
    array.flags.writeable = False
    return array


class Number:
    """Converts itself to every kind of number."""

    def __index__(self) -> int:
        return 3

    def __float__(self) -> float:
        return 3.5

    def __complex__(self) -> complex:
        return 1j


class Subclass(float):
    pass


class Broken:
    """Fails whatever it is asked for."""

    def __array__(self, *_: Any) -> np.ndarray:
        raise ZeroDivisionError("broken")

    def __index__(self) -> int:
        raise KeyError("broken")

    def __float__(self) -> float:
        raise KeyError("broken")


NUMBERS: list[Any] = [
    *(
        0,
        1,
        2,
        -1,
        127,
        128,
        -129,
        255,
        256,
        2**31,
        -(2**31) - 1,
        2**63,
        2**64,
        -(2**63),
        10**30,
    ),
    *(0.0, 1.5, -2.0, 1e300, float("inf"), float("nan"), 2j, True, False),
    *(
        np.float32(1.5),
        np.float64(2),
        np.int8(-3),
        np.int64(300),
        np.uint64(2**63),
        np.bool_(True),
    ),
    *(np.longdouble(1.25), np.complex64(1 + 2j), np.float16(1), Number(), Subclass(2.5)),
]
OTHERS: list[Any] = [
    *("", "a", "text", b"bytes", None, (), (1, 2), {}, {"key": 1}, {1, 2}, range(3), len, object),
    *([], [1], [1.5, 2.0], ["a"], [[1.0, 2.0], [3.0, 4.0]], [300], [None], Broken(), np.float64),
]
ARRAYS: list[Any] = [
    *(np.ones(3), np.arange(4.0), np.ones(6)[::2], np.ones(3)[::-1], np.ones(0), np.array(2.0)),
    *(
        np.eye(3),
        np.eye(3, order="F")[:, :2],
        np.eye(4)[::2, ::2],
        np.ones((0, 3)),
        np.ones((1, 1)),
    ),
    *(np.ones(3, np.float32), np.ones(3, ">f8"), np.ones(3, int), np.ones(3, complex)),
    *(np.ones(3, object), np.array(["a"]), np.full(3, 300), np.ones(3, bool), np.ones((2, 2, 2))),
    *(
        frozen(np.ones(3)),
        frozen(np.eye(3)),
        np.ones(3, np.int8),
        np.ma.ones(3),
        np.ones((3, 3), "i4"),
    ),
]
KEYWORDS = [
    *("value", "v", "a", "b", "c", "d", "e", "A", "i", "j", "m", "w", "x", "y", "factor"),
    *("values", "key", "what", "function", "argument", "unknown", "self"),
]
ANYTHING = st.one_of(
    st.sampled_from(NUMBERS),
    st.sampled_from(OTHERS),
    st.sampled_from(ARRAYS),
    st.integers(),
    st.floats(),
    st.text(max_size=3),
)


SIZES = ("made", "made_matrix", "made_somewhere", "new_shared")  # a large one is large
NAMES = [name for name in BOTH if name not in (*SIZES, "last_address")]


@pytest.mark.parametrize("name", NAMES)
def test_one_argument(name: str) -> None:
    for value in NUMBERS + OTHERS + ARRAYS:
        check_same(name, (value,), {})


@pytest.mark.parametrize("name", SIZES)
def test_a_size(name: str) -> None:
    for value in (0, 1, 3, -1, 2**64, "a", 1.0, None, np.int8(2), np.int64(-1), V, True):
        check_same(name, (value,), {})


@given(st.sampled_from(NAMES), st.data())
@settings(max_examples=1000)
def test_any_call(name: str, data: st.DataObject) -> None:
    arguments = data.draw(st.lists(ANYTHING, max_size=6))
    keywords = data.draw(st.dictionaries(st.sampled_from(KEYWORDS), ANYTHING, max_size=3))
    check_same(name, arguments, keywords)


#: What fits: each parameter is given by place, by name, or left to its default, or is missing.
PARAMETERS: dict[str, tuple[tuple[str, st.SearchStrategy[Any]], ...]] = {
    "many": (
        ("a", st.floats(allow_nan=False)),
        ("b", st.sampled_from([1, 2.5, np.float32(1), None])),
        ("c", st.sampled_from([1, -2, np.int16(3), 1.5, 2**40])),
        ("d", st.sampled_from(["", "abc", 5])),
        ("e", st.sampled_from([None, 0, "x"])),
    ),
    "no_default_in_front": (
        ("a", st.sampled_from([1.0, 2])),
        ("b", st.sampled_from([1.0, 2])),
        ("c", st.sampled_from([1, 2])),
        ("d", st.sampled_from(["", "abc"])),
        ("e", st.sampled_from([None, 0])),
    ),
    "axpy": (
        ("a", st.sampled_from([1, 2.5, np.float32(3), "x"])),
        ("x", st.sampled_from(ARRAYS)),
        ("y", st.sampled_from(ARRAYS)),
    ),
    "at": (
        ("A", st.sampled_from([a for a in ARRAYS if a.ndim == 2 and a.size > 3] + [V, FLOATS])),
        ("i", st.sampled_from([0, 1, np.uint8(1), -1, 1.0, "a"])),
        ("j", st.sampled_from([0, 1, np.int64(1), np.int64(-1), None])),
    ),
    "scale": (("v", st.sampled_from(ARRAYS)), ("factor", st.sampled_from(NUMBERS))),
    "three": (
        ("x", st.sampled_from(NUMBERS)),
        ("v", st.sampled_from([V, FLOATS, [1.0], M, np.ones(2)])),
        ("m", st.sampled_from([M, V, M.T, M[:, :2], M.astype("f4"), M.tolist()])),
    ),
    "twice_and_sum": (("v", st.sampled_from(ARRAYS)), ("m", st.sampled_from(ARRAYS))),
    "append_to_both": (("v", st.sampled_from(ARRAYS)), ("w", st.sampled_from(ARRAYS))),
    "get_item": (
        ("values", st.sampled_from([{}, {1: 2}, {None: 3}, [1]])),
        ("key", st.sampled_from([1, None, "x"])),
    ),
}


@given(st.sampled_from(sorted(PARAMETERS)), st.data())
@settings(max_examples=1500)
def test_calls_that_nearly_fit(name: str, data: st.DataObject) -> None:
    arguments: list[Any] = []
    keywords: dict[str, Any] = {}
    for parameter, values in PARAMETERS[name]:
        ways = ["name", "name", "leave"] + ["place"] * (4 if not keywords else 0)
        way = data.draw(st.sampled_from(ways))
        if way == "place":
            arguments.append(data.draw(values))
        elif way == "name":
            keywords[parameter] = data.draw(values)
        else:
            keywords.setdefault("unknown", 1) if data.draw(st.integers(0, 9)) == 0 else None
    if arguments and data.draw(st.integers(0, 5)) == 0:
        keywords[PARAMETERS[name][0][0]] = arguments[0]
    keywords = dict(data.draw(st.permutations(list(keywords.items()))))
    check_same(name, arguments, keywords)


def test_the_comparison_sees_differences() -> None:
    assert not same((1, [np.ones(2)]), (1, [np.ones(2, np.float32)]))
    assert not same(np.ones(2), np.zeros(2))
    assert not same(1, 1.0)
    assert not same(outcome(FAST.answer, (), {}), outcome(PLAIN.nothing, (), {}))
    assert not same(outcome(FAST.first, ("a",), {}), outcome(PLAIN.first, (V,), {}))


# Calls.


def test_the_module_really_has_both_doors() -> None:
    assert {type(getattr(FAST, name)).__name__ for name in BOTH} == {"function"}
    assert {type(getattr(PLAIN, name)).__name__ for name in BOTH} == {"function"}
    assert type(FAST.first) is not type(PLAIN.first)
    assert len(BOTH) > 40 and set(BOTH) <= set(vars(PLAIN))


def test_ways_to_pass_arguments() -> None:
    assert FAST.first(V) == 1
    assert FAST.first(v=V) == 1
    assert FAST.first(*[V]) == 1
    assert FAST.first(**{"v": V}) == 1
    assert FAST.at(M, 1, 2) == 5
    assert FAST.at(j=2, i=1, A=M) == 5
    assert FAST.at(M, j=2, i=1) == 5
    assert FAST.at(*(M, 1), **{"j": 2}) == 5
    assert FAST.first.__call__(V) == 1
    # A name that is no constant of this module is not the interned string.
    assert FAST.first(**{"".join(["v"]): V}) == 1


@pytest.mark.parametrize(
    "arguments, keywords, expected",
    [
        ((1,), {}, 1 + 15 + 200 + 4000),
        ((1, 2), {}, 1 + 20 + 200 + 4000),
        ((1,), {"c": 5}, 1 + 15 + 500 + 4000),
        ((), {"a": 1, "d": "", "e": 0}, 1 + 15 + 200 + 0.5),
        ((1, 2, 3, "x", 5), {}, 1 + 20 + 300 + 1000 + 0.5),
        ((1, 2, 3, "x"), {"e": None}, 1 + 20 + 300 + 1000),
    ],
)
def test_defaults(arguments: Any, keywords: Any, expected: float) -> None:
    assert FAST.many(*arguments, **keywords) == expected


@pytest.mark.parametrize(
    ("arguments", "keywords", "words"),
    [
        ((), {}, "argument 1 (a) is missing"),
        ((1,), {"a": 1}, "argument 'a' is given twice"),
        ((1,), {"unknown": 1}, "argument 'unknown' is unknown"),
        ((1,), {"\ud800": 1}, r"argument '\ud800' is unknown"),
        ((1, 2, 3, "x", 5, 6), {}, "6 arguments are too many"),
        ((), {"b": 1}, "argument 1 (a) is missing"),
        ((1, 2), {"b": 2}, "argument 'b' is given twice"),
        (("text",), {}, "argument 1 (a): double needs a Python float; got str; pass float(a)"),
        ((None,), {}, "argument 1 (a): double needs a Python float; got NoneType; pass a value"),
        ((1,), {"d": 1}, "argument 4 (d): std::string needs a Python str; got int; pass str(d)"),
        (
            (1, 2, 2.5),
            {},
            "argument 3 (c): std::int32_t needs a Python int; got float; pass int(c)",
        ),
        (
            (1, 2, np.int64(2**40)),
            {},
            "argument 3 (c): std::int32_t needs a Python int; got numpy.int64; pass a value in its "
            "range",
        ),
    ],
)
def test_calls_that_do_not_fit(arguments: Any, keywords: Any, words: str) -> None:
    sentence = refusal_of(FAST.many, *arguments, **keywords)
    assert sentence.startswith(words)
    signature = "; the function is many(a, b=1.5, c=2, d='text', e=None)"
    assert sentence.endswith(signature) == (" needs " not in words)


def test_only_keywords_where_the_first_parameters_have_no_names() -> None:
    run_python(
        """
        import bridge_def
        for door in (bridge_def.fast, bridge_def.plain):
            for names in ("abcde", "xcde", "cde", "vwxyz", "abc", "cdexy"):
                try:
                    door.no_default_in_front(**dict.fromkeys(names, 1))
                except TypeError:
                    continue
                raise AssertionError(names)
        """
    )


@pytest.mark.parametrize("name", ["named_first", "named_last"])
def test_keywords_for_an_overload_beside_one_with_few_names(name: str) -> None:
    for door in (FAST, PLAIN):
        function = getattr(door, name)
        assert function(1, 2) == function(a=1, b=2) == function(1, b=2) == "named"
        assert function(1, 2, 3) == function(1, 2, c=3) == "partly named"


def test_fifteen_arguments() -> None:
    assert FAST.fifteen(*range(15)) == sum((i + 1) * i for i in range(15))
    assert "argument 15 is missing" in refusal_of(FAST.fifteen, *range(14))
    assert "16 arguments are too many" in refusal_of(FAST.fifteen, *range(16))
    assert "40 arguments are too many" in refusal_of(FAST.fifteen, *range(40))
    assert "argument 'x0' is unknown" in refusal_of(FAST.fifteen, **{f"x{i}": i for i in range(40)})


def test_a_default_array_is_one_object_for_all_calls() -> None:
    FAST.tail_of_default().base[:] = 1  # other tests scale it
    assert FAST.sum_of_default() == 3
    first, second = FAST.tail_of_default(), FAST.tail_of_default()
    assert first.base is second.base
    first[:] = 5
    try:
        assert second.tolist() == [5, 5]
        assert FAST.sum_of_default() == 11
    finally:
        first[:] = 1
    FAST.scale_default()
    FAST.scale_default(factor=0.5)
    assert FAST.sum_of_default() == 3


# What is not a function pointer.


def test_lambdas_and_functors() -> None:
    assert b.square(3) == b.square(x=3.0) == 9
    assert b.greet() == "hello, you"
    assert b.greet(name="world") == "hello, world"
    assert b.triple(x=2) == 6
    assert b.halve(3) == 1.5
    assert b.pointer(v=V) == b.reference(v=V) == 1
    assert "argument 1 (v): vector_view<const double> needs" in refusal_of(b.pointer, FLOATS)


def test_a_functor_keeps_its_state() -> None:
    start = b.count()
    assert [b.count() for _ in range(3)] == [start + 1, start + 2, start + 3]
    assert "1 argument is too many; the function is count()" == refusal_of(b.count, 1)
    assert b.count() == start + 4


def test_member_functions_as_functions() -> None:
    point = b.Point()
    assert b.point_with(point) == 2
    assert b.point_with(y=1, point=point) == 2.5
    assert b.move_point(point, 1) is None
    assert point.x == 2.5
    assert "argument 1 (point): " in refusal_of(b.point_with, 3)


def test_one_overload_for_each_element_type() -> None:
    for dtype, expected in ((np.float32, 6), (np.float64, 6), (np.complex128, 6)):
        assert b.norm(np.array([1, -2, 3], dtype)) == expected
    assert b.norm(v=np.array([3j, 4])) == 7
    assert type(b.norm(FLOATS)) is float
    assert b.only_int32(np.array([7, 8], np.int32)) == 7
    for function in (b.norm,):
        assert refusal_of(function, np.ones(3, int)).splitlines()[0].startswith("no overload takes")


@pytest.mark.parametrize(
    "value, got",
    [
        (np.ones(3, int), "int64, shape (3,), C order"),
        (np.ones(3, np.longdouble), "longdouble, shape (3,), C order"),
        ([1.0], "list"),
        (np.float64(1), "numpy.float64"),
    ],
)
def test_the_refusal_lists_the_element_types(value: Any, got: str) -> None:
    sentence = refusal_of(b.norm, value)
    for element in ("float32", "float64", "complex128"):
        assert f"a {element} 1-D array" in sentence
    assert sentence.count(f"got {got}") == 3
    assert sentence.count("argument 1 (v): ") == 3
    assert "argument 1: vector_view<const std::int32_t> needs an int32" in refusal_of(
        b.only_int32, value
    )


# Overload sets, made while the tests run.


def new_scope() -> types.ModuleType:
    return types.ModuleType("scope")


def overload_set(*definitions: tuple[str, str]) -> Callable[..., str]:
    scope = new_scope()
    for overload, door in definitions:
        b.define(scope, "f", overload, door)
    # The scope must outlive the function, as a module does.
    function = scope.f
    return functools.partial(lambda scope, *a, **k: function(*a, **k), scope)


ATTEMPTS: list[tuple[Any, ...]] = [
    *(
        (1,),
        (1.5,),
        ("a",),
        (None,),
        (1, 2),
        (),
        (True,),
        (2**70,),
        (np.float32(1),),
        (np.int8(1),),
    ),
    *((V,), (np.ones(3),), (FLOATS,), (np.ones(3, np.int8),), (np.ones(3, int),), (M,), ([1.0],)),
    *(
        ([1],),
        ([],),
        (np.ones(6)[::2],),
        (np.array(1.0),),
        (np.full(2, 300),),
        (np.ones(3, complex),),
    ),
]
OVERLOADS = [
    *("object", "double", "int", "string", "two", "vector float64", "vector float32"),
    *("vector int8", "view float64", "const view float64", "const view float32", "matrix"),
]


def answers(function: Callable[..., str]) -> list[Any]:
    """What each of the calls gives: the overload's name, or the kind of the error."""
    found: list[Any] = []
    for arguments in ATTEMPTS:
        try:
            found.append(function(*arguments))
        except Exception as error:
            found.append(kind_of(error))
    return found


@pytest.mark.parametrize("order", itertools.permutations(["int", "double", "object", "string"]))
def test_fast_overloads_are_tried_as_plain_ones(order: tuple[str, ...]) -> None:
    fast = overload_set(*((overload, "fast") for overload in order))
    plain = overload_set(*((overload, "plain") for overload in order))
    assert answers(fast) == answers(plain)
    # Newest first: what takes anything hides what is older.
    newer = order[order.index("object") + 1 :]
    assert fast("a") == ("string" if "string" in newer else "object")


@pytest.mark.parametrize("doors", itertools.product(["fast", "policy"], repeat=3))
@pytest.mark.parametrize(
    "order", itertools.permutations(["const view float64", "string", "object"])
)
def test_any_mixture_of_doors(order: tuple[str, ...], doors: tuple[str, ...]) -> None:
    plain = answers(overload_set(*((overload, "plain") for overload in order)))
    assert answers(overload_set(*zip(order, doors))) == plain
    for count in (1, 2):
        mixed = ["plain"] * count + list(doors)[count:]
        assert answers(overload_set(*zip(order, mixed))) == plain


@given(
    st.lists(st.sampled_from(OVERLOADS), min_size=1, max_size=5),
    st.integers(0, 4),
    st.data(),
)
@settings(max_examples=300)
def test_any_overload_set(order: list[str], plain_count: int, data: st.DataObject) -> None:
    doors = [
        "plain" if i < plain_count else data.draw(st.sampled_from(["fast", "fast", "policy"]))
        for i in range(len(order))
    ]
    plain = overload_set(*((overload, "plain") for overload in order))
    assert answers(overload_set(*zip(order, doors))) == answers(plain)


@pytest.mark.parametrize("doors", itertools.product(["fast", "policy"], repeat=3))
@pytest.mark.parametrize("count", [0, 1, 2])
@pytest.mark.parametrize(
    "order", itertools.permutations(["vector float64", "vector float32", "vector int8"])
)
def test_the_exact_element_type_wins(
    order: tuple[str, ...], doors: tuple[str, ...], count: int
) -> None:
    function = overload_set(*zip(order, ["plain"] * count + list(doors)[count:]))
    assert function(np.ones(3)) == "vector float64"
    assert function(FLOATS) == "vector float32"
    assert function(np.ones(3, np.int8)) == "vector int8"


def test_an_author_s_own_policies_are_asked() -> None:
    function = overload_set(
        ("string", "plain"), ("double", "policy"), ("const view float64", "fast")
    )
    before = b.precall_count()
    assert function(V) == "const view float64" and function("a") == "string"
    assert b.precall_count() == before
    assert function(1.5) == "double"
    assert b.precall_count() == before + 1


def test_one_function_object_holds_all_overloads() -> None:
    scope = new_scope()
    b.define(scope, "f", "string", "fast")
    taken_early = scope.f
    b.define(scope, "f", "double", "fast")
    assert taken_early is scope.f
    assert taken_early(1.0) == "double" and taken_early("a") == "string"


def test_two_names_and_two_scopes_are_apart() -> None:
    one, two = new_scope(), new_scope()
    b.define(one, "f", "string", "fast")
    b.define(two, "f", "double", "fast")
    b.define(one, "g", "int", "fast")
    assert one.f("a") == "string" and two.f(1) == "double" and one.g(1) == "int"
    for function, value in ((one.f, 1.0), (two.f, "a"), (one.g, "a")):
        assert "argument 1: " in refusal_of(function, value)


def test_what_is_no_function_of_boost_python_is_replaced() -> None:
    scope = new_scope()
    scope.f = len
    b.define(scope, "f", "string", "fast")
    assert scope.f("a") == "string"
    assert "argument 1: std::string needs" in refusal_of(scope.f, [1])


# A plain def defined last.


def test_a_plain_def_defined_last_replaces_the_name() -> None:
    scope = new_scope()
    b.define(scope, "lost", "string", "fast")
    with pytest.warns(RuntimeWarning, match=r"\blost\b") as caught:
        b.define(scope, "lost", "double", "plain")
    assert len(caught) == 1
    assert scope.lost(1) == "double"
    assert "did not match" in refusal_of(scope.lost, "a")


def test_the_warning_reaches_whoever_imports() -> None:
    script = """
        import types, warnings, bridge_def
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            scope = types.ModuleType("scope")
            bridge_def.define(scope, "lost", "double", "fast")
            bridge_def.define(scope, "kept", "double", "fast")
            bridge_def.define(scope, "lost", "string", "plain")
            bridge_def.define(scope, "kept", "string", "fast")
        assert [w.category for w in caught] == [RuntimeWarning], caught
        assert "lost" in str(caught[0].message) and "kept" not in str(caught[0].message)
    """
    run_python(script)


@pytest.mark.parametrize(
    "ending",
    [
        "",
        "del sys.modules['bridge_def'], b",
        "del b.fast.first; gc.collect()",
        "b.fast.first = len; gc.collect()",
        "vars(b.fast).clear(); gc.collect()",
        "b.kept = b.fast.first; del b.fast.first",
        "sys.exit(0)",
        "scope = types.ModuleType('scope'); b.define(scope, 'f', 'int', 'fast'); del scope",
        "scope = types.ModuleType('scope'); b.define(scope, 'f', 'int', 'fast'); scope.f = None",
        "import atexit; atexit.register(b.fast.first, numpy.ones(3))",
        "class Late:\n    def __del__(self, f=b.fast.first, a=numpy.ones(3)): f(a)\nlate = Late()",
    ],
)
def test_no_warning_at_the_end(ending: str) -> None:
    run_python(
        "import bridge_def as b, gc, numpy, sys, types\nb.fast.first(numpy.ones(3))\n" + ending
    )


def test_a_function_without_its_scope_is_still_whole() -> None:
    scope = new_scope()
    b.define(scope, "f", "string", "fast")
    function = scope.f
    del scope
    gc.collect()
    assert function("a") == "string"
    assert "argument 1: std::string needs" in refusal_of(function, 1)
    assert function.__name__ == "f" and "f" in function.__qualname__
    assert isinstance(function.__doc__, str) and "f" in repr(function)
    assert inspect.signature(function)


# Introspection.


@pytest.mark.parametrize("name", BOTH)
def test_names_and_docstrings_are_those_of_plain_def(name: str) -> None:
    fast, plain = getattr(FAST, name), getattr(PLAIN, name)
    assert fast.__doc__ == plain.__doc__
    assert fast.__name__ == plain.__name__ == name
    assert fast.__qualname__ == name
    assert fast.__module__ == "bridge_def.fast"
    assert name in repr(fast)
    assert callable(fast)


def test_docstrings() -> None:
    assert "The first element." in FAST.first.__doc__
    assert "first( (numpy.ndarray)v) -> float" in FAST.first.__doc__
    assert "x times x" in b.square.__doc__
    assert "After the policies." in FAST.kept_vector_by_value.__doc__
    assert b.norm.__doc__.count("The sum of magnitudes.") >= 1
    assert b.norm.__doc__.count("C++ signature") == 3


def test_signatures() -> None:
    assert str(inspect.signature(FAST.first)) == "(v)"
    assert str(inspect.signature(FAST.many)) == "(a, b=1.5, c=2, d='text', e=None)"
    assert str(inspect.signature(FAST.nothing)) == "()"
    assert list(inspect.signature(FAST.three_unnamed).parameters) == ["arg1", "arg2", "arg3"]
    assert inspect.signature(FAST.many).bind(1, d="x").arguments == {"a": 1, "d": "x"}
    assert inspect.signature(b.norm).bind(V)


def test_a_signature_with_a_default_array() -> None:
    assert list(inspect.signature(FAST.scale_default).parameters) == ["v", "factor"]


def test_help() -> None:
    text = pydoc.plain(pydoc.render_doc(FAST))
    assert "many(a, b=1.5, c=2, d='text', e=None)" in text
    assert "The first element." in text
    assert "sum_of_default" in text
    assert "first(v)" in pydoc.plain(pydoc.render_doc(FAST.first))
    assert inspect.isroutine(FAST.first)
    assert inspect.getdoc(FAST.first).startswith("first( (numpy.ndarray)v)")


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_functions_are_pickled_by_name(protocol: int) -> None:
    for function in (FAST.first, b.norm, b.square):
        text = pickle.dumps(function, protocol)
        assert pickle.loads(text) is function
        assert len(text) < 100
    assert pickle.loads(pickle.dumps([b.norm, b.norm], protocol)) == [b.norm, b.norm]


def test_copies_are_the_function_itself() -> None:
    assert copy.copy(FAST.first) is FAST.first
    assert copy.deepcopy({"f": FAST.first})["f"] is FAST.first


def test_a_pickle_is_loaded_by_another_process() -> None:
    text = pickle.dumps(b.norm)
    run_python(f"import pickle, numpy; assert pickle.loads({text!r})(numpy.ones(3)) == 3")


def test_functions_go_where_functions_go() -> None:
    assert list(map(b.square, [1, 2, 3])) == [1, 4, 9]
    assert functools.partial(FAST.at, M, j=2)(1) == 5
    assert sorted([3, -4, 1], key=b.square) == [1, 3, -4]
    assert functools.reduce(FAST.many, [1, 2]) == 1 + 20 + 200 + 4000
    assert {FAST.first: 1}[FAST.first] == 1
    assert FAST.first == FAST.first and FAST.first != FAST.sum
    wrapped = functools.wraps(FAST.first)(lambda v: FAST.first(v))
    assert wrapped.__name__ == "first" and wrapped(V) == 1
    assert np.vectorize(b.square)([1.0, 2.0]).tolist() == [1, 4]
    with pytest.raises(AttributeError):
        FAST.first.__name__ = "second"
    with pytest.raises(TypeError):
        type(FAST.first)()


def test_a_fast_function_in_a_class_of_python_is_a_method() -> None:
    class Wrapper:
        same = FAST.same_object
        still = staticmethod(FAST.same_object)

    wrapper = Wrapper()
    assert wrapper.same() is wrapper
    assert wrapper.still(3) == 3
    assert Wrapper.same(3) == 3
    assert wrapper.same.__self__ is wrapper and wrapper.same.__func__ is FAST.same_object


# Errors.


def test_the_sentence_is_the_documented_one() -> None:
    assert refusal_of(FAST.scale, FLOATS) == (
        "argument 1 (v): vector_view<double> needs a writable float64 1-D array with unit stride; "
        "got float32, shape (3,), C order; pass v.astype(numpy.float64) and use that "
        "array afterwards"
    )
    for function, label, x in ((FAST.three, " (m)", "m"), (FAST.three_unnamed, "", "x")):
        assert refusal_of(function, 1, V, M.astype(np.float32)) == (
            f"argument 3{label}: matrix_view<const double> needs a float64 2-D array with unit "
            f"inner stride; got float32, shape (3, 3), C order; pass {x}.astype(numpy.float64)"
        )
    assert refusal_of(FAST.three, m=M, v=FLOATS, x=1).startswith("argument 2 (v): ")


@pytest.mark.parametrize(
    ("bad", "remedy"),
    [
        (range(3), "numpy.asarray(v, dtype=numpy.float64)"),
        ({1.0, 2.0}, "numpy.array(sorted(v), dtype=numpy.float64)"),
        ({1: 2.0}, "numpy.array(list(v.values()), dtype=numpy.float64)"),
        ({1: 2.0}.values(), "numpy.fromiter(v, dtype=numpy.float64)"),
        ((x for x in [1.0, 2.0]), "numpy.fromiter(v, dtype=numpy.float64)"),
        (map(float, "12"), "numpy.fromiter(v, dtype=numpy.float64)"),
    ],
)
def test_remedies_of_what_is_no_array(bad: Any, remedy: str) -> None:
    sentence = refusal_of(FAST.scale, bad)
    assert sentence.endswith(f"; pass {remedy} and use that array afterwards")
    array = eval(remedy, {"numpy": np, "v": bad})
    FAST.scale(array)
    sentence = refusal_of(FAST.first, bad)
    assert sentence.endswith(f"; pass {remedy}")


@pytest.mark.parametrize("bad", ["abc", b"abc", bytearray(b"abc"), None])
def test_what_has_no_remedy(bad: Any) -> None:
    words = "pass numbers, not text: an array of float64"
    if bad is None:
        words = "pass an array instead of None, which stands for a missing one"
    for function in (FAST.scale, FAST.first):
        assert refusal_of(function, bad).endswith(f"; {words}")


def test_the_same_array_twice() -> None:
    assert refusal_of(FAST.axpy, 1, V, V).startswith("argument 3 (y): strided_vector_view<double>")
    assert "read-only" in refusal_of(FAST.axpy, 1, V, V)


def test_a_default_that_does_not_fit_has_its_number() -> None:
    assert refusal_of(FAST.no_default_in_front, "a", 1, 2).startswith("argument 1: double needs")


def test_wrong_values_are_value_errors() -> None:
    with pytest.raises(ValueError, match=r"^argument 1 \(v\): .*int8.*300"):
        FAST.sum_int8([300])
    with pytest.raises(TypeError, match=r"^argument 1 \(v\): "):
        FAST.sum_int8(["a"])
    both = overload_set(("vector int8", "fast"), ("const view float32", "fast"))
    with pytest.raises(TypeError, match="no overload"):
        both([300])
    only_values = overload_set(("vector int8", "fast"), ("vector int8", "fast"))
    with pytest.raises(ValueError, match="no overload"):
        only_values([300])


def test_refusals_of_mixed_sets_tell_all() -> None:
    mixed = overload_set(
        ("const view float64", "plain"), ("string", "fast"), ("const view float32", "fast")
    )
    sentence = refusal_of(mixed, np.ones(3, int))
    assert "did not match C++ signature" in sentence
    assert "needs a float64 1-D array" in sentence
    assert "needs a float32 1-D array" in sentence


def test_a_refusal_leaves_nothing_behind() -> None:
    refusal_of(FAST.first, FLOATS)
    assert refusal_of(FAST.many, "x").count("needs") == 1
    assert "needs" not in refusal_of(PLAIN.many, "x")
    assert refusal_of(PLAIN.first, FLOATS).count("needs") == 1
    assert refusal_of(FAST.first, FLOATS).count("needs") == 1


def test_the_error_has_no_context() -> None:
    for function, value in ((FAST.first, FLOATS), (FAST.sum, "a"), (FAST.sum, Broken())):
        with pytest.raises(Exception) as caught:
            function(value)
        assert caught.value.__context__ is None and caught.value.__cause__ is None


@pytest.mark.parametrize(
    "what, expected, text",
    [
        ("runtime", RuntimeError, "as the author said"),
        ("invalid", ValueError, "as the author said"),
        ("range", IndexError, "as the author said"),
        ("memory", MemoryError, ""),
        ("index", IndexError, "as the author said"),
        ("size", ValueError, "as the author said"),
        ("singular", np.linalg.LinAlgError, "as the author said"),
        ("author", KeyError, "code 7"),
        ("number", RuntimeError, "unidentifiable"),
        ("python", LookupError, "from Python"),
    ],
)
def test_exceptions(what: str, expected: type[Exception], text: str) -> None:
    for _ in range(2):
        with pytest.raises(expected, match=text) as caught:
            getattr(FAST, "raise")(what)
        assert caught.type is expected
    assert getattr(FAST, "raise")("nothing") is None


# In-out.


def test_in_out_arguments_are_copied_back() -> None:
    v, m = np.ones(3), np.ones((2, 2))
    FAST.twice(v)
    assert v.tolist() == [2, 2, 2]
    assert FAST.twice_and_sum(m=m, v=v) == 15
    assert v.tolist() == [4, 4, 4] and m.tolist() == [[3, 3], [3, 3]]
    floats = np.ones(4, np.float32)[::2]
    FAST.twice(floats)
    assert floats.tolist() == [2, 2] and floats.base.tolist() == [2, 1, 2, 1]


def test_in_out_arguments_are_not_copied_back_after_a_throw() -> None:
    v = np.ones(3)
    with pytest.raises(RuntimeError, match="changed my mind"):
        FAST.change_and_throw(v)
    assert v.tolist() == [1, 1, 1]


def test_in_out_arguments_that_are_refused() -> None:
    v = np.ones(3)
    assert "read-only" in refusal_of(FAST.twice, V)
    assert "argument 1 (v): vector<double>& needs a writable" in refusal_of(FAST.twice, [1.0])
    # The first is not touched when the second is refused.
    refusal_of(FAST.twice_and_sum, v, "text")
    assert v.tolist() == [1, 1, 1]


def test_a_resized_in_out_argument() -> None:
    v, w = np.ones(3), np.ones(4)
    with pytest.raises(ValueError, match=r"\(3,\).*\(4,\)"):
        FAST.append(v)
    with pytest.raises(ValueError, match="changed the size"):
        FAST.append_to_both(v, w)
    assert v.tolist() == [1, 1, 1] and w.tolist() == [1, 1, 1, 1]


# Results.


def test_results() -> None:
    assert FAST.nothing() is None and FAST.no_object() is None
    assert FAST.answer() == 42
    assert FAST.characters() == "characters"
    assert FAST.pair_of(V) == (3, "text")
    assert FAST.made(3).tolist() == [0, 1, 2]
    assert FAST.made_matrix(2).flags.f_contiguous
    thing = object()
    assert FAST.same_object(thing) is thing
    assert FAST.borrowed_object(thing) is thing
    assert FAST.second_argument(V) is V


def test_a_container_is_adopted() -> None:
    array = FAST.made_somewhere(1000)
    assert array.ctypes.data == FAST.last_address()
    assert array.flags.writeable and array[-1] == 999


def test_a_view_is_based_on_its_argument() -> None:
    v = np.arange(100_000.0)
    view = FAST.tail(v)
    assert view.base is v and view.ctypes.data == v.ctypes.data + 8
    assert FAST.tail(v=v).base is v
    alive = weakref.ref(v)
    del v
    gc.collect()
    assert alive() is not None and view[0] == 1
    del view
    assert alive() is None
    with pytest.raises(RuntimeError, match="return_view"):
        FAST.dangling(np.ones(3))


def test_a_shared_container_is_its_array() -> None:
    v = np.arange(4.0)
    assert FAST.shared(v) is v
    assert FAST.new_shared(3).tolist() == [0, 1, 2]


def test_a_reference_is_copied_under_its_policy() -> None:
    for function in (FAST.kept_vector, FAST.kept_vector_by_value):
        array = function()
        array[:] = 0
        assert function().tolist() == [7, 7, 7, 7]


# Calls within calls.


def test_recursion() -> None:
    def down(n: int) -> int:
        return 0 if n == 0 else 1 + FAST.apply(down, n - 1)

    assert down(100) == 100
    run_python(
        """
        from bridge_def import fast
        def endless(x):
            return fast.apply(endless, x)
        try:
            endless(1)
        except RecursionError:
            assert fast.answer() == 42
        else:
            raise AssertionError
        """
    )


def test_failing_conversions_within_a_call() -> None:
    def inner() -> str:
        refusal_of(FAST.first, FLOATS)
        refusal_of(PLAIN.first, FLOATS)
        refusal_of(b.norm, "x")
        return FAST.same_string("done")

    assert FAST.apply_to_copy([1, 2], inner) == (2, "done")

    def fail() -> None:
        FAST.first(FLOATS)

    assert refusal_of(FAST.apply_to_copy, [1, 2], fail).startswith("argument 1 (v): vector_view")
    assert refusal_of(PLAIN.apply_to_copy, [1, 2], fail).startswith("argument 1 (v): vector_view")


class Calling:
    """An array-like that calls fast functions, some in vain, while it is converted."""

    def __init__(self, array: Any) -> None:
        self.array = array

    def __array__(self, *_: Any) -> Any:
        refusal_of(FAST.first, FLOATS)
        refusal_of(b.norm, np.ones(3, int))
        assert FAST.sum([1, 2]) == 3
        return self.array


def test_calls_while_an_argument_is_converted() -> None:
    assert FAST.sum(Calling(np.ones(3))) == 3
    sentence = refusal_of(FAST.sum, Calling(np.ones((2, 2))))
    assert sentence.startswith("argument 1 (v): vector<double> needs a 1-D array-like")
    assert sentence.count("needs") == 1
    both = overload_set(("vector float64", "fast"), ("vector int8", "fast"))
    assert both(Calling(np.ones(3, np.int8))) == "vector int8"
    assert both(Calling(np.ones(3))) == "vector float64"
    sentence = refusal_of(both, Calling(np.array(["a"])))
    assert sentence.count("needs") == 2


def test_an_error_inside_a_conversion() -> None:
    for value in (Broken(), [Broken()]):
        fast, plain = (outcome(door.sum, (value,), {})[0] for door in (FAST, PLAIN))
        assert fast == plain


def test_the_arguments_may_change_under_a_call() -> None:
    arguments = [np.ones(3)]

    def drop() -> int:
        arguments.clear()
        gc.collect()
        return 1

    assert FAST.apply_to_copy(arguments[0], drop) == (3, 1)


def test_overloads_defined_while_the_function_runs() -> None:
    scope = new_scope()
    b.define(scope, "f", "vector float64", "fast")

    class Defining:
        def __array__(self, *_: Any) -> np.ndarray:
            for overload in ("string", "double", "int", "two") * 5:
                b.define(scope, "f", overload, "fast")
            return np.ones(3)

    assert scope.f(Defining()) == "vector float64"
    assert scope.f("a") == "string"


# Memory.


def test_references_and_blocks_hold_still() -> None:
    v, m, thing = np.ones(10), np.ones((3, 3)), object()
    bad = np.ones(10, np.float32)

    def fails(function: Callable[..., Any], *arguments: Any, **keywords: Any) -> None:
        try:
            function(*arguments, **keywords)
        except Exception:
            return
        raise AssertionError("this call must fail")

    calls: list[Callable[[], Any]] = [
        lambda: FAST.first(v),
        lambda: FAST.scale(v=v),
        lambda: FAST.at(m, j=1, i=2),
        lambda: FAST.many(1, c=3),
        lambda: FAST.same_object(thing),
        lambda: FAST.made(3),
        lambda: FAST.tail(v),
        lambda: FAST.shared(v),
        lambda: FAST.kept_vector(),
        lambda: FAST.second_argument(v),
        lambda: FAST.tail_of_default(),
        lambda: FAST.twice(v[:1]),
        lambda: FAST.sum(bad),
        lambda: b.norm(v),
        lambda: b.greet(),
        lambda: FAST.apply(FAST.same_object, thing),
        lambda: fails(FAST.first, bad),
        lambda: fails(FAST.first, v=thing),
        lambda: fails(FAST.many, 1, a=2),
        lambda: fails(b.norm, thing),
        lambda: fails(FAST.append, v),
        lambda: fails(FAST.append_to_both, v, v),
        lambda: fails(FAST.change_and_throw, v),
        lambda: fails(FAST.dangling, v),
        lambda: fails(getattr(FAST, "raise"), "author"),
        lambda: fails(FAST.apply, FAST.first, bad),
        lambda: fails(FAST.twice_and_sum, v, thing),
    ]
    held = [v, m, thing, bad, FAST.first, b.norm, None]
    for call in calls:
        for _ in range(100):
            call()
        gc.collect()
        counts, blocks = [sys.getrefcount(x) for x in held], sys.getallocatedblocks()
        size = resident()
        for _ in range(CALLS):
            call()
        gc.collect()
        after = [sys.getrefcount(x) for x in held]
        assert all(abs(x - y) < 100 for x, y in zip(after, counts)), inspect.getsource(call)
        assert sys.getallocatedblocks() - blocks < 100, inspect.getsource(call)
        # One lost malloc of the smallest kind in each call would be 3.2 MB.
        assert SANITIZED or resident() - size < 1_500_000, inspect.getsource(call)


def test_a_deleted_function_takes_all_with_it() -> None:
    def make() -> None:
        scope = new_scope()
        b.define(scope, "f", "string", "plain")
        b.define(scope, "f", "double", "fast")
        b.define(scope, "f", "vector float64", "policy")
        assert scope.f("a") == "string"

    for _ in range(100):
        make()
    gc.collect()
    blocks = sys.getallocatedblocks()
    for _ in range(1000):
        make()
    gc.collect()
    assert sys.getallocatedblocks() - blocks < 100
