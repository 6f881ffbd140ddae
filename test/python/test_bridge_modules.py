# Copyright 2026 The npublas authors
# Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
"""Several modules in one process, a program with Python inside, and a NumPy that won't do.

Each test has a process of its own, in which every warning is an error: what modules register is
the process's.
"""

from __future__ import annotations

import itertools
import os
import shutil
import subprocess
import sys
import sysconfig
import textwrap
from pathlib import Path

import numpy as np
import pytest
from bridge_oracle import run_python

ROOT = Path(__file__).resolve().parents[2]
MODULES = ("modules_a", "modules_b", "modules_plain")
ORDERS = list(itertools.permutations(MODULES))

PREPARE = """
    import gc, sys, weakref
    import numpy as np
    import modules_a as a, modules_b as b, modules_plain as plain
    v, floats = np.arange(1.0, 5.0), np.ones(3, np.float32)
    def refusal_of(function, *arguments):
        try:
            function(*arguments)
        except TypeError as error:
            return str(error)
        raise AssertionError(function)
"""


def run_after_importing(order: tuple[str, ...], script: str) -> None:
    imports = "".join(f"import {module}\n" for module in order)
    run_python(imports + textwrap.dedent(PREPARE) + textwrap.dedent(script))


SHARING = """
    # Views of one module are another's arguments, and their base is the array of them all.
    tail = b.tail(a.tail(v))
    assert tail.tolist() == [3, 4] and tail.ctypes.data == v.ctypes.data + 16
    a.scale(tail, 2)
    b.scale(tail, factor=10)
    assert v.tolist() == [1, 2, 60, 80]
    alive = weakref.ref(v)
    del v
    gc.collect()
    assert alive() is not None and tail.tolist() == [60, 80]

    # A module stores what another made; functions of one are called by another.
    a.store(tail)
    b.store(a.load())
    assert b.load() is tail
    assert a.call(b.first, tail) == 61 and b.call(a.first, tail) == 62
    assert plain.call(a.first, tail) == plain.call(b.first, tail) == 62
    assert a.call(lambda x: b.call(a.tail, x), tail).tolist() == [80]
"""

TYPES = """
    # A class of one module is known to all.
    thing = plain.Thing("x")
    assert a.thing_name(thing) == b.thing_name(thing) == plain.name_of(thing) == "x"
    assert "did not match" in refusal_of(a.thing_name, 3)
    assert "argument 1 (t): thing needs a Python Thing; got int" in refusal_of(b.thing_name, 3)

    # So is a container that one exported: it binds to itself, and results come out as it.
    exported = plain.Vector(3, 2.0)
    for module, total in ((a, 6), (b, 12)):
        assert module.sum(exported) == total and module.sum([1, 2]) == 3
        module.twice(exported)
        made = module.made(2)
        assert type(made) is plain.Vector and plain.get(made, 1) == 3
    assert plain.get(exported, 0) == 8
    assert plain.number(1.5) == plain.number(np.float32(1.5)) == 1.5
"""

ERRORS = """
    import re
    for function in (a.first, b.first):
        assert refusal_of(function, floats) == (
            "argument 1 (v): vector_view<const double> needs a float64 1-D array with unit stride; "
            "got float32, shape (3,), C order; pass v.astype(numpy.float64)"
        )
    for function in (a.overloaded, b.overloaded):
        assert "needs a float64 1-D array" in refusal_of(function, floats)
        assert function("x") == "string" and function(v) == "vector"
    for function in (plain.name_of, plain.number):
        text = refusal_of(function, "x")
        assert "did not match C++ signature" in text and "needs" not in text
    for module in (a, b):
        try:
            module.raise_index()
        except IndexError as error:
            assert str(error) == f"from {module.__name__}"
        else:
            raise AssertionError
    # The wrapper on Boost.Python's call is there once.
    function = type(plain.number)
    assert len([name for name in vars(function) if "npublas" in name]) == 1
"""


@pytest.mark.parametrize("order", ORDERS, ids="-".join)
def test_modules_share(order: tuple[str, ...]) -> None:
    run_after_importing(order, SHARING)


@pytest.mark.parametrize("order", ORDERS, ids="-".join)
def test_modules_share_types(order: tuple[str, ...]) -> None:
    run_after_importing(order, TYPES)


@pytest.mark.parametrize("order", ORDERS, ids="-".join)
def test_errors_have_reasons(order: tuple[str, ...]) -> None:
    run_after_importing(order, ERRORS)


@pytest.mark.parametrize("name", MODULES[:2])
def test_a_module_alone(name: str) -> None:
    run_python(
        f"import numpy as np, {name} as m\n"
        "assert m.first(np.ones(3)) == 1 and type(m.made(3)) is np.ndarray\n"
        "try: m.first([1])\n"
        "except TypeError as error: assert 'needs' in str(error)\n"
        "else: raise AssertionError\n"
    )


