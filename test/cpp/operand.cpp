// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

// Which expressions are seen as strided memory, and what BLAS can take.

#define BOOST_TEST_MODULE operand

#include "linalg_testing.hpp"

#include <npublas/linalg/backend.hpp>
#include <npublas/linalg/operand.hpp>
#include <npublas/linalg/product.hpp>

#include <boost/numeric/ublas/symmetric.hpp>
#include <boost/test/unit_test.hpp>

#include <array>
#include <climits>
#include <type_traits>
#include <utility>

using namespace linalg_testing;

/// Checks that an expression is seen as strided memory that holds its elements.
template <class E>
bool sees_vector(E&& x) {
    static_assert(linalg::is_strided_vector<std::remove_reference_t<E>>);
    const auto operand = linalg::operand_of(x);
    bool same = operand.size == static_cast<ptrdiff_t>(x.size());
    for (ptrdiff_t i = 0; i < operand.size; ++i)
        same = same && operand(i) == x(size_t(i));
    return same;
}

template <class E>
bool sees_matrix(E&& a) {
    static_assert(linalg::is_strided_matrix<std::remove_reference_t<E>>);
    const auto operand = linalg::operand_of(a);
    bool same = operand.size1 == static_cast<ptrdiff_t>(a.size1()) &&
                operand.size2 == static_cast<ptrdiff_t>(a.size2());
    for (ptrdiff_t i = 0; i < operand.size1; ++i)
        for (ptrdiff_t j = 0; j < operand.size2; ++j)
            same = same && operand(i, j) == std::as_const(a)(size_t(i), size_t(j));
    return same;
}

BOOST_AUTO_TEST_CASE(every_kind_of_vector) {
    ublas::vector<int> x = whole_vector<int>(10);
    const ublas::vector<int>& constant = x;
    ublas::bounded_vector<int, 12> bounded(x);
    ublas::c_vector<int, 12> c(x);
    ublas::fixed_vector<int, 10, std::array<int, 10>> fixed(x);
    vector_view<int> view(x);
    strided_vector_view<const int> reversed(&x(9), 5, -2);
    BOOST_CHECK(sees_vector(x));
    BOOST_CHECK(sees_vector(constant));
    BOOST_CHECK(sees_vector(bounded));
    BOOST_CHECK(sees_vector(c));
    BOOST_CHECK(sees_vector(fixed));
    BOOST_CHECK(sees_vector(view));
    BOOST_CHECK(sees_vector(reversed));
    BOOST_CHECK(sees_vector(ublas::vector<int>()));
    BOOST_CHECK(sees_vector(ublas::project(x, ublas::range(2, 7))));
    BOOST_CHECK(sees_vector(ublas::project(constant, ublas::range(2, 7))));
    BOOST_CHECK(sees_vector(ublas::project(x, ublas::slice(1, 3, 3))));
    BOOST_CHECK(sees_vector(ublas::project(x, ublas::slice(8, -2, 4))));
    BOOST_CHECK(sees_vector(ublas::project(reversed, ublas::range(1, 4))));
    ublas::vector_range<ublas::vector<int>> range(x, ublas::range(1, 9));
    BOOST_CHECK(sees_vector(ublas::project(range, ublas::slice(1, 2, 3))));
}

BOOST_AUTO_TEST_CASE(every_kind_of_matrix) {
    ublas::matrix<int> a = whole_matrix<int>(6, 7);
    const ublas::matrix<int>& constant = a;
    ublas::matrix<int, ublas::column_major> by_columns(a);
    ublas::bounded_matrix<int, 8, 9> bounded(a);
    ublas::bounded_matrix<int, 8, 9, ublas::column_major> bounded_by_columns(a);
    ublas::c_matrix<int, 8, 9> c(a);
    ublas::fixed_matrix<int, 6, 7, ublas::row_major, std::array<int, 42>> fixed(a);
    matrix_view<const int> view(a);
    matrix_view<int, ublas::column_major> column_view(by_columns);
    strided_matrix_view<const int> reversed(&a(5, 6), 6, 7, -7, -1);
    BOOST_CHECK(sees_matrix(a));
    BOOST_CHECK(sees_matrix(constant));
    BOOST_CHECK(sees_matrix(by_columns));
    BOOST_CHECK(sees_matrix(bounded));
    BOOST_CHECK(sees_matrix(bounded_by_columns));
    BOOST_CHECK(sees_matrix(c));
    BOOST_CHECK(sees_matrix(fixed));
    BOOST_CHECK(sees_matrix(view));
    BOOST_CHECK(sees_matrix(column_view));
    BOOST_CHECK(sees_matrix(reversed));
    BOOST_CHECK(sees_matrix(ublas::matrix<int>()));
    BOOST_CHECK(sees_matrix(ublas::trans(a)));
    BOOST_CHECK(sees_matrix(ublas::trans(constant)));
    BOOST_CHECK(sees_matrix(ublas::trans(by_columns)));
    BOOST_CHECK(sees_matrix(ublas::project(a, ublas::range(1, 5), ublas::range(2, 6))));
    BOOST_CHECK(sees_matrix(ublas::project(constant, ublas::range(1, 5), ublas::range(2, 6))));
    BOOST_CHECK(
        sees_matrix(ublas::project(by_columns, ublas::slice(5, -2, 3), ublas::slice(0, 3, 2))));
    BOOST_CHECK(sees_matrix(ublas::project(reversed, ublas::range(1, 3), ublas::range(2, 6))));
    ublas::matrix_range<ublas::matrix<int>> range(a, ublas::range(1, 6), ublas::range(1, 7));
    BOOST_CHECK(sees_matrix(ublas::project(range, ublas::slice(1, 2, 2), ublas::slice(0, 2, 3))));
}

