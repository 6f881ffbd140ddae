# Copyright 2026 The npublas authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
"""npublas's shared matrix. The reader takes the newest update as a lease: nothing is copied."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import numpy

from npublas.shared import shared_matrix


class Writer:
    def __init__(self, where: str, rows: int, columns: int) -> None:
        self._shared = shared_matrix.create(Path(where).name, (rows, columns), float, readers=1)

    def write(self, a: numpy.ndarray) -> None:
        self._shared.publish(a)


class Reader:
    def __init__(self, where: str, rows: int, columns: int) -> None:
        self._shared = shared_matrix.open(Path(where).name, timeout=10)
        self._lease = ExitStack()

    def read(self) -> numpy.ndarray:
        self._lease.close()
        if not self._shared.wait(10):
            raise TimeoutError("the writer is silent")
        return self._lease.enter_context(self._shared.lease())
