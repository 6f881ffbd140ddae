// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// Which library does the work, for which element type, layout and size.
///
/// | operation                | BLAS or LAPACK serves               | from this work on      |
/// |--------------------------|-------------------------------------|------------------------|
/// | `inner_prod`             | `?dot`, any stride but 0            | `dot_from` elements    |
/// | matrix times vector      | `?gemv`, a unit stride in each      | `gemv_from` elements   |
/// |                          | matrix, any stride but 0 in vectors |                        |
/// | matrix times matrix      | `?gemm`, any strides (an operand    | `gemm_from`            |
/// |                          | without a unit stride is copied)    | multiplications        |
/// | `solve`, `lu`, `inverse` | `?getrf`, any strides: an operand   | `getrf_from` equations |
/// | `determinant`, `slogdet` | without a unit stride is copied     |                        |
/// | triangular equations     | `?trsm`, `?trsv`, a unit stride in  | `trsm_from`            |
/// |                          | each matrix                         | multiplications        |
/// | `cholesky`               | `?potrf`, as `?getrf`               | `potrf_from` rows      |
/// | `ldl`                    | `?sytrf`, `?hetrf`, column-major    | `potrf_from` rows      |
/// | rank-k updates           | `?syrk`, `?herk`, a unit stride in  | `gemm_from`            |
/// |                          | the updated matrix                  | multiplications        |
/// | `solve_banded`           | `?gbsv`, a copy                     | 1 row                  |
/// | `qr`                     | `?geqrf`, `?geqp3`; all but column- | `geqrf_from` columns   |
/// |                          | major matrices are copied           |                        |
/// | `lstsq`                  | `?gelsd`, a copy                    | 1 column               |
/// | `eigh`                   | `?syevd`, `?heevd`, in the output's | `syevd_from` rows      |
/// |                          | memory; `?sygvd`, `?hegvd`          |                        |
/// | `svd`, `rank`, `pinv`,   | `?gesdd`, a copy                    | `gesdd_from` rows and  |
/// | `norm_2`, `norm_nuclear` |                                     | columns                |
/// | `eig`                    | `?geev`, a copy                     | 1 row                  |
/// | `schur`                  | `?gees`, in the output's memory     | 1 row                  |
/// | `expm`                   | the products and equations above    |                        |
/// | norms, `outer_prod`      | never: bound by memory or division  |                        |
///
/// They serve `float`, `double`, `std::complex<float>` and `std::complex<double>` whose extents and
/// strides fit an `int`. All else, and all work below those sizes (`limits_of<T>`, lower for
/// complex types), is done by npublas's own loops, which take every element type and every stride.

#ifndef NPUBLAS_LINALG_BACKEND_HPP
#define NPUBLAS_LINALG_BACKEND_HPP

#include <npublas/linalg/detail/arithmetic.hpp>
#include <npublas/linalg/detail/blas.hpp>
#include <npublas/linalg/strided.hpp>

#include <algorithm>
#include <climits>
#include <cstddef>
#include <optional>

namespace npublas::linalg {

/// The smallest work that goes to BLAS or LAPACK, where OpenBLAS begins to win on x86-64.
struct backend_limits {
    std::ptrdiff_t dot_from;
    std::ptrdiff_t gemv_from;
    std::ptrdiff_t gemm_from;
    std::ptrdiff_t getrf_from;
    std::ptrdiff_t trsm_from;
    std::ptrdiff_t potrf_from;
    std::ptrdiff_t geqrf_from;
    std::ptrdiff_t syevd_from;
    std::ptrdiff_t gesdd_from;
};

inline constexpr backend_limits real_limits = {48, 256, 600, 40, 1000, 24, 16, 17, 4};
inline constexpr backend_limits complex_limits = {16, 64, 200, 17, 300, 17, 8, 17, 3};

/// The limits for the element type T.
template <class T>
inline constexpr backend_limits limits_of =
    detail::is_complex<T>::value ? complex_limits : real_limits;

namespace detail {

inline bool fits_int(std::ptrdiff_t value) { return value >= -INT_MAX && value <= INT_MAX; }

/// The matrix for BLAS, if its rows or its columns are adjacent elements a leading dimension apart.
template <class T>
std::optional<blas_matrix<T>> as_blas(const matrix_operand<T>& a) {
    if (!fits_int(a.size1) || !fits_int(a.size2)) return std::nullopt;
    // Along an extent of 1 no step is ever made, so any stride will do there.
    const auto leading = [](std::ptrdiff_t major_size, std::ptrdiff_t major_stride,
                            std::ptrdiff_t minor_size) {
        return major_size <= 1 ? std::max<std::ptrdiff_t>(minor_size, 1) : major_stride;
    };
    const std::ptrdiff_t by_columns = leading(a.size2, a.stride2, a.size1);
    if ((a.size1 <= 1 || a.stride1 == 1) && by_columns >= std::max<std::ptrdiff_t>(a.size1, 1) &&
        fits_int(by_columns))
        return blas_matrix<T>{a.data, static_cast<int>(by_columns), false};
    const std::ptrdiff_t by_rows = leading(a.size1, a.stride1, a.size2);
    if ((a.size2 <= 1 || a.stride2 == 1) && by_rows >= std::max<std::ptrdiff_t>(a.size2, 1) &&
        fits_int(by_rows))
        return blas_matrix<T>{a.data, static_cast<int>(by_rows), true};
    return std::nullopt;
}

/// The vector for BLAS, if its stride is not 0.
template <class T>
std::optional<blas_vector<T>> as_blas(const vector_operand<T>& x) {
    const std::ptrdiff_t stride = x.size <= 1 ? 1 : x.stride;
    if (stride == 0 || !fits_int(stride) || !fits_int(x.size)) return std::nullopt;
    T* const lowest = stride < 0 ? x.data + (x.size - 1) * stride : x.data;
    return blas_vector<T>{lowest, static_cast<int>(stride)};
}

} // namespace detail
} // namespace npublas::linalg

#endif
