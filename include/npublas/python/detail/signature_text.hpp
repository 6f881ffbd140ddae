// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// Reads the signatures that Boost.Python prints in its ArgumentError: the only public place where
/// it tells the names of a function's parameters.

#ifndef NPUBLAS_PYTHON_DETAIL_SIGNATURE_TEXT_HPP
#define NPUBLAS_PYTHON_DETAIL_SIGNATURE_TEXT_HPP

#include <cstring>
#include <string>
#include <vector>

namespace npublas::python::detail {

/// `npublas::vector_view<double> A=1` is a parameter.
struct parameter_text {
    std::string text;

    bool has_type(std::string const& type) const {
        return text.compare(0, type.size(), type) == 0 &&
               (text.size() == type.size() || text[type.size()] == ' ');
    }

    /// The name after the type; empty where the author gave none.
    std::string name(std::string const& type) const {
        std::string rest = text.substr(type.size());
        std::string const lvalue = " {lvalue}";
        if (rest.compare(0, lvalue.size(), lvalue) == 0) rest.erase(0, lvalue.size());
        if (rest.empty()) return rest;
        return rest.substr(1, rest.find('=') - 1);
    }
};

/// One overload: `f(int, npublas::vector_view<double> A)`.
using signature_text = std::vector<parameter_text>;

/// Splits at the commas outside of every bracket.
inline signature_text split_parameters(std::string const& list) {
    signature_text parameters;
    int depth = 0;
    std::string current;
    for (char c : list) {
        if (std::strchr("<([{", c)) ++depth;
        if (std::strchr(">)]}", c)) --depth;
        if (c == ',' && depth == 0) {
            parameters.push_back({current});
            current.clear();
        } else if (!current.empty() || c != ' ') {
            current += c;
        }
    }
    parameters.push_back({current});
    return parameters;
}

/// The overloads in an ArgumentError's message, in the order in which they were tried.
inline std::vector<signature_text> read_signatures(std::string const& message) {
    static constexpr char heading[] = "did not match C++ signature:\n";
    std::vector<signature_text> signatures;
    std::size_t const start = message.find(heading);
    if (start == std::string::npos) return signatures;
    std::size_t at = start + sizeof(heading) - 1;
    while (at < message.size()) {
        std::size_t const end = std::min(message.find('\n', at), message.size());
        std::string const line = message.substr(at, end - at);
        std::size_t const open = line.find('(');
        std::size_t const close = line.rfind(')');
        if (open != std::string::npos && close != std::string::npos && open < close)
            signatures.push_back(split_parameters(line.substr(open + 1, close - open - 1)));
        at = end + 1;
    }
    return signatures;
}

} // namespace npublas::python::detail

#endif
