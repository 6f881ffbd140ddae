// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// What operations on shared matrices throw. All derive from shared::error, a std::runtime_error;
/// wrong arguments are std::invalid_argument. Beside each: what Python sees.

#ifndef NPUBLAS_SHARED_ERROR_HPP
#define NPUBLAS_SHARED_ERROR_HPP

#include <stdexcept>

namespace npublas::shared {

struct error : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// A segment or file of this name is in use (FileExistsError).
struct exists : error {
    using error::error;
};

/// There is none of this name (FileNotFoundError).
struct not_found : error {
    using error::error;
};

/// The process may not read and write it (PermissionError).
struct no_rights : error {
    using error::error;
};

/// The memory or the disk is full (OSError with ENOSPC).
struct no_space : error {
    using error::error;
};

/// Not a shared matrix, or one whose header lies, or of another version or byte order (ValueError).
struct malformed : error {
    using error::error;
};

/// The writer's place, a side of the hand-over or all readers' entries are taken
/// (npublas.shared.BusyError).
struct busy : error {
    using error::error;
};

/// The time is over (TimeoutError).
struct timed_out : error {
    using error::error;
};

/// The other side of a hand-over has closed the matrix or died (ConnectionResetError).
struct peer_died : error {
    using error::error;
};

} // namespace npublas::shared

#endif
