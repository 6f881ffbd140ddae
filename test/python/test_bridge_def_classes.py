# Copyright 2026 The npublas authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
"""Methods through the fast door."""

from __future__ import annotations

import copy
import functools
import gc
import inspect
import operator
import pickle
import pydoc
import re
import sys
import weakref
from collections.abc import Callable
from typing import Any

import bridge_def_classes as b
import numpy as np
import pytest

V, M, FLOATS = np.arange(1.0, 4.0), np.eye(3), np.ones(3, np.float32)


def refusal_of(function: Callable[..., Any], *arguments: Any, **keywords: Any) -> str:
    with pytest.raises(TypeError) as caught:
        function(*arguments, **keywords)
    return str(caught.value)


# Calls.


def test_methods() -> None:
    solver = b.Solver(4.0)
    assert solver.dot(V, V) == 14
    assert solver.dot(b=V, a=V) == solver.dot(V, b=V) == 14
    assert b.Solver.dot(solver, V, V) == 14
    assert solver.by_lambda(x=1) == 5
    assert solver.diagonal_of() == 4 and solver.diagonal_of(factor=2) == 8
    v = V.copy()
    solver.scale(v)
    solver.scale(v, factor=3)
    assert v.tolist() == [6, 12, 18]


def test_bound_methods_are_ordinary_ones() -> None:
    solver = b.Solver(4.0)
    bound = solver.dot
    assert inspect.ismethod(bound)
    assert bound.__self__ is solver and bound.__func__ is b.Solver.dot
    assert bound == solver.dot and bound(V, V) == 14
    assert functools.partial(bound, V)(V) == 14
    assert list(map(solver.by_lambda, [1, 2])) == [5, 6]
    assert operator.methodcaller("by_lambda", x=1)(solver) == 5
    del solver
    gc.collect()
    assert bound(V, V) == 14


def test_methods_of_bases() -> None:
    solver, base = b.Solver(), b.Base()
    assert solver.weighted(V) == base.weighted(V) == solver.base_weighted(V) == 12
    assert b.Base.weighted(solver, V) == 12
    assert (solver.kind(), base.kind()) == ("solver", "base")
    solver.set_offset(2)
    assert solver.shifted(1) == solver.shifted(x=1) == 3
    needs = "needs a Python Solver; got Base; pass an instance of Solver"
    for function, other in ((b.Solver.base_weighted, V), (b.Solver.shifted, 1)):
        assert re.fullmatch(rf"argument (1|self): .* {needs}", refusal_of(function, base, other))


def test_static_methods() -> None:
    assert b.Solver.check(M) == b.Solver().check(M) == b.Solver.check(A=M) == 3
    for check in (b.Solver.check, b.Solver().check):
        assert refusal_of(check, FLOATS).startswith("argument 1 (A): matrix_view<double> needs")


def test_constructors_are_as_they_were() -> None:
    assert b.Solver(diagonal=3).diagonal == 3
    assert "did not match" in refusal_of(b.Solver, "a")
    assert "did not match" in refusal_of(b.Solver, 1, 2)


def test_properties() -> None:
    solver = b.Solver(4.0)
    solver.diagonal = 7
    assert solver.diagonal == solver.get_diagonal() == 7
    with pytest.raises(TypeError):
        solver.diagonal = "a"

    class Derived(b.Solver):
        twice = property(b.Solver.get_diagonal, b.Solver.set_diagonal)

    derived = Derived()
    derived.twice = 3
    assert derived.twice == derived.diagonal == 3


def test_overloaded_methods() -> None:
    solver = b.Solver()
    assert [solver.text(x) for x in (1.0, V, "a", 1, np.float32(1))] == [
        *("double", "vector", "string", "double", "double")
    ]
    sentence = refusal_of(solver.text, FLOATS)
    assert sentence.startswith("no overload takes these arguments\n")
    assert "argument 1: " + SENTENCE in sentence
    assert "argument 1: double needs a Python float; got numpy.ndarray" in sentence
    assert "argument 1: std::string needs a Python str; got numpy.ndarray" in sentence


# self in sentences.

SENTENCE = "vector_view<const double> needs a float64 1-D array with unit stride; got "
GOT = "float32, shape (3,), C order; pass "


def test_self_does_not_count() -> None:
    solver = b.Solver()
    sentence = f"argument 2 (b): {SENTENCE}{GOT}b.astype(numpy.float64)"
    assert refusal_of(solver.dot, V, FLOATS) == sentence
    assert refusal_of(solver.dot, b=FLOATS, a=V) == sentence
    assert refusal_of(solver.dot_with_self, V, FLOATS) == sentence
    assert refusal_of(b.Solver.dot, solver, V, FLOATS) == sentence
    assert refusal_of(solver.plain_dot, V, FLOATS) == sentence
    assert refusal_of(solver.solve_unnamed, M, FLOATS).startswith("argument 2: vector_view<double>")
    assert refusal_of(solver.weighted, FLOATS).startswith("argument 1 (v): " + SENTENCE)


