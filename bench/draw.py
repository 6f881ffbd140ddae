# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
# Copyright 2026 The npublas authors
"""Puts the figures of the last run into doc/bench.md, and draws one picture per table.

`python3 bench/draw.py [build/release/bench.json]`, after `b2 bench` and, if wanted,
`bench/compile_time.py`. The pictures need matplotlib; without it only the tables are written.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from report import FILE, ROOT, Column, Row, Table, count_targets, load, readable

PAGE = ROOT / "doc" / "bench.md"
PICTURES = ROOT / "doc" / "bench"
BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"
FAST, PLAIN, BASELINE, OTHERS = "#1764ab", "#6ba3d6", "#555555", "#c3cad1"  # colours
COLOURS = {
    "npublas::def": FAST,
    "npublas, plain def": PLAIN,
    "npublas.matrix": FAST,
    "std::vector<c_vector>": FAST,
    "view": FAST,
    "npublas/python.hpp": FAST,
}


def row_of(column: Column, name: str) -> Row | None:
    return next((row for row in column.rows if row.name == name), None)


def markdown(table: Table) -> str:
    """The table, its picture and its notes."""
    lines = [f"## {table.title}", "", f"![{table.title}](bench/{table.name}.svg)", ""]
    lines.append("| | " + " | ".join(column.heading for column in table.columns) + " |")
    lines.append("|---|" + "---:|" * len(table.columns))
    for name in table.row_names():
        cells = (markdown_cell(column, name) for column in table.columns)
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join([*lines, *remarks(table)])


def markdown_cell(column: Column, name: str) -> str:
    row = row_of(column, name)
    if row is None:
        return "-"
    text = f"{readable(row.figure, column.unit)} ({row.ratio:.2f})"
    return f"**{text}**" if row.reached is False else text


def remarks(table: Table) -> list[str]:
    lines = ["", *(f"{note}  " for note in table.notes)] if table.notes else []
    reached, of = count_targets([table])
    if of:
        lines += ["", f"{reached} of {of} targets reached."]
    return [*lines, *(f"- missed: {text}" for text in table.missed())]


def page(results: list[tuple[dict[str, str], list[Table]]]) -> str:
    parts = []
    for environment, tables in results:
        about = "; ".join(f"{key}: {value}" for key, value in environment.items())
        parts += [f"*{about}*", *(markdown(table) for table in tables)]
    return "\n\n".join(parts)


def write_page(text: str) -> None:
    before, _, rest = PAGE.read_text().partition(BEGIN)
    after = rest.partition(END)[2]
    PAGE.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}")


def draw(table: Table, pyplot: Any) -> None:
    """One panel per column, one bar per row, in the order of the table."""
    names = table.row_names()
    columns = len(table.columns)
    size = (2.6 + 2.2 * columns, 0.9 + 0.27 * len(names))
    figure, panels = pyplot.subplots(1, columns, figsize=size, sharey=True, squeeze=False)
    for panel, column in zip(panels[0], table.columns):
        draw_column(panel, column, names)
    panels[0][0].set_yticks(range(len(names)), names)
    panels[0][0].invert_yaxis()
    figure.suptitle(table.title, fontsize=10, x=0.01, ha="left")
    figure.tight_layout()
    figure.savefig(PICTURES / f"{table.name}.svg", metadata={"Date": None})
    pyplot.close(figure)


def draw_column(panel: Any, column: Column, names: list[str]) -> None:
    rows = {row.name: row for row in column.rows}
    figures = [row.figure for row in column.rows]
    far_apart = max(figures) > 12 * min(figures)
    start = 10 ** math.floor(math.log10(min(figures)) - 0.3) if far_apart else 0.0
    for place, name in enumerate(names):
        if name not in rows:
            continue
        figure = rows[name].figure
        panel.barh(place, figure - start, left=start, color=colour(name, column), height=0.72)
        panel.text(figure, place, f" {readable(figure, column.unit)}", va="center", fontsize=7)
    if far_apart:
        panel.set_xscale("log")
        panel.set_xlim(start, max(figures) * (max(figures) / start) ** 0.38)
    else:
        panel.set_xlim(0, max(figures) * 1.38)
    panel.set_title(column.heading + (", log scale" if far_apart else ""), fontsize=8)
    panel.set_xticks([])
    panel.minorticks_off()
    panel.tick_params(labelsize=8, length=0)
    for side in "top", "right", "bottom":
        panel.spines[side].set_visible(False)


def colour(name: str, column: Column) -> str:
    return COLOURS.get(name, BASELINE if name == column.rows[0].name else OTHERS)


def settings() -> Mapping[str, Any]:
    """Text as text, and the same file for the same figures."""
    return {"svg.fonttype": "none", "svg.hashsalt": "npublas", "font.family": "sans-serif"}


def main() -> None:
    file = Path(sys.argv[1]) if len(sys.argv) > 1 else FILE
    if not file.exists():
        sys.exit(f"{file} is not there: run b2 bench")
    results = load(file)
    write_page(page(results))
    print(f"written: {PAGE.relative_to(ROOT)}")
    try:
        import matplotlib
    except ImportError:
        print("no matplotlib here (Debian: python3-matplotlib): the pictures stay as they are")
        return
    matplotlib.use("svg")
    from matplotlib import pyplot

    matplotlib.rcParams.update(settings())
    PICTURES.mkdir(exist_ok=True)
    for table in (table for _, tables in results for table in tables):
        draw(table, pyplot)
        print(f"drawn: doc/bench/{table.name}.svg")


if __name__ == "__main__":
    main()
