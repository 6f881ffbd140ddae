# Copyright 2026 The npublas authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
"""An extension written for PyUblas, built on npublas: it does what its author meant."""

from __future__ import annotations

import itertools

import bridge_pyublas_port as port
import numpy as np
import pytest


def test_doubled() -> None:
    a = np.arange(12.0)
    assert port.dbl_int(np.int32(5)) == 10
    assert port.dbl_float(np.float32(1.5)) == 3
    for array in (a, a[::2], a[::-1]):
        np.testing.assert_array_equal(port.dbl_numpy_vec(array), 2 * array, strict=True)
        np.testing.assert_array_equal(port.dbl_ublas_vec(array), 2 * array, strict=True)
    np.testing.assert_array_equal(port.dbl_small_vec(a[:3]), [0, 2, 4])
    m = a.reshape(3, 4)
    np.testing.assert_array_equal(port.dbl_numpy_vec(m), 2 * a, strict=True)
    np.testing.assert_array_equal(port.dbl_numpy_mat(m[1:]), 2 * m[1:], strict=True)
    np.testing.assert_array_equal(port.dbl_numpy_mat_cm(m.T), 2 * m.T, strict=True)
    np.testing.assert_array_equal(port.dbl_ublas_mat(m), 2 * m, strict=True)
    for function, array in (
        (port.dbl_numpy_mat, m[:, 1:3]),
        (port.dbl_numpy_mat, m.T),
        (port.dbl_numpy_mat_cm, m),
        (port.dbl_numpy_mat_cm, m.T[1:]),
    ):
        with pytest.raises(TypeError):
            function(array)


def test_doubled_in_place() -> None:
    a = np.ones((10, 10))
    port.dbl_in_place(a)
    port.dbl_in_place(a[::-1, ::-1])
    port.dbl_strided_in_place(a[::2, 0])
    port.dbl_mat_in_place(a[3:7])
    expected = np.full((10, 10), 4.0)
    expected[::2, 0] *= 2
    expected[3:7] *= 2
    np.testing.assert_array_equal(a, expected)
    with pytest.raises(ValueError):
        port.dbl_strided_in_place(a[:3, :3])


def test_results_in_members() -> None:
    data = np.array([[1.0, -2, 3, 0], [4, -5, 6, 0]])
    statistics = port.Statistics()
    statistics.run(data)
    np.testing.assert_array_equal(statistics.sums, data.sum(0, keepdims=True), strict=True)
    assert statistics.counts.tolist() == [1, 1, 2]
    assert statistics.calls == 1
    kept = statistics.sums
    statistics.set_sums(np.arange(3.0))
    assert statistics.sums.tolist() == [0, 1, 2] and kept.shape == (1, 4)
    with pytest.raises(ValueError, match="two dimensions, please"):
        statistics.run(data[0])
    with pytest.raises(AttributeError):
        statistics.calls = 2
    statistics.counts = np.zeros(1, np.intc)
    assert statistics.counts.tolist() == [0]


def test_members_of_a_base_that_python_does_not_know() -> None:
    mesh = port.Mesh(4, 0.25)
    assert mesh.origin.tolist() == [0.5] * 3
    assert mesh.spacing.tolist() == [0.25] * 3
    assert mesh.nodes.shape == (4, 3) and mesh.nodes is mesh.nodes
    mesh.nodes[2] = [1, 2, 3]
    assert mesh.nodes.sum() == 6
    mesh.spacing = [1.0, 2.0, 3.0]
    assert mesh.spacing.tolist() == [1, 2, 3]
    mesh.weights = np.arange(6.0)[::2]
    assert mesh.strided_weights() is mesh.weights
    with pytest.raises(AttributeError):
        mesh.origin = np.zeros(3)


def test_images() -> None:
    image = np.random.default_rng(7).integers(0, 200, (30, 20, 3), np.uint8)
    labels = port.label(image, limit=300)
    np.testing.assert_array_equal(labels, image.sum(2) > 300)
    assert labels.dtype == np.intc
    with pytest.raises(RuntimeError, match="only images"):
        port.label(image[0])
    with pytest.raises(ValueError, match="not adjacent"):
        port.label(image[:, ::2])
    with pytest.raises(TypeError):
        port.label(image.astype(int))


def test_a_table_that_is_loaded_once() -> None:
    x, y = np.array([0.0, 1, 3, 7]), np.array([0.0, 2, 2, -2])
    interpolator = port.Interpolator(x, y)
    points = np.linspace(0, 7, 57)
    np.testing.assert_allclose([interpolator(p) for p in points], np.interp(points, x, y))
    np.testing.assert_allclose(interpolator.many(points[::-4]), np.interp(points[::-4], x, y))
    with pytest.raises(ValueError, match="differ in size"):
        port.Interpolator(x, y[1:])


