# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
# Copyright 2026 The npublas authors
"""Conjugate gradients over row blocks that live in the processes of a Dask cluster.

The method is that of Hestenes and Stiefel, Methods of conjugate gradients for solving linear
systems, J. Res. Nat. Bur. Stand. 49 (1952) 409-436. Run it as

    python3 conjugate_gradient.py [unknowns] [workers]
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import npublas
import numpy as np

if TYPE_CHECKING:
    from distributed import Client


def kac_murdock_szego(rows: range, n: int, rho: float = 0.5) -> npublas.matrix:
    """Some rows of the matrix `rho ** abs(i - j)`, whose condition is below ((1+rho)/(1-rho))**2."""
    i, j = np.arange(rows.start, rows.stop), np.arange(n)
    return npublas.matrix(rho ** abs(np.subtract.outer(i, j)))


def row_blocks(n: int, count: int) -> list[range]:
    """Cut n rows into blocks of nearly equal size."""
    edges = [n * k // count for k in range(count + 1)]
    return [range(first, last) for first, last in zip(edges, edges[1:])]


def distribute(client: Client, blocks: list[npublas.matrix]) -> list[Any]:
    """Send each block to a worker of its own, straight into the worker's memory."""
    workers = list(client.scheduler_info()["workers"])
    return [
        client.scatter(block, workers=[workers[k % len(workers)]], direct=True, hash=False)
        for k, block in enumerate(blocks)
    ]


def rows_times(block: npublas.matrix, p: npublas.vector) -> npublas.vector:
    """Runs where the block is."""
    return npublas.prod(block, p)


def multiply(client: Client, blocks: list[Any], p: npublas.vector) -> npublas.vector:
    """The whole matrix times a vector: the vector goes out, and a segment of the product comes back."""
    sent = client.scatter(p, broadcast=True, direct=True, hash=False)
    parts = [client.submit(rows_times, block, sent, pure=False) for block in blocks]
    return npublas.vector(np.concatenate(client.gather(parts, direct=True)))


def solve(
    client: Client,
    blocks: list[Any],
    b: npublas.vector,
    tolerance: float = 1e-10,
    report: Callable[[float], None] = lambda residual: None,
) -> tuple[npublas.vector, int]:
    """Solve A x = b for a symmetric positive definite A, given as futures of its row blocks.

    Returns x and the number of steps. `report` is told the relative residual after each step.
    """
    x, r = npublas.vector(np.zeros(len(b))), npublas.vector(b.copy())
    p = npublas.vector(r.copy())
    scale = npublas.norm_2(b)
    rho = npublas.inner_prod(r, r)
    for step in range(len(b)):
        residual = npublas.norm_2(r) / scale if scale else 0.0
        report(residual)
        if residual <= tolerance:
            return x, step
        q = multiply(client, blocks, p)
        alpha = rho / npublas.inner_prod(p, q)
        x += alpha * p
        r -= alpha * q
        rho, previous = npublas.inner_prod(r, r), rho
        p = r + rho / previous * p
    return x, len(b)


class ProgressBar:
    """A line that fills as the residual's logarithm goes from 0 to that of the tolerance."""

    def __init__(self, tolerance: float, width: int = 40) -> None:
        self.goal, self.width = math.log(tolerance), width

    def __call__(self, residual: float) -> None:
        done = math.log(residual) / self.goal if residual > 0 else 1.0
        filled = round(self.width * min(max(done, 0.0), 1.0))
        line = "#" * filled + "." * (self.width - filled)
        sys.stderr.write(f"\r[{line}] residual {residual:8.1e}")
        if done >= 1:
            sys.stderr.write("\n")
        sys.stderr.flush()


def main(n: int = 2000, workers: int = 2, tolerance: float = 1e-10) -> None:
    from distributed import Client, LocalCluster

    with LocalCluster(
        n_workers=workers, threads_per_worker=1, processes=True, dashboard_address=None
    ) as cluster, Client(cluster) as client:
        blocks = distribute(client, [kac_murdock_szego(rows, n) for rows in row_blocks(n, workers)])
        b = multiply(client, blocks, npublas.vector(np.ones(n)))  # so that all x are 1
        x, steps = solve(client, blocks, b, tolerance, ProgressBar(tolerance))
    print(f"{n} unknowns, {workers} processes, {steps} steps, error {abs(x - 1).max():.1e}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
