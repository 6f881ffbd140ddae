// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

// Products, norms and linear equations against uBLAS's own products and against residual bounds,
// for every element type, layout and a range of sizes on both sides of the limits of backend.hpp.

#define BOOST_TEST_MODULE linalg

#include <npublas/linalg.hpp>
#include <npublas/matrix_view.hpp>
#include <npublas/vector_view.hpp>

#include <boost/multiprecision/cpp_bin_float.hpp>
#include <boost/numeric/ublas/io.hpp>
#include <boost/numeric/ublas/symmetric.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <cfloat>
#include <climits>
#include <cmath>
#include <complex>
#include <cstdint>
#include <limits>
#include <random>
#include <stdexcept>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace linalg = npublas::linalg;
namespace ublas = npublas::ublas;
using npublas::matrix_view;
using npublas::strided_matrix_view;
using npublas::strided_vector_view;
using npublas::vector_view;
using std::ptrdiff_t;
using std::size_t;

namespace {

using cfloat = std::complex<float>;
using cdouble = std::complex<double>;
using clongdouble = std::complex<long double>;

using floating_types = std::tuple<float, double, long double, cfloat, cdouble, clongdouble>;
using element_types = std::tuple<bool, std::int8_t, std::uint16_t, std::int64_t, float, double,
                                 long double, cfloat, cdouble, clongdouble>;

template <class T>
using real_t = linalg::detail::real_type_t<T>;

template <class T>
constexpr bool is_complex = linalg::detail::is_complex<T>::value;

// Small whole numbers, so that every type computes products exactly ------------------------------

std::mt19937& generator() {
    static std::mt19937 engine(20261);
    return engine;
}

int small_integer(int low, int high) {
    return std::uniform_int_distribution<int>(low, high)(generator());
}

template <class T>
T whole_number() {
    if constexpr (std::is_same_v<T, bool>)
        return small_integer(0, 3) == 0;
    else if constexpr (std::is_unsigned_v<T>)
        return static_cast<T>(small_integer(0, 3));
    else if constexpr (is_complex<T>)
        return T(static_cast<real_t<T>>(small_integer(-3, 3)),
                 static_cast<real_t<T>>(small_integer(-3, 3)));
    else
        return static_cast<T>(small_integer(-3, 3));
}

template <class T>
ublas::matrix<T> whole_matrix(size_t size1, size_t size2) {
    ublas::matrix<T> a(size1, size2);
    for (size_t i = 0; i < size1; ++i)
        for (size_t j = 0; j < size2; ++j)
            a(i, j) = whole_number<T>();
    return a;
}

template <class T>
ublas::vector<T> whole_vector(size_t size) {
    ublas::vector<T> x(size);
    for (size_t i = 0; i < size; ++i)
        x(i) = whole_number<T>();
    return x;
}

template <class A, class B>
bool same_matrix(const A& a, const B& b) {
    if (a.size1() != b.size1() || a.size2() != b.size2()) return false;
    for (size_t i = 0; i < a.size1(); ++i)
        for (size_t j = 0; j < a.size2(); ++j)
            if (a(i, j) != b(i, j)) return false;
    return true;
}

template <class X, class Y>
bool same_vector(const X& x, const Y& y) {
    if (x.size() != y.size()) return false;
    for (size_t i = 0; i < x.size(); ++i)
        if (x(i) != y(i)) return false;
    return true;
}

/// uBLAS's own products, evaluated.
template <class T>
ublas::matrix<T> ublas_prod(const ublas::matrix<T>& a, const ublas::matrix<T>& b) {
    if (a.size2() == 0) return ublas::matrix<T>(a.size1(), b.size2(), T(0));
    return ublas::prod(a, b);
}

template <class T>
ublas::vector<T> ublas_prod(const ublas::matrix<T>& a, const ublas::vector<T>& x) {
    if (a.size2() == 0) return ublas::vector<T>(a.size1(), T(0));
    return ublas::prod(a, x);
}

// Layouts: one set of values, laid out in memory in every way
// --------------------------------------

enum class layout {
    row_major,
    column_major,
    padded_rows,
    padded_columns,
    reversed_rows,
    reversed_columns,
    reversed_both,
    scattered
};

constexpr layout all_layouts[] = {
    layout::row_major,     layout::column_major,     layout::padded_rows,   layout::padded_columns,
    layout::reversed_rows, layout::reversed_columns, layout::reversed_both, layout::scattered};

/// A matrix in a layout, and the guard elements around it that nobody may touch.
template <class T>
class laid_out_matrix {
public:
    laid_out_matrix(const ublas::matrix<T>& values, layout how)
        : size1_(static_cast<ptrdiff_t>(values.size1())),
          size2_(static_cast<ptrdiff_t>(values.size2())) {
        choose_strides(how);
        const ptrdiff_t spread1 = std::abs(stride1_) * std::max<ptrdiff_t>(size1_ - 1, 0);
        const ptrdiff_t spread2 = std::abs(stride2_) * std::max<ptrdiff_t>(size2_ - 1, 0);
        memory_ = ublas::vector<T>(static_cast<size_t>(spread1 + spread2 + 1), T(1));
        origin_ = (stride1_ < 0 ? spread1 : 0) + (stride2_ < 0 ? spread2 : 0);
        for (size_t i = 0; i < values.size1(); ++i)
            for (size_t j = 0; j < values.size2(); ++j)
                memory_(index(i, j)) = values(i, j);
        before_ = memory_;
    }

