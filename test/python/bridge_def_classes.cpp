// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// Methods through the fast door; `plain_` before a name is the same through `.def` alone.

#include <npublas/python.hpp>
#include <npublas/python/def.hpp>

#include <memory>
#include <string>

#include <boost/python.hpp>

// Boost.Python knows types by name, those of all modules together.
namespace bridge_def_classes {

namespace bp = boost::python;
namespace ublas = boost::numeric::ublas;
using bp::arg;
using npublas::fast;
using npublas::matrix_view;
using npublas::vector_view;

/// A base that Python never hears of.
struct hidden_base {
    double offset = 0.5;

    double shifted(double x) const { return x + offset; }
    void set_offset(double x) noexcept { offset = x; }
};

struct registered_base {
    virtual ~registered_base() = default;

    double weight = 2;

    double weighted(vector_view<const double> v) const noexcept { return weight * ublas::sum(v); }
    virtual std::string kind() const { return "base"; }
};

class Solver : public registered_base, public hidden_base {
public:
    Solver() = default;
    explicit Solver(double diagonal) : diagonal_(diagonal), state_(3, diagonal) {}

    double dot(vector_view<const double> a, vector_view<const double> b) {
        return inner_prod(a, b);
    }
    void scale(vector_view<double> v, double factor) const { v *= factor; }
    std::size_t solve(matrix_view<double> a, vector_view<double> b) { return a.size1() + b.size(); }
    std::string kind() const override { return "solver"; }
    static std::size_t check(matrix_view<double> m) { return m.size1(); }

