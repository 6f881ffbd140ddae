// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

// Schur forms: residuals, orthogonality, and the shape that the form must have.

#define BOOST_TEST_MODULE schur

#include "spectral.hpp"

#include <npublas/linalg/error.hpp>
#include <npublas/linalg/schur.hpp>

#include <boost/numeric/ublas/matrix_proxy.hpp>
#include <boost/test/unit_test.hpp>

#include <limits>
#include <stdexcept>

using namespace spectral;

namespace {

const double bound = 30;

template <class T>
bool is_schur_form(const ublas::matrix<T, ublas::column_major>& t) {
    for (size_t j = 0; j < t.size2(); ++j)
        for (size_t i = j + 1; i < t.size1(); ++i) {
            if (t(i, j) == T(0)) continue;
            if (is_complex<T> || i > j + 1) return false;
            // A block for a conjugate pair, with nothing below or left of it.
            if (t(j, j) != t(i, i)) return false;
            if (!(real_t<T>(absolute(t(i, j))) > real_t<T>(0))) return false;
            if constexpr (!is_complex<T>)
                if ((t(i, j) < T(0)) == (t(j, i) < T(0))) return false;
            if (i + 1 < t.size1() && t(i + 1, i) != T(0)) return false;
        }
    return true;
}

template <class T, class Result>
void check_schur(const ublas::matrix<T>& a, const Result& result) {
    const ublas::matrix<T> back = product(product(result.z, result.t), adjoint(result.z));
    BOOST_CHECK_LE(in_units(ublas::matrix<T>(back - a), a), bound);
    BOOST_CHECK_LE(orthogonality(result.z), bound);
    BOOST_CHECK(is_schur_form(result.t));
}

} // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(random_matrices_in_every_layout, T, factor_types) {
    for (size_t n : sizes<T>()) {
        const ublas::matrix<T> a = random_matrix<T>(n, n);
        check_schur(a, linalg::schur(a));
        const ublas::matrix<T, ublas::column_major> columns = a;
        check_schur(a, linalg::schur(columns));
        check_schur(a, linalg::schur(scattered_copy<T>(a).view()));
        check_schur(ublas::matrix<T>(ublas::trans(a)), linalg::schur(ublas::trans(a)));
        // Row-major and strided outputs.
        ublas::matrix<T> t(n, n);
        scattered_copy<T> z(a);
        auto z_view = z.view();
        linalg::detail::schur<T>(linalg::operand_of(a), linalg::operand_of(t),
                                 linalg::operand_of(z_view));
        check_schur(a, linalg::schur_result<T>{t, z_view});
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(matrices_with_a_name, T, factor_types) {
    for (size_t n : {2, 3, 8, 12}) {
        check_schur(hilbert_matrix<T>(n), linalg::schur(hilbert_matrix<T>(n)));
        check_schur(wilkinson<T>(n), linalg::schur(wilkinson<T>(n)));
        check_schur(graded<T>(n), linalg::schur(graded<T>(n)));
        check_schur(identity<T>(n), linalg::schur(identity<T>(n)));
        const ublas::matrix<T> zeros(n, n, T(0));
        check_schur(zeros, linalg::schur(zeros));
        const ublas::matrix<T> ones(n, n, T(1));
        check_schur(ones, linalg::schur(ones));
        const ublas::matrix<T> jordan = jordan_block<T>(n, T(2));
        check_schur(jordan, linalg::schur(jordan));
        check_schur(ublas::matrix<T>(ublas::trans(jordan)), linalg::schur(ublas::trans(jordan)));
        // A cyclic permutation, on which shifts of the usual kind stand still.
        ublas::matrix<T> cycle(n, n, T(0));
        for (size_t i = 0; i < n; ++i)
            cycle((i + 1) % n, i) = T(1);
        check_schur(cycle, linalg::schur(cycle));
        check_schur(kahan_matrix<T>(n), linalg::schur(kahan_matrix<T>(n)));
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(blocks_of_order_2, T, factor_types) {
    // Real and complex pairs, nearly equal eigenvalues, one zero beside the diagonal.
    const double blocks[][4] = {{1, 2, 3, 4},  {1, 2, -3, 4},    {0, 1, -1, 0},   {0, 1, 1, 0},
                                {1, 0, 5, 2},  {2, 5, 0, 1},     {1, 1e-9, 1, 1}, {1, 1, -1e-9, 1},
                                {3, 1, -1, 1}, {3, 1, -1.25, 1}, {1, 0, 0, 2}};
    for (const auto& block : blocks) {
        ublas::matrix<T> a(2, 2);
        for (size_t k = 0; k < 4; ++k)
            a(k / 2, k % 2) = static_cast<T>(static_cast<real_t<T>>(block[k]));
        check_schur(a, linalg::schur(a));
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(huge_and_tiny_elements, T, floating_types) {
    using R = real_t<T>;
    const ublas::matrix<T> a = random_matrix<T>(7, 7);
    const R scales[] = {std::sqrt((std::numeric_limits<R>::max)()) * R(1024),
                        (std::numeric_limits<R>::min)() * R(1024)};
    for (const R scale : scales) {
        auto result = linalg::schur(ublas::matrix<T>(a * T(scale)));
        result.t /= T(scale);
        const ublas::matrix<T> back = product(product(result.z, result.t), adjoint(result.z));
        BOOST_CHECK_LE(in_units(ublas::matrix<T>(back - a), a), 1024);
        BOOST_CHECK_LE(orthogonality(result.z), bound);
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(own_iteration_in_types_of_small_range, T, lapack_types) {
    using R = real_t<T>;
    for (size_t n : {1, 2, 9, 12}) {
        const R noise = std::numeric_limits<R>::epsilon() / R(100);
        const ublas::matrix<T> nearly_one = identity<T>(n) + random_matrix<T>(n, n) * T(noise);
        const ublas::matrix<T> matrices[] = {ublas::matrix<T>(n, n, T(1)), nearly_one,
                                             random_matrix<T>(n, n), graded<T>(n)};
        for (const ublas::matrix<T>& a : matrices) {
            linalg::schur_result<T> result{a, a};
            linalg::detail::generic_schur<T>(linalg::operand_of(result.t),
                                             linalg::operand_of(result.z));
            check_schur(a, result);
        }
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(refusals, T, factor_types) {
    using limits = std::numeric_limits<real_t<T>>;
    for (size_t n : {1, 3, 20})
        for (const real_t<T>& bad : {limits::quiet_NaN(), limits::infinity()}) {
            ublas::matrix<T> a = random_matrix<T>(n, n);
            a(n / 2, n / 3) = T(bad);
            BOOST_CHECK_THROW(linalg::schur(a), linalg::no_convergence);
        }
    BOOST_CHECK_THROW(linalg::schur(ublas::matrix<T>(2, 3)), std::invalid_argument);
}
