// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// How each kind of vector and matrix is reduced to strided memory; see linalg/operand.hpp.

#ifndef NPUBLAS_LINALG_DETAIL_OPERAND_HPP
#define NPUBLAS_LINALG_DETAIL_OPERAND_HPP

#include <npublas/detail/ublas.hpp>
#include <npublas/linalg/strided.hpp>

#include <boost/numeric/ublas/matrix.hpp>
#include <boost/numeric/ublas/matrix_proxy.hpp>
#include <boost/numeric/ublas/vector.hpp>
#include <boost/numeric/ublas/vector_proxy.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <type_traits>
#include <utility>

namespace npublas::linalg::detail {

using std::ptrdiff_t;

/// False for sparse containers. (uBLAS derives the tags of denser storage from those of sparser.)
template <class E>
inline constexpr bool is_dense =
    !std::is_base_of_v<ublas::sparse_proxy_tag, typename E::storage_category> ||
    std::is_base_of_v<ublas::packed_proxy_tag, typename E::storage_category>;

template <class T>
vector_operand<T> make_vector(T* data, std::size_t size, ptrdiff_t stride) {
    return {data, static_cast<ptrdiff_t>(size), stride};
}

template <class T>
matrix_operand<T> make_matrix(T* data, std::size_t size1, std::size_t size2, ptrdiff_t stride1,
                              ptrdiff_t stride2) {
    return {data, static_cast<ptrdiff_t>(size1), static_cast<ptrdiff_t>(size2), stride1, stride2};
}

/// The first element of a uBLAS storage array; an empty one has no element to take the address of.
template <class Array>
auto first_element(Array& array) -> decltype(std::addressof(*array.begin())) {
    return array.size() == 0 ? nullptr : std::addressof(*array.begin());
}

/// True if the storage array hands out real references, which std::vector<bool> does not.
template <class T, class Array>
inline constexpr bool is_plain_storage = std::is_same_v<typename Array::reference, T&>;

// Classes that describe themselves: views, shared containers, c_vector, c_matrix ---------------

/// True for an expression of the category, a vector or a matrix, whose data() is a pointer.
template <class E, class Category, class = void>
struct has_pointer : std::false_type {};

template <class E, class Category>
struct has_pointer<E, Category, std::void_t<decltype(std::declval<const E&>().data())>>
    : std::bool_constant<
          std::is_pointer_v<std::decay_t<decltype(std::declval<const E&>().data())>> &&
          std::is_same_v<typename E::type_category, Category>> {};

template <class E, class = void>
struct has_stride : std::false_type {};

template <class E>
struct has_stride<E, std::void_t<decltype(std::declval<const E&>().stride())>> : std::true_type {};

template <class E, class = void>
struct has_strides : std::false_type {};

template <class E>
struct has_strides<E, std::void_t<decltype(std::declval<const E&>().stride1()),
                                  decltype(std::declval<const E&>().stride2())>> : std::true_type {
};

// Vectors --------------------------------------------------------------------------------------

template <class E>
struct vector_access {
    static constexpr bool strided = has_pointer<E, ublas::vector_tag>::value;

    template <class V>
    static auto operand(V& x) {
        if constexpr (has_stride<E>::value) {
            return make_vector(x.data(), x.size(), static_cast<ptrdiff_t>(x.stride()));
        } else {
            return make_vector(x.data(), x.size(), 1);
        }
    }
};

template <class T, class Array>
struct contiguous_vector_access {
    static constexpr bool strided = is_plain_storage<T, Array>;

    template <class V>
    static auto operand(V& x) {
        return make_vector(first_element(x.data()), x.size(), 1);
    }
};

template <class T, class Array>
struct vector_access<ublas::vector<T, Array>> : contiguous_vector_access<T, Array> {};

template <class T, std::size_t N>
struct vector_access<ublas::bounded_vector<T, N>>
    : contiguous_vector_access<T, ublas::bounded_array<T, N>> {};

template <class T, std::size_t N, class Array>
struct vector_access<ublas::fixed_vector<T, N, Array>> : contiguous_vector_access<T, Array> {};

template <class E>
using vector_access_of = vector_access<std::remove_cv_t<E>>;

template <class E>
struct vector_access<ublas::vector_reference<E>> {
    static constexpr bool strided = vector_access_of<E>::strided;

