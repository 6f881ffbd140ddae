// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

// Exponentials: closed forms, a Taylor series in 100 digits, and the laws of exponents.

#define BOOST_TEST_MODULE expm

#include "spectral.hpp"

#include <npublas/linalg/expm.hpp>

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <complex>
#include <limits>
#include <stdexcept>

using namespace spectral;

namespace {

const double bound = 30;

using precise = boost::multiprecision::number<boost::multiprecision::cpp_bin_float<100>,
                                              boost::multiprecision::et_off>;

/// The exponential of a real matrix by its Taylor series, halved eight times and squared.
template <class T>
ublas::matrix<precise> taylor_exponential(const ublas::matrix<T>& a) {
    const size_t n = a.size1();
    ublas::matrix<precise> halved(n, n);
    for (size_t i = 0; i < n; ++i)
        for (size_t j = 0; j < n; ++j)
            halved(i, j) = static_cast<precise>(a(i, j)) / 256;
    ublas::matrix<precise> sum = identity<precise>(n);
    ublas::matrix<precise> term = sum;
    for (int k = 1; k < 80; ++k) {
        term = product(term, halved) / precise(k);
        sum += term;
    }
    for (int k = 0; k < 8; ++k)
        sum = product(sum, sum);
    return sum;
}

/// The largest error, relative to the largest element, in units of n eps.
template <class T>
double error_in_units(const ublas::matrix<T>& found, const ublas::matrix<precise>& expected) {
    precise error = 0;
    for (size_t i = 0; i < found.size1(); ++i)
        for (size_t j = 0; j < found.size2(); ++j) {
            const precise difference = static_cast<precise>(found(i, j)) - expected(i, j);
            error = std::max<precise>(error, abs(difference));
        }
    const precise unit = static_cast<precise>(std::numeric_limits<T>::epsilon()) *
                         precise(static_cast<double>(found.size1())) * largest(expected);
    return static_cast<double>(error / unit);
}

using real_types = std::tuple<float, double, long double, number>;

} // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(random_matrices, T, real_types) {
    for (size_t n : {1, 2, 3, 10})
        for (const double scale : {1e-12, 1e-3, 0.1, 0.5, 1.0, 2.0, 4.0}) {
            const ublas::matrix<T> a =
                random_matrix<T>(n, n) * static_cast<T>(scale / static_cast<double>(n));
            const auto expected = taylor_exponential(a);
            BOOST_CHECK_LE(error_in_units(linalg::expm(a), expected), bound);
            const ublas::matrix<T, ublas::column_major> columns = a;
            BOOST_CHECK_LE(error_in_units(linalg::expm(columns), expected), bound);
            BOOST_CHECK_LE(error_in_units(linalg::expm(scattered_copy<T>(a).view()), expected),
                           bound);
        }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(diagonal_matrices, T, factor_types) {
    using std::exp;
    using R = real_t<T>;
    ublas::matrix<T> a(4, 4, T(0));
    const double values[] = {-20, -1, 0.5, 3};
    for (size_t i = 0; i < 4; ++i)
        a(i, i) = T(static_cast<R>(values[i]));
    const auto found = linalg::expm(a);
    for (size_t i = 0; i < 4; ++i)
        for (size_t j = 0; j < 4; ++j) {
            const R expected = i == j ? R(exp(static_cast<R>(values[i]))) : R(0);
            BOOST_CHECK(absolute(T(found(i, j) - T(expected))) <=
                        R(1000) * std::numeric_limits<R>::epsilon() * exp(R(3)));
        }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(nilpotent_matrices, T, factor_types) {
    // N e(j) = e(j - 1): element (i, j) of the exponential is 1 / (j - i)!.
    using R = real_t<T>;
    const size_t n = 8;
    const auto found = linalg::expm(jordan_block<T>(n, T(0)));
    for (size_t i = 0; i < n; ++i) {
        R factorial(1);
        for (size_t j = i; j < n; ++j) {
            if (j > i) factorial *= static_cast<R>(static_cast<double>(j - i));
            BOOST_CHECK(absolute(T(found(i, j) - T(R(1) / factorial))) <=
                        R(100) * std::numeric_limits<R>::epsilon());
        }
        for (size_t j = 0; j < i; ++j)
            BOOST_CHECK(absolute(found(i, j)) <= R(100) * std::numeric_limits<R>::epsilon());
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(rotations, T, factor_types) {
    using std::cos;
    using std::sin;
    using R = real_t<T>;
    for (const double angle : {0.01, 1.0, 3.0, 40.0}) {
        const R t = static_cast<R>(angle);
        ublas::matrix<T> a(2, 2, T(0));
        a(0, 1) = T(-t);
        a(1, 0) = T(t);
        const auto found = linalg::expm(a);
        const R unit = std::numeric_limits<R>::epsilon() * R(bound) * R(1 + 2 * angle);
        BOOST_CHECK(absolute(T(found(0, 0) - T(R(cos(t))))) <= unit);
        BOOST_CHECK(absolute(T(found(1, 0) - T(R(sin(t))))) <= unit);
        BOOST_CHECK(absolute(T(found(0, 1) + T(R(sin(t))))) <= unit);
        BOOST_CHECK(absolute(T(found(1, 1) - T(R(cos(t))))) <= unit);
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(skew_hermitian_gives_unitary, T, factor_types) {
    for (size_t n : sizes<T>()) {
        const ublas::matrix<T> a = random_matrix<T>(n, n);
        const ublas::matrix<T> skew =
            (a - adjoint(a)) / static_cast<real_t<T>>(2 + static_cast<double>(n));
        BOOST_CHECK_LE(orthogonality(linalg::expm(skew)), bound);
    }
}

BOOST_AUTO_TEST_CASE(imaginary_multiples) {
    // exp(i t x), where x is Pauli's first matrix: cos t + i x sin t.
    ublas::matrix<cdouble> a(2, 2, cdouble(0));
    a(0, 1) = a(1, 0) = cdouble(0, 0.7);
    const auto found = linalg::expm(a);
    BOOST_CHECK_SMALL(std::abs(found(0, 0) - std::cos(0.7)), 1e-15);
    BOOST_CHECK_SMALL(std::abs(found(0, 1) - cdouble(0, std::sin(0.7))), 1e-15);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(matrices_from_the_literature, T, real_types) {
    // C. Moler and C. Van Loan, "Nineteen dubious ways to compute the exponential of a matrix".
    ublas::matrix<T> a(2, 2);
    a(0, 0) = T(-49);
    a(0, 1) = T(24);
    a(1, 0) = T(-64);
    a(1, 1) = T(31);
    // Its condition lets the error be some hundred times larger.
    BOOST_CHECK_LE(error_in_units(linalg::expm(a), taylor_exponential(a)), 100 * bound);
    // Far from normal: what is above the diagonal must not make it be scaled.
    ublas::matrix<T> b(2, 2, T(0));
    b(0, 0) = T(1);
    b(0, 1) = T(1000000);
    b(1, 1) = T(-1);
    const auto found = linalg::expm(b);
    const auto expected = taylor_exponential(b);
    BOOST_CHECK_LE(error_in_units(found, expected), bound);
    const precise corner = static_cast<precise>(found(0, 0)) / expected(0, 0) - 1;
    const precise unit = static_cast<precise>(std::numeric_limits<T>::epsilon());
    BOOST_CHECK_LE(static_cast<double>(abs(corner) / unit), bound);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(large_matrices_and_their_inverse, T, lapack_types) {
    for (size_t n : {40, 100}) {
        const ublas::matrix<T> a = random_matrix<T>(n, n) / static_cast<real_t<T>>(n);
        const ublas::matrix<T> minus = -a;
        const ublas::matrix<T> defect =
            product(linalg::expm(a), linalg::expm(minus)) - identity<T>(n);
        BOOST_CHECK_LE(in_units(defect, identity<T>(n)), bound);
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(edges, T, factor_types) {
    using R = real_t<T>;
    BOOST_CHECK_EQUAL(linalg::expm(ublas::matrix<T>(0, 0)).size1(), 0u);
    const auto one = linalg::expm(ublas::matrix<T>(3, 3, T(0)));
    BOOST_CHECK_EQUAL(largest(ublas::matrix<T>(one - identity<T>(3))), R(0));
    BOOST_CHECK_THROW(linalg::expm(ublas::matrix<T>(2, 3)), std::invalid_argument);
    for (const R& bad : {std::numeric_limits<R>::quiet_NaN(), std::numeric_limits<R>::infinity()}) {
        ublas::matrix<T> a = identity<T>(3);
        a(0, 2) = T(bad);
        const auto found = linalg::expm(a);
        BOOST_CHECK(found(1, 1) != found(1, 1));
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(huge_elements_end, T, floating_types) {
    using R = real_t<T>;
    // The exponential of a huge negative number is zero, and powers of it overflow.
    ublas::matrix<T> a(2, 2, T(0));
    a(0, 0) = a(1, 1) = T(-std::sqrt((std::numeric_limits<R>::max)()) * R(4));
    const auto found = linalg::expm(a);
    BOOST_CHECK_EQUAL(largest(found), R(0));
}

BOOST_AUTO_TEST_CASE(integers) {
    BOOST_CHECK_CLOSE(linalg::expm(ublas::matrix<int>(1, 1, 1))(0, 0), 2.718281828459045, 1e-13);
}
