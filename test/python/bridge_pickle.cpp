// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// Classes of a C++ author that npublas::pickle makes picklable.

#include <npublas/python.hpp>
#include <npublas/python/member.hpp>
#include <npublas/python/pickle.hpp>

#include <complex>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <boost/python.hpp>

// Boost.Python tells types apart by their names, and another test has such types too.
namespace bridge_pickle_types {

namespace bp = boost::python;
namespace ublas = boost::numeric::ublas;
using npublas::member;

enum class Method { direct = 1, iterative = 2 };

/// Not exported.
struct Base {
    ublas::vector<double> inherited;
};

struct Part {
    ublas::vector<double> elements;
    int count = 0;
};

struct Solver : Base {
    ublas::matrix<double> A;
    ublas::vector<float> b;
    int steps = 0;
    double tolerance = 0;
    bool ready = false;
    std::uint8_t byte = 0;
    std::complex<double> z;
    long double wide = 0;
    std::string name;
    Method method = Method::direct;
    std::vector<double> history;
    std::vector<std::string> log;
    std::vector<bool> flags;
    ublas::c_vector<double, 4> point{3};
    ublas::c_matrix<double, 3, 4> block{2, 3};
    ublas::bounded_vector<int, 5> bounded{0};
    ublas::matrix<std::complex<float>, ublas::column_major> columns;
    npublas::numpy_vector<double> shared;
    Part part;
    std::vector<Part> parts;

    Solver() {
        for (std::size_t i = 0; i < 3; ++i)
            point(i) = static_cast<double>(i);
        for (std::size_t i = 0; i < 6; ++i)
            block(i / 3, i % 3) = static_cast<double>(i);
    }

    void resize(std::size_t n1, std::size_t n2) {
        A.resize(n1, n2, false);
        for (std::size_t i = 0; i < n1; ++i)
            for (std::size_t j = 0; j < n2; ++j)
                A(i, j) = static_cast<double>(i * n2 + j);
        columns.resize(n2, n1, false);
        columns.clear();
        b.resize(n1, false);
        b.clear();
        inherited.resize(n2, false);
        inherited.clear();
        history.assign(n1, 0.5);
    }
    void add_part(double value) {
        parts.push_back({ublas::scalar_vector<double>(2, value), static_cast<int>(parts.size())});
    }
    void set_flags(bp::object const& values) {
        flags.clear();
        for (Py_ssize_t i = 0; i < bp::len(values); ++i)
            flags.push_back(bp::object(values[i]).ptr() == Py_True);
    }
    bp::list get_flags() const {
        bp::list result;
        for (bool const flag : flags)
            result.append(flag);
        return result;
    }
    void add_log(bp::object const& bytes) {
        log.emplace_back(PyBytes_AsString(bytes.ptr()), static_cast<std::size_t>(bp::len(bytes)));
    }
    bp::list get_log() const {
        bp::list result;
        for (auto const& text : log)
            result.append(bp::object(bp::handle<>(
                PyBytes_FromStringAndSize(text.data(), static_cast<Py_ssize_t>(text.size())))));
        return result;
    }
    npublas::numpy_vector<double> history_copy() const {
        npublas::numpy_vector<double> copy(history.size());
        for (std::size_t i = 0; i < history.size(); ++i)
            copy(i) = history[i];
        return copy;
    }
    std::size_t part_count() const { return parts.size(); }
    Part& part_at(std::size_t i) { return parts.at(i); }
    void set_wide(long double value) { wide = value; }
    bool wide_is(long double value) const { return wide == value; }
    void set_shared(npublas::numpy_vector<double> v) { shared = v; }
};

/// Derived in C++: one has a pickle of its own, one has not.
struct Extended : Solver {
    ublas::vector<double> more;
};
struct Forgotten : Solver {};

/// Held by a shared pointer, and not to be made from Python.
struct Held {
    ublas::vector<double> v;
    static std::shared_ptr<Held> make(std::size_t n) {
        auto held = std::make_shared<Held>();
        held->v = ublas::scalar_vector<double>(n, 2.0);
        return held;
    }
};

/// The smallest: for states that are fuzzed.
struct Small {
    ublas::matrix<double> A;
    int steps = 0;
    std::string name;
    Small() : A(2, 2, 1.0) {}
    static void set(Small& small, int steps) { small.steps = steps; }
};

/// Nothing can pickle its member.
struct Unknown {};
struct Hopeless {
    Unknown member;
};

} // namespace bridge_pickle_types

BOOST_PYTHON_MODULE(bridge_pickle) {
    using namespace bridge_pickle_types;
    using npublas::pickle;
    bp::enum_<Method>("Method")
        .value("direct", Method::direct)
        .value("iterative", Method::iterative);
    bp::class_<Part>("Part")
        .def("elements", member(&Part::elements))
        .def_readwrite("count", &Part::count)
        .def(pickle(&Part::elements, &Part::count));
    bp::class_<Solver>("Solver", "a solver")
        .def("A", member(&Solver::A))
        .def("b", member(&Solver::b))
        .def("inherited", member(&Solver::inherited))
        .def("point", member(&Solver::point))
        .def("block", member(&Solver::block))
        .def("bounded", member(&Solver::bounded))
        .def("columns", member(&Solver::columns))
        .def("shared", member(&Solver::shared))
        .def_readwrite("steps", &Solver::steps)
        .def_readwrite("tolerance", &Solver::tolerance)
        .def_readwrite("ready", &Solver::ready)
        .def_readwrite("byte", &Solver::byte)
        .def_readwrite("z", &Solver::z)
        .def_readwrite("name", &Solver::name)
        .def_readwrite("method", &Solver::method)
        .add_property("part", bp::make_getter(&Solver::part, bp::return_internal_reference<>()))
        .add_property("flags", &Solver::get_flags, &Solver::set_flags)
        .add_property("log", &Solver::get_log)
        .add_property("history", &Solver::history_copy)
        .def("resize", &Solver::resize)
        .def("add_part", &Solver::add_part)
        .def("add_log", &Solver::add_log)
        .def("part_count", &Solver::part_count)
        .def("part_at", &Solver::part_at, bp::return_internal_reference<>())
        .def("set_wide", &Solver::set_wide)
        .def("wide_is", &Solver::wide_is)
        .def("set_shared", &Solver::set_shared)
        .def(pickle(&Solver::A, &Solver::b, &Solver::inherited, &Solver::steps, &Solver::tolerance,
                    &Solver::ready, &Solver::byte, &Solver::z, &Solver::wide, &Solver::name,
                    &Solver::method, &Solver::history, &Solver::log, &Solver::flags, &Solver::point,
                    &Solver::block, &Solver::bounded, &Solver::columns, &Solver::shared,
                    &Solver::part, &Solver::parts));
    bp::class_<Extended, bp::bases<Solver>>("Extended")
        .def("more", member(&Extended::more))
        .def(pickle(&Extended::A, &Extended::steps));
    bp::class_<Forgotten, bp::bases<Solver>>("Forgotten");
    bp::class_<Held, std::shared_ptr<Held>>("Held", bp::no_init)
        .def("make", &Held::make)
        .staticmethod("make")
        .def("v", member(&Held::v))
        .def(pickle(&Held::v));
    bp::class_<Small>("Small")
        .def("A", member(&Small::A))
        .def_readwrite("steps", &Small::steps)
        .def_readwrite("name", &Small::name)
        .def(pickle(&Small::A, &Small::steps, &Small::name));
    bp::class_<Hopeless>("Hopeless").def(pickle(&Hopeless::member));
}
