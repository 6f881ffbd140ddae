// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// PyUblas's classes, function by function: which arrays they take, which elements they see in
/// which order, whose memory they hold.

#include <pyublas/numpy.hpp>

#include <boost/numeric/ublas/matrix_proxy.hpp>
#include <boost/range.hpp>

#include <complex>
#include <cstdint>
#include <string>
#include <vector>

namespace {

namespace bp = boost::python;
namespace ublas = boost::numeric::ublas;
using pyublas::invalid_ok;
using pyublas::numpy_array;
using pyublas::numpy_matrix;
using pyublas::numpy_strided_vector;
using pyublas::numpy_vector;

using column_matrix = numpy_matrix<double, ublas::column_major>;

template <class Iterator>
bp::list listed(Iterator first, Iterator last) {
    bp::list items;
    for (; first != last; ++first)
        items.append(*first);
    return items;
}

// Elements, each way to reach them.

template <class V>
bp::list iterated(V const& v) {
    return listed(v.begin(), v.end());
}

template <class V>
bp::list reversed(V const& v) {
    return listed(v.rbegin(), v.rend());
}

template <class V>
bp::list indexed(V const& v) {
    bp::list items;
    for (std::size_t i = 0; i < v.size(); ++i)
        items.append(v[i]);
    return items;
}

template <class V>
void number(V v) {
    int n = 0;
    for (typename boost::range_iterator<V>::type it = boost::begin(v); it != boost::end(v); ++it)
        *it = typename V::value_type(n++);
}

template <class V>
void number_by_index(V v) {
    for (std::size_t i = 0; i < v.size(); ++i)
        v[i] = typename V::value_type(i);
}

template <class V, class T>
void scale(V v, T factor) {
    v *= factor;
}

double at(numpy_vector<double> v, npy_intp i) { return v.sub(i); }
double at(numpy_vector<double> v, npy_intp i, npy_intp j) { return v.sub(i, j); }
double at(numpy_vector<double> const& v, npy_intp i, npy_intp j, npy_intp k) {
    return v.sub(i, j, k);
}
double at(numpy_strided_vector<double> const& v, npy_intp i, npy_intp j, npy_intp k, npy_intp l) {
    return v.sub(i, j, k, l);
}
void put(numpy_vector<double> v, npy_intp i, npy_intp j, double x) { v.sub(i, j) = x; }

// What the array is like.

template <class V>
bp::dict facts(V const& v) {
    bp::list dims, strides;
    for (std::size_t axis = 0; axis < v.ndim(); ++axis) {
        dims.append(v.dims()[axis]);
        strides.append(v.strides()[axis]);
    }
    bp::dict found;
    found["ndim"] = v.ndim();
    found["dims"] = bp::tuple(dims);
    found["strides"] = bp::tuple(strides);
    found["min_stride"] = v.min_stride();
    found["itemsize"] = v.itemsize();
    found["writable"] = v.writable();
    found["size"] = v.size();
    found["array"] = bp::object(v.array().handle());
    found["to_python"] = bp::object(v.to_python());
    return found;
}

bp::tuple axis(numpy_vector<double> const& v, npy_intp i) {
    return bp::make_tuple(v.dim(i), v.stride(i));
}

bp::tuple slice_of(numpy_vector<double> const& v) {
    ublas::slice const s = v.stride_slice();
    return bp::make_tuple(s.start(), s.stride(), s.size());
}

bp::tuple extents(numpy_matrix<double> const& m) { return bp::make_tuple(m.size1(), m.size2()); }

bool points_to(numpy_vector<double> v, std::size_t address) {
    return reinterpret_cast<std::size_t>(v.array().data()) == address;
}

double first_by_pointer(numpy_array<double> const& a) {
    double const* const p = a.begin();
    return *p;
}

std::size_t distance_by_pointer(numpy_array<double> a) {
    double* const first = a.begin();
    double* const last = a.end();
    return static_cast<std::size_t>(last - first);
}

// Whose memory it is.

template <class V>
V identity(V v) {
    return v;
}

template <class V>
V const_identity(V const& v) {
    return v;
}

template <class V>
V reference_identity(V& v) {
    return v;
}

template <class V>
bp::object through_object(V v) {
    return bp::object(v);
}

template <class V>
V extracted(bp::object const& x) {
    return bp::extract<V>(x);
}

/// Copies share, `assign` copies.
bp::tuple handles(numpy_vector<double> a) {
    numpy_vector<double> b(a), c;
    c = a;
    numpy_vector<double> d(a.size());
    d.assign(a);
    b[0] = -1;
    c[1] = -2;
    return bp::make_tuple(a, b, c, d);
}

bp::tuple matrix_handles(numpy_matrix<double> a) {
    numpy_matrix<double> b(a), c;
    c = a;
    numpy_matrix<double> d(a.size1(), a.size2());
    d.assign(a);
    b(0, 0) = -1;
    c(0, 1) = -2;
    return bp::make_tuple(a, b, c, d);
}

/// As the values of an expression are new, so is the array behind the result.
bp::tuple from_expression(numpy_vector<double> a) {
    numpy_vector<double> b(2 * a);
    a = a + b;
    return bp::make_tuple(a, b);
}

void through_ublas(numpy_vector<double> a) { ublas::noalias(a.as_ublas()) = 3 * a; }

template <class V>
V copied(V const& v) {
    return v.copy();
}

void swap_elements(numpy_vector<double> a, numpy_vector<double> b) {
    a.swap(b);
    a[0] = 10;
    b[0] = 20;
}

class HandleKeeper {
public:
    explicit HandleKeeper(numpy_vector<double> v) : vector(v) {}

