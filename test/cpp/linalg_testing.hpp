// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// What the tests of npublas::linalg share: values of every element type, memory in every layout,
/// and the measures of LAPACK's own tests, computed by uBLAS.

#ifndef NPUBLAS_TEST_LINALG_TESTING_HPP
#define NPUBLAS_TEST_LINALG_TESTING_HPP

#include <npublas/linalg/detail/arithmetic.hpp>
#include <npublas/linalg/norm.hpp>
#include <npublas/linalg/operand.hpp>
#include <npublas/matrix_view.hpp>
#include <npublas/vector_view.hpp>

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Warray-bounds" // a false one of GCC 14, in shifts
#include <boost/multiprecision/cpp_bin_float.hpp>
#pragma GCC diagnostic pop
#include <boost/numeric/ublas/io.hpp>

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstdint>
#include <limits>
#include <random>
#include <stdexcept>
#include <string>
#include <tuple>
#include <type_traits>
#include <vector>

namespace linalg_testing {

namespace linalg = npublas::linalg;
namespace ublas = npublas::ublas;
using npublas::matrix_view;
using npublas::strided_matrix_view;
using npublas::strided_vector_view;
using npublas::vector_view;
using std::ptrdiff_t;
using std::size_t;

using cfloat = std::complex<float>;
using cdouble = std::complex<double>;
using clongdouble = std::complex<long double>;

using floating_types = std::tuple<float, double, long double, cfloat, cdouble, clongdouble>;
using element_types = std::tuple<bool, std::int8_t, std::uint16_t, std::int64_t, float, double,
                                 long double, cfloat, cdouble, clongdouble>;

template <class T>
using real_t = linalg::detail::real_type_t<T>;

template <class T>
inline constexpr bool is_complex = linalg::detail::is_complex<T>::value;

// Small whole numbers, so that every type computes products exactly ------------------------------

inline std::mt19937& generator() {
    static std::mt19937 engine(20261);
    return engine;
}

inline int small_integer(int low, int high) {
    return std::uniform_int_distribution<int>(low, high)(generator());
}

template <class T>
T whole_number() {
    if constexpr (std::is_same_v<T, bool>)
        return small_integer(0, 3) == 0;
    else if constexpr (std::is_unsigned_v<T>)
        return static_cast<T>(small_integer(0, 3));
    else if constexpr (is_complex<T>)
        return T(static_cast<real_t<T>>(small_integer(-3, 3)),
                 static_cast<real_t<T>>(small_integer(-3, 3)));
    else
        return static_cast<T>(small_integer(-3, 3));
}

template <class T>
ublas::matrix<T> whole_matrix(size_t size1, size_t size2) {
    ublas::matrix<T> a(size1, size2);
    for (size_t i = 0; i < size1; ++i)
        for (size_t j = 0; j < size2; ++j)
            a(i, j) = whole_number<T>();
    return a;
}

template <class T>
ublas::vector<T> whole_vector(size_t size) {
    ublas::vector<T> x(size);
    for (size_t i = 0; i < size; ++i)
        x(i) = whole_number<T>();
    return x;
}

template <class A, class B>
bool same_matrix(const A& a, const B& b) {
    if (a.size1() != b.size1() || a.size2() != b.size2()) return false;
    for (size_t i = 0; i < a.size1(); ++i)
        for (size_t j = 0; j < a.size2(); ++j)
            if (a(i, j) != b(i, j)) return false;
    return true;
}

template <class X, class Y>
bool same_vector(const X& x, const Y& y) {
    if (x.size() != y.size()) return false;
    for (size_t i = 0; i < x.size(); ++i)
        if (x(i) != y(i)) return false;
    return true;
}

/// uBLAS's own products, evaluated.
template <class T>
ublas::matrix<T> ublas_prod(const ublas::matrix<T>& a, const ublas::matrix<T>& b) {
    if (a.size2() == 0) return ublas::matrix<T>(a.size1(), b.size2(), T(0));
    return ublas::prod(a, b);
}

template <class T>
ublas::vector<T> ublas_prod(const ublas::matrix<T>& a, const ublas::vector<T>& x) {
    if (a.size2() == 0) return ublas::vector<T>(a.size1(), T(0));
    return ublas::prod(a, x);
}

// Layouts: one set of values, laid out in memory in every way -----------------------------------

enum class layout {
    row_major,
    column_major,
    padded_rows,
    padded_columns,
    reversed_rows,
    reversed_columns,
    reversed_both,
    scattered
};

inline constexpr layout all_layouts[] = {
    layout::row_major,     layout::column_major,     layout::padded_rows,   layout::padded_columns,
    layout::reversed_rows, layout::reversed_columns, layout::reversed_both, layout::scattered};

/// A matrix in a layout, and the guard elements around it that nobody may touch.
template <class T>
class laid_out_matrix {
public:
    laid_out_matrix(const ublas::matrix<T>& values, layout how)
        : size1_(static_cast<ptrdiff_t>(values.size1())),
          size2_(static_cast<ptrdiff_t>(values.size2())) {
        choose_strides(how);
        const ptrdiff_t spread1 = std::abs(stride1_) * std::max<ptrdiff_t>(size1_ - 1, 0);
        const ptrdiff_t spread2 = std::abs(stride2_) * std::max<ptrdiff_t>(size2_ - 1, 0);
        memory_ = ublas::vector<T>(static_cast<size_t>(spread1 + spread2 + 1), T(1));
        origin_ = (stride1_ < 0 ? spread1 : 0) + (stride2_ < 0 ? spread2 : 0);
        for (size_t i = 0; i < values.size1(); ++i)
            for (size_t j = 0; j < values.size2(); ++j)
                memory_(index(i, j)) = values(i, j);
        before_ = memory_;
    }

