// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

// Least squares: normal equations, shortest solutions, ranks and singular values.

#define BOOST_TEST_MODULE lstsq

#include "linalg_testing.hpp"

#include <npublas/linalg/lstsq.hpp>
#include <npublas/linalg/product.hpp>

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <limits>
#include <utility>

using namespace linalg_testing;

namespace {

struct shape {
    size_t m, n;
};

constexpr shape shapes[] = {{1, 1}, {3, 3}, {6, 3}, {3, 6}, {10, 10}, {40, 20}, {20, 40}};

/// |A^H (b - A x)| / (|A| (|A| |x| + |b|) n eps), as LAPACK's ?qrt17.
template <class T>
bool satisfies_normal_equations(const ublas::matrix<T>& a, const ublas::matrix<T>& x,
                                const ublas::matrix<T>& b) {
    const ublas::matrix<T> residual = b - ublas_prod(a, x);
    const ublas::matrix<T> zero = ublas::zero_matrix<T>(a.size2(), b.size2());
    const auto size = linalg::norm_inf(a) + linalg::norm_1(a);
    return agree(ublas_prod(adjoint(a), residual), zero, size * (size * largest(x) + largest(b)));
}

} // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(of_full_rank, T, factor_types) {
    for (auto [m, n] : shapes)
        for (layout how : some_layouts) {
            const ublas::matrix<T> a = random_matrix<T>(m, n);
            const ublas::matrix<T> b = random_matrix<T>(m, 2);
            const laid_out_matrix<T> matrix(a, how);
            const laid_out_matrix<T> right(b, how);
            const auto found = linalg::lstsq(matrix.const_view(), right.const_view());
            BOOST_CHECK(satisfies_normal_equations(a, found.x, b));
            BOOST_CHECK_EQUAL(found.rank, std::min(m, n));
            BOOST_CHECK_EQUAL(found.singular_values.size(), std::min(m, n));
            BOOST_CHECK_EQUAL(found.residuals.size(), m > n ? 2u : 0u);
            for (size_t j = 0; j < found.residuals.size(); ++j) {
                const ublas::matrix<T> residual = b - ublas_prod(a, found.x);
                const auto length = linalg::norm_2(ublas::column(residual, j));
                BOOST_CHECK(abs(found.residuals(j) - length * length) <
                            real_t<T>(300) * unit_roundoff<T>() * real_t<T>(m) *
                                (1 + length * length));
            }
            const auto one = linalg::lstsq(matrix.const_view(), ublas::column(b, 1));
            BOOST_CHECK(
                satisfies_normal_equations(a, as_matrix(one.x), as_matrix(ublas::column(b, 1))));
        }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(of_low_rank, T, factor_types) {
    for (auto [m, n] : {shape{6, 5}, shape{5, 6}, shape{20, 12}, shape{12, 20}}) {
        const size_t rank = 3;
        const ublas::matrix<T> a = ublas_prod(random_matrix<T>(m, rank), random_matrix<T>(rank, n));
        // In the range of A^H: of all solutions the shortest.
        const ublas::matrix<T> expected = ublas_prod(adjoint(a), random_matrix<T>(m, 2));
        const ublas::matrix<T> b = ublas_prod(a, expected);
        const auto found = linalg::lstsq(a, b);
        BOOST_CHECK_EQUAL(found.rank, rank);
        BOOST_CHECK_EQUAL(found.residuals.size(), 0u);
        const auto& s = found.singular_values;
        const auto condition = s(0) / s(rank - 1);
        BOOST_CHECK(agree(found.x, expected, condition * condition * largest(expected)));
        BOOST_CHECK(s(rank) < 1000 * unit_roundoff<T>() * s(0));
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(singular_values, T, factor_types) {
    using std::sqrt;
    // A = D times rows of a Hadamard matrix: singular values 2 d.
    ublas::matrix<T> a(4, 4);
    const int signs[4][4] = {{1, 1, 1, 1}, {1, -1, 1, -1}, {1, 1, -1, -1}, {1, -1, -1, 1}};
    const int d[4] = {3, 1000, 20, 1};
    for (size_t i = 0; i < 4; ++i)
        for (size_t j = 0; j < 4; ++j)
            a(i, j) = T(real_t<T>(signs[i][j] * d[i]));
    const auto s = linalg::lstsq(a, ublas::vector<T>(4, T(1))).singular_values;
    const int expected[4] = {2000, 40, 6, 2};
    for (size_t i = 0; i < 4; ++i)
        BOOST_CHECK(abs(s(i) - real_t<T>(expected[i])) < 30 * 4 * unit_roundoff<T>() * 2000);
    // The frobenius norm is the length of the vector of singular values.
    const ublas::matrix<T> b = random_matrix<T>(9, 6);
    const auto lengths = linalg::lstsq(b, ublas::vector<T>(9, T(1))).singular_values;
    BOOST_CHECK(abs(linalg::norm_2(lengths) - linalg::norm_frobenius(b)) <
                300 * unit_roundoff<T>() * linalg::norm_frobenius(b));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(rcond_decides_the_rank, T, factor_types) {
    ublas::matrix<T> a = ublas::identity_matrix<T>(3);
    a(2, 2) = T(real_t<T>(1) / real_t<T>(1024));
    const ublas::vector<T> b(3, T(1));
    BOOST_CHECK_EQUAL(linalg::lstsq(a, b).rank, 3u);
    const auto found = linalg::lstsq(a, b, real_t<T>(0.5));
    BOOST_CHECK_EQUAL(found.rank, 2u);
    BOOST_CHECK(abs(found.x(2)) < 100 * unit_roundoff<T>());
    BOOST_CHECK(abs(found.x(0) - T(1)) < 100 * unit_roundoff<T>());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(nothing, T, factor_types) {
    for (auto [m, n] : {shape{0, 0}, shape{0, 3}, shape{3, 0}}) {
        const auto found = linalg::lstsq(ublas::matrix<T>(m, n), ublas::matrix<T>(m, 2, T(2)));
        BOOST_CHECK_EQUAL(found.rank, 0u);
        BOOST_CHECK(same_matrix(found.x, ublas::matrix<T>(n, 2, T(0))));
        BOOST_CHECK_EQUAL(found.residuals.size(), m > n ? 2u : 0u);
        for (const auto& r : found.residuals)
            BOOST_CHECK(r == real_t<T>(12));
    }
}

BOOST_AUTO_TEST_CASE(badly_scaled_columns_in_long_double) {
    // Powers of x up to 10, as in NIST's Filip: columns of sizes from 1 to 10^9.
    const size_t m = 40;
    const size_t n = 11;
    ublas::matrix<long double> a(m, n);
    ublas::vector<long double> ones(n, 1.0L);
    for (size_t i = 0; i < m; ++i)
        for (size_t j = 0; j < n; ++j)
            a(i, j) = std::pow(-3.0L - static_cast<long double>(i) / 7, static_cast<int>(j));
    const ublas::vector<long double> b = ublas::prod(a, ones);
    const auto found = linalg::lstsq(a, b);
    BOOST_CHECK_EQUAL(found.rank, n);
    // The condition number is about 1e15: of 19 digits some 4 are left.
    BOOST_CHECK_LT(linalg::norm_inf(ublas::vector<long double>(found.x - ones)), 1e-4L);
}

BOOST_AUTO_TEST_CASE(large_residuals) {
    // As in NIST's Wampler5: powers of 0 .. 20, all coefficients 1, and a residual that dwarfs most
    // of the fit. It is orthogonal to it, because sixth differences of powers up to 5 vanish.
    const size_t m = 21;
    const size_t n = 6;
    ublas::matrix<long double> a(m, n);
    ublas::vector<long double> b(m, 0.0L);
    for (size_t i = 0; i < m; ++i)
        for (size_t j = 0; j < n; ++j) {
            a(i, j) = std::pow(static_cast<long double>(i), static_cast<int>(j));
            b(i) += a(i, j);
        }
    const int differences[7] = {1, -6, 15, -20, 15, -6, 1};
    for (size_t i = 0; i < 7; ++i)
        b(i + 7) += 1e9L * static_cast<long double>(differences[i]);
    const auto found = linalg::lstsq(a, b);
    for (size_t j = 0; j < n; ++j)
        BOOST_CHECK_LT(std::abs(found.x(j) - 1), 1e-12L);
    // The squares of those binomials sum up to 924.
    BOOST_CHECK_LT(std::abs(found.residuals(0) / 924e18L - 1), 1e-15L);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(into_the_memory_of_an_argument, T, factor_types) {
    const ublas::matrix<T> a = random_matrix<T>(5, 5);
    const ublas::matrix<T> b = random_matrix<T>(5, 5);
    ublas::matrix<T> over_a = a;
    ublas::matrix<T> over_b = b;
    ublas::vector<real_t<T>> residuals(5);
    ublas::vector<real_t<T>> values(5);
    const auto run = [&](auto& first, auto& second, auto& x) {
        linalg::detail::lstsq<T>(linalg::operand_of(first), linalg::operand_of(second),
                                 unit_roundoff<T>(), linalg::operand_of(x),
                                 linalg::operand_of(residuals).data,
                                 linalg::operand_of(values).data);
    };
    run(a, over_b, over_b);
    BOOST_CHECK(residual_is_small(a, over_b, b));
    run(over_a, b, over_a);
    BOOST_CHECK(residual_is_small(a, over_a, b));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(nan_ends, T, floating_types) {
    for (auto [m, n] : shapes) {
        ublas::matrix<T> a = random_matrix<T>(m, n);
        a(m - 1, n / 2) = T(std::numeric_limits<real_t<T>>::quiet_NaN());
        bool noticed = false;
        try {
            const auto x = linalg::lstsq(a, ublas::matrix<T>(m, 1, T(1))).x;
            noticed = !(largest(x) <= (std::numeric_limits<real_t<T>>::max)());
        } catch (const linalg::no_convergence&) {
            noticed = true;
        }
        BOOST_CHECK(noticed);
    }
}

BOOST_AUTO_TEST_CASE(shapes_that_do_not_fit) {
    const ublas::matrix<double> a(3, 2, 1.0);
    BOOST_CHECK(refuses([&] { linalg::lstsq(a, ublas::vector<double>(2)); }, "(3, 2) and (2,)"));
    BOOST_CHECK(
        refuses([&] { linalg::lstsq(a, ublas::matrix<double>(2, 3)); }, "(3, 2) and (2, 3)"));
}
