// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// The norms of vectors and matrices that numpy.linalg.norm knows, and condition numbers, of
/// strided memory.

#ifndef NPUBLAS_LINALG_DETAIL_MATRIX_NORM_HPP
#define NPUBLAS_LINALG_DETAIL_MATRIX_NORM_HPP

#include <npublas/linalg/detail/arithmetic.hpp>
#include <npublas/linalg/detail/copy.hpp>
#include <npublas/linalg/detail/inverse.hpp>
#include <npublas/linalg/detail/norm.hpp>
#include <npublas/linalg/detail/svd.hpp>
#include <npublas/linalg/error.hpp>
#include <npublas/linalg/strided.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <memory>

namespace npublas::linalg {

/// The norms of a matrix. Those with `minus` are no norms: they take the smallest where the norm
/// takes the largest.
enum class norm_order {
    one,       ///< the largest sum of absolute values of a column
    two,       ///< the largest singular value
    inf,       ///< the largest sum of absolute values of a row
    frobenius, ///< the root of the sum of squared absolute values
    nuclear,   ///< the sum of the singular values
    minus_one,
    minus_two,
    minus_inf
};

namespace detail {

/// The smaller of two; a NaN wins.
template <class R>
R smaller(const R& a, const R& b) {
    return b < a || is_nan(b) ? b : a;
}

/// The smallest sum of absolute values of a row.
template <class T>
real_type_t<T> smallest_row_sum(const matrix_operand<const T>& a) {
    using R = real_type_t<T>;
    if (a.size1 == 0) return R(0);
    R result = norm_1(a.row(0));
    for (ptrdiff_t i = 1; i < a.size1; ++i)
        result = smaller<R>(result, norm_1(a.row(i)));
    return result;
}

/// Singular values in memory of their own.
template <class T>
class owned_singular_values {
    using R = real_type_t<T>;

public:
    explicit owned_singular_values(const matrix_operand<const T>& a)
        : values_(std::min(a.size1, a.size2)) {
        singular_values<T>(a, values_.operand());
    }

    ptrdiff_t size() const { return values_.operand().size; }
    const R* data() const { return values_.operand().data; }
    R largest() const { return size() == 0 ? R(0) : data()[0]; }
    R smallest() const { return size() == 0 ? R(0) : data()[size() - 1]; }
    R sum() const { return norm_1<R>(values_.operand()); }

private:
    temporary_vector<R> values_;
};

/// A norm of a matrix; 0 if it has no elements. Throws no_convergence.
template <class T>
real_type_t<T> matrix_norm(const matrix_operand<const T>& a, norm_order order) {
    switch (order) {
    case norm_order::one:
        return norm_inf(a.transposed());
    case norm_order::two:
        return owned_singular_values<T>(a).largest();
    case norm_order::inf:
        return norm_inf(a);
    case norm_order::nuclear:
        return owned_singular_values<T>(a).sum();
    case norm_order::minus_one:
        return smallest_row_sum(a.transposed());
    case norm_order::minus_two:
        return owned_singular_values<T>(a).smallest();
    case norm_order::minus_inf:
        return smallest_row_sum(a);
    case norm_order::frobenius:
        break;
    }
    return norm_frobenius(a);
}

/// The sum of |x[i]|^p to the power 1/p; for p = 0 the number of elements that are not zero, for
/// plus and minus infinity the largest and smallest absolute value.
template <class T>
real_type_t<T> vector_norm(const vector_operand<const T>& x, const real_type_t<T>& p) {
    using R = real_type_t<T>;
    using std::pow;
    const R greatest = (std::numeric_limits<R>::max)();
    if (x.size == 0) return R(0);
    if (p > greatest) return norm_inf(x);
    if (p < -greatest) {
        R result = absolute(x(0));
        for (ptrdiff_t i = 1; i < x.size; ++i)
            result = smaller<R>(result, absolute(x(i)));
        return result;
    }
    if (p == R(1)) return norm_1(x);
    if (p == R(2)) return norm_2(x);
    if (p == R(0))
        return sum_of_elements(
            x, [](const R& sum, const T& element) -> R { return element == T(0) ? sum : sum + 1; });
    const R sum = sum_of_elements(x, [&](const R& part, const T& element) -> R {
        return part + R(pow(absolute(element), p));
    });
    return pow(sum, R(R(1) / p));
}

/// The norm of a times that of its inverse, infinite where there is none; with order two and minus
/// two the quotient of the extreme singular values, also for matrices that are not square. `a` must
/// have elements. Throws no_convergence.
template <class T>
real_type_t<T> condition_number(const matrix_operand<const T>& a, norm_order order) {
    using R = real_type_t<T>;
    const R infinity = std::numeric_limits<R>::infinity();
    if (order == norm_order::two || order == norm_order::minus_two) {
        const owned_singular_values<T> values(a);
        const bool inverted = order == norm_order::minus_two;
        const R divisor = inverted ? values.largest() : values.smallest();
        if (divisor == R(0)) return infinity;
        return (inverted ? values.smallest() : values.largest()) / divisor;
    }
    const temporary_matrix<T> inverted(a.size1, a.size2, false);
    try {
        inverse(a, inverted.operand());
    } catch (const ublas::singular&) {
        return infinity;
    }
    return matrix_norm(a, order) * matrix_norm<T>(inverted.operand(), order);
}

} // namespace detail
} // namespace npublas::linalg

#endif
