// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// A uBLAS matrix that shares ownership of a NumPy array.

#ifndef NPUBLAS_PYTHON_NUMPY_MATRIX_HPP
#define NPUBLAS_PYTHON_NUMPY_MATRIX_HPP

#include <npublas/python/detail/shared_array.hpp>
#include <npublas/python/views.hpp>

#include <boost/numeric/ublas/matrix_proxy.hpp>

#include <algorithm>

namespace npublas {

/// A matrix in an ndarray that it keeps alive: safe to store beyond the call that brought it. Its
/// rows (L = ublas::row_major) or columns (ublas::column_major) are contiguous, a leading dimension
/// apart. A full uBLAS matrix expression.
///
/// Copying one, or assigning one to another, shares the elements. `=` from any other expression
/// writes them: into the same array where the sizes agree, else into a new one, so that whoever
/// else holds the old array keeps it as it was. `T` may be const: then the array may be read-only.
///
/// As a parameter it takes a two-dimensional ndarray (or a wrapped npublas.matrix) of exactly this
/// element type, unit inner stride and, for a mutable `T`, writable; as a result it is that
/// ndarray. Nothing is copied either way. Make, copy and destroy it only with the GIL held.
template <class T, class L = ublas::row_major>
class numpy_matrix
    : public detail::matrix_facade<numpy_matrix<T, L>, T, detail::strides_of_layout<L>> {
    using facade = detail::matrix_facade<numpy_matrix<T, L>, T, detail::strides_of_layout<L>>;
    using block_type = detail::matrix_block<T, detail::strides_of_layout<L>>;

public:
    using layout_type = L;
    using closure_type = matrix_view<T, L>;
    using const_closure_type = matrix_view<T const, L> const;

    /// No elements.
    numpy_matrix() = default;

    /// A new array of `n1` rows and `n2` columns, not initialised. Throws error_already_set
    /// (MemoryError).
    numpy_matrix(std::size_t n1, std::size_t n2)
        : array_(python::detail::new_shared_array<T, L>(n1, n2)) {
        rebind(detail::packed_block<L>(static_cast<T*>(array_.data()), n1, n2));
    }

    /// A new array of `n1` rows and `n2` columns, each element `value`.
    numpy_matrix(std::size_t n1, std::size_t n2, std::remove_const_t<T> const& value)
        : numpy_matrix(n1, n2) {
        std::fill_n(const_cast<std::remove_const_t<T>*>(facade::data()), n1 * n2, value);
    }

    /// The elements of `array`, shared. Throws error_already_set: a TypeError that says why, where
    /// a parameter of this type would refuse it.
    explicit numpy_matrix(boost::python::object const& array)
        : numpy_matrix(python::detail::share_array<numpy_matrix>(array)) {}

    /// A new array with the elements of an expression.
    template <class E>
    numpy_matrix(ublas::matrix_expression<E> const& e) : numpy_matrix(e().size1(), e().size2()) {
        facade::assign(e);
    }

    numpy_matrix(numpy_matrix const&) = default;
    ~numpy_matrix() = default;

    /// Shares the elements of `other`; those seen until now stay as they are.
    numpy_matrix& operator=(numpy_matrix const& other) {
        array_ = other.array_;
        rebind(const_cast<numpy_matrix&>(other).block());
        return *this;
    }

    /// Writes the elements of an expression, which may use this matrix's own.
    template <class E>
    numpy_matrix& operator=(ublas::matrix_expression<E> const& e) {
        if (e().size1() != facade::size1() || e().size2() != facade::size2())
            return *this = numpy_matrix(e);
        facade::operator=(e);
        return *this;
    }

    /// Makes a new array of `n1` rows and `n2` columns, with those of the old elements that have a
    /// place in it if `preserve`; the rest are not initialised. Other holders of the old array keep
    /// it.
    void resize(std::size_t n1, std::size_t n2, bool preserve = true) {
        numpy_matrix fresh(n1, n2);
        if (preserve) {
            ublas::range const rows(0, std::min(n1, facade::size1()));
            ublas::range const columns(0, std::min(n2, facade::size2()));
            ublas::noalias(ublas::project(fresh, rows, columns)) =
                ublas::project(*this, rows, columns);
        }
        *this = fresh;
    }

    /// From one row (column_major: column) to the next, in elements.
    std::ptrdiff_t leading_dimension() const noexcept { return facade::block().leading_dimension; }

    /// The ndarray itself.
    boost::python::object array() const { return array_.template object<T>(2); }

private:
    friend struct python::detail::array_traits<numpy_matrix>;
    using facade::rebind;

    numpy_matrix(python::detail::array_handle array, block_type const& block)
        : facade(block), array_(std::move(array)) {}

    python::detail::array_handle array_;
};

namespace python::detail {

template <class T, class L>
struct array_traits<numpy_matrix<T, L>> {
    using element = T;
    static constexpr int rank = 2;
    static constexpr int axis = unit_axis<L>;

    static std::string type_name() {
        return "numpy_matrix<" + element_text<T>() + (axis == 0 ? ", column_major>" : ">");
    }

    static numpy_matrix<T, L> make(array_layout<2> const& layout, PyArrayObject* array) {
        return {array_handle(array),
                {reinterpret_cast<T*>(layout.data),
                 static_cast<std::size_t>(layout.extent[0]),
                 static_cast<std::size_t>(layout.extent[1]),
                 {layout.stride[1 - axis]}}};
    }
};

template <class T, class L>
struct conversion<numpy_matrix<T, L>> : shared_array_conversion<numpy_matrix<T, L>> {};

} // namespace python::detail

} // namespace npublas

NPUBLAS_CONVERT((class T, class L), npublas::numpy_matrix<T, L>)

#endif
