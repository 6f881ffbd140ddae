# Copyright 2026 The npublas authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
"""Every way, both sizes, all directions.

The reader checks every element of every update that is paced; of others a few, lest checking be what
is measured.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from exchange import SHAPES, WAYS, Sink, Source, between_programs, module, needs, program

FOLDER = Path(__file__).resolve().parent
SHARED_MEMORY = Path("/dev/shm")


def exchange(*words: str) -> str:
    """What the program prints, with a limit: a spinning reader would wait forever."""
    command = [sys.executable, str(FOLDER / "exchange.py"), *words]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module", params=WAYS)
def way(request: pytest.FixtureRequest) -> str:
    """The name of a way whose libraries are here, and whose program is compiled."""
    name: str = request.param
    if lacking := needs(name):
        pytest.skip(f"the other way is not installed: no {', '.join(lacking)}")
    module("one_process").extension() if name == "one_process" else program(name)
    return name


@pytest.mark.parametrize("writer", ["C++", "Python"])
@pytest.mark.parametrize("size", SHAPES)
def test_updates_arrive_whole(way: str, size: int, writer: str) -> None:
    words = ["--way", way, "--size", str(size), "--writer", writer, "--seconds", "0.2"]
    printed = exchange(*words)
    assert (match := re.search(r"(\d+) updates in", printed)) and int(match[1]) >= 1
    assert "99th percentile" in printed


@pytest.mark.parametrize("writer", ["C++", "Python"])
@pytest.mark.parametrize("size", SHAPES)
def test_as_fast_as_can_be(way: str, size: int, writer: str) -> None:
    words = ["--way", way, "--size", str(size), "--writer", writer]
    printed = exchange(*words, "--hertz", "0", "--seconds", "0.1")
    assert (match := re.search(r"(\d+) updates in", printed)) and int(match[1]) >= 1


@pytest.mark.parametrize("hertz", [60, 0])
def test_between_two_cpp_programs(way: str, hertz: int) -> None:
    if way == "one_process":
        pytest.skip("this way is one Python process")
    report = between_programs(program(way), 50, hertz, 0.1)
    assert report.updates >= 1 and all(latency > 0 for latency in report.latencies)


def test_nothing_is_left_in_shared_memory(way: str) -> None:
    exchange("--way", way, "--seconds", "0.05")
    assert not list(SHARED_MEMORY.glob("two_programs_*"))


def test_an_array_of_two_updates_is_noticed() -> None:
    updates = Sink((5, 10), paced=True)
    source = iter(Source((5, 10), 1000, 1))
    a = next(source).copy()
    updates.take(a)
    a[2, 3] = next(source)[2, 3]
    with pytest.raises(ValueError, match="not those of one update"):
        updates.take(a)