def test_linear_algebra() -> None:
    random = np.random.default_rng(3)
    a = np.tril(random.uniform(1, 2, (6, 6)))
    v = random.normal(size=6)
    np.testing.assert_allclose(a @ port.solve_triangular(a, v), v)
    b = np.asfortranarray(random.normal(size=(6, 2)))
    ab, av, outer, inner, norm, column, transposed = port.products(a, b, v)
    np.testing.assert_allclose(ab, a @ b)
    np.testing.assert_allclose(av, 3 * (a @ v))
    np.testing.assert_allclose(outer, np.outer(v, v))
    assert inner == pytest.approx(v @ v) and norm == pytest.approx(np.linalg.norm(v))
    np.testing.assert_array_equal(column, a[:, 0])
    np.testing.assert_array_equal(transposed, a.T)


def test_elementwise() -> None:
    v, low, high = np.arange(6.0), np.full(6, 1.0), np.full(6, 4.0)
    np.testing.assert_array_equal(port.clamp(v, low, high), np.clip(v, 1, 4))
    m = np.array([[-1.0, 2], [0, -3]])
    np.testing.assert_array_equal(port.absolute(m), np.abs(m))
    assert port.shown(np.array([1.0, 2.5])) == "[2](1,2.5)"


def test_lists_and_handles() -> None:
    halves = port.halves([np.arange(3.0), np.ones((2, 2))])
    assert [h.tolist() for h in halves] == [[0, 0.5, 1], [0.5] * 4]
    assert port.sum_of_dict({"a": np.arange(4.0), "b": np.ones(5)[::2]}) == 9
    with pytest.raises(TypeError):
        port.sum_of_dict({"a": [1.0]})
    a = np.zeros((2, 2))
    assert port.handed(a) is a and a[0, 0] == 42
    assert port.rvalue_of(2.5).tolist() == [2.5, 2.5]
    made = port.new_interpolator(np.array([0.0, 2]), np.array([0.0, 4]))
    assert type(made) is port.Interpolator and made(1.5) == 3
    assert port.squares(6).tolist() == [0, 1, 4, 9, 16, 25]


def test_the_authors_own_converters() -> None:
    np.testing.assert_array_equal(port.diagonal(1.5), np.full(3, 1.5), strict=True)


def test_virtual_functions() -> None:
    class Spring(port.Model):
        def force(self, x: np.ndarray) -> np.ndarray:
            return -3 * x

    x = np.array([1.0, 2.0])
    np.testing.assert_array_equal(port.step(port.Model(), x, 0.5), x - 0.5 * x)
    np.testing.assert_array_equal(port.step(Spring(), x, 0.5), x - 1.5 * x)
    np.testing.assert_array_equal(port.Model().force(x), -x)


def test_a_container_over_the_storage() -> None:
    a = np.arange(4, dtype=np.intc)
    assert port.through_base_array(a) is a
    assert port.through_base_array(None, 3).tolist() == [7, 7, 7]
    with pytest.raises(TypeError, match="not compatible"):
        port.through_base_array(np.ones(3))


def test_iterators() -> None:
    grids = [np.array([1.0, 2]), np.array([3.0, 4, 5]), np.array([6.0, 7])]
    expected = list(itertools.product(*grids))
    np.testing.assert_array_equal(port.combinations(grids), expected)
    assert port.tail_sum(np.arange(6.0), 2) == 14 + 6
    v = np.random.default_rng(1).normal(size=9)
    weights = np.arange(1, 10)
    for part in (v, v[::-1]):
        assert port.checksum(part) == pytest.approx(weights @ part)
        assert port.checksum_strided(part) == pytest.approx(weights @ part)


def test_other_elements() -> None:
    np.testing.assert_array_equal(port.roots(), [1j, -1j])
    mask = np.random.default_rng(5).random(40) < 0.3
    np.testing.assert_array_equal(port.selected(mask), np.flatnonzero(mask))
    assert port.selected(mask).dtype == np.uint32
    assert port.selected(np.zeros(0, bool)).shape == (0,)


def test_none() -> None:
    assert port.size_or_neg_1(None) == -1
    assert port.size_or_neg_1(np.ones(4)) == 4


def test_shapes() -> None:
    for x in (np.arange(6.0).reshape(2, 3), np.array(4.0), np.arange(9.0)[::-2], np.empty((0, 3))):
        np.testing.assert_array_equal(port.keep_shape(x, 3), 3 * x, strict=True)
    x = np.arange(6.0)
    np.testing.assert_array_equal(port.reshaped_expression(x, 3, 2), 2 * x.reshape(3, 2))
    to = np.empty((3, 2))
    port.transpose_by_sub(x.reshape(2, 3), to)
    np.testing.assert_array_equal(to, x.reshape(2, 3).T)
