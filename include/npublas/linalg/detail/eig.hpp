// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// Eigenvalues of square matrices in strided memory: LAPACK's ?geev for the types it has, the Schur
/// form and substitution (as ?trevc) for others.

#ifndef NPUBLAS_LINALG_DETAIL_EIG_HPP
#define NPUBLAS_LINALG_DETAIL_EIG_HPP

#include <npublas/linalg/backend.hpp>
#include <npublas/linalg/detail/arithmetic.hpp>
#include <npublas/linalg/detail/copy.hpp>
#include <npublas/linalg/detail/eigh.hpp>
#include <npublas/linalg/detail/interrupt.hpp>
#include <npublas/linalg/detail/lapack_spectral.hpp>
#include <npublas/linalg/detail/norm.hpp>
#include <npublas/linalg/detail/schur.hpp>
#include <npublas/linalg/strided.hpp>

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstddef>
#include <limits>
#include <utility>

namespace npublas::linalg::detail {

/// The type of eigenvalues.
template <class T>
using complex_type_t = std::complex<real_type_t<T>>;

// Eigenvectors of a Schur form -----------------------------------------------------------------

/// True if rows k and k + 1 of a real Schur form are a block for a conjugate pair.
template <class T>
bool is_pair(const matrix_operand<const T>& t, ptrdiff_t k) {
    return !is_complex<T>::value && k + 1 < t.size1 && t(k + 1, k) != T(0);
}

/// The eigenvalue of the block that begins with row k; of a pair, that with positive imaginary
/// part.
template <class T>
complex_type_t<T> block_eigenvalue(const matrix_operand<const T>& t, ptrdiff_t k) {
    if constexpr (is_complex<T>::value) {
        return t(k, k);
    } else {
        if (!is_pair(t, k)) return t(k, k);
        return {t(k, k), std::sqrt(std::abs(t(k, k + 1))) * std::sqrt(std::abs(t(k + 1, k)))};
    }
}

/// Solves (t - lambda) y = 0 upwards from row `last`, where y has been set from that row on, for
/// elements of type S, that of t or complex. Numbers that would divide by nearly zero are replaced
/// by small ones, and y is scaled before it overflows.
template <class T, class S>
class upward_substitution {
    using R = real_type_t<T>;

public:
    upward_substitution(const matrix_operand<const T>& t, const S& lambda, S* y, ptrdiff_t size)
        : t_(t), lambda_(lambda), y_(y), size_(size) {
        using limits = std::numeric_limits<R>;
        R largest(0);
        for (ptrdiff_t i = 0; i < size; ++i)
            largest = std::max<R>(largest, pivot_size(t(i, i)));
        smallest_pivot_ = std::max<R>(limits::epsilon() * (largest + pivot_size(lambda)),
                                      (limits::min)() / limits::epsilon());
    }

    /// Determines the elements before `first`.
    void run(ptrdiff_t first) {
        for (ptrdiff_t i = first - 1; i >= 0; --i) {
            if (i > 0 && is_pair(t_, i - 1)) {
                solve_pair(i - 1);
                --i;
            } else {
                y_[i] = divide<S>(-sum(i, i + 1), pivot(S(t_(i, i)) - lambda_));
            }
            keep_in_range(i);
        }
    }

private:
    S sum(ptrdiff_t i, ptrdiff_t from) const {
        S result(0);
        for (ptrdiff_t j = from; j < size_; ++j)
            result = multiply_add<S>(result, S(t_(i, j)), y_[j]);
        return result;
    }

    S pivot(const S& x) const { return pivot_size(x) < smallest_pivot_ ? S(smallest_pivot_) : x; }

    /// Two equations, by elimination with a row exchange.
    void solve_pair(ptrdiff_t i) {
        S rows[2][3] = {{S(t_(i, i)) - lambda_, S(t_(i, i + 1)), -sum(i, i + 2)},
                        {S(t_(i + 1, i)), S(t_(i + 1, i + 1)) - lambda_, -sum(i + 1, i + 2)}};
        if (pivot_size(rows[1][0]) > pivot_size(rows[0][0])) std::swap(rows[0], rows[1]);
        const S factor = -divide<S>(rows[1][0], rows[0][0]);
        const S last = pivot(multiply_add<S>(rows[1][1], factor, rows[0][1]));
        y_[i + 1] = divide<S>(multiply_add<S>(rows[1][2], factor, rows[0][2]), last);
        y_[i] = divide<S>(multiply_add<S>(rows[0][2], -rows[0][1], y_[i + 1]), rows[0][0]);
    }

