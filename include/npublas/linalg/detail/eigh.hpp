// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// Eigenvalues of symmetric and hermitian matrices in strided memory: reduction to tridiagonal form
/// and implicit QL in stack memory for small matrices and on the heap for types without LAPACK,
/// divide and conquer by LAPACK's ?syevd and ?heevd elsewhere.

#ifndef NPUBLAS_LINALG_DETAIL_EIGH_HPP
#define NPUBLAS_LINALG_DETAIL_EIGH_HPP

#include <npublas/linalg/backend.hpp>
#include <npublas/linalg/detail/arithmetic.hpp>
#include <npublas/linalg/detail/copy.hpp>
#include <npublas/linalg/detail/lapack_spectral.hpp>
#include <npublas/linalg/detail/lu.hpp>
#include <npublas/linalg/detail/norm.hpp>
#include <npublas/linalg/detail/small.hpp>
#include <npublas/linalg/detail/tridiagonal.hpp>
#include <npublas/linalg/error.hpp>
#include <npublas/linalg/strided.hpp>

#include <cmath>
#include <cstddef>
#include <limits>
#include <memory>
#include <new>

namespace npublas::linalg::detail {

template <class R>
inline bool is_finite_size(const R& size) {
    return size <= (std::numeric_limits<R>::max)();
}

[[noreturn]] inline void refuse_not_finite() {
    throw no_convergence("the matrix contains a NaN or an infinity: no iteration converges");
}

/// Whether the triangle that is read is the upper one: then its transpose, a lower triangle, holds
/// the conjugate matrix, so that elements are conjugated on the way.
template <class T>
T hermitian_element(const matrix_operand<const T>& a, bool lower, ptrdiff_t i, ptrdiff_t j) {
    if (i == j) return T(real_part(a(i, i)));
    return lower ? a(i, j) : conjugate(a(j, i));
}

/// The factor, a power of two, that brings the largest element near 1 where squares of elements
/// would overflow or underflow; 1 elsewhere.
template <class R>
R safe_scale(const R& largest) {
    using std::sqrt;
    if (largest == R(0) || is_safe_sum<R>(largest * largest * largest * largest)) return R(1);
    return power_of_two_below(largest);
}

/// Eigenvalues, ascending, to `values`, and eigenvectors as the rows of `vectors` unless it is
/// null, of the hermitian matrix whose lower triangle lies in n rows of n elements, which are
/// overwritten. `off_diagonal` has n numbers, `tau` and `work` have n elements each.
template <class T, class Extent>
inline void diagonalize(T* rows, Extent n, real_type_t<T>* values, real_type_t<T>* off_diagonal,
                        T* tau, T* work, T* vectors) {
    using R = real_type_t<T>;
    R largest(0);
    for (ptrdiff_t i = 0; i < n; ++i)
        for (ptrdiff_t j = 0; j <= i; ++j)
            largest = larger<R>(largest, largest_component(rows[i * n + j]));
    if (!is_finite_size(largest)) refuse_not_finite();
    const R scale = safe_scale(largest);
    if (scale != R(1))
        for (ptrdiff_t i = 0; i < n; ++i)
            for (ptrdiff_t j = 0; j <= i; ++j)
                rows[i * n + j] = rows[i * n + j] / scale;
    reduce_to_tridiagonal(rows, n, values, off_diagonal, tau, work);
    if (vectors != nullptr) form_tridiagonal_basis(rows, n, tau, vectors);
    diagonalize_tridiagonal(values, off_diagonal, n, vectors);
    sort_upwards(values, vectors, n);
    if (scale != R(1))
        for (ptrdiff_t i = 0; i < n; ++i)
            values[i] = values[i] * scale;
}

/// Reads a triangle into rows for diagonalize().
template <class T, class Extent>
inline void load_hermitian(const matrix_operand<const T>& a, bool lower, Extent n, T* rows) {
    for (ptrdiff_t i = 0; i < n; ++i)
        for (ptrdiff_t j = 0; j <= i; ++j)
            rows[i * n + j] = hermitian_element(a, lower, i, j);
}

/// Writes values and, as columns, the vectors that lie in rows.
template <class T, class Extent>
inline void store_eigensystem(const real_type_t<T>* values, const T* rows, Extent n,
                              const vector_operand<real_type_t<T>>& value_output,
                              const matrix_operand<T>* vector_output) {
    for (ptrdiff_t i = 0; i < n; ++i)
        value_output(i) = values[i];
    if (vector_output != nullptr) store_rows(rows, n, n, n, vector_output->transposed());
}

/// eigh in stack memory.
template <class T, class Extent>
inline void small_eigh(const matrix_operand<const T>& a, bool lower, Extent n,
                       const vector_operand<real_type_t<T>>& values,
                       const matrix_operand<T>* vectors) {
    using R = real_type_t<T>;
    constexpr ptrdiff_t most = largest_extent<Extent>;
    stack_memory<T, most*(2 * most + 2)> memory;
    stack_memory<R, 2 * most> real_memory;
    T* const rows = memory.data();
    T* const basis = rows + n * n;
    T* const tau = basis + n * n;
    R* const diagonal = real_memory.data();
    load_hermitian(a, lower, n, rows);
    diagonalize(rows, n, diagonal, diagonal + n, tau, tau + n,
                vectors == nullptr ? nullptr : basis);
    store_eigensystem(diagonal, basis, n, values, vectors);
}

/// eigh by npublas's own loops, for any element type.
template <class T>
void generic_eigh(const matrix_operand<const T>& a, bool lower,
                  const vector_operand<real_type_t<T>>& values, const matrix_operand<T>* vectors) {
    using R = real_type_t<T>;
    const ptrdiff_t n = a.size1;
    const auto length = static_cast<std::size_t>(n);
    const temporary_matrix<T> rows(n, n, true);
    const temporary_matrix<T> basis(vectors == nullptr ? 0 : n, n, true);
    const std::unique_ptr<T[]> work(new T[2 * length]);
    const std::unique_ptr<R[]> numbers(new R[2 * length]);
    load_hermitian(a, lower, n, rows.operand().data);
    diagonalize(rows.operand().data, n, numbers.get(), numbers.get() + n, work.get(),
                work.get() + n, vectors == nullptr ? nullptr : basis.operand().data);
    store_eigensystem(numbers.get(), basis.operand().data, n, values, vectors);
}

/// The column-major memory that LAPACK works in: the output's own where it is contiguous.
template <class T>
class lapack_matrix {
public:
    lapack_matrix(ptrdiff_t size1, ptrdiff_t size2, const matrix_operand<T>* output)
        : own_(is_direct(output) ? 0 : size1, size2, false), memory_(own_.operand()),
          output_(output) {
        if (is_direct(output)) memory_ = is_by_rows(*output) ? output->transposed() : *output;
        memory_.size1 = size1;
        memory_.size2 = size2;
    }

