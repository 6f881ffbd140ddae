// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// Hermitian matrices to tridiagonal form by Householder reflections, and tridiagonal matrices to
/// diagonal form by implicit QL and QR steps: LAPACK's ?hetd2 and ?steqr for any element type
/// (G. H. Golub and C. F. Van Loan, "Matrix Computations", section 8.3; B. N. Parlett, "The
/// Symmetric Eigenvalue Problem", chapter 8). Memory is the caller's, so that small matrices are
/// worked on without any from the heap, with extents that the compiler knows.

#ifndef NPUBLAS_LINALG_DETAIL_TRIDIAGONAL_HPP
#define NPUBLAS_LINALG_DETAIL_TRIDIAGONAL_HPP

#include <npublas/linalg/detail/arithmetic.hpp>
#include <npublas/linalg/detail/interrupt.hpp>
#include <npublas/linalg/detail/norm.hpp>
#include <npublas/linalg/error.hpp>

#include <cmath>
#include <cstddef>
#include <limits>
#include <utility>

namespace npublas::linalg::detail {

// Reduction ------------------------------------------------------------------------------------

/// The length of the m numbers `stride` elements apart.
template <class T>
inline real_type_t<T> length_of(const T* x, ptrdiff_t stride, ptrdiff_t m) {
    using std::sqrt;
    using R = real_type_t<T>;
    R sum(0);
    for (ptrdiff_t i = 0; i < m; ++i)
        sum = add_square(sum, x[i * stride]);
    return is_safe_sum(sum) ? R(sqrt(sum)) : norm_2<T>(vector_operand<const T>{x, m, stride});
}

/// What is shorter counts as zero in a matrix with elements near 1: its inverse might overflow.
template <class R>
inline const R
    smallest_length = (std::numeric_limits<R>::min)() / std::numeric_limits<R>::epsilon();

/// Makes the reflector I - tau v v^H whose adjoint sends x to (beta, 0, ..., 0), beta real and
/// written to `beta`; v, with v[0] = 1, takes the place of x. Returns tau. As ?larfg.
template <class T>
inline T reflect(T* x, ptrdiff_t stride, ptrdiff_t m, real_type_t<T>& beta) {
    using R = real_type_t<T>;
    const T alpha = x[0];
    const R tail = length_of(x + stride, stride, m - 1);
    x[0] = T(1);
    if (tail == R(0) && T(real_part(alpha)) == alpha) {
        beta = real_part(alpha);
        return T(0);
    }
    const R length = hypotenuse<R>(absolute(alpha), tail);
    if (length <= smallest_length<R>) {
        for (ptrdiff_t i = 1; i < m; ++i)
            x[i * stride] = T(0);
        beta = R(0);
        return T(0);
    }
    beta = real_part(alpha) > R(0) ? R(-length) : length;
    const T scale = divide<T>(T(1), alpha - T(beta));
    for (ptrdiff_t i = 1; i < m; ++i)
        x[i * stride] = multiply<T>(x[i * stride], scale);
    return (T(beta) - alpha) / beta;
}

/// a -= v w^H + w v^H in the lower triangle of m rows `n` elements apart, after w has been formed
/// from a, v and tau so that this is H^H a H.
template <class T, class Extent>
inline void update_from_both_sides(T* a, Extent n, ptrdiff_t m, const T* v, ptrdiff_t stride,
                                   const T& tau, T* w) {
    using R = real_type_t<T>;
    for (ptrdiff_t i = 0; i < m; ++i)
        w[i] = T(0);
    // w = a v, reading each element of the lower triangle once.
    for (ptrdiff_t i = 0; i < m; ++i) {
        const T* const row = a + i * n;
        const T factor = v[i * stride];
        T sum = multiply<T>(T(real_part(row[i])), factor);
        for (ptrdiff_t j = 0; j < i; ++j) {
            sum = multiply_add<T>(sum, row[j], v[j * stride]);
            w[j] = multiply_add<T>(w[j], conjugate(row[j]), factor);
        }
        w[i] = add(w[i], sum);
    }
    T product(0);
    for (ptrdiff_t i = 0; i < m; ++i) {
        w[i] = multiply<T>(tau, w[i]);
        product = multiply_add<T>(product, conjugate(w[i]), v[i * stride]);
    }
    const T half = multiply<T>(tau, product) / R(-2);
    for (ptrdiff_t i = 0; i < m; ++i)
        w[i] = multiply_add<T>(w[i], half, v[i * stride]);
    for (ptrdiff_t i = 0; i < m; ++i) {
        T* const row = a + i * n;
        const T v_factor = -v[i * stride];
        const T w_factor = -w[i];
        for (ptrdiff_t j = 0; j <= i; ++j)
            row[j] = multiply_add<T>(multiply_add<T>(row[j], v_factor, conjugate(w[j])), w_factor,
                                     conjugate(v[j * stride]));
    }
}

/// Reduces the hermitian matrix whose lower triangle lies in n rows of n elements to a real
/// tridiagonal one, Q^H A Q: its diagonal goes to d (n numbers), what is beside it to e (n - 1).
/// The reflectors stay below the diagonal, their factors in tau (n elements); `work` has n
/// elements.
template <class T, class Extent>
inline void reduce_to_tridiagonal(T* rows, Extent n, real_type_t<T>* d, real_type_t<T>* e, T* tau,
                                  T* work) {
    for (ptrdiff_t k = 0; k + 1 < n; ++k) {
        poll_interrupt();
        const ptrdiff_t m = n - k - 1;
        T* const v = rows + (k + 1) * n + k;
        tau[k] = reflect<T>(v, n, m, e[k]);
        d[k] = real_part(rows[k * n + k]);
        if (tau[k] != T(0)) update_from_both_sides(v + 1, n, m, v, n, tau[k], work);
    }
    if (n > 0) d[n - 1] = real_part(rows[n * n - 1]);
}

/// Writes the columns of Q as the rows of `vectors`, from the reflectors that
/// reduce_to_tridiagonal left.
template <class T, class Extent>
inline void form_tridiagonal_basis(const T* rows, Extent n, const T* tau, T* vectors) {
    for (ptrdiff_t i = 0; i < n; ++i)
        for (ptrdiff_t j = 0; j < n; ++j)
            vectors[i * n + j] = T(i == j ? 1 : 0);
    for (ptrdiff_t k = n - 2; k >= 0; --k) {
        if (tau[k] == T(0)) continue;
        poll_interrupt();
        const T* const v = rows + (k + 1) * n + k;
        const ptrdiff_t m = n - k - 1;
        for (ptrdiff_t j = k + 1; j < n; ++j) {
            T* const column = vectors + j * n + k + 1;
            T sum(0);
            for (ptrdiff_t i = 0; i < m; ++i)
                sum = multiply_add<T>(sum, conjugate(v[i * n]), column[i]);
            const T factor = -multiply<T>(tau[k], sum);
            for (ptrdiff_t i = 0; i < m; ++i)
                column[i] = multiply_add<T>(column[i], factor, v[i * n]);
        }
    }
}

// Iteration ------------------------------------------------------------------------------------

/// (x, y) becomes (c x - s y, s x + c y), for n elements each.
template <class T, class Extent>
inline void rotate(T* x, T* y, Extent n, const real_type_t<T>& c, const real_type_t<T>& s) {
    for (ptrdiff_t i = 0; i < n; ++i) {
        const T kept = x[i];
        x[i] = kept * c - y[i] * s;
        y[i] = kept * s + y[i] * c;
    }
}

/// What turns (f, g) into (0, length).
template <class R>
struct rotation_to_axis {
    R length;
    R sine;
    R cosine;

