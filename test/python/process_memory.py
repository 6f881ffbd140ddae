# Copyright 2026 The npublas authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
"""How much memory this process holds."""

from __future__ import annotations

import os
from pathlib import Path

#: The address sanitizer keeps freed memory for a while, and is slow.
SANITIZED = "libasan" in Path("/proc/self/maps").read_text()


def resident() -> int:
    """Return the resident memory in bytes."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")
