# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
# Copyright 2026 The npublas authors
"""npublas at work on real data, for a person to read. Fails if one of its claims does not hold."""

from __future__ import annotations

import hashlib
import json
import mmap
import pickle
import subprocess
import sys
import tempfile
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy
from numpy.typing import NDArray

import npublas

FOLDER = Path(__file__).resolve().parent
sys.path.insert(0, str(FOLDER.parent / "least_squares"))

import demo_ext  # noqa: E402
import least_squares  # noqa: E402
import longley  # noqa: E402

MEGABYTE = 1_000_000


def claim(holds: bool, sentence: str) -> None:
    """Leave the demo with a sentence and a failure status unless it holds."""
    if not holds:
        sys.exit(f"A claim of the demo does not hold: {sentence}")


def headline(text: str) -> None:
    print(f"\n{text}\n{'=' * len(text)}")


def address(array: object) -> int:
    """Where the first element of an array or a wrapped matrix lies, as Python sees it."""
    return int(numpy.asarray(array).ctypes.data)


def checksum(array: object) -> str:
    """The SHA-256 of the elements of a C-contiguous array or wrapped matrix."""
    return hashlib.sha256(numpy.asarray(array).data).hexdigest()


def show_least_squares() -> None:
    """Section 1: a C++ algorithm on NumPy memory, and how many of its digits are right."""
    headline("1. Least squares on NumPy memory")
    print(
        "examples/least_squares/householder_qr.hpp fits 7 coefficients to Longley's 16 observations\n"
        "(NIST StRD). It is a template on uBLAS matrices and works in the memory of NumPy's arrays."
    )
    truth = longley.exact()
    digits = {name: fit_in_place(name, truth) for name in ("float64", "longdouble")}
    A, b = longley.arrays(numpy.float64)
    digits["lstsq"] = correct_digits(numpy.linalg.lstsq(A, b, rcond=None)[0], truth)

    print(
        f"\nCorrect digits of each coefficient, NIST certifying {longley.CERTIFIED_DIGITS}"
        " (log relative error):\n\n"
        f"{'':16}{'npublas':>12}{'npublas':>14}{'numpy.linalg.lstsq':>22}\n"
        f"{'':16}{'float64':>12}{'longdouble':>14}{'float64':>22}"
    )
    for term, *row in zip(longley.TERMS, *digits.values()):
        print(f"{term:16}{row[0]:12.1f}{row[1]:14.1f}{row[2]:22.1f}")
    print(f"\nnumpy.linalg.lstsq on longdouble: {lstsq_on_longdouble()}")

    claim(min(digits["float64"]) >= 9, "nine digits of each coefficient are right in float64")
    claim(min(digits["longdouble"]) >= 12, "twelve digits are right in longdouble")


def fit_in_place(dtype: str, truth: list[Fraction]) -> list[float]:
    """Fit in one element type; show that C++ worked in the array's own memory."""
    A, b = longley.arrays(dtype)
    seen_by_python, seen_by_cpp = address(A), least_squares.address(A)
    print(f"\n{dtype}: A(0, 0) is at {seen_by_python:#x} for Python, at {seen_by_cpp:#x} for C++")
    claim(seen_by_python == seen_by_cpp, "C++ sees the array where Python sees it")

    R = numpy.abs(numpy.linalg.qr(A.astype(numpy.float64), mode="r"))
    x = least_squares.solve_in_place(A, b)
    claim(
        address(A) == seen_by_python and numpy.allclose(abs(numpy.triu(A[:7])), R, rtol=1e-8),
        "after the call the same memory holds the factor R that numpy.linalg.qr finds",
    )
    indent = " " * (len(dtype) + 2)
    print(f"{indent}after the call A itself holds R, as numpy.linalg.qr finds it: no copy")
    return correct_digits(x, truth)


def correct_digits(x: NDArray[Any], truth: list[Fraction]) -> list[float]:
    return [longley.correct_digits(value, exact) for value, exact in zip(x, truth)]


def lstsq_on_longdouble() -> str:
    A, b = longley.arrays(numpy.longdouble)
    try:
        numpy.linalg.lstsq(A, b, rcond=None)
    except TypeError as refusal:
        return f"TypeError, {refusal}"
    return "solved"


def show_pickle() -> None:
    """Section 2: a wrapped matrix goes to another process, in band and out of band."""
    headline("2. A matrix goes from one process to another")
    with tempfile.TemporaryDirectory() as folder:
        shared, in_band, out_of_band = (Path(folder, name) for name in ("shared", "in", "out"))
        shared.write_bytes(bytes(32 * MEGABYTE))
        with open(shared, "r+b") as file:
            mapping = mmap.mmap(file.fileno(), 0)  # unmapped when the last array over it goes
        elements = numpy.frombuffer(mapping, numpy.float64).reshape(4000, 1000)
        elements[...] = numpy.random.default_rng(1).standard_normal(elements.shape)
        matrix = npublas.matrix(elements)
        print(
            f"An npublas.matrix, {matrix.shape[0]} by {matrix.shape[1]} of {matrix.dtype},"
            " around a memory-mapped file:\n"
            f"  mapping at {address(mapping):#x}, matrix at {address(matrix):#x},"
            f" SHA-256 {checksum(matrix)[:16]}..."
        )
        claim(address(matrix) == address(mapping), "the matrix lies in the mapping")
        send(matrix, in_band, out_of_band, shared)