    /// Column-major; where the output is row-major, this is its transpose.
    const matrix_operand<T>& operand() const { return memory_; }

    int leading_dimension() const { return as_blas(memory_)->leading_dimension; }

    /// Brings the result into the output.
    void store() const {
        if (output_ == nullptr) return;
        if (!is_direct(output_))
            copy<T>(memory_, *output_);
        else if (is_by_rows(*output_))
            transpose_in_place(*output_);
    }

private:
    static bool is_by_rows(const matrix_operand<T>& a) { return as_blas(a)->transposed; }

    /// A row-major matrix is transposed in place, which takes a square.
    static bool is_direct(const matrix_operand<T>* a) {
        if (a == nullptr || a->size1 < 1 || a->size2 < 1) return false;
        const auto direct = as_blas(*a);
        return direct && (!direct->transposed || a->size1 == a->size2);
    }

    temporary_matrix<T> own_;
    matrix_operand<T> memory_;
    const matrix_operand<T>* output_;
};

/// Contiguous memory for numbers that LAPACK writes: the output's own where it is such.
template <class R>
class lapack_vector {
public:
    explicit lapack_vector(const vector_operand<R>& output)
        : own_(is_direct(output) ? 0 : output.size), output_(output) {}

    R* data() const { return is_direct(output_) ? output_.data : own_.operand().data; }

