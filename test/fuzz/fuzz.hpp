// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// The parsers of what other programs wrote, each fed with any bytes. `test/fuzz/run` looks for new
/// ones; test/cpp/fuzz_corpus.cpp feeds those that are kept in test/fuzz/corpus.

#ifndef NPUBLAS_FUZZ_HPP
#define NPUBLAS_FUZZ_HPP

#include <cstddef>
#include <stdexcept>

namespace fuzz {

/// Not one of the exceptions that a parser may throw.
struct wrong : std::logic_error {
    using std::logic_error::logic_error;
};

inline void require(bool holds) {
    if (!holds) throw wrong("a parser believed what it must not");
}

void npy_file(unsigned char const* data, std::size_t size);
void segment_header(unsigned char const* data, std::size_t size);

} // namespace fuzz

#endif
