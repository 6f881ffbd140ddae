# Copyright 2026 The npublas authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
"""npublas.shared within one process: what each method does, and what it refuses."""

from __future__ import annotations

import errno
import gc
import os
import pickle
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy
import numpy.testing
import pytest

import npublas
import npublas.shared
from npublas.shared import BusyError, shared_matrix
from shared_names import Peer, left_over, name

__all__ = ["name"]


def test_npublas_reaches_it_and_import_stays_cheap() -> None:
    code = (
        "import sys, npublas\n"
        "assert 'multiprocessing' not in sys.modules\n"
        "assert npublas.shared.shared_matrix"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


# Elements and shapes


@pytest.mark.parametrize("element", npublas.element_types)
def test_every_element_type(name: str, element: str) -> None:
    values = numpy.array([[0, 1, 1], [1, 0, 1]]).astype(element)
    if values.dtype.kind == "c":
        values *= 1 - 2j
    with shared_matrix.create(name, (2, 3), element) as m:
        m.publish(values)
        with shared_matrix.open(name) as other:
            assert other.dtype == values.dtype
            numpy.testing.assert_array_equal(other.read(), values)
            with other.lease() as a:
                assert a.dtype == values.dtype and a.flags.aligned and a.flags.c_contiguous
                numpy.testing.assert_array_equal(a, values)


@pytest.mark.parametrize("shape", [1, 7, (7,), (1, 1), (3, 4), (2, 3, 4), (2, 1, 3, 1, 2, 1, 2, 2)])
def test_every_shape(name: str, shape: int | tuple[int, ...]) -> None:
    values = numpy.random.default_rng(1).random(shape)
    with shared_matrix.create(name, shape, float) as m, shared_matrix.open(name) as other:
        assert m.shape == other.shape == values.shape
        m.publish(values)
        numpy.testing.assert_array_equal(other.read(), values)
        with other.lease() as a:
            assert a.strides == values.strides
            numpy.testing.assert_array_equal(a, values)


@pytest.mark.parametrize("dtype", ["float16", "U3", "O", "datetime64[s]", ">f8", [("x", "f8")]])
def test_other_elements_are_refused(name: str, dtype: object) -> None:
    with pytest.raises(TypeError, match="dtype must be"):
        shared_matrix.create(name, 3, dtype)  # type: ignore[arg-type]
    assert not left_over(name)


@pytest.mark.parametrize("shape", [-1, (2, -3), (2**40, 2**40), (1,) * 9, (2**62,)])
def test_impossible_shapes(name: str, shape: int | tuple[int, ...]) -> None:
    with pytest.raises((ValueError, OSError)):
        shared_matrix.create(name, shape, float)
    assert not left_over(name)


@pytest.mark.parametrize("shape", [1.5, "3", None])
def test_shapes_are_integers(name: str, shape: object) -> None:
    with pytest.raises(TypeError):
        shared_matrix.create(name, shape, float)  # type: ignore[arg-type]


# Writing


def test_it_begins_with_zeros(name: str) -> None:
    with shared_matrix.create(name, (2, 2), float) as m:
        assert m.sequence == 0
        numpy.testing.assert_array_equal(m.read(), numpy.zeros((2, 2)))


def test_write_goes_on_from_the_newest_content(name: str) -> None:
    with shared_matrix.create(name, 4, int) as m, shared_matrix.open(name) as other:
        for i in range(4):
            with m.write() as a:
                a[i] = i + 1
            assert m.sequence == other.sequence == i + 1
        numpy.testing.assert_array_equal(other.read(), [1, 2, 3, 4])


def test_nothing_is_seen_before_the_end_of_the_block(name: str) -> None:
    with shared_matrix.create(name, 3, float) as m, shared_matrix.open(name) as other:
        with m.write() as a:
            a[:] = 1
            assert other.sequence == 0
            assert not other.read().any()
        assert other.read().all()


def test_an_exception_publishes_nothing(name: str) -> None:
    with shared_matrix.create(name, 3, float) as m:
        m.publish([1, 2, 3])
        with pytest.raises(KeyError):
            with m.write() as a:
                a[:] = 7
                raise KeyError
        assert m.sequence == 1
        numpy.testing.assert_array_equal(m.read(), [1, 2, 3])
        with m.write() as a:
            numpy.testing.assert_array_equal(a, [1, 2, 3])


def test_the_array_of_a_write_is_read_only_afterwards(name: str) -> None:
    with shared_matrix.create(name, 3, float) as m:
        with m.write() as a:
            a[:] = 1
        with pytest.raises(ValueError):
            a[0] = 2
        with pytest.raises(ValueError):
            a.flags.writeable = True


@pytest.mark.parametrize(
    "value",
    [
        [[1, 2, 3], [4, 5, 6]],
        numpy.arange(6, dtype=numpy.float32).reshape(2, 3),
        numpy.asfortranarray(numpy.arange(6.0).reshape(2, 3)),
        numpy.arange(24.0).reshape(4, 6)[::2, ::2],
        numpy.arange(6.0).reshape(2, 3).astype(">f8"),
        npublas.matrix(numpy.arange(6.0).reshape(2, 3)),
        numpy.ma.masked_array(numpy.arange(6.0).reshape(2, 3)),
    ],
    ids=["list", "float32", "Fortran", "strided", "big-endian", "npublas.matrix", "masked"],
)
def test_publish_takes_what_casts(name: str, value: object) -> None:
    with shared_matrix.create(name, (2, 3), float) as m:
        m.publish(value)  # type: ignore[arg-type]
        numpy.testing.assert_array_equal(m.read(), numpy.asarray(value))


@pytest.mark.parametrize("value", [1.0, [1, 2], [[1, 2, 3]], numpy.zeros((3, 2)), []])
def test_publish_refuses_other_shapes(name: str, value: object) -> None:
    with shared_matrix.create(name, (2, 3), float) as m:
        with pytest.raises(ValueError, match=r"shape .* but the shared matrix has shape \(2, 3\)"):
            m.publish(value)  # type: ignore[arg-type]
        assert m.sequence == 0


@pytest.mark.parametrize("value", [[1j, 2], ["a", "b"], [None, 1]])
def test_publish_refuses_other_kinds(name: str, value: object) -> None:
    with shared_matrix.create(name, 2, float) as m:
        with pytest.raises((TypeError, ValueError)):
            m.publish(value)  # type: ignore[arg-type]
        assert m.sequence == 0
        m.publish([1, 2])


@pytest.mark.parametrize(
    ("dtype", "given", "number"),
    [
        ("int8", "int64", 128),
        ("int32", "int64", 2**40 + 7),
        ("uint8", "uint16", 256),
        ("int16", "uint16", 2**15),
        ("int64", "uint64", 2**63),
    ],
)
def test_publish_refuses_integers_out_of_range(
    name: str, dtype: str, given: str, number: int
) -> None:
    with shared_matrix.create(name, 2, dtype) as m:
        with pytest.raises(ValueError, match=f"type {given} is out of the range of {dtype}"):
            m.publish(numpy.array([number, 1], given))
        assert m.sequence == 0
        m.publish(numpy.array([5, 1], given))
        assert m.read().tolist() == [5, 1]


def test_publish_of_an_own_array(name: str) -> None:
    with shared_matrix.create(name, 3, float) as m:
        m.publish([1, 2, 3])
        with m.lease() as a:
            for _ in range(20):
                m.publish(a)
        numpy.testing.assert_array_equal(m.read(), [1, 2, 3])


def test_large_arrays(name: str) -> None:
    values = numpy.random.default_rng(2).random((500, 1000))
    with shared_matrix.create(name, values.shape, float) as m, shared_matrix.open(name) as other:
        m.publish(values)
        numpy.testing.assert_array_equal(other.read(), values)
        with m.write() as a:
            a += 1
        numpy.testing.assert_array_equal(other.read(), values + 1)


def test_blocks_that_write_do_not_nest(name: str) -> None:
    with shared_matrix.create(name, 3, float) as m:
        with m.write() as a:
            a[:] = 1
            for use in (m.write().__enter__, m.turn().__enter__, lambda: m.publish([1, 2, 3])):
                with pytest.raises(RuntimeError, match="still open"):
                    use()
        numpy.testing.assert_array_equal(m.read(), [1, 1, 1])


def test_a_block_can_be_used_again_but_not_twice_at_once(name: str) -> None:
    with shared_matrix.create(name, 2, float) as m:
        block = m.write()
        for i in range(3):
            with block as a:
                a += 1
                with pytest.raises(RuntimeError, match="entered already"):
                    block.__enter__()
        numpy.testing.assert_array_equal(m.read(), [3, 3])


def test_a_forgotten_block_publishes_nothing(name: str) -> None:
    with shared_matrix.create(name, 2, float) as m:
        a = m.write().__enter__()
        assert not a.flags.writeable
        m.publish([1, 2])
        assert m.sequence == 1


# Leases


def test_a_lease_does_not_change(name: str) -> None:
    with shared_matrix.create(name, 3, float) as m, shared_matrix.open(name) as other:
        m.publish([1, 1, 1])
        with other.lease() as a:
            for i in range(100):
                m.publish([i, i, i])
                numpy.testing.assert_array_equal(a, [1, 1, 1])
        numpy.testing.assert_array_equal(other.read(), [99, 99, 99])


def test_a_lease_is_no_copy_and_read_only(name: str) -> None:
    with shared_matrix.create(name, 3, float) as m:
        m.publish([1, 2, 3])
        with m.lease() as a:
            with m.lease() as b:
                assert numpy.shares_memory(a, b)
            with pytest.raises(ValueError):
                a[0] = 1
            with pytest.raises(ValueError):
                a.flags.writeable = True


def test_leases_of_two_updates_at_once(name: str) -> None:
    with shared_matrix.create(name, 2, int) as m, shared_matrix.open(name) as other:
        m.publish([1, 1])
        with other.lease() as a:
            m.publish([2, 2])
            with other.lease() as b:
                for i in range(3, 50):
                    m.publish([i, i])
                assert (a.tolist(), b.tolist()) == ([1, 1], [2, 2])


def test_an_array_kept_after_its_block_is_held_until_the_next_lease(name: str) -> None:
    with shared_matrix.create(name, 2, int, readers=1) as m, shared_matrix.open(name) as other:
        m.publish([1, 1])
        with other.lease() as a:
            pass
        for i in range(2, 50):
            m.publish([i, i])
        assert a.tolist() == [1, 1]
        for i in range(50, 100):  # the name `a` still holds the last lease when the next begins
            m.publish([i, i])
            with other.lease() as a:
                assert a.tolist() == [i, i]


def test_arrays_outlive_everything(name: str) -> None:
    m = shared_matrix.create(name, 3, float)
    m.publish([1, 2, 3])
    with m.lease() as leased:
        view = leased[1:]
    with m.write() as written:
        pass
    m.unlink()
    m.close()
    with pytest.raises(ValueError):
        written[0] = 1
    del m, leased
    gc.collect()
    assert view.sum() == 5 and written.shape == (3,)


def test_an_array_keeps_a_dropped_handle(name: str) -> None:
    with shared_matrix.create(name, 2, int) as m:
        m.publish([1, 1])
        a = shared_matrix.open(name).lease().__enter__()
        gc.collect()
        for i in range(2, 50):
            m.publish([i, i])
        assert a.tolist() == [1, 1]


# Waiting


def test_wait_returns_at_once_for_what_was_not_seen(name: str) -> None:
    with shared_matrix.create(name, 2, float) as m, shared_matrix.open(name) as other:
        m.publish([1, 2])
        m.publish([3, 4])
        assert other.wait(0) is True
        assert other.wait(0) is False
        m.publish([5, 6])
        other.read()
        assert not other.wait(0)
        m.publish([7, 8])
        with other.lease():
            pass
        assert not other.wait(0.01)


def test_wait_for_nothing_times_out(name: str) -> None:
    with shared_matrix.create(name, 2, float) as m:
        start = time.monotonic()
        assert m.wait(0.2) is False
        assert time.monotonic() - start >= 0.19


@pytest.mark.parametrize("timeout", [float("nan"), "1", [], 1j])
def test_timeouts_are_seconds(name: str, timeout: object) -> None:
    with shared_matrix.create(name, 2, float) as m:
        for wait in (m.wait, m.turn):
            with pytest.raises((ValueError, TypeError)):
                wait(timeout)  # type: ignore[arg-type]


@pytest.mark.parametrize("timeout", [0, -1, -1e300, numpy.float32(0.01), False])
def test_short_timeouts(name: str, timeout: float) -> None:
    with shared_matrix.create(name, 2, float) as m:
        assert m.wait(timeout) is False


@pytest.mark.parametrize("timeout", [None, 1e10, float("inf")])
def test_wait_in_a_thread(name: str, timeout: float | None) -> None:
    with shared_matrix.create(name, 2, float) as m, shared_matrix.open(name) as other:
        came: list[bool] = []
        thread = threading.Thread(target=lambda: came.append(other.wait(timeout)))
        thread.start()
        time.sleep(0.05)
        m.publish([1, 2])
        thread.join(timeout=30)
        assert came == [True]


def test_two_threads_need_a_handle_each(name: str) -> None:
    with shared_matrix.create(name, 2, float) as m, shared_matrix.open(name) as other:
        m.publish([1, 2])
        with other.lease() as a:
            pass
        other.wait(0)
        thread = threading.Thread(target=other.wait)
        thread.start()
        while True:  # until the thread sleeps
            try:
                other.read()
            except RuntimeError as error:
                assert "another thread" in str(error)
                break
        with pytest.raises(RuntimeError, match="another thread"):
            other.close()
        assert other.sequence == 1 and other.shape == (2,)
        del a  # gives its lease up while the thread sleeps
        m.publish([3, 4])
        thread.join(timeout=30)
        for i in range(50):
            m.publish([i, i])
            numpy.testing.assert_array_equal(other.read(), [i, i])


# Names


def test_create_over_a_live_name(name: str) -> None:
    with shared_matrix.create(name, 2, float) as m:
        with pytest.raises(FileExistsError):
            shared_matrix.create(name, 3, float)
        m.publish([1, 2])
        m.unlink()
        with shared_matrix.create(name, 3, float) as new:
            assert new.shape == (3,)
            numpy.testing.assert_array_equal(m.read(), [1, 2])


def test_a_closed_name_is_replaced(name: str) -> None:
    m = shared_matrix.create(name, 2, float)
    with m.write() as kept:
        kept[:] = 1
    m.close()
    with shared_matrix.create(name, 3, int) as new:
        assert new.shape == (3,) and new.sequence == 0
    assert kept.shape == (2,)


def test_unlink_before_and_after_close(name: str) -> None:
    m = shared_matrix.create(name, 2, float)
    m.close()
    m.unlink()
    assert not left_over(name)
    m.unlink()
    with shared_matrix.create(name, 2, float) as m:
        m.unlink()
        assert not left_over(name)
        m.publish([1, 2])
        with shared_matrix.create(name, 3, float):
            m.unlink()  # the name is another's now
            assert left_over(name)


def test_open_what_is_not_there(name: str) -> None:
    with pytest.raises(FileNotFoundError):
        shared_matrix.open(name)
    start = time.monotonic()
    for timeout in (0.15, 0.25):
        with pytest.raises(TimeoutError):
            shared_matrix.open(name, timeout)
    assert time.monotonic() - start >= 0.39


def test_open_waits(name: str) -> None:
    made: list[shared_matrix] = []

    def create() -> None:
        time.sleep(0.15)
        made.append(shared_matrix.create(name, 2, float))

    thread = threading.Thread(target=create)
    thread.start()
    with shared_matrix.open(name, timeout=30) as other:
        assert other.shape == (2,)
    thread.join()
    made[0].close()


@pytest.mark.parametrize("bad", ["", ".", "..", "a/b", "/a", "a\0b", "x" * 300])
def test_bad_names(bad: str) -> None:
    with pytest.raises(ValueError):
        shared_matrix.create(bad, 2, float)
    with pytest.raises(ValueError):
        shared_matrix.open(bad)


@pytest.mark.parametrize("bad", [None, 3, b"bytes", ["a"]])
def test_names_of_other_types(bad: object) -> None:
    with pytest.raises(TypeError, match="name must be a str"):
        shared_matrix.create(bad, 2, float)  # type: ignore[arg-type]


def test_names_beyond_ascii(name: str) -> None:
    with shared_matrix.create(name + "-é", 2, float) as m:
        with shared_matrix.open(name + "-é") as other:
            assert other.name == m.name == name + "-é"


def test_names_that_are_no_text(name: str) -> None:
    bytes_name = name + "-\udcff"
    with pytest.raises(FileNotFoundError, match=bytes_name):
        shared_matrix.open(bytes_name)
    with shared_matrix.create(bytes_name, 2, float) as m:
        with pytest.raises(FileExistsError, match=bytes_name):
            shared_matrix.create(bytes_name, 2, float)
        m.unlink()


def test_an_open_waits_over_the_remains_of_a_killed_creator(name: str) -> None:
    remains = Path("/dev/shm", name)
    for content in (b"", b"\x93NPUBLAS", b"\x93NPUBLAS" + bytes(8000)):
        remains.write_bytes(content)
        with pytest.raises(ValueError, match="not.*complete"):
            shared_matrix.open(name)
        with pytest.raises(TimeoutError):
            shared_matrix.open(name, 0.01)
        opened: list[shared_matrix] = []
        opening = threading.Thread(target=lambda: opened.append(shared_matrix.open(name, 30)))
        opening.start()
        with shared_matrix.create(name, 2, float) as m:
            opening.join()
            m.publish([1, 2])
            assert opened[0].read().tolist() == [1, 2]
            m.unlink()
        opened[0].close()


def test_any_other_refusal_of_the_system_has_its_number(name: str) -> None:
    code = """
        import resource
        resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))
        try:
            shared_matrix.open(name)
        except OSError as error:
            say(error.errno)
    """
    with Peer(name, code) as other:
        assert other.hear() == str(errno.EMFILE)


def test_unlink_removes_the_own_file_only(tmp_path: Path) -> None:
    path = tmp_path / "matrix"
    m = shared_matrix.create(path, 2, float)
    m.close()
    with shared_matrix.create(path, 3, float) as other:  # may have the number of the first file
        m.unlink()
        assert path.exists()
        other.unlink()
    assert not path.exists()


def test_unlink_of_a_link(tmp_path: Path) -> None:
    path, link = tmp_path / "matrix", tmp_path / "link"
    link.symlink_to(path)
    with shared_matrix.create(path, 2, float), shared_matrix.open(link) as other:
        other.unlink()
    assert path.exists() and not link.is_symlink()


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o666])
def test_mode(name: str, mode: int) -> None:
    mask = os.umask(0)
    try:
        with shared_matrix.create(name, 2, float, mode=mode):
            (path,) = left_over(name)
            assert stat.S_IMODE(path.stat().st_mode) == mode
    finally:
        os.umask(mask)


