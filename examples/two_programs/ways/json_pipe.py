# Copyright 2026 The npublas authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
"""JSON through a named pipe, one line per update."""

from __future__ import annotations

import json

import numpy

from named_pipe import open_pipe


class Writer:
    def __init__(self, where: str, rows: int, columns: int) -> None:
        self._pipe = open_pipe(where, "wb")

    def write(self, a: numpy.ndarray) -> None:
        self._pipe.write(json.dumps(a.tolist()).encode() + b"\n")
        self._pipe.flush()


class Reader:
    def __init__(self, where: str, rows: int, columns: int) -> None:
        self._pipe = open_pipe(where, "rb")

    def read(self) -> numpy.ndarray:
        return numpy.array(json.loads(self._pipe.readline()))