@pytest.mark.parametrize("order", list(itertools.permutations(["npublas", *MODULES[:2]])))
def test_beside_the_package(order: tuple[str, ...]) -> None:
    run_python(
        "".join(f"import {module}\n" for module in order)
        + textwrap.dedent(
            """
            wrapped = npublas.vector([1.0, 2.0])
            for module in (modules_a, modules_b):
                module.scale(wrapped, 2)
                assert module.sum(wrapped) == module.tail(wrapped).sum() + module.first(wrapped)
                assert module.tail(wrapped).base is not None
            assert list(wrapped) == [4, 8]
            """
        )
    )


def test_everything_at_once() -> None:
    names = [path.stem for path in Path(__file__).parent.glob("bridge_*.cpp")]
    names.remove("bridge_exported")
    assert len(names) > 5
    run_after_importing((*names, *MODULES), SHARING)
    run_after_importing((*MODULES, *reversed(names)), ERRORS)


# Modules that other people built.


def build(compiler: str, source: Path, folder: Path) -> None:
    """With everything visible, and another compiler than Boost.Build's."""
    done = subprocess.run(
        [
            *(compiler, "-std=c++17", "-O0", "-shared", "-fPIC", "-fvisibility=default"),
            *(f"-I{ROOT / 'include'}", "-isystem", sysconfig.get_path("include")),
            *("-isystem", np.get_include(), "-DBOOST_BIND_GLOBAL_PLACEHOLDERS"),
            *(str(source), "-o", str(folder / source.with_suffix(".so").name)),
            "-lboost_python{}{}".format(*sys.version_info),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def built_by_others(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("others")
    build(
        "clang++" if shutil.which("clang++") else "g++", ROOT / "test/python/modules_a.cpp", folder
    )
    build("g++", ROOT / "test/python/modules_b.cpp", folder)
    return folder


@pytest.mark.parametrize("script", [SHARING, TYPES, ERRORS], ids=["sharing", "types", "errors"])
@pytest.mark.parametrize("which", [["modules_a"], ["modules_b"], ["modules_a", "modules_b"]])
def test_beside_modules_that_others_built(
    built_by_others: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    script: str,
    which: list[str],
) -> None:
    for name in which:
        (tmp_path / f"{name}.so").symlink_to(built_by_others / f"{name}.so")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), *filter(None, sys.path)]))
    check = f"assert all(sys.modules[m].__file__.startswith({str(tmp_path)!r}) for m in {which})"
    for order in (MODULES, MODULES[::-1]):
        run_after_importing(order, textwrap.dedent(script) + check)


# A program with Python inside.


@pytest.mark.parametrize("first", ["bridge_arguments", "bridge_pyublas"])
def test_python_code_that_runs_in_another_modules_converter_is_noticed(first: str) -> None:
    second = "bridge_arguments" if first == "bridge_pyublas" else "bridge_pyublas"
    run_python(
        f"""
        import {first}
        import {second}
        import bridge_pyublas
        import numpy as np

        arrays = [np.ones(3), np.ones((2, 2))]

        class Treacherous:
            def __array__(self, *args, **kwargs):
                arrays[0].resize((arrays[0].size + 100_000,), refcheck=False)
                return np.ones(1)

        for function in (bridge_pyublas.sizes, bridge_pyublas.fast_sizes):
            try:
                function(*arrays, Treacherous())
            except TypeError as error:
                assert "changed while the arguments were converted" in str(error)
            else:
                raise AssertionError("not noticed")
        """
    )


