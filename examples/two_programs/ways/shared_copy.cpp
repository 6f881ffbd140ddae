// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

// npublas's shared matrix. The reader copies the newest update.

#include "../updates.hpp"

#include <npublas/shared_matrix.hpp>

#include <chrono>
#include <filesystem>

namespace {

using namespace two_programs;
using shared_matrix = npublas::shared_matrix<double>;

std::string name(std::string const& where) { return std::filesystem::path(where).filename(); }

class writer {
public:
    using array = ublas::matrix<double>;
    writer(std::string const& where, std::size_t rows, std::size_t columns)
        : shared_(shared_matrix::create(name(where), rows, columns, 1)) {} // one reader

    void write(array const& a) { shared_.publish(a); }

private:
    shared_matrix shared_;
};

class reader {
public:
    reader(std::string const& where, std::size_t, std::size_t)
        : shared_(shared_matrix::open(name(where), std::chrono::seconds(10))) {}

    array_view read() {
        if (!shared_.wait(std::chrono::seconds(10)))
            throw std::runtime_error("the writer is silent");
        shared_.read(elements_);
        return elements_;
    }

private:
    shared_matrix shared_;
    ublas::matrix<double> elements_;
};

} // namespace

int main(int argc, char** argv) { return run<writer, reader>(argc, argv); }
