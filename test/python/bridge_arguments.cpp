// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// Optional, sequence and fixed-size parameters and results. Every function is there twice:
/// `f_plain` through boost::python::def and `f_fast` through npublas::def.

#include <npublas/python.hpp>
#include <npublas/python/def.hpp>

#include <array>
#include <cstdint>
#include <memory>
#include <numeric>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <boost/optional.hpp>
#include <boost/python.hpp>
#include <boost/python/suite/indexing/vector_indexing_suite.hpp>

namespace {

namespace bp = boost::python;
namespace ublas = boost::numeric::ublas;
using npublas::vector_view;

/// A class of the author's; alive() counts the instances.
struct Point {
    Point(double first, double second) : x(first), y(second) { ++alive; }
    Point(const Point& other) : x(other.x), y(other.y) { ++alive; }
    Point& operator=(const Point&) = default;
    ~Point() { --alive; }

    double x, y;
    static int alive;
};

int Point::alive = 0;

int points_alive() { return Point::alive; }

/// Registered by hand below, from and to a Python string of letters.
using Letters = std::vector<signed char>;

/// Exported with class_ below.
using Exported = std::vector<unsigned short>;

struct letters_from_str {
    static void* convertible(PyObject* source) {
        return PyUnicode_Check(source) ? source : nullptr;
    }

    static void construct(PyObject* source, bp::converter::rvalue_from_python_stage1_data* data) {
        using storage = bp::converter::rvalue_from_python_storage<Letters>;
        void* const place = reinterpret_cast<storage*>(data)->storage.bytes;
        const std::string text = bp::extract<std::string>(source);
        new (place) Letters(text.begin(), text.end());
        data->convertible = place;
    }
};

struct letters_to_str {
    static PyObject* convert(const Letters& letters) {
        return PyUnicode_FromStringAndSize(reinterpret_cast<const char*>(letters.data()),
                                           static_cast<Py_ssize_t>(letters.size()));
    }
};

std::uintptr_t result_address = 0;
std::uintptr_t last_result_address() { return result_address; }

template <class X>
X pass(const X& x) {
    return x;
}

template <class X>
X pass_by_value(X x) {
    return x;
}

std::vector<double> make_numbers(std::size_t n) {
    std::vector<double> numbers(n);
    std::iota(numbers.begin(), numbers.end(), 0.0);
    result_address = reinterpret_cast<std::uintptr_t>(numbers.data());
    return numbers;
}

std::vector<ublas::c_vector<double, 3>> make_points(std::size_t n) {
    std::vector<ublas::c_vector<double, 3>> points(n);
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < 3; ++j)
            points[i](j) = static_cast<double>(3 * i + j);
    if (n) result_address = reinterpret_cast<std::uintptr_t>(points[0].data());
    return points;
}

std::vector<ublas::bounded_vector<double, 3>> ragged_rows() {
    return {ublas::zero_vector<double>(2), ublas::zero_vector<double>(3)};
}

std::tuple<ublas::matrix<double>, ublas::vector<double>, int> make_pieces(std::size_t n) {
    std::tuple<ublas::matrix<double>, ublas::vector<double>, int> pieces(
        ublas::identity_matrix<double>(n), ublas::unit_vector<double>(n, 0), 3);
    result_address = reinterpret_cast<std::uintptr_t>(&std::get<0>(pieces).data()[0]);
    return pieces;
}

/// The mean of v, by `weights` where there are some.
double mean(vector_view<const double> v, std::optional<vector_view<const double>> weights) {
    if (!weights) return sum(v) / static_cast<double>(v.size());
    return inner_prod(v, *weights) / sum(*weights);
}

double sum_views(const std::vector<vector_view<const double>>& views) {
    double total = 0;
    for (const auto& view : views)
        total += sum(view);
    return total;
}

/// Takes the items out of the caller's list before it looks at the views.
double sum_views_after_clear(const std::vector<vector_view<const double>>& views, bp::object list) {
    list.attr("clear")();
    return sum_views(views);
}

