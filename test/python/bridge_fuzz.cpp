// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// One function for each kind of parameter, in the submodules `fast` and `plain` under the same
/// name: it takes `x`, and `later`, whose conversion may run any Python code after x was converted.
/// It reads all that x holds and returns it as text. Where x can be written to, the function then
/// writes ones.

#include <npublas/python.hpp>
#include <npublas/python/def.hpp>
#include <npublas/python/tensor.hpp>

#include <cstdint>
#include <sstream>
#include <string>
#include <type_traits>

#include <boost/optional.hpp>
#include <boost/python.hpp>

// Boost.Python knows types by name, those of all modules together.
namespace bridge_fuzz {

namespace bp = boost::python;
namespace ublas = boost::numeric::ublas;
using npublas::matrix_view;
using npublas::numpy_matrix;
using npublas::numpy_vector;
using npublas::strided_matrix_view;
using npublas::strided_vector_view;
using npublas::tensor_view;
using npublas::vector_view;

// What an argument holds, as text.

template <class T, class = std::enable_if_t<std::is_arithmetic_v<T>>>
void write(std::ostream& out, T value) {
    out << +value;
}
template <class T>
void write(std::ostream& out, const std::complex<T>& value) {
    out << value;
}
inline void write(std::ostream& out, const std::string& value) { out << '"' << value << '"'; }
template <class V>
void write(std::ostream& out, const ublas::vector_expression<V>& v) {
    out << '[';
    for (std::size_t i = 0; i < v().size(); ++i) {
        write(out, v()(i));
        out << ' ';
    }
    out << ']';
}
template <class M>
void write(std::ostream& out, const ublas::matrix_expression<M>& m) {
    out << '[' << m().size1() << 'x' << m().size2() << ':';
    for (std::size_t i = 0; i < m().size1(); ++i)
        for (std::size_t j = 0; j < m().size2(); ++j) {
            out << ' ';
            write(out, m()(i, j));
        }
    out << ']';
}

template <class T>
void write(std::ostream& out, const tensor_view<T>& view) {
    for (const std::size_t extent : view.extents())
        out << extent << 'x';
    view.for_each([&out](const auto& element) { write(out << ' ', element); });
}
template <class T>
void write(std::ostream& out, const ublas::tensor<T>& tensor) {
    write(out, tensor_view<const T>(tensor));
}

template <class X>
void write(std::ostream& out, const std::optional<X>& value);
template <class X>
void write(std::ostream& out, const boost::optional<X>& value);
template <class X, class Y>
void write(std::ostream& out, const std::pair<X, Y>& value);
template <class... X>
void write(std::ostream& out, const std::tuple<X...>& value);
template <class X, std::size_t N>
void write(std::ostream& out, const std::array<X, N>& values);

template <class X>
void write(std::ostream& out, const std::vector<X>& values) {
    out << '{';
    for (const auto& value : values) {
        write(out, static_cast<const X&>(value));
        out << ' ';
    }
    out << '}';
}
template <class X, std::size_t N>
void write(std::ostream& out, const std::array<X, N>& values) {
    write(out, std::vector<X>(values.begin(), values.end()));
}
template <class X>
void write(std::ostream& out, const std::optional<X>& value) {
    if (value) write(out, *value);
}
template <class X>
void write(std::ostream& out, const boost::optional<X>& value) {
    if (value) write(out, *value);
}
template <class X, class Y>
void write(std::ostream& out, const std::pair<X, Y>& value) {
    write(out, value.first);
    write(out << ", ", value.second);
}
template <class... X>
void write(std::ostream& out, const std::tuple<X...>& value) {
    std::apply([&out](const auto&... part) { (write(out << ", ", part), ...); }, value);
}

// What writes ones.

template <class V, class = decltype(std::declval<V&>()(0) = typename V::value_type())>
void write_ones(V& v, std::size_t size) {
    for (std::size_t i = 0; i < size; ++i)
        v(i) = typename V::value_type(1);
}
template <class M, class = decltype(std::declval<M&>()(0, 0) = typename M::value_type())>
void write_ones(M& m, std::size_t size1, std::size_t size2) {
    for (std::size_t i = 0; i < size1; ++i)
        for (std::size_t j = 0; j < size2; ++j)
            m(i, j) = typename M::value_type(1);
}
template <class V>
void write_all(ublas::vector_expression<V>& v) {
    write_ones(v(), v().size());
}
template <class M>
void write_all(ublas::matrix_expression<M>& m) {
    write_ones(m(), m().size1(), m().size2());
}
template <class T>
void write_all(tensor_view<T>& view) {
    view = T(1);
}
template <class V>
void write_all(std::vector<V>& values) {
    for (auto& value : values)
        write_all(value);
}

using later_argument = const ublas::vector<double>&;

template <class Given, class X>
std::string text_of(const X& x, const ublas::vector<double>& later) {
    std::ostringstream out;
    out.precision(21);
    write(out, static_cast<const std::decay_t<Given>&>(x));
    write(out << "; ", later);
    return out.str();
}

template <class X>
std::string read(X x, later_argument later) {
    return text_of<X>(x, later);
}
template <class X>
std::string change(X x, later_argument later) {
    const std::string text = text_of<X>(x, later);
    write_all(x);
    return text;
}

// The doors.

bp::object submodule(const std::string& name) {
    const bp::object module(
        bp::handle<>(bp::borrowed(PyImport_AddModule(("bridge_fuzz." + name).c_str()))));
    bp::scope().attr(name.c_str()) = module;
    return module;
}

template <class F>
void define_twice(const std::string& name, F f) {
    const auto keywords = (bp::arg("x"), bp::arg("later") = bp::tuple());
    const bp::object fast = submodule("fast"), plain = submodule("plain");
    {
        const bp::scope within(fast);
        npublas::def(name.c_str(), f, keywords);
    }
    const bp::scope within(plain);
    bp::def(name.c_str(), f, keywords);
}

template <class X>
void define_reader(const std::string& name) {
    define_twice(name, &read<X>);
}
template <class X>
void define_changer(const std::string& name) {
    define_twice(name, &change<X>);
}

// Functions with many parameters, overloads.

std::string three(vector_view<double> a, double factor, const ublas::matrix<double>& b) {
    std::ostringstream out;
    write(out, a);
    write(out, factor);
    write(out, b);
    return out.str();
}
std::string of_element(vector_view<const float>) { return "view of float"; }
std::string of_element_double(vector_view<const double>) { return "view of double"; }
std::string of_element_vector(const ublas::vector<double>&) { return "vector"; }
std::string of_element_number(double) { return "number"; }

/// Asks, in the midst of a call, what nobody will explain.
bool extracts(bp::object x) { return bp::extract<vector_view<double>>(x).check(); }

template <class Define>
void define_overloads(Define define) {
    define("overloaded", &of_element_vector);
    define("overloaded", &of_element_number);
    define("overloaded", &of_element);
    define("overloaded", &of_element_double);
}

void define_calls() {
    const bp::object fast = submodule("fast"), plain = submodule("plain");
    const auto keywords = (bp::arg("a"), bp::arg("factor") = 2.0, bp::arg("b") = bp::tuple());
    {
        const bp::scope within(fast);
        npublas::def("three", &three, keywords);
        npublas::def("nameless", &three, bp::arg("b"));
        npublas::def("extracts", &extracts);
        define_overloads([](const char* name, auto f) { npublas::def(name, f, bp::arg("x")); });
    }
    const bp::scope within(plain);
    bp::def("three", &three, keywords);
    bp::def("nameless", &three, bp::arg("b"));
    bp::def("extracts", &extracts);
    define_overloads([](const char* name, auto f) { bp::def(name, f, bp::arg("x")); });
}

// An object with members.

struct holder {
    ublas::vector<double> v = ublas::scalar_vector<double>(4, 1.0);
    ublas::matrix<std::int16_t> m = ublas::scalar_matrix<std::int16_t>(2, 3, 1);
    ublas::c_vector<float, 3> c = ublas::scalar_vector<float>(3, 1);
};

} // namespace bridge_fuzz

