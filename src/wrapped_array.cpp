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

using exported_class = bp::class_<wrapped_array>;
using binary_function = PyObject* (*)(PyObject*, PyObject*);
using unary_function = PyObject* (*)(PyObject*);

// Operators

template <binary_function F>
bp::object binary(wrapped_array const& self, bp::object const& other) {
    return wrap(owned(F(self.array.ptr(), unwrap(other).ptr())));
}

template <binary_function F>
bp::object reflected(wrapped_array const& self, bp::object const& other) {
    return wrap(owned(F(unwrap(other).ptr(), self.array.ptr())));
}

template <binary_function F>
bp::object in_place(bp::object const& self, bp::object const& other) {
    bp::object const array = array_of(self);
    bp::object const result = owned(F(array.ptr(), unwrap(other).ptr()));
    return same(result, array) ? self : wrap(result);
}

template <unary_function F>
bp::object unary(bp::object const& self) {
    bp::object const array = array_of(self);
    return wrap(owned(F(array.ptr())));
}

template <int Operation>
PyObject* compare(PyObject* a, PyObject* b) {
    return PyObject_RichCompare(a, b, Operation);
}

PyObject* power(PyObject* a, PyObject* b) { return PyNumber_Power(a, b, Py_None); }

PyObject* in_place_power(PyObject* a, PyObject* b) { return PyNumber_InPlacePower(a, b, Py_None); }

PyObject* divide_with_remainder(PyObject* a, PyObject* b) { return PyNumber_Divmod(a, b); }

/// Defines `a + b`, `b + a` and `a += b`, for the operator that Python names so.
template <binary_function F, binary_function InPlace>
void define_operator(exported_class& exported, std::string const& name) {
    exported.def(("__" + name + "__").c_str(), &binary<F>);
    exported.def(("__r" + name + "__").c_str(), &reflected<F>);
    exported.def(("__i" + name + "__").c_str(), &in_place<InPlace>);
}

void define_operators(exported_class& exported) {
    define_operator<&PyNumber_Add, &PyNumber_InPlaceAdd>(exported, "add");
    define_operator<&PyNumber_Subtract, &PyNumber_InPlaceSubtract>(exported, "sub");
    define_operator<&PyNumber_Multiply, &PyNumber_InPlaceMultiply>(exported, "mul");
    define_operator<&PyNumber_TrueDivide, &PyNumber_InPlaceTrueDivide>(exported, "truediv");
    define_operator<&PyNumber_FloorDivide, &PyNumber_InPlaceFloorDivide>(exported, "floordiv");
    define_operator<&PyNumber_Remainder, &PyNumber_InPlaceRemainder>(exported, "mod");
    define_operator<&power, &in_place_power>(exported, "pow");
    define_operator<&PyNumber_MatrixMultiply, &PyNumber_InPlaceMatrixMultiply>(exported, "matmul");
    define_operator<&PyNumber_And, &PyNumber_InPlaceAnd>(exported, "and");
    define_operator<&PyNumber_Or, &PyNumber_InPlaceOr>(exported, "or");
    define_operator<&PyNumber_Xor, &PyNumber_InPlaceXor>(exported, "xor");
    define_operator<&PyNumber_Lshift, &PyNumber_InPlaceLshift>(exported, "lshift");
    define_operator<&PyNumber_Rshift, &PyNumber_InPlaceRshift>(exported, "rshift");
}

bp::tuple divmod_of(bp::object const& quotient_and_remainder) {
    return bp::make_tuple(wrap(quotient_and_remainder[0]), wrap(quotient_and_remainder[1]));
}

bp::tuple divmod(wrapped_array const& self, bp::object const& other) {
    return divmod_of(owned(divide_with_remainder(self.array.ptr(), unwrap(other).ptr())));
}

bp::tuple reflected_divmod(wrapped_array const& self, bp::object const& other) {
    return divmod_of(owned(divide_with_remainder(unwrap(other).ptr(), self.array.ptr())));
}

