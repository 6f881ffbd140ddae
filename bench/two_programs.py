# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
# Copyright 2026 The npublas authors
"""A matrix shared by a Python and a C++ program beside the other ways of examples/two_programs.

    PYTHONPATH=build/release:python python3 bench/two_programs.py [--seconds 1]

Takes less than three minutes, and wants a machine with two processors that does nothing else.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

import numpy

from report import FILE, ROOT, Column, Table, Targets, count_targets, judged, save, show

sys.path.insert(0, str(ROOT / "examples" / "two_programs"))
from build import compiled  # noqa: E402
from exchange import (  # noqa: E402
    SHAPES,
    SHARED_MEMORY,
    WAYS,
    Report,
    go,
    needs,
    parsed,
    program,
    start,
)

import npublas  # noqa: E402
from npublas import _npublas  # noqa: E402
from npublas.shared import shared_matrix  # noqa: E402

SMALL, LARGE = SHAPES
LEASES, COPIES, RING = WAYS["shared_lease"], WAYS["shared_copy"], WAYS["memory_map"]
BOUNDS = {"memory_map", "one_process"}  # the first never sleeps, the second crosses no boundary
PASSES = 3


def from_cpp_to_python(way: str, size: int, hertz: float, seconds: float) -> Report:
    """One exchange, by a Python program of its own."""
    return _exchange(way, size, hertz, seconds, "C++")


def from_python_to_cpp(way: str, size: int, hertz: float, seconds: float) -> Report:
    return _exchange(way, size, hertz, seconds, "Python")


def _exchange(way: str, size: int, hertz: float, seconds: float, writer: str) -> Report:
    script = ROOT / "examples" / "two_programs" / "exchange.py"
    words = {"way": way, "size": size, "hertz": hertz, "seconds": seconds, "writer": writer}
    options = [word for name, value in words.items() for word in (f"--{name}", str(value))]
    command = [sys.executable, str(script), *options, "--json"]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, timeout=60, check=True)
    return Report(**json.loads(done.stdout))


def between_programs(both: Path, size: int, hertz: float, seconds: float) -> Report:
    """C++ writes, C++ reads: one program in two processes."""
    settings = (*SHAPES[size], hertz, seconds)
    with tempfile.TemporaryDirectory(prefix="two_programs_") as folder:
        where = Path(folder) / Path(folder).name
        processes = [start(both, does, str(where), settings) for does in ("write", "read")]
        writer, reader = processes
        try:
            assert reader.stdout is not None
            reader.stdout.readline()  # it is ready
            go(writer)
            return parsed(reader.stdout.readline())
        finally:
            for process in processes:
                process.kill()
                process.communicate()
            (SHARED_MEMORY / where.name).unlink(missing_ok=True)


def quantiles(latencies: Iterable[float]) -> tuple[float, float]:
    """Median and 99th percentile in nanoseconds."""
    median, high = numpy.quantile(list(latencies), [0.5, 0.99]) * 1e9
    return float(median), float(high)


def waking(seconds: float) -> Table:
    """A thousand updates a second, beside the least that waking a process costs."""
    futex = compiled(ROOT / "bench" / "peers" / "futex.cpp")
    leases = program("shared_lease")
    jobs = {
        "bare futex, C++ to C++": lambda: between_programs(futex, SMALL, 1000, seconds),
        f"{LEASES}, C++": lambda: between_programs(leases, SMALL, 1000, seconds),
        f"{LEASES}, Py": lambda: from_cpp_to_python("shared_lease", SMALL, 1000, seconds),
        f"{COPIES}, Py": lambda: from_cpp_to_python("shared_copy", SMALL, 1000, seconds),
    }
    latencies: dict[str, list[float]] = {name: [] for name in jobs}
    for _ in range(PASSES):
        for name, job in jobs.items():
            latencies[name] += job().latencies
    _, cpp, python, _ = jobs
    targets = [Targets({cpp: 1.5, python: 2.0}), Targets({cpp: 3.0, python: 3.0})]
    return Table(
        "two_programs_waking",
        f"From just before C++ writes {SMALL} doubles until the reader has them; 1000 updates a second",
        _median_and_percentile("", latencies, *targets),
    )


def _median_and_percentile(
    size: str, latencies: dict[str, list[float]], median: Targets, high: Targets
) -> list[Column]:
    figures = {name: quantiles(all_) for name, all_ in latencies.items()}
    return [
        judged(f"{size}{heading}", {name: pair[k] for name, pair in figures.items()}, targets)
        for k, (heading, targets) in enumerate((("median", median), ("99 %", high)))
    ]


def updates_at_60_hertz(ways: list[str], seconds: float) -> Table:
    columns = []
    rivals = {WAYS[way] for way in ways if way not in BOUNDS} - {LEASES, COPIES}
    targets = Targets(above=dict.fromkeys(rivals, LEASES))
    for size in SHAPES:
        latencies = {
            WAYS[way]: from_cpp_to_python(way, size, 60, seconds).latencies for way in ways
        }
        columns += _median_and_percentile(f"{size:,} ", latencies, targets, Targets())
    return Table(
        "two_programs_latency",
        "From just before C++ writes an array until Python has it; 60 updates a second",
        columns,
        ["Ways that can't keep up, JSON and protobuf with 1,000,000, queue what was written."],
    )


def as_fast_as_can_be(ways: list[str], seconds: float) -> list[Table]:
    """Time per update that the reader gets, and the memory it takes."""
    reports = {
        (way, size): from_cpp_to_python(way, size, 0, seconds) for way in ways for size in SHAPES
    }
    to_cpp = {way: from_python_to_cpp(way, LARGE, 0, seconds) for way in ways}
    programs = [way for way in ways if way != "one_process"]
    between = {way: between_programs(program(way), LARGE, 0, seconds) for way in programs}
    rivals = [WAYS[way] for way in programs if way not in BOUNDS]
    targets = Targets(
        at_least={name: 3.0 for name in rivals if name not in (LEASES, COPIES)} | {RING: 2.0}
    )
    per_update = [
        judged(f"{SMALL} to Python", _times({w: reports[w, SMALL] for w in ways}), Targets()),
        judged("10^6 to Python", _times({w: reports[w, LARGE] for w in ways}), Targets()),
        judged("10^6 from Python", _times(to_cpp), Targets()),
        judged("10^6 C++ to C++", _times(between), targets),
    ]
    copies = {way: between[way] for way in ("memory_map", "shared_copy")}
    memory = {
        WAYS[way]: float(reports[way, LARGE].memory - reports[way, SMALL].memory)
        for way in programs
    }
    return [
        Table("two_programs_throughput", "Time per update, as fast as can be", per_update),
        Table(
            "two_programs_copies",
            "Time per update of 1,000,000 doubles that is read as a copy, C++ to C++",
            [judged("time", _times(copies), Targets({COPIES: 1 / 0.9}))],
        ),
        Table(
            "two_programs_memory",
            "Memory that exchanging 1,000,000 doubles (8 MB) takes in both programs",
            [judged("memory", memory, Targets(), "bytes")],
            [
                "Resident memory at its peak, less that of exchanging 50; shared pages count in "
                "each program. Each has one array of its own. Shared among them are 3 of 8 MB by "
                "the shared matrix for one reader (readers + 2; 48 MB for 4, the default), 4 by the ring."
            ],
        ),
    ]


def _times(reports: dict[str, Report]) -> dict[str, float]:
    return {
        WAYS[way]: report.seconds / max(report.updates - 1, 1) * 1e9
        for way, report in reports.items()
    }


def waiting(seconds: float) -> Table:
    """What waiting for a silent writer takes."""
    name = f"two_programs_{os.getpid()}"
    with shared_matrix.create(name, SHAPES[SMALL], float) as silent:
        settings = (*SHAPES[SMALL], 0.0, 0.0)
        reader = start(program("shared_lease"), "read", name, settings)
        try:
            assert reader.stdout is not None
            reader.stdout.readline()  # it is ready
            before = _processor_time(reader.pid)
            with shared_matrix.open(name) as other:
                own = time.process_time_ns()
                other.wait(seconds)
                own = time.process_time_ns() - own
            theirs = _processor_time(reader.pid) - before
        finally:
            reader.kill()
            reader.communicate()
            silent.unlink()
    figures = {"in C++": max(theirs, 1) / seconds, "in Python": max(own, 1) / seconds}
    return Table(
        "two_programs_waiting",
        "Processor time of a second's waiting",
        [judged("time", figures, Targets(within=dict.fromkeys(figures, 1e7)))],
    )


def _processor_time(process: int) -> int:
    """Nanoseconds on a processor so far."""
    return int(Path(f"/proc/{process}/schedstat").read_text().split()[0])


def environment() -> dict[str, str]:
    about = {
        "time": time.strftime("%Y-%m-%d %H:%M:%S %z"),
        "machine": f"{platform.machine()}, {os.cpu_count()} processors",
        "load average before": str(round(os.getloadavg()[0], 2)),
        "npublas": npublas.__version__,
        "python": platform.python_version(),
        "numpy": numpy.__version__,
    }
    return about | {key: str(value) for key, value in _npublas.build_info().items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seconds", type=float, default=1, help="of one exchange")
    seconds = parser.parse_args().seconds
    ways = []
    for way in WAYS:
        if lacking := needs(way):
            print(f"{WAYS[way]}: left out, not installed: {', '.join(lacking)}")
        else:
            ways.append(way)
            if way != "one_process":
                program(way)  # compiled before the load is looked at
    about = environment()
    for key, value in about.items():
        print(f"{key:29}{value}")
    tables = [
        waking(2 * seconds),
        updates_at_60_hertz(ways, 3 * seconds),
        *as_fast_as_can_be(ways, seconds),
        waiting(2 * seconds),
    ]
    for table in tables:
        show(table)
    save(FILE, "two_programs", about, tables)
    reached, of = count_targets(tables)
    print(f"\n{reached} of {of} targets reached; figures: {FILE.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
