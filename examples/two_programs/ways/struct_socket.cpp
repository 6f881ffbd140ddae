// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

// The elements as they lie in memory, behind a header of rows and columns, through a local socket.

#include "../updates.hpp"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstdint>

namespace {

using namespace two_programs;
using header = std::array<std::uint64_t, 2>;

sockaddr_un address(std::string const& where) {
    sockaddr_un result{};
    result.sun_family = AF_UNIX;
    where.copy(result.sun_path, sizeof result.sun_path - 1);
    return result;
}

class connection {
public:
    explicit connection(int descriptor) : descriptor_(descriptor) {}
    connection(connection const&) = delete;
    connection& operator=(connection const&) = delete;
    ~connection() { close(descriptor_); }

    // The reader listens; whoever writes waits for it.
    static int accept(std::string const& where) {
        sockaddr_un const here = address(where);
        int const listening = socket(AF_UNIX, SOCK_STREAM, 0);
        if (bind(listening, reinterpret_cast<sockaddr const*>(&here), sizeof here) != 0)
            throw std::runtime_error("cannot bind " + where);
        listen(listening, 1);
        int const result = ::accept(listening, nullptr, nullptr);
        close(listening);
        return result;
    }
    static int connect(std::string const& where) {
        sockaddr_un const there = address(where);
        int const result = socket(AF_UNIX, SOCK_STREAM, 0);
        while (::connect(result, reinterpret_cast<sockaddr const*>(&there), sizeof there) != 0)
            usleep(1000);
        return result;
    }

    void send(void const* bytes, std::size_t count) {
        for (auto const* next = static_cast<char const*>(bytes); count > 0;) {
            auto const sent = ::send(descriptor_, next, count, MSG_NOSIGNAL);
            if (sent < 0) throw std::runtime_error("the reader is gone");
            next += sent;
            count -= static_cast<std::size_t>(sent);
        }
    }
    void receive(void* bytes, std::size_t count) {
        if (recv(descriptor_, bytes, count, MSG_WAITALL) != static_cast<ssize_t>(count))
            throw std::runtime_error("the writer is gone");
    }

private:
    int descriptor_;
};

class writer {
public:
    using array = ublas::matrix<double>;
    writer(std::string const& where, std::size_t, std::size_t)
        : connection_(connection::connect(where)) {}

    void write(array const& a) {
        header const sizes{a.size1(), a.size2()};
        connection_.send(&sizes, sizeof sizes);
        connection_.send(&a.data()[0], a.data().size() * sizeof(double));
    }

private:
    connection connection_;
};

class reader {
public:
    reader(std::string const& where, std::size_t rows, std::size_t columns)
        : connection_(connection::accept(where)), elements_(rows, columns) {}

    array_view read() {
        header sizes;
        connection_.receive(&sizes, sizeof sizes);
        if (sizes != header{elements_.size1(), elements_.size2()})
            throw std::runtime_error("an array of another shape");
        connection_.receive(&elements_.data()[0], elements_.data().size() * sizeof(double));
        return elements_;
    }

private:
    connection connection_;
    ublas::matrix<double> elements_;
};

} // namespace

int main(int argc, char** argv) { return run<writer, reader>(argc, argv); }
