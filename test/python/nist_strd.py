# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
# Copyright 2026 The npublas authors
"""NIST's reference data sets for linear regression: their models, and how many digits are right.

Run as a program, it prints the table of doc/linalg.md.
"""

from __future__ import annotations

import csv
import math
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

import npublas.linalg as la

FOLDER = Path(__file__).parent / "data" / "nist-strd"

# The powers of x in each model; Longley's has a constant and six predictors.
POWERS = {
    "norris": range(2),
    "pontius": range(3),
    "noint1": range(1, 2),
    "noint2": range(1, 2),
    "filip": range(11),
    "longley": range(1),
    "wampler1": range(6),
    "wampler2": range(6),
    "wampler3": range(6),
    "wampler4": range(6),
    "wampler5": range(6),
}


def rows_of(name: str) -> list[list[str]]:
    with open(FOLDER / f"{name}.csv", newline="", encoding="ascii") as file:
        return list(csv.reader(file))[1:]


def design(name: str, number: Any) -> tuple[list[list[Any]], list[Any]]:
    """The matrix and the right-hand side, read and formed by a type of numbers."""
    rows = [[number(field) for field in row] for row in rows_of(name)]
    matrix = [
        [number("1"), *row[1:]] if name == "longley" else [row[1] ** k for k in POWERS[name]]
        for row in rows
    ]
    return matrix, [row[0] for row in rows]


def published(name: str) -> list[Fraction]:
    """The coefficients of exact.csv."""
    return [Fraction(row[2]) for row in rows_of("exact") if row[0] == name]


def solved(name: str) -> list[Fraction]:
    """The same, from the normal equations in rational arithmetic."""
    matrix, right = design(name, Fraction)
    n = len(matrix[0])
    normal = [
        [sum(row[i] * row[j] for row in matrix) for j in range(n)]
        + [sum(row[i] * y for row, y in zip(matrix, right))]
        for i in range(n)
    ]
    for k in range(n):
        for i in range(n):
            if i != k:
                factor = normal[i][k] / normal[k][k]
                normal[i] = [a - factor * b for a, b in zip(normal[i], normal[k])]
    return [normal[i][n] / normal[i][i] for i in range(n)]


def digits(coefficients: Any, exact: list[Fraction]) -> float:
    """How many decimal digits are right, of the worst coefficient; 15 at most."""
    worst = 15.0
    for computed, value in zip(coefficients, exact):
        error = abs(Fraction(*computed.as_integer_ratio()) - value) / abs(value)
        if error:
            worst = min(worst, -math.log10(error))
    return max(worst, 0.0)


def reached(name: str, dtype: type, lstsq: Any = la.lstsq) -> float:
    matrix, right = design(name, dtype)
    x = lstsq(np.array(matrix, dtype), np.array(right, dtype), rcond=None)[0]
    return digits(x, published(name))


def table() -> str:
    lines = [
        "| data set | npublas, `longdouble` | npublas, `float64` | NumPy, `float64` |",
        "|----------|----------------------:|-------------------:|-----------------:|",
    ]
    for name in POWERS:
        numbers = (
            reached(name, np.longdouble),
            reached(name, np.float64),
            reached(name, np.float64, np.linalg.lstsq),
        )
        cells = " | ".join(
            f"{number:{width}.1f}" for number, width in zip(numbers, (21, 18, 16), strict=True)
        )
        lines.append(f"| {name:<8} | {cells} |")
    return "\n".join(lines)


if __name__ == "__main__":
    print(table())
