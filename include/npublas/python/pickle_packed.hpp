// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// Packed members in `npublas::pickle`: triangular, symmetric, hermitian, banded and diagonal
/// matrices. Their storage is pickled as one ndarray over its memory.

#ifndef NPUBLAS_PYTHON_PICKLE_PACKED_HPP
#define NPUBLAS_PYTHON_PICKLE_PACKED_HPP

#include <npublas/python/pickle.hpp>

#include <boost/numeric/ublas/banded.hpp>
#include <boost/numeric/ublas/hermitian.hpp>
#include <boost/numeric/ublas/symmetric.hpp>
#include <boost/numeric/ublas/triangular.hpp>

namespace npublas::python::detail {

/// A size whose square is far from overflowing.
inline std::size_t require_packed_size(bp::object const& state) {
    std::size_t const size = require_size(state);
    require(size < std::size_t(1) << 31, "its sizes must be in range");
    return size;
}

/// A packed matrix is as large as it says only if the array is: checked before memory is asked for.
inline void require_length(bp::object const& elements, std::size_t length) {
    require(PyObject_TypeCheck(elements.ptr(), numpy().array_type) &&
                size_of(as_ndarray(elements)) == length,
            "its array must have the length that its sizes ask for");
}

/// A matrix M that is made from its sizes, and keeps `length` elements in `data()`.
template <class M>
struct pickled_packed {
    template <class... Size>
    static bp::object save(M& matrix, bp::object const& owner, std::size_t length, Size... sizes) {
        return bp::make_tuple(sizes..., show_storage(matrix.data(), length, owner));
    }

    template <class... Size>
    static M load(bp::object const& elements, std::size_t length, Size... sizes) {
        require_length(elements, length);
        M matrix(sizes...);
        load_storage(elements, matrix.data(), length);
        return matrix;
    }
};

template <class T, class Kind, class L, class A>
struct pickled_member<ublas::triangular_matrix<T, Kind, L, A>> {
    using M = ublas::triangular_matrix<T, Kind, L, A>;

    static bp::object save(M& matrix, bp::object const& owner) {
        std::size_t const n1 = matrix.size1(), n2 = matrix.size2();
        return pickled_packed<M>::save(matrix, owner, Kind::packed_size(L(), n1, n2), n1, n2);
    }
    static M load(bp::object const& state) {
        require_tuple(state, 3);
        std::size_t const n1 = require_packed_size(state[0]), n2 = require_packed_size(state[1]);
        return pickled_packed<M>::load(state[2], Kind::packed_size(L(), n1, n2), n1, n2);
    }
};

template <class M, class Kind, class L>
struct pickled_square {
    static bp::object save(M& matrix, bp::object const& owner) {
        std::size_t const n = matrix.size1();
        return pickled_packed<M>::save(matrix, owner, Kind::packed_size(L(), n, n), n);
    }
    static M load(bp::object const& state) {
        require_tuple(state, 2);
        std::size_t const n = require_packed_size(state[0]);
        return pickled_packed<M>::load(state[1], Kind::packed_size(L(), n, n), n);
    }
};

template <class T, class Kind, class L, class A>
struct pickled_member<ublas::symmetric_matrix<T, Kind, L, A>>
    : pickled_square<ublas::symmetric_matrix<T, Kind, L, A>, Kind, L> {};
template <class T, class Kind, class L, class A>
struct pickled_member<ublas::hermitian_matrix<T, Kind, L, A>>
    : pickled_square<ublas::hermitian_matrix<T, Kind, L, A>, Kind, L> {};

/// How many elements a band takes. A matrix that was resized has room for more.
template <class L>
inline std::size_t band_length(std::size_t n1, std::size_t n2, std::size_t lower,
                               std::size_t upper) {
    using orientation = typename L::orientation_category;
    return ublas::hidden::banded_indexing<orientation>::size(n1, n2) * (lower + 1 + upper);
}

template <class T, class L, class A>
struct pickled_member<ublas::banded_matrix<T, L, A>> {
    using M = ublas::banded_matrix<T, L, A>;

    static bp::object save(M& matrix, bp::object const& owner) {
        std::size_t const n1 = matrix.size1(), n2 = matrix.size2();
        std::size_t const lower = matrix.lower(), upper = matrix.upper();
        return pickled_packed<M>::save(matrix, owner, band_length<L>(n1, n2, lower, upper), n1, n2,
                                       lower, upper);
    }
    static M load(bp::object const& state) {
        require_tuple(state, 5);
        std::size_t const n1 = require_packed_size(state[0]), n2 = require_packed_size(state[1]);
        std::size_t const lower = require_packed_size(state[2]);
        std::size_t const upper = require_packed_size(state[3]);
        return pickled_packed<M>::load(state[4], band_length<L>(n1, n2, lower, upper), n1, n2,
                                       lower, upper);
    }
};

template <class T, class L, class A>
struct pickled_member<ublas::diagonal_matrix<T, L, A>> {
    using M = ublas::diagonal_matrix<T, L, A>;

    static bp::object save(M& matrix, bp::object const& owner) {
        std::size_t const n1 = matrix.size1(), n2 = matrix.size2();
        return pickled_packed<M>::save(matrix, owner, band_length<L>(n1, n2, 0, 0), n1, n2);
    }
    static M load(bp::object const& state) {
        require_tuple(state, 3);
        std::size_t const n1 = require_packed_size(state[0]), n2 = require_packed_size(state[1]);
        return pickled_packed<M>::load(state[2], band_length<L>(n1, n2, 0, 0), n1, n2);
    }
};

} // namespace npublas::python::detail

#endif
