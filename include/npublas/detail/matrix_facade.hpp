// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// What all dense npublas matrices have in common: a full uBLAS matrix expression over a block.
///
/// A class derives from `matrix_facade<itself, T, Strides>` and adds its constructors,
/// `closure_type` and `const_closure_type` (what uBLAS's expressions keep of it), and
/// `using matrix_facade<...>::operator=`. Its own copy assignment, defaulted, writes elements.
#ifndef NPUBLAS_DETAIL_MATRIX_FACADE_HPP
#define NPUBLAS_DETAIL_MATRIX_FACADE_HPP

#include <cstddef>
#include <type_traits>
#include <utility>

#include <boost/numeric/ublas/matrix.hpp>
#include <boost/numeric/ublas/matrix_expression.hpp>

#include <npublas/detail/assign.hpp>
#include <npublas/detail/block.hpp>
#include <npublas/detail/matrix_iterator.hpp>

namespace npublas::detail {

/// The uBLAS layout in which an expression over such strides is best evaluated.
template <class Strides>
using layout_of_strides = std::conditional_t<std::is_same_v<Strides, column_strides>,
                                             ublas::column_major, ublas::row_major>;

/// Everything that does not write: types, sizes, element access, iterators.
template <class Derived, class T, class Strides>
class readable_matrix_facade : public ublas::matrix_expression<Derived> {
public:
    using size_type = std::size_t;
    using difference_type = std::ptrdiff_t;
    using element_type = T;
    using value_type = std::remove_const_t<T>;
    using reference = T&;
    using const_reference = const T&;
    using pointer = T*;
    using const_pointer = const T*;
    using storage_category = ublas::dense_proxy_tag;
    using orientation_category = typename Strides::orientation_category;
    using vector_temporary_type = ublas::vector<value_type>;
    using matrix_temporary_type = ublas::matrix<value_type, layout_of_strides<Strides>>;

    using iterator1 = matrix_iterator<T, Strides, 1>;
    using iterator2 = matrix_iterator<T, Strides, 2>;
    using const_iterator1 = matrix_iterator<const T, Strides, 1>;
    using const_iterator2 = matrix_iterator<const T, Strides, 2>;
    using reverse_iterator1 = matrix_reverse_iterator<T, Strides, 1>;
    using reverse_iterator2 = matrix_reverse_iterator<T, Strides, 2>;
    using const_reverse_iterator1 = matrix_reverse_iterator<const T, Strides, 1>;
    using const_reverse_iterator2 = matrix_reverse_iterator<const T, Strides, 2>;

    using ublas::matrix_expression<Derived>::operator();

    /// The number of rows, and of columns.
    size_type size1() const noexcept { return block_.rows; }
    size_type size2() const noexcept { return block_.columns; }

    /// From one element to the next down a column, and along a row, in elements.
    difference_type stride1() const noexcept { return block_.stride1(); }
    difference_type stride2() const noexcept { return block_.stride2(); }

    /// The address of element (0, 0) (with negative strides, not the lowest address).
    pointer data() noexcept { return block_.first; }
    const_pointer data() const noexcept { return block_.first; }

    /// Element (i, j); throws ublas::bad_index in checked builds.
    reference operator()(size_type i, size_type j) {
        check_index(i, j);
        return block_(static_cast<difference_type>(i), static_cast<difference_type>(j));
    }
    const_reference operator()(size_type i, size_type j) const {
        check_index(i, j);
        return block_(static_cast<difference_type>(i), static_cast<difference_type>(j));
    }

    /// The iterator at (i, j); the rank, which matters to sparse matrices, does not matter here.
    iterator1 find1(int, size_type i, size_type j) noexcept { return {block_, i, j}; }
    iterator2 find2(int, size_type i, size_type j) noexcept { return {block_, i, j}; }
    const_iterator1 find1(int, size_type i, size_type j) const noexcept { return {block(), i, j}; }
    const_iterator2 find2(int, size_type i, size_type j) const noexcept { return {block(), i, j}; }

