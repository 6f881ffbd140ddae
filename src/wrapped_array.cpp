// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// What `npublas.vector` and `npublas.matrix` share with ndarray: NumPy's protocols, operators,
/// indexing, attributes and methods. NumPy itself does the work on the array that is held.

#include "dense.hpp"

#include <boost/python/import.hpp>
#include <boost/python/make_function.hpp>

namespace npublas::extension {

namespace {

// A container of elements or rows

bp::object get_item(bp::object const& self, bp::object const& key) {
    numpy_call call;
    return wrap(owned(PyObject_GetItem(array_of(self).ptr(), call.unwrap(key).ptr())));
}

void set_item(bp::object const& self, bp::object const& key, bp::object const& value) {
    numpy_call call;
    if (PyObject_SetItem(array_of(self).ptr(), call.unwrap(key).ptr(), unwrap(value).ptr()) < 0)
        bp::throw_error_already_set();
}

void delete_item(bp::object const& self, bp::object const& key) {
    if (PyObject_DelItem(array_of(self).ptr(), key.ptr()) < 0) bp::throw_error_already_set();
}

bool contains(bp::object const& self, bp::object const& value) {
    int const found = PySequence_Contains(array_of(self).ptr(), unwrap(value).ptr());
    if (found < 0) bp::throw_error_already_set();
    return found != 0;
}

bool to_bool(bp::object const& self) { return is_true(array_of(self)); }

Py_ssize_t length(bp::object const& self) { return bp::len(array_of(self)); }

/// `map(self.__getitem__, range(len(self)))`
bp::object iterate(bp::object const& self) {
    bp::object const builtins = bp::import("builtins");
    bp::object const places = builtins.attr("range")(bp::len(self));
    return builtins.attr("map")(bp::object(self.attr("__getitem__")), places);
}

bp::object to_complex(bp::object const& self) { return array_of(self).attr("__complex__")(); }

void define_container(wrapped_array_class& exported) {
    exported.def("__getitem__", &get_item)
        .def("__setitem__", &set_item)
        .def("__delitem__", &delete_item)
        .def("__contains__", &contains)
        .def("__bool__", &to_bool)
        .def("__complex__", &to_complex)
        .def("__len__", &length)
        .def("__iter__", &iterate);
}

// Protocols of array exchange

/// Hands out the buffer of the array, which is its exporter from then on.
int get_buffer(PyObject* self, Py_buffer* view, int flags) {
    int status = -1;
    view->obj = nullptr;
    bp::handle_exception([&] {
        bp::object const array = array_of(borrowed(self));
        status = PyObject_GetBuffer(array.ptr(), view, flags);
    });
    return status;
}

/// What classes that derive find from Python 3.12 on (PEP 688); before, they inherit the slot.
bp::object to_buffer(bp::object const& self, int flags) {
    bp::object const buffer = owned(PyMemoryView_FromObject(array_of(self).ptr()));
    if ((flags & PyBUF_WRITABLE) != 0 && PyMemoryView_GET_BUFFER(buffer.ptr())->readonly)
        raise(PyExc_BufferError, "the array is read-only");
    return buffer;
}

bp::object to_array(bp::object const& self, bp::object const& dtype, bp::object const& copy) {
    bool const never = !copy.is_none() && !is_true(copy);
    bool const always = !copy.is_none() && !never;
    if (always) return bp::import("numpy").attr("array")(array_of(self), dtype);
    bp::object const array = bp::import("numpy").attr("asarray")(array_of(self), dtype);
    if (never && !same(array, array_of(self)))
        raise(PyExc_ValueError, "copy=False forbids the copy that another dtype needs");
    return array;
}

bp::object numpys_class() {
    return borrowed(reinterpret_cast<PyObject*>(python::numpy().array_type));
}

/// Whether the type of an operand has its own idea of what ufuncs do to it.
bool overrides_ufuncs(bp::object const& operand) {
    char const* const name = "__array_ufunc__";
    bp::object const type = borrowed(reinterpret_cast<PyObject*>(Py_TYPE(operand.ptr())));
    if (is_subclass(type, class_of<wrapped_array>())) return false;
    if (!PyObject_HasAttrString(type.ptr(), name)) return false;
    return !same(type.attr(name), numpys_class().attr(name));
}

bool any_overrides_ufuncs(bp::object const& operands) {
    for (Py_ssize_t i = 0; i < bp::len(operands); ++i)
        if (overrides_ufuncs(operands[i])) return true;
    return false;
}

bp::object not_implemented() { return borrowed(Py_NotImplemented); }

/// `(self, ufunc, method, *inputs, **keywords)`
bp::object array_ufunc(bp::tuple const& arguments, bp::dict const& keywords) {
    bp::object const inputs = arguments.slice(3, bp::_);
    bp::object const outputs = keywords.get("out", bp::tuple());
    if (any_overrides_ufuncs(inputs) || any_overrides_ufuncs(outputs)) return not_implemented();
    bp::object const function = bp::getattr(arguments[1], bp::object(arguments[2]));
    return numpy_call()(function, bp::tuple(inputs), keywords);
}

bool is_ours_or_numpys(bp::object const& type) {
    return is_subclass(type, class_of<wrapped_array>()) || is_subclass(type, numpys_class());
}

/// As NumPy's own functions would do it, were all wrapped objects arrays.
bp::object array_function(bp::object const&, bp::object const& function, bp::object const& types,
                          bp::tuple const& arguments, bp::dict const& keywords) {
    bp::tuple const all(types);
    for (Py_ssize_t i = 0; i < bp::len(all); ++i)
        if (!is_ours_or_numpys(all[i])) return not_implemented();
    return numpy_call()(function, arguments, keywords);
}

// Attributes and methods that ndarray has too

struct get_attribute {
    bp::object name;

