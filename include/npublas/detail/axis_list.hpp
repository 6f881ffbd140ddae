// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// A number for each axis of a tensor: its extents, its strides, an index.
#ifndef NPUBLAS_DETAIL_AXIS_LIST_HPP
#define NPUBLAS_DETAIL_AXIS_LIST_HPP

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>

namespace npublas {

/// The most dimensions that a tensor can have: as many as NumPy's arrays.
inline constexpr std::size_t max_tensor_rank = 64;

namespace detail {

template <class Range>
using range_value =
    std::remove_cv_t<std::remove_reference_t<decltype(*std::begin(std::declval<const Range&>()))>>;

/// A list that needs no allocation, as it has room for all axes there can be; only those in use are
/// ever copied.
template <class Value>
class axis_list {
public:
    using value_type = Value;
    using iterator = Value*;
    using const_iterator = const Value*;

    axis_list() noexcept = default;

    /// One number for each axis: `{2, 3, 4}`.
    template <class... I,
              class = std::enable_if_t<(sizeof...(I) > 0) && (... && std::is_integral_v<I>)>>
    axis_list(I... numbers) noexcept
        : values_{static_cast<Value>(numbers)...}, size_(sizeof...(I)) {
        static_assert(sizeof...(I) <= max_tensor_rank, "npublas: a tensor has at most 64 axes");
    }

    /// The numbers of a container: std::vector, std::array, ublas::shape.
    template <class Range, class = std::enable_if_t<std::is_integral_v<range_value<Range>>>>
    axis_list(const Range& numbers) {
        for (const auto number : numbers)
            push_back(static_cast<Value>(number));
    }

    axis_list(const axis_list& other) noexcept : size_(other.size_) {
        std::copy(other.begin(), other.end(), values_);
    }

    axis_list& operator=(const axis_list& other) noexcept {
        size_ = other.size_;
        std::copy(other.begin(), other.end(), values_);
        return *this;
    }

    ~axis_list() = default;

    /// Throws std::invalid_argument beyond `max_tensor_rank`.
    void push_back(Value number) {
        if (size_ == max_tensor_rank)
            throw std::invalid_argument("npublas: a tensor has at most 64 axes");
        values_[size_++] = number;
    }

    std::size_t size() const noexcept { return size_; }
    Value& operator[](std::size_t axis) noexcept { return values_[axis]; }
    const Value& operator[](std::size_t axis) const noexcept { return values_[axis]; }

    iterator begin() noexcept { return values_; }
    iterator end() noexcept { return values_ + size_; }
    const_iterator begin() const noexcept { return values_; }
    const_iterator end() const noexcept { return values_ + size_; }

    friend bool operator==(const axis_list& a, const axis_list& b) noexcept {
        return std::equal(a.begin(), a.end(), b.begin(), b.end());
    }
    friend bool operator!=(const axis_list& a, const axis_list& b) noexcept { return !(a == b); }

private:
    Value values_[max_tensor_rank];
    std::size_t size_ = 0;
};

/// `(2, 3)`, as Python writes it.
template <class Value>
std::string axis_text(const axis_list<Value>& list) {
    std::string text = "(";
    for (std::size_t axis = 0; axis < list.size(); ++axis)
        text += (axis ? ", " : "") + std::to_string(list[axis]);
    return text + (list.size() == 1 ? ",)" : ")");
}

} // namespace detail

using tensor_extents = detail::axis_list<std::size_t>;
using tensor_strides = detail::axis_list<std::ptrdiff_t>;
using tensor_index = detail::axis_list<std::size_t>;

} // namespace npublas

#endif
