# Copyright 2026 The npublas authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
"""Two programs, one Python and one C++, that exchange an array many times a second.

    python3 exchange.py --way shared_lease --size 50 --hertz 60 --seconds 2 --writer C++

Every program of `ways` does the same: the writer fills an array, stamps it with the time and writes
it; the reader looks at the clock when it has the elements, and checks that they are of one update.
Zero hertz are as fast as can be.
"""

from __future__ import annotations

import argparse
import importlib
import json
import re
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy

from build import FOLDER, compiled, missing

SHARED_MEMORY = Path("/dev/shm")
SHAPES = {50: (5, 10), 1_000_000: (1000, 1000)}
WAYS = {
    "shared_lease": "shared matrix, leases",
    "shared_copy": "shared matrix, copies",
    "struct_socket": "struct, socket",
    "pickle_pipe": "pickle, pipe",
    "protobuf_pipe": "protobuf, pipe",
    "json_pipe": "JSON, pipe",
    "memory_map": "bare ring, spins",
    "one_process": "one process",
}


@dataclass
class Report:
    """What the reader saw.

    Attributes
    ----------
    updates : int
        How many updates came; the shared matrix hands out the newest, and may leave some out.
    seconds : float
        From the first to the last.
    memory : int
        The most bytes that both programs had resident; shared pages count in each.
    latencies : list of float
        Seconds from just before an update was written until the reader had it, of paced updates.
    """

    updates: int
    seconds: float
    memory: int
    latencies: list[float] = field(default_factory=list)


class Source:
    """Makes the updates, when they are due: iterate over it.

    Elements of update k: k first and last (the last update of all has -k), then the time at which
    it was written, then numbers with many digits. Between paced updates they all change.
    """

    def __init__(self, shape: tuple[int, int], hertz: float, seconds: float) -> None:
        self._hertz, self._seconds = hertz, seconds
        self._base = numpy.arange(float(shape[0] * shape[1])).reshape(shape) / 7

    def __iter__(self) -> Iterator[numpy.ndarray]:
        a = self._base.copy()
        begin, k, last = time.monotonic(), 0, False
        while not last:
            k += 1
            if self._hertz > 0:
                time.sleep(max(0, begin + k / self._hertz - time.monotonic()))
                numpy.add(self._base, k, out=a)
            last = time.monotonic() >= begin + self._seconds
            a[0, 0] = a[-1, -1] = -k if last else k
            a[0, 1] = time.monotonic()
            yield a


class Sink:
    """Takes the updates as they come, and says when they came."""

    def __init__(self, shape: tuple[int, int], paced: bool) -> None:
        self._paced = paced
        self._base = numpy.arange(float(shape[0] * shape[1])) / 7
        self._first = self._latest = 0.0
        self._updates = 0
        self._latencies: list[float] = []
        self.more = True

    def take(self, a: numpy.ndarray) -> None:
        self._latest = time.monotonic()
        if self._updates == 0:
            self._first = self._latest
        self._updates += 1
        number = float(a[0, 0])
        self.more = number > 0
        right = number == a[-1, -1]
        if self._paced:
            self._latencies.append(self._latest - float(a[0, 1]))
            right = right and bool((a.flat[2:-1] == self._base[2:-1] + abs(number)).all())
        if not right:
            raise ValueError("the elements are not those of one update")

    def report(self) -> Report:
        return Report(self._updates, self._latest - self._first, _peak(), self._latencies)


def _peak() -> int:
    (line,) = re.findall(r"VmHWM:\s*(\d+) kB", Path("/proc/self/status").read_text())
    return 1024 * int(line)


def parsed(text: str) -> Report:
    """What a C++ reader prints."""
    updates, seconds, kilobytes, *latencies = text.split()
    return Report(int(updates), float(seconds), 1024 * int(kilobytes), list(map(float, latencies)))


def needs(way: str) -> list[str]:
    """The Debian packages that a way lacks here."""
    return missing(NEEDS.get(way, {}))


NEEDS = {
    "json_pipe": {"<nlohmann/json.hpp>": "nlohmann-json3-dev"},
    "protobuf_pipe": {
        "<google/protobuf/message.h>": "libprotobuf-dev",
        "protoc": "protobuf-compiler",
        "import google.protobuf": "python3-protobuf",
    },
}


def module(way: str) -> ModuleType:
    """The Python side of a way."""
    return importlib.import_module(f"ways.{way}")


def program(way: str) -> Path:
    """The C++ side of a way."""
    python_side = module(way)
    if hasattr(python_side, "prepare"):
        python_side.prepare()
    return compiled(FOLDER / "ways" / f"{way}.cpp", getattr(python_side, "FLAGS", ()))


