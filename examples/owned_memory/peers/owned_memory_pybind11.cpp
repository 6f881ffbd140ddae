// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

// owned_memory.cpp in pybind11: a capsule frees the memory, and the object is named as the owner of
// what lies in it, each by hand.

#include <pybind11/numpy.h>

#include <cmath>
#include <cstddef>
#include <memory>
#include <vector>

namespace {

namespace py = pybind11;

double const pi = 3.14159265358979323846;

py::array_t<double> hann_window(std::size_t n) {
    auto window = std::make_unique<std::vector<double>>(n);
    for (std::size_t i = 0; i < n; ++i) {
        double const sine = std::sin(pi * static_cast<double>(i) / static_cast<double>(n));
        (*window)[i] = sine * sine;
    }
    double* const data = window->data();
    py::capsule const owner(window.get(),
                            [](void* p) { delete static_cast<std::vector<double>*>(p); });
    window.release();
    return py::array_t<double>(static_cast<py::ssize_t>(n), data, owner);
}

class plate {
public:
    explicit plate(std::size_t n) : n_(n), temperature_(n * n) {
        for (std::size_t j = 0; j < n; ++j)
            temperature_[j] = 100;
    }

    void step() {
        std::vector<double> const old = temperature_;
        for (std::size_t i = 1; i + 1 < n_; ++i)
            for (std::size_t j = 1; j + 1 < n_; ++j) {
                std::size_t const k = i * n_ + j;
                temperature_[k] = (old[k - n_] + old[k + n_] + old[k - 1] + old[k + 1]) / 4;
            }
    }

    // Without the last argument this would be a copy, without a lifetime of its own.
    static py::array_t<double> temperature(py::object const& self) {
        auto& object = self.cast<plate&>();
        return py::array_t<double>({object.n_, object.n_}, object.temperature_.data(), self);
    }

private:
    std::size_t n_;
    std::vector<double> temperature_;
};

} // namespace

PYBIND11_MODULE(owned_memory_pybind11, m) {
    m.def("hann_window", &hann_window);
    py::class_<plate>(m, "plate")
        .def(py::init<std::size_t>())
        .def("step", &plate::step)
        .def_property_readonly("temperature", &plate::temperature);
}
