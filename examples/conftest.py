# Copyright 2026 The npublas authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
"""What the examples' tests share: peers compiled where they are installed, READMEs that are run."""

from __future__ import annotations

import doctest
import importlib.util
import re
import shlex
import subprocess
import sys
import sysconfig
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import numpy
import pytest

if numpy.lib.NumpyVersion(numpy.__version__) >= "2.0.0":
    # Sessions show numbers as all versions of NumPy can: 6.0, not np.float64(6.0).
    numpy.set_printoptions(legacy="1.25")

INCLUDES = ["-I" + sysconfig.get_path("include"), "-I" + numpy.get_include()]
VERSION = "{}{}".format(*sys.version_info)
EMBED = [
    f"-L{sysconfig.get_config_var('LIBDIR')}",
    f"-lpython{sysconfig.get_config_var('LDVERSION')}",
]


def run(command: list[str], folder: Path | None = None) -> str:
    """What a program prints."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def need_header(header: str, package: str) -> None:
    """Skip the test unless the compiler finds a header."""
    found = subprocess.run(
        ["g++", "-E", "-x", "c++", *INCLUDES, "-"],
        input=f"#include <{header}>",
        capture_output=True,
        text=True,
    )
    if found.returncode != 0:
        pytest.skip(f"the peer is not installed: no <{header}> (Debian's {package})")


def peer_flags(name: str) -> list[str]:
    """The flags for a peer, which the end of its source's name tells; skip where it is missing."""
    if name.endswith("_boost_numpy"):
        # The header comes with Boost.Python; only the library tells.
        if not Path(run(["g++", f"-print-file-name=libboost_numpy{VERSION}.so"])).is_absolute():
            pytest.skip("the peer is not installed: no Boost.NumPy (Debian's libboost-numpy-dev)")
        return [*INCLUDES, f"-lboost_numpy{VERSION}", f"-lboost_python{VERSION}"]
    need_header("pybind11/numpy.h", "pybind11-dev")
    if name.endswith("_eigen"):
        need_header("eigen3/Eigen/Core", "libeigen3-dev")
        return [*INCLUDES, "-I/usr/include/eigen3"]
    return INCLUDES


def load(name: str, path: Path) -> ModuleType:
    """Import a module from a file."""
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def build_peer(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], ModuleType]:
    """A function that compiles a peer's source and imports it, or skips the test."""

    def build(source: Path) -> ModuleType:
        folder = tmp_path_factory.mktemp(source.stem)
        library = folder / f"{source.stem}.so"
        if source.suffix == ".pyx":
            pytest.importorskip("Cython", reason="the peer is not installed: no Cython")
            translated = folder / f"{source.stem}.c"
            run([sys.executable, "-m", "cython", "-3", str(source), "-o", str(translated)], folder)
            command = ["gcc", str(translated), *INCLUDES]
        else:
            command = ["g++", "-std=c++17", str(source), *peer_flags(source.stem)]
        run([*command, "-fPIC", "-shared", "-o", str(library)], folder)
        return load(source.stem, library)

    return build


@pytest.fixture(scope="session")
def build_peer_program(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], Path]:
    """A function that compiles a peer's program, which embeds Python, or skips the test."""

    def build(source: Path) -> Path:
        program = tmp_path_factory.mktemp(source.stem) / source.stem
        command = ["g++", "-std=c++17", str(source), *peer_flags(source.stem), *EMBED]
        run([*command, "-fvisibility=hidden", "-o", str(program)], program.parent)
        return program

    return build


@pytest.fixture
def build_by_hand(tmp_path: Path) -> Callable[[Path], Path]:
    """A function that builds an example with the command its README shows, in a folder it returns."""

    def build(readme: Path) -> Path:
        (command,) = re.findall(r"^g\+\+(?:.*\\\n)*.*", readme.read_text(), re.MULTILINE)
        command = command.replace("python3 -m", f"{shlex.quote(sys.executable)} -m")
        for source in readme.parent.glob("*.cpp"):
            (tmp_path / source.name).write_text(source.read_text())
        run(["sh", "-ec", command], tmp_path)
        return tmp_path

    return build


@pytest.fixture
def run_session() -> Callable[[Path], None]:
    """A function that runs the Python session a README shows."""

    def run_readme(readme: Path) -> None:
        (session,) = re.findall(r"```python\n(.*?)```", readme.read_text(), re.DOTALL)
        flags = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS
        test = doctest.DocTestParser().get_doctest(session, {}, readme.parent.name, None, None)
        runner = doctest.DocTestRunner(optionflags=flags)
        runner.run(test)
        assert test.examples and runner.summarize().failed == 0

    return run_readme