    iterator1 begin1() noexcept { return find1(0, 0, 0); }
    iterator1 end1() noexcept { return find1(0, size1(), 0); }
    const_iterator1 begin1() const noexcept { return find1(0, 0, 0); }
    const_iterator1 end1() const noexcept { return find1(0, size1(), 0); }
    const_iterator1 cbegin1() const noexcept { return begin1(); }
    const_iterator1 cend1() const noexcept { return end1(); }

    iterator2 begin2() noexcept { return find2(0, 0, 0); }
    iterator2 end2() noexcept { return find2(0, 0, size2()); }
    const_iterator2 begin2() const noexcept { return find2(0, 0, 0); }
    const_iterator2 end2() const noexcept { return find2(0, 0, size2()); }
    const_iterator2 cbegin2() const noexcept { return begin2(); }
    const_iterator2 cend2() const noexcept { return end2(); }

    reverse_iterator1 rbegin1() { return reverse_iterator1(end1()); }
    reverse_iterator1 rend1() { return reverse_iterator1(begin1()); }
    const_reverse_iterator1 rbegin1() const { return const_reverse_iterator1(end1()); }
    const_reverse_iterator1 rend1() const { return const_reverse_iterator1(begin1()); }
    const_reverse_iterator1 crbegin1() const { return rbegin1(); }
    const_reverse_iterator1 crend1() const { return rend1(); }

    reverse_iterator2 rbegin2() { return reverse_iterator2(end2()); }
    reverse_iterator2 rend2() { return reverse_iterator2(begin2()); }
    const_reverse_iterator2 rbegin2() const { return const_reverse_iterator2(end2()); }
    const_reverse_iterator2 rend2() const { return const_reverse_iterator2(begin2()); }
    const_reverse_iterator2 crbegin2() const { return rbegin2(); }
    const_reverse_iterator2 crend2() const { return rend2(); }

    /// Whether both show the same elements in the same places.
    template <class Other, class U, class OtherStrides>
    bool same_closure(const readable_matrix_facade<Other, U, OtherStrides>& other) const noexcept {
        return data() == other.data() && size1() == other.size1() && size2() == other.size2() &&
               stride1() == other.stride1() && stride2() == other.stride2();
    }

    const matrix_block<T, Strides>& block() noexcept { return block_; }
    matrix_block<const T, Strides> block() const noexcept {
        return matrix_block<const T, Strides>(block_);
    }

protected:
    readable_matrix_facade() noexcept = default;
    explicit readable_matrix_facade(const matrix_block<T, Strides>& block) noexcept
        : block_(block) {}
    readable_matrix_facade(const readable_matrix_facade&) = default;
    ~readable_matrix_facade() = default;
    readable_matrix_facade& operator=(const readable_matrix_facade&) = delete;

    /// Show other elements from now on; for containers, as a view never does this.
    void rebind(const matrix_block<T, Strides>& block) noexcept { block_ = block; }

    Derived& derived() noexcept { return static_cast<Derived&>(*this); }

private:
    void check_index(size_type i, size_type j) const {
        BOOST_UBLAS_CHECK(i < size1(), ublas::bad_index());
        BOOST_UBLAS_CHECK(j < size2(), ublas::bad_index());
        static_cast<void>(i);
        static_cast<void>(j);
    }

    matrix_block<T, Strides> block_;
};

/// A matrix whose elements can be written.
///
/// Assignment writes elements and needs equal sizes (else ublas::bad_size). `=`, `+=`
/// and `-=` evaluate the right side first, so it may use this matrix's elements; `assign`,
/// `plus_assign` and `minus_assign` (what ublas::noalias calls) do not.
template <class Derived, class T, class Strides>
class matrix_facade : public readable_matrix_facade<Derived, T, Strides> {
    using readable = readable_matrix_facade<Derived, T, Strides>;

public:
    using typename readable::matrix_temporary_type;
    using typename readable::value_type;

