# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
# Copyright 2026 The npublas authors
"""A matrix shared by a Python and a C++ program beside the other ways of examples/two_programs.

    PYTHONPATH=build/release:python python3 bench/two_programs.py [--seconds 0.5]

Takes some five minutes, and wants a machine with two processors that does nothing else.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import numpy

from report import FILE, ROOT, Column, Table, Targets, count_targets, judged, save, show

sys.path.insert(0, str(ROOT / "examples" / "two_programs"))
from build import compiled  # noqa: E402
from exchange import SHAPES, WAYS, Report, between_programs, needs, program, start  # noqa: E402

import npublas  # noqa: E402
from npublas import _npublas  # noqa: E402
from npublas.shared import shared_matrix  # noqa: E402

SMALL, LARGE = SHAPES
LEASES, COPIES, RING = WAYS["shared_lease"], WAYS["shared_copy"], WAYS["memory_map"]
BOUNDS = {"memory_map", "one_process"}  # the first never sleeps, the second crosses no boundary
CPP = "shared matrix, to C++"
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


Job = Callable[[], Report]


def in_turns(jobs: Mapping[str, Job]) -> dict[str, list[Report]]:
    """What several passes over all jobs report."""
    reports: dict[str, list[Report]] = {name: [] for name in jobs}
    for _ in range(PASSES):
        for name, job in jobs.items():
            reports[name].append(job())
    return reports


def latencies(
    size: str, reports: Mapping[str, list[Report]], median: Targets, high: Targets
) -> list[Column]:
    """Median and 99th percentile of all passes together.

    Without the first update of a pass, which finds cold pages, and the last, beside which the writer
    ends.
    """
    figures = {
        name: numpy.quantile([t for one in passes for t in one.latencies[1:-1]], [0.5, 0.99]) * 1e9
        for name, passes in reports.items()
    }
    return [
        judged(f"{size}{heading}", {name: float(f[k]) for name, f in figures.items()}, targets)
        for k, (heading, targets) in enumerate((("median", median), ("99 %", high)))
    ]


def times(reports: Mapping[str, list[Report]]) -> dict[str, float]:
    """Nanoseconds per update that the reader got, in the best pass."""
    return {
        name: min(one.seconds / max(one.updates - 1, 1) for one in passes) * 1e9
        for name, passes in reports.items()
    }


def samples(updates: float) -> str:
    return (
        f"Of {PASSES} passes over all rows, each of about {updates:.0f} updates between two "
        "processes of its own, without the first and the last of each pass."
    )


def rivals(ways: list[str]) -> list[str]:
    """Those that cross a process boundary and sleep while they wait."""
    return [WAYS[way] for way in ways if way not in (*BOUNDS, "shared_lease", "shared_copy")]


def waking(ways: list[str], seconds: float) -> Table:
    """A thousand updates a second, beside the least that waking a process costs."""
    futex = compiled(ROOT / "bench" / "peers" / "futex.cpp")
    jobs: dict[str, Job] = {
        "bare futex, to C++": partial(between_programs, futex, SMALL, 1000, seconds),
        CPP: partial(between_programs, program("shared_lease"), SMALL, 1000, seconds),
    } | {WAYS[way]: partial(from_cpp_to_python, way, SMALL, 1000, seconds) for way in ways}
    above = dict.fromkeys(rivals(ways), LEASES)
    return Table(
        "two_programs_waking",
        f"From just before C++ writes {SMALL} doubles until Python has them; 1000 a second",
        latencies(
            "",
            in_turns(jobs),
            Targets({CPP: 1.5, LEASES: 2.0}, above=above),
            Targets({CPP: 3.0, LEASES: 3.0}),
        ),
        ["The first two are from C++ to C++.", samples(1000 * seconds)],
    )


def updates_at_60_hertz(ways: list[str], seconds: float) -> Table:
    targets = Targets(above=dict.fromkeys(rivals(ways), LEASES))
    columns = []
    for size in SHAPES:
        jobs = {WAYS[way]: partial(from_cpp_to_python, way, size, 60, seconds) for way in ways}
        columns += latencies(f"{size:,} ", in_turns(jobs), targets, Targets())
    return Table(
        "two_programs_latency",
        "From just before C++ writes an array until Python has it; 60 updates a second",
        columns,
        [
            "Ways that can't keep up with 1,000,000 doubles queue what was written.",
            samples(60 * seconds),
        ],
    )


def as_fast_as_can_be(ways: list[str], seconds: float) -> list[Table]:
    """Time per update that the reader gets, and the memory it takes."""

    def fast(exchange: Callable[..., Report], way: str, size: int) -> Job:
        return partial(exchange, way, size, 0, seconds)

    programs = [way for way in ways if way != "one_process"]
    small = in_turns({WAYS[way]: fast(from_cpp_to_python, way, SMALL) for way in ways})
    large = in_turns({WAYS[way]: fast(from_cpp_to_python, way, LARGE) for way in ways})
    back = in_turns({WAYS[way]: fast(from_python_to_cpp, way, LARGE) for way in ways})
    between = in_turns(
        {WAYS[way]: partial(between_programs, program(way), LARGE, 0, seconds) for way in programs}
    )
    targets = Targets(at_least=dict.fromkeys(rivals(ways), 3.0) | {RING: 2.0})
    per_update = [
        judged(f"{SMALL} to Python", times(small), Targets()),
        judged("10^6 to Python", times(large), Targets()),
        judged("10^6 from Python", times(back), Targets()),
        judged("10^6 C++ to C++", times(between), targets),
    ]
    copies = {name: between[name] for name in (RING, COPIES)}
    memory = {
        WAYS[way]: float(_most_memory(large[WAYS[way]]) - _most_memory(small[WAYS[way]]))
        for way in programs
    }
    return [
        Table(
            "two_programs_throughput",
            "Time per update, as fast as can be",
            per_update,
            [
                f"The best of {PASSES} passes.",
                "The reader looks at two elements of each update; those of all ways but leases and "
                "one process are then in memory of its own.",
            ],
        ),
        Table(
            "two_programs_copies",
            "Time per update of 1,000,000 doubles that is read as a copy, C++ to C++",
            [judged("time", times(copies), Targets({COPIES: 1 / 0.9}))],
        ),
        Table(
            "two_programs_memory",
            "Memory that exchanging 1,000,000 doubles (8 MB) takes in both programs",
            [judged("memory", memory, Targets(), "bytes")],
            [
                "Resident memory at its peak, less that of exchanging 50; what was touched of the "
                "shared pages counts in each program, and the writer's own array and the numbers "
                "to check against are in it.",
                "Shared are 3 arrays of 8 MB by the shared matrix for one reader (readers + 2; "
                "48 MB for 4 readers, the default), and 4 by the ring.",
            ],
        ),
    ]


def _most_memory(reports: list[Report]) -> int:
    return max(report.memory for report in reports)


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
                own, start_of_wait = time.process_time_ns(), time.monotonic()
                assert not other.wait(seconds) and time.monotonic() - start_of_wait >= seconds
                own = time.process_time_ns() - own
            theirs = _processor_time(reader.pid) - before
            assert reader.poll() is None
        finally:
            reader.kill()
            reader.communicate()
            silent.unlink()
    figures = {"in Python": own / seconds, "in C++": max(theirs, 1) / seconds}
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
    parser.add_argument("--seconds", type=float, default=0.5, help="of one exchange")
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
        waking(ways, 1.2 * seconds),
        updates_at_60_hertz(ways, 5 * seconds),
        *as_fast_as_can_be(ways, seconds),
        waiting(4 * seconds),
    ]
    for table in tables:
        show(table)
    save(FILE, "two_programs", about, tables)
    reached, of = count_targets(tables)
    print(f"\n{reached} of {of} targets reached; figures: {FILE.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
