// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

// template_bank.cpp in pybind11 with Eigen. A Ref to const copies what does not fit (noconvert()
// forbids it); an Eigen member can't share a caller's array, so the best scores are the object's.

#include <pybind11/eigen.h>
#include <pybind11/pybind11.h>

#include <fstream>
#include <stdexcept>
#include <string>

namespace {

namespace py = pybind11;

class template_bank {
public:
    template_bank(std::string const& path, Eigen::Index count, Eigen::Index length)
        : templates_(count, length), best_(Eigen::VectorXd::Zero(count)) {
        std::ifstream file(path, std::ios::binary);
        auto const bytes =
            static_cast<std::streamsize>(count * length * Eigen::Index(sizeof(double)));
        if (!file.read(reinterpret_cast<char*>(templates_.data()), bytes))
            throw std::invalid_argument(path + " is missing or too short");
    }

    void score(Eigen::Ref<const Eigen::VectorXd> signal, Eigen::Ref<Eigen::VectorXd> scores) {
        // Eigen checks sizes in debug builds only.
        if (signal.size() != templates_.cols() || scores.size() != templates_.rows())
            throw std::invalid_argument("the sizes do not fit");
        scores.noalias() = templates_ * signal;
        best_ = best_.cwiseMax(scores);
    }

    Eigen::VectorXd& best() { return best_; }

private:
    Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> templates_;
    Eigen::VectorXd best_;
};

} // namespace

PYBIND11_MODULE(template_bank_eigen, m) {
    py::class_<template_bank>(m, "template_bank")
        .def(py::init<std::string const&, Eigen::Index, Eigen::Index>(), py::arg("path"),
             py::arg("count"), py::arg("length"))
        .def("score", &template_bank::score, py::arg("signal").noconvert(),
             py::arg("scores").noconvert())
        .def("best", &template_bank::best, py::return_value_policy::reference_internal);
}
