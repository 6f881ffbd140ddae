// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// The elements of a .npy file, read and written block by block.

#ifndef NPUBLAS_NPY_DETAIL_ELEMENTS_HPP
#define NPUBLAS_NPY_DETAIL_ELEMENTS_HPP

#include <npublas/detail/real_type.hpp>
#include <npublas/detail/shape_text.hpp>
#include <npublas/npy/detail/header.hpp>

#include <algorithm>
#include <complex>
#include <istream>
#include <memory>
#include <optional>
#include <ostream>
#include <streambuf>
#include <string>
#include <type_traits>
#include <vector>

namespace npublas::npy::detail {

/// Where elements lie in memory. Strides count elements.
template <class T>
struct block {
    T* first;
    std::vector<std::size_t> shape;
    std::vector<std::ptrdiff_t> strides;
};

template <class T>
void swap_bytes(T* elements, std::size_t count) {
    constexpr std::size_t size = sizeof(npublas::detail::real_type_t<T>);
    auto* bytes = reinterpret_cast<unsigned char*>(elements);
    for (unsigned char* const end = bytes + count * sizeof(T); bytes != end; bytes += size)
        std::reverse(bytes, bytes + size);
}

/// NumPy takes any byte but 0 for true; C++ allows 1 only.
inline void make_bools(bool* elements, std::size_t count) {
    auto* const bytes = reinterpret_cast<unsigned char*>(elements);
    for (std::size_t i = 0; i < count; ++i)
        bytes[i] = bytes[i] != 0;
}

/// The bytes that no long double uses would bring what happened to be in memory into the file.
template <class T>
void clear_padding([[maybe_unused]] T* elements, [[maybe_unused]] std::size_t count) {
    if constexpr (std::is_same_v<npublas::detail::real_type_t<T>, long double> &&
                  has_extended_long_double) {
        auto* const bytes = reinterpret_cast<unsigned char*>(elements);
        for (std::size_t i = 0; i < count * sizeof(T); i += 16)
            std::fill(bytes + i + 10, bytes + i + 16, static_cast<unsigned char>(0));
    }
}

/// Whether elements of one type are converted into another: NumPy's same_kind, and integers into
/// integers by value.
constexpr bool converts(element_type from, element_type to) {
    if (from == to || from == element_type::boolean || is_complex(to)) return true;
    if (is_integer(from)) return is_integer(to) || is_real_floating(to);
    return is_real_floating(from) && is_real_floating(to);
}

template <class To, class From>
To convert(From value) {
    if constexpr (std::is_integral_v<From> && std::is_integral_v<To>) {
        To const result = static_cast<To>(value);
        if (static_cast<From>(result) != value || (result < To{}) != (value < From{}))
            throw mismatch("the .npy file has the element " + std::to_string(value) +
                           ", which no " + cpp_name(element_type_of<To>()) + " can hold");
        return result;
    } else if constexpr (is_complex(element_type_of<To>()) &&
                         !is_complex(element_type_of<From>())) {
        return To(static_cast<typename To::value_type>(value));
    } else {
        return static_cast<To>(value);
    }
}

inline constexpr std::size_t bytes_at_once = 1 << 16;

template <class T>
void read_run(std::istream& in, byte_order order, T* elements, std::size_t count) {
    if (!in.read(reinterpret_cast<char*>(elements),
                 static_cast<std::streamsize>(count * sizeof(T))))
        throw malformed("the .npy file ends before its last element");
    if (order != native_byte_order) swap_bytes(elements, count);
    if constexpr (std::is_same_v<T, bool>) make_bools(elements, count);
}

/// Elements of type From one after another, from blocks.
template <class From>
class element_reader {
public:
    element_reader(std::istream& in, description const& file)
        : in_(in), order_(file.bytes_order), left_(file.size()),
          block_(std::make_unique<From[]>(std::min(left_, most))) {}

    From next() {
        if (here_ == end_) fill();
        return block_[here_++];
    }

private:
    static constexpr std::size_t most = bytes_at_once / sizeof(From);

    void fill() {
        here_ = 0;
        end_ = std::min(left_, most);
        read_run(in_, order_, block_.get(), end_);
        left_ -= end_;
    }

