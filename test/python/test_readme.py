# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
# Copyright 2026 The npublas authors
"""The README's example is built with the README's command, and its sessions run."""

from __future__ import annotations

import doctest
import importlib
import re
import subprocess
import sys
from pathlib import Path

import pytest

README = (Path(__file__).parents[2] / "README.md").read_text()


def blocks(language: str) -> list[str]:
    """The fenced blocks of one language, in order."""
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def run_session(session: str) -> None:
    test = doctest.DocTestParser().get_doctest(session, {}, "README", "README.md", 0)
    runner = doctest.DocTestRunner()
    runner.run(test)
    assert test.examples and runner.summarize().failed == 0


@pytest.fixture(scope="module")
def quick(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Build quick.cpp with the README's own command."""
    folder = tmp_path_factory.mktemp("readme")
    (folder / "quick.cpp").write_text(blocks("cpp")[0])
    (command,) = [line for block in blocks("sh") for line in block.splitlines() if "g++" in line]
    command = command.replace("python3 ", f"{sys.executable} ")
    done = subprocess.run(["sh", "-ec", command], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "warning" not in done.stderr
    return str(folder)


def test_the_example_is_about_15_lines() -> None:
    code = [line for line in blocks("cpp")[0].splitlines() if line.strip()]
    assert len(code) <= 18


def test_cpp_session(quick: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(quick)
    importlib.invalidate_caches()
    run_session(blocks("python")[0])


def test_python_session() -> None:
    run_session(blocks("python")[1])
