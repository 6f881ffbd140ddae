# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
# Copyright 2026 The npublas authors
"""The second process of demo.py: loads pickled matrices and prints what it found, as JSON."""

from __future__ import annotations

import argparse
import hashlib
import json
import mmap
import pickle
from pathlib import Path

import numpy

import npublas


def address(array: object) -> int:
    """Where the first element of an array, a wrapped matrix or a buffer lies in this process."""
    return int(numpy.asarray(array).ctypes.data)


def facts(matrix: npublas.matrix) -> dict[str, object]:
    """What the sender compares with its own matrix."""
    return {
        "is a matrix": type(matrix) is npublas.matrix,
        "dtype": str(matrix.dtype),
        "shape": list(matrix.shape),
        "sha256": hashlib.sha256(numpy.asarray(matrix).data).hexdigest(),
        "address": address(matrix),
    }


def load_in_band(stream: Path) -> dict[str, object]:
    """Load a pickle that holds the elements itself."""
    return facts(pickle.loads(stream.read_bytes()))


def load_out_of_band(stream: Path, shared: Path, note: float) -> dict[str, object]:
    """Load a pickle whose elements are in a shared file, and write one of them.

    Parameters
    ----------
    stream : the pickle without the elements
    shared : the file that holds the elements and nothing else
    note : written to the matrix's first element, for the sender to find
    """
    with open(shared, "r+b") as file:
        mapping = mmap.mmap(file.fileno(), 0)  # unmapped when the last array over it goes
    matrix = pickle.loads(stream.read_bytes(), buffers=[mapping])
    found = facts(matrix) | {"mapping": address(mapping)}
    matrix[0, 0] = note
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("in_band", type=Path)
    parser.add_argument("out_of_band", type=Path)
    parser.add_argument("shared", type=Path)
    parser.add_argument("note", type=float)
    given = parser.parse_args()
    print(
        json.dumps(
            {
                "in band": load_in_band(given.in_band),
                "out of band": load_out_of_band(given.out_of_band, given.shared, given.note),
            }
        )
    )


if __name__ == "__main__":
    main()
