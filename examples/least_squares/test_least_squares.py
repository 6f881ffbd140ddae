# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
# Copyright 2026 The npublas authors
"""The least-squares example against exact arithmetic, NIST's certified values, NumPy and LAPACK."""

from __future__ import annotations

import subprocess
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal

import longley
import numpy
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from numpy.typing import NDArray

import least_squares
import npublas

REAL = [numpy.float32, numpy.float64, numpy.longdouble]
COMPLEX = [numpy.complex64, numpy.complex128, numpy.clongdouble]
LAPACK = [numpy.float32, numpy.float64, numpy.complex64, numpy.complex128]


def random_array(shape: tuple[int, ...], dtype: Any, order: Any = "C") -> NDArray[Any]:
    """Normally distributed elements, with imaginary parts where the type has them."""
    generator = numpy.random.default_rng(5)
    elements = generator.standard_normal(shape)
    if numpy.dtype(dtype).kind == "c":
        elements = elements + 1j * generator.standard_normal(shape)
    return numpy.array(elements, dtype, order=order)


def lapack_type(dtype: Any) -> Any:
    """The widest type numpy.linalg has for it."""
    return numpy.complex128 if numpy.dtype(dtype).kind == "c" else numpy.float64


def test_certified_values_are_the_exact_ones_to_15_digits() -> None:
    for certified, exact in zip(longley.certified(), longley.exact(), strict=True):
        assert f"{float(certified):.14e}" == f"{float(exact):.14e}"
        assert abs(certified / exact - 1) < Fraction(1, 2 * 10**14)


def test_the_data_are_longleys() -> None:
    A, b = longley.arrays(numpy.float64)
    assert A.shape == (16, 7) and b.shape == (16,)
    assert_array_equal(A[:, 6], range(1947, 1963))
    # The residual standard deviation that NIST certifies.
    exact = numpy.array([float(value) for value in longley.exact()])
    residual = b - A @ exact
    assert_allclose(numpy.sqrt(residual @ residual / 9), 304.854073561965, rtol=1e-11)


@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize(
    ("dtype", "digits"),
    [
        (numpy.float32, 2),
        (numpy.float64, 9),
        (numpy.longdouble, 12),
        (numpy.complex128, 9),
        (numpy.clongdouble, 12),
    ],
)
def test_longley(dtype: Any, digits: float, order: Literal["C", "F"]) -> None:
    A, b = longley.arrays(dtype, order)
    x = least_squares.solve_in_place(A, b)
    assert x.dtype == dtype and x.shape == (7,)
    assert not x.imag.any()
    for value, exact in zip(x.real, longley.exact(), strict=True):
        assert longley.correct_digits(value, exact) >= digits


def test_the_same_algorithm_in_a_program_without_python() -> None:
    program = Path(least_squares.__file__).with_name("fit_longley")
    lines = subprocess.run(
        [program, longley.FOLDER / "longley.csv"], check=True, capture_output=True, text=True
    ).stdout.splitlines()
    assert len(lines) == 7
    for line in lines:
        matrix, *x, deviation = line.split()
        digits = 12 if "long_double" in matrix else 9
        for value, exact in zip(map(numpy.longdouble, x), longley.exact(), strict=True):
            assert longley.correct_digits(value, exact) >= digits, matrix
        assert_allclose(float(deviation), 304.854073561965, rtol=1e-11)


def test_the_program_says_when_there_are_no_data() -> None:
    program = Path(least_squares.__file__).with_name("fit_longley")
    run = subprocess.run([program, "/nowhere"], check=False, capture_output=True, text=True)
    assert (run.returncode, run.stderr) == (2, "usage: fit_longley <longley.csv>\n")


@pytest.mark.parametrize("shape", [(1, 1), (5, 5), (6, 1), (20, 7)])
@pytest.mark.parametrize("dtype", REAL + COMPLEX)
@pytest.mark.parametrize("order", ["C", "F"])
def test_agrees_with_numpy(dtype: Any, order: str, shape: tuple[int, int]) -> None:
    A, b = random_array(shape, dtype, order), random_array(shape[:1], dtype)
    wide = lapack_type(dtype)
    expected = numpy.linalg.lstsq(A.astype(wide), b.astype(wide), rcond=None)[0]
    tolerance = 1e3 * max(numpy.finfo(dtype).eps, numpy.finfo(wide).eps)
    assert_allclose(least_squares.solve(A, b).astype(wide), expected, rtol=tolerance)
    assert_allclose(least_squares.solve_in_place(A, b).astype(wide), expected, rtol=tolerance)


