// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// Sums of products as if computed in twice the precision (T. Ogita, S. Rump and S. Oishi,
/// "Accurate sum and dot product", SIAM J. Sci. Comput. 26, 2005), for types that round to nearest
/// in binary.

#ifndef NPUBLAS_LINALG_DETAIL_ACCURATE_SUM_HPP
#define NPUBLAS_LINALG_DETAIL_ACCURATE_SUM_HPP

#include <npublas/linalg/detail/arithmetic.hpp>

#include <complex>
#include <limits>

namespace npublas::linalg::detail {

/// A real number as the sum of two of half the digits (T. Dekker, 1971).
template <class R>
struct split_number {
    R high;
    R low;

    explicit split_number(const R& x) {
        static const R factor = [] {
            R power(1);
            for (int i = 0; i < (std::numeric_limits<R>::digits + 1) / 2; ++i)
                power = power * R(2);
            return R(power + R(1));
        }();
        const R scaled = factor * x;
        high = scaled - (scaled - x);
        low = x - high;
    }
};

/// A sum, and the rounding errors made on the way to it.
template <class R>
class accurate_real_sum {
public:
    explicit accurate_real_sum(const R& start) : sum_(start), errors_(0) {}

    /// Adds a * b.
    void add_product(const R& a, const R& b) {
        const R product = a * b;
        const split_number<R> x(a);
        const split_number<R> y(b);
        const R product_error =
            x.low * y.low - (((product - x.high * y.high) - x.low * y.high) - x.high * y.low);
        const R next = sum_ + product;
        const R added = next - sum_;
        errors_ = errors_ + ((sum_ - (next - added)) + (product - added) + product_error);
        sum_ = next;
    }

    R value() const { return sum_ + errors_; }

private:
    R sum_;
    R errors_;
};

/// The same for real and complex elements.
template <class T>
class accurate_sum {
public:
    explicit accurate_sum(const T& start) : sum_(start) {}
    void add_product(const T& a, const T& b) { sum_.add_product(a, b); }
    T value() const { return sum_.value(); }

private:
    accurate_real_sum<T> sum_;
};

template <class R>
class accurate_sum<std::complex<R>> {
public:
    explicit accurate_sum(const std::complex<R>& start) : re_(start.real()), im_(start.imag()) {}

    void add_product(const std::complex<R>& a, const std::complex<R>& b) {
        re_.add_product(a.real(), b.real());
        re_.add_product(-a.imag(), b.imag());
        im_.add_product(a.real(), b.imag());
        im_.add_product(a.imag(), b.real());
    }

    std::complex<R> value() const { return {re_.value(), im_.value()}; }

private:
    accurate_real_sum<R> re_;
    accurate_real_sum<R> im_;
};

} // namespace npublas::linalg::detail

#endif
