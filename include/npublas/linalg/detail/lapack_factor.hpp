// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See
// LICENSE_1_0.txt)

/// The LAPACK routines behind factorizations and least squares, under one name
/// for the four element types. Matrices are column-major; results are LAPACK's
/// `info`, workspaces the caller's.

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

// LAPACKE's complex types may be C's or C++'s, whichever was included first:
// same memory.
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

/// B = op(A)^-1 B, where A is a triangle of order m and B has n columns; both
/// are stored in `order`.
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

/// Cholesky factorization of the triangle 'L' or 'U'.
template <class T>
lapack_int potrf(char triangle, int n, T* a, int lda) {
    return select_for<T>(LAPACKE_spotrf_work, LAPACKE_dpotrf_work, LAPACKE_cpotrf_work,
                         LAPACKE_zpotrf_work)(LAPACK_COL_MAJOR, triangle, n, lapack_pointer(a),
                                              lda);
}

} // namespace npublas::linalg::detail

#endif
