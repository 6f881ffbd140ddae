// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// libFuzzer's entry to the parser that NPUBLAS_FUZZ names.

#include "fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(unsigned char const* data, std::size_t size) {
    fuzz::NPUBLAS_FUZZ(data, size);
    return 0;
}
