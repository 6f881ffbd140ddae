// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// An extension as its author would have written it for PyUblas: nothing in it knows of npublas.

#include <boost/foreach.hpp>
#include <boost/numeric/ublas/io.hpp>
#include <boost/numeric/ublas/matrix_proxy.hpp>
#include <boost/python.hpp>
#include <boost/python/stl_iterator.hpp>
#include <boost/range.hpp>

#include <pyublas/elementwise_op.hpp>
#include <pyublas/numpy.hpp>
#include <pyublas/python_helpers.hpp>

#include <algorithm>
#include <complex>
#include <functional>
#include <numeric>
#include <sstream>
#include <string>
#include <vector>

using namespace boost::python;
using namespace pyublas;
namespace ublas = boost::numeric::ublas;

namespace {

typedef numpy_vector<double> py_vector;
typedef numpy_vector<npy_uint32> py_uint_vector;
typedef numpy_matrix<double> py_matrix;
typedef numpy_matrix<double, ublas::column_major> py_fortran_matrix;
typedef ublas::bounded_vector<double, 3> small_vector;

// The first example of anyone's.

template <class T>
T doublify(T x) {
    return 2 * x;
}

template <class T>
void doublify_in_place(T x) {
    x *= 2;
}

// A class whose results are members; the algorithm knows pointers only.

void sum_columns(double const* data, int rows, int columns, double* sums) {
    std::fill(sums, sums + columns, 0);
    for (int i = 0; i < rows; ++i)
        for (int j = 0; j < columns; ++j)
            sums[j] += data[i * columns + j];
}

class Statistics {
public:
    Statistics() : calls(0) {}

    void run(py_vector data) {
        if (data.ndim() != 2) PYUBLAS_PYERROR(ValueError, "two dimensions, please");
        npy_intp const* dims = data.dims();
        numpy_array<double> raw_data(data.to_python());

        npy_intp row[2] = {1, dims[1]};
        sums.resize(dims[1]);
        sums.reshape(2, row);
        sum_columns(raw_data.data(), static_cast<int>(dims[0]), static_cast<int>(dims[1]), raw());

        counts.resize(3);
        counts.clear();
        for (py_vector::iterator it = sums.begin(); it != sums.end(); ++it)
            counts[*it < 0 ? 0 : *it > 0 ? 2 : 1]++;
        ++calls;
    }

    double* raw() {
        numpy_array<double> raw_sums(sums.to_python());
        return raw_sums.data();
    }

    void set_sums(py_vector data) {
        sums.resize(data.size());
        sums.assign(data);
    }

    py_vector sums;
    numpy_vector<int> counts;
    int calls;
};

// Read-only and read-write members, also of a base that Python does not know.

struct Grid {
    Grid() : origin(3, 0.5), spacing(small_vector(3)) {}

    const py_vector origin;
    small_vector spacing;
    py_matrix nodes;
};

struct Mesh : Grid {
    Mesh(int n, double h) : weights(n) {
        spacing[0] = spacing[1] = spacing[2] = h;
        std::fill(weights.begin(), weights.end(), h);
        nodes = py_matrix(n, 3, 0);
    }
    numpy_strided_vector<double> strided_weights() { return weights.as_strided(); }

    py_vector weights;
};

// An image of three dimensions in, a matrix out; storage iterators are pointers.

void threshold(unsigned* labels, unsigned char const* pixels, int count, int channels, int limit) {
    for (int i = 0; i < count; ++i)
        labels[i] = std::accumulate(pixels + i * channels, pixels + (i + 1) * channels, 0) > limit;
}

numpy_matrix<int> label(numpy_vector<unsigned char> const& image, int const& limit) {
    const size_t ndims = image.ndim();
    if (ndims != 3) throw std::runtime_error("only images with channels are supported");
    const npy_intp* const dims = image.dims();
    const int height = static_cast<int>(dims[0]), width = static_cast<int>(dims[1]);
    numpy_matrix<unsigned> result(height, width);
    threshold(result.data().begin(), image.data().begin(), height * width,
              static_cast<int>(dims[2]), limit);
    return result;
}

// A table that is loaded once and asked often.

class Interpolator {
public:
    Interpolator(py_vector const& x, py_vector const& y) : x_(x.copy()), y_(y) {
        if (x.size() != y.size()) PYUBLAS_PYERROR(ValueError, "x and y differ in size");
        std::sort(x_.begin(), x_.end());
    }

