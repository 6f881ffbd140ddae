// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// How a call is resolved and how it fails: overloads, keywords, methods, in-out arguments,
/// exceptions, and the sentences of refusals.

#include <npublas/python.hpp>

#include <cstdint>
#include <new>
#include <stdexcept>
#include <string>

#include <boost/numeric/ublas/exception.hpp>
#include <boost/numeric/ublas/io.hpp>
#include <boost/python.hpp>

namespace {

namespace bp = boost::python;
namespace ublas = boost::numeric::ublas;
using npublas::matrix_view;
using npublas::numpy_matrix;
using npublas::numpy_vector;
using npublas::strided_matrix_view;
using npublas::strided_vector_view;
using npublas::vector_view;

// Functions that refuse.

double matrix_sum(matrix_view<double> m) {
    double result = 0;
    for (std::size_t i = 0; i < m.size1(); ++i)
        for (std::size_t j = 0; j < m.size2(); ++j)
            result += m(i, j);
    return result;
}

double vector_sum(vector_view<double> v) { return ublas::sum(v); }
double shared_sum(numpy_vector<double> v) { return ublas::sum(v); }
double container_sum(ublas::vector<double> v) { return ublas::sum(v); }

std::size_t container_length(const ublas::vector<double>& v) { return v.size(); }

double container_at(ublas::matrix<double, ublas::column_major> m, std::size_t i, std::size_t j) {
    return m(i, j);
}

void scale(vector_view<double> v, double factor) { v *= factor; }
void scale_strided(strided_vector_view<double> v, double factor) { v *= factor; }
double read_at(vector_view<const double> v, std::size_t i) { return v(i); }
int last_int8(vector_view<const std::int8_t> v) { return v(v.size() - 1); }
std::size_t vector_size(vector_view<const double> v) { return v.size(); }
std::size_t strided_int8_size(strided_vector_view<const std::int8_t> v) { return v.size(); }

bp::tuple matrix_size(matrix_view<const double> m) { return bp::make_tuple(m.size1(), m.size2()); }

bp::tuple column_major_size(matrix_view<const double, ublas::column_major> m) {
    return bp::make_tuple(m.size1(), m.size2());
}

bp::tuple strided_int8_matrix_size(strided_matrix_view<const std::int8_t> m) {
    return bp::make_tuple(m.size1(), m.size2());
}

void copy_to(vector_view<const double> source, vector_view<double> target) {
    for (std::size_t i = 0; i < target.size(); ++i)
        target(i) = source(i);
}

double three(double x, vector_view<const double> v, matrix_view<const double> m) {
    return x + ublas::sum(v) + m(0, 0);
}

double plain(double x, int n) { return x * n; }

class Solver {
public:
    Solver() = default;
    explicit Solver(matrix_view<double> m) : rows_(m.size1()) {}

