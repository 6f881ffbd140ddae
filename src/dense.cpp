// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

#include "dense.hpp"

#include <boost/python/import.hpp>
#include <boost/python/list.hpp>
#include <boost/python/slice.hpp>

namespace npublas::extension {

namespace {

PyArrayObject* as_array(bp::object const& array) {
    return reinterpret_cast<PyArrayObject*>(array.ptr());
}

[[noreturn]] void raise_unwrapped(bp::object const& value) {
    raise(PyExc_TypeError,
          "an initialised npublas.vector or npublas.matrix is needed; got " + type_name(value));
}

/// The wrapped object that `value` is, or null. Throws a TypeError for one without content, which
/// `__new__` without `__init__` leaves.
wrapped_array const* find_wrapped(bp::object const& value) {
    bp::extract<wrapped_array const&> wrapped(value);
    if (wrapped.check()) return &wrapped();
    auto* const type = reinterpret_cast<PyTypeObject*>(class_of<wrapped_array>().ptr());
    if (PyObject_TypeCheck(value.ptr(), type)) raise_unwrapped(value);
    return nullptr;
}

bp::object numpy_function(char const* name) { return bp::import("numpy").attr(name); }

/// Goes one level deeper, as long as Python's recursion limit allows.
class recursion {
public:
    recursion() {
        if (Py_EnterRecursiveCall(" while npublas read the arguments"))
            bp::throw_error_already_set();
    }
    ~recursion() { Py_LeaveRecursiveCall(); }
    recursion(recursion const&) = delete;
    recursion& operator=(recursion const&) = delete;
};

/// Applies `f` to the items of a list or tuple; a namedtuple stays one.
template <class F>
bp::object map_items(bp::object const& items, F f) {
    bp::list mapped;
    for (Py_ssize_t i = 0; i < bp::len(items); ++i)
        mapped.append(f(bp::object(items[i])));
    if (PyList_Check(items.ptr())) return mapped;
    if (PyTuple_CheckExact(items.ptr())) return bp::tuple(mapped);
    return items.attr("_make")(mapped);
}

bool is_exact_sequence(bp::object const& value) {
    return PyTuple_CheckExact(value.ptr()) || PyList_CheckExact(value.ptr());
}

/// Whether `value` is a tuple that `map_items` can make again.
bool is_tuple(bp::object const& value) {
    return PyTuple_CheckExact(value.ptr()) ||
           (PyTuple_Check(value.ptr()) && PyObject_HasAttrString(value.ptr(), "_make"));
}

/// As numpy.split gives it; a list of numbers may be long, and needs no wrapping.
bool is_list_of_arrays(bp::object const& value) {
    return PyList_CheckExact(value.ptr()) && bp::len(value) > 0 && is_array(value[0]);
}

std::string const& full_name(dense_kind kind) {
    static std::string const names[] = {"npublas.vector", "npublas.matrix"};
    return names[kind.rank - 1];
}

void check_elements(dense_kind kind, bp::object const& array) {
    if (python::element_of_type_number(PyArray_TYPE(as_array(array)))) return;
    raise(PyExc_TypeError, full_name(kind) +
                               " needs elements that are bool, integer, float32, float64, "
                               "longdouble or complex of these; got " +
                               text(array.attr("dtype")) + ", shape " + text(array.attr("shape")) +
                               "; pass dtype=numpy.float64, or another of these, to convert them");
}

char const* remedy(dense_kind kind, int rank) {
    if (rank == 0)
        return kind.rank == 1 ? "pass numpy.zeros(n) for n elements"
                              : "pass numpy.zeros((n1, n2)) for n1 rows and n2 columns";
    if (kind.rank == 2) return rank == 1 ? "pass x[:, numpy.newaxis] for one column" : "pass x[i]";
    return rank == 2 ? "pass it to npublas.matrix, or x.ravel()" : "pass x.ravel()";
}

void check_rank(dense_kind kind, bp::object const& array) {
    int const rank = PyArray_NDIM(as_array(array));
    if (rank == kind.rank) return;
    raise(PyExc_ValueError, full_name(kind) + " has " + std::to_string(kind.rank) +
                                (kind.rank == 1 ? " dimension" : " dimensions") + "; got " +
                                (rank == 0 ? "a scalar" : "shape " + text(array.attr("shape"))) +
                                "; " + remedy(kind, rank));
}

/// NumPy shares an object's memory if it gives the same memory whenever it is asked.
bool shares(bp::object const& array, bp::object const& value) {
    if (same(array, value) || array.attr("size") == 0) return true;
    return is_true(numpy_function("may_share_memory")(array, numpy_function("asarray")(value)));
}

void check_shared(dense_kind kind, bp::object const& array, bp::object const& value) {
    if (shares(array, value)) return;
    raise(PyExc_ValueError, full_name(kind) +
                                ": copy=False forbids the copy that is needed to get " +
                                text(array.attr("dtype")) +
                                " elements, aligned and in the machine's byte order, from " +
                                type_name(value) + "; pass copy=None to copy if needed");
}

bp::object native(bp::object const& dtype) { return dtype.attr("newbyteorder")("="); }

/// The dtype to convert to, in the machine's byte order; None if the array has it already.
bp::object conversion(bp::object const& source, bp::object const& dtype) {
    if (dtype.is_none()) return dtype;
    bp::object const wanted = numpy_function("dtype")(dtype);
    if (is_array(source) && source.attr("dtype") == wanted) return bp::object();
    return is_true(wanted.attr("isnative")) ? wanted : native(wanted);
}

bp::object fitting(bp::object const& array) {
    if (fits(as_array(array))) return array;
    return array.attr("astype")(native(array.attr("dtype")));
}

/// `numpy.asarray(value, dtype)`, or a copy in any case. An array of a derived class, which NumPy
/// may give, is seen as a plain one.
bp::object to_array(bp::object const& value, bp::object const& dtype, bool always_copy) {
    if (!always_copy) return numpy_function("asarray")(value, dtype);
    bp::dict keywords;
    keywords["dtype"] = dtype;
    keywords["copy"] = true;
    return owned(
        PyObject_Call(numpy_function("array").ptr(), bp::make_tuple(value).ptr(), keywords.ptr()));
}

} // namespace

void raise(PyObject* type, std::string const& sentence) {
    PyErr_SetString(type, sentence.c_str());
    throw bp::error_already_set();
}

bool is_true(bp::object const& value) {
    int const truth = PyObject_IsTrue(value.ptr());
    if (truth < 0) bp::throw_error_already_set();
    return truth != 0;
}

bool is_subclass(bp::object const& type, bp::object const& base) {
    int const truth = PyObject_IsSubclass(type.ptr(), base.ptr());
    if (truth < 0) bp::throw_error_already_set();
    return truth != 0;
}

std::string text(bp::object const& value) { return bp::extract<std::string>(bp::str(value)); }

bool is_array(bp::object const& value) {
    return Py_TYPE(value.ptr()) == python::numpy().array_type;
}

bool fits(PyArrayObject* array) {
    auto const element = python::element_of_type_number(PyArray_TYPE(array));
    if (!element || PyArray_ISBYTESWAPPED(array) || !PyArray_ISALIGNED(array)) return false;
    auto const size = static_cast<npy_intp>(item_size(*element));
    for (int axis = 0; axis < PyArray_NDIM(array); ++axis)
        if (PyArray_DIM(array, axis) > 1 && PyArray_STRIDE(array, axis) % size != 0) return false;
    return true;
}

bp::object unwrap(bp::object const& value) {
    wrapped_array const* wrapped = find_wrapped(value);
    return wrapped ? wrapped->array : value;
}

bp::object wrap(bp::object const& result) {
    if (!is_array(result) || !fits(as_array(result))) return result;
    switch (PyArray_NDIM(as_array(result))) {
    case 1:
        return bp::object(wrapped_vector(result));
    case 2:
        return bp::object(wrapped_matrix(result));
    default:
        return result;
    }
}

bp::object const& array_of(bp::object const& self) {
    if (wrapped_array const* wrapped = find_wrapped(self)) return wrapped->array;
    raise_unwrapped(self);
}

bp::object numpy_call::operator()(bp::object const& function, bp::tuple const& arguments,
                                  bp::dict const& keywords) {
    bp::object const positional = unwrap(arguments);
    bp::object const named = unwrap(keywords);
    return wrap(owned(PyObject_Call(function.ptr(), positional.ptr(), named.ptr())));
}

bp::object numpy_call::unwrap(bp::object const& value) {
    if (wrapped_array const* wrapped = find_wrapped(value)) {
        given_.push_back(value);
        return wrapped->array;
    }
    if (is_exact_sequence(value)) {
        recursion const deeper;
        return map_items(value, [this](bp::object const& item) { return unwrap(item); });
    }
    if (PyDict_CheckExact(value.ptr())) {
        recursion const deeper;
        bp::object const items = bp::dict(value).items();
        return bp::dict(unwrap(items));
    }
    return value;
}

bp::object numpy_call::wrap(bp::object const& result) const {
    for (bp::object const& one : given_)
        if (same(array_of(one), result)) return one;
    if (is_tuple(result) || is_list_of_arrays(result))
        return map_items(result, [this](bp::object const& item) { return wrap(item); });
    return extension::wrap(result);
}

bp::object array_for(dense_kind kind, bp::object const& value, bp::object const& dtype,
                     bp::object const& copy) {
    bp::object const source = unwrap(value);
    bool const if_needed = copy.is_none();
    bool const always = !if_needed && is_true(copy);
    bp::object const wanted = conversion(source, dtype);
    bool const as_it_is = is_array(source) && wanted.is_none() && !always;
    bp::object array = as_it_is ? source : to_array(source, wanted, always);
    check_elements(kind, array);
    check_rank(kind, array);
    array = fitting(array);
    if (!if_needed && !always) check_shared(kind, array, source);
    return array;
}

Py_ssize_t bounded(bp::object const& index, Py_ssize_t limit, std::string const& name) {
    Py_ssize_t const number = PyNumber_AsSsize_t(index.ptr(), PyExc_IndexError);
    if (number == -1 && PyErr_Occurred()) bp::throw_error_already_set();
    if (number < 0 || number > limit)
        raise(PyExc_IndexError, name + " must be from 0 to " + std::to_string(limit) + "; got " +
                                    std::to_string(number));
    return number;
}

bp::object subrange(bp::object const& array, bp::tuple const& bounds) {
    bp::object const shape = array.attr("shape");
    bp::list slices;
    for (Py_ssize_t axis = 0; axis < bp::len(shape); ++axis) {
        Py_ssize_t const extent = bp::extract<Py_ssize_t>(shape[axis]);
        Py_ssize_t const stop = bounded(bounds[2 * axis + 1], extent, "stop");
        Py_ssize_t const start = bounded(bounds[2 * axis], stop, "start");
        slices.append(bp::slice(start, stop));
    }
    return wrap(array[bp::tuple(slices)]);
}

constructor_arguments read_arguments(dense_kind kind, bp::object const& type,
                                     bp::tuple const& arguments, bp::dict const& keywords) {
    bp::object const self = arguments[0];
    if (!is_subclass(borrowed(reinterpret_cast<PyObject*>(Py_TYPE(self.ptr()))), type))
        raise(PyExc_TypeError, full_name(kind) + ".__init__ needs an instance of its class");
    static char const* const names[] = {"object", "dtype", "copy", nullptr};
    std::string const format = std::string("O|O$O:") + kind.name;
    PyObject *value = nullptr, *dtype = Py_None, *copy = Py_None;
    bp::object const rest = arguments.slice(1, bp::_);
    if (!PyArg_ParseTupleAndKeywords(rest.ptr(), keywords.ptr(), format.c_str(),
                                     const_cast<char**>(names), &value, &dtype, &copy))
        bp::throw_error_already_set();
    return {self, borrowed(value), borrowed(dtype), borrowed(copy)};
}

} // namespace npublas::extension
