// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

// What the tests of eigenvalues and singular values share: element types, matrices to try, and
// residuals in units of n eps, computed with plain loops.

#ifndef NPUBLAS_TEST_SPECTRAL_HPP
#define NPUBLAS_TEST_SPECTRAL_HPP

#include "linalg_testing.hpp"

#include <npublas/linalg/backend.hpp>
#include <npublas/linalg/operand.hpp>
#include <npublas/matrix_view.hpp>

#include <boost/numeric/ublas/matrix.hpp>
#include <boost/numeric/ublas/vector.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <tuple>
#include <type_traits>
#include <vector>

namespace spectral {

using namespace linalg_testing;
using linalg::detail::absolute;
using linalg::detail::conjugate;

using lapack_types = std::tuple<float, double, cfloat, cdouble>;
using generic_types = std::tuple<long double, clongdouble, number>;
using complex_types = std::tuple<cfloat, cdouble, clongdouble>;

template <class T>
inline constexpr bool is_fast = !std::is_same_v<T, number>;

/// The sizes to try; types without LAPACK only up to 40, multiprecision to 10.
template <class T>
std::vector<size_t> sizes() {
    if (!is_fast<T>) return {0, 1, 2, 3, 10};
    if (!linalg::detail::is_blas_type<T>) return {0, 1, 2, 3, 10, 17, 40};
    return {0, 1, 2, 3, 4, 5, 8, 10, 16, 17, 100};
}

template <class T>
ublas::matrix<T> identity(size_t n) {
    ublas::matrix<T> a(n, n, T(0));
    for (size_t i = 0; i < n; ++i)
        a(i, i) = T(1);
    return a;
}

template <class A>
auto adjoint(const A& a) {
    ublas::matrix<typename A::value_type> result(a.size2(), a.size1());
    for (size_t i = 0; i < a.size1(); ++i)
        for (size_t j = 0; j < a.size2(); ++j)
            result(j, i) = conjugate(a(i, j));
    return result;
}

template <class A, class B>
auto product(const A& a, const B& b) {
    using T = typename A::value_type;
    ublas::matrix<T> result(a.size1(), b.size2(), T(0));
    for (size_t i = 0; i < a.size1(); ++i)
        for (size_t k = 0; k < a.size2(); ++k)
            for (size_t j = 0; j < b.size2(); ++j)
                result(i, j) += a(i, k) * b(k, j);
    return result;
}

template <class T>
ublas::matrix<T> hermitian_matrix(size_t n) {
    const ublas::matrix<T> a = random_matrix<T>(n, n);
    return a + adjoint(a);
}

/// a, in units of n eps times the size of b.
template <class A, class B>
double in_units(const A& a, const B& b) {
    using R = real_t<typename A::value_type>;
    if (a.size1() == 0 || a.size2() == 0) return 0;
    const R extent = static_cast<R>(static_cast<double>(std::max(a.size1(), a.size2())));
    const R unit = std::numeric_limits<R>::epsilon() * extent;
    const R size = largest(b);
    return static_cast<double>(largest(a) / unit / (size == R(0) ? R(1) : size));
}

/// How far the columns are from orthonormal, in units of n eps.
template <class Q>
double orthogonality(const Q& q) {
    using T = typename Q::value_type;
    const ublas::matrix<T> one = identity<T>(q.size2());
    const ublas::matrix<T> defect = product(adjoint(q), q) - one;
    return in_units(defect, one) * static_cast<double>(q.size2()) /
           static_cast<double>(std::max<size_t>(q.size1(), 1));
}

/// The columns scaled by numbers.
template <class A, class X>
auto with_scaled_columns(const A& a, const X& factors) {
    using T = typename A::value_type;
    ublas::matrix<T> result(a.size1(), a.size2());
    for (size_t i = 0; i < a.size1(); ++i)
        for (size_t j = 0; j < a.size2(); ++j)
            result(i, j) = a(i, j) * factors(j);
    return result;
}

/// The same values as a strided view that owns its memory: every second element, rows reversed.
template <class T>
class scattered_copy {
public:
    explicit scattered_copy(const ublas::matrix<T>& values)
        : size1_(values.size1()), size2_(values.size2()), memory_(2 * size1_ * size2_ + 1, T(77)) {
        auto target = view();
        for (size_t i = 0; i < size1_; ++i)
            for (size_t j = 0; j < size2_; ++j)
                target(i, j) = values(i, j);
    }

    npublas::strided_matrix_view<T> view() {
        const auto width = static_cast<std::ptrdiff_t>(2 * size2_);
        const auto last_row = static_cast<std::ptrdiff_t>(size1_ == 0 ? 0 : size1_ - 1);
        return {memory_.data() + last_row * width, size1_, size2_, -width, 2};
    }

private:
    size_t size1_;
    size_t size2_;
    std::vector<T> memory_;
};

// Matrices with a name -------------------------------------------------------------------------

/// Wilkinson's W+ of odd order: pairs of eigenvalues that agree to many digits.
template <class T>
ublas::matrix<T> wilkinson(size_t n) {
    ublas::matrix<T> a(n, n, T(0));
    for (size_t i = 0; i < n; ++i) {
        const auto distance = static_cast<double>(i) - static_cast<double>(n - 1) / 2;
        a(i, i) = static_cast<T>(std::abs(distance));
        if (i + 1 < n) a(i, i + 1) = a(i + 1, i) = T(1);
    }
    return a;
}

/// Elements from 1 down to 10^-2(n-1).
template <class T>
ublas::matrix<T> graded(size_t n) {
    ublas::matrix<T> a(n, n);
    for (size_t i = 0; i < n; ++i)
        for (size_t j = 0; j < n; ++j)
            a(i, j) = T(static_cast<real_t<T>>(std::pow(10.0, -static_cast<double>(i + j)) *
                                               (i == j ? 1.0 : 0.5)));
    return a;
}

/// A Jordan block: one eigenvalue, one eigenvector.
template <class T>
ublas::matrix<T> jordan_block(size_t n, const T& eigenvalue) {
    ublas::matrix<T> a(n, n, T(0));
    for (size_t i = 0; i < n; ++i) {
        a(i, i) = eigenvalue;
        if (i + 1 < n) a(i, i + 1) = T(1);
    }
    return a;
}

} // namespace spectral

#endif
