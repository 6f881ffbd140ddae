// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

// Every view is one of a block of memory with known numbers; what a view shows and writes is
// checked against places in that memory found by plain arithmetic, and against uBLAS's tensors.
// Values are small integers, so all is exact.

#define BOOST_TEST_MODULE tensor_view
#define BOOST_UBLAS_NO_STD_CERR // checks that fail on purpose stay quiet
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <numeric>
#include <random>
#include <stdexcept>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include <npublas/tensor_view.hpp>

namespace ublas = boost::numeric::ublas;
using npublas::tensor_extents;
using npublas::tensor_index;
using npublas::tensor_strides;
using npublas::tensor_view;

namespace {

using element_types =
    std::tuple<bool, std::int8_t, std::uint8_t, std::int16_t, std::uint16_t, std::int32_t,
               std::uint32_t, std::int64_t, std::uint64_t, float, double, long double,
               std::complex<float>, std::complex<double>, std::complex<long double>>;
using number_types = std::tuple<std::int32_t, std::uint64_t, double, std::complex<float>>;

/// The k-th test value: small, and different from its neighbours.
template <class T>
T value(std::size_t k) {
    return static_cast<T>(static_cast<int>(k * 7 % 11) + 1);
}

/// All indices of an array, the last running fastest.
std::vector<std::vector<std::size_t>> indices(const std::vector<std::size_t>& extents) {
    std::vector<std::vector<std::size_t>> all = {{}};
    for (const std::size_t extent : extents) {
        std::vector<std::vector<std::size_t>> longer;
        for (const auto& index : all)
            for (std::size_t i = 0; i < extent; ++i) {
                longer.push_back(index);
                longer.back().push_back(i);
            }
        all = longer;
    }
    return all;
}

/// A view with strides in some order, some of them negative, with or without gaps, in a block.
template <class T>
struct specimen {
    std::vector<std::size_t> extents;
    std::vector<std::ptrdiff_t> strides;
    std::size_t length = 1;
    std::size_t origin = 0; ///< where the first element is

    template <class Random>
    specimen(const std::vector<std::size_t>& e, Random& random) : extents(e), strides(e.size()) {
        std::vector<std::size_t> order(e.size());
        std::iota(order.begin(), order.end(), 0);
        std::shuffle(order.begin(), order.end(), random);
        for (const std::size_t axis : order) {
            const bool backwards = random() % 3 == 0;
            const std::size_t step = length + (random() % 3 == 0 ? 2 : 0);
            const std::size_t reach = extents[axis] ? (extents[axis] - 1) * step : 0;
            strides[axis] = static_cast<std::ptrdiff_t>(step) * (backwards ? -1 : 1);
            origin += backwards ? reach : 0;
            length += reach;
        }
        memory.reset(new T[length]);
        for (std::size_t k = 0; k < length; ++k)
            memory[k] = value<T>(k + extents.size());
    }

    tensor_view<T> view() { return {memory.get() + origin, extents, strides}; }

    std::size_t place(const std::vector<std::size_t>& index) const {
        auto at = static_cast<std::ptrdiff_t>(origin);
        for (std::size_t axis = 0; axis < index.size(); ++axis)
            at += static_cast<std::ptrdiff_t>(index[axis]) * strides[axis];
        return static_cast<std::size_t>(at);
    }

    std::vector<T> contents() const { return std::vector<T>(&memory[0], &memory[0] + length); }

