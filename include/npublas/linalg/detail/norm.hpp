// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// Norms of strided memory.

#ifndef NPUBLAS_LINALG_DETAIL_NORM_HPP
#define NPUBLAS_LINALG_DETAIL_NORM_HPP

#include <npublas/linalg/detail/arithmetic.hpp>
#include <npublas/linalg/detail/copy.hpp>
#include <npublas/linalg/detail/kernels.hpp>
#include <npublas/linalg/strided.hpp>

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstddef>
#include <limits>
#include <memory>
#include <type_traits>

namespace npublas::linalg::detail {

/// The larger of two absolute values; a NaN wins.
template <class R>
R larger(const R& a, const R& b) {
    return b > a || is_nan(b) ? b : a;
}

/// sum + |x / scale|^2.
template <class T>
real_type_t<T> add_square(const real_type_t<T>& sum, const T& x, const real_type_t<T>& scale) {
    if constexpr (is_complex<T>::value) {
        const auto re = x.real() / scale;
        const auto im = x.imag() / scale;
        return sum + (re * re + im * im);
    } else {
        const real_type_t<T> quotient = static_cast<real_type_t<T>>(x) / scale;
        return sum + quotient * quotient;
    }
}

/// sum + |x|^2.
template <class T>
real_type_t<T> add_square(const real_type_t<T>& sum, const T& x) {
    if constexpr (is_complex<T>::value) {
        return sum + (x.real() * x.real() + x.imag() * x.imag());
    } else {
        const auto value = static_cast<real_type_t<T>>(x);
        return sum + value * value;
    }
}

/// The largest component of an element: max(|re|, |im|). Dividing by it makes no square overflow.
template <class T>
real_type_t<T> largest_component(const T& x) {
    if constexpr (is_complex<T>::value) {
        return larger(std::abs(x.real()), std::abs(x.imag()));
    } else {
        return absolute(x);
    }
}

/// True if a sum of squares lost nothing to overflow or underflow. (User types without limits are
/// taken to have none.)
template <class R>
bool is_safe_sum(const R& sum) {
    using limits = std::numeric_limits<R>;
    if constexpr (!limits::is_specialized) {
        return true;
    } else {
        return sum <= (limits::max)() && sum >= (limits::min)() / limits::epsilon();
    }
}

/// The power of two just below x, by which a division is exact; x itself for a user's type.
template <class R>
R power_of_two_below(const R& x) {
    if constexpr (std::is_floating_point_v<R>) {
        return std::scalbn(R(1), std::ilogb(x));
    } else {
        return x;
    }
}

template <class T>
real_type_t<T> norm_1(vector_operand<const T> x) {
    using R = real_type_t<T>;
    return sum_of<R>(0, x.size,
                     [&](const R& sum, ptrdiff_t i) -> R { return sum + absolute(x(i)); });
}

template <class T>
real_type_t<T> norm_inf(vector_operand<const T> x) {
    real_type_t<T> result(0);
    for (ptrdiff_t i = 0; i < x.size; ++i)
        result = larger(result, absolute(x(i)));
    return result;
}

/// The largest sum of absolute values of a row.
template <class T>
real_type_t<T> norm_inf(matrix_operand<const T> a) {
    using R = real_type_t<T>;
    R result(0);
    if (is_row_oriented(a)) {
        for (ptrdiff_t i = 0; i < a.size1; ++i)
            result = larger(result, norm_1(a.row(i)));
        return result;
    }
    // All row sums at once, because memory runs along the columns.
    const auto sums = std::make_unique<R[]>(static_cast<std::size_t>(a.size1));
    std::fill_n(sums.get(), a.size1, R(0));
    for (ptrdiff_t j = 0; j < a.size2; ++j)
        for (ptrdiff_t i = 0; i < a.size1; ++i)
            sums[i] += absolute(a(i, j));
    for (ptrdiff_t i = 0; i < a.size1; ++i)
        result = larger(result, sums[i]);
    return result;
}

template <class T>
real_type_t<T> norm_frobenius(matrix_operand<const T> a) {
    using R = real_type_t<T>;
    using std::sqrt;
    if (!is_row_oriented(a)) a = a.transposed();
    const auto sum_of_rows = [&](auto accumulate) {
        return sum_of<R>(0, a.size1, [&](const R& sum, ptrdiff_t i) -> R {
            const vector_operand<const T> row = a.row(i);
            return sum + sum_of<R>(0, row.size, [&](const R& partial, ptrdiff_t j) -> R {
                       return accumulate(partial, row(j));
                   });
        });
    };
    const R sum = sum_of_rows([](const R& s, const T& x) -> R { return add_square(s, x); });
    if (is_safe_sum(sum)) return sqrt(sum);

    // Overflow, underflow, NaN or all zeros: once more, relative to the largest element.
    R scale(0);
    for (ptrdiff_t i = 0; i < a.size1; ++i)
        for (ptrdiff_t j = 0; j < a.size2; ++j)
            scale = larger(scale, largest_component(a(i, j)));
    if (scale == R(0) || is_nan(scale) || scale > (std::numeric_limits<R>::max)()) return scale;
    return scale *
           sqrt(sum_of_rows([&](const R& s, const T& x) -> R { return add_square(s, x, scale); }));
}

template <class T>
real_type_t<T> norm_2(vector_operand<const T> x) {
    return norm_frobenius(as_column(x));
}

} // namespace npublas::linalg::detail

#endif
