// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

#include <npublas/python.hpp>

#include "dense.hpp"
#include "linalg.hpp"
#include "linalg/function.hpp"
#include "promotion.hpp"

#include <npublas/linalg.hpp>

#include <boost/python/def.hpp>
#include <boost/python/scope.hpp>

#include <cstddef>
#include <optional>
#include <string>

namespace npublas::extension {

namespace {

PyArrayObject* as_array(bp::object const& array) {
    return reinterpret_cast<PyArrayObject*>(array.ptr());
}

// Arguments

/// One argument of a function: an array whose elements C++ can use where they lie.
struct operand {
    char const* function;
    char const* name;
    int number;
    bp::object array;
    element_type element = element_type::boolean;
    bool wrapped = false;

    int rank() const { return PyArray_NDIM(as_array(array)); }

    std::size_t extent(int axis) const {
        return static_cast<std::size_t>(PyArray_DIM(as_array(array), axis));
    }

    std::size_t size() const { return rank() == 1 ? extent(0) : extent(0) * extent(1); }

    std::string shape_text() const {
        return rank() == 0 ? "a scalar" : "shape " + text(array.attr("shape"));
    }

    [[noreturn]] void refuse(PyObject* type, std::string const& wanted, std::string const& got,
                             std::string const& remedy) const {
        raise(type, std::string(function) + ": argument " + std::to_string(number) + " (" + name +
                        ") needs " + wanted + "; got " + got + "; " + remedy);
    }
};

void find_element(operand& argument) {
    auto const element = python::element_of_type_number(PyArray_TYPE(as_array(argument.array)));
    if (!element)
        argument.refuse(PyExc_TypeError,
                        "elements that are bool, integer, float32, float64, longdouble or complex "
                        "of these",
                        text(argument.array.attr("dtype")) + ", " + argument.shape_text(),
                        "pass " + std::string(argument.name) + ".astype(numpy.float64)");
    argument.element = *element;
}

void require_rank(operand const& argument, bool vector_is_welcome, bool matrix_is_welcome,
                  char const* remedy) {
    int const rank = argument.rank();
    if ((rank == 1 && vector_is_welcome) || (rank == 2 && matrix_is_welcome)) return;
    char const* const wanted = vector_is_welcome && matrix_is_welcome ? "one or two dimensions"
                               : vector_is_welcome                    ? "a vector"
                                                                      : "a matrix";
    argument.refuse(PyExc_ValueError, wanted, argument.shape_text(), remedy);
}

constexpr char any_remedy[] = "pass an array of shape (n,) or (n1, n2)";

/// Reads an array-like, an ndarray or a wrapped object. Throws a TypeError for elements that
/// npublas does not know.
operand read(bp::object const& value, char const* function, int number, char const* name) {
    operand argument{function, name, number, unwrap(value)};
    argument.wrapped = !same(argument.array, value);
    if (!is_array(argument.array)) argument.array = python::numpy().as_array(argument.array.ptr());
    find_element(argument);
    return argument;
}

operand read_vector(bp::object const& value, char const* function, int number, char const* name,
                    char const* remedy = "pass an array of shape (n,)") {
    operand const argument = read(value, function, number, name);
    require_rank(argument, true, false, remedy);
    return argument;
}

operand read_matrix(bp::object const& value, char const* function, int number, char const* name,
                    char const* remedy = "pass an array of shape (n1, n2)") {
    operand const argument = read(value, function, number, name);
    require_rank(argument, false, true, remedy);
    return argument;
}

operand read_any(bp::object const& value, char const* function, int number, char const* name) {
    operand const argument = read(value, function, number, name);
    require_rank(argument, true, true, any_remedy);
    return argument;
}

/// The argument with elements of another type, or moved to where C++ can use them: a copy, unless
/// they are and lie so already.
operand converted(operand const& argument, element_type element) {
    if (argument.element == element && fits(as_array(argument.array))) return argument;
    operand result = argument;
    result.element = element;
    result.array =
        python::numpy().new_array(element, argument.rank(), PyArray_DIMS(as_array(argument.array)));
    python::numpy().copy(as_array(result.array), as_array(argument.array));
    return result;
}

template <class T>
std::ptrdiff_t stride(operand const& argument, int axis) {
    return PyArray_STRIDE(as_array(argument.array), axis) / std::ptrdiff_t{sizeof(T)};
}

template <class T>
strided_vector_view<T const> vector_of(operand const& argument) {
    auto const* data = static_cast<T const*>(PyArray_DATA(as_array(argument.array)));
    return {data, argument.extent(0), stride<T>(argument, 0)};
}

template <class T>
strided_matrix_view<T const> matrix_of(operand const& argument) {
    auto const* data = static_cast<T const*>(PyArray_DATA(as_array(argument.array)));
    return {data, argument.extent(0), argument.extent(1), stride<T>(argument, 0),
            stride<T>(argument, 1)};
}

// Results

template <class T>
bp::object new_vector(std::size_t size) {
    npy_intp const shape[] = {static_cast<npy_intp>(size)};
    return python::numpy().new_array(element_type_of<T>(), 1, shape);
}

template <class T>
bp::object new_matrix(std::size_t size1, std::size_t size2) {
    npy_intp const shape[] = {static_cast<npy_intp>(size1), static_cast<npy_intp>(size2)};
    return python::numpy().new_array(element_type_of<T>(), 2, shape);
}

template <class T>
vector_view<T> elements_of_vector(bp::object const& array) {
    return {static_cast<T*>(PyArray_DATA(as_array(array))),
            static_cast<std::size_t>(PyArray_DIM(as_array(array), 0))};
}

template <class T>
matrix_view<T> elements_of_matrix(bp::object const& array) {
    return {static_cast<T*>(PyArray_DATA(as_array(array))),
            static_cast<std::size_t>(PyArray_DIM(as_array(array), 0)),
            static_cast<std::size_t>(PyArray_DIM(as_array(array), 1))};
}

/// A NumPy scalar, which keeps the precision of its type.
template <class T>
bp::object numpy_scalar(T const& value) {
    bp::object const array = python::numpy().new_array(element_type_of<T>(), 0, nullptr);
    *static_cast<T*>(PyArray_DATA(as_array(array))) = value;
    return array[bp::tuple()];
}

bp::object wrapped_if(bool wrapped, bp::object const& array) {
    return wrapped ? wrap(array) : array;
}

/// Calls `f`, letting other threads of Python run meanwhile if the work is worth it. `f` must not
/// touch Python.
template <class F>
void compute(double operations, F f) {
    std::optional<gil_release> released;
    if (operations >= 20000) released.emplace();
    f();
}

double count(std::size_t n1, std::size_t n2 = 1, std::size_t n3 = 1) {
    return static_cast<double>(n1) * static_cast<double>(n2) * static_cast<double>(n3);
}

/// Calls `f` with a value of the element type, and returns its result.
template <class F>
bp::object visit_element(element_type element, F f) {
    return visit(element,
                 [&](auto tag) -> bp::object { return f(typename decltype(tag)::type()); });
}

// Products

template <class T>
bp::object matrix_matrix(operand const& a, operand const& b) {
    auto const left = matrix_of<T>(a);
    auto const right = matrix_of<T>(b);
    bp::object const result = new_matrix<T>(left.size1(), right.size2());
    auto output = elements_of_matrix<T>(result);
    compute(count(left.size1(), left.size2(), right.size2()),
            [&] { linalg::axpy_prod(left, right, output); });
    return result;
}

template <class T>
bp::object matrix_vector(operand const& a, operand const& x) {
    auto const matrix = matrix_of<T>(a);
    bp::object const result = new_vector<T>(matrix.size1());
    auto const vector = vector_of<T>(x);
    auto output = elements_of_vector<T>(result);
    compute(count(a.size()), [&] { linalg::axpy_prod(matrix, vector, output); });
    return result;
}

template <class T>
bp::object vector_matrix(operand const& x, operand const& a) {
    auto const matrix = matrix_of<T>(a);
    bp::object const result = new_vector<T>(matrix.size2());
    auto const vector = vector_of<T>(x);
    auto output = elements_of_vector<T>(result);
    compute(count(a.size()), [&] { linalg::axpy_prod(vector, matrix, output); });
    return result;
}

template <class T>
bp::object multiply(operand const& a, operand const& b) {
    if (a.rank() == 1) return vector_matrix<T>(a, b);
    return b.rank() == 1 ? matrix_vector<T>(a, b) : matrix_matrix<T>(a, b);
}

template <class T>
bp::object multiply_inner(operand const& x, operand const& y) {
    auto const left = vector_of<T>(x);
    auto const right = vector_of<T>(y);
    T value;
    compute(count(x.size()), [&] { value = linalg::inner_prod(left, right); });
    return numpy_scalar(value);
}

template <class T>
bp::object multiply_outer(operand const& x, operand const& y) {
    bp::object const result = new_matrix<T>(x.size(), y.size());
    auto const left = vector_of<T>(x);
    auto const right = vector_of<T>(y);
    auto output = elements_of_matrix<T>(result);
    compute(count(x.size(), y.size()), [&] { linalg::outer_prod(left, right, output); });
    return result;
}

// Norms

template <class T, class Norm>
bp::object vector_norm(operand const& x, Norm norm) {
    auto const vector = vector_of<T>(x);
    linalg::norm_t<strided_vector_view<T>> value;
    compute(count(x.size()), [&] { value = norm(vector); });
    return numpy_scalar(value);
}

template <class T, class Norm>
bp::object matrix_norm(operand const& a, Norm norm) {
    auto const matrix = matrix_of<T>(a);
    linalg::norm_t<strided_matrix_view<T>> value;
    compute(count(a.size()), [&] { value = norm(matrix); });
    return numpy_scalar(value);
}

template <class Norm>
bp::object norm_of_vector(operand const& argument, Norm norm) {
    operand const x = converted(argument, argument.element);
    return visit_element(x.element, [&](auto one) { return vector_norm<decltype(one)>(x, norm); });
}

template <class Norm>
bp::object norm_of_matrix(operand const& argument, Norm norm) {
    operand const a = converted(argument, argument.element);
    return visit_element(a.element, [&](auto one) { return matrix_norm<decltype(one)>(a, norm); });
}

template <class Norm>
bp::object norm_of_either(operand const& argument, Norm norm) {
    return argument.rank() == 1 ? norm_of_vector(argument, norm) : norm_of_matrix(argument, norm);
}

// Documentation

constexpr char inner_prod_documentation[] =
    R"(Sum of ``x[i] * y[i]``, without conjugation.

Parameters
----------
x, y : array_like
    Two vectors of one size.

Returns
-------
scalar
    A NumPy scalar of the promoted element type.

Raises
------
ValueError
    If they are no vectors of one size.

Examples
--------
>>> import npublas
>>> npublas.inner_prod([1.0, 2.0], [3.0, 4.0])
11.0
>>> npublas.inner_prod([1j], [1j])
(-1+0j)
)";

constexpr char outer_prod_documentation[] =
    R"(The matrix of ``x[i] * y[j]``, without conjugation.

Parameters
----------
x, y : array_like
    Two vectors.

Returns
-------
ndarray, or npublas.matrix if an operand is wrapped

Raises
------
ValueError
    If they are no vectors.

Examples
--------
>>> import npublas
>>> npublas.outer_prod([1, 2], [3, 4, 5])
array([[ 3,  4,  5],
       [ 6,  8, 10]])
)";

