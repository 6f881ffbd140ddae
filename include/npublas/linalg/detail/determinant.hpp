// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// Determinants of matrices in strided memory, from the pivots of an LU factorization.

#ifndef NPUBLAS_LINALG_DETAIL_DETERMINANT_HPP
#define NPUBLAS_LINALG_DETAIL_DETERMINANT_HPP

#include <npublas/linalg/detail/arithmetic.hpp>
#include <npublas/linalg/detail/copy.hpp>
#include <npublas/linalg/detail/lu.hpp>
#include <npublas/linalg/detail/small.hpp>
#include <npublas/linalg/strided.hpp>

#include <cmath>
#include <cstddef>
#include <limits>
#include <memory>

namespace npublas::linalg::detail {

/// A determinant as a number of absolute value 1 (or 0) and the logarithm of its size.
template <class T>
struct sign_and_logarithm {
    T sign;
    real_type_t<T> logabsdet;
};

/// The product of the elements, in an order in which no partial product overflows or underflows
/// unless the product does: small factors while it is large, large ones while it is small.
template <class T>
T product_of(const vector_operand<const T>& factors) {
    using R = real_type_t<T>;
    const auto skip = [&](ptrdiff_t i, bool large) {
        while (i < factors.size && (absolute(factors(i)) > R(1)) != large)
            ++i;
        return i;
    };
    T product(1);
    ptrdiff_t next_small = skip(0, false);
    ptrdiff_t next_large = skip(0, true);
    while (next_small < factors.size || next_large < factors.size) {
        const bool take_large = next_small == factors.size ||
                                (next_large < factors.size && !(absolute(product) > R(1)));
        ptrdiff_t& next = take_large ? next_large : next_small;
        product = multiply(product, factors(next));
        next = skip(next + 1, take_large);
    }
    return product;
}

/// The determinant of a triangular matrix with these diagonal elements, negated if `odd`.
template <class T>
struct make_determinant {
    using result_type = T;
    static T singular() { return T(0); }

    static T from(const vector_operand<const T>& diagonal, bool odd) {
        using R = real_type_t<T>;
        T product = odd ? T(-1) : T(1);
        for (ptrdiff_t i = 0; i < diagonal.size; ++i)
            product = multiply(product, diagonal(i));
        if constexpr (std::numeric_limits<R>::is_specialized) {
            const R size = absolute(product);
            if (!(size >= (std::numeric_limits<R>::min)() &&
                  size <= (std::numeric_limits<R>::max)()))
                product = odd ? -product_of(diagonal) : product_of(diagonal);
        }
        return product;
    }
};

/// The same as a sign and a logarithm.
template <class T>
struct make_logarithm {
    using result_type = sign_and_logarithm<T>;

    static result_type singular() {
        return {T(0), -std::numeric_limits<real_type_t<T>>::infinity()};
    }

    static result_type from(const vector_operand<const T>& diagonal, bool odd) {
        using std::log;
        result_type result{odd ? T(-1) : T(1), real_type_t<T>(0)};
        for (ptrdiff_t i = 0; i < diagonal.size; ++i) {
            const real_type_t<T> size = absolute(diagonal(i));
            result.sign = multiply<T>(result.sign, diagonal(i) / size);
            result.logabsdet += log(size);
        }
        return result;
    }
};

template <class Make, class T, class Extent>
NPUBLAS_SCALAR_REGISTERS typename Make::result_type
small_determinant(const matrix_operand<const T>& a, Extent n) {
    constexpr ptrdiff_t most = largest_extent<Extent>;
    stack_memory<T, most * most> memory;
    T* const rows = memory.data();
    load_rows(a, n, n, rows, n);
    const ptrdiff_t exchanges = eliminate(rows, n, n);
    if (exchanges < 0) return Make::singular();
    return Make::from({rows, n, n + 1}, exchanges % 2 != 0);
}

/// Whether the number of exchanges of a row with another is odd.
inline bool is_odd_permutation(const ptrdiff_t* pivots, ptrdiff_t count) {
    bool odd = false;
    for (ptrdiff_t i = 0; i < count; ++i)
        odd ^= pivots[i] != i;
    return odd;
}

/// What `Make` makes of the pivots of a; a is overwritten.
template <class Make, class T>
typename Make::result_type determinant_in_place(matrix_operand<T> a) {
    const auto pivots = std::make_unique<ptrdiff_t[]>(static_cast<std::size_t>(a.size1));
    // Some versions of ?getrf find a zero where there was a NaN.
    if (lu_in_place(a, pivots.get()) != 0 && !contains_nan(a)) return Make::singular();
    return Make::from({a.data, a.size1, a.stride1 + a.stride2},
                      is_odd_permutation(pivots.get(), a.size1));
}

template <class Make, class T>
typename Make::result_type determinant_of(const matrix_operand<const T>& a) {
    if constexpr (is_plain<T>) {
        if (a.size1 <= small_order)
            return with_extent<most_unrolled<T>>(
                a.size1, [&](auto n) { return small_determinant<Make>(a, n); });
    }
    // To LAPACK a transpose is as good, and is copied faster.
    const bool by_rows = is_row_oriented(a);
    const temporary_matrix<T> factors(a.size1, a.size2, by_rows);
    copy(a, factors.operand());
    const bool transposed = by_rows && lapack_factorizes<T>(a.size1);
    return determinant_in_place<Make>(transposed ? factors.operand().transposed()
                                                 : factors.operand());
}

/// The determinant of a square matrix; 1 if it has no elements.
template <class T>
T determinant(const matrix_operand<const T>& a) {
    return determinant_of<make_determinant<T>>(a);
}

/// The determinant as sign and logarithm; 0 and -inf for a singular matrix.
template <class T>
sign_and_logarithm<T> slogdet(const matrix_operand<const T>& a) {
    return determinant_of<make_logarithm<T>>(a);
}

} // namespace npublas::linalg::detail

#endif
