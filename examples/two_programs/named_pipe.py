# Copyright 2026 The npublas authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
"""A named pipe, which whichever program comes first makes."""

from __future__ import annotations

import contextlib
import fcntl
import os
from typing import IO, Any

MOST = 1 << 20  # bytes that a pipe holds without asking for more rights


def open_pipe(path: str, mode: str) -> IO[Any]:
    with contextlib.suppress(FileExistsError):
        os.mkfifo(path, 0o600)
    pipe = open(path, mode)
    fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, MOST)
    return pipe
