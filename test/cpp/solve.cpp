// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

// Linear equations against residual bounds, for every element type and layout.

#define BOOST_TEST_MODULE solve

#include "linalg_testing.hpp"

#include <npublas/linalg/norm.hpp>
#include <npublas/linalg/product.hpp>
#include <npublas/linalg/solve.hpp>

#include <boost/test/unit_test.hpp>

#include <cfloat>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <type_traits>

using namespace linalg_testing;

BOOST_AUTO_TEST_CASE_TEMPLATE(solve_in_every_layout, T, floating_types) {
    for (size_t n : {0, 1, 2, 3, 9, 10, 11, 17, 39, 41, 100})
        for (size_t columns : {0, 1, 4}) {
            const ublas::matrix<T> a = random_matrix<T>(n, n);
            const ublas::matrix<T> b = random_matrix<T>(n, columns);
            for (layout how : all_layouts) {
                const laid_out_matrix<T> matrix(a, how);
                const laid_out_matrix<T> right(b, how);
                const auto x = linalg::solve(matrix.const_view(), right.const_view());
                BOOST_CHECK(residual_is_small(a, x, b));
                BOOST_CHECK(same_matrix(matrix.const_view(), a));
                BOOST_CHECK(same_matrix(right.const_view(), b));
            }
        }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(solve_for_a_vector, T, floating_types) {
    for (size_t n : {0, 1, 2, 3, 10, 100}) {
        const ublas::matrix<T> a = random_matrix<T>(n, n);
        const ublas::matrix<T> b = random_matrix<T>(n, 1);
        const ublas::vector<T> x = linalg::solve(a, ublas::column(b, 0));
        BOOST_CHECK(residual_is_small(a, as_matrix(x), b));
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(solve_into_an_output, T, floating_types) {
    for (size_t n : {1, 4, 50}) {
        const ublas::matrix<T> a = random_matrix<T>(n, n);
        const ublas::matrix<T> b = random_matrix<T>(n, n);
        for (layout how : all_layouts) {
            laid_out_matrix<T> x(b, how);
            linalg::solve(a, b, x.view());
            BOOST_CHECK(residual_is_small(a, x.const_view(), b));
            BOOST_CHECK(x.guards_are_intact());
        }
        ublas::matrix<T> over_b = b;
        linalg::solve(a, ublas::trans(over_b), over_b);
        BOOST_CHECK(residual_is_small(a, over_b, ublas::matrix<T>(ublas::trans(b))));
        ublas::matrix<T> over_a = a;
        linalg::solve(over_a, b, over_a);
        BOOST_CHECK(residual_is_small(a, over_a, b));
        ublas::matrix<T> column_of_b = b;
        linalg::solve(a, ublas::column(column_of_b, 0), ublas::column(column_of_b, 0));
        BOOST_CHECK(residual_is_small(a, as_matrix(ublas::column(column_of_b, 0)),
                                      as_matrix(ublas::column(b, 0))));
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(inplace_solve_in_every_layout, T, floating_types) {
    for (size_t n : {0, 1, 3, 10, 40, 70})
        for (layout layout_a : all_layouts)
            for (layout layout_b : all_layouts) {
                const ublas::matrix<T> a = random_matrix<T>(n, n);
                const ublas::matrix<T> b = random_matrix<T>(n, 3);
                laid_out_matrix<T> matrix(a, layout_a);
                laid_out_matrix<T> right(b, layout_b);
                linalg::inplace_solve(matrix.view(), right.view());
                BOOST_CHECK(residual_is_small(a, right.const_view(), b));
                BOOST_CHECK(matrix.guards_are_intact());
                BOOST_CHECK(right.guards_are_intact());
            }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(inplace_solve_for_a_vector, T, floating_types) {
    for (size_t n : {1, 5, 50})
        for (ptrdiff_t stride : vector_strides) {
            const ublas::matrix<T> a = random_matrix<T>(n, n);
            const ublas::matrix<T> b = random_matrix<T>(n, 1);
            ublas::matrix<T> work = a;
            laid_out_vector<T> x(ublas::column(b, 0), stride);
            linalg::inplace_solve(work, x.view());
            BOOST_CHECK(residual_is_small(a, as_matrix(x.const_view()), b));
        }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(pivoting_is_needed, T, floating_types) {
    using R = real_t<T>;
    ublas::matrix<T> a(2, 2);
    a(0, 0) = T(std::numeric_limits<R>::epsilon() / 8);
    a(0, 1) = a(1, 0) = a(1, 1) = T(1);
    ublas::vector<T> b(2);
    b(0) = T(1);
    b(1) = T(2);
    const ublas::vector<T> x = linalg::solve(a, b);
    BOOST_CHECK(std::abs(x(0) - T(1)) < R(1e-6));
    BOOST_CHECK(std::abs(x(1) - T(1)) < R(1e-6));

    a(0, 0) = a(1, 1) = T(0);
    const ublas::vector<T> swapped = linalg::solve(a, b);
    BOOST_CHECK_EQUAL(swapped(0), T(2));
    BOOST_CHECK_EQUAL(swapped(1), T(1));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(graded_and_permuted, T, floating_types) {
    // Row i holds one large element in column n - 1 - i: all rows have to be exchanged.
    for (size_t n : {7, 20, 33, 64}) {
        ublas::matrix<T> a = random_matrix<T>(n, n);
        for (size_t i = 0; i < n; ++i)
            a(i, n - 1 - i) += T(real_t<T>(2 * n));
        const ublas::matrix<T> b = random_matrix<T>(n, 2);
        BOOST_CHECK(residual_is_small(a, linalg::solve(a, b), b));
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(singular_matrices, T, floating_types) {
    for (size_t n : {1, 2, 3, 10, 50}) {
        const ublas::matrix<T> zeros(n, n, T(0));
        const ublas::vector<T> b(n, T(1));
        BOOST_CHECK_THROW(linalg::solve(zeros, b), ublas::singular);

        ublas::matrix<T> identical_rows(n, n, T(1));
        if (n > 1) {
            BOOST_CHECK_THROW(linalg::solve(identical_rows, b), ublas::singular);
            ublas::vector<T> x = b;
            BOOST_CHECK_THROW(linalg::inplace_solve(identical_rows, x), ublas::singular);
        }
        ublas::matrix<T> last_pivot_is_zero = ublas::identity_matrix<T>(n);
        last_pivot_is_zero(n - 1, n - 1) = T(0);
        BOOST_CHECK_THROW(linalg::solve(last_pivot_is_zero, b), ublas::singular);
    }
    ublas::matrix<T> counting(3, 3);
    for (int i = 0; i < 9; ++i)
        counting(size_t(i) / 3, size_t(i) % 3) = T(real_t<T>(i));
    BOOST_CHECK_THROW(linalg::solve(counting, ublas::vector<T>(3, T(1))), ublas::singular);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(nan_goes_in_and_comes_out, T, floating_types) {
    const T nan(std::numeric_limits<real_t<T>>::quiet_NaN());
    for (size_t n : {1, 2, 3, 10, 50})
        for (size_t place : {size_t(0), n / 2, n - 1}) {
            ublas::matrix<T> a = ublas::identity_matrix<T>(n);
            a(place, place) = nan;
            const ublas::vector<T> x = linalg::solve(a, ublas::vector<T>(n, T(1)));
            BOOST_CHECK(x(place) != x(place));

            ublas::vector<T> b(n, T(1));
            b(place) = nan;
            const ublas::vector<T> y =
                linalg::solve(ublas::matrix<T>(ublas::identity_matrix<T>(n)), b);
            BOOST_CHECK(y(place) != y(place));
        }
}

BOOST_AUTO_TEST_CASE(a_hilbert_matrix_in_long_double) {
    // The inverse of a Hilbert matrix is known: its elements are whole, and these are its row sums.
    const size_t n = 5;
    const long double expected[] = {5, -120, 630, -1120, 630};
    ublas::matrix<long double> a(n, n);
    for (size_t i = 0; i < n; ++i)
        for (size_t j = 0; j < n; ++j)
            a(i, j) = 1.0L / static_cast<long double>(i + j + 1);
    const ublas::vector<long double> x = linalg::solve(a, ublas::vector<long double>(n, 1.0L));
    for (size_t i = 0; i < n; ++i)
        BOOST_CHECK(std::abs(x(i) / expected[i] - 1) < 5e5L * LDBL_EPSILON);
}

BOOST_AUTO_TEST_CASE(integers_are_solved_in_double) {
    ublas::matrix<int> a(2, 2);
    a(0, 0) = 3;
    a(0, 1) = 1;
    a(1, 0) = 1;
    a(1, 1) = 2;
    ublas::vector<int> b(2);
    b(0) = 9;
    b(1) = 8;
    const auto x = linalg::solve(a, b);
    static_assert(std::is_same_v<decltype(x)::value_type, double>);
    BOOST_CHECK(std::abs(x(0) - 2) < 1e-15);
    BOOST_CHECK(std::abs(x(1) - 3) < 1e-15);
    const auto mixed = linalg::solve(a, ublas::vector<cfloat>(2, cfloat(0, 5)));
    static_assert(std::is_same_v<decltype(mixed)::value_type, cfloat>);
    BOOST_CHECK(std::abs(mixed(0) - cfloat(0, 1)) < 1e-6f);
}

BOOST_AUTO_TEST_CASE(shapes_that_do_not_fit) {
    const ublas::matrix<double> wide(2, 3, 1.0);
    const ublas::matrix<double> square(3, 3, 1.0);
    const ublas::vector<double> two(2, 1.0);
    ublas::matrix<double> work = wide;
    ublas::vector<double> x = two;
    BOOST_CHECK(refuses([&] { linalg::solve(wide, two); }, "(2, 3) and (2,)"));
    BOOST_CHECK(refuses([&] { linalg::solve(square, two); }, "(3, 3) and (2,)"));
    BOOST_CHECK(refuses([&] { linalg::solve(square, wide); }, "(3, 3) and (2, 3)"));
    BOOST_CHECK(refuses([&] { linalg::inplace_solve(work, x); }, "(2, 3) and (2,)"));
}

BOOST_AUTO_TEST_CASE(a_number_type_of_the_users) {
    const size_t n = 20;
    ublas::matrix<number> hilbert(n, n);
    for (size_t i = 0; i < n; ++i)
        for (size_t j = 0; j < n; ++j)
            hilbert(i, j) = number(1) / number(i + j + 1);
    ublas::vector<number> ones(n, number(1));
    const ublas::vector<number> b = linalg::prod(hilbert, ones);
    BOOST_CHECK((linalg::norm_inf(ublas::vector<number>(
                     b - ublas::vector<number>(ublas::prod(hilbert, ones)))) < number(1e-48)));
    const ublas::vector<number> x = linalg::solve(hilbert, b);
    // The condition number is about 1e28, of 50 digits 22 are left.
    BOOST_CHECK((linalg::norm_2(ublas::vector<number>(x - ones)) < number(1e-18)));
    BOOST_CHECK((linalg::inner_prod(ones, ones) == number(20)));
    BOOST_CHECK((linalg::norm_frobenius(linalg::outer_prod(ones, ones)) == number(20)));
    BOOST_CHECK((abs(linalg::norm_1(hilbert) - b(0)) < number(1e-48)));
}
