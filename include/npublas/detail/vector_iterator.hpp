// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// The iterator of all dense npublas vectors.
#ifndef NPUBLAS_DETAIL_VECTOR_ITERATOR_HPP
#define NPUBLAS_DETAIL_VECTOR_ITERATOR_HPP

#include <cstddef>
#include <type_traits>

#include <boost/numeric/ublas/detail/iterator.hpp>

#include <npublas/detail/block.hpp>

namespace npublas::detail {

/// What uBLAS's reverse iterators ask of the container behind an iterator.
struct iterator_container {
    using size_type = std::size_t;
    using difference_type = std::ptrdiff_t;
};

/// A random access iterator over the elements of a block, with uBLAS's index().
///
/// It carries the block itself, so it outlives the view it came from, and a position rather than a
/// pointer, so it counts along a stride of zero.
template <class T, class Stride>
class vector_iterator {
public:
    using iterator_category = ublas::dense_random_access_iterator_tag;
    using value_type = std::remove_const_t<T>;
    using difference_type = std::ptrdiff_t;
    using pointer = T*;
    using reference = T&;
    using container_type = iterator_container;
    using size_type = std::size_t;

    vector_iterator() noexcept = default;
    vector_iterator(const vector_block<T, Stride>& block, size_type index) noexcept
        : block_(block), place_(block.first, block, static_cast<difference_type>(index)) {}

    /// From mutable to const.
    template <class U, class = std::enable_if_t<std::is_same_v<const U, T>>>
    vector_iterator(const vector_iterator<U, Stride>& other) noexcept
        : vector_iterator(vector_block<T, Stride>(other.block()), other.index()) {}

    size_type index() const noexcept { return static_cast<size_type>(place_.index()); }

    reference operator*() const {
        BOOST_UBLAS_CHECK(index() < block_.length, ublas::bad_index());
        return *place_;
    }
    pointer operator->() const { return &**this; }
    reference operator[](difference_type n) const { return *(*this + n); }

    vector_iterator& operator++() noexcept { return *this += 1; }
    vector_iterator& operator--() noexcept { return *this -= 1; }
    vector_iterator operator++(int) noexcept {
        vector_iterator old(*this);
        ++*this;
        return old;
    }
    vector_iterator operator--(int) noexcept {
        vector_iterator old(*this);
        --*this;
        return old;
    }
    vector_iterator& operator+=(difference_type n) noexcept {
        place_.advance(n);
        return *this;
    }
    vector_iterator& operator-=(difference_type n) noexcept {
        place_.advance(-n);
        return *this;
    }

    friend vector_iterator operator+(vector_iterator it, difference_type n) noexcept {
        return it += n;
    }
    friend vector_iterator operator+(difference_type n, vector_iterator it) noexcept {
        return it += n;
    }
    friend vector_iterator operator-(vector_iterator it, difference_type n) noexcept {
        return it -= n;
    }
    friend difference_type operator-(const vector_iterator& a, const vector_iterator& b) noexcept {
        return a.place_.index() - b.place_.index();
    }

    friend bool operator==(const vector_iterator& a, const vector_iterator& b) noexcept {
        return a.place_.index() == b.place_.index();
    }
    friend bool operator!=(const vector_iterator& a, const vector_iterator& b) noexcept {
        return a.place_.index() != b.place_.index();
    }
    friend bool operator<(const vector_iterator& a, const vector_iterator& b) noexcept {
        return a.place_.index() < b.place_.index();
    }
    friend bool operator>(const vector_iterator& a, const vector_iterator& b) noexcept {
        return b < a;
    }
    friend bool operator<=(const vector_iterator& a, const vector_iterator& b) noexcept {
        return !(b < a);
    }
    friend bool operator>=(const vector_iterator& a, const vector_iterator& b) noexcept {
        return !(a < b);
    }

    const vector_block<T, Stride>& block() const noexcept { return block_; }

private:
    vector_block<T, Stride> block_;
    cursor<T, Stride> place_;
};

} // namespace npublas::detail

#endif
