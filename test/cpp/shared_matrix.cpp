// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

#define BOOST_TEST_MODULE shared_matrix
#include <npublas/shared_matrix.hpp>

#include <boost/numeric/ublas/io.hpp>
#include <boost/test/unit_test.hpp>

#include "processes.hpp"

#include <fstream>

using namespace npublas;
using namespace std::chrono_literals;

namespace {

using matrix = shared_matrix<double>;

/// A name of this test's own, free again at the end.
struct fresh_name {
    std::string name = "npublas-test-" + std::to_string(getpid());
    std::filesystem::path file = shared::location(name).path();
    ~fresh_name() { std::filesystem::remove(file); }
};

template <class E>
bool are_all(E const& elements, double value) {
    for (std::size_t i = 0; i < elements.size1(); ++i)
        for (std::size_t j = 0; j < elements.size2(); ++j)
            if (elements(i, j) != value) return false;
    return true;
}

ublas::scalar_matrix<double> filled(matrix const& like, double value) {
    return {like.size1(), like.size2(), value};
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(shared_matrices, fresh_name)

BOOST_AUTO_TEST_CASE(a_new_matrix_is_zero) {
    auto m = matrix::create(name, 3, 4);
    BOOST_TEST(m.size1() == 3u);
    BOOST_TEST(m.size2() == 4u);
    BOOST_TEST(m.sequence() == 0u);
    BOOST_TEST(are_all(m.read(), 0));
}

BOOST_AUTO_TEST_CASE(an_update_is_seen_at_the_end_of_its_scope) {
    auto writer = matrix::create(name, 2, 3);
    auto reader = matrix::open(name);
    {
        auto w = writer.write();
        w.view()(1, 2) = 5;
        BOOST_TEST(reader.read()(1, 2) == 0);
    }
    BOOST_TEST(reader.read()(1, 2) == 5);
    { writer.write().view()(0, 0) = 1; }
    BOOST_TEST(reader.read()(1, 2) == 5); // carried forward
    BOOST_TEST(reader.sequence() == 2u);
}

BOOST_AUTO_TEST_CASE(an_exception_and_abandon_publish_nothing) {
    auto m = matrix::create(name, 2, 2);
    m.publish(filled(m, 3));
    try {
        auto w = m.write();
        w.view()(0, 0) = 7;
        throw std::runtime_error("in between");
    } catch (std::runtime_error const&) {
    }
    {
        auto w = m.write(overwrite);
        w.view()(0, 0) = 8;
        w.abandon();
    }
    BOOST_TEST(m.sequence() == 1u);
    BOOST_TEST(are_all(m.read(), 3));
}

BOOST_AUTO_TEST_CASE(publish_takes_expressions_of_the_same_sizes_only) {
    auto m = matrix::create(name, 2, 3);
    ublas::matrix<double, ublas::column_major> a(3, 2, 1.5);
    m.publish(2 * ublas::trans(a));
    BOOST_TEST(are_all(m.read(), 3));
    BOOST_CHECK_EXCEPTION(m.publish(a), std::invalid_argument, [](auto const& e) {
        std::string const text = e.what();
        return text.find("3 x 2") != text.npos && text.find("2 x 3") != text.npos;
    });
    BOOST_TEST(m.sequence() == 1u);
}

BOOST_AUTO_TEST_CASE(a_lease_does_not_change_while_it_is_held) {
    auto writer = matrix::create(name, 100, 100);
    auto reader = matrix::open(name);
    writer.publish(filled(writer, 1));
    auto const first = reader.lease();
    std::optional second(reader.lease());
    for (int i = 2; i < 50; ++i) {
        writer.publish(filled(writer, i));
        if (i == 20) second.reset();
    }
    BOOST_TEST(are_all(first.view(), 1));
    BOOST_TEST(first.sequence() == 1u);
    auto const last = reader.lease();
    BOOST_TEST(are_all(last.view(), 49));
}

BOOST_AUTO_TEST_CASE(wait_knows_what_this_handle_has_seen) {
    auto writer = matrix::create(name, 2, 2);
    auto reader = matrix::open(name);
    BOOST_TEST(!reader.wait(0ms));
    BOOST_TEST(!reader.wait(10ms));
    writer.publish(filled(writer, 1));
    writer.publish(filled(writer, 2));
    BOOST_TEST(reader.wait(0ms));
    BOOST_TEST(!reader.wait(0ms));
    writer.publish(filled(writer, 3));
    reader.read();
    BOOST_TEST(!reader.wait(0ms));
    writer.publish(filled(writer, 4));
    reader.lease();
    BOOST_TEST(!reader.wait(0ms));
}

BOOST_AUTO_TEST_CASE(one_writer_and_so_many_readers) {
    auto m = matrix::create(name, 2, 2, {2});
    auto other = matrix::open(name);
    m.publish(filled(m, 1));
    BOOST_CHECK_THROW(other.write(), shared::busy);
    auto const first = m.lease();
    {
        auto const second = other.lease();
        BOOST_CHECK_THROW(m.lease(), shared::busy);
        BOOST_CHECK_THROW(matrix::open(name).read(), shared::busy);
    }
    BOOST_CHECK_NO_THROW(other.read()); // its own place
    m.close();
    BOOST_CHECK_NO_THROW(other.publish(filled(other, 2)));
    BOOST_CHECK_NO_THROW(matrix::open(name).read());
}

BOOST_AUTO_TEST_CASE(a_name_in_use_is_refused_and_a_dead_one_replaced) {
    {
        auto m = matrix::create(name, 2, 2);
        m.publish(filled(m, 1));
        BOOST_CHECK_THROW(matrix::create(name, 2, 2), shared::exists);
    }
    auto const names = shared::stale();
    BOOST_TEST(std::count(names.begin(), names.end(), name) == 1);
    BOOST_TEST(are_all(matrix::open(name).read(), 1));
    auto m = matrix::create(name, 3, 3);
    BOOST_TEST(m.sequence() == 0u);
    BOOST_TEST(shared::stale().size() == names.size() - 1);
    m.unlink();
    BOOST_TEST(!std::filesystem::exists(file));
    BOOST_CHECK_NO_THROW(m.unlink());
    BOOST_CHECK_THROW(matrix::open(name), shared::not_found);
    BOOST_CHECK_THROW(matrix::open(name, 5ms), shared::not_found);
}

BOOST_AUTO_TEST_CASE(what_is_no_segment_is_not_replaced) {
    std::ofstream(file) << "dear to somebody";
    BOOST_CHECK_THROW(matrix::create(name, 2, 2), shared::exists);
    BOOST_TEST(std::filesystem::file_size(file) == 16u);
}

BOOST_AUTO_TEST_CASE(names_and_sizes_that_can_not_be) {
    for (std::string const bad : {"", ".", "..", "a/b", "/a"})
        BOOST_CHECK_THROW(matrix::create(bad, 2, 2), std::invalid_argument);
    BOOST_CHECK_THROW(matrix::create(std::string(256, 'a'), 2, 2), std::invalid_argument);
    BOOST_CHECK_THROW(matrix::create(std::string("a\0b", 3), 2, 2), std::invalid_argument);
    BOOST_CHECK_THROW(matrix::create(name, 2, 2, {0}), std::invalid_argument);
    BOOST_CHECK_THROW(matrix::create(name, 2, 2, {254}), std::invalid_argument);
    std::size_t const half = std::size_t{1} << 31;
    BOOST_CHECK_THROW(matrix::create(name, half, half), std::invalid_argument);
    BOOST_CHECK_THROW(matrix::create(name, half, 1 << 10), shared::no_space);
    BOOST_CHECK_THROW(matrix::create(std::filesystem::path("/nonexistent/file"), 2, 2),
                      shared::not_found);
}

BOOST_AUTO_TEST_CASE(a_matrix_without_elements) {
    auto m = matrix::create(name, 0, 5);
    m.publish(ublas::matrix<double>(0, 5));
    BOOST_TEST(m.read().size2() == 5u);
    BOOST_TEST(m.sequence() == 1u);
}

BOOST_AUTO_TEST_CASE(the_element_type_and_the_dimensions_are_checked) {
    auto m = matrix::create(name, 2, 2);
    BOOST_CHECK_THROW(shared_matrix<float>::open(name), shared::malformed);
    m.close();
    auto const cube =
        shared::segment::create(name, shared::describe(element_type::float64, {2, 2, 2}));
    BOOST_CHECK_THROW(matrix::open(name), shared::malformed);
}

BOOST_AUTO_TEST_CASE(a_file_outlives_its_handles) {
    auto const path = std::filesystem::temp_directory_path() / name;
    {
        auto m = matrix::create(path, 4, 4);
        m.publish(filled(m, 2.5));
        m.flush();
    }
    {
        auto m = matrix::open(path);
        BOOST_TEST(are_all(m.read(), 2.5));
        m.publish(filled(m, 3.5));
        BOOST_TEST(m.sequence() == 2u);
        m.unlink();
    }
    BOOST_TEST(!std::filesystem::exists(path));
}

BOOST_AUTO_TEST_CASE(a_closed_handle_says_so) {
    auto m = matrix::create(name, 2, 2);
    {
        auto w = m.write();
        m.close();
    }
    BOOST_CHECK_THROW(m.read(), std::logic_error);
    BOOST_CHECK_THROW(m.write(), std::logic_error);
    BOOST_TEST(matrix::open(name).sequence() == 0u);
}

BOOST_AUTO_TEST_CASE(the_mode_is_that_of_the_file) {
    auto m = matrix::create(name, 2, 2, {4, 0640});
    BOOST_TEST((std::filesystem::status(file).permissions() == std::filesystem::perms(0640)));
}

BOOST_AUTO_TEST_CASE(a_forked_child_must_open_its_own) {
    auto m = matrix::create(name, 2, 2);
    m.publish(filled(m, 1));
    int const result = run_in_child([&] {
        try {
            m.read();
            return 1;
        } catch (std::logic_error const&) {
        }
        return are_all(matrix::open(name).read(), 1) ? 0 : 2;
    });
    BOOST_TEST(result == 0);
    BOOST_CHECK_NO_THROW(m.publish(filled(m, 2)));
}

BOOST_AUTO_TEST_CASE(a_forked_child_does_not_keep_its_parents_places) {
    std::optional m(matrix::create(name, 2, 2));
    m->publish(filled(*m, 1));
    child const sleeper([] { pause(); });
    m.reset();
    BOOST_CHECK_NO_THROW(matrix::create(name, 2, 2));
}

// Two processes

BOOST_AUTO_TEST_CASE(readers_see_whole_updates_in_order) {
    constexpr std::uint64_t last = 20000;
    auto writer = matrix::create(name, 40, 50);
    auto const read_all = [&](auto read) {
        auto reader = matrix::open(name);
        for (std::uint64_t seen = 0; seen < last;) {
            if (!reader.wait(20s)) return 1;
            std::uint64_t const before = seen;
            if (!read(reader, seen)) return 2;
            if (seen <= before) return 3;
        }
        return 0;
    };
    child leasing([&] {
        return read_all([](matrix& from, std::uint64_t& seen) {
            auto const lease = from.lease();
            seen = lease.sequence();
            return are_all(lease.view(), static_cast<double>(seen));
        });
    });
    child copying([&] {
        return read_all([](matrix& from, std::uint64_t& seen) {
            ublas::matrix<double> const copy = from.read();
            seen = static_cast<std::uint64_t>(copy(0, 0));
            return are_all(copy, copy(0, 0));
        });
    });
    for (std::uint64_t i = 1; i <= last; ++i)
        writer.publish(filled(writer, static_cast<double>(i)));
    BOOST_TEST(leasing.result() == 0);
    BOOST_TEST(copying.result() == 0);
}

BOOST_AUTO_TEST_CASE(open_waits_for_the_creator) {
    child creator([&] {
        std::this_thread::sleep_for(50ms);
        auto m = matrix::create(name, 2, 2);
        m.publish(filled(m, 4));
        std::this_thread::sleep_for(50ms);
        return 0;
    });
    BOOST_TEST(matrix::open(name, 20s).size1() == 2u);
    BOOST_TEST(creator.result() == 0);
}

BOOST_AUTO_TEST_CASE(killed_writers_leave_a_whole_update) {
    { matrix::create(name, 100, 100); }
    auto reader = matrix::open(name);
    std::uint64_t seen = 0;
    for (int i = 0; i < 20; ++i) {
        child writer([&] {
            auto m = matrix::open(name);
            for (;;)
                m.publish(filled(m, static_cast<double>(m.sequence() + 1)));
            return 0;
        });
        BOOST_REQUIRE(reader.wait(20s));
        std::this_thread::sleep_for(std::chrono::microseconds(500 * i));
        writer.kill();
        auto const lease = reader.lease();
        BOOST_REQUIRE(are_all(lease.view(), static_cast<double>(lease.sequence())));
        BOOST_REQUIRE(lease.sequence() >= seen);
        seen = lease.sequence();
    }
}

BOOST_AUTO_TEST_CASE(no_slot_is_lost_to_killed_lease_holders) {
    auto writer = matrix::create(name, 10, 10, {1});
    for (int i = 1; i <= 200; ++i) {
        writer.publish(filled(writer, i));
        ready_child holder([&](auto ready) {
            auto m = matrix::open(name);
            auto const lease = m.lease();
            ready();
            pause();
            return 0;
        });
        holder.kill();
    }
    writer.publish(filled(writer, 1000));
    BOOST_TEST(are_all(matrix::open(name).read(), 1000));
}

BOOST_AUTO_TEST_CASE(killed_sleepers_disturb_nobody) {
    auto writer = matrix::create(name, 2, 2);
    for (int i = 0; i < 5; ++i) {
        ready_child sleeper([&](auto ready) {
            auto m = matrix::open(name);
            ready();
            m.wait();
            pause();
            return 0;
        });
        sleeper.kill();
    }
    child waiting([&] { return matrix::open(name).wait(20s) ? 0 : 1; });
    std::this_thread::sleep_for(20ms);
    writer.publish(filled(writer, 1));
    BOOST_TEST(waiting.result() == 0);
}

// Turns

BOOST_AUTO_TEST_CASE(turns_pass_from_side_to_side) {
    auto m = matrix::create(name, 10, 10);
    child other([&] {
        auto mine = matrix::open(name);
        for (int i = 0; i < 1000; ++i) {
            auto const t = mine.turn(20s);
            if (!are_all(t.view(), 2 * i + 1)) return 1;
            t.view() += filled(mine, 1);
        }
        return 0;
    });
    for (int i = 0; i < 1000; ++i) {
        auto const t = m.turn(20s);
        BOOST_REQUIRE(are_all(t.view(), 2 * i));
        t.view() += filled(m, 1);
    }
    BOOST_TEST(other.result() == 0);
    BOOST_TEST(m.sequence() == 2000u);
}

BOOST_AUTO_TEST_CASE(a_turn_that_does_not_come) {
    auto m = matrix::create(name, 2, 2);
    { m.turn(); }
    BOOST_CHECK_THROW(m.turn(5ms), shared::timed_out); // nobody there yet
    ready_child other([&](auto ready) {
        auto mine = matrix::open(name);
        auto const t = mine.turn(20s);
        ready();
        pause();
        return 0;
    });
    BOOST_CHECK_THROW(m.turn(5ms), shared::timed_out);
    BOOST_CHECK_THROW(matrix::open(name).turn(5ms), shared::busy);
    other.kill();
    BOOST_CHECK_THROW(m.turn(), shared::peer_died);
    BOOST_CHECK_THROW(m.turn(), shared::peer_died);
}

BOOST_AUTO_TEST_CASE(the_creator_dies_in_its_turn) {
    ready_child creator([&](auto ready) {
        auto m = matrix::create(name, 2, 2);
        auto const t = m.turn();
        ready();
        pause();
        return 0;
    });
    auto m = matrix::open(name);
    BOOST_CHECK_THROW(m.turn(5ms), shared::timed_out);
    creator.kill();
    BOOST_CHECK_THROW(m.turn(), shared::peer_died);
}

BOOST_AUTO_TEST_CASE(updates_or_turns) {
    auto m = matrix::create(name, 2, 2);
    { m.turn(); }
    BOOST_CHECK_THROW(m.write(), std::logic_error);
    BOOST_CHECK_THROW(m.read(), std::logic_error);
    BOOST_CHECK_THROW(m.wait(0ms), std::logic_error);
}

BOOST_AUTO_TEST_SUITE_END()
