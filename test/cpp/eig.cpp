// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

// Eigenvalues of matrices of any kind: residuals, and eigenvalues that are known.

#define BOOST_TEST_MODULE eig

#include "spectral.hpp"

#include <npublas/linalg/eig.hpp>
#include <npublas/linalg/error.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <complex>
#include <limits>
#include <stdexcept>
#include <vector>

using namespace spectral;

namespace {

const double bound = 30;

template <class T>
using complex_t = std::complex<real_t<T>>;

template <class T>
ublas::matrix<complex_t<T>> as_complex(const ublas::matrix<T>& a) {
    return ublas::matrix<complex_t<T>>(a);
}

template <class T, class Result>
void check_eigensystem(const ublas::matrix<T>& a, const Result& result) {
    using C = complex_t<T>;
    const ublas::matrix<C> matrix = as_complex(a);
    const ublas::matrix<C> residual =
        product(matrix, result.vectors) - with_scaled_columns(result.vectors, result.values);
    BOOST_CHECK_LE(in_units(residual, matrix), bound);
    const size_t n = a.size1();
    const real_t<T> eps = std::numeric_limits<real_t<T>>::epsilon();
    for (size_t j = 0; j < n; ++j) {
        real_t<T> square(0);
        for (size_t i = 0; i < n; ++i)
            square += std::norm(result.vectors(i, j));
        BOOST_CHECK_SMALL(static_cast<double>(std::sqrt(square) - 1),
                          static_cast<double>(eps) * bound * static_cast<double>(n));
    }
    if constexpr (!is_complex<T>) {
        // Conjugate pairs are exact, and what belongs to real eigenvalues is real.
        for (size_t j = 0; j < n; ++j) {
            const bool real = result.values(j).imag() == 0;
            if (!real) {
                BOOST_REQUIRE(j + 1 < n);
                BOOST_CHECK(result.values(j).imag() > 0);
                BOOST_CHECK_EQUAL(result.values(j + 1), std::conj(result.values(j)));
            }
            for (size_t i = 0; i < n; ++i)
                if (real)
                    BOOST_CHECK_EQUAL(result.vectors(i, j).imag(), 0);
                else
                    BOOST_CHECK_EQUAL(result.vectors(i, j + 1), std::conj(result.vectors(i, j)));
            if (!real) ++j;
        }
    }
    C trace(0);
    C sum(0);
    const auto values = linalg::eigvals(a);
    for (size_t i = 0; i < n; ++i) {
        trace += matrix(i, i);
        sum += values(i);
    }
    BOOST_CHECK_LE(static_cast<double>(std::abs(trace - sum)),
                   static_cast<double>(eps * largest(a)) * bound * static_cast<double>(n * n));
}

/// The largest distance of a value found from the nearest one expected, each used once.
template <class Values>
double distance(const Values& found, std::vector<std::complex<double>> expected) {
    double result = 0;
    for (size_t i = 0; i < found.size(); ++i) {
        const std::complex<double> value(static_cast<double>(found(i).real()),
                                         static_cast<double>(found(i).imag()));
        const auto nearest =
            std::min_element(expected.begin(), expected.end(), [&](const auto& a, const auto& b) {
                return std::abs(a - value) < std::abs(b - value);
            });
        result = std::max(result, std::abs(*nearest - value));
        expected.erase(nearest);
    }
    return result;
}

} // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(random_matrices_in_every_layout, T, floating_types) {
    for (size_t n : sizes<T>()) {
        const ublas::matrix<T> a = random_matrix<T>(n, n);
        check_eigensystem(a, linalg::eig(a));
        const ublas::matrix<T, ublas::column_major> columns = a;
        check_eigensystem(a, linalg::eig(columns));
        check_eigensystem(a, linalg::eig(scattered_copy<T>(a).view()));
        check_eigensystem(ublas::matrix<T>(ublas::trans(a)), linalg::eig(ublas::trans(a)));
        // Row-major vectors and strided values.
        using C = complex_t<T>;
        linalg::eig_result<T> strided{ublas::vector<C>(n), ublas::matrix<C>(n, n)};
        ublas::matrix<C> vectors(n, n);
        ublas::vector<C> values(2 * n + 1);
        linalg::detail::eig<T>(linalg::operand_of(a),
                               {&values(0), static_cast<std::ptrdiff_t>(n), 2},
                               linalg::operand_of(vectors));
        strided.vectors = vectors;
        for (size_t k = 0; k < n; ++k)
            strided.values(k) = values(2 * k);
        check_eigensystem(a, strided);
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(known_eigenvalues, T, floating_types) {
    const double eps = static_cast<double>(std::numeric_limits<real_t<T>>::epsilon());
    // A cyclic permutation: the roots of unity.
    const size_t n = 7;
    ublas::matrix<T> cycle(n, n, T(0));
    std::vector<std::complex<double>> roots;
    for (size_t i = 0; i < n; ++i) {
        cycle((i + 1) % n, i) = T(1);
        roots.push_back(std::polar(1.0, 2 * 3.14159265358979323846 * static_cast<double>(i) / 7));
    }
    check_eigensystem(cycle, linalg::eig(cycle));
    BOOST_CHECK_SMALL(distance(linalg::eigvals(cycle), roots), std::max(eps, 2.2e-16) * 50);
    // A rotation by a quarter: i and -i.
    ublas::matrix<T> quarter(2, 2, T(0));
    quarter(0, 1) = T(-1);
    quarter(1, 0) = T(1);
    BOOST_CHECK_SMALL(distance(linalg::eigvals(quarter), {{0, 1}, {0, -1}}), eps * 10);
    // The companion matrix of (x - 1)(x - 2)(x - 3)(x - 4).
    ublas::matrix<T> companion(4, 4, T(0));
    const int coefficients[] = {10, -35, 50, -24};
    for (size_t j = 0; j < 4; ++j) {
        companion(0, j) = static_cast<T>(static_cast<real_t<T>>(coefficients[j]));
        if (j < 3) companion(j + 1, j) = T(1);
    }
    check_eigensystem(companion, linalg::eig(companion));
    BOOST_CHECK_SMALL(distance(linalg::eigvals(companion), {1, 2, 3, 4}), eps * 1e5);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(matrices_with_a_name, T, floating_types) {
    for (size_t n : {1, 2, 3, 8, 12}) {
        check_eigensystem(hilbert_matrix<T>(n), linalg::eig(hilbert_matrix<T>(n)));
        check_eigensystem(wilkinson<T>(n), linalg::eig(wilkinson<T>(n)));
        check_eigensystem(graded<T>(n), linalg::eig(graded<T>(n)));
        check_eigensystem(identity<T>(n), linalg::eig(identity<T>(n)));
        const ublas::matrix<T> zeros(n, n, T(0));
        check_eigensystem(zeros, linalg::eig(zeros));
        check_eigensystem(kahan_matrix<T>(n), linalg::eig(kahan_matrix<T>(n)));
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(defective_matrices, T, floating_types) {
    // A Jordan block is triangular: its eigenvalue is on the diagonal, its only eigenvector e(0).
    // For LAPACK, so is its transpose, by a permutation.
    for (size_t n : {2, 5, 40}) {
        const ublas::matrix<T> a = jordan_block<T>(n, T(3));
        const auto result = linalg::eig(a);
        check_eigensystem(a, result);
        for (size_t k = 0; k < n; ++k) {
            BOOST_CHECK_EQUAL(result.values(k), complex_t<T>(3));
            BOOST_CHECK_CLOSE(static_cast<double>(std::abs(result.vectors(0, k))), 1.0, 1e-4);
        }
        check_eigensystem(ublas::matrix<T>(ublas::trans(a)), linalg::eig(ublas::trans(a)));
    }
}

BOOST_AUTO_TEST_CASE(long_jordan_blocks_do_not_overflow) {
    const auto result = linalg::eig(jordan_block<long double>(400, 1.0L));
    for (size_t j = 0; j < 400; ++j)
        BOOST_CHECK(std::abs(result.vectors(0, j)) <= 1.0L);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(refusals, T, floating_types) {
    using limits = std::numeric_limits<real_t<T>>;
    for (size_t n : {1, 3, 20})
        for (const real_t<T>& bad : {limits::quiet_NaN(), limits::infinity()}) {
            ublas::matrix<T> a = random_matrix<T>(n, n);
            a(n / 2, n / 3) = T(bad);
            BOOST_CHECK_THROW(linalg::eig(a), linalg::no_convergence);
            BOOST_CHECK_THROW(linalg::eigvals(a), linalg::no_convergence);
        }
    BOOST_CHECK_THROW(linalg::eig(ublas::matrix<T>(2, 3)), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(integers) {
    ublas::matrix<int> a(2, 2, 1);
    a(0, 1) = -1;
    BOOST_CHECK_SMALL(distance(linalg::eigvals(a), {{1, 1}, {1, -1}}), 1e-15);
}