@pytest.mark.parametrize("options", [{"readers": -1}, {"readers": 2**31}, {"mode": -1}])
def test_impossible_options(name: str, options: dict[str, int]) -> None:
    with pytest.raises(ValueError):
        shared_matrix.create(name, 2, float, **options)
    assert not left_over(name)


def test_too_large_for_the_memory(name: str) -> None:
    room = os.statvfs("/dev/shm")
    too_many = room.f_blocks * room.f_frsize // 8 + 1
    with pytest.raises(OSError):
        shared_matrix.create(name, too_many, float)
    assert not left_over(name)


# Roles


def test_one_writer(name: str) -> None:
    with shared_matrix.create(name, 2, float) as m, shared_matrix.open(name) as other:
        m.publish([1, 2])
        with pytest.raises(BusyError):
            other.publish([3, 4])
        with pytest.raises(BusyError):
            with other.write():
                pass
        m.close()
        other.publish([5, 6])
        numpy.testing.assert_array_equal(other.read(), [5, 6])


def test_as_many_readers_as_agreed(name: str) -> None:
    with shared_matrix.create(name, 2, float, readers=2) as m:
        m.publish([1, 2])
        readers = [shared_matrix.open(name) for _ in range(3)]
        for reader in readers[:2]:
            for _ in range(3):
                with reader.lease() as a:
                    assert a[1] == 2
        with pytest.raises(BusyError):
            with readers[2].lease():
                pass
        readers[0].close()
        with readers[2].lease() as a:
            assert a[1] == 2
        for reader in readers:
            reader.close()


