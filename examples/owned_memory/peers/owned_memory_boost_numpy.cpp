// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

// owned_memory.cpp in Boost.NumPy: from_data takes an owner, which is a capsule made with Python's
// C API, or the object itself.

#include <boost/python/numpy.hpp>

#include <cmath>
#include <cstddef>
#include <memory>
#include <vector>

// Boost.Python tells the classes of all modules apart by name: owned_memory.cpp has a plate as
// well.
namespace boost_numpy_peer {

namespace bp = boost::python;
namespace bn = boost::python::numpy;

double const pi = 3.14159265358979323846;

bn::ndarray as_array(double* data, bp::tuple const& shape, bp::tuple const& strides,
                     bp::object const& owner) {
    return bn::from_data(data, bn::dtype::get_builtin<double>(), shape, strides, owner);
}

bn::ndarray hann_window(std::size_t n) {
    auto window = std::make_unique<std::vector<double>>(n);
    for (std::size_t i = 0; i < n; ++i) {
        double const sine = std::sin(pi * static_cast<double>(i) / static_cast<double>(n));
        (*window)[i] = sine * sine;
    }
    bp::handle<> const owner(PyCapsule_New(window.get(), nullptr, [](PyObject* capsule) {
        delete static_cast<std::vector<double>*>(PyCapsule_GetPointer(capsule, nullptr));
    }));
    double* const data = window.release()->data();
    return as_array(data, bp::make_tuple(n), bp::make_tuple(sizeof(double)), bp::object(owner));
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

    static bn::ndarray temperature(bp::object const& self) {
        plate& object = bp::extract<plate&>(self);
        return as_array(object.temperature_.data(), bp::make_tuple(object.n_, object.n_),
                        bp::make_tuple(object.n_ * sizeof(double), sizeof(double)), self);
    }

private:
    std::size_t n_;
    std::vector<double> temperature_;
};

} // namespace boost_numpy_peer

BOOST_PYTHON_MODULE(owned_memory_boost_numpy) {
    using namespace boost_numpy_peer;
    bn::initialize();
    bp::def("hann_window", &hann_window);
    bp::class_<plate>("plate", bp::init<std::size_t>())
        .def("step", &plate::step)
        .add_property("temperature", &plate::temperature);
}
