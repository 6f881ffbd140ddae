# Copyright 2026 The npublas authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
"""Dense linear algebra under numpy.linalg's names, in the precision of the elements.

Every function takes ndarrays, array-likes and npublas's wrapped types, of every floating and
complex type: `longdouble` and `clongdouble`, which numpy.linalg refuses, are computed as such.
Matrices are the last two dimensions; what is in front of them is a stack of matrices, also for the
functions of scipy.linalg that are here.

Examples
--------
>>> import numpy
>>> import npublas.linalg as la
>>> third = numpy.longdouble(1) / 3
>>> x = la.solve([[third, 1], [1, 1]], [2 * third, 4 * third])
>>> x.dtype.name == numpy.dtype(numpy.longdouble).name
True
>>> bool(abs(x - [1, third]).max() < 4 * numpy.finfo(numpy.longdouble).eps)
True
"""

from __future__ import annotations

import abc
import math
import operator
import warnings
from collections.abc import Callable, Sequence
from typing import Any, Literal

import numpy
import numpy.linalg
import numpy.typing as npt
from numpy.linalg import LinAlgError

from npublas import _npublas
from npublas._npublas import (
    cholesky,
    det,
    eigh,
    eigvalsh,
    expm,
    inv,
    matmul,
    outer_prod,
    slogdet,
    solve,
    svdvals,
)

__all__ = [
    "Cholesky",
    "LDL",
    "LU",
    "LinAlgError",
    "QR",
    "cho_factor",
    "cho_solve",
    "cholesky",
    "cond",
    "cross",
    "det",
    "diagonal",
    "eig",
    "eigh",
    "eigvals",
    "eigvalsh",
    "expm",
    "inv",
    "ldl",
    "lstsq",
    "lu_factor",
    "lu_solve",
    "matmul",
    "matrix_norm",
    "matrix_power",
    "matrix_rank",
    "matrix_transpose",
    "multi_dot",
    "norm",
    "outer",
    "pinv",
    "qr",
    "schur",
    "slogdet",
    "solve",
    "solve_banded",
    "solve_triangular",
    "svd",
    "svdvals",
    "tensordot",
    "tensorinv",
    "tensorsolve",
    "trace",
    "vecdot",
    "vector_norm",
]

Order = float | Literal["fro", "nuc"] | None
_NUMPY_MAJOR = int(numpy.__version__.split(".")[0])
_WRAPPED = (_npublas.vector, _npublas.matrix)


# What the functions below have in common


def _named(name: str, *results: Any) -> Any:
    """The results as NumPy's named tuple, where the installed NumPy has it."""
    module = getattr(numpy.linalg, "_linalg", None) or getattr(numpy.linalg, "linalg", None)
    kind = getattr(module, name, None)
    return kind(*results) if kind else results


def _unwrapped(value: Any) -> Any:
    return value.array if isinstance(value, _WRAPPED) else value


def _wrapped_like(result: Any, *operands: object) -> Any:
    """A vector or a matrix if an operand is one of them."""
    if isinstance(result, numpy.ndarray) and any(isinstance(x, _WRAPPED) for x in operands):
        kinds: dict[int, Callable[[Any], Any]] = {1: _npublas.vector, 2: _npublas.matrix}
        return kinds.get(result.ndim, lambda array: array)(result)
    return result


def _numbers(value: Any) -> npt.NDArray[Any]:
    """The array of `value`. Raises a TypeError for elements that npublas does not know."""
    array = numpy.asarray(_unwrapped(value))
    if array.dtype.kind not in "biufc" or array.dtype.char == "e":
        raise TypeError(
            f"array type {array.dtype} is unsupported in linalg; pass it as .astype(numpy.float64)"
        )
    return array


def _floating(value: Any) -> npt.NDArray[Any]:
    """The array of `value`, in float64 if its elements are no floating or complex numbers."""
    array = _numbers(value)
    return array if array.dtype.kind in "fc" else array.astype(numpy.float64)


def _real_dtype(*dtypes: numpy.dtype[Any]) -> numpy.dtype[Any]:
    """The real type of the precision in which elements of these types are computed."""
    floating = [d if d.kind in "fc" else numpy.dtype(numpy.float64) for d in dtypes]
    return numpy.empty(0, numpy.result_type(*floating)).real.dtype


def _require_matrix(a: npt.NDArray[Any], function: str) -> None:
    if a.ndim < 2:
        raise LinAlgError(
            f"{function}: the argument has {a.ndim} dimensions, shape {a.shape}; it needs at least "
            "two, of which the last two make a matrix"
        )


def _require_square(a: npt.NDArray[Any], function: str) -> None:
    _require_matrix(a, function)
    if a.shape[-1] != a.shape[-2]:
        raise LinAlgError(
            f"{function}: the argument has shape {a.shape}; its last two dimensions must make a "
            "square matrix"
        )


def _transposed(a: Any) -> Any:
    return numpy.swapaxes(a, -1, -2)


# Eigenvalues


def _real_if_all_are(values: Any, *others: Any) -> tuple[Any, ...]:
    """NumPy's eig gives real results where all eigenvalues of a real matrix are real."""
    if numpy.all(numpy.asarray(values).imag == 0):
        return tuple(_wrapped_like(_unwrapped(x).real.copy(), x) for x in (values, *others))
    return (values, *others)


def eig(a: npt.ArrayLike) -> Any:
    """Eigenvalues and right eigenvectors of square matrices.

    Parameters
    ----------
    a : array_like, shape (..., n, n)
        The matrices.

    Returns
    -------
    eigenvalues : ndarray, shape (..., n)
        In no particular order; complex unless `a` is real and so are all eigenvalues.
    eigenvectors : ndarray, shape (..., n, n)
        Column ``[:, i]`` is an eigenvector of length 1 for ``eigenvalues[i]``.

    Raises
    ------
    LinAlgError
        If `a` is not square or has an element that is not finite, or the iteration does not
        converge.

    Examples
    --------
    >>> import npublas.linalg as la
    >>> values, vectors = la.eig([[0.0, 1.0], [-1.0, 0.0]])
    >>> sorted(complex(x).imag for x in values)
    [-1.0, 1.0]
    """
    values, vectors = _npublas.eig(a)
    if numpy.asarray(_unwrapped(a)).dtype.kind != "c":
        values, vectors = _real_if_all_are(values, vectors)
    return _named("EigResult", values, vectors)


def eigvals(a: npt.ArrayLike) -> Any:
    """Eigenvalues of square matrices: the first result of `eig`, without the second.

    Parameters
    ----------
    a : array_like, shape (..., n, n)
        The matrices.

    Returns
    -------
    ndarray, or a wrapped object if `a` is one, shape (..., n)
        In no particular order; complex unless `a` is real and so are all eigenvalues.

    Raises
    ------
    LinAlgError
        As `eig`.

    Examples
    --------
    >>> import npublas.linalg as la
    >>> sorted(float(x) for x in la.eigvals([[2.0, 0.0], [1.0, 1.0]]))
    [1.0, 2.0]
    """
    values = _npublas.eigvals(a)
    if numpy.asarray(_unwrapped(a)).dtype.kind != "c":
        (values,) = _real_if_all_are(values)
    return values


