# Copyright 2026 The npublas authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

# sums.cpp in Cython, with typed memoryviews. The loops are written out.


def sum_any_vector(const double[:] v):
    cdef double total = 0
    cdef Py_ssize_t i
    for i in range(v.shape[0]):
        total += v[i]
    return total


def square_any(double[:] v):
    cdef Py_ssize_t i
    for i in range(v.shape[0]):
        v[i] *= v[i]


def sum_any_matrix(const double[:, :] A):
    cdef double total = 0
    cdef Py_ssize_t i, j
    for i in range(A.shape[0]):
        for j in range(A.shape[1]):
            total += A[i, j]
    return total
