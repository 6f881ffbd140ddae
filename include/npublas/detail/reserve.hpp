// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// Room for files that are to be mapped.

#ifndef NPUBLAS_DETAIL_RESERVE_HPP
#define NPUBLAS_DETAIL_RESERVE_HPP

#include <cerrno>
#include <csignal>
#include <cstdint>

#include <fcntl.h>
#include <pthread.h>

namespace npublas::detail {

/// Keeps signals from this thread until the end of the scope.
class signals_blocked {
public:
    signals_blocked() noexcept {
        sigset_t all;
        ::sigfillset(&all);
        ::pthread_sigmask(SIG_SETMASK, &all, &before_);
    }
    ~signals_blocked() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
    signals_blocked(signals_blocked const&) = delete;
    signals_blocked& operator=(signals_blocked const&) = delete;

private:
    sigset_t before_;
};

/// Reserves all bytes of an open file, whose size grows to `size`; returns an errno, or 0. Without,
/// the first write to a map of it would end the program (SIGBUS) where there is no room. In one
/// call, so that /dev/shm refuses what does not fit before any of it is taken; a signal would undo
/// all of it.
inline int reserve(int file, std::uint64_t size) noexcept {
    signals_blocked const no_signals;
    int problem;
    do
        problem = ::posix_fallocate(file, 0, static_cast<off_t>(size));
    while (problem == EINTR); // a debugger can still stop it
    return problem;
}

} // namespace npublas::detail

#endif