def schur(a: npt.ArrayLike, output: Literal["real", "complex"] = "real") -> tuple[Any, Any]:
    """The Schur form of square matrices: ``a = Z T Z^H`` with a unitary ``Z``.

    Parameters
    ----------
    a : array_like, shape (..., n, n)
        The matrices.
    output : {'real', 'complex'}, optional
        Whether ``T`` of a real matrix is real, with blocks of order 2 on its diagonal for pairs of
        complex eigenvalues, or complex and triangular.

    Returns
    -------
    T, Z : ndarray, or wrapped objects if `a` is one, shape (..., n, n)

    Raises
    ------
    LinAlgError
        If `a` is not square or has an element that is not finite.

    Examples
    --------
    >>> import numpy
    >>> import npublas.linalg as la
    >>> a = numpy.array([[1.0, 2.0], [3.0, 4.0]])
    >>> t, z = la.schur(a)
    >>> bool(abs(z @ t @ z.T - a).max() < 1e-14), float(t[1, 0])
    (True, 0.0)
    """
    if output not in ("real", "complex"):
        raise ValueError(f"output must be 'real' or 'complex'; got {output!r}")
    array = _floating(a)
    if output == "complex" and array.dtype.kind != "c":
        array = array.astype(numpy.result_type(array.dtype, numpy.complex64))
    t, z = _npublas.schur(array)
    return _wrapped_like(t, a), _wrapped_like(z, a)


# Singular values


def svd(
    a: npt.ArrayLike,
    full_matrices: bool = True,
    compute_uv: bool = True,
    hermitian: bool = False,
) -> Any:
    """Singular value decomposition: ``a = U diag(S) Vh``.

    Parameters
    ----------
    a : array_like, shape (..., m, n)
        The matrices.
    full_matrices : bool, optional
        Whether ``U`` and ``Vh`` are square, or have as many columns and rows as there are singular
        values.
    compute_uv : bool, optional
        Whether ``U`` and ``Vh`` are wanted at all.
    hermitian : bool, optional
        Whether `a` is hermitian: its eigenvalues and eigenvectors are taken, of the lower triangle.

    Returns
    -------
    U, S, Vh : ndarray, or wrapped objects if `a` is one
        Shapes (..., m, m) or (..., m, k), (..., k), (..., n, n) or (..., k, n), where k is the
        smaller of m and n; ``S`` descends. Only ``S`` if not `compute_uv`.

    Raises
    ------
    LinAlgError
        If an element is not finite, or the iteration does not converge.

    Examples
    --------
    >>> import npublas.linalg as la
    >>> u, s, vh = la.svd([[0.0, 3.0], [4.0, 0.0]])
    >>> print(s)
    [4. 3.]
    """
    if not hermitian:
        if not compute_uv:
            return svdvals(a)
        return _named("SVDResult", *_npublas.svd(a, full_matrices))
    if not compute_uv:
        values = numpy.abs(_unwrapped(eigvalsh(a)))
        return _wrapped_like(numpy.sort(values)[..., ::-1], a)
    values, vectors = (_unwrapped(x) for x in eigh(a))
    order = numpy.argsort(numpy.abs(values))[..., ::-1]
    signs = numpy.sign(numpy.take_along_axis(values, order, axis=-1))
    values = numpy.take_along_axis(numpy.abs(values), order, axis=-1)
    u = numpy.take_along_axis(vectors, order[..., None, :], axis=-1)
    vh = _transposed(u * numpy.where(signs == 0, 1, signs)[..., None, :]).conjugate()
    return _named("SVDResult", *(_wrapped_like(x, a) for x in (u, values, vh)))


def pinv(
    a: npt.ArrayLike,
    rcond: npt.ArrayLike | None = None,
    hermitian: bool = False,
    *,
    rtol: npt.ArrayLike | None = None,
) -> Any:
    """Pseudo-inverses (Moore and Penrose) by singular values.

    Parameters
    ----------
    a : array_like, shape (..., m, n)
        The matrices.
    rcond, rtol : array_like, shape (...), optional
        Singular values up to this multiple of the largest count as zero; two names for one, of
        which one may be given. The default is NumPy's, 1e-15, and for `longdouble` and
        `clongdouble` the rounding unit times the larger extent.
    hermitian : bool, optional
        Whether `a` is hermitian: see `svd`.

    Returns
    -------
    ndarray, or a wrapped object if `a` is one, shape (..., n, m)

    Raises
    ------
    LinAlgError
        If `a` has less than two dimensions, or singular values do not converge.

    Examples
    --------
    >>> import npublas.linalg as la
    >>> la.pinv([[2.0, 0.0], [0.0, 0.0]])
    array([[0.5, 0. ],
           [0. , 0. ]])
    """
    if rcond is not None and rtol is not None:
        raise ValueError("pinv: `rtol` and `rcond` can't be both set.")
    array = _floating(a)
    given = rcond if rcond is not None else rtol
    _require_matrix(array, "pinv")
    real = _real_dtype(array.dtype)
    if given is None:
        extended = real.itemsize > 8
        given = max(array.shape[-2:]) * numpy.finfo(real).eps if extended else 1e-15
    threshold = numpy.asarray(_unwrapped(given), real)
    if not hermitian:
        source = a if isinstance(a, numpy.ndarray | _npublas.wrapped_array) else array
        return _npublas.pinv(source, threshold)
    u, s, vh = (_unwrapped(x) for x in svd(array, full_matrices=False, hermitian=True))
    large = s > threshold[..., None] * s.max(axis=-1, keepdims=True, initial=0)
    inverse = numpy.divide(1, s, where=large, out=numpy.zeros_like(s))
    scaled = _transposed(vh).conjugate() * inverse[..., None, :]
    return _wrapped_like(matmul(scaled, _transposed(u).conjugate()), a)


def matrix_rank(
    A: npt.ArrayLike,
    tol: npt.ArrayLike | None = None,
    hermitian: bool = False,
    *,
    rtol: npt.ArrayLike | None = None,
) -> Any:
    """The number of singular values above a tolerance.

    Parameters
    ----------
    A : array_like, shape (..., m, n), or (n,)
        The matrices; a vector has rank 0 or 1.
    tol : array_like, shape (...), optional
        The tolerance. The default is the largest singular value times the larger extent times the
        rounding unit.
    hermitian : bool, optional
        Whether `A` is hermitian: its eigenvalues are taken, of the lower triangle.
    rtol : array_like, shape (...), optional
        The tolerance as a multiple of the largest singular value. `tol` and `rtol` can't both be
        given.

    Returns
    -------
    integer, or ndarray of shape (...)

    Examples
    --------
    >>> import npublas.linalg as la
    >>> int(la.matrix_rank([[1.0, 2.0], [2.0, 4.0]]))
    1
    """
    if tol is not None and rtol is not None:
        raise ValueError("matrix_rank: `tol` and `rtol` can't be both set.")
    array = numpy.asarray(_unwrapped(A))
    if array.ndim < 2:
        return int(not numpy.all(array == 0))
    s = svd(array, compute_uv=False, hermitian=hermitian)
    if tol is None:
        relative = max(array.shape[-2:]) * numpy.finfo(s.dtype).eps if rtol is None else rtol
        largest = s.max(axis=-1, keepdims=True, initial=0)
        threshold = largest * numpy.asarray(_unwrapped(relative))[..., None]
    else:
        threshold = numpy.asarray(_unwrapped(tol))[..., None]
    return numpy.count_nonzero(s > threshold, axis=-1)