    strided_matrix_view<T> view() {
        return {&memory_(0) + origin_, static_cast<size_t>(size1_), static_cast<size_t>(size2_),
                stride1_, stride2_};
    }

    strided_matrix_view<const T> const_view() const {
        return {&memory_(0) + origin_, static_cast<size_t>(size1_), static_cast<size_t>(size2_),
                stride1_, stride2_};
    }

    /// True if no element outside the matrix has changed since construction.
    bool guards_are_intact() const {
        ublas::vector<T> now = memory_;
        for (size_t i = 0; i < static_cast<size_t>(size1_); ++i)
            for (size_t j = 0; j < static_cast<size_t>(size2_); ++j)
                now(index(i, j)) = before_(index(i, j));
        return same_vector(now, before_);
    }

private:
    void choose_strides(layout how) {
        const ptrdiff_t rows = std::max<ptrdiff_t>(size1_, 1);
        const ptrdiff_t columns = std::max<ptrdiff_t>(size2_, 1);
        switch (how) {
        case layout::row_major:
            return set_strides(columns, 1);
        case layout::column_major:
            return set_strides(1, rows);
        case layout::padded_rows:
            return set_strides(columns + 3, 1);
        case layout::padded_columns:
            return set_strides(1, rows + 2);
        case layout::reversed_rows:
            return set_strides(-columns, 1);
        case layout::reversed_columns:
            return set_strides(columns, -1);
        case layout::reversed_both:
            return set_strides(-1, -rows);
        case layout::scattered:
            return set_strides(2 * columns + 5, 2);
        }
    }

    void set_strides(ptrdiff_t stride1, ptrdiff_t stride2) {
        stride1_ = stride1;
        stride2_ = stride2;
    }

    size_t index(size_t i, size_t j) const {
        return static_cast<size_t>(origin_ + static_cast<ptrdiff_t>(i) * stride1_ +
                                   static_cast<ptrdiff_t>(j) * stride2_);
    }

