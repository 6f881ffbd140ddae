# Copyright 2026 The npublas authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
"""Pickles from one session to another: other versions, byte orders, processes, and files."""

from __future__ import annotations

import importlib.util
import multiprocessing
import pickle
import re
import shelve
import subprocess
import sys
from collections.abc import Callable
from multiprocessing import shared_memory
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import npublas
import numpy as np
import pytest
from dense_cases import ELEMENTS, check_result, filled, kind_of

pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded, use of fork:DeprecationWarning")

DATA = Path(__file__).parent / "data" / "sessions"
DOC = Path(__file__).parents[2] / "doc" / "pickle.md"
PROTOCOLS = range(pickle.HIGHEST_PROTOCOL + 1)
SAMPLES = sorted(DATA.glob("format_*.pkl"))


def address(memory: Any) -> int:
    """Where a buffer's bytes are."""
    return np.frombuffer(memory, np.uint8).__array_interface__["data"][0]


# Other versions of Python, NumPy and the format


def numpy_module(path: Path) -> str:
    """The module that NumPy named in a sample: its place moved in NumPy 2."""
    names = re.findall(rb"numpy\._?core\.[a-z]+", path.read_bytes())
    assert len(set(names)) == 1
    return names[0].decode()


def is_there(module: str) -> bool:
    """Whether this NumPy has a module."""
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:
        return False


def check_sample(loaded: list[Any]) -> None:
    """What every sample holds, written down by hand."""
    vector, matrix, transposed, shared, swapped = loaded
    check_result(vector, np.array([1.5, -2.0, 3.25]))
    check_result(matrix, np.array([[1, 2, 3], [4, 5, 6]], np.int32))
    check_result(transposed, np.array([[1, 4], [2, 5], [3, 6]], np.int32))
    assert transposed.flags.f_contiguous and shared.array is matrix.array
    check_result(swapped, np.array([[1 + 2j, 3], [4, 5 - 6j]], np.complex64))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
@pytest.mark.filterwarnings("ignore:numpy.core.* is deprecated")
def test_a_sample_of_other_versions_loads_wherever_numpy_can(path: Path) -> None:
    if is_there(numpy_module(path)):
        check_sample(pickle.loads(path.read_bytes()))
    else:
        with pytest.raises(ModuleNotFoundError, match=r"numpy\._core"):
            pickle.loads(path.read_bytes())


PROGRAM = """
import pickle, sys
{aliases}
sys.path.insert(0, sys.argv[1])
from test_pickle_sessions import check_sample
for path in sys.argv[2:]:
    check_sample(pickle.load(open(path, "rb")))
print(len(sys.argv) - 2)
"""


def test_the_aliases_of_the_manual_let_an_old_numpy_load_them_all() -> None:
    (aliases,) = re.findall(r"```python\n(import sys\n.*?)```", DOC.read_text(), re.DOTALL)
    ran = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", PROGRAM.format(aliases=aliases)]
        + [str(path) for path in (Path(__file__).parent, *SAMPLES)],
        capture_output=True,
        text=True,
    )
    assert ran.stdout == f"{len(SAMPLES)}\n", ran.stderr


def test_there_are_samples_of_every_format_both_numpys_and_two_pythons() -> None:
    newest = npublas.vector([1.0]).__reduce__()[1][1][0]
    parts = [re.findall(r"\d+(?:\.\d+)?", path.stem) for path in SAMPLES]
    assert {int(part[0]) for part in parts} == set(range(1, newest + 1))
    assert {part[2].split(".")[0] for part in parts} >= {"1", "2"}
    for version in {(part[0], part[1], part[2]) for part in parts}:
        assert {part[3] for part in parts if tuple(part[:3]) == version} == set("2345")
    assert {part[1] for part in parts} >= {"3.11", "3.13"}


@pytest.mark.parametrize("protocol", range(2, 6))
@pytest.mark.filterwarnings("ignore:numpy.core.* is deprecated")
def test_samples_of_cpp_classes_stay_loadable(protocol: int) -> None:
    from test_pickle_classes import check_same
    from test_pickle_classes import filled as everything
    from test_pickle_classes import made

    (path,) = DATA.glob(f"classes_1_*_protocol_{protocol}.pkl")
    solver, containers = pickle.loads(path.read_bytes())
    check_same(solver, made())
    assert containers.elements() == everything().elements()


# Another byte order


class OtherMachine:
    """Pickles as a matrix or vector does on a machine of the other byte order."""

    def __init__(self, array: np.ndarray) -> None:
        self.array = array

    def __reduce__(self) -> Any:
        kind = kind_of(self.array)
        return npublas._restore, (kind, (1, kind.__name__, (), self.array))


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("dtype", ELEMENTS, ids=str)
def test_pickles_of_the_other_byte_order(dtype: np.dtype, protocol: int) -> None:
    for order in "CF":
        native = filled((3, 4), dtype, order)
        swapped = native.astype(native.dtype.newbyteorder())
        check_result(pickle.loads(pickle.dumps(OtherMachine(swapped), protocol)), native)
        check_result(pickle.loads(pickle.dumps(OtherMachine(swapped[0]), protocol)), native[0])


