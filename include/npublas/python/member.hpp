// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// Dense matrices and vectors that are members of a C++ class, as properties of the Python class.

#ifndef NPUBLAS_PYTHON_MEMBER_HPP
#define NPUBLAS_PYTHON_MEMBER_HPP

#include <npublas/python/detail/container_source.hpp>
#include <npublas/python/detail/dense_memory.hpp>

#include <boost/mpl/vector.hpp>
#include <boost/python/back_reference.hpp>
#include <boost/python/class.hpp>
#include <boost/python/def_visitor.hpp>
#include <boost/python/make_function.hpp>

#include <string>

namespace npublas {

namespace python::detail {

/// The words for a member's elements, as `refusal_note::wanted`.
template <class T, int Rank>
inline wanted_array describe_elements() {
    element_type const element = element_type_of<T>();
    std::string const type = (Rank == 1 ? "vector<" : "matrix<") + std::string(cpp_name(element));
    return {type + ">", container_needs(element, Rank), bp::type_id<void>(), element, Rank,
            no_axis};
}

inline std::string shape_text(bp::object const& array) {
    return tuple_text(PyArray_DIMS(as_ndarray(array)), PyArray_NDIM(as_ndarray(array)));
}

[[noreturn]] inline void throw_assignment(PyObject* type, std::string const& text) {
    PyErr_SetString(type, text.c_str());
    bp::throw_error_already_set();
    std::abort();
}

/// A source for elements, of any shape. Throws error_already_set where they can't be converted.
inline container_source find_elements(PyObject* value, wanted_array (*wanted)(),
                                      std::string const& name) {
    wanted_array const words = wanted();
    container_source source = find_source(value, words.element, words.rank);
    if (source.reason == fault::none || source.reason == fault::rank) return source;
    call_state& state = current_call();
    call_frame const frame(state, false);
    note_source(value, source, wanted);
    throw_assignment(is_value_fault(state.latest()) ? PyExc_ValueError : PyExc_TypeError,
                     sentence(state.latest(), name, "value"));
}

/// Writes the elements of `source` over those of `target`, an array of no more dimensions than
/// its shape says. Throws error_already_set.
inline void write_elements(bp::object const& target, container_source const& source,
                           std::string const& name) {
    array_layout<1> length{};
    bool const is_number = PyArray_NDIM(as_ndarray(source.array)) == 0 &&
                           read_shape(as_ndarray(target), length) && length.extent[0] == 1;
    std::string const from = shape_text(source.array), to = shape_text(target);
    if (!is_number && from != to)
        throw_assignment(PyExc_ValueError,
                         name + " has shape " + to + " and keeps it; got shape " + from);
    numpy().copy(as_ndarray(target), as_ndarray(source.array));
}

/// A member C (which may be const) of X, declared in X or in a base of X.
template <class X, class C, class Base>
struct member_getter {
    C Base::*member;
    bool read_only;

    bp::object operator()(bp::back_reference<X&> self) const {
        C& container = self.get().*member;
        if (read_only) return show_dense(std::as_const(container), self.source());
        return show_dense(container, self.source());
    }
};

template <class X, class C, class Base>
struct member_setter {
    C Base::*member;
    std::string name;

    void operator()(bp::back_reference<X&> self, bp::object const& value) const {
        using view = strided_view<C>;
        using traits = array_traits<view>;
        container_source const source = find_elements(
            value.ptr(),
            &describe_elements<std::remove_const_t<typename traits::element>, traits::rank>, name);
        // Python code may have run until here, and the member may have moved.
        write_elements(show_owned(memory_of(self.get().*member), self.source()), source, name);
    }
};

/// `member(&X::A)` in a class.
template <class C, class Base>
class member_visitor : public bp::def_visitor<member_visitor<C, Base>> {
    static_assert(has_dense_memory<C>,
                  "npublas::member is for dense uBLAS vectors and matrices and "
                  "for npublas's shared containers");

public:
    member_visitor(C Base::*member, bool read_only) : member_(member), read_only_(read_only) {}

private:
    friend class bp::def_visitor_access;

    template <class Class, class Options>
    void visit(Class& c, char const* name, Options const& options) const {
        using X = typename Class::wrapped_type;
        using element = typename array_traits<strided_view<C>>::element;
        bp::object const get = bp::make_function(
            member_getter<X, C, Base>{member_, read_only_}, bp::default_call_policies(),
            boost::mpl::vector2<bp::object, bp::back_reference<X&>>());
        if constexpr (!std::is_const_v<element>) {
            if (!read_only_) {
                bp::object const set = bp::make_function(
                    member_setter<X, C, Base>{member_, name}, bp::default_call_policies(),
                    boost::mpl::vector3<void, bp::back_reference<X&>, bp::object const&>());
                c.add_property(name, get, set, options.doc());
                return;
            }
        }
        c.add_property(name, get, options.doc());
    }

    C Base::*member_;
    bool read_only_;
};

} // namespace python::detail

/// A dense member as a property: `class_<X>("X").def("A", npublas::member(&X::A), "doc")`.
///
/// The member is any dense uBLAS vector or matrix (`vector`, `matrix`, `bounded_vector`,
/// `bounded_matrix`, `c_vector`, `c_matrix`) or a `numpy_vector` or `numpy_matrix`, of X or of a
/// base of X, which need not be exported.
///
/// Reading it gives a live ndarray over the member's memory, which keeps the instance alive. A
/// shared container gives the ndarray that it holds. Assigning to it writes the elements of any
/// array-like, converted as for a parameter `ublas::matrix<T>`; another shape is a ValueError: from
/// Python a member never changes size. One that is const, or of const elements, is read-only.
///
/// C++ code that resizes a member while such arrays are about must use a shared container.
template <class C, class Base>
inline python::detail::member_visitor<C, Base> member(C Base::*member) {
    return {member, false};
}

/// The same, read-only: the ndarray can't be written to, and assigning is an AttributeError.
template <class C, class Base>
inline python::detail::member_visitor<C, Base> member_ro(C Base::*member) {
    return {member, true};
}

} // namespace npublas

#endif
