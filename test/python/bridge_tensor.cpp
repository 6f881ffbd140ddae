// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// Arrays of any number of dimensions: views, their expressions, and uBLAS's tensors, for every
/// element type.

#include <npublas/python.hpp>
#include <npublas/python/tensor.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <boost/python.hpp>

namespace {

namespace bp = boost::python;
namespace ublas = boost::numeric::ublas;
using npublas::element_type;
using npublas::tensor_view;

/// The extents, the strides, and the elements in C's order: what C++ sees.
template <class T>
bp::tuple read(tensor_view<T const> t) {
    bp::list extents, strides;
    ublas::vector<T> elements(t.size());
    std::size_t count = 0;
    for (std::size_t axis = 0; axis < t.rank(); ++axis) {
        extents.append(t.extent(axis));
        strides.append(t.stride(axis));
    }
    t.for_each([&](T const& element) { elements(count++) = element; });
    auto const address = reinterpret_cast<std::uintptr_t>(t.data());
    return bp::make_tuple(address, bp::tuple(extents), bp::tuple(strides), elements);
}

/// Numbers the elements in C's order.
template <class T>
void number(tensor_view<T> t) {
    int n = 0;
    t.for_each([&](T& element) {
        if constexpr (std::is_same_v<T, bool>)
            element = n % 3 == 0;
        else if constexpr (npublas::is_complex(npublas::element_type_of<T>()))
            element = T(static_cast<typename T::value_type>(n % 7 + 1), -1);
        else
            element = static_cast<T>(n % 7 + 1);
        ++n;
    });
}

/// An element by an index of as many numbers as there are axes.
template <class T>
T at(tensor_view<T const> t, std::vector<std::size_t> const& index) {
    return t[index];
}

template <class T>
void assign(tensor_view<T> to, tensor_view<T const> from) {
    to = from;
}

template <class T>
void fill(tensor_view<T> t, T value) {
    t = value;
}

template <class T>
ublas::tensor<T, ublas::first_order, ublas::unbounded_array<T>>
round_trip(ublas::tensor<T, ublas::first_order, ublas::unbounded_array<T>> t) {
    return t;
}

template <class T>
auto copied(tensor_view<T const> t) {
    return t.as_tensor();
}

template <class T>
auto combined(tensor_view<T const> a, tensor_view<T const> b) {
    return (a * b - a + 2 * b).as_tensor();
}

template <class T>
void update(tensor_view<T> to, tensor_view<T const> a, tensor_view<T const> b) {
    to += -a * b;
    to -= b;
}

template <class T>
tensor_view<T> identity(tensor_view<T> t) {
    return t;
}

template <class T>
tensor_view<T const> constant(tensor_view<T> t) {
    return t;
}

template <class T>
tensor_view<T const> constant_identity(tensor_view<T const> t) {
    return t;
}

template <class T>
void define(std::string const& name) {
    npublas::def(("read_" + name).c_str(), &read<T>, bp::arg("a"));
    npublas::def(("number_" + name).c_str(), &number<T>, bp::arg("a"));
    bp::def(("plain_read_" + name).c_str(), &read<T>, bp::arg("a"));
    bp::def(("plain_number_" + name).c_str(), &number<T>, bp::arg("a"));
    npublas::def(("at_" + name).c_str(), &at<T>);
    npublas::def(("assign_" + name).c_str(), &assign<T>);
    npublas::def(("fill_" + name).c_str(), &fill<T>);
    npublas::def(("round_trip_" + name).c_str(), &round_trip<T>, bp::arg("a"));
    bp::def(("plain_round_trip_" + name).c_str(), &round_trip<T>, bp::arg("a"));
    npublas::def(("copied_" + name).c_str(), &copied<T>);
    npublas::def(("identity_" + name).c_str(), &identity<T>);
    if constexpr (!std::is_same_v<T, bool>) {
        npublas::def(("combined_" + name).c_str(), &combined<T>);
        npublas::def(("update_" + name).c_str(), &update<T>);
    }
}

template <int I = 0>
void define_all() {
    if constexpr (I < npublas::element_type_count) {
        constexpr auto element = static_cast<element_type>(I);
        npublas::visit(element, [](auto tag) {
            define<typename decltype(tag)::type>(
                npublas::name(npublas::element_type_of<typename decltype(tag)::type>()));
        });
        define_all<I + 1>();
    }
}

// Single functions.

double three_indices(tensor_view<double const> t) { return t(0, 0, 0); }

tensor_view<double> transposed(tensor_view<double> t) {
    npublas::tensor_extents extents = t.extents();
    npublas::tensor_strides strides = t.strides();
    std::reverse(extents.begin(), extents.end());
    std::reverse(strides.begin(), strides.end());
    return {t.data(), extents, strides};
}

/// The first of the arrays along the first axis.
tensor_view<double> first_slice(tensor_view<double> t) {
    npublas::tensor_extents extents;
    npublas::tensor_strides strides;
    for (std::size_t axis = 1; axis < t.rank(); ++axis) {
        extents.push_back(t.extent(axis));
        strides.push_back(t.stride(axis));
    }
    return {t.data(), extents, strides};
}

double elsewhere[8] = {1, 2, 3, 4, 5, 6, 7, 8};

tensor_view<double> dangling(tensor_view<double>) { return {elsewhere, {2, 2, 2}}; }
tensor_view<double> one_too_many(tensor_view<double> t) { return {t.data(), {t.size() + 1}, {1}}; }

ublas::tensor<double, ublas::last_order> last_order(ublas::tensor<double, ublas::last_order> t) {
    t *= 2;
    return t;
}

std::size_t const_reference_rank(ublas::tensor<double> const& t) { return t.rank(); }

std::uintptr_t made_at = 0;

/// A tensor whose elements are 0, 1, 2, ... in Fortran's order.
ublas::tensor<double> make(std::size_t n1, std::size_t n2, std::size_t n3) {
    ublas::tensor<double> t{n1, n2, n3};
    for (std::size_t i = 0; i < t.size(); ++i)
        t[i] = static_cast<double>(i);
    made_at = reinterpret_cast<std::uintptr_t>(t.data());
    return t;
}

std::uintptr_t where_made() { return made_at; }

ublas::tensor<double> nothing() { return {}; }

void add(tensor_view<double> a, tensor_view<double const> b) { a += b; }

void halve(tensor_view<std::int32_t> a, std::int32_t b) { a /= b; }

double sum_of_all(std::vector<ublas::tensor<double>> const& tensors) {
    double sum = 0;
    for (auto const& tensor : tensors)
        tensor_view(tensor).for_each([&](double x) { sum += x; });
    return sum;
}

// Those of the manual.

void relax(tensor_view<double> next, tensor_view<double const> now, double rate) {
    next = now + rate * (next - now);
}

ublas::tensor<double> difference(tensor_view<double const> a, tensor_view<double const> b) {
    return (a - b).as_tensor();
}

double trace(tensor_view<double const> t) {
    double sum = 0;
    for (std::size_t i = 0; i < t.extent(0); ++i)
        sum += t(i, i, i);
    return sum;
}

char const* overloaded_view(tensor_view<double const>) { return "double"; }
char const* overloaded_float(tensor_view<float const>) { return "float"; }
char const* overloaded_matrix(npublas::matrix_view<double const>) { return "matrix of double"; }
char const* overloaded_tensor(ublas::tensor<double> const&) { return "tensor of double"; }
char const* overloaded_tensor_float(ublas::tensor<float> const&) { return "tensor of float"; }

class Field {
public:
    explicit Field(ublas::tensor<double> values) : values_(std::move(values)) {}

