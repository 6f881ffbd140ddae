// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// What numpy_vector and numpy_matrix have in common: a hold on an ndarray.

#ifndef NPUBLAS_PYTHON_DETAIL_SHARED_ARRAY_HPP
#define NPUBLAS_PYTHON_DETAIL_SHARED_ARRAY_HPP

#include <npublas/python/detail/array_argument.hpp>
#include <npublas/python/detail/lasting_handle.hpp>

namespace npublas::python::detail {

/// Owns a reference to an ndarray, or nothing.
class array_handle {
public:
    array_handle() = default;
    /// Shares `array`.
    explicit array_handle(PyArrayObject* array)
        : array_(bp::borrowed(reinterpret_cast<PyObject*>(array))) {}

    /// Takes over a new array.
    explicit array_handle(bp::object const& array) : array_(bp::borrowed(array.ptr())) {}

    void* data() const noexcept {
        return PyArray_DATA(reinterpret_cast<PyArrayObject*>(array_.get()));
    }

    /// The ndarray; a new empty one where there is none.
    template <class T>
    bp::object object(int rank) const {
        if (array_) return bp::object(bp::handle<>(array_));
        npy_intp const shape[] = {0, 0};
        return numpy().new_array(element_type_of<T>(), rank, shape);
    }

private:
    lasting_handle array_;
};

template <class T>
inline array_handle new_shared_array(std::size_t n) {
    npy_intp const shape[] = {static_cast<npy_intp>(n)};
    return array_handle(numpy().new_array(element_type_of<T>(), 1, shape));
}

template <class T, class L>
inline array_handle new_shared_array(std::size_t n1, std::size_t n2) {
    npy_intp const shape[] = {static_cast<npy_intp>(n1), static_cast<npy_intp>(n2)};
    return array_handle(numpy().new_array(element_type_of<T>(), 2, shape, unit_axis<L> == 0));
}

/// V over the elements of `array`. Throws error_already_set, a TypeError or ValueError that says
/// why not.
template <class V, class Traits = array_traits<V>>
inline V share_array(bp::object const& array) {
    call_state& state = current_call();
    call_frame const frame(state, false);
    array_argument<V, Traits> argument(array.ptr());
    if (!argument.convertible()) {
        std::string const text = sentence(state.latest(), "array", "array");
        PyErr_SetString(is_value_fault(state.latest()) ? PyExc_ValueError : PyExc_TypeError,
                        text.c_str());
        bp::throw_error_already_set();
    }
    return argument();
}

/// The ndarray that V holds.
template <class V>
struct shared_array_result : array_pytype {
    static constexpr bool uses_registry = false;

    PyObject* operator()(V const& shared) const { return bp::incref(shared.array().ptr()); }

    static PyObject* from_pointer(void const* shared) {
        return shared_array_result()(*static_cast<V const*>(shared));
    }
};

template <class V>
struct shared_array_conversion {
    using value_argument = array_argument<V>;
    using const_reference_argument = array_argument<V>;
    using reference_argument = array_reference_argument<V>;
    using result = shared_array_result<V>;

    static bp::converter::registration const& enroll() {
        auto const& entry = enroll_from_python<value_argument, V>();
        if (!entry.m_to_python)
            bp::converter::registry::insert(&result::from_pointer, bp::type_id<V>(),
                                            &array_pytype::get_pytype);
        return entry;
    }
};

} // namespace npublas::python::detail

#endif
