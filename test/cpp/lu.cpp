// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

// LU factorizations: P A = L U, and equations solved with them, in units of n eps.

#define BOOST_TEST_MODULE lu

#include "linalg_testing.hpp"

#include <npublas/linalg/lu.hpp>
#include <npublas/linalg/product.hpp>

#include <boost/test/unit_test.hpp>

#include <limits>
#include <utility>

using namespace linalg_testing;

namespace {

template <class T>
ublas::matrix<T> with_rows_exchanged(ublas::matrix<T> a, const std::vector<ptrdiff_t>& pivots) {
    for (size_t i = 0; i < pivots.size(); ++i)
        for (size_t j = 0; j < a.size2(); ++j)
            std::swap(a(i, j), a(static_cast<size_t>(pivots[i]), j));
    return a;
}

/// L U from both in one matrix.
template <class T>
ublas::matrix<T> product_of_factors(const ublas::matrix<T>& packed) {
    const size_t n = packed.size1();
    ublas::matrix<T> l = ublas::identity_matrix<T>(n);
    ublas::matrix<T> u = ublas::zero_matrix<T>(n, n);
    for (size_t i = 0; i < n; ++i)
        for (size_t j = 0; j < n; ++j)
            (j < i ? l : u)(i, j) = packed(i, j);
    return ublas_prod(l, u);
}

template <class T>
bool multipliers_are_at_most_one(const ublas::matrix<T>& packed) {
    for (size_t i = 0; i < packed.size1(); ++i)
        for (size_t j = 0; j < i; ++j)
            if (linalg::detail::pivot_size(packed(i, j)) >
                real_t<T>(is_complex<T> ? 2 : 1) * (1 + 4 * unit_roundoff<T>()))
                return false;
    return true;
}

} // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(factors_and_solutions, T, factor_types) {
    for (size_t n : orders<T>()) {
        const ublas::matrix<T> a = random_matrix<T>(n, n);
        const ublas::matrix<T> b = random_matrix<T>(n, 3);
        const auto factors = linalg::lu(a);
        BOOST_CHECK(!factors.singular());
        BOOST_CHECK(agree(product_of_factors(factors.packed()),
                          with_rows_exchanged(a, factors.pivots()), linalg::norm_inf(a)));
        BOOST_CHECK(multipliers_are_at_most_one(factors.packed()));
        BOOST_CHECK(residual_is_small(a, factors.solve(b), b));
        BOOST_CHECK(residual_is_small(
            ublas::matrix<T>(ublas::trans(a)),
            as_matrix(factors.solve(ublas::column(b, 0), linalg::operation::transpose)),
            as_matrix(ublas::column(b, 0))));
        BOOST_CHECK(residual_is_small(
            adjoint(a),
            as_matrix(factors.solve(ublas::column(b, 1), linalg::operation::conjugate_transpose)),
            as_matrix(ublas::column(b, 1))));
        const ublas::matrix<T> inverse = factors.inverse();
        BOOST_CHECK(residual_is_small(a, inverse, ublas::matrix<T>(ublas::identity_matrix<T>(n))));
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(in_the_memory_of_the_matrix, T, factor_types) {
    for (size_t n : {1, 3, 17, 45})
        for (layout how : some_layouts) {
            const ublas::matrix<T> a = random_matrix<T>(n, n);
            const ublas::matrix<T> b = random_matrix<T>(n, 2);
            laid_out_matrix<T> memory(a, how);
            laid_out_matrix<T> right(b, how);
            auto view = memory.view();
            const auto factors = linalg::lu(view, linalg::overwrite);
            BOOST_CHECK(agree(product_of_factors(ublas::matrix<T>(view)),
                              with_rows_exchanged(a, factors.pivots()), linalg::norm_inf(a)));
            factors.inplace_solve(right.view());
            BOOST_CHECK(residual_is_small(a, right.const_view(), b));
            BOOST_CHECK(memory.guards_are_intact());
            BOOST_CHECK(right.guards_are_intact());
        }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(as_ublas_spells_it, T, factor_types) {
    for (size_t n : {1, 4, 30}) {
        const ublas::matrix<T> a = random_matrix<T>(n, n);
        const ublas::matrix<T> b = random_matrix<T>(n, 2);
        ublas::matrix<T> memory = a;
        ublas::permutation_matrix<size_t> pivots(n);
        BOOST_CHECK_EQUAL(linalg::lu_factorize(memory, pivots), 0u);
        ublas::matrix<T> x = b;
        linalg::lu_substitute(memory, pivots, x);
        BOOST_CHECK(residual_is_small(a, x, b));
        ublas::vector<T> y = ublas::column(b, 1);
        linalg::lu_substitute(memory, pivots, y);
        BOOST_CHECK(residual_is_small(a, as_matrix(y), as_matrix(ublas::column(b, 1))));
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(pivots_are_lapacks, T, factor_types) {
    // The first of equals; of complex numbers the largest |re| + |im|.
    ublas::matrix<T> a(3, 3, T(0));
    a(0, 0) = T(1);
    a(1, 0) = T(2);
    a(2, 0) = T(-2);
    a(1, 1) = a(2, 2) = a(0, 2) = T(1);
    a(0, 1) = T(3);
    BOOST_CHECK(linalg::lu(a).pivots() == std::vector<ptrdiff_t>({1, 1, 2}));
    if constexpr (is_complex<T>) {
        ublas::matrix<T> b = ublas::identity_matrix<T>(2);
        b(0, 0) = T(5);
        b(1, 0) = T(3, 3); // |3 + 3i| < 5, but 3 + 3 > 5
        b(0, 1) = T(1);
        BOOST_CHECK_EQUAL(linalg::lu(b).pivots()[0], 1);
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(special_matrices, T, factor_types) {
    for (size_t n : {5, 12, 20}) {
        const ublas::matrix<T> b = random_matrix<T>(n, 1);
        for (const auto& a : {hilbert_matrix<T>(n), graded_matrix<T>(n), kahan_matrix<T>(n)})
            BOOST_CHECK(residual_is_small(a, linalg::lu(a).solve(b), b));
    }
    const auto u = linalg::lu(growing_matrix<T>(10)).packed();
    BOOST_CHECK(u(9, 9) == T(512)); // the growth that J. Wilkinson gives
}

BOOST_AUTO_TEST_CASE_TEMPLATE(singular_matrices, T, factor_types) {
    for (size_t n : {1, 2, 3, 10, 50}) {
        if (std::is_same_v<T, number> && n == 50) continue;
        ublas::matrix<T> a = ublas::identity_matrix<T>(n);
        a(n / 2, n / 2) = T(0);
        const auto factors = linalg::lu(a);
        BOOST_CHECK(factors.singular());
        BOOST_CHECK(factors.determinant() == T(0));
        BOOST_CHECK(factors.slogdet().sign == T(0));
        BOOST_CHECK_THROW(factors.solve(ublas::vector<T>(n, T(1))), ublas::singular);
        BOOST_CHECK_THROW(factors.inverse(), ublas::singular);
        ublas::matrix<T> memory = a;
        ublas::permutation_matrix<size_t> pivots(n);
        BOOST_CHECK_EQUAL(linalg::lu_factorize(memory, pivots), n / 2 + 1);
        ublas::vector<T> b(n, T(1));
        BOOST_CHECK_THROW(linalg::lu_substitute(memory, pivots, b), ublas::singular);
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(nan_and_infinity_come_out_as_nan, T, floating_types) {
    for (size_t n : {1, 3, 20, 50})
        for (auto bad : {std::numeric_limits<real_t<T>>::quiet_NaN(),
                         std::numeric_limits<real_t<T>>::infinity()}) {
            ublas::matrix<T> a = random_matrix<T>(n, n);
            a(n / 2, n / 3) = T(bad);
            const auto determinant = linalg::lu(a).determinant();
            BOOST_CHECK(!(std::abs(determinant) <= (std::numeric_limits<real_t<T>>::max)()));
        }
}

BOOST_AUTO_TEST_CASE(copies_share_the_factors) {
    const ublas::matrix<double> a = random_matrix<double>(6, 6);
    const ublas::matrix<double> b = random_matrix<double>(6, 1);
    auto factors = linalg::lu(a);
    const auto kept = factors;
    factors = linalg::lu(random_matrix<double>(6, 6));
    BOOST_CHECK(residual_is_small(a, kept.solve(b), b));
}

BOOST_AUTO_TEST_CASE(shapes_that_do_not_fit) {
    ublas::matrix<double> wide(2, 3, 1.0);
    ublas::permutation_matrix<size_t> pivots(2);
    BOOST_CHECK(refuses([&] { linalg::lu(wide); }, "(2, 3)"));
    BOOST_CHECK(refuses([&] { linalg::lu(wide, linalg::overwrite); }, "(2, 3)"));
    BOOST_CHECK(refuses([&] { linalg::lu_factorize(wide, pivots); }, "(2, 3)"));
    ublas::matrix<double> square = ublas::identity_matrix<double>(3);
    BOOST_CHECK(refuses([&] { linalg::lu_factorize(square, pivots); }, "(3,)"));
    const auto factors = linalg::lu(square);
    BOOST_CHECK(refuses([&] { factors.solve(wide); }, "(3, 3) and (2, 3)"));
    BOOST_CHECK(refuses([&] { factors.solve(ublas::vector<double>(2)); }, "(3, 3) and (2,)"));
}