@pytest.mark.parametrize("dtype", LAPACK)
@pytest.mark.parametrize("order", ["C", "F"])
def test_factorization_is_stored_as_lapack_stores_it(dtype: Any, order: str) -> None:
    A = random_array((9, 6), dtype, order)
    A[:, 0] = A[:, 0].real
    A[5:, 0] = 0
    expected, expected_tau = numpy.linalg.qr(A, mode="raw")
    tau = least_squares.factorize_in_place(A)
    tolerance = 200 * numpy.finfo(dtype).eps
    assert_allclose(A, expected.T, rtol=tolerance, atol=tolerance)
    assert_allclose(tau, expected_tau, rtol=tolerance, atol=tolerance)


def test_a_column_already_reduced_gets_no_reflection() -> None:
    A = numpy.triu(random_array((5, 3), numpy.float64))
    before = A.copy()
    assert_array_equal(least_squares.factorize_in_place(A), [0, 0, 0])
    assert_array_equal(A, before)


@pytest.mark.parametrize("dtype", [numpy.float64, numpy.complex128])
@pytest.mark.parametrize("factor", [2.0**-1000, 2.0**1000])
def test_squares_neither_overflow_nor_underflow(dtype: Any, factor: float) -> None:
    A, b = random_array((8, 3), dtype), random_array((8,), dtype)
    expected = least_squares.solve(A, b)
    assert_array_equal(least_squares.solve(A * factor, b * factor), expected)


def test_units_of_a_column_do_not_make_it_dependent() -> None:
    A, b = random_array((8, 3), numpy.float64), random_array((8,), numpy.float64)
    units = 2.0 ** numpy.array([-200, 0, 200])
    assert_array_equal(least_squares.solve(A * units, b) * units, least_squares.solve(A, b))


def test_no_column_at_all() -> None:
    assert least_squares.solve_in_place(numpy.empty((4, 0)), numpy.ones(4)).shape == (0,)


def test_in_place_means_in_the_callers_memory() -> None:
    A, b = random_array((6, 4), numpy.float64), random_array((6,), numpy.float64)
    Q, R = numpy.linalg.qr(A, mode="complete")
    expected = abs(Q.T @ b)[:4]
    assert least_squares.address(A) == A.ctypes.data
    least_squares.solve_in_place(A, b)
    assert_allclose(abs(numpy.triu(A)), abs(R), atol=1e-14)
    assert_allclose(abs(b[:4]), expected, atol=1e-14)


def test_rows_with_gaps_and_wrapped_types_share_too() -> None:
    A, b = random_array((6, 4), numpy.float64), random_array((6,), numpy.float64)
    expected = least_squares.solve(A, b)
    wide = numpy.full((6, 9), 7.0)
    wide[:, 2:6] = A
    assert least_squares.address(wide[:, 2:6]) == wide[:, 2:6].ctypes.data
    assert_array_equal(least_squares.solve_in_place(wide[:, 2:6], b.copy()), expected)
    assert (wide[:, [0, 1, 6, 7, 8]] == 7).all()

    matrix, vector = npublas.matrix(A), npublas.vector(b)
    assert least_squares.address(matrix) == A.ctypes.data
    assert_array_equal(least_squares.solve_in_place(matrix, vector), expected)


