// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// Members that are read and set by value.

#ifndef PYUBLAS_DETAIL_MEMBER_HPP
#define PYUBLAS_DETAIL_MEMBER_HPP

#include <npublas/python/numpy.hpp>

#include <boost/mpl/vector.hpp>
#include <boost/python/args.hpp>
#include <boost/python/def_visitor.hpp>
#include <boost/python/make_function.hpp>

#include <type_traits>

namespace pyublas::detail {

/// `class_<X>(...).def(by_value_rw_member(...))`, where C is X or a base of X, exported or not.
template <class T, class C>
class member_visitor : public boost::python::def_visitor<member_visitor<T, C>> {
public:
    member_visitor(char const* name, T C::*member, char const* doc, bool read_only)
        : name_(name), member_(member), doc_(doc), read_only_(read_only) {}

private:
    friend class boost::python::def_visitor_access;

    using value = std::remove_const_t<T>;

    template <class Class>
    void visit(Class& c) const {
        namespace bp = boost::python;
        using X = typename Class::wrapped_type;
        T C::*const member = member_;
        bp::object const get =
            bp::make_function([member](X& self) -> value { return self.*member; },
                              bp::default_call_policies(), boost::mpl::vector2<value, X&>());
        if constexpr (!std::is_const_v<T>) {
            if (!read_only_) {
                bp::object const set = bp::make_function(
                    [member](X& self, value const& x) { self.*member = x; },
                    bp::default_call_policies(), (bp::arg("self"), bp::arg(name_)),
                    boost::mpl::vector3<void, X&, value>());
                c.add_property(name_, get, set, doc_);
                return;
            }
        }
        c.add_property(name_, get, doc_);
    }

    char const* name_;
    T C::*member_;
    char const* doc_;
    bool read_only_;
};

} // namespace pyublas::detail

#endif
