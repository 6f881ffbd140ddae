// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// Dense linear algebra on views, uBLAS containers and their proxies, without Python.
///
/// Everything is in namespace npublas::linalg, to be called by that name, so that an unqualified
/// `prod` stays uBLAS's lazy one:
///
///     using namespace npublas;
///     ublas::matrix<double> c = linalg::prod(a, b);           // BLAS where it applies
///     linalg::axpy_prod(a, x, y, false);                      // y += a x
///     ublas::vector<long double> solution = linalg::solve(m, b);
///
/// | header           | functions                                       |
/// |------------------|-------------------------------------------------|
/// | linalg/product   | prod, axpy_prod, inner_prod, outer_prod         |
/// | linalg/solve     | solve, inplace_solve                            |
/// | linalg/norm      | norm_1, norm_2, norm_inf, norm_frobenius        |
/// | linalg/backend   | what is computed by BLAS and LAPACK             |
/// | linalg/operand   | how arguments are seen as strided memory        |
///
/// A program that includes this links with CBLAS and LAPACKE (`-llapacke -lblas`).

#ifndef NPUBLAS_LINALG_HPP
#define NPUBLAS_LINALG_HPP

#include <npublas/linalg/backend.hpp>
#include <npublas/linalg/norm.hpp>
#include <npublas/linalg/operand.hpp>
#include <npublas/linalg/product.hpp>
#include <npublas/linalg/solve.hpp>

#endif
