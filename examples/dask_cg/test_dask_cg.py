# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
# Copyright 2026 The npublas authors
"""Conjugate gradients over a cluster against exact solutions and the bound on their steps."""

from __future__ import annotations

import math
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import npublas
import numpy as np
import pytest

pytest.importorskip("distributed", reason="no dask.distributed (Debian's python3-distributed)")

pytestmark = pytest.mark.filterwarnings("ignore")  # of distributed's own use of Python

FOLDER = Path(__file__).resolve().parent


@pytest.fixture(scope="module")
def client() -> Iterator[Any]:
    from distributed import Client, LocalCluster

    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ) as cluster, Client(cluster) as connected:
        yield connected


def distributed_blocks(client: Any, n: int, count: int) -> list[Any]:
    from conjugate_gradient import distribute, kac_murdock_szego, row_blocks

    return distribute(client, [kac_murdock_szego(rows, n) for rows in row_blocks(n, count)])


def test_it_solves_within_the_steps_that_theory_allows(client: Any) -> None:
    """The error falls by (sqrt(k) - 1) / (sqrt(k) + 1) a step, in the norm of A; here k < 9."""
    from conjugate_gradient import kac_murdock_szego, solve

    n, tolerance = 300, 1e-12
    a = kac_murdock_szego(range(n), n).array
    x = np.random.default_rng(3).standard_normal(n)
    seen: list[float] = []
    solved, steps = solve(
        client,
        distributed_blocks(client, n, 3),
        npublas.vector(a @ x),
        tolerance,
        seen.append,
    )
    np.testing.assert_allclose(solved, x, atol=1e-10)
    # From the norm of A to that of the residual is a factor below sqrt(k).
    assert steps <= math.ceil(math.log2(2 * 3 / tolerance))
    assert len(seen) == steps + 1 and seen[0] == 1 and seen[-1] <= tolerance < seen[-2]


def test_the_product_is_numpys(client: Any) -> None:
    from conjugate_gradient import kac_murdock_szego, multiply

    p = np.random.default_rng(4).standard_normal(101)
    expected = kac_murdock_szego(range(101), 101).array @ p
    for count in (1, 2, 5):
        product = multiply(client, distributed_blocks(client, 101, count), npublas.vector(p))
        np.testing.assert_allclose(product, expected, atol=1e-13)


def test_a_right_side_of_zeros(client: Any) -> None:
    from conjugate_gradient import solve

    x, steps = solve(client, distributed_blocks(client, 10, 2), npublas.vector(np.zeros(10)))
    assert steps == 0 and not x.any()


def test_the_program() -> None:
    ran = subprocess.run(
        [sys.executable, FOLDER / "conjugate_gradient.py", "400"], capture_output=True, text=True
    )
    assert ran.returncode == 0, ran.stderr
    (error,) = re.findall(r"^400 unknowns, 2 processes, \d+ steps, error (\S+)$", ran.stdout, re.M)
    assert float(error) < 1e-8
    bars = re.findall(r"[\r\n]?\[(#*)(\.*)\] residual", ran.stderr)
    filled = [len(done) for done, rest in bars]
    assert filled[0] == 0 and filled[-1] == 40 and all(len("".join(bar)) == 40 for bar in bars)
