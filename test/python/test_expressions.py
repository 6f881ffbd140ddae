# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
# Copyright 2026 The npublas authors
"""A function that returns a uBLAS expression does not compile, and the message says why."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SOURCE = """
#include <npublas/python.hpp>
using namespace npublas;
{function}
BOOST_PYTHON_MODULE(dangling) {{ boost::python::def("f", f); }}
"""

DANGLING = {
    "sum": "auto f(vector_view<double> a, vector_view<double> b) { return a + b; }",
    "product": "auto f(matrix_view<double> A, matrix_view<double> B) { return prod(A, B); }",
    "row": "auto f(matrix_view<double> A) { return row(A, 0); }",
}
SOUND = (
    "auto f(vector_view<double> a, vector_view<double> b) { return ublas::vector<double>(a + b); }"
)


def compile_source(tmp_path: Path, function: str) -> subprocess.CompletedProcess[str]:
    flags = subprocess.check_output(
        [sys.executable, "-m", "npublas", "--cflags"], text=True
    ).split()
    source = tmp_path / "dangling.cpp"
    source.write_text(SOURCE.format(function=function))
    return subprocess.run(
        ["g++", "-fsyntax-only", *flags, str(source)], capture_output=True, text=True
    )


@pytest.mark.parametrize("function", DANGLING.values(), ids=DANGLING.keys())
def test_an_expression_is_refused_by_the_compiler(tmp_path: Path, function: str) -> None:
    done = compile_source(tmp_path, function)
    assert done.returncode != 0
    assert "a uBLAS expression or proxy can't be returned to Python" in done.stderr


def test_a_container_made_from_it_compiles(tmp_path: Path) -> None:
    done = compile_source(tmp_path, SOUND)
    assert done.returncode == 0, done.stderr
