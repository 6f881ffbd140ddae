# Copyright 2026 The npublas authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
"""Wrapped objects as pickles: every protocol, in and out of band, and malformed ones."""

from __future__ import annotations

import copy
import io
import json
import pickle
import pickletools
import subprocess
import sys
from pathlib import Path
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
    identical,
    kind_of,
    shareable,
    unfit,
    wrapped,
)
from hypothesis import given
from hypothesis import strategies as st

PROTOCOLS = range(pickle.HIGHEST_PROTOCOL + 1)
DATA = Path(__file__).parent / "data"


class Named(npublas.matrix):
    """A class of a user, whose constructor wants more than the array."""

    def __init__(self, object: Any, name: str) -> None:
        super().__init__(object)
        self.name = name


# There and back


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("dtype", ELEMENTS, ids=str)
def test_every_kind_of_array_comes_back(dtype: np.dtype, protocol: int) -> None:
    for a in shareable(dtype):
        loaded = pickle.loads(pickle.dumps(wrapped(a), protocol))
        check_result(loaded, a)
        for order in ("C_CONTIGUOUS", "F_CONTIGUOUS"):
            assert loaded.flags[order] or not a.flags[order]


@pytest.mark.parametrize("dumps", [pickle.dumps, pickle._dumps])  # type: ignore[attr-defined]
@pytest.mark.parametrize("loads", [pickle.loads, pickle._loads])  # type: ignore[attr-defined]
@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_both_implementations_of_pickle(dumps: Any, loads: Any, protocol: int) -> None:
    a = filled((3, 4), float, "F")
    check_result(loads(dumps(npublas.matrix(a), protocol)), a)


@given(arrays(), st.sampled_from(PROTOCOLS), st.booleans())
def test_any_array_comes_back(a: np.ndarray, protocol: int, out_of_band: bool) -> None:
    buffers: list[pickle.PickleBuffer] = []
    callback = buffers.append if out_of_band and protocol == 5 else None
    data = pickle.dumps(wrapped(a), protocol, buffer_callback=callback)
    check_result(pickle.loads(data, buffers=buffers), a)


PROGRAM = """
import json, pickle, sys
sys.path.insert(0, sys.argv[1])
objects = pickle.load(sys.stdin.buffer)
print(json.dumps([[type(x).__module__, type(x).__name__, str(x.dtype), x.tolist()] for x in objects]))
assert objects[0].array is objects[1].array
"""


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_another_process_reads_it(protocol: int) -> None:
    a = filled((3, 4), np.float32, "F")
    objects = [npublas.matrix(a), npublas.matrix(a), npublas.vector([1, 2]), Named(a, "mine")]
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(Path(__file__).parent)],
        input=pickle.dumps(objects, protocol),
        capture_output=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr.decode()
    assert json.loads(ran.stdout) == [
        ["npublas", "matrix", "float32", a.tolist()],
        ["npublas", "matrix", "float32", a.tolist()],
        ["npublas", "vector", "int64", [1, 2]],
        ["test_pickle", "Named", "float32", a.tolist()],
    ]


# Out of band


def test_no_element_of_a_contiguous_array_is_copied() -> None:
    for a in all_shareable():
        if not (a.flags.c_contiguous or a.flags.f_contiguous):
            continue
        buffers: list[pickle.PickleBuffer] = []
        data = pickle.dumps(wrapped(a), 5, buffer_callback=buffers.append)
        assert len(buffers) == 1 and len(data) < 300
        address = np.frombuffer(buffers[0].raw(), np.uint8).__array_interface__["data"][0]
        assert a.size == 0 or address == a.__array_interface__["data"][0]
        loaded = pickle.loads(data, buffers=buffers)
        assert a.size == 0 or identical(loaded, a)
        assert loaded.flags.writeable == a.flags.writeable
        assert loaded.flags.f_contiguous == a.flags.f_contiguous


def test_the_loaded_object_keeps_the_buffer_alive() -> None:
    memory = bytearray(8 * 200_000)
    a = np.frombuffer(memory).reshape(2, -1)
    data = pickle.dumps(npublas.matrix(a), 5, buffer_callback=lambda buffer: False)
    loaded = pickle.loads(data, buffers=[memory])
    with pytest.raises(BufferError):
        memory.clear()
    loaded[...] = 1
    assert a.sum() == 200_000
    del loaded, a
    memory.clear()


@pytest.mark.parametrize("buffers", [[], [b""], [b"x" * 31], [None], [5], ["x"]])
def test_wrong_buffers_raise(buffers: list[Any]) -> None:
    data = pickle.dumps(npublas.vector([1.0] * 4), 5, buffer_callback=lambda buffer: False)
    with pytest.raises((ValueError, TypeError, pickle.UnpicklingError, BufferError)):
        pickle.loads(data, buffers=buffers)


