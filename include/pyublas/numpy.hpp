// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// PyUblas's names on top of npublas's bridge: an extension written for PyUblas compiles with the
/// include path changed. `doc/pyublas.md` lists what is different.
///
/// `numpy_array<T>` is a uBLAS storage whose elements are those of an ndarray, `numpy_vector<T>`,
/// `numpy_strided_vector<T>` and `numpy_matrix<T, L>` are uBLAS's own containers over it. All of
/// them are handles: copying one, or assigning one to another, shares the elements; `assign` copies
/// them. Make, copy and destroy them only with the GIL held.

#ifndef PYUBLAS_NUMPY_HPP
#define PYUBLAS_NUMPY_HPP

// Boost.Python wants Python.h before any standard header.
#include <npublas/python/numpy.hpp>

// Users of PyUblas have all these from it, and NumPy's C API ready to call.
#include <boost/foreach.hpp>
#include <boost/numeric/ublas/matrix.hpp>
#include <boost/numeric/ublas/storage.hpp>
#include <boost/numeric/ublas/vector.hpp>
#include <boost/numeric/ublas/vector_proxy.hpp>
#include <boost/python.hpp>
#include <boost/range.hpp>
#include <numpy/arrayobject.h>

#include <npublas/python.hpp>
#include <npublas/python/detail/lasting_handle.hpp>
#include <pyublas/detail/array_members.hpp>
#include <pyublas/detail/flat_iterator.hpp>
#include <pyublas/detail/member.hpp>
#include <pyublas/detail/ndarray.hpp>
#include <pyublas/python_helpers.hpp>

#include <algorithm>
#include <complex>
#include <cstddef>
#include <functional>
#include <iterator>
#include <limits>
#include <new>
#include <numeric>
#include <utility>

namespace pyublas {

/// NumPy's number for the type of an element.
template <class T>
constexpr NPY_TYPES get_typenum(T const&) {
    return static_cast<NPY_TYPES>(npublas::python::type_number(npublas::element_type_of<T>()));
}

/// Whether the elements of an ndarray are of type T; integers go by size and signedness.
template <class T>
bool is_storage_compatible(PyArrayObject const* array) {
    auto const element = npublas::python::element_of_type_number(PyArray_TYPE(array));
    return element == npublas::element_type_of<T>();
}
template <class T>
bool is_storage_compatible(PyObject const* array) {
    return is_storage_compatible<T>(reinterpret_cast<PyArrayObject const*>(array));
}

/// How many elements an array of these extents has.
inline npy_intp size_from_dims(int ndim, npy_intp const* dims) {
    return std::accumulate(dims, dims + ndim, npy_intp(1), std::multiplies<npy_intp>());
}

/// A uBLAS storage array: the elements of an ndarray of any shape and strides, one after the other
/// in the order of memory (`numpy.ravel(a, order="K")`). A default-constructed one is invalid until
/// it is resized: it has size 0, and what asks for its ndarray throws std::invalid_argument.
template <class T>
class numpy_array : public detail::array_members<numpy_array<T>, T> {
public:
    using size_type = std::size_t;
    using difference_type = std::ptrdiff_t;
    using value_type = T;
    using const_reference = T const&;
    using reference = T&;
    using const_pointer = T const*;
    using pointer = T*;
    using iterator = detail::flat_iterator<T>;
    using const_iterator = detail::flat_iterator<T const>;
    using reverse_iterator = std::reverse_iterator<iterator>;
    using const_reverse_iterator = std::reverse_iterator<const_iterator>;

    numpy_array() = default;

    /// A new array of `n` elements, not initialised.
    numpy_array(size_type n) : numpy_array(detail::new_array<T>(n)) {}

    /// A new array of `n` elements, each `value`.
    numpy_array(size_type n, value_type const& value) : numpy_array(n) {
        std::fill_n(data(), n, value);
    }

    /// A new array of a shape, in C order, not initialised.
    template <class N, class = detail::if_extent<N>>
    numpy_array(int ndim, N const* dims) : numpy_array(detail::new_array<T>(ndim, dims)) {}

    /// An ndarray over memory that lies elsewhere, without gaps, and outlives it.
    numpy_array(int ndim, npy_intp const* dims, T* data)
        : numpy_array(detail::show_array(ndim, dims, data)) {}

