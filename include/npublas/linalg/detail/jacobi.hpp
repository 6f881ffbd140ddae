// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// One-sided Jacobi rotations, which find singular values to high relative accuracy: scaling a
/// matrix's columns does not hurt them (J. Demmel and K. Veselic, "Jacobi's method is more accurate
/// than QR", SIAM J. Matrix Anal. Appl. 13, 1992).

#ifndef NPUBLAS_LINALG_DETAIL_JACOBI_HPP
#define NPUBLAS_LINALG_DETAIL_JACOBI_HPP

#include <npublas/linalg/detail/arithmetic.hpp>
#include <npublas/linalg/detail/copy.hpp>
#include <npublas/linalg/detail/interrupt.hpp>
#include <npublas/linalg/detail/kernels.hpp>
#include <npublas/linalg/detail/norm.hpp>
#include <npublas/linalg/error.hpp>
#include <npublas/linalg/strided.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <utility>

namespace npublas::linalg::detail {

/// A rotation of two columns: (x, y) becomes (c x - s g y, s x + c g y) with |g| = 1.
template <class T>
struct rotation {
    real_type_t<T> cosine;
    real_type_t<T> sine;
    T phase;

    void apply(const vector_operand<T>& x, const vector_operand<T>& y) const {
        for (ptrdiff_t i = 0; i < x.size; ++i) {
            const T turned = multiply<T>(phase, y(i));
            const T kept = x(i);
            x(i) = kept * cosine - turned * sine;
            y(i) = kept * sine + turned * cosine;
        }
    }
};

/// The sum of conj(x[i]) y[i].
template <class T>
T conjugated_dot(const vector_operand<const T>& x, const vector_operand<const T>& y) {
    return sum_of<T>(0, x.size, [&](const T& sum, ptrdiff_t i) {
        return multiply_add<T>(sum, conjugate(x(i)), y(i));
    });
}

/// Makes two columns of w orthogonal, and turns those of v with them. Returns false if they are
/// orthogonal already, or if one is not longer than `least`.
template <class T>
bool orthogonalize(const vector_operand<T>& x, const vector_operand<T>& y, matrix_operand<T> v,
                   ptrdiff_t p, ptrdiff_t q, const real_type_t<T>& tolerance,
                   const real_type_t<T>& least) {
    using std::sqrt;
    using R = real_type_t<T>;
    const R x_length = norm_2<T>(x);
    const R y_length = norm_2<T>(y);
    if (x_length <= least || y_length <= least) return false;
    const T product = conjugated_dot<T>(x, y);
    const R size = absolute(product);
    if (!(size > tolerance * x_length * y_length)) return false;
    const R slope = (y_length - x_length) * ((y_length + x_length) / (R(2) * size));
    const R tangent =
        (slope < R(0) ? R(-1) : R(1)) / (absolute(slope) + hypotenuse<R>(slope, R(1)));
    const R cosine = R(1) / sqrt(R(1) + tangent * tangent);
    const rotation<T> turn{cosine, cosine * tangent, conjugate(product) / size};
    turn.apply(x, y);
    turn.apply(v.column(p), v.column(q));
    return true;
}

/// Turns w, which has at least as many rows as columns, into w v with orthogonal columns, longest
/// first, and v into v times that unitary matrix. The lengths of the columns, written to `lengths`,
/// are the singular values of w. Throws no_convergence, also for a NaN.
template <class T>
void one_sided_jacobi(matrix_operand<T> w, matrix_operand<T> v, real_type_t<T>* lengths) {
    using std::sqrt;
    using R = real_type_t<T>;
    using limits = std::numeric_limits<R>;
    const R tolerance = limits::epsilon() * sqrt(R(static_cast<double>(w.size1)));
    R longest_length(0);
    for (ptrdiff_t j = 0; j < w.size2; ++j)
        longest_length = std::max<R>(longest_length, norm_2<T>(w.column(j)));
    const R least = longest_length * sqrt(R((limits::min)() / limits::epsilon()));
    const int most_sweeps = 60;
    bool turned = true;
    for (int sweep = 0; turned; ++sweep) {
        if (sweep == most_sweeps) throw no_convergence("Jacobi rotations do not converge");
        turned = false;
        for (ptrdiff_t p = 0; p < w.size2; ++p) {
            poll_interrupt();
            for (ptrdiff_t q = p + 1; q < w.size2; ++q)
                turned |= orthogonalize<T>(w.column(p), w.column(q), v, p, q, tolerance, least);
        }
    }
    for (ptrdiff_t j = 0; j < w.size2; ++j) {
        lengths[j] = norm_2<T>(w.column(j));
        if (is_nan(lengths[j])) throw no_convergence("no singular values: there is a NaN");
        if (lengths[j] > least) continue;
        lengths[j] = R(0);
        fill(as_column(w.column(j)), T(0));
    }
    for (ptrdiff_t j = 0; j < w.size2; ++j) {
        const ptrdiff_t longest = std::max_element(lengths + j, lengths + w.size2) - lengths;
        if (longest == j) continue;
        std::swap(lengths[j], lengths[longest]);
        for (ptrdiff_t i = 0; i < w.size1; ++i)
            std::swap(w(i, j), w(i, longest));
        for (ptrdiff_t i = 0; i < v.size1; ++i)
            std::swap(v(i, j), v(i, longest));
    }
}

} // namespace npublas::linalg::detail

#endif
