# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
# Copyright 2026 The npublas authors
"""Calls through ctypes, in the two usual ways: a bare pointer from data_as, and ndpointer's checks."""

from __future__ import annotations

import ctypes
from ctypes import c_double, c_size_t, c_ssize_t
from importlib.util import find_spec
from types import SimpleNamespace
from typing import Any

import numpy
from numpy.ctypeslib import ndpointer

ITEM = 8
Array = Any


def library() -> ctypes.CDLL:
    """The C functions, loaded anew, so that each way sets types of its own."""
    spec = find_spec("bench_c_functions")
    assert spec and spec.origin
    return ctypes.CDLL(spec.origin)


def declare(c: ctypes.CDLL, vector: Any, writable: Any, matrix: Any, strided: Any) -> None:
    c.first.argtypes, c.first.restype = [vector], c_double
    c.at.argtypes, c.at.restype = [matrix, c_size_t, c_size_t, c_size_t], c_double
    c.scale.argtypes, c.scale.restype = [writable, c_size_t, c_double], None
    c.axpy.argtypes, c.axpy.restype = [c_double, vector, writable, c_size_t], None
    c.trace.argtypes, c.trace.restype = [strided, c_size_t, c_ssize_t], c_double


def step(M: Array) -> int:
    return int(M.strides[0] + M.strides[1]) // ITEM


def with_data_as() -> Any:
    c = library()
    pointer = ctypes.POINTER(c_double)
    declare(c, pointer, pointer, pointer, pointer)
    return SimpleNamespace(
        first=lambda v: c.first(v.ctypes.data_as(pointer)),
        at=lambda M, i, j: c.at(M.ctypes.data_as(pointer), M.shape[1], i, j),
        scale=lambda v, s: c.scale(v.ctypes.data_as(pointer), v.size, s),
        axpy=lambda a, x, y: c.axpy(
            a, x.ctypes.data_as(pointer), y.ctypes.data_as(pointer), y.size
        ),
        trace=lambda M: c.trace(M.ctypes.data_as(pointer), M.shape[0], step(M)),
    )


def with_ndpointer() -> Any:
    c = library()
    float64 = numpy.float64
    declare(
        c,
        ndpointer(float64, ndim=1, flags="C_CONTIGUOUS"),
        ndpointer(float64, ndim=1, flags=("C_CONTIGUOUS", "WRITEABLE")),
        ndpointer(float64, ndim=2, flags="C_CONTIGUOUS"),
        ndpointer(float64, ndim=2),
    )
    return SimpleNamespace(
        first=c.first,
        at=lambda M, i, j: c.at(M, M.shape[1], i, j),
        scale=lambda v, s: c.scale(v, v.size, s),
        axpy=lambda a, x, y: c.axpy(a, x, y, y.size),
        trace=lambda M: c.trace(M, M.shape[0], step(M)),
    )
