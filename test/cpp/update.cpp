// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

// Updates by products of low rank against uBLAS's products; whole numbers, so that they are exact.

#define BOOST_TEST_MODULE update

#include "linalg_testing.hpp"

#include <npublas/linalg/product.hpp>
#include <npublas/linalg/update.hpp>

#include <boost/test/unit_test.hpp>

#include <type_traits>

using namespace linalg_testing;

namespace {

template <class T>
ublas::matrix<T> square_of(const ublas::matrix<T>& a, bool hermitian) {
    return ublas_prod(a, hermitian ? adjoint(a) : ublas::matrix<T>(ublas::trans(a)));
}

} // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(of_rank_k, T, factor_types) {
    for (size_t n : {0, 1, 3, 17, 40})
        for (size_t k : {0, 1, 4, 20})
            for (layout layout_a : some_layouts)
                for (layout layout_c : some_layouts)
                    for (bool hermitian : {false, true}) {
                        const ublas::matrix<T> a = whole_matrix<T>(n, k);
                        const ublas::matrix<T> c =
                            mirrored_matrix<T>(whole_matrix<T>(n, n), hermitian);
                        ublas::matrix<T> given = c;
                        for (size_t i = 0; i < n; ++i)
                            for (size_t j = i + 1; j < n; ++j)
                                given(i, j) = T(1000); // is not read
                        const ublas::matrix<T> expected = T(2) * square_of(a, hermitian) - T(3) * c;
                        const laid_out_matrix<T> factor(a, layout_a);
                        laid_out_matrix<T> updated(given, layout_c);
                        if (hermitian)
                            linalg::hermitian_rank_k_update(updated.view(), factor.const_view(), 2,
                                                            -3);
                        else
                            linalg::symmetric_rank_k_update(updated.view(), factor.const_view(), 2,
                                                            -3);
                        BOOST_CHECK(same_matrix(updated.const_view(), expected));
                        BOOST_CHECK(updated.guards_are_intact());
                    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(of_rank_one, T, factor_types) {
    for (size_t n : {1, 3, 20, 40}) {
        const ublas::vector<T> x = whole_vector<T>(n);
        const ublas::vector<T> y = whole_vector<T>(n + 2);
        const ublas::matrix<T> c = whole_matrix<T>(n, n + 2);
        const ublas::matrix<T> expected = c + T(3) * ublas::outer_prod(x, y);
        for (layout how : some_layouts) {
            laid_out_matrix<T> updated(c, how);
            linalg::rank_1_update(updated.view(), x, y, T(3));
            BOOST_CHECK(same_matrix(updated.const_view(), expected));

            const ublas::matrix<T> h = mirrored_matrix<T>(whole_matrix<T>(n, n), true);
            const ublas::matrix<T> sum = h - square_of(as_matrix(x), true);
            laid_out_matrix<T> hermitian(h, how);
            linalg::hermitian_rank_1_update(hermitian.view(), x, -1);
            BOOST_CHECK(same_matrix(hermitian.const_view(), sum));
        }
    }
}

BOOST_AUTO_TEST_CASE(shapes_that_do_not_fit) {
    ublas::matrix<double> c(3, 3, 0.0);
    const ublas::matrix<double> a(2, 3, 1.0);
    BOOST_CHECK(refuses([&] { linalg::symmetric_rank_k_update(c, a); }, "(3, 3)"));
    BOOST_CHECK(refuses(
        [&] {
            linalg::rank_1_update(c, ublas::vector<double>(2, 1.0), ublas::vector<double>(3, 1.0));
        },
        "(3, 3)"));
}