def test_self_does_not_count_in_subclasses() -> None:
    class Derived(b.Solver):
        def dot(self, a: Any, b: Any) -> Any:
            return super().dot(a, b)

    assert refusal_of(Derived().dot, V, FLOATS).startswith("argument 2 (b): " + SENTENCE)
    assert refusal_of(Derived().solve, M, FLOATS).startswith("argument 2 (b): vector_view<double>")


def test_a_wrong_self() -> None:
    for wrong in (3, None, b.Base(), V, b.Solver):
        assert "needs a Python Solver; got " in refusal_of(b.Solver.dot, wrong, V, V)
    assert refusal_of(b.Solver.dot).startswith("argument 1 is missing; the function is dot(")
    for dot in (b.Solver.dot, b.Solver.plain_dot):
        for keywords in ({"a": V}, {"a": V, "b": V}, {"a": V, "b": V, "c": V}):
            refusal_of(dot, **keywords)


# Policies.


def test_a_copied_reference() -> None:
    solver = b.Solver(4.0)
    state = solver.state()
    state[:] = 0
    assert solver.state().tolist() == [4, 4, 4]


@pytest.mark.parametrize("name, keeps", [("itself", True), ("itself_existing", False)])
def test_references_to_the_object(name: str, keeps: bool) -> None:
    solver = b.Solver(4.0)
    alive = weakref.ref(solver)
    reference = getattr(solver, name)()
    reference.diagonal = 9
    assert solver.diagonal == 9
    del solver
    gc.collect()
    assert (alive() is not None) == keeps
    del reference
    gc.collect()
    assert alive() is None


def test_custodian_and_ward() -> None:
    class Ward:
        pass

    solver, ward = b.Solver(), Ward()
    alive = weakref.ref(ward)
    solver.keep(ward)
    del ward
    gc.collect()
    assert alive() is not None
    del solver
    gc.collect()
    assert alive() is None


def test_other_policies() -> None:
    solver = b.Solver()
    assert solver.same_self(3.0) is solver and solver.diagonal == 3
    made = b.new_solver(5.0)
    assert type(made) is b.Solver and made.diagonal == 5


# Classes as arguments and results.


def test_instances_as_arguments() -> None:
    solver = b.Solver(4.0)
    for function in (b.by_pointer, b.by_shared_pointer, b.by_value):
        assert function(solver) == 4
    assert b.by_pointer(None) == b.by_shared_pointer(None) == -1
    for function in (b.by_pointer, b.by_shared_pointer, b.by_value):
        for wrong in (3, "a", b.Base(), V):
            assert "needs a Python Solver; got " in refusal_of(function, wrong)
    assert "got NoneType; pass a value instead of None" in refusal_of(b.by_value, None)


def test_instances_as_results() -> None:
    for make in (b.make_shared_solver, b.make_solver, b.new_solver):
        solver = make(2.0)
        assert type(solver) is b.Solver and solver.dot(V, V) == 14


def test_enumerations() -> None:
    assert b.name_of(b.Colour.red) == "red"
    assert b.other_than(b.Colour.red) is b.Colour.green
    assert "needs a Python Colour; got int; pass an instance of Colour" in refusal_of(b.name_of, 1)


# Subclasses of Python.


def test_overriding_and_super() -> None:
    class Derived(b.Solver):
        def by_lambda(self, x: float) -> float:
            return 100 + super().by_lambda(x)

        def weighted(self, v: np.ndarray) -> float:
            return -super().weighted(v)

    derived = Derived(4.0)
    assert derived.by_lambda(1) == 105 and b.Solver.by_lambda(derived, 1) == 5
    assert derived.weighted(V) == -12 and b.Base.weighted(derived, V) == 12
    assert derived.dot(V, V) == 14


def test_cpp_finds_the_override_of_python() -> None:
    class Circle(b.Shape):
        def area(self, side: float) -> float:
            return 3 * side * side

    class Failing(b.Shape):
        def area(self, side: float) -> float:
            raise KeyError("no area")

    assert b.Shape().area(2) == 4 and b.Shape().twice(2) == 8
    assert Circle().area(2) == 12 and Circle().twice(2) == 24
    with pytest.raises(KeyError, match="no area"):
        Failing().twice(1)


def test_methods_on_the_instance_and_the_class() -> None:
    solver = b.Solver(4.0)
    solver.by_lambda = lambda x: "own"
    assert solver.by_lambda(1) == "own"
    assert b.Solver(4.0).by_lambda(1) == 5


# Special methods.


class Reflected:
    """Knows how to be the right operand."""

    def __radd__(self, other: Any) -> str:
        return "radd"

    def __rmul__(self, other: Any) -> str:
        return "rmul"


