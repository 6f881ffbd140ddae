// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// For every kind of dense view and every element type: `read_<kind>_<element>`, which takes the
/// view of const elements and gives what C++ sees, and `write_<kind>_<element>`, which takes the
/// mutable view and numbers its elements.

#include <npublas/python.hpp>

#include <cstdint>
#include <string>
#include <type_traits>

#include <boost/python.hpp>

namespace {

namespace bp = boost::python;
namespace ublas = boost::numeric::ublas;

template <class T>
struct is_complex : std::false_type {};
template <class T>
struct is_complex<std::complex<T>> : std::true_type {};

/// The value that `write_` puts at place `n`; the Python side computes the same.
template <class T>
T number(std::size_t n) {
    if constexpr (is_complex<T>::value)
        return T(typename T::value_type(n % 7 + 1), -1);
    else if constexpr (std::is_same_v<T, bool>)
        return n % 3 == 0;
    else
        return static_cast<T>(n % 7 + 1);
}

template <class T>
std::uintptr_t address(const T& element) {
    return reinterpret_cast<std::uintptr_t>(&element);
}

/// (address of the first element or 0, elements in order)
template <class View>
bp::tuple read_vector(View view) {
    using element = std::remove_const_t<typename View::value_type>;
    ublas::vector<element> elements(view.size());
    for (std::size_t i = 0; i < view.size(); ++i)
        elements(i) = view(i);
    return bp::make_tuple(view.size() ? address(view(0)) : 0, elements);
}

template <class View>
void write_vector(View view) {
    for (std::size_t i = 0; i < view.size(); ++i)
        view(i) = number<typename View::value_type>(i);
}

/// (address of the first element or 0, elements in order)
template <class View>
bp::tuple read_matrix(View view) {
    using element = std::remove_const_t<typename View::value_type>;
    ublas::matrix<element> elements(view.size1(), view.size2());
    for (std::size_t i = 0; i < view.size1(); ++i)
        for (std::size_t j = 0; j < view.size2(); ++j)
            elements(i, j) = view(i, j);
    const bool empty = view.size1() == 0 || view.size2() == 0;
    return bp::make_tuple(empty ? 0 : address(view(0, 0)), elements);
}

template <class View>
void write_matrix(View view) {
    for (std::size_t i = 0; i < view.size1(); ++i)
        for (std::size_t j = 0; j < view.size2(); ++j)
            view(i, j) = number<typename View::value_type>(i * view.size2() + j);
}

template <class Reader, class Writer>
void export_pair(const std::string& kind, const std::string& element, Reader reader,
                 Writer writer) {
    bp::def(("read_" + kind + "_" + element).c_str(), reader, bp::arg("a"));
    bp::def(("write_" + kind + "_" + element).c_str(), writer, bp::arg("a"));
}

template <class ConstView, class View>
void export_vector(const std::string& kind, const std::string& element) {
    export_pair(kind, element, &read_vector<ConstView>, &write_vector<View>);
}

template <class ConstView, class View>
void export_matrix(const std::string& kind, const std::string& element) {
    export_pair(kind, element, &read_matrix<ConstView>, &write_matrix<View>);
}

/// One function for all element types, of which each overload knows its own.
template <class T>
std::string element_name(npublas::vector_view<const T>) {
    return npublas::name(npublas::element_type_of<T>());
}

template <class T>
void export_views(const std::string& element) {
    bp::def("element_name", &element_name<T>, bp::arg("a"));
    using namespace npublas;
    export_vector<vector_view<const T>, vector_view<T>>("vector_view", element);
    export_vector<strided_vector_view<const T>, strided_vector_view<T>>("strided_vector_view",
                                                                        element);
    export_matrix<matrix_view<const T>, matrix_view<T>>("row_major_matrix_view", element);
    export_matrix<matrix_view<const T, ublas::column_major>, matrix_view<T, ublas::column_major>>(
        "column_major_matrix_view", element);
    export_matrix<strided_matrix_view<const T>, strided_matrix_view<T>>("strided_matrix_view",
                                                                        element);
}

} // namespace

BOOST_PYTHON_MODULE(bridge_views) {
    for (int i = 0; i < npublas::element_type_count; ++i) {
        const auto element = static_cast<npublas::element_type>(i);
        npublas::visit(element, [element](auto tag) {
            export_views<typename decltype(tag)::type>(npublas::name(element));
        });
    }
}