constexpr char trans_documentation[] =
    R"(The transpose, sharing memory.

Parameters
----------
a : array_like
    A matrix, or a vector, which is its own transpose.

Returns
-------
ndarray, or a wrapped object if `a` is one
    A view of the memory of `a`.

Examples
--------
>>> import numpy, npublas
>>> a = numpy.zeros((2, 3))
>>> npublas.trans(a)[2, 0] = 5
>>> a
array([[0., 0., 5.],
       [0., 0., 0.]])
)";

constexpr char herm_documentation[] =
    R"(The conjugate transpose.

Parameters
----------
a : array_like
    A matrix or a vector.

Returns
-------
ndarray, or a wrapped object if `a` is one
    A view of the memory of `a` if its elements are real, a new array if they are complex.

Examples
--------
>>> import npublas
>>> npublas.herm([[1 + 2j, 3j]])
array([[1.-2.j],
       [0.-3.j]])
)";

constexpr char norm_1_documentation[] =
    R"(Vector: the sum of absolute values. Matrix: the largest such sum of a column.

Parameters
----------
x : array_like
    A vector or a matrix.

Returns
-------
scalar
    A NumPy scalar of the real type of the elements; float64 for integers and bool. 0 if there are
    no elements, NaN if one is.

Examples
--------
>>> import npublas
>>> npublas.norm_1([3, -4])
7.0
>>> npublas.norm_1([[1.0, -2.0], [3.0, 4.0]])
6.0
)";

