// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

// Symmetric indefinite factorizations: P A P^T = L D L^H in units of n eps.

#define BOOST_TEST_MODULE ldl

#include "linalg_testing.hpp"

#include <npublas/linalg/determinant.hpp>
#include <npublas/linalg/ldl.hpp>
#include <npublas/linalg/product.hpp>

#include <boost/test/unit_test.hpp>

#include <limits>
#include <type_traits>

using namespace linalg_testing;

namespace {

constexpr linalg::symmetry kinds[] = {linalg::symmetry::symmetric, linalg::symmetry::hermitian};

template <class T>
ublas::matrix<T> mirror(const ublas::matrix<T>& a, linalg::symmetry kind) {
    return kind == linalg::symmetry::hermitian ? adjoint(a) : ublas::matrix<T>(ublas::trans(a));
}

template <class T>
ublas::matrix<T> indefinite_matrix(size_t n, linalg::symmetry kind, bool zero_diagonal) {
    ublas::matrix<T> a =
        mirrored_matrix<T>(random_matrix<T>(n, n), kind == linalg::symmetry::hermitian);
    for (size_t i = 0; i < n && zero_diagonal; ++i)
        a(i, i) = T(0);
    return a;
}

template <class T>
ublas::matrix<T> permuted(const ublas::matrix<T>& a, const std::vector<ptrdiff_t>& permutation) {
    ublas::matrix<T> result(a.size1(), a.size2());
    for (size_t i = 0; i < a.size1(); ++i)
        for (size_t j = 0; j < a.size2(); ++j)
            result(i, j) =
                a(static_cast<size_t>(permutation[i]), static_cast<size_t>(permutation[j]));
    return result;
}

template <class T>
bool is_unit_lower(const ublas::matrix<T>& l) {
    for (size_t i = 0; i < l.size1(); ++i) {
        if (l(i, i) != T(1)) return false;
        for (size_t j = i + 1; j < l.size2(); ++j)
            if (l(i, j) != T(0)) return false;
    }
    return true;
}

/// Blocks of order 1 and 2 only.
template <class T>
bool is_block_diagonal(const ublas::matrix<T>& d) {
    for (size_t i = 0; i < d.size1(); ++i)
        for (size_t j = 0; j + 1 < i; ++j)
            if (d(i, j) != T(0) || d(j, i) != T(0)) return false;
    for (size_t i = 0; i + 2 < d.size1(); ++i)
        if (d(i + 1, i) != T(0) && d(i + 2, i + 1) != T(0)) return false;
    return true;
}

} // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(factors_and_solutions, T, factor_types) {
    for (size_t n : orders<T>())
        for (auto kind : kinds)
            for (bool zero_diagonal : {false, true}) {
                if (zero_diagonal && n == 1) continue;
                const ublas::matrix<T> a = indefinite_matrix<T>(n, kind, zero_diagonal);
                const ublas::matrix<T> b = random_matrix<T>(n, 2);
                ublas::matrix<T> given = a;
                for (size_t i = 0; i < n; ++i)
                    for (size_t j = i + 1; j < n; ++j)
                        given(i, j) = T(1000); // is not read
                const auto factors = linalg::ldl(given, kind);
                const ublas::matrix<T> l = factors.l();
                const ublas::matrix<T> d = factors.d();
                BOOST_CHECK(is_unit_lower(l));
                BOOST_CHECK(is_block_diagonal(d));
                BOOST_CHECK(agree(ublas_prod(ublas_prod(l, d), mirror(l, kind)),
                                  permuted(a, factors.permutation()), linalg::norm_inf(a)));
                const auto x = factors.solve(b);
                BOOST_CHECK(residual_is_small(a, x, b));
            }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(in_the_memory_of_the_matrix, T, factor_types) {
    for (size_t n : {1, 3, 17, 45})
        for (layout how : some_layouts)
            for (auto kind : kinds) {
                const ublas::matrix<T> a = indefinite_matrix<T>(n, kind, false);
                const ublas::matrix<T> b = random_matrix<T>(n, 2);
                laid_out_matrix<T> memory(a, how);
                auto view = memory.view();
                const auto factors = linalg::ldl(view, linalg::overwrite, kind);
                BOOST_CHECK(residual_is_small(a, factors.solve(b), b));
                BOOST_CHECK(memory.guards_are_intact());
            }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(either_triangle_as_scipy, T, factor_types) {
    for (size_t n : {1, 2, 5, 20, 45})
        for (auto kind : kinds)
            for (bool lower : {true, false})
                for (layout how : some_layouts) {
                    const bool hermitian = kind == linalg::symmetry::hermitian;
                    const ublas::matrix<T> a = indefinite_matrix<T>(n, kind, false);
                    const laid_out_matrix<T> given(a, how);
                    const auto view = given.const_view();
                    ublas::matrix<T> l(n, n);
                    ublas::matrix<T> d(n, n);
                    std::vector<ptrdiff_t> rows(n);
                    linalg::detail::ldl<T>(linalg::operand_of(view), lower, hermitian,
                                           linalg::operand_of(l), linalg::operand_of(d),
                                           rows.data());
                    BOOST_CHECK(agree(ublas_prod(ublas_prod(l, d), mirror(l, kind)), a,
                                      linalg::norm_inf(a)));
                    ublas::matrix<T> sorted(n, n);
                    for (size_t i = 0; i < n; ++i)
                        ublas::row(sorted, i) = ublas::row(l, static_cast<size_t>(rows[i]));
                    if (!lower) sorted = ublas::matrix<T>(ublas::trans(sorted));
                    BOOST_CHECK(is_unit_lower(sorted));
                }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(determinants, T, factor_types) {
    using std::abs;
    for (size_t n : {1, 2, 5, 10}) {
        const ublas::matrix<T> a = indefinite_matrix<T>(n, linalg::symmetry::hermitian, false);
        const T expected = linalg::determinant(a);
        BOOST_CHECK(abs(linalg::ldl(a).determinant() - expected) <=
                    1000 * real_t<T>(n) * unit_roundoff<T>() *
                        (abs(expected) + linalg::norm_inf(a)));
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(singular_matrices, T, factor_types) {
    for (size_t n : {1, 3, 20, 45}) {
        const ublas::matrix<T> zeros = ublas::zero_matrix<T>(n, n);
        const auto factors = linalg::ldl(zeros);
        BOOST_CHECK(factors.determinant() == T(0));
        BOOST_CHECK_THROW(factors.solve(ublas::vector<T>(n, T(1))), ublas::singular);
    }
    const ublas::matrix<T> ones(2, 2, T(1));
    BOOST_CHECK_THROW(linalg::ldl(ones).solve(ublas::vector<T>(2, T(1))), ublas::singular);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(nan_ends, T, floating_types) {
    for (size_t n : {1, 3, 20, 45}) {
        ublas::matrix<T> a = indefinite_matrix<T>(n, linalg::symmetry::hermitian, false);
        a(n - 1, 0) = T(std::numeric_limits<real_t<T>>::quiet_NaN());
        const auto d = linalg::ldl(a).d();
        const auto l = linalg::ldl(a).l();
        BOOST_CHECK(!(largest(l) + largest(d) <= (std::numeric_limits<real_t<T>>::max)()));
    }
}

BOOST_AUTO_TEST_CASE(shapes_that_do_not_fit) {
    BOOST_CHECK(refuses([] { linalg::ldl(ublas::matrix<double>(2, 3)); }, "(2, 3)"));
}
