# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
# Copyright 2026 The npublas authors
"""Timing in interleaved rounds, and the tables made of it."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from timeit import Timer
from typing import Any

SLICE = 200_000  # nanoseconds of calls in one go: long for the clock, short between interruptions
LEAST_ROUNDS = 3


def call(function: Callable[..., Any], *arguments: Any) -> Timer:
    """A timer of this call, from local variables; timeit switches the garbage collector off."""
    names = "".join(f"x{i}, " for i in range(len(arguments)))
    return timer_of(f"f({names})", f"f = function; [{names}] = arguments", function, arguments)


def empty_loop() -> Timer:
    """A timer of what timeit itself adds to a call."""
    return timer_of("pass")


def timer_of(
    statement: str, setup: str = "pass", function: Any = None, arguments: Any = ()
) -> Timer:
    names = {"function": function, "arguments": arguments}
    return Timer(statement, setup, time.perf_counter_ns, names)


@dataclass
class Row:
    """One line of a table; without a target, `reached` is None."""

    name: str
    nanoseconds: float
    ratio: float
    target: str = ""
    reached: bool | None = None


class Table:
    """The same job done in several ways, the first of which is the baseline of the ratios.

    Parameters
    ----------
    title : str
    timers : mapping
        One timer for each way, by name.
    at_most : mapping, optional
        Targets: the highest ratio that a row should have, by name.
    above : mapping, optional
        Targets: the row that should take less time than this one, by name.
    repetitions : int
        How many times a call does the job.
    """

    def __init__(
        self,
        title: str,
        timers: Mapping[str, Timer],
        at_most: Mapping[str, float] | None = None,
        above: Mapping[str, str] | None = None,
        repetitions: int = 1,
    ) -> None:
        self.title = title
        self.notes: list[str] = []
        self._timers = timers
        self._at_most = at_most or {}
        self._above = above or {}
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
    def rows(self) -> list[Row]:
        """What was measured so far."""
        baseline = next(iter(self._least.values()))
        rows = []
        for name, time_taken in self._least.items():
            row = Row(name, time_taken, time_taken / baseline)
            if name in self._at_most:
                row.target = f"at most {self._at_most[name]}"
                row.reached = row.ratio <= self._at_most[name]
            elif name in self._above:
                row.target = f"above {self._above[name]}"
                row.reached = time_taken > self._least[self._above[name]]
            rows.append(row)
        return rows

    def as_dict(self) -> dict[str, Any]:
        rows = [asdict(row) for row in self.rows]
        return {"title": self.title, "rows": rows, "notes": self.notes}


def _calls_in_a_slice(timer: Timer) -> int:
    """How many calls fill a slice. The calls made to find out warm the caches up."""
    count = 1
    while timer.timeit(count) < SLICE:
        count *= 2
    return count


def readable(nanoseconds: float) -> str:
    for unit, size in ("ms", 1e6), ("us", 1e3):
        if nanoseconds >= size:
            return f"{nanoseconds / size:.1f} {unit}"
    return f"{nanoseconds:.1f} ns"


def show(table: Table) -> None:
    """Print one table, a line per row."""
    _print_title(table.title)
    print(f"{'':29}{'minimum':>10}{'ratio':>8}   {'target':26}reached")
    for row in table.rows:
        reached = {True: "yes", False: "NO", None: ""}[row.reached]
        figures = f"{readable(row.nanoseconds):>10}{row.ratio:8.2f}"
        print(f"{row.name:29}{figures}   {row.target:26}{reached}".rstrip())
    for note in table.notes:
        print(note)


def show_beside(title: str, tables: Mapping[str, Table]) -> None:
    """Print tables of the same rows as one, a column per table."""
    _print_title(title)
    print(f"{'':29}" + "".join(f"{heading:>19}" for heading in tables))
    for rows in zip(*(table.rows for table in tables.values())):
        cells = (f"{readable(row.nanoseconds)} {row.ratio:6.2f}" for row in rows)
        print(f"{rows[0].name:29}" + "".join(f"{cell:>19}" for cell in cells))


def _print_title(title: str) -> None:
    print(f"\n{title}\n{'-' * len(title)}")
