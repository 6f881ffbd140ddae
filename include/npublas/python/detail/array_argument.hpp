// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// Converts arguments that borrow or share an array's memory.

#ifndef NPUBLAS_PYTHON_DETAIL_ARRAY_ARGUMENT_HPP
#define NPUBLAS_PYTHON_DETAIL_ARRAY_ARGUMENT_HPP

#include <npublas/python/detail/find_array.hpp>
#include <npublas/python/detail/selection_points.hpp>

#include <optional>

namespace npublas::python::detail {

/// What a view or a shared container asks of an array, and how it is made from one. Members:
/// `element` (const where the elements are only read), `rank`, `axis` (whose stride is one, or
/// `no_axis`), `type_name()` and `make(layout, array)`.
template <class V>
struct array_traits;

/// What Traits asks of a layout beyond that, and the words for it.
template <class Traits, class = void>
struct layout_rule {
    template <class Layout>
    static constexpr fault judge(Layout const&) noexcept {
        return fault::none;
    }
    static char const* text() { return ""; }
};

/// `matrix_view<const double, column_major>`.
NPUBLAS_COLD inline std::string template_name(char const* of, element_type element, bool is_const,
                                              bool column_major) {
    text_builder words(of);
    words << "<" << (is_const ? "const " : "") << cpp_name(element)
          << (column_major ? ", column_major>" : ">");
    return words.take();
}

template <class T>
inline std::string template_name(char const* of, bool column_major = false) {
    return template_name(of, element_type_of<T>(), std::is_const_v<T>, column_major);
}

template <class T>
inline std::string element_text() {
    return std::string(std::is_const_v<T> ? "const " : "") + cpp_name(element_type_of<T>());
}

NPUBLAS_COLD inline char const* stride_text(int rank, int axis) {
    if (axis == no_axis) return "";
    if (rank == 1) return " with unit stride";
    return axis == 1 ? " with unit inner stride" : " with unit stride down its columns";
}

/// What a view needs, in words.
NPUBLAS_COLD inline std::string array_needs(element_type element, bool writable, int rank,
                                            int axis) {
    bool const vowel = is_integer(element) && name(element)[0] == 'i';
    text_builder words(writable ? "a writable " : vowel ? "an " : "a ");
    words << name(element) << " " << rank_text(rank) << " array" << stride_text(rank, axis);
    return words.take();
}

/// The words for V, as `refusal_note::wanted`.
template <class V, class Traits = array_traits<V>>
NPUBLAS_COLD inline wanted_array describe_array() {
    using T = typename Traits::element;
    constexpr element_type element = element_type_of<T>();
    constexpr bool is_written = !std::is_const_v<T>;
    wanted_array wanted = {Traits::type_name(),
                           array_needs(element, is_written, Traits::rank, Traits::axis),
                           bp::type_id<V>(),
                           element,
                           Traits::rank,
                           Traits::axis,
                           {},
                           is_written};
    wanted.needs += layout_rule<Traits>::text();
    return wanted;
}

/// Whether Traits takes `array`; if so, `layout` says where the elements are.
template <class Traits, int Rank>
inline fault judge_for(PyArrayObject* array, array_layout<Rank>& layout) noexcept {
    fault const reason = judge<typename Traits::element, Traits::axis>(array, layout);
    return reason == fault::none ? layout_rule<Traits>::judge(layout) : reason;
}

/// An array that was judged fit, and where its elements are. Only copies are handed on, so that the
/// compiler keeps it in registers on the way from an array to a view.
template <int Rank>
struct judged_array {
    PyArrayObject* array = nullptr;
    array_layout<Rank> layout;
};

/// Borrows for the length of the call.
template <class V, class Traits = array_traits<V>>
class array_argument {
    using judged = judged_array<Traits::rank>;

public:
    using result_type = V;

    explicit array_argument(PyObject* source, conversion_mode mode = {false, true}) {
        if (Py_TYPE(source) == numpy_api::peek().array_type &&
            judge_for<Traits>(reinterpret_cast<PyArrayObject*>(source), judged_.layout) ==
                fault::none)
            judged_.array = reinterpret_cast<PyArrayObject*>(source);
        else if (!mode.quick)
            judged_ = find_or_refuse(source, mode.notes);
    }

    bool convertible() const noexcept { return judged_.array != nullptr; }

    /// Converting a later argument may have run Python code that resized the array, or worse.
    V operator()() const {
        if (foreign_code_count_ != *foreign_code_count) judge_again(judged(judged_));
        return Traits::make(judged_.layout, judged_.array);
    }

private:
    /// Not inlined, and cold: the common case is over before this.
    [[gnu::cold]] BOOST_NOINLINE static judged find_or_refuse(PyObject* source, bool notes) {
        numpy();
        judged found{};
        PyArrayObject* const array = find_array(source);
        fault const reason = array ? judge_for<Traits>(array, found.layout) : fault::not_an_array;
        if (reason == fault::none)
            found.array = array;
        else if (notes)
            note_refusal(source, array, &describe_array<V, Traits>, reason);
        return found;
    }

    [[gnu::cold]] BOOST_NOINLINE static void judge_again(judged const& was) {
        array_layout<Traits::rank> now;
        bool const fits = judge_for<Traits>(was.array, now) == fault::none;
        if (!fits || now.data != was.layout.data || now.rank != was.layout.rank ||
            !std::equal(now.extent, now.extent + now.rank, was.layout.extent) ||
            !std::equal(now.stride, now.stride + now.rank, was.layout.stride))
            throw_changed();
    }

    judged judged_;
    std::uint64_t foreign_code_count_ = *foreign_code_count;
};

/// For a parameter `V&`: the function may change the view, but not where the caller's array lies.
template <class V, class Traits = array_traits<V>>
class array_reference_argument {
public:
    using result_type = V&;

    explicit array_reference_argument(PyObject* source, conversion_mode mode = {false, true})
        : argument_(source, mode) {}

    bool convertible() const noexcept { return argument_.convertible(); }

    V& operator()() { return value_.emplace(argument_()); }

private:
    array_argument<V, Traits> argument_;
    std::optional<V> value_;
};

} // namespace npublas::python::detail

#endif
