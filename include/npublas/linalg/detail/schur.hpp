// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// The Schur form of a square matrix in strided memory: LAPACK's ?gees for the types it has. For
/// others, reduction to Hessenberg form and the implicit QR iteration of J. G. F. Francis, with two
/// shifts at a time for real types and one for complex ones (G. H. Golub and C. F. Van Loan,
/// "Matrix Computations", sections 7.4 and 7.5; LAPACK's ?lahqr, whose tests for convergence these
/// are: M. Ahues and F. Tisseur, LAPACK Working Note 122).

#ifndef NPUBLAS_LINALG_DETAIL_SCHUR_HPP
#define NPUBLAS_LINALG_DETAIL_SCHUR_HPP

#include <npublas/linalg/backend.hpp>
#include <npublas/linalg/detail/arithmetic.hpp>
#include <npublas/linalg/detail/copy.hpp>
#include <npublas/linalg/detail/eigh.hpp>
#include <npublas/linalg/detail/interrupt.hpp>
#include <npublas/linalg/detail/inverse.hpp>
#include <npublas/linalg/detail/lapack_spectral.hpp>
#include <npublas/linalg/detail/norm.hpp>
#include <npublas/linalg/detail/svd.hpp>
#include <npublas/linalg/detail/tridiagonal.hpp>
#include <npublas/linalg/error.hpp>
#include <npublas/linalg/strided.hpp>

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstddef>
#include <limits>
#include <memory>

