// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

// The four conditions of R. Penrose that define the pseudo-inverse.

#define BOOST_TEST_MODULE pinv

#include "spectral.hpp"

#include <npublas/linalg/error.hpp>
#include <npublas/linalg/pinv.hpp>

#include <boost/test/unit_test.hpp>

#include <limits>

using namespace spectral;

namespace {

const double bound = 30;

/// Checks the conditions; errors may grow with the condition number of a on the range that counts.
template <class T>
void check_pseudo_inverse(const ublas::matrix<T>& a, const ublas::matrix<T>& x) {
    BOOST_REQUIRE_EQUAL(x.size1(), a.size2());
    BOOST_REQUIRE_EQUAL(x.size2(), a.size1());
    if (a.size1() == 0 || a.size2() == 0) return;
    const ublas::matrix<T> left = product(a, x);
    const ublas::matrix<T> right = product(x, a);
    const double condition =
        static_cast<double>(largest(a) * largest(x)) * static_cast<double>(a.size1() + a.size2());
    BOOST_CHECK_LE(in_units(ublas::matrix<T>(product(left, a) - a), a), bound * condition);
    BOOST_CHECK_LE(in_units(ublas::matrix<T>(product(right, x) - x), x), bound * condition);
    const ublas::matrix<T> one = identity<T>(1);
    BOOST_CHECK_LE(in_units(ublas::matrix<T>(left - adjoint(left)), one), bound * condition);
    BOOST_CHECK_LE(in_units(ublas::matrix<T>(right - adjoint(right)), one), bound * condition);
}

} // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(matrices_of_any_rank, T, factor_types) {
    for (size_t m : {1, 2, 3, 10, 20})
        for (size_t n : {1, 2, 3, 7, 20})
            for (size_t r : {1, 2, 7, 20}) {
                if (r > m || r > n || (!is_fast<T> && r > 7)) continue;
                const ublas::matrix<T> a = product(random_matrix<T>(m, r), random_matrix<T>(r, n));
                check_pseudo_inverse(a, linalg::pinv(a));
                check_pseudo_inverse(a, linalg::pinv(scattered_copy<T>(a).view()));
                check_pseudo_inverse(ublas::matrix<T>(ublas::trans(a)),
                                     linalg::pinv(ublas::trans(a)));
            }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(matrices_without_elements_or_all_zero, T, factor_types) {
    check_pseudo_inverse(ublas::matrix<T>(0, 3), linalg::pinv(ublas::matrix<T>(0, 3)));
    check_pseudo_inverse(ublas::matrix<T>(3, 0), linalg::pinv(ublas::matrix<T>(3, 0)));
    const ublas::matrix<T> zeros(3, 2, T(0));
    BOOST_CHECK_EQUAL(largest(linalg::pinv(zeros)), real_t<T>(0));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(small_singular_values_count_as_zero, T, factor_types) {
    using R = real_t<T>;
    ublas::matrix<T> a(2, 2, T(0));
    a(0, 0) = T(4);
    a(1, 1) = T(R(1) / R(1024));
    BOOST_CHECK_EQUAL(linalg::pinv(a)(1, 1), T(1024));
    BOOST_CHECK_EQUAL(linalg::pinv(a, R(0.01))(1, 1), T(0));
    BOOST_CHECK_EQUAL(linalg::pinv(a, R(0.01))(0, 0), T(0.25));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(no_number, T, factor_types) {
    ublas::matrix<T> a(3, 2, T(std::numeric_limits<real_t<T>>::quiet_NaN()));
    BOOST_CHECK_THROW(linalg::pinv(a), linalg::no_convergence);
}
