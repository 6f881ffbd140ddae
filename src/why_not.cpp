// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

#include "why_not.hpp"

#include <npublas/python/detail/array_argument.hpp>
#include <npublas/python/detail/container_source.hpp>
#include <npublas/python/detail/trace.hpp>

#include <boost/python/def.hpp>
#include <boost/python/object.hpp>

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <string>

namespace npublas::extension {

namespace {

namespace bp = boost::python;
namespace detail = npublas::python::detail;

/// A C++ type as the user wrote it: `matrix_view<const double, column_major>`, taken apart.
struct parameter_type {
    std::string kind;
    element_type element = element_type::boolean;
    bool is_const = false;
    bool is_column_major = false;
};

constexpr std::array vector_kinds = {"vector_view", "strided_vector_view", "numpy_vector",
                                     "vector"};
constexpr std::array matrix_kinds = {"matrix_view", "strided_matrix_view", "numpy_matrix",
                                     "matrix"};

constexpr char const* known_names =
    "vector_view<T>, strided_vector_view<T>, numpy_vector<T>, matrix_view<T>, matrix_view<T, "
    "column_major>, strided_matrix_view<T>, numpy_matrix<T>, numpy_matrix<T, column_major>, "
    "vector<T>, matrix<T> and matrix<T, column_major>, where T is bool, an integer type such as "
    "int "
    "or std::int64_t, float, double, long double or std::complex of these three, and const T in "
    "views and numpy_ types";

[[noreturn]] void unknown(std::string const& name) {
    std::string const text =
        "'" + name + "' is no type that why_not knows; it knows " + known_names;
    PyErr_SetObject(PyExc_ValueError, bp::object(text).ptr());
    bp::throw_error_already_set();
    std::abort();
}

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; }

/// Without spaces but for one between two words, and without namespaces.
std::string normalise(std::string const& name) {
    std::string text;
    bool space = false;
    for (char const c : name) {
        bool const blank = std::isspace(static_cast<unsigned char>(c)) != 0;
        if (!blank) {
            if (space && !text.empty() && is_word(text.back()) && is_word(c)) text += ' ';
            text += c;
        }
        space = blank;
    }
    for (std::string const scope : {"boost::numeric::ublas::", "npublas::", "ublas::", "std::"})
        text = detail::replace_all(text, scope, "");
    return text;
}

struct named_element {
    char const* name;
    element_type element;
};

template <class T>
constexpr named_element named(char const* name) {
    return {name, element_type_of<T>()};
}

std::optional<element_type> element_named(std::string const& name) {
    static constexpr named_element others[] = {named<char>("char"),
                                               named<signed char>("signed char"),
                                               named<unsigned char>("unsigned char"),
                                               named<short>("short"),
                                               named<unsigned short>("unsigned short"),
                                               named<int>("int"),
                                               named<unsigned>("unsigned"),
                                               named<unsigned>("unsigned int"),
                                               named<long>("long"),
                                               named<unsigned long>("unsigned long"),
                                               named<long long>("long long"),
                                               named<unsigned long long>("unsigned long long"),
                                               named<std::size_t>("size_t"),
                                               named<std::ptrdiff_t>("ptrdiff_t")};
    for (int i = 0; i < element_type_count; ++i) {
        auto const element = static_cast<element_type>(i);
        if (normalise(cpp_name(element)) == name) return element;
    }
    for (named_element const& other : others)
        if (name == other.name) return other.element;
    return std::nullopt;
}

/// Takes `suffix` off the end of `text`, if it is there.
bool take_suffix(std::string& text, std::string const& suffix) {
    if (text.size() < suffix.size() ||
        text.compare(text.size() - suffix.size(), suffix.size(), suffix) != 0)
        return false;
    text.resize(text.size() - suffix.size());
    return true;
}

bool take_prefix(std::string& text, std::string const& prefix) {
    if (text.compare(0, prefix.size(), prefix) != 0) return false;
    text.erase(0, prefix.size());
    return true;
}

template <class Names>
bool contains(Names const& names, std::string const& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

parameter_type parse(std::string const& name) {
    std::string text = normalise(name);
    std::size_t const open = text.find('<');
    if (open == std::string::npos || !take_suffix(text, ">")) unknown(name);
    parameter_type type;
    type.kind = text.substr(0, open);
    text.erase(0, open + 1);
    bool const is_matrix = contains(matrix_kinds, type.kind);
    if (!is_matrix && !contains(vector_kinds, type.kind)) unknown(name);
    if (is_matrix && type.kind != "strided_matrix_view") {
        type.is_column_major = take_suffix(text, ",column_major");
        if (!type.is_column_major) take_suffix(text, ",row_major");
    }
    type.is_const = take_prefix(text, "const ") || take_suffix(text, " const");
    auto const element = element_named(text);
    bool const owns = type.kind == "vector" || type.kind == "matrix";
    if (!element || (owns && type.is_const)) unknown(name);
    type.element = *element;
    return type;
}

/// What the parameter of the question needs: a note refers to its words by a function.
detail::wanted_array& asked() {
    static thread_local detail::wanted_array words{"", "", bp::type_id<void>(), {}, 0, 0};
    return words;
}

detail::wanted_array read_asked() { return asked(); }

template <class T, int Axis, int Rank>
detail::fault judge(PyArrayObject* array) {
    detail::array_layout<Rank> layout;
    return detail::judge<T, Axis>(array, layout);
}

template <class T>
detail::fault judge_as(int rank, int axis, PyArrayObject* array) {
    if (rank == 1) return axis == 0 ? judge<T, 0, 1>(array) : judge<T, detail::no_axis, 1>(array);
    return axis == 0   ? judge<T, 0, 2>(array)
           : axis == 1 ? judge<T, 1, 2>(array)
                       : judge<T, detail::no_axis, 2>(array);
}

/// Whether a view takes `x`, which is noted down if not.
bool borrows(parameter_type const& type, bp::object const& x) {
    detail::wanted_array& words = asked();
    words.is_written = !type.is_const;
    words.needs = detail::array_needs(type.element, !type.is_const, words.rank, words.unit_axis);
    PyArrayObject* const array = detail::find_array(x.ptr());
    detail::fault reason = detail::fault::not_an_array;
    if (array)
        reason = visit(type.element, [&](auto tag) {
            using T = typename decltype(tag)::type;
            return type.is_const ? judge_as<T const>(words.rank, words.unit_axis, array)
                                 : judge_as<T>(words.rank, words.unit_axis, array);
        });
    if (reason != detail::fault::none) detail::note_refusal(x.ptr(), array, &read_asked, reason);
    return reason == detail::fault::none;
}

/// Whether a container takes `x`, which is noted down if not.
bool copies(parameter_type const& type, bp::object const& x) {
    detail::wanted_array const before = asked();
    detail::container_source const source =
        detail::find_source(x.ptr(), type.element, asked().rank);
    if (source.reason == detail::fault::none) return true;
    // An object's `__array__` may have asked another question.
    asked() = before;
    asked().needs = detail::container_needs(type.element, before.rank);
    detail::note_source(x.ptr(), source, &read_asked);
    return false;
}

/// `matrix_view<const double, column_major>`.
std::string text_of(parameter_type const& type) {
    return type.kind + "<" + (type.is_const ? "const " : "") + cpp_name(type.element) +
           (type.is_column_major ? ", column_major>" : ">");
}

bp::object why_not(bp::object const& x, std::string const& name) {
    parameter_type const type = parse(name);
    bool const strided = type.kind.compare(0, 7, "strided") == 0;
    int const rank = contains(matrix_kinds, type.kind) ? 2 : 1;
    int const axis = strided ? detail::no_axis : rank == 1 || type.is_column_major ? 0 : 1;
    detail::call_state& state = detail::current_call();
    detail::call_frame const frame(state, false);
    asked() = {text_of(type), "", bp::type_id<void>(), type.element, rank, axis};
    bool const owns = type.kind == "vector" || type.kind == "matrix";
    if (owns ? copies(type, x) : borrows(type, x)) return bp::object();
    return bp::object(detail::sentence(state.latest(), "x", "x"));
}

} // namespace

void export_why_not() {
    bp::def("why_not", &why_not, (bp::arg("x"), bp::arg("type")),
            "Say why a C++ function would refuse an argument; None where it would take it.\n\n"
            "Parameters\n----------\n"
            "x : object\n    The argument.\n"
            "type : str\n    The parameter's type in C++, such as \"matrix_view<double>\".\n\n"
            "Returns\n-------\nstr or None\n\n"
            "Raises\n------\nValueError\n    Where `type` names no type that is known.\n\n"
            "Examples\n--------\n"
            ">>> import numpy, npublas\n"
            ">>> npublas.why_not(numpy.ones(3), \"vector_view<double>\")\n"
            ">>> print(npublas.why_not(numpy.ones(3, numpy.float32), \"vector_view<double>\"))\n"
            "x: vector_view<double> needs a writable float64 1-D array with unit stride; got "
            "float32, shape (3,), C order; pass x.astype(numpy.float64) and use "
            "that array afterwards\n");
    bp::def("set_trace", &detail::set_tracing, bp::arg("on"),
            "Log each argument that a C++ function refuses, from now on or no longer.\n\n"
            "The logger is \"npublas\", the level WARNING. It holds for all modules of the process "
            "that use\nnpublas, and shows also what one overload refused and another took.\n\n"
            "Parameters\n----------\non : bool\n");
}

} // namespace npublas::extension
