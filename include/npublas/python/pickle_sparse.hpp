// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// Sparse members in `npublas::pickle`: compressed, coordinate and mapped matrices and vectors.
///
/// Those of compressed and coordinate storage are pickled as ndarrays over their own arrays;
/// a `compressed_matrix` is given its last row pointers for that, a coordinate one is sorted.
/// Mapped ones have no arrays: their elements are copied.

#ifndef NPUBLAS_PYTHON_PICKLE_SPARSE_HPP
#define NPUBLAS_PYTHON_PICKLE_SPARSE_HPP

#include <npublas/python/pickle.hpp>

#include <boost/numeric/ublas/matrix_sparse.hpp>
#include <boost/numeric/ublas/vector_sparse.hpp>

#include <cstdint>

namespace npublas::python::detail {

/// How many elements the last array of a sparse state holds.
inline std::size_t require_count(bp::object const& values) {
    require(PyObject_TypeCheck(values.ptr(), numpy().array_type) &&
                PyArray_NDIM(as_ndarray(values)) == 1,
            "its elements must be a 1-D ndarray");
    return size_of(as_ndarray(values));
}

template <class Storage>
inline void fill_storage(bp::object const& state, Storage& storage, std::size_t count) {
    require(storage.size() >= count, "it has more elements than places");
    load_storage(state, storage, count);
}

/// Whether the indices from `first` on are below `end` and each above the one before.
template <class Storage>
inline bool rises(Storage const& indices, std::size_t first, std::size_t last, std::size_t base,
                  std::size_t end) {
    for (std::size_t k = first; k < last; ++k) {
        auto const index = static_cast<std::size_t>(indices[k]);
        if (index < base || index - base >= end) return false;
        if (k > first && index <= static_cast<std::size_t>(indices[k - 1])) return false;
    }
    return true;
}

template <class T, class L, std::size_t IB, class IA, class TA>
struct pickled_member<ublas::compressed_matrix<T, L, IB, IA, TA>> {
    using M = ublas::compressed_matrix<T, L, IB, IA, TA>;

    static bp::object save(M& matrix, bp::object const& owner) {
        matrix.complete_index1_data();
        return bp::make_tuple(matrix.size1(), matrix.size2(),
                              show_storage(matrix.index1_data(), matrix.filled1(), owner),
                              show_storage(matrix.index2_data(), matrix.filled2(), owner),
                              show_storage(matrix.value_data(), matrix.filled2(), owner));
    }

    static M load(bp::object const& state) {
        require_tuple(state, 5);
        using size = typename M::size_type;
        std::size_t const n1 = require_size<size>(state[0]), n2 = require_size<size>(state[1]);
        std::size_t const lines = L::size_M(n1, n2), count = require_count(state[4]);
        require(require_count(state[2]) == lines + 1, "it needs one pointer more than rows");
        M matrix(n1, n2, count);
        fill_storage(state[2], matrix.index1_data(), lines + 1);
        fill_storage(state[3], matrix.index2_data(), count);
        fill_storage(state[4], matrix.value_data(), count);
        check(matrix, lines, L::size_m(n1, n2), count);
        matrix.set_filled(lines + 1, count);
        return matrix;
    }

private:
    static void check(M const& matrix, std::size_t lines, std::size_t width, std::size_t count) {
        auto const pointer = [&matrix](std::size_t line) {
            return static_cast<std::size_t>(matrix.index1_data()[line]) - IB;
        };
        require(pointer(0) == 0 && pointer(lines) == count, "its pointers must span its elements");
        for (std::size_t line = 0; line < lines; ++line) {
            require(pointer(line) <= pointer(line + 1) && pointer(line + 1) <= count,
                    "its pointers must not fall");
            require(rises(matrix.index2_data(), pointer(line), pointer(line + 1), IB, width),
                    "its indices must rise within each row and lie inside the matrix");
        }
    }
};

template <class T, class L, std::size_t IB, class IA, class TA>
struct pickled_member<ublas::coordinate_matrix<T, L, IB, IA, TA>> {
    using M = ublas::coordinate_matrix<T, L, IB, IA, TA>;

    static bp::object save(M& matrix, bp::object const& owner) {
        matrix.sort();
        return bp::make_tuple(matrix.size1(), matrix.size2(),
                              show_storage(matrix.index1_data(), matrix.filled(), owner),
                              show_storage(matrix.index2_data(), matrix.filled(), owner),
                              show_storage(matrix.value_data(), matrix.filled(), owner));
    }

    static M load(bp::object const& state) {
        require_tuple(state, 5);
        using size = typename M::size_type;
        std::size_t const n1 = require_size<size>(state[0]), n2 = require_size<size>(state[1]);
        std::size_t const count = require_count(state[4]);
        M matrix(n1, n2, count);
        fill_storage(state[2], matrix.index1_data(), count);
        fill_storage(state[3], matrix.index2_data(), count);
        fill_storage(state[4], matrix.value_data(), count);
        check(matrix, L::size_M(n1, n2), L::size_m(n1, n2), count);
        matrix.set_filled(count);
        return matrix;
    }

private:
    static void check(M const& matrix, std::size_t lines, std::size_t width, std::size_t count) {
        auto const& major = matrix.index1_data();
        for (std::size_t first = 0, last; first < count; first = last) {
            last = first;
            while (last < count && major[last] == major[first])
                ++last;
            auto const line = static_cast<std::size_t>(major[first]);
            bool const inside = line >= IB && line - IB < lines;
            require(inside && (first == 0 || major[first - 1] < major[first]) &&
                        rises(matrix.index2_data(), first, last, IB, width),
                    "its indices must rise and lie inside the matrix");
        }
    }
};

template <class T, std::size_t IB, class IA, class TA>
inline void set_filled(ublas::compressed_vector<T, IB, IA, TA>& vector, std::size_t count) {
    vector.set_filled(count);
}
/// All of them sorted.
template <class T, std::size_t IB, class IA, class TA>
inline void set_filled(ublas::coordinate_vector<T, IB, IA, TA>& vector, std::size_t count) {
    vector.set_filled(count, count);
}

/// Compressed and coordinate vectors: their indices and elements.
template <class V>
struct pickled_sparse_vector {
    static bp::object save(V& vector, bp::object const& owner) {
        return bp::make_tuple(vector.size(),
                              show_storage(vector.index_data(), vector.filled(), owner),
                              show_storage(vector.value_data(), vector.filled(), owner));
    }

