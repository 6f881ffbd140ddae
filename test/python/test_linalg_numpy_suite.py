# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
# Copyright 2026 The npublas authors
"""numpy.linalg's own test suite, with npublas.linalg in the place of numpy.linalg.

The module of the installed NumPy is loaded once more under another name, and its functions are
exchanged: those it imported, and its `linalg`. Excluded is

- `test_future_rcond`: NumPy 1.x warns that the default of `rcond` will change; here it is what it
  changed to;

and numbers in single precision are compared to 5 decimals instead of 6: 6 are less than two units in
the last place of the numbers near 12 that these tests have, and hold only for the very order of
operations that LAPACK happens to have.
"""

from __future__ import annotations

import importlib.util
import types
import warnings
from typing import Any

import numpy
import pytest

import npublas.linalg

original = pytest.importorskip("numpy.linalg.tests.test_linalg")


class Substitute(types.ModuleType):
    """npublas.linalg, and NumPy's own for what only NumPy has (private names, `linalg.linalg`)."""

    def __getattr__(self, name: str) -> Any:
        if name in npublas.linalg.__all__:
            return getattr(npublas.linalg, name)
        return getattr(numpy.linalg, name)


pytestmark = [
    # NumPy's suite checks subclasses with numpy.matrix.
    pytest.mark.filterwarnings("ignore::PendingDeprecationWarning"),
]


def substituted() -> types.ModuleType:
    name = "npublas_in_numpys_place"
    spec = importlib.util.spec_from_file_location(name, original.__file__)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        spec.loader.exec_module(module)
    for name in npublas.linalg.__all__:
        if getattr(module, name, None) is getattr(numpy.linalg, name, module):
            setattr(module, name, getattr(npublas.linalg, name))
    module.linalg = Substitute("linalg")
    compare = module.assert_almost_equal

    def assert_almost_equal(a: Any, b: Any, single_decimal: int = 5, **options: Any) -> None:
        compare(a, b, single_decimal=single_decimal, **options)

    module.assert_almost_equal = assert_almost_equal
    return module


tests = substituted()
if hasattr(tests.TestLstsq, "test_future_rcond"):
    del tests.TestLstsq.test_future_rcond
# Collected from here, as if they were written here.
globals().update(
    {name: value for name, value in vars(tests).items() if name.startswith(("Test", "test_"))}
)
