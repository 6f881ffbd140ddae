// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// QR factorization in strided memory by Householder reflections: LAPACK where backend.hpp says so;
/// elsewhere in panels whose reflections are applied together, as products (R. Schreiber and C. Van
/// Loan, "A storage-efficient WY representation for products of Householder transformations", SIAM
/// J. Sci. Stat. Comput. 10, 1989).
///
/// Factors are kept as ?geqrf keeps them: R on and above the diagonal; below it reflectors v with
/// v(k) = 1 left out, and scalars tau, so that Q = H(0) H(1) ..., H(k) = I - tau v v^H.

#ifndef NPUBLAS_LINALG_DETAIL_QR_HPP
#define NPUBLAS_LINALG_DETAIL_QR_HPP

#include <npublas/linalg/backend.hpp>
#include <npublas/linalg/detail/arithmetic.hpp>
#include <npublas/linalg/detail/copy.hpp>
#include <npublas/linalg/detail/interrupt.hpp>
#include <npublas/linalg/detail/kernels.hpp>
#include <npublas/linalg/detail/lapack_factor.hpp>
#include <npublas/linalg/detail/norm.hpp>
#include <npublas/linalg/strided.hpp>

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstddef>
#include <limits>
#include <memory>
#include <utility>

namespace npublas::linalg::detail {

// One reflector --------------------------------------------------------------------------------

/// The reflector that turns x into (beta, 0, ..., 0) with a real beta, as ?larfg makes it: x(0)
/// becomes beta, the rest the rest of v. Returns tau.
template <class T>
T make_reflector(const vector_operand<T>& x) {
    using R = real_type_t<T>;
    const T alpha = x(0);
    const R tail = norm_2<T>(
        vector_operand<const T>{x.data + (x.size > 1 ? x.stride : 0), x.size - 1, x.stride});
    if (tail == R(0) && T(real_part(alpha)) == alpha) return T(0);
    const R length = norm_2<T>(x);
    const R beta = real_part(alpha) > R(0) ? -length : length;
    const T divisor = alpha - T(beta);
    for (ptrdiff_t i = 1; i < x.size; ++i)
        x(i) = divide<T>(x(i), divisor);
    x(0) = T(beta);
    return (T(beta) - alpha) / beta;
}

/// c = (I - tau v v^H) c, where v(0) is taken to be 1.
template <class T>
void apply_reflector(const vector_operand<const T>& v, const T& tau, const matrix_operand<T>& c) {
    if (tau == T(0)) return;
    for (ptrdiff_t j = 0; j < c.size2; ++j) {
        T sum = c(0, j);
        for (ptrdiff_t i = 1; i < v.size; ++i)
            sum = multiply_add<T>(sum, conjugate(v(i)), c(i, j));
        const T factor = -multiply<T>(tau, sum);
        c(0, j) = c(0, j) + factor;
        for (ptrdiff_t i = 1; i < v.size; ++i)
            c(i, j) = multiply_add<T>(c(i, j), factor, v(i));
    }
}

/// Factorizes a panel column by column.
template <class T>
void factorize_qr_panel(matrix_operand<T> a, T* tau) {
    poll_interrupt();
    for (ptrdiff_t k = 0; k < std::min(a.size1, a.size2); ++k) {
        const vector_operand<T> v = a.block(k, k, a.size1 - k, 1).column(0);
        tau[k] = make_reflector(v);
        apply_reflector<T>(v, conjugate(tau[k]), a.block(k, k + 1, a.size1 - k, a.size2 - k - 1));
    }
}

// Some reflectors together ---------------------------------------------------------------------

/// Columns of a panel.
inline constexpr ptrdiff_t reflector_block = 16;

/// H(0) H(1) ... = I - V T V^H, for the reflectors in some columns of a factorized matrix, of which
/// the first begins in the first row.
template <class T>
class block_reflector {
public:
    block_reflector(const matrix_operand<const T>& reflectors, const T* tau)
        : v_(reflectors.size1, reflectors.size2, true),
          adjoint_(reflectors.size2, reflectors.size1, true),
          triangle_(reflectors.size2, reflectors.size2, true) {
        const auto v = v_.operand();
        const auto adjoint = adjoint_.operand();
        for (ptrdiff_t i = 0; i < v.size1; ++i)
            for (ptrdiff_t j = 0; j < v.size2; ++j) {
                v(i, j) = i > j ? reflectors(i, j) : i == j ? T(1) : T(0);
                adjoint(j, i) = conjugate(v(i, j));
            }
        make_triangle(tau);
    }