def test_busy_error_is_an_os_error() -> None:
    assert issubclass(BusyError, OSError)
    assert BusyError.__module__ == "npublas.shared"


# Turns


def test_turns(name: str) -> None:
    with shared_matrix.create(name, 2, float) as m, shared_matrix.open(name) as other:
        with pytest.raises(TimeoutError):
            with other.turn(0):
                pass
        for i in range(5):
            with m.turn(1) as a:
                a += 1
            with pytest.raises(TimeoutError):
                with m.turn(0.01):
                    pass
            with other.turn(1) as b:
                assert b.tolist() == [2 * i + 1] * 2
                b += 1
            with pytest.raises(ValueError):
                b[0] = 1


def test_turns_begin_with_the_newest_content(name: str) -> None:
    with shared_matrix.create(name, 2, float) as m, shared_matrix.open(name) as other:
        m.publish([1, 2])
        with m.turn(1) as a:
            assert a.tolist() == [1, 2]
            a *= 10
        assert other.read().tolist() == [1, 2]  # readers do not see what is handed over
        with other.turn(1) as b:
            assert b.tolist() == [10, 20]


def test_no_turns_beside_a_writer(name: str) -> None:
    with shared_matrix.create(name, 2, float) as m, shared_matrix.open(name) as other:
        other.publish([1, 2])
        with pytest.raises(BusyError):
            with m.turn(1):
                pass


