// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// What all dense npublas vectors have in common: a full uBLAS vector expression over a block.
///
/// A class derives from `vector_facade<itself, T, Stride>` and adds its constructors,
/// `closure_type` and `const_closure_type` (what uBLAS's expressions keep of it), and
/// `using vector_facade<...>::operator=`. Its own copy assignment, defaulted, writes elements.
#ifndef NPUBLAS_DETAIL_VECTOR_FACADE_HPP
#define NPUBLAS_DETAIL_VECTOR_FACADE_HPP

#include <cstddef>
#include <type_traits>
#include <utility>

#include <boost/numeric/ublas/vector.hpp>
#include <boost/numeric/ublas/vector_expression.hpp>

#include <npublas/detail/assign.hpp>
#include <npublas/detail/block.hpp>
#include <npublas/detail/vector_iterator.hpp>

namespace npublas::detail {

/// Everything that does not write: types, sizes, element access, iterators.
template <class Derived, class T, class Stride>
class readable_vector_facade : public ublas::vector_expression<Derived> {
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
    using vector_temporary_type = ublas::vector<value_type>;

    using iterator = vector_iterator<T, Stride>;
    using const_iterator = vector_iterator<const T, Stride>;
    using reverse_iterator = ublas::reverse_iterator_base<iterator>;
    using const_reverse_iterator = ublas::reverse_iterator_base<const_iterator>;

    using ublas::vector_expression<Derived>::operator();

    size_type size() const noexcept { return block_.length; }

    /// From one element to the next, in elements; may be negative or zero.
    difference_type stride() const noexcept { return block_.stride(); }

    /// The address of element 0 (with a negative stride, the highest address).
    pointer data() noexcept { return block_.first; }
    const_pointer data() const noexcept { return block_.first; }

    /// Element i; throws ublas::bad_index in checked builds.
    reference operator()(size_type i) {
        BOOST_UBLAS_CHECK(i < size(), ublas::bad_index());
        return block_(static_cast<difference_type>(i));
    }
    const_reference operator()(size_type i) const {
        BOOST_UBLAS_CHECK(i < size(), ublas::bad_index());
        return block_(static_cast<difference_type>(i));
    }
    reference operator[](size_type i) { return (*this)(i); }
    const_reference operator[](size_type i) const { return (*this)(i); }

    iterator find(size_type i) noexcept { return iterator(block_, i); }
    const_iterator find(size_type i) const noexcept { return const_iterator(block(), i); }

    iterator begin() noexcept { return find(0); }
    iterator end() noexcept { return find(size()); }
    const_iterator begin() const noexcept { return find(0); }
    const_iterator end() const noexcept { return find(size()); }
    const_iterator cbegin() const noexcept { return begin(); }
    const_iterator cend() const noexcept { return end(); }

    reverse_iterator rbegin() { return reverse_iterator(end()); }
    reverse_iterator rend() { return reverse_iterator(begin()); }
    const_reverse_iterator rbegin() const { return const_reverse_iterator(end()); }
    const_reverse_iterator rend() const { return const_reverse_iterator(begin()); }
    const_reverse_iterator crbegin() const { return rbegin(); }
    const_reverse_iterator crend() const { return rend(); }

    /// Whether both show the same elements in the same order.
    template <class Other, class U, class OtherStride>
    bool same_closure(const readable_vector_facade<Other, U, OtherStride>& other) const noexcept {
        return data() == other.data() && size() == other.size() && stride() == other.stride();
    }

    const vector_block<T, Stride>& block() noexcept { return block_; }
    vector_block<const T, Stride> block() const noexcept {
        return vector_block<const T, Stride>(block_);
    }

protected:
    readable_vector_facade() noexcept = default;
    explicit readable_vector_facade(const vector_block<T, Stride>& block) noexcept
        : block_(block) {}
    readable_vector_facade(const readable_vector_facade&) = default;
    ~readable_vector_facade() = default;
    readable_vector_facade& operator=(const readable_vector_facade&) = delete;

    /// Show other elements from now on; for containers, as a view never does this.
    void rebind(const vector_block<T, Stride>& block) noexcept { block_ = block; }

    Derived& derived() noexcept { return static_cast<Derived&>(*this); }

private:
    vector_block<T, Stride> block_;
};

/// A vector whose elements can be written.
///
/// Assignment writes elements and needs equal sizes (else ublas::bad_size). `=`, `+=`
/// and `-=` evaluate the right side first, so it may use this vector's elements; `assign`,
/// `plus_assign` and `minus_assign` (what ublas::noalias calls) do not.
template <class Derived, class T, class Stride>
class vector_facade : public readable_vector_facade<Derived, T, Stride> {
    using readable = readable_vector_facade<Derived, T, Stride>;

public:
    using typename readable::value_type;
    using typename readable::vector_temporary_type;

