// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

// JSON through a named pipe, one line per update; nlohmann's parser (Boost.JSON came with 1.75).

#include "../named_pipe.hpp"
#include "../updates.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>

namespace {

using namespace two_programs;

class writer {
public:
    using array = ublas::matrix<double>;
    writer(std::string const& where, std::size_t, std::size_t) : pipe_(named_pipe(where)) {}

    void write(array const& a) {
        std::vector<std::vector<double>> rows(a.size1());
        for (std::size_t i = 0; i < a.size1(); ++i)
            rows[i].assign(&a(i, 0), &a(i, 0) + a.size2());
        pipe_ << nlohmann::json(rows) << std::endl;
    }

private:
    std::ofstream pipe_;
};

class reader {
public:
    reader(std::string const& where, std::size_t rows, std::size_t columns)
        : pipe_(named_pipe(where)), elements_(rows, columns) {}

    array_view read() {
        if (!std::getline(pipe_, line_)) throw std::runtime_error("the writer is gone");
        auto const rows = nlohmann::json::parse(line_).get<std::vector<std::vector<double>>>();
        for (std::size_t i = 0; i < rows.size(); ++i)
            std::copy(rows[i].begin(), rows[i].end(), &elements_(i, 0));
        return elements_;
    }

private:
    std::ifstream pipe_;
    std::string line_;
    ublas::matrix<double> elements_;
};

} // namespace

int main(int argc, char** argv) { return run<writer, reader>(argc, argv); }
