// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// Whose memory it is: views as results, containers that outlive the call, results that NumPy
/// adopts, `extract`, `call` and `object`.

#include <npublas/python.hpp>

#include <cstdint>
#include <stdexcept>
#include <vector>

#include <boost/numeric/ublas/matrix_proxy.hpp>
#include <boost/numeric/ublas/vector_proxy.hpp>
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

// Views as results: of the first argument.

template <class View>
View identity(View view) {
    return view;
}

vector_view<double> subrange(vector_view<double> v, std::size_t first, std::size_t last) {
    return {v.data() + first, last - first};
}

vector_view<const double> const_subrange(vector_view<const double> v, std::size_t first,
                                         std::size_t last) {
    return {v.data() + first, last - first};
}

strided_vector_view<double> reversed(strided_vector_view<double> v) {
    return {v.data() + (static_cast<std::ptrdiff_t>(v.size()) - 1) * v.stride(), v.size(),
            -v.stride()};
}

vector_view<double> row(matrix_view<double> m, std::size_t i) { return {&m(i, 0), m.size2()}; }

strided_vector_view<double> column(matrix_view<double> m, std::size_t j) {
    return {&m(0, j), m.size1(), m.leading_dimension()};
}

matrix_view<double, ublas::column_major> transposed(matrix_view<double> m) {
    return {m.data(), m.size2(), m.size1(), m.leading_dimension()};
}

strided_matrix_view<double> every_other_row(strided_matrix_view<double> m) {
    return {m.data(), (m.size1() + 1) / 2, m.size2(), 2 * m.stride1(), m.stride2()};
}

matrix_view<double> corner(matrix_view<double> m, std::size_t rows, std::size_t columns) {
    return {m.data(), rows, columns, m.leading_dimension()};
}

vector_view<double> second(vector_view<double>, vector_view<double> v) { return v; }

vector_view<double> shared_elements(numpy_vector<double> v) { return {&v(0), v.size()}; }

// Views as results that would dangle.

double elsewhere[4] = {1, 2, 3, 4};

vector_view<double> unrelated_vector(vector_view<double>) { return {elsewhere, 4}; }
matrix_view<double> unrelated_matrix(vector_view<double>) { return {elsewhere, 2, 2}; }
strided_vector_view<const double> unrelated_without_arguments() { return {elsewhere, 2, 2}; }
vector_view<double> one_too_many(vector_view<double> v) { return {v.data(), v.size() + 1}; }
vector_view<double> one_before(vector_view<double> v) { return {v.data() - 1, v.size()}; }
strided_vector_view<double> one_step_too_many(strided_vector_view<double> v) {
    return {v.data(), v.size() + 1, v.stride()};
}

class Owner {
public:
    vector_view<double> view() { return {elements_, 4}; }
    vector_view<double> of_argument(vector_view<double> v) const { return v; }

private:
    double elements_[4] = {5, 6, 7, 8};
};

// Shared containers.

/// Destroyed when the process ends, after the interpreter.
numpy_vector<double> vector_at_exit;
numpy_matrix<double> matrix_at_exit;

void keep_until_exit(numpy_vector<double> v, numpy_matrix<double> m) {
    vector_at_exit = v;
    matrix_at_exit = m;
}

double sum_at_exit() { return ublas::sum(vector_at_exit) + matrix_at_exit(0, 0); }

class Keeper {
public:
    explicit Keeper(numpy_vector<double> v) : vector_(v) {}

    void set_vector(numpy_vector<double> v) { vector_ = v; }
    numpy_vector<double> vector() const { return vector_; }
    double sum() const { return ublas::sum(vector_); }
    void scale(double factor) { vector_ *= factor; }

private:
    numpy_vector<double> vector_;
};

class MatrixKeeper {
public:
    explicit MatrixKeeper(const numpy_matrix<double, ublas::row_major>& m) : matrix_(m) {}

