# Copyright 2026 The npublas authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
"""What NumPy writes, npublas/npy.hpp reads and writes again, and NumPy reads it, bit for bit."""

from __future__ import annotations

import io
import os
import re
import subprocess
import warnings
from pathlib import Path
from typing import Any

import numpy
import numpy.lib.format
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

npy_format: Any = numpy.lib.format  # without annotations of its own

ROOT = Path(__file__).parents[2]
PROGRAM = Path(os.environ.get("NPUBLAS_BUILD", ROOT / "build" / "release")) / "npy_convert"

CODES = "b1 i1 i2 i4 i8 u1 u2 u4 u8 f4 f8 f16 c8 c16 c32".split()


def written(array: numpy.ndarray[Any, Any], version: tuple[int, int] = (1, 0)) -> bytes:
    out = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that version 2 is needed by older readers
        npy_format.write_array(out, array, version=version)
    return out.getvalue()


def convert(
    way: str, file: bytes, folder: Path, *options: str
) -> tuple[subprocess.CompletedProcess[bytes], Path]:
    source, result = folder / "from.npy", folder / "to.npy"
    source.write_bytes(file)
    result.unlink(missing_ok=True)
    command = [str(word) for word in (PROGRAM, way, source, result, *options)]
    # A pipe, which can't tell its size.
    done = subprocess.run(command, input=file, capture_output=True, timeout=60)
    return done, result


def through(
    way: str, file: bytes, folder: Path, *options: str
) -> numpy.ndarray[Any, numpy.dtype[Any]]:
    done, result = convert(way, file, folder, *options)
    assert done.returncode == 0, done.stderr.decode()
    with open(result, "rb") as stream:
        result_array: numpy.ndarray[Any, Any] = npy_format.read_array(stream)
        return result_array


def refusal(way: str, file: bytes, folder: Path) -> str:
    done, _ = convert(way, file, folder)
    assert done.returncode == 2, done
    return done.stderr.decode()


def bits(array: numpy.ndarray[Any, Any]) -> numpy.ndarray[Any, Any]:
    """The bytes of the elements in C's order, without those no long double uses."""
    native = numpy.ascontiguousarray(array.astype(array.dtype.newbyteorder("=")))
    raw = native.reshape(-1).view(numpy.uint8).reshape(-1)
    if array.dtype.char in "gG":
        return raw.reshape(-1, 16)[:, :10]
    return raw


@st.composite
def arrays(draw: st.DrawFn, dimensions: int) -> numpy.ndarray[Any, Any]:
    """Any bits at all: NaNs with payloads, infinities, denormals."""
    dtype = numpy.dtype(draw(st.sampled_from("<>")) + draw(st.sampled_from(CODES)))
    shape = tuple(draw(st.integers(0, 5)) for _ in range(dimensions))
    size = int(numpy.prod(shape, dtype=int))
    raw = numpy.random.default_rng(draw(st.integers(0, 2**32))).integers(
        0, 256, size * dtype.itemsize, dtype=numpy.uint8
    )
    if dtype.kind == "b":
        raw &= 1
    if dtype.char in "gG":  # as a processor makes them: the leading bit is set
        reals = raw.reshape(-1, 16)
        reals[:, 7] |= 0x80
        reals[:, 8] |= 1
        reals[:, 10:] = 0
    array = raw.view(dtype.newbyteorder("=")).reshape(shape).astype(dtype)
    result: numpy.ndarray[Any, Any]
    result = numpy.asfortranarray(array) if draw(st.booleans()) and dimensions else array
    return result


def any_file() -> st.SearchStrategy[tuple[str, numpy.ndarray[Any, Any]]]:
    def of(way: str, dimensions: int) -> st.SearchStrategy[tuple[str, numpy.ndarray[Any, Any]]]:
        return st.tuples(st.just(way), arrays(dimensions))

    ways = [("number", 0), ("vector", 1)]
    ways += [(way, 2) for way in ("rows", "columns", "stream")]
    ways += [("tensor", dimensions) for dimensions in range(5)]
    return st.one_of([of(*way) for way in ways])


