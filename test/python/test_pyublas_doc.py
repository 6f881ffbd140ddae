# Copyright 2026 The npublas authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
"""The extension on the manual's page about PyUblas is built with its command; its session runs."""

from __future__ import annotations

import doctest
import importlib
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

PAGE = (Path(__file__).parents[2] / "doc" / "pyublas.md").read_text()


def block(language: str) -> str:
    """The one fenced block of a language."""
    (text,) = re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    return text


def test_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "relax.cpp").write_text(block("cpp"))
    command = block("sh").replace("python3 ", f"{sys.executable} ").replace("-O3", "-O1 -Wall")
    done = subprocess.run(
        ["sh", "-ec", command], cwd=tmp_path, env=os.environ, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert "warning" not in done.stderr
    monkeypatch.syspath_prepend(tmp_path)
    importlib.invalidate_caches()
    session = doctest.DocTestParser().get_doctest(block("pycon"), {}, "pyublas.md", None, 0)
    output: list[str] = []
    result = doctest.DocTestRunner().run(session, out=output.append)
    assert session.examples and result.failed == 0, "".join(output)