def test_buffers_of_the_other_byte_order_are_left_alone() -> None:
    native = filled((3, 4), float)
    swapped = native.astype(native.dtype.newbyteorder())
    before = swapped.tobytes()
    buffers: list[pickle.PickleBuffer] = []
    data = pickle.dumps(OtherMachine(swapped), 5, buffer_callback=buffers.append)
    assert address(buffers[0].raw()) == address(swapped)
    loaded = pickle.loads(data, buffers=buffers)
    check_result(loaded, native)
    loaded[...] = 0
    assert swapped.tobytes() == before


# Between processes

START = ["fork", "spawn"]


def doubled(kind: Any) -> Any:
    """Runs in another process."""
    assert type(kind) in (npublas.matrix, npublas.vector)
    return 2 * kind


def answer_queue(questions: Any, answers: Any) -> None:
    answers.put(doubled(questions.get()))


def answer_pipe(connection: Connection) -> None:
    connection.send(doubled(connection.recv()))


def answer_out_of_band(connection: Connection) -> None:
    """Receive a pickle and its elements, each straight into its place, and send them back so."""
    data = connection.recv_bytes()
    memory = bytearray(connection.recv())
    connection.recv_bytes_into(memory)
    received = pickle.loads(data, buffers=[memory])
    assert address(received.array.ravel("K")) == address(memory)
    received *= 2
    connection.send_bytes(memory)


def change_shared_memory(data: bytes, name: str) -> None:
    segment = shared_memory.SharedMemory(name)
    matrix = pickle.loads(data, buffers=[segment.buf])
    matrix[0, 0] = 99
    del matrix
    segment.close()


@pytest.fixture(params=START)
def context(request: pytest.FixtureRequest) -> Any:
    return multiprocessing.get_context(request.param)


@pytest.fixture
def start(context: Any) -> Any:
    """A function that starts a process, which must have ended well at the end of the test."""
    started = []

    def run(target: Callable[..., None], *arguments: Any) -> None:
        started.append(context.Process(target=target, args=arguments))
        started[-1].start()

    yield run
    for process in started:
        process.join(60)
        assert process.exitcode == 0


def objects() -> list[Any]:
    a = filled((3, 4), float)
    return [npublas.matrix(a), npublas.matrix(a.T), npublas.matrix(a[::2]), npublas.vector(a[0])]


def test_pool(context: Any) -> None:
    sent = objects()
    with context.Pool(1) as pool:
        for one, back in zip(sent, pool.map(doubled, sent)):
            check_result(back, 2 * one.array)


def test_queue(context: Any, start: Any) -> None:
    questions, answers = context.Queue(), context.Queue()
    start(answer_queue, questions, answers)
    questions.put(objects()[0])
    check_result(answers.get(timeout=60), 2 * objects()[0].array)


def test_pipe(context: Any, start: Any) -> None:
    here, there = context.Pipe()
    start(answer_pipe, there)
    here.send(objects()[1])
    assert here.poll(60)
    check_result(here.recv(), 2 * objects()[1].array)


def test_pipe_with_out_of_band_buffers(context: Any, start: Any) -> None:
    here, there = context.Pipe()
    start(answer_out_of_band, there)
    m = npublas.matrix(filled((30, 40), float, "F"))
    expected = 2 * m.array
    buffers: list[pickle.PickleBuffer] = []
    here.send_bytes(pickle.dumps(m, 5, buffer_callback=buffers.append))
    (raw,) = (buffer.raw() for buffer in buffers)
    assert address(raw) == m.__array_interface__["data"][0]
    here.send(raw.nbytes)
    here.send_bytes(raw)
    assert here.poll(60)
    here.recv_bytes_into(raw)
    check_result(m, expected)


def test_shared_memory_with_out_of_band_buffers(context: Any) -> None:
    m = npublas.matrix(filled((30, 40), float))
    buffers: list[pickle.PickleBuffer] = []
    data = pickle.dumps(m, 5, buffer_callback=buffers.append)
    segment = shared_memory.SharedMemory(create=True, size=m.nbytes)
    try:
        segment.buf[: m.nbytes] = buffers[0].raw()
        here = pickle.loads(data, buffers=[segment.buf])
        other = context.Process(target=change_shared_memory, args=(data, segment.name))
        other.start()
        other.join(60)
        assert other.exitcode == 0
        assert here[0, 0] == 99 and here[1, 1] == m[1, 1]
        del here
    finally:
        segment.close()
        segment.unlink()


