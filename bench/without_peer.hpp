// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
// Copyright 2026 The npublas authors

/// The module that stands in for a peer that is not installed: `missing` names its package.
#ifndef NPUBLAS_BENCH_WITHOUT_PEER_HPP
#define NPUBLAS_BENCH_WITHOUT_PEER_HPP

#include <Python.h>

#define NPUBLAS_BENCH_WITHOUT_PEER(name, package)                                                  \
    PyMODINIT_FUNC PyInit_##name() {                                                               \
        static PyModuleDef module = {PyModuleDef_HEAD_INIT,                                        \
                                     #name,                                                        \
                                     nullptr,                                                      \
                                     -1,                                                           \
                                     nullptr,                                                      \
                                     nullptr,                                                      \
                                     nullptr,                                                      \
                                     nullptr,                                                      \
                                     nullptr};                                                     \
        PyObject* result = PyModule_Create(&module);                                               \
        if (result && PyModule_AddStringConstant(result, "missing", package) < 0)                  \
            Py_CLEAR(result);                                                                      \
        return result;                                                                             \
    }

#endif
