// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

// Cholesky factorizations: A = L L^H and equations solved with them, in units of n eps.

#define BOOST_TEST_MODULE cholesky

#include "linalg_testing.hpp"

#include <npublas/linalg/cholesky.hpp>
#include <npublas/linalg/determinant.hpp>
#include <npublas/linalg/product.hpp>

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <limits>
#include <utility>

using namespace linalg_testing;

namespace {

template <class T>
bool is_lower_with_positive_diagonal(const ublas::matrix<T>& l) {
    for (size_t i = 0; i < l.size1(); ++i) {
        if (!(linalg::detail::real_part(l(i, i)) > real_t<T>(0))) return false;
        for (size_t j = i + 1; j < l.size2(); ++j)
            if (l(i, j) != T(0)) return false;
    }
    return true;
}

} // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(factors_and_solutions, T, factor_types) {
    for (size_t n : orders<T>())
        for (layout how : some_layouts) {
            const ublas::matrix<T> a = positive_definite_matrix<T>(n);
            const ublas::matrix<T> b = random_matrix<T>(n, 2);
            ublas::matrix<T> given = a;
            for (size_t i = 0; i < n; ++i)
                for (size_t j = i + 1; j < n; ++j)
                    given(i, j) = T(1000); // is not read
            const laid_out_matrix<T> matrix(given, how);
            const auto factors = linalg::cholesky(matrix.const_view());
            const ublas::matrix<T> l = factors.l();
            BOOST_CHECK(is_lower_with_positive_diagonal(l));
            BOOST_CHECK(agree(ublas_prod(l, adjoint(l)), a, linalg::norm_inf(a)));
            BOOST_CHECK(residual_is_small(a, factors.solve(b), b));
            BOOST_CHECK(residual_is_small(a, factors.inverse(),
                                          ublas::matrix<T>(ublas::identity_matrix<T>(n))));
        }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(in_the_memory_of_the_matrix, T, factor_types) {
    for (size_t n : {1, 3, 17, 45})
        for (layout how : some_layouts) {
            const ublas::matrix<T> a = positive_definite_matrix<T>(n);
            const ublas::matrix<T> b = random_matrix<T>(n, 2);
            laid_out_matrix<T> memory(a, how);
            auto view = memory.view();
            const auto factors = linalg::cholesky(view, linalg::overwrite);
            BOOST_CHECK(residual_is_small(a, factors.solve(b), b));
            BOOST_CHECK(memory.guards_are_intact());
            for (size_t i = 0; i < n; ++i)
                for (size_t j = i + 1; j < n; ++j)
                    BOOST_CHECK(view(i, j) == a(i, j));
        }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(into_an_operand, T, factor_types) {
    // What small matrices take, without an object.
    for (size_t n : orders<T>())
        for (layout how : some_layouts) {
            const ublas::matrix<T> a = positive_definite_matrix<T>(n);
            laid_out_matrix<T> result(random_matrix<T>(n, n), how);
            auto view = result.view();
            linalg::detail::cholesky<T>(linalg::operand_of(a), linalg::operand_of(view));
            const ublas::matrix<T> l(view);
            BOOST_CHECK(is_lower_with_positive_diagonal(l));
            BOOST_CHECK(agree(ublas_prod(l, adjoint(l)), a, linalg::norm_inf(a)));
            BOOST_CHECK(result.guards_are_intact());
        }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(known_factors, T, factor_types) {
    ublas::matrix<T> a(3, 3);
    const int values[3][3] = {{4, 12, -16}, {12, 37, -43}, {-16, -43, 98}};
    const int expected[3][3] = {{2, 0, 0}, {6, 1, 0}, {-8, 5, 3}};
    for (size_t i = 0; i < 3; ++i)
        for (size_t j = 0; j < 3; ++j)
            a(i, j) = T(real_t<T>(values[i][j]));
    const auto factors = linalg::cholesky(a);
    for (size_t i = 0; i < 3; ++i)
        for (size_t j = 0; j < 3; ++j)
            BOOST_CHECK(factors.l()(i, j) == T(real_t<T>(expected[i][j])));
    BOOST_CHECK(factors.determinant() == T(36));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(what_is_not_positive_definite, T, factor_types) {
    for (size_t n : {1, 2, 3, 10, 20, 50}) {
        ublas::matrix<T> a = ublas::identity_matrix<T>(n);
        a(n - 1, n - 1) = T(-1);
        BOOST_CHECK_THROW(linalg::cholesky(a), linalg::not_positive_definite);
        a(n - 1, n - 1) = T(0);
        BOOST_CHECK_THROW(linalg::cholesky(a), ublas::singular);
        ublas::matrix<T> l(n, n);
        BOOST_CHECK_THROW(linalg::detail::cholesky<T>(linalg::operand_of(std::as_const(a)),
                                                      linalg::operand_of(l)),
                          linalg::not_positive_definite);
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(nan_goes_no_further, T, floating_types) {
    for (size_t n : {1, 3, 20, 50}) {
        ublas::matrix<T> a = ublas::identity_matrix<T>(n);
        a(n / 2, n / 2) = T(std::numeric_limits<real_t<T>>::quiet_NaN());
        bool noticed = false;
        try {
            const auto l = linalg::cholesky(a).l();
            noticed = l(n / 2, n / 2) != l(n / 2, n / 2);
        } catch (const linalg::not_positive_definite&) {
            noticed = true;
        }
        BOOST_CHECK(noticed);
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(hilbert_matrices, T, factor_types) {
    // Positive definite in truth, and in arithmetic too while n is small enough for the precision.
    const size_t n = 5;
    const ublas::matrix<T> a = hilbert_matrix<T>(n);
    const ublas::matrix<T> l = linalg::cholesky(a).l();
    BOOST_CHECK(agree(ublas_prod(l, adjoint(l)), a, linalg::norm_inf(a)));
}

BOOST_AUTO_TEST_CASE(shapes_that_do_not_fit) {
    BOOST_CHECK(refuses([] { linalg::cholesky(ublas::matrix<double>(2, 3)); }, "(2, 3)"));
}
