// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

#include "dense.hpp"
#include "pickle.hpp"

#include <boost/python/slice.hpp>

namespace npublas::extension {

namespace {

constexpr char documentation[] = R"(A matrix over NumPy memory.

Parameters
----------
object : array_like
    Two-dimensional. An ndarray of a known element type is shared, whatever its order or strides.
dtype : data-type, optional
    The element type, one of `npublas.element_types`; by default that of `object`.
copy : bool, optional
    As in `numpy.asarray`: None copies if that is needed, True always, False never: it raises
    ValueError where a copy is needed.

Notes
-----
Operators, indexing and the methods that ndarray has too behave as NumPy's: `*` multiplies elements,
`@` matrices. A result of one dimension is a `vector`, one of two dimensions is a `matrix`, any other
is what NumPy gives.

Examples
--------
>>> import numpy, npublas
>>> a = numpy.zeros((2, 2), order="F")
>>> m = npublas.matrix(a)
>>> m.row(0)[:] = 1, 2
>>> a
array([[1., 2.],
       [0., 0.]])
>>> m.T @ m
npublas.matrix([[1., 2.],
                [2., 4.]])
)";

bp::object extent(bp::object const& self, int axis) { return array_of(self).attr("shape")[axis]; }

bp::object size1(bp::object const& self) { return extent(self, 0); }

bp::object size2(bp::object const& self) { return extent(self, 1); }

/// An index that is less than the extent of an axis.
Py_ssize_t index(bp::object const& self, int axis, bp::object const& i, char const* name) {
    Py_ssize_t const size = bp::extract<Py_ssize_t>(extent(self, axis));
    if (size == 0) raise(PyExc_IndexError, std::string("there is no ") + name);
    return bounded(i, size - 1, name);
}

bp::object row(bp::object const& self, bp::object const& i) {
    return wrap(array_of(self)[index(self, 0, i, "row")]);
}

bp::object column(bp::object const& self, bp::object const& j) {
    return wrap(array_of(self)[bp::make_tuple(bp::slice(), index(self, 1, j, "column"))]);
}

bp::object matrix_subrange(bp::object const& self, bp::object const& start1,
                           bp::object const& stop1, bp::object const& start2,
                           bp::object const& stop2) {
    return subrange(array_of(self), bp::make_tuple(start1, stop1, start2, stop2));
}

} // namespace

void export_matrix() {
    auto exported = export_class<wrapped_matrix>(documentation);
    define_linear_algebra(exported);
    exported.def("__reduce__", &reduce<wrapped_matrix>)
        .add_property("size1", &size1, "The number of rows.")
        .add_property("size2", &size2, "The number of columns.")
        .def("row", &row, (bp::arg("i")),
             R"(Row `i`, sharing memory.

Raises
------
IndexError
    Unless ``0 <= i < size1``.

Examples
--------
>>> import npublas
>>> npublas.matrix([[1, 2], [3, 4]]).row(1)
npublas.vector([3, 4])
)")
        .def("column", &column, (bp::arg("j")),
             R"(Column `j`, sharing memory.

Raises
------
IndexError
    Unless ``0 <= j < size2``.

Examples
--------
>>> import npublas
>>> npublas.matrix([[1, 2], [3, 4]]).column(1)
npublas.vector([2, 4])
)")
        .def("subrange", &matrix_subrange,
             (bp::arg("start1"), bp::arg("stop1"), bp::arg("start2"), bp::arg("stop2")),
             R"(Rows `start1` up to `stop1` and columns `start2` up to `stop2`, sharing memory.

Raises
------
IndexError
    Unless ``0 <= start1 <= stop1 <= size1`` and ``0 <= start2 <= stop2 <= size2``.

Examples
--------
>>> import npublas
>>> npublas.matrix([[1, 2, 3], [4, 5, 6]]).subrange(0, 2, 1, 3)
npublas.matrix([[2, 3],
                [5, 6]])
)");
    hand_out_buffer(exported);
}

} // namespace npublas::extension
