# Copyright 2026 The npublas authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
"""What the tests of npublas.shared have in common: names of their own, and other processes."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

MEMORY = Path("/dev/shm")
_numbers = itertools.count()

_PRELUDE = """
import os, signal, sys, time
import numpy
import npublas.shared
from npublas.shared import BusyError, shared_matrix

name = sys.argv[1]
signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored below a background job


def say(*words):
    print(*words, flush=True)


def hear():
    return sys.stdin.readline().strip()

"""


def left_over(name: str) -> list[Path]:
    return [path for path in MEMORY.iterdir() if name in path.name]


@pytest.fixture
def name() -> Iterator[str]:
    """A name in shared memory that nothing else uses; what is left of it is removed."""
    unique = f"npublas-test-{os.getpid()}-{next(_numbers)}"
    yield unique
    for path in left_over(unique):
        path.unlink()


class Peer:
    """Another Python process, which runs `code` with `name` and talks over its standard streams."""

    def __init__(self, name: str, code: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", _PRELUDE + textwrap.dedent(code), name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def hear(self) -> str:
        assert self.process.stdout
        line = self.process.stdout.readline().strip()
        if not line:
            _, errors = self.process.communicate(timeout=30)
            raise AssertionError(f"the peer ended: {errors}")
        return line

    def say(self, word: str = "go") -> None:
        assert self.process.stdin
        self.process.stdin.write(word + "\n")
        self.process.stdin.flush()

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def finish(self) -> str:
        """Wait for the end, which must be a good one; return what else it said."""
        output, errors = self.process.communicate(timeout=60)
        assert self.process.returncode == 0, errors
        return output.strip()

    def __enter__(self) -> Peer:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()
