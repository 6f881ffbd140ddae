# Copyright 2026 The npublas authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
"""The two programs on the manual's page about shared matrices work with each other."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from shared_names import left_over

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "doc" / "shared.md").read_text()


def first_block(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    assert found
    return found[1]


def test_the_two_programs(tmp_path: Path) -> None:
    (tmp_path / "watch.cpp").write_text(first_block("cpp"))
    command = first_block("sh").replace("-Iinclude", f"-I{ROOT / 'include'}")
    command = command.replace("-O3", "-O1 -Wall")
    built = subprocess.run(["sh", "-ec", command], cwd=tmp_path, capture_output=True, text=True)
    assert built.returncode == 0, built.stderr
    assert "warning" not in built.stderr
    with subprocess.Popen([tmp_path / "watch"], stdout=subprocess.PIPE, text=True) as watch:
        subprocess.run([sys.executable, "-c", first_block("python")], check=True, timeout=60)
        output, _ = watch.communicate(timeout=60)
    assert watch.returncode == 0
    assert output.splitlines()[-1] == "update 3: 12"
    assert not left_over("npublas-field")
