# Copyright 2026 The npublas authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
"""Scores against exact ones, arrays that are shared, bad input; the peer; the README."""

from __future__ import annotations

import gc
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy
import pytest
import template_bank
from numpy.testing import assert_array_equal

FOLDER = Path(__file__).resolve().parent

# Small whole numbers: every sum is exact, in whatever order BLAS takes it.
RANDOM = numpy.random.default_rng(3)
TEMPLATES = RANDOM.integers(-9, 10, size=(50, 80)).astype(float)
SIGNALS = RANDOM.integers(-9, 10, size=(7, 80)).astype(float)
SCORES = (SIGNALS.astype(int) @ TEMPLATES.astype(int).T).astype(float)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A file of templates."""
    file = tmp_path_factory.mktemp("templates") / "templates.bin"
    TEMPLATES.tofile(file)
    return str(file)


@pytest.fixture(scope="module", params=["npublas", "template_bank_eigen"])
def module(request: pytest.FixtureRequest) -> ModuleType:
    """The example, and the peer that does the same."""
    if request.param == "npublas":
        return template_bank
    build: Callable[[Path], ModuleType] = request.getfixturevalue("build_peer")
    return build(FOLDER / "peers" / f"{request.param}.cpp")


def test_scores_go_into_the_callers_array(module: ModuleType, path: str) -> None:
    bank = module.template_bank(path, 50, 80)
    scores, best = numpy.empty(50), bank.best()
    for k, signal in enumerate(SIGNALS):
        bank.score(signal, scores)
        assert_array_equal(scores, SCORES[k])
        assert_array_equal(best, SCORES[: k + 1].max(axis=0, initial=0))


def test_the_best_scores_outlive_the_bank(module: ModuleType, path: str) -> None:
    bank = module.template_bank(path, 50, 80)
    bank.score(SIGNALS[0], numpy.empty(50))
    best = bank.best()
    del bank
    gc.collect()
    assert_array_equal(best, SCORES[0].clip(min=0))


@pytest.mark.parametrize("bad", ["float32", "list", "step", "matrix", "too short", "read-only"])
def test_bad_arrays_are_refused_and_nothing_is_written(
    module: ModuleType, path: str, bad: str
) -> None:
    bank = module.template_bank(path, 50, 80)
    scores = numpy.full(100, 7.0)
    arguments: dict[str, tuple[Any, Any]] = {
        "float32": (SIGNALS[0].astype("f4"), scores[:50]),
        "list": (SIGNALS[0].tolist(), scores[:50]),
        "step": (SIGNALS[0], scores[::2]),
        "matrix": (SIGNALS[:2, :40], scores[:50]),
        "too short": (SIGNALS[0, :-1], scores[:50]),
        "read-only": (SIGNALS[0], numpy.broadcast_to(scores, (2, 100))[0, :50]),
    }
    with pytest.raises((TypeError, ValueError)):
        bank.score(*arguments[bad])
    assert (scores == 7).all() and (bank.best() == 0).all()


def test_best_is_one_array_on_both_sides(path: str) -> None:
    bank = template_bank.template_bank(path, 50, 80)
    assert bank.best() is bank.best()
    report = numpy.full(50, 1e9)
    report[3] = -1e9
    bank.keep_best_in(report)
    assert bank.best() is report
    bank.score(SIGNALS[0], numpy.empty(50))
    assert report[3] == SCORES[0, 3] and (numpy.delete(report, 3) == 1e9).all()


def test_a_report_of_another_size_is_refused(path: str) -> None:
    bank = template_bank.template_bank(path, 50, 80)
    bank.keep_best_in(numpy.zeros(49))
    with pytest.raises(ValueError, match="best has another size"):
        bank.score(SIGNALS[0], numpy.empty(50))


def test_a_file_too_short(module: ModuleType, path: str) -> None:
    with pytest.raises(ValueError, match="missing or too short"):
        module.template_bank(path, 51, 80)


def test_readme_session(run_session: Callable[[Path], None]) -> None:
    run_session(FOLDER / "README.md")
