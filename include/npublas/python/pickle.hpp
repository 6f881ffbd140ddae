// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// Pickles of the C++ author's own classes.

#ifndef NPUBLAS_PYTHON_PICKLE_HPP
#define NPUBLAS_PYTHON_PICKLE_HPP

#include <npublas/python/detail/pickled_member.hpp>

#include <boost/mpl/vector.hpp>
#include <boost/python/back_reference.hpp>
#include <boost/python/class.hpp>
#include <boost/python/def_visitor.hpp>
#include <boost/python/dict.hpp>
#include <boost/python/import.hpp>
#include <boost/python/make_function.hpp>
#include <boost/python/object/make_holder.hpp>
#include <boost/python/tuple.hpp>

#include <memory>
#include <tuple>
#include <utility>

namespace npublas {

namespace python::detail {

inline constexpr long pickle_format_version = 1;

[[noreturn]] inline void throw_malformed(std::string const& class_name, std::string const& reason) {
    std::string const text = "malformed pickle of " + class_name + ": " + reason;
    PyErr_SetString(PyExc_ValueError, text.c_str());
    bp::throw_error_already_set();
    std::abort();
}

/// What `__reduce__` returns: pickle makes the object without calling its constructor, and gives
/// `__setstate__` the rest.
inline bp::object reduce_object(bp::object const& self, PyTypeObject* pickled,
                                bp::object const& values) {
    bp::object const attributes = self.attr("__dict__");
    bp::object const type(
        bp::handle<>(bp::borrowed(reinterpret_cast<PyObject*>(Py_TYPE(self.ptr())))));
    bp::object const state = bp::make_tuple(pickle_format_version, pickled->tp_name, values,
                                            bp::len(attributes) ? attributes : bp::object());
    return bp::make_tuple(bp::import("copyreg").attr("__newobj__"), bp::make_tuple(type), state);
}

/// The state's values and attributes, each known to be of the right kind.
struct pickled_object {
    bp::object values;
    bp::object attributes;
};

inline bool are_attributes(PyObject* object) {
    if (object == Py_None) return true;
    if (!PyDict_CheckExact(object)) return false;
    PyObject* key = nullptr;
    Py_ssize_t place = 0;
    while (PyDict_Next(object, &place, &key, nullptr))
        if (!PyUnicode_CheckExact(key)) return false;
    return true;
}

inline pickled_object read_state(bp::object const& state, PyTypeObject* pickled,
                                 std::size_t members) {
    require(PyTuple_CheckExact(state.ptr()) && PyTuple_GET_SIZE(state.ptr()) == 4,
            "the state must be (format version, class name, values, attributes)");
    bp::object const version = state[0], name = state[1], values = state[2], attributes = state[3];
    require(PyLong_CheckExact(version.ptr()), "the format version must be an int");
    int overflow = 0;
    require(PyLong_AsLongAndOverflow(version.ptr(), &overflow) == pickle_format_version,
            "this npublas reads format version 1");
    require(PyUnicode_CheckExact(name.ptr()) &&
                PyUnicode_CompareWithASCIIString(name.ptr(), pickled->tp_name) == 0,
            "it is of another class");
    require(PyTuple_CheckExact(values.ptr()) &&
                PyTuple_GET_SIZE(values.ptr()) == static_cast<Py_ssize_t>(members),
            "the values must be a tuple of one for each member");
    require(are_attributes(attributes.ptr()), "the attributes must be None or a dict of str");
    return {values, attributes};
}

/// A Python error of a value that can't be read is the pickle's fault; others pass.
inline std::string read_fault() {
    if (!PyErr_ExceptionMatches(PyExc_TypeError) && !PyErr_ExceptionMatches(PyExc_ValueError) &&
        !PyErr_ExceptionMatches(PyExc_OverflowError) && !PyErr_ExceptionMatches(PyExc_SystemError))
        throw bp::error_already_set();
    return take_error_text();
}

/// Calls `load`, and makes a ValueError of what shows that the pickle is malformed.
template <class Load>
inline auto load_or_refuse(std::string const& class_name, std::string const& place, Load load)
    -> decltype(load()) {
    std::string reason;
    try {
        return load();
    } catch (bp::error_already_set const&) {
        reason = read_fault();
    } catch (std::bad_alloc const&) {
        reason = "it does not fit into memory";
    } catch (std::exception const& e) {
        reason = e.what();
    }
    throw_malformed(class_name, place + reason);
}

/// The C++ object in an instance; null where there is none yet.
template <class X>
inline X* find_object(PyObject* self) {
    return static_cast<X*>(
        bp::converter::get_lvalue_from_python(self, bp::converter::registered<X>::converters));
}

template <class X, class Holder, class... Member>
class object_pickle {
public:
    explicit object_pickle(Member... members) : members_(members...) {}

    bp::object reduce(bp::back_reference<X&> self) const {
        return std::apply(
            [&self](auto... member) {
                bp::object const owner = self.source();
                bp::list values;
                (values.append(save(self.get().*member, owner)), ...);
                return reduce_object(owner, type(), bp::tuple(values));
            },
            members_);
    }

