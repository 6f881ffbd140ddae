// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// Least squares in strided memory: LAPACK's ?gelsd for the types it has; for others a pivoted QR
/// factorization, with one-sided Jacobi rotations for the singular values, neither of which suffers
/// from badly scaled columns.

#ifndef NPUBLAS_LINALG_DETAIL_LSTSQ_HPP
#define NPUBLAS_LINALG_DETAIL_LSTSQ_HPP

#include <npublas/linalg/detail/accurate_sum.hpp>
#include <npublas/linalg/detail/arithmetic.hpp>
#include <npublas/linalg/detail/copy.hpp>
#include <npublas/linalg/detail/interrupt.hpp>
#include <npublas/linalg/detail/inverse.hpp>
#include <npublas/linalg/detail/jacobi.hpp>
#include <npublas/linalg/detail/lapack_factor.hpp>
#include <npublas/linalg/detail/norm.hpp>
#include <npublas/linalg/detail/operand.hpp>
#include <npublas/linalg/detail/qr.hpp>
#include <npublas/linalg/detail/triangular.hpp>
#include <npublas/linalg/error.hpp>
#include <npublas/linalg/strided.hpp>

#include <algorithm>
#include <cstddef>
#include <limits>
#include <memory>
#include <utility>

namespace npublas::linalg::detail {

/// The sum of the squared absolute values of each column.
template <class T>
void sums_of_squares(const matrix_operand<const T>& a, real_type_t<T>* sums) {
    for (ptrdiff_t j = 0; j < a.size2; ++j)
        sums[j] = sum_of_elements(a.column(j), [](const real_type_t<T>& s, const T& x) {
            return real_type_t<T>(add_square(s, x));
        });
}

/// The number of singular values that count.
template <class R>
ptrdiff_t numerical_rank(const R* singular_values, ptrdiff_t count, const R& rcond) {
    ptrdiff_t rank = 0;
    while (rank < count && singular_values[rank] > rcond * singular_values[0])
        ++rank;
    return rank;
}

/// b = the shortest y that makes |t y - b| least, for a square matrix t of which only the largest
/// singular values count. On entry w = t v and v are what one_sided_jacobi left.
template <class T>
void substitute_singular(matrix_operand<const T> w, matrix_operand<const T> v,
                         const real_type_t<T>* lengths, ptrdiff_t rank, matrix_operand<T> b) {
    const ptrdiff_t n = w.size1;
    const temporary_vector<T> solution(n);
    for (ptrdiff_t j = 0; j < b.size2; ++j) {
        fill(as_column(solution.operand()), T(0));
        for (ptrdiff_t k = 0; k < rank; ++k) {
            const T factor = conjugated_dot<T>(w.column(k), b.column(j)) / lengths[k] / lengths[k];
            for (ptrdiff_t i = 0; i < n; ++i)
                solution.operand()(i) = multiply_add<T>(solution.operand()(i), factor, v(i, k));
        }
        for (ptrdiff_t i = 0; i < n; ++i)
            b(i, j) = solution.operand()(i);
    }
}

/// b = the shortest y that makes |t y - b| least, for a triangle t in a square matrix with zeros
/// elsewhere. Returns the rank.
template <class T>
ptrdiff_t solve_triangle_of_any_rank(matrix_operand<const T> t, bool lower,
                                     const real_type_t<T>& rcond, matrix_operand<T> b,
                                     real_type_t<T>* singular_values) {
    const ptrdiff_t n = t.size1;
    // Rotations converge faster on a lower triangle (Z. Drmac and K. Veselic, 2008): of an upper
    // one the adjoint is rotated.
    const temporary_matrix<T> w(n, n, false);
    const temporary_matrix<T> v(n, n, false);
    copy(lower ? t : t.transposed(), w.operand());
    if (!lower) conjugate_all(w.operand());
    set_to_identity(v.operand());
    one_sided_jacobi(w.operand(), v.operand(), singular_values);
    const ptrdiff_t rank = numerical_rank(singular_values, n, rcond);
    if (rank == n)
        solve_triangular(t, {lower}, b);
    else if (lower)
        substitute_singular<T>(w.operand(), v.operand(), singular_values, rank, b);
    else
        substitute_singular<T>(v.operand(), w.operand(), singular_values, rank, b);
    return rank;
}

template <class T>
bool is_finite(const matrix_operand<const T>& a) {
    for (ptrdiff_t i = 0; i < a.size1; ++i)
        for (ptrdiff_t j = 0; j < a.size2; ++j)
            if (!(largest_component(a(i, j)) <= (std::numeric_limits<real_type_t<T>>::max)()))
                return false;
    return true;
}

/// The factors of a matrix of full column rank: a P = Q R.
template <class T>
struct pivoted_factors {
    matrix_operand<const T> a;
    matrix_operand<const T> reflectors;
    const T* tau;
    const ptrdiff_t* columns;