    /// The elements of an ndarray (or a wrapped npublas type), which may be read-only: ask
    /// `writable()`. None gives an invalid array. Throws error_already_set, a TypeError that says
    /// why not, for what is no aligned array of this element type in native byte order.
    numpy_array(boost::python::handle<> const& array)
        : numpy_array(array && array.get() != Py_None ? detail::shared_array<T>(array)
                                                      : detail::held_array<T>()) {}

    /// What the bridge found in an array.
    explicit numpy_array(detail::held_array<T> held)
        : array_(std::move(held.array)), line_(std::move(held.line)) {}

    /// A new array with the elements of a range: std::vector, a list of iterators, ...
    template <class Range, class = detail::if_range_of<Range, T>>
    numpy_array(Range const& range)
        : numpy_array(static_cast<size_type>(std::distance(std::begin(range), std::end(range)))) {
        std::copy(std::begin(range), std::end(range), data());
    }

    /// A new array with the same elements in the same order.
    numpy_array copy() const {
        return has_ndarray() ? detail::copy_array(this->get_array()) : *this;
    }

    /// Makes a new array if the size is another: one dimension, not initialised.
    void resize(size_type n) {
        if (n != size() || !has_ndarray()) *this = numpy_array(n);
    }

    /// The same, but that it begins with the elements there are, followed by `value`s.
    void resize(size_type n, value_type value) {
        if (n == size() && has_ndarray()) return;
        numpy_array fresh(n);
        size_type const kept = std::min(n, size());
        std::copy_n(std::as_const(*this).begin(), kept, fresh.data());
        std::fill_n(fresh.data() + kept, n - kept, value);
        swap(fresh);
    }

    size_type size() const noexcept { return line_.size; }
    size_type max_size() const noexcept {
        return static_cast<size_type>(std::numeric_limits<difference_type>::max()) / sizeof(T);
    }
    bool empty() const noexcept { return size() == 0; }

    bool has_ndarray() const noexcept { return array_.get() != nullptr; }

    /// Gives the elements another shape, as `numpy.reshape` does: where strides can't, in a copy.
    void reshape(int ndim, npy_intp const* dims, NPY_ORDER order = NPY_CORDER) {
        *this = detail::reshaped(this->get_array(), ndim, dims, order);
    }

    /// The address of the element of which all indices are 0. Only where the array is contiguous do
    /// the others follow it; else they are `strides()` bytes apart.
    pointer data() noexcept { return line_.first; }
    const_pointer data() const noexcept { return line_.first; }

    reference operator[](size_type i) {
        BOOST_UBLAS_CHECK(i < size(), boost::numeric::ublas::bad_index());
        return line_[static_cast<difference_type>(i)];
    }
    const_reference operator[](size_type i) const {
        BOOST_UBLAS_CHECK(i < size(), boost::numeric::ublas::bad_index());
        return line_[static_cast<difference_type>(i)];
    }

    iterator begin() noexcept { return {line_, 0}; }
    iterator end() noexcept { return {line_, static_cast<difference_type>(size())}; }
    const_iterator begin() const noexcept { return {line_, 0}; }
    const_iterator end() const noexcept { return {line_, static_cast<difference_type>(size())}; }
    reverse_iterator rbegin() noexcept { return reverse_iterator(end()); }
    reverse_iterator rend() noexcept { return reverse_iterator(begin()); }
    const_reverse_iterator rbegin() const noexcept { return const_reverse_iterator(end()); }
    const_reverse_iterator rend() const noexcept { return const_reverse_iterator(begin()); }

    numpy_array& assign_temporary(numpy_array& other) {
        swap(other);
        return *this;
    }
    void swap(numpy_array& other) noexcept {
        std::swap(array_, other.array_);
        std::swap(line_, other.line_);
    }
    friend void swap(numpy_array& a, numpy_array& b) noexcept { a.swap(b); }

    /// The ndarray, or None where there is none.
    boost::python::handle<> const handle() const {
        PyObject* const held = has_ndarray() ? array_.get() : Py_None;
        return boost::python::handle<>(boost::python::borrowed(held));
    }

    /// Itself, for what all kinds have in common.
    numpy_array& array() noexcept { return *this; }
    numpy_array const& array() const noexcept { return *this; }