def cond(x: npt.ArrayLike, p: Order = None) -> Any:
    """Condition numbers: the norm of a matrix times the norm of its inverse.

    Parameters
    ----------
    x : array_like, shape (..., m, n)
        The matrices, square unless `p` is None, 2 or -2.
    p : {None, 1, -1, 2, -2, inf, -inf, 'fro', 'nuc'}, optional
        The norm, as in `norm`; None is 2.

    Returns
    -------
    float, or ndarray of shape (...)
        Infinite for a singular matrix.

    Raises
    ------
    LinAlgError
        If `x` has no elements, or is not square where it has to be.

    Examples
    --------
    >>> import npublas.linalg as la
    >>> float(la.cond([[1.0, 0.0], [0.0, 4.0]]))
    4.0
    """
    array = _floating(x)
    if 0 in array.shape[-2:]:
        raise LinAlgError(f"cond: a matrix of shape {array.shape} has no condition number")
    _require_matrix(array, "cond")
    with numpy.errstate(all="ignore"):
        if p in (None, 2, -2):
            s = svdvals(array)
            result = s[..., -1] / s[..., 0] if p == -2 else s[..., 0] / s[..., -1]
        else:
            _require_square(array, "cond")
            result = norm(array, p, axis=(-2, -1)) * norm(_inverse_or_nan(array), p, axis=(-2, -1))
    result = numpy.asarray(result)
    unknown = numpy.isnan(result) & ~numpy.isnan(array).any(axis=(-2, -1))
    return numpy.where(unknown, numpy.array(numpy.inf, result.dtype), result)[()]


