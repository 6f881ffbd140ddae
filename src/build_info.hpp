// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

#ifndef NPUBLAS_SRC_BUILD_INFO_HPP
#define NPUBLAS_SRC_BUILD_INFO_HPP

namespace npublas::extension {

/// Exports `build_info()` and `element_types`.
void export_build_info();

} // namespace npublas::extension

#endif
