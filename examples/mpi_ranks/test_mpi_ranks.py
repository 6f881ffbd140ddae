# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
# Copyright 2026 The npublas authors
"""The example on two ranks, and what MPI takes as a buffer."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

FOLDER = Path(__file__).resolve().parent

if importlib.util.find_spec("mpi4py") is None or shutil.which("mpiexec") is None:
    pytest.skip(
        "no mpi4py or mpiexec (Debian's python3-mpi4py, openmpi-bin)", allow_module_level=True
    )

#: Open MPI refuses root and more ranks than cores unless told otherwise; 5 has other names than 4.
ALLOWED = {
    "OMPI_ALLOW_RUN_AS_ROOT": "1",
    "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
    "OMPI_MCA_rmaps_base_oversubscribe": "1",
    "PRTE_MCA_rmaps_default_mapping_policy": ":oversubscribe",
}


def run(ranks: int, *command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["mpiexec", "-n", str(ranks), sys.executable, *map(str, command)],
        env={**os.environ, **ALLOWED},
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.mark.parametrize("n", [2, 7, 300])
def test_the_eigenvalue_on_both_ranks(n: int) -> None:
    ran = run(2, FOLDER / "power_iteration.py", str(n))
    assert ran.returncode == 0, ran.stderr
    i = np.arange(1.0, n + 1)
    largest = np.linalg.eigvalsh(np.minimum.outer(i, i))[-1]
    lines = re.findall(r"rank (\d) holds \((\d+), (\d+)\) and found (\S+) for (\S+)", ran.stdout)
    assert [line[:3] for line in lines] == [
        ("0", str(n // 2), str(n)),
        ("1", str(n - n // 2), str(n)),
    ]
    for line in lines:
        np.testing.assert_allclose([float(line[3]), float(line[4])], largest, rtol=1e-12)


def test_another_number_of_ranks_is_refused() -> None:
    ran = run(1, FOLDER / "power_iteration.py")
    assert ran.returncode != 0 and "two ranks" in ran.stderr


BUFFERS = """
import numpy, npublas
from mpi4py import MPI
comm = MPI.COMM_WORLD
other = 1 - comm.rank
count = 0
for code in "bhilqBHILQfdgFDG?":
    for order in "CF":
        a = numpy.arange(12).reshape(3, 4).astype(code, order=order)
        got = npublas.matrix(numpy.zeros((3, 4), code, order))
        memory = got.array
        comm.Sendrecv(npublas.matrix(a), dest=other, recvbuf=got, source=other)
        numpy.testing.assert_array_equal(memory, a)
        count += 1
frozen = numpy.zeros(3)
frozen.flags.writeable = False
refused = 0
for call, buffer in (
    (comm.Send, npublas.matrix(numpy.zeros((6, 4)))[::2]),
    (comm.Recv, npublas.vector(frozen)),
):
    try:
        call(buffer, other)
    except (BufferError, ValueError):
        refused += 1
counts = comm.gather((count, refused))
if comm.rank == 0:
    print(counts)
"""


def test_every_element_type_goes_in_both_orders_and_nothing_goes_wrong_silently() -> None:
    ran = run(2, "-c", BUFFERS)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout == "[(34, 2), (34, 2)]\n"