    numpy_matrix<double, ublas::row_major> matrix() const { return matrix_; }
    const numpy_matrix<double, ublas::row_major>& matrix_reference() const { return matrix_; }
    double at(std::size_t i, std::size_t j) const { return matrix_(i, j); }

private:
    numpy_matrix<double, ublas::row_major> matrix_;
};

numpy_vector<double> new_vector(std::size_t n, double value) {
    numpy_vector<double> result(n);
    for (std::size_t i = 0; i < n; ++i)
        result(i) = value;
    return result;
}

template <class L>
numpy_matrix<double, L> new_matrix(std::size_t rows, std::size_t columns) {
    numpy_matrix<double, L> result(rows, columns);
    for (std::size_t i = 0; i < rows; ++i)
        for (std::size_t j = 0; j < columns; ++j)
            result(i, j) = static_cast<double>(10 * i + j);
    return result;
}

numpy_vector<double> vector_from_expression(vector_view<const double> v) {
    return numpy_vector<double>(v + 2 * v);
}

template <class L>
numpy_matrix<double, L> matrix_from_expression(matrix_view<const double> m) {
    return numpy_matrix<double, L>(ublas::trans(m));
}

numpy_vector<double> vector_from_object(bp::object array) { return numpy_vector<double>(array); }

numpy_matrix<double, ublas::row_major> matrix_from_object(bp::object array) {
    return numpy_matrix<double, ublas::row_major>(array);
}

/// A copy shares: what is written through one is seen through the other.
double write_through_copy(numpy_vector<double> v) {
    numpy_vector<double> copy = v;
    copy(0) = 42;
    return v(0);
}

numpy_vector<double> assign_shared(numpy_vector<double> target, numpy_vector<double> source) {
    target = source;
    return target;
}

numpy_vector<double> assign_expression(numpy_vector<double> target,
                                       vector_view<const double> source) {
    target = 2 * source;
    return target;
}

numpy_matrix<double, ublas::row_major>
assign_matrix_expression(numpy_matrix<double, ublas::row_major> target,
                         matrix_view<const double> source) {
    target = 2 * source;
    return target;
}

numpy_vector<double> vector_product(numpy_matrix<double, ublas::row_major> m,
                                    numpy_vector<double> v) {
    return numpy_vector<double>(ublas::prod(m, v));
}

bp::object array_of_shared(numpy_vector<double> v) { return v.array(); }

numpy_vector<double> resized_by_assignment(numpy_vector<double> v) {
    v = ublas::scalar_vector<double>(v.size() + 1, 3.0);
    return v;
}

numpy_vector<const double> shared_const(numpy_vector<const double> v) { return v; }

double shared_const_sum(numpy_matrix<const double, ublas::column_major> m) {
    double result = 0;
    for (std::size_t i = 0; i < m.size1(); ++i)
        for (std::size_t j = 0; j < m.size2(); ++j)
            result += m(i, j);
    return result;
}

numpy_vector<double> resized(numpy_vector<double> v, std::size_t n) {
    v.resize(n);
    return v;
}

numpy_matrix<double, ublas::row_major> resized_matrix(numpy_matrix<double, ublas::row_major> m,
                                                      std::size_t rows, std::size_t columns) {
    m.resize(rows, columns);
    return m;
}

// uBLAS containers as results.

std::uintptr_t result_address = 0;
std::uintptr_t last_result_address() { return result_address; }

ublas::vector<double> made_vector(std::size_t n, double value) {
    ublas::vector<double> result(n, value);
    result_address = n ? reinterpret_cast<std::uintptr_t>(&result(0)) : 0;
    return result;
}

template <class L>
ublas::matrix<double, L> made_matrix(std::size_t rows, std::size_t columns, double value) {
    ublas::matrix<double, L> result(rows, columns, value);
    result_address = rows && columns ? reinterpret_cast<std::uintptr_t>(&result(0, 0)) : 0;
    return result;
}

template <class Storage>
ublas::vector<double, Storage> doubled(const ublas::vector<double, Storage>& v) {
    return 2 * v;
}

struct Record {
    ublas::vector<double> vector;
    ublas::matrix<double> matrix;

