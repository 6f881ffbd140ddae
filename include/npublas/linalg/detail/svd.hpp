// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// Singular values in strided memory: LAPACK's ?gesdd for the types it has; for others, and for few
/// rows or columns, a pivoted QR factorization whose triangle is made orthogonal by one-sided
/// Jacobi rotations (Z. Drmac and K. Veselic, "New fast and accurate Jacobi SVD algorithm", SIAM J.
/// Matrix Anal. Appl. 29, 2008).

#ifndef NPUBLAS_LINALG_DETAIL_SVD_HPP
#define NPUBLAS_LINALG_DETAIL_SVD_HPP

#include <npublas/linalg/backend.hpp>
#include <npublas/linalg/detail/arithmetic.hpp>
#include <npublas/linalg/detail/copy.hpp>
#include <npublas/linalg/detail/eigh.hpp>
#include <npublas/linalg/detail/inverse.hpp>
#include <npublas/linalg/detail/jacobi.hpp>
#include <npublas/linalg/detail/lapack_spectral.hpp>
#include <npublas/linalg/detail/norm.hpp>
#include <npublas/linalg/detail/qr.hpp>
#include <npublas/linalg/detail/triangular.hpp>
#include <npublas/linalg/error.hpp>
#include <npublas/linalg/strided.hpp>

#include <algorithm>
#include <cstddef>
#include <limits>
#include <memory>

