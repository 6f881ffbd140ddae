# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
# Copyright 2026 The npublas authors
"""npublas.linalg beside numpy.linalg in one process, on the same BLAS with the same threads.

    PYTHONPATH=build/release:python python3 bench/linalg.py [--seconds 0.6] [--largest 2000]
"""

from __future__ import annotations

import argparse
import os
import platform
import time
from collections.abc import Callable
from pathlib import Path
from timeit import Timer
from typing import Any

import numpy

import bench_linalg
import npublas
import npublas.linalg as la
from npublas import _npublas
from report import Table, Targets, count_targets, save, show
from timing import Measurement, call

NUMPY = "numpy"
OURS = "npublas"
PASSES = 3
Arrays = dict[str, Any]

# The function of NumPy's, ours, and what they are called with.
Job = tuple[Callable[..., Any], Callable[..., Any], tuple[str, ...]]
JOBS: dict[str, Job] = {
    "solve": (numpy.linalg.solve, la.solve, ("a", "b")),
    "inv": (numpy.linalg.inv, la.inv, ("a",)),
    "det": (numpy.linalg.det, la.det, ("a",)),
    "cholesky": (numpy.linalg.cholesky, la.cholesky, ("s",)),
    "eigh": (numpy.linalg.eigh, la.eigh, ("s",)),
    "matrix @ vector": (numpy.matmul, npublas.prod, ("a", "b")),
    "matrix @ matrix": (numpy.matmul, npublas.prod, ("a", "s")),
    "svd": (numpy.linalg.svd, la.svd, ("a",)),
    "qr": (numpy.linalg.qr, la.qr, ("a",)),
    "eig": (numpy.linalg.eig, la.eig, ("a",)),
}
HOT = ("solve", "inv", "det", "cholesky", "eigh", "matrix @ vector", "matrix @ matrix")

# The highest ratio to NumPy's time, by the order of the matrices.
LIMITS: dict[int, dict[str, float]] = {
    3: dict.fromkeys(HOT[:4], 1 / 10) | dict.fromkeys(HOT[4:], 1 / 5),
    8: dict.fromkeys(HOT[:4], 1 / 5)
    | {"eigh": 1 / 3, "matrix @ vector": 1 / 5, "matrix @ matrix": 1 / 4},
    64: dict.fromkeys(HOT, 1.0),
    500: dict.fromkeys(HOT, 1.05),
    2000: dict.fromkeys(HOT, 1.05),
}


def arrays(n: int) -> Arrays:
    rng = numpy.random.default_rng(n)
    a = rng.standard_normal((n, n)) + n * numpy.eye(n)
    return {"a": a, "s": a @ a.T, "b": rng.standard_normal(n)}


def timers(job: Job, given: Arrays) -> dict[str, Timer]:
    theirs, ours, names = job
    arguments = [given[name] for name in names]
    return {NUMPY: call(theirs, *arguments), OURS: call(ours, *arguments)}


def of_order(n: int) -> list[Measurement]:
    given = arrays(n)
    jobs = JOBS if n < 2000 else {name: JOBS[name] for name in HOT}
    return [
        Measurement(
            name,
            timers(job, given),
            Targets(at_most={OURS: round(LIMITS[n][name], 3)}) if name in LIMITS[n] else None,
        )
        for name, job in jobs.items()
    ]


def stacks() -> list[Measurement]:
    """A hundred thousand systems of three equations, and other stacks."""
    rng = numpy.random.default_rng(1)
    a = rng.standard_normal((100_000, 3, 3)) + 3 * numpy.eye(3)
    given = {"a": a, "s": a @ a.transpose(0, 2, 1), "b": rng.standard_normal((100_000, 3, 1))}
    return [
        Measurement(
            name,
            timers(JOBS[name], given),
            Targets(at_most={OURS: 0.2}) if name == "solve" else None,
            repetitions=1,
        )
        for name in ("solve", "inv", "det", "cholesky", "eigh")
    ]


def overwritten() -> list[Measurement]:
    """What a copy less saves, where NumPy has no such argument."""
    given = arrays(500)
    triangle = numpy.tril(given["s"])
    return [
        Measurement(
            "solve, overwrite_a",
            {
                NUMPY: call(lambda: numpy.linalg.solve(given["a"].copy(), given["b"])),
                OURS: call(lambda: la.solve(given["a"].copy(), given["b"], overwrite_a=True)),
            },
        ),
        Measurement(
            "cholesky, overwrite_a",
            {
                NUMPY: call(lambda: numpy.linalg.cholesky(given["s"].copy())),
                OURS: call(lambda: la.cholesky(given["s"].copy(), overwrite_a=True)),
            },
        ),
        Measurement(
            "a triangle",
            {
                NUMPY: call(numpy.linalg.solve, triangle, given["b"]),
                OURS: call(lambda: la.solve_triangular(triangle, given["b"], lower=True)),
            },
        ),
    ]