void double_views(std::vector<vector_view<double>> views) {
    for (auto& view : views)
        view *= 2;
}

double sum_nested_views(const std::vector<std::vector<vector_view<const double>>>& rows) {
    double total = 0;
    for (const auto& row : rows)
        total += sum_views(row);
    return total;
}

double dot_pair(std::pair<vector_view<const double>, vector_view<const double>> pair) {
    return inner_prod(pair.first, pair.second);
}

std::optional<vector_view<double>> tail(vector_view<double> v) {
    if (v.size() < 2) return std::nullopt;
    return vector_view<double>(v.data() + 1, v.size() - 1);
}

std::pair<vector_view<double>, vector_view<double>> halves(vector_view<double> v) {
    const std::size_t half = v.size() / 2;
    return {{v.data(), half}, {v.data() + half, v.size() - half}};
}

std::string which_float(const std::vector<float>&) { return "float"; }
std::string which_double(const std::vector<double>&) { return "double"; }

double add_with_default(double x, std::optional<double> y) { return x + y.value_or(100); }

ublas::c_matrix<double, 3, 3> part_of_matrix() {
    ublas::c_matrix<double, 3, 3> matrix(2, 2);
    matrix(0, 0) = 1, matrix(0, 1) = 2, matrix(1, 0) = 3, matrix(1, 1) = 4;
    return matrix;
}

/// What can't be copied is Boost.Python's.
using Movable = std::vector<std::unique_ptr<int>>;
std::size_t count_movable(const Movable& movable) { return movable.size(); }

std::vector<std::string> extract_strings(bp::object source) {
    return bp::extract<std::vector<std::string>>(source);
}

double extract_views(const bp::object& source) {
    const std::vector<vector_view<const double>> views =
        bp::extract<std::vector<vector_view<const double>>>(source);
    return sum_views(views);
}

/// Whether views can be extracted outside of any call, where nothing keeps their arrays.
bool can_extract_views(const bp::object& sequence) {
    try {
        extract_views(sequence);
        return true;
    } catch (const bp::error_already_set&) {
        PyErr_Clear();
        return false;
    }
}

bp::object as_object() {
    return bp::make_tuple(std::vector<double>{1, 2}, std::optional<int>(), std::array<int, 2>{3, 4},
                          std::make_pair(1, std::string("a")),
                          ublas::c_vector<float, 2>(ublas::scalar_vector<float>(2, 5)));
}

template <class F, class... Options>
void define(const std::string& name, F f, const Options&... options) {
    bp::def((name + "_plain").c_str(), f, options...);
    npublas::def((name + "_fast").c_str(), f, options...);
}

template <class X>
void define_pass(const std::string& name) {
    define("pass_" + name, &pass<X>, bp::arg("x"));
}

template <class T>
void define_numbers(const std::string& element) {
    define_pass<std::vector<T>>("vector_" + element);
    define_pass<std::array<T, 3>>("array_" + element);
    define_pass<ublas::c_vector<T, 3>>("c_vector_" + element);
    define_pass<ublas::bounded_vector<T, 3>>("bounded_vector_" + element);
    define_pass<ublas::c_matrix<T, 2, 3>>("c_matrix_" + element);
    define_pass<ublas::bounded_matrix<T, 2, 3>>("bounded_matrix_" + element);
    define_pass<std::vector<ublas::c_vector<T, 3>>>("c_rows_" + element);
    define_pass<std::vector<ublas::bounded_vector<T, 3>>>("bounded_rows_" + element);
    define_pass<std::vector<std::array<T, 3>>>("array_rows_" + element);
}

} // namespace

