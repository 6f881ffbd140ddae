// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

// What the C++ program does whatever way its updates go: exchange.py does the same in Python.

#ifndef NPUBLAS_EXAMPLES_TWO_PROGRAMS_UPDATES_HPP
#define NPUBLAS_EXAMPLES_TWO_PROGRAMS_UPDATES_HPP

#include <npublas/matrix_view.hpp>

#include <time.h>

#include <cmath>
#include <cstddef>
#include <exception>
#include <fstream>
#include <iostream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace two_programs {

namespace ublas = boost::numeric::ublas;
using array_view = npublas::matrix_view<const double>;

// The command line. Zero hertz are as fast as can be.
struct settings {
    std::string where;
    std::size_t rows, columns;
    double hertz, seconds;
};

// Both programs read the same clock.
inline double now() {
    timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

inline void sleep_until(double moment) {
    double const whole = std::floor(moment);
    timespec const time{static_cast<time_t>(whole), static_cast<long>((moment - whole) * 1e9)};
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, nullptr);
}

// The most kilobytes that this program had resident.
inline long peak_memory() {
    std::ifstream status("/proc/self/status");
    std::string line, before = "VmHWM:";
    while (std::getline(status, line))
        if (line.compare(0, before.size(), before) == 0)
            return std::stol(line.substr(before.size()));
    return 0;
}

// Elements of update k: k first and last (the last update of all has -k), then the time at which it
// was written, then numbers with many digits. Between paced updates they all change.
template <class Array>
void fill(Array& a, double k, bool all) {
    auto* elements = &a(0, 0);
    std::size_t const n = a.size1() * a.size2();
    for (std::size_t i = 2; all && i + 1 < n; ++i)
        elements[i] = k + static_cast<double>(i) / 7;
    elements[0] = elements[n - 1] = k;
}

inline void check(array_view a, bool all) {
    auto const* elements = &a(0, 0);
    std::size_t const n = a.size1() * a.size2();
    bool right = elements[0] == elements[n - 1];
    for (std::size_t i = 2; all && i + 1 < n; ++i)
        right = right && elements[i] == std::abs(elements[0]) + static_cast<double>(i) / 7;
    if (!right) throw std::runtime_error("the elements are not those of one update");
}

// Makes the updates, when they are due.
template <class Array>
class source {
public:
    explicit source(settings const& s)
        : paced_(s.hertz > 0), pause_(paced_ ? 1 / s.hertz : 0), begin_(now()),
          end_(begin_ + s.seconds), a_(s.rows, s.columns) {
        fill(a_, 0, true);
    }

    bool more() const { return !last_; }

    Array const& next() {
        ++k_;
        if (paced_) sleep_until(begin_ + k_ * pause_);
        last_ = now() >= end_;
        fill(a_, k_, paced_);
        if (last_) a_(0, 0) = a_(a_.size1() - 1, a_.size2() - 1) = -k_;
        a_(0, 1) = now();
        return a_;
    }

private:
    bool paced_, last_ = false;
    double pause_, begin_, end_;
    int k_ = 0;
    Array a_;
};

// Takes the updates as they come, and says when they came.
class sink {
public:
    explicit sink(settings const& s) : paced_(s.hertz > 0) {}

    bool more() const { return more_; }

    void take(array_view a) {
        latest_ = now();
        if (updates_++ == 0) first_ = latest_;
        if (paced_) latencies_.push_back(latest_ - a(0, 1));
        more_ = a(0, 0) > 0;
        check(a, paced_);
    }

    // How many updates came, in how many seconds, the memory this program took in kilobytes, and,
    // of paced updates, the seconds from just before each was written until it was here.
    std::string report() const {
        std::ostringstream text;
        text << updates_ << ' ' << latest_ - first_ << ' ' << peak_memory();
        for (double latency : latencies_)
            text << ' ' << latency;
        return text.str();
    }

private:
    bool paced_, more_ = true;
    int updates_ = 0;
    double first_ = 0, latest_ = 0;
    std::vector<double> latencies_;
};

template <class Writer>
void write_updates(Writer& writer, settings const& s) {
    std::string go;
    std::getline(std::cin, go); // the reader is there
    source<typename Writer::array> updates(s);
    while (updates.more())
        writer.write(updates.next());
    std::cout << peak_memory() << std::endl;
}

template <class Reader>
void read_updates(Reader& reader, settings const& s) {
    std::cout << "ready" << std::endl;
    sink updates(s);
    while (updates.more())
        updates.take(reader.read());
    std::cout << updates.report() << std::endl;
}

// program write|read where rows columns hertz seconds
template <class Writer, class Reader>
int run(int argc, char** argv) try {
    std::vector<std::string> const words(argv, argv + argc);
    if (words.size() != 7) throw std::invalid_argument("six arguments are wanted");
    settings const s{words[2], std::stoul(words[3]), std::stoul(words[4]), std::stod(words[5]),
                     std::stod(words[6])};
    if (words[1] == "write") {
        Writer writer(s.where, s.rows, s.columns);
        write_updates(writer, s);
    } else {
        Reader reader(s.where, s.rows, s.columns);
        read_updates(reader, s);
    }
    return 0;
} catch (std::exception const& error) {
    std::cerr << error.what() << '\n';
    return 1;
}

} // namespace two_programs

#endif
