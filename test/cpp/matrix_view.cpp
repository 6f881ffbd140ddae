// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

// Every operation is done to a view and to a ublas::matrix of the same elements, and must leave
// both equal, and the memory around the view as it was. Values are small integers, so all but LU is
// exact.

#define BOOST_TEST_MODULE matrix_view
#define BOOST_UBLAS_NO_STD_CERR // checks that fail on purpose stay quiet
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <complex>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <numeric>
#include <sstream>
#include <stdexcept>
#include <tuple>
#include <type_traits>
#include <utility>

#include <boost/numeric/ublas/io.hpp>
#include <boost/numeric/ublas/lu.hpp>
#include <boost/numeric/ublas/matrix.hpp>
#include <boost/numeric/ublas/matrix_proxy.hpp>
#include <boost/numeric/ublas/matrix_sparse.hpp>
#include <boost/numeric/ublas/operation.hpp>
#include <boost/numeric/ublas/symmetric.hpp>
#include <boost/numeric/ublas/triangular.hpp>
#include <boost/numeric/ublas/vector_proxy.hpp>

#include <npublas/matrix_view.hpp>
#include <npublas/vector_view.hpp>

#include <boost/numeric/ublas/detail/concepts.hpp> // leans on what is included above

namespace ublas = boost::numeric::ublas;
using npublas::matrix_view;
using npublas::strided_matrix_view;
using npublas::vector_view;

namespace {

using by_columns = ublas::column_major;
using floating_types = std::tuple<float, long double, std::complex<double>>;
using number_types = std::tuple<double, std::complex<float>, int>;
using element_types = std::tuple<float, long double, std::complex<double>, int, bool>;

/// The test value of element (i, j): small, and different from its neighbours.
template <class T>
T value(std::size_t i, std::size_t j) {
    if constexpr (std::is_same_v<T, bool>)
        return (i + 2 * j) % 3 == 0;
    else
        return static_cast<T>(static_cast<int>((i * 5 + j * 7) % 11) + 1);
}

template <class T>
ublas::matrix<T> expected_matrix(std::size_t n1, std::size_t n2) {
    ublas::matrix<T> m(n1, n2);
    for (std::size_t i = 0; i < n1; ++i)
        for (std::size_t j = 0; j < n2; ++j)
            m(i, j) = value<T>(i, j);
    return m;
}

/// Memory for an n1 by n2 matrix of any strides, with guard elements around and between.
template <class T>
class guarded_matrix {
public:
    guarded_matrix(std::size_t n1, std::size_t n2, std::ptrdiff_t stride1, std::ptrdiff_t stride2)
        : n1_(n1), n2_(n2), stride1_(stride1), stride2_(stride2),
          margin_(static_cast<std::size_t>(std::abs(stride1)) * (n1 + 1) +
                  static_cast<std::size_t>(std::abs(stride2)) * (n2 + 1)),
          memory_(new T[2 * margin_ + 1]), before_(new T[2 * margin_ + 1]) {
        for (std::size_t k = 0; k < 2 * margin_ + 1; ++k)
            before_[k] = memory_[k] = value<T>(k, 3);
        for (std::size_t i = 0; i < n1; ++i)
            for (std::size_t j = 0; j < n2; ++j)
                first()[offset(i, j)] = value<T>(i, j);
    }

    T* first() { return memory_.get() + margin_; }

    /// Whether everything but the elements is as it was at first.
    bool is_intact() {
        std::unique_ptr<bool[]> is_element(new bool[2 * margin_ + 1]());
        for (std::size_t i = 0; i < n1_; ++i)
            for (std::size_t j = 0; j < n2_; ++j)
                is_element[margin_ + static_cast<std::size_t>(offset(i, j))] = true;
        for (std::size_t k = 0; k < 2 * margin_ + 1; ++k)
            if (!is_element[k] && memory_[k] != before_[k]) return false;
        return true;
    }

private:
    std::ptrdiff_t offset(std::size_t i, std::size_t j) const {
        return static_cast<std::ptrdiff_t>(i) * stride1_ +
               static_cast<std::ptrdiff_t>(j) * stride2_;
    }

