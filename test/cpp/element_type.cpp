// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

#define BOOST_TEST_MODULE element_type
#include <boost/test/unit_test.hpp>

#include <npublas/element_type.hpp>

#include <string>

using npublas::element_type;
using npublas::element_type_of;

BOOST_AUTO_TEST_CASE(integers_count_by_size_and_sign) {
    BOOST_TEST((element_type_of<long>() == element_type::int64));
    BOOST_TEST((element_type_of<long long>() == element_type::int64));
    BOOST_TEST((element_type_of<unsigned>() == element_type::uint32));
    BOOST_TEST((element_type_of<short>() == element_type::int16));
    BOOST_TEST((element_type_of<unsigned char>() == element_type::uint8));
}

BOOST_AUTO_TEST_CASE(constness_does_not_count) {
    BOOST_TEST((element_type_of<double const>() == element_type::float64));
    BOOST_TEST(npublas::is_element_type<std::complex<float> const>);
}

BOOST_AUTO_TEST_CASE(other_types_are_none) {
    BOOST_TEST(!npublas::is_element_type<wchar_t>);
    BOOST_TEST(!npublas::is_element_type<void*>);
    BOOST_TEST(!npublas::is_element_type<std::string>);
    BOOST_TEST(!npublas::is_element_type<std::complex<int>>);
}

BOOST_AUTO_TEST_CASE(visit_finds_the_type_of_every_value) {
    for (int i = 0; i < npublas::element_type_count; ++i) {
        auto const element = static_cast<element_type>(i);
        auto const found = npublas::visit(
            element, [](auto tag) { return element_type_of<typename decltype(tag)::type>(); });
        BOOST_TEST((found == element));
    }
    BOOST_CHECK_THROW(npublas::visit(static_cast<element_type>(99), [](auto) {}),
                      std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(names_are_those_of_numpy_and_of_cpp) {
    BOOST_TEST(npublas::name(element_type::boolean) == std::string("bool"));
    BOOST_TEST(npublas::name(element_type::clongdouble) == std::string("clongdouble"));
    BOOST_TEST(npublas::cpp_name(element_type::uint16) == std::string("std::uint16_t"));
    BOOST_TEST(npublas::cpp_name(element_type::complex64) == std::string("std::complex<float>"));
}

BOOST_AUTO_TEST_CASE(kinds) {
    BOOST_TEST(npublas::is_integer(element_type::uint64));
    BOOST_TEST(!npublas::is_integer(element_type::boolean));
    BOOST_TEST(npublas::is_real_floating(element_type::longdouble));
    BOOST_TEST(!npublas::is_real_floating(element_type::complex64));
    BOOST_TEST(npublas::is_complex(element_type::clongdouble));
    BOOST_TEST(!npublas::is_complex(element_type::float32));
}