    static V load(bp::object const& state) {
        require_tuple(state, 3);
        std::size_t const size = require_size<typename V::size_type>(state[0]),
                          count = require_count(state[2]);
        V vector(size, count);
        fill_storage(state[1], vector.index_data(), count);
        fill_storage(state[2], vector.value_data(), count);
        require(rises(vector.index_data(), 0, count, V::index_base(), size),
                "its indices must rise and lie inside the vector");
        set_filled(vector, count);
        return vector;
    }
};

template <class T, std::size_t IB, class IA, class TA>
struct pickled_member<ublas::compressed_vector<T, IB, IA, TA>>
    : pickled_sparse_vector<ublas::compressed_vector<T, IB, IA, TA>> {};

template <class T, std::size_t IB, class IA, class TA>
struct pickled_member<ublas::coordinate_vector<T, IB, IA, TA>>
    : pickled_sparse_vector<ublas::coordinate_vector<T, IB, IA, TA>> {
    using V = ublas::coordinate_vector<T, IB, IA, TA>;

    static bp::object save(V& vector, bp::object const& owner) {
        vector.sort();
        return pickled_sparse_vector<V>::save(vector, owner);
    }
};

using pickled_indices = numpy_vector<std::uint64_t const>;

template <class T>
inline numpy_vector<T const> require_values(bp::object const& state, std::size_t count) {
    require(require_count(state) == count, "its arrays must have one length");
    return pickled_member<numpy_vector<T const>>::load(state);
}

template <class T, class L, class A>
struct pickled_member<ublas::mapped_matrix<T, L, A>> {
    using M = ublas::mapped_matrix<T, L, A>;

    static bp::object save(M& matrix, bp::object const&) {
        constexpr bool by_rows =
            std::is_same_v<typename L::orientation_category, ublas::row_major_tag>;
        numpy_vector<std::uint64_t> rows(matrix.nnz()), columns(matrix.nnz());
        numpy_vector<T> values(matrix.nnz());
        std::size_t k = 0;
        // Not by uBLAS's iterators, which visit every row.
        for (auto const& element : matrix.data()) {
            std::size_t const place = element.first;
            rows(k) = by_rows ? place / matrix.size2() : place % matrix.size1();
            columns(k) = by_rows ? place % matrix.size2() : place / matrix.size1();
            values(k++) = element.second;
        }
        return bp::make_tuple(matrix.size1(), matrix.size2(), rows.array(), columns.array(),
                              values.array());
    }

    static M load(bp::object const& state) {
        require_tuple(state, 5);
        using size = typename M::size_type;
        std::size_t const n1 = require_size<size>(state[0]), n2 = require_size<size>(state[1]);
        // uBLAS numbers the places, empty ones too.
        require(n2 == 0 || n1 <= std::numeric_limits<std::size_t>::max() / n2,
                "its sizes must be in range");
        M matrix(n1, n2);
        std::size_t const count = require_count(state[4]);
        auto const rows = require_values<std::uint64_t>(state[2], count);
        auto const columns = require_values<std::uint64_t>(state[3], count);
        auto const values = require_values<T>(state[4], count);
        for (std::size_t k = 0; k < count; ++k) {
            require(rows(k) < matrix.size1() && columns(k) < matrix.size2(),
                    "its indices must lie inside the matrix");
            matrix.insert_element(rows(k), columns(k), values(k));
        }
        require(matrix.nnz() == count, "its indices must differ");
        return matrix;
    }
};

template <class T, class A>
struct pickled_member<ublas::mapped_vector<T, A>> {
    using V = ublas::mapped_vector<T, A>;

    static bp::object save(V& vector, bp::object const&) {
        V const& elements = vector;
        numpy_vector<std::uint64_t> indices(vector.nnz());
        numpy_vector<T> values(vector.nnz());
        std::size_t k = 0;
        for (auto i = elements.begin(); i != elements.end(); ++i, ++k) {
            indices(k) = i.index();
            values(k) = *i;
        }
        return bp::make_tuple(vector.size(), indices.array(), values.array());
    }

    static V load(bp::object const& state) {
        require_tuple(state, 3);
        V vector(require_size<typename V::size_type>(state[0]));
        std::size_t const count = require_count(state[2]);
        auto const indices = require_values<std::uint64_t>(state[1], count);
        auto const values = require_values<T>(state[2], count);
        for (std::size_t k = 0; k < count; ++k) {
            require(indices(k) < vector.size(), "its indices must lie inside the vector");
            vector.insert_element(indices(k), values(k));
        }
        require(vector.nnz() == count, "its indices must differ");
        return vector;
    }
};

} // namespace npublas::python::detail

#endif