    std::size_t n1_, n2_;
    std::ptrdiff_t stride1_, stride2_;
    std::size_t margin_;
    std::unique_ptr<T[]> memory_, before_;
};

template <class A, class B>
void check_equal(const A& actual, const B& expected) {
    BOOST_REQUIRE_EQUAL(actual.size1(), expected.size1());
    BOOST_REQUIRE_EQUAL(actual.size2(), expected.size2());
    for (std::size_t i = 0; i < expected.size1(); ++i)
        for (std::size_t j = 0; j < expected.size2(); ++j)
            BOOST_TEST((actual(i, j) == expected(i, j)), "element " << i << ", " << j);
}

template <class A, class B>
void check_equal_vectors(const A& actual, const B& expected) {
    BOOST_REQUIRE_EQUAL(actual.size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i)
        BOOST_TEST((actual(i) == expected(i)), "element " << i);
}

/// Calls check(view, expected) for an n1 by n2 matrix in every layout a view knows.
template <class T, class F>
void for_each_layout(std::size_t n1, std::size_t n2, F check) {
    const auto rows = static_cast<std::ptrdiff_t>(n1), columns = static_cast<std::ptrdiff_t>(n2);
    for (std::ptrdiff_t leading : {columns, columns + 3, -columns - 1}) {
        guarded_matrix<T> memory(n1, n2, leading, 1);
        matrix_view<T> view(memory.first(), n1, n2, leading);
        check(view, expected_matrix<T>(n1, n2));
        BOOST_TEST(memory.is_intact());
    }
    for (std::ptrdiff_t leading : {rows, rows + 2, -rows - 1}) {
        guarded_matrix<T> memory(n1, n2, 1, leading);
        matrix_view<T, by_columns> view(memory.first(), n1, n2, leading);
        check(view, expected_matrix<T>(n1, n2));
        BOOST_TEST(memory.is_intact());
    }
    const std::pair<std::ptrdiff_t, std::ptrdiff_t> strides[] = {
        {columns + 1, 1}, {1, rows + 1}, {2 * columns + 1, -2}, {-3, 3 * rows + 1}};
    for (auto [stride1, stride2] : strides) {
        guarded_matrix<T> memory(n1, n2, stride1, stride2);
        strided_matrix_view<T> view(memory.first(), n1, n2, stride1, stride2);
        check(view, expected_matrix<T>(n1, n2));
        BOOST_TEST(memory.is_intact());
    }
}

/// Calls check(view, expected) for many shapes, in every layout.
template <class T, class F>
void for_each_view(F check) {
    const std::pair<std::size_t, std::size_t> shapes[] = {{0, 0}, {0, 3}, {3, 0}, {1, 1},
                                                          {1, 5}, {5, 1}, {3, 4}, {4, 4}};
    for (auto [n1, n2] : shapes)
        for_each_layout<T>(n1, n2, check);
}

/// Does the same to a view and to a ublas::matrix.
template <class T, class F>
void for_view_and_matrix(F operation) {
    for_each_view<T>([&](auto& view, ublas::matrix<T> expected) {
        operation(view);
        operation(expected);
        check_equal(view, expected);
    });
}

template <class View>
struct mutable_concepts {
    using iterator1 = typename View::iterator1;
    using iterator2 = typename View::iterator2;
    using const_iterator1 = typename View::const_iterator1;
    using const_iterator2 = typename View::const_iterator2;
    using reverse_iterator1 = typename View::reverse_iterator1;
    using reverse_iterator2 = typename View::reverse_iterator2;
    using const_reverse_iterator1 = typename View::const_reverse_iterator1;
    using const_reverse_iterator2 = typename View::const_reverse_iterator2;
    BOOST_CONCEPT_ASSERT((ublas::MatrixExpressionConcept<View>));
    BOOST_CONCEPT_ASSERT((ublas::Mutable_MatrixExpressionConcept<View>));
    BOOST_CONCEPT_ASSERT(
        (ublas::IndexedRandomAccess2DIteratorConcept<const_iterator1, const_iterator2>));
    BOOST_CONCEPT_ASSERT((ublas::IndexedRandomAccess2DIteratorConcept<const_reverse_iterator1,
                                                                      const_reverse_iterator2>));
    BOOST_CONCEPT_ASSERT(
        (ublas::Mutable_IndexedRandomAccess2DIteratorConcept<iterator1, iterator2>));
    BOOST_CONCEPT_ASSERT((
        ublas::Mutable_IndexedRandomAccess2DIteratorConcept<reverse_iterator1, reverse_iterator2>));
};

template <class View>
struct const_concepts {
    BOOST_CONCEPT_ASSERT((ublas::MatrixExpressionConcept<View>));
    BOOST_CONCEPT_ASSERT((ublas::IndexedRandomAccess2DIteratorConcept<typename View::iterator1,
                                                                      typename View::iterator2>));
    BOOST_CONCEPT_ASSERT(
        (ublas::IndexedRandomAccess2DIteratorConcept<typename View::const_reverse_iterator1,
                                                     typename View::const_reverse_iterator2>));
};

template <class V, class E, class = void>
inline constexpr bool is_assignable_from = false;
template <class V, class E>
inline constexpr bool
    is_assignable_from<V, E, std::void_t<decltype(std::declval<V&>() = std::declval<E>())>> = true;

} // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(models_the_concepts, T, element_types) {
    static_cast<void>(mutable_concepts<matrix_view<T>>());
    static_cast<void>(mutable_concepts<matrix_view<T, by_columns>>());
    static_cast<void>(mutable_concepts<strided_matrix_view<T>>());
    static_cast<void>(const_concepts<matrix_view<const T>>());
    static_cast<void>(const_concepts<matrix_view<const T, by_columns>>());
    static_cast<void>(const_concepts<strided_matrix_view<const T>>());
    BOOST_TEST((std::is_same_v<typename matrix_view<const T>::value_type, T>));
    BOOST_TEST((std::is_same_v<typename matrix_view<const T>::reference, const T&>));
}

