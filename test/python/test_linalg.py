# Copyright 2026 The npublas authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
"""Products, transposes, norms and linear equations against NumPy and against exact arithmetic."""

from __future__ import annotations

import itertools
import math
import sys
import threading
import time
from fractions import Fraction
from typing import Any

import numpy as np
import npublas
import npublas.linalg
import pytest
from dense_cases import ELEMENTS, FOREIGN, filled, kind_of, matrices, unfit, vectors, wrapped
from hypothesis import given
from hypothesis import strategies as st
from npublas.linalg import solve

FLOATING = [dtype for dtype in ELEMENTS if dtype.kind in "fc"]
COMPLEX = [dtype for dtype in ELEMENTS if dtype.kind == "c"]
FUNCTIONS_OF_ONE = ["trans", "herm", "norm_1", "norm_2", "norm_inf", "norm_frobenius"]
FUNCTIONS_OF_TWO = ["prod", "inner_prod", "outer_prod"]


def same(got: Any, wanted: Any) -> None:
    """`got` must be what NumPy computed: type, element type, shape and values."""
    assert type(got) is type(wanted)
    np.testing.assert_array_equal(got, wanted, strict=isinstance(wanted, np.ndarray))


def whole_numbers(shape: tuple[int, ...], dtype: Any, seed: int = 0) -> np.ndarray:
    """Small whole numbers, whose products and sums are exact in every element type."""
    generator = np.random.default_rng(seed)
    dtype = np.dtype(dtype)
    values = generator.integers(0 if dtype.kind in "bu" else -3, 4, shape)
    if dtype.kind == "c":
        return (values + 1j * generator.integers(-3, 4, shape)).astype(dtype)
    return values.astype(dtype)


@st.composite
def laid_out(draw: Any, shape: tuple[int, ...], dtype: np.dtype) -> np.ndarray:
    """Whole numbers in memory of any order and strides, byte-swapped or misaligned at times."""
    values = whole_numbers(shape, dtype, draw(st.integers(0, 1000)))
    steps = [draw(st.sampled_from([1, 2, -1, -3])) for _ in shape]
    roomy = tuple(extent * abs(step) for extent, step in zip(shape, steps))
    if draw(st.integers(0, 4)) == 0:
        dtype = dtype.newbyteorder()
    shift = draw(st.sampled_from([0, 0, 0, 1]))
    memory = np.zeros(math.prod(roomy) * dtype.itemsize + shift, np.uint8)[shift:]
    base = memory.view(dtype).reshape(roomy, order=draw(st.sampled_from("CF")))
    array = base[tuple(slice(None, None, step) for step in steps)]
    array[...] = values
    array.flags.writeable = draw(st.booleans())
    return array


@st.composite
def either_kind(draw: Any, array: np.ndarray) -> tuple[Any, bool]:
    """The array itself, or wrapped."""
    is_wrapped = draw(st.booleans())
    return (wrapped(array) if is_wrapped else array), is_wrapped


extents = st.sampled_from([0, 1, 2, 3, 5, 9, 14, 40])


# Products


@given(st.data())
def test_products_are_numpys(data: Any) -> None:
    m, k, n = (data.draw(extents) for _ in range(3))
    shape_a, shape_b = data.draw(
        st.sampled_from([((m, k), (k, n)), ((m, k), (k,)), ((k,), (k, n))])
    )
    a = data.draw(laid_out(shape_a, data.draw(st.sampled_from(ELEMENTS))))
    b = data.draw(laid_out(shape_b, data.draw(st.sampled_from(ELEMENTS))))
    before = a.copy(), b.copy()
    first, first_is_wrapped = data.draw(either_kind(a))
    second, second_is_wrapped = data.draw(either_kind(b))
    product = npublas.prod(first, second)
    wanted = np.matmul(a, b)
    if first_is_wrapped or second_is_wrapped:
        assert type(product) is kind_of(wanted)
        product = product.array
    same(product, wanted)
    np.testing.assert_array_equal(a, before[0])
    np.testing.assert_array_equal(b, before[1])


@pytest.mark.parametrize("dtype", ELEMENTS, ids=str)
def test_products_of_every_layout(dtype: np.dtype) -> None:
    for a in matrices(dtype):
        for b in matrices(dtype):
            if a.shape[1] == b.shape[0]:
                same(npublas.prod(a, b), a @ b)
        for x in vectors(dtype):
            if x.size == a.shape[1]:
                same(npublas.prod(a, x), a @ x)
            if x.size == a.shape[0]:
                same(npublas.prod(x, a), x @ a)
    for x, y in itertools.product(vectors(dtype), repeat=2):
        if x.size == y.size:
            same(npublas.inner_prod(x, y), np.dot(x, y))
        same(npublas.outer_prod(x, y), np.outer(x, y))


