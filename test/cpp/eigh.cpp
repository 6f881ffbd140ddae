// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

// Eigenvalues of hermitian matrices: residuals, orthogonality, and eigenvalues known in closed
// form.

#define BOOST_TEST_MODULE eigh

#include "spectral.hpp"

#include <npublas/linalg/eigh.hpp>
#include <npublas/linalg/error.hpp>

#include <boost/numeric/ublas/matrix_proxy.hpp>
#include <boost/test/unit_test.hpp>

#include <cmath>
#include <limits>
#include <stdexcept>

using namespace spectral;

namespace {

const double bound = 30;

template <class T, class Result>
void check_eigensystem(const ublas::matrix<T>& a, const Result& result) {
    BOOST_REQUIRE_EQUAL(result.values.size(), a.size1());
    const ublas::matrix<T> residual =
        product(a, result.vectors) - with_scaled_columns(result.vectors, result.values);
    BOOST_CHECK_LE(in_units(residual, a), bound);
    BOOST_CHECK_LE(orthogonality(result.vectors), bound);
    for (size_t i = 1; i < a.size1(); ++i)
        BOOST_CHECK(result.values(i - 1) <= result.values(i));
    const auto values = linalg::eigvalsh(a);
    const real_t<T> unit = std::numeric_limits<real_t<T>>::epsilon() * largest(a);
    for (size_t i = 0; i < a.size1(); ++i)
        BOOST_CHECK(absolute(values(i) - result.values(i)) <=
                    unit * static_cast<real_t<T>>(bound * static_cast<double>(a.size1())));
}

/// Overwrites the triangle that is not to be read.
template <class T>
ublas::matrix<T> without_triangle(ublas::matrix<T> a, bool upper) {
    for (size_t i = 0; i < a.size1(); ++i)
        for (size_t j = 0; j < i; ++j)
            (upper ? a(j, i) : a(i, j)) = T(std::numeric_limits<real_t<T>>::quiet_NaN());
    return a;
}

const double pi = 3.14159265358979323846;

} // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(random_matrices_in_every_layout, T, factor_types) {
    for (size_t n : sizes<T>()) {
        const ublas::matrix<T> a = hermitian_matrix<T>(n);
        const ublas::matrix<T, ublas::column_major> columns = a;
        check_eigensystem(a, linalg::eigh(a));
        check_eigensystem(a, linalg::eigh(columns));
        check_eigensystem(a, linalg::eigh(scattered_copy<T>(a).view()));
        check_eigensystem(ublas::matrix<T>(ublas::trans(a)), linalg::eigh(ublas::trans(a)));
        check_eigensystem(a, linalg::eigh(without_triangle(a, true)));
        check_eigensystem(a, linalg::eigh(without_triangle(a, false), ublas::upper_tag()));
        check_eigensystem(
            a, linalg::eigh(without_triangle(ublas::matrix<T>(a), false), ublas::upper_tag()));
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(outputs_of_any_strides, T, lapack_types) {
    for (size_t n : {1, 3, 16, 17, 40}) {
        const ublas::matrix<T> a = hermitian_matrix<T>(n);
        const auto expected = linalg::eigh(a);
        scattered_copy<T> vectors(a);
        scattered_copy<real_t<T>> values(ublas::matrix<real_t<T>>(n, 1));
        auto output = vectors.view();
        auto column = values.view();
        linalg::detail::eigh<T>(linalg::operand_of(a), true, linalg::operand_of(column).column(0),
                                linalg::operand_of(output));
        ublas::matrix<T> rows(n, n);
        ublas::vector<real_t<T>> numbers(n);
        linalg::detail::eigh<T>(linalg::operand_of(a), true, linalg::operand_of(numbers),
                                linalg::operand_of(rows));
        for (size_t j = 0; j < n; ++j) {
            BOOST_CHECK_EQUAL(column(j, 0), expected.values(j));
            BOOST_CHECK_EQUAL(numbers(j), expected.values(j));
            for (size_t i = 0; i < n; ++i) {
                BOOST_CHECK_EQUAL(output(i, j), expected.vectors(i, j));
                BOOST_CHECK_EQUAL(rows(i, j), expected.vectors(i, j));
            }
        }
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(imaginary_parts_of_the_diagonal_are_not_read, T, complex_types) {
    for (size_t n : {1, 2, 3, 17}) {
        const ublas::matrix<T> a = hermitian_matrix<T>(n);
        ublas::matrix<T> marked = a;
        for (size_t i = 0; i < n; ++i)
            marked(i, i) += T(0, 5);
        check_eigensystem(a, linalg::eigh(marked));
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(known_eigenvalues, T, factor_types) {
    using R = real_t<T>;
    const double eps = static_cast<double>(std::numeric_limits<R>::epsilon());
    // The second difference: 2 - 2 cos(k pi / (n + 1)). (The cosine is of double precision.)
    for (size_t n : {2, 3, 8, 20}) {
        ublas::matrix<T> a(n, n, T(0));
        for (size_t i = 0; i < n; ++i) {
            a(i, i) = T(2);
            if (i + 1 < n) a(i, i + 1) = a(i + 1, i) = T(-1);
        }
        const auto values = linalg::eigvalsh(a);
        for (size_t k = 0; k < n; ++k)
            BOOST_CHECK_SMALL(static_cast<double>(values(k)) -
                                  (2 - 2 * std::cos(static_cast<double>(k + 1) * pi /
                                                    static_cast<double>(n + 1))),
                              std::max(eps, 1e-16) * 4 * bound);
    }
    // Multiples of ones(n, n): n once and 0 else.
    const ublas::matrix<T> ones(7, 7, T(3));
    const auto values = linalg::eigvalsh(ones);
    BOOST_CHECK_SMALL(static_cast<double>(values(6) - R(21)), eps * 21 * bound);
    for (size_t k = 0; k < 6; ++k)
        BOOST_CHECK_SMALL(static_cast<double>(values(k)), eps * 21 * bound);
    // Pauli's matrix has no diagonal.
    ublas::matrix<T> pauli(2, 2, T(0));
    pauli(0, 1) = pauli(1, 0) = T(1);
    const auto pair = linalg::eigvalsh(pauli);
    BOOST_CHECK_SMALL(static_cast<double>(pair(0) + R(1)), eps * 4);
    BOOST_CHECK_SMALL(static_cast<double>(pair(1) - R(1)), eps * 4);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(matrices_with_a_name, T, factor_types) {
    const size_t n = is_fast<T> ? 21 : 11;
    check_eigensystem(hilbert_matrix<T>(8), linalg::eigh(hilbert_matrix<T>(8)));
    check_eigensystem(hilbert_matrix<T>(n), linalg::eigh(hilbert_matrix<T>(n)));
    check_eigensystem(wilkinson<T>(n), linalg::eigh(wilkinson<T>(n)));
    check_eigensystem(wilkinson<T>(7), linalg::eigh(wilkinson<T>(7)));
    check_eigensystem(graded<T>(6), linalg::eigh(graded<T>(6)));
    check_eigensystem(graded<T>(17), linalg::eigh(graded<T>(17)));
    check_eigensystem(identity<T>(9), linalg::eigh(identity<T>(9)));
    const ublas::matrix<T> nothing(9, 9, T(0));
    check_eigensystem(nothing, linalg::eigh(nothing));
}

BOOST_AUTO_TEST_CASE(wilkinson_21) {
    // J. H. Wilkinson, "The Algebraic Eigenvalue Problem", page 309.
    const auto values = linalg::eigvalsh(wilkinson<double>(21));
    BOOST_CHECK_CLOSE(values(20), 10.746194182903393, 1e-11);
    BOOST_CHECK_CLOSE(values(19), 10.746194182903322, 1e-11);
    const auto precise = linalg::eigvalsh(wilkinson<long double>(21));
    BOOST_CHECK_CLOSE(static_cast<double>(precise(20)), 10.746194182903393, 1e-13);
    BOOST_CHECK_CLOSE(static_cast<double>(precise(20) - precise(19)), 7.1e-14, 2.0);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(graded_from_either_end, T, generic_types) {
    // The smallest eigenvalues of a graded diagonally dominant matrix keep their digits.
    using R = real_t<T>;
    const size_t n = 6;
    for (const bool upwards : {false, true}) {
        ublas::matrix<T> a(n, n, T(0));
        for (size_t i = 0; i < n; ++i) {
            const size_t power = upwards ? i : n - 1 - i;
            a(i, i) = T(static_cast<R>(std::pow(1e5, static_cast<double>(power))));
            if (i > 0) {
                const R size = std::min(absolute(a(i, i)), absolute(a(i - 1, i - 1)));
                a(i, i - 1) = a(i - 1, i) = T(size / R(64));
            }
        }
        const auto values = linalg::eigvalsh(a);
        for (size_t k = 0; k < n; ++k) {
            const double expected = std::pow(1e5, static_cast<double>(k));
            BOOST_CHECK_CLOSE(static_cast<double>(values(k)), expected, 0.1);
        }
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(huge_and_tiny_elements, T, floating_types) {
    using R = real_t<T>;
    for (size_t n : {2, 3, 8, 20}) {
        const ublas::matrix<T> a = hermitian_matrix<T>(n);
        const auto expected = linalg::eigvalsh(a);
        const R scales[] = {std::sqrt((std::numeric_limits<R>::max)()) * R(1024),
                            (std::numeric_limits<R>::min)() * R(1024)};
        for (const R scale : scales) {
            const ublas::matrix<T> scaled = a * T(scale);
            const auto result = linalg::eigh(scaled);
            BOOST_CHECK_LE(orthogonality(result.vectors), bound);
            for (size_t k = 0; k < n; ++k)
                BOOST_CHECK_SMALL(static_cast<double>(result.values(k) / scale - expected(k)),
                                  static_cast<double>(std::numeric_limits<R>::epsilon() * R(1024) *
                                                      R(n) * largest(a)));
        }
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(no_number_no_convergence, T, factor_types) {
    using limits = std::numeric_limits<real_t<T>>;
    for (size_t n : {1, 2, 3, 10, 30})
        for (const real_t<T>& bad : {limits::quiet_NaN(), limits::infinity()}) {
            ublas::matrix<T> a = identity<T>(n);
            a(n - 1, 0) = T(bad);
            BOOST_CHECK_THROW(linalg::eigh(a), linalg::no_convergence);
            BOOST_CHECK_THROW(linalg::eigvalsh(a), linalg::no_convergence);
        }
}

BOOST_AUTO_TEST_CASE(expressions_proxies_and_integers) {
    const ublas::matrix<int> whole(3, 3, 2);
    BOOST_CHECK_CLOSE(linalg::eigvalsh(whole)(2), 6.0, 1e-12);
    const ublas::matrix<double> a = hermitian_matrix<double>(6);
    check_eigensystem(ublas::matrix<double>(a + a), linalg::eigh(a + a));
    const ublas::range middle(1, 5);
    const ublas::matrix<double> part = ublas::project(a, middle, middle);
    check_eigensystem(part, linalg::eigh(ublas::project(a, middle, middle)));
    BOOST_CHECK_THROW(linalg::eigh(ublas::matrix<double>(2, 3)), std::invalid_argument);
    BOOST_CHECK_THROW(linalg::eigvalsh(ublas::matrix<double>(2, 3)), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(generalised, T, factor_types) {
    for (size_t n : sizes<T>()) {
        const ublas::matrix<T> a = hermitian_matrix<T>(n);
        const ublas::matrix<T> root = random_matrix<T>(n, n);
        const ublas::matrix<T> b = product(root, adjoint(root)) + identity<T>(n);
        for (const bool upper : {false, true}) {
            const linalg::stored_triangle part =
                upper ? linalg::stored_triangle(ublas::upper_tag()) : ublas::lower_tag();
            const auto result =
                linalg::eigh(without_triangle(a, !upper), without_triangle(b, !upper), part);
            const auto right = with_scaled_columns(product(b, result.vectors), result.values);
            const ublas::matrix<T> residual = product(a, result.vectors) - right;
            BOOST_CHECK_LE(in_units(residual, b), bound);
            const ublas::matrix<T> defect =
                product(adjoint(result.vectors), product(b, result.vectors)) - identity<T>(n);
            BOOST_CHECK_LE(in_units(defect, b), bound);
            for (size_t i = 1; i < n; ++i)
                BOOST_CHECK(result.values(i - 1) <= result.values(i));
        }
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(generalised_refusals, T, factor_types) {
    for (size_t n : {1, 3, 20}) {
        const ublas::matrix<T> a = identity<T>(n);
        ublas::matrix<T> b = identity<T>(n);
        b(n - 1, n - 1) = T(-1);
        BOOST_CHECK_THROW(linalg::eigh(a, b), linalg::not_positive_definite);
        b(n - 1, n - 1) = T(std::numeric_limits<real_t<T>>::quiet_NaN());
        BOOST_CHECK_THROW(linalg::eigh(a, b), linalg::no_convergence);
        BOOST_CHECK_THROW(linalg::eigh(a, identity<T>(n + 1)), std::invalid_argument);
    }
}
