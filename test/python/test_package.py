# Copyright 2026 The npublas authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
"""The package as a whole: finding the extension, documentation, type stubs."""

from __future__ import annotations

import ast
import doctest
import inspect
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import npublas
import npublas._npublas as extension
import numpy as np
import pytest

PACKAGE = Path(npublas.__file__).parent
STUB = ast.parse((PACKAGE / "_npublas.pyi").read_text())
CLASSES = [npublas.vector, npublas.matrix, npublas.vector.__mro__[1]]


def run(code: str, path: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    settings = {key: value for key, value in os.environ.items() if key != "NPUBLAS_BUILD"}
    return subprocess.run(
        [sys.executable, "-c", code],
        env=settings | {"PYTHONPATH": str(path)} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


# Finding the extension


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout that is not built."""
    shutil.copytree(PACKAGE, tmp_path / "python" / "npublas")
    return tmp_path


def test_without_a_build_the_error_says_what_to_do(checkout: Path) -> None:
    ran = run("import npublas", checkout / "python")
    last = ran.stderr.splitlines()[-1]
    assert last.startswith("ImportError: npublas is not built") and "run `b2`" in last
    assert str(checkout / "build" / "release") in last


def test_the_release_folder_of_the_checkout_is_found(checkout: Path) -> None:
    target = checkout / "build" / "release"
    target.mkdir(parents=True)
    shutil.copy(extension.__file__, target)
    ran = run("import npublas; print(npublas._npublas.__file__)", checkout / "python")
    assert ran.stdout.startswith(str(target)), ran.stderr


def test_the_environment_can_name_another_folder(checkout: Path, tmp_path: Path) -> None:
    target = tmp_path / "elsewhere"
    target.mkdir()
    shutil.copy(extension.__file__, target)
    ran = run("import npublas", checkout / "python", NPUBLAS_BUILD=str(target))
    assert ran.returncode == 0, ran.stderr
    ran = run("import npublas", checkout / "python", NPUBLAS_BUILD=str(checkout))
    assert str(checkout) in ran.stderr and "ImportError" in ran.stderr


def test_a_broken_extension_shows_its_own_error(checkout: Path) -> None:
    target = checkout / "build" / "release"
    target.mkdir(parents=True)
    (target / "_npublas.py").write_text("import a_module_that_is_not_there")
    ran = run("import npublas", checkout / "python")
    assert "a_module_that_is_not_there" in ran.stderr and "not built" not in ran.stderr


# What the package says of itself


def test_version_and_element_types() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+", npublas.__version__)
    assert len(npublas.element_types) == len(set(npublas.element_types)) == 15
    for name in npublas.element_types:
        assert npublas.vector([0, 1], dtype=name).dtype == np.dtype(name)
    for name in ("bool", "int8", "uint64", "float32", "longdouble", "clongdouble"):
        assert name in npublas.element_types


def test_build_info() -> None:
    info = extension.build_info()
    assert set(info) == {"compiler", "boost", "numpy_built", "blas"}
    assert all(type(value) is str and value for value in info.values())
    assert re.fullmatch(r"\d+\.\d+\.\d+", info["boost"])


def test_all_names_exist() -> None:
    for name in npublas.__all__:
        assert hasattr(npublas, name)


def test_classes_are_at_home_in_the_package() -> None:
    for kind in (npublas.vector, npublas.matrix):
        assert kind.__module__ == "npublas"
        assert getattr(npublas, kind.__name__) is kind
        assert repr(kind) == f"<class 'npublas.{kind.__name__}'>"


# Documentation


def documented() -> list[Any]:
    """Everything public, with the name a person would use."""
    found = [(f"npublas.{name}", getattr(npublas, name)) for name in npublas.__all__]
    for kind in CLASSES:
        for name, member in vars(kind).items():
            if not name.startswith("_"):
                found.append((f"{kind.__name__}.{name}", member))
    return [
        pytest.param(name, member, id=name)
        for name, member in found
        if not isinstance(member, (tuple, str)) and not inspect.ismodule(member)
    ]


@pytest.mark.parametrize(("name", "member"), documented())
def test_everything_public_is_documented_and_the_examples_run(name: str, member: Any) -> None:
    text = inspect.getdoc(member)
    assert text and "C++ signature" not in text
    test = doctest.DocTestParser().get_doctest(text, {}, name, None, None)
    output: list[str] = []
    flags = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS
    result = doctest.DocTestRunner(optionflags=flags).run(test, out=output.append)
    assert result.failed == 0, "".join(output)


def test_our_own_names_have_examples() -> None:
    for kind in (npublas.vector, npublas.matrix):
        assert ">>>" in (kind.__doc__ or "")
        for name, member in vars(kind).items():
            if callable(member) and not name.startswith("_"):
                assert ">>>" in (member.__doc__ or ""), name


# Type stubs


def stub_names(body: list[ast.stmt]) -> set[str]:
    kinds = (ast.FunctionDef, ast.ClassDef)
    names = {node.name for node in body if isinstance(node, kinds)}
    names |= {node.target.id for node in body if isinstance(node, ast.AnnAssign)}  # type: ignore[union-attr]
    return {name for name in names if not name.startswith("_")}


def stub_class(name: str) -> set[str]:
    """The public names that a class of the stub has, those of its bases included."""
    for node in STUB.body:
        if isinstance(node, ast.ClassDef) and node.name == name:
            inherited = [stub_class(base.id) for base in node.bases if isinstance(base, ast.Name)]
            return stub_names(node.body).union(*inherited)
    return set()


def test_the_stub_has_the_names_of_the_extension() -> None:
    actual = {name for name in vars(extension) if not name.startswith("_")}
    assert stub_names(STUB.body) - {"BuildInfo"} == actual


@pytest.mark.parametrize("kind", [npublas.vector, npublas.matrix])
def test_the_stub_has_the_names_of_the_classes(kind: type) -> None:
    actual = {name for name in dir(kind) if not name.startswith("_")}
    assert stub_class(kind.__name__) == actual


USER = """
import numpy
import numpy.typing
import npublas

m = npublas.matrix(numpy.zeros((2, 2)), copy=False)
v: npublas.vector = m.row(0)
w: npublas.matrix = m.subrange(0, 1, 0, 1).T
n: int = m.size1 + len(v) + v.size
a: numpy.typing.NDArray[numpy.generic] = numpy.asarray(m)
print(m @ v + numpy.ones(2) - [1, 2], numpy.sum(m), numpy.add(m, 2 * v), npublas.__version__)
for row in m:
    print(row.subrange(0, 1)[0], a, n, w)
"""


def test_typed_programs_type_check(tmp_path: Path) -> None:
    pytest.importorskip("mypy")
    program = tmp_path / "user.py"
    program.write_text(USER)
    command = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(tmp_path)]
    environment = os.environ | {"MYPYPATH": str(PACKAGE.parent)}
    for target in ([str(program)], ["-p", "npublas"]):
        ran = subprocess.run(
            command + target, env=environment, cwd=tmp_path, capture_output=True, text=True
        )
        assert ran.returncode == 0, ran.stdout