@pytest.mark.parametrize("dtype", ELEMENTS, ids=str)
def test_large_products(dtype: np.dtype) -> None:
    a, b = whole_numbers((120, 90), dtype, 1), whole_numbers((90, 110), dtype, 2)
    for left in (a, np.asfortranarray(a), a[::-1], a[:, ::-1]):
        for right in (b, np.asfortranarray(b), b[::2].repeat(2, axis=0)[:, ::-1]):
            same(npublas.prod(left, right), left @ right)
    same(npublas.prod(a, b[:, 3]), a @ b[:, 3])
    same(npublas.prod(a[::2, 5], a[::2]), a[::2, 5] @ a[::2])
    x = whole_numbers((5000,), dtype, 3)
    same(npublas.inner_prod(x, x[::-1]), np.dot(x, x[::-1]))


@pytest.mark.parametrize("first", ELEMENTS, ids=str)
def test_element_types_are_promoted(first: np.dtype) -> None:
    for second in ELEMENTS:
        wanted = np.result_type(first, second)
        a, b = np.ones((2, 2), first), np.ones((2, 2), second)
        assert npublas.prod(a, b).dtype == wanted
        assert npublas.prod(a, b[0]).dtype == wanted
        assert npublas.outer_prod(a[0], b[0]).dtype == wanted
        assert npublas.inner_prod(a[0], b[0]).dtype == wanted


@pytest.mark.parametrize("dtype", ELEMENTS, ids=str)
def test_wrapped_operands_give_wrapped_results(dtype: np.dtype) -> None:
    a, x = filled((3, 3), dtype), filled((3,), dtype)
    for first, second in ((wrapped(a), a), (a, wrapped(a)), (wrapped(a), wrapped(a))):
        product = npublas.prod(first, second)
        assert type(product) is npublas.matrix
        same(product.array, a @ a)
    for first, second in ((wrapped(x), x), (x, wrapped(x))):
        assert type(npublas.prod(wrapped(a), second)) is npublas.vector
        assert type(npublas.outer_prod(first, second)) is npublas.matrix
        same(npublas.inner_prod(first, second), np.dot(x, x))
    same(wrapped(a).prod(x).array, a @ x)
    same(wrapped(x).prod(a).array, x @ a)
    same(wrapped(x).outer_prod(x).array, np.outer(x, x))
    same(wrapped(x).inner_prod(x), np.dot(x, x))


def test_array_likes() -> None:
    same(npublas.prod([[1, 2], [3, 4]], (1, 1)), np.array([3, 7]))
    same(npublas.prod(range(2), [[1.5, 2], [3, 4]]), np.array([3.0, 4.0]))
    same(npublas.inner_prod([True, True], [False, True]), np.bool_(True))
    same(npublas.prod([[1j]], [2]), np.array([2j]))
    same(npublas.outer_prod(np.ma.array([1, 2]), [1]), np.array([[1], [2]]))
    assert npublas.prod(np.zeros((0, 3)), np.zeros((3, 2))).shape == (0, 2)
    same(npublas.prod(np.zeros((2, 0)), np.zeros((0, 3))), np.zeros((2, 3)))


def test_integers_wrap_around_as_numpys_do() -> None:
    a = np.full((12, 12), 2**62)
    same(npublas.prod(a, a + 1), a @ (a + 1))
    x = np.full(300, 200, np.uint8)
    same(npublas.inner_prod(x, x), np.dot(x, x))


def test_products_are_not_conjugated() -> None:
    same(npublas.inner_prod([1j, 2], [1j, 1]), np.complex128(1))
    same(npublas.outer_prod([1j], [1j]), np.array([[-1 + 0j]]))


def test_views_of_shared_elements() -> None:
    windows = np.lib.stride_tricks.sliding_window_view(np.arange(50.0), 20)
    same(npublas.prod(windows, windows.T), windows @ windows.T)
    repeated = np.broadcast_to(np.arange(30.0), (40, 30))
    same(npublas.prod(repeated, repeated.T), repeated @ repeated.T)
    same(npublas.norm_frobenius(np.broadcast_to(2.0, (3, 3))), np.float64(6.0))


# Transposes