    /// How the elements lie in memory, for npublas.
    detail::flat_line<T> const& line() const noexcept { return line_; }

private:
    npublas::python::detail::lasting_handle array_;
    detail::flat_line<T> line_;
};

template <class T>
class numpy_strided_vector;

/// A uBLAS vector of the elements of an ndarray, whatever its shape and strides.
///
/// As a parameter by value it takes a writable array, as a parameter `numpy_vector<T> const&` any;
/// as a result it is the ndarray itself.
template <class T>
class numpy_vector : public boost::numeric::ublas::vector<T, numpy_array<T>>,
                     public detail::array_members<numpy_vector<T>, T> {
    using super = boost::numeric::ublas::vector<T, numpy_array<T>>;

public:
    using typename super::size_type;
    using typename super::value_type;

    /// Invalid until it is resized.
    numpy_vector() = default;

    /// The elements of an array; a `boost::python::handle<>` converts to one.
    numpy_vector(numpy_array<T> const& array) : super(array.size(), array) {}

    /// A new array of that shape.
    template <class N, class = detail::if_extent<N>>
    numpy_vector(int ndim, N const* dims) : numpy_vector(numpy_array<T>(ndim, dims)) {}

    /// A new array of that shape with the elements of an expression of that size, else throws
    /// ublas::bad_size.
    template <class E>
    numpy_vector(int ndim, npy_intp const* dims,
                 boost::numeric::ublas::vector_expression<E> const& e)
        : numpy_vector(ndim, dims) {
        if (e().size() != this->size())
            throw boost::numeric::ublas::bad_size("the expression has not the size of the shape");
        this->assign(e);
    }

    explicit numpy_vector(size_type size) : super(size) {}
    numpy_vector(size_type size, value_type const& init) : super(size, init) {}

    /// A new array with the elements of an expression.
    template <class E>
    numpy_vector(boost::numeric::ublas::vector_expression<E> const& e) : super(e) {}

    super& as_ublas() noexcept { return *this; }
    super const& as_ublas() const noexcept { return *this; }

    numpy_array<T>& array() noexcept { return super::data(); }
    numpy_array<T> const& array() const noexcept { return super::data(); }

    numpy_vector copy() const { return numpy_vector(array().copy()); }
    void reshape(int ndim, npy_intp const* dims, NPY_ORDER order = NPY_CORDER) {
        array().reshape(ndim, dims, order);
    }

    /// The elements, the last index running fastest. Throws error_already_set, a ValueError, where
    /// an array of two or more dimensions does not have them evenly spaced in that order.
    numpy_strided_vector<T> as_strided() { return numpy_strided_vector<T>(*this, stride_slice()); }
    boost::numeric::ublas::vector_slice<numpy_vector const> as_strided() const {
        return {*this, stride_slice()};
    }

    /// What `as_strided` takes of this vector: all of it, as it has no gaps.
    boost::numeric::ublas::slice stride_slice() const {
        detail::check_evenly_spaced(this->get_array());
        return {0, 1, this->size()};
    }
};

namespace detail {

/// Comes before the slice that refers to it.
template <class T>
struct sliced_vector {
    explicit sliced_vector(numpy_vector<T> const& vector) : m_vector(vector) {}

    numpy_vector<T> m_vector;
};

} // namespace detail

/// A uBLAS slice of a `numpy_vector` that it holds.
///
/// As a parameter it takes arrays whose elements, the last index running fastest, are evenly
/// spaced: any of one dimension; else ValueError.
template <class T>
class numpy_strided_vector : private detail::sliced_vector<T>,
                             public boost::numeric::ublas::vector_slice<numpy_vector<T>>,
                             public detail::array_members<numpy_strided_vector<T>, T> {
    using holder = detail::sliced_vector<T>;
    using members = detail::array_members<numpy_strided_vector<T>, T>;
    using super = boost::numeric::ublas::vector_slice<numpy_vector<T>>;
    using slice = boost::numeric::ublas::slice;

public:
    using typename super::size_type;

    /// No elements.
    numpy_strided_vector() : numpy_strided_vector(numpy_array<T>()) {}

    /// All elements of an array; a `boost::python::handle<>` converts to one.
    numpy_strided_vector(numpy_array<T> const& array)
        : holder(array), super(holder::m_vector, slice(0, 1, array.size())) {}

    /// Some elements of a vector.
    numpy_strided_vector(numpy_vector<T>& vector, slice const& s)
        : holder(vector), super(holder::m_vector, s) {}

    /// A new array with the elements of an expression.
    template <class E>
    numpy_strided_vector(boost::numeric::ublas::vector_expression<E> const& e)
        : holder(numpy_vector<T>(e)), super(holder::m_vector, slice(0, 1, e().size())) {}

    numpy_strided_vector(numpy_strided_vector const& other)
        : holder(other.m_vector),
          super(holder::m_vector, slice(other.start(), other.stride(), other.size())), members() {}

    ~numpy_strided_vector() = default;

    /// Shares the elements of `other` from now on. (uBLAS's slices can't be bound anew.)
    numpy_strided_vector& operator=(numpy_strided_vector const& other) {
        if (this == &other) return *this;
        numpy_strided_vector const held(other);
        this->~numpy_strided_vector();
        return *new (this) numpy_strided_vector(held);
    }

    super& as_ublas() noexcept { return *this; }
    super const& as_ublas() const noexcept { return *this; }

    numpy_array<T>& array() noexcept { return holder::m_vector.array(); }
    numpy_array<T> const& array() const noexcept { return holder::m_vector.array(); }

    /// A new array with the elements of the slice.
    numpy_strided_vector copy() const { return as_ublas(); }

    /// Of the slice, in elements of the vector.
    typename super::difference_type stride() const { return super::stride(); }
    /// Of the array along an axis, in bytes.
    npy_intp stride(npy_intp axis) const { return members::stride(axis); }
};

/// A uBLAS matrix of the elements of an ndarray without gaps: in C order for row_major, else in
/// Fortran's.
template <class T, class L = boost::numeric::ublas::row_major>
class numpy_matrix : public boost::numeric::ublas::matrix<T, L, numpy_array<T>> {
    using super = boost::numeric::ublas::matrix<T, L, numpy_array<T>>;

public:
    using typename super::size_type;
    using typename super::value_type;

