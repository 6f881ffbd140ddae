// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

// Banded equations against residual bounds.

#define BOOST_TEST_MODULE banded

#include "linalg_testing.hpp"

#include <npublas/linalg/banded.hpp>
#include <npublas/linalg/product.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <limits>

using namespace linalg_testing;

namespace {

/// A random matrix with some diagonals only, well conditioned.
template <class T>
ublas::matrix<T> banded_matrix(size_t n, size_t below, size_t above) {
    ublas::matrix<T> a = ublas::zero_matrix<T>(n, n);
    for (size_t i = 0; i < n; ++i)
        for (size_t j = i < below ? 0 : i - below; j < std::min(n, i + above + 1); ++j)
            a(i, j) = random_number<T>() + T(i == j ? 2 : 0);
    return a;
}

/// Its diagonals; what lies outside the matrix is made to be noticed if it is read.
template <class T>
ublas::matrix<T> diagonals_of(const ublas::matrix<T>& a, size_t below, size_t above) {
    const size_t n = a.size1();
    ublas::matrix<T> diagonals(below + above + 1, n, T(1000));
    for (size_t i = 0; i < n; ++i)
        for (size_t j = i < below ? 0 : i - below; j < std::min(n, i + above + 1); ++j)
            diagonals(above + i - j, j) = a(i, j);
    return diagonals;
}

} // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(of_every_width, T, factor_types) {
    for (size_t n : orders<T>())
        for (size_t below : {0, 1, 3})
            for (size_t above : {0, 2})
                for (layout how : some_layouts) {
                    const ublas::matrix<T> a = banded_matrix<T>(n, below, above);
                    const ublas::matrix<T> b = random_matrix<T>(n, 2);
                    const laid_out_matrix<T> diagonals(diagonals_of(a, below, above), how);
                    const laid_out_matrix<T> right(b, how);
                    const auto x = linalg::solve_banded(below, above, diagonals.const_view(),
                                                        right.const_view());
                    BOOST_CHECK(residual_is_small(a, x, b));
                    if (n == 0) continue;
                    const auto y = linalg::solve_banded(below, above, diagonals.const_view(),
                                                        ublas::column(b, 1));
                    BOOST_CHECK(residual_is_small(a, as_matrix(y), as_matrix(ublas::column(b, 1))));
                }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(pivoting_is_needed, T, factor_types) {
    // Zeros on the diagonal: rows have to be exchanged.
    const size_t n = 12;
    ublas::matrix<T> a = ublas::zero_matrix<T>(n, n);
    for (size_t i = 0; i + 1 < n; ++i)
        a(i, i + 1) = a(i + 1, i) = T(1);
    const ublas::matrix<T> b = random_matrix<T>(n, 1);
    BOOST_CHECK(residual_is_small(a, linalg::solve_banded(1, 1, diagonals_of(a, 1, 1), b), b));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(singular_and_nan, T, floating_types) {
    for (size_t n : {1, 3, 50}) {
        ublas::matrix<T> diagonals(2, n, T(1));
        diagonals(0, n / 2) = T(0);
        const ublas::vector<T> b(n, T(1));
        BOOST_CHECK_THROW(linalg::solve_banded(1, 0, diagonals, b), ublas::singular);
        diagonals(0, n / 2) = T(std::numeric_limits<real_t<T>>::quiet_NaN());
        const auto x = linalg::solve_banded(1, 0, diagonals, b);
        BOOST_CHECK(x(n / 2) != x(n / 2));
    }
}

BOOST_AUTO_TEST_CASE(shapes_that_do_not_fit) {
    const ublas::matrix<double> diagonals(3, 4, 1.0);
    const ublas::vector<double> b(4, 1.0);
    BOOST_CHECK(refuses([&] { linalg::solve_banded(1, 2, diagonals, b); }, "(3, 4) and (4,)"));
    BOOST_CHECK(refuses([&] { linalg::solve_banded(1, 1, diagonals, ublas::vector<double>(3)); },
                        "(3, 4) and (3,)"));
}
