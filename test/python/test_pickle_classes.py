# Copyright 2026 The npublas authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
"""Classes of C++ authors that npublas::pickle makes picklable."""

from __future__ import annotations

import copy
import gc
import pickle
import subprocess
import sys
from typing import Any

import bridge_pickle as b
import bridge_pickle_sparse as sparse
import numpy as np
import pytest
import scipy.sparse
from hypothesis import example, given, settings
from hypothesis import strategies as st

PROTOCOLS = range(pickle.HIGHEST_PROTOCOL + 1)
LOG = ["plain", "käse ☃", "with\0null", "", b"\xff\xfe not utf-8"]


def made(n1: int = 3, n2: int = 4) -> b.Solver:
    solver = b.Solver()
    solver.resize(n1, n2)
    solver.b = np.arange(n1)
    solver.inherited = 0.5 * np.arange(n2)
    solver.columns = np.arange(n1 * n2).reshape(n2, n1) * (1 + 2j)
    solver.steps, solver.tolerance, solver.ready, solver.byte = -5, 0.1, True, 200
    solver.z, solver.name, solver.method = 1 - 2j, "a solver", b.Method.iterative
    solver.set_wide(np.longdouble(1) / 3)
    solver.flags = [True, False, True]
    for text in LOG:
        solver.add_log(text if isinstance(text, bytes) else text.encode())
    solver.set_shared(np.arange(5.0))
    solver.part.elements  # empty
    solver.part.count = 7
    solver.add_part(1.5)
    solver.add_part(2.5)
    return solver


def check_same(loaded: b.Solver, solver: b.Solver) -> None:
    arrays = ("A", "b", "inherited", "columns", "point", "block", "bounded", "shared", "history")
    for name in arrays:
        np.testing.assert_array_equal(getattr(loaded, name), getattr(solver, name), strict=True)
    for name in ("steps", "tolerance", "ready", "byte", "z", "name", "method", "flags", "log"):
        assert getattr(loaded, name) == getattr(solver, name), name
    assert loaded.wide_is(np.longdouble(1) / 3)
    assert loaded.part.count == 7 and loaded.part.elements.shape == (0,)
    assert loaded.part_count() == 2
    for i in range(2):
        assert loaded.part_at(i).count == i
        assert loaded.part_at(i).elements.tolist() == [1.5 + i] * 2


# There and back


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_every_kind_of_member_comes_back(protocol: int) -> None:
    solver = made()
    loaded = pickle.loads(pickle.dumps(solver, protocol))
    assert type(loaded) is b.Solver
    check_same(loaded, solver)
    loaded.A[0, 0] = 99
    assert solver.A[0, 0] == 0


@pytest.mark.parametrize("dumps", [pickle.dumps, pickle._dumps])  # type: ignore[attr-defined]
@pytest.mark.parametrize("loads", [pickle.loads, pickle._loads])  # type: ignore[attr-defined]
@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_both_implementations_of_pickle(dumps: Any, loads: Any, protocol: int) -> None:
    small = b.Small()
    small.A[0, 1], small.steps, small.name = 5, 6, "x"
    loaded = loads(dumps(small, protocol))
    assert (loaded.A.tolist(), loaded.steps, loaded.name) == ([[1, 5], [1, 1]], 6, "x")


@pytest.mark.parametrize("shape", [(0, 0), (0, 3), (3, 0), (1, 1)])
def test_empty_members(shape: tuple[int, int]) -> None:
    solver = b.Solver()
    solver.resize(*shape)
    loaded = pickle.loads(pickle.dumps(solver))
    assert loaded.A.shape == shape and loaded.columns.shape == shape[::-1]