    /// Invalid until it is resized.
    numpy_matrix() = default;

    numpy_matrix(size_type size1, size_type size2)
        : super(size1, size2, detail::new_matrix<T, L>(size1, size2)) {}
    numpy_matrix(size_type size1, size_type size2, value_type const& init)
        : numpy_matrix(size1, size2) {
        std::fill(super::data().begin(), super::data().end(), init);
    }

    /// The elements of an array of any shape that has enough of them, else throws ublas::bad_size.
    numpy_matrix(size_type size1, size_type size2, numpy_array<T> const& array)
        : super(size1, size2, detail::large_enough(array, size1, size2)) {}

    /// The elements of an array of two dimensions; a `boost::python::handle<>` converts to one.
    /// Throws error_already_set, a TypeError, where it has gaps or another order.
    numpy_matrix(numpy_array<T> const& array)
        : super(detail::matrix_extent<T, L>(array, 0), detail::matrix_extent<T, L>(array, 1),
                array) {}

    /// A new array with the elements of an expression.
    template <class E>
    numpy_matrix(boost::numeric::ublas::matrix_expression<E> const& e)
        : numpy_matrix(e().size1(), e().size2()) {
        this->assign(e);
    }

    super& as_ublas() noexcept { return *this; }
    super const& as_ublas() const noexcept { return *this; }

    numpy_array<T>& array() noexcept { return super::data(); }
    numpy_array<T> const& array() const noexcept { return super::data(); }

    /// Whether there is an ndarray.
    bool is_valid() const noexcept { return array().is_valid(); }

    numpy_matrix copy() const {
        return is_valid() ? numpy_matrix(this->size1(), this->size2(), array().copy()) : *this;
    }

    /// An ndarray of two dimensions over the elements; None where there is none.
    boost::python::handle<> to_python() const {
        return is_valid() ? detail::matrix_array(as_ublas()) : array().handle();
    }
};

/// As a parameter: what Contained takes, or None, which makes it invalid.
template <class Contained>
class invalid_ok {
public:
    using contained_type = Contained;

    invalid_ok() = default;
    invalid_ok(Contained contained) : contained_(std::move(contained)) {}

    Contained& operator*() noexcept { return contained_; }
    Contained const& operator*() const noexcept { return contained_; }
    Contained* operator->() noexcept { return &contained_; }
    Contained const* operator->() const noexcept { return &contained_; }

private:
    Contained contained_;
};

/// `class_<X>("X").def(by_value_ro_member("a", &X::a))`: a member, of X or of a base of X, as a
/// property that can be read.
template <class T, class C>
detail::member_visitor<T, C> by_value_ro_member(char const* name, T C::*member,
                                                char const* doc = nullptr) {
    return {name, member, doc, true};
}

/// The same, but that it can be set: to share the elements of another array.
template <class T, class C>
detail::member_visitor<T, C> by_value_rw_member(char const* name, T C::*member,
                                                char const* doc = nullptr) {
    return {name, member, doc, false};
}

} // namespace pyublas

#include <pyublas/detail/conversion.hpp>

#endif
