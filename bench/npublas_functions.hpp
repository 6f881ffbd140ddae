// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
// Copyright 2026 The npublas authors

/// The functions that npublas's two modules export, each through its own door.
#ifndef NPUBLAS_BENCH_NPUBLAS_FUNCTIONS_HPP
#define NPUBLAS_BENCH_NPUBLAS_FUNCTIONS_HPP

#include <npublas/python.hpp>

#include "fill.hpp"

#include <complex>
#include <cstddef>
#include <cstdint>

namespace bench {

namespace ublas = boost::numeric::ublas;
using npublas::matrix_view;
using npublas::strided_matrix_view;
using npublas::vector_view;

inline double first(vector_view<const double> v) { return v(0); }

inline double at(matrix_view<const double> M, std::size_t i, std::size_t j) { return M(i, j); }

inline void scale(vector_view<double> v, double s) { v *= s; }

inline void axpy(double a, vector_view<const double> x, vector_view<double> y) {
    noalias(y) += a * x;
}

inline double trace(strided_matrix_view<const double> M) {
    double sum = 0;
    for (std::size_t i = 0; i < M.size1(); ++i)
        sum += M(i, i);
    return sum;
}

inline ublas::vector<double> make(std::size_t n) {
    ublas::vector<double> v(n);
    fill(v.data().begin(), n);
    return v;
}

inline std::uintptr_t address() { return filled_address; }

inline double line(vector_view<const double> v, double slope, double offset) {
    return slope * v(0) + offset;
}

/// Which of the overloads was called.
inline int kind_float(vector_view<const float>) { return 1; }
inline int kind_int(vector_view<const std::int64_t>) { return 2; }
inline int kind_double(vector_view<const double>) { return 3; }
inline int kind_complex(vector_view<const std::complex<double>>) { return 4; }

/// A type of its own in each module: one type can be registered only once.
template <class Module>
class gain {
public:
    explicit gain(double factor) : factor_(factor) {}
    double apply(vector_view<const double> v) const { return factor_ * v(0); }

private:
    double factor_;
};

} // namespace bench

#endif
