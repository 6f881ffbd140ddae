// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

// Protocol buffers through a named pipe: array.proto's message behind its length, which it lacks.

#include "../named_pipe.hpp"
#include "../updates.hpp"

#include "array.pb.h"

#include <cstdint>
#include <fstream>

namespace {

using namespace two_programs;

class writer {
public:
    using array = ublas::matrix<double>;
    writer(std::string const& where, std::size_t, std::size_t) : pipe_(named_pipe(where)) {}

    void write(array const& a) {
        message_.set_rows(a.size1());
        message_.set_columns(a.size2());
        message_.mutable_elements()->Assign(a.data().begin(), a.data().end());
        std::uint64_t const length = message_.ByteSizeLong();
        pipe_.write(reinterpret_cast<char const*>(&length), sizeof length);
        message_.SerializeToOstream(&pipe_);
        pipe_.flush();
    }

private:
    std::ofstream pipe_;
    Array message_;
};

class reader {
public:
    reader(std::string const& where, std::size_t, std::size_t) : pipe_(named_pipe(where)) {}

    array_view read() {
        std::uint64_t length = 0;
        pipe_.read(reinterpret_cast<char*>(&length), sizeof length);
        bytes_.resize(length);
        pipe_.read(bytes_.data(), static_cast<std::streamsize>(length));
        if (!pipe_ || !message_.ParseFromString(bytes_))
            throw std::runtime_error("the writer is gone");
        return {message_.elements().data(), message_.rows(), message_.columns()};
    }

private:
    std::ifstream pipe_;
    std::string bytes_;
    Array message_;
};

} // namespace

int main(int argc, char** argv) { return run<writer, reader>(argc, argv); }
