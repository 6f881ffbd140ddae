# Copyright 2026 The npublas authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
"""A matrix shared by several processes, in Python and in C++ (`npublas/shared_matrix.hpp`).

One process writes, the others read, without waiting for each other: a reader sees the newest update
that is complete, or holds on to one while the writer goes on. The elements lie in a segment of
shared memory that has a name, or in a memory-mapped file.

Examples
--------
>>> import numpy, npublas.shared
>>> with npublas.shared.shared_matrix.create("npublas-example", (2, 3), float) as m:
...     m.publish(numpy.ones((2, 3)))
...     with npublas.shared.shared_matrix.open("npublas-example") as other:  # in any process
...         other.wait(timeout=1)
...         with other.lease() as a:
...             a.sum()
...     m.unlink()
True
6.0
"""

from __future__ import annotations

import operator
import os
from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import Any, Self, SupportsIndex

import numpy
import numpy.typing as npt

from npublas import _npublas
from npublas._npublas import BusyError

__all__ = ["BusyError", "shared_matrix", "stale"]

Name = str | os.PathLike[str]


def _place(name: Name) -> tuple[Name, bytes, bool]:
    """The name or the absolute path, the same as the system takes it, and whether it is a file."""
    if isinstance(name, str):
        return name, os.fsencode(name), False
    if isinstance(name, os.PathLike):
        path = Path(os.getcwd(), os.fsdecode(name))  # the current folder may change
        return path, os.fsencode(path), True
    raise TypeError(
        f"name must be a str for shared memory or a path for a file; got {type(name).__name__}"
    )


def _extents(shape: SupportsIndex | Sequence[SupportsIndex]) -> tuple[int, ...]:
    if isinstance(shape, Sequence):
        return tuple(operator.index(extent) for extent in shape)
    return (operator.index(shape),)