void define_comparisons(exported_class& exported) {
    exported.def("__eq__", &binary<&compare<Py_EQ>>)
        .def("__ne__", &binary<&compare<Py_NE>>)
        .def("__lt__", &binary<&compare<Py_LT>>)
        .def("__le__", &binary<&compare<Py_LE>>)
        .def("__gt__", &binary<&compare<Py_GT>>)
        .def("__ge__", &binary<&compare<Py_GE>>);
    exported.attr("__hash__") = bp::object();
}

void define_unary_operators(exported_class& exported) {
    exported.def("__neg__", &unary<&PyNumber_Negative>)
        .def("__pos__", &unary<&PyNumber_Positive>)
        .def("__abs__", &unary<&PyNumber_Absolute>)
        .def("__invert__", &unary<&PyNumber_Invert>)
        .def("__float__", &unary<&PyNumber_Float>)
        .def("__int__", &unary<&PyNumber_Long>)
        .def("__divmod__", &divmod)
        .def("__rdivmod__", &reflected_divmod);
}

// A container of elements or rows

bp::object get_item(wrapped_array const& self, bp::object const& key) {
    numpy_call call;
    return wrap(owned(PyObject_GetItem(self.array.ptr(), call.unwrap(key).ptr())));
}

void set_item(wrapped_array const& self, bp::object const& key, bp::object const& value) {
    numpy_call call;
    if (PyObject_SetItem(self.array.ptr(), call.unwrap(key).ptr(), unwrap(value).ptr()) < 0)
        bp::throw_error_already_set();
}

void delete_item(wrapped_array const& self, bp::object const& key) {
    if (PyObject_DelItem(self.array.ptr(), key.ptr()) < 0) bp::throw_error_already_set();
}

bool contains(wrapped_array const& self, bp::object const& value) {
    int const found = PySequence_Contains(self.array.ptr(), unwrap(value).ptr());
    if (found < 0) bp::throw_error_already_set();
    return found != 0;
}

bool is_true(wrapped_array const& self) {
    int const truth = PyObject_IsTrue(self.array.ptr());
    if (truth < 0) bp::throw_error_already_set();
    return truth != 0;
}

Py_ssize_t length(wrapped_array const& self) { return bp::len(self.array); }

/// `map(self.__getitem__, range(len(self)))`
bp::object iterate(bp::object const& self) {
    bp::object const builtins = bp::import("builtins");
    return builtins.attr("map")(self.attr("__getitem__"), builtins.attr("range")(bp::len(self)));
}

bp::object to_complex(wrapped_array const& self) { return self.array.attr("__complex__")(); }

void define_container(exported_class& exported) {
    exported.def("__getitem__", &get_item)
        .def("__setitem__", &set_item)
        .def("__delitem__", &delete_item)
        .def("__contains__", &contains)
        .def("__bool__", &is_true)
        .def("__complex__", &to_complex)
        .def("__len__", &length)
        .def("__iter__", &iterate);
}

// Protocols of array exchange

/// Hands out the buffer of the array, which is its exporter from then on.
int get_buffer(PyObject* self, Py_buffer* view, int flags) {
    view->obj = nullptr;
    int status = -1;
    bp::handle_exception([&] {
        status = PyObject_GetBuffer(array_of(bp::object(bp::handle<>(bp::borrowed(self)))).ptr(),
                                    view, flags);
    });
    return status;
}

void define_buffer(exported_class const& exported) {
    auto* type = reinterpret_cast<PyTypeObject*>(exported.ptr());
    type->tp_as_buffer->bf_getbuffer = &get_buffer;
    PyType_Modified(type);
}

bp::object to_array(wrapped_array const& self, bp::object const& dtype, bp::object const& copy) {
    bp::dict keywords;
    bp::object const own = self.array.attr("dtype");
    keywords["dtype"] = dtype.is_none() ? own : dtype;
    keywords["copy"] = !copy.is_none() && PyObject_IsTrue(copy.ptr()) == 1;
    bp::object const array = owned(PyObject_Call(bp::object(self.array.attr("astype")).ptr(),
                                                 bp::tuple().ptr(), keywords.ptr()));
    bool const never = !copy.is_none() && PyObject_IsTrue(copy.ptr()) == 0;
    if (never && !same(array, self.array))
        raise(PyExc_ValueError, "copy=False forbids the copy that another dtype needs");
    return array;
}

