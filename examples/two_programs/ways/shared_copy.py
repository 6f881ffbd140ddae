# Copyright 2026 The npublas authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
"""npublas's shared matrix. The reader copies the newest update."""

from __future__ import annotations

from pathlib import Path

import numpy

from npublas.shared import shared_matrix
from ways.shared_lease import Writer

__all__ = ["Reader", "Writer"]


class Reader:
    def __init__(self, where: str, rows: int, columns: int) -> None:
        self._shared = shared_matrix.open(Path(where).name, timeout=10)

    def read(self) -> numpy.ndarray:
        if not self._shared.wait(10):
            raise TimeoutError("the writer is silent")
        return self._shared.read()