@pytest.mark.parametrize("dtype", ELEMENTS, ids=str)
def test_trans_shares_memory(dtype: np.dtype) -> None:
    for a in itertools.chain(vectors(dtype), matrices(dtype), unfit(dtype)):
        result = npublas.trans(a)
        same(result, a.T)
        assert a.size == 0 or np.shares_memory(result, a)
    for a in itertools.chain(vectors(dtype), matrices(dtype)):
        result = npublas.trans(wrapped(a))
        assert type(result) is kind_of(a)
        same(result.array, a.T)
        assert a.size == 0 or np.shares_memory(result.array, a)


@pytest.mark.parametrize("dtype", ELEMENTS, ids=str)
def test_herm_conjugates(dtype: np.dtype) -> None:
    for a in itertools.chain(vectors(dtype), matrices(dtype), unfit(dtype)):
        if dtype.kind == "c" and a.flags.writeable:
            a[...] *= dtype.type(1 + 2j)
        result = npublas.herm(a)
        np.testing.assert_array_equal(result, a.T.conj(), strict=True)
        assert a.size == 0 or np.shares_memory(result, a) == (dtype.kind != "c")
    assert type(npublas.herm(wrapped(filled((2, 3), dtype)))) is npublas.matrix
    assert wrapped(filled((2, 3), dtype)).herm().shape == (3, 2)


# Norms


@pytest.mark.parametrize("dtype", ELEMENTS, ids=str)
def test_norms_of_vectors(dtype: np.dtype) -> None:
    orders = {"norm_1": 1, "norm_2": 2, "norm_inf": np.inf}
    for x in itertools.chain(vectors(dtype), (x for x in unfit(dtype) if x.ndim == 1)):
        for name, order in orders.items():
            wanted = np.linalg.norm(x, order) if x.size else np.abs(x[:0] * 1.0).sum()
            for got in (getattr(npublas, name)(x), getattr(npublas.vector(x), name)()):
                assert type(got) is type(wanted)
                assert abs(got - wanted) <= 4 * np.finfo(got.dtype).eps * abs(wanted)


@pytest.mark.parametrize("dtype", ELEMENTS, ids=str)
def test_norms_of_matrices(dtype: np.dtype) -> None:
    orders: dict[str, Any] = {"norm_1": 1, "norm_frobenius": "fro", "norm_inf": np.inf}
    for a in itertools.chain(matrices(dtype), (a for a in unfit(dtype) if a.ndim == 2)):
        for name, order in orders.items():
            wanted = np.linalg.norm(a, order) if a.size else np.abs(a.ravel() * 1.0).sum()
            for got in (getattr(npublas, name)(a), getattr(npublas.matrix(a), name)()):
                assert type(got) is type(wanted)
                assert abs(got - wanted) <= 4 * np.finfo(got.dtype).eps * abs(wanted)


@pytest.mark.parametrize("dtype", FLOATING, ids=str)
def test_norms_neither_overflow_nor_underflow(dtype: np.dtype) -> None:
    limits = np.finfo(dtype)
    for extreme in (limits.max / 8, limits.tiny, np.sqrt(limits.tiny) / 4):
        x = np.array([3 * extreme, -4 * extreme], dtype)
        assert abs(npublas.norm_2(x) / extreme - 5) <= 4 * limits.eps
        assert abs(npublas.norm_frobenius(x[np.newaxis]) / extreme - 5) <= 4 * limits.eps


@pytest.mark.parametrize("dtype", COMPLEX, ids=str)
def test_complex_norms_take_the_modulus(dtype: np.dtype) -> None:
    x = np.array([3 - 4j, 5 + 12j], dtype)
    assert npublas.norm_1(x) == 18
    assert npublas.norm_inf(x) == 13
    assert npublas.norm_2(3 * x[:1]) == 15


def test_long_double_norms_keep_their_precision() -> None:
    tiny = np.finfo(np.longdouble).eps
    x = np.array([1, tiny], np.longdouble)
    assert npublas.norm_1(x) == 1 + tiny != 1
    assert npublas.norm_2(np.array([1 + tiny], np.longdouble)) == 1 + tiny


def test_norms_of_nan() -> None:
    for place in range(3):
        x = np.ones(3)
        x[place] = np.nan
        for norm in (npublas.norm_1, npublas.norm_2, npublas.norm_inf):
            assert np.isnan(norm(x))
        for norm in (npublas.norm_1, npublas.norm_frobenius, npublas.norm_inf):
            assert np.isnan(norm(np.stack([x, np.zeros(3)])))