    ptrdiff_t size1_;
    ptrdiff_t size2_;
    ptrdiff_t stride1_ = 0;
    ptrdiff_t stride2_ = 0;
    ptrdiff_t origin_ = 0;
    ublas::vector<T> memory_;
    ublas::vector<T> before_;
};

inline constexpr ptrdiff_t vector_strides[] = {1, 2, -1, -3};

/// A vector with a stride, and the guard elements between.
template <class T>
class laid_out_vector {
public:
    laid_out_vector(const ublas::vector<T>& values, ptrdiff_t stride) {
        ublas::matrix<T> column(values.size(), static_cast<size_t>(std::abs(stride)));
        for (size_t i = 0; i < values.size(); ++i)
            for (size_t j = 0; j < column.size2(); ++j)
                column(i, j) = values(i);
        matrix_.emplace_back(column, stride < 0 ? layout::reversed_rows : layout::row_major);
        size_ = values.size();
        stride_ = stride;
    }

    strided_vector_view<T> view() { return {matrix_[0].view().data(), size_, stride_}; }

    strided_vector_view<const T> const_view() const {
        return {matrix_[0].const_view().data(), size_, stride_};
    }

private:
    std::vector<laid_out_matrix<T>> matrix_;
    size_t size_ = 0;
    ptrdiff_t stride_ = 1;
};

// Random values, and how far from right a result may be -----------------------------------------

template <class T>
T random_number() {
    std::uniform_real_distribution<double> uniform(-1, 1);
    if constexpr (is_complex<T>) {
        const auto re = static_cast<real_t<T>>(uniform(generator()));
        return T(re, static_cast<real_t<T>>(uniform(generator())));
    } else {
        return static_cast<T>(uniform(generator()));
    }
}

template <class T>
ublas::matrix<T> random_matrix(size_t size1, size_t size2) {
    ublas::matrix<T> a(size1, size2);
    for (size_t i = 0; i < size1; ++i)
        for (size_t j = 0; j < size2; ++j)
            a(i, j) = random_number<T>();
    return a;
}

template <class E>
auto largest(const E& a) {
    real_t<typename E::value_type> result = 0;
    for (size_t i = 0; i < a.size1(); ++i)
        for (size_t j = 0; j < a.size2(); ++j) {
            using std::abs;
            const auto size = abs(a(i, j));
            if (!(size <= result)) result = size; // a NaN gets through
        }
    return result;
}

/// LAPACK's test ratio: |b - a x| / (|a| |x| eps n), computed by uBLAS. Backward stable: below 30.
template <class T, class X>
bool residual_is_small(const ublas::matrix<T>& a, const X& x, const ublas::matrix<T>& b) {
    const size_t n = a.size1();
    if (x.size1() != n || x.size2() != b.size2()) return false;
    if (n == 0 || b.size2() == 0) return true;
    const ublas::matrix<T> solution(x);
    const ublas::matrix<T> residual = b - ublas_prod(a, solution);
    const real_t<T> unit = std::numeric_limits<real_t<T>>::epsilon() * real_t<T>(n);
    return largest(residual) <= 30 * unit * linalg::norm_inf(a) * largest(solution);
}

template <class X>
auto as_matrix(const X& x) {
    ublas::matrix<typename X::value_type> result(x.size(), 1);
    column(result, 0) = x;
    return result;
}

/// A number type that has no arithmetic of the processor's.
using number = boost::multiprecision::number<boost::multiprecision::cpp_bin_float<50>,
                                             boost::multiprecision::et_off>;

/// True if calling f throws std::invalid_argument whose text contains `words`.
template <class F>
bool refuses(F f, const std::string& words) {
    try {
        f();
    } catch (const std::invalid_argument& error) {
        return std::string(error.what()).find(words) != std::string::npos;
    }
    return false;
}

// What factorizations are tested with -----------------------------------------------------------

using factor_types = std::tuple<float, double, long double, cfloat, cdouble, clongdouble, number>;

inline constexpr layout some_layouts[] = {layout::row_major, layout::column_major,
                                          layout::padded_columns, layout::reversed_both,
                                          layout::scattered};

/// Sizes on both sides of all limits; not the largest for a slow number type.
template <class T>
std::vector<size_t> orders() {
    if (std::is_same_v<T, number>) return {0, 1, 2, 3, 10, 20};
    return {0, 1, 2, 3, 4, 5, 10, 16, 17, 33, 100};
}

template <class T>
real_t<T> unit_roundoff() {
    return std::numeric_limits<real_t<T>>::epsilon();
}

/// True if no element differs by more than 30 n eps times `scale`: the bound of LAPACK's tests.
template <class First, class Second>
bool agree(const First& first, const Second& second, real_t<typename First::value_type> scale = 1) {
    using T = typename First::value_type;
    if (first.size1() != second.size1() || first.size2() != second.size2()) return false;
    const ublas::matrix<T> difference = first - second;
    const size_t n = std::max<size_t>({first.size1(), first.size2(), 1});
    return largest(difference) <= real_t<T>(30) * real_t<T>(n) * unit_roundoff<T>() * scale;
}

template <class T>
ublas::matrix<T> adjoint(const ublas::matrix<T>& a) {
    return ublas::herm(a);
}

/// The matrix with the elements of its lower triangle mirrored, conjugated if `hermitian`.
template <class T>
ublas::matrix<T> mirrored_matrix(ublas::matrix<T> a, bool hermitian) {
    for (size_t i = 0; i < a.size1(); ++i) {
        if (hermitian) a(i, i) = T(linalg::detail::real_part(a(i, i)));
        for (size_t j = 0; j < i; ++j)
            a(j, i) = hermitian ? linalg::detail::conjugate(a(i, j)) : a(i, j);
    }
    return a;
}

template <class T>
ublas::matrix<T> positive_definite_matrix(size_t n) {
    const ublas::matrix<T> a = random_matrix<T>(n, n);
    return mirrored_matrix<T>(ublas_prod(a, adjoint(a)) + ublas::identity_matrix<T>(n), true);
}

/// Ill-conditioned: its condition number grows as e^(3.5 n).
template <class T>
ublas::matrix<T> hilbert_matrix(size_t n) {
    ublas::matrix<T> a(n, n);
    for (size_t i = 0; i < n; ++i)
        for (size_t j = 0; j < n; ++j)
            a(i, j) = T(real_t<T>(1) / real_t<T>(i + j + 1));
    return a;
}

/// J. Wilkinson's matrix on which elimination with partial pivoting doubles elements n - 1 times.
template <class T>
ublas::matrix<T> growing_matrix(size_t n) {
    ublas::matrix<T> a(n, n);
    for (size_t i = 0; i < n; ++i)
        for (size_t j = 0; j < n; ++j)
            a(i, j) = j == i || j + 1 == n ? T(1) : j < i ? T(-1) : T(0);
    return a;
}

/// W. Kahan's triangle: nearly singular, though no element of its diagonal is small.
template <class T>
ublas::matrix<T> kahan_matrix(size_t n) {
    using R = real_t<T>;
    const R cosine = R(0.28);
    const R sine = R(0.96);
    ublas::matrix<T> a(n, n);
    R scale = 1;
    for (size_t i = 0; i < n; ++i) {
        for (size_t j = 0; j < n; ++j)
            a(i, j) = j == i ? T(scale) : j > i ? T(-cosine * scale) : T(0);
        scale *= sine;
    }
    return a;
}

/// Rows and columns of sizes from 1 down to 10^-8.
template <class T>
ublas::matrix<T> graded_matrix(size_t n) {
    ublas::matrix<T> a = random_matrix<T>(n, n);
    for (size_t i = 0; i < n; ++i)
        for (size_t j = 0; j < n; ++j)
            a(i, j) *= T(real_t<T>(std::pow(10.0, -8.0 * double(i + j) / double(2 * n))));
    return a;
}

} // namespace linalg_testing

#endif
