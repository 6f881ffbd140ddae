// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// Views of arrays of any number of dimensions in memory that somebody else owns, with element by
/// element expressions of their own, and copies out of them into uBLAS's tensors.
///
/// A view borrows: it must not outlive the elements. Copying a view copies the pointer; *assigning*
/// to a view writes the elements and never makes it look elsewhere. `T` may be const: then the
/// elements can only be read. A const view of mutable elements gives out const references.
///
///     tensor_view<double> a(p, {2, 3, 4}), b(q, {2, 3, 4});
///     a(0, 1, 2) = 1;
///     a = 2 * b - a / 3;
///
/// How many axes there are is known at run time only, so it is always checked; an index out of
/// range is where uBLAS checks its own: unless NDEBUG is defined it throws ublas::bad_index.
#ifndef NPUBLAS_TENSOR_VIEW_HPP
#define NPUBLAS_TENSOR_VIEW_HPP

#include <algorithm>
#include <cstddef>
#include <functional>
#include <memory>
#include <numeric>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <npublas/detail/tensor_expression.hpp>

namespace npublas {

namespace detail {

/// The strides of elements without gaps: in Fortran's order for ublas::first_order, else in C's.
template <class F>
tensor_strides packed_strides(const tensor_extents& extents) {
    const std::size_t rank = extents.size();
    tensor_strides strides(extents);
    std::ptrdiff_t step = 1;
    for (std::size_t i = 0; i < rank; ++i) {
        const std::size_t axis = std::is_same_v<F, ublas::first_order> ? i : rank - 1 - i;
        strides[axis] = step;
        step *= static_cast<std::ptrdiff_t>(extents[axis]);
    }
    return strides;
}

/// What uBLAS calls extents; a tensor without elements has none.
template <class Tensor>
tensor_extents extents_of_tensor(const Tensor& tensor) {
    if (tensor.size() == 0) return {0};
    return tensor.extents();
}

} // namespace detail

/// A view of elements with any extents and strides. Without axes it shows one element.
template <class T>
class tensor_view : public tensor_expression<tensor_view<T>> {
public:
    using element_type = T;
    using value_type = std::remove_const_t<T>;
    using size_type = std::size_t;
    using difference_type = std::ptrdiff_t;
    using reference = T&;
    using const_reference = const T&;
    using pointer = T*;
    using const_pointer = const T*;

    /// No elements: one axis, of extent 0.
    tensor_view() noexcept : extents_(0), strides_(1) {}

    /// The elements from `p` on, without gaps, the last index running fastest.
    tensor_view(T* p, const tensor_extents& extents) noexcept
        : first_(p), extents_(extents),
          strides_(detail::packed_strides<ublas::last_order>(extents)) {}

    /// `p` points to the element of which all indices are 0. Strides count elements. They may be
    /// negative. One along an extent above 1 may be 0, the same elements seen many times, for const
    /// T only. Throws std::invalid_argument where it may not, and where there are not as many
    /// strides as extents.
    tensor_view(T* p, const tensor_extents& extents, const tensor_strides& strides)
        : first_(p), extents_(extents), strides_(strides) {
        if (extents.size() != strides.size())
            throw std::invalid_argument("tensor_view: there must be as many strides as extents");
        if (!std::is_const_v<T> && repeats_elements())
            throw std::invalid_argument("tensor_view: a stride of 0 shows each element many times, "
                                        "so the elements must be const");
    }

    /// The elements of another view, to be read only.
    template <class U, class = std::enable_if_t<std::is_same_v<const U, T>>>
    tensor_view(const tensor_view<U>& other) noexcept
        : first_(other.data()), extents_(other.extents()), strides_(other.strides()) {}

    /// The elements of a uBLAS tensor, which must keep its size as long as the view is used.
    template <class F, class A>
    explicit tensor_view(ublas::tensor<T, F, A>& tensor)
        : first_(tensor.size() ? &tensor[0] : nullptr), extents_(detail::extents_of_tensor(tensor)),
          strides_(detail::packed_strides<F>(extents_)) {}
    template <class F, class A, class U = T, class = std::enable_if_t<std::is_const_v<U>>>
    explicit tensor_view(const ublas::tensor<value_type, F, A>& tensor)
        : first_(tensor.size() ? &tensor[0] : nullptr), extents_(detail::extents_of_tensor(tensor)),
          strides_(detail::packed_strides<F>(extents_)) {}

    tensor_view(const tensor_view&) noexcept = default;
    ~tensor_view() = default;

