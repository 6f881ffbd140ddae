// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// CBLAS and LAPACKE under one name per routine, overloaded on the element type.

#ifndef NPUBLAS_LINALG_DETAIL_BLAS_HPP
#define NPUBLAS_LINALG_DETAIL_BLAS_HPP

#include <complex>
#include <type_traits>

#include <cblas.h>

// Else lapack.h declares its functions with C's _Complex, which is no standard C++.
#ifndef LAPACK_COMPLEX_CUSTOM
#define LAPACK_COMPLEX_CUSTOM
#define lapack_complex_float std::complex<float>
#define lapack_complex_double std::complex<double>
#endif
#include <lapacke.h>

namespace npublas::linalg::detail {

/// The element types that BLAS and LAPACK have routines for.
template <class T>
inline constexpr bool is_blas_type =
    std::is_same_v<T, float> || std::is_same_v<T, double> ||
    std::is_same_v<T, std::complex<float>> || std::is_same_v<T, std::complex<double>>;

/// A matrix as BLAS wants it: column-major as it lies in memory, or the transpose of such a one.
template <class T>
struct blas_matrix {
    T* data;
    int leading_dimension;
    bool transposed;

    CBLAS_TRANSPOSE operation() const { return transposed ? CblasTrans : CblasNoTrans; }
};

/// A vector as BLAS wants it; `data` is the lowest address, also where the increment is negative.
template <class T>
struct blas_vector {
    T* data;
    int increment;
};

// C = A B + beta C, where C is column-major.

inline void gemm(int m, int n, int k, blas_matrix<const float> a, blas_matrix<const float> b,
                 float beta, blas_matrix<float> c) {
    cblas_sgemm(CblasColMajor, a.operation(), b.operation(), m, n, k, 1.0f, a.data,
                a.leading_dimension, b.data, b.leading_dimension, beta, c.data,
                c.leading_dimension);
}

inline void gemm(int m, int n, int k, blas_matrix<const double> a, blas_matrix<const double> b,
                 double beta, blas_matrix<double> c) {
    cblas_dgemm(CblasColMajor, a.operation(), b.operation(), m, n, k, 1.0, a.data,
                a.leading_dimension, b.data, b.leading_dimension, beta, c.data,
                c.leading_dimension);
}

inline void gemm(int m, int n, int k, blas_matrix<const std::complex<float>> a,
                 blas_matrix<const std::complex<float>> b, std::complex<float> beta,
                 blas_matrix<std::complex<float>> c) {
    const std::complex<float> alpha = 1.0f;
    cblas_cgemm(CblasColMajor, a.operation(), b.operation(), m, n, k, &alpha, a.data,
                a.leading_dimension, b.data, b.leading_dimension, &beta, c.data,
                c.leading_dimension);
}

inline void gemm(int m, int n, int k, blas_matrix<const std::complex<double>> a,
                 blas_matrix<const std::complex<double>> b, std::complex<double> beta,
                 blas_matrix<std::complex<double>> c) {
    const std::complex<double> alpha = 1.0;
    cblas_zgemm(CblasColMajor, a.operation(), b.operation(), m, n, k, &alpha, a.data,
                a.leading_dimension, b.data, b.leading_dimension, &beta, c.data,
                c.leading_dimension);
}

// y = A x + beta y, where the stored matrix has m rows and n columns.

inline void gemv(int m, int n, blas_matrix<const float> a, blas_vector<const float> x, float beta,
                 blas_vector<float> y) {
    cblas_sgemv(CblasColMajor, a.operation(), m, n, 1.0f, a.data, a.leading_dimension, x.data,
                x.increment, beta, y.data, y.increment);
}

inline void gemv(int m, int n, blas_matrix<const double> a, blas_vector<const double> x,
                 double beta, blas_vector<double> y) {
    cblas_dgemv(CblasColMajor, a.operation(), m, n, 1.0, a.data, a.leading_dimension, x.data,
                x.increment, beta, y.data, y.increment);
}

inline void gemv(int m, int n, blas_matrix<const std::complex<float>> a,
                 blas_vector<const std::complex<float>> x, std::complex<float> beta,
                 blas_vector<std::complex<float>> y) {
    const std::complex<float> alpha = 1.0f;
    cblas_cgemv(CblasColMajor, a.operation(), m, n, &alpha, a.data, a.leading_dimension, x.data,
                x.increment, &beta, y.data, y.increment);
}

inline void gemv(int m, int n, blas_matrix<const std::complex<double>> a,
                 blas_vector<const std::complex<double>> x, std::complex<double> beta,
                 blas_vector<std::complex<double>> y) {
    const std::complex<double> alpha = 1.0;
    cblas_zgemv(CblasColMajor, a.operation(), m, n, &alpha, a.data, a.leading_dimension, x.data,
                x.increment, &beta, y.data, y.increment);
}

// The sum of x[i] y[i], without conjugation.

inline float dot(int n, blas_vector<const float> x, blas_vector<const float> y) {
    return cblas_sdot(n, x.data, x.increment, y.data, y.increment);
}

inline double dot(int n, blas_vector<const double> x, blas_vector<const double> y) {
    return cblas_ddot(n, x.data, x.increment, y.data, y.increment);
}

inline std::complex<float> dot(int n, blas_vector<const std::complex<float>> x,
                               blas_vector<const std::complex<float>> y) {
    std::complex<float> result;
    cblas_cdotu_sub(n, x.data, x.increment, y.data, y.increment, &result);
    return result;
}

inline std::complex<double> dot(int n, blas_vector<const std::complex<double>> x,
                                blas_vector<const std::complex<double>> y) {
    std::complex<double> result;
    cblas_zdotu_sub(n, x.data, x.increment, y.data, y.increment, &result);
    return result;
}

// LU factorization P A = L U of a column-major matrix; the result is LAPACK's info.

inline lapack_int getrf(int n, blas_matrix<float> a, lapack_int* pivots) {
    return LAPACKE_sgetrf_work(LAPACK_COL_MAJOR, n, n, a.data, a.leading_dimension, pivots);
}

inline lapack_int getrf(int n, blas_matrix<double> a, lapack_int* pivots) {
    return LAPACKE_dgetrf_work(LAPACK_COL_MAJOR, n, n, a.data, a.leading_dimension, pivots);
}

inline lapack_int getrf(int n, blas_matrix<std::complex<float>> a, lapack_int* pivots) {
    return LAPACKE_cgetrf_work(LAPACK_COL_MAJOR, n, n,
                               reinterpret_cast<lapack_complex_float*>(a.data), a.leading_dimension,
                               pivots);
}

inline lapack_int getrf(int n, blas_matrix<std::complex<double>> a, lapack_int* pivots) {
    return LAPACKE_zgetrf_work(LAPACK_COL_MAJOR, n, n,
                               reinterpret_cast<lapack_complex_double*>(a.data),
                               a.leading_dimension, pivots);
}

// Solves A X = B, or transposed(A) X = B if `a.transposed`, from the factors that getrf left.

inline lapack_int getrs(int n, int columns, blas_matrix<const float> a, const lapack_int* pivots,
                        blas_matrix<float> b) {
    return LAPACKE_sgetrs_work(LAPACK_COL_MAJOR, a.transposed ? 'T' : 'N', n, columns, a.data,
                               a.leading_dimension, pivots, b.data, b.leading_dimension);
}

inline lapack_int getrs(int n, int columns, blas_matrix<const double> a, const lapack_int* pivots,
                        blas_matrix<double> b) {
    return LAPACKE_dgetrs_work(LAPACK_COL_MAJOR, a.transposed ? 'T' : 'N', n, columns, a.data,
                               a.leading_dimension, pivots, b.data, b.leading_dimension);
}

inline lapack_int getrs(int n, int columns, blas_matrix<const std::complex<float>> a,
                        const lapack_int* pivots, blas_matrix<std::complex<float>> b) {
    return LAPACKE_cgetrs_work(
        LAPACK_COL_MAJOR, a.transposed ? 'T' : 'N', n, columns,
        reinterpret_cast<const lapack_complex_float*>(a.data), a.leading_dimension, pivots,
        reinterpret_cast<lapack_complex_float*>(b.data), b.leading_dimension);
}

inline lapack_int getrs(int n, int columns, blas_matrix<const std::complex<double>> a,
                        const lapack_int* pivots, blas_matrix<std::complex<double>> b) {
    return LAPACKE_zgetrs_work(
        LAPACK_COL_MAJOR, a.transposed ? 'T' : 'N', n, columns,
        reinterpret_cast<const lapack_complex_double*>(a.data), a.leading_dimension, pivots,
        reinterpret_cast<lapack_complex_double*>(b.data), b.leading_dimension);
}

} // namespace npublas::linalg::detail

#endif
