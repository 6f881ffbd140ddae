// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// The elements of an array of any shape and strides, counted in one line.

#ifndef PYUBLAS_DETAIL_FLAT_ITERATOR_HPP
#define PYUBLAS_DETAIL_FLAT_ITERATOR_HPP

#include <npublas/detail/tensor_loop.hpp>

#include <boost/config.hpp>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <type_traits>

namespace pyublas::detail {

/// Where in memory the elements of a line are, where one stride does not do: it is broken into
/// axes, the last of which is walked first.
struct broken_line {
    npublas::tensor_strides counts;
    npublas::tensor_strides strides;

    /// Pure and not inlined, so that compilers move the question whether to call it out of loops.
    [[gnu::pure]] BOOST_NOINLINE std::ptrdiff_t offset(std::ptrdiff_t index) const noexcept {
        std::ptrdiff_t offset = 0;
        for (std::size_t axis = counts.size(); axis-- > 0; index /= counts[axis])
            offset += index % counts[axis] * strides[axis];
        return offset;
    }
};

/// The elements of an array one after the other, in the order of memory: axes with longer strides
/// outside, each walked as its indices count, as in `numpy.ravel(a, order="K")`. Where elements are
/// repeated (a stride is 0), memory has no order: the last index runs fastest.
template <class T>
struct flat_line {
    T* first = nullptr;
    std::ptrdiff_t step = 1;
    std::size_t size = 0;
    std::shared_ptr<broken_line const> broken; ///< null where one step does

    T& operator[](std::ptrdiff_t i) const noexcept {
        return first[broken ? broken->offset(i) : i * step];
    }

    bool is_contiguous() const noexcept { return !broken && (step == 1 || size <= 1); }
};

/// Joined where they can be, the axes in the order given.
inline npublas::detail::loop_nest join_line(npublas::tensor_extents const& extents,
                                            npublas::tensor_strides const& strides,
                                            npublas::tensor_index const& axes) {
    npublas::detail::element_walker<char const> const walker{nullptr, strides.begin()};
    return npublas::detail::join_axes(extents, axes, walker);
}

/// Whether the elements, the last index running fastest, are evenly spaced; there are some.
inline bool is_evenly_spaced(npublas::tensor_extents const& extents,
                             npublas::tensor_strides const& strides) {
    return join_line(extents, strides, npublas::detail::all_axes(extents.size())).depth() <= 1;
}

inline npublas::tensor_index axes_in_memory(npublas::tensor_strides const& strides) {
    bool const repeats = std::count(strides.begin(), strides.end(), 0) > 0;
    return repeats ? npublas::detail::all_axes(strides.size())
                   : npublas::detail::axes_by_stride(strides);
}

/// The line through the elements from `first` on; strides in elements.
template <class T>
flat_line<T> make_line(T* first, std::size_t size, npublas::tensor_extents const& extents,
                       npublas::tensor_strides const& strides) {
    flat_line<T> line{first, 1, size, nullptr};
    if (size <= 1) return line;
    auto const nest = join_line(extents, strides, axes_in_memory(strides));
    if (nest.depth() == 1) {
        line.step = strides[nest.axes[0]];
    } else {
        auto broken = std::make_shared<broken_line>();
        broken->counts = nest.counts;
        for (std::size_t const axis : nest.axes)
            broken->strides.push_back(strides[axis]);
        line.broken = std::move(broken);
    }
    return line;
}

/// Counts along a line, which it must not outlive. Where the elements are adjacent it converts to
/// a pointer, as which PyUblas's users know it; elsewhere that throws std::invalid_argument.
template <class T>
class flat_iterator {
public:
    using iterator_category = std::random_access_iterator_tag;
    using value_type = std::remove_const_t<T>;
    using difference_type = std::ptrdiff_t;
    using pointer = T*;
    using reference = T&;

    flat_iterator() = default;

    template <class U>
    flat_iterator(flat_line<U> const& line, difference_type index) noexcept
        : first_(line.first), step_(line.step), broken_(line.broken.get()), index_(index),
          size_(static_cast<difference_type>(line.size)) {}

    /// From mutable to const.
    template <class U, class = std::enable_if_t<std::is_same_v<U const, T>>>
    flat_iterator(flat_iterator<U> const& other) noexcept
        : first_(other.first_), step_(other.step_), broken_(other.broken_), index_(other.index_),
          size_(other.size_) {}

    operator T*() const {
        if (broken_ || (step_ != 1 && size_ > 1))
            throw std::invalid_argument("pyublas: the elements of this array are not adjacent, so "
                                        "no pointer counts along them; pass a contiguous array");
        return first_ + index_;
    }

    reference operator*() const noexcept {
        return first_[broken_ ? broken_->offset(index_) : index_ * step_];
    }
    pointer operator->() const noexcept { return &**this; }
    reference operator[](difference_type n) const noexcept { return *(*this + n); }

    flat_iterator& operator++() noexcept { return *this += 1; }
    flat_iterator& operator--() noexcept { return *this -= 1; }
    flat_iterator operator++(int) noexcept {
        flat_iterator const old(*this);
        ++*this;
        return old;
    }
    flat_iterator operator--(int) noexcept {
        flat_iterator const old(*this);
        --*this;
        return old;
    }
    flat_iterator& operator+=(difference_type n) noexcept {
        index_ += n;
        return *this;
    }
    flat_iterator& operator-=(difference_type n) noexcept { return *this += -n; }

    friend flat_iterator operator+(flat_iterator it, difference_type n) noexcept { return it += n; }
    friend flat_iterator operator+(difference_type n, flat_iterator it) noexcept { return it += n; }
    friend flat_iterator operator-(flat_iterator it, difference_type n) noexcept { return it -= n; }
    friend difference_type operator-(flat_iterator const& a, flat_iterator const& b) noexcept {
        return a.index_ - b.index_;
    }

    friend bool operator==(flat_iterator const& a, flat_iterator const& b) noexcept {
        return a.index_ == b.index_;
    }
    friend bool operator!=(flat_iterator const& a, flat_iterator const& b) noexcept {
        return a.index_ != b.index_;
    }
    friend bool operator<(flat_iterator const& a, flat_iterator const& b) noexcept {
        return a.index_ < b.index_;
    }
    friend bool operator>(flat_iterator const& a, flat_iterator const& b) noexcept {
        return a.index_ > b.index_;
    }
    friend bool operator<=(flat_iterator const& a, flat_iterator const& b) noexcept {
        return a.index_ <= b.index_;
    }
    friend bool operator>=(flat_iterator const& a, flat_iterator const& b) noexcept {
        return a.index_ >= b.index_;
    }

private:
    template <class U>
    friend class flat_iterator;

    T* first_ = nullptr;
    difference_type step_ = 1;
    broken_line const* broken_ = nullptr;
    difference_type index_ = 0;
    difference_type size_ = 0;
};

} // namespace pyublas::detail

#endif
