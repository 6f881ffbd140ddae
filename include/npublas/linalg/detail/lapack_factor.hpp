// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// The LAPACK routines behind factorizations and least squares, under one name for the four element
/// types. Matrices are column-major; results are LAPACK's `info`, workspaces the caller's.

#ifndef NPUBLAS_LINALG_DETAIL_LAPACK_FACTOR_HPP
#define NPUBLAS_LINALG_DETAIL_LAPACK_FACTOR_HPP

#include <npublas/linalg/detail/arithmetic.hpp>
#include <npublas/linalg/detail/blas.hpp>

#include <complex>
#include <type_traits>

namespace npublas::linalg::detail {

/// Of four functions, the one for T.
template <class T, class Single, class Double, class ComplexSingle, class ComplexDouble>
constexpr auto select_for(Single s, Double d, ComplexSingle c, ComplexDouble z) {
    static_assert(is_blas_type<T>);
    if constexpr (std::is_same_v<T, float>)
        return s;
    else if constexpr (std::is_same_v<T, double>)
        return d;
    else if constexpr (std::is_same_v<T, std::complex<float>>)
        return c;
    else
        return z;
}

// LAPACKE's complex types may be C's or C++'s, whichever was included first: same memory.
inline float* lapack_pointer(float* x) { return x; }
inline const float* lapack_pointer(const float* x) { return x; }
inline double* lapack_pointer(double* x) { return x; }
inline const double* lapack_pointer(const double* x) { return x; }
inline auto* lapack_pointer(std::complex<float>* x) {
    return reinterpret_cast<lapack_complex_float*>(x);
}
inline auto* lapack_pointer(const std::complex<float>* x) {
    return reinterpret_cast<const lapack_complex_float*>(x);
}
inline auto* lapack_pointer(std::complex<double>* x) {
    return reinterpret_cast<lapack_complex_double*>(x);
}
inline auto* lapack_pointer(const std::complex<double>* x) {
    return reinterpret_cast<const lapack_complex_double*>(x);
}

/// B = op(A)^-1 B, where A is a triangle of order m and B has n columns; both are stored in
/// `order`.
template <class T>
void trsm(CBLAS_ORDER order, CBLAS_UPLO triangle, CBLAS_TRANSPOSE operation, CBLAS_DIAG diagonal,
          int m, int n, const T* a, int lda, T* b, int ldb) {
    const auto f = select_for<T>(cblas_strsm, cblas_dtrsm, cblas_ctrsm, cblas_ztrsm);
    const T one(1);
    if constexpr (is_complex<T>::value)
        f(order, CblasLeft, triangle, operation, diagonal, m, n, &one, a, lda, b, ldb);
    else
        f(order, CblasLeft, triangle, operation, diagonal, m, n, one, a, lda, b, ldb);
}

/// x = op(A)^-1 x, where A is a triangle of order n, column-major.
template <class T>
void trsv(CBLAS_UPLO triangle, CBLAS_TRANSPOSE operation, CBLAS_DIAG diagonal, int n, const T* a,
          int lda, T* x, int increment) {
    select_for<T>(cblas_strsv, cblas_dtrsv, cblas_ctrsv, cblas_ztrsv)(
        CblasColMajor, triangle, operation, diagonal, n, a, lda, x, increment);
}

/// C = alpha A A^T + beta C (A^H if hermitian) in a triangle of C, which is column-major; A is
/// stored in it transposed (adjoint) if `transposed`. T is a complex type if `hermitian`.
template <class T>
void syrk(CBLAS_UPLO triangle, bool transposed, bool hermitian, int n, int k,
          const real_type_t<T>& alpha, const T* a, int lda, const real_type_t<T>& beta, T* c,
          int ldc) {
    if constexpr (is_complex<T>::value) {
        if (hermitian)
            return select_for<T>(0, 0, cblas_cherk, cblas_zherk)(
                CblasColMajor, triangle, transposed ? CblasConjTrans : CblasNoTrans, n, k, alpha, a,
                lda, beta, c, ldc);
        const T complex_alpha(alpha);
        const T complex_beta(beta);
        select_for<T>(0, 0, cblas_csyrk,
                      cblas_zsyrk)(CblasColMajor, triangle, transposed ? CblasTrans : CblasNoTrans,
                                   n, k, &complex_alpha, a, lda, &complex_beta, c, ldc);
    } else {
        select_for<T>(cblas_ssyrk, cblas_dsyrk, 0, 0)(CblasColMajor, triangle,
                                                      transposed ? CblasTrans : CblasNoTrans, n, k,
                                                      alpha, a, lda, beta, c, ldc);
    }
}

/// Cholesky factorization of the triangle 'L' or 'U'.
template <class T>
lapack_int potrf(char triangle, int n, T* a, int lda) {
    return select_for<T>(LAPACKE_spotrf_work, LAPACKE_dpotrf_work, LAPACKE_cpotrf_work,
                         LAPACKE_zpotrf_work)(LAPACK_COL_MAJOR, triangle, n, lapack_pointer(a),
                                              lda);
}

// A = Q R, reflectors below the diagonal; the workspace of all these is asked for with size -1.
template <class T>
lapack_int geqrf(int m, int n, T* a, int lda, T* tau, T* work, int size) {
    return select_for<T>(LAPACKE_sgeqrf_work, LAPACKE_dgeqrf_work, LAPACKE_cgeqrf_work,
                         LAPACKE_zgeqrf_work)(LAPACK_COL_MAJOR, m, n, lapack_pointer(a), lda,
                                              lapack_pointer(tau), lapack_pointer(work), size);
}

// A P = Q R with column pivoting; `real_work` has 2 n elements if T is complex.
template <class T>
lapack_int geqp3(int m, int n, T* a, int lda, lapack_int* columns, T* tau, T* work, int size,
                 real_type_t<T>* real_work) {
    const auto f = select_for<T>(LAPACKE_sgeqp3_work, LAPACKE_dgeqp3_work, LAPACKE_cgeqp3_work,
                                 LAPACKE_zgeqp3_work);
    if constexpr (is_complex<T>::value)
        return f(LAPACK_COL_MAJOR, m, n, lapack_pointer(a), lda, columns, lapack_pointer(tau),
                 lapack_pointer(work), size, real_work);
    else
        return f(LAPACK_COL_MAJOR, m, n, a, lda, columns, tau, work, size);
}

// The first n columns of the product of k reflectors, in the memory of the reflectors.
template <class T>
lapack_int orgqr(int m, int n, int k, T* a, int lda, const T* tau, T* work, int size) {
    return select_for<T>(LAPACKE_sorgqr_work, LAPACKE_dorgqr_work, LAPACKE_cungqr_work,
                         LAPACKE_zungqr_work)(LAPACK_COL_MAJOR, m, n, k, lapack_pointer(a), lda,
                                              lapack_pointer(tau), lapack_pointer(work), size);
}

// C = Q C, or Q^H C, for the product of k reflectors.
template <class T>
lapack_int ormqr(bool adjoint, int m, int n, int k, const T* a, int lda, const T* tau, T* c,
                 int ldc, T* work, int size) {
    const char operation = !adjoint ? 'N' : is_complex<T>::value ? 'C' : 'T';
    return select_for<T>(LAPACKE_sormqr_work, LAPACKE_dormqr_work, LAPACKE_cunmqr_work,
                         LAPACKE_zunmqr_work)(LAPACK_COL_MAJOR, 'L', operation, m, n, k,
                                              lapack_pointer(a), lda, lapack_pointer(tau),
                                              lapack_pointer(c), ldc, lapack_pointer(work), size);
}

// Bunch-Kaufman factorization of the lower triangle of a symmetric or, by hetrf, hermitian matrix.
template <class T>
lapack_int sytrf(bool hermitian, int n, T* a, int lda, lapack_int* pivots, T* work, int size) {
    const auto symmetric = select_for<T>(LAPACKE_ssytrf_work, LAPACKE_dsytrf_work,
                                         LAPACKE_csytrf_work, LAPACKE_zsytrf_work);
    const auto f = hermitian ? select_for<T>(LAPACKE_ssytrf_work, LAPACKE_dsytrf_work,
                                             LAPACKE_chetrf_work, LAPACKE_zhetrf_work)
                             : symmetric;
    return f(LAPACK_COL_MAJOR, 'L', n, lapack_pointer(a), lda, pivots, lapack_pointer(work), size);
}

// B = A^-1 B for a banded A, stored below as many unused rows as it has diagonals below its main.
template <class T>
lapack_int gbsv(int n, int below, int above, int columns, T* bands, int ldab, lapack_int* pivots,
                T* b, int ldb) {
    return select_for<T>(LAPACKE_sgbsv_work, LAPACKE_dgbsv_work, LAPACKE_cgbsv_work,
                         LAPACKE_zgbsv_work)(LAPACK_COL_MAJOR, n, below, above, columns,
                                             lapack_pointer(bands), ldab, pivots, lapack_pointer(b),
                                             ldb);
}

/// Least squares by divide and conquer SVD; `real_work` is used if T is complex. Sizes -1 ask.
template <class T>
lapack_int gelsd(int m, int n, int columns, T* a, int lda, T* b, int ldb,
                 real_type_t<T>* singular_values, real_type_t<T> rcond, lapack_int* rank, T* work,
                 int size, real_type_t<T>* real_work, lapack_int* integer_work) {
    const auto f = select_for<T>(LAPACKE_sgelsd_work, LAPACKE_dgelsd_work, LAPACKE_cgelsd_work,
                                 LAPACKE_zgelsd_work);
    if constexpr (is_complex<T>::value)
        return f(LAPACK_COL_MAJOR, m, n, columns, lapack_pointer(a), lda, lapack_pointer(b), ldb,
                 singular_values, rcond, rank, lapack_pointer(work), size, real_work, integer_work);
    else
        return f(LAPACK_COL_MAJOR, m, n, columns, a, lda, b, ldb, singular_values, rcond, rank,
                 work, size, integer_work);
}

} // namespace npublas::linalg::detail

#endif