    matrix_facade& operator=(const matrix_facade& other) {
        return *this = static_cast<const ublas::matrix_expression<Derived>&>(other);
    }
    template <class E>
    Derived& operator=(const ublas::matrix_expression<E>& e) {
        check_size(e);
        return assign(matrix_temporary_type(e));
    }
    template <class E>
    Derived& operator+=(const ublas::matrix_expression<E>& e) {
        check_size(e);
        return assign(matrix_temporary_type(*this + e));
    }
    template <class E>
    Derived& operator-=(const ublas::matrix_expression<E>& e) {
        check_size(e);
        return assign(matrix_temporary_type(*this - e));
    }
    template <class Scalar>
    Derived& operator*=(const Scalar& x) {
        ublas::matrix_assign_scalar<ublas::scalar_multiplies_assign>(this->derived(), x);
        return this->derived();
    }
    template <class Scalar>
    Derived& operator/=(const Scalar& x) {
        ublas::matrix_assign_scalar<ublas::scalar_divides_assign>(this->derived(), x);
        return this->derived();
    }

    template <class E>
    Derived& assign(const ublas::matrix_expression<E>& e) {
        return write<ublas::scalar_assign>(e);
    }
    template <class E>
    Derived& plus_assign(const ublas::matrix_expression<E>& e) {
        return write<ublas::scalar_plus_assign>(e);
    }
    template <class E>
    Derived& minus_assign(const ublas::matrix_expression<E>& e) {
        return write<ublas::scalar_minus_assign>(e);
    }
    template <class E>
    Derived& assign_temporary(ublas::matrix_expression<E>& e) {
        return assign(e);
    }

    /// Sets every element to zero.
    void clear() {
        assign(ublas::scalar_matrix<value_type>(this->size1(), this->size2(), value_type()));
    }

    /// Exchanges the elements of two matrices of one shape.
    template <class E>
    void swap(ublas::matrix_expression<E>& e) {
        check_size(e);
        if (has_elements()) ublas::matrix_swap<ublas::scalar_swap>(this->derived(), e);
    }
    friend void swap(Derived& a, Derived& b) { a.swap(b); }

protected:
    using readable::readable;
    matrix_facade() noexcept = default;
    matrix_facade(const matrix_facade&) = default;
    ~matrix_facade() = default;

private:
    // uBLAS's iterators stumble over a matrix of rows without elements.
    bool has_elements() const noexcept { return this->size1() > 0 && this->size2() > 0; }

    template <class E>
    void check_size(const ublas::matrix_expression<E>& e) const {
        if (this->size1() != e().size1()) throw_bad_size();
        if (this->size2() != e().size2()) throw_bad_size();
    }