    matrix_operand<const T> r() const { return reflectors.block(0, 0, a.size2, a.size2); }
};

/// One step towards the x and the residual r with r + a x = b and a^H r = 0, of which right-hand
/// sides, twice as precise, are kept small: what is wrong in them is solved for with the factors.
/// Returns false if the step is not finite; x and r are then as before.
template <class T>
bool refine_step(const pivoted_factors<T>& factors, const vector_operand<const T>& b,
                 const vector_operand<T>& x, const vector_operand<T>& r) {
    const matrix_operand<const T>& a = factors.a;
    const ptrdiff_t n = a.size2;
    const temporary_vector<T> first(a.size1);
    const temporary_vector<T> second(n);
    const vector_operand<T> f = first.operand();
    const vector_operand<T> g = second.operand();
    for (ptrdiff_t i = 0; i < a.size1; ++i) {
        accurate_sum<T> sum(b(i));
        sum.add_product(T(-1), r(i));
        for (ptrdiff_t j = 0; j < n; ++j)
            sum.add_product(-a(i, j), x(j));
        f(i) = sum.value();
    }
    for (ptrdiff_t j = 0; j < n; ++j) {
        accurate_sum<T> sum(T(0));
        for (ptrdiff_t i = 0; i < a.size1; ++i)
            sum.add_product(-conjugate(a(i, factors.columns[j])), r(i));
        g(j) = sum.value();
    }
    // With f = Q (d1, d2) and h = R^-H g: dr = Q (h, d2) and dx = P R^-1 (d1 - h).
    solve_triangular<T>(factors.r().transposed(), {true, false, true}, as_column(g));
    multiply_q<T>(factors.reflectors, factors.tau, n, true, as_column(f));
    for (ptrdiff_t j = 0; j < n; ++j)
        std::swap(f(j), g(j));
    for (ptrdiff_t j = 0; j < n; ++j)
        g(j) = g(j) - f(j);
    solve_triangular<T>(factors.r(), {false}, as_column(g));
    multiply_q<T>(factors.reflectors, factors.tau, n, false, as_column(f));
    if (!is_finite<T>(as_column(f)) || !is_finite<T>(as_column(g))) return false;
    for (ptrdiff_t j = 0; j < n; ++j)
        x(factors.columns[j]) = x(factors.columns[j]) + g(j);
    for (ptrdiff_t i = 0; i < a.size1; ++i)
        r(i) = r(i) + f(i);
    return true;
}

/// Improves the columns of x, and writes the squared lengths of their residuals (A. Bjorck,
/// "Iterative refinement of linear least squares solutions I", BIT 7, 1967). Without this, a large
/// residual costs digits with the square of the condition number.
template <class T>
void refine_least_squares(const pivoted_factors<T>& factors, matrix_operand<const T> b,
                          matrix_operand<T> x, real_type_t<T>* residuals) {
    const int steps = 3;
    const temporary_vector<T> residual(b.size1);
    for (ptrdiff_t j = 0; j < b.size2; ++j) {
        fill(as_column(residual.operand()), T(0));
        for (int step = 0; step < steps; ++step) {
            poll_interrupt();
            if (!refine_step<T>(factors, b.column(j), x.column(j), residual.operand())) break;
        }
        sums_of_squares<T>(as_column(residual.operand()), residuals + j);
    }
}

/// lstsq for at least as many equations as unknowns; x must not overlap the others.
template <class T>
ptrdiff_t generic_lstsq_tall(matrix_operand<const T> a, matrix_operand<const T> b,
                             const real_type_t<T>& rcond, matrix_operand<T> x,
                             real_type_t<T>* residuals, real_type_t<T>* singular_values) {
    const ptrdiff_t n = a.size2;
    const temporary_matrix<T> factors(a.size1, n, false);
    const temporary_matrix<T> right(b.size1, b.size2, false);
    const temporary_matrix<T> r(n, n, false);
    const auto tau = std::make_unique<T[]>(static_cast<std::size_t>(n));
    const auto columns = std::make_unique<ptrdiff_t[]>(static_cast<std::size_t>(n));
    copy(a, factors.operand());
    copy(b, right.operand());
    qr_pivoted_in_place(factors.operand(), tau.get(), columns.get());
    multiply_q<T>(factors.operand(), tau.get(), n, true, right.operand());
    copy_r<T>(factors.operand(), r.operand());
    const matrix_operand<T> solution = right.operand().block(0, 0, n, b.size2);
    sums_of_squares<T>(right.operand().block(n, 0, b.size1 - n, b.size2), residuals);
    const ptrdiff_t rank =
        solve_triangle_of_any_rank<T>(r.operand(), false, rcond, solution, singular_values);
    for (ptrdiff_t i = 0; i < n; ++i)
        for (ptrdiff_t j = 0; j < b.size2; ++j)
            x(columns[static_cast<std::size_t>(i)], j) = solution(i, j);
    if (rank == n)
        refine_least_squares<T>({a, factors.operand(), tau.get(), columns.get()}, b, x, residuals);
    return rank;
}

/// lstsq for fewer equations than unknowns: the adjoint is factorized, a = P R^H Q^H.
template <class T>
ptrdiff_t generic_lstsq_wide(matrix_operand<const T> a, matrix_operand<const T> b,
                             const real_type_t<T>& rcond, matrix_operand<T> x,
                             real_type_t<T>* singular_values) {
    const ptrdiff_t m = a.size1;
    const temporary_matrix<T> factors(a.size2, m, false);
    const temporary_matrix<T> l(m, m, false);
    const temporary_matrix<T> right(m, b.size2, false);
    const auto tau = std::make_unique<T[]>(static_cast<std::size_t>(m));
    const auto rows = std::make_unique<ptrdiff_t[]>(static_cast<std::size_t>(m));
    copy(a.transposed(), factors.operand());
    conjugate_all(factors.operand());
    qr_pivoted_in_place(factors.operand(), tau.get(), rows.get());
    copy_r<T>(factors.operand(), l.operand().transposed());
    conjugate_all(l.operand());
    for (ptrdiff_t i = 0; i < m; ++i)
        for (ptrdiff_t j = 0; j < b.size2; ++j)
            right.operand()(i, j) = b(rows[static_cast<std::size_t>(i)], j);
    const ptrdiff_t rank =
        solve_triangle_of_any_rank<T>(l.operand(), true, rcond, right.operand(), singular_values);
    fill(x, T(0));
    copy<T>(right.operand(), x.block(0, 0, m, x.size2));
    multiply_q<T>(factors.operand(), tau.get(), m, false, x);
    return rank;
}

/// lstsq by ?gelsd.
template <class T>
ptrdiff_t lapack_lstsq(matrix_operand<const T> a, matrix_operand<const T> b,
                       const real_type_t<T>& rcond, matrix_operand<T> x, real_type_t<T>* residuals,
                       real_type_t<T>* singular_values) {
    using R = real_type_t<T>;
    const auto m = static_cast<int>(a.size1);
    const auto n = static_cast<int>(a.size2);
    const auto columns = static_cast<int>(b.size2);
    const temporary_matrix<T> matrix(a.size1, a.size2, false);
    const temporary_matrix<T> right(std::max(a.size1, a.size2), b.size2, false);
    copy(a, matrix.operand());
    fill(right.operand(), T(0));
    copy(b, right.operand().block(0, 0, a.size1, b.size2));
    lapack_int rank = 0;
    const auto call = [&](T* work, int size, R* real_work, lapack_int* integer_work) {
        return gelsd(m, n, columns, matrix.operand().data, m, right.operand().data,
                     static_cast<int>(right.operand().size1), singular_values, rcond, &rank, work,
                     size, real_work, integer_work);
    };
    T size{};
    R real_size{};
    lapack_int integer_size = 0;
    call(&size, -1, &real_size, &integer_size);
    const auto elements = [](auto length) { return static_cast<std::size_t>(length) + 1; };
    const auto work = std::make_unique<T[]>(elements(real_part(size)));
    const auto real_work = std::make_unique<R[]>(elements(real_size));
    const auto integer_work = std::make_unique<lapack_int[]>(elements(integer_size));
    if (call(work.get(), static_cast<int>(real_part(size)), real_work.get(), integer_work.get()) !=
        0)
        throw no_convergence("SVD did not converge in linear least squares");
    copy<T>(right.operand().block(0, 0, a.size2, b.size2), x);
    const ptrdiff_t rest = std::max<ptrdiff_t>(a.size1 - a.size2, 0);
    sums_of_squares<T>(right.operand().block(a.size2, 0, rest, b.size2), residuals);
    return rank;
}

/// x = of all that make |a x - b| least, the shortest, for each column of b. Singular values up to
/// `rcond` times the largest count as zero. Writes min(size1, size2) singular values, largest
/// first; and for each column of b the squared length of b - a x, which is right if a has full
/// column rank. Returns the rank. x may overlap the others. Throws no_convergence, also if a has a
/// NaN or an infinity.
template <class T>
ptrdiff_t lstsq(matrix_operand<const T> a, matrix_operand<const T> b, real_type_t<T> rcond,
                matrix_operand<T> x, real_type_t<T>* residuals, real_type_t<T>* singular_values) {
    if (a.size1 == 0 || a.size2 == 0) {
        sums_of_squares(b, residuals);
        fill(x, T(0));
        return 0;
    }
    // What ?gelsd makes of a NaN or an infinity depends on its version.
    if (!is_finite(a)) throw no_convergence("least squares with a matrix that is not finite");
    if constexpr (is_blas_type<T>) {
        if (fits_int(a.size1) && fits_int(a.size2) && fits_int(b.size2) && b.size2 > 0)
            return lapack_lstsq(a, b, rcond, x, residuals, singular_values);
    }
    if (overlap(a, x) || overlap(b, x)) {
        const temporary_matrix<T> result(x.size1, x.size2, is_row_oriented(x));
        const ptrdiff_t rank = lstsq<T>(a, b, rcond, result.operand(), residuals, singular_values);
        copy<T>(result.operand(), x);
        return rank;
    }
    if (a.size1 >= a.size2) return generic_lstsq_tall(a, b, rcond, x, residuals, singular_values);
    std::fill_n(residuals, b.size2, real_type_t<T>(0));
    return generic_lstsq_wide(a, b, rcond, x, singular_values);
}

} // namespace npublas::linalg::detail

#endif
