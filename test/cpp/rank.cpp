// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

// Ranks of matrices made to have them.

#define BOOST_TEST_MODULE rank

#include "spectral.hpp"

#include <npublas/linalg/error.hpp>
#include <npublas/linalg/rank.hpp>

#include <boost/test/unit_test.hpp>

#include <limits>

using namespace spectral;

BOOST_AUTO_TEST_CASE_TEMPLATE(products_of_thin_matrices, T, factor_types) {
    for (size_t m : {1, 3, 10, 20})
        for (size_t n : {1, 3, 7, 20})
            for (size_t r : {0, 1, 2, 7}) {
                if (r > m || r > n) continue;
                const ublas::matrix<T> a = product(random_matrix<T>(m, r), random_matrix<T>(r, n));
                BOOST_CHECK_EQUAL(linalg::rank(a), r);
                BOOST_CHECK_EQUAL(linalg::rank(ublas::trans(a)), r);
                BOOST_CHECK_EQUAL(linalg::rank(scattered_copy<T>(a).view()), r);
            }
    BOOST_CHECK_EQUAL(linalg::rank(ublas::matrix<T>(0, 3)), 0u);
    BOOST_CHECK_EQUAL(linalg::rank(ublas::matrix<T>(3, 0)), 0u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(the_threshold_is_relative, T, factor_types) {
    using R = real_t<T>;
    ublas::matrix<T> a(3, 3, T(0));
    a(0, 0) = T(100);
    a(1, 1) = T(10);
    a(2, 2) = T(1);
    BOOST_CHECK_EQUAL(linalg::rank(a, R(0)), 3u);
    BOOST_CHECK_EQUAL(linalg::rank(a, R(0.05)), 2u);
    BOOST_CHECK_EQUAL(linalg::rank(a, R(0.5)), 1u);
    // Hilbert's matrix of order 12 has condition 1.8e16.
    const bool enough_digits = std::numeric_limits<R>::epsilon() < R(1e-17);
    BOOST_CHECK_EQUAL(linalg::rank(hilbert_matrix<T>(12)) == 12u, enough_digits);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(no_number, T, factor_types) {
    ublas::matrix<T> a(3, 3, T(std::numeric_limits<real_t<T>>::quiet_NaN()));
    BOOST_CHECK_THROW(linalg::rank(a), linalg::no_convergence);
}

BOOST_AUTO_TEST_CASE(integers) { BOOST_CHECK_EQUAL(linalg::rank(ublas::matrix<int>(3, 4, 2)), 1u); }