    template <template <class, class> class Operation, class E>
    Derived& write(const ublas::matrix_expression<E>& e) {
        check_size(e);
        if (has_elements()) write_matrix<Operation>(this->derived(), this->block(), e);
        return this->derived();
    }
};

/// A matrix of const elements can only be read.
template <class Derived, class T, class Strides>
class matrix_facade<Derived, const T, Strides>
    : public readable_matrix_facade<Derived, const T, Strides> {
    using readable = readable_matrix_facade<Derived, const T, Strides>;

protected:
    using readable::readable;
    matrix_facade() noexcept = default;
    matrix_facade(const matrix_facade&) = default;
    ~matrix_facade() = default;
    matrix_facade& operator=(const matrix_facade&) = delete;
};

/// The block behind anything that keeps its elements evenly spaced in memory.
template <class Derived, class T, class Strides>
matrix_block<T, Strides> matrix_block_of(readable_matrix_facade<Derived, T, Strides>& m) noexcept {
    return m.block();
}
template <class Derived, class T, class Strides>
matrix_block<const T, Strides>
matrix_block_of(const readable_matrix_facade<Derived, T, Strides>& m) noexcept {
    return m.block();
}

/// The block of a matrix stored without gaps in layout L, from its first element.
template <class L, class T>
matrix_block<T, strides_of_layout<L>> packed_block(T* p, std::size_t n1, std::size_t n2) noexcept {
    const bool by_rows = std::is_same_v<typename L::orientation_category, ublas::row_major_tag>;
    return {p, n1, n2, {static_cast<std::ptrdiff_t>(by_rows ? n2 : n1)}};
}
template <class T, class L, class A>
matrix_block<T, strides_of_layout<L>> matrix_block_of(ublas::matrix<T, L, A>& m) {
    T* first = m.data().size() == 0 ? nullptr : &m.data()[0];
    return packed_block<L>(first, m.size1(), m.size2());
}
template <class T, class L, class A>
matrix_block<const T, strides_of_layout<L>> matrix_block_of(const ublas::matrix<T, L, A>& m) {
    const T* first = m.data().size() == 0 ? nullptr : &m.data()[0];
    return packed_block<L>(first, m.size1(), m.size2());
}

template <class T, std::size_t N1, std::size_t N2>
matrix_block<T, row_strides> matrix_block_of(ublas::c_matrix<T, N1, N2>& m) {
    return {m.data(), m.size1(), m.size2(), {static_cast<std::ptrdiff_t>(N2)}};
}
template <class T, std::size_t N1, std::size_t N2>
matrix_block<const T, row_strides> matrix_block_of(const ublas::c_matrix<T, N1, N2>& m) {
    return {m.data(), m.size1(), m.size2(), {static_cast<std::ptrdiff_t>(N2)}};
}

/// The same, also where a storage of somebody else's brings its own `matrix_block_of`.
template <class M>
auto find_matrix_block(M& m) {
    return matrix_block_of(m);
}

/// Whether M is one of the dense npublas matrices.
template <class Derived, class T, class Strides>
std::true_type is_matrix_facade(const readable_matrix_facade<Derived, T, Strides>*);
std::false_type is_matrix_facade(const volatile void*);

template <class M>
inline constexpr bool is_dense_matrix = decltype(is_matrix_facade(std::declval<M*>()))::value;

/// Whether an argument deduced as `M&&` can be seen as a matrix block, other than by copying the
/// view `Self`. An rvalue that owns its elements can't: they would be gone.
template <class M, class Block, class Self, class = void>
inline constexpr bool is_matrix_source = false;

template <class M, class Block, class Self>
inline constexpr bool is_matrix_source<
    M, Block, Self,
    std::enable_if_t<
        !std::is_same_v<std::remove_cv_t<std::remove_reference_t<M>>, Self>,
        std::void_t<decltype(matrix_block_of(std::declval<std::remove_reference_t<M>&>()))>>> =
    is_looser_block<decltype(matrix_block_of(std::declval<std::remove_reference_t<M>&>())),
                    Block>::value &&
    (std::is_lvalue_reference_v<M> || is_dense_matrix<std::remove_reference_t<M>>);

} // namespace npublas::detail

#if BOOST_UBLAS_TYPE_CHECK

namespace boost::numeric::ublas {

// In checked builds uBLAS compares the product of the factors with a copy of the matrix, but the
// copy of a view shows the very elements that were overwritten. So a real copy is factorized.

template <template <class...> class Matrix, class... A>
std::enable_if_t<npublas::detail::is_dense_matrix<Matrix<A...>>, std::size_t>
lu_factorize(Matrix<A...>& m) {
    typename Matrix<A...>::matrix_temporary_type factors(m);
    const std::size_t singular = lu_factorize(factors);
    m.assign(factors);
    return singular;
}

template <template <class...> class Matrix, class... A, class Pivots>
std::enable_if_t<npublas::detail::is_dense_matrix<Matrix<A...>>, std::size_t>
lu_factorize(Matrix<A...>& m, Pivots& pivots) {
    typename Matrix<A...>::matrix_temporary_type factors(m);
    const std::size_t singular = lu_factorize(factors, pivots);
    m.assign(factors);
    return singular;
}

} // namespace boost::numeric::ublas

#endif

#endif
