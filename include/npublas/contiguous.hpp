// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// Contiguity on demand: a function that takes a strided view runs on one with unit stride where
/// the elements allow it, so that one binding serves every layout at full speed.
///
///     double norm(strided_vector_view<const double> v) {
///         return with_unit_stride(v, [](auto w) { return norm_2(w); });
///     }

#ifndef NPUBLAS_CONTIGUOUS_HPP
#define NPUBLAS_CONTIGUOUS_HPP

#include <npublas/matrix_view.hpp>
#include <npublas/vector_view.hpp>

#include <utility>

namespace npublas {

/// Calls `f` with a `vector_view` of the elements of `v` if they are adjacent, else with `v`, and
/// returns its result, which must have one type for both.
template <class T, class F>
decltype(auto) with_unit_stride(strided_vector_view<T> v, F&& f) {
    if (v.stride() == 1 || v.size() <= 1)
        return std::forward<F>(f)(vector_view<T>(v.data(), v.size()));
    return std::forward<F>(f)(v);
}

/// A view that always has unit stride.
template <class T, class F>
decltype(auto) with_unit_stride(vector_view<T> v, F&& f) {
    return std::forward<F>(f)(v);
}

/// Calls `f` with a row-major `matrix_view` of the elements of `m` if each row is contiguous, with
/// a column-major one if each column is, else with `m`, and returns its result, which must have
/// one type for all three. A single column goes as a column where it is contiguous.
template <class T, class F>
decltype(auto) with_unit_stride(strided_matrix_view<T> m, F&& f) {
    bool const columns = m.stride1() == 1 || m.size1() <= 1;
    bool const rows = m.stride2() == 1 || m.size2() <= 1;
    if (rows && !(columns && m.size2() <= 1))
        return std::forward<F>(f)(matrix_view<T>(m.data(), m.size1(), m.size2(), m.stride1()));
    if (columns)
        return std::forward<F>(f)(
            matrix_view<T, ublas::column_major>(m.data(), m.size1(), m.size2(), m.stride2()));
    return std::forward<F>(f)(m);
}

/// A view that always has unit inner stride.
template <class T, class L, class F>
decltype(auto) with_unit_stride(matrix_view<T, L> m, F&& f) {
    return std::forward<F>(f)(m);
}

} // namespace npublas

#endif