namespace npublas::linalg::detail {

/// Replaces column j of a square matrix, whose columns before it are orthonormal, by a unit vector
/// orthogonal to them: of all coordinate axes, the one that they cover least.
template <class T>
void complete_basis(const matrix_operand<T>& q, ptrdiff_t j) {
    using R = real_type_t<T>;
    ptrdiff_t axis = 0;
    R least(2);
    for (ptrdiff_t i = 0; i < q.size1; ++i) {
        R covered(0);
        for (ptrdiff_t k = 0; k < j; ++k)
            covered = add_square(covered, q(i, k));
        if (covered < least) {
            axis = i;
            least = covered;
        }
    }
    const vector_operand<T> x = q.column(j);
    for (ptrdiff_t i = 0; i < x.size; ++i)
        x(i) = T(i == axis ? 1 : 0);
    // Twice is enough (B. N. Parlett, "The Symmetric Eigenvalue Problem", section 6.9).
    for (int pass = 0; pass < 2; ++pass) {
        for (ptrdiff_t k = 0; k < j; ++k) {
            const T factor = -conjugated_dot<T>(q.column(k), x);
            for (ptrdiff_t i = 0; i < x.size; ++i)
                x(i) = multiply_add<T>(x(i), factor, q(i, k));
        }
        const R length = norm_2<T>(x);
        for (ptrdiff_t i = 0; i < x.size; ++i)
            x(i) = x(i) / length;
    }
}

/// Divides orthogonal columns by their lengths, which descend; columns of no length are replaced.
template <class T>
void normalize_columns(const matrix_operand<T>& w, const real_type_t<T>* lengths) {
    for (ptrdiff_t j = 0; j < w.size2; ++j) {
        if (lengths[j] == real_type_t<T>(0)) {
            complete_basis(w, j);
            continue;
        }
        for (ptrdiff_t i = 0; i < w.size1; ++i)
            w(i, j) = w(i, j) / lengths[j];
    }
}

template <class T>
void divide_all(const matrix_operand<T>& a, const real_type_t<T>& divisor) {
    for_each_element<T>(a, a, [&](T& x, const T&) { x = x / divisor; });
}

/// The parts of a singular value decomposition with its vectors as columns: a = left diag(values)
/// right^H. Null where vectors are not wanted.
template <class T>
struct singular_vectors {
    const matrix_operand<T>* left = nullptr;
    const matrix_operand<T>* right = nullptr;
};

/// The rows of the triangle of a pivoted QR factorization that are not so small, compared with the
/// first, that products of their elements underflow. The reflectors from there on are worth
/// nothing.
template <class T>
ptrdiff_t count_used(const matrix_operand<T>& factors) {
    using std::sqrt;
    using R = real_type_t<T>;
    using limits = std::numeric_limits<R>;
    const R least = absolute(factors(0, 0)) * sqrt(R((limits::min)() / limits::epsilon()));
    ptrdiff_t count = 0;
    while (count < factors.size2 && absolute(factors(count, count)) > least)
        ++count;
    return count;
}

/// The decomposition of a matrix with at least as many rows as columns, which is overwritten.
template <class T>
void jacobi_svd(matrix_operand<T> a, real_type_t<T>* values, const singular_vectors<T>& vectors) {
    using R = real_type_t<T>;
    const ptrdiff_t n = a.size2;
    const auto length = static_cast<std::size_t>(n);
    const bool wanted = vectors.left != nullptr;
    const R scale = safe_scale<R>(
        largest_of_matrix<T>(a, [](const T& x) -> R { return largest_component(x); }));
    if (scale != R(1)) divide_all(a, scale);
    const std::unique_ptr<T[]> tau(new T[length]);
    const std::unique_ptr<ptrdiff_t[]> columns(new ptrdiff_t[length]);
    generic_qr_pivoted(a, tau.get(), columns.get());
    const ptrdiff_t used = count_used(a);
    std::fill(tau.get() + used, tau.get() + n, T(0));
    // R^H is rotated into w = R^H v, so that R = v diag(values) u^H with w = u diag(values).
    const temporary_matrix<T> w(n, n, false);
    const temporary_matrix<T> v(wanted ? n : 0, n, false);
    copy_r<T>(a, w.operand().transposed());
    fill(w.operand().block(0, used, n, n - used), T(0));
    conjugate_all(w.operand());
    set_to_identity(v.operand());
    one_sided_jacobi(w.operand(), v.operand(), values);
    if (wanted) {
        normalize_columns(w.operand(), values);
        for (ptrdiff_t i = 0; i < n; ++i)
            for (ptrdiff_t j = 0; j < n; ++j)
                (*vectors.right)(columns[static_cast<std::size_t>(i)], j) = w.operand()(i, j);
        set_to_identity(*vectors.left);
        copy<T>(v.operand(), vectors.left->block(0, 0, n, n));
        generic_multiply_q<T>(a, tau.get(), n, false, *vectors.left);
    }
    if (scale != R(1))
        for (ptrdiff_t j = 0; j < n; ++j)
            values[j] = values[j] * scale;
}

/// svd by npublas's own loops; u and vh are null where only values are wanted.
template <class T>
void generic_svd(const matrix_operand<const T>& a, real_type_t<T>* values,
                 const matrix_operand<T>* u, const matrix_operand<T>* vh) {
    const bool tall = a.size1 >= a.size2;
    const matrix_operand<const T> given = tall ? a : a.transposed();
    const temporary_matrix<T> work(given.size1, given.size2, false);
    copy(given, work.operand());
    if (!tall) conjugate_all(work.operand());
    if (u == nullptr) return jacobi_svd<T>(work.operand(), values, {});
    const matrix_operand<T> v = vh->transposed();
    jacobi_svd<T>(work.operand(), values,
                  tall ? singular_vectors<T>{u, &v} : singular_vectors<T>{&v, u});
    conjugate_all(*vh);
}

/// svd by ?gesdd.
template <class T>
void lapack_svd(const matrix_operand<const T>& a, const vector_operand<real_type_t<T>>& values,
                const matrix_operand<T>* u, const matrix_operand<T>* vh) {
    const ptrdiff_t most = std::max(a.size1, a.size2);
    const ptrdiff_t least = std::min(a.size1, a.size2);
    const bool full = u != nullptr && u->size2 == a.size1 && vh->size1 == a.size2;
    const temporary_matrix<T> work_matrix(a.size1, a.size2, false);
    const lapack_vector<real_type_t<T>> numbers(values);
    const lapack_matrix<T> left(u == nullptr ? 0 : u->size1, u == nullptr ? 0 : u->size2, u);
    const lapack_matrix<T> right(vh == nullptr ? 0 : vh->size1, vh == nullptr ? 0 : vh->size2, vh);
    copy(a, work_matrix.operand());
    const auto m = static_cast<int>(a.size1);
    const auto info = lapack_workspace<T>::provide(
        least * std::max(5 * least + 7, 2 * most + 2 * least + 1), 8 * least,
        [&](const lapack_workspace<T>& work) {
            return gesdd(u == nullptr ? 'N'
                         : full       ? 'A'
                                      : 'S',
                         m, static_cast<int>(a.size2), work_matrix.operand().data, m,
                         numbers.data(), left.operand().data, left.leading_dimension(),
                         right.operand().data, right.leading_dimension(), work);
        });
    if (info != 0) throw no_convergence("the singular values do not converge");
    left.store();
    right.store();
    numbers.store();
}

template <class T>
void svd_into(const matrix_operand<const T>& a, const vector_operand<real_type_t<T>>& values,
              const matrix_operand<T>* u, const matrix_operand<T>* vh) {
    using R = real_type_t<T>;
    const ptrdiff_t count = std::min(a.size1, a.size2);
    if (count == 0) {
        if (u != nullptr) set_to_identity(*u);
        if (vh != nullptr) set_to_identity(*vh);
        return;
    }
    if (contains_not_finite(a)) refuse_not_finite();
    if constexpr (is_blas_type<T>) {
        if (count >= limits_of<T>.gesdd_from && fits_int(a.size1) && fits_int(a.size2))
            return lapack_svd(a, values, u, vh);
    }
    const std::unique_ptr<R[]> numbers(new R[static_cast<std::size_t>(count)]);
    generic_svd(a, numbers.get(), u, vh);
    for (ptrdiff_t i = 0; i < count; ++i)
        values(i) = numbers[static_cast<std::size_t>(i)];
}

/// values = the singular values, descending; u = the left singular vectors as columns, all or the
/// first min(size1, size2), as many as u has columns; vh = the right ones as conjugated rows.
/// Either both are full or none. Outputs must not overlap a. Throws no_convergence.
template <class T>
void svd(const matrix_operand<const T>& a, const matrix_operand<T>& u,
         const vector_operand<real_type_t<T>>& values, const matrix_operand<T>& vh) {
    svd_into<T>(a, values, &u, &vh);
}

/// The singular values alone.
template <class T>
void singular_values(const matrix_operand<const T>& a,
                     const vector_operand<real_type_t<T>>& values) {
    svd_into<T>(a, values, nullptr, nullptr);
}

} // namespace npublas::linalg::detail

#endif
