# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
# Copyright 2026 The npublas authors
"""Least squares on NIST's reference data sets for linear regression."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

import npublas.linalg as la
from nist_strd import POWERS, design, digits, published, reached, solved

# Data of ten digits and powers of them, at the precision of the type.
extended = pytest.mark.skipif(
    np.finfo(np.longdouble).eps > 1.2e-19, reason="no extended precision on this machine"
)


@pytest.mark.parametrize("name", POWERS)
def test_the_published_coefficients_are_the_exact_ones(name: str) -> None:
    for ours, theirs in zip(solved(name), published(name), strict=True):
        assert abs(ours - theirs) <= abs(theirs) * Fraction(1, 10**24)


@extended
@pytest.mark.parametrize("name", POWERS)
def test_ten_digits_in_long_double(name: str) -> None:
    assert reached(name, np.longdouble) >= 10


@pytest.mark.parametrize("name", POWERS)
def test_as_many_digits_as_numpy_in_double(name: str) -> None:
    assert reached(name, np.float64) >= reached(name, np.float64, np.linalg.lstsq) - 1


@extended
@pytest.mark.parametrize("name", POWERS)
def test_nine_digits_by_qr_alone(name: str) -> None:
    matrix, right = design(name, np.longdouble)
    factors = la.QR(np.array(matrix), pivoting=True)
    assert digits(factors.solve(np.array(right)), published(name)) >= 9