    void store() const {
        if (!is_direct(output_)) copy<R>(as_column(own_.operand()), as_column(output_));
    }

private:
    static bool is_direct(const vector_operand<R>& x) { return x.stride == 1 || x.size <= 1; }

    temporary_vector<R> own_;
    vector_operand<R> output_;
};

template <class T>
bool contains_not_finite(const matrix_operand<const T>& a) {
    using R = real_type_t<T>;
    return !is_finite_size(
        largest_of_matrix(a, [](const T& x) -> R { return largest_component(x); }));
}

/// Copies a triangle of the square matrix a.
template <class T>
void copy_triangle(const matrix_operand<const T>& a, bool lower, const matrix_operand<T>& to) {
    for (ptrdiff_t j = 0; j < a.size2; ++j)
        for (ptrdiff_t i = lower ? j : 0; i < (lower ? a.size1 : j + 1); ++i)
            to(i, j) = a(i, j);
}

/// True if the largest component in a triangle is a finite number.
template <class T>
bool is_finite_triangle(const matrix_operand<const T>& a, bool lower) {
    using R = real_type_t<T>;
    R largest(0);
    for (ptrdiff_t j = 0; j < a.size2; ++j)
        for (ptrdiff_t i = lower ? j : 0; i < (lower ? a.size1 : j + 1); ++i)
            largest = larger<R>(largest, largest_component(a(i, j)));
    return is_finite_size(largest);
}

/// eigh by LAPACK.
template <class T>
void lapack_eigh(const matrix_operand<const T>& a, bool lower,
                 const vector_operand<real_type_t<T>>& values, const matrix_operand<T>* vectors) {
    const lapack_matrix<T> matrix(a.size1, a.size1, vectors);
    const lapack_vector<real_type_t<T>> numbers(values);
    copy_triangle(a, lower, matrix.operand());
    if (!is_finite_triangle<T>(matrix.operand(), lower)) refuse_not_finite();
    const auto info = lapack_workspace<T>::provide(0, 0, [&](const lapack_workspace<T>& work) {
        return heevd(vectors == nullptr ? 'N' : 'V', lower ? 'L' : 'U', static_cast<int>(a.size1),
                     matrix.operand().data, matrix.leading_dimension(), numbers.data(), work);
    });
    if (info != 0) throw no_convergence("the eigenvalues do not converge");
    matrix.store();
    numbers.store();
}

template <class T>
inline void eigh_into(const matrix_operand<const T>& a, bool lower,
                      const vector_operand<real_type_t<T>>& values,
                      const matrix_operand<T>* vectors) {
    if (a.size1 == 0) return;
    if constexpr (is_plain<T>) {
        if (a.size1 <= small_order && a.size1 < limits_of<T>.syevd_from)
            return with_extent<most_unrolled<T>>(
                a.size1, [&](auto n) { small_eigh(a, lower, n, values, vectors); });
    }
    if constexpr (is_blas_type<T>) {
        if (fits_int(a.size1)) return lapack_eigh(a, lower, values, vectors);
    }
    generic_eigh(a, lower, values, vectors);
}

/// values = the eigenvalues, ascending, of the symmetric or hermitian matrix of which a triangle of
/// `a` is read; column j of `vectors` = a unit eigenvector for values(j). Of the diagonal, only
/// real parts are read. `vectors` must not overlap a, but may be it. Throws no_convergence.
template <class T>
void eigh(const matrix_operand<const T>& a, bool lower,
          const vector_operand<real_type_t<T>>& values, const matrix_operand<T>& vectors) {
    eigh_into<T>(a, lower, values, &vectors);
}

/// The eigenvalues alone.
template <class T>
void eigvalsh(const matrix_operand<const T>& a, bool lower,
              const vector_operand<real_type_t<T>>& values) {
    eigh_into<T>(a, lower, values, nullptr);
}

} // namespace npublas::linalg::detail

#endif