namespace npublas::linalg::detail {

// Reflections ----------------------------------------------------------------------------------

/// a = (I - tau v v^H)^H a, for `count` elements of v, v(0) being 1, and as many rows of a.
template <class T>
void reflect_rows(const T* v, ptrdiff_t v_stride, const T& tau, const matrix_operand<T>& a) {
    for (ptrdiff_t j = 0; j < a.size2; ++j) {
        T sum(0);
        for (ptrdiff_t i = 0; i < a.size1; ++i)
            sum = multiply_add<T>(sum, conjugate(v[i * v_stride]), a(i, j));
        const T factor = -multiply<T>(conjugate(tau), sum);
        for (ptrdiff_t i = 0; i < a.size1; ++i)
            a(i, j) = multiply_add<T>(a(i, j), factor, v[i * v_stride]);
    }
}

/// a = a (I - tau v v^H).
template <class T>
void reflect_columns(const T* v, ptrdiff_t v_stride, const T& tau, const matrix_operand<T>& a) {
    for (ptrdiff_t i = 0; i < a.size1; ++i) {
        T sum(0);
        for (ptrdiff_t j = 0; j < a.size2; ++j)
            sum = multiply_add<T>(sum, a(i, j), v[j * v_stride]);
        const T factor = -multiply<T>(tau, sum);
        for (ptrdiff_t j = 0; j < a.size2; ++j)
            a(i, j) = multiply_add<T>(a(i, j), factor, conjugate(v[j * v_stride]));
    }
}

/// Turns a into the Hessenberg matrix z^H a z, and z into the unitary matrix that does it.
template <class T>
void reduce_to_hessenberg(const matrix_operand<T>& a, const matrix_operand<T>& z) {
    const ptrdiff_t n = a.size1;
    const temporary_vector<T> tau(n);
    const temporary_vector<T> beside(n);
    for (ptrdiff_t k = 0; k + 2 < n; ++k) {
        poll_interrupt();
        const ptrdiff_t m = n - k - 1;
        T* const v = &a(k + 1, k);
        real_type_t<T> beta(0);
        tau.operand()(k) = reflect<T>(v, a.stride1, m, beta);
        reflect_columns<T>(v, a.stride1, tau.operand()(k), a.block(0, k + 1, n, m));
        reflect_rows<T>(v, a.stride1, tau.operand()(k), a.block(k + 1, k + 1, m, m));
        // The reflector waits below the diagonal; at the end, beta takes the place of its
        // leading 1.
        beside.operand()(k) = T(beta);
    }
    set_to_identity(z);
    for (ptrdiff_t k = n - 3; k >= 0; --k) {
        poll_interrupt();
        const ptrdiff_t m = n - k - 1;
        reflect_rows<T>(&a(k + 1, k), a.stride1, conjugate(tau.operand()(k)),
                        z.block(k + 1, k + 1, m, m));
        for (ptrdiff_t i = k + 2; i < n; ++i)
            a(i, k) = T(0);
        a(k + 1, k) = beside.operand()(k);
    }
}

// Convergence ----------------------------------------------------------------------------------

/// Steps for one block after which small elements are negligible that a cautious test would keep.
/// Without that, a multiple of the identity with noise below the rounding unit goes on for ever.
inline constexpr ptrdiff_t cautious_steps = 20;

/// The first row of the block that ends with row `end`: its element left of the diagonal is
/// negligible, and is set to zero.
template <class T>
ptrdiff_t find_block(const matrix_operand<T>& h, ptrdiff_t end, ptrdiff_t steps) {
    using R = real_type_t<T>;
    using limits = std::numeric_limits<R>;
    const R tiny =
        (limits::min)() / limits::epsilon() * static_cast<R>(static_cast<double>(h.size1));
    ptrdiff_t k = end;
    for (; k > 0; --k) {
        const R below = pivot_size(h(k, k - 1));
        if (below <= tiny) break;
        R test = pivot_size(h(k - 1, k - 1)) + pivot_size(h(k, k));
        if (test == R(0)) {
            if (k >= 2) test += pivot_size(h(k - 1, k - 2));
            if (k + 1 < h.size1) test += pivot_size(h(k + 1, k));
        }
        if (!(below <= limits::epsilon() * test)) continue;
        if (steps > cautious_steps) break;
        const R above = pivot_size(h(k - 1, k));
        const R corner = pivot_size(h(k, k));
        const R gap = pivot_size(T(h(k - 1, k - 1) - h(k, k)));
        const R off_large = std::max<R>(below, above);
        const R off_small = std::min<R>(below, above);
        const R large = std::max<R>(corner, gap);
        const R small = std::min<R>(corner, gap);
        const R sum = large + off_large;
        if (off_small * (off_large / sum) <=
            std::max<R>(tiny, limits::epsilon() * (small * (large / sum))))
            break;
    }
    if (k > 0) h(k, k - 1) = T(0);
    return k;
}

[[noreturn]] inline void refuse_schur() { throw no_convergence("the eigenvalues do not converge"); }

/// Steps until a block is given up.
inline ptrdiff_t most_steps(ptrdiff_t n) { return 30 * std::max<ptrdiff_t>(n, 10); }

// Complex matrices -----------------------------------------------------------------------------

/// The eigenvalue of the block of rows k - 1 and k that is nearer to its last element.
template <class T>
T wilkinson_shift(const matrix_operand<T>& h, ptrdiff_t k) {
    const T corner = h(k, k);
    const T product = multiply<T>(std::sqrt(h(k - 1, k)), std::sqrt(h(k, k - 1)));
    const auto size = pivot_size(product);
    if (size == real_type_t<T>(0)) return corner;
    const T half = (h(k - 1, k - 1) - corner) / real_type_t<T>(2);
    const auto scale = std::max(size, pivot_size(half));
    const T x = half / scale;
    const T y = product / scale;
    T root = std::sqrt(multiply_add<T>(multiply<T>(x, x), y, y)) * scale;
    if (real_part(multiply<T>(half, conjugate(root))) < 0) root = -root;
    return corner - multiply<T>(product, divide<T>(product, half + root));
}

/// One QR step with a shift on the rows from `begin` to `end`.
template <class T>
void single_shift_step(const matrix_operand<T>& h, const matrix_operand<T>& z, ptrdiff_t begin,
                       ptrdiff_t end, const T& shift) {
    const ptrdiff_t n = h.size1;
    const T first = h(begin, begin) - shift;
    const T below = h(begin + 1, begin);
    const real_type_t<T> size = pivot_size(first) + pivot_size(below);
    T v[2] = {first / size, below / size};
    for (ptrdiff_t k = begin; k < end; ++k) {
        if (k > begin) {
            v[0] = h(k, k - 1);
            v[1] = h(k + 1, k - 1);
        }
        real_type_t<T> beta(0);
        const T tau = reflect<T>(v, 1, 2, beta);
        if (k > begin) {
            h(k, k - 1) = T(beta);
            h(k + 1, k - 1) = T(0);
        }
        reflect_rows<T>(v, 1, tau, h.block(k, k, 2, n - k));
        reflect_columns<T>(v, 1, tau, h.block(0, k, std::min(k + 2, end) + 1, 2));
        reflect_columns<T>(v, 1, tau, z.block(0, k, n, 2));
    }
}

/// Turns a complex Hessenberg matrix into its triangular Schur form, and z into z times the unitary
/// matrix that does it.
template <class R>
void iterate_to_schur(const matrix_operand<std::complex<R>>& h,
                      const matrix_operand<std::complex<R>>& z) {
    using T = std::complex<R>;
    ptrdiff_t steps = 0;
    for (ptrdiff_t end = h.size1 - 1; end > 0;) {
        const ptrdiff_t begin = find_block(h, end, steps);
        if (begin == end) {
            --end;
            steps = 0;
            continue;
        }
        if (steps == most_steps(h.size1)) refuse_schur();
        poll_interrupt();
        ++steps;
        // Now and then another shift, in case that the usual ones go round in a circle.
        const T shift = steps % 20 == 0 ? h(end, end) + T(R(0.75) * pivot_size(h(end, end - 1)))
                        : steps % 10 == 0
                            ? h(begin, begin) + T(R(0.75) * pivot_size(h(begin + 1, begin)))
                            : wilkinson_shift(h, end);
        single_shift_step<T>(h, z, begin, end, shift);
    }
}

// Real matrices --------------------------------------------------------------------------------

/// Two shifts, a conjugate pair or real ones.
template <class R>
struct shift_pair {
    R real1, imaginary1, real2, imaginary2;

