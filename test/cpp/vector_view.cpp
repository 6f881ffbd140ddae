// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

// Every operation is done to a view and to a ublas::vector of the same elements, and must leave
// both equal, and the memory around the view as it was. Values are small integers, so all is exact.

#define BOOST_TEST_MODULE vector_view
#define BOOST_UBLAS_NO_STD_CERR // checks that fail on purpose stay quiet
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <complex>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <numeric>
#include <sstream>
#include <stdexcept>
#include <tuple>
#include <type_traits>
#include <utility>

#include <boost/numeric/ublas/io.hpp>
#include <boost/numeric/ublas/matrix.hpp>
#include <boost/numeric/ublas/operation.hpp>
#include <boost/numeric/ublas/vector.hpp>
#include <boost/numeric/ublas/vector_proxy.hpp>
#include <boost/numeric/ublas/vector_sparse.hpp>

#include <npublas/vector_view.hpp>

#include <boost/numeric/ublas/detail/concepts.hpp> // leans on what is included above

namespace ublas = boost::numeric::ublas;
using npublas::strided_vector_view;
using npublas::vector_view;

namespace {

using number_types = std::tuple<double, std::complex<float>, int>;
using element_types =
    std::tuple<float, double, long double, std::complex<double>, int, std::uint8_t, bool>;

/// The k-th test value: small, and different from its neighbours.
template <class T>
T value(std::size_t k) {
    if constexpr (std::is_same_v<T, bool>)
        return k % 3 == 0;
    else
        return static_cast<T>(static_cast<int>(k * 7 % 11) + 1);
}

/// Memory for n elements a stride apart, with guard elements before, between and behind.
template <class T>
class guarded_vector {
public:
    guarded_vector(std::size_t n, std::ptrdiff_t stride)
        : n_(n), stride_(stride),
          length_((n + 2) *
                      static_cast<std::size_t>(std::max<std::ptrdiff_t>(std::abs(stride), 1)) +
                  1),
          memory_(new T[length_]), before_(new T[length_]) {
        std::generate_n(memory_.get(), length_,
                        [k = std::size_t(3)]() mutable { return value<T>(k++); });
        std::copy_n(memory_.get(), length_, before_.get());
        for (std::size_t i = 0; i < n; ++i)
            first()[static_cast<std::ptrdiff_t>(i) * stride] = value<T>(i);
    }

    T* first() {
        const std::size_t step = static_cast<std::size_t>(std::abs(stride_));
        return memory_.get() + (stride_ < 0 && n_ > 0 ? n_ * step : std::max<std::size_t>(step, 1));
    }

