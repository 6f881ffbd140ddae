// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// `npublas::overwrite`: the argument that permits an operation to do without the old content.

#ifndef NPUBLAS_OVERWRITE_HPP
#define NPUBLAS_OVERWRITE_HPP

namespace npublas {

struct overwrite_t {
    explicit overwrite_t() = default;
};

inline constexpr overwrite_t overwrite{};

} // namespace npublas

#endif
