# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
# Copyright 2026 The npublas authors
"""npublas measured beside its peers in one process: `b2 bench` builds the modules and runs this."""

from __future__ import annotations

import importlib
import os
import pickle
import platform
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from timeit import Timer
from typing import Any

import numpy

import bench_loops
import bench_rows
import ctypes_peer
import npublas
from build_peers import build_modules
from npublas import _npublas
from report import Column, Table, Targets, count_targets, readable, save, show
from timing import Measurement, call, refused_call, statement

# All tables in several passes: a processor can favour one loop for seconds on end.
PASSES = 5
SECONDS = 0.6  # per measurement and pass

BY_HAND = "by hand, METH_FASTCALL"
FAST = "npublas::def"
PLAIN = "npublas, plain def"
OURS = BY_HAND, FAST, PLAIN
BOOST_NUMPY = "Boost.NumPy, checks by hand"
MODULES = {  # built by b2; the first is the baseline
    BY_HAND: "bench_by_hand",
    FAST: "bench_npublas_def",
    PLAIN: "bench_npublas",
    BOOST_NUMPY: "bench_boost_numpy",
    "pybind11 {}, array_t": "bench_pybind11",
    "pybind11 {}, Eigen::Ref": "bench_pybind11_eigen",
}
Peers = dict[str, Any]


@dataclass
class Group:
    """Measurements that make one table."""

    name: str
    title: str
    measurements: list[Measurement]
    notes: list[str] = field(default_factory=list)

    def table(self) -> Table:
        columns = [measurement.column for measurement in self.measurements]
        return Table(self.name, self.title, columns, self.notes)


def address(array: object) -> int:
    return int(numpy.asarray(array).ctypes.data)


def installed_peers() -> Peers:
    """The modules of those that are there; says which are not."""
    peers: Peers = {}
    for label, name in MODULES.items():
        module = importlib.import_module(name)
        if hasattr(module, "missing"):
            print(f"{label.format('from Debian')}: left out: built without {module.missing}")
        else:
            peers[label.format(getattr(module, "version", ""))] = module
    for label, name in build_modules(folder()).items():
        peers[label] = importlib.import_module(name)
    peers["ctypes, data_as"] = ctypes_peer.with_data_as()
    peers["ctypes, ndpointer"] = ctypes_peer.with_ndpointer()
    for label, module in peers.items():
        check(label, module)
    return peers


def folder() -> Path:
    """Where the modules of this build are."""
    return Path(bench_loops.__file__).parent


def check(label: str, module: Any) -> None:
    """Leave the bench if a module does not do the job that it is measured for."""
    v, x, y = numpy.arange(3.0, 13.0), numpy.arange(10.0), numpy.ones(10)
    M = numpy.arange(100.0).reshape(10, 10)
    read = [module.first(v), module.at(M, 2, 3), module.trace(M[::2, ::2])]
    module.scale(v, 2.0)
    module.axpy(3.0, x, y)
    right = (
        read == [3.0, M[2, 3], M[::2, ::2].trace()]
        and numpy.array_equal(v, 2 * numpy.arange(3.0, 13.0))
        and numpy.array_equal(y, 1 + 3 * x)
    )
    if hasattr(module, "make"):
        right = right and numpy.array_equal(module.make(10), numpy.full(10, 1.5))
    if hasattr(module, "gain"):
        right = right and module.gain(2.0).apply(y) == 2.0
    if hasattr(module, "line"):
        right = right and [module.line(y), module.line(offset=3.0, v=y, slope=2.0)] == [1.0, 5.0]
    if hasattr(module, "kind"):
        kinds = [module.kind(numpy.ones(2, dtype)) for dtype in ("f4", "i8", "f8", "c16")]
        right = right and kinds == [1, 2, 3, 4]
    if not right:
        sys.exit(f"{label}: a function of the bench does not do its job")


def rivals(timers: dict[str, Timer], least: str = FAST) -> dict[str, str]:
    """The rows that are to be above one of npublas's."""
    return {label: least for label in timers if label not in OURS}


def calls() -> dict[str, tuple[Any, ...]]:
    """The functions that are called, and with what; n = 10."""
    v, x, y, M = numpy.ones(10), numpy.ones(10), numpy.ones(10), numpy.ones((10, 10))
    return {
        "first": (v,),
        "at": (M, 2, 3),
        "scale": (v, 1.0),
        "axpy": (1e-9, x, y),
        "trace": (M[::2, ::2],),
    }