# Linear equations


def fraction(value: Any) -> Fraction:
    """The exact value of a float, of whatever precision."""
    return Fraction(*value.as_integer_ratio())


def real_and_imaginary(value: Any) -> tuple[Fraction, Fraction]:
    return fraction(value.real), fraction(value.imag)


def exact_residual(a: np.ndarray, x: np.ndarray, b: np.ndarray) -> Fraction:
    """The largest component of b - a x, computed without rounding."""
    largest = Fraction(0)
    for i in range(a.shape[0]):
        re, im = real_and_imaginary(b[i])
        for j in range(a.shape[1]):
            (a_re, a_im), (x_re, x_im) = real_and_imaginary(a[i, j]), real_and_imaginary(x[j])
            re -= a_re * x_re - a_im * x_im
            im -= a_re * x_im + a_im * x_re
        largest = max(largest, abs(re), abs(im))
    return largest


def exact_solution(a: np.ndarray, b: np.ndarray) -> list[Fraction]:
    """Gauss's elimination on fractions."""
    n = len(b)
    rows = [[fraction(value) for value in row] + [fraction(b[i])] for i, row in enumerate(a)]
    for k in range(n):
        pivot = next(i for i in range(k, n) if rows[i][k])
        rows[k], rows[pivot] = rows[pivot], rows[k]
        for i in range(n):
            if i != k:
                factor = rows[i][k] / rows[k][k]
                rows[i] = [value - factor * other for value, other in zip(rows[i], rows[k])]
    return [rows[i][n] / rows[i][i] for i in range(n)]


def random_numbers(shape: tuple[int, ...], dtype: Any, seed: int) -> np.ndarray:
    """Random numbers that use all digits of the element type."""
    generator = np.random.default_rng(seed)
    dtype = np.dtype(dtype)
    real = np.finfo(dtype).dtype
    values = generator.uniform(-1, 1, shape).astype(real)
    values += (generator.uniform(-1, 1, shape) * 2.0**-40).astype(real)
    if dtype.kind == "c":
        return values + dtype.type(1j) * random_numbers(shape, real, seed + 1)
    return values


@pytest.mark.parametrize("dtype", FLOATING, ids=str)
@pytest.mark.parametrize("n", [1, 2, 3, 7, 20])
def test_solve_is_backward_stable_in_exact_arithmetic(dtype: np.dtype, n: int) -> None:
    a, b = random_numbers((n, n), dtype, n), random_numbers((n,), dtype, n + 100)
    x = solve(a, b)
    assert x.dtype == dtype and x.shape == (n,)
    bound = 30 * n * np.finfo(dtype).eps * np.abs(a).sum(axis=1).max() * np.abs(x).max()
    assert exact_residual(a, x, b) <= fraction(bound)


def test_long_double_equations_are_solved_to_long_double_accuracy() -> None:
    eps = np.finfo(np.longdouble).eps
    assert eps < np.finfo(np.float64).eps, "long double is more precise than double here"
    for n in (2, 5, 9):
        a = random_numbers((n, n), np.longdouble, n) + n * np.eye(n, dtype=np.longdouble)
        b = random_numbers((n,), np.longdouble, n + 50)
        x = solve(a, b)
        for found, exact in zip(x, exact_solution(a, b)):
            assert abs(fraction(found) - exact) <= 20 * fraction(eps)


@pytest.mark.parametrize("dtype", FLOATING, ids=str)
@pytest.mark.parametrize("n", [0, 1, 2, 3, 10, 60])
def test_solve_in_every_layout(dtype: np.dtype, n: int) -> None:
    a, b = random_numbers((n, n), dtype, n), random_numbers((n, 4), dtype, n + 1)
    eps = np.finfo(dtype).eps
    for left in (a, np.asfortranarray(a), a[::-1, ::-1], np.repeat(a, 2, axis=1)[:, ::2]):
        for right in (b, np.asfortranarray(b), b[::-1], b[:, :0], b[:, 2]):
            before = left.copy(), right.copy()
            x = solve(left, right)
            assert x.dtype == dtype and x.shape == right.shape
            np.testing.assert_array_equal(left, before[0])
            np.testing.assert_array_equal(right, before[1])
            if x.size:
                residual = np.abs(left @ x - right).max()
                assert residual <= 30 * n * eps * np.abs(left).sum(axis=1).max() * np.abs(x).max()