    Record() : vector(4), matrix(2, 3) {
        for (std::size_t i = 0; i < 4; ++i)
            vector(i) = static_cast<double>(i);
        for (std::size_t i = 0; i < 6; ++i)
            matrix(i / 3, i % 3) = static_cast<double>(i);
    }

    const ublas::vector<double>& vector_reference() const { return vector; }
    double vector_sum() const { return ublas::sum(vector); }
    double matrix_at(std::size_t i, std::size_t j) const { return matrix(i, j); }
};

// extract, call and object.

template <class V>
bool is_extractable(bp::object o) {
    const bp::extract<V> extracted(o);
    return extracted.check();
}

template <class V>
double extract_sum(bp::object o) {
    const bp::extract<V> extracted(o);
    return ublas::sum(V(extracted()));
}

template <class M>
double extract_last(bp::object o) {
    const bp::extract<M> extracted(o);
    const M m = extracted();
    return m(m.size1() - 1, m.size2() - 1);
}

template <class V>
double call_and_sum(bp::object function, double x) {
    return ublas::sum(bp::call<V>(function.ptr(), x));
}

double call_with_container(bp::object function, std::size_t n) {
    const ublas::vector<double> v = ublas::scalar_vector<double>(n, 2.0);
    return bp::call<double>(function.ptr(), v);
}

double call_with_shared(bp::object function, numpy_vector<double> v) {
    return bp::call<double>(function.ptr(), v);
}

bp::object object_of_container(std::size_t n) {
    return bp::object(ublas::vector<double>(ublas::scalar_vector<double>(n, 2.0)));
}

bp::object object_of_shared(numpy_vector<double> v) { return bp::object(v); }

bp::list list_of_both(numpy_vector<double> v) {
    bp::list result;
    result.append(v);
    result.append(ublas::matrix<double>(ublas::scalar_matrix<double>(2, 3, 1.5)));
    return result;
}

void export_returned_views() {
    bp::def("identity_vector", &identity<vector_view<double>>);
    bp::def("identity_const_vector", &identity<vector_view<const double>>);
    bp::def("identity_strided_vector", &identity<strided_vector_view<double>>);
    bp::def("identity_const_strided_vector", &identity<strided_vector_view<const double>>);
    bp::def("identity_matrix", &identity<matrix_view<double>>);
    bp::def("identity_column_major_matrix", &identity<matrix_view<double, ublas::column_major>>);
    bp::def("identity_strided_matrix", &identity<strided_matrix_view<double>>);
    bp::def("identity_const_strided_matrix", &identity<strided_matrix_view<const double>>);
    bp::def("identity_int8_matrix", &identity<matrix_view<std::int8_t>>);
    bp::def("identity_clongdouble_vector", &identity<vector_view<std::complex<long double>>>);
    bp::def("subrange", &subrange);
    bp::def("const_subrange", &const_subrange);
    bp::def("reversed", &reversed);
    bp::def("row", &row);
    bp::def("column", &column);
    bp::def("transposed", &transposed);
    bp::def("every_other_row", &every_other_row);
    bp::def("corner", &corner);
    bp::def("second", &second);
    bp::def("shared_elements", &shared_elements);
    bp::def("unrelated_vector", &unrelated_vector);
    bp::def("unrelated_matrix", &unrelated_matrix);
    bp::def("unrelated_without_arguments", &unrelated_without_arguments);
    bp::def("one_too_many", &one_too_many);
    bp::def("one_before", &one_before);
    bp::def("one_step_too_many", &one_step_too_many);
    bp::class_<Owner>("Owner").def("view", &Owner::view).def("of_argument", &Owner::of_argument);
}

