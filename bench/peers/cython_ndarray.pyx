# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
# Copyright 2026 The npublas authors
# cython: language_level=3, boundscheck=False, wraparound=False
"""Cython with cnp.ndarray, NumPy's own structure."""

cimport numpy as cnp
from libc.stdint cimport uintptr_t

cnp.import_array()

cdef uintptr_t filled_address = 0


def first(cnp.ndarray[double, ndim=1, mode="c"] v not None):
    return v[0]


def at(cnp.ndarray[double, ndim=2, mode="c"] M not None, size_t i, size_t j):
    return M[i, j]


def scale(cnp.ndarray[double, ndim=1, mode="c"] v not None, double s):
    cdef Py_ssize_t i
    for i in range(v.shape[0]):
        v[i] *= s


def axpy(
    double a,
    cnp.ndarray[double, ndim=1, mode="c"] x not None,
    cnp.ndarray[double, ndim=1, mode="c"] y not None,
):
    cdef Py_ssize_t i
    for i in range(y.shape[0]):
        y[i] += a * x[i]


def trace(cnp.ndarray[double, ndim=2] M not None):
    cdef double total = 0
    cdef Py_ssize_t i
    for i in range(M.shape[0]):
        total += M[i, i]
    return total


def make(Py_ssize_t n):
    global filled_address
    cdef cnp.npy_intp size = n
    cdef cnp.ndarray[double, ndim=1] v = cnp.PyArray_EMPTY(1, &size, cnp.NPY_DOUBLE, 0)
    cdef double* p = <double*>cnp.PyArray_DATA(v)
    cdef Py_ssize_t i
    for i in range(n):
        p[i] = 1.5
    filled_address = <uintptr_t>p
    return v


def address():
    return filled_address


def line(
    cnp.ndarray[double, ndim=1, mode="c"] v not None, double slope=1.0, double offset=0.0
):
    return slope * v[0] + offset


cdef class gain:
    cdef double factor

    def __init__(self, double factor):
        self.factor = factor

    def apply(self, cnp.ndarray[double, ndim=1, mode="c"] v not None):
        return self.factor * v[0]
