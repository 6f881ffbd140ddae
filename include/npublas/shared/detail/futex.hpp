// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// Sleeping on a word of shared memory: Linux's futex(2), for words that several processes map.

#ifndef NPUBLAS_SHARED_DETAIL_FUTEX_HPP
#define NPUBLAS_SHARED_DETAIL_FUTEX_HPP

#include <atomic>
#include <cerrno>
#include <chrono>
#include <climits>
#include <cstdint>
#include <ctime>
#include <linux/futex.h>
#include <optional>
#include <sys/syscall.h>
#include <unistd.h>

namespace npublas::shared::detail {

using clock = std::chrono::steady_clock; // CLOCK_MONOTONIC, which the futex measures with
using deadline = std::optional<clock::time_point>;

inline deadline deadline_after(std::optional<std::chrono::nanoseconds> timeout) {
    if (!timeout) return std::nullopt;
    clock::time_point const now = clock::now();
    if (*timeout >= clock::time_point::max() - now) return std::nullopt;
    return now + *timeout;
}

inline bool is_over(deadline const& until) { return until && clock::now() >= *until; }

enum class woken { by_word, by_signal, by_time };

/// Sleeps while `word` has the value `seen`; may wake without reason.
inline woken sleep_on(std::atomic<std::uint32_t>& word, std::uint32_t seen, deadline const& until) {
    timespec absolute{};
    if (until) {
        auto const since = until->time_since_epoch();
        auto const seconds = std::chrono::duration_cast<std::chrono::seconds>(since);
        absolute.tv_sec = static_cast<std::time_t>(seconds.count());
        absolute.tv_nsec = static_cast<long>(std::chrono::nanoseconds(since - seconds).count());
    }
    long const result = syscall(SYS_futex, &word, FUTEX_WAIT_BITSET, seen,
                                until ? &absolute : nullptr, nullptr, FUTEX_BITSET_MATCH_ANY);
    if (result == 0) return woken::by_word;
    return errno == EINTR ? woken::by_signal : errno == ETIMEDOUT ? woken::by_time : woken::by_word;
}

inline void wake_all(std::atomic<std::uint32_t>& word) noexcept {
    syscall(SYS_futex, &word, FUTEX_WAKE, INT_MAX, nullptr, nullptr, 0);
}

} // namespace npublas::shared::detail

#endif
