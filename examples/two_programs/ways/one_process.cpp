// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

// One process: the C++ code is an extension module, and an update is a call. A bound for the
// others.

#include "../updates.hpp"

#include <npublas/python.hpp>
#include <npublas/python/def.hpp>

namespace {

using namespace two_programs;

settings of(std::size_t rows, std::size_t columns, double hertz, double seconds) {
    return {"", rows, columns, hertz, seconds};
}

class in_process_writer {
public:
    in_process_writer(std::size_t rows, std::size_t columns, double hertz, double seconds)
        : updates_(of(rows, columns, hertz, seconds)) {}

    // An ndarray that shares the elements.
    npublas::numpy_matrix<double> read() { return updates_.next(); }

private:
    source<npublas::numpy_matrix<double>> updates_;
};

class in_process_reader {
public:
    in_process_reader(std::size_t rows, std::size_t columns, double hertz, double seconds)
        : updates_(of(rows, columns, hertz, seconds)) {}

    // Borrows the elements for the call.
    void write(array_view a) { updates_.take(a); }
    std::string report() const { return updates_.report(); }

private:
    sink updates_;
};

} // namespace

BOOST_PYTHON_MODULE(one_process) {
    using namespace boost::python;
    using npublas::fast;
    class_<in_process_writer, boost::noncopyable>("Reader", "What C++ writes.",
                                                  init<std::size_t, std::size_t, double, double>())
        .def("read", fast(&in_process_writer::read));
    class_<in_process_reader, boost::noncopyable>("Writer", "Writes for C++.",
                                                  init<std::size_t, std::size_t, double, double>())
        .def("write", fast(&in_process_reader::write))
        .def("report", fast(&in_process_reader::report));
}