    double operator()(double x) const {
        double const* first = &x_[0];
        double const* last = first + x_.size();
        std::ptrdiff_t i = std::upper_bound(first, last, x) - first;
        i = std::min<std::ptrdiff_t>(std::max<std::ptrdiff_t>(i, 1), last - first - 1);
        double const t = (x - x_[i - 1]) / (x_[i] - x_[i - 1]);
        return (1 - t) * y_(i - 1) + t * y_(i);
    }

    py_vector many(numpy_strided_vector<double> const& xs) const {
        py_vector result(xs.size());
        std::transform(xs.begin(), xs.end(), result.begin(), std::cref(*this));
        return result;
    }

private:
    py_vector x_, y_;
};

// Linear algebra on handles.

py_vector solve_triangular(py_matrix const& a, py_vector b) {
    py_vector x(b.size());
    for (std::size_t i = 0; i < b.size(); ++i) {
        ublas::matrix_row<const ublas::matrix<double, ublas::row_major, numpy_array<double>>> row(
            a.as_ublas(), i);
        double sum = b(i);
        for (std::size_t j = 0; j < i; ++j)
            sum -= row(j) * x[j];
        x[i] = sum / a(i, i);
    }
    return x;
}

boost::python::tuple products(py_matrix const& a, py_fortran_matrix const& b, py_vector const& v) {
    py_matrix ab(ublas::prod(a, b));
    py_vector av = ublas::prod(a, v);
    ublas::vector<double> doubled(2 * av);
    ublas::noalias(av) += doubled;
    ublas::matrix<double> plain(ublas::outer_prod(v, v));
    py_matrix shared(plain);
    return boost::python::make_tuple(ab, av, shared, ublas::inner_prod(v, v), ublas::norm_2(v),
                                     py_vector(ublas::column(a, 0)),
                                     py_fortran_matrix(ublas::trans(a)));
}

py_vector clamp(py_vector const& v, py_vector const& low, py_vector const& high) {
    typedef binary_op<binary_ops::max<double>> at_least;
    typedef binary_op<binary_ops::min<double>> at_most;
    py_vector raised = at_least::apply(v, low);
    return at_most::apply(raised, high);
}

py_matrix absolute(py_matrix const& m) { return unary_op<unary_ops::fabs>::apply(m); }

std::string shown(py_vector const& v) {
    std::ostringstream text;
    text << v;
    return text.str();
}

// Lists, handles, extract.

list halves(list vectors) {
    list result;
    BOOST_FOREACH (py_vector v, std::make_pair(stl_input_iterator<py_vector>(vectors),
                                               stl_input_iterator<py_vector>()))
        result.append(py_vector(v / 2));
    return result;
}

double sum_of_dict(dict values) {
    double sum = 0;
    list keys = values.keys();
    for (ssize_t i = 0; i < len(keys); ++i) {
        py_vector v = extract<py_vector>(values[keys[i]]);
        BOOST_FOREACH (double x, v)
            sum += x;
    }
    return sum;
}

handle<> handed(object o) {
    py_vector v(handle_from_object(o));
    v[0] = 42;
    return v.to_python();
}

handle<> rvalue_of(double x) { return handle_from_rvalue(py_vector(2, x)); }
handle<> new_interpolator(py_vector x, py_vector y) {
    return handle_from_new_ptr(new Interpolator(x, y));
}

/// An array that adopts memory, made with NumPy's own C API.
object squares(int n) {
    static double memory[100];
    for (int i = 0; i < n; ++i)
        memory[i] = i * i;
    npy_intp dims[] = {n};
    handle<> made(PyArray_SimpleNewFromData(1, dims, get_typenum(double()), memory));
    numpy_vector<double> v(made);
    return object(v.copy());
}

// To and from classes of the author's own.

struct MeshPoint {
    small_vector place;
};

struct point_to_array {
    static PyObject* convert(MeshPoint const& p) {
        py_vector made(p.place);
        object obj(made.to_python());
        return incref(obj.ptr());
    }
};

MeshPoint diagonal(double x) {
    MeshPoint p;
    p.place = ublas::scalar_vector<double>(3, x);
    return p;
}

struct Model {
    virtual ~Model() {}
    virtual py_vector force(py_vector const& x) const { return -x; }
};

struct PythonModel : Model, wrapper<Model> {
    py_vector force(py_vector const& x) const {
        if (override f = get_override("force")) return f(x);
        return Model::force(x);
    }
    py_vector default_force(py_vector const& x) const { return Model::force(x); }
};

py_vector step(Model const& model, py_vector const& x, double dt) {
    return x + dt * model.force(x);
}

// A container that adds to the storage.

template <class T, template <class> class Storage>
class base_array : public Storage<T> {
public:
    typedef Storage<T> storage;
    typedef typename storage::size_type size_type;
    typedef typename storage::value_type value_type;