    rotation_to_axis(const R& f, const R& g) {
        using std::sqrt;
        const R square = f * f + g * g;
        if (is_safe_sum(square)) {
            // The processor forms the quotient while it waits for the root.
            length = sqrt(square);
            const R inverse = length * (R(1) / square);
            sine = f * inverse;
            cosine = g * inverse;
        } else {
            length = hypotenuse<R>(f, g);
            sine = f / length;
            cosine = g / length;
        }
    }
};

/// Makes a block of two rows diagonal by one Jacobi rotation.
template <class R, class F>
inline void diagonalize_pair(R* d, R* e, F rotate_rows) {
    const R slope = (d[1] - d[0]) / (R(2) * e[0]);
    const R root = hypotenuse<R>(slope, R(1));
    const R tangent = R(1) / (slope < R(0) ? R(slope - root) : R(slope + root));
    const R cosine = R(1) / hypotenuse<R>(tangent, R(1));
    const R change = tangent * e[0];
    d[0] = d[0] - change;
    d[1] = d[1] + change;
    e[0] = R(0);
    rotate_rows(0, cosine, R(tangent * cosine));
}

/// One implicit QL step with Wilkinson's shift on a tridiagonal block of `size` rows without zeros
/// in e. With direction -1 the pointers are at the block's end and it is a QR step. `rotate_rows(i,
/// c, s)` turns rows i and i + 1, counted from the start in that direction.
template <class R, class F>
inline void tridiagonal_step(R* d, R* e, ptrdiff_t size, ptrdiff_t direction, F rotate_rows) {
    const auto at = [direction](R* p, ptrdiff_t i) -> R& { return p[i * direction]; };
    const ptrdiff_t last = size - 1;
    const R half = (at(d, 1) - d[0]) / R(2);
    const R root = hypotenuse<R>(half, e[0]);
    R g = at(d, last) - d[0] + e[0] * (e[0] / (half < R(0) ? R(half - root) : R(half + root)));
    R s(1);
    R c(1);
    R p(0);
    for (ptrdiff_t i = last - 1; i >= 0; --i) {
        const R f = s * at(e, i);
        const R b = c * at(e, i);
        const rotation_to_axis<R> turn(f, g);
        if (i + 1 < last) at(e, i + 1) = turn.length;
        if (turn.length == R(0)) {
            // The block has come apart here.
            at(d, i + 1) -= p;
            return;
        }
        s = turn.sine;
        c = turn.cosine;
        g = at(d, i + 1) - p;
        const R turned = (at(d, i) - g) * s + R(2) * c * b;
        p = s * turned;
        at(d, i + 1) = g + p;
        g = c * turned - b;
        rotate_rows(i, c, s);
    }
    d[0] -= p;
    e[0] = g;
}

/// True if an element beside the diagonal is so small that it may as well be zero.
template <class R>
inline bool is_negligible(const R& e, const R& d, const R& next) {
    using limits = std::numeric_limits<R>;
    const R unit = limits::epsilon() / R(2);
    return e * e <= unit * absolute(d) * (unit * absolute(next)) + (limits::min)();
}

/// Turns the diagonal d of a symmetric tridiagonal matrix, beside which e lies, into its
/// eigenvalues, in no order, and applies the rotations to the rows of `vectors`, of n elements
/// each, unless it is null. Whether QL or QR steps are made depends on the end of a block where its
/// smaller numbers are, so that graded matrices keep their accuracy. Throws no_convergence.
template <class T, class Extent>
inline void diagonalize_tridiagonal(real_type_t<T>* d, real_type_t<T>* e, Extent n, T* vectors) {
    ptrdiff_t steps_left = 30 * n;
    ptrdiff_t begin = 0;
    ptrdiff_t known_begin = -1;
    ptrdiff_t known_end = -1;
    bool from_end = false;
    while (begin + 1 < n) {
        ptrdiff_t end = begin;
        while (end + 1 < n && !is_negligible(e[end], d[end], d[end + 1]))
            ++end;
        if (end + 1 < n) e[end] = real_type_t<T>(0);
        if (end == begin) {
            ++begin;
            continue;
        }
        const auto rotate_downwards = [&](ptrdiff_t i, const auto& c, const auto& s) {
            if (vectors == nullptr) return;
            T* const row = vectors + (begin + i) * n;
            rotate(row, row + n, n, c, s);
        };
        if (end == begin + 1) {
            diagonalize_pair(d + begin, e + begin, rotate_downwards);
            continue;
        }
        if (begin != known_begin || end != known_end) {
            from_end = absolute(d[end]) < absolute(d[begin]);
            known_begin = begin;
            known_end = end;
        }
        if (steps_left-- == 0) throw no_convergence("the eigenvalues do not converge");
        poll_interrupt();
        const ptrdiff_t size = end - begin + 1;
        if (from_end)
            tridiagonal_step(d + end, e + end - 1, size, -1,
                             [&](ptrdiff_t i, const auto& c, const auto& s) {
                                 if (vectors == nullptr) return;
                                 T* const row = vectors + (end - i) * n;
                                 rotate(row, row - n, n, c, s);
                             });
        else
            tridiagonal_step(d + begin, e + begin, size, 1, rotate_downwards);
    }
}

/// Sorts numbers upwards, and rows of n elements with them, unless `rows` is null.
template <class T, class Extent>
inline void sort_upwards(real_type_t<T>* values, T* rows, Extent n) {
    using std::swap;
    for (ptrdiff_t i = 0; i + 1 < n; ++i) {
        ptrdiff_t least = i;
        for (ptrdiff_t k = i + 1; k < n; ++k)
            if (values[k] < values[least]) least = k;
        if (least == i) continue;
        swap(values[i], values[least]);
        if (rows == nullptr) continue;
        for (ptrdiff_t j = 0; j < n; ++j)
            swap(rows[i * n + j], rows[least * n + j]);
    }
}

} // namespace npublas::linalg::detail

#endif
