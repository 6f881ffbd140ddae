// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// A sentence, put together piece by piece. All of it stays out of line: `+` of strings would cost
/// every module kilobytes, and its compiler time, for words that few calls need.

#ifndef NPUBLAS_PYTHON_DETAIL_TEXT_HPP
#define NPUBLAS_PYTHON_DETAIL_TEXT_HPP

#include <boost/config.hpp>

#include <cstdio>
#include <string>

namespace npublas::python::detail {

/// In front of functions that few calls need.
#define NPUBLAS_COLD [[gnu::cold]] BOOST_NOINLINE

class text_builder {
public:
    NPUBLAS_COLD text_builder() {}
    NPUBLAS_COLD explicit text_builder(char const* start) : value_(start) {}
    text_builder(text_builder const&) = delete;
    text_builder& operator=(text_builder const&) = delete;
    NPUBLAS_COLD ~text_builder() {}

    NPUBLAS_COLD text_builder& operator<<(char const* words) {
        value_.append(words);
        return *this;
    }

    NPUBLAS_COLD text_builder& operator<<(std::string const& words) {
        value_.append(words);
        return *this;
    }

    NPUBLAS_COLD text_builder& operator<<(long number) {
        char digits[24];
        std::snprintf(digits, sizeof(digits), "%ld", number);
        return *this << digits;
    }

    /// What was put together; nothing is left.
    NPUBLAS_COLD std::string take() { return std::move(value_); }

private:
    std::string value_;
};

} // namespace npublas::python::detail

#endif
