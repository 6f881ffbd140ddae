// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// The files of test/fuzz/corpus go through the parsers once more, without libFuzzer.

#include "../fuzz/npy.cpp"
#include "../fuzz/segment.cpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

#define BOOST_TEST_MODULE fuzz_corpus
#include <boost/test/unit_test.hpp>

namespace {

using parser = void (*)(unsigned char const*, std::size_t);

std::size_t replay(char const* name, parser parse) {
    auto const folder = std::filesystem::path(__FILE__).parent_path() / "../fuzz/corpus" / name;
    std::size_t count = 0;
    for (auto const& file : std::filesystem::directory_iterator(folder)) {
        std::ifstream in(file.path(), std::ios::binary);
        std::vector<char> const bytes{std::istreambuf_iterator<char>(in), {}};
        // Of its exact size, so that a sanitizer sees what reads past its end.
        BOOST_TEST_CONTEXT(file.path())
        BOOST_CHECK_NO_THROW(
            parse(reinterpret_cast<unsigned char const*>(bytes.data()), bytes.size()));
        ++count;
    }
    return count;
}

} // namespace

BOOST_AUTO_TEST_CASE(npy_files) { BOOST_TEST(replay("npy", fuzz::npy_file) > 10U); }

BOOST_AUTO_TEST_CASE(segment_headers) { BOOST_TEST(replay("segment", fuzz::segment_header) > 10U); }
