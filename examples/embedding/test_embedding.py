# Copyright 2026 The npublas authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
"""The program that embeds Python is run, as b2, its README and the peer build it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy
from numpy.testing import assert_allclose

FOLDER = Path(__file__).resolve().parent
README = FOLDER / "README.md"
HILBERT = numpy.array([[1 / (i + j + 1) for j in range(3)] for i in range(3)])


def output(program: Path) -> str:
    """What the program prints, its Python being the one that runs the tests."""
    environment = {
        **os.environ,
        "PYTHONHOME": f"{sys.base_prefix}:{sys.base_exec_prefix}",
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
    }
    done = subprocess.run([program], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def numbers(text: str, name: str) -> list[float]:
    """The numbers on the line that starts with a name, sizes in brackets left out."""
    (line,) = re.findall(rf"^{name}(.*)$", text, re.MULTILINE)
    return [
        float(x) for x in re.findall(r"-?\d+(?:\.\d+)?(?:e-?\d+)?", re.sub(r"\[.*?\]", "", line))
    ]


def check(text: str) -> None:
    """Compare with NumPy; the program prints six digits."""
    assert_allclose(numbers(text, "eigenvalues"), numpy.linalg.eigvalsh(HILBERT), rtol=1e-5)
    expected = HILBERT + numpy.diag(HILBERT.diagonal())
    assert_allclose(numbers(text, "shared"), expected.ravel(), rtol=1e-5)


def test_the_program() -> None:
    text = output(Path(os.environ["NPUBLAS_BUILD"]) / "embedding")
    check(text)
    assert_allclose(numbers(text, "sum"), [HILBERT.trace()] * 2, rtol=1e-5)
    assert text in README.read_text()


def test_the_readme_builds_it(build_by_hand: Callable[[Path], Path]) -> None:
    check(output(build_by_hand(README) / "embedding"))


def test_the_peer(build_peer_program: Callable[[Path], Path]) -> None:
    check(output(build_peer_program(FOLDER / "peers" / "embedding_pybind11.cpp")))
