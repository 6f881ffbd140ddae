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
/// | header             | functions                                                        |
/// |--------------------|------------------------------------------------------------------|
/// | linalg/product     | prod, axpy_prod, opb_prod, inner_prod, outer_prod                |
/// | linalg/update      | rank_1_update, symmetric_ and hermitian_rank_k_update            |
/// | linalg/solve       | solve, inplace_solve                                             |
/// | linalg/triangular  | solve_triangular, inplace_solve with a triangle                  |
/// | linalg/banded      | solve_banded                                                     |
/// | linalg/lu          | lu, lu_factorize, lu_substitute                                  |
/// | linalg/cholesky    | cholesky                                                         |
/// | linalg/ldl         | ldl                                                              |
/// | linalg/qr          | qr, with column pivoting or without                              |
/// | linalg/lstsq       | lstsq                                                            |
/// | linalg/determinant | determinant, slogdet                                             |
/// | linalg/inverse     | inverse                                                          |
/// | linalg/eigh        | eigh, eigvalsh, also for a x = lambda b x                        |
/// | linalg/eig         | eig, eigvals                                                     |
/// | linalg/schur       | schur                                                            |
/// | linalg/svd         | svd, singular_values                                             |
/// | linalg/rank        | rank                                                             |
/// | linalg/pinv        | pinv                                                             |
/// | linalg/condition   | condition_number                                                 |
/// | linalg/expm        | expm                                                             |
/// | linalg/norm        | norm_1, norm_2, norm_inf, norm_frobenius, norm_nuclear, norm     |
/// | linalg/error       | what is thrown                                                   |
/// | linalg/backend     | what is computed by BLAS and LAPACK                              |
/// | linalg/operand     | how arguments are seen as strided memory                         |
///
/// A program that includes this links with CBLAS and LAPACKE (`-llapacke -lblas`).

#ifndef NPUBLAS_LINALG_HPP
#define NPUBLAS_LINALG_HPP

#include <npublas/linalg/backend.hpp>
#include <npublas/linalg/banded.hpp>
#include <npublas/linalg/cholesky.hpp>
#include <npublas/linalg/condition.hpp>
#include <npublas/linalg/determinant.hpp>
#include <npublas/linalg/eig.hpp>
#include <npublas/linalg/eigh.hpp>
#include <npublas/linalg/error.hpp>
#include <npublas/linalg/expm.hpp>
#include <npublas/linalg/inverse.hpp>
#include <npublas/linalg/ldl.hpp>
#include <npublas/linalg/lstsq.hpp>
#include <npublas/linalg/lu.hpp>
#include <npublas/linalg/norm.hpp>
#include <npublas/linalg/operand.hpp>
#include <npublas/linalg/pinv.hpp>
#include <npublas/linalg/product.hpp>
#include <npublas/linalg/qr.hpp>
#include <npublas/linalg/rank.hpp>
#include <npublas/linalg/schur.hpp>
#include <npublas/linalg/solve.hpp>
#include <npublas/linalg/svd.hpp>
#include <npublas/linalg/triangular.hpp>
#include <npublas/linalg/update.hpp>

#endif