# Sharing and copying


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_objects_that_share_an_array_still_do(protocol: int) -> None:
    a = filled((3, 4), float)
    loaded = pickle.loads(pickle.dumps([a, npublas.matrix(a), npublas.matrix(a)], protocol))
    assert loaded[1].array is loaded[2].array is loaded[0]
    loaded[1][0, 0] = 99
    assert loaded[2][0, 0] == 99


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_an_object_seen_twice_is_one_object(protocol: int) -> None:
    v = npublas.vector([1.0])
    first, second = pickle.loads(pickle.dumps((v, v), protocol))
    assert first is second


def test_copy_shares_and_deepcopy_does_not() -> None:
    for a in all_shareable():
        w = wrapped(a)
        shallow, deep = copy.copy(w), copy.deepcopy(w)
        assert shallow is not w and shallow.array is a
        assert not np.may_share_memory(deep, a)
        check_result(deep, a)
    one, other = copy.deepcopy([w, kind_of(a)(a)])
    assert one.array is other.array


# Derived classes


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_derived_classes_keep_their_attributes(protocol: int) -> None:
    m = Named(filled((2, 3), float), "mine")
    m.itself = m  # type: ignore[attr-defined]
    loaded = pickle.loads(pickle.dumps(m, protocol))
    assert type(loaded) is Named and loaded.name == "mine" and loaded.itself is loaded
    np.testing.assert_array_equal(loaded, m)
    assert copy.copy(m).array is m.array and copy.copy(m).name == "mine"
    assert copy.deepcopy(m).itself is not m


def test_attributes_of_our_own_classes_travel_too() -> None:
    v = npublas.vector([1.0])
    v.note = [1]  # type: ignore[attr-defined]
    loaded = pickle.loads(pickle.dumps(v))
    assert loaded.note == [1] and loaded.tolist() == [1.0]


# The format


def test_the_state_is_as_documented() -> None:
    a = filled((3, 4), float)
    function, arguments, attributes = npublas.matrix(a).__reduce__()
    assert function is npublas._restore and function.__module__ == "npublas"
    kind, (version, name, parameters, held) = arguments
    assert kind is npublas.matrix and (version, name, parameters) == (1, "matrix", ())
    assert held is a and attributes is None


def test_a_pickle_names_nothing_but_public_places() -> None:
    data = pickle.dumps(npublas.matrix(filled((3, 4), float)), 0)
    names = {
        argument for opcode, argument, _ in pickletools.genops(data) if opcode.name == "GLOBAL"
    }
    ours = {name for name in names if name.startswith("npublas")}
    assert ours == {"npublas _restore", "npublas matrix"}


def sample_values() -> dict[str, list[Any]]:
    """What the samples of format version 1 hold, written down by hand."""
    return {
        "vector": [[1.5, -2.0, 3.25]],
        "matrix": [[[1, 2, 3], [4, 5, 6]], [[1, 4], [2, 5], [3, 6]]],
        "big_endian": [[[1 + 2j, 3], [4, 5 - 6j]]],
    }


@pytest.mark.parametrize("path", sorted(DATA.glob("pickle_1_*.pkl")), ids=lambda path: path.stem)
@pytest.mark.filterwarnings("ignore:numpy.core.* is deprecated")
def test_samples_of_version_1_stay_loadable(path: Path) -> None:
    loaded = pickle.loads(path.read_bytes())
    vector, matrix, transposed, shared, swapped = loaded
    values = sample_values()
    check_result(vector, np.array(values["vector"][0]))
    check_result(matrix, np.array(values["matrix"][0], np.int32))
    check_result(transposed, np.array(values["matrix"][1], np.int32))
    assert transposed.flags.f_contiguous and shared.array is matrix.array
    check_result(swapped, np.array(values["big_endian"][0], np.complex64))


def test_there_is_a_sample_of_every_protocol() -> None:
    assert len(list(DATA.glob("pickle_1_protocol_*.pkl"))) == 6


@pytest.mark.parametrize("dtype", ELEMENTS, ids=str)
def test_arrays_of_other_machines_are_converted(dtype: np.dtype) -> None:
    for a in unfit(dtype):
        state = (1, kind_of(a).__name__, (), a)
        restored = npublas._restore(kind_of(a), state)
        assert type(restored) is kind_of(a) and restored.dtype.isnative
        np.testing.assert_array_equal(restored, a)


# Malformed pickles

GOOD = filled((2, 3), float)


class Liar:
    """Claims to be equal to everything."""

    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return hash("matrix")


class Text(str):
    pass


class Numbers(tuple):
    pass


