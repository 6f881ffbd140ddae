// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// `std::optional<X>` and `boost::optional<X>` as parameters and results of functions that Python
/// calls: None is the empty one, anything else goes as an X does.
///
/// X is any type that converts: a view (which borrows, as ever), a container, a number, a string, a
/// class that the author exported. A parameter may be by value or `const&`.
///
///     void smooth(vector_view<double> v, std::optional<vector_view<const double>> weights);
///     npublas::def("smooth", &smooth, (arg("v"), arg("weights") = object()));

#ifndef NPUBLAS_PYTHON_OPTIONAL_HPP
#define NPUBLAS_PYTHON_OPTIONAL_HPP

#include <npublas/python/detail/composite.hpp>

#include <boost/optional/optional_fwd.hpp>

#include <optional>

namespace npublas::python::detail {

template <class O, class X>
class optional_reader {
public:
    optional_reader(PyObject* source, reading const& how) {
        if (source == Py_None) return;
        refusal_scope scope(how.mode);
        value_.emplace(source, how);
        if (value_->convertible()) return;
        refusal_note* const note = scope.refuse<O, X>(source, source, fault::unconvertible);
        if (note && !note->path[0]) note->or_none = true;
    }

    bool convertible() const { return !value_ || value_->convertible(); }
    O operator()() { return value_ ? O((*value_)()) : O(); }

private:
    std::optional<item_reader<X>> value_;
};

template <class O, class X>
struct optional_composite {
    static constexpr bool is_known = is_item<X>;
    static constexpr bool borrows = composite<X>::borrows;
    static constexpr bool uses_registry = false;
    static constexpr PyTypeObject const* (*argument_pytype)() = nullptr;
    static constexpr PyTypeObject const* (*result_pytype)() = &any_pytype;
    using reader = optional_reader<O, X>;

    static std::string type_name() { return "optional<" + type_text<X>() + ">"; }

    static PyObject* show(O&& value, argument_range arguments) {
        return value ? show_item<X>(std::move(*value), arguments) : bp::incref(Py_None);
    }
    static PyObject* show(O const& value, argument_range arguments) {
        return value ? show_item<X>(*value, arguments) : bp::incref(Py_None);
    }
};

template <class X>
struct composite<std::optional<X>> : optional_composite<std::optional<X>, X> {};
template <class X>
struct composite<boost::optional<X>> : optional_composite<boost::optional<X>, X> {};

} // namespace npublas::python::detail

NPUBLAS_COMPOSITE((class X), std::optional<X>)
NPUBLAS_COMPOSITE((class X), boost::optional<X>)

#endif