@pytest.mark.parametrize("dtype", [d for d in FLOATING if d.itemsize <= 8 * (1 + (d.kind == "c"))])
def test_solve_agrees_with_numpy(dtype: np.dtype) -> None:
    for n in (1, 3, 12, 50):
        a, b = random_numbers((n, n), dtype, n), random_numbers((n, 2), dtype, n + 1)
        a += n * np.eye(n, dtype=dtype)
        tolerance = 50 * np.finfo(dtype).eps
        np.testing.assert_allclose(solve(a, b), np.linalg.solve(a, b), tolerance, tolerance)


@given(st.data())
def test_solve_takes_what_numpy_takes(data: Any) -> None:
    n, k = data.draw(st.sampled_from([1, 2, 3, 6])), data.draw(st.integers(0, 3))
    a = data.draw(laid_out((n, n), data.draw(st.sampled_from(ELEMENTS))))
    b = data.draw(laid_out(data.draw(st.sampled_from([(n,), (n, k)])), np.dtype(np.int64)))
    first, first_is_wrapped = data.draw(either_kind(a))
    second, second_is_wrapped = data.draw(either_kind(b))
    try:
        x = solve(first, second)
    except np.linalg.LinAlgError:
        assert np.linalg.matrix_rank(a.astype(np.complex128)) < n
        return
    if first_is_wrapped or second_is_wrapped:
        assert type(x) is kind_of(b)
        x = x.array
    assert x.shape == b.shape
    size = np.abs(a).sum() * (np.abs(x).max() if x.size else 0)
    assert np.all(np.abs(a @ x - b) <= 100 * np.finfo(x.dtype).eps * (size + 1))


@pytest.mark.parametrize("first", ELEMENTS, ids=str)
def test_element_types_of_solutions(first: np.dtype) -> None:
    def floating(dtype: np.dtype) -> np.dtype:
        return dtype if dtype.kind in "fc" else np.dtype(np.float64)

    for second in ELEMENTS:
        wanted = np.result_type(floating(first), floating(second))
        x = solve(np.eye(2, dtype=first), np.ones(2, second))
        same(x, np.ones(2, wanted))
        if np.finfo(wanted).dtype != np.longdouble:
            assert np.linalg.solve(np.eye(2, dtype=first), np.ones(2, second)).dtype == wanted


def test_wrapped_equations_have_wrapped_solutions() -> None:
    a, b = np.array([[2.0, 0], [0, 4]]), np.array([2.0, 4])
    assert type(solve(npublas.matrix(a), b)) is npublas.vector
    assert type(solve(a, npublas.vector(b))) is npublas.vector
    assert type(solve(a, npublas.matrix(a))) is npublas.matrix
    same(solve(npublas.matrix(a), b).array, np.ones(2))


@pytest.mark.parametrize("dtype", ELEMENTS, ids=str)
def test_singular_matrices(dtype: np.dtype) -> None:
    for n in (1, 2, 3, 12, 60):
        with pytest.raises(npublas.linalg.LinAlgError, match="singular"):
            solve(np.zeros((n, n), dtype), np.ones(n))
        if n > 1:
            with pytest.raises(np.linalg.LinAlgError, match="singular"):
                solve(np.ones((n, n), dtype), np.ones((n, 2)))


