# Copyright 2026 The npublas authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
"""Protocol buffers through a named pipe: array.proto's message behind its length."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import numpy

from build import BUILD, built_module, generated
from named_pipe import open_pipe

FLAGS = [str(BUILD / "array.pb.cc"), "-lprotobuf"]
LENGTH = struct.Struct("=Q")


def prepare() -> None:
    """Have protoc make the C++ and Python code of the message."""
    generated(Path(__file__).with_name("array.proto"))


def message() -> Any:
    """An empty message."""
    return built_module("array_pb2").Array()


class Writer:
    def __init__(self, where: str, rows: int, columns: int) -> None:
        self._pipe = open_pipe(where, "wb")
        self._message = message()
        self._message.rows, self._message.columns = rows, columns

    def write(self, a: numpy.ndarray) -> None:
        del self._message.elements[:]
        self._message.elements.extend(a.ravel().tolist())
        content = self._message.SerializeToString()
        self._pipe.write(LENGTH.pack(len(content)))
        self._pipe.write(content)
        self._pipe.flush()


class Reader:
    def __init__(self, where: str, rows: int, columns: int) -> None:
        self._pipe = open_pipe(where, "rb")
        self._message = message()

    def read(self) -> numpy.ndarray:
        (length,) = LENGTH.unpack(self._pipe.read(LENGTH.size))
        self._message.ParseFromString(self._pipe.read(length))
        message = self._message
        return numpy.array(message.elements).reshape(message.rows, message.columns)
