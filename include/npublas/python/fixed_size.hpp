// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// uBLAS's types of fixed size as parameters and results of functions that Python calls:
/// `c_vector<T, N>`, `c_matrix<T, N, M>`, `bounded_vector<T, N>` and `bounded_matrix<T, N, M, L>`.
///
/// A parameter, by value or `const&`, is copied from any array-like by the rules of
/// `ublas::vector`. A `c_vector` or `c_matrix` takes exactly its own size, a bounded one every size
/// up to its own; any other is a ValueError. A result is a new ndarray.

#ifndef NPUBLAS_PYTHON_FIXED_SIZE_HPP
#define NPUBLAS_PYTHON_FIXED_SIZE_HPP

#include <npublas/python/detail/array_like_reader.hpp>

#include <boost/numeric/ublas/matrix.hpp>
#include <boost/numeric/ublas/vector.hpp>

namespace npublas::python::detail {

template <class C, class T, std::size_t N>
struct fixed_vector_traits {
    using element = T;
    static constexpr int rank = 1;
    static constexpr int axis = 0;

    static C make(npy_intp const* shape) { return C(static_cast<std::size_t>(shape[0])); }

    static void read_shape(C const& vector, npy_intp* shape) {
        shape[0] = static_cast<npy_intp>(vector.size());
    }

    static std::string parameters() {
        return std::string("<") + cpp_name(element_type_of<T>()) + ", " + std::to_string(N) + ">";
    }
};

template <class C, class T, class L, std::size_t N, std::size_t M>
struct fixed_matrix_traits {
    using element = T;
    static constexpr int rank = 2;
    static constexpr int axis = unit_axis<L>;

    static C make(npy_intp const* shape) {
        return C(static_cast<std::size_t>(shape[0]), static_cast<std::size_t>(shape[1]));
    }

    static void read_shape(C const& matrix, npy_intp* shape) {
        shape[0] = static_cast<npy_intp>(matrix.size1());
        shape[1] = static_cast<npy_intp>(matrix.size2());
    }

    static std::string parameters() {
        return std::string("<") + cpp_name(element_type_of<T>()) + ", " + std::to_string(N) + ", " +
               std::to_string(M) + (axis == 0 ? ", column_major>" : ">");
    }
};

template <class T, std::size_t N>
struct container_traits<ublas::c_vector<T, N>> : fixed_vector_traits<ublas::c_vector<T, N>, T, N> {
    static std::string type_name() { return "c_vector" + container_traits::parameters(); }
};

template <class T, std::size_t N>
struct container_traits<ublas::bounded_vector<T, N>>
    : fixed_vector_traits<ublas::bounded_vector<T, N>, T, N> {
    static std::string type_name() { return "bounded_vector" + container_traits::parameters(); }
};

template <class T, std::size_t N, std::size_t M>
struct container_traits<ublas::c_matrix<T, N, M>>
    : fixed_matrix_traits<ublas::c_matrix<T, N, M>, T, ublas::row_major, N, M> {
    static std::string type_name() { return "c_matrix" + container_traits::parameters(); }
};

template <class T, std::size_t N, std::size_t M, class L>
struct container_traits<ublas::bounded_matrix<T, N, M, L>>
    : fixed_matrix_traits<ublas::bounded_matrix<T, N, M, L>, T, L, N, M> {
    static std::string type_name() { return "bounded_matrix" + container_traits::parameters(); }
};

/// Exactly these extents.
template <std::size_t... N>
struct exact_shape {
    static bool takes(npy_intp const* shape) noexcept {
        return (... && (*shape++ == static_cast<npy_intp>(N)));
    }

    static std::string text() {
        npy_intp const shape[] = {static_cast<npy_intp>(N)...};
        return "shape " + tuple_text(shape, sizeof...(N));
    }
};

/// At most these.
template <std::size_t... N>
struct bounded_shape {
    static bool takes(npy_intp const* shape) noexcept {
        return (... && (*shape++ <= static_cast<npy_intp>(N)));
    }

    static std::string text() { return "at most " + exact_shape<N...>::text(); }
};

template <class T, std::size_t N>
struct shape_rule<ublas::c_vector<T, N>> : exact_shape<N> {};
template <class T, std::size_t N, std::size_t M>
struct shape_rule<ublas::c_matrix<T, N, M>> : exact_shape<N, M> {};
template <class T, std::size_t N>
struct shape_rule<ublas::bounded_vector<T, N>> : bounded_shape<N> {};
template <class T, std::size_t N, std::size_t M, class L>
struct shape_rule<ublas::bounded_matrix<T, N, M, L>> : bounded_shape<N, M> {};

/// Read element by element: a c_matrix may be smaller than its rows are apart.
template <class C>
struct fixed_size_composite : array_like_composite<C> {
    using traits = container_traits<C>;
    using T = typename traits::element;

    static PyObject* show(C const& container, argument_range) {
        npy_intp shape[2] = {0, 0};
        traits::read_shape(container, shape);
        bp::object const array = numpy().new_array(element_type_of<T>(), traits::rank, shape,
                                                   traits::rank == 2 && traits::axis == 0);
        auto* target = static_cast<T*>(PyArray_DATA(as_ndarray(array)));
        if constexpr (traits::rank == 1)
            std::copy(container.begin(), container.end(), target);
        else
            copy_matrix(container, target);
        return bp::incref(array.ptr());
    }

private:
    static void copy_matrix(C const& matrix, T* target) {
        for (std::size_t i = 0; i < matrix.size1(); ++i)
            for (std::size_t j = 0; j < matrix.size2(); ++j)
                target[traits::axis == 1 ? i * matrix.size2() + j : j * matrix.size1() + i] =
                    matrix(i, j);
    }
};

/// Elements that NumPy does not have are left to Boost.Python.
struct foreign_composite {
    static constexpr bool is_known = false;
    static constexpr bool borrows = false;
};

template <class C, class T>
using composite_of_elements =
    std::conditional_t<is_element_type<T>, fixed_size_composite<C>, foreign_composite>;

template <class T, std::size_t N>
struct composite<ublas::c_vector<T, N>> : composite_of_elements<ublas::c_vector<T, N>, T> {};
template <class T, std::size_t N>
struct composite<ublas::bounded_vector<T, N>>
    : composite_of_elements<ublas::bounded_vector<T, N>, T> {};
template <class T, std::size_t N, std::size_t M>
struct composite<ublas::c_matrix<T, N, M>> : composite_of_elements<ublas::c_matrix<T, N, M>, T> {};
template <class T, std::size_t N, std::size_t M, class L>
struct composite<ublas::bounded_matrix<T, N, M, L>>
    : composite_of_elements<ublas::bounded_matrix<T, N, M, L>, T> {};

} // namespace npublas::python::detail

NPUBLAS_COMPOSITE((class T, std::size_t N), boost::numeric::ublas::c_vector<T, N>)
NPUBLAS_COMPOSITE((class T, std::size_t N), boost::numeric::ublas::bounded_vector<T, N>)
NPUBLAS_COMPOSITE((class T, std::size_t N, std::size_t M), boost::numeric::ublas::c_matrix<T, N, M>)
NPUBLAS_COMPOSITE((class T, std::size_t N, std::size_t M, class L),
                  boost::numeric::ublas::bounded_matrix<T, N, M, L>)

#endif
