# Copyright 2026 The npublas authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
"""`why_not` says what a call would say; `set_trace` logs what calls refuse."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import bridge_lifetimes
import bridge_threads
import npublas
import numpy as np
import pytest

A = np.arange(12.0).reshape(3, 4)
FROZEN = A.copy()
FROZEN.flags.writeable = False

# type, an argument that it takes, one that it refuses, words of the refusal
CASES: list[tuple[str, Any, Any, str]] = [
    ("vector_view<double>", A[0], A[:, 0], "unit stride"),
    ("vector_view<const float>", A[0].astype("f4"), A[0], "got float64"),
    ("vector_view<float const>", A[0].astype("f4"), A[0], "got float64"),
    ("strided_vector_view<double>", A[:, 0], A, "1-D"),
    ("strided_vector_view<const double>", np.broadcast_to(1.0, 5), np.ones(5, int), "got int64"),
    ("strided_vector_view<double>", A[0], np.broadcast_to(1.0, 5), "read-only"),
    ("matrix_view<double>", A, A.T, "unit inner stride"),
    ("matrix_view<double>", A[:, 1:3], FROZEN, "read-only"),
    ("matrix_view<const double>", FROZEN, FROZEN.T, "unit inner stride"),
    ("matrix_view<double, row_major>", A, A[0], "2-D"),
    ("matrix_view<double, column_major>", A.T, A, "down its columns"),
    ("matrix_view<const double, ublas::column_major>", FROZEN.T, FROZEN, "down its columns"),
    ("strided_matrix_view<std::complex<double>>", A.T * 1j, A, "got float64"),
    ("strided_matrix_view<const long double>", A.astype("g")[::2, ::-1], A, "got float64"),
    ("numpy_vector<std::int8_t>", np.ones(3, "i1"), [1, 2], "got list"),
    ("numpy_matrix<int>", A.astype("i4"), A.astype("u4"), "got uint32"),
    ("numpy_matrix<std::size_t, column_major>", A.T.astype("u8", order="F"), None, "NoneType"),
    ("vector<double>", [1, 2, 3], [1j], "complex128"),
    ("vector<unsigned char>", [255], [256], "256"),
    ("vector<bool>", [0, 1], [2], "2"),
    ("matrix<double>", [[1, 2], [3, 4]], [1, 2], "2-D"),
    ("matrix<float, column_major>", A, "text", "str"),
    ("  npublas :: matrix_view < double >  ", A, 5, "got int"),
    ("ublas::vector<std::complex< float >>", A[0], object(), "object"),
    ("boost::numeric::ublas::matrix<unsigned  long   long>", [[1]], [[-1]], "-1"),
]


@pytest.mark.parametrize(("name", "good", "bad", "words"), CASES)
def test_why_not(name: str, good: Any, bad: Any, words: str) -> None:
    assert npublas.why_not(good, name) is None
    sentence = npublas.why_not(bad, name)
    assert isinstance(sentence, str)
    assert sentence.startswith("x: ") and words in sentence and "; pass " in sentence


def test_wrapped_types_are_taken() -> None:
    assert npublas.why_not(npublas.matrix(A), "matrix_view<double>") is None
    assert npublas.why_not(npublas.vector(A[0]), "numpy_vector<double>") is None
    assert "1-D" in str(npublas.why_not(npublas.matrix(A), "vector_view<double>"))


@pytest.mark.parametrize("kind", ["vector_view", "strided_vector_view"])
@pytest.mark.parametrize("const", ["", "const "])
@pytest.mark.parametrize("dtype", npublas.element_types)
def test_every_element_type(kind: str, const: str, dtype: str) -> None:
    names = {"float32": "float", "float64": "double", "longdouble": "long double", "bool": "bool"}
    names |= {"complex64": "std::complex<float>", "complex128": "std::complex<double>"}
    names |= {"clongdouble": "std::complex<long double>"}
    name = f"{kind}<{const}{names.get(dtype, f'std::{dtype}_t')}>"
    assert npublas.why_not(np.ones(3, dtype), name) is None
    other = "int8" if dtype != "int8" else "bool"
    sentence = npublas.why_not(np.ones(3, other), name)
    assert sentence is not None and f"x: {name} needs" in sentence
    assert f"{dtype} 1-D array" in sentence and f"got {other}" in sentence


@pytest.mark.parametrize(
    "name",
    [
        "", "double", "vector_view", "vector_view<>", "vector_view<double", "view<double>", "vector_view<half>",
        "vector_view<double, column_major>", "strided_matrix_view<double, column_major>", "vector<const double>",
        "matrix<double, diagonal>", "matrix_view<double>>", "matrix_view<const const double>", "matrix_view<con st double>",
        "vector_view<dou ble>", "<double>", "☃", "vector_view<double>\0", "x" * 10000,
    ],
)  # fmt: skip
def test_unknown_names_are_value_errors_that_list_the_known(name: str) -> None:
    with pytest.raises(ValueError, match="strided_matrix_view<T>"):
        npublas.why_not(A, name)


def test_wrong_calls() -> None:
    for arguments in ((), (A,), (A, 5), (A, None), (A, "vector_view<double>", 1)):
        with pytest.raises(TypeError):
            npublas.why_not(*arguments)


def test_an_argument_that_asks_another_question() -> None:
    class Asking:
        def __array__(self, *arguments: Any, **keywords: Any) -> Any:
            assert npublas.why_not(5, "matrix_view<int>") is not None
            raise RuntimeError("no array")

    sentence = npublas.why_not(Asking(), "vector<double>")
    assert sentence is not None and "vector<double>" in sentence and "no array" in sentence


def test_asking_leaves_nothing_behind() -> None:
    assert npublas.why_not(5, "vector_view<double>") is not None
    with pytest.raises(TypeError) as caught:
        bridge_threads.fast_scale(np.ones((2, 2)), 1.0)
    assert "got int" not in str(caught.value)


# Tracing


@pytest.fixture
def trace(caplog: pytest.LogCaptureFixture) -> Iterator[Any]:
    """Log refusals, and give a function that takes what was logged."""

    def messages() -> list[str]:
        taken = [record.getMessage() for record in caplog.records if record.name == "npublas"]
        caplog.clear()
        return taken

    npublas.set_trace(True)
    try:
        with caplog.at_level(logging.DEBUG, logger="npublas"):
            yield messages
    finally:
        npublas.set_trace(False)


def test_off_by_default(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(TypeError):
        bridge_threads.fast_scale("x", 1.0)
    with pytest.raises(TypeError):
        bridge_threads.plain_scale("x", 1.0)
    assert not caplog.records


@pytest.mark.parametrize("name", ["plain_scale", "fast_scale"])
def test_each_refusal_is_logged_once(trace: Any, name: str) -> None:
    scale = getattr(bridge_threads, name)
    for _ in range(2):
        with pytest.raises(TypeError):
            scale(np.ones(3, int), 1.0)
        messages = trace()
        assert len(messages) == 2
        assert all(m.startswith(f"{name}: argument 1: vector_view<") for m in messages)
        assert {m.split("<")[1].split(">")[0] for m in messages} == {"double", "float"}
        assert all("got int64" in m for m in messages)


@pytest.mark.parametrize("name", ["plain_scale", "fast_scale"])
def test_what_one_overload_refused_and_another_took(trace: Any, name: str) -> None:
    scale = getattr(bridge_threads, name)
    for _ in range(2):
        assert scale(np.ones(3), 2.0) == 2
        assert [m for m in trace() if "vector_view<float>" in m and "got float64" in m]
        assert scale(np.ones(3, "f4"), 2.0) == 2
        assert trace() == []


@pytest.mark.parametrize("name", ["plain_product", "fast_product"])
def test_a_refusal_behind_a_converted_argument(trace: Any, name: str) -> None:
    product = getattr(bridge_threads, name)
    assert product(np.ones((2, 2)), [[1, 2], [3, 4]]) == 10
    assert trace() == []
    with pytest.raises(TypeError):
        product(np.ones((2, 2)), "x")
    (message,) = trace()
    assert message.startswith(f"{name}: argument 2: matrix<double> needs")


def test_all_modules_are_traced(trace: Any) -> None:
    with pytest.raises(TypeError):
        bridge_lifetimes.subrange("x", 0, 1)
    (message,) = trace()
    assert message.startswith("subrange: argument 1: vector_view<double> needs")


def test_set_trace_again_and_off(trace: Any) -> None:
    npublas.set_trace(True)
    with pytest.raises(TypeError):
        bridge_threads.fast_work(5, bridge_threads.Meeting(1), 0.0)
    assert len(trace()) == 1
    npublas.set_trace(False)
    npublas.set_trace(False)
    with pytest.raises(TypeError):
        bridge_threads.fast_work(5, bridge_threads.Meeting(1), 0.0)
    assert trace() == []


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_handler_that_raises_or_calls_back(trace: Any) -> None:
    class Handler(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            with pytest.raises(TypeError):
                bridge_threads.fast_scale(b"called back", 1.0)
            raise RuntimeError("a handler must not raise")

    logger, handler = logging.getLogger("npublas"), Handler()
    logger.addHandler(handler)
    try:
        for name in ("plain_scale", "fast_scale"):
            assert getattr(bridge_threads, name)(np.ones(3), 2.0) == 2
            with pytest.raises(TypeError, match="got str"):
                getattr(bridge_threads, name)("x", 1.0)
    finally:
        logger.removeHandler(handler)
