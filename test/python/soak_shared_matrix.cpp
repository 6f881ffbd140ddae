// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
//
// A worker of test/soak/soak.py: soak_shared_matrix <role> <name> <beats> <place>. Every update is
// a matrix of equal numbers, each one larger than that of the update before. `beats` is the
// descriptor of a file of counters; the one at `place` grows with each round of work, and the last
// is the largest number that any worker has seen.

#include <npublas/shared_matrix.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <iostream>
#include <stdexcept>
#include <string>

#include <sys/mman.h>

namespace {

using matrix = npublas::shared_matrix<std::int64_t>;
using view = npublas::matrix_view<const std::int64_t>;

/// The number that an update is made of.
std::int64_t check(view elements, std::int64_t last) {
    std::int64_t const number = elements(0, 0);
    bool const is_whole = std::all_of(elements.data(), elements.data() + elements.size1(),
                                      [=](std::int64_t element) { return element == number; });
    if (!is_whole) throw std::runtime_error("torn: " + std::to_string(number));
    if (number < last)
        throw std::runtime_error("older: " + std::to_string(number) + " after " +
                                 std::to_string(last));
    return number;
}

std::int64_t check_copy(matrix& m, std::int64_t last) {
    auto const copy = m.read();
    return check(view(&copy(0, 0), copy.size1(), copy.size2()), last);
}

void fill(npublas::matrix_view<std::int64_t> elements, std::int64_t number) {
    std::fill_n(elements.data(), elements.size1(), number);
}

std::int64_t write(matrix& m, std::int64_t last) {
    {
        auto const update = m.write();
        last = check(update.view(), last) + 1;
        fill(update.view(), last);
    }
    fill(m.write(npublas::overwrite).view(), ++last);
    return last;
}

std::int64_t read(matrix& m, std::int64_t last) { return check_copy(m, last); }

std::int64_t lease(matrix& m, std::int64_t last) {
    auto const held = m.lease();
    std::int64_t const number = check(held.view(), last);
    for (int i = 0; i < 50; ++i)
        if (check(held.view(), number) != number) throw std::runtime_error("a lease changed");
    return number;
}

std::int64_t wait(matrix& m, std::int64_t floor) {
    static std::uint64_t last = 0;
    if (!m.wait(std::chrono::seconds(20))) throw std::runtime_error("no update came");
    if (m.sequence() <= last) throw std::runtime_error("woken without an update");
    last = m.sequence();
    return check_copy(m, floor);
}

using work = std::int64_t (*)(matrix&, std::int64_t);

work work_of(std::string const& role) {
    if (role == "write") return write;
    if (role == "read") return read;
    if (role == "lease") return lease;
    if (role == "wait") return wait;
    throw std::invalid_argument("no such role: " + role);
}

constexpr std::size_t place_of_largest = 511;

/// The counters of a file that is open as `descriptor`.
std::atomic<std::int64_t>* beats_of(int descriptor) {
    static_assert(sizeof(std::atomic<std::int64_t>) == sizeof(std::int64_t));
    void* const begin = mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    if (begin == MAP_FAILED) throw std::runtime_error("the beats can't be mapped");
    return static_cast<std::atomic<std::int64_t>*>(begin);
}

} // namespace

int main(int count, char** arguments) {
    try {
        if (count != 5) throw std::invalid_argument("soak_shared_matrix role name beats place");
        work const round = work_of(arguments[1]);
        auto* const beats = beats_of(std::stoi(arguments[3]));
        auto& beat = beats[std::stoul(arguments[4])];
        auto& largest = beats[place_of_largest];
        matrix m = matrix::open(arguments[2], std::chrono::seconds(10));
        for (;; ++beat) {
            std::int64_t const number = round(m, largest.load());
            if (number > largest.load()) largest.store(number);
        }
    } catch (std::exception const& error) {
        std::cerr << "soak_shared_matrix: " << error.what() << std::endl;
        return 1;
    }
}