    std::unique_ptr<T[]> memory;
};

const std::vector<std::vector<std::size_t>> shapes = {
    {},        {0},       {1},       {7},          {3, 4},       {1, 5},          {5, 1},
    {0, 3},    {2, 3, 4}, {4, 1, 3}, {3, 0, 2},    {2, 3, 2, 3}, {1, 1, 1, 1},    {2, 1, 3, 2, 2},
    {2, 2, 3}, {3, 3},    {3, 3, 3}, {2, 2, 2, 2}, {6, 2},       {2, 2, 1, 1, 2},
};

template <class T, class F>
void with_specimens(F f) {
    std::mt19937 random(1);
    for (const auto& shape : shapes)
        for (int i = 0; i < 8; ++i) {
            specimen<T> s(shape, random);
            f(s, random);
        }
}

/// What `f` writes to a view's elements, given each index, is what the memory holds then.
template <class T, class Write, class F>
void check_written(specimen<T>& s, Write write, F expected) {
    std::vector<T> memory = s.contents();
    for (const auto& index : indices(s.extents))
        memory[s.place(index)] = static_cast<T>(expected(index));
    write(s.view());
    const std::vector<T> now = s.contents();
    BOOST_TEST((now == memory));
}

/// A tensor of uBLAS's holds the elements of a view, with axes of extent 1 added up to two.
template <class T, class Tensor>
void check_copy(const specimen<T>& s, const Tensor& tensor) {
    const auto all = indices(s.extents);
    BOOST_TEST(tensor.size() == all.size());
    if (all.empty()) return;
    BOOST_TEST(tensor.rank() == std::max<std::size_t>(s.extents.size(), 2));
    for (auto index : all) {
        const T expected = s.memory[s.place(index)];
        index.resize(tensor.rank(), 0);
        BOOST_TEST((tensor[ublas::detail::access(index, tensor.strides())] == expected));
    }
}

} // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(shows_its_elements, T, element_types) {
    with_specimens<T>([](specimen<T>& s, std::mt19937&) {
        tensor_view<T> mutable_view = s.view();
        const tensor_view<const T> v = mutable_view;
        BOOST_TEST(v.rank() == s.extents.size());
        BOOST_TEST((v.extents() == tensor_extents(s.extents)));
        BOOST_TEST((v.strides() == tensor_strides(s.strides)));
        BOOST_TEST(v.size() == indices(s.extents).size());
        std::size_t count = 0;
        const auto all = indices(s.extents);
        v.for_each([&](const T& element) {
            BOOST_TEST(&element == &s.memory[s.place(all[count])]);
            ++count;
        });
        BOOST_TEST(count == all.size());
        for (const auto& index : all) {
            BOOST_TEST(&v[index] == &s.memory[s.place(index)]);
            BOOST_TEST(&mutable_view[index] == &v[index]);
        }
    });
}

BOOST_AUTO_TEST_CASE(element_access_by_as_many_indices_as_axes) {
    std::array<double, 120> memory;
    std::iota(memory.begin(), memory.end(), 0.);
    double* const p = memory.data();
    tensor_view<double> t(p, {2, 3, 4, 5});
    BOOST_TEST(t(1, 2, 3, 4) == 119);
    BOOST_TEST(t(1, 0, 2, 3) == 60 + 10 + 3);
    BOOST_TEST((t[{1, 0, 2, 3}]) == 73);
    BOOST_TEST((t[std::array<int, 4>{1, 0, 2, 3}]) == 73);
    t(0, 1, 0, 0) = -1;
    BOOST_TEST(memory[20] == -1);
    BOOST_TEST(std::as_const(t)(0, 1, 0, 0) == -1);
    static_assert(std::is_same_v<decltype(std::as_const(t)(0, 0, 0, 0)), const double&>);
    static_assert(std::is_same_v<decltype(t[{0, 0, 0, 0}]), double&>);
    tensor_view<double> scalar(p, {});
    scalar() = 5;
    BOOST_TEST(memory[0] == 5);
    BOOST_TEST((scalar[{}]) == 5);
    tensor_view<double> line(p, 120);
    BOOST_TEST(line[119] == 119);
}

BOOST_AUTO_TEST_CASE(the_number_of_indices_is_always_checked) {
    double memory[24] = {};
    tensor_view<double> t(memory, {2, 3, 4});
    const tensor_view<const double> constant = t;
    BOOST_CHECK_THROW(t(1, 2), std::invalid_argument);
    BOOST_CHECK_THROW(t(), std::invalid_argument);
    BOOST_CHECK_THROW(constant(0, 0, 0, 0), std::invalid_argument);
    BOOST_CHECK_THROW((t[{0, 0}]), std::invalid_argument);
    BOOST_CHECK_THROW(tensor_view<double>(memory, {})(0), std::invalid_argument);
#ifndef NDEBUG
    BOOST_CHECK_THROW(t(0, 3, 0), ublas::bad_index);
    BOOST_CHECK_THROW(t(0, 0, -1), ublas::bad_index);
    BOOST_CHECK_THROW((constant[{2, 0, 0}]), ublas::bad_index);
#endif
}

BOOST_AUTO_TEST_CASE(a_view_without_anything) {
    tensor_view<double> t;
    BOOST_TEST(t.rank() == 1U);
    BOOST_TEST(t.size() == 0U);
    t = 3;
    t += t;
    std::as_const(t).for_each([](double) { BOOST_ERROR("there is no element"); });
}