    /// How many axes there are.
    size_type rank() const noexcept { return extents_.size(); }
    const tensor_extents& extents() const noexcept { return extents_; }
    size_type extent(size_type axis) const noexcept { return extents_[axis]; }
    /// From one element to the next along an axis, in elements.
    const tensor_strides& strides() const noexcept { return strides_; }
    difference_type stride(size_type axis) const noexcept { return strides_[axis]; }
    /// How many elements there are.
    size_type size() const noexcept {
        return std::accumulate(extents_.begin(), extents_.end(), size_type(1),
                               std::multiplies<size_type>());
    }

    /// The address of the element of which all indices are 0.
    pointer data() noexcept { return first_; }
    const_pointer data() const noexcept { return first_; }

    /// Element (i, j, ...). Throws std::invalid_argument unless there is an index for each axis,
    /// and ublas::bad_index in checked builds.
    template <class... I, class = std::enable_if_t<(... && std::is_integral_v<I>)>>
    reference operator()(I... i) {
        return first_[offset_of(std::index_sequence_for<I...>(), i...)];
    }
    template <class... I, class = std::enable_if_t<(... && std::is_integral_v<I>)>>
    const_reference operator()(I... i) const {
        return first_[offset_of(std::index_sequence_for<I...>(), i...)];
    }

    /// The same for an index made at run time: `t[{i, j, k}]`, or from a std::vector or std::array.
    reference operator[](const tensor_index& index) { return first_[offset_of(index)]; }
    const_reference operator[](const tensor_index& index) const { return first_[offset_of(index)]; }

    /// Writes the elements of an expression of equal extents (else throws std::invalid_argument),
    /// which may use this view's own and others in the same memory.
    template <class E>
    tensor_view& operator=(const tensor_expression<E>& e) {
        return write(e());
    }
    tensor_view& operator=(const tensor_view& other) { return write(other); }

    /// Writes a number to each element.
    template <class S, class = std::enable_if_t<is_element_type<S>>>
    tensor_view& operator=(const S& number) {
        for_each_line(axes_in_memory(), [&](std::ptrdiff_t count, auto line) {
            for (std::ptrdiff_t i = 0; i < count; ++i)
                line(i) = static_cast<value_type>(number);
        });
        return *this;
    }

    /// Element by element, with an expression of equal extents or a number.
    template <class X, class = detail::if_operands<tensor_view, X>>
    tensor_view& operator+=(const X& x) {
        return write(*this + x);
    }
    template <class X, class = detail::if_operands<tensor_view, X>>
    tensor_view& operator-=(const X& x) {
        return write(*this - x);
    }
    template <class X, class = detail::if_operands<tensor_view, X>>
    tensor_view& operator*=(const X& x) {
        return write(*this * x);
    }
    template <class X, class = detail::if_operands<tensor_view, X>>
    tensor_view& operator/=(const X& x) {
        return write(*this / x);
    }

    /// Calls `f(element)` for each element, the last index running fastest.
    template <class F>
    void for_each(F f) {
        for_each_line(detail::all_axes(rank()), [&](std::ptrdiff_t count, auto line) {
            for (std::ptrdiff_t i = 0; i < count; ++i)
                f(line(i));
        });
    }
    template <class F>
    void for_each(F f) const {
        tensor_view<const T>(*this).for_each(std::ref(f));
    }

    /// For expressions.
    detail::element_walker<const T> walker() const noexcept { return {first_, strides_.begin()}; }
    template <class U>
    bool reads_what_is_written(const tensor_view<U>& target) const noexcept {
        return overlaps(target) && !is_in_place(target);
    }
    /// The first byte of the elements, and the one after the last.
    std::pair<const char*, const char*> byte_range() const noexcept;

private:
    bool repeats_elements() const noexcept;
    template <class U>
    bool overlaps(const tensor_view<U>& other) const noexcept;
    template <class U>
    bool is_in_place(const tensor_view<U>& other) const noexcept;

    detail::element_walker<T> writer() noexcept { return {first_, strides_.begin()}; }
    tensor_index axes_in_memory() const { return detail::axes_by_stride(strides_); }

    void check_rank(size_type indices) const {
        if (indices != rank()) throw_rank(indices);
    }
    [[noreturn]] void throw_rank(size_type indices) const {
        throw std::invalid_argument("tensor_view: " + std::to_string(indices) +
                                    " indices for an array of " + std::to_string(rank()) +
                                    " dimensions");
    }

    template <std::size_t... Axis, class... I>
    difference_type offset_of(std::index_sequence<Axis...>, I... i) const {
        check_rank(sizeof...(I));
        BOOST_UBLAS_CHECK((... && (static_cast<size_type>(i) < extents_[Axis])),
                          ublas::bad_index());
        return (difference_type(0) + ... + (static_cast<difference_type>(i) * strides_[Axis]));
    }

