# Copyright 2026 The npublas authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
"""Pickle through a named pipe. The C++ program has a Python inside to read it."""

from __future__ import annotations

import pickle
from typing import cast

import numpy

from build import BOOST_PYTHON
from named_pipe import open_pipe

FLAGS = BOOST_PYTHON


class Writer:
    def __init__(self, where: str, rows: int, columns: int) -> None:
        self._pipe = open_pipe(where, "wb")

    def write(self, a: numpy.ndarray) -> None:
        pickle.dump(a, self._pipe, 5)
        self._pipe.flush()


class Reader:
    def __init__(self, where: str, rows: int, columns: int) -> None:
        self._pipe = open_pipe(where, "rb")

    def read(self) -> numpy.ndarray:
        return cast(numpy.ndarray, pickle.load(self._pipe))
