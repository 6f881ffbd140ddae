// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
// Copyright 2026 The npublas authors

// The floor: METH_FASTCALL functions written against the C APIs of Python and NumPy, with the
// checks that a view makes: an array, of native and aligned float64, with the dimensions, strides
// and writability that the function needs.

#include <Python.h>

#define NPY_NO_DEPRECATED_API NPY_1_7_API_VERSION
#include <numpy/arrayobject.h>

#include "fill.hpp"

#include <cstdlib>

namespace {

constexpr npy_intp item = sizeof(double);

using arguments = PyObject* const*;

/// The array, or null and a TypeError.
PyArrayObject* float64_array(PyObject* object, int dimensions, int flags) {
    if (PyArray_Check(object)) {
        auto* array = reinterpret_cast<PyArrayObject*>(object);
        if (PyArray_TYPE(array) == NPY_DOUBLE && PyArray_NDIM(array) == dimensions &&
            PyArray_CHKFLAGS(array, NPY_ARRAY_ALIGNED | flags) && PyArray_ISNOTSWAPPED(array))
            return array;
    }
    PyErr_SetString(PyExc_TypeError, "a native, aligned float64 array of other dimensions needed");
    return nullptr;
}

/// An array whose elements are adjacent along its last dimension.
PyArrayObject* contiguous_array(PyObject* object, int dimensions, int flags = 0) {
    PyArrayObject* array = float64_array(object, dimensions, flags);
    if (array && PyArray_STRIDE(array, dimensions - 1) != item) {
        PyErr_SetString(PyExc_TypeError, "an array with unit stride needed");
        return nullptr;
    }
    return array;
}

double* elements(PyArrayObject* array) { return static_cast<double*>(PyArray_DATA(array)); }

bool has_count(Py_ssize_t count, Py_ssize_t wanted) {
    if (count != wanted) PyErr_Format(PyExc_TypeError, "%zd arguments needed", wanted);
    return count == wanted;
}

PyObject* first(PyObject*, arguments args, Py_ssize_t count) {
    if (!has_count(count, 1)) return nullptr;
    PyArrayObject* v = contiguous_array(args[0], 1);
    return v ? PyFloat_FromDouble(*elements(v)) : nullptr;
}

PyObject* at(PyObject*, arguments args, Py_ssize_t count) {
    if (!has_count(count, 3)) return nullptr;
    PyArrayObject* M = contiguous_array(args[0], 2);
    if (!M) return nullptr;
    std::size_t const i = PyLong_AsSize_t(args[1]);
    std::size_t const j = PyLong_AsSize_t(args[2]);
    if (PyErr_Occurred()) return nullptr;
    std::size_t const row = static_cast<std::size_t>(PyArray_STRIDE(M, 0) / item);
    return PyFloat_FromDouble(elements(M)[i * row + j]);
}

PyObject* scale(PyObject*, arguments args, Py_ssize_t count) {
    if (!has_count(count, 2)) return nullptr;
    PyArrayObject* v = contiguous_array(args[0], 1, NPY_ARRAY_WRITEABLE);
    if (!v) return nullptr;
    double const s = PyFloat_AsDouble(args[1]);
    if (s == -1 && PyErr_Occurred()) return nullptr;
    double* const p = elements(v);
    npy_intp const n = PyArray_DIM(v, 0);
    for (npy_intp i = 0; i < n; ++i)
        p[i] *= s;
    Py_RETURN_NONE;
}

PyObject* axpy(PyObject*, arguments args, Py_ssize_t count) {
    if (!has_count(count, 3)) return nullptr;
    double const a = PyFloat_AsDouble(args[0]);
    if (a == -1 && PyErr_Occurred()) return nullptr;
    PyArrayObject* x = contiguous_array(args[1], 1);
    PyArrayObject* y = x ? contiguous_array(args[2], 1, NPY_ARRAY_WRITEABLE) : nullptr;
    if (!y) return nullptr;
    double const* const p = elements(x);
    double* const q = elements(y);
    npy_intp const n = PyArray_DIM(y, 0);
    for (npy_intp i = 0; i < n; ++i)
        q[i] += a * p[i];
    Py_RETURN_NONE;
}

PyObject* trace(PyObject*, arguments args, Py_ssize_t count) {
    if (!has_count(count, 1)) return nullptr;
    PyArrayObject* M = float64_array(args[0], 2, 0);
    if (!M) return nullptr;
    npy_intp const row = PyArray_STRIDE(M, 0), column = PyArray_STRIDE(M, 1);
    if (row % item != 0 || column % item != 0) {
        PyErr_SetString(PyExc_TypeError, "strides that are multiples of the item size needed");
        return nullptr;
    }
    double const* p = elements(M);
    double sum = 0;
    for (npy_intp i = 0; i < PyArray_DIM(M, 0); ++i, p += (row + column) / item)
        sum += *p;
    return PyFloat_FromDouble(sum);
}

void free_buffer(PyObject* capsule) { std::free(PyCapsule_GetPointer(capsule, nullptr)); }

PyObject* make(PyObject*, arguments args, Py_ssize_t count) {
    if (!has_count(count, 1)) return nullptr;
    std::size_t const n = PyLong_AsSize_t(args[0]);
    if (PyErr_Occurred()) return nullptr;
    auto* const p = static_cast<double*>(std::malloc((n ? n : 1) * item));
    if (!p) return PyErr_NoMemory();
    fill(p, n);
    PyObject* const capsule = PyCapsule_New(p, nullptr, &free_buffer);
    if (!capsule) {
        std::free(p);
        return nullptr;
    }
    npy_intp extent = static_cast<npy_intp>(n);
    PyObject* const array = PyArray_SimpleNewFromData(1, &extent, NPY_DOUBLE, p);
    if (!array) {
        Py_DECREF(capsule);
        return nullptr;
    }
    if (PyArray_SetBaseObject(reinterpret_cast<PyArrayObject*>(array), capsule) < 0) {
        Py_DECREF(array);
        return nullptr;
    }
    return array;
}

PyObject* address(PyObject*, PyObject*) { return PyLong_FromSize_t(filled_address); }

PyMethodDef method(char const* name, _PyCFunctionFast function) {
    // Python's own way to keep a function of another type in a method table.
    return {name, reinterpret_cast<PyCFunction>(reinterpret_cast<void (*)()>(function)),
            METH_FASTCALL, nullptr};
}

} // namespace

PyMODINIT_FUNC PyInit_bench_by_hand() {
    static PyMethodDef methods[] = {method("first", &first),
                                    method("at", &at),
                                    method("scale", &scale),
                                    method("axpy", &axpy),
                                    method("trace", &trace),
                                    method("make", &make),
                                    {"address", &address, METH_NOARGS, nullptr},
                                    {nullptr, nullptr, 0, nullptr}};
    static PyModuleDef module = {PyModuleDef_HEAD_INIT,
                                 "bench_by_hand",
                                 nullptr,
                                 -1,
                                 methods,
                                 nullptr,
                                 nullptr,
                                 nullptr,
                                 nullptr};
    import_array();
    return PyModule_Create(&module);
}
