// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

// The typed face, against plain ublas matrices. Two handles of one process are
// to each other as those of two processes; test/cpp/shared_segment.cpp has
// processes, and kills them.

#define BOOST_TEST_MODULE shared_matrix
#define BOOST_UBLAS_NO_STD_CERR // checks that fail on purpose stay quiet
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <complex>
#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <thread>
#include <tuple>

#include <npublas/shared_matrix.hpp>

#include <sys/wait.h>
#include <unistd.h>

namespace ublas = boost::numeric::ublas;
namespace shared = npublas::shared;
using npublas::shared_matrix;
using std::chrono::milliseconds;

namespace {

std::string const name = "npublas-test-matrix-" + std::to_string(::getpid());

struct unlinked {
    ~unlinked() { std::filesystem::remove("/dev/shm/" + name); }
};

template <class T>
ublas::matrix<T> counted(std::size_t rows, std::size_t columns) {
    ublas::matrix<T> m(rows, columns);
    for (std::size_t i = 0; i < rows; ++i)
        for (std::size_t j = 0; j < columns; ++j)
            m(i, j) = static_cast<T>(static_cast<int>(i * columns + j) % 2);
    return m;
}

template <class A, class B>
void check_equal(A const& a, B const& b) {
    BOOST_REQUIRE_EQUAL(a.size1(), b.size1());
    BOOST_REQUIRE_EQUAL(a.size2(), b.size2());
    for (std::size_t i = 0; i < a.size1(); ++i)
        for (std::size_t j = 0; j < a.size2(); ++j)
            BOOST_TEST((a(i, j) == b(i, j)));
}

} // namespace

BOOST_TEST_GLOBAL_FIXTURE(unlinked);

using element_types =
    std::tuple<bool, std::int8_t, std::uint64_t, float, double, long double, std::complex<float>,
               std::complex<double>, std::complex<long double>>;

BOOST_AUTO_TEST_CASE_TEMPLATE(an_update_arrives, T, element_types) {
    auto writer = shared_matrix<T>::create(name, 3, 5);
    auto reader = shared_matrix<T>::open(name);
    check_equal(reader.read(), ublas::matrix<T>(3, 5, T(0)));
    auto const expected = counted<T>(3, 5);
    writer.publish(expected);
    BOOST_TEST(reader.wait(milliseconds(0)));
    check_equal(reader.read(), expected);
    check_equal(reader.lease().view(), expected);
    BOOST_TEST(reader.sequence() == 1u);
    BOOST_TEST(!reader.wait(milliseconds(1)));
}

BOOST_AUTO_TEST_CASE(reading_into_a_matrix_uses_its_memory_again) {
    auto m = shared_matrix<double>::create(name, 30, 50);
    auto const expected = counted<double>(30, 50);
    m.publish(expected);
    ublas::matrix<double> copy(2, 3);
    m.read(copy); // takes the size
    check_equal(copy, expected);
    double const* const memory = &copy(0, 0);
    m.publish(2 * expected);
    m.read(copy);
    BOOST_TEST(&copy(0, 0) == memory);
    check_equal(copy, ublas::matrix<double>(2 * expected));
}

BOOST_AUTO_TEST_CASE(a_write_begins_with_the_newest_content) {
    auto m = shared_matrix<double>::create(name, 2, 2);
    for (int k = 0; k < 6; ++k) {
        auto w = m.write();
        w.view()(k / 2 % 2, k % 2) += k + 1;
    }
    ublas::matrix<double> expected(2, 2);
    expected(0, 0) = 1 + 5, expected(0, 1) = 2 + 6, expected(1, 0) = 3, expected(1, 1) = 4;
    check_equal(m.read(), expected);
    BOOST_TEST(m.sequence() == 6u);
}

BOOST_AUTO_TEST_CASE(an_expression_is_published_whole) {
    auto m = shared_matrix<double>::create(name, 4, 4);
    ublas::matrix<double> const a = counted<double>(4, 4);
    m.publish(ublas::prod(a, ublas::trans(a)));
    ublas::matrix<double> const expected = ublas::prod(a, ublas::trans(a));
    check_equal(m.read(), expected);
    m.publish(m.lease().view() + expected); // what it reads is never what it writes
    check_equal(m.read(), ublas::matrix<double>(2 * expected));
    {
        auto w = m.write(npublas::overwrite);
        w.view().assign(a);
    }
    check_equal(m.read(), a);
}

BOOST_AUTO_TEST_CASE(an_exception_publishes_nothing) {
    auto m = shared_matrix<double>::create(name, 2, 2);
    m.publish(counted<double>(2, 2));
    auto const stop = [&] {
        auto w = m.write();
        w.view()(0, 0) = 99;
        throw std::runtime_error("stop");
    };
    BOOST_CHECK_THROW(stop(), std::runtime_error);
    BOOST_CHECK_THROW(m.publish(counted<double>(2, 3)), ublas::bad_size);
    BOOST_TEST(m.sequence() == 1u);
    check_equal(m.read(), counted<double>(2, 2));
    m.publish(2 * counted<double>(2, 2));
    check_equal(m.read(), ublas::matrix<double>(2 * counted<double>(2, 2)));
}

