# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
# Copyright 2026 The npublas authors
"""Builds the modules of the peers that pip installs: nanobind, Cython, a pybind11 of today.

They are looked for where bench/install_peers.sh puts them, then in the interpreter that runs this.
"""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy

from report import ROOT

BENCH = ROOT / "bench"
OBJECTS = ROOT / "build" / "objects" / "bench-peers"
VENV = ROOT / "build" / "bench-peers" / "bin" / "python"

# Those of b2's release build; nanobind asks for its own not to rely on strict aliasing.
FLAGS = "-std=c++17 -O3 -DNDEBUG -fPIC -fvisibility=hidden -finline-functions -pthread".split()
LOOPS = ["-falign-loops=64"]
SUFFIX = sysconfig.get_config_var("EXT_SUFFIX")
INCLUDE = [
    f"-isystem{folder}"
    for folder in (sysconfig.get_path("include"), numpy.get_include(), "/usr/include/eigen3")
]
PROBE = """
import sys, {name}, os
print(*sys.version_info[:2], {name}.__version__, os.path.dirname({name}.__file__))"""


@dataclass
class Peer:
    """A package that is installed: the interpreter that imports it, its version, its folder."""

    interpreter: str
    version: str
    folder: Path


def find(package: str) -> Peer | None:
    for interpreter in str(VENV), sys.executable:
        if not os.path.exists(interpreter):
            continue
        answer = _ask(interpreter, PROBE.format(name=package))
        if answer is None:
            continue
        major, minor, version, folder = answer.split(maxsplit=3)
        if (int(major), int(minor)) == sys.version_info[:2]:
            return Peer(interpreter, ".".join(version.split(".")[:2]), Path(folder))
    return None


def _ask(interpreter: str, code: str) -> str | None:
    done = subprocess.run([interpreter, "-c", code], capture_output=True, text=True)
    return done.stdout.strip() if done.returncode == 0 else None


def run(*command: str | Path) -> None:
    """Leave with what it said if the command fails."""
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}\n{done.stdout}{done.stderr}")


def is_new(target: Path, *sources: Path) -> bool:
    return target.exists() and all(
        target.stat().st_mtime > source.stat().st_mtime for source in sources
    )


def compiler() -> list[str]:
    return ["g++", *FLAGS, *INCLUDE]


def nanobind_flags(peer: Peer) -> list[str]:
    folders = "include", "ext/robin_map/include"
    return ["-DNB_COMPACT_ASSERTIONS", *(f"-isystem{peer.folder / name}" for name in folders)]


def nanobind_library(peer: Peer) -> Path:
    """What nanobind's own build links into each module."""
    library = OBJECTS / f"nanobind-{peer.version}-{SUFFIX}.o"
    source = peer.folder / "src" / "nb_combined.cpp"
    if not is_new(library, source):
        run(*compiler(), "-fno-strict-aliasing", *nanobind_flags(peer), "-c", source, "-o", library)
    return library


def cythonize(peer: Peer, source: Path, module: str, target: Path) -> list[str]:
    """The command that makes C++ of it."""
    command = [peer.interpreter, "-W", "ignore", "-m", "cython", "--cplus"]
    return [*command, str(source), "-o", str(target), "--module-name", module]


def build_nanobind(peer: Peer, source: Path, module: str, target: Path) -> None:
    library = nanobind_library(peer)
    run(*compiler(), *LOOPS, *nanobind_flags(peer), "-shared", source, library, "-o", target)


def build_cython(peer: Peer, source: Path, module: str, target: Path) -> None:
    generated = OBJECTS / f"{module}.cpp"
    run(*cythonize(peer, source, module, generated))
    macro = "-DNPY_NO_DEPRECATED_API=NPY_1_7_API_VERSION"
    run(*compiler(), *LOOPS, macro, "-shared", generated, "-o", target)


def build_pybind11(peer: Peer, source: Path, module: str, target: Path) -> None:
    include = f"-I{peer.folder / 'include'}"
    macro = f"-DNPUBLAS_BENCH_MODULE={module}"
    run(*compiler(), *LOOPS, include, macro, "-shared", source, "-o", target)


@dataclass
class Module:
    """A module to build; the label has a place for the version."""

    label: str
    name: str
    source: str


Build = Callable[[Peer, Path, str, Path], None]
PACKAGES: dict[str, tuple[Build, list[Module]]] = {
    "pybind11": (
        build_pybind11,
        [
            Module("pybind11 {}, array_t", "bench_pybind11_pip", "bench_pybind11.cpp"),
            Module(
                "pybind11 {}, Eigen::Ref", "bench_pybind11_eigen_pip", "bench_pybind11_eigen.cpp"
            ),
        ],
    ),
    "nanobind": (
        build_nanobind,
        [
            Module("nanobind {}, ndarray", "bench_nanobind_ndarray", "peers/nanobind_ndarray.cpp"),
            Module("nanobind {}, Eigen DRef", "bench_nanobind_eigen", "peers/nanobind_eigen.cpp"),
        ],
    ),
    "Cython": (
        build_cython,
        [
            Module(
                "Cython {}, memoryview", "bench_cython_memoryview", "peers/cython_memoryview.pyx"
            ),
            Module("Cython {}, cnp.ndarray", "bench_cython_ndarray", "peers/cython_ndarray.pyx"),
        ],
    ),
}


def is_debians(peer: Peer) -> bool:
    """Debian's pybind11 is measured already, by a module that b2 builds."""
    return peer.folder.is_relative_to("/usr/lib/python3")


def build_modules(folder: Path) -> dict[str, str]:
    """Label and name of each module, built in this folder where it was not; says what is missing."""
    OBJECTS.mkdir(parents=True, exist_ok=True)
    labels = {}
    for package, (build, modules) in PACKAGES.items():
        peer = find(package)
        if peer is None or (package == "pybind11" and is_debians(peer)):
            print(f"{package} from pip: left out; bench/install_peers.sh installs it")
            continue
        for module in modules:
            source, target = BENCH / module.source, folder / f"{module.name}{SUFFIX}"
            if not is_new(target, source, BENCH / "fill.hpp", Path(__file__), peer.folder):
                print(f"building {target.name}", flush=True)
                build(peer, source, module.name, target)
            labels[module.label.format(peer.version)] = module.name
    return labels
