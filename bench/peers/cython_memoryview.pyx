# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
# Copyright 2026 The npublas authors
# cython: language_level=3, boundscheck=False, wraparound=False
"""Cython with typed memoryviews."""

from libc.stdint cimport uintptr_t

import numpy

cdef uintptr_t filled_address = 0


def first(const double[::1] v):
    return v[0]


def at(const double[:, ::1] M, size_t i, size_t j):
    return M[i, j]


def scale(double[::1] v, double s):
    cdef Py_ssize_t i
    for i in range(v.shape[0]):
        v[i] *= s


def axpy(double a, const double[::1] x, double[::1] y):
    cdef Py_ssize_t i
    for i in range(y.shape[0]):
        y[i] += a * x[i]


def trace(const double[:, :] M):
    cdef double total = 0
    cdef Py_ssize_t i
    for i in range(M.shape[0]):
        total += M[i, i]
    return total


def make(Py_ssize_t n):
    global filled_address
    array = numpy.empty(n)
    cdef double[::1] v = array
    v[:] = 1.5
    filled_address = <uintptr_t>&v[0]
    return array


def address():
    return filled_address


def line(const double[::1] v, double slope=1.0, double offset=0.0):
    return slope * v[0] + offset


cdef class gain:
    cdef double factor

    def __init__(self, double factor):
        self.factor = factor

    def apply(self, const double[::1] v):
        return self.factor * v[0]