BOOST_AUTO_TEST_CASE(a_lease_does_not_change) {
    auto writer = shared_matrix<double>::create(name, 1, 50, 2);
    auto reader = shared_matrix<double>::open(name);
    writer.publish(ublas::scalar_matrix<double>(1, 50, 1));
    auto const first = reader.lease();
    writer.publish(ublas::scalar_matrix<double>(1, 50, 2));
    auto const second = reader.lease();
    for (int k = 3; k < 20; ++k)
        writer.publish(ublas::scalar_matrix<double>(1, 50, k));
    check_equal(first.view(), ublas::scalar_matrix<double>(1, 50, 1));
    check_equal(second.view(), ublas::scalar_matrix<double>(1, 50, 2));
    BOOST_TEST(first.sequence() == 1u);
    BOOST_CHECK_THROW((void)reader.lease(), shared::busy);
    BOOST_CHECK_THROW(reader.read(), shared::busy);
}

BOOST_AUTO_TEST_CASE(a_waiting_thread_is_woken) {
    auto writer = shared_matrix<double>::create(name, 1, 1);
    auto reader = shared_matrix<double>::open(name);
    std::thread later([&] {
        std::this_thread::sleep_for(milliseconds(30));
        writer.publish(ublas::scalar_matrix<double>(1, 1, 7));
    });
    BOOST_TEST(reader.wait());
    BOOST_TEST(reader.lease().view()(0, 0) == 7);
    later.join();
}

BOOST_AUTO_TEST_CASE(turns_alternate_in_place) {
    auto creator = shared_matrix<double>::create(name, 2, 3);
    creator.publish(ublas::scalar_matrix<double>(2, 3, 1));
    std::thread other([&] {
        auto peer = shared_matrix<double>::open(name);
        for (int k = 0; k < 100; ++k) {
            auto t = peer.turn(std::chrono::seconds(5));
            t.view() *= 2;
        }
    });
    double expected = 1;
    for (int k = 0; k < 100; ++k) {
        auto t = creator.turn(std::chrono::seconds(5));
        check_equal(t.view(), ublas::scalar_matrix<double>(2, 3, expected));
        t.view() *= 0.75;
        expected *= 1.5;
    }
    other.join();
    check_equal(creator.read(), ublas::scalar_matrix<double>(2, 3, 1)); // readers do not see turns
}

BOOST_AUTO_TEST_CASE(a_file_survives) {
    auto const file = std::filesystem::temp_directory_path() / name;
    auto const expected = counted<float>(7, 9);
    {
        auto m = shared_matrix<float>::create(file, 7, 9, 1);
        m.publish(expected);
        m.flush();
    }
    auto m = shared_matrix<float>::open(file);
    BOOST_TEST(m.sequence() == 1u);
    check_equal(m.read(), expected);
    m.publish(2.f * expected);
    check_equal(m.read(), ublas::matrix<float>(2.f * expected));
    m.close();
    BOOST_TEST(std::filesystem::exists(file));
    m.unlink();
    BOOST_TEST(!std::filesystem::exists(file));
}

BOOST_AUTO_TEST_CASE(another_type_or_shape_is_refused) {
    auto m = shared_matrix<double>::create(name, 2, 3);
    BOOST_TEST(m.size1() == 2u);
    BOOST_TEST(m.size2() == 3u);
    BOOST_CHECK_THROW(shared_matrix<float>::open(name), std::invalid_argument);
    BOOST_CHECK_THROW(shared_matrix<std::int64_t>::open(name), std::invalid_argument);
    m.close();
    BOOST_CHECK_THROW(m.read(), std::logic_error);
    auto cube =
        shared::segment::create(name, shared::describe(npublas::element_type::float64, {2, 3, 4}));
    BOOST_CHECK_THROW(shared_matrix<double>::open(name), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(no_elements_are_a_matrix_too) {
    auto m = shared_matrix<double>::create(name, 0, 3);
    m.publish(ublas::matrix<double>(0, 3));
    BOOST_TEST(m.wait(milliseconds(0)));
    BOOST_TEST(m.read().size1() == 0u);
    BOOST_TEST(m.lease().view().size2() == 3u);
}

BOOST_AUTO_TEST_CASE(guards_of_a_closed_handle_do_nothing) {
    auto m = shared_matrix<double>::create(name, 2, 2);
    auto other = shared_matrix<double>::open(name);
    {
        auto const w = m.write();
        auto const l = m.lease();
        w.view()(0, 0) = 1;
        m.close();
    }
    BOOST_TEST(other.sequence() == 0u);
    other.close();
    auto handed = shared_matrix<double>::create(name, 2, 2);
    {
        auto const t = handed.turn();
        handed.close();
    }
}

BOOST_AUTO_TEST_CASE(a_forked_child_may_leave_its_parents_guards) {
    auto m = shared_matrix<double>::create(name, 2, 2);
    auto handed = shared_matrix<double>::create(name + "-handed", 2, 2);
    int status = 1;
    pid_t child = 0;
    try {
        auto const l = m.lease();
        auto const w = m.write();
        auto const t = handed.turn();
        child = ::fork();
        if (child == 0) throw std::runtime_error("the child's work has failed");
        w.view()(1, 1) = 5;
        ::waitpid(child, &status, 0);
    } catch (std::runtime_error const&) {
        ::_exit(0); // the guards have ended by an exception
    }
    BOOST_TEST(child > 0);
    BOOST_TEST(status == 0);
    BOOST_TEST(m.read()(1, 1) == 5);
    BOOST_TEST(m.sequence() == 1u);
    handed.unlink();
}
