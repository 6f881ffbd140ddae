// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// Free functions through the fast door. Most stand twice, in the submodules `fast` and `plain`
/// under one name, so that the tests can compare the doors; `define` defines overloads when the
/// tests ask for it, in any order and through any door.

#include <npublas/python.hpp>
#include <npublas/python/def.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>

#include <boost/python.hpp>

// Boost.Python knows types by name, those of all modules together.
namespace bridge_def {

namespace bp = boost::python;
namespace ublas = boost::numeric::ublas;
using bp::arg;
using npublas::matrix_view;
using npublas::numpy_vector;
using npublas::strided_matrix_view;
using npublas::strided_vector_view;
using npublas::vector_view;

bp::object submodule(const std::string& name) {
    return bp::object(
        bp::handle<>(bp::borrowed(PyImport_AddModule(("bridge_def." + name).c_str()))));
}

/// The same options through both doors.
template <class F, class... Options>
void define_twice(const char* name, F f, const Options&... options) {
    {
        const bp::scope within(submodule("fast"));
        npublas::def(name, f, options...);
    }
    const bp::scope within(submodule("plain"));
    bp::def(name, f, options...);
}

// Numbers, strings, objects.

void nothing() {}
int answer() noexcept { return 42; }
template <class T>
T same(T value) {
    return value;
}
template <class T>
T same_reference(const T& value) {
    return value;
}
double many(double a, double b, int c, const std::string& d, bp::object e) {
    return a + 10 * b + 100 * c + 1000 * static_cast<double>(d.size()) + (e.is_none() ? 0 : 0.5);
}
int fifteen(int a, int b, int c, int d, int e, int f, int g, int h, int i, int j, int k, int l,
            int m, int n, int o) {
    return a + 2 * b + 3 * c + 4 * d + 5 * e + 6 * f + 7 * g + 8 * h + 9 * i + 10 * j + 11 * k +
           12 * l + 13 * m + 14 * n + 15 * o;
}
std::size_t length_of_list(bp::list values) { return static_cast<std::size_t>(bp::len(values)); }
bp::object get_item(bp::dict values, bp::object key) { return values.get(key); }
PyObject* borrowed_object(PyObject* object) { return bp::incref(object); }
bool is_null(const char* text) { return text == nullptr; }

// Arrays.

/// The tests bring arrays of every size.
template <class View>
auto checked(const View& v, std::size_t i) {
    if (i >= v.size()) throw ublas::bad_index("no such element");
    return v(i);
}
template <class View>
auto checked(const View& m, std::size_t i, std::size_t j) {
    if (i >= m.size1() || j >= m.size2()) throw ublas::bad_index("no such element");
    return m(i, j);
}

double first(vector_view<const double> v) { return checked(v, 0); }
void scale(vector_view<double> v, double factor) { v *= factor; }
double at(matrix_view<const double> m, std::size_t i, std::size_t j) { return checked(m, i, j); }
double three(double x, vector_view<const double> v, matrix_view<const double> m) {
    return x + checked(v, 0) + checked(m, 0, 0);
}
void axpy(double a, vector_view<const double> x, strided_vector_view<double> y) {
    for (std::size_t i = 0; i < std::min(x.size(), y.size()); ++i)
        y(i) += a * x(i);
}
double trace(strided_matrix_view<const double> m) {
    double result = 0;
    for (std::size_t i = 0; i < std::min(m.size1(), m.size2()); ++i)
        result += m(i, i);
    return result;
}
double sum(const ublas::vector<double>& v) { return ublas::sum(v); }
double sum_by_value(ublas::vector<double> v) { return ublas::sum(v); }
int sum_int8(const ublas::vector<std::int8_t>& v) {
    int result = 0;
    for (std::int8_t x : v)
        result += x;
    return result;
}

// In-out.

void twice(ublas::vector<double>& v) { v *= 2; }
double twice_and_sum(ublas::vector<double>& v, ublas::matrix<double>& m) {
    v *= 2;
    m *= 3;
    return ublas::sum(v) + checked(m, 0, 0);
}
ublas::vector<double> append(ublas::vector<double>& v) {
    v.resize(v.size() + 1);
    return ublas::vector<double>(ublas::scalar_vector<double>(100, 1.0));
}
void append_to_both(ublas::vector<double>& v, ublas::vector<double>& w) {
    v.resize(v.size() + 1);
    w.resize(w.size() + 1);
}
void change_and_throw(ublas::vector<double>& v) {
    v *= -1;
    throw std::runtime_error("changed my mind");
}

// Results.

ublas::vector<double> made(std::size_t n) {
    ublas::vector<double> v(n);
    for (std::size_t i = 0; i < n; ++i)
        v(i) = static_cast<double>(i);
    return v;
}
ublas::matrix<double, ublas::column_major> made_matrix(std::size_t n) {
    return ublas::identity_matrix<double>(n);
}
vector_view<double> tail(vector_view<double> v) {
    checked(v, 0);
    return {v.data() + 1, v.size() - 1};
}
double elsewhere[3] = {1, 2, 3};
vector_view<double> dangling(vector_view<double>) { return {elsewhere, 3}; }
numpy_vector<double> shared(numpy_vector<double> v) { return v; }
numpy_vector<double> new_shared(std::size_t n) { return numpy_vector<double>(made(n)); }
bp::tuple pair_of(vector_view<const double> v) { return bp::make_tuple(v.size(), "text"); }
bp::object no_object() { return bp::object(); }
const char* characters() { return "characters"; }
std::uintptr_t made_address = 0;
std::uintptr_t last_address() { return made_address; }
ublas::vector<double> made_somewhere(std::size_t n) {
    ublas::vector<double> v = made(n);
    made_address = n ? reinterpret_cast<std::uintptr_t>(&v(0)) : 0;
    return v;
}
const ublas::vector<double>& kept_vector() {
    static const ublas::vector<double> v(4, 7.0);
    return v;
}

// Exceptions.

struct authors_error {
    int code;
};
void translate(const authors_error& e) {
    PyErr_SetString(PyExc_KeyError, ("code " + std::to_string(e.code)).c_str());
}
void raise(const std::string& what) {
    if (what == "runtime") throw std::runtime_error("as the author said");
    if (what == "invalid") throw std::invalid_argument("as the author said");
    if (what == "range") throw std::out_of_range("as the author said");
    if (what == "memory") throw std::bad_alloc();
    if (what == "index") throw ublas::bad_index("as the author said");
    if (what == "size") throw ublas::bad_size("as the author said");
    if (what == "singular") throw ublas::singular("as the author said");
    if (what == "author") throw authors_error{7};
    if (what == "number") throw 42;
    if (what == "python") {
        PyErr_SetString(PyExc_LookupError, "from Python");
        throw bp::error_already_set();
    }
}

// Calls within calls.

bp::object apply(bp::object function, bp::object argument) { return function(argument); }
bp::object apply_to_copy(const ublas::vector<double>& v, bp::object function) {
    return bp::make_tuple(v.size(), function());
}

// What is not a function pointer.

struct times {
    double factor;
    double operator()(double x) const noexcept { return factor * x; }
};
struct counter {
    std::shared_ptr<int> calls = std::make_shared<int>(0);
    int operator()() const { return ++*calls; }
};
struct point {
    double x = 1.5;
    double with(double y) const { return x + y; }
    void move(double dx) noexcept { x += dx; }
};

// Overloads, each of which answers with its name.

/// An author's own policies: Boost.Python has to make the call.
int precalls = 0;
int precall_count() { return precalls; }
struct counting_policies : bp::default_call_policies {
    template <class Arguments>
    static bool precall(const Arguments&) {
        ++precalls;
        return true;
    }
};

using definition = std::function<void(const std::string& name, const std::string& door)>;

template <class F>
definition through_doors(F f) {
    return [f](const std::string& name, const std::string& door) {
        if (door == "fast") npublas::def(name.c_str(), f);
        if (door == "plain") bp::def(name.c_str(), f);
        if (door == "policy") npublas::def(name.c_str(), f, counting_policies());
    };
}

std::string on_object(bp::object) { return "object"; }
std::string on_double(double) { return "double"; }
std::string on_int(int) { return "int"; }
std::string on_string(const std::string&) { return "string"; }
std::string on_two(bp::object, bp::object) { return "two"; }
template <class T>
std::string on_vector(const ublas::vector<T>&) {
    return std::string("vector ") + npublas::name(npublas::element_type_of<T>());
}
template <class T>
std::string on_view(vector_view<T>) {
    return std::string(std::is_const_v<T> ? "const view " : "view ") +
           npublas::name(npublas::element_type_of<std::remove_const_t<T>>());
}
std::string on_matrix(matrix_view<const double>) { return "matrix"; }

const std::map<std::string, definition>& definitions() {
    static const std::map<std::string, definition> all{
        {"object", through_doors(&on_object)},
        {"double", through_doors(&on_double)},
        {"int", through_doors(&on_int)},
        {"string", through_doors(&on_string)},
        {"two", through_doors(&on_two)},
        {"vector float64", through_doors(&on_vector<double>)},
        {"vector float32", through_doors(&on_vector<float>)},
        {"vector int8", through_doors(&on_vector<std::int8_t>)},
        {"view float64", through_doors(&on_view<double>)},
        {"const view float64", through_doors(&on_view<const double>)},
        {"const view float32", through_doors(&on_view<const float>)},
        {"matrix", through_doors(&on_matrix)},
    };
    return all;
}

void define(bp::object scope, const std::string& name, const std::string& overload,
            const std::string& door) {
    const bp::scope within(scope);
    definitions().at(overload)(name, door);
}

void define_values() {
    define_twice("nothing", &nothing);
    define_twice("answer", &answer);
    define_twice("same_bool", &same<bool>, arg("value"));
    define_twice("same_char", &same<char>, arg("value"));
    define_twice("same_int8", &same<std::int8_t>, arg("value"));
    define_twice("same_uint8", &same<std::uint8_t>, arg("value"));
    define_twice("same_int16", &same<std::int16_t>, arg("value"));
    define_twice("same_int32", &same<std::int32_t>, arg("value"));
    define_twice("same_uint32", &same<std::uint32_t>, arg("value"));
    define_twice("same_int64", &same<std::int64_t>, arg("value"));
    define_twice("same_uint64", &same<std::uint64_t>, arg("value"));
    define_twice("same_float", &same<float>, arg("value"));
    define_twice("same_double", &same<double>, arg("value"));
    define_twice("same_const_double", &same<const double>, arg("value"));
    define_twice("same_double_reference", &same_reference<double>, arg("value"));
    define_twice("same_long_double", &same<long double>, arg("value"));
    define_twice("same_complex", &same<std::complex<double>>, arg("value"));
    define_twice("same_string", &same<std::string>, arg("value"));
    define_twice("same_wide_string", &same<std::wstring>, arg("value"));
    define_twice("same_object", &same<bp::object>, arg("value"));
    define_twice("same_tuple", &same<bp::tuple>, arg("value"));
    define_twice("length_of_list", &length_of_list, arg("value"));
    define_twice("borrowed_object", &borrowed_object, arg("value"));
    define_twice("is_null", &is_null, arg("value"));
    define_twice("get_item", &get_item, (arg("values"), arg("key") = bp::object()));
    define_twice("fifteen", &fifteen);
    define_twice(
        "many", &many,
        (arg("a"), arg("b") = 1.5, arg("c") = 2, arg("d") = "text", arg("e") = bp::object()),
        "Adds many things.");
    define_twice("no_default_in_front", &many, (arg("c"), arg("d") = "x", arg("e") = 1));
}

void define_arrays() {
    define_twice("first", &first, arg("v"), "The first element.");
    define_twice("scale", &scale, (arg("v"), arg("factor") = 2.0));
    define_twice("at", &at, (arg("A"), arg("i"), arg("j")));
    define_twice("three", &three, (arg("x"), arg("v"), arg("m")));
    define_twice("three_unnamed", &three);
    define_twice("axpy", &axpy, (arg("a"), arg("x"), arg("y")));
    define_twice("trace", &trace, arg("A"));
    define_twice("sum", &sum, arg("v"));
    define_twice("sum_by_value", &sum_by_value, arg("v"));
    define_twice("sum_int8", &sum_int8, arg("v"));
    define_twice("twice", &twice, arg("v"));
    define_twice("twice_and_sum", &twice_and_sum, (arg("v"), arg("m")));
    define_twice("append", &append, arg("v"));
    define_twice("append_to_both", &append_to_both, (arg("v"), arg("w")));
    define_twice("change_and_throw", &change_and_throw, arg("v"));
    const bp::object ones = bp::import("numpy").attr("ones")(3);
    define_twice("sum_of_default", &sum, arg("v") = ones);
    define_twice("scale_default", &scale, (arg("v") = ones, arg("factor") = 2.0));
    define_twice("tail_of_default", &tail, arg("v") = ones);
}

std::string on_named(int, int) { return "named"; }
std::string on_partly_named(int, int, int) { return "partly named"; }

void define_partly_named() {
    define_twice("named_first", &on_named, (arg("a"), arg("b")));
    define_twice("named_first", &on_partly_named, arg("c"));
    define_twice("named_last", &on_partly_named, arg("c"));
    define_twice("named_last", &on_named, (arg("a"), arg("b")));
}

void define_results() {
    define_twice("made", &made);
    define_twice("made_matrix", &made_matrix);
    define_twice("made_somewhere", &made_somewhere);
    define_twice("last_address", &last_address);
    define_twice("tail", &tail, arg("v"));
    define_twice("dangling", &dangling, arg("v"));
    define_twice("shared", &shared);
    define_twice("new_shared", &new_shared);
    define_twice("pair_of", &pair_of);
    define_twice("no_object", &no_object);
    define_twice("characters", &characters);
    define_twice("kept_vector", &kept_vector, bp::return_value_policy<bp::copy_const_reference>());
    define_twice("kept_vector_by_value", &kept_vector,
                 bp::return_value_policy<bp::return_by_value>(), "After the policies.");
    define_twice("second_argument", &pair_of, bp::return_arg<1>());
    define_twice("raise", &raise, arg("what"));
    define_twice("apply", &apply, (arg("function"), arg("argument")));
    define_twice("apply_to_copy", &apply_to_copy, (arg("v"), arg("function")));
}

void define_functors() {
    npublas::def(
        "square", [](double x) { return x * x; }, arg("x"), "x times x");
    const std::string greeting = "hello, ";
    npublas::def(
        "greet", [greeting](const std::string& name) { return greeting + name; },
        arg("name") = "you");
    npublas::def("triple", times{3}, arg("x"));
    npublas::def("count", counter());
    npublas::def("halve", std::function<double(double)>([](double x) { return x / 2; }));
    npublas::def("pointer", first, (arg("v")));
    npublas::def("reference", *&first, arg("v"));
    bp::class_<point>("Point").def_readonly("x", &point::x);
    npublas::def("point_with", &point::with, (arg("point"), arg("y") = 0.5));
    npublas::def("move_point", &point::move);
    npublas::def<float, double, std::complex<double>>(
        "norm",
        [](auto tag) {
            using T = typename decltype(tag)::type;
            return [](vector_view<const T> v) { return norm_1(v); };
        },
        arg("v"), "The sum of magnitudes.");
    npublas::def<std::int32_t>("only_int32", [](auto tag) {
        using T = typename decltype(tag)::type;
        return [](vector_view<const T> v) { return checked(v, 0); };
    });
}

} // namespace bridge_def

BOOST_PYTHON_MODULE(bridge_def) {
    using namespace bridge_def;
    bp::register_exception_translator<authors_error>(&translate);
    bp::scope().attr("fast") = submodule("fast");
    bp::scope().attr("plain") = submodule("plain");
    define_values();
    define_arrays();
    define_partly_named();
    define_results();
    define_functors();
    bp::def("define", &define);
    bp::def("precall_count", &precall_count);
}
