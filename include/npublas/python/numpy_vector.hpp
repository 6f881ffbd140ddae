// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// A uBLAS vector that shares ownership of a NumPy array.

#ifndef NPUBLAS_PYTHON_NUMPY_VECTOR_HPP
#define NPUBLAS_PYTHON_NUMPY_VECTOR_HPP

#include <npublas/python/detail/shared_array.hpp>
#include <npublas/python/views.hpp>

#include <algorithm>

namespace npublas {

/// A vector of adjacent elements in an ndarray that it keeps alive: safe to store beyond the call
/// that brought it. A full uBLAS vector expression.
///
/// Copying one, or assigning one to another, shares the elements. `=` from any other expression
/// writes them: into the same array where the sizes agree, else into a new one, so that whoever
/// else holds the old array keeps it as it was. `T` may be const: then the array may be read-only.
///
/// As a parameter it takes a one-dimensional ndarray (or a wrapped npublas.vector) of exactly this
/// element type, unit stride and, for a mutable `T`, writable; as a result it is that ndarray.
/// Nothing is copied either way. Make, copy and destroy it only with the GIL held.
template <class T>
class numpy_vector : public detail::vector_facade<numpy_vector<T>, T, detail::unit_stride> {
    using facade = detail::vector_facade<numpy_vector<T>, T, detail::unit_stride>;
    using block_type = detail::vector_block<T, detail::unit_stride>;

public:
    using closure_type = vector_view<T>;
    using const_closure_type = vector_view<T const> const;

    /// No elements.
    numpy_vector() = default;

    /// A new array of `n` elements, not initialised. Throws error_already_set (MemoryError).
    explicit numpy_vector(std::size_t n) : array_(python::detail::new_shared_array<T>(n)) {
        rebind(block_type(static_cast<T*>(array_.data()), n));
    }

    /// A new array of `n` elements, each `value`.
    numpy_vector(std::size_t n, std::remove_const_t<T> const& value) : numpy_vector(n) {
        std::fill_n(const_cast<std::remove_const_t<T>*>(facade::data()), n, value);
    }

    /// The elements of `array`, shared. Throws error_already_set: a TypeError that says why, where
    /// a parameter of this type would refuse it.
    explicit numpy_vector(boost::python::object const& array)
        : numpy_vector(python::detail::share_array<numpy_vector>(array)) {}

    /// A new array with the elements of an expression.
    template <class E>
    numpy_vector(ublas::vector_expression<E> const& e) : numpy_vector(e().size()) {
        facade::assign(e);
    }

    numpy_vector(numpy_vector const&) = default;
    ~numpy_vector() = default;

    /// Shares the elements of `other`; those seen until now stay as they are.
    numpy_vector& operator=(numpy_vector const& other) {
        array_ = other.array_;
        rebind(const_cast<numpy_vector&>(other).block());
        return *this;
    }

    /// Writes the elements of an expression, which may use this vector's own.
    template <class E>
    numpy_vector& operator=(ublas::vector_expression<E> const& e) {
        if (e().size() != facade::size()) return *this = numpy_vector(e);
        facade::operator=(e);
        return *this;
    }

    /// Makes a new array of `n` elements, with as many of the old ones as fit if `preserve`; the
    /// rest are not initialised. Other holders of the old array keep it.
    void resize(std::size_t n, bool preserve = true) {
        numpy_vector fresh(n);
        if (preserve) std::copy_n(facade::data(), std::min(n, facade::size()), fresh.data());
        *this = fresh;
    }

    /// The ndarray itself.
    boost::python::object array() const { return array_.object<T>(1); }

private:
    friend struct python::detail::array_traits<numpy_vector>;
    using facade::rebind;

    numpy_vector(python::detail::array_handle array, block_type const& block)
        : facade(block), array_(std::move(array)) {}

    python::detail::array_handle array_;
};

namespace python::detail {

template <class T>
struct array_traits<numpy_vector<T>> {
    using element = T;
    static constexpr int rank = 1;
    static constexpr int axis = 0;

    static std::string type_name() { return "numpy_vector<" + element_text<T>() + ">"; }

    static numpy_vector<T> make(array_layout<1> const& layout, PyArrayObject* array) {
        return {array_handle(array),
                {reinterpret_cast<T*>(layout.data), static_cast<std::size_t>(layout.extent[0])}};
    }
};

template <class T>
struct conversion<numpy_vector<T>> : shared_array_conversion<numpy_vector<T>> {};

} // namespace python::detail

} // namespace npublas

NPUBLAS_CONVERT((class T), npublas::numpy_vector<T>)

#endif