@given(
    any_file(),
    st.sampled_from([(1, 0), (2, 0), (3, 0)]),
    st.sampled_from("CF"),
    st.sampled_from("<>"),
    st.sampled_from("123"),
)
@settings(max_examples=150)
def test_every_bit_survives(
    tmp_path_factory: pytest.TempPathFactory,
    file: tuple[str, numpy.ndarray[Any, Any]],
    version: tuple[int, int],
    order: str,
    byte_order: str,
    result_version: str,
) -> None:
    way, array = file
    result = through(
        way,
        written(array, version),
        tmp_path_factory.getbasetemp(),
        order,
        byte_order,
        result_version,
    )
    assert result.dtype == array.dtype.newbyteorder(byte_order)
    assert result.shape == array.shape
    numpy.testing.assert_array_equal(bits(result), bits(array))
    assert result.flags.f_contiguous if order == "F" else result.flags.c_contiguous


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("order", "CF")
def test_mapped(code: str, order: str, tmp_path: Path) -> None:
    for shape in [(), (0,), (7,), (3, 4), (2, 0), (2, 3, 4)]:
        numbers = numpy.arange(numpy.prod(shape, dtype=int)).reshape(shape)
        array = numpy.asarray(numbers.astype(code), order=order)  # type: ignore[call-overload]
        for way in ("mapped", "created"):
            result = through(way, written(array), tmp_path, order)
            assert result.dtype == array.dtype and result.shape == shape
            numpy.testing.assert_array_equal(result, array)
            assert result.flags.f_contiguous if order == "F" else result.flags.c_contiguous


def test_what_cannot_be_mapped(tmp_path: Path) -> None:
    assert "byte order" in refusal("mapped", written(numpy.ones(3, ">f8")), tmp_path)
    strange = bytearray(written(numpy.ones(3, bool)))
    strange[-1] = 7
    assert "neither 0 nor 1" in refusal("mapped", bytes(strange), tmp_path)
    assert through("vector", bytes(strange), tmp_path).tobytes() == b"\1\1\1"
    header = b"{'descr': '<f8', 'fortran_order': False, 'shape': (1,)}\n"
    odd = b"\x93NUMPY\1\0" + bytes([len(header) + 1, 0]) + header + b"\n" + bytes(8)
    assert (10 + len(header) + 1) % 8
    assert "aligned" in refusal("mapped", odd, tmp_path)
    assert through("vector", odd, tmp_path).tolist() == [0.0]


@pytest.mark.parametrize("target", ["int8", "uint64", "float32", "complex128"])
@pytest.mark.parametrize("code", CODES)
def test_conversion_follows_same_kind(code: str, target: str, tmp_path: Path) -> None:
    array = numpy.array([0, 1, 100]).astype(code)
    to = numpy.dtype(target)
    fits = numpy.can_cast(array.dtype, to, "same_kind") or (
        array.dtype.kind in "iu" and to.kind in "iu"
    )
    if fits:
        result = through(target, written(array), tmp_path)
        assert result.dtype == to
        numpy.testing.assert_array_equal(result, array.astype(to))
    else:
        text = refusal(target, written(array), tmp_path)
        assert "not converted" in text


def test_integers_that_do_not_fit(tmp_path: Path) -> None:
    for target, number in [("int8", 128), ("int8", -129), ("uint64", -1)]:
        assert str(number) in refusal(target, written(numpy.array([number])), tmp_path)


@pytest.mark.parametrize(
    ("array", "reason"),
    [
        (numpy.ones(2, "f2"), "float16"),
        (numpy.array(["a"]), "text"),
        (numpy.array([b"a"]), "byte strings"),
        (numpy.array(["2020-01-01"], "M8[D]"), "dates"),
        (numpy.ones(2, "m8[s]"), "time differences"),
        (numpy.zeros(2, [("x", "f8"), ("y", "i4")]), "records"),
        (numpy.zeros(2, "V5"), "raw bytes"),
        (numpy.array([{}, None], object), "Python objects"),
    ],
)
def test_what_is_no_number_is_refused_by_name(array: Any, reason: str, tmp_path: Path) -> None:
    assert reason in refusal("vector", written(array), tmp_path)


def test_dimensions(tmp_path: Path) -> None:
    assert "(2, 3)" in refusal("vector", written(numpy.ones((2, 3))), tmp_path)
    assert "(3,)" in refusal("rows", written(numpy.ones(3)), tmp_path)
    assert "(1, 1, 1)" in refusal("columns", written(numpy.ones((1, 1, 1))), tmp_path)
    assert through("vector", written(numpy.array(4.0)), tmp_path).tolist() == [4.0]


def with_header(header: bytes, elements: bytes = bytes(64)) -> bytes:
    return b"\x93NUMPY\1\0" + len(header).to_bytes(2, "little") + header + elements


GOOD = b"{'descr': '<f8', 'fortran_order': False, 'shape': (8,), }\n"