def exchange(
    way: str, size: int, hertz: float = 60, seconds: float = 2, writer: str = "C++"
) -> Report:
    """Run both programs.

    Parameters
    ----------
    way : str
        One of `WAYS`.
    size : int
        Elements of the array: 50 or 1,000,000.
    hertz : float
        Updates per second; 0 means as fast as can be.
    seconds : float
        For how long updates are made.
    writer : {'C++', 'Python'}
        Who writes; the other one reads.
    """
    settings = (*SHAPES[size], hertz, seconds)
    if way == "one_process":
        return _in_one_process(settings, writer)
    with tempfile.TemporaryDirectory(prefix="two_programs_") as folder:
        where = Path(folder) / Path(folder).name
        try:
            return _with_peer(way, str(where), settings, writer)
        finally:
            (SHARED_MEMORY / where.name).unlink(missing_ok=True)


Settings = tuple[int, int, float, float]


def _with_peer(way: str, where: str, settings: Settings, writer: str) -> Report:
    peer = start(program(way), "write" if writer == "C++" else "read", where, settings)
    try:
        run = _read if writer == "C++" else _write
        report = run(module(way), peer, where, settings)
        if peer.wait(timeout=60) != 0:
            raise RuntimeError("the C++ program failed")
    finally:
        peer.kill()
        peer.communicate()
    return report


def start(program: Path, does: str, where: str, settings: Settings) -> subprocess.Popen[str]:
    """Start the C++ program as writer or reader."""
    command = [program, does, where, *map(str, settings)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def _read(way: ModuleType, peer: Any, where: str, settings: Settings) -> Report:
    rows, columns, hertz, _ = settings
    reader = way.Reader(where, rows, columns)
    updates = Sink((rows, columns), hertz > 0)
    go(peer)
    while updates.more:
        updates.take(reader.read())
    report = updates.report()
    report.memory += 1024 * int(peer.stdout.readline())
    return report


def go(writer: Any) -> None:
    """Tell a C++ writer that the reader is there."""
    writer.stdin.write("go\n")
    writer.stdin.flush()


def _write(way: ModuleType, peer: Any, where: str, settings: Settings) -> Report:
    rows, columns, hertz, seconds = settings
    writer = way.Writer(where, rows, columns)
    peer.stdout.readline()  # it is ready
    for a in Source((rows, columns), hertz, seconds):
        writer.write(a)
    report = parsed(peer.stdout.readline())
    report.memory += _peak()
    return report


def between_programs(both: Path, size: int, hertz: float, seconds: float) -> Report:
    """C++ writes, C++ reads: one program, compiled, in two processes."""
    settings = (*SHAPES[size], hertz, seconds)
    with tempfile.TemporaryDirectory(prefix="two_programs_") as folder:
        where = Path(folder) / Path(folder).name
        processes: list[subprocess.Popen[str]] = []

        def kill() -> None:
            for process in processes:
                process.kill()

        limit = threading.Timer(60 + 10 * seconds, kill)  # one may have died before the other
        limit.start()
        try:
            for does in ("write", "read"):
                processes.append(start(both, does, str(where), settings))
            writer, reader = processes
            assert reader.stdout is not None
            reader.stdout.readline()  # it is ready
            go(writer)
            return parsed(reader.stdout.readline())
        finally:
            limit.cancel()
            kill()
            for process in processes:
                process.communicate()
            (SHARED_MEMORY / where.name).unlink(missing_ok=True)


def _in_one_process(settings: Settings, writer: str) -> Report:
    extension = module("one_process").extension()
    rows, columns, hertz, seconds = settings
    if writer == "C++":
        updates = Sink((rows, columns), hertz > 0)
        reader = extension.Reader(*settings)
        while updates.more:
            updates.take(reader.read())
        return updates.report()
    taker = extension.Writer(*settings)
    for a in Source((rows, columns), hertz, seconds):
        taker.write(a)
    return parsed(taker.report())


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--way", choices=WAYS, default="shared_lease")
    parser.add_argument("--size", type=int, choices=SHAPES, default=50)
    parser.add_argument("--hertz", type=float, default=60, help="0: as fast as can be")
    parser.add_argument("--seconds", type=float, default=2)
    parser.add_argument("--writer", choices=["C++", "Python"], default="C++")
    parser.add_argument("--json", action="store_true", help="print all figures")
    words = parser.parse_args()
    if lacking := needs(words.way):
        raise SystemExit(f"{words.way}: not installed: {', '.join(lacking)}")
    report = exchange(words.way, words.size, words.hertz, words.seconds, words.writer)
    if words.json:
        print(json.dumps(asdict(report)))
        return
    print(f"{WAYS[words.way]}: {report.updates} updates in {report.seconds:.2f} s")
    if report.latencies:
        median, high = numpy.quantile(report.latencies, [0.5, 0.99]) * 1e6
        print(f"latency: median {median:.1f} us, 99th percentile {high:.1f} us")


if __name__ == "__main__":
    main()
