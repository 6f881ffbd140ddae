// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// Memory inside C++ objects: members as properties, and methods that return references or views.

#include <npublas/python.hpp>
#include <npublas/python/def.hpp>
#include <npublas/python/member.hpp>
#include <npublas/python/return_view.hpp>

#include <complex>
#include <cstdint>
#include <memory>

#include <boost/python.hpp>

// Boost.Python tells types apart by their names, and another test has such types too.
namespace bridge_members_types {

namespace bp = boost::python;
namespace ublas = boost::numeric::ublas;
using npublas::member;
using npublas::member_ro;
using npublas::return_view;

int alive = 0;

/// Not exported to Python.
struct Base {
    ublas::vector<double> inherited = ublas::scalar_vector<double>(3, 1.5);

    Base() { ++alive; }
    Base(Base const& other) : inherited(other.inherited) { ++alive; }
    ~Base() { --alive; }
    ublas::vector<double>& inherited_reference() { return inherited; }
};

struct Virtual {
    ublas::vector<double> shared = ublas::scalar_vector<double>(2, 2.5);
};

struct Solver : Base, virtual Virtual {
    ublas::vector<double> vector;
    ublas::matrix<double> rows;
    ublas::matrix<double, ublas::column_major> columns;
    ublas::bounded_vector<double, 8> bounded_vector;
    ublas::bounded_matrix<double, 4, 6> bounded_matrix;
    ublas::bounded_matrix<float, 4, 6, ublas::column_major> bounded_columns;
    ublas::c_vector<double, 8> c_vector;
    ublas::c_matrix<double, 4, 6> c_matrix;
    npublas::numpy_vector<double> numpy_vector;
    npublas::numpy_matrix<double, ublas::column_major> numpy_matrix;
    npublas::numpy_vector<double const> numpy_const;
    ublas::vector<std::int8_t> int8;
    ublas::vector<bool> booleans;
    ublas::matrix<std::complex<long double>> complex;
    ublas::vector<double> const constant = ublas::scalar_vector<double>(4, 7.0);
    ublas::vector<double> empty_vector;
    ublas::matrix<double> empty_matrix;
    ublas::c_vector<double, 3> empty_c_vector;

    Solver(std::size_t n1, std::size_t n2)
        : vector(n1), rows(n1, n2), columns(n1, n2), bounded_vector(5), bounded_matrix(2, 3),
          bounded_columns(2, 3), c_vector(5), c_matrix(2, 3), numpy_vector(n1),
          numpy_matrix(n1, n2), int8(3), booleans(3), complex(2, 3), empty_matrix(0, 4),
          empty_c_vector(0) {
        fill_vector(vector);
        fill_vector(bounded_vector);
        fill_vector(c_vector);
        fill_vector(numpy_vector);
        fill_vector(int8);
        booleans(0) = booleans(2) = true;
        booleans(1) = false;
        fill_matrix(rows);
        fill_matrix(columns);
        fill_matrix(bounded_matrix);
        fill_matrix(bounded_columns);
        fill_matrix(c_matrix);
        fill_matrix(numpy_matrix);
        fill_matrix(complex);
        numpy_const = npublas::numpy_vector<double const>(numpy_vector.array());
    }

    template <class V>
    static void fill_vector(V& v) {
        for (std::size_t i = 0; i < v.size(); ++i)
            v(i) = static_cast<typename V::value_type>(i);
    }
    template <class M>
    static void fill_matrix(M& m) {
        for (std::size_t i = 0; i < m.size1(); ++i)
            for (std::size_t j = 0; j < m.size2(); ++j)
                m(i, j) = static_cast<typename M::value_type>(static_cast<float>(10 * i + j));
    }

    ublas::matrix<double>& reference() { return rows; }
    ublas::matrix<double> const& const_reference() const { return rows; }
    ublas::c_matrix<double, 4, 6>& fixed() { return c_matrix; }
    npublas::numpy_vector<double>& shared_reference() { return numpy_vector; }
    npublas::matrix_view<double> view() { return rows; }
    npublas::strided_vector_view<double const> column_view(std::size_t j) const {
        return {&rows(0, j), rows.size1(), static_cast<std::ptrdiff_t>(rows.size2())};
    }
    ublas::matrix<double>& nothing() { return empty_matrix; }
    ublas::matrix<double>& failing() { throw ublas::bad_size("no matrix"); }

