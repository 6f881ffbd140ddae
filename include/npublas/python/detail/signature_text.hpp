// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// Reads the signatures that Boost.Python prints in its ArgumentError: the only public place where
/// it tells the names of a function's parameters.

#ifndef NPUBLAS_PYTHON_DETAIL_SIGNATURE_TEXT_HPP
#define NPUBLAS_PYTHON_DETAIL_SIGNATURE_TEXT_HPP

#include <npublas/python/detail/text.hpp>

#include <cstring>
#include <string>

namespace npublas::python::detail {

/// Goes through the parameters of all overloads in a message, in the order in which they were
/// tried. A line is one overload: `f(int, npublas::vector_view<double> A=1)`.
class signature_reader {
public:
    NPUBLAS_COLD explicit signature_reader(char const* message) {
        static constexpr char heading[] = "did not match C++ signature:\n";
        char const* const found = std::strstr(message, heading);
        char const* const lines = found ? found + sizeof(heading) - 1 : "";
        lines_ = lines;
        while (next_line())
            ++count_;
        lines_ = lines;
        at_ = end_;
    }

    int overloads() const noexcept { return count_; }

    /// Goes on to the next parameter, which may be another overload's first; false behind the last.
    NPUBLAS_COLD bool next() {
        ++index_;
        while (at_ == end_)
            if (!next_line()) return false;
        read_parameter();
        return true;
    }

    /// Its place among its overload's.
    std::size_t index() const noexcept { return index_; }

    NPUBLAS_COLD bool has_type(char const* type) const {
        std::size_t const length = std::strlen(type);
        return parameter_.compare(0, length, type) == 0 &&
               (parameter_.size() == length || parameter_[length] == ' ');
    }

    /// The name after the type; empty where the author gave none.
    NPUBLAS_COLD std::string name(char const* type) const {
        static constexpr char lvalue[] = " {lvalue}";
        std::string rest = parameter_.substr(std::strlen(type));
        if (rest.compare(0, sizeof(lvalue) - 1, lvalue) == 0) rest.erase(0, sizeof(lvalue) - 1);
        if (rest.empty()) return rest;
        return rest.substr(1, rest.find('=') - 1);
    }

private:
    /// Finds what stands between the outermost parentheses of the next line that has them.
    NPUBLAS_COLD bool next_line() {
        while (*lines_) {
            char const* const end = lines_ + std::strcspn(lines_, "\n");
            char const* const open = static_cast<char const*>(
                std::memchr(lines_, '(', static_cast<std::size_t>(end - lines_)));
            char const* close = end;
            while (close != lines_ && *close != ')')
                --close;
            lines_ = *end ? end + 1 : end;
            if (!open || open >= close) continue;
            at_ = open + 1;
            end_ = close;
            index_ = 0;
            return true;
        }
        return false;
    }

    /// Parameters end at the commas outside of every bracket.
    NPUBLAS_COLD void read_parameter() {
        while (at_ != end_ && *at_ == ' ')
            ++at_;
        char const* const start = at_;
        for (int depth = 0; at_ != end_ && (depth > 0 || *at_ != ','); ++at_)
            depth +=
                (std::strchr("<([{", *at_) != nullptr) - (std::strchr(">)]}", *at_) != nullptr);
        parameter_.assign(start, at_);
        if (at_ != end_) ++at_;
    }

    char const* lines_ = "";
    char const* at_ = nullptr;
    char const* end_ = nullptr;
    int count_ = 0;
    std::size_t index_ = 0;
    std::string parameter_;
};

} // namespace npublas::python::detail

#endif