    /// Whether everything but the n elements is as it was at first.
    bool is_intact() {
        std::unique_ptr<bool[]> is_element(new bool[length_]());
        for (std::size_t i = 0; i < n_; ++i)
            is_element[static_cast<std::size_t>(first() - memory_.get() +
                                                static_cast<std::ptrdiff_t>(i) * stride_)] = true;
        for (std::size_t k = 0; k < length_; ++k)
            if (!is_element[k] && memory_[k] != before_[k]) return false;
        return true;
    }

private:
    std::size_t n_;
    std::ptrdiff_t stride_;
    std::size_t length_;
    std::unique_ptr<T[]> memory_, before_;
};

template <class T>
ublas::vector<T> expected_vector(std::size_t n) {
    ublas::vector<T> v(n);
    for (std::size_t i = 0; i < n; ++i)
        v(i) = value<T>(i);
    return v;
}

template <class A, class B>
void check_equal(const A& actual, const B& expected) {
    BOOST_REQUIRE_EQUAL(actual.size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i)
        BOOST_TEST((actual(i) == expected(i)), "element " << i << " of " << expected.size());
}

/// Calls check(view, expected) for views of several lengths and strides.
template <class T, class F>
void for_each_view(F check) {
    for (std::size_t n : {0, 1, 2, 7}) {
        guarded_vector<T> memory(n, 1);
        vector_view<T> view(memory.first(), n);
        check(view, expected_vector<T>(n));
        BOOST_TEST(memory.is_intact());
        for (std::ptrdiff_t stride : {1, 2, 5, -1, -3}) {
            guarded_vector<T> strided_memory(n, stride);
            strided_vector_view<T> strided_view(strided_memory.first(), n, stride);
            check(strided_view, expected_vector<T>(n));
            BOOST_TEST(strided_memory.is_intact());
        }
    }
}

/// Does the same to a view and to a ublas::vector.
template <class T, class F>
void for_view_and_vector(F operation) {
    for_each_view<T>([&](auto& view, ublas::vector<T> expected) {
        operation(view);
        operation(expected);
        check_equal(view, expected);
    });
}

template <class View>
struct mutable_concepts {
    BOOST_CONCEPT_ASSERT((ublas::VectorExpressionConcept<View>));
    BOOST_CONCEPT_ASSERT((ublas::Mutable_VectorExpressionConcept<View>));
    BOOST_CONCEPT_ASSERT(
        (ublas::IndexedRandomAccess1DIteratorConcept<typename View::const_iterator>));
    BOOST_CONCEPT_ASSERT(
        (ublas::IndexedRandomAccess1DIteratorConcept<typename View::const_reverse_iterator>));
    BOOST_CONCEPT_ASSERT(
        (ublas::Mutable_IndexedRandomAccess1DIteratorConcept<typename View::iterator>));
    BOOST_CONCEPT_ASSERT(
        (ublas::Mutable_IndexedRandomAccess1DIteratorConcept<typename View::reverse_iterator>));
};

template <class View>
struct const_concepts {
    BOOST_CONCEPT_ASSERT((ublas::VectorExpressionConcept<View>));
    BOOST_CONCEPT_ASSERT((ublas::IndexedRandomAccess1DIteratorConcept<typename View::iterator>));
    BOOST_CONCEPT_ASSERT(
        (ublas::IndexedRandomAccess1DIteratorConcept<typename View::const_iterator>));
    BOOST_CONCEPT_ASSERT(
        (ublas::IndexedRandomAccess1DIteratorConcept<typename View::const_reverse_iterator>));
};

template <class V, class E, class = void>
inline constexpr bool is_assignable_from = false;
template <class V, class E>
inline constexpr bool
    is_assignable_from<V, E, std::void_t<decltype(std::declval<V&>() = std::declval<E>())>> = true;

} // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(models_the_concepts, T, element_types) {
    static_cast<void>(mutable_concepts<vector_view<T>>());
    static_cast<void>(mutable_concepts<strided_vector_view<T>>());
    static_cast<void>(const_concepts<vector_view<const T>>());
    static_cast<void>(const_concepts<strided_vector_view<const T>>());
    BOOST_TEST((std::is_same_v<typename vector_view<T>::value_type, T>));
    BOOST_TEST((std::is_same_v<typename vector_view<const T>::value_type, T>));
    BOOST_TEST((std::is_same_v<typename vector_view<const T>::reference, const T&>));
    BOOST_TEST(sizeof(vector_view<T>) == 2 * sizeof(void*));
}