constexpr char norm_2_documentation[] =
    R"(The Euclidean length of a vector.

It neither overflows nor underflows, unless the result does.

Parameters
----------
x : array_like
    A vector.

Returns
-------
scalar
    A NumPy scalar of the real type of the elements; float64 for integers and bool.

Raises
------
ValueError
    If `x` is no vector.

Examples
--------
>>> import npublas
>>> npublas.norm_2([3.0, -4.0])
5.0
>>> bool(abs(npublas.norm_2([3e200, -4e200]) / 5e200 - 1) < 1e-15)
True
)";

constexpr char norm_inf_documentation[] =
    R"(Vector: the largest absolute value. Matrix: the largest sum of absolute values of a row.

Parameters
----------
x : array_like
    A vector or a matrix.

Returns
-------
scalar
    A NumPy scalar of the real type of the elements; float64 for integers and bool. 0 if there are
    no elements, NaN if one is.

Examples
--------
>>> import npublas
>>> npublas.norm_inf([3, -4])
4.0
>>> npublas.norm_inf([[1.0, -2.0], [3.0, 4.0]])
7.0
)";

constexpr char norm_frobenius_documentation[] =
    R"(The square root of the sum of the squared absolute values of a matrix.

It neither overflows nor underflows, unless the result does.

Parameters
----------
a : array_like
    A matrix.