    /// c = (I - V T V^H) c, or the adjoint of that.
    void apply(bool adjoint, const matrix_operand<T>& c) const {
        const ptrdiff_t count = v_.operand().size2;
        const temporary_matrix<T> first(count, c.size2, true);
        const temporary_matrix<T> second(count, c.size2, true);
        generic_multiply<T>(adjoint_.operand(), c, first.operand(), true);
        const auto t = triangle_.operand();
        fill(second.operand(), T(0));
        for (ptrdiff_t i = 0; i < count; ++i)
            for (ptrdiff_t k = adjoint ? 0 : i; k < (adjoint ? i + 1 : count); ++k) {
                const T factor = adjoint ? conjugate(t(k, i)) : t(i, k);
                for (ptrdiff_t j = 0; j < c.size2; ++j)
                    second.operand()(i, j) =
                        multiply_add<T>(second.operand()(i, j), factor, first.operand()(k, j));
            }
        generic_multiply_subtract<T>(v_.operand(), second.operand(), c);
    }

private:
    /// Column j of T is -tau(j) T V^H v(j) above the diagonal, tau(j) on it: as ?larft.
    void make_triangle(const T* tau) {
        const auto t = triangle_.operand();
        const auto v = v_.operand();
        fill(t, T(0));
        for (ptrdiff_t j = 0; j < t.size1; ++j) {
            t(j, j) = tau[j];
            for (ptrdiff_t k = 0; k < j; ++k)
                t(k, j) =
                    multiply<T>(-tau[j], generic_dot<T>(adjoint_.operand().row(k), v.column(j)));
            for (ptrdiff_t i = 0; i < j; ++i) {
                T sum(0);
                for (ptrdiff_t k = i; k < j; ++k)
                    sum = multiply_add<T>(sum, t(i, k), t(k, j));
                t(i, j) = sum;
            }
        }
    }

