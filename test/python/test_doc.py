# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
# Copyright 2026 The npublas authors
"""The Python sessions of the manual run."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

DOC = Path(__file__).parents[2] / "doc"


def sessions(page: Path) -> str:
    """The sessions of a page as one text: names live on from block to block."""
    blocks = re.findall(r"```python\n(.*?)```", page.read_text(), re.DOTALL)
    return "\n".join(block for block in blocks if ">>>" in block)


PAGES = [page for page in sorted(DOC.glob("*.md")) if sessions(page)]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_sessions_of_a_page_run(page: Path) -> None:
    test = doctest.DocTestParser().get_doctest(sessions(page), {}, page.name, str(page), 0)
    output: list[str] = []
    result = doctest.DocTestRunner().run(test, out=output.append)
    assert test.examples and result.failed == 0, "".join(output)


def test_there_are_pages() -> None:
    assert {"python.md", "pickle.md"} <= {page.name for page in PAGES}