def test_another_process_reads_it() -> None:
    program = (
        "import pickle, sys, numpy, bridge_pickle\n"
        "solver = pickle.load(sys.stdin.buffer)\n"
        "print(solver.A.tolist(), solver.name, solver.part_at(1).elements.tolist())"
    )
    solver = made()
    ran = subprocess.run(
        [sys.executable, "-c", program],
        input=pickle.dumps(solver),
        capture_output=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr.decode()
    assert ran.stdout.decode().strip() == f"{solver.A.tolist()} a solver [2.5, 2.5]"


def test_a_class_held_by_a_pointer_that_python_can_not_make() -> None:
    loaded = pickle.loads(pickle.dumps(b.Held.make(5)))
    assert type(loaded) is b.Held and loaded.v.tolist() == [2.0] * 5


def test_copies_are_independent() -> None:
    solver = made()
    for copied in (copy.copy(solver), copy.deepcopy(solver)):
        check_same(copied, solver)
        copied.A[...] = 0
        assert solver.A[2, 3] == 11


# Out of band


def address(buffer: Any) -> int:
    return np.frombuffer(buffer, np.uint8).__array_interface__["data"][0]


def test_no_element_is_copied_on_dump() -> None:
    solver = made(300, 400)
    buffers: list[pickle.PickleBuffer] = []
    data = pickle.dumps(solver, 5, buffer_callback=buffers.append)
    assert len(data) < 5000
    places = {address(buffer.raw()) for buffer in buffers if buffer.raw().nbytes}
    members = [solver.A, solver.b, solver.inherited, solver.columns, solver.point, solver.shared]
    members += [solver.part_at(0).elements, solver.part_at(1).elements]
    for array in members:
        assert array.__array_interface__["data"][0] in places
    check_same(pickle.loads(data, buffers=buffers), solver)


def test_buffers_keep_the_object_alive() -> None:
    solver = made(300, 400)
    solver.add_part(9.0)
    expected = solver.A.copy()
    buffers: list[pickle.PickleBuffer] = []
    data = pickle.dumps(solver, 5, buffer_callback=buffers.append)
    del solver
    gc.collect()
    rubbish = [np.full((300, 400), np.nan) for _ in range(4)]
    loaded = pickle.loads(data, buffers=buffers)
    np.testing.assert_array_equal(loaded.A, expected)
    assert loaded.part_at(2).elements.tolist() == [9.0, 9.0]
    del rubbish


def test_buffers_of_read_only_memory() -> None:
    solver = made()
    buffers: list[pickle.PickleBuffer] = []
    data = pickle.dumps(solver, 5, buffer_callback=buffers.append)
    frozen = [bytes(buffer.raw()) for buffer in buffers]
    loaded = pickle.loads(data, buffers=frozen)
    check_same(loaded, solver)
    loaded.shared[0] = 99


def test_shared_arrays_are_shared_again() -> None:
    array = np.arange(5.0)
    first, second = b.Solver(), b.Solver()
    first.set_shared(array)
    second.set_shared(array)
    one, two, same = pickle.loads(pickle.dumps((first, second, array)))
    assert one.shared is two.shared is same


# Classes derived in Python, attributes


class Named(b.Solver):
    def __init__(self, name: str, more: int) -> None:
        super().__init__()
        self.label = name
        self.more = more


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_derived_classes_and_attributes(protocol: int) -> None:
    named = Named("mine", 5)
    named.itself = named  # type: ignore[attr-defined]
    named.resize(2, 2)
    loaded = pickle.loads(pickle.dumps(named, protocol))
    assert type(loaded) is Named
    assert (loaded.label, loaded.more) == ("mine", 5) and loaded.itself is loaded
    assert loaded.A.tolist() == [[0, 1], [2, 3]]
    solver = b.Solver()
    solver.note = ["x"]
    assert pickle.loads(pickle.dumps(solver, protocol)).note == ["x"]


def test_a_class_derived_in_cpp_needs_a_pickle_of_its_own() -> None:
    extended = b.Extended()
    extended.resize(2, 2)
    loaded = pickle.loads(pickle.dumps(extended))
    assert type(loaded) is b.Extended and loaded.A.tolist() == [[0, 1], [2, 3]]
    with pytest.raises(RuntimeError, match="Forgotten.*not enabled"):
        pickle.dumps(b.Forgotten())


def test_what_can_not_be_pickled_says_so() -> None:
    with pytest.raises(TypeError, match="Unknown"):
        pickle.dumps(b.Hopeless())


# The format


def test_the_state_is_as_documented() -> None:
    small = b.Small()
    function, arguments, state = small.__reduce__()
    assert function.__name__ == "__newobj__" and arguments == (b.Small,)
    version, name, values, attributes = state
    assert (version, name, attributes) == (1, "Small", None)
    assert values[0].base is small and values[1:] == (0, "")


def restored(kind: Any, state: Any) -> Any:
    """Make an object as pickle does."""
    made = kind.__new__(kind)
    made.__setstate__(state)
    return made


def test_state_of_another_machine() -> None:
    small = restored(b.Small, (1, "Small", (np.array([[1, 2, 3]], ">f8"), 5, "x"), None))
    assert small.A.tolist() == [[1, 2, 3]] and small.steps == 5


def test_an_object_that_is_made_can_not_be_made_again() -> None:
    """There may be arrays over its members."""
    small = b.Small()
    array = small.A
    state = (1, "Small", (np.zeros((300, 300)), 5, "x"), None)
    with pytest.raises(TypeError, match="made already"):
        small.__setstate__(state)
    assert array.tolist() == [[1, 1], [1, 1]] and small.steps == 0

    loaded = restored(b.Small, state)
    with pytest.raises(TypeError):
        loaded.__setstate__(state)


# Malformed pickles


GOOD = np.ones((2, 3))


class Liar:
    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return hash("Small")


BAD_STATES: list[Any] = [
    None, 5, (), [], GOOD, (1, "Small", (GOOD, 5, "x")), [1, "Small", (GOOD, 5, "x"), None],
    (0, "Small", (GOOD, 5, "x"), None), (2, "Small", (GOOD, 5, "x"), None), (2**80, "Small", (GOOD, 5, "x"), None),
    (True, "Small", (GOOD, 5, "x"), None), (1.0, "Small", (GOOD, 5, "x"), None), (Liar(), "Small", (GOOD, 5, "x"), None),
    (1, "Solver", (GOOD, 5, "x"), None), (1, b"Small", (GOOD, 5, "x"), None), (1, Liar(), (GOOD, 5, "x"), None),
    (1, "Small", [GOOD, 5, "x"], None), (1, "Small", (GOOD, 5), None), (1, "Small", (GOOD, 5, "x", 1), None), (1, "Small", (), None),
    (1, "Small", (GOOD[0], 5, "x"), None), (1, "Small", (GOOD[None], 5, "x"), None), (1, "Small", (1.0, 5, "x"), None),
    (1, "Small", ([[1.0]], 5, "x"), None), (1, "Small", (GOOD.astype("f4"), 5, "x"), None), (1, "Small", (GOOD.astype(object), 5, "x"), None),
    (1, "Small", (GOOD.astype("M8[s]"), 5, "x"), None), (1, "Small", (Liar(), 5, "x"), None),
    (1, "Small", (GOOD, 5.5, "x"), None), (1, "Small", (GOOD, "5", "x"), None), (1, "Small", (GOOD, 2**40, "x"), None),
    (1, "Small", (GOOD, True, "x"), None), (1, "Small", (GOOD, None, "x"), None), (1, "Small", (GOOD, 2**400, "x"), None),
    (1, "Small", (GOOD, 5, 5), None), (1, "Small", (GOOD, 5, None), None), (1, "Small", (GOOD, 5, "\ud800"), None),
    (1, "Small", (GOOD, 5, "x"), 5), (1, "Small", (GOOD, 5, "x"), {1: 2}), (1, "Small", (GOOD, 5, "x"), [("a", 1)]),
]  # fmt: skip


@pytest.mark.parametrize("state", BAD_STATES, ids=lambda state: type(state).__name__)
def test_malformed_states_are_value_errors_and_make_no_object(state: Any) -> None:
    small = b.Small.__new__(b.Small)
    with pytest.raises(ValueError, match="malformed pickle of Small: "):
        small.__setstate__(state)
    with pytest.raises(TypeError):
        small.steps
    small.__setstate__((1, "Small", (GOOD, 5, "x"), None))
    assert (small.steps, small.name, small.A.tolist()) == (5, "x", GOOD.tolist())


@pytest.mark.parametrize("other", [None, 5, object(), b.Part(), GOOD, b.Small])
def test_only_an_instance_can_be_restored(other: Any) -> None:
    with pytest.raises(TypeError):
        b.Small.__setstate__(other, (1, "Small", (GOOD, 5, "x"), None))


@pytest.mark.parametrize("place", range(21))
@pytest.mark.parametrize(
    "value",
    [None, object(), np.zeros((7, 7, 7)), np.zeros(99), np.zeros((99, 99)), "x", 1.5, 2**70, [1]],
    ids=lambda value: str(type(value).__name__),
)
def test_a_member_of_any_kind_can_be_malformed(place: int, value: Any) -> None:
    version, name, values, attributes = made().__reduce__()[2]
    values = (*values[:place], value, *values[place + 1 :])
    try:
        solver = restored(b.Solver, (version, name, values, attributes))
    except ValueError as error:
        assert f"member {place + 1}: " in str(error)
    else:
        assert type(value) is type(solver.__reduce__()[2][2][place])


ITEMS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=8),
    st.binary(max_size=8),
    st.sampled_from([1, "Small", (), {}, GOOD, GOOD[0], Liar(), GOOD[::-1, ::-1], GOOD.T]),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
)