    /// The eigenvalues of [[a, b], [c, d]]; of real ones, twice that which is nearer to d.
    shift_pair(R a, R b, R c, R d) : real1(0), imaginary1(0), real2(0), imaginary2(0) {
        using std::sqrt;
        const R scale = absolute(a) + absolute(b) + absolute(c) + absolute(d);
        if (scale == R(0)) return;
        a = a / scale;
        b = b / scale;
        c = c / scale;
        d = d / scale;
        const R half_trace = (a + d) / R(2);
        const R discriminant = (a - half_trace) * (d - half_trace) - b * c;
        const R root = sqrt(absolute(discriminant));
        if (discriminant >= R(0)) {
            real1 = real2 = half_trace * scale;
            imaginary1 = root * scale;
            imaginary2 = -imaginary1;
        } else {
            const R up = half_trace + root;
            const R down = half_trace - root;
            real1 = real2 = (absolute(R(up - d)) <= absolute(R(down - d)) ? up : down) * scale;
        }
    }
};

/// The first column of (H - shift1)(H - shift2), up to a factor, for the rows from m on.
template <class R>
void first_column(const matrix_operand<R>& h, ptrdiff_t m, const shift_pair<R>& shifts, R* v) {
    const R below = h(m + 1, m);
    const R distance = h(m, m) - shifts.real2;
    const R scale = absolute(distance) + absolute(shifts.imaginary2) + absolute(below);
    const R ratio = below / scale;
    v[0] = ratio * h(m, m + 1) + (h(m, m) - shifts.real1) * (distance / scale) -
           shifts.imaginary1 * (shifts.imaginary2 / scale);
    v[1] = ratio * (h(m, m) + h(m + 1, m + 1) - shifts.real1 - shifts.real2);
    v[2] = ratio * h(m + 2, m + 1);
    const R sum = absolute(v[0]) + absolute(v[1]) + absolute(v[2]);
    for (int i = 0; i < 3; ++i)
        v[i] = v[i] / sum;
}

/// One step with two shifts on the rows from `begin` to `end`, at least three.
template <class R>
void double_shift_step(const matrix_operand<R>& h, const matrix_operand<R>& z, ptrdiff_t begin,
                       ptrdiff_t end, const shift_pair<R>& shifts) {
    const ptrdiff_t n = h.size1;
    R v[3];
    // Where two elements beside the diagonal are small, the step may begin there.
    ptrdiff_t first = end - 2;
    for (;; --first) {
        first_column(h, first, shifts, v);
        if (first == begin) break;
        const R size = absolute(h(first - 1, first - 1)) + absolute(h(first, first)) +
                       absolute(h(first + 1, first + 1));
        if (absolute(h(first, first - 1)) * (absolute(v[1]) + absolute(v[2])) <=
            std::numeric_limits<R>::epsilon() * absolute(v[0]) * size)
            break;
    }
    for (ptrdiff_t k = first; k < end; ++k) {
        const ptrdiff_t rows = std::min<ptrdiff_t>(3, end - k + 1);
        if (k > first)
            for (ptrdiff_t i = 0; i < rows; ++i)
                v[i] = h(k + i, k - 1);
        R beta(0);
        const R tau = reflect<R>(v, 1, rows, beta);
        if (k > first) {
            h(k, k - 1) = beta;
            for (ptrdiff_t i = 1; i < rows; ++i)
                h(k + i, k - 1) = R(0);
        } else if (first > begin) {
            h(k, k - 1) = h(k, k - 1) * (R(1) - tau);
        }
        reflect_rows<R>(v, 1, tau, h.block(k, k, rows, n - k));
        reflect_columns<R>(v, 1, tau, h.block(0, k, std::min(k + 3, end) + 1, rows));
        reflect_columns<R>(v, 1, tau, z.block(0, k, n, rows));
    }
}

template <class R>
R with_sign(const R& size, const R& sign) {
    return sign < R(0) ? R(-absolute(size)) : absolute(size);
}

/// The rotation that makes a real block [[a, b], [c, d]] triangular, or equal on its diagonal with
/// b and c of opposite signs; the block becomes that. As ?lanv2.
template <class R>
struct standard_block {
    R a, b, c, d;
    R cosine = R(1);
    R sine = R(0);

