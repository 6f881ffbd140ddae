// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// What element by element operations on tensors are made of.
#ifndef NPUBLAS_DETAIL_TENSOR_EXPRESSION_HPP
#define NPUBLAS_DETAIL_TENSOR_EXPRESSION_HPP

#include <complex>
#include <cstddef>
#include <stdexcept>
#include <type_traits>
#include <utility>

#include <npublas/detail/tensor_loop.hpp>
#include <npublas/detail/ublas_tensor.hpp>
#include <npublas/element_type.hpp>

namespace npublas {

/// Anything with elements in N dimensions: a view, or what operators make of views. An expression
/// holds its views, and computes its elements when it is assigned or copied out.
template <class E>
class tensor_expression {
public:
    const E& operator()() const noexcept { return static_cast<const E&>(*this); }

    /// A uBLAS tensor with these elements. uBLAS's tensors have two axes or more, and elements: one
    /// axis becomes a column, none a 1 by 1 tensor, and what has no elements an empty tensor.
    template <class F = ublas::first_order>
    auto as_tensor() const;

protected:
    tensor_expression() noexcept = default;
    tensor_expression(const tensor_expression&) noexcept = default;
    tensor_expression& operator=(const tensor_expression&) noexcept = default;
    ~tensor_expression() = default;
};

namespace detail {

template <class E>
std::true_type derives_from_tensor_expression(const tensor_expression<E>*);
std::false_type derives_from_tensor_expression(const volatile void*);

template <class E>
inline constexpr bool is_tensor_expression =
    decltype(derives_from_tensor_expression(static_cast<const E*>(nullptr)))::value;

/// The type in which an operation on an A and a B is done.
template <class A, class B>
struct promoted {
    using type = decltype(A() + B());
};
template <class A, class B>
struct promoted<std::complex<A>, B> {
    using type = std::complex<std::common_type_t<A, B>>;
};
template <class A, class B>
struct promoted<A, std::complex<B>> : promoted<std::complex<B>, A> {};
template <class A, class B>
struct promoted<std::complex<A>, std::complex<B>> : promoted<std::complex<A>, B> {};

/// Integers overflow as NumPy's do: around.
template <class T, class = void>
struct wrapping {
    using type = T;
};
template <class T>
struct wrapping<T, std::enable_if_t<std::is_integral_v<T>>> {
    using type = std::make_unsigned_t<T>;
};

template <class T>
using wrapping_t = typename wrapping<T>::type;

struct plus {
    template <class T>
    static T apply(const T& a, const T& b) {
        return static_cast<T>(static_cast<wrapping_t<T>>(a) + static_cast<wrapping_t<T>>(b));
    }
};

struct minus {
    template <class T>
    static T apply(const T& a, const T& b) {
        return static_cast<T>(static_cast<wrapping_t<T>>(a) - static_cast<wrapping_t<T>>(b));
    }
};

struct multiplies {
    template <class T>
    static T apply(const T& a, const T& b) {
        return static_cast<T>(static_cast<wrapping_t<T>>(a) * static_cast<wrapping_t<T>>(b));
    }
};

/// An integer divided by zero would end the process.
struct divides {
    template <class T>
    static T apply(const T& a, const T& b) {
        if constexpr (std::is_integral_v<T>) {
            if (b == 0) throw ublas::divide_by_zero();
            if constexpr (std::is_signed_v<T>)
                if (b == -1) return minus::apply(T(0), a);
        }
        return a / b;
    }
};

struct negates {
    template <class T>
    static T apply(const T&, const T& b) {
        if constexpr (std::is_integral_v<T>)
            return minus::apply(T(0), b);
        else
            return -b;
    }
};

/// A number, which has every extent.
template <class S>
class scalar_operand {
public:
    using value_type = S;

    explicit scalar_operand(const S& value) : value_(value) {}

    /// Its own walker and line.
    scalar_operand walker() const { return *this; }
    void move(std::size_t, std::ptrdiff_t) const noexcept {}
    template <class Stride>
    scalar_operand along(std::size_t) const {
        return *this;
    }
    bool is_unit(std::size_t) const noexcept { return true; }
    bool joins(std::size_t, std::size_t, std::ptrdiff_t) const noexcept { return true; }
    const S& operator()(std::ptrdiff_t) const noexcept { return value_; }

    template <class Target>
    bool reads_what_is_written(const Target&) const noexcept {
        return false;
    }

private:
    S value_;
};

template <class E>
inline constexpr bool is_scalar_operand = false;
template <class S>
inline constexpr bool is_scalar_operand<scalar_operand<S>> = true;

template <class Operation, class L, class R>
struct binary_line {
    using value_type = typename promoted<std::decay_t<decltype(std::declval<L>()(0))>,
                                         std::decay_t<decltype(std::declval<R>()(0))>>::type;
    L left;
    R right;