def test_a_turn_is_passed_after_an_exception(name: str) -> None:
    with shared_matrix.create(name, 2, float) as m, shared_matrix.open(name) as other:
        with pytest.raises(KeyError):
            with m.turn() as a:
                a[0] = 1
                raise KeyError
        with other.turn(1) as b:
            assert b[0] == 1


# The end


def test_everything_of_a_closed_one_is_refused(name: str) -> None:
    m = shared_matrix.create(name, 2, float)
    block = m.write()
    m.close()
    m.close()
    assert m.closed and "closed" in repr(m)
    assert m.shape == (2,) and m.dtype == float
    uses = (m.read, m.lease, m.write, m.turn, m.wait, m.flush, lambda: m.publish([1, 2]))
    for use in (*uses, lambda: m.sequence, block.__enter__):
        with pytest.raises(ValueError, match="closed"):
            use()


def test_close_inside_a_block(name: str) -> None:
    m = shared_matrix.create(name, 2, float)
    with pytest.raises(ValueError, match="closed inside"):
        with m.write() as a:
            m.close()
            assert not a.flags.writeable
    with shared_matrix.create(name, 2, float) as m:
        m.publish([1, 2])
        with m.lease() as a:
            m.close()
            assert a.tolist() == [1, 2]


def test_it_is_made_by_create_and_open_alone() -> None:
    with pytest.raises(TypeError, match="create"):
        shared_matrix()