def test_solve_takes_anything_like_an_array_and_leaves_it_alone() -> None:
    A, b = random_array((6, 4), numpy.float64), random_array((6,), numpy.float64)
    expected = least_squares.solve(A, b)
    before = A.copy(), b.copy()
    assert_array_equal(
        least_squares.solve(A[::-1], b[::-1]), least_squares.solve(A[::-1].copy(), b[::-1].copy())
    )
    assert_array_equal(least_squares.solve(A.tolist(), b.tolist()), expected)
    assert_array_equal(least_squares.solve(A.astype(">f8"), b), expected)
    A.flags.writeable = b.flags.writeable = False
    assert_array_equal(least_squares.solve(A, b), expected)
    assert_array_equal(A, before[0])
    assert_array_equal(b, before[1])
    assert_allclose(least_squares.solve([[1, 1], [1, 2], [1, 3]], [1, 1, 2]), [1 / 3, 1 / 2])


@pytest.mark.parametrize(
    "refuse",
    [
        lambda A, b: (A.astype(numpy.int64), b),
        lambda A, b: (A.astype(numpy.float16), b),
        lambda A, b: (A.astype(object), b),
        lambda A, b: (A.astype(numpy.float32), b),
        lambda A, b: (A, b.astype(numpy.complex128)),
        lambda A, b: (A.astype(">f8"), b),
        lambda A, b: (A[:, ::2], b),
        lambda A, b: (A[::-1, ::-1], b),
        lambda A, b: (A, b[::-1]),
        lambda A, b: (A[0], b),
        lambda A, b: (A[None], b),
        lambda A, b: (A, A),
        lambda A, b: (A.tolist(), b),
        lambda A, b: (None, b),
    ],
)
def test_in_place_refuses_what_it_would_have_to_copy(refuse: Any) -> None:
    A, b = random_array((6, 4), numpy.float64), random_array((6,), numpy.float64)
    before = A.copy(), b.copy()
    with pytest.raises(TypeError, match="matrix_view|vector_view"):
        least_squares.solve_in_place(*refuse(A, b))
    assert_array_equal(A, before[0])
    assert_array_equal(b, before[1])


@pytest.mark.parametrize("read_only", [0, 1])
def test_in_place_refuses_read_only_arrays(read_only: int) -> None:
    arrays = random_array((6, 4), numpy.float64), random_array((6,), numpy.float64)
    arrays[read_only].flags.writeable = False
    before = arrays[read_only].copy()
    with pytest.raises(TypeError, match="read-only|writ"):
        least_squares.solve_in_place(*arrays)
    assert_array_equal(arrays[read_only], before)


@pytest.mark.parametrize("solve", [least_squares.solve, least_squares.solve_in_place])
class TestBadValues:
    def test_more_unknowns_than_equations(self, solve: Any) -> None:
        with pytest.raises(
            ValueError, match="3 rows and 4 columns; it needs at least as many rows"
        ):
            solve(numpy.ones((3, 4)), numpy.ones(3))

    def test_sizes_disagree(self, solve: Any) -> None:
        with pytest.raises(ValueError, match=r"A \(4 by 3\), b \(5\) and x \(3\) do not agree"):
            solve(numpy.ones((4, 3)), numpy.ones(5))

    @pytest.mark.parametrize("column", range(3))
    def test_rank_deficient(self, solve: Any, column: int) -> None:
        A = random_array((6, 3), numpy.float64)
        A[:, column] = 2 * A[:, 0] - A[:, 1] if column == 2 else column * A[:, 0]
        with pytest.raises(numpy.linalg.LinAlgError, match=f"rank deficient, column {column} "):
            solve(A, numpy.ones(6))

    @pytest.mark.parametrize("bad", [numpy.inf, -numpy.inf, numpy.nan])
    @pytest.mark.parametrize("where", ["A", "b"])
    def test_not_finite(self, solve: Any, bad: float, where: str) -> None:
        given = {"A": numpy.zeros((4, 2)), "b": numpy.zeros(4)}
        given[where].flat[-1] = bad
        with pytest.raises(ValueError, match=f"{where} has an element that is infinite or not"):
            solve(given["A"], given["b"])

    def test_norm_beyond_the_range_of_the_type(self, solve: Any) -> None:
        with pytest.raises(ValueError, match="norm of a column is not a finite number"):
            solve(numpy.full((4, 1), 1.5e308), numpy.ones(4))


def test_address_of_nothing() -> None:
    with pytest.raises(ValueError, match="no first element"):
        least_squares.address(numpy.empty((3, 0)))
