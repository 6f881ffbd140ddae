# Copyright 2026 The npublas authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
"""Whatever lies under a name: open() takes it or raises, and never leads outside of what is there."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from npublas.shared import shared_matrix

REFUSALS = (ValueError, OSError, RuntimeError)
HEADER = 4096


def sample(path: Path) -> bytes:
    with shared_matrix.create(path, (3, 5), float) as m:
        m.publish(numpy.arange(15.0).reshape(3, 5))
    data = path.read_bytes()
    path.unlink()
    return data


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes]:
    path = tmp_path_factory.mktemp("malformed") / "segment"
    return path, sample(path)


def look(m: shared_matrix) -> None:
    with m.lease() as a:
        assert a.sum() == m.read().sum()


def change(m: shared_matrix) -> None:
    with m.write() as a:
        a[...] = 1


def take_a_turn(m: shared_matrix) -> None:
    with m.turn(0) as a:
        a[...] = 1


USES = {
    "look": look,
    "wait": lambda m: m.wait(0),
    "change": change,
    "turn": take_a_turn,
    "publish": lambda m: m.publish(m.read()),
}


def try_everything(path: Path) -> set[str]:
    """Use what opens as far as it goes: elements may be any, all else is checked."""
    refused = set()
    try:
        with shared_matrix.open(path) as m:
            for name, use in USES.items():
                try:
                    use(m)
                except REFUSALS:
                    refused.add(name)
    except REFUSALS:
        return set(USES)
    return refused


def test_the_sample_is_good(good: tuple[Path, bytes]) -> None:
    path, data = good
    path.write_bytes(data)
    assert try_everything(path) == {"turn"}  # its creator, the other side, is gone
    path.write_bytes(data)
    with shared_matrix.open(path) as m:
        numpy.testing.assert_array_equal(m.read(), numpy.arange(15.0).reshape(3, 5))


@given(st.data())
@settings(max_examples=300)
def test_flipped_bytes(good: tuple[Path, bytes], data: st.DataObject) -> None:
    path, original = good
    changed = bytearray(original)
    places = st.integers(0, min(HEADER, len(original)) - 1)
    for place in data.draw(st.lists(places, min_size=1, max_size=4)):
        changed[place] = data.draw(st.integers(0, 255))
    path.write_bytes(changed)
    try_everything(path)


@given(st.data())
@settings(max_examples=300)
def test_lying_words(good: tuple[Path, bytes], data: st.DataObject) -> None:
    """Whole words of the header are replaced by numbers that are too large, zero, or negative."""
    path, original = good
    changed = bytearray(original)
    words = st.sampled_from([0, 1, 7, 2**31, 2**32 - 1, 2**40, 2**61, 2**63, 2**64 - 1])
    place = 4 * data.draw(st.integers(0, min(512, len(original) // 4 - 2)))
    size = data.draw(st.sampled_from([4, 8]))
    changed[place : place + size] = (data.draw(words) % 2 ** (8 * size)).to_bytes(size, "little")
    path.write_bytes(changed)
    try_everything(path)


@given(st.integers(0, 2**16))
def test_truncated(good: tuple[Path, bytes], size: int) -> None:
    path, original = good
    size %= len(original)
    path.write_bytes(original[:size])
    with pytest.raises(REFUSALS):
        shared_matrix.open(path)


@given(st.binary(max_size=10000))
@settings(max_examples=100)
def test_foreign(good: tuple[Path, bytes], content: bytes) -> None:
    path, _ = good
    path.write_bytes(content)
    with pytest.raises(REFUSALS):
        shared_matrix.open(path)


def test_another_version_or_order_of_bytes_is_a_value_error(good: tuple[Path, bytes]) -> None:
    path, original = good
    path.write_bytes(original[:8][::-1] + original[8:])
    with pytest.raises(ValueError):
        shared_matrix.open(path)
    path.write_bytes(bytes(len(original)))
    with pytest.raises((ValueError, OSError)):
        shared_matrix.open(path)
    path.write_bytes(b"\x89PNG\r\n" + bytes(100000))
    with pytest.raises(ValueError):
        shared_matrix.open(path)


def test_a_foreign_segment_in_memory() -> None:
    path = Path(f"/dev/shm/npublas-test-foreign-{os.getpid()}")
    path.write_bytes(b"something else" * 1000)
    try:
        with pytest.raises(ValueError):
            shared_matrix.open(path.name)
        with pytest.raises((FileExistsError, ValueError)):
            shared_matrix.create(path.name, 3, float)
        assert path.read_bytes().startswith(b"something else")
    finally:
        path.unlink()


def test_other_kinds_of_files(tmp_path: Path) -> None:
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    code = (
        "import sys, pathlib\n"
        "from npublas.shared import shared_matrix\n"
        "for make in (shared_matrix.open, lambda path: shared_matrix.create(path, 3, float)):\n"
        "    try:\n"
        "        make(pathlib.Path(sys.argv[1]))\n"
        "    except (OSError, ValueError):\n"
        "        continue\n"
        "    sys.exit('it opened')\n"
    )
    for path in (fifo, tmp_path, Path("/dev/null"), Path("/dev/zero")):
        subprocess.run([sys.executable, "-c", code, str(path)], check=True, timeout=30)
