// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// What PyUblas's arrays and vectors tell of their ndarray.

#ifndef PYUBLAS_DETAIL_ARRAY_MEMBERS_HPP
#define PYUBLAS_DETAIL_ARRAY_MEMBERS_HPP

#include <npublas/python/numpy.hpp>

#include <boost/numeric/ublas/exception.hpp>

#include <cstddef>
#include <stdexcept>
#include <string>

namespace pyublas::detail {

/// Derived has `array()`, a `numpy_array<T>`. Where there is no ndarray, all of this but
/// `is_valid`, `itemsize` and `to_python` throws std::invalid_argument.
template <class Derived, class T>
class array_members {
public:
    /// Whether there is an ndarray.
    bool is_valid() const noexcept { return derived().array().has_ndarray(); }

    std::size_t ndim() const { return static_cast<std::size_t>(PyArray_NDIM(get_array())); }

    /// One extent for each dimension.
    npy_intp const* dims() const { return PyArray_DIMS(get_array()); }
    npy_intp dim(npy_intp axis) const { return dims()[axis]; }

    /// One stride for each dimension, in bytes.
    npy_intp const* strides() const { return PyArray_STRIDES(get_array()); }
    npy_intp stride(npy_intp axis) const { return strides()[axis]; }

    /// The size of an element, in bytes.
    npy_intp itemsize() const noexcept { return sizeof(T); }

    /// The smallest of the strides, in bytes; the size of an element where there are none.
    npy_intp min_stride() const {
        npy_intp least = ndim() ? stride(0) : itemsize();
        for (npy_intp axis = 1; axis < static_cast<npy_intp>(ndim()); ++axis)
            if (stride(axis) < least) least = stride(axis);
        return least;
    }

    bool writable() const { return (PyArray_FLAGS(get_array()) & NPY_ARRAY_WRITEABLE) != 0; }

    /// Element (i, j, ...) of the array. Throws std::invalid_argument unless there is an index for
    /// each dimension, and ublas::bad_index in checked builds.
    template <class... I>
    T& sub(npy_intp i, I... more) {
        return *find(i, static_cast<npy_intp>(more)...);
    }
    template <class... I>
    T const& sub(npy_intp i, I... more) const {
        return *find(i, static_cast<npy_intp>(more)...);
    }

    /// The ndarray, or None where there is none.
    boost::python::handle<> to_python() const { return derived().array().handle(); }

    /// The ndarray, borrowed.
    PyArrayObject* get_array() const {
        if (!is_valid())
            throw std::invalid_argument("pyublas: there is no array behind this: None was passed, "
                                        "or it was never given a size");
        return reinterpret_cast<PyArrayObject*>(derived().array().handle().get());
    }

private:
    Derived const& derived() const noexcept { return static_cast<Derived const&>(*this); }

    template <class... I>
    T* find(I... i) const {
        if (sizeof...(I) != ndim())
            throw std::invalid_argument("pyublas: " + std::to_string(sizeof...(I)) +
                                        " indices for an array of " + std::to_string(ndim()) +
                                        " dimensions");
        npy_intp offset = 0, axis = 0;
        ((offset += place(axis++, i)), ...);
        return reinterpret_cast<T*>(PyArray_BYTES(get_array()) + offset);
    }

    npy_intp place(npy_intp axis, npy_intp i) const {
        BOOST_UBLAS_CHECK(0 <= i && i < dim(axis), boost::numeric::ublas::bad_index());
        return i * stride(axis);
    }
};

} // namespace pyublas::detail

#endif
