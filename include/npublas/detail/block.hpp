// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// Where the elements of a dense vector or matrix lie: a pointer, extents and strides.
///
/// Strides count elements and are signed. A stride that is always 1 is part of the type and takes
/// no room, so that the compiler sees a plain contiguous loop.
#ifndef NPUBLAS_DETAIL_BLOCK_HPP
#define NPUBLAS_DETAIL_BLOCK_HPP

#include <cstddef>
#include <cstdlib>
#include <type_traits>

#include <boost/numeric/ublas/exception.hpp>
#include <boost/numeric/ublas/functional.hpp>

#include <npublas/detail/ublas.hpp>

namespace npublas::detail {

/// Out of line, so that what checks a size stays small enough to be inlined.
[[noreturn, gnu::cold, gnu::noinline]] inline void throw_bad_size() {
    ublas::bad_size().raise();
    std::abort();
}

/// The stride of a contiguous vector.
struct unit_stride {
    constexpr std::ptrdiff_t stride() const noexcept { return 1; }
};

/// The stride of any other vector: from one element to the next.
struct any_stride {
    std::ptrdiff_t step = 1;

    constexpr std::ptrdiff_t stride() const noexcept { return step; }
};

/// A place in a line of evenly spaced elements, with its index.
///
/// The index, not the address, tells places apart, so that a stride of 0 can be counted along.
/// Where the stride is 1 the address follows from the index; else it is kept, as a compiler turns
/// adding up addresses into faster loops than multiplying by a stride.
template <class T, class Stride>
class cursor : Stride {
public:
    constexpr cursor() noexcept = default;
    constexpr cursor(T* first, Stride stride, std::ptrdiff_t index) noexcept
        : Stride(stride), place_(first + index * stride.stride()), index_(index) {}

    constexpr std::ptrdiff_t index() const noexcept { return index_; }
    constexpr T& operator*() const noexcept { return *place_; }
    constexpr void advance(std::ptrdiff_t n) noexcept {
        index_ += n;
        place_ += n * this->stride();
    }

private:
    T* place_ = nullptr;
    std::ptrdiff_t index_ = 0;
};

template <class T>
class cursor<T, unit_stride> {
public:
    constexpr cursor() noexcept = default;
    constexpr cursor(T* first, unit_stride, std::ptrdiff_t index) noexcept
        : first_(first), index_(index) {}

    constexpr std::ptrdiff_t index() const noexcept { return index_; }
    constexpr T& operator*() const noexcept { return first_[index_]; }
    constexpr void advance(std::ptrdiff_t n) noexcept { index_ += n; }

private:
    T* first_ = nullptr;
    std::ptrdiff_t index_ = 0;
};

/// Rows whose elements are adjacent, a leading dimension apart.
struct row_strides {
    using orientation_category = ublas::row_major_tag;
    std::ptrdiff_t leading_dimension = 0;

    constexpr any_stride axis1() const noexcept { return {leading_dimension}; }
    constexpr unit_stride axis2() const noexcept { return {}; }
};

/// Columns whose elements are adjacent, a leading dimension apart.
struct column_strides {
    using orientation_category = ublas::column_major_tag;
    std::ptrdiff_t leading_dimension = 0;

    constexpr unit_stride axis1() const noexcept { return {}; }
    constexpr any_stride axis2() const noexcept { return {leading_dimension}; }
};

/// One step down a column, one step along a row; uBLAS traverses such a matrix by rows.
struct any_strides {
    using orientation_category = ublas::row_major_tag;
    std::ptrdiff_t step1 = 0;
    std::ptrdiff_t step2 = 1;

    constexpr any_stride axis1() const noexcept { return {step1}; }
    constexpr any_stride axis2() const noexcept { return {step2}; }
};

template <class Orientation>
struct strides_of_orientation;
template <>
struct strides_of_orientation<ublas::row_major_tag> {
    using type = row_strides;
};
template <>
struct strides_of_orientation<ublas::column_major_tag> {
    using type = column_strides;
};

/// The strides of a matrix with uBLAS layout L and unit inner stride.
template <class L>
using strides_of_layout = typename strides_of_orientation<typename L::orientation_category>::type;

/// `length` elements, the first at `first`.
template <class T, class Stride>
struct vector_block : Stride {
    using element_type = T;
    using stride_type = Stride;

