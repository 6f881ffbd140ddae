// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

// Determinants against known ones and against products of eigenvalues.

#define BOOST_TEST_MODULE determinant

#include "linalg_testing.hpp"

#include <npublas/linalg/determinant.hpp>
#include <npublas/linalg/product.hpp>

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <limits>

using namespace linalg_testing;

namespace {

template <class T>
bool is_close(const T& value, const T& expected, size_t n) {
    using std::abs;
    return abs(value - expected) <=
           real_t<T>(30) * real_t<T>(n + 1) * unit_roundoff<T>() * abs(expected);
}

/// H D H with a reflection H: its determinant is the product of D, and it has no zeros.
template <class T>
ublas::matrix<T> with_eigenvalues(const ublas::vector<T>& d) {
    const size_t n = d.size();
    ublas::matrix<T> h(n, n);
    for (size_t i = 0; i < n; ++i)
        for (size_t j = 0; j < n; ++j)
            h(i, j) = T(i == j ? 1 : 0) - T(real_t<T>(2) / real_t<T>(n));
    ublas::matrix<T> a = h;
    for (size_t i = 0; i < n; ++i)
        for (size_t j = 0; j < n; ++j)
            a(i, j) *= d(j);
    return ublas_prod(a, h);
}

} // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(products_of_eigenvalues, T, factor_types) {
    for (size_t n : orders<T>()) {
        if (n == 0) continue;
        ublas::vector<T> d(n);
        T expected(1);
        for (size_t i = 0; i < n; ++i) {
            d(i) = T(real_t<T>(i % 3 + 1)) * T(i % 2 ? -1 : 1) / T(2);
            expected *= d(i);
        }
        for (layout how : some_layouts) {
            const laid_out_matrix<T> a(with_eigenvalues(d), how);
            BOOST_CHECK(is_close(linalg::determinant(a.const_view()), expected, 20 * n));
            const auto parts = linalg::slogdet(a.const_view());
            using std::abs;
            using std::log;
            BOOST_CHECK(abs(parts.sign - expected / T(abs(expected))) <
                        real_t<T>(1000 * n) * unit_roundoff<T>());
            BOOST_CHECK(abs(parts.logabsdet - log(abs(expected))) <
                        real_t<T>(1000 * n) * unit_roundoff<T>());
        }
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(known_ones, T, factor_types) {
    BOOST_CHECK(linalg::determinant(ublas::matrix<T>(0, 0)) == T(1));
    BOOST_CHECK(linalg::slogdet(ublas::matrix<T>(0, 0)).logabsdet == real_t<T>(0));
    ublas::matrix<T> a(2, 2);
    a(0, 0) = T(1);
    a(0, 1) = T(2);
    a(1, 0) = T(3);
    a(1, 1) = T(4);
    BOOST_CHECK(is_close(linalg::determinant(a), T(-2), 2));
    // The determinant of a Hilbert matrix of order 3 is 1/2160.
    BOOST_CHECK(is_close(linalg::determinant(hilbert_matrix<T>(3)), T(1) / T(2160), 500));
    // An exchange of two rows in a matrix that is otherwise the identity.
    for (size_t n : {2, 5, 20, 50}) {
        ublas::matrix<T> exchange = ublas::identity_matrix<T>(n);
        exchange(0, 0) = exchange(n - 1, n - 1) = T(0);
        exchange(0, n - 1) = exchange(n - 1, 0) = T(1);
        BOOST_CHECK(linalg::determinant(exchange) == T(-1));
        BOOST_CHECK(linalg::slogdet(exchange).sign == T(-1));
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(no_overflow_on_the_way, T, floating_types) {
    using R = real_t<T>;
    const R large = std::sqrt((std::numeric_limits<R>::max)()) * R(4);
    for (size_t n : {4, 20, 60}) {
        ublas::matrix<T> a = ublas::zero_matrix<T>(n, n);
        for (size_t i = 0; i < n; ++i)
            a(i, i) = T(i < n / 2 ? large : 1 / large);
        BOOST_CHECK(is_close(linalg::determinant(a), T(1), n));
    }
    ublas::matrix<T> huge = ublas::identity_matrix<T>(3) * T(large);
    BOOST_CHECK(std::isinf(std::abs(linalg::determinant(huge))) ||
                std::isnan(std::abs(linalg::determinant(huge))));
    BOOST_CHECK(std::abs(linalg::slogdet(huge).logabsdet / (3 * std::log(large)) - 1) <
                100 * unit_roundoff<T>());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(singular_matrices, T, factor_types) {
    for (size_t n : {1, 3, 17, 45}) {
        const ublas::matrix<T> zeros = ublas::zero_matrix<T>(n, n);
        BOOST_CHECK(linalg::determinant(zeros) == T(0));
        const auto parts = linalg::slogdet(zeros);
        BOOST_CHECK(parts.sign == T(0));
        BOOST_CHECK(parts.logabsdet == -std::numeric_limits<real_t<T>>::infinity());
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(nan_comes_out, T, floating_types) {
    for (size_t n : {1, 3, 20, 50}) {
        ublas::matrix<T> a = random_matrix<T>(n, n);
        a(n - 1, 0) = T(std::numeric_limits<real_t<T>>::quiet_NaN());
        BOOST_CHECK(linalg::determinant(a) != linalg::determinant(a));
    }
}

BOOST_AUTO_TEST_CASE(shapes_and_integers) {
    BOOST_CHECK(refuses([] { linalg::determinant(ublas::matrix<double>(2, 3)); }, "(2, 3)"));
    BOOST_CHECK(refuses([] { linalg::slogdet(ublas::matrix<double>(3, 2)); }, "(3, 2)"));
    ublas::matrix<int> a(2, 2, 1);
    a(0, 0) = 5;
    BOOST_CHECK(is_close(linalg::determinant(a), 4.0, 2));
}
