#!/usr/bin/env bash
# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
# Copyright 2026 The npublas authors
#
# Installs what `b2` needs from Debian (12 or 13), leaving alone what is there, and asks nothing.
# The interpreter is /usr/bin/python3, or the one that PYTHON names; that one must bring its own
# NumPy, and for `b2 test` SciPy, pytest and hypothesis.
set -euo pipefail

packages=(
    g++ libboost-tools-dev libboost-dev libboost-python-dev libboost-test-dev
    libopenblas-dev liblapacke-dev
    libboost-numpy-dev pybind11-dev libeigen3-dev # peers that `b2 bench` measures
    protobuf-compiler libprotobuf-dev nlohmann-json3-dev openmpi-bin # examples of two programs and ranks
)
interpreter=${PYTHON:-/usr/bin/python3}
if [ "$interpreter" = /usr/bin/python3 ]; then
    packages+=(
        python3-dev python3-numpy python3-scipy python3-pytest python3-hypothesis
        python3-joblib python3-distributed python3-mpi4py python3-protobuf # examples and their tests
    )
fi

step() { echo "bootstrap: $*"; }
fail() {
    echo "bootstrap: $*" >&2
    exit 1
}

# Runs a command as root, and shows what it said only if it fails.
as_root() {
    local log status=0
    log=$(mktemp)
    "${become_root[@]}" env DEBIAN_FRONTEND=noninteractive "$@" >"$log" 2>&1 </dev/null || status=$?
    [ "$status" -eq 0 ] || tail -n 20 "$log" >&2
    rm -f "$log"
    return "$status"
}

for tool in dpkg-query apt-get; do
    command -v "$tool" >/dev/null ||
        fail "no $tool here: this script knows Debian only. Install the like of: ${packages[*]}"
done

installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' "${packages[@]}" 2>/dev/null || true)
missing=()
for package in "${packages[@]}"; do
    grep -qx "installed $package" <<<"$installed" || missing+=("$package")
done

if [ ${#missing[@]} -eq 0 ]; then
    step "all ${#packages[@]} Debian packages are there"
else
    become_root=()
    if [ "$(id -u)" -ne 0 ]; then
        sudo -n true 2>/dev/null ||
            fail "neither root nor sudo without a password: have someone install ${missing[*]}"
        become_root=(sudo -n)
    fi
    step "apt-get update"
    as_root apt-get update || fail "apt-get update failed (above)"
    step "apt-get install ${missing[*]}"
    as_root apt-get install -y --no-install-recommends "${missing[@]}" ||
        fail "apt-get install failed (above): is the network there, and Debian in apt's sources?"
fi

found=$("$interpreter" -c '
import sys, numpy
print(*sys.version_info[:2], numpy.__version__, numpy.get_include())' 2>/dev/null) ||
    fail "$interpreter is no Python interpreter that can import numpy: install NumPy for it, or set PYTHON to another"
read -r major minor numpy include <<<"$found"
[ "$major" -eq 3 ] && [ "$minor" -ge 11 ] ||
    fail "$interpreter is Python $major.$minor: npublas needs 3.11 or later"
[ -e "$include/numpy/ndarraytypes.h" ] || fail "NumPy's headers are not in $include"

library=libboost_python$major$minor.so
[ -e "$(g++ -print-file-name="$library")" ] ||
    fail "no Boost.Python for Python $major.$minor ($library): set PYTHON to an interpreter that Boost.Python is built for"
command -v b2 >/dev/null || fail "b2 is not on PATH, though libboost-tools-dev installs /usr/bin/b2"
step "$interpreter is Python $major.$minor with NumPy $numpy"
step "ready: b2, b2 demo, b2 test, b2 bench"
