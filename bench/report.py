# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
# Copyright 2026 The npublas authors
"""Tables of what was measured: their targets, how they are printed, and the file that holds them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
FILE = ROOT / "build" / "release" / "bench.json"
LABEL = 27  # characters of a row's name


@dataclass
class Targets:
    """What the figures of a column should reach, by the name of a row.

    Attributes
    ----------
    at_most : mapping
        The highest ratio to the first row.
    within : mapping
        The highest figure.
    above : mapping
        The row whose figure should be lower than this one's.
    at_least : mapping
        The lowest ratio to the first row.
    """

    at_most: Mapping[str, float] = field(default_factory=dict)
    within: Mapping[str, float] = field(default_factory=dict)
    above: Mapping[str, str] = field(default_factory=dict)
    at_least: Mapping[str, float] = field(default_factory=dict)


@dataclass
class Row:
    """One figure; `reached` is None where there is no target."""

    name: str
    figure: float
    ratio: float
    target: str = ""
    reached: bool | None = None


@dataclass
class Column:
    """The same job done in several ways, the first of which is the baseline of the ratios."""

    heading: str
    rows: list[Row]
    unit: str = "ns"


@dataclass
class Table:
    """Columns side by side. `name` is that of the picture's file; notes follow the figures."""

    name: str
    title: str
    columns: list[Column]
    notes: list[str] = field(default_factory=list)

    def row_names(self) -> list[str]:
        """Of all columns, in order; a column may lack some."""
        return list(dict.fromkeys(row.name for column in self.columns for row in column.rows))

    def missed(self) -> list[str]:
        return [
            f"{column.heading}: {row.name}: {readable(row.figure, column.unit)}, "
            f"ratio {row.ratio:.2f}; target: {row.target}"
            for column in self.columns
            for row in column.rows
            if row.reached is False
        ]


def judged(
    heading: str, figures: Mapping[str, float], targets: Targets, unit: str = "ns"
) -> Column:
    """The column of these figures."""
    baseline = next(iter(figures.values()))
    rows = []
    for name, figure in figures.items():
        row = Row(name, figure, figure / baseline)
        wanted: list[tuple[str, bool]] = []
        if name in targets.at_most:
            limit = targets.at_most[name]
            wanted.append((f"ratio at most {limit:.4g}", row.ratio <= limit))
        if name in targets.within:
            limit = targets.within[name]
            wanted.append((f"at most {readable(limit, unit)}", figure <= limit))
        if name in targets.above:
            other = targets.above[name]
            wanted.append((f"above {other}", figure > figures[other]))
        if name in targets.at_least:
            limit = targets.at_least[name]
            wanted.append((f"ratio at least {limit}", row.ratio >= limit))
        if wanted:
            row.target = ", ".join(text for text, _ in wanted)
            row.reached = all(reached for _, reached in wanted)
        rows.append(row)
    return Column(heading, rows, unit)


UNITS = {
    "ns": (("s", 1e9), ("ms", 1e6), ("us", 1e3), ("ns", 1.0)),
    "bytes": (("MB", 1e6), ("kB", 1e3), ("bytes", 1.0)),
}


def readable(figure: float, unit: str) -> str:
    name, size = next(
        (pair for pair in UNITS[unit] if figure >= pair[1]),
        UNITS[unit][-1],
    )
    return f"{figure / size:.{2 if name == 's' else 1}f} {name}"


def show(table: Table) -> None:
    """Print the table."""
    print(f"\n{table.title}\n{'-' * len(table.title)}")
    if len(table.columns) == 1:
        _show_one(table.columns[0])
    else:
        _show_beside(table)
    for note in table.notes:
        print(note)


def _show_one(column: Column) -> None:
    print(f"{'':{LABEL}}{column.heading:>14}{'ratio':>9}   {'target':32}reached")
    for row in column.rows:
        reached = {True: "yes", False: "NO", None: ""}[row.reached]
        figures = f"{readable(row.figure, column.unit):>14}{row.ratio:9.2f}"
        print(f"{row.name:{LABEL}}{figures}   {row.target:32}{reached}".rstrip())


def _show_beside(table: Table) -> None:
    print(" " * LABEL + "".join(f"{column.heading:>19}" for column in table.columns))
    for name in table.row_names():
        cells = (f"{cell(column, name):>19}" for column in table.columns)
        print(f"{name:{LABEL}}{''.join(cells)}".rstrip())
    for text in table.missed():
        print(f"MISSED {text}")


def cell(column: Column, name: str) -> str:
    """Figure and ratio of a row."""
    for row in column.rows:
        if row.name == name:
            return f"{readable(row.figure, column.unit)} {row.ratio:6.2f}"
    return "-"


def count_targets(tables: Iterable[Table]) -> tuple[int, int]:
    """How many were reached, of how many."""
    verdicts = [
        row.reached
        for table in tables
        for column in table.columns
        for row in column.rows
        if row.reached is not None
    ]
    return sum(verdicts), len(verdicts)


def save(file: Path, program: str, environment: Mapping[str, str], tables: Iterable[Table]) -> None:
    """Put one program's results into the file, in the place of its last ones."""
    content = json.loads(file.read_text()) if file.exists() else {}
    results = {name: part for name, part in content.items() if name in PROGRAMS}
    results[program] = {
        "environment": dict(environment),
        "tables": [asdict(table) for table in tables],
    }
    file.write_text(json.dumps(results, indent=2) + "\n")


PROGRAMS = ("run", "compile_time", "linalg", "two_programs")


def load(file: Path) -> list[tuple[dict[str, str], list[Table]]]:
    """Environment and tables of each program that has put its results into the file."""
    content = json.loads(file.read_text())
    return [
        (content[name]["environment"], [_table(table) for table in content[name]["tables"]])
        for name in PROGRAMS
        if name in content
    ]


def _table(content: dict[str, Any]) -> Table:
    columns = [
        Column(column["heading"], [Row(**row) for row in column["rows"]], column["unit"])
        for column in content["columns"]
    ]
    return Table(content["name"], content["title"], columns, content["notes"])
