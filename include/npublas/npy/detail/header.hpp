// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// The header of a .npy file (NumPy's numpy.lib.format, NEP 1): parsed as what it is, a Python dict
/// literal of three entries, and never evaluated.

#ifndef NPUBLAS_NPY_DETAIL_HEADER_HPP
#define NPUBLAS_NPY_DETAIL_HEADER_HPP

#include <npublas/detail/dtype_code.hpp>
#include <npublas/npy/description.hpp>
#include <npublas/npy/error.hpp>

#include <cstdint>
#include <istream>
#include <limits>
#include <stdexcept>
#include <string>
#include <string_view>

namespace npublas::npy::detail {

inline constexpr std::string_view magic{"\x93NUMPY", 6};
/// Magic and version.
inline constexpr std::size_t begin_size = 8;
/// NumPy itself reads no longer one.
inline constexpr std::size_t longest_header = 10000;

/// Whether long doubles are those of x86-64: 80 bits in 16 bytes.
inline constexpr bool has_extended_long_double =
    std::numeric_limits<long double>::digits == 64 && sizeof(long double) == 16;

/// Whether the elements take no more than a quarter of the address space. As in NumPy an extent of
/// 0 does not excuse others that are too large.
inline bool fits_memory(description const& given) {
    std::size_t room = std::numeric_limits<std::size_t>::max() / 4 / given.item_size();
    for (std::size_t const extent : given.shape) {
        if (extent > room) return false;
        if (extent > 0) room /= extent;
    }
    return true;
}

/// What NumPy calls a kind of elements that npublas does not have; empty if there is none.
inline std::string_view foreign_kind(char kind) {
    switch (kind) {
    case 'O':
        return "Python objects";
    case 'S':
    case 'a':
        return "byte strings";
    case 'U':
        return "text";
    case 'V':
        return "records or raw bytes";
    case 'M':
        return "dates";
    case 'm':
        return "time differences";
    default:
        return {};
    }
}

/// The element type that NumPy's code without byte order (`f8`) names.
inline element_type element_of_code(std::string_view code) {
    auto const known = npublas::detail::find_dtype_code(code);
    bool const is_long = known == element_type::longdouble || known == element_type::clongdouble;
    if (known && (has_extended_long_double || !is_long)) return *known;
    std::string const quoted = "'" + std::string(code) + "'";
    if (code == "f2") throw unsupported("the .npy file has elements of type float16 ('f2')");
    if (code == "f12" || code == "c24" || code == "f16" || code == "c32")
        throw unsupported("the .npy file has long doubles of another machine: " + quoted);
    if (!code.empty() && !foreign_kind(code[0]).empty())
        throw unsupported("the .npy file has " + std::string(foreign_kind(code[0])) +
                          " for elements (" + quoted + "), not numbers");
    throw malformed("the element type " + quoted + " in the .npy header is unknown");
}

inline void set_element(description& result, std::string_view descr) {
    if (descr.empty()) throw malformed("the element type in the .npy header is empty");
    char const order = descr[0];
    std::string_view const code = descr.substr(1);
    if (order != '<' && order != '>' && order != '|' && order != '=')
        throw malformed("the element type '" + std::string(descr) +
                        "' in the .npy header begins with no byte order");
    result.element = element_of_code(code);
    if (order == '|' && result.item_size() > 1)
        throw malformed("the element type '" + std::string(descr) +
                        "' in the .npy header has no byte order");
    result.bytes_order = order == '<'   ? byte_order::little
                         : order == '>' ? byte_order::big
                                        : native_byte_order;
}

/// Python's dict literal of `descr`, `fortran_order` and `shape`, in any order.
class header_parser {
public:
    explicit header_parser(std::string_view text) : rest_(text) {}

    description parse() {
        expect('{');
        while (!take('}')) {
            entry();
            if (take(',')) continue;
            expect('}');
            break;
        }
        skip_spaces();
        if (!rest_.empty()) refuse("goes on after its end");
        if (!has_descr_ || !has_order_ || !has_shape_)
            refuse("lacks one of descr, fortran_order and shape");
        if (!fits_memory(result_))
            throw malformed("the shape in the .npy header is larger than memory");
        return result_;
    }

private:
    [[noreturn]] static void refuse(std::string const& what) {
        throw malformed("the .npy header " + what);
    }

    void skip_spaces() {
        while (!rest_.empty() && std::string_view(" \t\n\r\f").find(rest_[0]) != rest_.npos)
            rest_.remove_prefix(1);
    }

    bool take(char wanted) {
        skip_spaces();
        if (rest_.empty() || rest_[0] != wanted) return false;
        rest_.remove_prefix(1);
        return true;
    }

    void expect(char wanted) {
        if (!take(wanted)) refuse(std::string("has no '") + wanted + "' where one belongs");
    }

    void entry() {
        std::string_view const key = string();
        expect(':');
        if (key == "descr") {
            once(has_descr_, key);
            descr();
        } else if (key == "fortran_order") {
            once(has_order_, key);
            result_.order = boolean() ? storage_order::fortran : storage_order::c;
        } else if (key == "shape") {
            once(has_shape_, key);
            shape();
        } else {
            refuse("has an unknown key");
        }
    }

    static void once(bool& seen, std::string_view key) {
        if (seen) refuse("has two entries " + std::string(key));
        seen = true;
    }

    /// Printable ASCII in quotes; Python's escapes have no use here.
    std::string_view string() {
        char const quote = take('"') ? '"' : '\'';
        if (quote == '\'') expect('\'');
        std::size_t length = 0;
        while (length < rest_.size() && rest_[length] >= ' ' && rest_[length] <= '~' &&
               rest_[length] != '\\' && rest_[length] != quote)
            ++length;
        if (length == rest_.size() || rest_[length] != quote) refuse("has a string without an end");
        std::string_view const result = rest_.substr(0, length);
        rest_.remove_prefix(length + 1);
        return result;
    }

