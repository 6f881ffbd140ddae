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

/// sqrt(a^2 + b^2). The squares are formed as they are where nothing is lost.
template <class R>
inline R hypotenuse(const R& a, const R& b) {
    using std::sqrt;
    const R sum = a * a + b * b;
    if (is_safe_sum(sum)) return sqrt(sum);
    const R size = larger<R>(absolute(a), absolute(b));
    if (size == R(0)) return size;
    const R ratio = (absolute(a) < absolute(b) ? absolute(a) : absolute(b)) / size;
    return size * sqrt(R(1) + ratio * ratio);
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

/// Sums what `accumulate(sum, element)` adds for each element of a vector.
template <class T, class F>
real_type_t<T> sum_of_elements(const vector_operand<const T>& x, F accumulate) {
    using R = real_type_t<T>;
    return with_stride(x.stride, [&](auto stride) {
        return sum_of<R>(0, x.size, [&](const R& sum, ptrdiff_t i) -> R {
            return accumulate(sum, x.data[i * stride]);
        });
    });
}

template <class T>
real_type_t<T> norm_1(vector_operand<const T> x) {
    using R = real_type_t<T>;
    return sum_of_elements(
        x, [](const R& sum, const T& element) -> R { return sum + absolute(element); });
}

/// The largest value of a function of the elements; NaN if one is NaN. Four running maxima, and
/// comparisons that NaN fails, let the processor work without waiting or branching.
template <class T, class F>
real_type_t<T> largest_of(const vector_operand<const T>& x, F size_of) {
    using R = real_type_t<T>;
    R largest[4] = {R(0), R(0), R(0), R(0)};
    bool any_nan = false;
    const auto take = [&](R& maximum, ptrdiff_t i) {
        const R size = size_of(x(i));
        maximum = size > maximum ? size : maximum;
        any_nan |= is_nan(size);
    };
    ptrdiff_t i = 0;
    for (; i + 4 <= x.size; i += 4)
        for (ptrdiff_t k = 0; k < 4; ++k)
            take(largest[k], i + k);
    for (; i < x.size; ++i)
        take(largest[0], i);
    if (any_nan) return std::numeric_limits<R>::quiet_NaN();
    return larger(larger(largest[0], largest[1]), larger(largest[2], largest[3]));
}

/// The same for a matrix.
template <class T, class F>
real_type_t<T> largest_of_matrix(matrix_operand<const T> a, F size_of) {
    using R = real_type_t<T>;
    if (!is_row_oriented(a)) a = a.transposed();
    R largest(0);
    for (ptrdiff_t i = 0; i < a.size1; ++i)
        largest = larger<R>(largest, largest_of(a.row(i), size_of));
    return largest;
}

template <class T>
real_type_t<T> norm_inf(vector_operand<const T> x) {
    return largest_of(x, [](const T& element) { return absolute(element); });
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
            return sum + sum_of_elements(a.row(i), accumulate);
        });
    };
    const R sum = sum_of_rows([](const R& s, const T& x) -> R { return add_square(s, x); });
    if (is_safe_sum(sum)) return sqrt(sum);

    // Overflow, underflow, NaN or all zeros: once more, relative to the largest element.
    const R largest = largest_of_matrix(a, [](const T& x) -> R { return largest_component(x); });
    if (largest == R(0) || is_nan(largest) || largest > (std::numeric_limits<R>::max)())
        return largest;
    const R scale = power_of_two_below(largest);
    return scale *
           sqrt(sum_of_rows([&](const R& s, const T& x) -> R { return add_square(s, x, scale); }));
}

template <class T>
real_type_t<T> norm_2(vector_operand<const T> x) {
    return norm_frobenius(as_column(x));
}

} // namespace npublas::linalg::detail

#endif
