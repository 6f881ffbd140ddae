# Copyright 2026 The npublas authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
"""npublas: one piece of memory, an ndarray in Python and a Boost.uBLAS vector or matrix in C++.

Examples
--------
>>> import numpy, npublas
>>> a = numpy.array([[2.0, 0.0], [0.0, 4.0]])
>>> m = npublas.matrix(a)
>>> m += 1
>>> a
array([[3., 1.],
       [1., 5.]])
"""

from __future__ import annotations

import os
from pathlib import Path

__version__ = "0.1.0"


def _build_folder() -> str:
    """Return the folder where `b2` leaves the extension, or that of the variable NPUBLAS_BUILD."""
    checkout = Path(__file__).resolve().parents[2]
    return os.environ.get("NPUBLAS_BUILD") or str(checkout / "build" / "release")


__path__.append(_build_folder())

try:
    from ._npublas import (
        element_types,
        herm,
        inner_prod,
        matrix,
        norm_1,
        norm_2,
        norm_frobenius,
        norm_inf,
        outer_prod,
        prod,
        restore,
        set_trace,
        trans,
        vector,
        why_not,
    )
except ModuleNotFoundError as error:
    if error.name != f"{__name__}._npublas":
        raise
    raise ImportError(
        f"npublas is not built: there is no extension _npublas in {_build_folder()}; "
        "run `b2` in the checkout, or let NPUBLAS_BUILD name the folder that holds it"
    ) from error

from . import linalg, shared
from ._config import show_config

__all__ = [
    "element_types",
    "herm",
    "inner_prod",
    "linalg",
    "matrix",
    "norm_1",
    "norm_2",
    "norm_frobenius",
    "norm_inf",
    "outer_prod",
    "prod",
    "set_trace",
    "shared",
    "show_config",
    "trans",
    "vector",
    "why_not",
]


def _restore(type: type, state: object) -> object:
    """Make the object of a pickle; pickles name this function, so it stays where it is."""
    return restore(type, state)
