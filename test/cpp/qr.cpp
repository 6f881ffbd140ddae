// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

// QR factorizations: |A P - Q R| and |I - Q^H Q| in units of the larger extent times eps.

#define BOOST_TEST_MODULE qr

#include "linalg_testing.hpp"

#include <npublas/linalg/product.hpp>
#include <npublas/linalg/qr.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <limits>
#include <utility>

using namespace linalg_testing;

namespace {

struct shape {
    size_t m, n;
};

template <class T>
std::vector<shape> shapes() {
    std::vector<shape> result = {{0, 0}, {0, 3}, {3, 0}, {1, 1},   {1, 4},  {4, 1},
                                 {2, 2}, {3, 2}, {2, 3}, {10, 10}, {17, 20}};
    if (!std::is_same_v<T, number>) {
        result.push_back({40, 17});
        result.push_back({30, 100});
        result.push_back({100, 100});
    }
    return result;
}

template <class T>
ublas::matrix<T> with_columns_exchanged(const ublas::matrix<T>& a,
                                        const std::vector<ptrdiff_t>& permutation) {
    ublas::matrix<T> result(a.size1(), a.size2());
    for (size_t j = 0; j < a.size2(); ++j)
        ublas::column(result, j) = ublas::column(a, static_cast<size_t>(permutation[j]));
    return result;
}

template <class T>
bool has_orthonormal_columns(const ublas::matrix<T>& q) {
    const ublas::matrix<T> identity = ublas::identity_matrix<T>(q.size2());
    return agree(ublas_prod(adjoint(q), q), identity,
                 real_t<T>(std::max<size_t>(q.size1(), 1)) /
                     real_t<T>(std::max<size_t>(q.size2(), 1)));
}

template <class T>
bool is_upper(const ublas::matrix<T>& r) {
    for (size_t i = 0; i < r.size1(); ++i)
        for (size_t j = 0; j < std::min(i, r.size2()); ++j)
            if (r(i, j) != T(0)) return false;
    return true;
}

template <class T>
bool diagonal_does_not_grow(const ublas::matrix<T>& r) {
    using std::abs;
    for (size_t i = 1; i < std::min(r.size1(), r.size2()); ++i)
        if (abs(r(i, i)) > abs(r(i - 1, i - 1)) * (1 + 100 * unit_roundoff<T>())) return false;
    return true;
}

} // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(factors_of_every_shape, T, factor_types) {
    for (auto [m, n] : shapes<T>())
        for (layout how : some_layouts)
            for (auto pivots : {linalg::pivoting::none, linalg::pivoting::columns}) {
                const ublas::matrix<T> a = random_matrix<T>(m, n);
                const laid_out_matrix<T> matrix(a, how);
                const auto factors = linalg::qr(matrix.const_view(), pivots);
                const auto permuted = with_columns_exchanged(a, factors.permutation());
                for (auto mode : {linalg::qr_mode::reduced, linalg::qr_mode::full}) {
                    const ublas::matrix<T> q = factors.q(mode);
                    const ublas::matrix<T> r = factors.r(mode);
                    const size_t k = mode == linalg::qr_mode::full ? m : std::min(m, n);
                    BOOST_CHECK(q.size1() == m && q.size2() == k);
                    BOOST_CHECK(r.size1() == k && r.size2() == n);
                    BOOST_CHECK(is_upper(r));
                    BOOST_CHECK(has_orthonormal_columns(q));
                    BOOST_CHECK(agree(ublas_prod(q, r), permuted, linalg::norm_inf(a)));
                    if (pivots == linalg::pivoting::columns) BOOST_CHECK(diagonal_does_not_grow(r));
                }
            }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(in_the_memory_of_the_matrix, T, factor_types) {
    for (auto [m, n] : {shape{3, 2}, shape{17, 20}, shape{40, 30}})
        for (layout how : some_layouts)
            for (auto pivots : {linalg::pivoting::none, linalg::pivoting::columns}) {
                const ublas::matrix<T> a = random_matrix<T>(m, n);
                laid_out_matrix<T> memory(a, how);
                auto view = memory.view();
                const auto factors = linalg::qr(view, linalg::overwrite, pivots);
                const auto permuted = with_columns_exchanged(a, factors.permutation());
                BOOST_CHECK(has_orthonormal_columns(factors.q()));
                BOOST_CHECK(
                    agree(ublas_prod(factors.q(), factors.r()), permuted, linalg::norm_inf(a)));
                // R's diagonal is real, as LAPACK's is.
                for (size_t i = 0; i < std::min(m, n); ++i)
                    BOOST_CHECK(view(i, i) == T(linalg::detail::real_part(view(i, i))));
                BOOST_CHECK(memory.guards_are_intact());
            }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(products_with_q, T, factor_types) {
    for (auto [m, n] : {shape{1, 1}, shape{5, 3}, shape{3, 5}, shape{40, 30}})
        for (layout how : some_layouts) {
            const auto factors = linalg::qr(random_matrix<T>(m, n));
            const ublas::matrix<T> q = factors.q(linalg::qr_mode::full);
            const ublas::matrix<T> c = random_matrix<T>(m, 4);
            laid_out_matrix<T> memory(c, how);
            factors.multiply_q(memory.view());
            BOOST_CHECK(agree(memory.const_view(), ublas_prod(q, c), real_t<T>(4)));
            factors.multiply_q_adjoint(memory.view());
            BOOST_CHECK(agree(memory.const_view(), c, real_t<T>(4)));
            BOOST_CHECK(memory.guards_are_intact());
            ublas::vector<T> x = ublas::column(c, 1);
            factors.multiply_q_adjoint(x);
            BOOST_CHECK(agree(as_matrix(x), ublas_prod(adjoint(q), as_matrix(ublas::column(c, 1))),
                              real_t<T>(4)));
        }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(least_squares, T, factor_types) {
    for (auto [m, n] : {shape{1, 1}, shape{5, 3}, shape{10, 10}, shape{40, 30}})
        for (auto pivots : {linalg::pivoting::none, linalg::pivoting::columns}) {
            const ublas::matrix<T> a = random_matrix<T>(m, n);
            const ublas::matrix<T> b = random_matrix<T>(m, 2);
            const auto x = linalg::qr(a, pivots).solve(b);
            // What is left is orthogonal to the columns of A.
            const ublas::matrix<T> residual = b - ublas_prod(a, x);
            const ublas::matrix<T> zero(n, 2, T(0));
            BOOST_CHECK(
                agree(ublas_prod(adjoint(a), residual), zero,
                      linalg::norm_inf(a) * linalg::norm_inf(a) * (1 + linalg::norm_inf(x))));
            const auto first = linalg::qr(a, pivots).solve(ublas::column(b, 0));
            BOOST_CHECK(agree(as_matrix(first), as_matrix(ublas::column(x, 0)), largest(x)));
        }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(special_matrices, T, factor_types) {
    for (size_t n : {3, 12, 20})
        for (const auto& a : {hilbert_matrix<T>(n), kahan_matrix<T>(n), graded_matrix<T>(n),
                              ublas::matrix<T>(ublas::zero_matrix<T>(n, n))})
            for (auto pivots : {linalg::pivoting::none, linalg::pivoting::columns}) {
                const auto factors = linalg::qr(a, pivots);
                BOOST_CHECK(has_orthonormal_columns(factors.q()));
                BOOST_CHECK(agree(ublas_prod(factors.q(), factors.r()),
                                  with_columns_exchanged(a, factors.permutation()),
                                  linalg::norm_inf(a)));
            }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(pivoting_reveals_the_rank, T, factor_types) {
    using std::abs;
    const ublas::matrix<T> a = ublas_prod(random_matrix<T>(20, 4), random_matrix<T>(4, 15));
    const auto r = linalg::qr(a, linalg::pivoting::columns).r();
    BOOST_CHECK(abs(r(3, 3)) > real_t<T>(1e-3));
    BOOST_CHECK(abs(r(4, 4)) < 1000 * unit_roundoff<T>());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(nan_comes_out, T, floating_types) {
    for (size_t n : {1, 3, 40}) {
        ublas::matrix<T> a = random_matrix<T>(n, n);
        a(n - 1, n - 1) = T(std::numeric_limits<real_t<T>>::quiet_NaN());
        for (auto pivots : {linalg::pivoting::none, linalg::pivoting::columns}) {
            const auto r = linalg::qr(a, pivots).r();
            BOOST_CHECK(!(largest(r) <= (std::numeric_limits<real_t<T>>::max)()));
        }
    }
}

BOOST_AUTO_TEST_CASE(neither_overflow_nor_underflow) {
    for (double scale : {1e-300, 1e300})
        for (size_t n : {3, 30}) {
            const ublas::matrix<double> a = random_matrix<double>(n, n) * scale;
            const auto factors = linalg::qr(a);
            BOOST_CHECK(has_orthonormal_columns(factors.q()));
            BOOST_CHECK(agree(ublas_prod(factors.q(), factors.r()), a, linalg::norm_inf(a)));
        }
}

BOOST_AUTO_TEST_CASE(shapes_and_singular_matrices) {
    const auto wide = linalg::qr(ublas::matrix<double>(2, 3, 1.0));
    BOOST_CHECK(refuses([&] { wide.solve(ublas::vector<double>(2)); }, "(2, 3) and (2, 1)"));
    const auto tall = linalg::qr(ublas::matrix<double>(ublas::zero_matrix<double>(3, 2)));
    BOOST_CHECK(refuses([&] { tall.solve(ublas::vector<double>(2)); }, "(3, 2) and (2, 1)"));
    BOOST_CHECK_THROW(tall.solve(ublas::vector<double>(3, 1.0)), ublas::singular);
    ublas::vector<double> x(2);
    BOOST_CHECK(refuses([&] { tall.multiply_q(x); }, "(3, 2) and (2,)"));
}