def test_repr(name: str) -> None:
    with shared_matrix.create(name, (2, 3), "float32") as m:
        assert repr(m) == f"<shared_matrix {name!r}, shape (2, 3), float32, sequence 0>"


def test_pickle_opens_again(name: str) -> None:
    with shared_matrix.create(name, 2, float) as m:
        m.publish([1, 2])
        with pickle.loads(pickle.dumps(m)) as other:
            assert other.read().tolist() == [1, 2]
    with pytest.raises(ValueError, match="closed"):
        pickle.dumps(m)


def test_nothing_is_left(name: str) -> None:
    descriptors = len(os.listdir("/proc/self/fd"))
    for _ in range(20):
        with shared_matrix.create(name, (100, 100), float) as m:
            with shared_matrix.open(name) as other, m.write() as a:
                a[0] = 1
                other.read()
            m.unlink()
    del a
    gc.collect()
    assert not left_over(name)
    assert len(os.listdir("/proc/self/fd")) == descriptors
    assert name not in Path("/proc/self/maps").read_text()


# Files


def test_a_file_keeps_its_content(tmp_path: Path) -> None:
    path = tmp_path / "state"
    with shared_matrix.create(path, (2, 3), float) as m:
        m.publish(numpy.arange(6).reshape(2, 3))
        m.flush()
        assert m.name == path
    with shared_matrix.open(path) as again:
        assert again.sequence == 1
        numpy.testing.assert_array_equal(again.read(), numpy.arange(6).reshape(2, 3))
        with again.write() as a:
            a[0, 0] = 7
    with shared_matrix.open(path) as again:
        assert again.read()[0, 0] == 7
        again.unlink()
    assert not path.exists()