@given(st.lists(ITEMS, max_size=5), st.lists(ITEMS, max_size=4))
@example([1, "Small", None, None], [GOOD, 1, "x"])
def test_states_of_anything_load_or_raise_value_error(items: list[Any], values: list[Any]) -> None:
    if len(items) > 2:
        items[2] = tuple(values)
    try:
        small = restored(b.Small, tuple(items))
    except ValueError:
        pass
    else:
        assert items[:2] == [1, "Small"] and len(values) == 3
        np.testing.assert_array_equal(small.A, values[0])


@given(st.integers(0, 400), st.sampled_from(PROTOCOLS))
def test_truncated_pickles_raise(length: int, protocol: int) -> None:
    good = pickle.dumps(made(), protocol)
    with pytest.raises(
        (EOFError, pickle.UnpicklingError, ValueError, KeyError, AttributeError, TypeError)
    ):
        pickle.loads(good[: min(length, len(good) - 1)])


@pytest.mark.parametrize("buffers", [[], [b""], [b"x" * 31], [None], [5], ["x"]])
def test_wrong_buffers_raise(buffers: list[Any]) -> None:
    data = pickle.dumps(b.Small(), 5, buffer_callback=lambda buffer: False)
    with pytest.raises((ValueError, TypeError, pickle.UnpicklingError, BufferError)):
        pickle.loads(data, buffers=buffers)


