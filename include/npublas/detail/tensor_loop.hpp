// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// Loops over the elements of tensors of equal extents, whatever their strides.
///
/// Whoever takes part has a walker, a place among its elements that moves along axes. Members:
/// `move(axis, n)`; `along<Stride>(axis)`, the elements from that place on, as something to call
/// with a number; `is_unit(axis)`, whether they are adjacent; and `joins(outer, inner, n)`, whether
/// one step along `outer` is `n` along `inner`.
#ifndef NPUBLAS_DETAIL_TENSOR_LOOP_HPP
#define NPUBLAS_DETAIL_TENSOR_LOOP_HPP

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <type_traits>

#include <npublas/detail/axis_list.hpp>
#include <npublas/detail/block.hpp>

namespace npublas::detail {

/// The walker of elements in memory.
template <class T>
struct element_walker {
    T* place;
    const std::ptrdiff_t* strides;

    void move(std::size_t axis, std::ptrdiff_t n) noexcept { place += n * strides[axis]; }

    template <class Stride>
    vector_block<T, Stride> along(std::size_t axis) const noexcept {
        if constexpr (std::is_same_v<Stride, unit_stride>)
            return {place, 0};
        else
            return {place, 0, {strides[axis]}};
    }

    bool is_unit(std::size_t axis) const noexcept { return strides[axis] == 1; }

    bool joins(std::size_t outer, std::size_t inner, std::ptrdiff_t n) const noexcept {
        return strides[outer] == n * strides[inner];
    }
};

/// The axes to loop over, the innermost last. Adjacent ones that all walkers walk in equal steps
/// are one.
struct loop_nest {
    tensor_index axes;
    tensor_strides counts;

    std::size_t depth() const noexcept { return axes.size(); }
};

/// The axes along which there is something to walk, in the order of `axes`, joined where they can
/// be.
template <class... Walker>
loop_nest join_axes(const tensor_extents& extents, const tensor_index& axes,
                    const Walker&... walkers) {
    loop_nest inside_out;
    for (std::size_t i = axes.size(); i-- > 0;) {
        const auto count = static_cast<std::ptrdiff_t>(extents[axes[i]]);
        const std::size_t depth = inside_out.depth();
        if (count == 1) continue;
        if (depth > 0 && (... && walkers.joins(axes[i], inside_out.axes[depth - 1],
                                               inside_out.counts[depth - 1]))) {
            inside_out.counts[depth - 1] *= count;
        } else {
            inside_out.axes.push_back(axes[i]);
            inside_out.counts.push_back(count);
        }
    }
    std::reverse(inside_out.axes.begin(), inside_out.axes.end());
    std::reverse(inside_out.counts.begin(), inside_out.counts.end());
    return inside_out;
}

inline tensor_index all_axes(std::size_t rank) {
    tensor_index axes;
    for (std::size_t axis = 0; axis < rank; ++axis)
        axes.push_back(axis);
    return axes;
}

/// All axes, those with the longest steps first.
inline tensor_index axes_by_stride(const tensor_strides& strides) {
    tensor_index axes = all_axes(strides.size());
    std::stable_sort(axes.begin(), axes.end(), [&](std::size_t a, std::size_t b) {
        return std::abs(strides[a]) > std::abs(strides[b]);
    });
    return axes;
}

/// Puts the walkers on the start of the next line; false after the last.
template <class... Walker>
bool next_line(const loop_nest& nest, tensor_strides& done, Walker&... walkers) noexcept {
    for (std::size_t level = nest.depth() - 1; level-- > 0;) {
        const std::size_t axis = nest.axes[level];
        if (++done[level] < nest.counts[level]) {
            (walkers.move(axis, 1), ...);
            return true;
        }
        (walkers.move(axis, 1 - nest.counts[level]), ...);
        done[level] = 0;
    }
    return false;
}

template <class Stride, class F, class... Walker>
void loop_with(const loop_nest& nest, F f, Walker... walkers) {
    tensor_strides done;
    for (std::size_t level = 0; level + 1 < nest.depth(); ++level)
        done.push_back(0);
    const std::size_t inner = nest.axes[nest.depth() - 1];
    const std::ptrdiff_t count = nest.counts[nest.depth() - 1];
    do {
        f(count, walkers.template along<Stride>(inner)...);
    } while (next_line(nest, done, walkers...));
}

/// Calls `f(count, line...)` for each line of elements. There is at least one element.
template <class F, class... Walker>
void loop(const loop_nest& nest, F f, const Walker&... walkers) {
    if (nest.depth() == 0)
        f(std::ptrdiff_t(1), walkers.template along<unit_stride>(0)...);
    else if ((... && walkers.is_unit(nest.axes[nest.depth() - 1])))
        loop_with<unit_stride>(nest, f, walkers...);
    else
        loop_with<any_stride>(nest, f, walkers...);
}

} // namespace npublas::detail

#endif
