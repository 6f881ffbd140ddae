// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

#include "dense.hpp"

namespace npublas::extension {

namespace {

using binary_function = PyObject* (*)(PyObject*, PyObject*);
using unary_function = PyObject* (*)(PyObject*);

template <binary_function F>
bp::object binary(bp::object const& self, bp::object const& other) {
    return wrap(owned(F(array_of(self).ptr(), unwrap(other).ptr())));
}

template <binary_function F>
bp::object reflected(bp::object const& self, bp::object const& other) {
    return wrap(owned(F(unwrap(other).ptr(), array_of(self).ptr())));
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

/// Defines `a + b`, `b + a` and `a += b`, for the operator that Python names so.
template <binary_function F, binary_function InPlace>
void define_operator(wrapped_array_class& exported, std::string const& name) {
    exported.def(("__" + name + "__").c_str(), &binary<F>);
    exported.def(("__r" + name + "__").c_str(), &reflected<F>);
    exported.def(("__i" + name + "__").c_str(), &in_place<InPlace>);
}

void define_arithmetic(wrapped_array_class& exported) {
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

bp::tuple divmod(bp::object const& self, bp::object const& other) {
    return divmod_of(owned(PyNumber_Divmod(array_of(self).ptr(), unwrap(other).ptr())));
}

bp::tuple reflected_divmod(bp::object const& self, bp::object const& other) {
    return divmod_of(owned(PyNumber_Divmod(unwrap(other).ptr(), array_of(self).ptr())));
}

void define_comparisons(wrapped_array_class& exported) {
    exported.def("__eq__", &binary<&compare<Py_EQ>>)
        .def("__ne__", &binary<&compare<Py_NE>>)
        .def("__lt__", &binary<&compare<Py_LT>>)
        .def("__le__", &binary<&compare<Py_LE>>)
        .def("__gt__", &binary<&compare<Py_GT>>)
        .def("__ge__", &binary<&compare<Py_GE>>);
    exported.attr("__hash__") = bp::object();
}

void define_unary_operators(wrapped_array_class& exported) {
    exported.def("__neg__", &unary<&PyNumber_Negative>)
        .def("__pos__", &unary<&PyNumber_Positive>)
        .def("__abs__", &unary<&PyNumber_Absolute>)
        .def("__invert__", &unary<&PyNumber_Invert>)
        .def("__float__", &unary<&PyNumber_Float>)
        .def("__int__", &unary<&PyNumber_Long>)
        .def("__divmod__", &divmod)
        .def("__rdivmod__", &reflected_divmod);
}

} // namespace

void define_operators(wrapped_array_class& exported) {
    define_arithmetic(exported);
    define_comparisons(exported);
    define_unary_operators(exported);
}

} // namespace npublas::extension