def test_nan_and_infinity_in_equations() -> None:
    for n in (1, 2, 10, 60):
        for dtype in FLOATING:
            a = np.eye(n, dtype=dtype)
            a[n // 2, n // 2] = np.nan
            assert np.isnan(solve(a, np.ones(n))[n // 2])
            b = np.ones(n, dtype)
            b[n // 2] = np.nan
            assert np.isnan(solve(np.eye(n, dtype=dtype), b)[n // 2])
    assert solve([[np.inf]], [1.0])[0] == 0


# What is refused


def call(name: str) -> Any:
    return solve if name == "solve" else getattr(npublas, name)


@pytest.mark.parametrize("dtype", FOREIGN, ids=str)
def test_other_element_types_are_refused_by_name(dtype: np.dtype) -> None:
    foreign = np.zeros((2, 2), dtype)
    name = str(np.dtype(dtype)) if dtype.names else dtype.name
    for function in FUNCTIONS_OF_TWO + ["solve"]:
        with pytest.raises(TypeError) as first:
            call(function)(foreign, [1.0, 1.0])
        assert "argument 1 (" in str(first.value)
        assert str(dtype) in str(first.value) or name in str(first.value)
        with pytest.raises(TypeError, match=r"argument 2 \("):
            call(function)([1.0, 1.0] if function != "solve" else np.eye(2), foreign)
    for function in FUNCTIONS_OF_ONE:
        with pytest.raises(TypeError, match=r"argument 1 \("):
            call(function)(foreign)


@pytest.mark.parametrize("value", [None, "text", object(), {1: 2}, [None]], ids=str)
def test_what_is_no_array(value: Any) -> None:
    for function in FUNCTIONS_OF_ONE:
        with pytest.raises(TypeError):
            call(function)(value)
    for function in FUNCTIONS_OF_TWO + ["solve"]:
        with pytest.raises(TypeError):
            call(function)(value, [[1.0]])
        with pytest.raises(TypeError):
            call(function)()


@pytest.mark.parametrize(
    "function, a, b",
    [
        ("prod", (2, 3), (4, 5)),
        ("prod", (2, 3), (2,)),
        ("prod", (3,), (2, 3)),
        ("inner_prod", (2,), (3,)),
        ("solve", (2, 3), (2,)),
        ("solve", (2,), (2,)),
        ("solve", (3, 3), (2,)),
        ("solve", (3, 3), (2, 3)),
        ("solve", (0, 0), (1,)),
    ],
)
def test_shapes_that_do_not_fit_are_both_named(function: str, a: Any, b: Any) -> None:
    for first, second in (
        (np.ones(a), np.ones(b)),
        (np.ones(a, np.longdouble), np.ones(b, np.int8)),
        (wrapped(np.ones(a)), wrapped(np.ones(b))),
    ):
        # As numpy.linalg: what is no square matrix is a LinAlgError.
        no_square = function == "solve" and (len(a) < 2 or a[0] != a[1])
        with pytest.raises(np.linalg.LinAlgError if no_square else ValueError) as refusal:
            call(function)(first, second)
        assert str(a) in str(refusal.value) and str(b) in str(refusal.value)


@pytest.mark.parametrize("shape", [(), (2, 2, 2), (1, 1, 1, 1)], ids=str)
def test_other_dimensions_are_refused(shape: tuple[int, ...]) -> None:
    for function in FUNCTIONS_OF_ONE:
        with pytest.raises(ValueError, match="got"):
            call(function)(np.ones(shape))
    for function in FUNCTIONS_OF_TWO:
        with pytest.raises(ValueError, match=r"argument 1 .*got"):
            call(function)(np.ones(shape), np.ones((2, 2)))
        first = np.ones((2, 2)) if function == "prod" else np.ones(2)
        with pytest.raises(ValueError, match=r"argument 2 .*got"):
            call(function)(first, np.ones(shape))


def test_vectors_and_matrices_are_not_confused() -> None:
    matrix, vector = np.ones((2, 2)), np.ones(2)
    with pytest.raises(ValueError, match="inner_prod or outer_prod"):
        npublas.prod(vector, vector)
    for function in (npublas.inner_prod, npublas.outer_prod):
        with pytest.raises(ValueError, match="needs a vector"):
            function(matrix, vector)
    with pytest.raises(ValueError, match="norm_frobenius"):
        npublas.norm_2(matrix)
    with pytest.raises(ValueError, match="norm_2"):
        npublas.norm_frobenius(vector)


# Threads and memory


def test_other_threads_run_meanwhile() -> None:
    a = random_numbers((400, 400), np.longdouble, 1)
    for work in (lambda: solve(a, a), lambda: npublas.prod(a, a)):
        thread = threading.Thread(target=work)
        thread.start()
        turns = 0
        while thread.is_alive():
            turns += 1
            time.sleep(0.001)
        assert turns > 10


def test_arguments_are_let_go() -> None:
    a, b = np.eye(3), np.ones(3)
    wide = np.ones((3, 4))
    before = [sys.getrefcount(one) for one in (a, b, wide)]
    for _ in range(1000):
        npublas.prod(a, b)
        solve(a, b)
        npublas.norm_1(wide)
        npublas.trans(wide)
        with pytest.raises(ValueError):
            npublas.prod(wide, b)
        with pytest.raises(np.linalg.LinAlgError):
            solve(a * 0, b)
    assert [sys.getrefcount(one) for one in (a, b, wide)] == before


def test_linear_algebra_errors_are_numpys() -> None:
    assert npublas.linalg.LinAlgError is np.linalg.LinAlgError
    # All of numpy.linalg that the installed NumPy has.
    missing = set(np.linalg.__all__) - set(npublas.linalg.__all__)
    assert not missing - {"test"}