def send(matrix: npublas.matrix, in_band: Path, out_of_band: Path, shared: Path) -> None:
    """Pickle the matrix in both ways, have another process load it, and compare."""
    in_band.write_bytes(pickle.dumps(matrix, protocol=5))
    buffers: list[pickle.PickleBuffer] = []
    out_of_band.write_bytes(pickle.dumps(matrix, protocol=5, buffer_callback=buffers.append))
    claim(len(buffers) == 1, "out of band, the matrix is one buffer")
    claim(
        address(buffers[0].raw()) == address(matrix) and buffers[0].raw().nbytes == 32 * MEGABYTE,
        "the buffer handed out is the matrix's own memory",
    )
    print(
        f"In band: a pickle of {in_band.stat().st_size:,} bytes.\n"
        f"Out of band: a pickle of {out_of_band.stat().st_size:,} bytes, and one buffer at"
        f" {address(buffers[0].raw()):#x}: the matrix's own memory."
    )
    claim(out_of_band.stat().st_size < 1000, "the out-of-band pickle holds no elements")

    sent = {"shape": list(matrix.shape), "dtype": str(matrix.dtype), "sha256": checksum(matrix)}
    note = 1947.0
    child = subprocess.run(
        [sys.executable, FOLDER / "load_matrix.py", in_band, out_of_band, shared, str(note)],
        check=False,
        stdout=subprocess.PIPE,
        text=True,
    )
    claim(child.returncode == 0, "the second process loads both pickles")
    report(json.loads(child.stdout), sent)
    claim(matrix[0, 0] == note, "what the second process writes, the first one reads")
    print(
        f"  It then wrote {note} to element (0, 0); this process reads {note}: one piece of memory."
    )


def report(found: dict[str, dict[str, Any]], sent: dict[str, Any]) -> None:
    """Show what the second process found in each pickle, and compare it with what was sent."""
    print("The second process loaded")
    for way, loaded in found.items():
        claim(loaded["is a matrix"], f"{way}, an npublas.matrix arrives")
        claim(loaded == loaded | sent, f"{way}, shape, element type and all elements arrive")
        print(
            f"  {way + ':':12} shape {tuple(loaded['shape'])}, {loaded['dtype']},"
            f" SHA-256 {loaded['sha256'][:16]}..., at {loaded['address']:#x}"
        )
    received = found["out of band"]
    claim(
        received["address"] == received["mapping"],
        "the loaded matrix lies in the mapping of the second process",
    )
    print(f"  Out of band it lies in its own mapping of the file, at {received['mapping']:#x}.")


def show_ownership() -> None:
    """Section 3: C++ changes an array in place, and hands over a matrix of its own."""
    headline("3. In place, and handed over")
    show_in_place()
    show_handed_over()


def show_in_place() -> None:
    array = numpy.arange(12.0).reshape(3, 4)
    expected = array.cumsum(axis=0)
    before = address(array)
    print(f"accumulate_rows(array), a C++ function on a matrix_view<double>:\n{array}")
    demo_ext.accumulate_rows(array)
    print(f"is now, after the call,\n{array}")
    print(
        f"and lies at {address(array):#x}, before the call at {before:#x},"
        f" for C++ at {demo_ext.address():#x}."
    )
    claim(before == address(array) == demo_ext.address(), "the array stays where it is")
    claim(bool((array == expected).all()), "its rows are the sums that numpy.cumsum finds")


def show_handed_over() -> None:
    x, y = numpy.arange(1.0, 3126.0), numpy.arange(4000.0)
    before = memory_in_use("VmRSS")
    array = demo_ext.outer(x, y)
    held, peak = memory_in_use("VmRSS"), memory_in_use("VmHWM")
    claim(
        type(array) is numpy.ndarray and array.nbytes == 100 * MEGABYTE,
        "a ublas::matrix of 100 MB arrives as an ndarray",
    )
    claim(
        all(numpy.array_equal(row, factor * y) for row, factor in zip(array, x)),
        "its elements are the products that NumPy finds",
    )
    seen_by_python, seen_by_cpp = address(array), demo_ext.address()
    del array
    after = memory_in_use("VmRSS")

    print(
        "\nouter(x, y), a C++ function, returns a ublas::matrix<double> of 100 MB as an ndarray.\n"
        f"  Its first element was at {seen_by_cpp:#x} for C++, and is at {seen_by_python:#x}"
        " in the ndarray.\n"
        "  Resident memory of this process, in MB:\n"
        f"    before the call             {before:8.1f}\n"
        f"    while the array is held     {held:8.1f}   ({held - before:+.1f})\n"
        f"    at its highest so far       {peak:8.1f}   ({peak - before:+.1f})\n"
        f"    after `del array`           {after:8.1f}   ({after - before:+.1f})"
    )
    claim(seen_by_python == seen_by_cpp, "the ndarray is the memory C++ filled")
    claim(95 < held - before < 120, "holding the array takes 100 MB")
    claim(peak - before < 150, "there was no second copy at any time")
    claim(abs(after - before) < 20, "the memory is freed when the array goes")
    print("  There was never a second copy, and the memory is freed when the array goes.")


def memory_in_use(field: str) -> float:
    """A figure of this process in MB, from /proc: VmRSS is resident now, VmHWM the most ever."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        name, _, value = line.partition(":")
        if name == field:
            return int(value.split()[0]) * 1024 / MEGABYTE
    raise LookupError(f"/proc/self/status has no {field}")


def main() -> None:
    show_least_squares()
    show_pickle()
    show_ownership()
    print("\nAll claims hold.")


if __name__ == "__main__":
    main()
