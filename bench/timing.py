# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
# Copyright 2026 The npublas authors
"""Timing in interleaved rounds."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from timeit import Timer
from typing import Any

from report import Column, Targets, judged

SLICE = 200_000  # nanoseconds of calls in one go: long for the clock, short between interruptions
LEAST_ROUNDS = 3


def call(function: Callable[..., Any], *arguments: Any) -> Timer:
    """A timer of this call."""
    names = "".join(f"x{i}, " for i in range(1, len(arguments) + 1))
    return statement(f"x0({names})", function, *arguments)


def refused_call(function: Callable[..., Any], *arguments: Any) -> Timer:
    """A timer of a call that raises, and of catching what it raises."""
    names = "".join(f"x{i}, " for i in range(1, len(arguments) + 1))
    return statement(f"try: x0({names})\nexcept Exception: pass", function, *arguments)


def statement(text: str, *values: Any) -> Timer:
    """A timer of Python code about x0, x1, ..., which are local variables of these values.

    The garbage collector is off while it runs, as timeit does it.
    """
    names = "".join(f"x{i}, " for i in range(len(values)))
    setup = f"[{names}] = values" if values else "pass"
    return Timer(text, setup, time.perf_counter_ns, {"values": values})


class Measurement:
    """The same job done in several ways, the first of which is the baseline of the ratios.

    Parameters
    ----------
    heading : str
    timers : mapping
        One timer for each way, by name.
    targets : Targets, optional
    repetitions : int
        How many times a call does the job.
    """

    def __init__(
        self,
        heading: str,
        timers: Mapping[str, Timer],
        targets: Targets | None = None,
        repetitions: int = 1,
    ) -> None:
        self.heading = heading
        self._timers = timers
        self._targets = targets or Targets()
        self._repetitions = repetitions
        self._counts = {name: _calls_in_a_slice(timer) for name, timer in timers.items()}
        self._least = dict.fromkeys(timers, float("inf"))

    def measure(self, seconds: float) -> None:
        """Rounds that time every way once, in random order; the least time ever seen is kept."""
        end = time.monotonic() + seconds
        rounds = 0
        while rounds < LEAST_ROUNDS or time.monotonic() < end:
            for name in random.sample(list(self._timers), len(self._timers)):
                calls = self._counts[name]
                one = self._timers[name].timeit(calls) / calls / self._repetitions
                self._least[name] = min(self._least[name], one)
            rounds += 1

    @property
    def column(self) -> Column:
        """What was measured so far."""
        return judged(self.heading, self._least, self._targets)


def _calls_in_a_slice(timer: Timer) -> int:
    """How many calls fill a slice. The calls made to find out warm the caches up."""
    count = 1
    while timer.timeit(count) < SLICE:
        count *= 2
    return count