    standard_block(const R& a_, const R& b_, const R& c_, const R& d_)
        : a(a_), b(b_), c(c_), d(d_) {
        const R zero(0);
        if (c == zero) return;
        if (b == zero) {
            cosine = zero;
            sine = R(1);
            std::swap(a, d);
            b = -c;
            c = zero;
        } else if (a != d || (b < zero) == (c < zero)) {
            standardize();
        }
    }

private:
    void standardize() {
        using std::sqrt;
        const R difference = a - d;
        const R p = difference / R(2);
        const R larger_one = std::max<R>(absolute(b), absolute(c));
        const R smaller_one =
            std::min<R>(absolute(b), absolute(c)) * R((b < R(0)) == (c < R(0)) ? 1 : -1);
        const R scale = std::max<R>(absolute(p), larger_one);
        const R discriminant = p / scale * p + larger_one / scale * smaller_one;
        if (discriminant >= R(4) * std::numeric_limits<R>::epsilon()) {
            const R z = p + with_sign<R>(sqrt(scale) * sqrt(discriminant), p);
            const R length = hypotenuse<R>(c, z);
            a = d + z;
            d = d - larger_one / z * smaller_one;
            cosine = z / length;
            sine = c / length;
            b = b - c;
            c = R(0);
            return;
        }
        equalize_diagonal(difference, p);
        if (c == R(0)) return;
        if (b == R(0)) {
            b = -c;
            c = R(0);
            std::swap(cosine, sine);
            cosine = -cosine;
        } else if ((b < R(0)) == (c < R(0))) {
            separate();
        }
    }

    /// Complex eigenvalues, or real ones that are nearly equal.
    void equalize_diagonal(const R& difference, const R& p) {
        using std::sqrt;
        const R sigma = b + c;
        const R length = hypotenuse<R>(sigma, difference);
        cosine = sqrt((R(1) + absolute(sigma) / length) / R(2));
        sine = -(p / (length * cosine)) * R(sigma < R(0) ? -1 : 1);
        const R aa = a * cosine + b * sine;
        const R bb = b * cosine - a * sine;
        const R cc = c * cosine + d * sine;
        const R dd = d * cosine - c * sine;
        a = aa * cosine + cc * sine;
        b = bb * cosine + dd * sine;
        c = cc * cosine - aa * sine;
        d = dd * cosine - bb * sine;
        a = d = (a + d) / R(2);
    }

