# Copyright 2026 The npublas authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
"""The elements as they lie in memory, behind a header made with `struct`, through a local socket."""

from __future__ import annotations

import socket
import struct
import time

import numpy

HEADER = struct.Struct("=QQ")


class Writer:
    def __init__(self, where: str, rows: int, columns: int) -> None:
        self._socket = socket.socket(socket.AF_UNIX)
        while self._socket.connect_ex(where) != 0:
            time.sleep(0.001)

    def write(self, a: numpy.ndarray) -> None:
        self._socket.sendall(HEADER.pack(*a.shape))
        self._socket.sendall(a)


class Reader:
    def __init__(self, where: str, rows: int, columns: int) -> None:
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind(where)
            listening.listen(1)
            self._socket, _ = listening.accept()
        self._elements = numpy.empty((rows, columns))
        self._header = bytearray(HEADER.size)

    def read(self) -> numpy.ndarray:
        self._receive_into(memoryview(self._header))
        if HEADER.unpack(self._header) != self._elements.shape:
            raise ValueError("an array of another shape")
        self._receive_into(memoryview(self._elements).cast("B"))
        return self._elements

    def _receive_into(self, bytes_: memoryview) -> None:
        while len(bytes_) > 0:
            received = self._socket.recv_into(bytes_, len(bytes_), socket.MSG_WAITALL)
            if received == 0:
                raise ConnectionResetError("the writer is gone")
            bytes_ = bytes_[received:]