def function_calls(peers: Peers) -> Group:
    """What a call costs whose work is next to nothing."""
    measurements = []
    for name, arguments in calls().items():
        timers = {label: call(getattr(module, name), *arguments) for label, module in peers.items()}
        targets = Targets(at_most={FAST: 1.5}, above=rivals(timers))
        if name == "first":
            targets.at_most = {FAST: 1.5, PLAIN: 2.6}
        measurements.append(Measurement(name, timers, targets))
    title = (
        "A call of first(v), at(M, i, j), scale(v, s), axpy(a, x, y), trace(M[::2, ::2]); n = 10"
    )
    return Group("calls", title, measurements)


def other_ways_to_call(peers: Peers) -> Group:
    """Methods, keywords, defaults and overloads."""
    v = numpy.ones(10)
    ways: dict[str, tuple[str, Callable[[Any], Timer]]] = {
        "g.apply(v)": ("gain", lambda m: statement("x0.apply(x1)", m.gain(2.0), v)),
        "bound": ("gain", lambda m: call(m.gain(2.0).apply, v)),
        "keywords": ("line", lambda m: statement("x0(v=x1, slope=2.0, offset=1.0)", m.line, v)),
        "2 defaults": ("line", lambda m: call(m.line, v)),
        "3rd of 4": ("kind", lambda m: call(m.kind, v)),
    }
    measurements = []
    for heading, (name, timer) in ways.items():
        timers = {label: timer(module) for label, module in peers.items() if hasattr(module, name)}
        measurements.append(Measurement(heading, timers, Targets(above=rivals(timers))))
    group = Group("ways", "Methods, keywords, defaults, overloads", measurements)
    group.notes = [
        "bound: m(v), where m = g.apply; keywords: line(v=v, slope=2.0, offset=1.0); "
        "2 defaults: line(v); 3rd of 4: the overload that is tried third."
    ]
    return group


def raises(function: Callable[..., Any], *arguments: Any) -> bool:
    try:
        function(*arguments)
    except Exception:
        return True
    return False


def refusals(peers: Peers) -> Group:
    """What it costs to say no, and to catch it."""
    float32, matrix = numpy.ones(10, "f4"), numpy.ones((2, 5))
    wrong: dict[str, tuple[str, tuple[Any, ...]]] = {
        "scale(float32)": ("scale", (float32, 1.0)),
        "first(2-D)": ("first", (matrix,)),
        "kind(2-D)": ("kind", (matrix,)),
    }
    group = Group("refusals", "A refused argument, caught in Python", [])
    for heading, (name, arguments) in wrong.items():
        timers = {}
        for label, module in peers.items():
            # A bare pointer takes any array: writing through it would not be safe.
            if not hasattr(module, name) or label == "ctypes, data_as":
                continue
            if raises(getattr(module, name), *arguments):
                timers[label] = refused_call(getattr(module, name), *arguments)
            else:
                group.notes.append(f"{heading}: {label} does not refuse it")
        targets = Targets(within={FAST: 5e3, PLAIN: 20e3})
        group.measurements.append(Measurement(heading, timers, targets))
    return group


def returned_vectors(peers: Peers) -> Group:
    """A vector made and filled in C++, handed to NumPy without copying it."""
    makers = {label: module for label, module in peers.items() if hasattr(module, "make")}
    small, large = 10, 1_000_000
    group = Group(
        "make",
        "Returning a vector made and filled in C++",
        [
            Measurement(
                heading,
                {label: call(module.make, n) for label, module in makers.items()},
                Targets(at_most={FAST: limit}),
            )
            for heading, n, limit in (("make(10)", small, 1.3), ("make(10^6)", large, 1.05))
        ],
    )
    for label, module in makers.items():
        array = module.make(large)
        if module.address() != address(array):
            group.notes.append(f"make(10^6): {label} copies")
    return group