void export_shared_containers() {
    bp::class_<Keeper>("Keeper", bp::init<numpy_vector<double>>())
        .def("set_vector", &Keeper::set_vector)
        .def("vector", &Keeper::vector)
        .def("sum", &Keeper::sum)
        .def("scale", &Keeper::scale);
    bp::class_<MatrixKeeper>("MatrixKeeper",
                             bp::init<const numpy_matrix<double, ublas::row_major>&>())
        .def("matrix", &MatrixKeeper::matrix)
        .def("matrix_reference", &MatrixKeeper::matrix_reference,
             bp::return_value_policy<bp::copy_const_reference>())
        .def("at", &MatrixKeeper::at);
    bp::def("keep_until_exit", &keep_until_exit);
    bp::def("sum_at_exit", &sum_at_exit);
    bp::def("new_vector", &new_vector);
    bp::def("new_row_major_matrix", &new_matrix<ublas::row_major>);
    bp::def("new_column_major_matrix", &new_matrix<ublas::column_major>);
    bp::def("vector_from_expression", &vector_from_expression);
    bp::def("row_major_matrix_from_expression", &matrix_from_expression<ublas::row_major>);
    bp::def("column_major_matrix_from_expression", &matrix_from_expression<ublas::column_major>);
    bp::def("vector_from_object", &vector_from_object);
    bp::def("matrix_from_object", &matrix_from_object);
    bp::def("write_through_copy", &write_through_copy);
    bp::def("assign_shared", &assign_shared);
    bp::def("assign_expression", &assign_expression);
    bp::def("assign_matrix_expression", &assign_matrix_expression);
    bp::def("vector_product", &vector_product);
    bp::def("array_of_shared", &array_of_shared);
    bp::def("shared_const", &shared_const);
    bp::def("shared_const_sum", &shared_const_sum);
    bp::def("resized", &resized);
    bp::def("resized_matrix", &resized_matrix);
    bp::def("resized_by_assignment", &resized_by_assignment);
}

void export_owned_results() {
    bp::def("last_result_address", &last_result_address);
    bp::def("made_vector", &made_vector);
    bp::def("made_row_major_matrix", &made_matrix<ublas::row_major>);
    bp::def("made_column_major_matrix", &made_matrix<ublas::column_major>);
    bp::def("doubled_bounded", &doubled<ublas::bounded_array<double, 8>>);
    bp::def("doubled_standard", &doubled<std::vector<double>>);
    bp::class_<Record>("Record")
        .def_readonly("vector", &Record::vector)
        .def_readonly("matrix", &Record::matrix)
        .def("vector_reference", &Record::vector_reference,
             bp::return_value_policy<bp::copy_const_reference>())
        .def("vector_sum", &Record::vector_sum)
        .def("matrix_at", &Record::matrix_at);
}

void export_registry_doors() {
    bp::def("is_vector_view", &is_extractable<vector_view<const double>>);
    bp::def("is_mutable_vector_view", &is_extractable<vector_view<double>>);
    bp::def("is_shared_vector", &is_extractable<numpy_vector<double>>);
    bp::def("is_container", &is_extractable<ublas::vector<double>>);
    bp::def("sum_vector_view", &extract_sum<vector_view<const double>>);
    bp::def("sum_strided_vector_view", &extract_sum<strided_vector_view<const double>>);
    bp::def("sum_shared_vector", &extract_sum<numpy_vector<double>>);
    bp::def("sum_container", &extract_sum<ublas::vector<double>>);
    bp::def("last_of_matrix_view", &extract_last<matrix_view<const double>>);
    bp::def("last_of_strided_matrix_view", &extract_last<strided_matrix_view<const double>>);
    bp::def("last_of_shared_matrix", &extract_last<numpy_matrix<double, ublas::row_major>>);
    bp::def("last_of_container", &extract_last<ublas::matrix<double>>);
    bp::def("call_for_shared", &call_and_sum<numpy_vector<double>>);
    bp::def("call_for_container", &call_and_sum<ublas::vector<double>>);
    bp::def("call_with_container", &call_with_container);
    bp::def("call_with_shared", &call_with_shared);
    bp::def("object_of_container", &object_of_container);
    bp::def("object_of_shared", &object_of_shared);
    bp::def("list_of_both", &list_of_both);
}

} // namespace

BOOST_PYTHON_MODULE(bridge_lifetimes) {
    export_returned_views();
    export_shared_containers();
    export_owned_results();
    export_registry_doors();
}