def _inverse_or_nan(stack: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """The inverses of a stack of matrices, NaN for those that have none."""
    result = numpy.full_like(stack, numpy.nan)
    for index in numpy.ndindex(stack.shape[:-2]):
        try:
            result[index] = inv(stack[index])
        except LinAlgError:
            pass
    return result


# Norms


def _norm_by_singular_values(array: npt.NDArray[Any], order: Order) -> Any:
    s = svdvals(array)
    if order == "nuc":
        return s.sum(axis=-1)
    if order == 2:
        return s.max(axis=-1, initial=0)
    return s.min(axis=-1)


def norm(
    x: npt.ArrayLike,
    ord: Order = None,
    axis: int | tuple[int, int] | None = None,
    keepdims: bool = False,
) -> Any:
    """The norm of a vector or a matrix, or of many.

    Parameters
    ----------
    x : array_like
        A vector or a matrix, or for `ord` None any array, which counts as one vector.
    ord : optional
        Of vectors: any number ``p`` for the sum of ``abs(x)**p`` to the power ``1 / p``, 0 for the
        number of elements that are not zero, inf and -inf for the largest and smallest absolute
        value; None is 2. Of matrices: 1 and -1 for the largest and smallest sum of a column, inf
        and -inf of a row, 2 and -2 for the largest and smallest singular value, 'nuc' for the sum
        of the singular values, 'fro' or None for the root of the sum of squares.
    axis : int or pair of int, optional
        Along which axes the vectors or matrices lie.
    keepdims : bool, optional
        Whether these axes stay, with extent 1.

    Returns
    -------
    float or ndarray

    Raises
    ------
    ValueError
        If there is no such norm, or `x` is neither vector nor matrix and `axis` is not given.
    LinAlgError
        If singular values do not converge.

    Examples
    --------
    >>> import npublas.linalg as la
    >>> float(la.norm([3.0, 4.0])), float(la.norm([[3.0, 0.0], [0.0, 4.0]], "nuc"))
    (5.0, 7.0)
    """
    array = _unwrapped(x)
    if ord not in (2, -2, "nuc"):
        return numpy.linalg.norm(array, ord, axis, keepdims)
    array = numpy.asarray(array)
    axes: Any = tuple(range(array.ndim)) if axis is None else axis
    if isinstance(axes, Sequence) and len(axes) == 2 and array.dtype.kind != "O":
        first, second = (operator.index(a) for a in axes)
        normalized = {a % array.ndim for a in (first, second) if -array.ndim <= a < array.ndim}
        if len(normalized) == 2:
            moved = numpy.moveaxis(_floating(array), (first, second), (-2, -1))
            result = _norm_by_singular_values(moved, ord)
            return numpy.expand_dims(result, tuple(sorted(normalized))) if keepdims else result
    return numpy.linalg.norm(array, ord, axis, keepdims)


def matrix_norm(x: npt.ArrayLike, /, *, keepdims: bool = False, ord: Order = "fro") -> Any:
    """The norms of matrices, the last two axes of `x`: `norm` under NumPy 2's name.

    Parameters
    ----------
    x : array_like, shape (..., m, n)
        The matrices.
    keepdims : bool, optional
        Whether these axes stay, with extent 1.
    ord : optional
        As in `norm`.

    Returns
    -------
    float, or ndarray of shape (...)

    Examples
    --------
    >>> import npublas.linalg as la
    >>> float(la.matrix_norm([[3.0, 0.0], [0.0, 4.0]]))
    5.0
    """
    return norm(x, ord, axis=(-2, -1), keepdims=keepdims)


def vector_norm(
    x: npt.ArrayLike,
    /,
    *,
    axis: int | tuple[int, ...] | None = None,
    keepdims: bool = False,
    ord: float = 2,
) -> Any:
    """The norms of vectors: `norm` under NumPy 2's name.

    Parameters
    ----------
    x : array_like
        The elements; without `axis`, all are one vector.
    axis : int or tuple of int, optional
        Along which axes the vectors lie.
    keepdims : bool, optional
        Whether these axes stay, with extent 1.
    ord : float, optional
        As in `norm`.

    Returns
    -------
    float or ndarray

    Examples
    --------
    >>> import npublas.linalg as la
    >>> float(la.vector_norm([[3.0, 0.0], [0.0, 4.0]]))
    5.0
    """
    array = numpy.asarray(_unwrapped(x))
    axes = tuple(range(array.ndim)) if axis is None else tuple(numpy.atleast_1d(axis).tolist())
    kept = numpy.moveaxis(array, axes, range(len(axes)))
    flat = kept.reshape(-1, *kept.shape[len(axes) :])
    result = norm(flat, ord, axis=0)
    return numpy.expand_dims(result, axes) if keepdims else result


# QR and least squares


def qr(
    a: npt.ArrayLike,
    mode: Literal["reduced", "complete", "r", "raw"] = "reduced",
    *,
    pivoting: bool = False,
) -> Any:
    """QR factorization: ``a = Q R`` with orthonormal columns of ``Q`` and a triangle ``R``.

    Parameters
    ----------
    a : array_like, shape (..., m, n)
        The matrices.
    mode : {'reduced', 'complete', 'r', 'raw'}, optional
        ``Q`` and ``R`` of shapes (..., m, k) and (..., k, n), where k is the smaller of m and n;
        of shapes (..., m, m) and (..., m, n); ``R`` alone; or LAPACK's reflectors, transposed, and
        their factors.
    pivoting : bool, optional
        Whether columns are exchanged so that the diagonal of ``R`` descends; then the order of the
        columns is the last result: ``a[:, order] = Q R``.

    Returns
    -------
    Q, R, or R, or h, tau; with `pivoting`, order, of int32

    Raises
    ------
    LinAlgError
        If `a` has less than two dimensions.
    ValueError
        If there is no such mode.

    Examples
    --------
    >>> import numpy
    >>> import npublas.linalg as la
    >>> a = numpy.array([[3.0, 1.0], [4.0, 2.0]])
    >>> q, r = la.qr(a)
    >>> bool(abs(q @ r - a).max() < 1e-14)
    True
    """
    if mode not in ("reduced", "complete", "r", "raw"):
        raise ValueError(f"qr: mode must be 'reduced', 'complete', 'r' or 'raw'; got {mode!r}")
    factors, tau, order = _npublas.qr_factor(a, pivoting)
    m, n = _unwrapped(factors).shape[-2:]
    k = m if mode == "complete" else min(m, n)
    results: tuple[Any, ...]
    if mode == "raw":
        results = (_wrapped_like(_transposed(_unwrapped(factors)), a), tau)
    else:
        results = (_npublas.qr_r(factors, tau, k),)
        if mode != "r":
            results = (_npublas.qr_q(factors, tau, k), *results)
    if pivoting:
        return (*results, order)
    if mode == "r":
        return results[0]
    return _named("QRResult", *results) if mode != "raw" else results


def lstsq(
    a: npt.ArrayLike, b: npt.ArrayLike, rcond: float | Literal["warn"] | None = None
) -> tuple[Any, Any, numpy.int32, Any]:
    """The least-squares solution of ``a x = b``, the shortest if there are many.

    Parameters
    ----------
    a : array_like, shape (m, n)
        The matrix.
    b : array_like, shape (m,) or (m, k)
        The right-hand side, or several as columns.
    rcond : float, optional
        Singular values up to this multiple of the largest count as zero. The default, None, is the
        rounding unit times the larger extent; -1 is the rounding unit itself.

    Returns
    -------
    x : ndarray, shape (n,) or (n, k)
    residuals : ndarray, shape (1,) or (k,)
        The squared lengths of ``b - a x``; of shape (0,) if the rank is less than n, or m <= n.
    rank : numpy.int32
    s : ndarray, shape (min(m, n),)
        The singular values of `a`.

    Raises
    ------
    LinAlgError
        If the shapes do not fit, an element is not finite, or the iteration does not converge.

    Notes
    -----
    LAPACK's ?gelsd, or for `longdouble` and `clongdouble` Householder QR with column pivoting and
    one-sided Jacobi rotations, which do not feel how columns are scaled.

    Examples
    --------
    >>> import npublas.linalg as la
    >>> x, residuals, rank, s = la.lstsq([[1.0, 0.0], [1.0, 1.0], [1.0, 2.0]], [1.0, 3.0, 5.0])
    >>> print(x.round(12))
    [1. 2.]
    """
    matrix, right = _numbers(a), _numbers(b)
    if matrix.ndim != 2 or right.ndim not in (1, 2) or len(matrix) != len(right):
        raise LinAlgError(
            f"lstsq: Incompatible dimensions: a has shape {matrix.shape} and b has shape "
            f"{right.shape}; a must be a matrix, and b a vector or a matrix of as many rows"
        )
    columns = right[:, None] if right.ndim == 1 else right
    real = _real_dtype(matrix.dtype, right.dtype)
    eps = numpy.finfo(real).eps
    threshold = max(matrix.shape) * eps if rcond is None or rcond == "warn" else rcond
    x, residuals, rank, s = _npublas.lstsq(matrix, columns, numpy.asarray(threshold, real))
    if rank < matrix.shape[1] or matrix.shape[0] <= matrix.shape[1]:
        residuals = residuals[:0]
    if right.ndim == 1:
        x = x[:, 0]
    x, residuals, s = (_wrapped_like(result, a, b) for result in (x, residuals, s))
    return x, residuals, numpy.int32(rank), s


# Factors as scipy.linalg has them


def lu_factor(a: npt.ArrayLike, overwrite_a: bool = False) -> tuple[Any, npt.NDArray[Any]]:
    """LU factorization with row exchanges, for `lu_solve`.

    Parameters
    ----------
    a : array_like, shape (..., n, n)
        The matrices.
    overwrite_a : bool, optional
        Whether the factors may be written over `a`.

    Returns
    -------
    lu : ndarray, or a wrapped object if `a` is one, shape (..., n, n)
        ``U``, and below its diagonal ``L``, whose diagonal of ones is left out.
    piv : ndarray of int32, shape (..., n)
        Row ``i`` was exchanged with row ``piv[i]``.

    Raises
    ------
    LinAlgError
        If `a` is not square.

    Warns
    -----
    RuntimeWarning
        If a pivot is exactly zero.

    Examples
    --------
    >>> import npublas.linalg as la
    >>> factors = la.lu_factor([[1.0, 2.0], [3.0, 4.0]])
    >>> print(la.lu_solve(factors, [5.0, 11.0]).round(12))
    [1. 2.]
    """
    lu, piv = _npublas.lu_factor(a, overwrite_a)
    if numpy.any(numpy.diagonal(_unwrapped(lu), axis1=-2, axis2=-1) == 0):
        warnings.warn("lu_factor: a pivot is exactly zero", RuntimeWarning, stacklevel=2)
    return lu, piv


def lu_solve(
    lu_and_piv: tuple[npt.ArrayLike, npt.ArrayLike],
    b: npt.ArrayLike,
    trans: Literal[0, 1, 2] = 0,
    overwrite_b: bool = False,
) -> Any:
    """Solve ``a x = b`` with the factors that `lu_factor` made of `a`.

    Parameters
    ----------
    lu_and_piv : (lu, piv)
        What `lu_factor` returned.
    b : array_like, shape (n,) or (..., n, k)
        The right-hand sides.
    trans : {0, 1, 2}, optional
        0 for ``a x = b``, 1 for ``a^T x = b``, 2 for ``a^H x = b``.
    overwrite_b : bool, optional
        Whether the solution may be written over `b`.

    Returns
    -------
    ndarray, or a wrapped object if an operand is one

    Raises
    ------
    LinAlgError
        If a pivot is exactly zero.
    ValueError
        If the shapes do not fit, or `piv` has an element that is no row.
    TypeError
        If `piv` has elements that are no integers.

    Examples
    --------
    >>> import npublas.linalg as la
    >>> factors = la.lu_factor([[1.0, 2.0], [3.0, 4.0]])
    >>> print(la.lu_solve(factors, [7.0, 10.0], 1).round(12))
    [1. 2.]
    """
    lu, piv = lu_and_piv
    if numpy.any(numpy.diagonal(_unwrapped(lu), axis1=-2, axis2=-1) == 0):
        raise LinAlgError("the matrix is singular: a pivot is exactly zero")
    rows = numpy.asarray(_unwrapped(piv)).astype(numpy.int32, casting="same_kind", copy=False)
    return _npublas.lu_solve(lu, rows, b, trans, overwrite_b)


def cho_factor(
    a: npt.ArrayLike, lower: bool = False, overwrite_a: bool = False
) -> tuple[Any, bool]:
    """Cholesky factorization, for `cho_solve`.

    Parameters
    ----------
    a : array_like, shape (..., n, n)
        Hermitian or symmetric positive definite matrices, of which one triangle is read.
    lower : bool, optional
        Which triangle.
    overwrite_a : bool, optional
        Whether the factor may be written over `a`.

    Returns
    -------
    c : ndarray, or a wrapped object if `a` is one, shape (..., n, n)
        The factor in that triangle; in the other the elements of `a`.
    lower : bool
        As it was given.

    Raises
    ------
    LinAlgError
        If `a` is not square or not positive definite.

    Examples
    --------
    >>> import npublas.linalg as la
    >>> factor = la.cho_factor([[4.0, 2.0], [2.0, 5.0]])
    >>> print(la.cho_solve(factor, [6.0, 7.0]).round(12))
    [1. 1.]
    """
    return _npublas.cho_factor(a, lower, overwrite_a), lower


def cho_solve(
    c_and_lower: tuple[npt.ArrayLike, bool], b: npt.ArrayLike, overwrite_b: bool = False
) -> Any:
    """Solve ``a x = b`` with the factor that `cho_factor` made of `a`.

    Parameters
    ----------
    c_and_lower : (c, lower)
        What `cho_factor` returned.
    b : array_like, shape (n,) or (..., n, k)
        The right-hand sides.
    overwrite_b : bool, optional
        Whether the solution may be written over `b`.

    Returns
    -------
    ndarray, or a wrapped object if an operand is one

    Raises
    ------
    ValueError
        If the shapes do not fit.

    Examples
    --------
    >>> import npublas.linalg as la
    >>> print(la.cho_solve(la.cho_factor([[4.0, 2.0], [2.0, 5.0]]), [6.0, 7.0]).round(12))
    [1. 1.]
    """
    c, lower = c_and_lower
    return _npublas.cho_solve(c, lower, b, overwrite_b)


_OPERATIONS: dict[Any, int] = {"N": 0, "T": 1, "C": 2, 0: 0, 1: 1, 2: 2}


def solve_triangular(
    a: npt.ArrayLike,
    b: npt.ArrayLike,
    trans: Literal[0, 1, 2, "N", "T", "C"] = 0,
    lower: bool = False,
    unit_diagonal: bool = False,
    overwrite_b: bool = False,
) -> Any:
    """Solve ``a x = b`` for a triangle.

    Parameters
    ----------
    a : array_like, shape (..., n, n)
        The matrices, of which one triangle is read.
    b : array_like, shape (n,) or (..., n, k)
        The right-hand sides.
    trans : {0, 1, 2, 'N', 'T', 'C'}, optional
        0 or 'N' for ``a x = b``, 1 or 'T' for ``a^T x = b``, 2 or 'C' for ``a^H x = b``.
    lower : bool, optional
        Which triangle.
    unit_diagonal : bool, optional
        Whether the diagonal counts as ones and is not read.
    overwrite_b : bool, optional
        Whether the solution may be written over `b`.

    Returns
    -------
    ndarray, or a wrapped object if an operand is one

    Raises
    ------
    LinAlgError
        If `a` is not square, or an element of its diagonal is exactly zero.
    ValueError
        If the shapes do not fit.

    Examples
    --------
    >>> import npublas.linalg as la
    >>> print(la.solve_triangular([[2.0, 1.0], [0.0, 4.0]], [4.0, 8.0]))
    [1. 2.]
    """
    if trans not in _OPERATIONS:
        raise ValueError(f"trans must be 0, 1, 2, 'N', 'T' or 'C'; got {trans!r}")
    code = _OPERATIONS[trans]
    return _npublas.solve_triangular(a, b, code, lower, unit_diagonal, overwrite_b)


def solve_banded(l_and_u: tuple[int, int], ab: npt.ArrayLike, b: npt.ArrayLike) -> Any:
    """Solve ``a x = b`` for a banded matrix, given by its diagonals.

    Parameters
    ----------
    l_and_u : (l, u)
        How many diagonals lie below the main one, and above.
    ab : array_like, shape (..., l + u + 1, n)
        ``ab[u + i - j, j]`` is ``a[i, j]``.
    b : array_like, shape (n,) or (..., n, k)
        The right-hand sides.

    Returns
    -------
    ndarray, or a wrapped object if an operand is one

    Raises
    ------
    LinAlgError
        If the matrix is singular.
    ValueError
        If the shapes do not fit.

    Examples
    --------
    >>> import npublas.linalg as la
    >>> diagonals = [[0.0, 1.0, 1.0], [2.0, 2.0, 2.0]]
    >>> print(la.solve_banded((0, 1), diagonals, [3.0, 3.0, 2.0]))
    [1. 1. 1.]
    """
    below, above = l_and_u
    return _npublas.solve_banded(operator.index(below), operator.index(above), ab, b)


def ldl(
    A: npt.ArrayLike, lower: bool = True, hermitian: bool = True
) -> tuple[Any, Any, npt.NDArray[Any]]:
    """Factorize symmetric or hermitian, perhaps indefinite matrices: ``A = lu d lu^H``.

    Parameters
    ----------
    A : array_like, shape (..., n, n)
        The matrices, of which one triangle is read.
    lower : bool, optional
        Which triangle.
    hermitian : bool, optional
        Whether a complex matrix is hermitian, or symmetric, with ``A = lu d lu^T``.

    Returns
    -------
    lu : ndarray, or a wrapped object if `A` is one, shape (..., n, n)
        ``lu[perm]`` is a triangle with a diagonal of ones.
    d : ndarray, or a wrapped object if `A` is one, shape (..., n, n)
        A diagonal of blocks of order 1 and 2.
    perm : ndarray of int32, shape (..., n)

    Raises
    ------
    LinAlgError
        If `A` is not square.

    Examples
    --------
    >>> import numpy
    >>> import npublas.linalg as la
    >>> a = numpy.array([[0.0, 1.0], [1.0, 0.0]])
    >>> l, d, order = la.ldl(a)
    >>> bool(abs(l @ d @ l.T - a).max() < 1e-15)
    True
    """
    l_factor, d, order = _npublas.ldl(A, lower, hermitian)
    return l_factor, d, order


# Compositions


def matrix_power(a: npt.ArrayLike, n: int) -> Any:
    """The n-th power of square matrices, by squaring; of the inverse if n is negative.

    Parameters
    ----------
    a : array_like, shape (..., n, n)
        The matrices.
    n : int
        The exponent.

    Returns
    -------
    ndarray, or a wrapped object if `a` is one
        Of the shape and type of `a`; of an inverse, floating.

    Raises
    ------
    LinAlgError
        If `a` is not square, or is singular and the exponent negative.
    TypeError
        If the exponent is no integer.

    Examples
    --------
    >>> import npublas.linalg as la
    >>> la.matrix_power([[1, 1], [1, 0]], 10)
    array([[89, 55],
           [55, 34]])
    """
    power = numpy.asanyarray(_unwrapped(a))
    if power.dtype.char in "Oe":  # what NumPy's multiplies, too
        return numpy.linalg.matrix_power(power, n)
    _require_square(power, "matrix_power")
    try:
        exponent = operator.index(n)
    except TypeError as error:
        raise TypeError("the exponent must be an integer") from error
    if exponent < 0:
        power = inv(power)
    elif exponent == 0:
        ones = numpy.empty_like(power)
        ones[...] = numpy.eye(power.shape[-1], dtype=power.dtype)
        return _wrapped_like(ones, a)
    left = abs(exponent)
    result: Any = None
    while left:
        if left % 2:
            result = power.copy() if result is None else matmul(result, power)
        left //= 2
        if left:
            power = matmul(power, power)
    return _wrapped_like(result, a)


def multi_dot(arrays: Sequence[npt.ArrayLike], *, out: Any = None) -> Any:
    """The product of two or more matrices, in the order that takes the fewest operations.

    Parameters
    ----------
    arrays : sequence of array_like
        Matrices; the first and the last may be vectors.
    out : ndarray, optional
        Where the product goes.

    Returns
    -------
    ndarray, or a wrapped object if an operand is one

    Raises
    ------
    ValueError
        If there are fewer than two, or the shapes do not fit.
    LinAlgError
        If one in the middle is not a matrix.

    Examples
    --------
    >>> import numpy
    >>> import npublas.linalg as la
    >>> la.multi_dot([numpy.ones((2, 50)), numpy.ones((50, 3)), numpy.ones(3)])
    array([150., 150.])
    """
    plain = [numpy.asanyarray(_unwrapped(a)) for a in arrays]
    if len(plain) < 2:
        raise ValueError("multi_dot needs at least two arrays")
    for i, array in enumerate(plain):
        at_end = i in (0, len(plain) - 1)
        if array.ndim != 2 and not (at_end and array.ndim == 1):
            raise LinAlgError(
                f"multi_dot: array {i} has shape {array.shape}; it needs two dimensions"
            )
    matrices = list(plain)
    if matrices[0].ndim == 1:
        matrices[0] = matrices[0][None, :]
    if matrices[-1].ndim == 1:
        matrices[-1] = matrices[-1][:, None]
    order = _cheapest_order([matrices[0].shape[0], *(m.shape[1] for m in matrices)])
    product = _multiply_in_order(matrices, order, 0, len(matrices) - 1)
    if plain[0].ndim == 1:
        product = product[0]
    if plain[-1].ndim == 1:
        product = product[..., 0]
    if out is None:
        return _wrapped_like(product, *arrays)
    target = _unwrapped(out)
    if target.shape != product.shape or target.dtype != product.dtype:
        raise ValueError(
            f"multi_dot: out has shape {target.shape}, {target.dtype}, but the product has shape "
            f"{product.shape}, {product.dtype}"
        )
    target[...] = product
    return out


def _cheapest_order(extents: list[int]) -> dict[tuple[int, int], int]:
    """Where to cut each product of consecutive matrices (T. H. Cormen et al., Introduction to
    Algorithms, chapter 15.2)."""
    count = len(extents) - 1
    cost = {(i, i): 0 for i in range(count)}
    cut = {}
    for length in range(1, count):
        for i in range(count - length):
            j = i + length
            choices = {
                k: cost[i, k] + cost[k + 1, j] + extents[i] * extents[k + 1] * extents[j + 1]
                for k in range(i, j)
            }
            cut[i, j] = min(choices, key=lambda k: choices[k])
            cost[i, j] = choices[cut[i, j]]
    return cut


def _multiply_in_order(
    matrices: list[npt.NDArray[Any]], cut: dict[tuple[int, int], int], i: int, j: int
) -> Any:
    if i == j:
        return matrices[i]
    k = cut[i, j]
    return matmul(
        _multiply_in_order(matrices, cut, i, k), _multiply_in_order(matrices, cut, k + 1, j)
    )


def tensorsolve(a: npt.ArrayLike, b: npt.ArrayLike, axes: Sequence[int] | None = None) -> Any:
    """Solve ``tensordot(a, x, x.ndim) = b``.

    Parameters
    ----------
    a : array_like, shape b.shape + Q
        The coefficients; the product of Q is the size of `b`.
    b : array_like
        The right-hand side.
    axes : sequence of int, optional
        Axes of `a` that are moved to the end first.

    Returns
    -------
    ndarray, or a wrapped object if an operand is one, shape Q

    Raises
    ------
    LinAlgError
        If the shapes do not fit or `a` is singular.

    Examples
    --------
    >>> import numpy
    >>> import npublas.linalg as la
    >>> la.tensorsolve(2 * numpy.eye(6).reshape(2, 3, 6), numpy.ones((2, 3)))
    array([0.5, 0.5, 0.5, 0.5, 0.5, 0.5])
    """
    left = numpy.asanyarray(_unwrapped(a))
    right = numpy.asarray(_unwrapped(b))
    for axis in axes or ():
        left = numpy.moveaxis(left, axis, -1)
    shape = left.shape[right.ndim :]
    size = math.prod(shape)
    if left.size != size**2:
        raise LinAlgError(
            f"tensorsolve: a has shape {left.shape} and b has shape {right.shape}; the first "
            "dimensions of a must be those of b, and have the product of the others"
        )
    x = solve(left.reshape(-1, size), right.ravel())
    return _wrapped_like(x.reshape(shape), a, b)


def tensorinv(a: npt.ArrayLike, ind: int = 2) -> Any:
    """The inverse of an array as a linear map between arrays.

    Parameters
    ----------
    a : array_like
        The product of its first `ind` extents is the product of the others.
    ind : int, optional
        How many there are.

    Returns
    -------
    ndarray, or a wrapped object if `a` is one, shape a.shape[ind:] + a.shape[:ind]

    Raises
    ------
    ValueError
        If `ind` is not positive.
    LinAlgError
        If the extents do not fit, or the map is singular.

    Examples
    --------
    >>> import numpy
    >>> import npublas.linalg as la
    >>> la.tensorinv(numpy.eye(24).reshape(6, 4, 8, 3)).shape
    (8, 3, 6, 4)
    """
    array = numpy.asarray(_unwrapped(a))
    if ind <= 0:
        raise ValueError("tensorinv: ind must be positive")
    rows, columns = math.prod(array.shape[ind:]), math.prod(array.shape[:ind])
    if rows != columns:
        raise LinAlgError(
            f"tensorinv: a has shape {array.shape}; the product of its first {ind} extents must be "
            "that of the others"
        )
    inverse = inv(array.reshape(rows, columns))
    return _wrapped_like(inverse.reshape(array.shape[ind:] + array.shape[:ind]), a)


# What NumPy 2 has in numpy.linalg beside these, in terms of NumPy


def vecdot(x1: npt.ArrayLike, x2: npt.ArrayLike, /, *, axis: int = -1) -> Any:
    """The sum of ``conj(x1) * x2`` along an axis, the last by default.

    Examples
    --------
    >>> import npublas.linalg as la
    >>> print(la.vecdot([[1.0, 2.0], [3.0, 4.0]], [1.0, 1.0]))
    [3. 7.]
    """
    left = numpy.moveaxis(numpy.asarray(_unwrapped(x1)), axis, -1)
    right = numpy.moveaxis(numpy.asarray(_unwrapped(x2)), axis, -1)
    return _wrapped_like(
        matmul(left.conj()[..., None, :], right[..., :, None])[..., 0, 0][()], x1, x2
    )


def diagonal(x: npt.ArrayLike, /, *, offset: int = 0) -> Any:
    """The diagonals of matrices, the last two axes of `x`.

    Examples
    --------
    >>> import npublas.linalg as la
    >>> print(la.diagonal([[1, 2], [3, 4]]))
    [1 4]
    """
    found = numpy.diagonal(_unwrapped(x), offset, axis1=-2, axis2=-1)
    return _wrapped_like(found, x)


def trace(x: npt.ArrayLike, /, *, offset: int = 0, dtype: npt.DTypeLike = None) -> Any:
    """The sums of the diagonals of matrices, the last two axes of `x`.

    Examples
    --------
    >>> import npublas.linalg as la
    >>> int(la.trace([[1, 2], [3, 4]]))
    5
    """
    return numpy.trace(numpy.asarray(_unwrapped(x)), offset, -2, -1, dtype)


def outer(x1: npt.ArrayLike, x2: npt.ArrayLike, /) -> Any:
    """The matrix of ``x1[i] * x2[j]``: `npublas.outer_prod` under NumPy's name.

    Examples
    --------
    >>> import npublas.linalg as la
    >>> la.outer([1, 2], [3, 4])
    array([[3, 4],
           [6, 8]])
    """
    return outer_prod(x1, x2)


def cross(x1: npt.ArrayLike, x2: npt.ArrayLike, /, *, axis: int = -1) -> Any:
    """The cross product of vectors of three elements along an axis, the last by default.

    Examples
    --------
    >>> import npublas.linalg as la
    >>> print(la.cross([1, 0, 0], [0, 1, 0]))
    [0 0 1]
    """
    left, right = numpy.asarray(_unwrapped(x1)), numpy.asarray(_unwrapped(x2))
    if left.shape[axis] != 3 or right.shape[axis] != 3:
        raise ValueError(
            f"cross: both need three elements along axis {axis}; got shapes {left.shape} and "
            f"{right.shape}"
        )
    return _wrapped_like(numpy.cross(left, right, axis=axis), x1, x2)


def matrix_transpose(x: npt.ArrayLike, /) -> Any:
    """The transposes of matrices, the last two axes of `x`; a view of its memory.

    Examples
    --------
    >>> import npublas.linalg as la
    >>> la.matrix_transpose([[1, 2], [3, 4]])
    array([[1, 3],
           [2, 4]])
    """
    array = numpy.asarray(_unwrapped(x))
    if array.ndim < 2:
        raise ValueError(
            f"matrix_transpose: the argument has shape {array.shape}; it needs at least two "
            "dimensions"
        )
    return _wrapped_like(_transposed(array), x)


def tensordot(x1: npt.ArrayLike, x2: npt.ArrayLike, /, *, axes: Any = 2) -> Any:
    """`numpy.tensordot`, wrapped if an operand is.

    Examples
    --------
    >>> import numpy
    >>> import npublas.linalg as la
    >>> la.tensordot(numpy.ones((2, 3)), numpy.ones((3, 2)), axes=1).shape
    (2, 2)
    """
    return _wrapped_like(numpy.tensordot(_unwrapped(x1), _unwrapped(x2), axes), x1, x2)


# Factorizations that solve again and again


class _Factorization(abc.ABC):
    """What the factorizations have in common. They keep their factors, and pickle."""

    _shape: tuple[int, ...]
    _wrapped: bool

    def __init__(self, a: npt.ArrayLike) -> None:
        array = _numbers(a)
        _require_matrix(array, type(self).__name__)
        self._shape = array.shape
        self._wrapped = isinstance(a, _WRAPPED)

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the matrices that were factorized."""
        return self._shape

    @abc.abstractmethod
    def _substitute(self, columns: npt.NDArray[Any]) -> Any:
        """The solution for right-hand sides that are columns."""

    def _identity(self) -> npt.NDArray[Any]:
        return numpy.eye(self._shape[-1], dtype=self._dtype())

    @abc.abstractmethod
    def _dtype(self) -> numpy.dtype[Any]:
        """The element type of the factors."""

    def solve(self, b: npt.ArrayLike) -> Any:
        """The solution of ``a x = b``, of the shape of `b`: (n,) or (..., n, k)."""
        right = _numbers(b)
        columns = right[:, None] if right.ndim == 1 else right
        if right.ndim == 0 or columns.shape[-2] != self._shape[-2]:
            raise ValueError(
                f"{type(self).__name__}.solve: the matrix has shape {self._shape} and b has shape "
                f"{right.shape}; b must have a row, or an element, for each row of the matrix"
            )
        x = self._substitute(columns)
        like = _npublas.matrix(numpy.empty((0, 0))) if self._wrapped else b
        return _wrapped_like(x[..., 0] if right.ndim == 1 else x, like)

    def inv(self) -> Any:
        """The inverse of the matrix."""
        _require_square(numpy.empty(self._shape[-2:]), type(self).__name__)
        return self.solve(self._identity())

    def __repr__(self) -> str:
        return f"<npublas.linalg.{type(self).__name__}, shape {self._shape}, {self._dtype()}>"


class LU(_Factorization):
    """LU factorization with row exchanges of square matrices.

    Parameters
    ----------
    a : array_like, shape (..., n, n)
        The matrices.
    overwrite_a : bool, optional
        Whether the factors may be written over `a`, which then must not change while they are used.

    Attributes
    ----------
    lu, piv : ndarray
        As `lu_factor` returns them.

    Raises
    ------
    LinAlgError
        If `a` is not square. A singular matrix has a determinant; `solve` and `inv` raise it.

    Examples
    --------
    >>> import npublas.linalg as la
    >>> lu = la.LU([[1.0, 2.0], [3.0, 4.0]])
    >>> print(lu.solve([5.0, 11.0]).round(12), float(lu.det().round(12)))
    [1. 2.] -2.0
    """

    def __init__(self, a: npt.ArrayLike, overwrite_a: bool = False) -> None:
        super().__init__(a)
        self.lu, self.piv = _npublas.lu_factor(_unwrapped(a), overwrite_a)

    def _dtype(self) -> numpy.dtype[Any]:
        return numpy.asarray(self.lu).dtype

    def _substitute(self, columns: npt.NDArray[Any]) -> Any:
        return lu_solve((self.lu, self.piv), columns)

    def det(self) -> Any:
        """The determinant of the matrix."""
        exchanges = numpy.count_nonzero(self.piv != numpy.arange(self._shape[-1]), axis=-1)
        diagonal_of_u = numpy.diagonal(self.lu, axis1=-2, axis2=-1)
        return diagonal_of_u.prod(axis=-1) * (1 - 2 * (exchanges % 2)).astype(self.lu.real.dtype)


class Cholesky(_Factorization):
    """Cholesky factorization of hermitian or symmetric positive definite matrices.

    Parameters
    ----------
    a : array_like, shape (..., n, n)
        The matrices, of which one triangle is read.
    lower : bool, optional
        Which triangle.
    overwrite_a : bool, optional
        Whether the factor may be written over `a`, which then must not change while it is used.

    Attributes
    ----------
    c : ndarray
        The factor in that triangle; in the other the elements of `a`.
    lower : bool
        As it was given.

    Raises
    ------
    LinAlgError
        If `a` is not square or not positive definite.

    Examples
    --------
    >>> import npublas.linalg as la
    >>> factor = la.Cholesky([[4.0, 2.0], [2.0, 5.0]])
    >>> print(factor.solve([6.0, 7.0]).round(12), float(factor.det()))
    [1. 1.] 16.0
    """

    def __init__(self, a: npt.ArrayLike, lower: bool = True, overwrite_a: bool = False) -> None:
        super().__init__(a)
        self.c, self.lower = cho_factor(_unwrapped(a), lower, overwrite_a)

    def _dtype(self) -> numpy.dtype[Any]:
        return numpy.asarray(self.c).dtype

    def _substitute(self, columns: npt.NDArray[Any]) -> Any:
        return cho_solve((self.c, self.lower), columns)

    def det(self) -> Any:
        """The determinant of the matrix."""
        root = numpy.diagonal(self.c, axis1=-2, axis2=-1).prod(axis=-1)
        return root * root  # not **, which makes a float64 of a float32 scalar


class QR(_Factorization):
    """QR factorization, with column pivoting or without, of matrices of any shape.

    Parameters
    ----------
    a : array_like, shape (..., m, n)
        The matrices.
    pivoting : bool, optional
        Whether columns are exchanged so that the diagonal of ``R`` descends.

    Attributes
    ----------
    factors, tau : ndarray
        ``R``, and below its diagonal the reflectors whose product is ``Q``, as LAPACK packs them.
    order : ndarray of int32, or None
        ``a[:, order]`` is ``Q R``.

    Raises
    ------
    LinAlgError
        If `a` has less than two dimensions; in `solve`, if ``m < n`` or ``R`` is singular.

    Examples
    --------
    >>> import npublas.linalg as la
    >>> qr = la.QR([[1.0, 0.0], [1.0, 1.0], [1.0, 2.0]])
    >>> print(qr.solve([1.0, 3.0, 5.0]).round(12))
    [1. 2.]
    """

    def __init__(self, a: npt.ArrayLike, pivoting: bool = False) -> None:
        super().__init__(a)
        self.factors, self.tau, self.order = _npublas.qr_factor(_unwrapped(a), pivoting)

    def _dtype(self) -> numpy.dtype[Any]:
        return numpy.asarray(self.factors).dtype

    @property
    def q(self) -> npt.NDArray[Any]:
        """``Q``, with as many columns as ``R`` has rows."""
        return numpy.asarray(_npublas.qr_q(self.factors, self.tau, min(self._shape[-2:])))

    @property
    def r(self) -> npt.NDArray[Any]:
        """``R``, with as many rows as the smaller extent."""
        return numpy.asarray(_npublas.qr_r(self.factors, self.tau, min(self._shape[-2:])))

    def _substitute(self, columns: npt.NDArray[Any]) -> Any:
        m, n = self._shape[-2:]
        if m < n:
            raise LinAlgError(f"QR.solve: the matrix of shape {self._shape} has too few rows")
        product = _npublas.qr_multiply(self.factors, self.tau, columns, True)
        x = solve_triangular(self.factors[..., :n, :], product[..., :n, :])
        if self.order is not None:
            places = numpy.broadcast_to(numpy.argsort(self.order, axis=-1)[..., None], x.shape)
            x = numpy.take_along_axis(x, places, axis=-2)
        return x

    def det(self) -> Any:
        """The determinant of a square matrix."""
        _require_square(numpy.empty(self._shape[-2:]), "QR.det")
        one = self.tau.dtype.type(1)
        # H = I - tau v v^H has determinant 1 - tau v^H v, which is -1 for a real reflector, and
        # -tau / conj(tau) for a complex one.
        signs = numpy.ones_like(self.tau)
        used = self.tau != 0
        signs[used] = -self.tau[used] / self.tau[used].conj() * one
        product = numpy.diagonal(self.factors, axis1=-2, axis2=-1).prod(axis=-1)
        result = product * signs.prod(axis=-1)
        if self.order is None:
            return result
        return result * _sign_of_order(self.order).astype(self.tau.real.dtype)


def _sign_of_order(order: npt.NDArray[Any]) -> Any:
    """1 for an even permutation, -1 for an odd one, for each in a stack."""
    stack = order.shape[:-1]
    rows = order.reshape(math.prod(stack), order.shape[-1])
    exchanges = numpy.array([_count_exchanges(row) for row in rows], numpy.int32)
    return (1 - 2 * (exchanges % 2)).reshape(stack)[()]


def _count_exchanges(order: npt.NDArray[Any]) -> int:
    """How many exchanges of two make the permutation: for each cycle, its length less one."""
    left = set(range(len(order)))
    count = 0
    while left:
        place = left.pop()
        while (place := int(order[place])) in left:
            left.remove(place)
            count += 1
    return count


class LDL(_Factorization):
    """Factorization ``L D L^H`` of symmetric or hermitian, perhaps indefinite matrices.

    Parameters
    ----------
    a : array_like, shape (..., n, n)
        The matrices, of which one triangle is read.
    lower : bool, optional
        Which triangle.
    hermitian : bool, optional
        Whether a complex matrix is hermitian, or symmetric, with ``L D L^T``.

    Attributes
    ----------
    l, d, perm : ndarray
        As `ldl` returns them.

    Raises
    ------
    LinAlgError
        If `a` is not square; in `solve`, if it is singular.

    Examples
    --------
    >>> import npublas.linalg as la
    >>> factor = la.LDL([[0.0, 2.0], [2.0, 0.0]])
    >>> print(factor.solve([2.0, 4.0]), float(factor.det()))
    [2. 1.] -4.0
    """

    def __init__(self, a: npt.ArrayLike, lower: bool = True, hermitian: bool = True) -> None:
        super().__init__(a)
        self.l, self.d, self.perm = ldl(_unwrapped(a), lower, hermitian)
        self._lower = lower
        self._hermitian = hermitian

    def _dtype(self) -> numpy.dtype[Any]:
        return numpy.asarray(self.l).dtype

    def _substitute(self, columns: npt.NDArray[Any]) -> Any:
        rows = numpy.broadcast_to(self.perm[..., None], (*self.perm.shape, self._shape[-1]))
        triangle = numpy.take_along_axis(self.l, rows, axis=-2)
        batch = numpy.broadcast_shapes(self.perm.shape[:-1], columns.shape[:-2])
        shape = (*batch, *columns.shape[-2:])
        places = numpy.broadcast_to(self.perm[..., None], shape)
        x = numpy.take_along_axis(numpy.broadcast_to(columns, shape), places, axis=-2)
        x = solve_triangular(triangle, x, lower=self._lower, unit_diagonal=True)
        x = solve(self.d, x)
        operation: Literal["C", "T"] = "C" if self._hermitian else "T"
        x = solve_triangular(triangle, x, operation, lower=self._lower, unit_diagonal=True)
        back = numpy.broadcast_to(numpy.argsort(self.perm, axis=-1)[..., None], x.shape)
        return numpy.take_along_axis(x, back, axis=-2)

    def det(self) -> Any:
        """The determinant of the matrix."""
        return det(self.d)
