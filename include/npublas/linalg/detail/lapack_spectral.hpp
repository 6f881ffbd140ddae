// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// The LAPACK routines behind eigenvalues and singular values, under one name for the four element
/// types. Matrices are column-major; results are LAPACK's `info`, workspaces the caller's. Lengths
/// of -1 ask for the sizes that workspaces need.

#ifndef NPUBLAS_LINALG_DETAIL_LAPACK_SPECTRAL_HPP
#define NPUBLAS_LINALG_DETAIL_LAPACK_SPECTRAL_HPP

#include <npublas/linalg/detail/arithmetic.hpp>
#include <npublas/linalg/detail/blas.hpp>
#include <npublas/linalg/detail/lapack_factor.hpp>

#include <algorithm>
#include <climits>
#include <cmath>
#include <cstddef>
#include <limits>
#include <memory>

namespace npublas::linalg::detail {

/// Room for a LAPACK routine to work in: elements, real numbers and integers.
template <class T>
struct lapack_workspace {
    using real = real_type_t<T>;

    T* elements;
    int length;
    real* reals;
    int real_length;
    lapack_int* integers;
    int integer_length;

    /// Calls `routine(workspace)` twice, to ask for the lengths and to compute. Routines do
    /// not all tell how many reals and integers they need: at least as many as given here.
    template <class F>
    static lapack_int provide(std::ptrdiff_t reals_needed, std::ptrdiff_t integers_needed,
                              F routine) {
        T told_length{};
        real told_reals(0);
        lapack_int told_integers = 0;
        routine(lapack_workspace{&told_length, -1, &told_reals, -1, &told_integers, -1});
        const std::size_t length = room(as_told(real_part(told_length)));
        const std::size_t real_room =
            room(std::max(as_told(told_reals), static_cast<double>(reals_needed)));
        const std::size_t integer_room =
            room(static_cast<double>(std::max<std::ptrdiff_t>(told_integers, integers_needed)));
        const std::unique_ptr<T[]> element_memory(new T[length]);
        const std::unique_ptr<real[]> real_memory(new real[real_room]);
        const std::unique_ptr<lapack_int[]> integer_memory(new lapack_int[integer_room]);
        return routine(lapack_workspace{element_memory.get(), static_cast<int>(length),
                                        real_memory.get(), static_cast<int>(real_room),
                                        integer_memory.get(), static_cast<int>(integer_room)});
    }

private:
    /// A length told in single precision may have been rounded down.
    static double as_told(real length) {
        return std::ceil(static_cast<double>(length) *
                         (1 + static_cast<double>(std::numeric_limits<real>::epsilon())));
    }

    static std::size_t room(double length) {
        return static_cast<std::size_t>(std::min(std::max(length, 1.0), double(INT_MAX)));
    }
};

/// Eigenvalues, and with job 'V' eigenvectors over the matrix, by divide and conquer.
template <class T>
lapack_int heevd(char job, char triangle, int n, T* a, int lda, real_type_t<T>* values,
                 const lapack_workspace<T>& work) {
    const auto f = select_for<T>(LAPACKE_ssyevd_work, LAPACKE_dsyevd_work, LAPACKE_cheevd_work,
                                 LAPACKE_zheevd_work);
    if constexpr (is_complex<T>::value)
        return f(LAPACK_COL_MAJOR, job, triangle, n, lapack_pointer(a), lda, values,
                 lapack_pointer(work.elements), work.length, work.reals, work.real_length,
                 work.integers, work.integer_length);
    else
        return f(LAPACK_COL_MAJOR, job, triangle, n, a, lda, values, work.elements, work.length,
                 work.integers, work.integer_length);
}

/// The same for a x = lambda b x; b is overwritten with its Cholesky factor.
template <class T>
lapack_int hegvd(char job, char triangle, int n, T* a, int lda, T* b, int ldb,
                 real_type_t<T>* values, const lapack_workspace<T>& work) {
    const auto f = select_for<T>(LAPACKE_ssygvd_work, LAPACKE_dsygvd_work, LAPACKE_chegvd_work,
                                 LAPACKE_zhegvd_work);
    if constexpr (is_complex<T>::value)
        return f(LAPACK_COL_MAJOR, 1, job, triangle, n, lapack_pointer(a), lda, lapack_pointer(b),
                 ldb, values, lapack_pointer(work.elements), work.length, work.reals,
                 work.real_length, work.integers, work.integer_length);
    else
        return f(LAPACK_COL_MAJOR, 1, job, triangle, n, a, lda, b, ldb, values, work.elements,
                 work.length, work.integers, work.integer_length);
}

/// Singular values, and with job 'A' or 'S' all or the leading singular vectors, by divide and
/// conquer.
template <class T>
lapack_int gesdd(char job, int m, int n, T* a, int lda, real_type_t<T>* values, T* u, int ldu,
                 T* vh, int ldvh, const lapack_workspace<T>& work) {
    const auto f = select_for<T>(LAPACKE_sgesdd_work, LAPACKE_dgesdd_work, LAPACKE_cgesdd_work,
                                 LAPACKE_zgesdd_work);
    if constexpr (is_complex<T>::value)
        return f(LAPACK_COL_MAJOR, job, m, n, lapack_pointer(a), lda, values, lapack_pointer(u),
                 ldu, lapack_pointer(vh), ldvh, lapack_pointer(work.elements), work.length,
                 work.reals, work.integers);
    else
        return f(LAPACK_COL_MAJOR, job, m, n, a, lda, values, u, ldu, vh, ldvh, work.elements,
                 work.length, work.integers);
}

/// Eigenvalues, and with job 'V' right eigenvectors. For real T, `values` holds n real parts and
/// then n imaginary parts, and `vectors` pairs of columns as LAPACK packs them.
template <class T>
lapack_int geev(char job, int n, T* a, int lda, T* values, T* vectors, int ldv,
                const lapack_workspace<T>& work) {
    const auto f = select_for<T>(LAPACKE_sgeev_work, LAPACKE_dgeev_work, LAPACKE_cgeev_work,
                                 LAPACKE_zgeev_work);
    if constexpr (is_complex<T>::value)
        return f(LAPACK_COL_MAJOR, 'N', job, n, lapack_pointer(a), lda, lapack_pointer(values),
                 nullptr, 1, lapack_pointer(vectors), ldv, lapack_pointer(work.elements),
                 work.length, work.reals);
    else
        return f(LAPACK_COL_MAJOR, 'N', job, n, a, lda, values, values + n, nullptr, 1, vectors,
                 ldv, work.elements, work.length);
}

/// The Schur form over the matrix, and with job 'V' the Schur vectors; values as geev.
template <class T>
lapack_int gees(char job, int n, T* a, int lda, T* values, T* vectors, int ldv,
                const lapack_workspace<T>& work) {
    const auto f = select_for<T>(LAPACKE_sgees_work, LAPACKE_dgees_work, LAPACKE_cgees_work,
                                 LAPACKE_zgees_work);
    lapack_int sorted = 0;
    if constexpr (is_complex<T>::value)
        return f(LAPACK_COL_MAJOR, job, 'N', nullptr, n, lapack_pointer(a), lda, &sorted,
                 lapack_pointer(values), lapack_pointer(vectors), ldv,
                 lapack_pointer(work.elements), work.length, work.reals, nullptr);
    else
        return f(LAPACK_COL_MAJOR, job, 'N', nullptr, n, a, lda, &sorted, values, values + n,
                 vectors, ldv, work.elements, work.length, nullptr);
}

} // namespace npublas::linalg::detail

#endif
