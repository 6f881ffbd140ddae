// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

// A hook can stop every long computation, and is asked often enough while it lasts.

#define BOOST_TEST_MODULE interrupt

#include "linalg_testing.hpp"

#include <npublas/linalg.hpp>
#include <npublas/linalg/detail/interrupt.hpp>

#include <boost/test/unit_test.hpp>

using namespace linalg_testing;

namespace {

struct interrupted {};

int questions = 0;

void count() { ++questions; }

/// Stops at the third question: by then a computation is under way.
void stop() {
    if (++questions == 3) throw interrupted();
}

/// Sets a hook, and takes it back.
class hook {
public:
    explicit hook(void (*f)()) {
        questions = 0;
        linalg::detail::interrupt_hook = f;
    }
    ~hook() { linalg::detail::interrupt_hook = nullptr; }
    hook(const hook&) = delete;
    hook& operator=(const hook&) = delete;
};

template <class F>
bool can_be_stopped(F f) {
    {
        const hook counting(&count);
        f();
        if (questions < 3) return false;
    }
    const hook stopping(&stop);
    try {
        f();
    } catch (const interrupted&) {
        return questions == 3;
    }
    return false;
}

using stoppable_types = std::tuple<long double, clongdouble, number>;

} // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(generic_algorithms, T, stoppable_types) {
    const size_t n = 40;
    const ublas::matrix<T> a = random_matrix<T>(n, n);
    const ublas::matrix<T> s = positive_definite_matrix<T>(n);
    const ublas::matrix<T> b = random_matrix<T>(200, n);
    const ublas::matrix<T> l = ublas::identity_matrix<T>(n);
    BOOST_CHECK(can_be_stopped([&] { linalg::prod(b, ublas::trans(b)); }));
    BOOST_CHECK(can_be_stopped([&] { linalg::solve(a, a); }));
    BOOST_CHECK(can_be_stopped([&] { linalg::lu(a); }));
    BOOST_CHECK(can_be_stopped([&] { linalg::inverse(a); }));
    BOOST_CHECK(can_be_stopped([&] { linalg::determinant(a); }));
    BOOST_CHECK(can_be_stopped([&] { linalg::cholesky(s); }));
    BOOST_CHECK(can_be_stopped([&] { linalg::ldl(s); }));
    BOOST_CHECK(can_be_stopped([&] { linalg::qr(a); }));
    BOOST_CHECK(can_be_stopped([&] { linalg::qr(a, linalg::pivoting::columns); }));
    BOOST_CHECK(can_be_stopped([&] { linalg::lstsq(a, a); }));
    BOOST_CHECK(can_be_stopped([&] { linalg::solve_triangular(l, a, ublas::lower_tag()); }));
}

BOOST_AUTO_TEST_CASE(a_result_is_right_after_an_interruption) {
    const ublas::matrix<long double> a = random_matrix<long double>(40, 40);
    const ublas::matrix<long double> b = random_matrix<long double>(40, 1);
    {
        const hook stopping(&stop);
        BOOST_CHECK_THROW(linalg::solve(a, b), interrupted);
    }
    BOOST_CHECK(residual_is_small(a, linalg::solve(a, b), b));
}
