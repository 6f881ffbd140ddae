// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// Arithmetic on single elements: the types results have, and the few
/// operations whose plain C++ spelling is wrong or slow for some element type.

#ifndef NPUBLAS_LINALG_DETAIL_ARITHMETIC_HPP
#define NPUBLAS_LINALG_DETAIL_ARITHMETIC_HPP

#include <cmath>
#include <complex>
#include <type_traits>
#include <utility>

namespace npublas::linalg::detail {

template <class T>
struct is_complex : std::false_type {};

template <class R>
struct is_complex<std::complex<R>> : std::true_type {};

/// The type of absolute values and norms: integers and bool have their norms in
/// double.
template <class T>
struct real_type {
    using type = std::conditional_t<std::is_integral_v<T>, double, T>;
};

template <class R>
struct real_type<std::complex<R>> {
    using type = R;
};

template <class T>
using real_type_t = typename real_type<T>::type;

/// The type of a sum of products. One type stays as it is, `bool` and `short`
/// included.
template <class First, class Second>
struct product_type {
    using type = decltype(std::declval<First>() * std::declval<Second>());
};

template <class T>
struct product_type<T, T> {
    using type = T;
};

template <class R>
struct product_type<std::complex<R>, std::complex<R>> {
    using type = std::complex<R>;
};

template <class First, class Second>
struct product_type<std::complex<First>, Second> {
    using type = std::complex<typename product_type<First, Second>::type>;
};

template <class First, class Second>
struct product_type<First, std::complex<Second>> {
    using type = std::complex<typename product_type<First, Second>::type>;
};

template <class First, class Second>
struct product_type<std::complex<First>, std::complex<Second>> {
    using type = std::complex<typename product_type<First, Second>::type>;
};

template <class First, class Second>
using product_type_t = typename product_type<First, Second>::type;

/// The type in which equations are solved: that of a product, integers in
/// double.
template <class First, class Second>
using quotient_type_t = std::conditional_t<std::is_integral_v<product_type_t<First, Second>>,
                                           double, product_type_t<First, Second>>;

/// sum + a * b. Integers wrap around, as NumPy's do, without the overflow C++
/// leaves undefined; for bool it is "or" of "and"; complex products skip the
/// search for infinities that std::complex makes, as BLAS does.
template <class T>
inline T multiply_add(const T& sum, const T& a, const T& b) {
    if constexpr (std::is_same_v<T, bool>) {
        return sum | (a & b);
    } else if constexpr (std::is_integral_v<T>) {
        using wide = std::make_unsigned_t<decltype(a * b)>;
        return static_cast<T>(static_cast<wide>(sum) + static_cast<wide>(a) * static_cast<wide>(b));
    } else if constexpr (is_complex<T>::value) {
        return T(sum.real() + (a.real() * b.real() - a.imag() * b.imag()),
                 sum.imag() + (a.real() * b.imag() + a.imag() * b.real()));
    } else {
        return sum + a * b;
    }
}

/// a * b in the same arithmetic.
template <class T>
inline T multiply(const T& a, const T& b) {
    if constexpr (std::is_integral_v<T>) {
        return multiply_add(T(0), a, b);
    } else if constexpr (is_complex<T>::value) {
        return T(a.real() * b.real() - a.imag() * b.imag(),
                 a.real() * b.imag() + a.imag() * b.real());
    } else {
        return a * b;
    }
}

/// a + b in the same arithmetic.
template <class T>
inline T add(const T& a, const T& b) {
    if constexpr (std::is_integral_v<T>) {
        return multiply_add(a, b, T(1));
    } else {
        return a + b;
    }
}

/// a / b. Complex quotients are formed by R. L. Smith's method (Communications
/// of the ACM 5, 1962), which does not overflow where |b|^2 would, without the
/// search for infinities.
template <class T>
inline T divide(const T& a, const T& b) {
    if constexpr (is_complex<T>::value) {
        if (std::abs(b.real()) >= std::abs(b.imag())) {
            const auto ratio = b.imag() / b.real();
            const auto divisor = b.real() + b.imag() * ratio;
            return T((a.real() + a.imag() * ratio) / divisor,
                     (a.imag() - a.real() * ratio) / divisor);
        }
        const auto ratio = b.real() / b.imag();
        const auto divisor = b.real() * ratio + b.imag();
        return T((a.real() * ratio + a.imag()) / divisor, (a.imag() * ratio - a.real()) / divisor);
    } else {
        return a / b;
    }
}

/// The complex conjugate; a real element is its own.
template <class T>
inline T conjugate(const T& x) {
    if constexpr (is_complex<T>::value) {
        return std::conj(x);
    } else {
        return x;
    }
}

template <class T>
inline real_type_t<T> real_part(const T& x) {
    if constexpr (is_complex<T>::value) {
        return x.real();
    } else {
        return x;
    }
}

template <class T>
inline real_type_t<T> absolute(const T& x) {
    if constexpr (std::is_same_v<T, bool> || std::is_unsigned_v<T>) {
        return static_cast<double>(x);
    } else if constexpr (std::is_integral_v<T>) {
        return std::abs(static_cast<double>(x));
    } else {
        using std::abs;
        return abs(x);
    }
}

/// |re| + |im|: what pivots are compared by, as in LAPACK. It can't overflow
/// where abs would not.
template <class T>
inline real_type_t<T> pivot_size(const T& x) {
    if constexpr (is_complex<T>::value) {
        return std::abs(x.real()) + std::abs(x.imag());
    } else {
        return absolute(x);
    }
}

template <class R>
inline bool is_nan(const R& x) {
    return x != x;
}

} // namespace npublas::linalg::detail

#endif
