// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// Contiguity on demand: which view a function gets, over the same elements, for every layout.

#include <npublas/contiguous.hpp>

#include <string>
#include <type_traits>
#include <vector>

#include <boost/numeric/ublas/matrix.hpp>
#include <boost/numeric/ublas/vector.hpp>

#define BOOST_TEST_MODULE contiguous
#include <boost/test/unit_test.hpp>

namespace {

namespace ublas = boost::numeric::ublas;
using npublas::matrix_view;
using npublas::strided_matrix_view;
using npublas::strided_vector_view;
using npublas::vector_view;
using npublas::with_unit_stride;

template <class T>
std::string kind(vector_view<T>) {
    return "unit";
}
template <class T>
std::string kind(strided_vector_view<T>) {
    return "strided";
}
template <class T>
std::string kind(matrix_view<T, ublas::row_major>) {
    return "rows";
}
template <class T>
std::string kind(matrix_view<T, ublas::column_major>) {
    return "columns";
}
template <class T>
std::string kind(strided_matrix_view<T>) {
    return "strided";
}

template <class View>
std::string chosen(View view) {
    return with_unit_stride(view, [](auto v) { return kind(v); });
}

/// The elements of a matrix as the function sees them.
template <class View>
std::vector<double> seen(View view) {
    return with_unit_stride(view, [](auto m) {
        std::vector<double> elements;
        for (std::size_t i = 0; i < m.size1(); ++i)
            for (std::size_t j = 0; j < m.size2(); ++j)
                elements.push_back(m(i, j));
        return elements;
    });
}

std::vector<double> counted(std::size_t n) {
    std::vector<double> elements(n);
    for (std::size_t i = 0; i < n; ++i)
        elements[i] = static_cast<double>(i);
    return elements;
}

} // namespace

BOOST_AUTO_TEST_CASE(vectors) {
    auto const x = counted(12);
    double const* const p = x.data();
    BOOST_TEST(chosen(strided_vector_view<const double>(p, 12, 1)) == "unit");
    BOOST_TEST(chosen(strided_vector_view<const double>(p, 6, 2)) == "strided");
    BOOST_TEST(chosen(strided_vector_view<const double>(p + 11, 12, -1)) == "strided");
    BOOST_TEST(chosen(strided_vector_view<const double>(p, 12, 0)) == "strided");
    BOOST_TEST(chosen(strided_vector_view<const double>(p, 1, 7)) == "unit");
    BOOST_TEST(chosen(strided_vector_view<const double>(p, 0, 7)) == "unit");
    BOOST_TEST(chosen(strided_vector_view<const double>()) == "unit");
    BOOST_TEST(chosen(vector_view<const double>(p, 12)) == "unit");
}

BOOST_AUTO_TEST_CASE(matrices) {
    auto const x = counted(24);
    double const* const p = x.data();
    using strided = strided_matrix_view<const double>;
    BOOST_TEST(chosen(strided(p, 4, 6, 6, 1)) == "rows");
    BOOST_TEST(chosen(strided(p, 2, 6, 12, 1)) == "rows");
    BOOST_TEST(chosen(strided(p + 18, 4, 6, -6, 1)) == "rows");
    BOOST_TEST(chosen(strided(p, 4, 6, 0, 1)) == "rows");
    BOOST_TEST(chosen(strided(p, 6, 4, 1, 6)) == "columns");
    BOOST_TEST(chosen(strided(p, 6, 2, 1, 12)) == "columns");
    BOOST_TEST(chosen(strided(p, 2, 3, 12, 2)) == "strided");
    BOOST_TEST(chosen(strided(p, 2, 3, 2, 12)) == "strided");
    BOOST_TEST(chosen(strided(p + 23, 4, 6, -6, -1)) == "strided");
    BOOST_TEST(chosen(matrix_view<const double>(p, 4, 6)) == "rows");
    BOOST_TEST(chosen(matrix_view<const double, ublas::column_major>(p, 4, 6)) == "columns");
}

BOOST_AUTO_TEST_CASE(one_row_or_column_or_nothing) {
    auto const x = counted(24);
    double const* const p = x.data();
    using strided = strided_matrix_view<const double>;
    BOOST_TEST(chosen(strided(p, 1, 6, 24, 1)) == "rows");
    BOOST_TEST(chosen(strided(p, 1, 6, 24, 4)) == "columns");
    BOOST_TEST(chosen(strided(p, 6, 1, 1, 24)) == "columns");
    BOOST_TEST(chosen(strided(p, 6, 1, 4, 1)) == "rows");
    BOOST_TEST(chosen(strided(p, 6, 1, 4, 9)) == "rows");
    BOOST_TEST(seen(strided(p, 6, 1, 4, 9)) == (std::vector<double>{0, 4, 8, 12, 16, 20}));
    BOOST_TEST(seen(strided(p, 1, 6, 24, 4)) == (std::vector<double>{0, 4, 8, 12, 16, 20}));
    BOOST_TEST(seen(strided(p, 1, 1, 0, 0)) == std::vector<double>{0});
    for (auto const& empty : {strided(), strided(p, 0, 6, 6, 1), strided(p, 6, 0, 1, 6)})
        BOOST_TEST(seen(empty).empty());
}

BOOST_AUTO_TEST_CASE(elements_are_the_same_whatever_the_view) {
    auto const x = counted(32);
    double const* const p = x.data();
    for (std::ptrdiff_t const step1 : {1, 2, 4, 6, 12, -6, -1})
        for (std::ptrdiff_t const step2 : {1, 2, 3, 6, -1, -2}) {
            double const* const first = p + (step1 < 0 ? -step1 : 0) + (step2 < 0 ? -2 * step2 : 0);
            strided_matrix_view<const double> const view(first, 2, 3, step1, step2);
            std::vector<double> expected;
            for (std::ptrdiff_t i = 0; i < 2; ++i)
                for (std::ptrdiff_t j = 0; j < 3; ++j)
                    expected.push_back(static_cast<double>(first - p + i * step1 + j * step2));
            BOOST_TEST(seen(view) == expected);
        }
}

BOOST_AUTO_TEST_CASE(elements_are_written_in_place) {
    ublas::matrix<double> m(3, 4, 1.0);
    with_unit_stride(strided_matrix_view<double>(m), [](auto view) { view *= 2; });
    with_unit_stride(strided_vector_view<double>(&m(0, 1), 3, 4), [](auto column) { column *= 5; });
    for (std::size_t i = 0; i < 3; ++i)
        for (std::size_t j = 0; j < 4; ++j)
            BOOST_TEST(m(i, j) == (j == 1 ? 10 : 2));
}

BOOST_AUTO_TEST_CASE(a_reference_comes_back_as_one) {
    double x[4] = {1, 2, 3, 4};
    auto const second = [](auto v) -> double& { return v.data()[1]; };
    static_assert(std::is_same_v<double&, decltype(with_unit_stride(
                                              strided_vector_view<double>(x, 4, 1), second))>);
    with_unit_stride(strided_vector_view<double>(x, 4, 1), second) = 9;
    BOOST_TEST(x[1] == 9);
}
