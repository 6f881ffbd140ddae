// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

// A bare futex, the least that waking another process costs: one slot, which nothing protects.

#include "../../examples/two_programs/mapped_file.hpp"
#include "../../examples/two_programs/updates.hpp"

#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <climits>
#include <cstdint>
#include <cstring>

namespace {

using namespace two_programs;

class slot {
public:
    slot(std::string const& where, std::size_t rows, std::size_t columns)
        : rows_(rows), columns_(columns),
          region_(map_file(where, line + rows * columns * sizeof(double))) {}

protected:
    static constexpr std::size_t line = 64;

    char* bytes() const { return static_cast<char*>(region_.get_address()); }
    double* elements() const { return reinterpret_cast<double*>(bytes() + line); }
    std::atomic<std::uint32_t>& word() const {
        return *reinterpret_cast<std::atomic<std::uint32_t>*>(bytes());
    }
    void futex(int operation, std::uint32_t value) const {
        syscall(SYS_futex, &word(), operation, value, nullptr, nullptr, 0);
    }

    std::size_t rows_, columns_;

private:
    boost::interprocess::mapped_region region_;
};

class writer : slot {
public:
    using array = ublas::matrix<double>;
    using slot::slot;

    void write(array const& a) {
        std::memcpy(elements(), &a.data()[0], a.data().size() * sizeof(double));
        word().fetch_add(1);
        futex(FUTEX_WAKE, INT_MAX);
    }
};

class reader : slot {
public:
    using slot::slot;

    array_view read() {
        while (word().load() == seen_)
            futex(FUTEX_WAIT, seen_);
        seen_ = word().load();
        return {elements(), rows_, columns_};
    }

private:
    std::uint32_t seen_ = 0;
};

} // namespace

int main(int argc, char** argv) { return run<writer, reader>(argc, argv); }
