// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// The Python side of matrices shared between processes: what `npublas.shared` is made of.

#ifndef NPUBLAS_SRC_SHARED_HPP
#define NPUBLAS_SRC_SHARED_HPP

namespace npublas::extension {

/// Exports `shared_create`, `shared_open`, `shared_stale` and `BusyError`.
void export_shared();

} // namespace npublas::extension

#endif