BOOST_AUTO_TEST_CASE(const_elements_cannot_be_written) {
    using read_only = vector_view<const double>;
    BOOST_TEST(!(is_assignable_from<read_only, read_only>));
    BOOST_TEST(!(is_assignable_from<read_only, ublas::vector<double>>));
    BOOST_TEST(!(is_assignable_from<strided_vector_view<const double>, read_only>));
    BOOST_TEST((is_assignable_from<vector_view<double>, read_only>));
    BOOST_TEST((!std::is_assignable_v<decltype(std::declval<read_only&>()(0)), double>));
    BOOST_TEST(
        (!std::is_assignable_v<decltype(std::declval<const vector_view<double>&>()(0)), double>));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(shows_the_elements, T, element_types) {
    for_each_view<T>([](auto& view, const ublas::vector<T>& expected) {
        check_equal(view, expected);
        check_equal(std::as_const(view), expected);
        for (std::size_t i = 0; i < expected.size(); ++i) {
            BOOST_TEST((view[i] == expected[i]));
            BOOST_TEST((std::as_const(view)[i] == expected[i]));
            BOOST_TEST(&view(i) == view.data() + static_cast<std::ptrdiff_t>(i) * view.stride());
        }
    });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(iterates_both_ways, T, element_types) {
    for_each_view<T>([](auto& view, const ublas::vector<T>& expected) {
        BOOST_TEST(std::equal(view.begin(), view.end(), expected.begin(), expected.end()));
        BOOST_TEST(std::equal(view.cbegin(), view.cend(), expected.begin(), expected.end()));
        BOOST_TEST(std::equal(view.rbegin(), view.rend(), expected.rbegin(), expected.rend()));
        BOOST_TEST(std::equal(view.crbegin(), view.crend(), expected.rbegin(), expected.rend()));
        const auto& read_only = view;
        BOOST_TEST(
            std::equal(read_only.begin(), read_only.end(), expected.begin(), expected.end()));
        BOOST_TEST(
            std::equal(read_only.rbegin(), read_only.rend(), expected.rbegin(), expected.rend()));

        std::size_t index = 0;
        for (auto it = view.begin(); it != view.end(); ++it, ++index) {
            BOOST_TEST(it.index() == index);
            BOOST_TEST((it == view.find(index)));
            BOOST_TEST((read_only.find(index) == it)); // a mutable one converts
        }
        for (auto it = view.rbegin(); it != view.rend(); ++it)
            BOOST_TEST(it.index() == --index);
    });
}

BOOST_AUTO_TEST_CASE(iterators_count) {
    guarded_vector<double> memory(7, -3);
    strided_vector_view<double> view(memory.first(), 7, -3);
    auto it = view.begin();
    BOOST_TEST((view.end() - it == 7));
    BOOST_TEST(*(it + 3) == view(3));
    BOOST_TEST(*(3 + it) == view(3));
    BOOST_TEST(it[6] == view(6));
    BOOST_TEST(*(view.end() - 2) == view(5));
    BOOST_TEST(*it++ == view(0));
    BOOST_TEST(*it-- == view(1));
    BOOST_TEST(*(it += 4) == view(4));
    BOOST_TEST(*(it -= 2) == view(2));
    BOOST_TEST(*--it == view(1));
    BOOST_TEST((view.begin() < it && it > view.begin() && it <= it && it >= it));
    BOOST_TEST((it.operator->() == &view(1)));
    strided_vector_view<double>::const_iterator read_only = it;
    BOOST_TEST((read_only == it && read_only.index() == 1));
}

BOOST_AUTO_TEST_CASE(iterators_outlive_the_view) {
    guarded_vector<double> memory(5, 2);
    auto make = [&] { return strided_vector_view<double>(memory.first(), 5, 2); };
    BOOST_TEST(std::accumulate(make().begin(), make().end(), 0.0) ==
               sum(expected_vector<double>(5)));
    auto last = make().rbegin();
    BOOST_TEST(*last == value<double>(4));
    BOOST_TEST(last.index() == 4);
}

BOOST_AUTO_TEST_CASE(standard_algorithms_write_through) {
    for_view_and_vector<int>([](auto& v) { std::sort(v.begin(), v.end()); });
    for_view_and_vector<int>([](auto& v) { std::sort(v.rbegin(), v.rend()); });
    for_view_and_vector<int>([](auto& v) { std::reverse(v.begin(), v.end()); });
    for_view_and_vector<bool>([](auto& v) { std::reverse(v.begin(), v.end()); });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(assigns_like_a_vector, T, number_types) {
    for_view_and_vector<T>([](auto& v) {
        const ublas::vector<T> x(expected_vector<T>(v.size()));
        v = x;
        v += x;
        v += T(2) * v + x;
        v -= x;
        v *= T(6);
        v /= T(2);
        v = -v;
        noalias(v) = x * T(3);
        noalias(v) += x + x;
        noalias(v) -= element_prod(x, x);
    });
    for_view_and_vector<T>([](auto& v) {
        const ublas::vector<T> x(expected_vector<T>(v.size()));
        v.assign(x).plus_assign(x).minus_assign(T(3) * x);
    });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(clears, T, element_types) {
    for_view_and_vector<T>([](auto& v) { v.clear(); });
    for_view_and_vector<T>([](auto& v) { v = ublas::scalar_vector<T>(v.size(), T(1)); });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(takes_sparse_expressions, T, number_types) {
    for_view_and_vector<T>([](auto& v) {
        ublas::mapped_vector<T> x(v.size());
        if (v.size() > 1) x(1) = T(5);
        noalias(v) += x;
        noalias(v) -= T(2) * x;
        v += x;
    });
    for_view_and_vector<T>([](auto& v) {
        ublas::compressed_vector<T> x(v.size());
        if (v.size() > 1) x(1) = T(5);
        v = x;
    });
    for_view_and_vector<T>([](auto& v) { v = ublas::zero_vector<T>(v.size()); });
    for_view_and_vector<T>([](auto& v) {
        if (v.size() > 0) noalias(v) = ublas::unit_vector<T>(v.size(), v.size() - 1);
    });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(is_an_operand, T, number_types) {
    for_each_view<T>([](auto& view, const ublas::vector<T>& x) {
        const auto& read_only = view;
        check_equal(ublas::vector<T>(view), x);
        check_equal(view + x, x + x);
        check_equal(x - T(2) * view, x - T(2) * x);
        check_equal(-read_only, -x);
        check_equal(conj(view), conj(x));
        check_equal(element_prod(view, x), element_prod(x, x));
        check_equal(element_div(x, view), element_div(x, x));
        BOOST_TEST((inner_prod(view, x) == inner_prod(x, x)));
        BOOST_TEST((inner_prod(read_only, view) == inner_prod(x, x)));
        BOOST_TEST((sum(view) == sum(x)));
        BOOST_TEST(norm_1(view) == norm_1(x));
        BOOST_TEST(norm_2(view) == norm_2(x));
        BOOST_TEST(norm_inf(view) == norm_inf(x));
        BOOST_TEST(index_norm_inf(view) == index_norm_inf(x));

        const ublas::matrix<T> outer(outer_prod(view, x));
        BOOST_REQUIRE(outer.size1() == x.size());
        for (std::size_t i = 0; i < x.size(); ++i)
            BOOST_TEST((outer(i, 0) == x(i) * x(0)));
        check_equal(ublas::vector<T>(prod(outer, view)), ublas::vector<T>(prod(outer, x)));
        check_equal(ublas::vector<T>(prod(view, outer)), ublas::vector<T>(prod(x, outer)));

        ublas::vector<T> y(x);
        y = view;
        y += view;
        noalias(y) -= view;
        check_equal(y, x);
        ublas::axpy_prod(outer, x, y);
        auto view_copy = view; // the same elements
        ublas::axpy_prod(outer, x, view_copy);
        check_equal(view, y);
    });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(projects, T, number_types) {
    for_view_and_vector<T>([](auto& v) {
        if (v.size() < 7) return;
        const auto& read_only = v;
        const ublas::vector<T> before(v);
        project(v, ublas::range(1, 4)) += project(read_only, ublas::range(4, 7));
        subrange(v, 0, 2) = subrange(before, 5, 7);
        project(v, ublas::slice(0, 2, 3)) *= T(2);
        subslice(v, 1, 3, 2) = project(before, ublas::range(0, 2));
        noalias(project(v, ublas::slice(6, -2, 3))) = subrange(before, 0, 3);
        ublas::indirect_array<> last_first(2);
        last_first(0) = 6;
        last_first(1) = 0;
        project(v, last_first) = subrange(before, 2, 4);
    });
}

BOOST_AUTO_TEST_CASE(const_views_project) {
    const double elements[] = {1, 2, 3, 4, 5};
    vector_view<const double> view(elements, 5);
    BOOST_TEST(sum(subrange(view, 1, 3)) == 5);
    ublas::vector_range<vector_view<const double>> range(view, ublas::range(3, 5));
    BOOST_TEST(std::accumulate(range.begin(), range.end(), 0.0) == 9);
}

BOOST_AUTO_TEST_CASE(assignment_allows_for_aliases) {
    int elements[] = {1, 2, 3, 4, 5, 6, 7};
    const ublas::vector<int> x(expected_vector<int>(7));
    vector_view<int> view(elements, 7);
    strided_vector_view<int> backwards(elements + 6, 7, -1);
    ublas::vector<int> reversed(7);
    std::reverse_copy(x.begin(), x.end(), reversed.begin());

    view = x;
    view = backwards;
    check_equal(view, reversed);
    view = x;
    view += backwards;
    check_equal(view, x + reversed);
    view = x;
    backwards -= view;
    check_equal(backwards, reversed - x);
    view = x;
    vector_view<int>(elements + 1, 6) = vector_view<int>(elements, 6);
    check_equal(vector_view<int>(elements + 1, 6), subrange(x, 0, 6));
    view = x;
    strided_vector_view<int>(elements, 3, 2) = strided_vector_view<int>(elements + 4, 3, -2);
    BOOST_TEST((view(0) == x(4) && view(2) == x(2) && view(4) == x(0)));
}

BOOST_AUTO_TEST_CASE(copies_alias_and_assignment_writes) {
    double a[] = {1, 2, 3}, b[] = {4, 5, 6};
    vector_view<double> x(a, 3), y(b, 3);
    vector_view<double> copy(x);
    copy(0) = 7;
    BOOST_TEST(a[0] == 7);
    x = y;
    BOOST_TEST(x.data() == a);
    BOOST_TEST((a[0] == 4 && a[1] == 5 && a[2] == 6));
    b[0] = 9;
    BOOST_TEST(x(0) == 4);
    x = std::move(y);
    BOOST_TEST((x.data() == a && a[0] == 9));
    auto& itself = x;
    x = itself;
    BOOST_TEST((a[0] == 9 && a[2] == 6));

    vector_view<double> none;
    BOOST_TEST(none.size() == 0);
    BOOST_TEST((none.begin() == none.end()));
    none = vector_view<double>();
    BOOST_TEST(strided_vector_view<double>().size() == 0);
}

BOOST_AUTO_TEST_CASE(swaps_elements) {
    double a[] = {1, 2, 3}, b[] = {4, 0, 5, 0, 6};
    vector_view<double> x(a, 3);
    strided_vector_view<double> y(b, 3, 2);
    x.swap(y);
    BOOST_TEST((a[0] == 4 && a[1] == 5 && a[2] == 6 && b[0] == 1 && b[2] == 2 && b[4] == 3));
    BOOST_TEST((b[1] == 0 && b[3] == 0));
    double c[] = {7, 8, 9};
    vector_view<double> z(c, 3);
    using std::swap;
    swap(x, z);
    BOOST_TEST((a[0] == 7 && a[2] == 9 && c[0] == 4 && c[2] == 6));
    ublas::vector<double> u(3, 1.0);
    x.swap(u);
    BOOST_TEST((a[0] == 1 && u(2) == 9));
}

BOOST_AUTO_TEST_CASE(a_stride_of_zero_is_for_const_elements) {
    double element = 4;
    strided_vector_view<const double> view(&element, 5, 0);
    BOOST_TEST(view.size() == 5);
    check_equal(view, ublas::scalar_vector<double>(5, 4));
    BOOST_TEST(std::distance(view.begin(), view.end()) == 5);
    BOOST_TEST(std::distance(view.rbegin(), view.rend()) == 5);
    BOOST_TEST(sum(view + view) == 40);
    BOOST_TEST((view.begin() + 3).index() == 3);

    BOOST_CHECK_THROW((strided_vector_view<double>(&element, 2, 0)), std::invalid_argument);
    strided_vector_view<double> one(&element, 1, 0);
    one(0) = 3;
    BOOST_TEST(element == 3);
    BOOST_TEST((strided_vector_view<double>(&element, 0, 0).size() == 0));
}

BOOST_AUTO_TEST_CASE(converts_between_views) {
    double a[] = {1, 2, 3};
    vector_view<double> x(a, 3);
    vector_view<const double> read_only = x;
    strided_vector_view<double> strided = x;
    strided_vector_view<const double> both = x;
    strided_vector_view<const double> read_only_strided = strided;
    for (const double* p : {read_only.data(), both.data(), read_only_strided.data()})
        BOOST_TEST(p == a);
    strided(1) = 9;
    BOOST_TEST(a[1] == 9);
    BOOST_TEST((strided.stride() == 1 && both.size() == 3));
    strided_vector_view<double> from_temporary = vector_view<double>(a, 2);
    BOOST_TEST(from_temporary.size() == 2);

    BOOST_TEST((!std::is_constructible_v<vector_view<double>, vector_view<const double>&>));
    BOOST_TEST((!std::is_constructible_v<vector_view<double>, strided_vector_view<double>&>));
    BOOST_TEST((!std::is_constructible_v<strided_vector_view<double>, const vector_view<double>&>));
    BOOST_TEST((!std::is_constructible_v<vector_view<double>, vector_view<float>&>));
    BOOST_TEST((!std::is_constructible_v<vector_view<const double>, vector_view<float>&>));
}

BOOST_AUTO_TEST_CASE(shows_ublas_containers) {
    ublas::vector<double> v(expected_vector<double>(4));
    const ublas::vector<double> c(v);
    vector_view<double> x = v;
    x(2) = 42;
    BOOST_TEST(v(2) == 42);
    BOOST_TEST(vector_view<const double>(c).data() == &c(0));
    BOOST_TEST(vector_view<const double>(v).data() == &v(0));
    BOOST_TEST(strided_vector_view<double>(v).data() == &v(0));
    ublas::bounded_vector<double, 6> bounded(3);
    BOOST_TEST(vector_view<double>(bounded).size() == 3);
    ublas::c_vector<double, 3> fixed;
    BOOST_TEST(vector_view<double>(fixed).data() == fixed.data());
    ublas::vector<double> empty;
    BOOST_TEST(vector_view<double>(empty).size() == 0);

    BOOST_TEST((!std::is_constructible_v<vector_view<double>, const ublas::vector<double>&>));
    BOOST_TEST((!std::is_constructible_v<vector_view<const double>, ublas::vector<double>>));
    BOOST_TEST((!std::is_constructible_v<vector_view<double>, ublas::vector<float>&>));
    BOOST_TEST((!std::is_constructible_v<vector_view<double>, ublas::mapped_vector<double>&>));
}

BOOST_AUTO_TEST_CASE(prints_like_a_vector) {
    for_each_view<double>([](auto& view, const ublas::vector<double>& expected) {
        std::ostringstream actual, wanted;
        actual << view;
        wanted << expected;
        BOOST_TEST(actual.str() == wanted.str());
    });
}

BOOST_AUTO_TEST_CASE(mixes_element_types) {
    float a[] = {1.5F, 2.5F, 3.5F};
    vector_view<float> x(a, 3);
    const ublas::vector<double> y(3, 0.25);
    x += y;
    BOOST_TEST((a[0] == 1.75F && a[2] == 3.75F));
    ublas::vector<std::complex<float>> z(3, std::complex<float>(0, 1));
    z += x;
    BOOST_TEST((z(1) == std::complex<float>(2.75F, 1)));
    int b[] = {1, 2, 3};
    vector_view<int> integers(b, 3);
    integers += y + y + y + y + y + y;
    BOOST_TEST((b[0] == 2 && b[2] == 4));
}

#if BOOST_UBLAS_CHECK_ENABLE

BOOST_AUTO_TEST_CASE(checked_builds_find_bad_indices) {
    for_each_view<double>([](auto& view, const ublas::vector<double>& expected) {
        const auto& read_only = view;
        const std::size_t n = expected.size();
        BOOST_CHECK_THROW(view(n), ublas::bad_index);
        BOOST_CHECK_THROW(read_only(n), ublas::bad_index);
        BOOST_CHECK_THROW(view[n + 100], ublas::bad_index);
        BOOST_CHECK_THROW(view(static_cast<std::size_t>(-1)), ublas::bad_index);
        BOOST_CHECK_THROW(*view.end(), ublas::bad_index);
        BOOST_CHECK_THROW(*(view.begin() - 1), ublas::bad_index);
    });
}

BOOST_AUTO_TEST_CASE(checked_builds_find_bad_sizes) {
    for_each_view<double>([](auto& view, const ublas::vector<double>& expected) {
        const ublas::vector<double> longer(expected.size() + 1, 0.0);
        BOOST_CHECK_THROW(view = longer, ublas::bad_size);
        BOOST_CHECK_THROW(view += longer, ublas::bad_size);
        BOOST_CHECK_THROW(view -= longer, ublas::bad_size);
        BOOST_CHECK_THROW(noalias(view) = longer, ublas::bad_size);
        BOOST_CHECK_THROW(noalias(view) += longer, ublas::bad_size);
        BOOST_CHECK_THROW(noalias(view) -= longer, ublas::bad_size);
        ublas::vector<double> other(longer);
        BOOST_CHECK_THROW(view.swap(other), ublas::bad_size);
        double elements[10] = {};
        using view_type = std::remove_reference_t<decltype(view)>;
        view_type same_kind(vector_view<double>(elements, expected.size() + 1));
        BOOST_CHECK_THROW(view = same_kind, ublas::bad_size);
        check_equal(view, expected);
    });
}

#endif
