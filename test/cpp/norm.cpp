// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

// The norms that are more than a sum: known values, and what relates one norm to another.

#define BOOST_TEST_MODULE norm

#include "spectral.hpp"

#include <npublas/linalg/error.hpp>
#include <npublas/linalg/norm.hpp>

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <limits>
#include <type_traits>

using namespace spectral;
using linalg::norm_order;

namespace {

template <class R>
void check_near(const R& found, double expected) {
    const double percent = std::is_same_v<R, float> ? 1e-4 : 1e-11;
    BOOST_CHECK_CLOSE(static_cast<double>(found), expected, percent);
}

} // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(a_matrix_by_hand, T, all_types) {
    // [[3, -4, 0], [0, 0, 5]] has the singular values 5 and 5.
    ublas::matrix<T> a(2, 3, T(0));
    a(0, 0) = T(3);
    a(0, 1) = T(-4);
    a(1, 2) = T(5);
    scattered_copy<T> scattered(a);
    for (const auto& matrix : {a, ublas::matrix<T>(scattered.view())}) {
        check_near(linalg::norm_1(matrix), 5);
        check_near(linalg::norm_inf(matrix), 7);
        check_near(linalg::norm_2(matrix), 5);
        check_near(linalg::norm_nuclear(matrix), 10);
        check_near(linalg::norm_frobenius(matrix), std::sqrt(50.0));
        check_near(linalg::norm(matrix, norm_order::one), 5);
        check_near(linalg::norm(matrix, norm_order::inf), 7);
        check_near(linalg::norm(matrix, norm_order::two), 5);
        check_near(linalg::norm(matrix, norm_order::nuclear), 10);
        check_near(linalg::norm(matrix, norm_order::frobenius), std::sqrt(50.0));
        check_near(linalg::norm(matrix, norm_order::minus_one), 3);
        check_near(linalg::norm(matrix, norm_order::minus_inf), 5);
        check_near(linalg::norm(matrix, norm_order::minus_two), 5);
    }
    check_near(linalg::norm_2(scattered.view()), 5);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(inequalities, T, all_types) {
    using R = real_t<T>;
    for (size_t n : {1, 2, 3, 10, 20}) {
        const ublas::matrix<T> a = random_matrix<T>(n, n + 2);
        const R slack = R(1) + R(100) * std::numeric_limits<R>::epsilon();
        const R two = linalg::norm_2(a);
        const R frobenius = linalg::norm_frobenius(a);
        BOOST_CHECK(two <= frobenius * slack);
        BOOST_CHECK(frobenius <= linalg::norm_nuclear(a) * slack);
        BOOST_CHECK(two * two <= linalg::norm_1(a) * linalg::norm_inf(a) * slack);
        BOOST_CHECK(linalg::norm(a, norm_order::minus_two) <= two);
        BOOST_CHECK(linalg::norm(a, norm_order::minus_one) <= linalg::norm_1(a));
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(vectors, T, all_types) {
    using R = real_t<T>;
    ublas::vector<T> x(4, T(0));
    x(1) = T(3);
    x(2) = T(-4);
    x(3) = T(12);
    check_near(linalg::norm(x, R(1)), 19);
    check_near(linalg::norm(x, R(2)), 13);
    check_near(linalg::norm(x, R(3)), std::cbrt(27.0 + 64 + 1728));
    check_near(linalg::norm(x, R(0)), 3);
    check_near(linalg::norm(x, std::numeric_limits<R>::infinity()), 12);
    BOOST_CHECK_EQUAL(linalg::norm(x, -std::numeric_limits<R>::infinity()), R(0));
    x(0) = T(2);
    check_near(linalg::norm(x, -std::numeric_limits<R>::infinity()), 2);
    check_near(linalg::norm(x, R(-1)), 1 / (1 / 2.0 + 1 / 3.0 + 1 / 4.0 + 1 / 12.0));
    BOOST_CHECK_EQUAL(linalg::norm(ublas::vector<T>(0), R(3)), R(0));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(no_number, T, all_types) {
    using R = real_t<T>;
    const R nan = std::numeric_limits<R>::quiet_NaN();
    ublas::matrix<T> a(3, 3, T(1));
    a(1, 2) = T(nan);
    for (norm_order order : {norm_order::one, norm_order::inf, norm_order::frobenius,
                             norm_order::minus_one, norm_order::minus_inf}) {
        const R found = linalg::norm(a, order);
        BOOST_CHECK(found != found);
    }
    for (norm_order order : {norm_order::two, norm_order::nuclear, norm_order::minus_two})
        BOOST_CHECK_THROW(linalg::norm(a, order), linalg::no_convergence);
    ublas::vector<T> x(3, T(1));
    x(1) = T(nan);
    for (const R& p : {R(1), R(2), R(3), R(-1), std::numeric_limits<R>::infinity(),
                       R(-std::numeric_limits<R>::infinity())}) {
        const R found = linalg::norm(x, p);
        BOOST_CHECK(found != found);
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(nothing, T, all_types) {
    for (norm_order order : {norm_order::one, norm_order::two, norm_order::inf,
                             norm_order::frobenius, norm_order::nuclear, norm_order::minus_one,
                             norm_order::minus_two, norm_order::minus_inf}) {
        BOOST_CHECK_EQUAL(linalg::norm(ublas::matrix<T>(0, 3), order), real_t<T>(0));
        BOOST_CHECK_EQUAL(linalg::norm(ublas::matrix<T>(3, 0), order), real_t<T>(0));
    }
}

BOOST_AUTO_TEST_CASE(integers) {
    check_near(linalg::norm_2(ublas::matrix<int>(3, 3, -2)), 6);
    check_near(linalg::norm(ublas::vector<int>(3, -2), 2.0), std::sqrt(12.0));
}
