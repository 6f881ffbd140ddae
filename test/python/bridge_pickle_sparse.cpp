// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// A class with sparse and packed members that npublas::pickle makes picklable.

#include <npublas/python.hpp>
#include <npublas/python/pickle_packed.hpp>
#include <npublas/python/pickle_sparse.hpp>

#include <complex>
#include <cstdint>

#include <boost/python.hpp>

// Boost.Python tells types apart by their names, and other tests have such types too.
namespace bridge_pickle_sparse_types {

namespace bp = boost::python;
namespace ublas = boost::numeric::ublas;
using ublas::column_major;
using ublas::row_major;

struct Everything {
    ublas::compressed_matrix<double> csr;
    ublas::compressed_matrix<std::complex<float>, column_major, 1,
                             ublas::unbounded_array<std::int32_t>>
        csc;
    ublas::coordinate_matrix<double> coo;
    ublas::mapped_matrix<double> mapped;
    ublas::compressed_vector<double> sparse_vector;
    ublas::coordinate_vector<double> coordinate_vector;
    ublas::mapped_vector<bool> mapped_vector;
    ublas::triangular_matrix<double, ublas::lower> lower;
    ublas::triangular_matrix<float, ublas::upper, column_major> upper;
    ublas::symmetric_matrix<double> symmetric;
    ublas::hermitian_matrix<std::complex<double>, ublas::upper> hermitian;
    ublas::banded_matrix<double> banded;
    ublas::diagonal_matrix<double> diagonal;

    /// Random places, values by place.
    void fill(std::size_t n1, std::size_t n2, unsigned seed) {
        csr = ublas::compressed_matrix<double>(n1, n2);
        csc = decltype(csc)(n1, n2);
        coo = ublas::coordinate_matrix<double>(n1, n2);
        mapped = ublas::mapped_matrix<double>(n1, n2);
        sparse_vector = ublas::compressed_vector<double>(n1 + n2);
        coordinate_vector = ublas::coordinate_vector<double>(n1 + n2);
        mapped_vector = ublas::mapped_vector<bool>(n1 + n2);
        for (std::size_t i = 0; i < n1; ++i)
            for (std::size_t j = 0; j < n2; ++j)
                if ((seed = seed * 1103515245u + 12345u) >> 16 & 1) {
                    double const value = static_cast<double>(i * n2 + j + 1);
                    csr(i, j) = mapped(i, j) = value;
                    csc(i, j) = std::complex<float>(static_cast<float>(value), 1);
                    sparse_vector(i + j) = value;
                    mapped_vector(i + j) = true;
                    // Unsorted, and each in two parts.
                    coo.append_element(n1 - 1 - i, n2 - 1 - j, value);
                    coo.append_element(n1 - 1 - i, n2 - 1 - j, 1);
                    coordinate_vector.append_element(n1 + n2 - 1 - i - j, 1);
                }
        std::size_t const n = n1;
        lower.resize(n, n, false);
        upper.resize(n, n, false);
        symmetric.resize(n, false);
        hermitian.resize(n, false);
        banded.resize(n1, n2, n1 > 1, n2 > 2 ? 2 : 0, false);
        diagonal.resize(n, n, 0, 0, false);
        fill_storage(lower.data());
        fill_storage(upper.data());
        fill_storage(symmetric.data());
        fill_storage(hermitian.data());
        fill_storage(banded.data());
        fill_storage(diagonal.data());
    }

    template <class Storage>
    static void fill_storage(Storage& storage) {
        for (std::size_t k = 0; k < storage.size(); ++k)
            storage[k] = static_cast<typename Storage::value_type>(static_cast<float>(k) + 0.5f);
    }

    /// Every element of every member, as uBLAS itself reads them.
    bp::list elements() const {
        bp::list all;
        list_matrix(csr, all);
        list_matrix(csc, all);
        list_matrix(coo, all);
        list_matrix(mapped, all);
        list_vector(sparse_vector, all);
        list_vector(coordinate_vector, all);
        list_vector(mapped_vector, all);
        list_matrix(lower, all);
        list_matrix(upper, all);
        list_matrix(symmetric, all);
        list_matrix(hermitian, all);
        list_matrix(banded, all);
        list_matrix(diagonal, all);
        return all;
    }

    template <class M>
    static void list_matrix(M const& m, bp::list& all) {
        bp::list rows;
        for (typename M::size_type i = 0; i < m.size1(); ++i) {
            bp::list row;
            for (typename M::size_type j = 0; j < m.size2(); ++j)
                row.append(typename M::value_type(m(i, j)));
            rows.append(row);
        }
        all.append(rows);
    }
    template <class V>
    static void list_vector(V const& v, bp::list& all) {
        bp::list items;
        for (std::size_t i = 0; i < v.size(); ++i)
            items.append(typename V::value_type(v(i)));
        all.append(items);
    }

    /// What was loaded is as good as new: elements can be added, and the rest stays.
    void insert(std::size_t i, std::size_t j) {
        csr(i, j) = 77;
        csc(i, j) = 77;
        coo(i, j) = 77;
        mapped(i, j) = 77;
    }
};

} // namespace bridge_pickle_sparse_types

BOOST_PYTHON_MODULE(bridge_pickle_sparse) {
    using namespace bridge_pickle_sparse_types;
    using E = Everything;
    bp::class_<E>("Everything")
        .def("fill", &E::fill)
        .def("elements", &E::elements)
        .def("insert", &E::insert)
        .def(npublas::pickle(&E::csr, &E::csc, &E::coo, &E::mapped, &E::sparse_vector,
                             &E::coordinate_vector, &E::mapped_vector, &E::lower, &E::upper,
                             &E::symmetric, &E::hermitian, &E::banded, &E::diagonal));
}
