# Copyright 2026 The npublas authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
"""Updates as fast as they go, while writers, readers, lease holders and waiters are killed at random.

    PYTHONPATH=build/release:python /usr/bin/python3 test/soak/soak.py --seconds 600

Every update is an array of equal numbers, each one larger than that of the update before. A worker
that sees an array of unequal numbers, or a number smaller than one that any worker has seen before,
ends with an error, as one does that gets no place; from time to time all must show that they go on. In the end every place must
be free, and nothing may be left in /dev/shm. Half of the workers are in C++ where b2 has built
test/python/soak_shared_matrix.cpp.
"""

from __future__ import annotations

import argparse
import mmap
import os
import random
import signal
import sys
import time
import traceback
from pathlib import Path
from typing import Any

import numpy

import npublas
import npublas.shared
from npublas.shared import shared_matrix

SHAPE = (4000, 1)
ROLES = ["write", "read", "read", "lease", "lease", "wait", "wait"]
READERS = len(ROLES) - 1
PATIENCE = 20.0
PROGRAM = Path(npublas._npublas.__file__).parent / "soak_shared_matrix"


def check(array: Any, floor: int) -> int:
    """The number that an update is made of."""
    number = int(array[0, 0])
    if not (array == number).all():
        raise AssertionError(f"torn: {numpy.unique(array)}")
    if number < floor:
        raise AssertionError(f"older: {number} after {floor}")
    return number


def write(m: shared_matrix, notes: Notes) -> None:
    while True:
        floor = notes.floor()
        with m.write() as a:
            last = check(a, floor)
            a += 1
        last += 2
        m.publish(numpy.full(SHAPE, last))
        notes.add(last)


def read(m: shared_matrix, notes: Notes) -> None:
    while True:
        floor = notes.floor()
        notes.add(check(m.read(), floor))


def lease(m: shared_matrix, notes: Notes) -> None:
    while True:
        floor = notes.floor()
        with m.lease() as a:
            number = check(a, floor)
            for _ in range(random.randrange(100)):
                if check(a, number) != number:
                    raise AssertionError("a lease changed")
        notes.add(number)


def wait(m: shared_matrix, notes: Notes) -> None:
    last = sequence = 0
    while True:
        m.wait()
        if m.sequence <= sequence:
            raise AssertionError("woken without an update")
        sequence = m.sequence
        floor = notes.floor()
        number = check(m.read(), floor)
        if number == last:
            raise AssertionError("no update, though one was waited for")
        last = number
        notes.add(number)


WORK = {"write": write, "read": read, "lease": lease, "wait": wait}


class Worker:
    """A process that does the work of a role, in Python or C++; it has nothing open that we have."""

    def __init__(self, name: str, place: int, beats: Beats, is_cpp: bool) -> None:
        self.role = ROLES[place]
        self.place = place
        self.process = os.fork()
        if self.process == 0:
            try:
                if is_cpp:
                    arguments = [self.role, name, str(beats.descriptor), str(place)]
                    os.execv(PROGRAM, [str(PROGRAM), *arguments])
                random.seed()
                with shared_matrix.open(name, timeout=10) as m:
                    WORK[self.role](m, Notes(beats, place))
            except BaseException:
                traceback.print_exc()
            finally:
                sys.stderr.flush()
                os._exit(1)

    def check(self) -> None:
        if os.waitpid(self.process, os.WNOHANG) != (0, 0):
            self.process = 0
            raise SystemExit(f"a worker that should {self.role} ended by itself")

    def kill(self) -> None:
        if self.process:
            os.kill(self.process, signal.SIGKILL)
            os.waitpid(self.process, 0)


class Beats:
    """Counters that all see: the rounds of each place, and in the end the largest number seen."""

    def __init__(self) -> None:
        self.descriptor = os.memfd_create("beats", 0)
        os.ftruncate(self.descriptor, mmap.PAGESIZE)
        self.counts = numpy.frombuffer(mmap.mmap(self.descriptor, mmap.PAGESIZE), numpy.uint64)


class Notes:
    """What a worker writes down, and what it finds: workers come and go, and numbers only grow."""

    def __init__(self, beats: Beats, place: int) -> None:
        self.counts, self.place = beats.counts, place

    def floor(self) -> int:
        """A number that somebody has seen already, so that nothing older may come."""
        return int(self.counts[-1])

    def add(self, number: int) -> None:
        """A round is done, which has seen `number`. Who comes between lowers the floor at worst."""
        self.counts[-1] = max(number, int(self.counts[-1]))
        self.counts[self.place] += 1


def keep(name: str) -> int:
    """A process that makes the shared matrix and has it open as long as it lives."""
    process = os.fork()
    if process == 0:
        made = shared_matrix.create(name, SHAPE, numpy.int64, readers=READERS)
        while made.shape:
            time.sleep(1)
    return process


def let_all_go_on(workers: list[Worker], beats: Beats) -> None:
    """Wait until every worker has done a round of its work: nobody is stuck."""
    before = beats.counts.copy()
    end = time.monotonic() + PATIENCE
    while not (beats.counts > before)[: len(workers)].all():
        for worker in workers:
            worker.check()
        if time.monotonic() > end:
            stuck = [w.role for w in workers if beats.counts[w.place] == before[w.place]]
            raise SystemExit(f"these do not go on: {stuck}")
        time.sleep(0.01)


def killings(name: str, seconds: float, seed: int) -> dict[str, int]:
    chance = random.Random(seed)
    beats = Beats()
    killed = dict.fromkeys(WORK, 0)

    def start(place: int) -> Worker:
        return Worker(name, place, beats, PROGRAM.exists() and chance.random() < 0.5)

    workers = [start(place) for place in range(len(ROLES))]
    end = time.monotonic() + seconds
    try:
        while time.monotonic() < end:
            for _ in range(chance.randrange(100)):
                time.sleep(chance.choice([0, 0.001, 0.005, 0.02]))
                place = chance.randrange(len(ROLES))
                workers[place].check()
                workers[place].kill()
                killed[workers[place].role] += 1
                workers[place] = start(place)
            let_all_go_on(workers, beats)
    finally:
        for worker in workers:
            worker.kill()
    return killed


def check_places(name: str) -> int:
    """Every place can be had, and the newest content is whole; its number."""
    readers = [shared_matrix.open(name) for _ in range(READERS)]
    numbers = [check(reader.lease().__enter__(), 0) for reader in readers]
    with shared_matrix.open(name) as m:
        for i in range(10 * READERS):
            m.publish(numpy.full(SHAPE, numbers[0] + i + 1))
    for reader in readers:
        reader.close()
    return numbers[0]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--seed", type=int, default=os.getpid())
    options = parser.parse_args()
    name = f"npublas-soak-{os.getpid()}"
    keeper = keep(name)
    try:
        with shared_matrix.open(name, timeout=10):
            pass
        killed = killings(name, options.seconds, options.seed)
        updates = check_places(name)
    finally:
        os.kill(keeper, signal.SIGKILL)
        os.waitpid(keeper, 0)
    assert name in npublas.shared.stale()
    with shared_matrix.create(name, 1, float) as m:
        m.unlink()
    left = [entry for entry in os.listdir("/dev/shm") if name in entry]
    if left:
        raise SystemExit(f"left over: {left}")
    counts = ", ".join(f"{count} that {role}" for role, count in killed.items())
    languages = "Python and C++" if PROGRAM.exists() else "Python"
    print(f"{languages}, seed {options.seed}: {updates} updates; killed: {counts}")


if __name__ == "__main__":
    main()
