# Copyright 2026 The npublas authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
"""Updates as fast as they go, while writers, readers, lease holders and waiters are killed at random.

    PYTHONPATH=build/release:python /usr/bin/python3 test/soak/soak.py --seconds 600

Every update is an array of equal numbers, each one larger than that of the update before. A worker
that sees an array of unequal numbers or a number smaller than one before ends with an error, as one
does that gets no place; a worker that makes no progress is found by its beat. In the end every place
must be free, and nothing may be left in /dev/shm.
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
from collections.abc import Callable
from typing import Any

import numpy

import npublas.shared
from npublas.shared import shared_matrix

COUNT = 4000
ROLES = ["write", "read", "read", "lease", "lease", "wait", "wait"]
READERS = len(ROLES) - 1
PATIENCE = 20.0
Beat = Callable[[], None]


def check(array: Any, last: int) -> int:
    """The number that an update is made of."""
    number = int(array[0])
    if not (array == number).all():
        raise AssertionError(f"torn: {numpy.unique(array)}")
    if number < last:
        raise AssertionError(f"older: {number} after {last}")
    return number


def write(m: shared_matrix, beat: Beat) -> None:
    last = 0
    while True:
        with m.write() as a:
            last = check(a, last)
            a += 1
        last += 2
        m.publish(numpy.full(COUNT, last))
        beat()


def read(m: shared_matrix, beat: Beat) -> None:
    last = 0
    while True:
        last = check(m.read(), last)
        beat()


def lease(m: shared_matrix, beat: Beat) -> None:
    last = 0
    while True:
        with m.lease() as a:
            last = check(a, last)
            for _ in range(random.randrange(100)):
                if check(a, last) != last:
                    raise AssertionError("a lease changed")
        beat()


def wait(m: shared_matrix, beat: Beat) -> None:
    last = sequence = 0
    while True:
        m.wait()
        if m.sequence <= sequence:
            raise AssertionError("woken without an update")
        sequence = m.sequence
        number = check(m.read(), last)
        if number == last:
            raise AssertionError("no update, though one was waited for")
        last = number
        beat()


WORK = {"write": write, "read": read, "lease": lease, "wait": wait}


class Worker:
    """A process that does the work of a role, forked from one that has nothing open."""

    def __init__(self, name: str, place: int, beats: mmap.mmap) -> None:
        self.role = ROLES[place]
        self.started = self.seen = time.monotonic()
        self.place = 8 * place
        self.beats = beats
        self.count = self.read_count()
        self.process = os.fork()
        if self.process == 0:
            self.work(name)

    def read_count(self) -> int:
        return int.from_bytes(self.beats[self.place : self.place + 8], "little")

    def work(self, name: str) -> None:
        beats = numpy.frombuffer(self.beats, numpy.uint64)
        place = self.place // 8

        def beat() -> None:
            beats[place] += 1

        try:
            random.seed()
            with shared_matrix.open(name, timeout=10) as m:
                WORK[self.role](m, beat)
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(1)

    def is_stuck(self) -> bool:
        count = self.read_count()
        if count != self.count:
            self.count, self.seen = count, time.monotonic()
        return time.monotonic() - self.seen > PATIENCE

    def is_over(self) -> bool:
        return os.waitpid(self.process, os.WNOHANG) != (0, 0)

    def kill(self) -> None:
        os.kill(self.process, signal.SIGKILL)
        os.waitpid(self.process, 0)


def keep(name: str) -> int:
    """A process that makes the shared matrix and has it open as long as it lives."""
    process = os.fork()
    if process == 0:
        made = shared_matrix.create(name, COUNT, numpy.int64, readers=READERS)
        while made.shape:
            time.sleep(1)
    return process


def killings(name: str, seconds: float, beats: mmap.mmap, seed: int) -> dict[str, int]:
    chance = random.Random(seed)
    killed = dict.fromkeys(WORK, 0)
    workers = [Worker(name, place, beats) for place in range(len(ROLES))]
    end = time.monotonic() + seconds
    try:
        while time.monotonic() < end:
            time.sleep(chance.choice([0, 0.001, 0.005, 0.02]))
            for worker in workers:
                if worker.is_over():
                    workers.remove(worker)
                    raise SystemExit(f"a worker that should {worker.role} ended by itself")
                if worker.is_stuck():
                    raise SystemExit(f"a worker that should {worker.role} does not go on")
            place = chance.randrange(len(ROLES))
            workers[place].kill()
            killed[workers[place].role] += 1
            workers[place] = Worker(name, place, beats)
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
            m.publish(numpy.full(COUNT, numbers[0] + i + 1))
    for reader in readers:
        reader.close()
    return numbers[0]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--seed", type=int, default=os.getpid())
    options = parser.parse_args()
    name = f"npublas-soak-{os.getpid()}"
    beats = mmap.mmap(-1, 8 * len(ROLES))
    keeper = keep(name)
    try:
        with shared_matrix.open(name, timeout=10):
            pass
        killed = killings(name, options.seconds, beats, options.seed)
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
    print(f"seed {options.seed}: {updates} updates; killed: {counts}")


if __name__ == "__main__":
    main()
