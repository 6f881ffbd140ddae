// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// One argument, which all operations that can do without the old content take.

#include <npublas/overwrite.hpp>

#include <npublas/linalg/cholesky.hpp>
#include <npublas/shared_matrix.hpp>

#define BOOST_TEST_MODULE overwrite
#include <boost/test/unit_test.hpp>

#include <string>
#include <type_traits>
#include <utility>

#include <unistd.h>

namespace {

namespace ublas = boost::numeric::ublas;

void takes_it(npublas::overwrite_t) {}

template <class Argument, class = void>
constexpr bool accepts_braces = false;
template <class Argument>
constexpr bool
    accepts_braces<Argument, std::void_t<decltype(std::declval<void (&)(Argument)>()({}))>> = true;

} // namespace

BOOST_AUTO_TEST_CASE(it_is_only_given_by_name) {
    takes_it(npublas::overwrite);
    BOOST_TEST(!accepts_braces<npublas::overwrite_t>); // f(a, {}) must not mean to lose a
    BOOST_TEST(accepts_braces<int>);
}

BOOST_AUTO_TEST_CASE(a_factorization_may_lose_its_matrix) {
    ublas::matrix<double> a = ublas::identity_matrix<double>(2) * 4;
    auto const factors = npublas::linalg::cholesky(a, npublas::overwrite);
    BOOST_TEST(factors.solve(ublas::scalar_vector<double>(2, 8))(1) == 2);
    BOOST_TEST(a(0, 0) == 2);
}

BOOST_AUTO_TEST_CASE(an_update_need_not_copy_the_one_before) {
    std::string const name = "npublas-test-overwrite-" + std::to_string(::getpid());
    auto m = npublas::shared_matrix<double>::create(name, 2, 2);
    m.publish(ublas::scalar_matrix<double>(2, 2, 7));
    m.write(npublas::overwrite).view()(0, 0) = 1; // in the slot of the zeros, not of the sevens
    BOOST_TEST(m.read()(0, 0) == 1);
    BOOST_TEST(m.read()(1, 1) == 0);
    m.unlink();
}
