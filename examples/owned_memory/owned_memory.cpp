// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

// Memory that C++ allocates, as an ndarray that frees it: no handle to keep, no function to call.

#include <npublas/python.hpp>
#include <npublas/python/def.hpp>
#include <npublas/python/member.hpp>
#include <npublas/python/return_view.hpp>

#include <cmath>
#include <cstddef>

namespace {

using namespace npublas;

double const pi = 3.14159265358979323846;

// 1. A container by value: C++ allocates, NumPy adopts the memory and frees it with the array.
ublas::vector<double> hann_window(std::size_t n) {
    ublas::vector<double> window(n);
    for (std::size_t i = 0; i < n; ++i) {
        double const sine = std::sin(pi * static_cast<double>(i) / static_cast<double>(n));
        window(i) = sine * sine;
    }
    return window;
}

// 2. A shared container: NumPy's own memory, filled by C++.
numpy_matrix<double> identity(std::size_t n) {
    return numpy_matrix<double>(ublas::identity_matrix<double>(n));
}

// 3. A member: the object owns it, and lives as long as any array over it.
struct plate {
    ublas::matrix<double> temperature;

    explicit plate(std::size_t n) : temperature(n, n, 0.0) {
        row(temperature, 0) = ublas::scalar_vector<double>(n, 100.0);
    }

    // Each inner point becomes the mean of its four neighbours.
    void step() {
        ublas::matrix<double> const old = temperature;
        for (std::size_t i = 1; i + 1 < old.size1(); ++i)
            for (std::size_t j = 1; j + 1 < old.size2(); ++j)
                temperature(i, j) =
                    (old(i - 1, j) + old(i + 1, j) + old(i, j - 1) + old(i, j + 1)) / 4;
    }

    // 4. A view of memory inside the object.
    vector_view<double> hot_side() { return {temperature.data().begin(), temperature.size2()}; }
};

} // namespace

BOOST_PYTHON_MODULE(owned_memory) {
    using namespace boost::python;
    npublas::def("hann_window", hann_window, arg("n"), "A window that NumPy adopts.");
    npublas::def("identity", identity, arg("n"), "An identity matrix in NumPy's own memory.");
    class_<plate>("plate", "A square plate, hot on one side.", init<std::size_t>(arg("n")))
        .def("step", npublas::fast(&plate::step), "Let the heat spread.")
        .def("temperature", npublas::member(&plate::temperature), "The temperatures: a live array.")
        .def("hot_side", &plate::hot_side, npublas::return_view(), "Its first row: a live array.");
}