    double sum() const { return ublas::sum(vector); }
    double sum_of_strided() const { return ublas::sum(strided); }

    numpy_vector<double> vector;
    numpy_strided_vector<double> strided;
    numpy_matrix<double> matrix;
};

/// Destroyed when the process ends, after the interpreter.
numpy_vector<double> at_exit;
void keep_until_exit(numpy_vector<double> v) { at_exit = v; }

// New arrays.

numpy_vector<double> zeros(bp::tuple const& shape) {
    std::vector<npy_intp> dims;
    for (bp::ssize_t i = 0; i < bp::len(shape); ++i)
        dims.push_back(bp::extract<npy_intp>(shape[i]));
    numpy_vector<double> made(static_cast<int>(dims.size()), dims.data());
    std::fill(made.begin(), made.end(), 0);
    return made;
}

numpy_vector<double> shaped(int n1, int n2, numpy_vector<double> const& v) {
    npy_intp const dims[] = {n1, n2};
    return numpy_vector<double>(2, dims, 2 * v);
}

numpy_vector<double> filled(std::size_t n, double x) { return numpy_vector<double>(n, x); }
numpy_array<double> filled_array(std::size_t n, double x) { return numpy_array<double>(n, x); }
column_matrix filled_matrix(std::size_t n1, std::size_t n2, double x) { return {n1, n2, x}; }

numpy_array<int> from_range(std::vector<int> const& numbers) { return numpy_array<int>(numbers); }

double elsewhere[6] = {0, 1, 2, 3, 4, 5};
numpy_array<double> over_memory() {
    npy_intp const dims[] = {2, 3};
    return numpy_array<double>(2, dims, elsewhere);
}

numpy_vector<double> resized(numpy_vector<double> v, std::size_t n) {
    v.resize(n);
    return v;
}

numpy_array<double> resized_array(numpy_array<double> a, std::size_t n, double x) {
    a.resize(n, x);
    return a;
}

numpy_matrix<double> resized_matrix(std::size_t n1, std::size_t n2) {
    numpy_matrix<double> m;
    m.resize(n1, n2, false);
    m.clear();
    return m;
}

numpy_vector<double> made_by_resize(std::size_t n) {
    numpy_vector<double> v;
    v.resize(n);
    return v;
}

template <class V>
V default_made() {
    return V();
}

template <class V>
bp::object default_to_python() {
    return bp::object(V().to_python());
}

template <class V>
bool default_is_valid() {
    return V().is_valid();
}

std::size_t ndim_of_invalid() { return numpy_vector<double>().ndim(); }
double sub_of_invalid() { return numpy_vector<double>().sub(0); }
void reshape_invalid() {
    npy_intp const dims[] = {1};
    numpy_vector<double>().reshape(1, dims);
}

// Shapes.

numpy_vector<double> reshaped(numpy_vector<double> v, npy_intp n1, npy_intp n2, bool fortran) {
    npy_intp const dims[] = {n1, n2};
    v.reshape(2, dims, fortran ? NPY_FORTRANORDER : NPY_CORDER);
    return v;
}

numpy_vector<double> doubled_in_shape(numpy_vector<double> x) {
    numpy_vector<double> result(x.ndim(), x.dims());
    result.assign(2 * x.as_strided());
    return result;
}

numpy_vector<double> doubled_then_reshaped(numpy_vector<double> const& x) {
    numpy_vector<double> result(2 * x.as_strided());
    result.reshape(x.ndim(), x.dims());
    return result;
}

numpy_strided_vector<double> every_other(numpy_vector<double> v) {
    return numpy_strided_vector<double>(v, ublas::slice(0, 2, (v.size() + 1) / 2));
}

numpy_strided_vector<double> backwards(numpy_vector<double> v) {
    auto const last = v.size() ? v.size() - 1 : 0;
    return numpy_strided_vector<double>(v, ublas::slice(last, -1, v.size()));
}

template <class V>
V doubled(V v) {
    return 2 * v;
}

bp::tuple rebound(numpy_strided_vector<double> a, numpy_strided_vector<double> b) {
    numpy_strided_vector<double> c;
    c = a;
    c *= 2;
    c = b;
    c *= 3;
    return bp::make_tuple(c, c.start(), c.stride(), c.size());
}

// Matrices.

template <class M>
M matrix_of_handle(bp::object const& x) {
    return M(bp::handle<>(bp::borrowed(x.ptr())));
}

numpy_matrix<double> matrix_of_elements(std::size_t n1, std::size_t n2, numpy_array<double> a) {
    return numpy_matrix<double>(n1, n2, a);
}

numpy_matrix<double> product(numpy_matrix<double> const& a, column_matrix const& b) {
    return ublas::prod(a, b);
}

void fill_row(numpy_matrix<double> m, std::size_t i, double x) {
    ublas::row(m.as_ublas(), i) = ublas::scalar_vector<double>(m.size2(), x);
}

// None.

template <class V>
std::string state(invalid_ok<V> x) {
    return x->is_valid() ? "valid" : "invalid";
}

template <class V>
invalid_ok<V> handed_back(invalid_ok<V> const& x) {
    return x;
}

int size_or_minus_one(invalid_ok<numpy_vector<double>> x) {
    return (*x).is_valid() ? static_cast<int>(x->size()) : -1;
}

// With npublas's own.

double sum_of_view(numpy_vector<double> const& v) {
    npublas::strided_vector_view<double const> const view(v);
    return ublas::sum(view);
}

void double_matrix_view(numpy_matrix<double>& m) {
    npublas::matrix_view<double> view(m);
    view *= 2;
}

numpy_matrix<double> view_of_elements(std::size_t n1, std::size_t n2, numpy_array<double> a) {
    numpy_matrix<double> m(n1, n2, a);
    npublas::matrix_view<double>(m) *= 2;
    return m;
}

double sum_of_all(std::vector<numpy_vector<double>> const& vectors) {
    double sum = 0;
    for (auto const& v : vectors)
        sum += ublas::sum(v);
    return sum;
}

std::size_t sizes(numpy_vector<double> v, numpy_matrix<double> m, std::vector<double> const& x) {
    return v.size() + m.size1() * m.size2() + x.size();
}

ublas::vector<double, numpy_array<double>>
storage_in_ublas(ublas::vector<double, numpy_array<double>> v) {
    return v;
}

template <class T>
void define_for(char const* name) {
    std::string const suffix = std::string("_") + name;
    bp::def(("iterated" + suffix).c_str(), iterated<numpy_vector<T>>);
    bp::def(("number" + suffix).c_str(), number<numpy_vector<T>>);
    bp::def(("matrix" + suffix).c_str(), identity<numpy_matrix<T>>);
    bp::def(("typenum" + suffix).c_str(), +[] { return int(pyublas::get_typenum(T())); });
    bp::def(("is_compatible" + suffix).c_str(),
            +[](bp::object const& a) { return pyublas::is_storage_compatible<T>(a.ptr()); });
}

} // namespace

