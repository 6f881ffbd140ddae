# Copyright 2026 The npublas authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
"""The short form of the soak of npublas.shared; test/soak/soak.py has the long one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SOAK = Path(__file__).parents[1] / "soak" / "soak.py"


def test_killed_processes_harm_nobody() -> None:
    done = subprocess.run(
        [sys.executable, str(SOAK), "--seconds", "20"], capture_output=True, text=True, timeout=200
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "updates" in done.stdout