DIRECT, UBLAS = "BLAS, called directly", "uBLAS"


def in_cpp() -> list[Measurement]:
    """Products on views in C++: large ones beside BLAS, small ones beside uBLAS."""
    rng = numpy.random.default_rng(1)
    a, x, y = rng.standard_normal((500, 500)), rng.standard_normal(500), numpy.empty(500)
    long = rng.standard_normal(100_000)
    measurements = [
        beside(DIRECT, "gemm, n = 500", "gemm", (a, a.copy(), numpy.empty((500, 500)), 1)),
        beside(DIRECT, "gemv, n = 500", "gemv", (a, x, y, 1)),
        beside(DIRECT, "dot, n = 10^5", "dot", (long, long.copy(), 1)),
    ]
    for n in (3, 8):
        small = a[:n, :n].copy()
        for name, other in (("gemm", small), ("gemv", x[:n].copy())):
            heading = f"{name}, n = {n}"
            measurements.append(beside(UBLAS, heading, f"new_{name}", (small, other, 1000)))
    return measurements


def beside(peer: str, heading: str, name: str, arguments: tuple[Any, ...]) -> Measurement:
    """A function of the module beside a peer's; the last argument is how often it is called."""
    ways = {DIRECT: "direct", UBLAS: "ublas"}
    theirs = getattr(bench_linalg, f"{name}_{ways[peer]}")
    ours = getattr(bench_linalg, f"{name}_npublas")
    return Measurement(
        heading,
        {peer: call(theirs, *arguments), OURS: call(ours, *arguments)},
        Targets(at_most={OURS: 1.05}),
        arguments[-1],
    )


def in_long_double() -> list[Measurement]:
    """Factorizations of order 300 in C++, beside uBLAS's LU with pivoting."""
    rng = numpy.random.default_rng(1)
    a = rng.standard_normal((300, 300)).astype(numpy.longdouble)
    rows = {
        "uBLAS, lu_factorize": call(bench_linalg.lu_ublas, a),
        "npublas, lu": call(bench_linalg.lu_npublas, a),
        "npublas, qr": call(bench_linalg.qr_npublas, a),
    }
    targets = Targets(at_most={"npublas, lu": 0.4, "npublas, qr": 1.0})
    return [Measurement("n = 300", rows, targets)]


def tables(seconds: float, largest: int) -> list[Table]:
    groups = {
        f"order_{n}": (f"Matrices of order {n}, float64", of_order(n))
        for n in LIMITS
        if n <= largest
    }
    groups["stacks"] = ("100,000 matrices of order 3, float64", stacks())
    groups["overwriting"] = ("Order 500: what NumPy has no argument for", overwritten())
    groups["products"] = ("Products on views in C++, float64", in_cpp())
    groups["long_double"] = ("Factorizations in C++, long double", in_long_double())
    for _ in range(PASSES):
        for _, measurements in groups.values():
            for measurement in measurements:
                measurement.measure(seconds)
    return [
        Table(f"linalg_{name}", title, [measurement.column for measurement in measurements])
        for name, (title, measurements) in groups.items()
    ]


def environment() -> dict[str, str]:
    about: dict[str, Any] = {
        "time": time.strftime("%Y-%m-%d %H:%M:%S %z"),
        "machine": f"{platform.machine()}, {os.cpu_count()} processors",
        "load average before": round(os.getloadavg()[0], 2),
        "threads of BLAS": os.environ.get("OPENBLAS_NUM_THREADS", "all"),
        "npublas": npublas.__version__,
        "python": platform.python_version(),
        "numpy": numpy.__version__,
    }
    return {key: str(value) for key, value in (about | _npublas.build_info()).items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=0.6, help="per measurement and pass")
    parser.add_argument("--largest", type=int, default=2000, help="the largest order")
    options = parser.parse_args()
    about = environment()
    for key, value in about.items():
        print(f"{key:29}{value}")
    results = tables(options.seconds, options.largest)
    for table in results:
        show(table)
    reached, of = count_targets(results)
    print(f"\n{reached} of {of} targets reached")
    assert _npublas.__file__
    file = Path(_npublas.__file__).parent / "bench.json"
    save(file, "linalg", about, results)
    print(f"All figures: {file}")


if __name__ == "__main__":
    main()
