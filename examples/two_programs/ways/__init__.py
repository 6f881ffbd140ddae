# Copyright 2026 The npublas authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
"""One pair of files per way: `Writer` and `Reader` in Python, a whole program in C++."""
