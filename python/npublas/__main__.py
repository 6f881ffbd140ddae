# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
# Copyright 2026 The npublas authors
"""What this npublas is made of, and the flags to build an extension with it by hand.

    g++ -O3 -DNDEBUG -shared -fPIC $(python3 -m npublas --cflags) x.cpp -o x.so \\
        $(python3 -m npublas --libs)
"""

from __future__ import annotations

import argparse
import shlex
import sys
import sysconfig
from pathlib import Path

import numpy


def compiler_flags() -> list[str]:
    """The flags that find the headers of npublas, Python and NumPy."""
    include = Path(__file__).resolve().parents[2] / "include"
    return [
        "-std=c++17",
        "-fvisibility=hidden",
        # Boost.Python's own headers use what Boost has deprecated since.
        "-DBOOST_ALLOW_DEPRECATED_HEADERS",
        "-DBOOST_BIND_GLOBAL_PLACEHOLDERS",
        f"-I{include}",
        f"-isystem{sysconfig.get_path('include')}",
        f"-isystem{numpy.get_include()}",
    ]


def libraries() -> list[str]:
    """The libraries behind the headers; what an extension does not use is left out."""
    boost_python = "boost_python{}{}".format(*sys.version_info)
    return ["-Wl,--as-needed", f"-l{boost_python}", "-llapacke", "-lblas"]


def description() -> str:
    """Version, compiler, libraries and element types, one per line."""
    from npublas import _config

    return _config.description()


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python3 -m npublas",
        description="Print version, compiler, Boost, NumPy, BLAS and element types of npublas.",
    )
    parser.add_argument(
        "--cflags", action="store_true", help="print the compiler flags for an extension instead"
    )
    parser.add_argument(
        "--libs", action="store_true", help="print the libraries to link it with instead"
    )
    arguments = parser.parse_args()
    flags = compiler_flags() * arguments.cflags + libraries() * arguments.libs
    if flags:
        print(shlex.join(flags))
        return
    try:
        print(description())
    except ImportError:
        parser.exit(1, "npublas: nothing to describe yet: run b2 in the checkout first\n")


if __name__ == "__main__":
    main()
