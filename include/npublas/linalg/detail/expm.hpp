// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// The exponential of a matrix in strided memory: scaling, a diagonal Pade approximant, squaring
/// (N. J. Higham, "The scaling and squaring method for the matrix exponential revisited", SIAM J.
/// Matrix Anal. Appl. 26, 2005). How much is scaled depends on norms of powers, so that matrices
/// far from normal are not scaled too much (A. H. Al-Mohy and N. J. Higham, "A new scaling and
/// squaring algorithm for the matrix exponential", SIAM J. Matrix Anal. Appl. 31, 2009). Degree and
/// scaling follow from the precision of the element type, whatever it is.

#ifndef NPUBLAS_LINALG_DETAIL_EXPM_HPP
#define NPUBLAS_LINALG_DETAIL_EXPM_HPP

#include <npublas/linalg/detail/arithmetic.hpp>
#include <npublas/linalg/detail/copy.hpp>
#include <npublas/linalg/detail/eigh.hpp>
#include <npublas/linalg/detail/interrupt.hpp>
#include <npublas/linalg/detail/inverse.hpp>
#include <npublas/linalg/detail/norm.hpp>
#include <npublas/linalg/detail/product.hpp>
#include <npublas/linalg/detail/solve.hpp>
#include <npublas/linalg/strided.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <memory>
#include <vector>

namespace npublas::linalg::detail {

/// The approximant of degree m of both numerator and denominator.
struct pade_degree {
    int m;

    /// The even and odd parts are polynomials of this degree in the squared matrix.
    int half() const { return (m - 1) / 2; }

    /// Powers of the squared matrix that are formed.
    int powers() const {
        int count = 1;
        for (int candidate = 1; candidate <= half(); ++candidate)
            if (cost(candidate) < cost(count)) count = candidate;
        return count;
    }

    /// Multiplications of matrices with so many powers formed.
    int cost(int count) const { return count + 2 * ((half() + count - 1) / count - 1) + 1; }

    /// log2 of the coefficient of the first term in which the approximant's error differs from
    /// zero: (m!)^2 / ((2m)! (2m + 1)!).
    double log2_of_error_coefficient() const {
        return (2 * std::lgamma(m + 1.0) - std::lgamma(2 * m + 1.0) - std::lgamma(2 * m + 2.0)) /
               std::log(2.0);
    }

    /// log2 of the largest norm for which the relative backward error is at most 2^-digits. It is
    /// kept below that of degree 13 in double precision, where the denominator is still well
    /// conditioned.
    double log2_of_reach(int digits) const {
        const double reach = (-digits - log2_of_error_coefficient()) / (2 * m) - 0.02;
        return std::min(reach, 2.4);
    }
};

inline constexpr int pade_degrees[] = {3, 5, 7, 9, 13, 17, 21, 25, 31, 37, 43, 49};

/// log2 of a positive number of any type, also where it does not fit a double.
template <class R>
double log2_of(const R& x) {
    using std::frexp;
    int exponent = 0;
    const R mantissa = frexp(x, &exponent);
    return std::log2(static_cast<double>(mantissa)) + exponent;
}

/// a = 2^-s a, exactly.
template <class T>
void scale_down(const matrix_operand<T>& a, int s) {
    using std::ldexp;
    using R = real_type_t<T>;
    const R factor = ldexp(R(1), -s);
    for_each_element<T>(a, a, [&](T& x, const T&) { x = x * factor; });
}

/// sum += factor a.
template <class T>
void add_multiple(const matrix_operand<const T>& a, const real_type_t<T>& factor,
                  const matrix_operand<T>& sum) {
    for_each_element<T>(a, sum, [&](T& x, const T& y) { x = x + y * factor; });
}

/// The exponential of one matrix, in steps.
template <class T>
class exponential {
    using R = real_type_t<T>;
    using limits = std::numeric_limits<R>;

public:
    explicit exponential(const matrix_operand<const T>& a)
        : n_(a.size1), a_(n_, n_, true), even_(n_, n_, true), odd_(n_, n_, true),
          spare_(n_, n_, true) {
        copy(a, a_.operand());
    }

