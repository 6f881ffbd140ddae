// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// The iterators of all dense npublas matrices.
#ifndef NPUBLAS_DETAIL_MATRIX_ITERATOR_HPP
#define NPUBLAS_DETAIL_MATRIX_ITERATOR_HPP

#include <cstddef>
#include <type_traits>

#include <boost/numeric/ublas/detail/iterator.hpp>

#include <npublas/detail/block.hpp>
#include <npublas/detail/vector_iterator.hpp>

namespace npublas::detail {

template <class T, class Strides, int Axis>
class matrix_iterator;

/// uBLAS's reverse iterator of a matrix iterator that moves along an axis.
template <class T, class Strides, int Axis>
using matrix_reverse_iterator =
    std::conditional_t<Axis == 1, ublas::reverse_iterator_base1<matrix_iterator<T, Strides, Axis>>,
                       ublas::reverse_iterator_base2<matrix_iterator<T, Strides, Axis>>>;

/// A random access iterator over a matrix block. Axis 1 moves from row to row (uBLAS's iterator1),
/// axis 2 from column to column (iterator2); begin() and end() span the other axis.
///
/// Like vector_iterator it carries the block and a position: it outlives the view it came from.
template <class T, class Strides, int Axis>
class matrix_iterator {
    static_assert(Axis == 1 || Axis == 2);
    static constexpr int other_axis = 3 - Axis;
    using block_type = matrix_block<T, Strides>;
    using axis_stride = std::conditional_t<Axis == 1, decltype(std::declval<Strides>().axis1()),
                                           decltype(std::declval<Strides>().axis2())>;

public:
    using iterator_category = ublas::dense_random_access_iterator_tag;
    using value_type = std::remove_const_t<T>;
    using difference_type = std::ptrdiff_t;
    using pointer = T*;
    using reference = T&;
    using container_type = iterator_container;
    using size_type = std::size_t;
    using dual_iterator_type = matrix_iterator<T, Strides, other_axis>;
    using dual_reverse_iterator_type = matrix_reverse_iterator<T, Strides, other_axis>;

    matrix_iterator() noexcept = default;
    matrix_iterator(const block_type& block, size_type i, size_type j) noexcept
        : block_(block), other_index_(Axis == 1 ? j : i),
          place_(start(block, static_cast<difference_type>(i), static_cast<difference_type>(j))) {}

    /// From mutable to const.
    template <class U, class = std::enable_if_t<std::is_same_v<const U, T>>>
    matrix_iterator(const matrix_iterator<U, Strides, Axis>& other) noexcept
        : matrix_iterator(block_type(other.block()), other.index1(), other.index2()) {}

    size_type index1() const noexcept { return Axis == 1 ? index() : other_index_; }
    size_type index2() const noexcept { return Axis == 2 ? index() : other_index_; }

    dual_iterator_type begin() const noexcept {
        if constexpr (Axis == 1)
            return dual_iterator_type(block_, index1(), 0);
        else
            return dual_iterator_type(block_, 0, index2());
    }
    dual_iterator_type end() const noexcept {
        if constexpr (Axis == 1)
            return dual_iterator_type(block_, index1(), block_.columns);
        else
            return dual_iterator_type(block_, block_.rows, index2());
    }
    dual_iterator_type cbegin() const noexcept { return begin(); }
    dual_iterator_type cend() const noexcept { return end(); }
    dual_reverse_iterator_type rbegin() const { return dual_reverse_iterator_type(end()); }
    dual_reverse_iterator_type rend() const { return dual_reverse_iterator_type(begin()); }
    dual_reverse_iterator_type crbegin() const { return rbegin(); }
    dual_reverse_iterator_type crend() const { return rend(); }

    reference operator*() const {
        BOOST_UBLAS_CHECK(index1() < block_.rows, ublas::bad_index());
        BOOST_UBLAS_CHECK(index2() < block_.columns, ublas::bad_index());
        return *place_;
    }
    pointer operator->() const { return &**this; }
    reference operator[](difference_type n) const { return *(*this + n); }

    matrix_iterator& operator++() noexcept { return *this += 1; }
    matrix_iterator& operator--() noexcept { return *this -= 1; }
    matrix_iterator operator++(int) noexcept {
        matrix_iterator old(*this);
        ++*this;
        return old;
    }
    matrix_iterator operator--(int) noexcept {
        matrix_iterator old(*this);
        --*this;
        return old;
    }
    matrix_iterator& operator+=(difference_type n) noexcept {
        place_.advance(n);
        return *this;
    }
    matrix_iterator& operator-=(difference_type n) noexcept { return *this += -n; }

    friend matrix_iterator operator+(matrix_iterator it, difference_type n) noexcept {
        return it += n;
    }
    friend matrix_iterator operator+(difference_type n, matrix_iterator it) noexcept {
        return it += n;
    }
    friend matrix_iterator operator-(matrix_iterator it, difference_type n) noexcept {
        return it -= n;
    }
    friend difference_type operator-(const matrix_iterator& a, const matrix_iterator& b) noexcept {
        return a.place_.index() - b.place_.index();
    }

    friend bool operator==(const matrix_iterator& a, const matrix_iterator& b) noexcept {
        return a.place_.index() == b.place_.index();
    }
    friend bool operator!=(const matrix_iterator& a, const matrix_iterator& b) noexcept {
        return a.place_.index() != b.place_.index();
    }
    friend bool operator<(const matrix_iterator& a, const matrix_iterator& b) noexcept {
        return a.place_.index() < b.place_.index();
    }
    friend bool operator>(const matrix_iterator& a, const matrix_iterator& b) noexcept {
        return b < a;
    }
    friend bool operator<=(const matrix_iterator& a, const matrix_iterator& b) noexcept {
        return !(b < a);
    }
    friend bool operator>=(const matrix_iterator& a, const matrix_iterator& b) noexcept {
        return !(a < b);
    }

    const block_type& block() const noexcept { return block_; }

private:
    size_type index() const noexcept { return static_cast<size_type>(place_.index()); }

    static cursor<T, axis_stride> start(const block_type& block, difference_type i,
                                        difference_type j) noexcept {
        if constexpr (Axis == 1)
            return {block.first + j * block.stride2(), block.axis1(), i};
        else
            return {block.first + i * block.stride1(), block.axis2(), j};
    }

    block_type block_;
    size_type other_index_ = 0;
    cursor<T, axis_stride> place_;
};

} // namespace npublas::detail

#endif