BAD_STATES: list[Any] = [
    None, 5, "state", b"", [1, "matrix", (), GOOD], {"version": 1}, (), (1,), (1, "matrix", ()), GOOD,
    (1, "matrix", (), GOOD, GOOD), (1, "matrix", (), GOOD, ()), Numbers((1, "matrix", (), GOOD)), Liar(),
    (0, "matrix", (), GOOD), (2, "matrix", (), GOOD), (-1, "matrix", (), GOOD), (2**200, "matrix", (), GOOD),
    (1.0, "matrix", (), GOOD), ("1", "matrix", (), GOOD), (True, "matrix", (), GOOD), (None, "matrix", (), GOOD),
    (np.int64(1), "matrix", (), GOOD), (Liar(), "matrix", (), GOOD),
    (1, "vector", (), GOOD), (1, "Matrix", (), GOOD), (1, "", (), GOOD), (1, b"matrix", (), GOOD), (1, None, (), GOOD),
    (1, Text("matrix"), (), GOOD), (1, Liar(), (), GOOD), (1, npublas.matrix, (), GOOD), (1, "matrix\0", (), GOOD),
    (1, "\ud800", (), GOOD), (1, "triangular_matrix", (), GOOD),
    (1, "matrix", (1,), GOOD), (1, "matrix", None, GOOD), (1, "matrix", [], GOOD), (1, "matrix", {}, GOOD),
    (1, "matrix", Numbers(), GOOD), (1, "matrix", Liar(), GOOD),
    (1, "matrix", (), None), (1, "matrix", (), [[1.0]]), (1, "matrix", (), 1.0), (1, "matrix", (), b"12345678"),
    (1, "matrix", (), npublas.matrix(GOOD)), (1, "matrix", (), np.float64(1)), (1, "matrix", (), memoryview(GOOD)),
    (1, "matrix", (), GOOD[0]), (1, "matrix", (), GOOD[None]), (1, "matrix", (), np.array(1.0)),
    (1, "matrix", (), GOOD.view(type("Derived", (np.ndarray,), {}))), (1, "matrix", (), Liar()),
    *((1, "matrix", (), np.zeros((2, 2), dtype)) for dtype in FOREIGN),
]  # fmt: skip


@pytest.mark.parametrize("state", BAD_STATES, ids=lambda state: str(type(state).__name__))
def test_malformed_states_are_value_errors(state: Any) -> None:
    with pytest.raises(ValueError) as caught:
        npublas._restore(npublas.matrix, state)
    assert len(str(caught.value)) > 20


@pytest.mark.parametrize(
    "kind",
    [None, 5, "matrix", object, int, np.ndarray, npublas.vector, npublas.matrix([[1]]), type],
)
def test_malformed_classes_are_value_errors(kind: Any) -> None:
    with pytest.raises(ValueError, match="the class of a matrix"):
        npublas._restore(kind, (1, "matrix", (), GOOD))


def test_wrong_dimensions_are_value_errors() -> None:
    with pytest.raises(ValueError, match="1 dimension"):
        npublas._restore(npublas.vector, (1, "vector", (), GOOD))
    with pytest.raises(ValueError, match="2 dimensions"):
        npublas._restore(npublas.matrix, (1, "matrix", (), GOOD[0]))


ITEMS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=8),
    st.binary(max_size=8),
    st.sampled_from([1, "vector", "matrix", (), GOOD, GOOD[0], Liar(), npublas.matrix(GOOD)]),
    st.lists(st.integers(), max_size=2),
    arrays(),
)


@given(st.sampled_from([npublas.vector, npublas.matrix, Named]), st.lists(ITEMS, max_size=6))
def test_states_of_anything_load_or_raise_value_error(kind: Any, items: list[Any]) -> None:
    state = tuple(items)
    names = {npublas.vector: "vector", npublas.matrix: "matrix", Named: "matrix"}
    try:
        restored = npublas._restore(kind, state)
    except ValueError:
        return
    assert len(items) == 4 and items[:2] == [1, names[kind]] and type(restored) is kind
    assert restored.array is items[3]


@given(st.data())
def test_damaged_pickles_load_or_raise(data: st.DataObject) -> None:
    """The damage is inside the state: an opcode of pickle itself could call anything."""
    good = pickle.dumps(npublas.matrix(GOOD), 2)
    start = good.index(b"matrix", good.index(b"matrix") + 6)
    place = data.draw(st.integers(start, start + 5))
    damaged = good[:place] + bytes([data.draw(st.integers(97, 122))]) + good[place + 1 :]
    if damaged == good:
        check_result(pickle.loads(damaged), GOOD)
    else:
        with pytest.raises(ValueError, match="kind"):
            pickle.loads(damaged)


@given(st.integers(0, 200))
def test_truncated_pickles_raise(length: int) -> None:
    for protocol in PROTOCOLS:
        good = pickle.dumps(npublas.matrix(GOOD), protocol)
        with pytest.raises(
            (EOFError, pickle.UnpicklingError, ValueError, KeyError, AttributeError)
        ):
            pickle.load(io.BytesIO(good[: min(length, len(good) - 1)]))


def test_wrong_calls_of_restore() -> None:
    for arguments in ((), (npublas.matrix,), (npublas.matrix, (), ())):
        with pytest.raises(TypeError):
            npublas._restore(*arguments)