    template <class V>
    static auto operand(V& x) {
        return vector_access_of<E>::operand(x.expression());
    }
};

template <class E>
struct vector_access<ublas::vector_range<E>> {
    using base = vector_access_of<typename ublas::vector_range<E>::vector_closure_type>;
    static constexpr bool strided = base::strided;

    template <class V>
    static auto operand(V& x) {
        const auto whole = base::operand(x.data());
        const auto start = static_cast<ptrdiff_t>(x.start());
        return make_vector(whole.data + start * whole.stride, x.size(), whole.stride);
    }
};

template <class E>
struct vector_access<ublas::vector_slice<E>> {
    using base = vector_access_of<typename ublas::vector_slice<E>::vector_closure_type>;
    static constexpr bool strided = base::strided;

    template <class V>
    static auto operand(V& x) {
        const auto whole = base::operand(x.data());
        const auto start = static_cast<ptrdiff_t>(x.start());
        return make_vector(whole.data + start * whole.stride, x.size(), whole.stride * x.stride());
    }
};

// Matrices -------------------------------------------------------------------------------------

template <class E>
struct matrix_access {
    static constexpr bool strided =
        has_pointer<E, ublas::matrix_tag>::value && has_strides<E>::value;

    template <class M>
    static auto operand(M& a) {
        return make_matrix(a.data(), a.size1(), a.size2(), static_cast<ptrdiff_t>(a.stride1()),
                           static_cast<ptrdiff_t>(a.stride2()));
    }
};

template <class T, class Array, class Layout>
struct contiguous_matrix_access {
    static constexpr bool row_major =
        std::is_same_v<typename Layout::orientation_category, ublas::row_major_tag>;
    static constexpr bool strided =
        is_plain_storage<T, Array> &&
        (row_major ||
         std::is_same_v<typename Layout::orientation_category, ublas::column_major_tag>);

    template <class M>
    static auto operand(M& a) {
        const auto size1 = static_cast<ptrdiff_t>(a.size1());
        const auto size2 = static_cast<ptrdiff_t>(a.size2());
        return make_matrix(first_element(a.data()), a.size1(), a.size2(), row_major ? size2 : 1,
                           row_major ? 1 : size1);
    }
};

template <class T, class Layout, class Array>
struct matrix_access<ublas::matrix<T, Layout, Array>> : contiguous_matrix_access<T, Array, Layout> {
};

template <class T, std::size_t M, std::size_t N, class Layout>
struct matrix_access<ublas::bounded_matrix<T, M, N, Layout>>
    : contiguous_matrix_access<T, ublas::bounded_array<T, M * N>, Layout> {};

template <class T, std::size_t M, std::size_t N, class Layout, class Array>
struct matrix_access<ublas::fixed_matrix<T, M, N, Layout, Array>>
    : contiguous_matrix_access<T, Array, Layout> {};

template <class T, std::size_t N, std::size_t M>
struct matrix_access<ublas::c_matrix<T, N, M>> {
    static constexpr bool strided = true;

    template <class Matrix>
    static auto operand(Matrix& a) {
        return make_matrix(a.data(), a.size1(), a.size2(), static_cast<ptrdiff_t>(M), 1);
    }
};

template <class E>
using matrix_access_of = matrix_access<std::remove_cv_t<E>>;

template <class E>
struct matrix_access<ublas::matrix_reference<E>> {
    static constexpr bool strided = matrix_access_of<E>::strided;

    template <class M>
    static auto operand(M& a) {
        return matrix_access_of<E>::operand(a.expression());
    }
};

template <class E>
struct matrix_access<ublas::matrix_range<E>> {
    using base = matrix_access_of<typename ublas::matrix_range<E>::matrix_closure_type>;
    static constexpr bool strided = base::strided;

    template <class M>
    static auto operand(M& a) {
        return base::operand(a.data()).block(
            static_cast<ptrdiff_t>(a.start1()), static_cast<ptrdiff_t>(a.start2()),
            static_cast<ptrdiff_t>(a.size1()), static_cast<ptrdiff_t>(a.size2()));
    }
};

template <class E>
struct matrix_access<ublas::matrix_slice<E>> {
    using base = matrix_access_of<typename ublas::matrix_slice<E>::matrix_closure_type>;
    static constexpr bool strided = base::strided;