    strided_matrix_view<T> view() {
        return {&memory_(0) + origin_, static_cast<size_t>(size1_), static_cast<size_t>(size2_),
                stride1_, stride2_};
    }

    strided_matrix_view<const T> const_view() const {
        return {&memory_(0) + origin_, static_cast<size_t>(size1_), static_cast<size_t>(size2_),
                stride1_, stride2_};
    }

    /// True if no element outside the matrix has changed since construction.
    bool guards_are_intact() const {
        ublas::vector<T> now = memory_;
        for (size_t i = 0; i < static_cast<size_t>(size1_); ++i)
            for (size_t j = 0; j < static_cast<size_t>(size2_); ++j)
                now(index(i, j)) = before_(index(i, j));
        return same_vector(now, before_);
    }

private:
    void choose_strides(layout how) {
        const ptrdiff_t rows = std::max<ptrdiff_t>(size1_, 1);
        const ptrdiff_t columns = std::max<ptrdiff_t>(size2_, 1);
        switch (how) {
        case layout::row_major:
            return set_strides(columns, 1);
        case layout::column_major:
            return set_strides(1, rows);
        case layout::padded_rows:
            return set_strides(columns + 3, 1);
        case layout::padded_columns:
            return set_strides(1, rows + 2);
        case layout::reversed_rows:
            return set_strides(-columns, 1);
        case layout::reversed_columns:
            return set_strides(columns, -1);
        case layout::reversed_both:
            return set_strides(-1, -rows);
        case layout::scattered:
            return set_strides(2 * columns + 5, 2);
        }
    }

    void set_strides(ptrdiff_t stride1, ptrdiff_t stride2) {
        stride1_ = stride1;
        stride2_ = stride2;
    }

    size_t index(size_t i, size_t j) const {
        return static_cast<size_t>(origin_ + static_cast<ptrdiff_t>(i) * stride1_ +
                                   static_cast<ptrdiff_t>(j) * stride2_);
    }

    ptrdiff_t size1_;
    ptrdiff_t size2_;
    ptrdiff_t stride1_ = 0;
    ptrdiff_t stride2_ = 0;
    ptrdiff_t origin_ = 0;
    ublas::vector<T> memory_;
    ublas::vector<T> before_;
};

constexpr ptrdiff_t vector_strides[] = {1, 2, -1, -3};

/// A vector with a stride, and the guard elements between.
template <class T>
class laid_out_vector {
public:
    laid_out_vector(const ublas::vector<T>& values, ptrdiff_t stride) {
        ublas::matrix<T> column(values.size(), static_cast<size_t>(std::abs(stride)));
        for (size_t i = 0; i < values.size(); ++i)
            for (size_t j = 0; j < column.size2(); ++j)
                column(i, j) = values(i);
        matrix_.emplace_back(column, stride < 0 ? layout::reversed_rows : layout::row_major);
        size_ = values.size();
        stride_ = stride;
    }

    strided_vector_view<T> view() { return {matrix_[0].view().data(), size_, stride_}; }