/// Whether another type's own `__array_ufunc__` should decide.
bool overrides_ufuncs(bp::object const& operand) {
    bp::object const type = operand.attr("__class__");
    if (bp::extract<wrapped_array const&>(operand).check()) return false;
    if (!PyObject_HasAttrString(type.ptr(), "__array_ufunc__")) return false;
    auto* ndarray = reinterpret_cast<PyObject*>(python::numpy().array_type);
    bp::object const own = type.attr("__array_ufunc__");
    return !same(own, borrowed(ndarray).attr("__array_ufunc__"));
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
    bp::object const ours = class_of<wrapped_array>();
    auto* numpys = reinterpret_cast<PyObject*>(python::numpy().array_type);
    return PyObject_IsSubclass(type.ptr(), ours.ptr()) == 1 ||
           PyObject_IsSubclass(type.ptr(), numpys) == 1;
}

bp::object array_function(wrapped_array const&, bp::object const& function, bp::object const& types,
                          bp::tuple const& arguments, bp::dict const& keywords) {
    bp::tuple const all(types);
    for (Py_ssize_t i = 0; i < bp::len(all); ++i)
        if (!is_ours_or_numpys(all[i])) return not_implemented();
    return numpy_call()(function, arguments, keywords);
}

// Attributes and methods that ndarray has too

struct forwarded_attribute {
    bp::object name;

    bp::object operator()(bp::object const& self) const {
        numpy_call call;
        bp::object const array = call.unwrap(self);
        array_of(self);
        return call.wrap(bp::getattr(array, name));
    }
};

struct forwarded_method {
    bp::object name;

    bp::object operator()(bp::tuple const& arguments, bp::dict const& keywords) const {
        bp::object const array = array_of(arguments[0]);
        numpy_call call;
        call.unwrap(arguments[0]);
        bp::object const method = bp::getattr(array, name);
        return call(method, bp::tuple(arguments.slice(1, bp::_)), keywords);
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
    {"base", "The object that owns the memory, or None if the array itself does."},
    {"flat", "An iterator over the elements in row-major order."},
    {"T", "The transpose, sharing memory."},
    {"real", "The real part, sharing memory."},
    {"imag", "The imaginary part, sharing memory if the elements are complex."},
    {"__array_interface__", "The address, shape and strides, as NumPy describes them."},
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

void define_attribute(exported_class& exported, named const& attribute) {
    using signature = boost::mpl::vector2<bp::object, bp::object const&>;
    bp::object const get = bp::make_function(forwarded_attribute{bp::str(attribute.name)},
                                             bp::default_call_policies(), signature());
    exported.add_property(attribute.name, get, attribute.documentation);
}

void define_method(exported_class& exported, named const& method) {
    bp::object const call = bp::raw_function(forwarded_method{bp::str(method.name)}, 1);
    bp::objects::add_to_namespace(exported, method.name, call, method.documentation);
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

bp::object to_string(wrapped_array const& self) { return bp::str(self.array); }

bp::object array_attribute(bp::object const& self) { return array_of(self); }

} // namespace

void export_wrapped_array() {
    exported_class exported("wrapped_array", "What npublas.vector and npublas.matrix share.",
                            bp::no_init);
    exported.attr("__module__") = "npublas";
    exported.add_property("array", &array_attribute,
                          "The ndarray whose memory this shows: the very object it was made from,\n"
                          "if it was made from one without a copy.");
    exported.def("__repr__", &represent)
        .def("__str__", &to_string)
        .def("__array__", &to_array,
             (bp::arg("dtype") = bp::object(), bp::arg("copy") = bp::object()),
             "The ndarray, converted if another dtype is asked for.")
        .def("__array_function__", &array_function);
    bp::objects::add_to_namespace(exported, "__array_ufunc__", bp::raw_function(&array_ufunc, 3));
    define_buffer(exported);
    define_container(exported);
    define_operators(exported);
    define_comparisons(exported);
    define_unary_operators(exported);
    for (named const& attribute : attributes)
        define_attribute(exported, attribute);
    for (named const& method : methods)
        define_method(exported, method);
}

} // namespace npublas::extension
