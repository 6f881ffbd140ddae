// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
// Copyright 2026 The npublas authors

/// Linear least squares by Householder QR, written once for every uBLAS matrix.
///
/// Nothing here knows of Python, of NumPy or of where elements live: `M` is any mutable uBLAS
/// matrix (ublas::matrix, npublas::matrix_view, a matrix_range of either, ...), row or column
/// major, of float, double, long double or std::complex of them. The factorization happens in the
/// matrix's own memory.
///
/// After G. H. Golub and C. F. Van Loan, Matrix Computations, 4th edition (Johns Hopkins, 2013),
/// Algorithms 5.1.1 (the reflection), 5.2.1 (the factorization) and 5.3.2 (least squares). The
/// storage and the signs are those of LAPACK's ?larfg and ?geqr2: R on and above the diagonal,
/// the reflections below it.
#ifndef NPUBLAS_EXAMPLES_LEAST_SQUARES_HOUSEHOLDER_QR_HPP
#define NPUBLAS_EXAMPLES_LEAST_SQUARES_HOUSEHOLDER_QR_HPP

#include <boost/numeric/ublas/exception.hpp>
#include <boost/numeric/ublas/matrix.hpp>
#include <boost/numeric/ublas/matrix_proxy.hpp>
#include <boost/numeric/ublas/triangular.hpp>
#include <boost/numeric/ublas/vector.hpp>
#include <boost/numeric/ublas/vector_proxy.hpp>

#include <cmath>
#include <cstddef>
#include <limits>
#include <stdexcept>
#include <string>