# Sparse and packed members


def filled(n1: int = 5, n2: int = 7, seed: int = 1) -> Any:
    everything = sparse.Everything()
    everything.fill(n1, n2, seed)
    return everything


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("shape", [(5, 7), (7, 5), (1, 1), (0, 0), (0, 3), (3, 0), (40, 30)])
def test_sparse_and_packed_members_come_back(shape: tuple[int, int], protocol: int) -> None:
    everything = filled(*shape)
    loaded = pickle.loads(pickle.dumps(everything, protocol))
    assert loaded.elements() == everything.elements()
    assert everything.elements() == filled(*shape).elements()
    if 0 not in shape:
        for i, j in ((0, 0), (shape[0] - 1, shape[1] - 1), (0, shape[1] - 1)):
            everything.insert(i, j)
            loaded.insert(i, j)
        assert loaded.elements() == everything.elements()


def test_the_arrays_of_sparse_members_are_scipys() -> None:
    """SciPy reads the state's arrays as they are, and NumPy the packed ones."""
    everything = filled()
    values = everything.__reduce__()[2][2]
    dense = everything.elements()
    n1, n2, pointers, indices, data = values[0]
    csr = scipy.sparse.csr_array((data, indices, pointers), (n1, n2))
    np.testing.assert_array_equal(csr.toarray(), dense[0])
    n1, n2, pointers, indices, data = values[1]
    csc = scipy.sparse.csc_array((data, indices - 1, pointers - 1), (n1, n2))
    np.testing.assert_array_equal(csc.toarray(), dense[1])
    for place in (2, 3):
        n1, n2, rows, columns, data = values[place]
        coo = scipy.sparse.coo_array((data, (rows, columns)), (n1, n2))
        np.testing.assert_array_equal(coo.toarray(), dense[place])
    lower = np.zeros((5, 5))
    lower[np.tril_indices(5)] = values[7][2]
    np.testing.assert_array_equal(lower, dense[7])
    upper = np.zeros((5, 5))
    upper.T[np.tril_indices(5)] = values[8][2]
    np.testing.assert_array_equal(upper, dense[8])