    temporary_matrix<T> v_;
    temporary_matrix<T> adjoint_;
    temporary_matrix<T> triangle_;
};

// Factorization --------------------------------------------------------------------------------

/// qr_in_place by npublas's own loops.
template <class T>
void generic_qr(matrix_operand<T> a, T* tau) {
    const ptrdiff_t count = std::min(a.size1, a.size2);
    for (ptrdiff_t k = 0; k < count; k += reflector_block) {
        const ptrdiff_t width = std::min(reflector_block, count - k);
        const ptrdiff_t behind = a.size2 - k - width;
        // Few columns are finished with the panel.
        const bool last = behind < 4;
        const matrix_operand<T> panel = a.block(k, k, a.size1 - k, last ? a.size2 - k : width);
        if (last) {
            factorize_qr_panel(panel, tau + k);
            return;
        }
        factorize_qr_panel(panel, tau + k);
        block_reflector<T>(panel, tau + k).apply(true, a.block(k, k + width, a.size1 - k, behind));
    }
}

/// True if LAPACK is to work on these reflectors.
template <class T>
bool lapack_reflects(ptrdiff_t m, ptrdiff_t n, ptrdiff_t count) {
    return is_blas_type<T> && count >= limits_of<T>.geqrf_from && fits_int(m) && fits_int(n);
}

/// Calls a LAPACK routine twice: for the size of its workspace, then with one.
template <class T, class F>
void with_workspace(F call) {
    T size{};
    call(&size, -1);
    const auto length = static_cast<int>(real_part(size));
    const auto work = std::make_unique<T[]>(static_cast<std::size_t>(std::max(length, 1)));
    call(work.get(), length);
}

/// A column-major copy of `a` for `compute`, copied back after it.
template <class T, class F>
void with_columns_of(const matrix_operand<T>& a, F compute) {
    const temporary_matrix<T> columns(a.size1, a.size2, false);
    copy<T>(a, columns.operand());
    compute(columns.operand());
    copy<T>(columns.operand(), a);
}

/// Overwrites a with R and the reflectors; tau has min(size1, size2) elements. For LAPACK a
/// row-major matrix is copied: to factorize its transpose, by ?gelqf, takes up to four times as
/// long.
template <class T>
void qr_in_place(matrix_operand<T> a, T* tau) {
    if constexpr (is_blas_type<T>) {
        if (lapack_reflects<T>(a.size1, a.size2, std::min(a.size1, a.size2))) {
            const auto direct = as_blas(a);
            if (!direct || direct->transposed)
                return with_columns_of(a, [&](auto columns) { qr_in_place(columns, tau); });
            with_workspace<T>([&](T* work, int size) {
                geqrf(static_cast<int>(a.size1), static_cast<int>(a.size2), direct->data,
                      direct->leading_dimension, tau, work, size);
            });
            return;
        }
    }
    generic_qr(a, tau);
}

/// Factorizes with the column of largest remaining length first, as ?laqp2. The lengths are
/// updated, and formed anew where too little of them is left (Z. Drmac and Z. Bujanovic, LAPACK
/// Working Note 176).
template <class T>
void generic_qr_pivoted(matrix_operand<T> a, T* tau, ptrdiff_t* columns) {
    using std::sqrt;
    using R = real_type_t<T>;
    const ptrdiff_t n = a.size2;
    const R threshold = sqrt(std::numeric_limits<R>::epsilon());
    const auto lengths = std::make_unique<R[]>(static_cast<std::size_t>(2 * n));
    R* const left = lengths.get();
    R* const at_last_sum = left + n;
    for (ptrdiff_t j = 0; j < n; ++j) {
        columns[j] = j;
        left[j] = at_last_sum[j] = norm_2<T>(a.column(j));
    }
    for (ptrdiff_t k = 0; k < std::min(a.size1, n); ++k) {
        poll_interrupt();
        const ptrdiff_t longest = std::max_element(left + k, left + n) - left;
        if (longest != k) {
            for (ptrdiff_t i = 0; i < a.size1; ++i)
                std::swap(a(i, k), a(i, longest));
            std::swap(columns[k], columns[longest]);
            left[longest] = left[k];
            at_last_sum[longest] = at_last_sum[k];
        }
        const vector_operand<T> v = a.block(k, k, a.size1 - k, 1).column(0);
        tau[k] = make_reflector(v);
        apply_reflector<T>(v, conjugate(tau[k]), a.block(k, k + 1, a.size1 - k, n - k - 1));
        for (ptrdiff_t j = k + 1; j < n; ++j) {
            if (left[j] == R(0)) continue;
            const R ratio = absolute(a(k, j)) / left[j];
            const R rest = std::max<R>(R(0), (R(1) - ratio) * (R(1) + ratio));
            const R kept = left[j] / at_last_sum[j];
            if (rest * kept * kept > threshold)
                left[j] = left[j] * sqrt(rest);
            else
                left[j] = at_last_sum[j] =
                    norm_2<T>(a.block(k + 1, j, a.size1 - k - 1, 1).column(0));
        }
    }
}

/// As qr_in_place with column pivoting: column j of the factorized matrix was column columns[j].
template <class T>
void qr_pivoted_in_place(matrix_operand<T> a, T* tau, ptrdiff_t* columns) {
    if constexpr (is_blas_type<T>) {
        if (lapack_reflects<T>(a.size1, a.size2, std::min(a.size1, a.size2))) {
            const auto direct = as_blas(a);
            if (!direct || direct->transposed)
                return with_columns_of(
                    a, [&](auto copied) { qr_pivoted_in_place(copied, tau, columns); });
            const auto n = static_cast<std::size_t>(a.size2);
            const auto order = std::make_unique<lapack_int[]>(n);
            const auto real_work =
                std::make_unique<real_type_t<T>[]>(is_complex<T>::value ? 2 * n : 0);
            with_workspace<T>([&](T* work, int size) {
                geqp3(static_cast<int>(a.size1), static_cast<int>(a.size2), direct->data,
                      direct->leading_dimension, order.get(), tau, work, size, real_work.get());
            });
            for (std::size_t j = 0; j < n; ++j)
                columns[j] = order[j] - 1;
            return;
        }
    }
    generic_qr_pivoted(a, tau, columns);
}

// Use ------------------------------------------------------------------------------------------

/// c = Q c, or Q^H c if `adjoint`, for Q = H(0) ... H(count - 1), whose reflectors lie in the first
/// columns of `factors`; c has as many rows as it.
template <class T>
void generic_multiply_q(matrix_operand<const T> factors, const T* tau, ptrdiff_t count,
                        bool adjoint, matrix_operand<T> c) {
    const ptrdiff_t blocks = (count + reflector_block - 1) / reflector_block;
    for (ptrdiff_t b = 0; b < blocks; ++b) {
        poll_interrupt();
        const ptrdiff_t k = (adjoint ? b : blocks - 1 - b) * reflector_block;
        const ptrdiff_t width = std::min(reflector_block, count - k);
        const auto reflectors = factors.block(k, k, factors.size1 - k, width);
        block_reflector<T>(reflectors, tau + k).apply(adjoint, c.block(k, 0, c.size1 - k, c.size2));
    }
}

template <class T>
void multiply_q(matrix_operand<const T> factors, const T* tau, ptrdiff_t count, bool adjoint,
                matrix_operand<T> c) {
    if (count == 0 || c.size2 == 0) return;
    if constexpr (is_blas_type<T>) {
        if (lapack_reflects<T>(factors.size1, c.size2, count)) {
            const auto output = as_blas(c);
            if (!output || output->transposed)
                return with_columns_of(
                    c, [&](auto columns) { multiply_q(factors, tau, count, adjoint, columns); });
            const auto direct = as_blas(factors);
            if (!direct || direct->transposed) {
                const temporary_matrix<T> reflectors(factors.size1, count, false);
                copy(factors.block(0, 0, factors.size1, count), reflectors.operand());
                return multiply_q<T>(reflectors.operand(), tau, count, adjoint, c);
            }
            with_workspace<T>([&](T* work, int size) {
                ormqr(adjoint, static_cast<int>(c.size1), static_cast<int>(c.size2),
                      static_cast<int>(count), direct->data, direct->leading_dimension, tau,
                      output->data, output->leading_dimension, work, size);
            });
            return;
        }
    }
    generic_multiply_q(factors, tau, count, adjoint, c);
}

/// q = the first columns of Q, as many as q has; q must not overlap the factors.
template <class T>
void form_q(matrix_operand<const T> factors, const T* tau, ptrdiff_t count, matrix_operand<T> q) {
    if constexpr (is_blas_type<T>) {
        if (lapack_reflects<T>(q.size1, q.size2, count)) {
            const auto direct = as_blas(q);
            if (!direct || direct->transposed)
                return with_columns_of(q,
                                       [&](auto columns) { form_q(factors, tau, count, columns); });
            copy(factors.block(0, 0, q.size1, count), q.block(0, 0, q.size1, count));
            with_workspace<T>([&](T* work, int size) {
                orgqr(static_cast<int>(q.size1), static_cast<int>(q.size2), static_cast<int>(count),
                      direct->data, direct->leading_dimension, tau, work, size);
            });
            return;
        }
    }
    fill(q, T(0));
    for (ptrdiff_t i = 0; i < q.size2; ++i)
        q(i, i) = T(1);
    // From the last reflectors to the first: before them, columns to their left are still unit.
    for (ptrdiff_t k = (count - 1) / reflector_block * reflector_block; count > 0 && k >= 0;
         k -= reflector_block) {
        poll_interrupt();
        const ptrdiff_t width = std::min(reflector_block, count - k);
        const auto reflectors = factors.block(k, k, factors.size1 - k, width);
        block_reflector<T>(reflectors, tau + k)
            .apply(false, q.block(k, k, q.size1 - k, q.size2 - k));
    }
}

/// r = R, with zeros below its diagonal; r has min(size1, size2) or more rows and size2 columns.
template <class T>
void copy_r(matrix_operand<const T> factors, matrix_operand<T> r) {
    for (ptrdiff_t i = 0; i < r.size1; ++i)
        for (ptrdiff_t j = 0; j < r.size2; ++j)
            r(i, j) = i <= j && i < factors.size1 ? factors(i, j) : T(0);
}

} // namespace npublas::linalg::detail

#endif
