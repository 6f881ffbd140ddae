// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// Fresh memory costs more than what is written to it: the kernel hands it out page by page.

#ifndef NPUBLAS_PYTHON_DETAIL_HUGE_PAGES_HPP
#define NPUBLAS_PYTHON_DETAIL_HUGE_PAGES_HPP

#include <cstddef>
#include <cstdint>

#ifdef __linux__
#include <sys/mman.h>
#endif

namespace npublas::python::detail {

/// Asks for huge pages for much memory that nothing was written to yet, as NumPy does for its
/// arrays. Where the system has none to give, nothing changes.
inline void advise_huge_pages([[maybe_unused]] void* memory, [[maybe_unused]] std::size_t size) {
#ifdef MADV_HUGEPAGE
    constexpr std::size_t much = std::size_t(1) << 22;
    constexpr std::uintptr_t page = 4096;
    if (size < much) return;
    auto const start = reinterpret_cast<std::uintptr_t>(memory);
    std::uintptr_t const first = (start + page - 1) / page * page;
    std::uintptr_t const last = (start + size) / page * page;
    (void)madvise(reinterpret_cast<void*>(first), last - first, MADV_HUGEPAGE);
#endif
}

} // namespace npublas::python::detail

#endif
