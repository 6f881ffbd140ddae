// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// Views of matrices in memory that somebody else owns, as full uBLAS matrix expressions.
///
/// A view borrows: it must not outlive the elements. Copying a view copies the pointer; *assigning*
/// to a view writes the elements (as with ublas::matrix_range) and never makes it look elsewhere.
/// `T` may be const: then the elements can only be read. A const view of mutable elements gives out
/// const references.
///
/// Assigning an expression of other sizes throws ublas::bad_size, in every build. Indices are
/// checked where uBLAS checks its own: unless NDEBUG is defined, one out of range throws
/// ublas::bad_index.
#ifndef NPUBLAS_MATRIX_VIEW_HPP
#define NPUBLAS_MATRIX_VIEW_HPP

#include <cstddef>
#include <stdexcept>
#include <type_traits>

#include <npublas/detail/matrix_facade.hpp>

namespace npublas {

/// A view of an `n1` by `n2` matrix whose rows (L = ublas::row_major) or columns
/// (ublas::column_major) are contiguous, a leading dimension apart.
template <class T, class L = ublas::row_major>
class matrix_view
    : public detail::matrix_facade<matrix_view<T, L>, T, detail::strides_of_layout<L>> {
    using facade = detail::matrix_facade<matrix_view<T, L>, T, detail::strides_of_layout<L>>;
    using block_type = detail::matrix_block<T, detail::strides_of_layout<L>>;

public:
    using layout_type = L;
    using closure_type = matrix_view;
    using const_closure_type = const matrix_view;

    /// No elements.
    matrix_view() noexcept = default;

    /// The n1 * n2 elements from `p` on, without gaps.
    matrix_view(T* p, std::size_t n1, std::size_t n2) noexcept
        : facade(detail::packed_block<L>(p, n1, n2)) {}

    /// From one row (column_major: column) to the next are `leading_dimension` elements; `p` points
    /// to element (0, 0). It may be negative, smaller than a row, and for const T also 0, one row
    /// seen many times; for other T this throws std::invalid_argument.
    matrix_view(T* p, std::size_t n1, std::size_t n2, std::ptrdiff_t leading_dimension)
        : facade(block_type(p, n1, n2, {leading_dimension})) {
        if (!std::is_const_v<T> && detail::repeats_elements(this->block()))
            throw std::invalid_argument("matrix_view: a leading dimension of 0 shows each element "
                                        "many times, so the elements must be const");
    }

    /// The elements of a ublas::matrix or any npublas matrix with unit inner stride in layout L. A
    /// const one, or one of const elements, needs const T. Resizing it ends the view.
    template <class M,
              class = std::enable_if_t<detail::is_matrix_source<M, block_type, matrix_view>>>
    matrix_view(M&& m) : facade(block_type(detail::find_matrix_block(m))) {}

    matrix_view(const matrix_view&) noexcept = default;
    matrix_view& operator=(const matrix_view&) = default;
    using facade::operator=;

    /// From one row (column_major: column) to the next, in elements.
    std::ptrdiff_t leading_dimension() const noexcept { return this->block().leading_dimension; }
};

/// A view of an `n1` by `n2` matrix with any strides.
template <class T>
class strided_matrix_view
    : public detail::matrix_facade<strided_matrix_view<T>, T, detail::any_strides> {
    using facade = detail::matrix_facade<strided_matrix_view<T>, T, detail::any_strides>;
    using block_type = detail::matrix_block<T, detail::any_strides>;

public:
    using closure_type = strided_matrix_view;
    using const_closure_type = const strided_matrix_view;

    /// No elements.
    strided_matrix_view() noexcept = default;

    /// Element (i, j) is p[i * stride1 + j * stride2]. Strides may be negative. A stride along an
    /// extent above 1 may be 0, the same elements seen many times, for const T only; else throws
    /// std::invalid_argument.
    strided_matrix_view(T* p, std::size_t n1, std::size_t n2, std::ptrdiff_t stride1,
                        std::ptrdiff_t stride2)
        : facade(block_type(p, n1, n2, {stride1, stride2})) {
        if (!std::is_const_v<T> && detail::repeats_elements(this->block()))
            throw std::invalid_argument(
                "strided_matrix_view: a stride of 0 shows each element many "
                "times, so the elements must be const");
    }

    /// The elements of a ublas::matrix or any npublas matrix. A const one, or one of const
    /// elements, needs const T. Resizing it ends the view.
    template <class M, class = std::enable_if_t<
                           detail::is_matrix_source<M, block_type, strided_matrix_view>>>
    strided_matrix_view(M&& m) : facade(block_type(detail::find_matrix_block(m))) {}

    strided_matrix_view(const strided_matrix_view&) noexcept = default;
    strided_matrix_view& operator=(const strided_matrix_view&) = default;
    using facade::operator=;
};

} // namespace npublas

#endif
