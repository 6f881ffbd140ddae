# Copyright 2026 The npublas authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
"""A function that returns a uBLAS expression does not compile, and the compiler says why."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SOURCE = """
#include <npublas/python.hpp>
#include <boost/numeric/ublas/matrix_proxy.hpp>
#include <boost/numeric/ublas/vector_proxy.hpp>
namespace ublas = boost::numeric::ublas;
ublas::vector<double> u(3), v(3);
ublas::matrix<double> m(3, 3);
auto result() {{ return {expression}; }}
BOOST_PYTHON_MODULE(dangling) {{ boost::python::def("result", &result); }}
"""


def compiler() -> str:
    return os.environ.get("CXX") or shutil.which("g++") or shutil.which("c++") or "c++"


def compile_source(tmp_path: Path, expression: str) -> subprocess.CompletedProcess[str]:
    source = tmp_path / "dangling.cpp"
    source.write_text(SOURCE.format(expression=expression))
    flags = subprocess.run(
        [sys.executable, "-m", "npublas", "--cflags"], capture_output=True, text=True, check=True
    )
    # A sanitizer that is loaded before the interpreter has no business in the compiler.
    environment = {key: value for key, value in os.environ.items() if key != "LD_PRELOAD"}
    return subprocess.run(
        [compiler(), "-fsyntax-only", *shlex.split(flags.stdout), str(source)],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )


@pytest.mark.parametrize(
    "expression", ["u + v", "ublas::prod(m, v)", "2 * ublas::trans(m)", "ublas::row(m, 1)"]
)
def test_a_dangling_result_does_not_compile(tmp_path: Path, expression: str) -> None:
    done = compile_source(tmp_path, expression)
    assert done.returncode != 0
    assert "expression or proxy can't be returned to Python" in done.stderr


def test_a_container_made_from_an_expression_compiles(tmp_path: Path) -> None:
    done = compile_source(tmp_path, "ublas::vector<double>(u + v)")
    assert done.returncode == 0, done.stderr