    bp::object operator()(bp::object const& self) const {
        bp::object const array = array_of(self);
        bp::object const value = bp::getattr(array, name);
        return same(value, array) ? self : wrap(value);
    }
};

struct set_attribute {
    bp::object name;

    void operator()(bp::object const& self, bp::object const& value) const {
        bp::setattr(array_of(self), name, unwrap(value));
    }
};

struct call_method {
    bp::object name;

    bp::object operator()(bp::tuple const& arguments, bp::dict const& keywords) const {
        bp::object const self = arguments[0];
        bp::object const method = bp::getattr(array_of(self), name);
        return numpy_call(self)(method, bp::tuple(arguments.slice(1, bp::_)), keywords);
    }
};

struct named {
    char const* name;
    char const* documentation;
};

constexpr named attributes[] = {
    {"shape", "The extents, as a tuple."},
    {"ndim", "The number of dimensions: 1 for a vector, 2 for a matrix."},
    {"dtype", "The element type, as a numpy.dtype."},
    {"size", "The number of elements."},
    {"itemsize", "The size of an element in bytes."},
    {"nbytes", "The size of all elements in bytes."},
    {"strides", "From one element to the next, in bytes, along each dimension."},
    {"flags", "What NumPy knows of the memory, such as ``flags.writeable``."},
    {"T", "The transpose, sharing memory."},
    {"__array_interface__", "The address, shape and strides, as NumPy describes them."},
};

/// Assigning to these writes elements.
constexpr named assignable_attributes[] = {
    {"flat", "An iterator over the elements in row-major order."},
    {"real", "The real part, sharing memory."},
    {"imag", "The imaginary part, sharing memory if the elements are complex."},
};

constexpr named methods[] = {
    {"all", "Whether all elements are true, as numpy.ndarray.all."},
    {"any", "Whether any element is true, as numpy.ndarray.any."},
    {"argmax", "The place of the largest element, as numpy.ndarray.argmax."},
    {"argmin", "The place of the smallest element, as numpy.ndarray.argmin."},
    {"argsort", "The order that sorts the elements, as numpy.ndarray.argsort."},
    {"astype", "A copy with elements of another type, as numpy.ndarray.astype."},
    {"clip", "The elements, limited to a range, as numpy.ndarray.clip."},
    {"conj", "The complex conjugates, as numpy.ndarray.conj."},
    {"conjugate", "The complex conjugates, as numpy.ndarray.conjugate."},
    {"copy", "A copy with memory of its own, as numpy.ndarray.copy."},
    {"cumprod", "The products of the first elements, as numpy.ndarray.cumprod."},
    {"cumsum", "The sums of the first elements, as numpy.ndarray.cumsum."},
    {"diagonal", "The diagonal, as numpy.ndarray.diagonal: read-only, sharing memory."},
    {"dot", "The product as numpy.ndarray.dot forms it."},
    {"fill", "Sets all elements to one value, as numpy.ndarray.fill."},
    {"flatten", "A vector of copies of the elements, as numpy.ndarray.flatten."},
    {"item", "An element as a number of Python, as numpy.ndarray.item."},
    {"max", "The largest element, as numpy.ndarray.max."},
    {"mean", "The mean of the elements, as numpy.ndarray.mean."},
    {"min", "The smallest element, as numpy.ndarray.min."},
    {"nonzero", "The places of the elements that are not zero, as numpy.ndarray.nonzero."},
    {"ravel", "The elements as a vector, sharing memory if possible, as numpy.ndarray.ravel."},
    {"repeat", "The elements, each repeated, as numpy.ndarray.repeat."},
    {"reshape", "The elements in another shape, as numpy.ndarray.reshape."},
    {"round", "The elements, rounded, as numpy.ndarray.round."},
    {"searchsorted", "Where values would keep the order, as numpy.ndarray.searchsorted."},
    {"sort", "Sorts the elements in place, as numpy.ndarray.sort."},
    {"squeeze", "Without dimensions of extent 1, as numpy.ndarray.squeeze."},
    {"std", "The standard deviation of the elements, as numpy.ndarray.std."},
    {"sum", "The sum of the elements, as numpy.ndarray.sum."},
    {"take", "The elements at some places, as numpy.ndarray.take."},
    {"tobytes", "The bytes of the elements, as numpy.ndarray.tobytes."},
    {"tolist", "The elements as numbers of Python, in (nested) lists."},
    {"trace", "The sum along the diagonal, as numpy.ndarray.trace."},
    {"transpose", "The transpose, sharing memory, as numpy.ndarray.transpose."},
    {"var", "The variance of the elements, as numpy.ndarray.var."},
    {"__dlpack__", "A DLPack capsule of the memory, as numpy.ndarray.__dlpack__."},
    {"__dlpack_device__", "Where the memory is, for DLPack."},
};

bp::object getter(named const& attribute) {
    using signature = boost::mpl::vector2<bp::object, bp::object const&>;
    return bp::make_function(get_attribute{bp::str(attribute.name)}, bp::default_call_policies(),
                             signature());
}

bp::object setter(named const& attribute) {
    using signature = boost::mpl::vector3<void, bp::object const&, bp::object const&>;
    return bp::make_function(set_attribute{bp::str(attribute.name)}, bp::default_call_policies(),
                             signature());
}

void define_attributes(wrapped_array_class& exported) {
    for (named const& one : attributes)
        exported.add_property(one.name, getter(one), one.documentation);
    for (named const& one : assignable_attributes)
        exported.add_property(one.name, getter(one), setter(one), one.documentation);
}

void define_methods(wrapped_array_class& exported) {
    for (named const& one : methods) {
        bp::object const method = bp::raw_function(call_method{bp::str(one.name)}, 1);
        bp::objects::add_to_namespace(exported, one.name, method, one.documentation);
    }
}

// Text

std::string class_name(bp::object const& self) {
    bp::object const type = self.attr("__class__");
    std::string const module = bp::extract<std::string>(type.attr("__module__"));
    std::string const name = bp::extract<std::string>(type.attr("__qualname__"));
    return module == "npublas" ? module + "." + name : name;
}

/// What NumPy shows, `array([[1., 2.],...`, with our name, and the lines moved to fit it.
std::string represent(bp::object const& self) {
    std::string const name = class_name(self);
    std::string const numpys_name = "array";
    auto const shift = static_cast<long>(name.size()) - static_cast<long>(numpys_name.size());
    bp::object const numpy = bp::import("numpy");
    bp::object const width = numpy.attr("get_printoptions")()["linewidth"] - shift;
    std::string text = bp::extract<std::string>(numpy.attr("array_repr")(array_of(self), width));
    text.replace(0, numpys_name.size(), name);
    std::string const indent(shift > 0 ? static_cast<std::size_t>(shift) : 0, ' ');
    for (std::size_t line = text.find('\n'); line != std::string::npos;
         line = text.find('\n', line + 1))
        if (line + 1 < text.size() && text[line + 1] != '\n') text.insert(line + 1, indent);
    return text;
}

bp::object to_string(bp::object const& self) { return bp::str(array_of(self)); }

// The array itself

constexpr char array_documentation[] =
    R"(The ndarray whose memory this shows: the very object that this was made from, if it was
made from an ndarray without a copy.

Examples
--------
>>> import numpy, npublas
>>> a = numpy.zeros(3)
>>> npublas.vector(a).array is a
True
)";

bp::object array_attribute(bp::object const& self) { return array_of(self); }

/// The elements count, so that whoever weighs objects (Dask, caches) is not misled.
bp::object size_in_memory(bp::object const& self) {
    bp::object const own = bp::import("builtins").attr("object").attr("__sizeof__")(self);
    return own + array_of(self).attr("nbytes");
}

void define_text(wrapped_array_class& exported) {
    exported.def("__repr__", &represent).def("__str__", &to_string);
}

void define_exchange(wrapped_array_class& exported) {
    exported.def("__buffer__", &to_buffer, bp::arg("flags"), "A memoryview of the array.");
    hand_out_buffer(exported);
    exported.add_property("array", &array_attribute, array_documentation);
    exported.def("__sizeof__", &size_in_memory, "The bytes of the object and of its elements.");
    exported.def("__array__", &to_array,
                 (bp::arg("dtype") = bp::object(), bp::arg("copy") = bp::object()),
                 "The ndarray, converted if another dtype is asked for.");
    exported.def("__array_function__", &array_function);
    exported.attr("__array_ufunc__") = bp::raw_function(&array_ufunc, 3);
}

} // namespace

void hand_out_buffer(bp::object const& exported) {
    auto* type = reinterpret_cast<PyTypeObject*>(exported.ptr());
    type->tp_as_buffer->bf_getbuffer = &get_buffer;
    PyType_Modified(type);
}

void export_wrapped_array() {
    wrapped_array_class exported("wrapped_array", "What npublas.vector and npublas.matrix share.",
                                 bp::no_init);
    exported.attr("__module__") = "npublas";
    define_text(exported);
    define_exchange(exported);
    define_container(exported);
    define_operators(exported);
    define_attributes(exported);
    define_methods(exported);
    define_linear_algebra(exported);
}

} // namespace npublas::extension