    double sum() const { return sum_all(rows); }
    double at(std::size_t i, std::size_t j) const { return rows(i, j); }
    double vector_at(std::size_t i) const { return vector(i); }
    double inherited_at(std::size_t i) const { return inherited(i); }
    void resize_shared(std::size_t n) { numpy_vector.resize(n); }
    void resize_vector(std::size_t n) { vector.resize(n); }

    static double sum_all(ublas::matrix<double> const& m) {
        double result = 0;
        for (std::size_t i = 0; i < m.size1(); ++i)
            for (std::size_t j = 0; j < m.size2(); ++j)
                result += m(i, j);
        return result;
    }
};

ublas::vector<double>& vector_of(Solver& solver) { return solver.vector; }

/// Defined with `return_view` by mistake: nothing owns the result.
ublas::vector<double>& ownerless() {
    static ublas::vector<double> v(3);
    return v;
}

int alive_count() { return alive; }

} // namespace bridge_members_types

BOOST_PYTHON_MODULE(bridge_members) {
    using namespace bridge_members_types;
    bp::class_<Solver, std::shared_ptr<Solver>, boost::noncopyable> solver(
        "Solver", bp::init<std::size_t, std::size_t>());
    solver.def("vector", member(&Solver::vector), "a vector")
        .def("vector_ro", member_ro(&Solver::vector), "the same, read-only")
        .def("rows", member(&Solver::rows))
        .def("rows_ro", member_ro(&Solver::rows))
        .def("columns", member(&Solver::columns))
        .def("bounded_vector", member(&Solver::bounded_vector))
        .def("bounded_matrix", member(&Solver::bounded_matrix))
        .def("bounded_columns", member(&Solver::bounded_columns))
        .def("c_vector", member(&Solver::c_vector))
        .def("c_matrix", member(&Solver::c_matrix))
        .def("numpy_vector", member(&Solver::numpy_vector))
        .def("numpy_vector_ro", member_ro(&Solver::numpy_vector))
        .def("numpy_matrix", member(&Solver::numpy_matrix))
        .def("numpy_const", member(&Solver::numpy_const))
        .def("int8", member(&Solver::int8))
        .def("booleans", member(&Solver::booleans))
        .def("complex", member(&Solver::complex))
        .def("constant", member(&Solver::constant))
        .def("empty_vector", member(&Solver::empty_vector))
        .def("empty_matrix", member(&Solver::empty_matrix))
        .def("empty_matrix_ro", member_ro(&Solver::empty_matrix))
        .def("empty_c_vector", member(&Solver::empty_c_vector))
        .def("inherited", member(&Solver::inherited))
        .def("shared", member(&Solver::shared))
        .def("sum", &Solver::sum)
        .def("at", &Solver::at)
        .def("vector_at", &Solver::vector_at)
        .def("inherited_at", &Solver::inherited_at)
        .def("resize_shared", &Solver::resize_shared)
        .def("resize_vector", &Solver::resize_vector);
    solver.def("reference", &Solver::reference, return_view(), "a live view")
        .def("const_reference", &Solver::const_reference, return_view())
        .def("fixed", &Solver::fixed, return_view())
        .def("shared_reference", &Solver::shared_reference, return_view())
        .def("view", &Solver::view, return_view())
        .def("column_view", &Solver::column_view, return_view())
        .def("nothing", &Solver::nothing, return_view())
        .def("failing", &Solver::failing, return_view())
        .def("inherited_reference", &Solver::inherited_reference, return_view());
    solver.def("fast_reference", npublas::fast(&Solver::reference), return_view(), "a live view")
        .def("fast_const_reference", npublas::fast(&Solver::const_reference), return_view())
        .def("fast_fixed", npublas::fast(&Solver::fixed), return_view())
        .def("fast_shared_reference", npublas::fast(&Solver::shared_reference), return_view())
        .def("fast_view", npublas::fast(&Solver::view), return_view())
        .def("fast_column_view", npublas::fast(&Solver::column_view), return_view())
        .def("fast_nothing", npublas::fast(&Solver::nothing), return_view())
        .def("fast_failing", npublas::fast(&Solver::failing), return_view())
        .def("fast_inherited_reference", npublas::fast(&Solver::inherited_reference),
             return_view());
    bp::def("vector_of", &vector_of, return_view());
    npublas::def("fast_vector_of", &vector_of, return_view());
    bp::def("ownerless", &ownerless, return_view());
    npublas::def("fast_ownerless", &ownerless, return_view());
    bp::def("alive", &alive_count);
}
