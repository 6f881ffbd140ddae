// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// How expressions are written into the elements of a dense vector or matrix.
///
/// uBLAS's own loops index both sides through references. g++ reloads and multiplies a stride that
/// is a member of what the reference names; these loops keep it in a register and add it up. That
/// is also why blocks come by value here.
#ifndef NPUBLAS_DETAIL_ASSIGN_HPP
#define NPUBLAS_DETAIL_ASSIGN_HPP

#include <cstddef>
#include <type_traits>

#include <boost/numeric/ublas/detail/matrix_assign.hpp>
#include <boost/numeric/ublas/detail/vector_assign.hpp>

#include <npublas/detail/block.hpp>

namespace npublas::detail {

/// Whether an iterator visits every element, unlike those of sparse and packed expressions.
template <class Iterator>
inline constexpr bool is_dense_iterator = std::is_base_of_v<ublas::dense_random_access_iterator_tag,
                                                            typename Iterator::iterator_category>;

/// Applies Operation (a uBLAS assignment functor) to each element of a line and of `from` on.
template <template <class, class> class Operation, class Value, class T, class Stride,
          class Iterator>
void write_line(vector_block<T, Stride> line, Iterator from) {
    cursor<T, Stride> to(line.first, line, 0);
    for (std::size_t i = 0; i < line.length; ++i, ++from, to.advance(1))
        Operation<T&, Value>::apply(*to, *from);
}

/// Applies Operation to each element of `target`, which is `block`, and of an expression its size.
template <template <class, class> class Operation, class V, class T, class Stride, class E>
void write_vector(V& target, vector_block<T, Stride> block, const ublas::vector_expression<E>& e) {
    if constexpr (is_dense_iterator<typename E::const_iterator>) {
        write_line<Operation, typename E::value_type>(block, e().begin());
    } else {
        ublas::vector_assign<Operation>(target, e);
    }
}

/// Applies Operation to each element of `target`, which is `block`, and of an expression its size.
template <template <class, class> class Operation, class M, class T, class Strides, class E>
void write_matrix(M& target, matrix_block<T, Strides> block, const ublas::matrix_expression<E>& e) {
    // Where the inner stride is 1, uBLAS's loop does better on short lines.
    if constexpr (std::is_same_v<Strides, any_strides> &&
                  is_dense_iterator<typename E::const_iterator1> &&
                  is_dense_iterator<typename E::const_iterator2>) {
        auto from = e().begin1();
        for (std::size_t i = 0; i < block.rows; ++i, ++from)
            write_line<Operation, typename E::value_type>(block.row(static_cast<std::ptrdiff_t>(i)),
                                                          from.begin());
    } else {
        ublas::matrix_assign<Operation>(target, e);
    }
}

} // namespace npublas::detail

#endif
