# Copyright 2026 The npublas authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
"""npublas.shared between processes: updates, turns, signals, forks, rights and deaths."""

from __future__ import annotations

import multiprocessing
import os
import select
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import numpy
import numpy.testing
import pytest

import npublas.shared
from npublas.shared import BusyError, shared_matrix
from shared_names import Peer, left_over, name

__all__ = ["name"]

READER = """
    with shared_matrix.open(name, timeout=30) as m:
        say("open")
        while hear() == "go":
            assert m.wait(30)
            with m.lease() as a:
                say(m.sequence, *a.ravel())
"""

WRITER = """
    with shared_matrix.open(name, timeout=30) as m:
        m.publish(numpy.full(m.shape, 1))
        say("published")
        hear()
"""


def until(condition: object) -> None:
    """Wait for what another process does."""
    assert callable(condition)
    end = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def can_read(m: shared_matrix) -> bool:
    try:
        m.read()
    except BusyError:
        return False
    return True


def can_write(m: shared_matrix) -> bool:
    try:
        with m.write():
            return True
    except BusyError:
        return False


# Updates


def test_updates_reach_another_process(name: str) -> None:
    with shared_matrix.create(name, (2, 2), float) as m, Peer(name, READER) as reader:
        assert reader.hear() == "open"
        for i in range(1, 6):
            reader.say()
            with m.write() as a:
                a += i
            total = float(i * (i + 1) // 2)
            assert reader.hear().split() == [str(i)] + [str(total)] * 4
        reader.say("end")
        reader.finish()


def test_an_open_one_waits_for_its_creator(name: str) -> None:
    with Peer(name, READER) as reader:
        time.sleep(0.1)
        with shared_matrix.create(name, 1, int) as m:
            assert reader.hear() == "open"
            m.publish([7])
            reader.say()
            assert reader.hear() == "1 7"
            reader.say("end")
            reader.finish()


def test_a_lease_holds_while_another_process_writes(name: str) -> None:
    with shared_matrix.create(name, 1000, int, readers=1) as m:
        m.publish(numpy.full(1000, -1))
        code = """
            with shared_matrix.open(name) as m, m.lease() as a:
                say("leased")
                while hear() == "go":
                    assert (a == -1).all()
                    say("same")
        """
        with Peer(name, code) as reader:
            reader.hear()
            for i in range(5):
                for j in range(100):
                    m.publish(numpy.full(1000, j))
                reader.say()
                assert reader.hear() == "same"
            reader.say("end")
            reader.finish()


def test_no_update_is_torn(name: str) -> None:
    code = """
        m = shared_matrix.open(name)
        say("open")
        i = 0
        while os.getppid() == int(sys.stdin.readline() if i == 0 else parent):
            parent = os.getppid()
            i += 1
            m.publish(numpy.full(m.shape, i))
    """
    with shared_matrix.create(name, 20000, int, readers=2) as m, Peer(name, code) as writer:
        writer.hear()
        writer.say(str(os.getpid()))
        assert m.wait(30)
        last = 0
        end = time.monotonic() + 1
        while time.monotonic() < end:
            copy = m.read()
            assert (copy == copy[0]).all() and copy[0] >= last
            with m.lease() as a:
                assert (a == a[0]).all() and a[0] >= copy[0]
                last = a[0]
        assert last > 1
        writer.kill()


# Turns


def test_turns_between_processes(name: str) -> None:
    code = """
        with shared_matrix.open(name) as m:
            for _ in range(10):
                with m.turn(30) as a:
                    a *= 2
    """
    with shared_matrix.create(name, 3, int) as m, Peer(name, code) as other:
        expected = 0
        for _ in range(10):
            with m.turn(30) as a:
                assert a.tolist() == [expected] * 3
                a += 1
            expected = (expected + 1) * 2
        other.finish()
        with m.turn(30) as a:
            assert a.tolist() == [expected] * 3


@pytest.mark.parametrize("inside", [False, True])
def test_the_other_side_of_a_turn_dies(name: str, inside: bool) -> None:
    code = f"""
        m = shared_matrix.open(name)
        with m.turn(30):
            if {inside}:
                say("in its turn")
                hear()
        say("after its turn")
        hear()
    """
    with shared_matrix.create(name, 3, int) as m, Peer(name, code) as other:
        with m.turn(30):
            pass
        assert other.hear() == ("in its turn" if inside else "after its turn")
        other.kill()
        if not inside:
            with m.turn(30):
                pass
        for _ in range(2):
            with pytest.raises(ConnectionResetError):
                with m.turn(30):
                    pass


def test_it_dies_while_the_turn_is_waited_for(name: str) -> None:
    code = """
        with shared_matrix.open(name) as m, m.turn(30):
            say("in")
            time.sleep(0.3)
            os.kill(os.getpid(), signal.SIGKILL)
    """
    with shared_matrix.create(name, 3, int) as m, Peer(name, code) as other:
        with m.turn(30):
            pass
        other.hear()
        with pytest.raises(ConnectionResetError):
            with m.turn(30):
                pass


# Signals


@pytest.mark.parametrize("call", ["m.wait()", "m.wait(60)", "m.turn().__enter__()"])
def test_control_c_ends_a_wait(name: str, call: str) -> None:
    code = f"""
        m = shared_matrix.open(name)
        say("waits")
        try:
            {call}
        except KeyboardInterrupt:
            say("interrupted")
    """
    with shared_matrix.create(name, 2, int), Peer(name, code) as other:
        other.hear()
        time.sleep(0.3)
        other.process.send_signal(signal.SIGINT)
        assert other.hear() == "interrupted"
        other.finish()


def test_control_c_ends_an_open() -> None:
    code = """
        say("waits")
        try:
            shared_matrix.open(name, timeout=60)
        except KeyboardInterrupt:
            say("interrupted")
    """
    with Peer(f"npublas-test-{os.getpid()}-never", code) as other:
        other.hear()
        time.sleep(0.2)
        other.process.send_signal(signal.SIGINT)
        assert other.hear() == "interrupted"


def test_a_handled_signal_does_not_end_a_wait(name: str) -> None:
    code = """
        signal.signal(signal.SIGUSR1, lambda *_: os.write(1, b"handled\\n"))
        m = shared_matrix.open(name)
        say("waits")
        say(m.wait(60))
    """
    with shared_matrix.create(name, 2, int) as m, Peer(name, code) as other:
        other.hear()
        time.sleep(0.2)
        for _ in range(3):
            other.process.send_signal(signal.SIGUSR1)
            assert other.hear() == "handled"
        m.publish([1, 2])
        assert other.hear() == "True"


def test_a_waiting_process_sleeps(name: str) -> None:
    code = """
        m = shared_matrix.open(name)
        import resource
        before = resource.getrusage(resource.RUSAGE_SELF).ru_nvcsw
        m.wait(1)
        say(resource.getrusage(resource.RUSAGE_SELF).ru_nvcsw - before)
    """
    with shared_matrix.create(name, 2, int), Peer(name, code) as other:
        assert 0 < int(other.hear()) < 30  # times that it fell asleep


# Threads


def test_a_block_ends_while_another_thread_waits(name: str) -> None:
    with shared_matrix.create(name, 3, float) as m:
        waiting = threading.Thread(target=m.wait, args=(30,))
        with m.write() as a:
            waiting.start()
            until(lambda: is_in_use(m))
            a[:] = 7
        waiting.join()
        assert m.sequence == 1
        m.publish([1, 2, 3])
        assert m.read().tolist() == [1, 2, 3]


def is_in_use(m: shared_matrix) -> bool:
    try:
        m.read()  # small: other threads of Python do not run meanwhile
    except RuntimeError:
        return True
    return False


def test_a_turn_is_passed_while_another_thread_waits(name: str) -> None:
    with shared_matrix.create(name, 3, float) as m, shared_matrix.open(name) as other:
        waiting = threading.Thread(target=m.wait, args=(1,))
        with m.turn() as a:
            waiting.start()
            until(lambda: is_in_use(m))
            a[:] = 7
        with other.turn(10) as b:
            assert b.tolist() == [7, 7, 7]
        waiting.join()


def test_a_block_is_not_left_while_it_is_entered(name: str) -> None:
    with shared_matrix.create(name, 3, float) as m, shared_matrix.open(name) as other:
        block = other.turn()
        entered: list[Any] = []
        entering = threading.Thread(target=lambda: entered.append(block.__enter__()))
        entering.start()
        until(lambda: is_in_use(other))
        with pytest.raises(RuntimeError, match="entering"):
            block.__exit__(None, None, None)
        with m.turn() as a:
            a[:] = 5
        entering.join()
        assert entered[0].tolist() == [5, 5, 5]
        block.__exit__(None, None, None)
        assert not entered[0].flags.writeable


@pytest.mark.parametrize(
    "call", ["m.wait()", "m.turn().__enter__()", "shared_matrix.open(name + '-', None)"]
)
def test_a_daemon_thread_sleeps_at_exit(name: str, call: str) -> None:
    code = f"""
        import threading
        m = shared_matrix.open(name)
        threading.Thread(target=lambda: {call}, daemon=True).start()
        class Slow:
            def __del__(self, sleep=time.sleep):
                sleep(0.6)  # while the interpreter ends, until the thread asks for signals
        slow = Slow()
        time.sleep(0.1)
    """
    with shared_matrix.create(name, 2, int), Peer(name, code) as other:
        other.finish()


def test_forks_in_one_thread_while_another_opens(name: str) -> None:
    code = """
        import os, threading
        done = False
        def fork() -> None:
            while not done:
                child = os.fork()
                if child == 0:
                    time.sleep(0.05)  # holds what it should not for so long
                    os._exit(0)
                os.waitpid(child, 0)
        forking = threading.Thread(target=fork)
        forking.start()
        end = time.monotonic() + 2
        try:
            while time.monotonic() < end:
                with shared_matrix.create(name, 2, int) as m:
                    m.publish([1, 2])
        finally:
            done = True
            forking.join()
        m.unlink()
    """
    with Peer(name, code) as other:
        other.finish()


def test_a_forked_child_closes_what_another_thread_waits_on(name: str) -> None:
    code = """
        import os, threading
        m = shared_matrix.create(name, 2, int)
        threading.Thread(target=m.wait, args=(1,)).start()
        time.sleep(0.2)
        child = os.fork()
        if child == 0:
            m.close()
            os._exit(0 if m.closed else 1)
        assert os.waitpid(child, 0)[1] == 0
        m.unlink()
    """
    with Peer(name, code) as other:
        other.finish()


# Deaths


def test_the_writer_dies(name: str) -> None:
    with shared_matrix.create(name, 3, int) as m, Peer(name, WRITER) as writer:
        writer.hear()
        with pytest.raises(BusyError):
            m.publish([2, 2, 2])
        assert m.read().tolist() == [1, 1, 1]
        writer.kill()
        until(lambda: can_write(m))
        m.publish([3, 3, 3])
        assert m.read().tolist() == [3, 3, 3]


def test_the_writer_dies_in_a_block(name: str) -> None:
    code = """
        m = shared_matrix.open(name)
        m.publish([1, 1, 1])
        a = m.write()
        with a as elements:
            elements[:] = 7
            say("half")
            hear()
    """
    with shared_matrix.create(name, 3, int) as m, Peer(name, code) as writer:
        writer.hear()
        writer.kill()
        assert m.read().tolist() == [1, 1, 1]
        with m.write() as b:
            assert b.tolist() == [1, 1, 1]


def test_lease_holders_die(name: str) -> None:
    code = """
        m = shared_matrix.open(name)
        with m.lease():
            say("leased")
            hear()
    """
    with shared_matrix.create(name, 3, int, readers=2) as m:
        for i in range(4):
            m.publish([i, i, i])
            peers = [Peer(name, code) for _ in range(2)]
            for peer in peers:
                assert peer.hear() == "leased"
            with pytest.raises(BusyError):
                m.read()
            for peer in peers:
                peer.kill()
                peer.process.communicate()
            for j in range(10):
                m.publish([j, j, j])
            assert can_read(m)
            m.close()
            m = shared_matrix.open(name)
        m.close()


def test_a_thousand_lease_holders_die(name: str) -> None:
    code = """
        for _ in range(1000):
            here, there = os.pipe()
            child = os.fork()
            if child == 0:
                with shared_matrix.open(name) as m, m.lease() as a:
                    os.write(there, b"leased")
                    signal.pause()
            os.read(here, 6)
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            os.close(here)
            os.close(there)
        say("done")
        hear()
    """
    with shared_matrix.create(name, 100, int, readers=2) as m, Peer(name, code) as killer:
        while not select.select([killer.process.stdout], [], [], 0)[0]:
            with m.write() as a:
                a += 1
        assert killer.hear() == "done"
        before = m.sequence
        with shared_matrix.open(name) as other:
            for i in range(1, 20):
                m.publish(numpy.full(100, i))
                assert (m.read() == i).all() and (other.read() == i).all()
        assert m.sequence == before + 19


def test_all_die(name: str) -> None:
    code = """
        m = shared_matrix.create(name, 3, float)
        m.publish([1, 2, 3])
        say("made")
        hear()
    """
    with Peer(name, code) as creator:
        creator.hear()
        assert name not in npublas.shared.stale()
        with pytest.raises(FileExistsError):
            shared_matrix.create(name, 2, float)
        creator.kill()
    assert name in npublas.shared.stale()
    with shared_matrix.create(name, 2, int) as m:
        assert name not in npublas.shared.stale()
        assert m.shape == (2,) and m.sequence == 0


def test_the_content_of_a_file_survives_a_kill(tmp_path: Path) -> None:
    path = tmp_path / "state"
    code = """
        from pathlib import Path
        m = shared_matrix.create(Path(name), 3, float)
        m.publish([1, 2, 3])
        with m.write() as a:
            a[:] = 9
            say("made")
            hear()
    """
    with Peer(str(path), code) as creator:
        creator.hear()
        creator.kill()
    with shared_matrix.open(path) as m:
        assert m.read().tolist() == [1, 2, 3]
        m.publish([4, 5, 6])


# Forks and other processes


def test_a_forked_child_has_none_of_its_parents_places(name: str) -> None:
    code = """
        m = shared_matrix.open(name)
        m.publish([1, 1])
        with m.lease() as a:
            child = os.fork()
            if child == 0:
                for use in (m.read, m.wait, lambda: m.publish([2, 2]), m.write().__enter__):
                    try:
                        use()
                    except (RuntimeError, ValueError) as error:
                        continue
                    say("a child could use it")
                del a
                with shared_matrix.open(name) as own:
                    own.read()
                say("child")
                time.sleep(60)
                os._exit(0)
            say(child)
            hear()
    """
    with shared_matrix.create(name, 2, int, readers=2) as m, Peer(name, code) as parent:
        said = {parent.hear(), parent.hear()}
        assert "child" in said
        said.remove("child")
        child = int(said.pop())
        try:
            with pytest.raises(BusyError):
                m.publish([3, 3])
            parent.kill()
            until(lambda: can_write(m))
        finally:
            os.kill(child, signal.SIGKILL)
        m.publish([3, 3])
        assert m.read().tolist() == [3, 3]


def test_the_end_of_a_forked_child_changes_nothing(name: str) -> None:
    code = """
        m = shared_matrix.open(name)
        m.publish([1, 1])
        lease = m.lease()
        a = lease.__enter__()
        child = os.fork()
        if child == 0:
            lease.__exit__(None, None, None)
            del a, lease
            try:
                m.close()
            except RuntimeError:
                pass
            sys.exit(0)
        assert os.waitpid(child, 0)[1] == 0
        for i in range(100):
            m.publish([i, i])
        say(*a)
        hear()
    """
    with shared_matrix.create(name, 2, int) as m, Peer(name, code) as parent:
        assert parent.hear() == "1 1"
        with pytest.raises(BusyError):
            m.publish([3, 3])


def _add_one(m: shared_matrix) -> None:
    with m, m.write() as a:
        a += 1


@pytest.mark.parametrize("method", ["spawn", "fork", "forkserver"])
def test_an_argument_of_multiprocessing(name: str, method: str) -> None:
    context = multiprocessing.get_context(method)
    with shared_matrix.create(name, 3, int) as m:
        with context.Pool(1) as pool:
            pool.apply(_add_one, (m,))
        assert m.wait(0)
        assert m.read().tolist() == [1, 1, 1]


# Rights


def as_nobody(name: str, code: str) -> subprocess.CompletedProcess[str]:
    prelude = "import sys\nfrom npublas.shared import shared_matrix\nimport os\nos.setuid(65534)\n"
    return subprocess.run(
        [sys.executable, "-c", prelude + code, name], capture_output=True, text=True, timeout=60
    )


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become another user")
@pytest.mark.parametrize("mode", [0o600, 0o644, 0o666])
def test_rights_of_another_user(name: str, mode: int) -> None:
    mask = os.umask(0)
    try:
        with shared_matrix.create(name, 3, int, mode=mode) as m:
            m.publish([1, 2, 3])
            done = as_nobody(name, "print(shared_matrix.open(sys.argv[1]).read().sum())")
            if mode == 0o666:
                assert done.stdout.strip() == "6", done.stderr
            else:
                assert "PermissionError" in done.stderr
    finally:
        os.umask(mask)


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become another user")
def test_no_right_to_make_a_file(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    code = "from pathlib import Path\nshared_matrix.create(Path(sys.argv[1]), 3, int)"
    assert "PermissionError" in as_nobody(str(tmp_path / "state"), code).stderr


# One after the other, a few hundred times


def test_a_thousand_openings(name: str) -> None:
    with shared_matrix.create(name, 3, int, readers=1) as m:
        for i in range(1000):
            with shared_matrix.open(name) as other, other.lease() as a:
                assert a[0] == i
            m.publish([i + 1] * 3)
    assert left_over(name)
    m.unlink()
    assert not left_over(name)