namespace householder {

namespace ublas = boost::numeric::ublas;

/// The real type that belongs to the elements of an expression `E`: double for complex<double>.
template <class E>
using real_of = typename ublas::type_traits<typename E::value_type>::real_type;

/// A view of the elements of column `j` from row `first_row` down.
template <class M>
ublas::vector_range<ublas::matrix_column<M>> column_below(M& A, std::size_t first_row,
                                                          std::size_t j) {
    auto whole = column(A, j);
    return subrange(whole, first_row, A.size1());
}

/// A power of two as large as the largest element of x, or 1 when there is none but zeros.
/// Dividing by it is exact, and no sum of squares overflows or underflows afterwards.
template <class X>
real_of<X> magnitude(X const& x) {
    const real_of<X> largest = norm_inf(x);
    return largest > 0 ? std::ldexp(real_of<X>(1), std::ilogb(largest)) : real_of<X>(1);
}

/// Finds the reflection H = I - tau v v^H, v(0) = 1, that maps x to a multiple of the first unit
/// vector: H^H x = (beta, 0, ..., 0) with a real beta. Overwrites x by (beta, v(1), v(2), ...) and
/// returns tau.
template <class X>
typename X::value_type make_reflection(X& x) {
    using T = typename X::value_type;
    using real = real_of<X>;
    using traits = ublas::type_traits<T>;

    auto tail = subrange(x, 1, x.size());
    if (norm_inf(tail) == 0 && traits::imag(x(0)) == 0)
        return T(0); // x has this form already, and H = I

    const real scale = magnitude(x);
    x /= scale;
    const T alpha = x(0);
    // The sign opposite to alpha's: nothing cancels in alpha - beta.
    const real beta = -std::copysign(real(norm_2(x)), traits::real(alpha));
    if (!std::isfinite(beta * scale))
        throw std::invalid_argument("Householder QR: the norm of a column is not a finite number; "
                                    "divide the matrix by its largest element");
    tail /= alpha - beta;
    x(0) = beta * scale;
    return (beta - alpha) / beta;
}

/// y := H^H y for the reflection that make_reflection left in `v` and `tau`.
template <class V, class T, class Y>
void apply_reflection(V const& v, T tau, Y& y) {
    // v(0) = 1 is understood: R's diagonal element is stored in its place.
    const auto v_tail = subrange(v, 1, v.size());
    auto y_tail = subrange(y, 1, y.size());
    const T weight = ublas::type_traits<T>::conj(tau) * (y(0) + inner_prod(conj(v_tail), y_tail));
    y(0) -= weight;
    noalias(y_tail) -= weight * v_tail;
}

/// A := QR in place, for A with at least as many rows as columns: R on and above the diagonal,
/// the reflections below it and in `tau`, one per column.
template <class M, class V>
void factorize(M& A, V& tau) {
    if (A.size1() < A.size2())
        throw std::invalid_argument("Householder QR: the matrix has " + std::to_string(A.size1()) +
                                    " rows and " + std::to_string(A.size2()) +
                                    " columns; it needs at least as many rows as columns");
    if (tau.size() != A.size2())
        throw std::invalid_argument("Householder QR: tau has " + std::to_string(tau.size()) +
                                    " elements, the matrix " + std::to_string(A.size2()) +
                                    " columns; they must agree");
    for (std::size_t k = 0; k < A.size2(); ++k) {
        auto v = column_below(A, k, k);
        tau(k) = make_reflection(v);
        for (std::size_t j = k + 1; j < A.size2(); ++j) {
            auto y = column_below(A, k, j);
            apply_reflection(v, tau(k), y);
        }
    }
}

/// b := Q^H b for the Q that factorize left in `QR` and `tau`.
template <class M, class V, class B>
void apply_q_adjoint(M& QR, V const& tau, B& b) {
    for (std::size_t k = 0; k < QR.size2(); ++k) {
        const auto v = column_below(QR, k, k);
        auto y = subrange(b, k, b.size());
        apply_reflection(v, tau(k), y);
    }
}

/// Throws ublas::singular if, to working precision, a column depends on those before it. A
/// reflection changes no length, so the upper part of R's column is as long as A's column was,
/// and its last element is the part of it that the columns before do not explain: the test does
/// not depend on the columns' units.
template <class M>
void require_full_rank(M& R) {
    using real = real_of<M>;
    const real tolerance = real(R.size1()) * std::numeric_limits<real>::epsilon();
    for (std::size_t j = 0; j < R.size2(); ++j) {
        auto whole = column(R, j);
        const auto upper = subrange(whole, 0, j + 1);
        const real scale = magnitude(upper);
        if (std::abs(upper(j)) / scale <= tolerance * norm_2(upper / scale))
            throw ublas::singular(("least squares: the matrix is rank deficient, column " +
                                   std::to_string(j) +
                                   " is a linear combination of the columns before it")
                                      .c_str());
    }
}

/// Throws std::invalid_argument if x has an element that is infinite or not a number.
template <class X>
void require_finite(X const& x, char const* name) {
    for (std::size_t i = 0; i < x.size(); ++i)
        if (!std::isfinite(std::abs(x(i))))
            throw std::invalid_argument(std::string("least squares: ") + name +
                                        " has an element that is infinite or not a number");
}

/// Finds the x that minimizes norm_2(b - A x) and returns that minimum. A is overwritten by its
/// factorization, b by Q^H b; x must have A.size2() elements. The three must not overlap.
template <class M, class B, class X>
real_of<M> least_squares(M& A, B& b, X& x) {
    const std::size_t rows = A.size1();
    const std::size_t columns = A.size2();
    if (b.size() != rows || x.size() != columns)
        throw std::invalid_argument("least squares: the sizes of A (" + std::to_string(rows) +
                                    " by " + std::to_string(columns) + "), b (" +
                                    std::to_string(b.size()) + ") and x (" +
                                    std::to_string(x.size()) + ") do not agree");
    for (std::size_t j = 0; j < columns; ++j)
        require_finite(column(A, j), "A");
    require_finite(b, "b");

    ublas::vector<typename M::value_type> tau(columns);
    factorize(A, tau);
    require_full_rank(A);
    apply_q_adjoint(A, tau, b);

    noalias(x) = subrange(b, 0, columns);
    inplace_solve(subrange(A, 0, columns, 0, columns), x, ublas::upper_tag());
    const auto unexplained = subrange(b, columns, rows);
    const real_of<M> scale = magnitude(unexplained);
    return scale * norm_2(unexplained / scale);
}

} // namespace householder

#endif