BOOST_PYTHON_MODULE(bridge_arguments) {
    using bp::arg;
    bp::docstring_options options(true, true, false);

    bp::class_<Point>("Point", bp::init<double, double>())
        .def_readonly("x", &Point::x)
        .def_readonly("y", &Point::y);
    bp::class_<Exported>("Exported").def(bp::vector_indexing_suite<Exported>());
    bp::class_<Movable, boost::noncopyable>("Movable");
    bp::converter::registry::push_back(&letters_from_str::convertible, &letters_from_str::construct,
                                       bp::type_id<Letters>());
    bp::to_python_converter<Letters, letters_to_str>();

    define_numbers<bool>("bool");
    define_numbers<std::int16_t>("int16");
    define_numbers<std::int32_t>("int32");
    define_numbers<std::uint64_t>("uint64");
    define_numbers<float>("float32");
    define_numbers<double>("float64");
    define_numbers<std::complex<double>>("complex128");
    define_pass<ublas::bounded_matrix<double, 2, 3, ublas::column_major>>("column_major");

    define_pass<std::optional<double>>("optional_double");
    define_pass<boost::optional<double>>("boost_optional_double");
    define_pass<std::optional<int>>("optional_int");
    define_pass<std::optional<std::string>>("optional_string");
    define_pass<std::optional<Point>>("optional_point");
    define_pass<boost::optional<ublas::vector<double>>>("optional_vector");
    define_pass<std::optional<std::vector<double>>>("optional_numbers");
    define("pass_optional_by_value", &pass_by_value<std::optional<std::string>>, arg("x"));

    define_pass<std::vector<std::string>>("strings");
    define_pass<std::vector<Point>>("points");
    define_pass<std::vector<ublas::vector<double>>>("vectors");
    define_pass<std::vector<ublas::matrix<double>>>("matrices");
    define_pass<std::vector<std::vector<double>>>("nested_numbers");
    define_pass<std::vector<std::vector<std::string>>>("nested_strings");
    define_pass<std::vector<std::optional<int>>>("optional_ints");
    define_pass<std::vector<std::pair<std::string, double>>>("named_numbers");
    define_pass<std::vector<ublas::c_matrix<double, 2, 2>>>("small_matrices");
    define_pass<std::array<std::string, 2>>("two_strings");
    define_pass<std::array<ublas::vector<double>, 2>>("two_vectors");
    define_pass<std::pair<int, std::string>>("pair");
    define_pass<std::tuple<>>("empty_tuple");
    define_pass<std::tuple<bool, std::string, ublas::vector<double>>>("triple");
    define_pass<Letters>("letters");
    define_pass<Exported>("exported");
    define_pass<std::optional<Exported>>("optional_exported");
    define("pass_points_by_value", &pass_by_value<std::vector<Point>>, arg("x"));

    define("make_numbers", &make_numbers, arg("n"));
    define("make_points", &make_points, arg("n"));
    define("ragged_rows", &ragged_rows);
    define("make_pieces", &make_pieces, arg("n"));
    define("mean", &mean, (arg("v"), arg("weights") = bp::object()));
    define("sum_views", &sum_views, arg("views"));
    define("sum_views_after_clear", &sum_views_after_clear, (arg("views"), arg("list")));
    define("double_views", &double_views, arg("views"));
    define("sum_nested_views", &sum_nested_views, arg("rows"));
    define("dot_pair", &dot_pair, arg("pair"));
    define("tail", &tail, arg("v"));
    define("halves", &halves, arg("v"));
    define("which", &which_float, arg("x"));
    define("which", &which_double, arg("x"));
    define("add_with_default", &add_with_default, (arg("x"), arg("y") = std::optional<double>()));
    define("part_of_matrix", &part_of_matrix);
    define("count_movable", &count_movable, arg("x"));

    bp::object array = bp::import("numpy").attr("ones")(2);
    bp::list list;
    list.append(array);
    bp::scope().attr("views_extracted_from_list") = can_extract_views(list);
    bp::scope().attr("views_extracted_from_tuple") = can_extract_views(bp::make_tuple(array));

    bp::def("points_alive", &points_alive);
    bp::def("last_result_address", &last_result_address);
    bp::def("extract_strings", &extract_strings);
    bp::def("extract_views", &extract_views);
    bp::def("as_object", &as_object);
}
