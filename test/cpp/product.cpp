// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

// Products against uBLAS's own, for every element type and layout and a range of sizes on both
// sides of the limits of backend.hpp.

#define BOOST_TEST_MODULE product

#include "linalg_testing.hpp"

#include <npublas/linalg/product.hpp>

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>

using namespace linalg_testing;

namespace {

struct extents {
    size_t m, k, n;
};

// Both sides of every limit, every extent 0 and 1 at least once, and more rows than a cache block.
constexpr extents small_extents[] = {
    {0, 0, 0},   {0, 3, 2},   {3, 0, 2},   {2, 3, 0}, {1, 1, 1}, {1, 4, 3}, {4, 3, 1},
    {3, 1, 4},   {2, 2, 2},   {3, 3, 3},   {4, 3, 5}, {7, 7, 7}, {8, 5, 9}, {10, 10, 10},
    {13, 17, 1}, {1, 17, 19}, {17, 9, 21}, {4, 4, 4}, {5, 5, 5}, {6, 6, 6}, {8, 8, 8}};

/// Checks c = a b and c += a b for one triple of layouts.
template <class T>
bool product_is_right(const extents& e, layout layout_a, layout layout_b, layout layout_c) {
    const ublas::matrix<T> a = whole_matrix<T>(e.m, e.k);
    const ublas::matrix<T> b = whole_matrix<T>(e.k, e.n);
    const ublas::matrix<T> c = whole_matrix<T>(e.m, e.n);
    const ublas::matrix<T> product = ublas_prod(a, b);
    const ublas::matrix<T> sum = c + product;

    const laid_out_matrix<T> left(a, layout_a);
    const laid_out_matrix<T> right(b, layout_b);
    laid_out_matrix<T> result(c, layout_c);
    linalg::axpy_prod(left.const_view(), right.const_view(), result.view());
    const bool set = same_matrix(result.const_view(), product) && result.guards_are_intact();

    laid_out_matrix<T> updated(c, layout_c);
    linalg::axpy_prod(left.const_view(), right.const_view(), updated.view(), false);
    return set && same_matrix(updated.const_view(), sum) && updated.guards_are_intact();
}

/// Checks y = a x, y += a x and the same with x a.
template <class T>
bool vector_product_is_right(size_t m, size_t n, layout how, ptrdiff_t stride_x,
                             ptrdiff_t stride_y) {
    const ublas::matrix<T> a = whole_matrix<T>(m, n);
    const ublas::vector<T> x = whole_vector<T>(n);
    const ublas::vector<T> y = whole_vector<T>(m);
    const ublas::vector<T> product = ublas_prod(a, x);
    const ublas::vector<T> sum = y + product;

    const laid_out_matrix<T> matrix(a, how);
    const laid_out_vector<T> vector(x, stride_x);
    const auto is_right = [&](bool init, auto multiply) {
        laid_out_vector<T> result(y, stride_y);
        multiply(vector.const_view(), result.view(), init);
        return same_vector(result.const_view(), init ? product : sum);
    };
    const auto from_the_right = [&](auto given, auto result, bool init) {
        linalg::axpy_prod(matrix.const_view(), given, result, init);
    };
    const auto from_the_left = [&](auto given, auto result, bool init) {
        linalg::axpy_prod(given, ublas::trans(matrix.const_view()), result, init);
    };
    return is_right(true, from_the_right) && is_right(false, from_the_right) &&
           is_right(true, from_the_left) && is_right(false, from_the_left);
}

} // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(matrix_times_matrix_in_every_layout, T, element_types) {
    for (const extents& e : small_extents)
        for (layout a : all_layouts)
            for (layout b : all_layouts)
                for (layout c : all_layouts)
                    if (!product_is_right<T>(e, a, b, c))
                        BOOST_ERROR("wrong product: " << e.m << " x " << e.k << " x " << e.n
                                                      << ", layouts " << int(a) << int(b)
                                                      << int(c));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(matrix_times_matrix_of_100, T, element_types) {
    const extents large[] = {{100, 100, 100}, {100, 70, 3}, {3, 130, 100}, {65, 2, 70}};
    for (const extents& e : large)
        for (layout how : all_layouts) {
            BOOST_CHECK(product_is_right<T>(e, how, layout::row_major, layout::column_major));
            BOOST_CHECK(product_is_right<T>(e, layout::column_major, how, layout::row_major));
            BOOST_CHECK(product_is_right<T>(e, layout::padded_rows, layout::padded_columns, how));
        }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(matrix_times_vector_in_every_layout, T, element_types) {
    const std::pair<size_t, size_t> shapes[] = {
        {0, 0}, {0, 3},   {3, 0},  {1, 1},  {1, 20},  {20, 1},  {2, 2},
        {3, 3}, {10, 10}, {9, 30}, {30, 9}, {13, 13}, {33, 17}, {100, 100},
        {4, 9}, {5, 7},   {6, 6},  {7, 12}, {8, 8},   {11, 2},  {12, 12}};
    for (const auto& [m, n] : shapes)
        for (layout how : all_layouts)
            for (ptrdiff_t stride_x : vector_strides)
                for (ptrdiff_t stride_y : vector_strides)
                    if (!vector_product_is_right<T>(m, n, how, stride_x, stride_y))
                        BOOST_ERROR("wrong product: " << m << " x " << n << ", layout " << int(how)
                                                      << ", strides " << stride_x << " "
                                                      << stride_y);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(inner_products, T, element_types) {
    for (size_t n : {0, 1, 2, 3, 10, 15, 16, 47, 48, 100, 2000})
        for (ptrdiff_t stride_x : vector_strides)
            for (ptrdiff_t stride_y : vector_strides) {
                const ublas::vector<T> x = whole_vector<T>(n);
                const ublas::vector<T> y = whole_vector<T>(n);
                const T expected = static_cast<T>(ublas::inner_prod(x, y));
                const T found = linalg::inner_prod(laid_out_vector<T>(x, stride_x).const_view(),
                                                   laid_out_vector<T>(y, stride_y).const_view());
                BOOST_CHECK_EQUAL(found, expected);
            }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(outer_products, T, element_types) {
    for (size_t m : {0, 1, 3, 10})
        for (size_t n : {0, 1, 2, 100})
            for (layout how : all_layouts) {
                const ublas::vector<T> x = whole_vector<T>(m);
                const ublas::vector<T> y = whole_vector<T>(n);
                const ublas::matrix<T> c = whole_matrix<T>(m, n);
                const ublas::matrix<T> product = ublas::outer_prod(x, y);
                const ublas::matrix<T> sum = c + product;
                BOOST_CHECK(same_matrix(linalg::outer_prod(x, y), product));

                laid_out_matrix<T> result(c, how);
                linalg::outer_prod(laid_out_vector<T>(x, -3).const_view(), y, result.view());
                BOOST_CHECK(same_matrix(result.const_view(), product));
                BOOST_CHECK(result.guards_are_intact());

                laid_out_matrix<T> updated(c, how);
                linalg::outer_prod(x, laid_out_vector<T>(y, 2).const_view(), updated.view(), false);
                BOOST_CHECK(same_matrix(updated.const_view(), sum));
            }
}

BOOST_AUTO_TEST_CASE(signed_zeros_survive_an_outer_product) {
    ublas::vector<double> x(1, -1.0);
    ublas::vector<double> y(1, 0.0);
    BOOST_CHECK(std::signbit(linalg::outer_prod(x, y)(0, 0)));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(zero_strides_repeat_elements, T, element_types) {
    for (size_t n : {1, 3, 40}) {
        const ublas::vector<T> values = whole_vector<T>(n);
        ublas::matrix<T> repeated_rows(n, n);
        for (size_t i = 0; i < n; ++i)
            row(repeated_rows, i) = values;
        const ublas::matrix<T> b = whole_matrix<T>(n, n);
        const strided_matrix_view<const T> rows(&values(0), n, n, 0, 1);
        const strided_matrix_view<const T> columns(&values(0), n, n, 1, 0);
        const ublas::matrix<T> repeated_columns = ublas::trans(repeated_rows);
        BOOST_CHECK(same_matrix(linalg::prod(rows, b), ublas_prod(repeated_rows, b)));
        BOOST_CHECK(same_matrix(linalg::prod(b, columns), ublas_prod(b, repeated_columns)));
        BOOST_CHECK(same_vector(linalg::prod(rows, values), ublas_prod(repeated_rows, values)));

        const strided_vector_view<const T> constant(&values(0), n, 0);
        const ublas::vector<T> same(n, values(0));
        BOOST_CHECK(same_vector(linalg::prod(b, constant), ublas_prod(b, same)));
        BOOST_CHECK_EQUAL(linalg::inner_prod(constant, values),
                          static_cast<T>(ublas::inner_prod(same, values)));
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(overlapping_rows, T, element_types) {
    // A Hankel matrix: row i is the memory from element i on.
    const size_t n = 30;
    const ublas::vector<T> values = whole_vector<T>(2 * n - 1);
    const strided_matrix_view<const T> hankel(&values(0), n, n, 1, 1);
    const ublas::matrix<T> copied(hankel);
    const ublas::matrix<T> b = whole_matrix<T>(n, n);
    BOOST_CHECK(same_matrix(linalg::prod(hankel, b), ublas_prod(copied, b)));
    BOOST_CHECK(same_matrix(linalg::prod(b, hankel), ublas_prod(b, copied)));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(outputs_may_overlap_inputs, T, floating_types) {
    for (size_t n : {2, 5, 12, 30}) {
        const ublas::matrix<T> a = whole_matrix<T>(n, n);
        const ublas::matrix<T> b = whole_matrix<T>(n, n);
        const ublas::vector<T> x = whole_vector<T>(n);

        ublas::matrix<T> left = a;
        linalg::axpy_prod(left, b, left);
        BOOST_CHECK(same_matrix(left, ublas_prod(a, b)));

        ublas::matrix<T> right = b;
        linalg::axpy_prod(a, right, right, false);
        BOOST_CHECK(same_matrix(right, ublas::matrix<T>(b + ublas_prod(a, b))));

        ublas::matrix<T> square = a;
        linalg::axpy_prod(square, square, ublas::trans(square));
        BOOST_CHECK(same_matrix(ublas::trans(square), ublas_prod(a, a)));

        ublas::vector<T> vector = x;
        linalg::axpy_prod(a, vector, vector);
        BOOST_CHECK(same_vector(vector, ublas_prod(a, x)));

        ublas::matrix<T> matrix = a;
        linalg::axpy_prod(matrix, x, ublas::column(matrix, 1));
        BOOST_CHECK(same_vector(ublas::column(matrix, 1), ublas_prod(a, x)));

        ublas::matrix<T> outer = a;
        linalg::outer_prod(ublas::row(outer, 0), ublas::column(outer, 0), outer);
        BOOST_CHECK(same_matrix(
            outer, ublas::matrix<T>(ublas::outer_prod(ublas::row(a, 0), ublas::column(a, 0)))));
    }
}

BOOST_AUTO_TEST_CASE(interleaved_operands) {
    ublas::vector<double> memory = whole_vector<double>(2 * 40 * 40);
    const strided_matrix_view<double> even(&memory(0), 40, 40, 80, 2);
    const strided_matrix_view<double> odd(&memory(1), 40, 40, 80, 2);
    const ublas::matrix<double> a(even);
    strided_matrix_view<double> output = odd;
    linalg::axpy_prod(even, even, output);
    BOOST_CHECK(same_matrix(odd, ublas_prod(a, a)));
    BOOST_CHECK(same_matrix(even, a));
}

BOOST_AUTO_TEST_CASE(integers_wrap_around) {
    const ublas::vector<std::int32_t> x(2, INT32_MAX);
    BOOST_CHECK_EQUAL(linalg::inner_prod(x, x), 2);
    const ublas::vector<std::uint16_t> y(3, 0xFFFF);
    BOOST_CHECK_EQUAL(linalg::inner_prod(y, y), 3);
    const ublas::matrix<std::int64_t> a(1, 1, INT64_MIN);
    BOOST_CHECK_EQUAL(linalg::prod(a, a)(0, 0), 0);
    ublas::matrix<std::int8_t> b(20, 20, 100);
    BOOST_CHECK_EQUAL(int(linalg::prod(b, b)(7, 9)), int(static_cast<std::int8_t>(20 * 100 * 100)));
}

BOOST_AUTO_TEST_CASE(mixed_element_types) {
    const ublas::matrix<float> a = whole_matrix<float>(4, 3);
    const ublas::matrix<double> b = whole_matrix<double>(3, 5);
    const auto c = linalg::prod(a, b);
    static_assert(std::is_same_v<decltype(c)::value_type, double>);
    BOOST_CHECK(same_matrix(c, ublas_prod(ublas::matrix<double>(a), b)));

    const ublas::vector<cfloat> z = whole_vector<cfloat>(3);
    const auto product = linalg::prod(ublas::matrix<double>(a), z);
    static_assert(std::is_same_v<decltype(product)::value_type, cdouble>);
    BOOST_CHECK(
        same_vector(product, ublas_prod(ublas::matrix<cdouble>(a), ublas::vector<cdouble>(z))));

    ublas::matrix<long double> wider(4, 5);
    linalg::axpy_prod(a, b, wider);
    BOOST_CHECK(same_matrix(wider, c));
}

BOOST_AUTO_TEST_CASE(nan_times_zero_is_nan) {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    for (size_t n : {2, 20}) {
        const ublas::matrix<double> a(n, n, nan);
        const ublas::matrix<double> zeros(n, n, 0.0);
        ublas::matrix<double> c(n, n, nan);
        linalg::axpy_prod(a, zeros, c);
        BOOST_CHECK(std::isnan(c(1, 1)));
        linalg::axpy_prod(zeros, zeros, c);
        BOOST_CHECK(c(1, 1) == 0.0); // the old elements of an output do not matter
    }
}

BOOST_AUTO_TEST_CASE(shapes_that_do_not_fit) {
    const ublas::matrix<double> a(2, 3, 1.0);
    const ublas::matrix<double> b(4, 5, 1.0);
    const ublas::vector<double> x(4, 1.0);
    ublas::matrix<double> c(3, 3);
    const auto message_of = [](auto f) -> std::string {
        try {
            f();
        } catch (const std::invalid_argument& error) {
            return error.what();
        }
        return "no exception";
    };
    BOOST_CHECK_EQUAL(message_of([&] { linalg::prod(a, b); }),
                      "shapes (2, 3) and (4, 5) do not fit a product of matrices");
    BOOST_CHECK_EQUAL(message_of([&] { linalg::prod(a, x); }),
                      "shapes (2, 3) and (4,) do not fit a product of matrix and vector");
    BOOST_CHECK_EQUAL(message_of([&] { linalg::prod(x, a); }),
                      "shapes (4,) and (2, 3) do not fit a product of vector and matrix");
    BOOST_CHECK_EQUAL(message_of([&] { linalg::inner_prod(x, ublas::vector<double>(3)); }),
                      "shapes (4,) and (3,) do not fit an inner product");
    ublas::vector<double> y(4);
    BOOST_CHECK_EQUAL(message_of([&] { linalg::axpy_prod(x, b, y); }),
                      "the result has shape (5,) and does not fit an output of shape (4,)");
    BOOST_CHECK_EQUAL(message_of([&] { linalg::axpy_prod(a, ublas::trans(a), c); }),
                      "the result has shape (2, 2) and does not fit an output of shape (3, 3)");
}