    difference_type offset_of(const tensor_index& index) const {
        check_rank(index.size());
        difference_type offset = 0;
        for (size_type axis = 0; axis < rank(); ++axis) {
            BOOST_UBLAS_CHECK(index[axis] < extents_[axis], ublas::bad_index());
            offset += static_cast<difference_type>(index[axis]) * strides_[axis];
        }
        return offset;
    }

    template <class F>
    void for_each_line(const tensor_index& axes, F f) {
        if (size() > 0) detail::loop(detail::join_axes(extents_, axes, writer()), f, writer());
    }

    template <class E>
    tensor_view& write(const E& e);
    template <class E>
    void write_lines(const E& e);

    T* first_ = nullptr;
    tensor_extents extents_;
    tensor_strides strides_;
};

template <class T, class F, class A>
tensor_view(ublas::tensor<T, F, A>&) -> tensor_view<T>;
template <class T, class F, class A>
tensor_view(const ublas::tensor<T, F, A>&) -> tensor_view<const T>;

template <class T>
bool tensor_view<T>::repeats_elements() const noexcept {
    bool repeats = false;
    for (size_type axis = 0; axis < rank(); ++axis)
        repeats = repeats || (strides_[axis] == 0 && extents_[axis] > 1);
    return repeats && size() > 0;
}

template <class T>
std::pair<const char*, const char*> tensor_view<T>::byte_range() const noexcept {
    const char* first = reinterpret_cast<const char*>(first_);
    const char* last = first;
    if (size() == 0) return {first, last};
    for (size_type axis = 0; axis < rank(); ++axis) {
        const auto reach = static_cast<difference_type>(extents_[axis] - 1) * strides_[axis] *
                           static_cast<difference_type>(sizeof(T));
        (reach < 0 ? first : last) += reach;
    }
    return {first, last + sizeof(T)};
}

template <class T>
template <class U>
bool tensor_view<T>::overlaps(const tensor_view<U>& other) const noexcept {
    const auto mine = byte_range();
    const auto theirs = other.byte_range();
    return std::less<const char*>()(mine.first, theirs.second) &&
           std::less<const char*>()(theirs.first, mine.second);
}

/// Whether each element lies exactly where the other's of the same index lies.
template <class T>
template <class U>
bool tensor_view<T>::is_in_place(const tensor_view<U>& other) const noexcept {
    bool same = static_cast<const void*>(data()) == static_cast<const void*>(other.data()) &&
                sizeof(T) == sizeof(U);
    for (size_type axis = 0; axis < rank(); ++axis)
        same = same && (strides_[axis] == other.stride(axis) || extents_[axis] <= 1);
    return same;
}

template <class T>
template <class E>
tensor_view<T>& tensor_view<T>::write(const E& e) {
    detail::check_extents(extents_, e.extents());
    if (size() == 0) return *this;
    if (e.reads_what_is_written(*this)) {
        const std::unique_ptr<value_type[]> memory(new value_type[size()]);
        tensor_view<value_type> copy(memory.get(), extents_);
        copy.write_lines(e);
        write_lines(copy);
    } else {
        write_lines(e);
    }
    return *this;
}

template <class T>
template <class E>
void tensor_view<T>::write_lines(const E& e) {
    const auto assign = [](std::ptrdiff_t count, auto to, auto from) {
        for (std::ptrdiff_t i = 0; i < count; ++i)
            to(i) = static_cast<value_type>(from(i));
    };
    const auto from = e.walker();
    detail::loop(detail::join_axes(extents_, axes_in_memory(), writer(), from), assign, writer(),
                 from);
}

template <class E>
template <class F>
auto tensor_expression<E>::as_tensor() const {
    using T = typename E::value_type;
    // std::vector<bool> has no elements of its own.
    using storage =
        std::conditional_t<std::is_same_v<T, bool>, ublas::unbounded_array<T>, std::vector<T>>;
    using tensor_type = ublas::tensor<T, F, storage>;

    const tensor_extents& extents = (*this)().extents();
    std::vector<std::size_t> shape(extents.begin(), extents.end());
    shape.resize(std::max<std::size_t>(shape.size(), 2), 1);
    const bool empty = std::find(shape.begin(), shape.end(), 0) != shape.end();
    tensor_type tensor = empty ? tensor_type() : tensor_type(ublas::shape(shape));
    if (!empty) tensor_view<T>(&tensor[0], extents, detail::packed_strides<F>(extents)) = *this;
    return tensor;
}

} // namespace npublas

#endif