    std::istream& in_;
    byte_order order_;
    std::size_t left_;
    std::unique_ptr<From[]> block_;
    std::size_t here_ = 0;
    std::size_t end_ = 0;
};

/// The axes so that the last runs fastest in the file, and those that lie without gaps joined.
template <class T>
block<T> in_file_order(block<T> given, storage_order order) {
    if (order == storage_order::fortran) {
        std::reverse(given.shape.begin(), given.shape.end());
        std::reverse(given.strides.begin(), given.strides.end());
    }
    block<T> result{given.first, {1}, {1}};
    for (std::size_t i = 0; i < given.shape.size(); ++i) {
        auto const extent = static_cast<std::ptrdiff_t>(given.shape[i]);
        if (result.shape.back() == 1 || result.strides.back() == extent * given.strides[i]) {
            result.shape.back() *= given.shape[i];
            result.strides.back() = given.strides[i];
        } else {
            result.shape.push_back(given.shape[i]);
            result.strides.push_back(given.strides[i]);
        }
    }
    return result;
}

/// Calls `f(first, count, stride)` for each line along the last axis.
template <class T, class F>
void for_each_line(block<T> const& all, std::size_t axis, T* first, F& f) {
    if (axis + 1 == all.shape.size()) {
        f(first, all.shape[axis], all.strides[axis]);
        return;
    }
    for (std::size_t i = 0; i < all.shape[axis]; ++i)
        for_each_line(all, axis + 1, first + static_cast<std::ptrdiff_t>(i) * all.strides[axis], f);
}

template <class From, class To>
void read_as(std::istream& in, description const& file, block<To> const& to) {
    element_reader<From> elements(in, file);
    auto const one_by_one = [&](To* first, std::size_t count, std::ptrdiff_t stride) {
        for (std::size_t i = 0; i < count; ++i)
            first[static_cast<std::ptrdiff_t>(i) * stride] = convert<To>(elements.next());
    };
    for_each_line(to, 0, to.first, one_by_one);
}

/// Reads all elements into a block of the same shape.
template <class To>
void read_elements(std::istream& in, description const& file, block<To> const& given) {
    if (file.size() == 0) return;
    block<To> const to = in_file_order(given, file.order);
    if (file.element == element_type_of<To>() && to.shape.size() == 1 && to.strides[0] == 1)
        return read_run(in, file.bytes_order, to.first, file.size());
    visit(file.element, [&](auto tag) {
        using From = typename decltype(tag)::type;
        if constexpr (converts(element_type_of<From>(), element_type_of<To>()))
            read_as<From>(in, file, to);
    });
}

template <class To>
void require_conversion(description const& file) {
    if (!converts(file.element, element_type_of<To>()))
        throw mismatch(std::string("the .npy file has elements of type ") + name(file.element) +
                       ", which are not converted to " + cpp_name(element_type_of<To>()));
}

inline std::string text_of(std::vector<std::size_t> const& shape) {
    return npublas::detail::shape_text(shape.data(), shape.size());
}

/// How many bytes a stream still has; nothing if it can't tell, as a pipe.
inline std::optional<std::size_t> bytes_left(std::istream& in) {
    auto const here = in.tellg();
    if (here < 0) return {};
    in.seekg(0, std::ios::end);
    auto const end = in.tellg();
    in.seekg(here);
    if (!in || end < here) throw failure("the .npy file can't be read: its stream failed");
    return static_cast<std::size_t>(end - here);
}

/// Bytes in memory as a stream.
class memory_buffer : public std::streambuf {
public:
    explicit memory_buffer(std::string& bytes) {
        setg(bytes.data(), bytes.data(), bytes.data() + bytes.size());
    }
};

/// Calls `f` with a stream that has all elements, before anything of the size the header tells is
/// allocated: the header may lie.
template <class F>
void with_all_elements(std::istream& in, description const& file, F f) {
    auto const left = bytes_left(in);
    if (left && *left < file.bytes())
        throw malformed("the .npy file has " + std::to_string(*left) +
                        " bytes of elements, and its header tells " + std::to_string(file.bytes()));
    if (left) return f(in);
    in.clear();
    std::string bytes;
    while (bytes.size() < file.bytes()) {
        std::size_t const had = bytes.size();
        bytes.resize(std::min(file.bytes(), std::max(2 * had, bytes_at_once)));
        if (!in.read(&bytes[had], static_cast<std::streamsize>(bytes.size() - had)))
            throw malformed("the .npy file ends before its last element");
    }
    memory_buffer buffer(bytes);
    std::istream all(&buffer);
    f(all);
}

/// Writes elements one after another, in blocks.
template <class T>
class element_writer {
public:
    element_writer(std::ostream& out, byte_order order)
        : out_(out), order_(order), block_(std::make_unique<T[]>(most)) {}

    void put(T const& element) {
        block_[count_++] = element;
        if (count_ == most) flush();
    }

    void flush() {
        clear_padding(block_.get(), count_);
        if (order_ != native_byte_order) swap_bytes(block_.get(), count_);
        out_.write(reinterpret_cast<char const*>(block_.get()),
                   static_cast<std::streamsize>(count_ * sizeof(T)));
        count_ = 0;
    }

private:
    static constexpr std::size_t most = bytes_at_once / sizeof(T);

    std::ostream& out_;
    byte_order order_;
    std::unique_ptr<T[]> block_;
    std::size_t count_ = 0;
};

} // namespace npublas::npy::detail

#endif