    vector_facade& operator=(const vector_facade& other) {
        return *this = static_cast<const ublas::vector_expression<Derived>&>(other);
    }
    template <class E>
    Derived& operator=(const ublas::vector_expression<E>& e) {
        check_size(e);
        return assign(vector_temporary_type(e));
    }
    template <class E>
    Derived& operator+=(const ublas::vector_expression<E>& e) {
        check_size(e);
        return assign(vector_temporary_type(*this + e));
    }
    template <class E>
    Derived& operator-=(const ublas::vector_expression<E>& e) {
        check_size(e);
        return assign(vector_temporary_type(*this - e));
    }
    template <class Scalar>
    Derived& operator*=(const Scalar& x) {
        ublas::vector_assign_scalar<ublas::scalar_multiplies_assign>(this->derived(), x);
        return this->derived();
    }
    template <class Scalar>
    Derived& operator/=(const Scalar& x) {
        ublas::vector_assign_scalar<ublas::scalar_divides_assign>(this->derived(), x);
        return this->derived();
    }

    template <class E>
    Derived& assign(const ublas::vector_expression<E>& e) {
        return write<ublas::scalar_assign>(e);
    }
    template <class E>
    Derived& plus_assign(const ublas::vector_expression<E>& e) {
        return write<ublas::scalar_plus_assign>(e);
    }
    template <class E>
    Derived& minus_assign(const ublas::vector_expression<E>& e) {
        return write<ublas::scalar_minus_assign>(e);
    }
    template <class E>
    Derived& assign_temporary(ublas::vector_expression<E>& e) {
        return assign(e);
    }

    /// Sets every element to zero.
    void clear() { assign(ublas::scalar_vector<value_type>(this->size(), value_type())); }

    /// Exchanges the elements of two vectors of one size.
    template <class E>
    void swap(ublas::vector_expression<E>& e) {
        check_size(e);
        ublas::vector_swap<ublas::scalar_swap>(this->derived(), e);
    }
    friend void swap(Derived& a, Derived& b) { a.swap(b); }

protected:
    using readable::readable;
    vector_facade() noexcept = default;
    vector_facade(const vector_facade&) = default;
    ~vector_facade() = default;

private:
    template <class E>
    void check_size(const ublas::vector_expression<E>& e) const {
        if (this->size() != e().size()) throw_bad_size();
    }

    template <template <class, class> class Operation, class E>
    Derived& write(const ublas::vector_expression<E>& e) {
        check_size(e);
        write_vector<Operation>(this->derived(), this->block(), e);
        return this->derived();
    }
};

/// A vector of const elements can only be read.
template <class Derived, class T, class Stride>
class vector_facade<Derived, const T, Stride>
    : public readable_vector_facade<Derived, const T, Stride> {
    using readable = readable_vector_facade<Derived, const T, Stride>;

protected:
    using readable::readable;
    vector_facade() noexcept = default;
    vector_facade(const vector_facade&) = default;
    ~vector_facade() = default;
    vector_facade& operator=(const vector_facade&) = delete;
};

/// The block behind anything that keeps its elements evenly spaced in memory.
template <class Derived, class T, class Stride>
vector_block<T, Stride> vector_block_of(readable_vector_facade<Derived, T, Stride>& v) noexcept {
    return v.block();
}
template <class Derived, class T, class Stride>
vector_block<const T, Stride>
vector_block_of(const readable_vector_facade<Derived, T, Stride>& v) noexcept {
    return v.block();
}
template <class T, class A>
vector_block<T, unit_stride> vector_block_of(ublas::vector<T, A>& v) {
    return {v.size() == 0 ? nullptr : &v.data()[0], v.size()};
}
template <class T, class A>
vector_block<const T, unit_stride> vector_block_of(const ublas::vector<T, A>& v) {
    return {v.size() == 0 ? nullptr : &v.data()[0], v.size()};
}
template <class T, std::size_t N>
vector_block<T, unit_stride> vector_block_of(ublas::c_vector<T, N>& v) {
    return {v.data(), v.size()};
}
template <class T, std::size_t N>
vector_block<const T, unit_stride> vector_block_of(const ublas::c_vector<T, N>& v) {
    return {v.data(), v.size()};
}

/// The same, also where a storage of somebody else's brings its own `vector_block_of`.
template <class V>
auto find_vector_block(V& v) {
    return vector_block_of(v);
}

/// Whether V is one of the dense npublas vectors.
template <class Derived, class T, class Stride>
std::true_type is_vector_facade(const readable_vector_facade<Derived, T, Stride>*);
std::false_type is_vector_facade(const volatile void*);

template <class V>
inline constexpr bool is_dense_vector = decltype(is_vector_facade(std::declval<V*>()))::value;

/// Whether an argument deduced as `V&&` can be seen as a vector block, other than by copying the
/// view `Self`. An rvalue that owns its elements can't: they would be gone.
template <class V, class Block, class Self, class = void>
inline constexpr bool is_vector_source = false;

template <class V, class Block, class Self>
inline constexpr bool is_vector_source<
    V, Block, Self,
    std::enable_if_t<
        !std::is_same_v<std::remove_cv_t<std::remove_reference_t<V>>, Self>,
        std::void_t<decltype(vector_block_of(std::declval<std::remove_reference_t<V>&>()))>>> =
    is_looser_block<decltype(vector_block_of(std::declval<std::remove_reference_t<V>&>())),
                    Block>::value &&
    (std::is_lvalue_reference_v<V> || is_dense_vector<std::remove_reference_t<V>>);

} // namespace npublas::detail

#endif