def run_embedded(script: str) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "PYTHONHOME": f"{sys.base_prefix}:{sys.base_exec_prefix}",
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
    }
    program = Path(os.environ.get("NPUBLAS_BUILD", ROOT / "build" / "release")) / "embedded"
    return subprocess.run(
        [program, textwrap.dedent(script)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_built_in_module() -> None:
    done = run_embedded(
        """
        import built_in, numpy as np
        v = np.arange(1.0, 4.0)
        assert built_in.first(v) == 1
        built_in.scale(v, 2)
        assert v.tolist() == [2, 4, 6]
        assert built_in.made(2).tolist() == [3, 3]
        assert built_in.doubled([1, 2]).tolist() == [2, 4]
        built_in.store(v)
        assert built_in.stored_sum() == 12
        for function in (built_in.first, built_in.doubled):
            try:
                function("text")
            except TypeError as error:
                assert str(error).startswith("argument 1 (v): "), error
            else:
                raise AssertionError
        print("done")
        """
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "done\n", "")


def test_a_built_in_module_beside_others() -> None:
    for first, second in itertools.permutations(["built_in", "modules_a, modules_b"]):
        done = run_embedded(
            f"""
            import warnings
            warnings.simplefilter("error")
            import {first}
            import {second}
            import numpy as np
            v = np.arange(1.0, 4.0)
            assert modules_b.first(modules_a.tail(v)) == built_in.first(modules_b.tail(v)) == 2
            built_in.store(v)
            modules_a.store(v)
            print("done")
            """
        )
        assert (done.returncode, done.stdout, done.stderr) == (0, "done\n", "")


def test_a_failing_script_fails() -> None:
    assert run_embedded("raise SystemError('no')").returncode == 1


# A NumPy that won't do.

CAPSULE = """
import ctypes
number = ctypes.CFUNCTYPE(ctypes.c_uint)
functions = [number(lambda: 0) for _ in range(400)]
functions[0] = number(lambda: {abi})
functions[211] = number(lambda: {api})
table = (ctypes.c_void_p * 400)(*(ctypes.cast(f, ctypes.c_void_p) for f in functions))
new = ctypes.pythonapi.PyCapsule_New
new.restype, new.argtypes = ctypes.py_object, (ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p)
_ARRAY_API = new(ctypes.addressof(table), None, None)
"""

UNUSABLE = {
    "no C API": ("", "offers no C API"),
    "no capsule": ("_ARRAY_API = 5", "offers no C API"),
    "another ABI": (
        CAPSULE.format(abi=0x03000000, api=99),
        "has a binary interface of another version",
    ),
    "no ABI": (CAPSULE.format(abi=0, api=99), "has a binary interface of another version"),
    "too old": (CAPSULE.format(abi=0x01000009, api=15), "has a C API too old"),
}


def fake_numpy(folder: Path, core: str, name: str = "core") -> None:
    (folder / "numpy" / name).mkdir(parents=True)
    (folder / "numpy" / "__init__.py").write_text("__version__ = '9.8.7'\n")
    (folder / "numpy" / name / "__init__.py").touch()
    (folder / "numpy" / name / "_multiarray_umath.py").write_text(core)


def run_with(folder: Path, script: str, *options: str) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(folder), *filter(None, sys.path)]),
    }
    return subprocess.run(
        [sys.executable, *options, "-c", textwrap.dedent(script)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


#: Of a module that Boost.Python initialises Python reports a bare SystemError: a warning tells why.
AT_IMPORT = """
    import warnings
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            import modules_b
        except (ImportError, SystemError):
            pass
        else:
            raise AssertionError
    for warning in caught:
        assert warning.category is RuntimeWarning
        print(warning.message)
"""

AT_THE_FIRST_CONVERSION = """
    import modules_a
    for _ in range(2):
        for function, arguments in (
            (modules_a.first, ([1.0],)),
            (modules_a.sum, ([1.0],)),
            (modules_a.made, (3,)),
            (modules_a.twice, ([1.0],)),
            (modules_a.store, ([1.0],)),
        ):
            try:
                function(*arguments)
            except ImportError as error:
                print(error)
            else:
                raise AssertionError(function)
"""


@pytest.mark.parametrize("core_name", ["core", "_core"])
@pytest.mark.parametrize("fault", UNUSABLE)
def test_an_unusable_numpy(tmp_path: Path, fault: str, core_name: str) -> None:
    core, reason = UNUSABLE[fault]
    fake_numpy(tmp_path, core, core_name)
    sentence = f"npublas works with NumPy 1.24 to 2.x, but NumPy 9.8.7 {reason}"
    for script, count in ((AT_IMPORT, 1), (AT_THE_FIRST_CONVERSION, 10)):
        done = run_with(tmp_path, script)
        assert done.returncode == 0, done.stderr
        lines = done.stdout.splitlines()
        assert len(lines) == count and all(sentence in line for line in lines), lines


def test_no_numpy_at_all(tmp_path: Path) -> None:
    (tmp_path / "numpy").mkdir()
    (tmp_path / "numpy" / "__init__.py").write_text("raise ImportError('no NumPy here')\n")
    for script, count in ((AT_IMPORT, 1), (AT_THE_FIRST_CONVERSION, 10)):
        done = run_with(tmp_path, script)
        assert done.returncode == 0, done.stderr
        lines = done.stdout.splitlines()
        assert len(lines) == count and all("NumPy" in line for line in lines), lines


def test_what_the_user_sees_of_an_unusable_numpy(tmp_path: Path) -> None:
    fake_numpy(tmp_path, "")
    done = run_with(tmp_path, "import modules_b")
    assert done.returncode == 1
    assert "NumPy 9.8.7 offers no C API" in done.stderr
    done = run_with(tmp_path, "import modules_b", "-W", "error")
    assert done.returncode == 1
    assert "NumPy 9.8.7 offers no C API" in done.stderr
