# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
# Copyright 2026 The npublas authors
"""Longley's data, the coefficients NIST certifies for it, and the exact solution to judge by."""

from __future__ import annotations

import csv
import math
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal

import numpy
from numpy.typing import DTypeLike, NDArray

FOLDER = Path(__file__).resolve().parent
RESPONSE = "employed"
PREDICTORS = ("price_deflator", "gnp", "unemployed", "armed_forces", "population", "year")
TERMS = ("constant", *PREDICTORS)

#: NIST certifies this many significant digits; more are not counted.
CERTIFIED_DIGITS = 15


def _rows(name: str) -> list[dict[str, str]]:
    with open(FOLDER / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


def observations() -> tuple[list[list[str]], list[str]]:
    """The model matrix and the response as the decimal numbers that NIST prints.

    Returns
    -------
    A : list of 16 lists of 7 strings
    b : list of 16 strings
    """
    rows = _rows("longley.csv")
    return [["1", *(row[name] for name in PREDICTORS)] for row in rows], [
        row[RESPONSE] for row in rows
    ]


def certified() -> list[Fraction]:
    """The coefficients that NIST certifies to 15 significant digits, in the order of TERMS."""
    value = {row["term"]: Fraction(row["coefficient"]) for row in _rows("longley_certified.csv")}
    return [value[term] for term in TERMS]


def arrays(dtype: DTypeLike, order: Literal["C", "F"] = "C") -> tuple[NDArray[Any], NDArray[Any]]:
    """The model matrix and the response in an element type.

    Each decimal is read in that type: a detour over float would leave ``long double`` with
    float's digits.

    Parameters
    ----------
    dtype : float32, float64, longdouble or a complex type
    order : "C" or "F"

    Returns
    -------
    A : (16, 7) ndarray
    b : (16,) ndarray
    """
    scalar: Callable[[str], Any] = numpy.dtype(dtype).type
    A, b = observations()
    return (
        numpy.array([[scalar(text) for text in row] for row in A], dtype, order=order),
        numpy.array([scalar(text) for text in b], dtype),
    )


def solve_exactly(A: list[list[Fraction]], b: list[Fraction]) -> list[Fraction]:
    """Least squares in rational arithmetic: the normal equations by Gauss-Jordan elimination.

    Examples
    --------
    >>> one, two, three = Fraction(1), Fraction(2), Fraction(3)
    >>> solve_exactly([[one, one], [one, two], [one, three]], [one, one, two])
    [Fraction(1, 3), Fraction(1, 2)]
    """
    size = len(A[0])
    system = [
        [sum((row[i] * row[j] for row in A), Fraction(0)) for j in range(size)]
        + [sum((row[i] * value for row, value in zip(A, b)), Fraction(0))]
        for i in range(size)
    ]
    for k in range(size):
        # A^T A is positive definite for independent columns: no pivot is zero.
        pivot_row = [element / system[k][k] for element in system[k]]
        system = [
            pivot_row if i == k else [e - row[k] * p for e, p in zip(row, pivot_row)]
            for i, row in enumerate(system)
        ]
    return [row[size] for row in system]


def exact() -> list[Fraction]:
    """The exact least-squares coefficients of Longley's data."""
    A, b = observations()
    return solve_exactly([[Fraction(x) for x in row] for row in A], [Fraction(x) for x in b])


def correct_digits(value: float | numpy.floating[Any], truth: Fraction) -> float:
    """The log relative error: about how many significant digits of `value` are right.

    Capped at CERTIFIED_DIGITS, and 0 where not even the first digit is right. This is the measure
    of B. D. McCullough, Assessing the Reliability of Statistical Software: Part I, The American
    Statistician 52 (1998), pages 358-366, customary with NIST's data sets.

    Parameters
    ----------
    value : float or NumPy floating scalar
    truth : Fraction
        Not zero.

    Examples
    --------
    >>> round(correct_digits(3.1416, Fraction("3.14159265358979")), 2)
    5.63
    """
    if not math.isfinite(value):
        return 0.0
    # as_integer_ratio keeps every digit of a long double, which float() would not.
    error = abs(Fraction(*value.as_integer_ratio()) / truth - 1)
    if error == 0:
        return float(CERTIFIED_DIGITS)
    return min(float(CERTIFIED_DIGITS), max(0.0, -math.log10(error)))