    /// Scales y so that no element from i on is large.
    void keep_in_range(ptrdiff_t i) {
        R size = pivot_size(y_[i]);
        if (is_pair(t_, i)) size = std::max<R>(size, pivot_size(y_[i + 1]));
        if (size <= R(1) / std::numeric_limits<R>::epsilon()) return;
        for (ptrdiff_t j = i; j < size_; ++j)
            y_[j] = y_[j] / size;
    }

    matrix_operand<const T> t_;
    S lambda_;
    S* y_;
    ptrdiff_t size_;
    R smallest_pivot_;
};

/// Divides by the length. A complex vector is turned so that its largest element is real, as
/// ?geev's are.
template <class S>
void normalize_vector(const vector_operand<S>& x) {
    using R = real_type_t<S>;
    const R length = norm_2<S>(x);
    S factor(R(1) / length);
    if constexpr (is_complex<S>::value) {
        ptrdiff_t largest = 0;
        for (ptrdiff_t i = 1; i < x.size; ++i)
            if (add_square(R(0), x(i)) > add_square(R(0), x(largest))) largest = i;
        factor = conjugate(x(largest)) / absolute(x(largest)) / length;
        for (ptrdiff_t i = 0; i < x.size; ++i)
            x(i) = i == largest ? S(absolute(x(i)) / length) : multiply<S>(x(i), factor);
    } else {
        for (ptrdiff_t i = 0; i < x.size; ++i)
            x(i) = x(i) * factor;
    }
}

/// x = z y, of unit length, for the eigenvector y of a Schur form whose elements from `size` on are
/// zero.
template <class T, class S>
void form_eigenvector(const matrix_operand<const T>& z, const S* y, ptrdiff_t size,
                      const vector_operand<S>& x) {
    for (ptrdiff_t i = 0; i < x.size; ++i) {
        S sum(0);
        for (ptrdiff_t j = 0; j < size; ++j)
            sum = multiply_add<S>(sum, S(z(i, j)), y[j]);
        x(i) = sum;
    }
    normalize_vector(x);
}

/// The eigenvector for the element k of the diagonal, which is no part of a pair.
template <class T>
void single_eigenvector(const matrix_operand<const T>& t, const matrix_operand<const T>& z,
                        ptrdiff_t k, T* y, const vector_operand<T>& x) {
    y[k] = T(1);
    upward_substitution<T, T>(t, t(k, k), y, k + 1).run(k);
    form_eigenvector<T, T>(z, y, k + 1, x);
}

/// The eigenvector for the eigenvalue with positive imaginary part of the block of rows k and k
/// + 1.
template <class R>
void pair_eigenvector(const matrix_operand<const R>& t, const matrix_operand<const R>& z,
                      ptrdiff_t k, const std::complex<R>& lambda, std::complex<R>* y,
                      const vector_operand<std::complex<R>>& x) {
    using C = std::complex<R>;
    if (std::abs(t(k, k + 1)) >= std::abs(t(k + 1, k))) {
        y[k] = C(1);
        y[k + 1] = C(0, lambda.imag() / t(k, k + 1));
    } else {
        y[k] = C(0, lambda.imag() / t(k + 1, k));
        y[k + 1] = C(1);
    }
    upward_substitution<R, C>(t, lambda, y, k + 2).run(k);
    form_eigenvector<R, C>(z, y, k + 2, x);
}

/// Writes the eigenvalues of a Schur form, and the eigenvectors z y unless `vectors` is null.
template <class T>
void eigensystem_of_schur(const matrix_operand<const T>& t, const matrix_operand<const T>& z,
                          const vector_operand<complex_type_t<T>>& values,
                          const matrix_operand<complex_type_t<T>>* vectors) {
    using C = complex_type_t<T>;
    const ptrdiff_t n = t.size1;
    const temporary_vector<T> y(n);
    const temporary_vector<T> x(n);
    const temporary_vector<C> pair(n);
    for (ptrdiff_t k = 0; k < n; ++k) {
        poll_interrupt();
        const C lambda = block_eigenvalue(t, k);
        values(k) = lambda;
        if (is_pair(t, k)) values(k + 1) = std::conj(lambda);
        if (vectors != nullptr) {
            const vector_operand<C> column = vectors->column(k);
            if constexpr (!is_complex<T>::value) {
                if (is_pair(t, k)) {
                    pair_eigenvector(t, z, k, lambda, pair.operand().data, column);
                    for (ptrdiff_t i = 0; i < n; ++i)
                        (*vectors)(i, k + 1) = std::conj(column(i));
                    ++k;
                    continue;
                }
            }
            single_eigenvector(t, z, k, y.operand().data, x.operand());
            for (ptrdiff_t i = 0; i < n; ++i)
                column(i) = x.operand()(i);
        } else if (is_pair(t, k)) {
            ++k;
        }
    }
}

// The whole ------------------------------------------------------------------------------------

template <class T>
void generic_eig(const matrix_operand<const T>& a, const vector_operand<complex_type_t<T>>& values,
                 const matrix_operand<complex_type_t<T>>* vectors) {
    const temporary_matrix<T> t(a.size1, a.size1, true);
    const temporary_matrix<T> z(a.size1, a.size1, true);
    copy(a, t.operand());
    generic_schur(t.operand(), z.operand());
    eigensystem_of_schur<T>(t.operand(), z.operand(), values, vectors);
}

/// What ?geev leaves of a real matrix, as complex numbers: of the vectors of a pair, the first
/// column holds the real parts and the second the imaginary ones.
template <class R>
void unpack_pairs(const R* parts, const matrix_operand<const R>& packed,
                  const vector_operand<std::complex<R>>& values,
                  const matrix_operand<std::complex<R>>* vectors) {
    const ptrdiff_t n = values.size;
    for (ptrdiff_t k = 0; k < n; ++k)
        values(k) = {parts[k], parts[n + k]};
    if (vectors == nullptr) return;
    for (ptrdiff_t k = 0; k < n; ++k) {
        const bool pair = parts[n + k] != R(0) && k + 1 < n;
        for (ptrdiff_t i = 0; i < n; ++i) {
            (*vectors)(i, k) = {packed(i, k), pair ? packed(i, k + 1) : R(0)};
            if (pair) (*vectors)(i, k + 1) = std::conj((*vectors)(i, k));
        }
        if (pair) ++k;
    }
}

template <class T>
void lapack_eig(const matrix_operand<const T>& a, const vector_operand<complex_type_t<T>>& values,
                const matrix_operand<complex_type_t<T>>* vectors) {
    const auto n = static_cast<int>(a.size1);
    const ptrdiff_t vector_size = vectors == nullptr ? 0 : a.size1;
    const temporary_matrix<T> matrix(a.size1, a.size1, false);
    copy(a, matrix.operand());
    const auto call = [&](T* numbers, T* columns, int leading_dimension) {
        const auto info =
            lapack_workspace<T>::provide(2 * a.size1, 0, [&](const lapack_workspace<T>& work) {
                return geev(vectors == nullptr ? 'N' : 'V', n, matrix.operand().data, n, numbers,
                            columns, leading_dimension, work);
            });
        if (info != 0) refuse_schur();
    };
    if constexpr (is_complex<T>::value) {
        const lapack_matrix<T> columns(vector_size, vector_size, vectors);
        const lapack_vector<T> numbers(values);
        call(numbers.data(), columns.operand().data, columns.leading_dimension());
        columns.store();
        numbers.store();
    } else {
        const temporary_matrix<T> columns(vector_size, vector_size, false);
        const temporary_vector<T> parts(2 * a.size1);
        call(parts.operand().data, columns.operand().data, n);
        unpack_pairs<T>(parts.operand().data, columns.operand(), values, vectors);
    }
}

template <class T>
void eig_into(const matrix_operand<const T>& a, const vector_operand<complex_type_t<T>>& values,
              const matrix_operand<complex_type_t<T>>* vectors) {
    if (a.size1 == 0) return;
    if (contains_not_finite(a)) refuse_not_finite();
    if constexpr (is_blas_type<T>) {
        if (fits_int(a.size1)) return lapack_eig(a, values, vectors);
    }
    generic_eig(a, values, vectors);
}

/// values = the eigenvalues of the square matrix a, conjugate pairs of a real matrix side by side,
/// the positive imaginary part first; column j of `vectors` = a unit eigenvector for values(j). A
/// real eigenvalue of a real matrix has a real eigenvector. Outputs must not overlap a. Throws
/// no_convergence.
template <class T>
void eig(const matrix_operand<const T>& a, const vector_operand<complex_type_t<T>>& values,
         const matrix_operand<complex_type_t<T>>& vectors) {
    eig_into<T>(a, values, &vectors);
}

/// The eigenvalues alone.
template <class T>
void eigvals(const matrix_operand<const T>& a, const vector_operand<complex_type_t<T>>& values) {
    eig_into<T>(a, values, nullptr);
}

} // namespace npublas::linalg::detail

#endif
