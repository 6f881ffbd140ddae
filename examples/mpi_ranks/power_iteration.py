# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
# Copyright 2026 The npublas authors
"""The largest eigenvalue of a symmetric matrix, its rows on two MPI ranks.

MPI reads and writes the memory of npublas's matrices and vectors by the buffer protocol: nothing is
pickled, and nothing is copied besides what MPI itself sends. Run it as

    mpiexec -n 2 python3 power_iteration.py [n]
"""

from __future__ import annotations

import math
import sys
from typing import TYPE_CHECKING

import npublas
import numpy as np

if TYPE_CHECKING:
    from mpi4py import MPI


def minima(n: int) -> npublas.matrix:
    """The matrix `min(i, j)` for i, j = 1 ... n."""
    i = np.arange(1.0, n + 1)
    return npublas.matrix(np.minimum.outer(i, i))


def exact_eigenvalue(n: int) -> float:
    """The largest eigenvalue of `minima(n)`: its inverse is a matrix of second differences."""
    return 1 / (2 * math.sin(math.pi / (4 * n + 2))) ** 2


def share(comm: MPI.Comm, whole: npublas.matrix | None, n: int) -> npublas.matrix:
    """Rank 0 keeps the first rows of its matrix and sends the others to rank 1, into its memory."""
    half = n // 2
    if comm.rank == 0:
        assert whole is not None
        comm.Send(whole[half:], dest=1)
        return npublas.matrix(whole[:half])
    rows = npublas.matrix(np.empty((n - half, n)))
    comm.Recv(rows, source=0)
    return rows


def multiply(comm: MPI.Comm, rows: npublas.matrix, x: npublas.vector) -> npublas.vector:
    """The whole matrix times x, on both ranks."""
    n, half = len(x), len(x) // 2
    product = npublas.vector(np.empty(n))
    own, others = (product[:half], product[half:])[:: 1 if comm.rank == 0 else -1]
    own[...] = npublas.prod(rows, x)
    comm.Sendrecv(own, dest=1 - comm.rank, recvbuf=others, source=1 - comm.rank)
    return product


def power_iteration(comm: MPI.Comm, rows: npublas.matrix, n: int, tolerance: float) -> float:
    """Multiply by the matrix until the eigenvalue changes no more."""
    x, value, previous = npublas.vector(np.full(n, n**-0.5)), 0.0, math.inf
    while abs(value - previous) > tolerance * abs(value):
        product = multiply(comm, rows, x)
        value, previous = npublas.inner_prod(x, product), value
        x = product / npublas.norm_2(product)
    return float(value)


def main(n: int = 500) -> None:
    from mpi4py import MPI  # starts MPI

    comm = MPI.COMM_WORLD
    if comm.size != 2:
        sys.exit(f"this wants two ranks, mpiexec -n 2; got {comm.size}")
    rows = share(comm, minima(n) if comm.rank == 0 else None, n)
    value = power_iteration(comm, rows, n, 1e-14)
    line = f"rank {comm.rank} holds {rows.shape} and found {value!r} for {exact_eigenvalue(n)!r}"
    for each in comm.gather(line) or []:
        print(each)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
