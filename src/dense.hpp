// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// What the dense wrapped types, `npublas.vector` and `npublas.matrix`, have in common.

#ifndef NPUBLAS_SRC_DENSE_HPP
#define NPUBLAS_SRC_DENSE_HPP

#include <npublas/python/numpy.hpp>
#include <npublas/python/wrapped.hpp>

#include <boost/python/class.hpp>
#include <boost/python/dict.hpp>
#include <boost/python/extract.hpp>
#include <boost/python/object/make_holder.hpp>
#include <boost/python/object/value_holder.hpp>
#include <boost/python/raw_function.hpp>
#include <boost/python/tuple.hpp>

#include <string>
#include <vector>

namespace npublas::extension {

namespace bp = boost::python;

using python::wrapped_array;
using python::wrapped_matrix;
using python::wrapped_vector;

/// One of the dense wrapped types: its name in Python, and how many dimensions its array has.
struct dense_kind {
    char const* name;
    int rank;
};

template <class Wrapped>
inline constexpr dense_kind kind_of{};
template <>
inline constexpr dense_kind kind_of<wrapped_vector>{"vector", 1};
template <>
inline constexpr dense_kind kind_of<wrapped_matrix>{"matrix", 2};

using wrapped_array_class = bp::class_<wrapped_array>;

/// Throws a Python exception with this sentence.
[[noreturn]] void raise(PyObject* type, std::string const& sentence);

/// The object that a function of Python's C API returned; throws the exception it set, if null.
inline bp::object owned(PyObject* reference) { return bp::object(bp::handle<>(reference)); }

inline bp::object borrowed(PyObject* reference) {
    return bp::object(bp::handle<>(bp::borrowed(reference)));
}

/// Python's `a is b`.
inline bool same(bp::object const& a, bp::object const& b) { return a.ptr() == b.ptr(); }

/// Python's `bool(value)`.
bool is_true(bp::object const& value);

/// Python's `issubclass(type, base)`.
bool is_subclass(bp::object const& type, bp::object const& base);

/// The name of the type of `value`, for a person to read.
inline std::string type_name(bp::object const& value) { return Py_TYPE(value.ptr())->tp_name; }

/// Python's `str(value)`.
std::string text(bp::object const& value);

/// Whether `value` is an ndarray, and of no derived class.
bool is_array(bp::object const& value);

/// Whether C++ can work on the elements where they lie: they are of an element type, in the
/// machine's byte order, aligned, and a whole number of elements apart.
bool fits(PyArrayObject* array);

/// The array of a wrapped object; any other value is returned as it is.
bp::object unwrap(bp::object const& value);

/// A `vector` or `matrix` over a one- or two-dimensional array that fits; any other value is
/// returned as it is.
bp::object wrap(bp::object const& result);

/// The array of `self`, which must be a wrapped object. Throws a TypeError.
bp::object const& array_of(bp::object const& self);

/// Calls of NumPy with wrapped objects among the arguments, at any depth: NumPy sees their arrays,
/// and the results are wrapped. An array that was given, as by `out=`, comes back as the very
/// object it was given in.
class numpy_call {
public:
    numpy_call() = default;
    explicit numpy_call(bp::object const& self) : given_{self} {}

    bp::object operator()(bp::object const& function, bp::tuple const& arguments,
                          bp::dict const& keywords);

    bp::object unwrap(bp::object const& value);
    bp::object wrap(bp::object const& result) const;

private:
    std::vector<bp::object> given_;
};

/// The array that a `kind` made from `value` holds: `dtype` and `copy` as in numpy.asarray.
/// Throws TypeError for elements that npublas does not know, ValueError for wrong dimensions or a
/// copy that was forbidden.
bp::object array_for(dense_kind kind, bp::object const& value, bp::object const& dtype,
                     bp::object const& copy);

/// An index, an extent or a bound: any integer of Python or NumPy from 0 to `limit`. Throws
/// IndexError, and TypeError for what is no integer.
Py_ssize_t bounded(bp::object const& index, Py_ssize_t limit, std::string const& name);

/// `array[start1:stop1, ...]`, wrapped, for the bounds `(start1, stop1, ...)`.
bp::object subrange(bp::object const& array, bp::tuple const& bounds);

/// The Python class of `Wrapped`.
template <class Wrapped>
bp::object class_of() {
    PyTypeObject* type = bp::converter::registered<Wrapped>::converters.get_class_object();
    return borrowed(reinterpret_cast<PyObject*>(type));
}

/// Makes `self`, an instance of the wrapped class without content, hold an array.
template <class Wrapped>
void hold(bp::object const& self, bp::object const& array) {
    using holder = bp::objects::value_holder<Wrapped>;
    using arguments = boost::mpl::vector1<bp::object>;
    bp::objects::make_holder<1>::apply<holder, arguments>::execute(self.ptr(), array);
}

/// What a constructor was called with.
struct constructor_arguments {
    bp::object self, value, dtype, copy;
};

/// Reads `(self, object, dtype=None, *, copy=None)`; `self` must be an instance of `type`.
constructor_arguments read_arguments(dense_kind kind, bp::object const& type,
                                     bp::tuple const& arguments, bp::dict const& keywords);

/// `__init__` of a wrapped type.
template <class Wrapped>
bp::object initialize(bp::tuple const& arguments, bp::dict const& keywords) {
    constexpr dense_kind kind = kind_of<Wrapped>;
    constructor_arguments const given =
        read_arguments(kind, class_of<Wrapped>(), arguments, keywords);
    hold<Wrapped>(given.self, array_for(kind, given.value, given.dtype, given.copy));
    return bp::object();
}

template <class Wrapped>
using dense_class = bp::class_<Wrapped, bp::bases<wrapped_array>>;

/// Exports a wrapped type with its constructor; the methods that all have in common come from the
/// class of `wrapped_array`.
template <class Wrapped>
dense_class<Wrapped> export_class(char const* documentation) {
    dense_class<Wrapped> exported(kind_of<Wrapped>.name, documentation, bp::no_init);
    exported.attr("__module__") = "npublas";
    exported.attr("__init__") = bp::raw_function(&initialize<Wrapped>, 1);
    return exported;
}

void define_operators(wrapped_array_class& exported);
void define_linear_algebra(wrapped_array_class& exported);
void define_linear_algebra(dense_class<wrapped_vector>& exported);
void define_linear_algebra(dense_class<wrapped_matrix>& exported);

/// Makes the objects of a class exporters of the buffers of their arrays. From Python 3.12 on each
/// class needs it for itself: those that derive do not inherit it from a class that is no type of
/// C.
void hand_out_buffer(bp::object const& exported);

void export_wrapped_array();
void export_vector();
void export_matrix();

} // namespace npublas::extension

#endif
