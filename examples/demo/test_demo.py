# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
# Copyright 2026 The npublas authors
"""The demo runs, says what it promises, and notices when a claim does not hold."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import demo
import numpy
import pytest

FOLDER = Path(__file__).resolve().parent


@pytest.fixture(scope="module")
def output() -> str:
    """What the demo prints."""
    environment = dict(os.environ)
    # Under the address sanitizer, freed memory would otherwise stay resident for a while.
    environment["ASAN_OPTIONS"] = environment.get("ASAN_OPTIONS", "") + ":quarantine_size_mb=0"
    run = subprocess.run(
        [sys.executable, FOLDER / "demo.py"],
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout


def test_has_its_three_sections_and_ends_well(output: str) -> None:
    assert re.findall(r"^\d\. .*$", output, re.MULTILINE) == [
        "1. Least squares on NumPy memory",
        "2. A matrix goes from one process to another",
        "3. In place, and handed over",
    ]
    assert output.endswith("All claims hold.\n")


def test_addresses_agree(output: str) -> None:
    pairs = re.findall(r"is at (0x\w+) for Python, at (0x\w+) for C\+\+", output)
    assert len(pairs) == 2
    assert all(python == cpp for python, cpp in pairs)


def test_shows_the_correct_digits_of_every_coefficient(output: str) -> None:
    table = re.findall(r"^([a-z_]+) +([\d.]+) +([\d.]+) +([\d.]+)$", output, re.MULTILINE)
    assert [row[0] for row in table] == list(demo.longley.TERMS)
    digits = numpy.array([row[1:] for row in table], float)
    assert (digits <= 15).all()
    # numpy.linalg.lstsq has 10 to 13 digits on these data.
    assert (digits.min(axis=0) >= [9, 12, 9]).all()


def test_both_pickles_arrive_whole(output: str) -> None:
    sums = re.findall(r"SHA-256 (\w{16})", output)
    assert len(sums) == 3 and len(set(sums)) == 1


def test_resident_memory_rises_by_100_mb_and_falls_again(output: str) -> None:
    before, held, peak, after = map(
        float, re.findall(r"^    [a-z`].* (\d+\.\d)(?: +\(.*\))?$", output, re.MULTILINE)
    )
    assert 95 < held - before < 120
    assert peak - before < 150
    assert abs(after - before) < 20


def test_a_claim_that_does_not_hold_ends_the_demo() -> None:
    with pytest.raises(SystemExit, match="does not hold: two and two are five"):
        demo.claim(2 + 2 == 5, "two and two are five")