    ublas::tensor<double> values() const { return values_; }
    ublas::tensor<double> const& reference() const { return values_; }
    void set(tensor_view<double const> values) { values_ = values.as_tensor(); }

private:
    ublas::tensor<double> values_;
};

std::size_t extracted_size(bp::object const& x) {
    bp::extract<tensor_view<double const>> const view(x);
    bp::extract<ublas::tensor<double>> const tensor(x);
    if (!view.check() || !tensor.check()) return 0;
    return view().size() + tensor().size();
}

bp::object as_object(std::size_t n) { return bp::object(make(n, n, n)); }

} // namespace

BOOST_PYTHON_MODULE(bridge_tensor) {
    define_all();
    npublas::def("three_indices", &three_indices, bp::arg("t"));
    npublas::def("constant", &constant<double>);
    npublas::def("constant_identity", &constant_identity<double>);
    npublas::def("transposed", &transposed);
    bp::def("plain_transposed", &transposed);
    npublas::def("first_slice", &first_slice);
    npublas::def("dangling", &dangling);
    npublas::def("one_too_many", &one_too_many);
    npublas::def("last_order", &last_order);
    npublas::def("const_reference_rank", &const_reference_rank);
    npublas::def("make", &make);
    npublas::def("where_made", &where_made);
    npublas::def("nothing", &nothing);
    npublas::def("add", &add, (bp::arg("a"), bp::arg("b")));
    npublas::def("halve", &halve);
    npublas::def("sum_of_all", &sum_of_all);
    npublas::def("relax", &relax);
    npublas::def("difference", &difference);
    npublas::def("trace", &trace);
    npublas::def("overloaded", &overloaded_view);
    npublas::def("overloaded", &overloaded_float);
    npublas::def("overloaded", &overloaded_matrix);
    npublas::def("overloaded_copy", &overloaded_tensor);
    npublas::def("overloaded_copy", &overloaded_tensor_float);
    bp::def("plain_overloaded_copy", &overloaded_tensor);
    bp::def("plain_overloaded_copy", &overloaded_tensor_float);
    npublas::def("extracted_size", &extracted_size);
    npublas::def("as_object", &as_object);
    bp::class_<Field>("Field", bp::init<ublas::tensor<double>>())
        .def("values", &Field::values)
        .def("fast_values", npublas::fast(&Field::values))
        .def("reference", &Field::reference, bp::return_value_policy<bp::copy_const_reference>())
        .def("set", npublas::fast(&Field::set), bp::arg("values"));
}
