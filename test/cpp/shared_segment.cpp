// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

// Segments between processes that are forked and killed, and segments that are
// none. All elements of an update are its number, so a torn one shows.

#define BOOST_TEST_MODULE shared_segment
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <limits>
#include <random>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <npublas/shared/segment.hpp>

namespace shared = npublas::shared;
using npublas::element_type;
using shared::segment;
using std::chrono::milliseconds;
using std::chrono::seconds;
using namespace std::string_literals;

namespace {

constexpr std::size_t count = 1000;
std::string const name = "npublas-test-segment-" + std::to_string(::getpid());
std::string const path = "/dev/shm/" + name;
shared::description const numbers = shared::describe(element_type::uint64, {count});

/// A process that does one thing and ends with 0 if it returned, 1 if it threw.
class process {
public:
    explicit process(std::function<void()> const& work) : id_(::fork()) {
        if (id_ != 0) return;
        int result = 0;
        try {
            work();
        } catch (...) {
            result = 1;
        }
        ::_exit(result);
    }
    process(process const&) = delete;
    process& operator=(process const&) = delete;
    ~process() {
        if (id_ > 0) kill();
    }
    void kill() {
        ::kill(id_, SIGKILL);
        wait();
    }
    int wait() {
        int status = 0;
        ::waitpid(id_, &status, 0);
        id_ = -1;
        return status;
    }

private:
    pid_t id_;
};

void publish(segment& s, std::uint64_t number) {
    auto* const elements = static_cast<std::uint64_t*>(s.begin_write(false));
    std::fill(elements, elements + count, number);
    s.publish();
}

/// Publishes the sequence as content for ever, going on where the last writer
/// ended.
void publish_for_ever() {
    segment s = segment::open(name);
    while (true)
        publish(s, s.sequence() + 1);
}

bool is_whole(void const* elements, std::uint64_t number) {
    auto const* const first = static_cast<std::uint64_t const*>(elements);
    return std::all_of(first, first + count, [=](std::uint64_t x) { return x == number; });
}

std::uint64_t read_whole(segment& s) {
    std::vector<std::uint64_t> elements(count);
    std::uint64_t const sequence = s.read(elements.data());
    BOOST_REQUIRE(is_whole(elements.data(), sequence));
    return sequence;
}

template <class Condition>
bool becomes(Condition condition) {
    for (int k = 0; k < 5000; ++k) {
        if (condition()) return true;
        std::this_thread::sleep_for(milliseconds(1));
    }
    return false;
}

/// The bytes of a complete segment.
std::string segment_bytes() {
    segment s = segment::create(name, numbers);
    s.close();
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

void put(std::string const& bytes) {
    ::unlink(path.c_str());
    std::ofstream(path, std::ios::binary) << bytes;
}

template <class X>
void set(std::string& bytes, std::size_t offset, X value) {
    std::memcpy(&bytes[offset], &value, sizeof value);
}

struct no_leftovers {
    ~no_leftovers() {
        ::unlink(path.c_str());
        for (std::string const& left : shared::stale())
            if (left.find(name) != std::string::npos) BOOST_ERROR("left behind: " + left);
    }
};

std::mt19937 random_numbers(20260101);

void sleep_up_to(int microseconds) {
    std::uniform_int_distribution<int> any(0, microseconds);
    std::this_thread::sleep_for(std::chrono::microseconds(any(random_numbers)));
}

} // namespace

BOOST_FIXTURE_TEST_CASE(a_killed_writer_leaves_whole_updates, no_leftovers) {
    segment reader = segment::create(name, numbers);
    std::uint64_t last = 0;
    for (int round = 0; round < 200; ++round) {
        process writer(publish_for_ever);
        BOOST_REQUIRE(reader.wait(seconds(5)));
        sleep_up_to(3000);
        std::uint64_t const seen = read_whole(reader);
        BOOST_REQUIRE(seen > last);
        writer.kill();
        last = read_whole(reader);
        BOOST_REQUIRE(last >= seen);
        BOOST_REQUIRE(last == reader.sequence());
    }
}

BOOST_FIXTURE_TEST_CASE(updates_are_whole_while_four_look_on, no_leftovers) {
    segment s = segment::create(name, numbers);
    process writer(publish_for_ever);
    auto const look = [] {
        segment reader = segment::open(name);
        std::uint64_t last = 0;
        auto const end = std::chrono::steady_clock::now() + milliseconds(800);
        while (std::chrono::steady_clock::now() < end) {
            auto const held = reader.lease();
            bool const whole = is_whole(held.elements, held.sequence);
            std::this_thread::yield();
            if (!whole || !is_whole(held.elements, held.sequence) || held.sequence < last)
                throw std::runtime_error("torn, changed or older");
            last = held.sequence;
            reader.release(held);
        }
        if (last < 100) throw std::runtime_error("hardly an update came");
    };
    process a(look), b(look), c(look), d(look);
    BOOST_TEST(a.wait() == 0);
    BOOST_TEST(b.wait() == 0);
    BOOST_TEST(c.wait() == 0);
    BOOST_TEST(d.wait() == 0);
}

BOOST_FIXTURE_TEST_CASE(a_thousand_killed_lease_holders_cost_nothing, no_leftovers) {
    segment writer = segment::create(name, numbers, {2, 0600});
    publish(writer, 1);
    for (int round = 0; round < 1000; ++round) {
        int ready[2];
        BOOST_REQUIRE(::pipe(ready) == 0);
        process holder([&] {
            segment s = segment::open(name);
            s.lease();
            (void)!::write(ready[1], "", 1);
            ::pause();
        });
        char byte;
        BOOST_REQUIRE(::read(ready[0], &byte, 1) == 1);
        ::close(ready[0]);
        ::close(ready[1]);
        publish(writer, writer.sequence() + 1);
        holder.kill();
    }
    segment reader = segment::open(name);
    auto const first = reader.lease();
    auto const second = reader.lease();
    for (int k = 0; k < 100; ++k)
        publish(writer, writer.sequence() + 1);
    BOOST_TEST(is_whole(first.elements, first.sequence));
    BOOST_TEST(is_whole(second.elements, second.sequence));
    BOOST_TEST(first.sequence == 1001u);
}

BOOST_FIXTURE_TEST_CASE(killed_waiters_do_not_stop_wake_ups, no_leftovers) {
    segment writer = segment::create(name, numbers);
    for (int round = 0; round < 50; ++round) {
        process waiter([] {
            segment s = segment::open(name);
            while (true)
                s.wait();
        });
        sleep_up_to(2000);
        publish(writer, writer.sequence() + 1);
        waiter.kill();
    }
    process waiter([] {
        segment s = segment::open(name);
        s.wait(milliseconds(0)); // what was published before
        if (!s.wait(seconds(5))) throw std::runtime_error("not woken");
    });
    std::this_thread::sleep_for(milliseconds(50));
    publish(writer, writer.sequence() + 1);
    BOOST_TEST(waiter.wait() == 0);
}

BOOST_FIXTURE_TEST_CASE(a_second_writer_is_refused_while_the_first_lives, no_leftovers) {
    segment s = segment::create(name, numbers);
    {
        process writer(publish_for_ever);
        BOOST_REQUIRE(s.wait(seconds(5)));
        BOOST_CHECK_THROW(s.begin_write(true), shared::busy);
    }
    publish(s, s.sequence() + 1);
    read_whole(s);
    BOOST_CHECK_THROW(segment::open(name).begin_write(true), shared::busy);
    s.begin_write(true);
    BOOST_CHECK_THROW(s.begin_write(true), std::logic_error);
    s.abandon();
    BOOST_CHECK_THROW(s.publish(), std::logic_error);
    s.close();
    publish(s = segment::open(name), 1);
}

BOOST_FIXTURE_TEST_CASE(one_reader_too_many_is_refused, no_leftovers) {
    segment writer = segment::create(name, numbers, {2, 0600});
    segment a = segment::open(name), b = segment::open(name), c = segment::open(name);
    a.release(a.lease());
    b.release(b.lease());
    BOOST_CHECK_THROW(c.lease(), shared::busy);
    a.close();
    c.release(c.lease());
    BOOST_CHECK_THROW(segment::create(name + "-", numbers, {0, 0600}), std::invalid_argument);
    BOOST_CHECK_THROW(segment::create(name + "-", numbers, {1025, 0600}), std::invalid_argument);
}

BOOST_FIXTURE_TEST_CASE(a_live_name_is_refused_and_a_dead_one_replaced, no_leftovers) {
    BOOST_CHECK_THROW(segment::open(name), shared::not_found);
    {
        process user([] {
            segment s = segment::create(name, numbers);
            publish(s, 1);
            ::pause();
        });
        segment s = segment::open(name, seconds(5));
        s.wait(seconds(5));
        s.close();
        auto const live = shared::stale();
        BOOST_TEST((std::find(live.begin(), live.end(), name) == live.end()));
        BOOST_CHECK_THROW(segment::create(name, numbers), shared::exists);
    }
    auto const dead = shared::stale();
    BOOST_TEST((std::find(dead.begin(), dead.end(), name) != dead.end()));
    segment s = segment::create(name, shared::describe(element_type::float32, {3, 4}));
    BOOST_TEST(s.sequence() == 0u);
    BOOST_TEST(segment::open(name).shape_and_type().dimensions == 2);
    s.close();
    s.unlink();
    s.unlink();
    BOOST_CHECK_THROW(segment::open(name), shared::not_found);
}

BOOST_FIXTURE_TEST_CASE(of_many_creators_at_once_one_wins, no_leftovers) {
    for (int round = 0; round < 50; ++round) {
        int results[2];
        BOOST_REQUIRE(::pipe(results) == 0);
        auto const compete = [&] {
            try {
                segment s = segment::create(name, numbers);
                (void)!::write(results[1], "w", 1);
                ::pause();
            } catch (shared::exists const&) {
                (void)!::write(results[1], "l", 1);
            }
        };
        process a(compete), b(compete), c(compete);
        std::string all;
        char one;
        while (all.size() < 3 && ::read(results[0], &one, 1) == 1)
            all += one;
        ::close(results[0]);
        ::close(results[1]);
        BOOST_TEST(std::count(all.begin(), all.end(), 'w') == 1);
        BOOST_TEST(std::count(all.begin(), all.end(), 'l') == 2);
    }
}

BOOST_FIXTURE_TEST_CASE(a_killed_creator_is_no_hindrance, no_leftovers) {
    for (int round = 0; round < 200; ++round) {
        process creator([] {
            segment s = segment::create(name, numbers);
            ::pause();
        });
        sleep_up_to(400);
        creator.kill();
        segment s = segment::create(name, numbers);
        BOOST_TEST(s.sequence() == 0u);
    }
}

BOOST_FIXTURE_TEST_CASE(open_waits_for_a_segment, no_leftovers) {
    BOOST_CHECK_THROW(segment::open(name, milliseconds(20)), shared::timed_out);
    put("");
    BOOST_CHECK_THROW(segment::open(name), shared::malformed);
    BOOST_CHECK_THROW(segment::open(name, milliseconds(20)), shared::timed_out);
    process later([] {
        std::this_thread::sleep_for(milliseconds(50));
        segment s = segment::create(name, numbers);
        publish(s, 1);
        ::pause();
    });
    segment s = segment::open(name, seconds(5));
    BOOST_TEST(s.wait(seconds(5)));
    BOOST_TEST(read_whole(s) == 1u);
}

BOOST_FIXTURE_TEST_CASE(a_dead_peer_ends_the_hand_over, no_leftovers) {
    segment creator = segment::create(name, numbers);
    auto const take_turns = [](bool keeps_the_last) {
        segment peer = segment::open(name);
        for (int k = 0; k < 10; ++k) {
            auto* const elements = static_cast<std::uint64_t*>(peer.begin_turn(seconds(5)));
            for (std::size_t i = 0; i < count; ++i)
                ++elements[i];
            if (keeps_the_last && k == 9) ::pause();
            peer.end_turn();
        }
    };
    {
        process peer([&] { take_turns(true); });
        for (int k = 0; k < 10; ++k) {
            BOOST_TEST(is_whole(creator.begin_turn(seconds(5)), static_cast<std::uint64_t>(k)));
            creator.end_turn();
        }
        BOOST_CHECK_THROW(creator.begin_turn(milliseconds(20)), shared::timed_out);
    }
    BOOST_CHECK_THROW(creator.begin_turn(), shared::peer_died);
    BOOST_CHECK_THROW(creator.begin_turn(milliseconds(0)), shared::peer_died);
    BOOST_CHECK_THROW(creator.end_turn(), std::logic_error);

    process next([&] { take_turns(false); }); // takes the turn that the dead one kept
    std::uint64_t last = 10;
    BOOST_REQUIRE(becomes([&] {
        try {
            return is_whole(creator.begin_turn(seconds(5)), ++last);
        } catch (shared::peer_died const&) {
            --last;
            return false;
        }
    }));
    BOOST_TEST(last == 11u);
    BOOST_CHECK_THROW(creator.begin_write(true), std::logic_error);
    BOOST_CHECK_THROW(segment::open(name).begin_turn(milliseconds(0)), shared::busy);
    BOOST_CHECK_THROW(segment::open(name).begin_write(true), shared::busy);
}

BOOST_FIXTURE_TEST_CASE(a_peer_waits_while_the_creator_still_writes, no_leftovers) {
    segment creator = segment::create(name, numbers);
    publish(creator, 1);
    segment peer = segment::open(name);
    BOOST_CHECK_THROW(peer.begin_turn(milliseconds(0)), shared::timed_out);
    publish(creator, 2);
    BOOST_TEST(is_whole(creator.begin_turn(milliseconds(0)), 2));
    creator.end_turn();
    BOOST_TEST(is_whole(peer.begin_turn(milliseconds(0)), 2));
}

BOOST_FIXTURE_TEST_CASE(a_dead_creator_ends_the_hand_over, no_leftovers) {
    process creator([] {
        segment s = segment::create(name, numbers);
        s.begin_turn();
        ::pause();
    });
    segment peer = segment::open(name, seconds(5));
    BOOST_CHECK_THROW(peer.begin_turn(milliseconds(20)), shared::timed_out);
    std::thread killer([&] {
        std::this_thread::sleep_for(milliseconds(30));
        creator.kill();
    });
    BOOST_CHECK_THROW(peer.begin_turn(), shared::peer_died);
    killer.join();
}

BOOST_FIXTURE_TEST_CASE(a_forked_child_keeps_nothing_of_its_parent, no_leftovers) {
    int ready[2];
    BOOST_REQUIRE(::pipe(ready) == 0);
    auto const announce = [&](char what) { (void)!::write(ready[1], &what, 1); };
    process parent([&] {
        segment s = segment::create(name, numbers, {1, 0600});
        publish(s, 1);
        auto const held = s.lease();
        if (::fork() == 0) { // ends with the test, whose end of the pipe it watches
            int refused = 0;
            try {
                s.begin_write(true);
            } catch (std::logic_error const&) {
                ++refused;
            }
            try {
                s.wait(seconds(0));
            } catch (std::logic_error const&) {
                ++refused;
            }
            bool const sees = is_whole(held.elements, 1);
            s.release(held);
            s.close();
            segment(segment::open(name)).close();
            announce(refused == 2 && sees ? 'y' : 'n');
            std::this_thread::sleep_for(seconds(2));
            ::_exit(0);
        }
        ::pause();
    });
    char answer = 0;
    BOOST_REQUIRE(::read(ready[0], &answer, 1) == 1);
    BOOST_TEST(answer == 'y');
    segment s = segment::open(name);
    BOOST_CHECK_THROW(s.lease(),
                      shared::busy); // the child has released nothing of its parent's
    BOOST_CHECK_THROW(s.begin_write(true), shared::busy);
    parent.kill(); // and while the child lives on, it keeps nothing
    read_whole(s);
    publish(s, 2);
    s.close();
    segment::create(name, numbers);
    ::close(ready[0]);
    ::close(ready[1]);
}

BOOST_FIXTURE_TEST_CASE(no_room_is_an_error_and_leaves_nothing, no_leftovers) {
    process creator([] {
        ::signal(SIGXFSZ, SIG_IGN);
        struct rlimit const small = {100000, 100000};
        ::setrlimit(RLIMIT_FSIZE, &small);
        try {
            segment::create(name, shared::describe(element_type::float64, {100000}));
        } catch (shared::no_space const&) {
            return;
        }
        throw std::runtime_error("no error");
    });
    BOOST_TEST(creator.wait() == 0);
    BOOST_TEST(!std::filesystem::exists(path));
    // More than any /dev/shm has, and then more than there are addresses.
    BOOST_CHECK_THROW(
        segment::create(name, shared::describe(element_type::float64, {std::size_t(1) << 50})),
        shared::no_space);
    BOOST_TEST(!std::filesystem::exists(path));
    auto const most = std::numeric_limits<std::size_t>::max();
    BOOST_CHECK_THROW(shared::describe(element_type::int8, {most, most}), std::invalid_argument);
    BOOST_CHECK_THROW(shared::describe(element_type::int8, {0, most, 2}), std::invalid_argument);
    BOOST_CHECK_THROW(
        segment::create(name, shared::describe(element_type::int8, {most / 2 - 10000})),
        std::invalid_argument);
}

BOOST_FIXTURE_TEST_CASE(a_truncated_segment_is_refused, no_leftovers) {
    std::string const whole = segment_bytes();
    for (std::size_t length = 1; length < 600; ++length) {
        put(whole.substr(0, length));
        BOOST_CHECK_THROW(segment::open(name), shared::malformed);
    }
    put(whole.substr(0, whole.size() - 1));
    BOOST_CHECK_THROW(segment::open(name), shared::malformed);
    put(whole + "x");
    BOOST_CHECK_THROW(segment::open(name), shared::malformed);
    put(whole);
    BOOST_TEST(segment::open(name).sequence() == 0u);
}

BOOST_FIXTURE_TEST_CASE(a_header_that_lies_is_refused, no_leftovers) {
    std::string const whole = segment_bytes();
    // Every byte of the header decides: none may be another.
    for (std::size_t offset = 0; offset < sizeof(shared::detail::header); ++offset)
        for (int bit : {0, 7}) {
            std::string lie = whole;
            lie[offset] = static_cast<char>(lie[offset] ^ (1 << bit));
            put(lie);
            BOOST_CHECK_THROW(segment::open(name), shared::malformed);
        }
    using shared::detail::header;
    auto const refused = [&](std::size_t offset, auto value) {
        std::string lie = whole;
        set(lie, offset, value);
        put(lie);
        BOOST_CHECK_THROW(segment::open(name), shared::malformed);
    };
    refused(offsetof(header, byte_order), std::uint32_t(0x04030201));
    refused(offsetof(header, version), std::uint32_t(2));
    refused(offsetof(header, version), std::uint64_t(0));
    for (char const* type : {"<f4", ">u8", "|O8", "<U2", "", "<u80", "<i8"}) {
        char dtype[8] = {};
        std::memcpy(dtype, type, std::strlen(type));
        refused(offsetof(header, dtype), dtype);
    }
    for (std::uint64_t extent : {std::uint64_t(0), std::uint64_t(count + 1), ~std::uint64_t(0),
                                 std::uint64_t(1) << 61, std::uint64_t(1) << 63})
        refused(offsetof(header, shape), extent);
    refused(offsetof(header, dimensions), std::uint32_t(9));
    refused(offsetof(header, readers), std::uint32_t(0));
    refused(offsetof(header, readers), ~std::uint32_t(0));
}

BOOST_FIXTURE_TEST_CASE(a_user_who_lies_later_does_no_harm, no_leftovers) {
    segment s = segment::create(name, numbers);
    publish(s, 1);
    segment reader = segment::open(name);
    std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
    auto const scribble = [&](std::size_t begin, std::size_t end) {
        file.seekp(static_cast<std::streamoff>(begin));
        file << std::string(end - begin, '\xff') << std::flush;
    };
    scribble(0, 512);
    scribble(shared::detail::entries_offset, shared::detail::entries_offset + 4 * 64);
    publish(s, 2);
    BOOST_TEST(read_whole(reader) == 2u);
    scribble(512, 1024);
    std::vector<std::uint64_t> elements(count);
    BOOST_CHECK_THROW(reader.read(elements.data()), shared::malformed);
    BOOST_CHECK_THROW(reader.wait(seconds(0)), shared::malformed);
    BOOST_CHECK_THROW(s.begin_write(true), shared::malformed);
    BOOST_CHECK_THROW(s.begin_write(false), shared::malformed);
}

BOOST_FIXTURE_TEST_CASE(what_is_no_segment_is_left_alone, no_leftovers) {
    put("The diary of a user, who would miss it. " + std::string(5000, '.'));
    BOOST_CHECK_THROW(segment::open(name), shared::malformed);
    BOOST_CHECK_THROW(segment::open(name, milliseconds(50)), shared::malformed);
    BOOST_CHECK_THROW(segment::create(name, numbers), shared::exists);
    BOOST_TEST(std::filesystem::file_size(path) > 5000u);
    ::unlink(path.c_str());
    BOOST_REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
    BOOST_CHECK_THROW(segment::open(name), shared::malformed);
    BOOST_CHECK_THROW(segment::create(name, numbers), shared::exists);
    ::unlink(path.c_str());
    std::filesystem::create_directory(path);
    BOOST_CHECK_THROW(segment::create(name, numbers), shared::exists);
    BOOST_CHECK_THROW(segment::open(name), std::exception);
    std::filesystem::remove(path);
}

BOOST_AUTO_TEST_CASE(a_name_is_a_name) {
    for (std::string const& bad :
         {""s, "."s, ".."s, "a/b"s, "/a"s, "../a"s, "a\0b"s, std::string(256, 'a')})
        BOOST_CHECK_THROW(segment::create(bad, numbers), std::invalid_argument);
    BOOST_CHECK_THROW(segment::open(std::filesystem::path("/no/such/folder/at/all")),
                      shared::not_found);
    segment longest = segment::create(std::string(255, 'n'), numbers);
    longest.unlink();
}

BOOST_FIXTURE_TEST_CASE(the_mode_is_as_said, no_leftovers) {
    segment s = segment::create(name, numbers, {4, 0640});
    struct stat status;
    BOOST_REQUIRE(::stat(path.c_str(), &status) == 0);
    BOOST_TEST((status.st_mode & 0777) == 0640u);
    if (::geteuid() != 0) return; // only root can become somebody else
    process stranger([] {
        if (::setgid(65534) != 0 || ::setuid(65534) != 0) throw std::runtime_error("still root");
        try {
            segment::open(name);
        } catch (shared::no_rights const&) {
            return;
        }
        throw std::runtime_error("opened");
    });
    BOOST_TEST(stranger.wait() == 0);
}

BOOST_FIXTURE_TEST_CASE(a_question_ends_a_wait, no_leftovers) {
    segment s = segment::create(name, numbers);
    int asked = 0;
    auto const second_time = [](void* times) { return ++*static_cast<int*>(times) == 2; };
    BOOST_CHECK_THROW(s.wait(seconds(60), second_time, &asked), shared::interrupted);
    BOOST_TEST(asked == 2);
}

BOOST_FIXTURE_TEST_CASE(a_turn_that_is_damaged_is_malformed, no_leftovers) {
    segment creator = segment::create(name, numbers);
    std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
    std::uint32_t const third_side = 7;
    file.seekp(shared::detail::words_offset + offsetof(shared::detail::words, turn));
    file.write(reinterpret_cast<char const*>(&third_side), sizeof third_side);
    file.close();
    BOOST_CHECK_THROW(creator.begin_turn(seconds(5)), shared::malformed);
}

BOOST_FIXTURE_TEST_CASE(a_relative_path_is_one_of_the_moment, no_leftovers) {
    auto const before = std::filesystem::current_path();
    auto const folder = std::filesystem::temp_directory_path() / name;
    std::filesystem::create_directory(folder);
    std::filesystem::current_path(folder);
    segment s = segment::create(std::filesystem::path("relative"), numbers);
    std::filesystem::current_path(before);
    s.flush();
    BOOST_TEST(std::filesystem::exists(folder / "relative"));
    s.unlink();
    BOOST_TEST(!std::filesystem::exists(folder / "relative"));
    std::filesystem::remove(folder);
}

BOOST_AUTO_TEST_CASE(no_umask_keeps_the_creator_out) {
    auto const folder = std::filesystem::temp_directory_path() / name;
    std::filesystem::create_directory(folder);
    std::filesystem::permissions(folder, std::filesystem::perms::all);
    process creator([&] {
        if (::geteuid() == 0 && (::setgid(65534) != 0 || ::setuid(65534) != 0)) ::_exit(2);
        ::umask(0277);
        segment s = segment::create(folder / "segment", numbers, {4, 0600});
        publish(s, 1);
        segment again = segment::open(folder / "segment");
        if (read_whole(again) != 1) ::_exit(3);
    });
    BOOST_TEST(creator.wait() == 0);
    std::filesystem::remove_all(folder);
}
