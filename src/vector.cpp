// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

#include "dense.hpp"
#include "pickle.hpp"

namespace npublas::extension {

namespace {

constexpr char documentation[] = R"(A vector over NumPy memory.

Parameters
----------
object : array_like
    One-dimensional. An ndarray of a known element type is shared, whatever its strides.
dtype : data-type, optional
    The element type, one of `npublas.element_types`; by default that of `object`.
copy : bool, optional
    As in `numpy.asarray`: None copies if that is needed, True always, False never: it raises
    ValueError where a copy is needed.

Notes
-----
Operators, indexing and the methods that ndarray has too behave as NumPy's. A result of one
dimension is a `vector`, one of two dimensions is a `matrix`, any other is what NumPy gives.

Examples
--------
>>> import numpy, npublas
>>> a = numpy.array([1.0, 2.0, 3.0])
>>> v = npublas.vector(a)
>>> v[0] = 10
>>> a
array([10.,  2.,  3.])
>>> v.subrange(0, 2) + 0.5
npublas.vector([10.5,  2.5])
)";

bp::object vector_subrange(bp::object const& self, bp::object const& start,
                           bp::object const& stop) {
    return subrange(array_of(self), bp::make_tuple(start, stop));
}

bp::object iterate(bp::object const& self) { return owned(PyObject_GetIter(array_of(self).ptr())); }

} // namespace

void export_vector() {
    auto exported = export_class<wrapped_vector>(documentation);
    define_linear_algebra(exported);
    exported.def("__iter__", &iterate)
        .def("__reduce__", &reduce<wrapped_vector>)
        .def("subrange", &vector_subrange, (bp::arg("start"), bp::arg("stop")),
             R"(The elements from `start` up to `stop`, sharing memory.

Raises
------
IndexError
    Unless ``0 <= start <= stop <= size``.

Examples
--------
>>> import npublas
>>> npublas.vector([1, 2, 3, 4]).subrange(1, 3)
npublas.vector([2, 3])
)");
    hand_out_buffer(exported);
}

} // namespace npublas::extension
