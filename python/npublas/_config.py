# Copyright 2026 The npublas authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
"""What this npublas is made of."""

from __future__ import annotations

import numpy

from npublas import _npublas

# What the numbers of the table count, and the routines that then do the work.
_UNITS = {
    "inner_prod": ("elements", "?dot"),
    "matrix times vector": ("multiplications", "?gemv"),
    "matrix times matrix": ("multiplications", "?gemm"),
    "solve, lu, inv, det, slogdet": ("rows", "?getrf"),
    "solve_triangular": ("multiplications", "?trsm, ?trsv"),
    "cholesky, ldl": ("rows", "?potrf, ?sytrf"),
    "qr": ("columns", "?geqrf, ?geqp3"),
    "eigh": ("rows", "?syevd, ?heevd"),
    "svd, pinv, matrix_rank": ("rows and columns", "?gesdd"),
}
_ALWAYS = {
    "lstsq": "?gelsd",
    "eig, eigvals": "?geev",
    "schur": "?gees",
    "solve_banded": "?gbsv",
}


def description() -> str:
    """Version, compiler, libraries and element types, one per line."""
    import npublas

    built = _npublas.build_info()
    rows = {
        "npublas": npublas.__version__,
        "compiler": built["compiler"],
        "Boost": built["boost"],
        "NumPy": f"{numpy.__version__} (built with {built['numpy_built']})",
        "BLAS": built["blas"],
        "element types": ", ".join(map(str, npublas.element_types)),
    }
    return "\n".join(f"{name:<15}{value}" for name, value in rows.items())


def dispatch_table() -> str:
    """Which routine serves which operation, and from which size on, as lines of a table."""
    table = _npublas.dispatch()
    types = "".join(f"{t:<28}" for t in table).rstrip()
    lines = [f"{'operation':<30}{'BLAS, LAPACK':<16}{types}"]
    for name, (unit, routine) in _UNITS.items():
        limits = "".join(f"{f'from {table[t][name]} {unit}':<28}" for t in table)
        lines.append(f"{name:<30}{routine:<16}{limits}".rstrip())
    lines += [f"{name:<30}{routine:<16}always" for name, routine in _ALWAYS.items()]
    return "\n".join(lines)


def show_config() -> None:
    """Print versions, compiler and BLAS, and which library does which work.

    BLAS and LAPACK serve float32, float64, complex64 and complex128 from the sizes of the table on.
    All smaller work and all other element types are served by npublas's own algorithms.

    Examples
    --------
    >>> import npublas
    >>> npublas.show_config()  # doctest: +ELLIPSIS
    npublas ...
    """
    print(description())
    print()
    print(dispatch_table())
    print("all else                      npublas's own algorithms")
