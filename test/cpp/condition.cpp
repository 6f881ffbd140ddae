// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

// Condition numbers of matrices for which they are known.

#define BOOST_TEST_MODULE condition

#include "spectral.hpp"

#include <npublas/linalg/condition.hpp>
#include <npublas/linalg/error.hpp>

#include <boost/test/unit_test.hpp>

#include <limits>
#include <stdexcept>
#include <type_traits>

using namespace spectral;
using linalg::condition_number;
using linalg::norm_order;

namespace {

const norm_order all_orders[] = {norm_order::one,       norm_order::two,      norm_order::inf,
                                 norm_order::frobenius, norm_order::nuclear,  norm_order::minus_one,
                                 norm_order::minus_two, norm_order::minus_inf};

} // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(a_triangle, T, factor_types) {
    // [[1, 2], [0, 4]] has the inverse [[1, -1/2], [0, 1/4]].
    ublas::matrix<T> a(2, 2, T(0));
    a(0, 0) = T(1);
    a(0, 1) = T(2);
    a(1, 1) = T(4);
    const auto is_near = [](const real_t<T>& found, double expected) {
        const double percent = std::is_same_v<real_t<T>, float> ? 1e-4 : 1e-12;
        BOOST_CHECK_CLOSE(static_cast<double>(found), expected, percent);
    };
    for (const auto& matrix : {a, ublas::matrix<T>(scattered_copy<T>(a).view())}) {
        is_near(condition_number(matrix, norm_order::one), 6 * 1.0);
        is_near(condition_number(matrix, norm_order::inf), 4 * 1.5);
        is_near(condition_number(matrix, norm_order::minus_one), 1 * 0.75);
        is_near(condition_number(matrix, norm_order::minus_inf), 3 * 0.25);
        is_near(condition_number(matrix, norm_order::frobenius), 21.0 / 4);
        // s1 s2 = 4 and s1^2 + s2^2 = 21, so (s1 / s2 + s2 / s1) = 21 / 4.
        const double ratio = (21.0 / 4 + std::sqrt(21.0 * 21.0 / 16 - 4)) / 2;
        is_near(condition_number(matrix), ratio);
        is_near(condition_number(matrix, norm_order::minus_two), 1 / ratio);
        is_near(condition_number(matrix, norm_order::nuclear), 29.0 / 4);
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(known_condition_numbers, T, generic_types) {
    // N. J. Higham, "Accuracy and Stability of Numerical Algorithms", table 28.2: Hilbert's matrix.
    BOOST_CHECK_CLOSE(static_cast<double>(condition_number(hilbert_matrix<T>(4))), 1.5514e4, 0.01);
    BOOST_CHECK_CLOSE(static_cast<double>(condition_number(hilbert_matrix<T>(8))), 1.5258e10, 0.01);
    // The inverse of Hilbert's matrix is known in whole numbers: of order 10, its norm is this one.
    BOOST_CHECK_CLOSE(static_cast<double>(condition_number(hilbert_matrix<T>(10), norm_order::one)),
                      12071636216640.0 * (7381.0 / 2520), 0.001);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(unitary_matrices, T, factor_types) {
    for (size_t n : {1, 3, 20}) {
        BOOST_CHECK_CLOSE(static_cast<double>(condition_number(identity<T>(n))), 1.0, 1e-4);
        BOOST_CHECK_CLOSE(
            static_cast<double>(condition_number(identity<T>(n), norm_order::frobenius)),
            static_cast<double>(n), 1e-4);
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(singular_matrices, T, factor_types) {
    const ublas::matrix<T> zeros(3, 3, T(0));
    ublas::matrix<T> corner = zeros;
    corner(0, 0) = T(1);
    for (norm_order order : all_orders) {
        BOOST_CHECK(condition_number(zeros, order) > (std::numeric_limits<real_t<T>>::max)());
        if (order == norm_order::minus_two) continue;
        BOOST_CHECK(condition_number(corner, order) > (std::numeric_limits<real_t<T>>::max)());
    }
    BOOST_CHECK_EQUAL(condition_number(corner, norm_order::minus_two), real_t<T>(0));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(shapes, T, factor_types) {
    const ublas::matrix<T> wide(2, 5, T(1));
    BOOST_CHECK(condition_number(wide) > real_t<T>(1e6));
    BOOST_CHECK_THROW(condition_number(wide, norm_order::one), std::invalid_argument);
    BOOST_CHECK_THROW(condition_number(wide, norm_order::frobenius), std::invalid_argument);
    BOOST_CHECK_THROW(condition_number(ublas::matrix<T>(0, 0)), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(no_number, T, factor_types) {
    const real_t<T> nan = std::numeric_limits<real_t<T>>::quiet_NaN();
    for (size_t n : {1, 3, 50}) {
        ublas::matrix<T> a = identity<T>(n);
        a(n - 1, 0) = T(nan);
        BOOST_CHECK_THROW(condition_number(a), linalg::no_convergence);
        const auto found = condition_number(a, norm_order::one);
        BOOST_CHECK(found != found);
    }
}