    /// Real eigenvalues after all.
    void separate() {
        using std::sqrt;
        const R root_b = sqrt(absolute(b));
        const R root_c = sqrt(absolute(c));
        const R p = with_sign<R>(root_b * root_c, c);
        const R inverse = R(1) / sqrt(absolute(R(b + c)));
        a = a + p;
        d = d - p;
        b = b - c;
        c = R(0);
        const R cosine1 = root_b * inverse;
        const R sine1 = root_c * inverse;
        const R turned = cosine * cosine1 - sine * sine1;
        sine = cosine * sine1 + sine * cosine1;
        cosine = turned;
    }
};

/// (x, y) becomes (c x + s y, c y - s x).
template <class R>
void turn(const vector_operand<R>& x, const vector_operand<R>& y, const R& c, const R& s) {
    for (ptrdiff_t i = 0; i < x.size; ++i) {
        const R kept = x(i);
        x(i) = c * kept + s * y(i);
        y(i) = c * y(i) - s * kept;
    }
}

/// Standardises the block of rows k and k + 1.
template <class R>
void standardize_block(const matrix_operand<R>& h, const matrix_operand<R>& z, ptrdiff_t k) {
    const ptrdiff_t n = h.size1;
    const standard_block<R> block(h(k, k), h(k, k + 1), h(k + 1, k), h(k + 1, k + 1));
    h(k, k) = block.a;
    h(k, k + 1) = block.b;
    h(k + 1, k) = block.c;
    h(k + 1, k + 1) = block.d;
    const auto right = h.block(k, k + 2, 2, n - k - 2);
    const auto above = h.block(0, k, k, 2);
    turn(right.row(0), right.row(1), block.cosine, block.sine);
    turn(above.column(0), above.column(1), block.cosine, block.sine);
    turn(z.column(k), z.column(k + 1), block.cosine, block.sine);
}

/// Turns a real Hessenberg matrix into its Schur form, with blocks of order 2 for conjugate pairs
/// of eigenvalues, and z into z times the orthogonal matrix that does it.
template <class R>
void iterate_to_schur(const matrix_operand<R>& h, const matrix_operand<R>& z) {
    ptrdiff_t steps = 0;
    for (ptrdiff_t end = h.size1 - 1; end > 0;) {
        const ptrdiff_t begin = find_block(h, end, steps);
        if (begin >= end - 1) {
            if (begin == end - 1) standardize_block(h, z, begin);
            end = begin - 1;
            steps = 0;
            continue;
        }
        if (steps == most_steps(h.size1)) refuse_schur();
        poll_interrupt();
        ++steps;
        const auto exceptional = [](const R& size, const R& corner) {
            const R a = R(0.75) * size + corner;
            return shift_pair<R>(a, R(-0.4375) * size, size, a);
        };
        const shift_pair<R> shifts =
            steps % 20 == 0 ? exceptional(absolute(h(end, end - 1)) + absolute(h(end - 1, end - 2)),
                                          h(end, end))
            : steps % 10 == 0
                ? exceptional(absolute(h(begin + 1, begin)) + absolute(h(begin + 2, begin + 1)),
                              h(begin, begin))
                : shift_pair<R>(h(end - 1, end - 1), h(end - 1, end), h(end, end - 1), h(end, end));
        double_shift_step(h, z, begin, end, shifts);
    }
}

// Both -----------------------------------------------------------------------------------------

/// schur by npublas's own loops. Overwrites a with the Schur form.
template <class T>
void generic_schur(const matrix_operand<T>& a, const matrix_operand<T>& z) {
    using R = real_type_t<T>;
    const R scale = safe_scale<R>(
        largest_of_matrix<T>(a, [](const T& x) -> R { return largest_component(x); }));
    if (scale != R(1)) divide_all(a, scale);
    reduce_to_hessenberg(a, z);
    iterate_to_schur(a, z);
    if (scale != R(1)) for_each_element<T>(a, a, [&](T& x, const T&) { x = x * scale; });
}

/// schur by ?gees; z is null if it is not wanted.
template <class T>
void lapack_schur(const matrix_operand<const T>& a, const matrix_operand<T>& t,
                  const matrix_operand<T>& z) {
    const auto n = static_cast<int>(a.size1);
    const lapack_matrix<T> form(a.size1, a.size1, &t);
    const lapack_matrix<T> vectors(a.size1, a.size1, &z);
    const temporary_vector<T> values(2 * a.size1);
    copy(a, form.operand());
    const auto info =
        lapack_workspace<T>::provide(a.size1, 0, [&](const lapack_workspace<T>& work) {
            return gees('V', n, form.operand().data, form.leading_dimension(),
                        values.operand().data, vectors.operand().data, vectors.leading_dimension(),
                        work);
        });
    if (info != 0) refuse_schur();
    form.store();
    vectors.store();
}

/// t = the Schur form of a, z = the unitary matrix with a = z t z^H. t is upper triangular; for
/// real types it has blocks of order 2 on its diagonal, [[a, b], [c, a]] with b c < 0, for
/// conjugate pairs of eigenvalues. Outputs must not overlap a or each other. Throws no_convergence.
template <class T>
void schur(const matrix_operand<const T>& a, const matrix_operand<T>& t,
           const matrix_operand<T>& z) {
    if (a.size1 == 0) return;
    if (contains_not_finite(a)) refuse_not_finite();
    if constexpr (is_blas_type<T>) {
        if (fits_int(a.size1)) return lapack_schur(a, t, z);
    }
    copy(a, t);
    generic_schur(t, z);
}

} // namespace npublas::linalg::detail

#endif