    void write_to(const matrix_operand<T>& result) {
        choose();
        scale();
        evaluate();
        // (even - odd) x = even + odd, where odd holds A times the odd part.
        for_each_element<T>(even_.operand(), spare_.operand(),
                            [](T& to, const T& from) { to = from; });
        add_multiple<T>(odd_.operand(), R(1), even_.operand());
        add_multiple<T>(odd_.operand(), R(-1), spare_.operand());
        solve_in_place(spare_.operand(), even_.operand());
        square();
        copy<T>(even_.operand(), result);
    }

private:
    const matrix_operand<T>& power(int k) const {
        return powers_[static_cast<std::size_t>(k - 1)]->operand();
    }

    /// Forms the powers of A^2 up to the k-th.
    void form_powers(int k) {
        for (int have = static_cast<int>(powers_.size()); have < k; ++have) {
            poll_interrupt();
            powers_.push_back(std::make_unique<temporary_matrix<T>>(n_, n_, true));
            if (have == 0)
                multiply<T>(a_.operand(), a_.operand(), power(1), true);
            else
                multiply<T>(power(have), power(1), power(have + 1), true);
        }
    }

    R norm_of(const matrix_operand<T>& x) const {
        return norm_inf<T>(matrix_operand<const T>(x.transposed()));
    }

    /// Decides on the degree and on the number of squarings.
    void choose() {
        const R norm = norm_of(a_.operand());
        if (norm == R(0)) return;
        double size = log2_of(norm);
        for (int m : {3, 5, 7, 9})
            if (size <= pade_degree{m}.log2_of_reach(limits::digits)) {
                degree_ = {m};
                return;
            }
        form_powers(3);
        size = std::min(size, log2_of_power_norms());
        int least = std::numeric_limits<int>::max();
        for (int m : pade_degrees) {
            const pade_degree candidate{m};
            const int squarings = squarings_for(candidate, size);
            const int cost = candidate.cost(candidate.powers()) + squarings;
            if (cost >= least) continue;
            least = cost;
            degree_ = candidate;
            squarings_ = squarings;
        }
        squarings_ += correction(norm);
    }

    static int squarings_for(const pade_degree& degree, double log2_of_size) {
        const double excess = log2_of_size - degree.log2_of_reach(limits::digits);
        return std::max(0, static_cast<int>(std::ceil(excess)));
    }

    /// log2 of max(|A^4|^(1/4), |A^6|^(1/6)), which is at most |A|.
    double log2_of_power_norms() const {
        const R fourth = norm_of(power(2));
        const R sixth = norm_of(power(3));
        if (!is_finite_size(fourth) || !is_finite_size(sixth))
            return std::numeric_limits<double>::infinity();
        double result = -std::numeric_limits<double>::infinity();
        if (fourth > R(0)) result = log2_of(fourth) / 4;
        if (sixth > R(0)) result = std::max(result, log2_of(sixth) / 6);
        return result;
    }

    /// More squarings, where powers are small by cancellation that |A| does not share: from the
    /// norm of |A|^(2m + 1).
    int correction(const R& norm) const {
        const ptrdiff_t count = 2 * degree_.m + 1;
        const temporary_vector<R> x(n_);
        const temporary_vector<R> y(n_);
        double size = 0;
        fill(as_column(x.operand()), R(1));
        for (ptrdiff_t k = 0; k < count; ++k) {
            R largest(0);
            fill(as_column(y.operand()), R(0));
            for (ptrdiff_t i = 0; i < n_; ++i)
                for (ptrdiff_t j = 0; j < n_; ++j)
                    y.operand()(j) += absolute(a_.operand()(i, j)) * x.operand()(i);
            for (ptrdiff_t j = 0; j < n_; ++j)
                largest = std::max<R>(largest, y.operand()(j));
            if (largest == R(0)) return 0;
            size += log2_of(largest);
            for (ptrdiff_t j = 0; j < n_; ++j)
                x.operand()(j) = y.operand()(j) / largest;
        }
        const double excess = degree_.log2_of_error_coefficient() + size - log2_of(norm) +
                              limits::digits - 2.0 * degree_.m * squarings_;
        return std::max(0, static_cast<int>(std::ceil(excess / (2 * degree_.m))));
    }

