// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
// Copyright 2026 The npublas authors

// npublas::linalg inside C++: products beside the direct calls of BLAS and uBLAS's own, and
// factorizations in long double beside uBLAS's.

#include <npublas/linalg.hpp>
#include <npublas/python.hpp>

#include <boost/numeric/ublas/lu.hpp>
#include <boost/python/module.hpp>

#include <cblas.h>

#include <cstddef>

namespace {

namespace ublas = boost::numeric::ublas;
namespace linalg = npublas::linalg;

using npublas::matrix_view;
using npublas::vector_view;

using in_matrix = matrix_view<const double>;
using out_matrix = matrix_view<double>;
using in_vector = vector_view<const double>;
using out_vector = vector_view<double>;
using long_matrix = matrix_view<const long double>;

/// The compiler can neither join repetitions nor drop one: each might read and write any memory.
template <class Step>
void repeat(std::size_t repetitions, Step step) {
    for (std::size_t k = 0; k < repetitions; ++k) {
        step();
        asm volatile("" : : : "memory");
    }
}

int size(std::size_t n) { return static_cast<int>(n); }

// Matrix times matrix

void gemm_direct(in_matrix a, in_matrix b, out_matrix c, std::size_t repetitions) {
    int const m = size(c.size1()), n = size(c.size2()), k = size(a.size2());
    repeat(repetitions, [&] {
        cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, m, n, k, 1.0, a.data(), k, b.data(),
                    n, 0.0, c.data(), n);
    });
}

void gemm_npublas(in_matrix a, in_matrix b, out_matrix c, std::size_t repetitions) {
    repeat(repetitions, [&] { linalg::axpy_prod(a, b, c); });
}

// Matrix times vector

void gemv_direct(in_matrix a, in_vector x, out_vector y, std::size_t repetitions) {
    int const m = size(a.size1()), n = size(a.size2());
    repeat(repetitions, [&] {
        cblas_dgemv(CblasRowMajor, CblasNoTrans, m, n, 1.0, a.data(), n, x.data(), 1, 0.0, y.data(),
                    1);
    });
}

void gemv_npublas(in_matrix a, in_vector x, out_vector y, std::size_t repetitions) {
    repeat(repetitions, [&] { linalg::axpy_prod(a, x, y); });
}

// Products as new matrices and vectors

void new_gemm_npublas(in_matrix a, in_matrix b, std::size_t repetitions) {
    repeat(repetitions, [&] { ublas::matrix<double> const c = linalg::prod(a, b); });
}

void new_gemm_ublas(in_matrix a, in_matrix b, std::size_t repetitions) {
    repeat(repetitions, [&] { ublas::matrix<double> const c = ublas::prod(a, b); });
}

void new_gemv_npublas(in_matrix a, in_vector x, std::size_t repetitions) {
    repeat(repetitions, [&] { ublas::vector<double> const y = linalg::prod(a, x); });
}

void new_gemv_ublas(in_matrix a, in_vector x, std::size_t repetitions) {
    repeat(repetitions, [&] { ublas::vector<double> const y = ublas::prod(a, x); });
}

// Inner product

double dot_direct(in_vector x, in_vector y, std::size_t repetitions) {
    double sum = 0;
    repeat(repetitions, [&] { sum = cblas_ddot(size(x.size()), x.data(), 1, y.data(), 1); });
    return sum;
}

double dot_npublas(in_vector x, in_vector y, std::size_t repetitions) {
    double sum = 0;
    repeat(repetitions, [&] { sum = linalg::inner_prod(x, y); });
    return sum;
}

// Factorizations in long double, of a copy

void lu_ublas(long_matrix a) {
    ublas::matrix<long double> copy(a);
    ublas::permutation_matrix<> rows(a.size1());
    ublas::lu_factorize(copy, rows);
}

void lu_npublas(long_matrix a) { linalg::lu(a); }

void qr_npublas(long_matrix a) { linalg::qr(a); }

} // namespace

BOOST_PYTHON_MODULE(bench_linalg) {
    npublas::def("gemm_direct", &gemm_direct);
    npublas::def("gemm_npublas", &gemm_npublas);
    npublas::def("gemv_direct", &gemv_direct);
    npublas::def("gemv_npublas", &gemv_npublas);
    npublas::def("dot_direct", &dot_direct);
    npublas::def("dot_npublas", &dot_npublas);
    npublas::def("new_gemm_npublas", &new_gemm_npublas);
    npublas::def("new_gemm_ublas", &new_gemm_ublas);
    npublas::def("new_gemv_npublas", &new_gemv_npublas);
    npublas::def("new_gemv_ublas", &new_gemv_ublas);
    npublas::def("lu_ublas", &lu_ublas);
    npublas::def("lu_npublas", &lu_npublas);
    npublas::def("qr_npublas", &qr_npublas);
}