def test_special_methods() -> None:
    special = b.Special(2.0)
    assert special(V) == special(v=V) == 2
    assert refusal_of(special, FLOATS).startswith("argument 1 (v): " + SENTENCE)
    assert special[0] == 2 and len(special) == 3 and list(special) == [2, 2, 2]
    special[1] = 5
    assert list(special) == [2, 5, 2]
    with pytest.raises(IndexError, match="index out of range"):
        special[3]
    with pytest.raises(TypeError):
        special["a"]
    assert repr(special) == str(special) == "Solver 2"
    assert (special == b.Special(2.0)) is True and (special == b.Special(3.0)) is False
    assert (special != 3) is True and (special == 3) is False


@pytest.mark.parametrize("make", [b.Special, b.PlainSpecial])
def test_operators(make: Callable[[float], Any]) -> None:
    special = make(2.0)
    assert (special + V).tolist() == [3, 4, 5]
    assert (special * 2).tolist() == [4, 4, 4]
    # What an operator refuses is offered to the other operand.
    assert special + Reflected() == "radd"
    assert special * Reflected() == "rmul"
    with pytest.raises(TypeError, match="unsupported operand"):
        special + None
    with pytest.raises(TypeError):
        special * "a"
    assert special.__mul__("a") is NotImplemented
    assert special.__add__("a") is NotImplemented


# Introspection.


def test_names() -> None:
    assert b.Solver.dot.__name__ == "dot"
    assert b.Solver.dot.__qualname__ == "Solver.dot"
    assert b.Solver.dot.__module__ == "bridge_def_classes"
    assert b.Base.weighted.__qualname__ == "Base.weighted"
    assert b.Solver.weighted is b.Base.weighted
    assert "Solver.dot" in repr(b.Solver.dot)
    assert b.Solver.state.__qualname__ == "Solver.state"


def test_docstrings() -> None:
    for name in ("dot", "scale", "solve"):
        fast, plain = getattr(b.Solver, name).__doc__, getattr(b.Solver, f"plain_{name}").__doc__
        assert fast == plain.replace("plain_", "")
    assert "The inner product." in b.Solver.dot.__doc__
    assert "A copy." in b.Solver.state.__doc__
    assert b.Solver().dot.__doc__ == b.Solver.dot.__doc__


def test_signatures() -> None:
    assert list(inspect.signature(b.Solver.dot).parameters)[1:] == ["a", "b"]
    assert str(inspect.signature(b.Solver().dot)) == "(a, b)"
    assert str(inspect.signature(b.Solver().dot_with_self)) == "(a, b)"
    assert str(inspect.signature(b.Solver().scale)) == "(v, factor=2.0)"
    assert str(inspect.signature(b.Solver.check)) == "(A)"
    assert inspect.signature(b.Solver().text)


def test_help() -> None:
    text = pydoc.plain(pydoc.render_doc(b.Solver))
    assert "The inner product." in text and "scale(" in text and "factor=2.0" in text
    assert "dot" in pydoc.plain(pydoc.render_doc(b.Solver.dot))
    assert "dot(a, b)" in pydoc.plain(pydoc.render_doc(b.Solver().dot))


def test_methods_are_pickled_by_name() -> None:
    for protocol in range(4, pickle.HIGHEST_PROTOCOL + 1):
        for method in (b.Solver.dot, b.Base.weighted, b.Solver.state, b.Solver.check):
            assert pickle.loads(pickle.dumps(method, protocol)) is method
    assert copy.deepcopy(b.Solver.dot) is b.Solver.dot


# Memory.


def test_references_hold_still() -> None:
    solver, special = b.Solver(4.0), b.Special(2.0)
    thing, v = Reflected(), V.copy()

    def fails(function: Callable[..., Any], *arguments: Any) -> None:
        try:
            function(*arguments)
        except Exception:
            return
        raise AssertionError("this call must fail")

    calls: list[Callable[[], Any]] = [
        lambda: solver.dot(v, v),
        lambda: solver.dot(b=v, a=v),
        lambda: solver.scale(v, factor=1.0),
        lambda: solver.state(),
        lambda: solver.itself(),
        lambda: solver.same_self(1.0),
        lambda: solver.text("a"),
        lambda: solver.diagonal,
        lambda: b.make_shared_solver(1.0).dot(v, v),
        lambda: b.new_solver(1.0),
        lambda: b.by_value(solver),
        lambda: special + v,
        lambda: special + thing,
        lambda: special[1],
        lambda: fails(solver.dot, v, thing),
        lambda: fails(b.Solver.dot, thing, v, v),
        lambda: fails(solver.text, thing),
        lambda: fails(special.__getitem__, 3),
        lambda: fails(b.by_value, thing),
    ]
    held = [solver, special, thing, v, b.Solver, b.Solver.dot]
    for call in calls:
        for _ in range(100):
            call()
        gc.collect()
        counts, blocks = [sys.getrefcount(x) for x in held], sys.getallocatedblocks()
        for _ in range(10_000):
            call()
        gc.collect()
        after = [sys.getrefcount(x) for x in held]
        assert after == counts, inspect.getsource(call)
        assert sys.getallocatedblocks() - blocks < 100, inspect.getsource(call)
