# Copyright 2026 The npublas authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
"""Dask moves vectors and matrices between processes: what it copies, counted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import npublas
import numpy as np
import pytest
from dense_cases import check_result, filled
from process_memory import SANITIZED, resident

pytestmark = pytest.mark.filterwarnings("ignore")  # of distributed's own use of Python

distributed = pytest.importorskip(
    "distributed", reason="no dask.distributed (Debian's python3-distributed)"
)

STATUS = Path("/proc/self/status")


def objects() -> list[Any]:
    a = filled((300, 400), float)
    return [npublas.matrix(a), npublas.matrix(a.T), npublas.vector(a[0])]


# The serialisation alone


def split(sent: Any, size: int) -> tuple[dict[str, Any], list[memoryview]]:
    """What distributed writes to a socket, in frames of a size at most."""
    from distributed.protocol.serialize import serialize_and_split

    header, frames = serialize_and_split(sent, size=size)
    views = [memoryview(frame) for frame in frames]
    return header, [view.cast("B") if view.nbytes else memoryview(b"") for view in views]


def received(
    header: dict[str, Any], frames: list[memoryview], offset: int
) -> tuple[Any, np.ndarray]:
    """What distributed makes of the frames, one behind the other in one buffer, and the buffer.

    The second frame, where the elements begin, is `offset` bytes past a multiple of 16.
    """
    from distributed.protocol.serialize import merge_and_deserialize

    sizes = [frame.nbytes for frame in frames]
    memory = np.empty(sum(sizes) + 32, np.uint8)
    place = memory.__array_interface__["data"][0] + sizes[0]
    buffer = memory[(offset - place) % 16 :]
    arrived, start = [], 0
    for frame, size in zip(frames, sizes):
        buffer[start : start + size] = frame
        arrived.append(memoryview(buffer)[start : start + size])
        start += size
    return merge_and_deserialize(header, arrived), memory


@pytest.mark.parametrize("sent", objects(), ids=["C", "F", "vector"])
@pytest.mark.parametrize("size", [2**26, 1000], ids=["whole", "split"])
def test_all_frames_but_the_first_are_the_memory_itself(sent: Any, size: int) -> None:
    header, frames = split(sent, size)
    assert header["serializer"] == "pickle"
    copied = 0
    for frame in frames:
        if frame.nbytes and not np.shares_memory(np.frombuffer(frame, np.uint8), sent.array):
            copied += frame.nbytes
    assert copied < 300 and sum(frame.nbytes for frame in frames) == copied + sent.nbytes


@pytest.mark.parametrize("sent", objects(), ids=["C", "F", "vector"])
@pytest.mark.parametrize("size", [2**26, 1000], ids=["whole", "split"])
def test_what_arrives_is_the_received_memory_if_aligned(sent: Any, size: int) -> None:
    for offset in (0, 8, 1, 4):
        arrived, memory = received(*split(sent, size), offset)
        check_result(arrived, sent.array)
        assert arrived.flags.f_contiguous == sent.flags.f_contiguous
        assert np.shares_memory(arrived, memory) == (offset % 8 == 0)


def test_the_weight_that_dask_sees_is_that_of_the_elements() -> None:
    from dask.sizeof import sizeof

    for one in objects():
        assert one.nbytes <= sizeof(one) < one.nbytes + 100


# A cluster of processes


@pytest.fixture(scope="module")
def client() -> Iterator[Any]:
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ) as cluster, distributed.Client(cluster) as connected:
        yield connected


def start_counting() -> int:
    """Forget the largest amount of memory held so far, and return what is held now."""
    Path("/proc/self/clear_refs").write_text("5")
    return resident()


def largest() -> int:
    """The largest amount of memory held since `start_counting`."""
    (kilobytes,) = re.findall(r"VmHWM:\s+(\d+) kB", STATUS.read_text())
    return int(kilobytes) * 1024


def described(one: Any) -> tuple[str, Any, bool]:
    return type(one).__name__, one.shape, bool(one.flags.f_contiguous)


def itself(one: Any) -> Any:
    """A result that only the worker which made it has."""
    return type(one)(one)


def workers(client: Any) -> list[str]:
    return list(client.scheduler_info()["workers"])


@pytest.mark.parametrize("direct", [True, False])
def test_there_and_back(client: Any, direct: bool) -> None:
    for one in [*objects(), npublas.matrix(filled((5, 6), np.clongdouble)[::2])]:
        future = client.scatter(one, direct=direct, hash=False)
        assert client.submit(described, future).result() == described(one)
        check_result(client.gather(future, direct=direct), one.array)


def test_from_worker_to_worker(client: Any) -> None:
    here, there = workers(client)
    m = objects()[1]
    future = client.scatter(m, workers=[here], direct=True, hash=False)
    assert client.submit(described, future, workers=[there]).result() == described(m)


@pytest.mark.skipif(SANITIZED, reason="the address sanitizer keeps freed memory")
def test_at_most_one_copy_per_hop_besides_the_sockets(client: Any) -> None:
    """From us to a worker, from there to another, and back. 80 MB are two frames to distributed."""
    here, there = workers(client)
    m = npublas.matrix(np.random.default_rng(1).random((10_000, 1000)))

    def copies(before: int, peak: int) -> float:
        return (peak - before) / m.nbytes

    def on(worker: str, function: Any) -> int:
        return int(client.run(function, workers=[worker])[worker])

    ours, first = start_counting(), on(here, start_counting)
    future = client.scatter(m, workers=[here], direct=True, hash=False)
    assert copies(ours, largest()) < 0.2
    assert 0.8 < copies(first, on(here, largest)) < 2.2

    first, second = on(here, start_counting), on(there, start_counting)
    moved = client.submit(described, future, workers=[there]).result()
    assert moved == described(m)
    assert copies(first, on(here, largest)) < 0.2
    assert 0.8 < copies(second, on(there, largest)) < 2.2

    ours, first = start_counting(), on(here, start_counting)
    back = client.gather(client.submit(itself, future, workers=[here]), direct=True)
    assert copies(first, on(here, largest)) < 0.2
    assert 0.8 < copies(ours, largest()) < 2.2
    check_result(back, m.array)
