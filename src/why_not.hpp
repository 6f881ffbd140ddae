// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// Diagnosis: why an argument is refused, and a log of all refusals.

#ifndef NPUBLAS_SRC_WHY_NOT_HPP
#define NPUBLAS_SRC_WHY_NOT_HPP

namespace npublas::extension {

/// Exports `why_not(x, type)` and `set_trace(on)`.
void export_why_not();

} // namespace npublas::extension

#endif