@pytest.mark.parametrize("dtype", [np.int8, np.float64, np.clongdouble])
def test_what_a_pickle_weighs_and_touches_is_the_same_for_every_size(dtype: Any) -> None:
    """Constant time in the size: the memory is the same, and all else has the same length."""
    lengths = set()
    for rows in (100, 10_000, 1_000_000):
        m = npublas.matrix(np.zeros((rows, 2), dtype))
        buffers: list[pickle.PickleBuffer] = []
        data = pickle.dumps(m, 5, buffer_callback=buffers.append)
        loaded = pickle.loads(data, buffers=buffers)
        place = m.__array_interface__["data"][0]
        assert address(buffers[0].raw()) == place == loaded.__array_interface__["data"][0]
        lengths.add((len(buffers), len(data.replace(rows.to_bytes(4, "little"), b""))))
    assert max(lengths)[1] - min(lengths)[1] < 16 and {count for count, _ in lengths} == {1}


# Files


READ_SHELF = """
import shelve, sys
with shelve.open(sys.argv[1]) as shelf:
    print(type(shelf["m"]).__name__, shelf["m"].tolist(), shelf["m"].note, shelf["v"].tolist())
"""


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_shelve(tmp_path: Path, protocol: int) -> None:
    place = str(tmp_path / "shelf")
    with shelve.open(place, protocol=protocol, writeback=True) as shelf:
        shelf["m"] = npublas.matrix(filled((2, 3), np.int32, "F"))
        shelf["v"] = npublas.vector([1.0])
        shelf["m"].note = "kept"
        shelf["v"][0] = 5.5
    with shelve.open(place) as shelf:
        check_result(shelf["m"], filled((2, 3), np.int32, "F"))
        assert shelf["m"].note == "kept" and shelf["v"].tolist() == [5.5]


def test_another_process_opens_the_shelf(tmp_path: Path) -> None:
    place = str(tmp_path / "shelf")
    with shelve.open(place) as shelf:
        shelf["m"], shelf["v"] = npublas.matrix([[1, 2]]), npublas.vector([3, 4])
        kept = shelf["m"]
        kept.note = "kept"
        shelf["m"] = kept
    ran = subprocess.run([sys.executable, "-c", READ_SHELF, place], capture_output=True, text=True)
    assert ran.stdout == "matrix [[1, 2]] kept [3, 4]\n", ran.stderr


def maps() -> str:
    return Path("/proc/self/maps").read_text()


def test_joblib_maps_the_file(tmp_path: Path) -> None:
    joblib = pytest.importorskip("joblib", reason="no joblib (Debian's python3-joblib)")
    path = tmp_path / "objects.joblib"
    sent = objects()
    for one in sent:
        joblib.dump(one, path)
        assert str(path) not in maps()
        loaded = joblib.load(path, mmap_mode="r")
        assert str(path) in maps() and not loaded.flags.writeable
        base: Any = loaded.array
        while not isinstance(base, np.memmap):
            base = base.base
        assert Path(base.filename) == path and np.shares_memory(base, loaded)
        np.testing.assert_array_equal(loaded, one, strict=True)
        assert type(loaded) is type(one)
        del loaded, base


def test_joblib_writes_through_and_copies_on_write(tmp_path: Path) -> None:
    joblib = pytest.importorskip("joblib", reason="no joblib (Debian's python3-joblib)")
    path = tmp_path / "m.joblib"
    joblib.dump(npublas.matrix(filled((3, 4), float)), path)
    joblib.load(path, mmap_mode="c")[0, 0] = 77
    check_result(joblib.load(path), filled((3, 4), float))
    changed = joblib.load(path, mmap_mode="r+")
    changed[0, 0] = 99
    del changed
    assert joblib.load(path)[0, 0] == 99


@pytest.mark.parametrize("compress", [0, 3])
def test_joblib_in_memory(tmp_path: Path, compress: int) -> None:
    joblib = pytest.importorskip("joblib", reason="no joblib (Debian's python3-joblib)")
    a = filled((3, 4), float)
    joblib.dump([npublas.matrix(a), npublas.vector(a[0])], tmp_path / "m", compress=compress)
    matrix, vector = joblib.load(tmp_path / "m")
    check_result(matrix, a)
    check_result(vector, a[0])


def test_only_a_memory_map_passes_for_an_ndarray(tmp_path: Path) -> None:
    mapped = np.memmap(tmp_path / "elements", float, "w+", shape=(2, 3))
    restored = npublas._restore(npublas.matrix, (1, "matrix", (), mapped))
    assert np.shares_memory(restored, mapped) and type(restored.array) is np.ndarray
    for other in (mapped.view(type("Other", (np.memmap,), {})), np.ma.array([[1.0]])):
        with pytest.raises(ValueError, match="malformed pickle"):
            npublas._restore(npublas.matrix, (1, "matrix", (), other))


def test_the_elements_count_in_the_size_of_an_object() -> None:
    small, large = npublas.vector([1.0]), npublas.matrix(np.zeros((100, 10)))
    assert sys.getsizeof(large) - sys.getsizeof(small) == large.nbytes - small.nbytes
