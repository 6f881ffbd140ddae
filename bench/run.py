# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
# Copyright 2026 The npublas authors
"""npublas measured beside its peers in one process: `b2 bench` builds the modules and runs this."""

from __future__ import annotations

import importlib
import json
import os
import pickle
import platform
import sys
import time
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy

import bench_loops
import npublas
from npublas import _npublas
from timing import Table, call, empty_loop, readable, show, show_beside

# All tables in several passes: a processor can favour one loop for seconds on end.
PASSES = 5
SECONDS = 0.6  # per table and pass

BY_HAND = "by hand, METH_FASTCALL"
NPUBLAS = "npublas, plain def"
MODULES = {  # the first is the baseline
    BY_HAND: "bench_by_hand",
    NPUBLAS: "bench_npublas",
    "Boost.NumPy, checks by hand": "bench_boost_numpy",
    "pybind11, array_t": "bench_pybind11",
    "pybind11, Eigen::Ref": "bench_pybind11_eigen",
}
Peers = dict[str, ModuleType]


def address(array: object) -> int:
    return int(numpy.asarray(array).ctypes.data)


def installed_peers() -> Peers:
    """The modules of those that were there at the build; says which were not."""
    peers = {}
    for label, name in MODULES.items():
        module = importlib.import_module(name)
        if hasattr(module, "missing"):
            print(f"{label}: left out: built without {module.missing}")
        else:
            check(label, module)
            peers[label] = module
    return peers


def check(label: str, module: ModuleType) -> None:
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
        and numpy.array_equal(module.make(10), numpy.full(10, 1.5))
    )
    if not right:
        sys.exit(f"{label}: a function of the bench does not do its job")


def first_element(peers: Peers) -> Table:
    """What a call costs whose work is next to nothing."""
    v = numpy.ones(10)
    return Table(
        "Calling first(v) -> v[0], n = 10",
        {label: call(module.first, v) for label, module in peers.items()},
        at_most={NPUBLAS: 2.6},
        above={label: NPUBLAS for label in peers if label not in (BY_HAND, NPUBLAS)},
    )


def other_calls(peers: Peers) -> dict[str, Table]:
    v, x, y, M = numpy.ones(10), numpy.ones(10), numpy.ones(10), numpy.ones((10, 10))
    jobs: dict[str, tuple[str, tuple[Any, ...]]] = {
        "at(M, i, j)": ("at", (M, 2, 3)),
        "scale(v, s)": ("scale", (v, 1.0)),
        "axpy(a, x, y)": ("axpy", (1e-9, x, y)),
        "trace(M[::2,::2])": ("trace", (M[::2, ::2],)),
        "make(10)": ("make", (10,)),
    }
    return {
        heading: Table(
            f"Calling {heading}, n = 10",
            {label: call(getattr(module, name), *args) for label, module in peers.items()},
        )
        for heading, (name, args) in jobs.items()
    }


def returned_vector(peers: Peers) -> Table:
    """A vector made and filled in C++, handed to NumPy without copying it."""
    n = 1_000_000
    table = Table(
        "Returning a vector of 10^6 elements, made and filled in C++",
        {label: call(module.make, n) for label, module in peers.items()},
        at_most={NPUBLAS: 1.1},
    )
    for label, module in peers.items():
        array = module.make(n)
        filled, found = module.address(), address(array)
        verdict = "no copy" if filled == found else "COPIED"
        table.notes.append(f"{label}: {verdict}, filled at {filled:#x}, array at {found:#x}")
    return table


def loops() -> list[Table]:
    """y += a x inside C++: what the views add to the arithmetic."""
    n, repetitions = 1000, 500
    x, y = numpy.ones(n), numpy.ones(n)
    every_second, every_third = numpy.ones(2 * n)[::2], numpy.ones(3 * n)[::3]
    contiguous = {
        "plain pointer loop": bench_loops.plain,
        "vector_view": bench_loops.view,
        "ublas::vector": bench_loops.ublas_vector,
    }
    strided = {
        "plain strided loop": bench_loops.strided_plain,
        "strided_vector_view": bench_loops.strided_view,
    }
    return [
        Table(
            f"noalias(y) += a * x inside C++, n = {n}",
            {name: call(loop, 1e-9, x, y, repetitions) for name, loop in contiguous.items()},
            at_most={"vector_view": 1.1},
            repetitions=repetitions,
        ),
        Table(
            f"noalias(y) += a * x inside C++, n = {n}, strides 2 and 3",
            {
                name: call(loop, 1e-9, every_second, every_third, repetitions)
                for name, loop in strided.items()
            },
            at_most={"strided_vector_view": 1.2},
            repetitions=repetitions,
        ),
    ]


def out_of_band(obj: object) -> Any:
    buffers: list[pickle.PickleBuffer] = []
    data = pickle.dumps(obj, protocol=5, buffer_callback=buffers.append)
    return pickle.loads(data, buffers=buffers)


def in_band(obj: object) -> Any:
    return pickle.loads(pickle.dumps(obj, protocol=5))


def pickles() -> list[Table]:
    """dumps and loads of 32 MB."""
    array = numpy.random.default_rng(1).standard_normal((4000, 1000))
    matrix = npublas.matrix(array)
    tables = []
    for way, round_trip, limit in ("out of band", out_of_band, 3.0), ("in band", in_band, 1.1):
        table = Table(
            f"Pickling 32 MB {way}, protocol 5, and loading it",
            {"numpy.ndarray": call(round_trip, array), "npublas.matrix": call(round_trip, matrix)},
            at_most={"npublas.matrix": limit},
        )
        same = address(round_trip(matrix)) == address(matrix)
        table.notes.append(f"npublas.matrix: loaded {'without a copy' if same else 'as a copy'}")
        tables.append(table)
    return tables


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


def main() -> None:
    about = environment()
    for key, value in about.items():
        print(f"{key:29}{value}")
    peers = installed_peers()

    first, others, returned = first_element(peers), other_calls(peers), returned_vector(peers)
    inside, pickled = loops(), pickles()
    alone = Table("The loop around each call", {"nothing": empty_loop()})
    tables = [first, *others.values(), alone, returned, *inside, *pickled]
    for _ in range(PASSES):
        for table in tables:
            table.measure(SECONDS)
    first.notes.append(
        f"The loop around the call, {readable(alone.rows[0].nanoseconds)}, is included."
    )

    show(first)
    show_beside("Other calls, n = 10: minimum and ratio; no target", others)
    for table in (returned, *inside, *pickled):
        show(table)

    reached = [row.reached for table in tables for row in table.rows if row.reached is not None]
    print(f"\n{sum(reached)} of {len(reached)} targets reached")
    file = Path(bench_loops.__file__).with_name("bench.json")
    content = {"environment": about, "tables": [table.as_dict() for table in tables]}
    file.write_text(json.dumps(content, indent=2) + "\n")
    print(f"All figures: {file}")


if __name__ == "__main__":
    main()