def test_sparse_and_packed_members_out_of_band() -> None:
    everything = filled(60, 50)
    buffers: list[pickle.PickleBuffer] = []
    data = pickle.dumps(everything, 5, buffer_callback=buffers.append)
    places = {address(buffer.raw()) for buffer in buffers}
    values = everything.__reduce__()[2][2]
    arrays = [array for value in values for array in value if isinstance(array, np.ndarray)]
    owned = [array for array in arrays if array.base is everything]
    assert len(owned) == 3 * 3 + 2 * 2 + 6
    assert all(array.__array_interface__["data"][0] in places for array in owned)
    assert pickle.loads(data, buffers=buffers).elements() == everything.elements()


def damaged(value: Any, draw: Any) -> Any:
    """Change one thing in the state of a member."""
    items = list(value)
    place = draw(st.integers(0, len(items) - 1))
    item = items[place]
    if isinstance(item, int):
        items[place] = draw(
            st.sampled_from(
                [-1, 0, item + 1, item * 2, 2**31, 2**62, 2**63, 2**80, 1.0, None]
            )
        )
    else:
        kind = draw(
            st.sampled_from(["entry", "shorter", "longer", "type", "none", "2-D", "reversed"])
        )
        array = np.array(item)
        if kind == "entry" and array.size:
            entry = draw(st.integers(0, array.size - 1))
            array[entry] = draw(st.sampled_from([0, 1, 3, 100, np.array(-1).astype(array.dtype)]))
        elif kind == "shorter":
            array = array[:-1]
        elif kind == "longer":
            array = np.append(array, array[-1:] if array.size else np.zeros(1, array.dtype))
        elif kind == "type":
            array = array.astype(object)
        elif kind == "2-D":
            array = array.reshape(1, -1)
        elif kind == "reversed":
            array = array[::-1]
        items[place] = None if kind == "none" else array
    return tuple(items)


@given(st.data())
@settings(max_examples=600)
def test_damaged_sparse_and_packed_members(data: st.DataObject) -> None:
    """Either a ValueError, or a sound object: it dumps again as the same."""
    version, name, values, attributes = filled(4, 5).__reduce__()[2]
    place = data.draw(st.integers(0, len(values) - 1))
    value = damaged(values[place], data.draw)
    state = (version, name, (*values[:place], value, *values[place + 1 :]), attributes)
    try:
        loaded = restored(sparse.Everything, state)
    except ValueError as error:
        assert f"member {place + 1}: " in str(error)
    else:
        again = loaded.__reduce__()[2][2][place]
        assert len(again) == len(value)
        for one, other in zip(again, value):
            np.testing.assert_array_equal(np.sort(np.ravel(one)), np.sort(np.ravel(other)))
        if all(size < 100 for size in value if isinstance(size, int)):
            loaded.elements()
