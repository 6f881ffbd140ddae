// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// What npublas::shared throws. A name that cannot be one, a shape too large for memory, another
/// shape or element type than asked for: `std::invalid_argument`. A call out of order, such as a
/// second write inside a write: `std::logic_error`.

#ifndef NPUBLAS_SHARED_ERROR_HPP
#define NPUBLAS_SHARED_ERROR_HPP

#include <stdexcept>
#include <string>

namespace npublas::shared {

/// The base of all; itself what the operating system refuses for any other reason, with its errno.
struct error : std::runtime_error {
    explicit error(std::string const& sentence, int number = 0)
        : std::runtime_error(sentence), code(number) {}
    int code; ///< the errno, or 0
};

/// create: the name belongs to a segment that is in use, or to a file that is no segment.
struct exists : error {
    using error::error;
};

/// open: nothing has this name.
struct not_found : error {
    using error::error;
};

/// The rights to the segment, or to the folder it lies in, do not suffice.
struct no_rights : error {
    using error::error;
};

/// The memory or disk has no room for the segment.
struct no_space : error {
    using error::error;
};

/// open: no segment, or one that is truncated, incomplete, of another version or byte order, or
/// whose header contradicts itself.
struct malformed : error {
    using error::error;
};

/// The writer's place is taken, or all readers' places are.
struct busy : error {
    using error::error;
};

/// A time-out has passed.
struct timed_out : error {
    using error::error;
};

/// The other side of a hand-over has died or closed its handle.
struct peer_died : error {
    using error::error;
};

/// The caller's `interrupted` function ended a wait.
struct interrupted : error {
    using error::error;
};

} // namespace npublas::shared

#endif