    strided_vector_view<const T> const_view() const {
        return {matrix_[0].const_view().data(), size_, stride_};
    }

private:
    std::vector<laid_out_matrix<T>> matrix_;
    size_t size_ = 0;
    ptrdiff_t stride_ = 1;
};

struct extents {
    size_t m, k, n;
};

// Both sides of every limit, every extent 0 and 1 at least once, and more rows than a cache block.
constexpr extents small_extents[] = {{0, 0, 0},   {0, 3, 2},  {3, 0, 2}, {2, 3, 0},    {1, 1, 1},
                                     {1, 4, 3},   {4, 3, 1},  {3, 1, 4}, {2, 2, 2},    {3, 3, 3},
                                     {4, 3, 5},   {7, 7, 7},  {8, 5, 9}, {10, 10, 10}, {13, 17, 1},
                                     {1, 17, 19}, {17, 9, 21}};

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

// Products
// -----------------------------------------------------------------------------------------

BOOST_AUTO_TEST_SUITE(products)

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
    const std::pair<size_t, size_t> shapes[] = {{0, 0},  {0, 3},   {3, 0},   {1, 1},    {1, 20},
                                                {20, 1}, {2, 2},   {3, 3},   {10, 10},  {9, 30},
                                                {30, 9}, {13, 13}, {33, 17}, {100, 100}};
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

BOOST_AUTO_TEST_SUITE_END()

// Operands
// -----------------------------------------------------------------------------------------

BOOST_AUTO_TEST_SUITE(operands)

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

BOOST_AUTO_TEST_SUITE_END()

// Norms
// --------------------------------------------------------------------------------------------

BOOST_AUTO_TEST_SUITE(norms)

BOOST_AUTO_TEST_CASE_TEMPLATE(of_real_vectors_and_matrices_as_ublas, T, floating_types) {
    if constexpr (!is_complex<T>) {
        for (size_t n : {0, 1, 2, 3, 10, 100}) {
            const ublas::vector<T> x = whole_vector<T>(n);
            const ublas::matrix<T> a = whole_matrix<T>(n, n + 2);
            BOOST_CHECK_EQUAL(linalg::norm_1(x), ublas::norm_1(x));
            BOOST_CHECK_EQUAL(linalg::norm_2(x), ublas::norm_2(x));
            BOOST_CHECK_EQUAL(linalg::norm_inf(x), ublas::norm_inf(x));
            for (layout how : all_layouts) {
                const laid_out_matrix<T> laid_out(a, how);
                const auto view = laid_out.const_view();
                BOOST_CHECK_EQUAL(linalg::norm_1(view), ublas::norm_1(a));
                BOOST_CHECK_EQUAL(linalg::norm_inf(view), ublas::norm_inf(a));
                BOOST_CHECK_EQUAL(linalg::norm_frobenius(view), ublas::norm_frobenius(a));
            }
            for (ptrdiff_t stride : vector_strides) {
                const laid_out_vector<T> laid_out(x, stride);
                BOOST_CHECK_EQUAL(linalg::norm_1(laid_out.const_view()), ublas::norm_1(x));
                BOOST_CHECK_EQUAL(linalg::norm_2(laid_out.const_view()), ublas::norm_2(x));
                BOOST_CHECK_EQUAL(linalg::norm_inf(laid_out.const_view()), ublas::norm_inf(x));
            }
        }
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(of_complex_elements_take_the_modulus, T, floating_types) {
    if constexpr (is_complex<T>) {
        ublas::vector<T> x(2);
        x(0) = T(3, -4);
        x(1) = T(-5, 12);
        BOOST_CHECK_EQUAL(linalg::norm_1(x), real_t<T>(18));
        BOOST_CHECK_EQUAL(linalg::norm_inf(x), real_t<T>(13));
        BOOST_CHECK_EQUAL(linalg::norm_2(x), std::sqrt(real_t<T>(194)));
        ublas::matrix<T> a(2, 2);
        row(a, 0) = x;
        row(a, 1) = ublas::zero_vector<T>(2);
        BOOST_CHECK_EQUAL(linalg::norm_1(a), real_t<T>(13));
        BOOST_CHECK_EQUAL(linalg::norm_inf(a), real_t<T>(18));
        BOOST_CHECK_EQUAL(linalg::norm_frobenius(a), std::sqrt(real_t<T>(194)));
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(neither_overflow_nor_underflow, T, floating_types) {
    using R = real_t<T>;
    const R eps = std::numeric_limits<R>::epsilon();
    const R extremes[] = {std::numeric_limits<R>::max() / 8, std::numeric_limits<R>::min(),
                          std::numeric_limits<R>::denorm_min() * 64,
                          std::sqrt(std::numeric_limits<R>::min()) / 4};
    for (R extreme : extremes) {
        ublas::vector<T> x(2);
        x(0) = T(3 * extreme);
        x(1) = T(-4 * extreme);
        BOOST_CHECK(std::abs(linalg::norm_2(x) / extreme - 5) <= 5 * eps);
        ublas::matrix<T> a(1, 2);
        row(a, 0) = x;
        BOOST_CHECK(std::abs(linalg::norm_frobenius(a) / extreme - 5) <= 5 * eps);
    }
}

BOOST_AUTO_TEST_CASE(nan_and_infinity) {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const double infinity = std::numeric_limits<double>::infinity();
    for (size_t place : {0, 1, 2}) {
        ublas::vector<double> x(3, 1.0);
        x(place) = nan;
        BOOST_CHECK(std::isnan(linalg::norm_1(x)));
        BOOST_CHECK(std::isnan(linalg::norm_2(x)));
        BOOST_CHECK(std::isnan(linalg::norm_inf(x)));
        x((place + 1) % 3) = infinity;
        BOOST_CHECK(std::isnan(linalg::norm_2(x)));
        BOOST_CHECK(std::isnan(linalg::norm_inf(x)));
        x(place) = -infinity;
        BOOST_CHECK(linalg::norm_2(x) == infinity);
        BOOST_CHECK(linalg::norm_inf(x) == infinity);

        ublas::matrix<double> a(3, 3, 1.0);
        a(place, 2) = nan;
        BOOST_CHECK(std::isnan(linalg::norm_1(a)));
        BOOST_CHECK(std::isnan(linalg::norm_inf(a)));
        BOOST_CHECK(std::isnan(linalg::norm_1(ublas::trans(a))));
        BOOST_CHECK(std::isnan(linalg::norm_frobenius(a)));
    }
}

BOOST_AUTO_TEST_CASE(long_sums_stay_accurate) {
    const size_t n = 3000000;
    const ublas::vector<float> x(n, 0.1f);
    const double exact = static_cast<double>(n) * static_cast<double>(0.1f);
    BOOST_CHECK(std::abs(linalg::norm_1(x) / exact - 1) < 1e-6);
    BOOST_CHECK(std::abs(linalg::norm_2(x) / (std::sqrt(double(n)) * double(0.1f)) - 1) < 1e-6);
}

BOOST_AUTO_TEST_CASE(integers_in_double) {
    ublas::vector<std::int64_t> x(2, INT64_MIN);
    static_assert(std::is_same_v<decltype(linalg::norm_1(x)), double>);
    BOOST_CHECK_EQUAL(linalg::norm_1(x), std::ldexp(1.0, 64));
    BOOST_CHECK_EQUAL(linalg::norm_inf(x), std::ldexp(1.0, 63));
    const ublas::vector<bool> flags(9, true);
    BOOST_CHECK_EQUAL(linalg::norm_2(flags), 3.0);
    const ublas::vector<std::uint8_t> bytes(4, 200);
    BOOST_CHECK_EQUAL(linalg::norm_2(bytes), 400.0);
}

BOOST_AUTO_TEST_SUITE_END()

// Linear equations
// -----------------------------------------------------------------------------------

BOOST_AUTO_TEST_SUITE(equations)

template <class T>
T random_number() {
    std::uniform_real_distribution<double> uniform(-1, 1);
    if constexpr (is_complex<T>) {
        const auto re = static_cast<real_t<T>>(uniform(generator()));
        return T(re, static_cast<real_t<T>>(uniform(generator())));
    } else {
        return static_cast<T>(uniform(generator()));
    }
}

template <class T>
ublas::matrix<T> random_matrix(size_t size1, size_t size2) {
    ublas::matrix<T> a(size1, size2);
    for (size_t i = 0; i < size1; ++i)
        for (size_t j = 0; j < size2; ++j)
            a(i, j) = random_number<T>();
    return a;
}

template <class E>
auto largest(const E& a) {
    real_t<typename E::value_type> result = 0;
    for (size_t i = 0; i < a.size1(); ++i)
        for (size_t j = 0; j < a.size2(); ++j) {
            const auto size = std::abs(a(i, j));
            if (!(size <= result)) result = size; // a NaN gets through
        }
    return result;
}

/// LAPACK's test ratio: |b - a x| / (|a| |x| eps n), computed by uBLAS. Backward stable: below 30.
template <class T, class X>
bool residual_is_small(const ublas::matrix<T>& a, const X& x, const ublas::matrix<T>& b) {
    const size_t n = a.size1();
    if (x.size1() != n || x.size2() != b.size2()) return false;
    if (n == 0 || b.size2() == 0) return true;
    const ublas::matrix<T> solution(x);
    const ublas::matrix<T> residual = b - ublas_prod(a, solution);
    const real_t<T> unit = std::numeric_limits<real_t<T>>::epsilon() * real_t<T>(n);
    return largest(residual) <= 30 * unit * linalg::norm_inf(a) * largest(solution);
}

template <class X>
auto as_matrix(const X& x) {
    ublas::matrix<typename X::value_type> result(x.size(), 1);
    column(result, 0) = x;
    return result;
}

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
    const auto refuses = [](auto f, const std::string& shapes) {
        try {
            f();
        } catch (const std::invalid_argument& error) {
            return std::string(error.what()).find(shapes) != std::string::npos;
        }
        return false;
    };
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

BOOST_AUTO_TEST_SUITE_END()

// Number types of the user's
// -------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(a_number_type_of_the_users) {
    using number = boost::multiprecision::number<boost::multiprecision::cpp_bin_float<50>,
                                                 boost::multiprecision::et_off>;
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
