// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// Reads any array-like into a container of numbers whose size may be fixed.

#ifndef NPUBLAS_PYTHON_DETAIL_ARRAY_LIKE_READER_HPP
#define NPUBLAS_PYTHON_DETAIL_ARRAY_LIKE_READER_HPP

#include <npublas/python/detail/composite.hpp>

namespace npublas::python::detail {

/// The shapes that C can have. Members: `takes(shape)`, and `text()`, which is empty where every
/// shape will do.
template <class C>
struct shape_rule {
    static bool takes(npy_intp const*) noexcept { return true; }
    static std::string text() { return ""; }
};

template <class C>
inline wanted_array describe_array_like() {
    wanted_array wanted = describe_container<C>();
    std::string const shape = shape_rule<C>::text();
    if (shape.empty()) return wanted;
    wanted.needs = replace_all(wanted.needs, "array-like", "array-like of " + shape);
    wanted.remedy = "an array of " + shape;
    return wanted;
}

/// By the rules of uBLAS's containers, but that a bare number is no vector of length 1.
template <class C>
class array_like_reader {
    using traits = container_traits<C>;

public:
    array_like_reader(PyObject* source, reading const& how)
        : source_(find_source(source, element_type_of<typename traits::element>(), traits::rank)) {
        if (source_.reason == fault::none) source_.reason = judge_shape(source);
        settle<C>(source, source_, how.mode, &describe_array_like<C>);
    }

    bool convertible() const noexcept { return source_.reason == fault::none; }
    C operator()() const { return copy_in<C>(source_.unchanged()); }

private:
    fault judge_shape(PyObject* source) const {
        auto* const array = as_ndarray(source_.array);
        if (PyArray_NDIM(array) == 0 && !find_array(source)) return fault::rank;
        array_layout<traits::rank> layout;
        read_shape(array, layout);
        npy_intp shape[2] = {0, 0};
        std::copy_n(layout.extent, traits::rank, shape);
        return shape_rule<C>::takes(shape) ? fault::none : fault::size;
    }

    container_source source_;
};

/// What the containers of numbers have in common.
template <class C>
struct array_like_composite {
    static constexpr bool is_known = true;
    static constexpr bool borrows = false;
    static constexpr bool uses_registry = false;
    static constexpr PyTypeObject const* (*argument_pytype)() = &array_pytype::get_pytype;
    static constexpr PyTypeObject const* (*result_pytype)() = &array_pytype::get_pytype;
    using reader = array_like_reader<C>;

    static std::string type_name() { return container_traits<C>::type_name(); }
};

} // namespace npublas::python::detail

#endif