    std::size_t solve(matrix_view<double> m, vector_view<double> b) {
        return rows_ + m.size1() + b.size();
    }
    static std::size_t check(matrix_view<double> m) { return m.size1(); }

private:
    std::size_t rows_ = 0;
};

std::size_t solve_free(Solver& solver, matrix_view<double> m) {
    return solver.solve(m, vector_view<double>());
}

// Overloads. Each answers with the type it was called for.

std::string on_int8(const ublas::vector<std::int8_t>&) { return "int8"; }
std::string on_float32(const ublas::vector<float>&) { return "float32"; }
std::string on_float64(const ublas::vector<double>&) { return "float64"; }

std::string on_int8_matrix(const ublas::matrix<std::int8_t>&) { return "int8"; }
std::string on_float32_matrix(const ublas::matrix<float>&) { return "float32"; }
std::string on_float64_matrix(const ublas::matrix<double>&) { return "float64"; }

std::string on_float32_view(vector_view<const float>) { return "float32"; }
std::string on_float64_view(vector_view<const double>) { return "float64"; }
std::string on_mutable_view(vector_view<double>) { return "mutable"; }
std::string on_const_view(vector_view<const double>) { return "const"; }
std::string on_vector(vector_view<const double>) { return "vector"; }
std::string on_matrix(matrix_view<const double>) { return "matrix"; }
std::string on_column_major(matrix_view<const double, ublas::column_major>) { return "columns"; }
std::string on_scalar(double) { return "scalar"; }
std::string on_container(const ublas::vector<double>&) { return "container"; }
std::string on_string(const std::string&) { return "string"; }
std::string on_shared(numpy_vector<double>) { return "shared"; }

// In-out arguments.

void append(ublas::vector<double>& v) { v.resize(v.size() + 1); }
void grow(ublas::matrix<double>& m) { m.resize(m.size1() + 1, m.size2()); }
void reshape(ublas::matrix<double>& m) { m.resize(m.size2(), m.size1()); }

void change_and_throw(ublas::vector<double>& v) {
    for (double& element : v)
        element = -1;
    throw std::runtime_error("changed my mind");
}

int calls = 0;
int call_count() { return calls; }
void count_call(ublas::vector<double>&) { ++calls; }

double change_two(ublas::vector<double>& v, ublas::matrix<double>& m) {
    v *= 2;
    m *= 3;
    return v(0) + m(0, 0);
}

void multiply_all(ublas::vector<std::int64_t>& v, std::int64_t factor) { v *= factor; }

std::string mixed_matrix(ublas::vector<double>& v, matrix_view<const double>) {
    v *= 2;
    return "matrix";
}

std::string mixed_scalar(ublas::vector<double>& v, double) {
    v *= 3;
    return "scalar";
}

// Calls within calls.

std::string call_and_name(ublas::vector<double> v, bp::object function) {
    const std::string inner = bp::extract<std::string>(function());
    return inner + std::to_string(v.size());
}

void call_for_float32(const ublas::vector<float>&, bp::object function) { function(); }
void call_for_float64(const ublas::vector<double>&, bp::object function) { function(); }

// Exceptions.

template <class Exception>
void raise() {
    throw Exception();
}
template <class Exception>
void raise_with_text() {
    throw Exception("as the author said");
}

void export_refusals() {
    using bp::arg;
    bp::def("matrix_sum", &matrix_sum, arg("A"));
    bp::def("matrix_sum_unnamed", &matrix_sum);
    bp::def("vector_sum", &vector_sum, arg("v"));
    bp::def("shared_sum", &shared_sum, arg("v"));
    bp::def("container_sum", &container_sum, arg("v"));
    bp::def("container_length", &container_length, arg("v"));
    bp::def("container_at", &container_at);
    bp::def("scale", &scale, (arg("v"), arg("factor") = 2.0));
    bp::def("scale_strided", &scale_strided, (arg("v"), arg("factor")));
    bp::def("read_at", &read_at);
    bp::def("last_int8", &last_int8);
    bp::def("vector_size", &vector_size);
    bp::def("strided_int8_size", &strided_int8_size);
    bp::def("matrix_size", &matrix_size);
    bp::def("column_major_size", &column_major_size);
    bp::def("strided_int8_matrix_size", &strided_int8_matrix_size);
    bp::def("copy_to", &copy_to, (arg("source"), arg("target")));
    bp::def("copy_to_unnamed", &copy_to);
    bp::def("three", &three, (arg("x"), arg("v"), arg("m")));
    bp::def("plain", &plain);
    bp::class_<Solver>("Solver")
        .def(bp::init<matrix_view<double>>(arg("A")))
        .def("solve", &Solver::solve, (arg("A"), arg("b")))
        .def("solve_with_self", &Solver::solve, (arg("self"), arg("A"), arg("b")))
        .def("solve_unnamed", &Solver::solve)
        .def("solve_free", &solve_free, arg("A"))
        .def("check", &Solver::check, arg("A"))
        .staticmethod("check");
}

void export_overloads() {
    bp::def("widening", &on_int8);
    bp::def("widening", &on_float32);
    bp::def("widening", &on_float64);
    bp::def("narrowing", &on_float64);
    bp::def("narrowing", &on_float32);
    bp::def("narrowing", &on_int8);
    bp::def("widening_matrix", &on_int8_matrix);
    bp::def("widening_matrix", &on_float32_matrix);
    bp::def("widening_matrix", &on_float64_matrix);
    bp::def("narrowing_matrix", &on_float64_matrix);
    bp::def("narrowing_matrix", &on_float32_matrix);
    bp::def("narrowing_matrix", &on_int8_matrix);
    bp::def("by_element", &on_float32_view);
    bp::def("by_element", &on_float64_view);
    bp::def("mutable_first", &on_const_view);
    bp::def("mutable_first", &on_mutable_view);
    bp::def("by_rank", &on_vector);
    bp::def("by_rank", &on_matrix);
    bp::def("by_layout", &on_matrix);
    bp::def("by_layout", &on_column_major);
    bp::def("scalar_then_container", &on_scalar);
    bp::def("scalar_then_container", &on_container);
    bp::def("container_then_string", &on_container);
    bp::def("container_then_string", &on_string);
    bp::def("shared_then_container", &on_shared);
    bp::def("shared_then_container", &on_container);
}

void export_in_out() {
    bp::def("append", &append);
    bp::def("grow", &grow);
    bp::def("reshape", &reshape);
    bp::def("change_and_throw", &change_and_throw);
    bp::def("count_call", &count_call);
    bp::def("call_count", &call_count);
    bp::def("change_two", &change_two);
    bp::def("multiply_all", &multiply_all);
    bp::def("mixed", &mixed_scalar);
    bp::def("mixed", &mixed_matrix);
    bp::def("call_overloaded", &call_for_float64);
    bp::def("call_overloaded", &call_for_float32);
    bp::def("call_and_name", &call_and_name, (bp::arg("v"), bp::arg("function")));
}

void export_exceptions() {
    bp::def("raise_bad_index", &raise<ublas::bad_index>);
    bp::def("raise_bad_size", &raise<ublas::bad_size>);
    bp::def("raise_bad_argument", &raise<ublas::bad_argument>);
    bp::def("raise_bad_argument_with_text", &raise_with_text<ublas::bad_argument>);
    bp::def("raise_singular", &raise<ublas::singular>);
    bp::def("raise_divide_by_zero", &raise<ublas::divide_by_zero>);
    bp::def("raise_non_real", &raise<ublas::non_real>);
    bp::def("raise_external_logic", &raise<ublas::external_logic>);
    bp::def("raise_internal_logic", &raise<ublas::internal_logic>);
    bp::def("raise_runtime_error", &raise_with_text<std::runtime_error>);
    bp::def("raise_invalid_argument", &raise_with_text<std::invalid_argument>);
    bp::def("raise_out_of_range", &raise_with_text<std::out_of_range>);
    bp::def("raise_overflow_error", &raise_with_text<std::overflow_error>);
    bp::def("raise_bad_alloc", &raise<std::bad_alloc>);
}

} // namespace

BOOST_PYTHON_MODULE(bridge_calls) {
    bp::scope().attr("is_checked_build") = BOOST_UBLAS_CHECK_ENABLE != 0;
    export_refusals();
    export_overloads();
    export_in_out();
    export_exceptions();
}
