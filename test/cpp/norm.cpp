// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

// Norms: uBLAS's own, known values, and what relates one norm to another.

#define BOOST_TEST_MODULE norm

#include "linalg_testing.hpp"
#include "spectral.hpp"

#include <npublas/linalg/error.hpp>
#include <npublas/linalg/norm.hpp>

#include <boost/numeric/ublas/matrix_proxy.hpp>
#include <boost/test/unit_test.hpp>

#include <cmath>
#include <cstdint>
#include <limits>
#include <type_traits>

namespace {

template <class R>
void check_near(const R& found, double expected) {
    const double percent = std::is_same_v<R, float> ? 1e-4 : 1e-11;
    BOOST_CHECK_CLOSE(static_cast<double>(found), expected, percent);
}

} // namespace

BOOST_AUTO_TEST_SUITE(sums_and_maxima)

using namespace linalg_testing;

BOOST_AUTO_TEST_CASE_TEMPLATE(of_real_vectors_and_matrices_as_ublas, T, floating_types) {
    if constexpr (!is_complex<T>) {
        for (size_t n : {0, 1, 2, 3, 10, 100}) {
            const ublas::vector<T> x = whole_vector<T>(n);
            const ublas::matrix<T> a = whole_matrix<T>(n, n + 2);
            BOOST_CHECK_EQUAL(linalg::norm_1(x), ublas::norm_1(x));
            BOOST_CHECK_EQUAL(linalg::norm_2(x), ublas::norm_2(x));
            BOOST_CHECK_EQUAL(linalg::norm_inf(x), ublas::norm_inf(x));
            for (layout how : all_layouts) {
                const laid_out_matrix<T> laid_out(a, how);
                const auto view = laid_out.const_view();
                BOOST_CHECK_EQUAL(linalg::norm_1(view), ublas::norm_1(a));
                BOOST_CHECK_EQUAL(linalg::norm_inf(view), ublas::norm_inf(a));
                BOOST_CHECK_EQUAL(linalg::norm_frobenius(view), ublas::norm_frobenius(a));
            }
            for (ptrdiff_t stride : vector_strides) {
                const laid_out_vector<T> laid_out(x, stride);
                BOOST_CHECK_EQUAL(linalg::norm_1(laid_out.const_view()), ublas::norm_1(x));
                BOOST_CHECK_EQUAL(linalg::norm_2(laid_out.const_view()), ublas::norm_2(x));
                BOOST_CHECK_EQUAL(linalg::norm_inf(laid_out.const_view()), ublas::norm_inf(x));
            }
        }
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(of_complex_elements_take_the_modulus, T, floating_types) {
    if constexpr (is_complex<T>) {
        ublas::vector<T> x(2);
        x(0) = T(3, -4);
        x(1) = T(-5, 12);
        BOOST_CHECK_EQUAL(linalg::norm_1(x), real_t<T>(18));
        BOOST_CHECK_EQUAL(linalg::norm_inf(x), real_t<T>(13));
        BOOST_CHECK_EQUAL(linalg::norm_2(x), std::sqrt(real_t<T>(194)));
        ublas::matrix<T> a(2, 2);
        row(a, 0) = x;
        row(a, 1) = ublas::zero_vector<T>(2);
        BOOST_CHECK_EQUAL(linalg::norm_1(a), real_t<T>(13));
        BOOST_CHECK_EQUAL(linalg::norm_inf(a), real_t<T>(18));
        BOOST_CHECK_EQUAL(linalg::norm_frobenius(a), std::sqrt(real_t<T>(194)));
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(neither_overflow_nor_underflow, T, floating_types) {
    using R = real_t<T>;
    const R eps = std::numeric_limits<R>::epsilon();
    const R extremes[] = {std::numeric_limits<R>::max() / 8, std::numeric_limits<R>::min(),
                          std::numeric_limits<R>::denorm_min() * 64,
                          std::sqrt(std::numeric_limits<R>::min()) / 4};
    for (R extreme : extremes) {
        ublas::vector<T> x(2);
        x(0) = T(3 * extreme);
        x(1) = T(-4 * extreme);
        BOOST_CHECK(std::abs(linalg::norm_2(x) / extreme - 5) <= 5 * eps);
        ublas::matrix<T> a(1, 2);
        row(a, 0) = x;
        BOOST_CHECK(std::abs(linalg::norm_frobenius(a) / extreme - 5) <= 5 * eps);
    }
}

BOOST_AUTO_TEST_CASE(nan_and_infinity) {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const double infinity = std::numeric_limits<double>::infinity();
    for (size_t place : {0, 1, 2}) {
        ublas::vector<double> x(3, 1.0);
        x(place) = nan;
        BOOST_CHECK(std::isnan(linalg::norm_1(x)));
        BOOST_CHECK(std::isnan(linalg::norm_2(x)));
        BOOST_CHECK(std::isnan(linalg::norm_inf(x)));
        x((place + 1) % 3) = infinity;
        BOOST_CHECK(std::isnan(linalg::norm_2(x)));
        BOOST_CHECK(std::isnan(linalg::norm_inf(x)));
        x(place) = -infinity;
        BOOST_CHECK(linalg::norm_2(x) == infinity);
        BOOST_CHECK(linalg::norm_inf(x) == infinity);

        ublas::matrix<double> a(3, 3, 1.0);
        a(place, 2) = nan;
        BOOST_CHECK(std::isnan(linalg::norm_1(a)));
        BOOST_CHECK(std::isnan(linalg::norm_inf(a)));
        BOOST_CHECK(std::isnan(linalg::norm_1(ublas::trans(a))));
        BOOST_CHECK(std::isnan(linalg::norm_frobenius(a)));
    }
}

BOOST_AUTO_TEST_CASE(long_sums_stay_accurate) {
    const size_t n = 3000000;
    const ublas::vector<float> x(n, 0.1f);
    const double exact = static_cast<double>(n) * static_cast<double>(0.1f);
    BOOST_CHECK(std::abs(linalg::norm_1(x) / exact - 1) < 1e-6);
    BOOST_CHECK(std::abs(linalg::norm_2(x) / (std::sqrt(double(n)) * double(0.1f)) - 1) < 1e-6);
}

BOOST_AUTO_TEST_CASE(integers_in_double) {
    ublas::vector<std::int64_t> x(2, INT64_MIN);
    static_assert(std::is_same_v<decltype(linalg::norm_1(x)), double>);
    BOOST_CHECK_EQUAL(linalg::norm_1(x), std::ldexp(1.0, 64));
    BOOST_CHECK_EQUAL(linalg::norm_inf(x), std::ldexp(1.0, 63));
    const ublas::vector<bool> flags(9, true);
    BOOST_CHECK_EQUAL(linalg::norm_2(flags), 3.0);
    const ublas::vector<std::uint8_t> bytes(4, 200);
    BOOST_CHECK_EQUAL(linalg::norm_2(bytes), 400.0);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(of_any_order)

using namespace spectral;
using linalg::norm_order;

BOOST_AUTO_TEST_CASE_TEMPLATE(a_matrix_by_hand, T, factor_types) {
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

BOOST_AUTO_TEST_CASE_TEMPLATE(inequalities, T, factor_types) {
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

BOOST_AUTO_TEST_CASE_TEMPLATE(vectors, T, factor_types) {
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

BOOST_AUTO_TEST_CASE_TEMPLATE(no_number, T, factor_types) {
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

BOOST_AUTO_TEST_CASE_TEMPLATE(nothing, T, factor_types) {
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

BOOST_AUTO_TEST_SUITE_END()
