# Copyright 2026 The npublas authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
"""Compiles the C++ programs when they are asked for, so that `b2` needs none of their libraries."""

from __future__ import annotations

import importlib
import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType

import numpy

FOLDER = Path(__file__).resolve().parent
ROOT = FOLDER.parent.parent
INCLUDE = ROOT / "include"
BUILD = ROOT / os.environ.get("NPUBLAS_BUILD", "build/release") / "two_programs"
COMPILER = ["g++", "-std=c++17", "-O3", "-DNDEBUG", "-pthread", f"-I{INCLUDE}"]

HEADERS = [
    f"-I{sysconfig.get_path('include')}",
    f"-I{numpy.get_include()}",
    "-DBOOST_ALLOW_DEPRECATED_HEADERS",
    "-DBOOST_BIND_GLOBAL_PLACEHOLDERS",
    "-fvisibility=hidden",
    "-lboost_python{}{}".format(*sys.version_info),
]
BOOST_PYTHON = [
    *HEADERS,
    f"-L{sysconfig.get_config_var('LIBDIR')}",
    f"-lpython{sysconfig.get_config_var('LDVERSION')}",
]
EXTENSION = [*HEADERS, "-fPIC", "-shared"]


def missing(needs: dict[str, str]) -> list[str]:
    """The Debian packages that are not installed, of those that have a header, module or tool."""
    return [package for thing, package in needs.items() if not _is_there(thing)]


def _is_there(thing: str) -> bool:
    if thing.startswith("<"):
        command = ["g++", "-E", "-x", "c++", "-"]
        return subprocess.run(command, input=f"#include {thing}", **_quiet()).returncode == 0
    if thing.startswith("import "):
        return subprocess.run([sys.executable, "-c", thing], **_quiet()).returncode == 0
    return shutil.which(thing) is not None


def _quiet() -> dict[str, object]:
    return {"capture_output": True, "text": True}


def compiled(source: Path, flags: Iterable[str] = (), suffix: str = "") -> Path:
    """The program made from a source, and made anew if that or a header has changed."""
    target = BUILD / (source.stem + suffix)
    made_from = [source, *FOLDER.glob("*.hpp"), *INCLUDE.glob("npublas/**/*.hpp")]
    if not _is_newer(target, made_from):
        BUILD.mkdir(parents=True, exist_ok=True)
        new = target.with_name(f"{target.name}.{os.getpid()}")
        _run([*COMPILER, f"-I{BUILD}", str(source), "-o", str(new), *flags])
        new.replace(target)
    return target


def _is_newer(target: Path, sources: Iterable[Path]) -> bool:
    return target.exists() and target.stat().st_mtime > max(
        source.stat().st_mtime for source in sources
    )


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command)}\n{done.stdout}{done.stderr}")


def generated(proto: Path) -> None:
    """Have protoc make the C++ and Python code of a message."""
    BUILD.mkdir(parents=True, exist_ok=True)
    if not _is_newer(BUILD / f"{proto.stem}_pb2.py", [proto]):
        outputs = [f"--cpp_out={BUILD}", f"--python_out={BUILD}"]
        _run(["protoc", f"-I{proto.parent}", *outputs, str(proto)])


def built_module(name: str) -> ModuleType:
    """A Python module that was put into the folder of the programs."""
    if str(BUILD) not in sys.path:
        sys.path.append(str(BUILD))
    return importlib.import_module(name)
