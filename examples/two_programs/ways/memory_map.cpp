// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

// A bare memory map: a ring of four slots, each with a flag that says whether it is full. Whoever
// waits spins: this is a bound for what the memory gives, and costs a processor.

#include "../mapped_file.hpp"
#include "../updates.hpp"

#include <atomic>
#include <cstring>

namespace {

using namespace two_programs;

class ring {
public:
    ring(std::string const& where, std::size_t elements)
        : elements_(elements),
          region_(map_file(where, slots * (line + elements * sizeof(double)))) {}

    void put(double const* elements) {
        wait_until(0);
        std::memcpy(slot(), elements, elements_ * sizeof(double));
        pass(1);
    }
    void get(double* elements) {
        wait_until(1);
        std::memcpy(elements, slot(), elements_ * sizeof(double));
        pass(0);
    }

private:
    static constexpr std::size_t slots = 4, line = 64; // bytes of a cache line

    char* bytes() const { return static_cast<char*>(region_.get_address()); }
    char* slot() const { return bytes() + slots * line + next_ * elements_ * sizeof(double); }
    std::atomic<std::size_t>& full() const {
        return *reinterpret_cast<std::atomic<std::size_t>*>(bytes() + next_ * line);
    }
    void wait_until(std::size_t wanted) const {
        while (full().load(std::memory_order_acquire) != wanted) {
        }
    }
    void pass(std::size_t state) {
        full().store(state, std::memory_order_release);
        next_ = (next_ + 1) % slots;
    }

    std::size_t elements_, next_ = 0;
    boost::interprocess::mapped_region region_;
};

class writer {
public:
    using array = ublas::matrix<double>;
    writer(std::string const& where, std::size_t rows, std::size_t columns)
        : ring_(where, rows * columns) {}

    void write(array const& a) { ring_.put(&a.data()[0]); }

private:
    ring ring_;
};

class reader {
public:
    reader(std::string const& where, std::size_t rows, std::size_t columns)
        : ring_(where, rows * columns), elements_(rows, columns) {}

    array_view read() {
        ring_.get(&elements_.data()[0]);
        return elements_;
    }

private:
    ring ring_;
    ublas::matrix<double> elements_;
};

} // namespace

int main(int argc, char** argv) { return run<writer, reader>(argc, argv); }