    T* first = nullptr;
    std::size_t length = 0;

    constexpr vector_block() noexcept = default;
    constexpr vector_block(T* p, std::size_t n, Stride stride = {}) noexcept
        : Stride(stride), first(p), length(n) {}

    /// The same elements under a looser type: more const, or any stride instead of one.
    template <class U, class OtherStride>
    constexpr explicit vector_block(const vector_block<U, OtherStride>& other) noexcept
        : first(other.first), length(other.length) {
        if constexpr (std::is_same_v<Stride, any_stride>) this->step = other.stride();
    }

    constexpr T& operator()(std::ptrdiff_t i) const noexcept { return first[i * this->stride()]; }
};

/// `rows` by `columns` elements, element (0, 0) at `first`.
template <class T, class Strides>
struct matrix_block : Strides {
    using element_type = T;
    using strides_type = Strides;

    T* first = nullptr;
    std::size_t rows = 0;
    std::size_t columns = 0;

    constexpr matrix_block() noexcept = default;
    constexpr matrix_block(T* p, std::size_t n1, std::size_t n2, Strides strides) noexcept
        : Strides(strides), first(p), rows(n1), columns(n2) {}

    /// The same elements under a looser type: more const, or any strides instead of a unit one.
    template <class U, class OtherStrides>
    constexpr explicit matrix_block(const matrix_block<U, OtherStrides>& other) noexcept
        : first(other.first), rows(other.rows), columns(other.columns) {
        if constexpr (std::is_same_v<Strides, any_strides>) {
            this->step1 = other.stride1();
            this->step2 = other.stride2();
        } else {
            this->leading_dimension = other.leading_dimension;
        }
    }

    constexpr std::ptrdiff_t stride1() const noexcept { return this->axis1().stride(); }
    constexpr std::ptrdiff_t stride2() const noexcept { return this->axis2().stride(); }

    constexpr T& operator()(std::ptrdiff_t i, std::ptrdiff_t j) const noexcept {
        return first[i * stride1() + j * stride2()];
    }

    /// Row i and column j, as vector blocks.
    constexpr auto row(std::ptrdiff_t i) const noexcept {
        return vector_block<T, decltype(this->axis2())>(first + i * stride1(), columns,
                                                        this->axis2());
    }
    constexpr auto column(std::ptrdiff_t j) const noexcept {
        return vector_block<T, decltype(this->axis1())>(first + j * stride2(), rows, this->axis1());
    }
};

/// Whether a stride of zero shows one element in several places.
template <class T, class Strides>
constexpr bool repeats_elements(const matrix_block<T, Strides>& block) noexcept {
    return block.rows > 0 && block.columns > 0 &&
           ((block.stride1() == 0 && block.rows > 1) ||
            (block.stride2() == 0 && block.columns > 1));
}

/// Whether U elements may be seen as T elements: the same type, or more const.
template <class U, class T>
inline constexpr bool is_same_or_more_const = std::is_convertible_v<U (*)[], T (*)[]>;

/// Whether a vector or matrix block can be seen as another without touching an element.
template <class From, class To>
struct is_looser_block : std::false_type {};

template <class U, class OtherStride, class T, class Stride>
struct is_looser_block<vector_block<U, OtherStride>, vector_block<T, Stride>>
    : std::bool_constant<is_same_or_more_const<U, T> && (std::is_same_v<OtherStride, Stride> ||
                                                         std::is_same_v<Stride, any_stride>)> {};

template <class U, class OtherStrides, class T, class Strides>
struct is_looser_block<matrix_block<U, OtherStrides>, matrix_block<T, Strides>>
    : std::bool_constant<is_same_or_more_const<U, T> && (std::is_same_v<OtherStrides, Strides> ||
                                                         std::is_same_v<Strides, any_strides>)> {};

} // namespace npublas::detail

#endif
