// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

#include "pickle.hpp"

#include <boost/python/def.hpp>
#include <boost/python/import.hpp>

namespace npublas::extension {

namespace {

constexpr long format_version = 1;

[[noreturn]] void malformed(std::string const& reason) {
    raise(PyExc_ValueError, "malformed pickle of an npublas object: " + reason);
}

void check_version(bp::object const& version) {
    if (!PyLong_CheckExact(version.ptr()))
        malformed("the format version must be an int; got " + type_name(version));
    int overflow = 0;
    if (PyLong_AsLongAndOverflow(version.ptr(), &overflow) != format_version || overflow != 0)
        malformed("this npublas reads format version " + std::to_string(format_version) + "; got " +
                  text(version));
}

/// joblib loads the arrays of a pickle as maps of its file.
bool is_memory_map(bp::object const& value) {
    bp::object const memory_map = bp::import("numpy").attr("memmap");
    return reinterpret_cast<PyObject*>(Py_TYPE(value.ptr())) == memory_map.ptr();
}

void check_state(bp::object const& state) {
    if (!PyTuple_CheckExact(state.ptr()))
        malformed("the state must be a tuple; got " + type_name(state));
    if (PyTuple_GET_SIZE(state.ptr()) != 4)
        malformed("the state must be (format version, kind, parameters, ndarray); got " +
                  std::to_string(PyTuple_GET_SIZE(state.ptr())) + " items");
    check_version(state[0]);
    bp::object const parameters = state[2];
    if (!PyTuple_CheckExact(parameters.ptr()) || PyTuple_GET_SIZE(parameters.ptr()) != 0)
        malformed("the parameters of a dense kind must be an empty tuple");
    if (!is_array(state[3]) && !is_memory_map(state[3]))
        malformed("the elements must be an ndarray; got " + type_name(state[3]));
}

bool is_kind(bp::object const& kind, char const* name) {
    return PyUnicode_CheckExact(kind.ptr()) &&
           PyUnicode_CompareWithASCIIString(kind.ptr(), name) == 0;
}

/// The array that the object will hold. What a constructor refuses is a malformed pickle here.
bp::object checked_array(dense_kind kind, bp::object const& array) {
    try {
        return array_for(kind, array, bp::object(), bp::object());
    } catch (bp::error_already_set const&) {
        if (!PyErr_ExceptionMatches(PyExc_TypeError)) throw;
        PyErr_Clear();
        malformed("the elements are " + text(array.attr("dtype")));
    }
}

template <class Wrapped>
bp::object restore_as(bp::object const& type, bp::object const& array) {
    bp::object const base = class_of<Wrapped>();
    if (!PyType_Check(type.ptr()) || !is_subclass(type, base))
        malformed(std::string("the class of a ") + kind_of<Wrapped>.name + " must be npublas." +
                  kind_of<Wrapped>.name + " or derived from it");
    bp::object const checked = checked_array(kind_of<Wrapped>, array);
    bp::object const restored = base.attr("__new__")(type);
    hold<Wrapped>(restored, checked);
    return restored;
}

bp::object restore(bp::object const& type, bp::object const& state) {
    check_state(state);
    bp::object const kind = state[1], array = state[3];
    if (is_kind(kind, "vector")) return restore_as<wrapped_vector>(type, array);
    if (is_kind(kind, "matrix")) return restore_as<wrapped_matrix>(type, array);
    malformed("the kind must be 'vector' or 'matrix'");
}

} // namespace

bp::object reduce(dense_kind kind, bp::object const& self) {
    bp::tuple const state = bp::make_tuple(format_version, kind.name, bp::tuple(), array_of(self));
    return bp::make_tuple(bp::import("npublas").attr("_restore"),
                          bp::make_tuple(self.attr("__class__"), state),
                          self.attr("__getstate__")());
}

void export_pickle() {
    bp::def("restore", &restore, (bp::arg("type"), bp::arg("state")),
            "The object that was pickled as this class and state. Raises ValueError for a state\n"
            "that no object of npublas can have.");
}

} // namespace npublas::extension