    base_array() {}
    base_array(storage const& s) : storage(s) {}

    void init(int ndim, npy_intp const* dims) { storage(ndim, dims).swap(*this); }
    void init(size_type n, value_type const& v) { storage(n, v).swap(*this); }
    void init(PyObject* array) {
        if (!is_storage_compatible<T>(array)) PYUBLAS_PYERROR(TypeError, "not compatible");
        storage(handle<>(borrowed(array))).swap(*this);
    }
    PyObject* release() const { return handle<>(this->handle()).release(); }
};

object through_base_array(object a, int n) {
    base_array<int, numpy_array> array;
    if (n < 0)
        array.init(a.ptr());
    else
        array.init(n, 7);
    int const* const first = array.begin();
    if (array.size() != 0 && *first == 99) return object();
    return object(handle<>(array.release()));
}

// Every combination of some grids, with stored iterators.

py_matrix combinations(std::vector<py_vector> const& grids) {
    std::vector<py_vector::const_iterator> at;
    std::size_t count = 1;
    for (std::size_t i = 0; i < grids.size(); ++i) {
        at.push_back(grids[i].begin());
        count *= grids[i].size();
    }
    py_matrix result(count, grids.size());
    for (std::size_t n = 0; n < count; ++n) {
        for (std::size_t i = 0; i < at.size(); ++i)
            result(n, i) = *at[i];
        for (std::size_t i = at.size(); i-- > 0;) {
            if (++at[i] != grids[i].end()) break;
            at[i] = grids[i].begin();
        }
    }
    return result;
}

double tail_sum(numpy_array<double> a, std::ptrdiff_t n) {
    double sum = 0;
    for (numpy_array<double>::iterator it = a.begin() + n; it < a.end(); it++)
        sum += *it;
    return sum + (a.end() - a.begin());
}

numpy_vector<std::complex<double>> roots() {
    numpy_vector<std::complex<double>> result(2);
    result(0) = std::complex<double>(0, 1);
    result(1) = std::complex<double>(0, -1);
    return result;
}

py_uint_vector selected(numpy_vector<bool> const& mask) {
    std::vector<npy_uint32> found;
    for (std::size_t i = 0; i < mask.size(); ++i)
        if (mask[i]) found.push_back(npy_uint32(i));
    return py_uint_vector(numpy_array<npy_uint32>(found));
}

int size_or_neg_1(invalid_ok<py_vector> const& x) {
    return x->is_valid() ? static_cast<int>(x->size()) : -1;
}

/// As `numpy.multiply.outer`, of any shape.
py_vector keep_shape(py_vector const& x, double factor) {
    py_vector result(static_cast<int>(x.ndim()), x.dims());
    result.assign(factor * x.as_strided());
    return result;
}

py_vector reshaped_expression(py_vector const& x, int n1, int n2) {
    npy_intp dims[] = {n1, n2};
    py_vector result(2, dims, x + x);
    return result;
}

void transpose_by_sub(py_vector from, py_vector to) {
    for (npy_intp i = 0; i < from.dim(0); ++i)
        for (npy_intp j = 0; j < from.dim(1); ++j)
            to.sub(j, i) = from.sub(i, j);
}

template <class V>
double checksum(V& v) {
    double sum = 0;
    typename boost::range_iterator<V>::type i = boost::begin(v), e = boost::end(v);
    for (int n = 1; i != e; ++i, ++n)
        sum += n * *i;
    return sum;
}
double checksum_strided(numpy_strided_vector<double> v) { return checksum(v); }
double checksum_vector(py_vector v) { return checksum(v); }

} // namespace