    value_type operator()(std::ptrdiff_t i) const {
        return Operation::apply(static_cast<value_type>(left(i)),
                                static_cast<value_type>(right(i)));
    }
};

template <class Operation, class L, class R>
struct binary_walker {
    L left;
    R right;

    void move(std::size_t axis, std::ptrdiff_t n) noexcept {
        left.move(axis, n);
        right.move(axis, n);
    }
    template <class Stride>
    auto along(std::size_t axis) const {
        using left_line = decltype(left.template along<Stride>(axis));
        using right_line = decltype(right.template along<Stride>(axis));
        return binary_line<Operation, left_line, right_line>{left.template along<Stride>(axis),
                                                             right.template along<Stride>(axis)};
    }
    bool is_unit(std::size_t axis) const noexcept {
        return left.is_unit(axis) && right.is_unit(axis);
    }
    bool joins(std::size_t outer, std::size_t inner, std::ptrdiff_t n) const noexcept {
        return left.joins(outer, inner, n) && right.joins(outer, inner, n);
    }
};

[[noreturn]] inline void throw_extents(const tensor_extents& a, const tensor_extents& b) {
    throw std::invalid_argument("tensors of extents " + axis_text(a) + " and " + axis_text(b) +
                                " can't be combined: the extents must be equal");
}

inline void check_extents(const tensor_extents& a, const tensor_extents& b) {
    if (a != b) throw_extents(a, b);
}

/// An operation on two expressions, or on one and a number.
template <class Operation, class L, class R>
class tensor_binary : public tensor_expression<tensor_binary<Operation, L, R>> {
public:
    using value_type = typename promoted<typename L::value_type, typename R::value_type>::type;

    /// Throws std::invalid_argument where the extents differ.
    tensor_binary(const L& left, const R& right) : left_(left), right_(right) {
        if constexpr (!is_scalar_operand<L> && !is_scalar_operand<R>)
            check_extents(left_.extents(), right_.extents());
    }

    const tensor_extents& extents() const noexcept {
        if constexpr (is_scalar_operand<L>)
            return right_.extents();
        else
            return left_.extents();
    }

    auto walker() const {
        using left_walker = decltype(left_.walker());
        using right_walker = decltype(right_.walker());
        return binary_walker<Operation, left_walker, right_walker>{left_.walker(), right_.walker()};
    }

    template <class Target>
    bool reads_what_is_written(const Target& target) const noexcept {
        return left_.reads_what_is_written(target) || right_.reads_what_is_written(target);
    }

private:
    L left_;
    R right_;
};

template <class E>
const E& operand(const tensor_expression<E>& e) noexcept {
    return e();
}
template <class S, class = std::enable_if_t<is_element_type<S>>>
scalar_operand<S> operand(const S& number) {
    return scalar_operand<S>(number);
}

template <class X>
using operand_t = std::decay_t<decltype(operand(std::declval<const X&>()))>;

template <class X>
inline constexpr bool is_operand = is_tensor_expression<X> || is_element_type<X>;

template <class L, class R>
inline constexpr bool are_operands = is_operand<L>&& is_operand<R> &&
                                     (is_tensor_expression<L> || is_tensor_expression<R>);

template <class L, class R>
using if_operands = std::enable_if_t<are_operands<L, R>>;

template <class Operation, class L, class R>
tensor_binary<Operation, operand_t<L>, operand_t<R>> combine(const L& left, const R& right) {
    return {operand(left), operand(right)};
}

} // namespace detail

/// Element by element, of two tensors of equal extents (else std::invalid_argument) or of a tensor
/// and a number. Integers wrap around as NumPy's do; dividing them by zero throws
/// ublas::divide_by_zero.
template <class L, class R, class = detail::if_operands<L, R>>
auto operator+(const L& left, const R& right) {
    return detail::combine<detail::plus>(left, right);
}
template <class L, class R, class = detail::if_operands<L, R>>
auto operator-(const L& left, const R& right) {
    return detail::combine<detail::minus>(left, right);
}
template <class L, class R, class = detail::if_operands<L, R>>
auto operator*(const L& left, const R& right) {
    return detail::combine<detail::multiplies>(left, right);
}
template <class L, class R, class = detail::if_operands<L, R>>
auto operator/(const L& left, const R& right) {
    return detail::combine<detail::divides>(left, right);
}

template <class E>
auto operator-(const tensor_expression<E>& e) {
    using T = typename detail::promoted<typename E::value_type, typename E::value_type>::type;
    return detail::combine<detail::negates>(T(0), e());
}

} // namespace npublas

#endif
