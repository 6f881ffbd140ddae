// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// Functions that release the GIL, and a place where threads meet: only those that run side by side
/// in C++ can.

#include <npublas/python.hpp>
#include <npublas/python/def.hpp>
#include <npublas/python/gil_release.hpp>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <stdexcept>

#include <boost/python.hpp>

namespace {

namespace bp = boost::python;
namespace ublas = boost::numeric::ublas;
using npublas::gil_release;
using npublas::matrix_view;
using npublas::vector_view;

/// Where `expected` threads wait for each other.
class Meeting {
public:
    explicit Meeting(int expected) : expected_(expected) {}

    /// Whether all came in time.
    bool arrive(double seconds) {
        std::unique_lock<std::mutex> lock(mutex_);
        if (++arrived_ == expected_) all_came_.notify_all();
        return all_came_.wait_for(lock, std::chrono::duration<double>(seconds),
                                  [this] { return arrived_ >= expected_; });
    }

private:
    std::mutex mutex_;
    std::condition_variable all_came_;
    int expected_;
    int arrived_ = 0;
};

bool meet_released(Meeting& meeting, double seconds) {
    gil_release const released;
    return meeting.arrive(seconds);
}

bool meet_holding(Meeting& meeting, double seconds) { return meeting.arrive(seconds); }

/// Doubles the elements, waits for the others, and goes on working beside them.
bool work(vector_view<double> v, Meeting& meeting, double seconds) {
    gil_release const released;
    v *= 2;
    bool const met = meeting.arrive(seconds);
    for (int i = 0; i < 50; ++i) {
        v *= 3;
        v /= 3;
    }
    return met;
}

double fail_released(vector_view<double> v) {
    gil_release const released;
    v(0) = 99;
    throw ublas::bad_size("failed without the GIL");
}

/// A guard inside another, and one after.
bool nested() {
    {
        gil_release const outer;
        if (PyGILState_Check()) return false;
        {
            gil_release const inner;
            if (PyGILState_Check()) return false;
        }
        if (PyGILState_Check()) return false;
    }
    return PyGILState_Check() == 1;
}

/// The sum of a product, on views and containers.
double traced_product(matrix_view<double const> a, ublas::matrix<double> const& b) {
    gil_release const released;
    ublas::matrix<double> const c = ublas::prod(a, b);
    double sum = 0;
    for (std::size_t i = 0; i < c.size1(); ++i)
        sum += c(i, i);
    return sum;
}

double scale(vector_view<double> v, double factor) {
    v *= factor;
    return v(0);
}
float scale_float(vector_view<float> v, float factor) {
    v *= factor;
    return v(0);
}

} // namespace

BOOST_PYTHON_MODULE(bridge_threads) {
    bp::class_<Meeting, boost::noncopyable>("Meeting", bp::init<int>());
    bp::def("meet_released", &meet_released);
    bp::def("meet_holding", &meet_holding);
    bp::def("plain_work", &work);
    npublas::def("fast_work", &work);
    bp::def("plain_fail", &fail_released);
    npublas::def("fast_fail", &fail_released);
    bp::def("nested", &nested);
    bp::def("plain_product", &traced_product);
    npublas::def("fast_product", &traced_product);
    bp::def("plain_scale", &scale);
    bp::def("plain_scale", &scale_float);
    npublas::def("fast_scale", &scale);
    npublas::def("fast_scale", &scale_float);
}
