// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// Lets other Python threads run while C++ works.

#ifndef NPUBLAS_PYTHON_GIL_RELEASE_HPP
#define NPUBLAS_PYTHON_GIL_RELEASE_HPP

#include <Python.h>

#include <unistd.h>

namespace npublas {

namespace python::detail {

/// Takes the lock, by a function of Python's. Once the interpreter is ending, that function ends
/// the thread instead, and unwinding C++ without the lock would end the process: so the thread
/// stays here until the process is over, as it does from Python 3.14 on.
template <class F>
auto take_lock(F take) {
    try {
        return take();
    } catch (...) {
        while (true)
            ::pause();
    }
}

} // namespace python::detail

/// Gives up Python's global interpreter lock until the end of the scope, also where that is left by
/// an exception.
///
///     double work(matrix_view<const double> A) {
///         gil_release const released;
///         ... // on views, uBLAS's containers, C++ objects
///     }
///
/// Meanwhile nothing of Python may be touched: no `boost::python::object`, no making, copying or
/// destroying of a `numpy_vector` or `numpy_matrix` (reading and writing their elements is fine).
/// What the views show stays where it is, as the caller holds the arguments; who else writes to it
/// at the same time is the program's affair, as in any threaded program.
///
/// Where this thread does not hold the lock (inside another guard, in a thread that Python doesn't
/// know, in a program without Python) the guard does nothing.
class gil_release {
public:
    gil_release() noexcept
        : state_(Py_IsInitialized() && PyGILState_Check() ? PyEval_SaveThread() : nullptr) {}

    ~gil_release() {
        if (state_) python::detail::take_lock([this] { PyEval_RestoreThread(state_); });
    }

    gil_release(gil_release const&) = delete;
    gil_release& operator=(gil_release const&) = delete;

private:
    PyThreadState* state_;
};

} // namespace npublas

#endif
