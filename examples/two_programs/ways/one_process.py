# Copyright 2026 The npublas authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
"""One process: the C++ code is an extension module, and an update is a call."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

from build import EXTENSION, built_module, compiled


def extension() -> ModuleType:
    """The module, whose `Reader` and `Writer` are C++ classes."""
    compiled(Path(__file__).with_suffix(".cpp"), EXTENSION, ".so")
    return built_module("one_process")