    void restore(bp::object const& self, bp::object const& state) const {
        if (!PyObject_TypeCheck(self.ptr(), type()))
            throw_not_for(self, "is no instance of the class");
        refuse_made_object(self);
        pickled_object const pickled = load_or_refuse(
            type()->tp_name, "", [&] { return read_state(state, type(), sizeof...(Member)); });
        load_and_store(self, pickled, std::index_sequence_for<Member...>());
    }

private:
    template <class M>
    using value_type = std::remove_reference_t<decltype(std::declval<X&>().*std::declval<M>())>;

    static PyTypeObject* type() {
        return bp::converter::registered<X>::converters.get_class_object();
    }

    [[noreturn]] static void throw_not_for(bp::object const& self, char const* problem) {
        PyErr_Format(PyExc_TypeError,
                     "__setstate__ of %s is for objects that pickle makes: this %s %s",
                     type()->tp_name, Py_TYPE(self.ptr())->tp_name, problem);
        bp::throw_error_already_set();
        std::abort();
    }

    /// Its members can't be exchanged: there may be arrays over their memory.
    static void refuse_made_object(bp::object const& self) {
        if (find_object<X>(self.ptr())) throw_not_for(self, "has been made already");
    }

    template <class T>
    static bp::object save(T& member, bp::object const& owner) {
        static_assert(!std::is_const_v<T>, "npublas::pickle: a const member can't be loaded");
        return pickled_member<T>::save(member, owner);
    }

    /// Not by value: uBLAS's containers have no move constructor before Boost 1.78.
    template <class T>
    static std::unique_ptr<T> load(bp::object const& values, std::size_t i) {
        return load_or_refuse(type()->tp_name, "member " + std::to_string(i + 1) + ": ", [&] {
            bp::object const value = values[i];
            return std::unique_ptr<T>(new T(pickled_member<T>::load(value)));
        });
    }

    /// Everything is loaded before there is an object.
    template <std::size_t... I>
    void load_and_store(bp::object const& self, pickled_object const& pickled,
                        std::index_sequence<I...>) const {
        std::tuple<std::unique_ptr<value_type<Member>>...> const loaded{
            load<value_type<Member>>(pickled.values, I)...};
        // Loading may have run Python code, which may have made the object.
        refuse_made_object(self);
        bp::objects::make_holder<0>::apply<Holder, boost::mpl::vector0<>>::execute(self.ptr());
        X& object = *find_object<X>(self.ptr());
        (store_member(object.*std::get<I>(members_), *std::get<I>(loaded)), ...);
        if (!pickled.attributes.is_none()) self.attr("__dict__").attr("update")(pickled.attributes);
    }

    std::tuple<Member...> members_;
};

/// `pickle(&X::A, ...)` in a class.
template <class... Member>
class pickle_visitor : public bp::def_visitor<pickle_visitor<Member...>> {
public:
    explicit pickle_visitor(Member... members) : members_(members...) {}

private:
    friend class bp::def_visitor_access;

    template <class Class>
    void visit(Class& c) const {
        using X = typename Class::wrapped_type;
        using pickle = object_pickle<X, typename Class::metadata::holder, Member...>;
        static_assert(
            std::is_default_constructible_v<X>,
            "npublas::pickle: loading makes the object with its default constructor; for a "
            "class without one use boost::python::pickle_suite");
        auto const made = std::apply([](auto... member) { return pickle(member...); }, members_);
        c.def("__reduce__",
              bp::make_function([made](bp::back_reference<X&> self) { return made.reduce(self); },
                                bp::default_call_policies(),
                                boost::mpl::vector2<bp::object, bp::back_reference<X&>>()));
        c.def("__setstate__",
              bp::make_function([made](bp::object const& self,
                                       bp::object const& state) { made.restore(self, state); },
                                bp::default_call_policies(),
                                boost::mpl::vector3<void, bp::object const&, bp::object const&>()));
    }

    std::tuple<Member...> members_;
};

} // namespace python::detail

/// Makes a class picklable, by the members that are its state:
///
///     class_<Solver>("Solver").def(npublas::pickle(&Solver::A, &Solver::b, &Solver::steps))
///
/// The members, of Solver or of its bases, are dense uBLAS containers, shared containers, numbers,
/// enumerations, `std::string`, `std::vector` of these, and anything that Boost.Python converts,
/// such as classes that are exported and have a pickle of their own. Sparse and packed matrices
/// take npublas/python/pickle_sparse.hpp and npublas/python/pickle_packed.hpp.
///
/// Dense elements are pickled as ndarrays over the members' own memory: with protocol 5 out of band
/// none is copied. Attributes that Python gave the instance, and classes that Python derived, are
/// kept; a class that C++ derived needs a pickle of its own. Loading makes the object with its
/// default constructor, without calling `__init__`, and checks everything before there is one:
/// a malformed state is a ValueError.
template <class... C, class... Base>
inline python::detail::pickle_visitor<C Base::*...> pickle(C Base::*... members) {
    return python::detail::pickle_visitor<C Base::*...>(members...);
}

} // namespace npublas

#endif