    template <class M>
    static auto operand(M& a) {
        auto result = base::operand(a.data()).block(
            static_cast<ptrdiff_t>(a.start1()), static_cast<ptrdiff_t>(a.start2()),
            static_cast<ptrdiff_t>(a.size1()), static_cast<ptrdiff_t>(a.size2()));
        result.stride1 *= a.stride1();
        result.stride2 *= a.stride2();
        return result;
    }
};

/// `trans(a)`. uBLAS hands out its operand as const; whether it may be written is decided by E.
template <class E, class T>
struct matrix_access<ublas::matrix_unary2<E, ublas::scalar_identity<T>>> {
    using closure =
        typename ublas::matrix_unary2<E, ublas::scalar_identity<T>>::expression_closure_type;
    using base = matrix_access_of<closure>;
    static constexpr bool strided = base::strided;

    template <class M>
    static auto operand(M& a) {
        if constexpr (std::is_const_v<M>) {
            return base::operand(a.expression()).transposed();
        } else {
            return base::operand(const_cast<closure&>(a.expression())).transposed();
        }
    }
};

// Vectors inside matrices ----------------------------------------------------------------------

template <class E>
struct vector_access<ublas::matrix_row<E>> {
    using base = matrix_access_of<typename ublas::matrix_row<E>::matrix_closure_type>;
    static constexpr bool strided = base::strided;

    template <class V>
    static auto operand(V& x) {
        return base::operand(x.data()).row(static_cast<ptrdiff_t>(x.index()));
    }
};

template <class E>
struct vector_access<ublas::matrix_column<E>> {
    using base = matrix_access_of<typename ublas::matrix_column<E>::matrix_closure_type>;
    static constexpr bool strided = base::strided;

    template <class V>
    static auto operand(V& x) {
        return base::operand(x.data()).column(static_cast<ptrdiff_t>(x.index()));
    }
};

template <class E>
struct vector_access<ublas::matrix_vector_range<E>> {
    using base = matrix_access_of<typename ublas::matrix_vector_range<E>::matrix_closure_type>;
    static constexpr bool strided = base::strided;

    template <class V>
    static auto operand(V& x) {
        const auto whole = base::operand(x.data());
        const auto first = whole.block(static_cast<ptrdiff_t>(x.start1()),
                                       static_cast<ptrdiff_t>(x.start2()), x.size() != 0, 1);
        return make_vector(first.data, x.size(), whole.stride1 + whole.stride2);
    }
};

template <class E>
struct vector_access<ublas::matrix_vector_slice<E>> {
    using base = matrix_access_of<typename ublas::matrix_vector_slice<E>::matrix_closure_type>;
    static constexpr bool strided = base::strided;

    template <class V>
    static auto operand(V& x) {
        const auto whole = base::operand(x.data());
        const auto first = whole.block(static_cast<ptrdiff_t>(x.start1()),
                                       static_cast<ptrdiff_t>(x.start2()), x.size() != 0, 1);
        return make_vector(first.data, x.size(),
                           whole.stride1 * x.stride1() + whole.stride2 * x.stride2());
    }
};

// Overlap --------------------------------------------------------------------------------------

/// Half-open range of addresses.
struct address_range {
    std::uintptr_t begin = 0;
    std::uintptr_t end = 0;
};

template <class T>
address_range addresses(const matrix_operand<T>& a) {
    if (a.size1 == 0 || a.size2 == 0) return {};
    const ptrdiff_t last1 = (a.size1 - 1) * a.stride1;
    const ptrdiff_t last2 = (a.size2 - 1) * a.stride2;
    const ptrdiff_t low = std::min<ptrdiff_t>(last1, 0) + std::min<ptrdiff_t>(last2, 0);
    const ptrdiff_t high = std::max<ptrdiff_t>(last1, 0) + std::max<ptrdiff_t>(last2, 0) + 1;
    return {reinterpret_cast<std::uintptr_t>(a.data + low),
            reinterpret_cast<std::uintptr_t>(a.data + high)};
}

template <class T>
address_range addresses(const vector_operand<T>& x) {
    return addresses(matrix_operand<T>{x.data, x.size, 1, x.stride, 1});
}

/// Whether two operands may share memory. Interleaved ones, disjoint in truth, count as sharing.
template <class First, class Second>
bool overlap(const First& first, const Second& second) {
    const address_range a = addresses(first);
    const address_range b = addresses(second);
    return a.begin < b.end && b.begin < a.end;
}

} // namespace npublas::linalg::detail

#endif