BOOST_AUTO_TEST_CASE(vectors_inside_matrices) {
    ublas::matrix<int> a = whole_matrix<int>(6, 7);
    const ublas::matrix<int, ublas::column_major> b(a);
    const strided_matrix_view<const int> view(&a(5, 6), 6, 7, -7, -1);
    BOOST_CHECK(sees_vector(ublas::row(a, 2)));
    BOOST_CHECK(sees_vector(ublas::column(a, 3)));
    BOOST_CHECK(sees_vector(ublas::row(b, 2)));
    BOOST_CHECK(sees_vector(ublas::column(b, 3)));
    BOOST_CHECK(sees_vector(ublas::row(view, 2)));
    BOOST_CHECK(sees_vector(ublas::column(view, 3)));
    using matrix = ublas::matrix<int>;
    BOOST_CHECK(
        sees_vector(ublas::matrix_vector_range<matrix>(a, ublas::range(1, 5), ublas::range(2, 6))));
    BOOST_CHECK(sees_vector(
        ublas::matrix_vector_slice<matrix>(a, ublas::slice(5, -1, 4), ublas::slice(0, 2, 4))));
}

BOOST_AUTO_TEST_CASE(other_expressions_are_evaluated) {
    const ublas::matrix<cdouble> a = whole_matrix<cdouble>(6, 6);
    const ublas::vector<cdouble> x = whole_vector<cdouble>(6);
    BOOST_CHECK(same_matrix(
        linalg::prod(ublas::herm(a), a + a),
        ublas_prod(ublas::matrix<cdouble>(ublas::herm(a)), ublas::matrix<cdouble>(a + a))));
    BOOST_CHECK(
        same_vector(linalg::prod(2.0 * a, x - 3.0 * x),
                    ublas_prod(ublas::matrix<cdouble>(2.0 * a), ublas::vector<cdouble>(-2.0 * x))));

    ublas::symmetric_matrix<double> symmetric(5, 5);
    for (size_t i = 0; i < 5; ++i)
        for (size_t j = 0; j <= i; ++j)
            symmetric(i, j) = whole_number<double>();
    const ublas::matrix<double> full(symmetric);
    BOOST_CHECK(same_matrix(linalg::prod(symmetric, symmetric), ublas_prod(full, full)));
    BOOST_CHECK_EQUAL(linalg::norm_1(symmetric), ublas::norm_1(full));
}

BOOST_AUTO_TEST_CASE(outputs_without_strides) {
    const ublas::matrix<double> a = whole_matrix<double>(3, 3);
    const ublas::vector<double> x = whole_vector<double>(3);
    ublas::vector<double> y(5, 7.0);
    ublas::indirect_array<> places(3);
    places(0) = 4;
    places(1) = 0;
    places(2) = 2;
    linalg::axpy_prod(a, x, ublas::project(y, places));
    const ublas::vector<double> product = ublas_prod(a, x);
    for (size_t i = 0; i < 3; ++i)
        BOOST_CHECK_EQUAL(y(places(i)), product(i));
    BOOST_CHECK_EQUAL(y(1), 7.0);
    BOOST_CHECK_EQUAL(y(3), 7.0);
    linalg::axpy_prod(a, x, ublas::project(y, places), false);
    for (size_t i = 0; i < 3; ++i)
        BOOST_CHECK_EQUAL(y(places(i)), 2 * product(i));
}

BOOST_AUTO_TEST_CASE(what_blas_can_take) {
    using linalg::detail::as_blas;
    double memory[100] = {};
    const auto judge = [&](ptrdiff_t n1, ptrdiff_t n2, ptrdiff_t s1, ptrdiff_t s2) {
        return as_blas(linalg::matrix_operand<double>{memory, n1, n2, s1, s2});
    };
    const auto by_rows = judge(3, 4, 6, 1);
    BOOST_REQUIRE(by_rows);
    BOOST_CHECK(by_rows->transposed);
    BOOST_CHECK(by_rows->leading_dimension == 6);
    const auto by_columns = judge(3, 4, 1, 3);
    BOOST_REQUIRE(by_columns);
    BOOST_CHECK(!by_columns->transposed);
    BOOST_CHECK(by_columns->leading_dimension == 3);
    BOOST_CHECK(judge(0, 0, 0, 0)->leading_dimension == 1);
    BOOST_CHECK(judge(1, 4, -7, 1).has_value()); // no step is ever made along an extent of 1
    BOOST_CHECK(judge(4, 1, 1, 0).has_value());
    BOOST_CHECK(judge(4, 1, 2, -3)->leading_dimension == 2);
    BOOST_CHECK(!judge(3, 4, 3, 1)); // rows overlap
    BOOST_CHECK(!judge(3, 4, 0, 1));
    BOOST_CHECK(!judge(3, 4, -4, 1));
    BOOST_CHECK(!judge(3, 4, 8, 2));
    BOOST_CHECK(!judge(3, 4, ptrdiff_t(INT_MAX) + 1, 1));
    BOOST_CHECK(!judge(ptrdiff_t(INT_MAX) + 1, 4, 4, 1));

    const auto judge_vector = [&](ptrdiff_t n, ptrdiff_t stride) {
        return as_blas(linalg::vector_operand<double>{memory + 50, n, stride});
    };
    BOOST_CHECK(judge_vector(3, -2)->data == memory + 46);
    BOOST_CHECK(judge_vector(1, 0).has_value());
    BOOST_CHECK(!judge_vector(2, 0));
    BOOST_CHECK(!judge_vector(2, ptrdiff_t(INT_MAX) + 1));
}