    void scale() {
        if (squarings_ == 0) return;
        scale_down(a_.operand(), squarings_);
        // Powers that have overflowed are formed anew.
        if (!powers_.empty() && is_finite_size(norm_of(power(static_cast<int>(powers_.size()))))) {
            for (std::size_t k = 0; k < powers_.size(); ++k)
                scale_down(powers_[k]->operand(), 2 * static_cast<int>(k + 1) * squarings_);
        } else {
            powers_.clear();
        }
    }

    /// The even and the odd part of the numerator.
    void evaluate() {
        const int half = degree_.half();
        form_powers(degree_.powers());
        std::vector<R> even(static_cast<std::size_t>(half) + 1);
        std::vector<R> odd(static_cast<std::size_t>(half) + 1);
        R coefficient(1);
        for (int j = 0; j <= degree_.m; ++j) {
            (j % 2 == 0 ? even : odd)[static_cast<std::size_t>(j / 2)] = coefficient;
            coefficient = coefficient * R(degree_.m - j) / R((2 * degree_.m - j) * (j + 1));
        }
        sum_polynomial(odd, spare_.operand(), odd_.operand());
        multiply<T>(a_.operand(), spare_.operand(), odd_.operand(), true);
        sum_polynomial(even, even_.operand(), spare_.operand());
    }

    /// sum = a polynomial in A^2, by the method of M. S. Paterson and L. J. Stockmeyer.
    void sum_polynomial(const std::vector<R>& coefficients, const matrix_operand<T>& sum,
                        const matrix_operand<T>& work) const {
        const int degree = static_cast<int>(coefficients.size()) - 1;
        const int width = degree_.powers();
        fill(sum, T(0));
        for (int begin = (degree - 1) / width * width; begin >= 0; begin -= width) {
            if (begin + width < degree) {
                poll_interrupt();
                multiply<T>(sum, power(width), work, true);
                copy<T>(work, sum);
            }
            for (int j = 1; j <= width && begin + j <= degree; ++j)
                add_multiple<T>(power(j), coefficients[static_cast<std::size_t>(begin + j)], sum);
        }
        for (ptrdiff_t i = 0; i < n_; ++i)
            sum(i, i) = sum(i, i) + coefficients[0];
    }

    /// Squares the approximant as often as the matrix was halved.
    void square() {
        for (int k = 0; k < squarings_; ++k) {
            poll_interrupt();
            multiply<T>(even_.operand(), even_.operand(), spare_.operand(), true);
            copy<T>(spare_.operand(), even_.operand());
        }
    }

    ptrdiff_t n_;
    temporary_matrix<T> a_;
    temporary_matrix<T> even_;
    temporary_matrix<T> odd_;
    temporary_matrix<T> spare_;
    std::vector<std::unique_ptr<temporary_matrix<T>>> powers_;
    pade_degree degree_{3};
    int squarings_ = 0;
};

/// x = the exponential of the square matrix a; all NaN if a has an element that is not finite. x
/// may overlap a.
template <class T>
void expm(const matrix_operand<const T>& a, const matrix_operand<T>& x) {
    if (a.size1 == 0) return;
    if (contains_not_finite(a)) return fill(x, T(std::numeric_limits<real_type_t<T>>::quiet_NaN()));
    exponential<T>(a).write_to(x);
}

} // namespace npublas::linalg::detail

#endif