def rows_in_bulk() -> Group:
    """An (n, 3) array copied into a std::vector of small vectors."""
    n = 2_000_000
    array = numpy.random.default_rng(1).standard_normal((n, 3))
    as_many = numpy.ones(n * bench_rows.row_bytes() // 8)
    baseline, ours = "memcpy to fresh memory", "std::vector<c_vector>"
    if bench_rows.rows(array) != array[-1, 2]:
        sys.exit("the rows of the bench arrive wrong")
    timers = {baseline: call(bench_rows.memcpy_fresh, as_many), ours: call(bench_rows.rows, array)}
    measurement = Measurement("2 million", timers, Targets(at_most={ours: 1.15}))
    title = "An (n, 3) array to std::vector<c_vector<double, 3>>"
    note = f"memcpy writes as many bytes: {as_many.nbytes // 10**6} MB. Both free them again."
    return Group("rows", title, [measurement], [note])


def loops() -> Group:
    """y += a x inside C++: what the views add to the arithmetic."""
    n, repetitions = 1000, 500
    x, y = numpy.ones(n), numpy.ones(n)
    every_second, every_third = numpy.ones(2 * n)[::2], numpy.ones(3 * n)[::3]
    contiguous = {
        "plain loop": bench_loops.plain,
        "view": bench_loops.view,
        "ublas::vector": bench_loops.ublas_vector,
    }
    strided = {"plain loop": bench_loops.strided_plain, "view": bench_loops.strided_view}
    measurements = [
        Measurement(
            heading,
            {name: call(loop, 1e-9, *operands, repetitions) for name, loop in ways.items()},
            Targets(at_most={"view": limit}),
            repetitions,
        )
        for heading, ways, operands, limit in (
            ("unit stride", contiguous, (x, y), 1.1),
            ("strides 2 and 3", strided, (every_second, every_third), 1.2),
        )
    ]
    return Group("loops", f"noalias(y) += a * x inside C++, n = {n}", measurements)


def out_of_band(obj: object) -> Any:
    buffers: list[pickle.PickleBuffer] = []
    data = pickle.dumps(obj, protocol=5, buffer_callback=buffers.append)
    return pickle.loads(data, buffers=buffers)


def in_band(obj: object) -> Any:
    return pickle.loads(pickle.dumps(obj, protocol=5))


def pickles() -> Group:
    """dumps and loads of 32 MB."""
    array = numpy.random.default_rng(1).standard_normal((4000, 1000))
    matrix = npublas.matrix(array)
    group = Group("pickles", "Pickling 32 MB with protocol 5, and loading it", [])
    for way, round_trip, limit in ("out of band", out_of_band, 3.0), ("in band", in_band, 1.1):
        timers = {
            "numpy.ndarray": call(round_trip, array),
            "npublas.matrix": call(round_trip, matrix),
        }
        targets = Targets(at_most={"npublas.matrix": limit})
        group.measurements.append(Measurement(way, timers, targets))
        same = address(round_trip(matrix)) == address(matrix)
        group.notes.append(f"{way}: npublas.matrix loaded {'without' if same else 'with'} a copy")
    return group


def environment() -> dict[str, str]:
    about: dict[str, Any] = {
        "time": time.strftime("%Y-%m-%d %H:%M:%S %z"),
        "machine": f"{platform.machine()}, {os.cpu_count()} processors",
        "load average before": round(os.getloadavg()[0], 2),
        "npublas": npublas.__version__,
        "python": platform.python_version(),
        "numpy": numpy.__version__,
    }
    return {key: str(value) for key, value in (about | _npublas.build_info()).items()}


def measured(groups: list[Group]) -> list[Table]:
    """The tables, each with what the loop around a call takes where that counts."""
    alone = Measurement("nothing", {"nothing": statement("pass")})
    for _ in range(PASSES):
        for measurement in [alone, *(m for group in groups for m in group.measurements)]:
            measurement.measure(SECONDS)
    empty: Column = alone.column
    loop = readable(empty.rows[0].figure, empty.unit)
    groups[0].notes.append(f"The loop around a call, {loop}, is included.")
    return [group.table() for group in groups]


def main() -> None:
    about = environment()
    for key, value in about.items():
        print(f"{key:29}{value}")
    peers = installed_peers()
    tables = measured(
        [
            function_calls(peers),
            other_ways_to_call(peers),
            refusals(peers),
            returned_vectors(peers),
            rows_in_bulk(),
            loops(),
            pickles(),
        ]
    )
    for table in tables:
        show(table)
    reached, of = count_targets(tables)
    print(f"\n{reached} of {of} targets reached")
    file = folder() / "bench.json"
    save(file, "run", about, tables)
    print(f"All figures: {file}; python3 bench/draw.py puts them into doc/bench.md")


if __name__ == "__main__":
    main()