BOOST_PYTHON_MODULE(bridge_pyublas) {
    using bp::arg;
    using bp::def;

    def("iterated", iterated<numpy_vector<double>>);
    def("iterated_array", iterated<numpy_array<double>>);
    def("iterated_strided", iterated<numpy_strided_vector<double>>);
    def("reversed", reversed<numpy_vector<double>>);
    def("reversed_array", reversed<numpy_array<double>>);
    def("indexed", indexed<numpy_vector<double>>);
    def("indexed_array", indexed<numpy_array<double>>);
    def("indexed_strided", indexed<numpy_strided_vector<double>>);
    def("number", number<numpy_vector<double>>);
    def("number_array", number<numpy_array<double>>);
    def("number_strided", number<numpy_strided_vector<double>>);
    def("number_by_index", number_by_index<numpy_vector<double>>);
    def("number_strided_by_index", number_by_index<numpy_strided_vector<double>>);
    def("scale", scale<numpy_vector<double>, double>, (arg("v"), arg("factor")));
    def("scale_strided", scale<numpy_strided_vector<double>, double>, (arg("v"), arg("factor")));
    def("scale_matrix", scale<numpy_matrix<double>, double>, (arg("m"), arg("factor")));
    def("scale_column_matrix", scale<column_matrix, double>, (arg("m"), arg("factor")));
    npublas::def("fast_scale", scale<numpy_vector<double>, double>, (arg("v"), arg("factor")));
    def("at1", static_cast<double (*)(numpy_vector<double>, npy_intp)>(at));
    def("at2", static_cast<double (*)(numpy_vector<double>, npy_intp, npy_intp)>(at));
    def("at3",
        static_cast<double (*)(numpy_vector<double> const&, npy_intp, npy_intp, npy_intp)>(at));
    def("at4", static_cast<double (*)(numpy_strided_vector<double> const&, npy_intp, npy_intp,
                                      npy_intp, npy_intp)>(at));
    def("put", put);

    def("facts", facts<numpy_vector<double>>);
    def("facts_of_array", facts<numpy_array<double>>);
    def("facts_of_strided", facts<numpy_strided_vector<double>>);
    def("axis", axis);
    def("slice_of", slice_of);
    def("extents", extents);
    def("points_to", points_to);
    def("first_by_pointer", first_by_pointer);
    def("distance_by_pointer", distance_by_pointer);

    def("identity", identity<numpy_vector<double>>);
    def("identity_array", identity<numpy_array<double>>);
    def("identity_strided", identity<numpy_strided_vector<double>>);
    def("identity_matrix", identity<numpy_matrix<double>>);
    def("identity_column_matrix", identity<column_matrix>);
    def("const_identity", const_identity<numpy_vector<double>>);
    def("const_identity_array", const_identity<numpy_array<double>>);
    def("const_identity_strided", const_identity<numpy_strided_vector<double>>);
    def("const_identity_matrix", const_identity<numpy_matrix<double>>);
    def("const_identity_column_matrix", const_identity<column_matrix>);
    def("reference_identity", reference_identity<numpy_vector<double>>);
    def("reference_identity_array", reference_identity<numpy_array<double>>);
    def("reference_identity_strided", reference_identity<numpy_strided_vector<double>>);
    def("reference_identity_matrix", reference_identity<numpy_matrix<double>>);
    def("reference_identity_column_matrix", reference_identity<column_matrix>);
    def("through_object", through_object<numpy_vector<double>>);
    def("through_object_strided", through_object<numpy_strided_vector<double>>);
    def("through_object_matrix", through_object<numpy_matrix<double>>);
    def("extracted", extracted<numpy_vector<double>>);
    def("extracted_matrix", extracted<numpy_matrix<double>>);
    def("handles", handles);
    def("matrix_handles", matrix_handles);
    def("from_expression", from_expression);
    def("through_ublas", through_ublas);
    def("copied", copied<numpy_vector<double>>);
    def("copied_array", copied<numpy_array<double>>);
    def("copied_strided", copied<numpy_strided_vector<double>>);
    def("copied_matrix", copied<numpy_matrix<double>>);
    def("copied_column_matrix", copied<column_matrix>);
    def("swap_elements", swap_elements);
    def("keep_until_exit", keep_until_exit);
    bp::class_<HandleKeeper>("Keeper", bp::init<numpy_vector<double>>())
        .def(pyublas::by_value_rw_member("vector", &HandleKeeper::vector, "What it keeps."))
        .def(pyublas::by_value_rw_member("strided", &HandleKeeper::strided))
        .def(pyublas::by_value_rw_member("matrix", &HandleKeeper::matrix))
        .def(pyublas::by_value_ro_member("read_only", &HandleKeeper::vector, "The same."))
        .def("member", npublas::member(&HandleKeeper::vector))
        .def("matrix_member", npublas::member_ro(&HandleKeeper::matrix))
        .def("sum", &HandleKeeper::sum)
        .def("sum_of_strided", &HandleKeeper::sum_of_strided);

    def("zeros", zeros);
    def("shaped", shaped);
    def("filled", filled);
    def("filled_array", filled_array);
    def("filled_matrix", filled_matrix);
    def("from_range", from_range);
    def("over_memory", over_memory);
    def("resized", resized);
    def("resized_array", resized_array);
    def("resized_matrix", resized_matrix);
    def("made_by_resize", made_by_resize);
    def("default_vector", default_made<numpy_vector<double>>);
    def("default_array", default_made<numpy_array<double>>);
    def("default_strided", default_made<numpy_strided_vector<double>>);
    def("default_matrix", default_made<numpy_matrix<double>>);
    def("default_vector_to_python", default_to_python<numpy_vector<double>>);
    def("default_array_to_python", default_to_python<numpy_array<double>>);
    def("default_matrix_to_python", default_to_python<numpy_matrix<double>>);
    def("default_vector_is_valid", default_is_valid<numpy_vector<double>>);
    def("default_matrix_is_valid", default_is_valid<numpy_matrix<double>>);
    def("ndim_of_invalid", ndim_of_invalid);
    def("sub_of_invalid", sub_of_invalid);
    def("reshape_invalid", reshape_invalid);

    def("reshaped", reshaped, (arg("v"), arg("n1"), arg("n2"), arg("fortran") = false));
    def("doubled_in_shape", doubled_in_shape);
    def("doubled_then_reshaped", doubled_then_reshaped);
    def("every_other", every_other);
    def("backwards", backwards);
    def("doubled", doubled<numpy_vector<double>>);
    def("doubled_strided", doubled<numpy_strided_vector<double>>);
    def("doubled_matrix", doubled<numpy_matrix<double>>);
    def("doubled_column_matrix", doubled<column_matrix>);
    def("rebound", rebound);

    def("matrix_of_handle", matrix_of_handle<numpy_matrix<double>>);
    def("column_matrix_of_handle", matrix_of_handle<column_matrix>);
    def("vector_of_handle", matrix_of_handle<numpy_vector<double>>);
    def("strided_of_handle", matrix_of_handle<numpy_strided_vector<double>>);
    def("matrix_of_elements", matrix_of_elements);
    def("product", product);
    def("fill_row", fill_row);

    def("state_of_vector", state<numpy_vector<double>>);
    def("state_of_matrix", state<numpy_matrix<double>>);
    def("state_of_array", state<numpy_array<double>>);
    def("handed_back", handed_back<numpy_vector<double>>);
    def("handed_back_matrix", handed_back<column_matrix>);
    def("size_or_minus_one", size_or_minus_one);

    def("sum_of_view", sum_of_view);
    def("double_matrix_view", double_matrix_view);
    def("view_of_elements", view_of_elements);
    def("sum_of_all", sum_of_all);
    def("sizes", sizes);
    npublas::def("fast_sizes", sizes);
    def("storage_in_ublas", storage_in_ublas);

    define_for<bool>("bool");
    define_for<npy_byte>("int8");
    define_for<npy_ubyte>("uint8");
    define_for<npy_short>("int16");
    define_for<npy_ushort>("uint16");
    define_for<npy_int>("int32");
    define_for<npy_uint>("uint32");
    define_for<npy_long>("int64");
    define_for<npy_ulong>("uint64");
    define_for<float>("float32");
    define_for<double>("float64");
    define_for<long double>("longdouble");
    define_for<std::complex<float>>("complex64");
    define_for<std::complex<double>>("complex128");
}