    double diagonal() const { return diagonal_; }
    void set_diagonal(double diagonal) { diagonal_ = diagonal; }
    const ublas::vector<double>& state() const { return state_; }
    Solver& itself() { return *this; }
    void keep(bp::object) {}
    double operator()(vector_view<const double> v) const { return diagonal_ * v(0); }
    double get(std::ptrdiff_t i) const {
        if (i < 0 || i >= static_cast<std::ptrdiff_t>(state_.size()))
            throw ublas::bad_index("index out of range");
        return state_(static_cast<std::size_t>(i));
    }
    void set(std::ptrdiff_t i, double value) { state_(static_cast<std::size_t>(i)) = value; }
    std::size_t size() const { return state_.size(); }
    ublas::vector<double> plus(vector_view<const double> v) const { return state_ + v; }
    ublas::vector<double> times(double factor) const { return factor * state_; }
    std::string text() const { return "Solver " + std::to_string(static_cast<int>(diagonal_)); }

private:
    double diagonal_ = 1;
    ublas::vector<double> state_ = ublas::vector<double>(3, 1.0);
};

/// Another class for Python.
struct Special : Solver {
    using Solver::Solver;
};

bool is_equal(const Special& a, const Special& b) { return a.diagonal() == b.diagonal(); }

double diagonal_of(const Solver& solver, double factor) { return factor * solver.diagonal(); }
double by_pointer(Solver* solver) { return solver ? solver->diagonal() : -1; }
double by_shared_pointer(std::shared_ptr<Solver> solver) {
    return solver ? solver->diagonal() : -1;
}
double by_value(Solver solver) { return solver.diagonal(); }
std::shared_ptr<Solver> make_shared_solver(double x) { return std::make_shared<Solver>(x); }
Solver make_solver(double x) { return Solver(x); }
Solver* new_solver(double x) { return new Solver(x); }

std::string text_of_double(const Solver&, double) { return "double"; }
std::string text_of_vector(const Solver&, vector_view<const double>) { return "vector"; }
std::string text_of_string(const Solver&, const std::string&) { return "string"; }

enum class colour { red, green };
std::string name_of(colour c) { return c == colour::red ? "red" : "green"; }
colour other_than(colour c) { return c == colour::red ? colour::green : colour::red; }

/// Python classes override `value`.
struct shape {
    virtual ~shape() = default;
    virtual double area(double side) const { return side * side; }
    double twice(double side) const { return 2 * area(side); }
};
struct shape_of_python : shape, bp::wrapper<shape> {
    double area(double side) const override {
        if (bp::override f = get_override("area")) return f(side);
        return shape::area(side);
    }
};

void define_solver() {
    bp::class_<registered_base>("Base")
        .def("weighted", fast(&registered_base::weighted), arg("v"))
        .def("kind", fast(&registered_base::kind));
    bp::class_<Solver, bp::bases<registered_base>, std::shared_ptr<Solver>> c("Solver");
    c.def(bp::init<double>(arg("diagonal")));
    c.def("dot", fast(&Solver::dot), (arg("a"), arg("b")), "The inner product.");
    c.def("plain_dot", &Solver::dot, (arg("a"), arg("b")), "The inner product.");
    c.def("dot_with_self", fast(&Solver::dot), (arg("self"), arg("a"), arg("b")));
    c.def("scale", fast(&Solver::scale), (arg("v"), arg("factor") = 2.0));
    c.def("plain_scale", &Solver::scale, (arg("v"), arg("factor") = 2.0));
    c.def("solve", fast(&Solver::solve), (arg("A"), arg("b")));
    c.def("plain_solve", &Solver::solve, (arg("A"), arg("b")));
    c.def("solve_unnamed", fast(&Solver::solve));
    c.def("shifted", fast(&hidden_base::shifted), arg("x"));
    c.def("set_offset", fast(&Solver::set_offset));
    c.def("base_weighted", fast(&registered_base::weighted));
    c.def("diagonal_of", fast(&diagonal_of), arg("factor") = 1.0);
    c.def("by_lambda", fast([](Solver& self, double x) { return self.diagonal() + x; }), arg("x"));
    c.def("check", fast(&Solver::check), arg("A")).staticmethod("check");
    c.def("set_diagonal", fast(&Solver::set_diagonal));
    c.def("get_diagonal", fast(&Solver::diagonal));
    c.add_property("diagonal", c.attr("get_diagonal"), c.attr("set_diagonal"));
}

void define_policies() {
    bp::object const existing = bp::scope().attr("Solver");
    bp::scope const within = existing;
    using namespace bp;
    npublas::def("state", &Solver::state, return_value_policy<copy_const_reference>(), "A copy.");
    npublas::def("itself", &Solver::itself, return_internal_reference<>());
    npublas::def("itself_existing", &Solver::itself,
                 return_value_policy<reference_existing_object>());
    npublas::def("keep", &Solver::keep, with_custodian_and_ward<1, 2>());
    npublas::def("same_self", &Solver::set_diagonal, return_self<>());
    npublas::def("text", &text_of_double);
    npublas::def("text", &text_of_vector);
    npublas::def("text", &text_of_string);
}

void define_special_methods() {
    bp::class_<Special>("Special", bp::init<double>())
        .def("__call__", fast(&Solver::operator()), arg("v"))
        .def("__getitem__", fast(&Solver::get))
        .def("__setitem__", fast(&Solver::set))
        .def("__len__", fast(&Solver::size))
        .def("__add__", fast(&Solver::plus))
        .def("__radd__", fast(&Solver::plus))
        .def("__mul__", fast(&Solver::times))
        .def("__eq__", fast(&is_equal))
        .def("__repr__", fast(&Solver::text))
        .def("__str__", fast(&Solver::text));
}

void define_plain_special_methods() {
    struct plain_special : Special {
        using Special::Special;
    };
    bp::class_<plain_special>("PlainSpecial", bp::init<double>())
        .def("__call__", &Solver::operator(), arg("v"))
        .def("__getitem__", &Solver::get)
        .def("__len__", &Solver::size)
        .def("__add__", &Solver::plus)
        .def("__radd__", &Solver::plus)
        .def("__mul__", &Solver::times);
}

void define_functions_of_classes() {
    using namespace bp;
    npublas::def("by_pointer", &by_pointer);
    npublas::def("by_shared_pointer", &by_shared_pointer);
    npublas::def("by_value", &by_value, arg("solver"));
    npublas::def("make_shared_solver", &make_shared_solver);
    npublas::def("make_solver", &make_solver);
    npublas::def("new_solver", &new_solver, return_value_policy<manage_new_object>());
    enum_<colour>("Colour").value("red", colour::red).value("green", colour::green);
    npublas::def("name_of", &name_of);
    npublas::def("other_than", &other_than);
    class_<shape_of_python, boost::noncopyable>("Shape")
        .def("area", fast(&shape::area), arg("side"))
        .def("twice", fast(&shape::twice), arg("side"));
}

} // namespace bridge_def_classes

BOOST_PYTHON_MODULE(bridge_def_classes) {
    using namespace bridge_def_classes;
    define_solver();
    define_policies();
    define_special_methods();
    define_plain_special_methods();
    define_functions_of_classes();
}
