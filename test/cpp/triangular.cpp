// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

// Triangular equations from both sides, in every layout, against residual bounds.

#define BOOST_TEST_MODULE triangular

#include "linalg_testing.hpp"

#include <npublas/linalg/product.hpp>
#include <npublas/linalg/triangular.hpp>

#include <boost/test/unit_test.hpp>

#include <limits>

using namespace linalg_testing;

namespace {

/// The part of a that the tag names, with zeros elsewhere.
template <class Tag, class T>
ublas::matrix<T> part_of(const ublas::matrix<T>& a, Tag tag) {
    const auto part = linalg::detail::triangle_of(tag);
    ublas::matrix<T> result = ublas::zero_matrix<T>(a.size1(), a.size2());
    for (size_t i = 0; i < a.size1(); ++i)
        for (size_t j = 0; j < a.size2(); ++j)
            if (i == j)
                result(i, j) = part.unit ? T(1) : a(i, j);
            else if ((j < i) == part.lower)
                result(i, j) = a(i, j);
    return result;
}

/// Random, with a diagonal large enough for the triangle to be well conditioned.
template <class T>
ublas::matrix<T> some_matrix(size_t n) {
    ublas::matrix<T> a = random_matrix<T>(n, n) / T(real_t<T>(n + 1));
    for (size_t i = 0; i < n; ++i)
        a(i, i) += T(2);
    return a;
}

template <class T, class Tag>
void check(size_t n, layout layout_a, layout layout_b, Tag tag) {
    const ublas::matrix<T> a = some_matrix<T>(n);
    const ublas::matrix<T> t = part_of(a, tag);
    const laid_out_matrix<T> matrix(a, layout_a);
    for (size_t columns : {0, 1, 5}) {
        const ublas::matrix<T> b = random_matrix<T>(n, columns);
        laid_out_matrix<T> left(b, layout_b);
        linalg::inplace_solve(matrix.const_view(), left.view(), tag);
        BOOST_CHECK(residual_is_small(t, left.const_view(), b));
        BOOST_CHECK(left.guards_are_intact());

        const ublas::matrix<T> rows = ublas::trans(b);
        laid_out_matrix<T> right(rows, layout_b);
        linalg::inplace_solve(matrix.const_view(), right.view(), tag, linalg::side::right);
        BOOST_CHECK(residual_is_small(ublas::matrix<T>(ublas::trans(t)),
                                      ublas::matrix<T>(ublas::trans(right.const_view())), b));
        BOOST_CHECK(right.guards_are_intact());
    }
}

} // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(in_every_layout, T, factor_types) {
    for (size_t n : orders<T>())
        for (layout layout_a : some_layouts)
            for (layout layout_b : some_layouts) {
                check<T>(n, layout_a, layout_b, ublas::lower_tag());
                check<T>(n, layout_a, layout_b, ublas::unit_lower_tag());
                check<T>(n, layout_a, layout_b, ublas::upper_tag());
                check<T>(n, layout_a, layout_b, ublas::unit_upper_tag());
            }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(transposed_and_adjoint, T, factor_types) {
    for (size_t n : {3, 20, 45}) {
        const ublas::matrix<T> a = some_matrix<T>(n);
        const ublas::matrix<T> b = random_matrix<T>(n, 2);
        const ublas::matrix<T> lower = part_of(a, ublas::lower_tag());
        BOOST_CHECK(
            residual_is_small(ublas::matrix<T>(ublas::trans(lower)),
                              linalg::solve_triangular(ublas::trans(a), b, ublas::upper_tag()), b));
        BOOST_CHECK(residual_is_small(
            adjoint(lower), linalg::solve_triangular(adjoint(a), b, ublas::upper_tag()), b));
        // What the factorizations ask for: conjugated in place.
        for (layout how : some_layouts)
            for (layout how_b : some_layouts) {
                const laid_out_matrix<T> matrix(a, how);
                laid_out_matrix<T> right(b, how_b);
                auto view = matrix.const_view();
                auto x = right.view();
                linalg::detail::solve_triangular<T>(linalg::operand_of(view).transposed(),
                                                    {false, false, true}, linalg::operand_of(x));
                BOOST_CHECK(residual_is_small(adjoint(lower), right.const_view(), b));
                BOOST_CHECK(same_matrix(matrix.const_view(), a));
            }
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(vectors, T, factor_types) {
    for (size_t n : {1, 3, 20, 60})
        for (ptrdiff_t stride : vector_strides) {
            const ublas::matrix<T> a = some_matrix<T>(n);
            const ublas::vector<T> b = ublas::column(random_matrix<T>(n, 1), 0);
            laid_out_vector<T> x(b, stride);
            linalg::inplace_solve(a, x.view(), ublas::lower_tag());
            BOOST_CHECK(residual_is_small(part_of(a, ublas::lower_tag()), as_matrix(x.const_view()),
                                          as_matrix(b)));
            const ublas::vector<T> y =
                linalg::solve_triangular(a, b, ublas::unit_upper_tag(), linalg::side::right);
            BOOST_CHECK(residual_is_small(
                ublas::matrix<T>(ublas::trans(part_of(a, ublas::unit_upper_tag()))), as_matrix(y),
                as_matrix(b)));
        }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(zeros_on_the_diagonal, T, factor_types) {
    for (size_t n : {1, 3, 40}) {
        ublas::matrix<T> a = ublas::identity_matrix<T>(n);
        a(n / 2, n / 2) = T(0);
        const ublas::vector<T> b(n, T(1));
        BOOST_CHECK_THROW(linalg::solve_triangular(a, b, ublas::lower_tag()), ublas::singular);
        BOOST_CHECK(same_vector(linalg::solve_triangular(a, b, ublas::unit_upper_tag()), b));
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(nan_comes_out, T, floating_types) {
    for (size_t n : {1, 3, 40}) {
        ublas::matrix<T> a = ublas::identity_matrix<T>(n);
        a(n - 1, 0) = T(std::numeric_limits<real_t<T>>::quiet_NaN());
        const auto x = linalg::solve_triangular(a, ublas::vector<T>(n, T(1)), ublas::lower_tag());
        BOOST_CHECK(x(n - 1) != x(n - 1));
    }
}

BOOST_AUTO_TEST_CASE(shapes_that_do_not_fit) {
    const ublas::matrix<double> wide(2, 3, 1.0);
    const ublas::matrix<double> square(3, 3, 1.0);
    BOOST_CHECK(refuses([&] { linalg::solve_triangular(wide, wide, ublas::lower_tag()); },
                        "(2, 3) and (2, 3)"));
    BOOST_CHECK(refuses([&] { linalg::solve_triangular(square, wide, ublas::lower_tag()); },
                        "(3, 3) and (2, 3)"));
    BOOST_CHECK_NO_THROW(
        linalg::solve_triangular(square, wide, ublas::lower_tag(), linalg::side::right));
}