@pytest.mark.parametrize(
    "header",
    [
        b"""{"shape":(8,),"fortran_order":False,"descr":"<f8"}""",
        b"  {\t'fortran_order' : False\n, 'shape' : ( 8 , ) , 'descr' : '<f8' , }  \n",
        b"{'descr': '<f8', 'fortran_order': False, 'shape': (8L,)}",
    ],
)
def test_headers_may_be_written_otherwise(header: bytes, tmp_path: Path) -> None:
    assert through("vector", with_header(header), tmp_path).tolist() == [0.0] * 8


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"(8,)", b"(9,)"),
        (b"(8,)", b"(8)"),
        (b"(8,)", b"(-8,)"),
        (b"(8,)", b"(08,)"),
        (b"(8,)", b"(8 8)"),
        (b"(8,)", b"(,)"),
        (b"(8,)", b"(8.0,)"),
        (b"(8,)", b"(2**3,)"),
        (b"(8,)", b"[8]"),
        (b"(8,)", b"(18446744073709551616,)"),
        (b"(8,)", b"(4294967296, 4294967296)"),
        (b"(8,)", b"(0, 4611686018427387904)"),
        (b"(8,)", b"(" + b"1, " * 65 + b")"),
        (b"(8,)", b"(10000000000000,)"),
        (b"False", b"0"),
        (b"False", b"__import__('os').getpid()"),
        (b"'<f8'", b"'f8'"),
        (b"'<f8'", b"'|f8'"),
        (b"'<f8'", b"'<f9'"),
        (b"'<f8'", b"''"),
        (b"'<f8'", b"'\\x3cf8'"),
        (b"'<f8'", b"<f8"),
        (b"'<f8'", b"'<f8"),
        (b"'shape'", b"'form'"),
        (b", 'shape': (8,)", b""),
        (b", }", b", 'shape': (8,)}"),
        (b", }", b", 'more': 1}"),
        (b", }", b",, }"),
        (b", }", b""),
        (b"}", b"} + {}"),
        (b"{", b"dict("),
        (b"}", b"}" + b" " * 10000),
    ],
)
def test_bad_headers_are_refused(old: bytes, new: bytes, tmp_path: Path) -> None:
    header = GOOD.replace(old, new)
    assert header != GOOD
    elements = bytes(64) if new != b"(0, 4611686018427387904)" else b""
    for way in ("vector", "stream", "mapped"):
        assert refusal(way, with_header(header, elements), tmp_path)


def test_versions_and_truncation(tmp_path: Path) -> None:
    file = written(numpy.arange(3.0))
    for version in (0, 4, 255):
        text = refusal("vector", file[:6] + bytes([version]) + file[7:], tmp_path)
        assert f"version {version}.0" in text
    assert "version 1.1" in refusal("vector", file[:7] + b"\1" + file[8:], tmp_path)
    for length in range(0, len(file), 3):
        for way in ("vector", "stream", "mapped"):
            assert refusal(way, file[:length], tmp_path)


@given(st.integers(0, 127), st.binary(min_size=1, max_size=4))
@settings(max_examples=100)
def test_what_is_read_is_what_numpy_reads(
    tmp_path_factory: pytest.TempPathFactory, place: int, put: bytes
) -> None:
    """A damaged header is refused, or read as NumPy reads it."""
    file = bytearray(written(numpy.arange(6.0)))
    file[place : place + len(put)] = put
    done, result = convert("tensor", bytes(file), tmp_path_factory.getbasetemp())
    assert done.returncode in (0, 2), done
    if done.returncode == 0:
        expected = npy_format.read_array(io.BytesIO(file))
        with open(result, "rb") as stream:
            numpy.testing.assert_array_equal(bits(npy_format.read_array(stream)), bits(expected))


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs Linux's /dev/full")
def test_a_full_disk(tmp_path: Path) -> None:
    source = tmp_path / "a.npy"
    source.write_bytes(written(numpy.ones(3)))
    done = subprocess.run([PROGRAM, "vector", source, "/dev/full"], capture_output=True)
    assert done.returncode == 2 and b"No space left" in done.stderr


def test_files_that_cannot_be_opened(tmp_path: Path) -> None:
    for path in (tmp_path / "none.npy", tmp_path):
        done = subprocess.run([PROGRAM, "vector", path, tmp_path / "b"], capture_output=True)
        assert done.returncode == 2 and done.stderr


def test_the_program_of_the_manual(tmp_path: Path) -> None:
    found = re.search(r"```cpp\n(.*?)```", (ROOT / "doc" / "npy.md").read_text(), re.DOTALL)
    assert found
    (tmp_path / "npy.cpp").write_text(found[1])
    command = ["g++", "-std=c++17", "-O1", "-Wall", "-Wextra", "-Werror", f"-I{ROOT / 'include'}"]
    subprocess.run([*command, "npy.cpp", "-o", "npy"], cwd=tmp_path, check=True)
    array = numpy.arange(6.0).reshape(2, 3)
    numpy.save(tmp_path / "a.npy", array)
    done = subprocess.run([tmp_path / "npy"], cwd=tmp_path, check=True, capture_output=True)
    assert done.stdout == b"12\n"  # 3 + 4 + 5
    numpy.testing.assert_array_equal(numpy.load(tmp_path / "twice.npy"), 2 * array)
    array[0, 0] = -1
    numpy.testing.assert_array_equal(numpy.load(tmp_path / "a.npy"), array)
