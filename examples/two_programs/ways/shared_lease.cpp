// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

// npublas's shared matrix. The reader takes the newest update as a lease: nothing is copied.

#include "../updates.hpp"

#include <npublas/shared_matrix.hpp>

#include <chrono>
#include <filesystem>
#include <memory>
#include <utility>

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
        lease_.reset();
        if (!shared_.wait(std::chrono::seconds(10)))
            throw std::runtime_error("the writer is silent");
        lease_.reset(new lease(shared_.lease()));
        return lease_->view();
    }

private:
    using lease = decltype(std::declval<shared_matrix>().lease());

    shared_matrix shared_;
    std::unique_ptr<lease> lease_; // of the last update
};

} // namespace

int main(int argc, char** argv) { return run<writer, reader>(argc, argv); }