BOOST_PYTHON_MODULE(bridge_fuzz) {
    using namespace bridge_fuzz;
    using ublas::column_major;

    define_reader<vector_view<const double>>("const_vector_view");
    define_reader<vector_view<const long double>>("const_long_double_view");
    define_reader<strided_vector_view<const std::int16_t>>("const_strided_view");
    define_reader<matrix_view<const double>>("const_matrix_view");
    define_reader<strided_matrix_view<const std::complex<double>>>("const_strided_matrix_view");
    define_changer<vector_view<double>>("vector_view");
    define_changer<strided_vector_view<float>>("strided_view");
    define_changer<matrix_view<double, column_major>>("matrix_view");
    define_changer<strided_matrix_view<std::int32_t>>("strided_matrix_view");

    define_reader<numpy_vector<double>>("shared_vector_by_value");
    define_reader<const numpy_matrix<double>&>("shared_matrix");

    define_reader<ublas::vector<double>>("vector_by_value");
    define_reader<const ublas::vector<std::int8_t>&>("int8_vector");
    define_reader<const ublas::vector<std::uint64_t>&>("uint64_vector");
    define_reader<const ublas::vector<std::complex<float>>&>("complex_vector");
    define_reader<const ublas::matrix<double>&>("matrix");
    define_reader<ublas::matrix<std::int32_t, column_major>>("matrix_by_value");
    define_changer<ublas::vector<double>&>("vector_in_out");
    define_changer<ublas::vector<std::int8_t>&>("int8_vector_in_out");
    define_changer<ublas::matrix<float>&>("matrix_in_out");

    define_reader<double>("number_double");
    define_reader<float>("number_float");
    define_reader<std::int32_t>("number_int32");
    define_reader<std::int8_t>("number_int8");
    define_reader<std::uint64_t>("number_uint64");
    define_reader<bool>("number_bool");
    define_reader<long double>("number_long_double");
    define_reader<std::complex<double>>("number_complex");
    define_reader<std::string>("string");

    define_reader<std::optional<vector_view<const double>>>("optional_view");
    define_reader<const std::optional<double>&>("optional_number");
    define_reader<boost::optional<ublas::vector<double>>>("optional_vector");
    define_reader<std::vector<double>>("numbers");
    define_reader<const std::vector<std::int32_t>&>("integers");
    define_reader<std::vector<std::string>>("strings");
    define_reader<std::vector<std::vector<double>>>("nested_numbers");
    define_reader<std::array<double, 3>>("three_numbers");
    define_reader<std::pair<std::int32_t, std::string>>("pair");
    define_reader<
        std::tuple<vector_view<const double>, std::vector<double>, std::optional<double>>>("tuple");
    define_reader<std::vector<ublas::c_vector<double, 3>>>("rows");
    define_reader<std::vector<ublas::bounded_vector<float, 4>>>("bounded_rows");
    define_reader<std::vector<vector_view<const double>>>("const_views");
    define_changer<std::vector<strided_vector_view<double>>>("views");

    define_reader<const ublas::c_vector<double, 3>&>("c_vector");
    define_reader<ublas::bounded_vector<std::int32_t, 4>>("bounded_vector");
    define_reader<ublas::c_matrix<double, 2, 2>>("c_matrix");
    define_reader<const ublas::bounded_matrix<float, 3, 3, column_major>&>("bounded_matrix");

    define_reader<tensor_view<const double>>("const_tensor_view");
    define_changer<tensor_view<float>>("tensor_view");
    define_reader<const ublas::tensor<double>&>("tensor");
    define_reader<std::optional<tensor_view<const std::int32_t>>>("optional_tensor_view");

    define_calls();

    bp::class_<holder>("holder")
        .def("v", npublas::member(&holder::v))
        .def("m", npublas::member(&holder::m))
        .def("c", npublas::member(&holder::c));
}
