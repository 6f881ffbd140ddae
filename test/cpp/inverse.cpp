// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

// Inverses against the bound of LAPACK's tests: |I - A A^-1| / (n |A| |A^-1| eps).

#define BOOST_TEST_MODULE inverse

#include "linalg_testing.hpp"

#include <npublas/linalg/inverse.hpp>
#include <npublas/linalg/product.hpp>

#include <boost/test/unit_test.hpp>

#include <limits>
#include <type_traits>

using namespace linalg_testing;

namespace {

template <class T, class X>
bool is_inverse(const ublas::matrix<T>& a, const X& x) {
    const ublas::matrix<T> inverse(x);
    const ublas::matrix<T> identity = ublas::identity_matrix<T>(a.size1());
    return agree(ublas_prod(a, inverse), identity, linalg::norm_inf(a) * linalg::norm_inf(inverse));
}

} // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(in_every_layout, T, factor_types) {
    for (size_t n : orders<T>())
        for (layout how : some_layouts) {
            const ublas::matrix<T> a = random_matrix<T>(n, n);
            const laid_out_matrix<T> matrix(a, how);
            BOOST_CHECK(is_inverse(a, linalg::inverse(matrix.const_view())));
            laid_out_matrix<T> over(a, how);
            linalg::inverse(over.const_view(), over.view());
            BOOST_CHECK(is_inverse(a, over.const_view()));
            BOOST_CHECK(over.guards_are_intact());
        }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(of_special_matrices, T, factor_types) {
    for (size_t n : {3, 6, 20})
        for (const auto& a : {graded_matrix<T>(n), kahan_matrix<T>(n), growing_matrix<T>(n)})
            BOOST_CHECK(is_inverse(a, linalg::inverse(a)));
}

BOOST_AUTO_TEST_CASE(of_a_hilbert_matrix) {
    // Its inverse is known: binomials (D. Knuth, The Art of Computer Programming 1, 1.2.3).
    const auto x = linalg::inverse(hilbert_matrix<number>(4));
    const int expected[4][4] = {{16, -120, 240, -140},
                                {-120, 1200, -2700, 1680},
                                {240, -2700, 6480, -4200},
                                {-140, 1680, -4200, 2800}};
    for (size_t i = 0; i < 4; ++i)
        for (size_t j = 0; j < 4; ++j)
            BOOST_CHECK(abs(x(i, j) - expected[i][j]) < number(1e-40));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(singular_matrices, T, factor_types) {
    for (size_t n : {1, 3, 17, 45})
        BOOST_CHECK_THROW(linalg::inverse(ublas::matrix<T>(ublas::zero_matrix<T>(n, n))),
                          ublas::singular);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(nan_comes_out, T, floating_types) {
    for (size_t n : {1, 3, 20, 50}) {
        ublas::matrix<T> a = ublas::identity_matrix<T>(n);
        a(n / 2, n / 2) = T(std::numeric_limits<real_t<T>>::quiet_NaN());
        const auto x = linalg::inverse(a);
        BOOST_CHECK(x(n / 2, n / 2) != x(n / 2, n / 2));
    }
}

BOOST_AUTO_TEST_CASE(of_other_expressions) {
    ublas::matrix<int> a(2, 2, 1);
    a(0, 0) = 3;
    const auto x = linalg::inverse(a);
    static_assert(std::is_same_v<decltype(x)::value_type, double>);
    BOOST_CHECK(is_inverse(ublas::matrix<double>(a), x));
    BOOST_CHECK(is_inverse(ublas::matrix<double>(a + a), linalg::inverse(ublas::trans(a + a))));
    BOOST_CHECK(refuses([] { linalg::inverse(ublas::matrix<double>(2, 3)); }, "(2, 3)"));
}
