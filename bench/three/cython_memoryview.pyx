# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
# Copyright 2026 The npublas authors
# cython: language_level=3, boundscheck=False, wraparound=False
"""Three functions with Cython: what a small module costs to build."""


def first(const double[::1] v):
    return v[0]


def at(const double[:, ::1] M, size_t i, size_t j):
    return M[i, j]


def scale(double[::1] v, double s):
    cdef Py_ssize_t i
    for i in range(v.shape[0]):
        v[i] *= s