Returns
-------
scalar
    A NumPy scalar of the real type of the elements; float64 for integers and bool.

Raises
------
ValueError
    If `a` is no matrix.

Examples
--------
>>> import npublas
>>> npublas.norm_frobenius([[1.0, 1.0], [1.0, -1.0]])
2.0
)";

} // namespace

bp::object prod(bp::object a, bp::object b) {
    operand const left = read_any(a, "prod", 1, "a");
    operand const right = read_any(b, "prod", 2, "b");
    if (left.rank() == 1 && right.rank() == 1)
        raise(PyExc_ValueError, "prod needs a matrix among its arguments; got two vectors; pass "
                                "them to inner_prod or outer_prod");
    element_type const element = promote(left.element, right.element);
    bp::object const result = visit_element(element, [&](auto one) {
        return multiply<decltype(one)>(converted(left, element), converted(right, element));
    });
    return wrapped_if(left.wrapped || right.wrapped, result);
}

bp::object inner_prod(bp::object x, bp::object y) {
    operand const left = read_vector(x, "inner_prod", 1, "x");
    operand const right = read_vector(y, "inner_prod", 2, "y");
    element_type const element = promote(left.element, right.element);
    return visit_element(element, [&](auto one) {
        return multiply_inner<decltype(one)>(converted(left, element), converted(right, element));
    });
}

bp::object outer_prod(bp::object x, bp::object y) {
    operand const left = read_vector(x, "outer_prod", 1, "x");
    operand const right = read_vector(y, "outer_prod", 2, "y");
    element_type const element = promote(left.element, right.element);
    bp::object const result = visit_element(element, [&](auto one) {
        return multiply_outer<decltype(one)>(converted(left, element), converted(right, element));
    });
    return wrapped_if(left.wrapped || right.wrapped, result);
}

bp::object trans(bp::object a) {
    operand const argument = read_any(a, "trans", 1, "a");
    return wrapped_if(argument.wrapped, argument.array.attr("T"));
}

bp::object herm(bp::object a) {
    operand const argument = read_any(a, "herm", 1, "a");
    bp::object const transposed = argument.array.attr("T");
    // NumPy's conj of a real array is that array.
    return wrapped_if(argument.wrapped, transposed.attr("conj")());
}

bp::object norm_1(bp::object x) {
    return norm_of_either(read_any(x, "norm_1", 1, "x"),
                          [](auto const& view) { return linalg::norm_1(view); });
}

bp::object norm_2(bp::object x) {
    return norm_of_vector(
        read_vector(x, "norm_2", 1, "x", "a matrix has norm_frobenius, norm_1 and norm_inf"),
        [](auto const& view) { return linalg::norm_2(view); });
}

bp::object norm_inf(bp::object x) {
    return norm_of_either(read_any(x, "norm_inf", 1, "x"),
                          [](auto const& view) { return linalg::norm_inf(view); });
}

bp::object norm_frobenius(bp::object a) {
    return norm_of_matrix(
        read_matrix(a, "norm_frobenius", 1, "a", "a vector has norm_2, norm_1 and norm_inf"),
        [](auto const& view) { return linalg::norm_frobenius(view); });
}

void export_linalg() {
    bp::def("inner_prod", &inner_prod, (bp::arg("x"), bp::arg("y")), inner_prod_documentation);
    bp::def("outer_prod", &outer_prod, (bp::arg("x"), bp::arg("y")), outer_prod_documentation);
    bp::def("trans", &trans, (bp::arg("a")), trans_documentation);
    bp::def("herm", &herm, (bp::arg("a")), herm_documentation);
    bp::def("norm_1", &norm_1, (bp::arg("x")), norm_1_documentation);
    bp::def("norm_2", &norm_2, (bp::arg("x")), norm_2_documentation);
    bp::def("norm_inf", &norm_inf, (bp::arg("x")), norm_inf_documentation);
    bp::def("norm_frobenius", &norm_frobenius, (bp::arg("a")), norm_frobenius_documentation);

    PyObject* const module = bp::scope().ptr();
    la::export_equations(module);
    la::export_factors(module);
    la::export_products(module);
    la::export_eigh(module);
    la::export_eig(module);
    la::export_svd(module);
    la::export_qr(module);
}

} // namespace npublas::extension