    void descr() {
        if (take('[') || take('(') || take('{'))
            throw unsupported("the .npy file has records (a structured dtype) for elements");
        set_element(result_, string());
    }

    bool boolean() {
        skip_spaces();
        for (std::string_view const word : {"True", "False"})
            if (rest_.substr(0, word.size()) == word) {
                rest_.remove_prefix(word.size());
                return word == "True";
            }
        refuse("has a fortran_order that is neither True nor False");
    }

    void shape() {
        expect('(');
        bool comma = true;
        while (!take(')')) {
            if (!comma) refuse("has no ',' between two extents");
            if (result_.shape.size() == most_dimensions) refuse("has more than 64 dimensions");
            result_.shape.push_back(extent());
            comma = take(',');
        }
        if (result_.shape.size() == 1 && !comma)
            refuse("has a shape that is a number, not a tuple");
    }

    std::size_t extent() {
        skip_spaces();
        std::size_t digits = 0;
        std::uint64_t result = 0;
        while (digits < rest_.size() && rest_[digits] >= '0' && rest_[digits] <= '9') {
            auto const digit = static_cast<unsigned>(rest_[digits++] - '0');
            if (result > (std::numeric_limits<std::uint64_t>::max() - digit) / 10)
                refuse("has an extent that is larger than memory");
            result = result * 10 + digit;
        }
        if (digits == 0) refuse("has a shape that is no tuple of numbers");
        if (digits > 1 && rest_[0] == '0') refuse("has an extent that begins with 0");
        rest_.remove_prefix(digits);
        // Python 2 wrote its longs so.
        if (!rest_.empty() && rest_[0] == 'L') rest_.remove_prefix(1);
        return static_cast<std::size_t>(result);
    }

    std::string_view rest_;
    description result_;
    bool has_descr_ = false;
    bool has_order_ = false;
    bool has_shape_ = false;
};

/// How many bytes hold the header's length, after magic and version.
inline std::size_t length_size(std::string_view begin) {
    if (begin.substr(0, magic.size()) != magic || begin.size() < begin_size)
        throw malformed("no .npy file: it begins otherwise");
    int const version = static_cast<unsigned char>(begin[6]);
    int const minor = static_cast<unsigned char>(begin[7]);
    if (version < 1 || version > 3 || minor != 0)
        throw unsupported("the .npy file has version " + std::to_string(version) + "." +
                          std::to_string(minor) + ", and 1.0, 2.0 and 3.0 are known");
    return version == 1 ? 2 : 4;
}

/// The length of the header, from the little-endian bytes that hold it.
inline std::size_t header_length(std::string_view bytes) {
    std::size_t length = 0;
    for (std::size_t i = bytes.size(); i-- > 0;)
        length = length << 8 | static_cast<unsigned char>(bytes[i]);
    if (length > longest_header)
        throw malformed("the .npy header has " + std::to_string(length) +
                        " bytes, and at most 10000 are read");
    return length;
}

struct parsed_file {
    description what;
    std::size_t offset; ///< of the first element
};

/// What a file in memory says of itself. Looks at its beginning only.
inline parsed_file parse(std::string_view file) {
    std::size_t const size = length_size(file.substr(0, begin_size));
    if (file.size() < begin_size + size) throw malformed("the .npy file ends in its header");
    std::size_t const length = header_length(file.substr(begin_size, size));
    std::size_t const first = begin_size + size;
    if (file.size() - first < length) throw malformed("the .npy file ends in its header");
    return {header_parser(file.substr(first, length)).parse(), first + length};
}

inline void read_more(std::istream& in, std::string& bytes, std::size_t count) {
    std::size_t const had = bytes.size();
    bytes.resize(had + count);
    if (!in.read(&bytes[had], static_cast<std::streamsize>(count)))
        throw malformed(had == 0 ? "no .npy file: it is shorter than its magic"
                                 : "the .npy file ends in its header");
}

/// The same for a stream, which then stands at the first element.
inline description read_header(std::istream& in) {
    std::string bytes;
    read_more(in, bytes, begin_size);
    std::size_t const size = length_size(bytes);
    read_more(in, bytes, size);
    read_more(in, bytes, header_length(std::string_view(bytes).substr(begin_size)));
    return parse(bytes).what;
}

inline void require_version(int version) {
    if (version < 1 || version > 3)
        throw std::invalid_argument("npublas: .npy files have version 1, 2 or 3, not " +
                                    std::to_string(version));
}

/// Magic, version, length and header, padded so that the elements begin at a multiple of 64.
inline std::string write_header(description const& what, int version) {
    require_version(version);
    char const order = what.bytes_order == byte_order::little ? '<' : '>';
    std::string shape;
    for (std::size_t const extent : what.shape)
        shape += std::to_string(extent) + ", ";
    if (what.shape.size() == 1) shape.pop_back();
    if (what.shape.size() > 1) shape.resize(shape.size() - 2);
    std::string header =
        "{'descr': '" + npublas::detail::dtype_code(what.element, order) +
        "', 'fortran_order': " + (what.order == storage_order::fortran ? "True" : "False") +
        ", 'shape': (" + shape + "), }";
    std::size_t const size = version == 1 ? 2 : 4;
    while ((begin_size + size + header.size() + 1) % 64 != 0)
        header += ' ';
    header += '\n';
    std::string result(magic);
    result += static_cast<char>(version);
    result += '\0';
    for (std::size_t i = 0; i < size; ++i)
        result += static_cast<char>(header.size() >> 8 * i & 0xff);
    return result + header;
}

} // namespace npublas::npy::detail

#endif