class shared_matrix:
    """A matrix, vector or array of more dimensions that several processes share.

    It is made by `create` or `open`, one for each thread that uses it, and is a context manager that
    closes it. A pickle of it opens the same name where it is loaded; a process that was forked opens
    it again, too.

    See Also
    --------
    create, open
    """

    __slots__ = ("_handle", "_name")

    _handle: _npublas.shared_handle
    _name: Name

    def __init__(self) -> None:
        raise TypeError("use shared_matrix.create(name, shape, dtype) or shared_matrix.open(name)")

    @classmethod
    def _over(cls, name: Name, handle: _npublas.shared_handle) -> Self:
        made = object.__new__(cls)
        made._name = name
        made._handle = handle
        return made

    @classmethod
    def create(
        cls,
        name: Name,
        shape: SupportsIndex | Sequence[SupportsIndex],
        dtype: npt.DTypeLike,
        readers: int = 4,
        mode: int = 0o600,
    ) -> Self:
        """Make a shared matrix, whose elements are zero, and open it.

        Parameters
        ----------
        name : str or os.PathLike
            A str names shared memory: no slash, at most 255 bytes. A path names a file, which keeps
            the content when all processes have ended.
        shape : int or sequence of int
            The extents, of at most 8 dimensions.
        dtype : dtype
            One of `npublas.element_types`, in the machine's byte order.
        readers : int
            How many may read at a time. The memory used is that of ``readers + 2`` matrices.
        mode : int
            Who may open it, as in `os.chmod`, whatever the umask. A reader needs the right to write,
            too: it notes there what it looks at.

        Returns
        -------
        shared_matrix

        Raises
        ------
        FileExistsError
            If somebody has it open, or it is no shared matrix. One that nobody has open any more is
            replaced, a file with its content, too: `open` it to go on with that.
        ValueError
            If the name, the shape or `readers` can't be had.
        TypeError
            If the elements are of no type that npublas knows.
        PermissionError, OSError
            If there is no right or no space to make it.

        Examples
        --------
        >>> import npublas.shared
        >>> m = npublas.shared.shared_matrix.create("npublas-example", (2, 3), "float32")
        >>> m.read()
        array([[0., 0., 0.],
               [0., 0., 0.]], dtype=float32)
        >>> m.unlink()
        >>> m.close()
        """
        name, place, is_file = _place(name)
        handle = _npublas.shared_create(
            place,
            is_file,
            _extents(shape),
            numpy.dtype(dtype),
            operator.index(readers),
            operator.index(mode),
        )
        return cls._over(name, handle)

    @classmethod
    def open(cls, name: Name, timeout: float | None = 0) -> Self:
        """Open the shared matrix of a name.

        Parameters
        ----------
        name : str or os.PathLike
            As given to `create`.
        timeout : float or None
            For how many seconds to wait until it is there; None for ever.

        Returns
        -------
        shared_matrix

        Raises
        ------
        FileNotFoundError
            If there is none, without a time-out.
        TimeoutError
            If there is none, or none complete, when the time is over.
        PermissionError
            If this user may not read and write it.
        ValueError
            If what is there is no shared matrix, is damaged, or was made by another version of
            npublas or on a machine of another byte order.

        Examples
        --------
        >>> import npublas.shared
        >>> npublas.shared.shared_matrix.open("npublas-example")
        Traceback (most recent call last):
            ...
        FileNotFoundError: ...
        """
        name, place, is_file = _place(name)
        return cls._over(name, _npublas.shared_open(place, is_file, timeout))

    @property
    def name(self) -> Name:
        """The name that it was created or opened with; the path of a file, which is absolute."""
        return self._name

    @property
    def shape(self) -> tuple[int, ...]:
        """The extents."""
        return self._handle.shape

    @property
    def dtype(self) -> numpy.dtype[Any]:
        """The element type."""
        return self._handle.dtype

    @property
    def sequence(self) -> int:
        """The number of the newest update; 0 before the first."""
        return self._handle.sequence

    @property
    def closed(self) -> bool:
        """Whether `close` was called."""
        return self._handle.closed

    def write(self) -> AbstractContextManager[npt.NDArray[Any]]:
        """Return a context manager that gives the elements to write to and publishes them at the end.

        The array starts with the newest content. An exception in the block publishes nothing. After
        the block the array is read-only and shows what will be written later; views that were made
        of it stay writable and must not be used.

        Returns
        -------
        context manager of ndarray

        Raises
        ------
        BusyError
            On entering the block, if another process is the writer. The first to write is, until it
            closes or dies.
        RuntimeError
            If a block of `write` or `turn` is open already.

        Examples
        --------
        >>> import npublas.shared
        >>> with npublas.shared.shared_matrix.create("npublas-example", 3, int) as m:
        ...     with m.write() as a:
        ...         a[1] = 5
        ...     m.unlink()
        ...     m.read(), m.sequence
        (array([0, 5, 0]), 1)
        """
        return self._handle.write()

    def publish(self, array: npt.ArrayLike) -> None:
        """Replace all elements by those of an array.

        Cheaper than `write`, which copies the newest content first.

        Parameters
        ----------
        array : array_like
            Of the same shape, and of a type that casts to `dtype` under NumPy's ``same_kind``.

        Raises
        ------
        ValueError, TypeError
            If the array is of another shape or kind, or has an integer out of range; nothing is
            published.
        RuntimeError
            If a block of `write` or `turn` is open, or another thread uses this shared_matrix.
        BusyError
            If another process is the writer.

        Examples
        --------
        >>> import npublas.shared
        >>> with npublas.shared.shared_matrix.create("npublas-example", 3, float) as m:
        ...     m.publish([1, 2, 3])
        ...     m.unlink()
        ...     m.read()
        array([1., 2., 3.])
        """
        self._handle.publish(array)

    def read(self) -> npt.NDArray[Any]:
        """Return a copy of the newest content.

        Returns
        -------
        ndarray

        Raises
        ------
        RuntimeError
            If another thread waits or copies through this shared_matrix.
        BusyError
            If all places for readers are taken.

        Examples
        --------
        >>> import npublas.shared
        >>> with npublas.shared.shared_matrix.create("npublas-example", 3, bool) as m:
        ...     m.unlink()
        ...     m.read()
        array([False, False, False])
        """
        return self._handle.read()

    def lease(self) -> AbstractContextManager[npt.NDArray[Any]]:
        """Return a context manager that gives the newest content without a copy, read-only.

        The array does not change while the block is open, whatever is published meanwhile. Where it
        is kept longer, it stays as it is until the next `lease`, `read` or `close` of this
        shared_matrix, and may then show later content: copy what is to be kept.

        Returns
        -------
        context manager of ndarray

        Raises
        ------
        BusyError
            On entering the block, if all places for readers are taken. Blocks inside each other take
            one each.

        Examples
        --------
        >>> import npublas.shared
        >>> with npublas.shared.shared_matrix.create("npublas-example", 2, float) as m:
        ...     m.publish([1, 2])
        ...     with m.lease() as a:
        ...         m.publish([3, 4])
        ...         a, m.read()
        ...     m.unlink()
        (array([1., 2.]), array([3., 4.]))
        """
        return self._handle.lease()

    def wait(self, timeout: float | None = None) -> bool:
        """Sleep until there is an update newer than the last one seen through this shared_matrix.

        An update is seen when it is read, leased or waited for. Ctrl-C ends the sleep.

        Parameters
        ----------
        timeout : float or None
            For how many seconds to wait at most; None for ever.

        Returns
        -------
        bool
            Whether there is one; False if the time has passed.

        Raises
        ------
        RuntimeError
            If another thread waits or copies through this shared_matrix.

        Examples
        --------
        >>> import npublas.shared
        >>> with npublas.shared.shared_matrix.create("npublas-example", 2, float) as m:
        ...     m.publish([1, 2])
        ...     m.wait(), m.wait(timeout=0.01)
        ...     m.unlink()
        (True, False)
        """
        return self._handle.wait(timeout)

    def turn(self, timeout: float | None = None) -> AbstractContextManager[npt.NDArray[Any]]:
        """Return a context manager that waits for this side's turn and passes the turn at the end.

        Two processes hand the elements to each other: on entering the block, the array holds what
        the other side left and is written to in place. The creator has the first turn; the other
        side is who first asks for one. The turn is passed also if the block ends with an exception.
        After the block the array is read-only, and views of it must not be used. The first turn
        begins with the newest content; readers do not see what is handed over.

        Parameters
        ----------
        timeout : float or None
            For how many seconds to wait at most; None for ever. Ctrl-C ends it.

        Returns
        -------
        context manager of ndarray

        Raises
        ------
        TimeoutError
            On entering the block, if the turn did not come in time. Until the other side has come for
            the first time, nothing else ends the wait.
        ConnectionResetError
            On entering the block, if the other side has died or closed. The creator may try again:
            who opens the name next can take the other side.
        BusyError
            On entering the block, if there are two sides already, or a writer.

        Examples
        --------
        >>> import npublas.shared
        >>> m = npublas.shared.shared_matrix.create("npublas-example", 2, float)
        >>> other = npublas.shared.shared_matrix.open("npublas-example")  # in another process
        >>> with m.turn() as a:
        ...     a[:] = 1, 2
        >>> with other.turn() as b:
        ...     b *= 10
        >>> with m.turn() as a:
        ...     print(a)
        [10. 20.]
        >>> m.unlink()
        >>> other.close()
        >>> m.close()
        """
        return self._handle.turn(timeout)

    def flush(self) -> None:
        """Write a file's content to the disk; returns when it is there.

        Examples
        --------
        >>> import pathlib, tempfile
        >>> import npublas.shared
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = pathlib.Path(folder) / "state"
        ...     with npublas.shared.shared_matrix.create(path, 2, float) as m:
        ...         m.publish([1, 2])
        ...         m.flush()
        ...     with npublas.shared.shared_matrix.open(path) as again:
        ...         again.read()
        array([1., 2.])
        """
        self._handle.flush()

    def unlink(self) -> None:
        """Remove the name; those who have it open go on. `close` may come before or after.

        Nothing happens if the name is gone or has come to be another's.
        """
        self._handle.unlink()

    def close(self) -> None:
        """Give up the places of the writer and of readers. A second call does nothing.

        A block of `write` that is open publishes nothing. Arrays that remain can still be read, but
        may change.
        """
        self._handle.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def __reduce__(self) -> tuple[Any, ...]:
        if self.closed:
            raise ValueError("a closed shared_matrix can't be pickled: a pickle opens it by name")
        return _opened, (type(self), os.fspath(self._name), not isinstance(self._name, str))

    def __repr__(self) -> str:
        kind = f"{type(self).__name__} {os.fspath(self._name)!r}, shape {self.shape}, {self.dtype}"
        return f"<{kind}, {'closed' if self.closed else f'sequence {self.sequence}'}>"


def _opened(cls: type[shared_matrix], name: str, is_file: bool) -> shared_matrix:
    """Open the shared matrix of a pickle; pickles name this function, so it stays where it is."""
    return cls.open(Path(name) if is_file else name)


def stale() -> list[str]:
    """Return the names of shared matrices in memory that nobody has open.

    All their users were killed, or closed without `shared_matrix.unlink`. `shared_matrix.create`
    replaces them; ``shared_matrix.open(name).unlink()`` removes one.

    Returns
    -------
    list of str

    Examples
    --------
    >>> import npublas.shared
    >>> "npublas-example" in npublas.shared.stale()
    False
    """
    return _npublas.shared_stale()