def test_a_file_can_be_pickled_by_a_relative_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with shared_matrix.create(Path("state"), 2, float) as m:
        data = pickle.dumps(m)
        monkeypatch.chdir("/")
        with pickle.loads(data) as other:
            assert other.name == tmp_path / "state"


def test_create_over_a_live_file(tmp_path: Path) -> None:
    with shared_matrix.create(tmp_path / "state", 2, float):
        with pytest.raises(FileExistsError):
            shared_matrix.create(tmp_path / "state", 2, float)


def test_create_does_not_replace_a_foreign_file(tmp_path: Path) -> None:
    path = tmp_path / "letter"
    path.write_text("dear reader, " * 1000)
    with pytest.raises((FileExistsError, ValueError)):
        shared_matrix.create(path, 2, float)
    assert path.read_text().startswith("dear reader")


def test_a_file_in_no_folder(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        shared_matrix.create(tmp_path / "nowhere" / "state", 2, float)
    with pytest.raises(ValueError):
        shared_matrix.open(tmp_path)


def test_the_functions_underneath_refuse_other_types(name: str) -> None:
    place, dtype = name.encode(), numpy.dtype(float)
    for arguments in [
        (name, False, (2,), dtype, 4, 0o600),
        (place, False, [2], dtype, 4, 0o600),
        (place, False, (2.5,), dtype, 4, 0o600),
        (place, False, (2,), "float64", 4, 0o600),
        (place, False, (2,), None, 4, 0o600),
        (place, False, (2,), dtype, "4", 0o600),
        (place, False, (2,)),
    ]:
        with pytest.raises((TypeError, ValueError)):
            npublas._npublas.shared_create(*arguments)  # type: ignore[arg-type]
    for kind in (npublas._npublas.shared_handle, type(npublas._npublas.shared_handle)):
        with pytest.raises(TypeError):
            kind()
    assert not left_over(name)
