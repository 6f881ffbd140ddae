#!/usr/bin/env bash
# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
# Copyright 2026 The npublas authors
#
# Installs the peers that the bench takes from pip, into build/bench-peers: nanobind, Cython and a
# pybind11 of today. Only `b2 bench` uses them, and it does without those that are not there.
# The interpreter is /usr/bin/python3, or the one that PYTHON names.
set -euo pipefail
cd "$(dirname "$0")/.."

interpreter=${PYTHON:-/usr/bin/python3}
peers=build/bench-peers

"$interpreter" -m venv --system-site-packages "$peers" || {
    echo "install_peers: no virtual environments here: on Debian, apt-get install python3-venv" >&2
    exit 1
}
"$peers/bin/python" -m pip install --quiet --disable-pip-version-check --upgrade \
    nanobind cython pybind11
"$peers/bin/python" -m pip list --disable-pip-version-check | grep -iE '^(nanobind|cython|pybind11) '
