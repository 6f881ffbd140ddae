// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

// An object that loads megabytes once and is then fed array after array: a bank of templates, and
// how well each matches a signal.

#include <npublas/linalg.hpp>
#include <npublas/python.hpp>
#include <npublas/python/def.hpp>

#include <algorithm>
#include <cstddef>
#include <fstream>
#include <stdexcept>
#include <string>

namespace {

using namespace npublas;

class template_bank {
public:
    // The file holds `count` templates of `length` float64 numbers: numpy's A.tofile(path).
    template_bank(std::string const& path, std::size_t count, std::size_t length)
        : templates_(count, length), best_(count, 0.0) {
        std::ifstream file(path, std::ios::binary);
        auto const bytes = static_cast<std::streamsize>(count * length * sizeof(double));
        if (!file.read(reinterpret_cast<char*>(&templates_.data()[0]), bytes))
            throw std::invalid_argument(path + " is missing or too short");
    }

    // Views borrow for the call: the signal is read, the scores are written, where they lie.
    void score(vector_view<const double> signal, vector_view<double> scores) {
        linalg::axpy_prod(templates_, signal, scores);
        if (best_.size() != scores.size()) throw std::invalid_argument("best has another size");
        for (std::size_t i = 0; i < scores.size(); ++i)
            best_(i) = std::max(best_(i), scores(i));
    }

    // A numpy_vector shares: the object keeps the very array that Python sees.
    numpy_vector<double> best() const { return best_; }
    void keep_best_in(numpy_vector<double> best) { best_ = best; }

private:
    ublas::matrix<double> templates_;
    numpy_vector<double> best_;
};

} // namespace

BOOST_PYTHON_MODULE(template_bank) {
    using namespace boost::python;
    class_<template_bank, boost::noncopyable>(
        "template_bank", "Templates, loaded once, and the best score of each so far.",
        init<std::string const&, std::size_t, std::size_t>(
            (arg("path"), arg("count"), arg("length"))))
        .def("score", npublas::fast(&template_bank::score), (arg("signal"), arg("scores")),
             "Write the inner product of each template and the signal into scores.")
        .def("best", npublas::fast(&template_bank::best), "The best scores: a live array.")
        .def("keep_best_in", npublas::fast(&template_bank::keep_best_in), arg("best"),
             "Go on with the best scores in this array, which stays the caller's too.");
}