BOOST_AUTO_TEST_CASE(const_elements_cannot_be_written) {
    using read_only = matrix_view<const double>;
    BOOST_TEST(!(is_assignable_from<read_only, read_only>));
    BOOST_TEST(!(is_assignable_from<read_only, ublas::matrix<double>>));
    BOOST_TEST(!(is_assignable_from<strided_matrix_view<const double>, read_only>));
    BOOST_TEST((is_assignable_from<matrix_view<double>, read_only>));
    BOOST_TEST((!std::is_assignable_v<decltype(std::declval<read_only&>()(0, 0)), double>));
    BOOST_TEST((
        !std::is_assignable_v<decltype(std::declval<const matrix_view<double>&>()(0, 0)), double>));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(shows_the_elements, T, element_types) {
    for_each_view<T>([](auto& view, const ublas::matrix<T>& expected) {
        check_equal(view, expected);
        check_equal(std::as_const(view), expected);
        for (std::size_t i = 0; i < expected.size1(); ++i)
            for (std::size_t j = 0; j < expected.size2(); ++j)
                BOOST_TEST(&view(i, j) == view.data() +
                                              static_cast<std::ptrdiff_t>(i) * view.stride1() +
                                              static_cast<std::ptrdiff_t>(j) * view.stride2());
    });
}

BOOST_AUTO_TEST_CASE(knows_its_strides) {
    double a[12] = {};
    BOOST_TEST((matrix_view<double>(a, 3, 4).leading_dimension() == 4));
    BOOST_TEST((matrix_view<double, by_columns>(a, 3, 4).leading_dimension() == 3));
    matrix_view<double, by_columns> view(a, 3, 2, 5);
    BOOST_TEST((view.leading_dimension() == 5 && view.stride1() == 1 && view.stride2() == 5));
    matrix_view<double> upwards(a + 8, 3, 4, -4);
    BOOST_TEST((upwards.stride1() == -4 && upwards.stride2() == 1 && upwards.data() == a + 8));
    strided_matrix_view<double> strided(a, 2, 2, 6, 3);
    BOOST_TEST((strided.stride1() == 6 && strided.stride2() == 3));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(iterates_all_ways, T, element_types) {
    for_each_view<T>([](auto& view, const ublas::matrix<T>& expected) {
        const auto& read_only = view;
        std::size_t i = 0;
        for (auto it1 = view.begin1(); it1 != view.end1(); ++it1, ++i) {
            const auto row = ublas::row(expected, i);
            BOOST_TEST(std::equal(it1.begin(), it1.end(), row.begin(), row.end()));
            BOOST_TEST(std::equal(it1.rbegin(), it1.rend(), row.rbegin(), row.rend()));
            BOOST_TEST(it1.index1() == i);
            BOOST_TEST(it1.index2() == 0);
            std::size_t j = 0;
            for (auto it2 = it1.begin(); it2 != it1.end(); ++it2, ++j) {
                BOOST_TEST((it2.index1() == i && it2.index2() == j));
                BOOST_TEST((read_only.find2(1, i, j) == it2)); // a mutable one converts
                BOOST_TEST((&*it2 == &view(i, j)));
            }
            BOOST_TEST(j == expected.size2());
        }
        BOOST_TEST(i == expected.size1());

        std::size_t j = 0;
        for (auto it2 = read_only.begin2(); it2 != read_only.end2(); ++it2, ++j) {
            const auto column = ublas::column(expected, j);
            BOOST_TEST(std::equal(it2.cbegin(), it2.cend(), column.begin(), column.end()));
            BOOST_TEST(std::equal(it2.crbegin(), it2.crend(), column.rbegin(), column.rend()));
            BOOST_TEST((it2.index1() == 0 && it2.index2() == j));
        }
        BOOST_TEST(j == expected.size2());

        i = expected.size1();
        for (auto it1 = view.rbegin1(); it1 != view.rend1(); ++it1) {
            const auto row = ublas::row(expected, --i);
            BOOST_TEST(std::equal(it1.begin(), it1.end(), row.begin(), row.end()));
            BOOST_TEST(std::equal(it1.rbegin(), it1.rend(), row.rbegin(), row.rend()));
            BOOST_TEST(it1.index1() == i);
        }
        j = expected.size2();
        for (auto it2 = read_only.rbegin2(); it2 != read_only.rend2(); ++it2) {
            const auto column = ublas::column(expected, --j);
            BOOST_TEST(std::equal(it2.begin(), it2.end(), column.begin(), column.end()));
            BOOST_TEST(it2.index2() == j);
        }
        BOOST_TEST((i == 0 && j == 0));
    });
}

BOOST_AUTO_TEST_CASE(iterators_count) {
    guarded_matrix<double> memory(3, 4, -9, 2);
    strided_matrix_view<double> view(memory.first(), 3, 4, -9, 2);
    auto it1 = view.find1(0, 0, 2);
    BOOST_TEST((view.find1(0, 3, 2) - it1 == 3));
    BOOST_TEST(*(it1 + 2) == view(2, 2));
    BOOST_TEST(*(1 + it1) == view(1, 2));
    BOOST_TEST(it1[2] == view(2, 2));
    BOOST_TEST(*it1++ == view(0, 2));
    BOOST_TEST(*it1-- == view(1, 2));
    auto it2 = view.find2(0, 1, 0);
    BOOST_TEST(*(it2 += 3) == view(1, 3));
    BOOST_TEST(*(it2 -= 2) == view(1, 1));
    BOOST_TEST(*--it2 == view(1, 0));
    BOOST_TEST(*(view.find2(0, 1, 4) - 1) == view(1, 3));
    BOOST_TEST((it2 < it2 + 1 && it2 + 1 > it2 && it2 <= it2 && it2 >= it2));
    BOOST_TEST((it2.operator->() == &view(1, 0)));
}

BOOST_AUTO_TEST_CASE(iterators_outlive_the_view) {
    guarded_matrix<double> memory(3, 4, 5, 1);
    auto make = [&] { return matrix_view<double>(memory.first(), 3, 4, 5); };
    auto row = make().begin1() + 1;
    BOOST_TEST(std::accumulate(row.begin(), row.end(), 0.0) ==
               sum(ublas::row(expected_matrix<double>(3, 4), 1)));
    auto last = make().rbegin2();
    BOOST_TEST(*last == value<double>(0, 3));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(assigns_like_a_matrix, T, number_types) {
    for_view_and_matrix<T>([](auto& m) {
        const ublas::matrix<T> x(expected_matrix<T>(m.size1(), m.size2()));
        const ublas::matrix<T, by_columns> y(x);
        m = y;
        m += x;
        m += T(2) * m + y;
        m -= x;
        m *= T(6);
        m /= T(2);
        m = -m;
        noalias(m) = x * T(3);
        noalias(m) += y + x;
        noalias(m) -= element_prod(x, x);
        m.assign(m + x).plus_assign(y).minus_assign(T(3) * x);
    });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(clears, T, element_types) {
    for_view_and_matrix<T>([](auto& m) { m.clear(); });
    for_view_and_matrix<T>(
        [](auto& m) { m = ublas::scalar_matrix<T>(m.size1(), m.size2(), T(1)); });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(takes_sparse_and_packed_expressions, T, number_types) {
    for_view_and_matrix<T>([](auto& m) {
        ublas::compressed_matrix<T> x(m.size1(), m.size2());
        ublas::compressed_matrix<T, by_columns> y(m.size1(), m.size2());
        if (m.size1() > 1 && m.size2() > 0) x(1, 0) = y(1, 0) = T(5);
        m += x;
        noalias(m) -= T(2) * x;
        m = m + y;
        noalias(m) += y;
        m = y;
    });
    for_view_and_matrix<T>([](auto& m) {
        if (m.size1() != m.size2()) return;
        const ublas::matrix<T> x(m);
        m = ublas::identity_matrix<T>(m.size1());
        m += ublas::triangular_matrix<T, ublas::lower>(
            ublas::triangular_adaptor<const ublas::matrix<T>, ublas::lower>(x));
        m += ublas::triangular_adaptor<const ublas::matrix<T>, ublas::unit_upper>(x);
    });
    for_view_and_matrix<T>([](auto& m) {
        if (m.size1() > 0) m = ublas::zero_matrix<T>(m.size1(), m.size2());
    });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(is_an_operand, T, number_types) {
    for_each_view<T>([](auto& view, const ublas::matrix<T>& x) {
        const auto& read_only = view;
        check_equal(ublas::matrix<T>(view), x);
        check_equal(ublas::matrix<T, by_columns>(view), x);
        check_equal(view + x, x + x);
        check_equal(x - T(2) * read_only, x - T(2) * x);
        check_equal(-view, -x);
        check_equal(conj(view), conj(x));
        check_equal(trans(view), trans(x));
        check_equal(trans(read_only), trans(x));
        check_equal(herm(view), herm(x));
        check_equal(element_prod(view, x), element_prod(x, x));
        if (x.size1() > 0 && x.size2() > 0) {
            BOOST_TEST(norm_1(view) == norm_1(x));
            BOOST_TEST(norm_inf(view) == norm_inf(x));
            BOOST_TEST(norm_frobenius(view) == norm_frobenius(x));
        }
        ublas::matrix<T> y(x);
        y += view;
        noalias(y) -= read_only;
        check_equal(y, x);
        y = view;
        check_equal(y, x);
    });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(multiplies, T, number_types) {
    for_each_view<T>([](auto& view, const ublas::matrix<T>& x) {
        const auto& read_only = view;
        const ublas::matrix<T> xt(trans(x)), left(prod(x, xt)), right(prod(xt, x));
        check_equal(ublas::matrix<T>(prod(view, xt)), left);
        check_equal(ublas::matrix<T>(prod(xt, read_only)), right);
        check_equal(ublas::matrix<T>(prod(trans(view), view)), right);
        check_equal(ublas::matrix<T>(prod(view, trans(view))), left);

        const ublas::vector<T> ones(ublas::scalar_vector<T>(x.size2(), T(1)));
        const ublas::vector<T> sums(prod(x, ones));
        check_equal_vectors(ublas::vector<T>(prod(view, ones)), sums);
        check_equal_vectors(ublas::vector<T>(prod(ones, trans(view))), sums);
        const ublas::vector<T> products(prod(sums, x));
        check_equal_vectors(ublas::vector<T>(prod(sums, view)), products);
        ublas::vector<T> y(x.size1());
        ublas::axpy_prod(view, ones, y);
        check_equal_vectors(y, sums);
        ublas::axpy_prod(view, ones, y, false);
        check_equal_vectors(y, T(2) * sums);
        ublas::vector<T> z(x.size2());
        ublas::axpy_prod(sums, view, z);
        check_equal_vectors(z, products);
        ublas::matrix<T> w(x.size1(), x.size1());
        ublas::axpy_prod(view, xt, w);
        check_equal(w, left);
        ublas::opb_prod(view, xt, w);
        check_equal(w, left);
    });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(is_a_target_of_products, T, number_types) {
    for_view_and_matrix<T>([](auto& m) {
        const ublas::matrix<T> x(expected_matrix<T>(m.size1(), 3));
        const ublas::matrix<T> y(expected_matrix<T>(3, m.size2()));
        m = prod(x, y);
        noalias(m) += prod(x, y);
        noalias(m) -= outer_prod(column(x, 1), row(y, 2));
        ublas::axpy_prod(x, y, m, false);
        ublas::opb_prod(x, y, m, false);
        ublas::axpy_prod(x, y, m);
    });
    for_view_and_matrix<T>([](auto& m) {
        if (m.size1() == m.size2()) {
            m = prod(m, m);
            m = trans(m);
            m += prod(trans(m), m);
        }
    });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(projects, T, number_types) {
    for_view_and_matrix<T>([](auto& m) {
        if (m.size1() < 3 || m.size2() < 4) return;
        const ublas::matrix<T> before(m);
        row(m, 0) = row(before, 2);
        column(m, 1) += column(before, 3);
        row(m, 1).swap(row(m, 2));
        noalias(row(m, 2)) = T(3) * row(before, 1);
        subrange(m, 0, 2, 1, 3) *= T(2);
        project(m, ublas::range(1, 3), ublas::range(0, 2)) = subrange(before, 0, 2, 2, 4);
        project(m, ublas::slice(0, 2, 2), ublas::slice(3, -1, 3)) += subrange(before, 0, 2, 0, 3);
        auto first = row(m, 0);
        subrange(first, 1, 3) = subrange(column(before, 0), 0, 2);
        column(m, 2) = prod(before, row(before, 0));
        ublas::matrix_vector_range<std::remove_reference_t<decltype(m)>> diagonal(
            m, ublas::range(0, 3), ublas::range(0, 3));
        diagonal *= T(4);
    });
}

BOOST_AUTO_TEST_CASE(const_views_project) {
    const double elements[] = {1, 2, 3, 4, 5, 6};
    matrix_view<const double> view(elements, 2, 3);
    BOOST_TEST(sum(row(view, 1)) == 15);
    BOOST_TEST(sum(column(view, 2)) == 9);
    BOOST_TEST(subrange(view, 1, 2, 0, 2)(0, 1) == 5);
    ublas::matrix_row<matrix_view<const double>> first(view, 0);
    BOOST_TEST(std::accumulate(first.begin(), first.end(), 0.0) == 6);
    const matrix_view<const double>& read_only = view;
    BOOST_TEST(sum(row(read_only, 0)) == 6);
}

BOOST_AUTO_TEST_CASE(rows_of_views_mix_with_vector_views) {
    double elements[] = {1, 2, 3, 4, 5, 6}, other[] = {7, 8, 9};
    matrix_view<double> a(elements, 2, 3);
    vector_view<double> x(other, 3);
    row(a, 0) = x;
    x = row(a, 1);
    BOOST_TEST((elements[0] == 7 && elements[2] == 9 && other[0] == 4 && other[2] == 6));
    BOOST_TEST(inner_prod(row(a, 1), x) == 77);
    noalias(x) = prod(trans(a), vector_view<double>(elements + 3, 2));
    BOOST_TEST((other[0] == 7 * 4 + 4 * 5 && other[2] == 9 * 4 + 6 * 5));
}

BOOST_AUTO_TEST_CASE(assignment_allows_for_aliases) {
    int elements[] = {1, 2, 3, 4, 5, 6, 7, 8, 9};
    const ublas::matrix<int> x(expected_matrix<int>(3, 3));
    const ublas::matrix<int> xt(trans(x));
    matrix_view<int> view(elements, 3, 3);
    strided_matrix_view<int> transposed(elements, 3, 3, 1, 3);
    matrix_view<int, by_columns> columns(elements, 3, 3);

    view = x;
    check_equal(transposed, xt);
    view = transposed;
    check_equal(view, xt);
    view = x;
    view += transposed;
    check_equal(view, x + xt);
    view = x;
    columns -= view;
    check_equal(columns, xt - x);
    view = x;
    view = prod(view, transposed);
    check_equal(view, ublas::matrix<int>(prod(x, xt)));
    view = x;
    matrix_view<int>(elements + 4, 2, 2, 3) = matrix_view<int>(elements, 2, 2, 3);
    check_equal(subrange(view, 1, 3, 1, 3), subrange(x, 0, 2, 0, 2));
}

BOOST_AUTO_TEST_CASE(copies_alias_and_assignment_writes) {
    double a[] = {1, 2, 3, 4}, b[] = {5, 6, 7, 8};
    matrix_view<double> x(a, 2, 2), y(b, 2, 2);
    matrix_view<double> copy(x);
    copy(0, 1) = 7;
    BOOST_TEST(a[1] == 7);
    x = y;
    BOOST_TEST(x.data() == a);
    BOOST_TEST((a[0] == 5 && a[3] == 8));
    b[0] = 9;
    BOOST_TEST(x(0, 0) == 5);
    matrix_view<double> none;
    BOOST_TEST((none.size1() == 0 && none.size2() == 0));
    none = matrix_view<double>();
    BOOST_TEST((strided_matrix_view<double>().size1() == 0));
}

BOOST_AUTO_TEST_CASE(swaps_elements) {
    for_each_view<int>([](auto& view, const ublas::matrix<int>& expected) {
        ublas::matrix<int> other(expected.size1(), expected.size2(), 3);
        view.swap(other);
        check_equal(view, ublas::scalar_matrix<int>(expected.size1(), expected.size2(), 3));
        check_equal(other, expected);
        guarded_matrix<int> memory(expected.size1(), expected.size2(), 9, 2);
        strided_matrix_view<int> strided(memory.first(), expected.size1(), expected.size2(), 9, 2);
        view.swap(strided);
        check_equal(view, expected);
        BOOST_TEST(memory.is_intact());
    });
    int a[] = {1, 2, 3, 4}, b[] = {5, 6, 7, 8};
    matrix_view<int> x(a, 2, 2), y(b, 2, 2);
    using std::swap;
    swap(x, y);
    BOOST_TEST((a[0] == 5 && a[3] == 8 && b[0] == 1 && b[3] == 4));
}

BOOST_AUTO_TEST_CASE(strides_of_zero_are_for_const_elements) {
    double a[] = {1, 2, 3};
    matrix_view<const double> rows(a, 4, 3, 0);
    matrix_view<const double, by_columns> columns(a, 3, 4, 0);
    strided_matrix_view<const double> constant(a + 1, 4, 3, 0, 0);
    check_equal(rows, outer_prod(ublas::scalar_vector<double>(4, 1), row(rows, 0)));
    check_equal(columns, trans(rows));
    check_equal(constant, ublas::scalar_matrix<double>(4, 3, 2.0));
    BOOST_TEST((constant.end1() - constant.begin1() == 4));
    BOOST_TEST((constant.begin1().end() - constant.begin1().begin() == 3));
    BOOST_TEST(norm_1(constant) == 8);

    BOOST_CHECK_THROW((matrix_view<double>(a, 2, 3, 0)), std::invalid_argument);
    BOOST_CHECK_THROW((matrix_view<double, by_columns>(a, 3, 2, 0)), std::invalid_argument);
    BOOST_CHECK_THROW((strided_matrix_view<double>(a, 2, 1, 0, 1)), std::invalid_argument);
    BOOST_CHECK_THROW((strided_matrix_view<double>(a, 1, 2, 1, 0)), std::invalid_argument);
    matrix_view<double> one_row(a, 1, 3, 0);
    one_row(0, 2) = 5;
    BOOST_TEST(a[2] == 5);
    BOOST_TEST((matrix_view<double>(a, 3, 0, 0).size1() == 3));
    BOOST_TEST((strided_matrix_view<double>(a, 1, 1, 0, 0).size1() == 1));
}

BOOST_AUTO_TEST_CASE(converts_between_views) {
    double a[] = {1, 2, 3, 4, 5, 6};
    matrix_view<double> x(a, 2, 2, 3);
    matrix_view<const double> read_only = x;
    strided_matrix_view<double> strided = x;
    strided_matrix_view<const double> both = x;
    strided_matrix_view<const double> read_only_strided = strided;
    for (std::size_t i = 0; i < 2; ++i)
        for (std::size_t j = 0; j < 2; ++j) {
            BOOST_TEST(&read_only(i, j) == &x(i, j));
            BOOST_TEST(&strided(i, j) == &x(i, j));
            BOOST_TEST(&both(i, j) == &x(i, j));
            BOOST_TEST(&read_only_strided(i, j) == &x(i, j));
        }
    matrix_view<double, by_columns> columns(a, 2, 3);
    strided_matrix_view<const double> from_columns = columns;
    BOOST_TEST((from_columns.stride1() == 1 && from_columns.stride2() == 2));
}

BOOST_AUTO_TEST_CASE(refuses_conversions_that_would_change_the_meaning) {
    using rows = matrix_view<double>;
    BOOST_TEST((!std::is_constructible_v<rows, matrix_view<const double>&>));
    BOOST_TEST((!std::is_constructible_v<rows, matrix_view<double, by_columns>&>));
    BOOST_TEST((!std::is_constructible_v<rows, strided_matrix_view<double>&>));
    BOOST_TEST((!std::is_constructible_v<rows, matrix_view<float>&>));
    BOOST_TEST((!std::is_constructible_v<rows, const ublas::matrix<double>&>));
    BOOST_TEST((!std::is_constructible_v<rows, ublas::matrix<double, by_columns>&>));
    BOOST_TEST((!std::is_constructible_v<matrix_view<const double>, ublas::matrix<double>>));
    BOOST_TEST((!std::is_constructible_v<rows, ublas::compressed_matrix<double>&>));
}

BOOST_AUTO_TEST_CASE(shows_ublas_containers) {
    ublas::matrix<double> m(expected_matrix<double>(3, 4));
    matrix_view<double> x = m;
    BOOST_TEST(x.leading_dimension() == 4);
    x(2, 3) = 42;
    BOOST_TEST(m(2, 3) == 42);
    const ublas::matrix<double, by_columns> c(m);
    matrix_view<const double, by_columns> y = c;
    BOOST_TEST((y.leading_dimension() == 3 && y.data() == &c(0, 0)));
    check_equal(y, m);
    check_equal(strided_matrix_view<const double>(c), m);
    check_equal(strided_matrix_view<double>(m), m);
    ublas::bounded_matrix<double, 4, 4> bounded(m);
    check_equal(matrix_view<double>(bounded), m);
    ublas::c_matrix<double, 5, 6> fixed(3, 4);
    fixed = m;
    matrix_view<double> z(fixed);
    BOOST_TEST(z.leading_dimension() == 6);
    check_equal(z, m);
    ublas::matrix<double> empty;
    BOOST_TEST((matrix_view<double>(empty).size1() == 0));
}

BOOST_AUTO_TEST_CASE(prints_like_a_matrix) {
    for_each_view<double>([](auto& view, const ublas::matrix<double>& expected) {
        std::ostringstream actual, wanted;
        actual << view;
        wanted << expected;
        BOOST_TEST(actual.str() == wanted.str());
    });
}

namespace {

/// A well-conditioned matrix whose factorization has to exchange rows.
template <class M>
void fill_for_solving(M& m) {
    using T = typename M::value_type;
    const std::size_t n = m.size1();
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < n; ++j)
            m(i, j) = value<T>(i, j) + ((i + 1) % n == j ? T(20) : T(0));
}

template <class M>
void make_dominant(M& m) {
    fill_for_solving(m);
    for (std::size_t i = 0; i < m.size1(); ++i)
        m(i, i) += typename M::value_type(100);
}

template <class T>
auto tolerance() {
    return 1000 * std::numeric_limits<typename ublas::type_traits<T>::real_type>::epsilon();
}

template <class A, class B>
void check_close(const A& actual, const B& expected) {
    BOOST_TEST(norm_inf(actual - expected) <=
               tolerance<typename A::value_type>() * (1 + norm_inf(expected)));
}

} // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(factorizes, T, floating_types) {
    for_each_layout<T>(4, 4, [](auto& view, ublas::matrix<T> expected) {
        make_dominant(view);
        make_dominant(expected);
        BOOST_TEST(lu_factorize(view) == lu_factorize(expected));
        check_close(view, expected);
    });
    for_each_layout<T>(4, 4, [](auto& view, ublas::matrix<T> expected) {
        fill_for_solving(view);
        fill_for_solving(expected);
        const ublas::matrix<T> a(view);
        ublas::permutation_matrix<> pivots(4), expected_pivots(4);
        BOOST_TEST(ublas::lu_factorize(view, pivots) ==
                   ublas::lu_factorize(expected, expected_pivots));
        check_close(view, expected);
        check_equal_vectors(pivots, expected_pivots);
        BOOST_TEST(pivots(0) != 0);

        const ublas::vector<T> b(ublas::scalar_vector<T>(4, T(1)));
        ublas::vector<T> x(b);
        lu_substitute(view, pivots, x);
        check_close(prod(a, x), b);
        T elements[] = {T(1), T(1), T(1), T(1)};
        vector_view<T> y(elements, 4);
        lu_substitute(std::as_const(view), pivots, y);
        check_close(y, x);
        ublas::matrix<T> identity(ublas::identity_matrix<T>(4));
        lu_substitute(view, pivots, identity);
        check_close(prod(a, identity), ublas::identity_matrix<T>(4));
    });
    for_each_layout<T>(3, 3, [](auto& view, const ublas::matrix<T>&) {
        view.clear();
        ublas::permutation_matrix<> pivots(3);
        BOOST_TEST(lu_factorize(view, pivots) == 1);
    });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(solves_triangular_systems, T, floating_types) {
    for_each_layout<T>(4, 4, [](auto& view, ublas::matrix<T> a) {
        make_dominant(view);
        make_dominant(a);
        const auto solve = [&](auto triangle) {
            ublas::vector<T> x(ublas::scalar_vector<T>(4, T(1))), y(x);
            inplace_solve(view, x, triangle);
            inplace_solve(a, y, triangle);
            check_close(x, y);
            inplace_solve(x, view, triangle);
            inplace_solve(y, a, triangle);
            check_close(x, y);
            ublas::matrix<T> b(ublas::identity_matrix<T>(4)), c(b);
            inplace_solve(view, b, triangle);
            inplace_solve(a, c, triangle);
            check_close(b, c);
            check_close(ublas::vector<T>(ublas::solve(view, x, triangle)),
                        ublas::vector<T>(ublas::solve(a, x, triangle)));
        };
        solve(ublas::lower_tag());
        solve(ublas::upper_tag());
        solve(ublas::unit_lower_tag());
        solve(ublas::unit_upper_tag());

        // and with the view on the right
        const ublas::matrix<T> lower(a);
        inplace_solve(lower, view, ublas::lower_tag());
        inplace_solve(lower, a, ublas::lower_tag());
        check_close(view, a);
    });
}

BOOST_AUTO_TEST_CASE(adapts_to_triangles) {
    for_each_layout<double>(3, 3, [](auto& view, const ublas::matrix<double>& expected) {
        using view_type = std::remove_reference_t<decltype(view)>;
        ublas::triangular_adaptor<view_type, ublas::upper> upper(view);
        BOOST_TEST((upper(0, 2) == expected(0, 2)));
        BOOST_TEST((std::as_const(upper)(2, 0) == 0));
        ublas::symmetric_adaptor<view_type, ublas::lower> symmetric(view);
        BOOST_TEST((symmetric(0, 2) == expected(2, 0)));
    });
}

#if BOOST_UBLAS_CHECK_ENABLE

BOOST_AUTO_TEST_CASE(checked_builds_find_bad_indices) {
    for_each_view<double>([](auto& view, const ublas::matrix<double>& expected) {
        const auto& read_only = view;
        const std::size_t n1 = expected.size1(), n2 = expected.size2();
        BOOST_CHECK_THROW(view(n1, 0), ublas::bad_index);
        BOOST_CHECK_THROW(view(0, n2), ublas::bad_index);
        BOOST_CHECK_THROW(read_only(n1, n2), ublas::bad_index);
        BOOST_CHECK_THROW(view(static_cast<std::size_t>(-1), 0), ublas::bad_index);
        BOOST_CHECK_THROW(*view.end1(), ublas::bad_index);
        BOOST_CHECK_THROW(*view.end2(), ublas::bad_index);
        BOOST_CHECK_THROW(*read_only.end2(), ublas::bad_index);
        BOOST_CHECK_THROW(*(view.begin1() - 1), ublas::bad_index);
    });
}

BOOST_AUTO_TEST_CASE(checked_builds_find_bad_sizes) {
    for_each_view<double>([](auto& view, const ublas::matrix<double>& expected) {
        const ublas::matrix<double> taller(expected.size1() + 1, expected.size2(), 0.0);
        const ublas::matrix<double> wider(expected.size1(), expected.size2() + 1, 0.0);
        for (const auto& m : {taller, wider}) {
            BOOST_CHECK_THROW(view = m, ublas::bad_size);
            BOOST_CHECK_THROW(view += m, ublas::bad_size);
            BOOST_CHECK_THROW(view -= m, ublas::bad_size);
            BOOST_CHECK_THROW(noalias(view) = m, ublas::bad_size);
            BOOST_CHECK_THROW(noalias(view) += m, ublas::bad_size);
            BOOST_CHECK_THROW(noalias(view) -= m, ublas::bad_size);
            ublas::matrix<double> other(m);
            BOOST_CHECK_THROW(view.swap(other), ublas::bad_size);
        }
        check_equal(view, expected);
    });
}

#endif
