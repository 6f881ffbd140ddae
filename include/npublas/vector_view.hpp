// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// Views of vectors in memory that somebody else owns, as full uBLAS vector expressions.
///
/// A view borrows: it must not outlive the elements. Copying a view copies the pointer; *assigning*
/// to a view writes the elements (as with ublas::vector_range) and never makes it look elsewhere.
/// `T` may be const: then the elements can only be read. A const view of mutable elements gives out
/// const references.
///
/// Assigning an expression of another size throws ublas::bad_size, in every build. Indices are
/// checked where uBLAS checks its own: unless NDEBUG is defined, one out of range throws
/// ublas::bad_index.
#ifndef NPUBLAS_VECTOR_VIEW_HPP
#define NPUBLAS_VECTOR_VIEW_HPP

#include <cstddef>
#include <stdexcept>
#include <type_traits>

#include <npublas/detail/vector_facade.hpp>

namespace npublas {

/// A view of `n` adjacent elements.
template <class T>
class vector_view : public detail::vector_facade<vector_view<T>, T, detail::unit_stride> {
    using facade = detail::vector_facade<vector_view<T>, T, detail::unit_stride>;
    using block_type = detail::vector_block<T, detail::unit_stride>;

public:
    using closure_type = vector_view;
    using const_closure_type = const vector_view;

    /// No elements.
    vector_view() noexcept = default;

    /// The `n` elements from `p` on.
    vector_view(T* p, std::size_t n) noexcept : facade(block_type(p, n)) {}

    /// The elements of a contiguous vector: ublas::vector and c_vector, any npublas vector with
    /// unit stride. A const one, or one of const elements, needs const T. Resizing it ends the
    /// view.
    template <class V,
              class = std::enable_if_t<detail::is_vector_source<V, block_type, vector_view>>>
    vector_view(V&& v) : facade(block_type(detail::find_vector_block(v))) {}

    vector_view(const vector_view&) noexcept = default;
    vector_view& operator=(const vector_view&) = default;
    using facade::operator=;
};

/// A view of `n` elements, each `stride` elements after the one before.
template <class T>
class strided_vector_view
    : public detail::vector_facade<strided_vector_view<T>, T, detail::any_stride> {
    using facade = detail::vector_facade<strided_vector_view<T>, T, detail::any_stride>;
    using block_type = detail::vector_block<T, detail::any_stride>;

public:
    using closure_type = strided_vector_view;
    using const_closure_type = const strided_vector_view;

    /// No elements.
    strided_vector_view() noexcept = default;

    /// The `n` elements p[0], p[stride], p[2 * stride], ... The stride may be negative. It may be
    /// 0, one element seen `n` times, for const T only; else throws std::invalid_argument.
    strided_vector_view(T* p, std::size_t n, std::ptrdiff_t stride)
        : facade(block_type(p, n, {stride})) {
        if (!std::is_const_v<T> && stride == 0 && n > 1)
            throw std::invalid_argument("strided_vector_view: a stride of 0 shows one element many "
                                        "times, so the elements must be const");
    }

    /// The elements of any npublas vector, or of a ublas::vector or c_vector. A const one, or one
    /// of const elements, needs const T. Resizing it ends the view.
    template <class V, class = std::enable_if_t<
                           detail::is_vector_source<V, block_type, strided_vector_view>>>
    strided_vector_view(V&& v) : facade(block_type(detail::find_vector_block(v))) {}

    strided_vector_view(const strided_vector_view&) noexcept = default;
    strided_vector_view& operator=(const strided_vector_view&) = default;
    using facade::operator=;
};

} // namespace npublas

#endif