BOOST_AUTO_TEST_CASE(constructors_refuse_what_can_not_be) {
    double memory[4] = {1, 2, 3, 4};
    BOOST_CHECK_THROW(tensor_view<double>(memory, {2, 2}, {2}), std::invalid_argument);
    BOOST_CHECK_THROW(tensor_view<double>(memory, {2, 2}, {0, 1}), std::invalid_argument);
    BOOST_TEST(tensor_view<double>(memory, {1, 4}, {0, 1}).size() == 4U);
    BOOST_TEST(tensor_view<double>(memory, {0, 4}, {0, 0}).size() == 0U);
    const tensor_view<const double> repeated(memory, {3, 2}, {0, 1});
    double sum = 0;
    repeated.for_each([&](double x) { sum += x; });
    BOOST_TEST(sum == 9);
    BOOST_CHECK_THROW(tensor_extents(std::vector<int>(65, 1)), std::invalid_argument);
    BOOST_TEST(tensor_extents(std::vector<int>(64, 1)).size() == 64U);
    static_assert(!std::is_constructible_v<tensor_view<double>, tensor_view<const double>>);
    static_assert(!std::is_constructible_v<tensor_view<double>, const ublas::tensor<double>&>);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(assigns_between_all_layouts, T, element_types) {
    with_specimens<T>([](specimen<T>& s, std::mt19937& random) {
        specimen<T> source(s.extents, random);
        const tensor_view<const T> from = source.view();
        const auto expected = [&](const auto& index) { return source.memory[source.place(index)]; };
        check_written(
            s, [&](tensor_view<T> t) { t = from; }, expected);
        specimen<T> other(s.extents, random);
        check_written(
            other, [&](tensor_view<T> t) { t = source.view(); }, expected);
        check_written(
            other, [](tensor_view<T> t) { t = T(1); }, [](const auto&) { return T(1); });
    });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(expressions_are_element_by_element, T, number_types) {
    with_specimens<T>([](specimen<T>& s, std::mt19937& random) {
        specimen<T> first(s.extents, random), second(s.extents, random);
        const tensor_view<T> a = first.view();
        const tensor_view<const T> b = second.view();
        const auto x = [&](const auto& i) { return first.memory[first.place(i)]; };
        const auto y = [&](const auto& i) { return second.memory[second.place(i)]; };
        const T two = 2;
        check_written(
            s, [&](tensor_view<T> t) { t = two * a + b * a - b / two; },
            [&](const auto& i) { return two * x(i) + y(i) * x(i) - y(i) / two; });
        check_written(
            s, [&](tensor_view<T> t) { t = -(a - two) + (two + b) / a; },
            [&](const auto& i) { return -(x(i) - two) + (two + y(i)) / x(i); });
        s.view() = b + two;
        const std::vector<T> before = s.contents();
        const auto z = [&](const auto& i) { return before[s.place(i)]; };
        check_written(
            s, [&](tensor_view<T> t) { t += a - b; },
            [&](const auto& i) { return z(i) + (x(i) - y(i)); });
        check_written(
            s, [&](tensor_view<T> t) { t -= a - b; }, z);
        check_written(
            s, [&](tensor_view<T> t) { t *= a; }, [&](const auto& i) { return z(i) * x(i); });
        check_written(
            s, [&](tensor_view<T> t) { t /= a; }, z);
        check_written(
            s, [&](tensor_view<T> t) { t *= two; }, [&](const auto& i) { return z(i) * two; });
    });
}

BOOST_AUTO_TEST_CASE(types_are_promoted) {
    const float f[2] = {1.5F, 2.5F};
    const int i[2] = {3, 4};
    std::complex<double> z[2] = {{1, 1}, {2, -1}};
    const tensor_view<const float> a(f, 2);
    const tensor_view<const int> b(i, 2);
    tensor_view<std::complex<double>> c(z, 2);
    static_assert(std::is_same_v<decltype(a + b)::value_type, float>);
    static_assert(std::is_same_v<decltype(b * 0.5)::value_type, double>);
    static_assert(std::is_same_v<decltype(c - a)::value_type, std::complex<double>>);
    c = c * a + b / 2 - 0.5;
    BOOST_TEST(z[0] == std::complex<double>(2, 1.5));
    BOOST_TEST(z[1] == std::complex<double>(6.5, -2.5));
    bool flags[2] = {true, false};
    tensor_view<bool> d(flags, 2);
    d = d + d * d;
    BOOST_TEST((flags[0] && !flags[1]));
    BOOST_TEST((-tensor_view<bool>(flags, 2)).as_tensor().at(0) == -1);
}

BOOST_AUTO_TEST_CASE(integers_wrap_around_and_are_not_divided_by_zero) {
    const auto least = std::numeric_limits<std::int32_t>::min();
    std::int32_t numbers[3] = {least, 7, least};
    const std::int32_t divisors[3] = {-1, -2, 1};
    tensor_view<std::int32_t> a(numbers, 3);
    const tensor_view<const std::int32_t> b(divisors, 3);
    a /= b;
    BOOST_TEST(numbers[0] == least);
    BOOST_TEST(numbers[1] == -3);
    a = a * 2 + a - 1;
    BOOST_TEST(numbers[0] == std::numeric_limits<std::int32_t>::max());
    a = -(a + 2);
    BOOST_TEST(numbers[0] == std::numeric_limits<std::int32_t>::max());
    BOOST_CHECK_THROW(a /= 0, ublas::divide_by_zero);
    double reals[1] = {1};
    tensor_view<double> r(reals, 1);
    r /= 0;
    BOOST_TEST(reals[0] == std::numeric_limits<double>::infinity());
}

BOOST_AUTO_TEST_CASE(a_negated_zero_is_negative) {
    double zero[1] = {0};
    tensor_view<double> t(zero, 1);
    t = -t;
    BOOST_TEST(std::signbit(zero[0]));
}

BOOST_AUTO_TEST_CASE(extents_must_be_equal) {
    double memory[12] = {};
    const tensor_view<double> a(memory, {3, 4}), b(memory, {4, 3}), c(memory, {3, 4, 1});
    tensor_view<double> d(memory, {12});
    BOOST_CHECK_EXCEPTION(a + b, std::invalid_argument, [](const std::exception& e) {
        return std::string(e.what()).find("(3, 4) and (4, 3)") != std::string::npos;
    });
    BOOST_CHECK_THROW(a * c, std::invalid_argument);
    BOOST_CHECK_THROW(d = a, std::invalid_argument);
    BOOST_CHECK_THROW(d += 2 * a, std::invalid_argument);
    BOOST_CHECK_THROW(tensor_view<double>() = a, std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(the_right_side_may_use_the_same_memory) {
    int memory[9] = {1, 2, 3, 4, 5, 6, 7, 8, 9};
    tensor_view<int> a(memory, {3, 3});
    const tensor_view<int> transposed(memory, {3, 3}, {1, 3});
    a = a + 10 * transposed;
    const std::vector<int> sums = {11, 42, 73, 24, 55, 86, 37, 68, 99};
    BOOST_TEST((std::vector<int>(memory, memory + 9) == sums));

    int line[5] = {1, 2, 3, 4, 5};
    tensor_view<int> forwards(line, 5);
    forwards = tensor_view<int>(line + 4, {5}, {-1});
    BOOST_TEST((std::vector<int>(line, line + 5) == std::vector<int>{5, 4, 3, 2, 1}));
    tensor_view<int> later(line + 1, 4);
    later += tensor_view<int>(line, 4);
    BOOST_TEST((std::vector<int>(line, line + 5) == std::vector<int>{5, 9, 7, 5, 3}));

    std::complex<double> z[2] = {{1, 2}, {3, 4}};
    tensor_view<std::complex<double>> complex(z, 2);
    complex = tensor_view<double>(reinterpret_cast<double*>(z) + 1, {2}, {1});
    BOOST_TEST((z[0] == 2. && z[1] == 3.));
}

BOOST_AUTO_TEST_CASE(an_expression_outlives_the_views_it_was_made_of) {
    double memory[4] = {1, 2, 3, 4};
    const auto sum = [&] {
        const tensor_view<double> a(memory, {2, 2});
        return 2 * a + tensor_view<double>(memory, {2, 2}, {1, 2});
    }();
    double result[4];
    tensor_view<double>(result, {2, 2}) = sum;
    BOOST_TEST(result[1] == 2 * 2 + 3);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(copies_into_ublas_tensors, T, element_types) {
    with_specimens<T>([](specimen<T>& s, std::mt19937&) {
        check_copy(s, s.view().as_tensor());
        check_copy(s, s.view().template as_tensor<ublas::last_order>());
    });
}

BOOST_AUTO_TEST_CASE(shows_ublas_tensors) {
    ublas::tensor<double> first{2, 3, 4};
    ublas::tensor<double, ublas::last_order> last{2, 3, 4};
    tensor_view a(first);
    tensor_view b(last);
    static_assert(std::is_same_v<decltype(b), tensor_view<double>>);
    a = 1;
    a(1, 2, 3) = 5;
    b = 2 * a;
    BOOST_TEST(first.at(1, 2, 3) == 5);
    BOOST_TEST(last.at(1, 2, 3) == 10);
    BOOST_TEST(last.at(0, 0, 0) == 2);
    const tensor_view constant(std::as_const(last));
    static_assert(std::is_same_v<decltype(constant), const tensor_view<const double>>);
    const ublas::tensor<double> sum = (a + constant).as_tensor();
    BOOST_TEST(sum.at(1, 2, 3) == 15);
    ublas::tensor<double> none;
    BOOST_TEST(tensor_view(none).size() == 0U);
}
