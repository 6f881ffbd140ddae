// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// For every element type and every dense container of uBLAS: `pass_<kind>_<element>` takes it by
/// reference to const and returns it by value, and `increment_<kind>_<element>` takes it by
/// reference and changes it. Likewise for shared containers: `share_` returns what it was given,
/// `number_` writes to its elements.

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

template <class T>
T number(std::size_t n) {
    if constexpr (is_complex<T>::value)
        return T(typename T::value_type(n % 7 + 1), -1);
    else if constexpr (std::is_same_v<T, bool>)
        return n % 3 == 0;
    else
        return static_cast<T>(n % 7 + 1);
}

std::uintptr_t result_address = 0;

template <class T>
void remember(const T& first) {
    result_address = reinterpret_cast<std::uintptr_t>(&first);
}

std::uintptr_t last_result_address() { return result_address; }

template <class Vector>
Vector pass_vector(const Vector& argument) {
    Vector result = argument;
    if (result.size()) remember(result(0));
    return result;
}

template <class Matrix>
Matrix pass_matrix(const Matrix& argument) {
    Matrix result = argument;
    if (result.size1() && result.size2()) remember(result(0, 0));
    return result;
}

/// True becomes false, so that a bool can be told to have changed as well.
template <class T>
T successor(T value) {
    if constexpr (std::is_same_v<T, bool>)
        return !value;
    else
        return static_cast<T>(value + T(1));
}

template <class Vector>
void increment_vector(Vector& v) {
    for (std::size_t i = 0; i < v.size(); ++i)
        v(i) = successor<typename Vector::value_type>(v(i));
}

template <class Matrix>
void increment_matrix(Matrix& m) {
    for (std::size_t i = 0; i < m.size1(); ++i)
        for (std::size_t j = 0; j < m.size2(); ++j)
            m(i, j) = successor<typename Matrix::value_type>(m(i, j));
}

template <class Shared>
Shared share(Shared argument) {
    return argument;
}

template <class Vector>
void number_vector(Vector v) {
    for (std::size_t i = 0; i < v.size(); ++i)
        v(i) = number<typename Vector::value_type>(i);
}

template <class Matrix>
void number_matrix(Matrix m) {
    for (std::size_t i = 0; i < m.size1(); ++i)
        for (std::size_t j = 0; j < m.size2(); ++j)
            m(i, j) = number<typename Matrix::value_type>(i * m.size2() + j);
}

template <class Function>
void export_function(const char* verb, const std::string& kind, const std::string& element,
                     Function function) {
    bp::def((verb + kind + "_" + element).c_str(), function, bp::arg("a"));
}

template <class Vector, class Shared>
void export_vectors(const std::string& kind, const std::string& element) {
    export_function("pass_", kind, element, &pass_vector<Vector>);
    export_function("increment_", kind, element, &increment_vector<Vector>);
    export_function("share_", kind, element, &share<Shared>);
    export_function("number_", kind, element, &number_vector<Shared>);
}

template <class Matrix, class Shared>
void export_matrices(const std::string& kind, const std::string& element) {
    export_function("pass_", kind, element, &pass_matrix<Matrix>);
    export_function("increment_", kind, element, &increment_matrix<Matrix>);
    export_function("share_", kind, element, &share<Shared>);
    export_function("number_", kind, element, &number_matrix<Shared>);
}

template <class T>
void export_containers(const std::string& element) {
    using npublas::numpy_matrix;
    using npublas::numpy_vector;
    using ublas::column_major;
    using ublas::row_major;
    export_vectors<ublas::vector<T>, numpy_vector<T>>("vector", element);
    export_matrices<ublas::matrix<T>, numpy_matrix<T, row_major>>("row_major_matrix", element);
    export_matrices<ublas::matrix<T, column_major>, numpy_matrix<T, column_major>>(
        "column_major_matrix", element);
}

} // namespace

BOOST_PYTHON_MODULE(bridge_containers) {
    bp::def("last_result_address", &last_result_address);
    for (int i = 0; i < npublas::element_type_count; ++i) {
        const auto element = static_cast<npublas::element_type>(i);
        npublas::visit(element, [element](auto tag) {
            export_containers<typename decltype(tag)::type>(npublas::name(element));
        });
    }
}
