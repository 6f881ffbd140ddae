// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// How a long computation lets itself be stopped.

#ifndef NPUBLAS_LINALG_DETAIL_INTERRUPT_HPP
#define NPUBLAS_LINALG_DETAIL_INTERRUPT_HPP

namespace npublas::linalg::detail {

/// What a generic algorithm calls now and then on this thread; it stops the algorithm by throwing.
/// The algorithm's outputs are then unspecified.
inline thread_local void (*interrupt_hook)() = nullptr;

/// Called once in each outer iteration of an algorithm that may take long.
inline void poll_interrupt() {
    if (interrupt_hook != nullptr) interrupt_hook();
}

} // namespace npublas::linalg::detail

#endif
