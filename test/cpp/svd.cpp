// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

// Singular values: residuals, orthogonality, matrices whose singular values are known.

#define BOOST_TEST_MODULE svd

#include "spectral.hpp"

#include <npublas/linalg/error.hpp>
#include <npublas/linalg/svd.hpp>

#include <boost/numeric/ublas/matrix_proxy.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

using namespace spectral;

namespace {

const double bound = 30;

template <class T>
std::vector<std::pair<size_t, size_t>> shapes() {
    std::vector<std::pair<size_t, size_t>> result = {{0, 0}, {0, 3}, {3, 0}, {1, 1},  {1, 4},
                                                     {4, 1}, {2, 2}, {3, 3}, {5, 3},  {3, 5},
                                                     {2, 7}, {7, 2}, {8, 8}, {10, 10}};
    if (!is_fast<T>) return result;
    result.insert(result.end(), {{40, 20}, {20, 40}});
    if (linalg::detail::is_blas_type<T>) result.insert(result.end(), {{100, 100}, {100, 3}});
    return result;
}

template <class T, class Result>
void check_decomposition(const ublas::matrix<T>& a, const Result& result) {
    const size_t count = std::min(a.size1(), a.size2());
    BOOST_REQUIRE_EQUAL(result.values.size(), count);
    ublas::matrix<T> sum(a.size1(), a.size2(), T(0));
    for (size_t i = 0; i < a.size1(); ++i)
        for (size_t j = 0; j < a.size2(); ++j)
            for (size_t k = 0; k < count; ++k)
                sum(i, j) += result.u(i, k) * result.values(k) * result.vh(k, j);
    BOOST_CHECK_LE(in_units(ublas::matrix<T>(sum - a), a), bound);
    BOOST_CHECK_LE(orthogonality(result.u), bound);
    BOOST_CHECK_LE(orthogonality(adjoint(result.vh)), bound);
    const auto values = linalg::singular_values(a);
    BOOST_REQUIRE_EQUAL(values.size(), count);
    using R = real_t<T>;
    for (size_t k = 0; k < count; ++k) {
        BOOST_CHECK(result.values(k) >= R(0));
        if (k > 0) BOOST_CHECK(result.values(k) <= result.values(k - 1));
        BOOST_CHECK(absolute(values(k) - result.values(k)) <=
                    std::numeric_limits<R>::epsilon() * R(bound) * result.values(0));
    }
}

template <class T>
void check_both_modes(const ublas::matrix<T>& a) {
    const auto full = linalg::svd(a);
    BOOST_CHECK_EQUAL(full.u.size2(), a.size1());
    BOOST_CHECK_EQUAL(full.vh.size1(), a.size2());
    check_decomposition(a, full);
    const auto reduced = linalg::svd(a, linalg::svd_mode::reduced);
    BOOST_CHECK_EQUAL(reduced.u.size2(), std::min(a.size1(), a.size2()));
    BOOST_CHECK_EQUAL(reduced.vh.size1(), std::min(a.size1(), a.size2()));
    check_decomposition(a, reduced);
}

} // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(random_matrices_in_every_layout, T, factor_types) {
    for (const auto& [m, n] : shapes<T>()) {
        const ublas::matrix<T> a = random_matrix<T>(m, n);
        check_both_modes(a);
        const ublas::matrix<T, ublas::column_major> columns = a;
        check_decomposition(a, linalg::svd(columns));
        check_decomposition(a, linalg::svd(scattered_copy<T>(a).view()));
        check_decomposition(ublas::matrix<T>(ublas::trans(a)), linalg::svd(ublas::trans(a)));
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(outputs_of_any_strides, T, lapack_types) {
    for (const auto& [m, n] : shapes<T>()) {
        if (m == 0 || n == 0) continue;
        const size_t count = std::min(m, n);
        const ublas::matrix<T> a = random_matrix<T>(m, n);
        const auto expected = linalg::svd(a, linalg::svd_mode::reduced);
        scattered_copy<T> u(ublas::matrix<T>(m, count));
        scattered_copy<real_t<T>> values(ublas::matrix<real_t<T>>(count, 1));
        ublas::matrix<T> vh(count, n);
        auto u_view = u.view();
        auto value_view = values.view();
        linalg::detail::svd<T>(linalg::operand_of(a), linalg::operand_of(u_view),
                               linalg::operand_of(value_view).column(0), linalg::operand_of(vh));
        for (size_t k = 0; k < count; ++k) {
            BOOST_CHECK_EQUAL(value_view(k, 0), expected.values(k));
            for (size_t i = 0; i < m; ++i)
                BOOST_CHECK_EQUAL(u_view(i, k), expected.u(i, k));
            for (size_t j = 0; j < n; ++j)
                BOOST_CHECK_EQUAL(vh(k, j), expected.vh(k, j));
        }
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(matrices_without_full_rank, T, factor_types) {
    for (const auto& [m, n] : shapes<T>()) {
        check_both_modes(ublas::matrix<T>(m, n, T(0)));
        check_both_modes(ublas::matrix<T>(m, n, T(2)));
        ublas::matrix<T> corner(m, n, T(0));
        if (m > 0 && n > 0) corner(m - 1, n - 1) = T(-5);
        check_both_modes(corner);
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(known_singular_values, T, factor_types) {
    using R = real_t<T>;
    const double eps = static_cast<double>(std::numeric_limits<R>::epsilon());
    const ublas::matrix<T> ones(4, 9, T(1));
    const auto values = linalg::singular_values(ones);
    BOOST_CHECK_SMALL(static_cast<double>(values(0) - R(6)), eps * 100);
    for (size_t k = 1; k < 4; ++k)
        BOOST_CHECK_SMALL(static_cast<double>(values(k)), eps * 100);
    ublas::matrix<T> diagonal(5, 5, T(0));
    for (size_t i = 0; i < 5; ++i)
        diagonal(i, (i + 2) % 5) = static_cast<T>(static_cast<R>(i + 1) * R(i % 2 == 0 ? 1 : -1));
    const auto descending = linalg::singular_values(diagonal);
    for (size_t k = 0; k < 5; ++k)
        BOOST_CHECK_SMALL(static_cast<double>(descending(k) - R(5 - static_cast<int>(k))),
                          eps * 100);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(matrices_with_a_name, T, factor_types) {
    check_both_modes(hilbert_matrix<T>(10));
    check_both_modes(wilkinson<T>(11));
    check_both_modes(graded<T>(9));
    check_both_modes(jordan_block<T>(8, T(1)));
    check_both_modes(kahan_matrix<T>(12));
}

BOOST_AUTO_TEST_CASE(jacobi_is_accurate_for_scaled_columns) {
    // Columns scaled by powers of ten: the smallest singular value of the scaled matrix, found in
    // long double, has all digits where a bidiagonal method has none.
    const size_t n = 4;
    ublas::matrix<long double> a(n, n, 0.25L);
    for (size_t i = 0; i < n; ++i)
        a(i, i) = 1;
    for (size_t j = 0; j < n; ++j)
        for (size_t i = 0; i < n; ++i)
            a(i, j) *= std::pow(1e-10L, static_cast<long double>(j));
    // The determinant is that of the matrix before scaling, 0.75^3 * 1.75, times the scales.
    const auto values = linalg::singular_values(a);
    long double product = 1;
    for (size_t k = 0; k < n; ++k)
        product *= values(k);
    BOOST_CHECK_CLOSE(static_cast<double>(product * 1e60L), 0.75 * 0.75 * 0.75 * 1.75, 1e-12);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(huge_and_tiny_elements, T, floating_types) {
    using R = real_t<T>;
    for (size_t n : {1, 2, 3, 8, 20}) {
        const ublas::matrix<T> a = random_matrix<T>(n, n);
        const auto expected = linalg::singular_values(a);
        const R scales[] = {std::sqrt((std::numeric_limits<R>::max)()) * R(1024),
                            (std::numeric_limits<R>::min)() * R(1024)};
        for (const R scale : scales) {
            const auto result = linalg::svd(ublas::matrix<T>(a * T(scale)));
            BOOST_CHECK_LE(orthogonality(result.u), bound);
            BOOST_CHECK_LE(orthogonality(adjoint(result.vh)), bound);
            for (size_t k = 0; k < n; ++k)
                BOOST_CHECK_SMALL(static_cast<double>(result.values(k) / scale - expected(k)),
                                  static_cast<double>(std::numeric_limits<R>::epsilon() * R(1024) *
                                                      R(n) * largest(a)));
        }
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(extreme_ratios_end, T, floating_types) {
    using R = real_t<T>;
    ublas::matrix<T> a(3, 3, T(0));
    const R tiny = (std::numeric_limits<R>::min)() * R(1024);
    a(0, 0) = T(1);
    for (size_t j = 1; j < 3; ++j)
        for (size_t i = 0; i < 3; ++i)
            a(i, j) = T(tiny * R(i + 2 * j));
    check_both_modes(a);
    check_both_modes(ublas::matrix<T>(ublas::trans(a)));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(own_rotations_in_types_of_small_range, T, lapack_types) {
    for (size_t n : {1, 3, 9, 20}) {
        // Rows of sizes down to 10^-38.
        ublas::matrix<T> steep = random_matrix<T>(n, n);
        for (size_t i = 0; i < n; ++i)
            ublas::row(steep, i) *= T(static_cast<real_t<T>>(std::pow(10.0, -2.0 * double(i))));
        const ublas::matrix<T> matrices[] = {ublas::matrix<T>(n, n, T(1)), steep,
                                             random_matrix<T>(n, n)};
        for (const ublas::matrix<T>& a : matrices) {
            linalg::svd_result<T> result{a, ublas::vector<real_t<T>>(n), a};
            const auto u = linalg::operand_of(result.u);
            const auto vh = linalg::operand_of(result.vh);
            linalg::detail::generic_svd<T>(linalg::operand_of(a), &result.values(0), &u, &vh);
            check_decomposition(a, result);
        }
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(no_number_no_convergence, T, factor_types) {
    using limits = std::numeric_limits<real_t<T>>;
    for (size_t n : {1, 2, 3, 10, 30})
        for (const real_t<T>& bad : {limits::quiet_NaN(), limits::infinity()}) {
            ublas::matrix<T> a = random_matrix<T>(n, n + 1);
            a(n / 2, n / 3) = T(bad);
            BOOST_CHECK_THROW(linalg::svd(a), linalg::no_convergence);
            BOOST_CHECK_THROW(linalg::singular_values(a), linalg::no_convergence);
        }
}

BOOST_AUTO_TEST_CASE(expressions_proxies_and_integers) {
    BOOST_CHECK_CLOSE(linalg::singular_values(ublas::matrix<int>(3, 3, 2))(0), 6.0, 1e-12);
    const ublas::matrix<double> a = random_matrix<double>(6, 7);
    check_decomposition(ublas::matrix<double>(a + a), linalg::svd(a + a));
    const ublas::matrix<double> part = ublas::project(a, ublas::range(1, 5), ublas::range(2, 4));
    check_decomposition(part,
                        linalg::svd(ublas::project(a, ublas::range(1, 5), ublas::range(2, 4))));
}
