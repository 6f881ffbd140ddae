# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
# Copyright 2026 The npublas authors
"""What a small module costs to build, beside the peers', and what an include costs.

`/usr/bin/python3 bench/compile_time.py`, after `b2 bench`, takes some minutes and adds its tables
to build/release/bench.json. Compile times are processor time of the compiler, the least of several
rounds that go through all in random order.
"""

from __future__ import annotations

import os
import platform
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from build_peers import BENCH, OBJECTS, SUFFIX, compiler, cythonize, find, is_debians
from build_peers import nanobind_flags, nanobind_library
from report import FILE, ROOT, Table, Targets, count_targets, judged, save, show

ROUNDS = 5
FAST = "npublas::def"
BOOST_NUMPY = "Boost.NumPy, checks by hand"
LIBRARY = f"boost_python{sys.version_info.major}{sys.version_info.minor}"
NPUBLAS = [
    f"-I{ROOT / 'include'}",
    "-DBOOST_ALLOW_DEPRECATED_HEADERS",
    "-DBOOST_BIND_GLOBAL_PLACEHOLDERS",
]
Commands = list[list[str]]


def compiled(source: Path, target: Path, *options: str) -> list[str]:
    return [*compiler(), "-shared", str(source), "-o", str(target), *options]


def ways(folder: Path) -> dict[str, Commands]:
    """The commands that build each module; the last of each writes `three` into a folder of its own."""
    OBJECTS.mkdir(parents=True, exist_ok=True)
    three = BENCH / "three"

    def target(name: str) -> Path:
        (folder / name).mkdir()
        return folder / name / f"three{SUFFIX}"

    def boost(name: str, *libraries: str) -> Commands:
        return [compiled(three / f"{name}.cpp", target(name), *NPUBLAS, *libraries)]

    boost_numpy = LIBRARY.replace("python", "numpy")
    found = {
        BOOST_NUMPY: boost("boost_numpy", f"-l{boost_numpy}", f"-l{LIBRARY}"),
        FAST: boost("npublas", f"-l{LIBRARY}"),
        "npublas, plain def": boost("npublas_plain", f"-l{LIBRARY}"),
    }
    source = three / "pybind11_eigen.cpp"
    found["pybind11, Eigen::Ref"] = [compiled(source, target("pybind11_eigen"))]
    peer = find("pybind11")
    if peer and not is_debians(peer):
        include = f"-I{peer.folder / 'include'}"
        label = f"pybind11 {peer.version}, Eigen::Ref"
        found[label] = [compiled(source, target("pybind11_pip"), include)]
    peer = find("nanobind")
    if peer:
        library = str(nanobind_library(peer))
        options = [*nanobind_flags(peer), "-ffunction-sections", "-fdata-sections", library]
        command = compiled(three / "nanobind_eigen.cpp", target("nanobind_eigen"), *options)
        found[f"nanobind {peer.version}, Eigen DRef"] = [[*command, "-Wl,--gc-sections"]]
    peer = find("Cython")
    if peer:
        source = three / "cython_memoryview.pyx"
        generated = OBJECTS / "three.cpp"
        found[f"Cython {peer.version}, memoryview"] = [
            cythonize(peer, source, "three", generated),
            compiled(generated, target("cython_memoryview")),
        ]
    return found


HEADERS = (
    "boost/python.hpp",
    "boost/python/numpy.hpp",
    "boost/numeric/ublas/matrix.hpp",
    "npublas/python/views.hpp",
    "npublas/python.hpp",
    "npublas/python/sparse.hpp",
    "npublas/python/packed.hpp",
    "npublas/python/tensor.hpp",
    "npublas/linalg.hpp",
    "pyublas/numpy.hpp",
)


def is_there(header: str) -> bool:
    return header.startswith("boost/") or (ROOT / "include" / header).exists()


def includes(folder: Path) -> dict[str, Commands]:
    """The commands that compile nothing but one header each, as a user's file would have it."""
    found = {}
    for i, header in enumerate(filter(is_there, HEADERS)):
        source = folder / f"include_{i}.cpp"
        first = "#include <Python.h>\n" if "python" in header or "pyublas" in header else ""
        source.write_text(f"{first}#include <{header}>\n")
        found[header] = [[*compiler(), *NPUBLAS, "-c", str(source), "-o", str(folder / "object.o")]]
    return found


def processor_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def run_all(commands: Commands) -> bool:
    """Whether they succeed; says what they said if not."""
    for command in commands:
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode != 0:
            print(f"{' '.join(command)}\n{done.stderr}", file=sys.stderr)
            return False
    return True


def least_times(jobs: Mapping[str, Commands], rounds: int) -> dict[str, float]:
    """Nanoseconds of each job that can be done."""
    least = {label: float("inf") for label, commands in jobs.items() if run_all(commands)}
    for _ in range(rounds):
        for label in random.sample(list(least), len(least)):
            before = processor_seconds()
            run_all(jobs[label])
            least[label] = min(least[label], (processor_seconds() - before) * 1e9)
    return least


def stripped_size(module: Path) -> int:
    subprocess.run(["strip", str(module)], check=True)
    return module.stat().st_size


def module_of(commands: Commands) -> Path:
    return Path(commands[-1][commands[-1].index("-o") + 1])


def check(label: str, module: Path) -> None:
    """Leave if the module does not do its job, in a process of its own: all have one name."""
    code = (
        "import numpy, three; v = numpy.array([3.0, 4.0]); M = numpy.array([[1.0, 2.0]]);"
        "three.scale(v, 2.0); assert three.first(v) == 6 and three.at(M, 0, 1) == 2"
    )
    settings = {**os.environ, "PYTHONPATH": str(module.parent)}
    if subprocess.run([sys.executable, "-c", code], env=settings).returncode != 0:
        sys.exit(f"{label}: the module of three functions does not do its job")


def three_functions(folder: Path) -> Table:
    jobs = ways(folder)
    times = least_times(jobs, ROUNDS)
    sizes = {}
    for label in times:
        module = module_of(jobs[label])
        check(label, module)
        sizes[label] = float(stripped_size(module))
    return Table(
        "module",
        "A module of three functions: first, at, scale",
        [
            judged("compile, link", times, Targets(at_most={FAST: 1.3})),
            judged("stripped size", sizes, Targets(within={FAST: 100e3}), "bytes"),
        ],
        [
            "Each also needs its library: libboost_python, libboost_numpy; "
            "nanobind's is inside the module and was compiled before."
        ],
    )


def single_includes(folder: Path) -> Table:
    times = least_times(includes(folder), 2)
    return Table("includes", "A file with one include", [judged("compile", times, Targets())])


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        tables = [three_functions(Path(name)), single_includes(Path(name))]
    for table in tables:
        show(table)
    reached, of = count_targets(tables)
    print(f"\n{reached} of {of} targets reached")
    about = {
        "time": time.strftime("%Y-%m-%d %H:%M:%S %z"),
        "machine": f"{platform.machine()}, {os.cpu_count()} processors",
        "compiler": subprocess.check_output(["g++", "--version"], text=True).splitlines()[0],
    }
    FILE.parent.mkdir(parents=True, exist_ok=True)
    save(FILE, "compile_time", about, tables)
    print(f"All figures: {FILE}; python3 bench/draw.py puts them into doc/bench.md")


if __name__ == "__main__":
    main()