BOOST_PYTHON_MODULE(bridge_pyublas_port) {
    def("dbl_int", doublify<int>);
    def("dbl_float", doublify<double>);
    def("dbl_numpy_vec", doublify<py_vector>);
    def("dbl_numpy_mat", doublify<py_matrix>);
    def("dbl_numpy_mat_cm", doublify<py_fortran_matrix>);
    def("dbl_ublas_vec", doublify<ublas::vector<double>>);
    def("dbl_ublas_mat", doublify<ublas::matrix<double>>);
    def("dbl_small_vec", doublify<small_vector>);
    def("dbl_in_place", doublify_in_place<py_vector>);
    def("dbl_strided_in_place", doublify_in_place<numpy_strided_vector<double>>);
    def("dbl_mat_in_place", doublify_in_place<py_matrix>);

    class_<Statistics>("Statistics")
        .def(by_value_rw_member("sums", &Statistics::sums))
        .def(by_value_rw_member("counts", &Statistics::counts))
        .def(by_value_ro_member("calls", &Statistics::calls, "How often it ran."))
        .def("set_sums", &Statistics::set_sums)
        .def("run", &Statistics::run);

    class_<Mesh>("Mesh", init<int, double>())
        .def(by_value_ro_member("origin", &Mesh::origin))
        .def(pyublas::by_value_rw_member("spacing", &Grid::spacing))
        .def(by_value_rw_member("nodes", &Grid::nodes))
        .def(by_value_rw_member("weights", &Mesh::weights))
        .def("strided_weights", &Mesh::strided_weights);

    def("label", label, (arg("image"), arg("limit") = 0));

    class_<Interpolator>("Interpolator", init<py_vector, py_vector>())
        .def("__call__", &Interpolator::operator())
        .def("many", &Interpolator::many);

    def("solve_triangular", solve_triangular);
    def("products", products);
    def("clamp", clamp);
    def("absolute", absolute);
    def("shown", shown);
    def("halves", halves);
    def("sum_of_dict", sum_of_dict);
    def("handed", handed);
    def("rvalue_of", rvalue_of);
    def("new_interpolator", new_interpolator);
    def("squares", squares);

    to_python_converter<MeshPoint, point_to_array>();
    def("diagonal", diagonal);

    class_<PythonModel, boost::noncopyable>("Model").def("force", &Model::force,
                                                         &PythonModel::default_force);
    def("step", step);

    def("through_base_array", through_base_array, (arg("a"), arg("n") = -1));
    def("combinations", combinations);
    def("tail_sum", tail_sum);
    def("roots", roots);
    def("selected", selected);
    def("size_or_neg_1", size_or_neg_1);
    def("keep_shape", keep_shape);
    def("reshaped_expression", reshaped_expression);
    def("transpose_by_sub", transpose_by_sub);
    def("checksum", checksum_vector);
    def("checksum_strided", checksum_strided);
}
