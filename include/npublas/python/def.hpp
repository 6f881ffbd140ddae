// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// The fast door: functions that Python calls at the cost of a hand-written C extension.
///
///     npublas::def("axpy", &axpy, (arg("a"), arg("x"), arg("y") = none), "docstring");
///     class_<Solver>("Solver").def("solve", npublas::fast(&Solver::solve), (arg("b")),
///     "docstring"); npublas::def<float, double>("norm", [](auto tag) {
///         using T = typename decltype(tag)::type;
///         return [](vector_view<const T> v) { return norm_2(v); };
///     });
///
/// Arguments, keywords, defaults, docstrings, call policies, overloads and errors are those of
/// `boost::python::def`; only the way to the function is shorter. All overloads of a name stand
/// together, in whatever order they were defined and whether by `npublas::def` or plain `def`,
/// but for one case: a plain `def` after an `npublas::def` of the same name replaces it, with a
/// RuntimeWarning, because Boost.Python chains its own functions only.

#ifndef NPUBLAS_PYTHON_DEF_HPP
#define NPUBLAS_PYTHON_DEF_HPP

#include <npublas/python/detail/fast_function.hpp>
#include <npublas/python/detail/typed_overload.hpp>

#include <boost/python/def_visitor.hpp>
#include <boost/python/make_function.hpp>
#include <boost/python/scope.hpp>

#include <type_traits>

namespace npublas {

namespace python::detail {

/// What may follow the function in a `def`, in any order.
template <class Keywords, class Policies>
struct def_options {
    Keywords keywords;
    char const* doc;
    Policies policies;

    template <std::size_t N>
    auto with(bp::detail::keywords<N> const& given) const {
        return def_options<bp::detail::keywords<N>, Policies>{given, doc, policies};
    }
    auto with(char const* given) const {
        return def_options<Keywords, Policies>{keywords, given, policies};
    }
    template <class Given, class = std::enable_if_t<std::is_class_v<Given>>>
    auto with(Given const& given) const {
        return def_options<Keywords, Given>{keywords, doc, given};
    }
};

using no_options = def_options<bp::detail::keywords<0>, bp::default_call_policies>;

template <class Read>
inline Read read_options(Read const& read) {
    return read;
}

template <class Read, class Option, class... Rest>
inline auto read_options(Read const& read, Option const& option, Rest const&... rest) {
    return read_options(read.with(option), rest...);
}

template <class Type, class F, class Options>
inline void define(bp::object const& scope, char const* name, F const& f, Options const& options) {
    using policies = std::decay_t<decltype(options.policies)>;
    static_assert(std::decay_t<decltype(options.keywords)>::size <= Type::arity,
                  "npublas::def: there are more keywords than parameters");
    if constexpr (only_converts_result<policies>)
        add_overload(scope, name,
                     shared(new typed_overload<F, policies, Type>(f, options.keywords.range())),
                     options.keywords.range(), options.doc);
    else
        add_plain_overload(
            scope, name,
            bp::make_function(f, options.policies, options.keywords, typename Type::signature()),
            options.doc);
}

template <class F, class... Options>
inline void define_here(char const* name, F const& f, Options const&... options) {
    define<typename function_traits<F>::type>(
        bp::scope(), name, f, read_options(no_options{{}, nullptr, {}}, options...));
}

/// `fast(&X::m)` in a class.
template <class F>
class fast_method : public bp::def_visitor<fast_method<F>> {
public:
    explicit fast_method(F f) : f_(std::move(f)) {}

private:
    friend class bp::def_visitor_access;

    template <class Class, class Options>
    void visit(Class& c, char const* name, Options const& options) const {
        using target = typename Class::wrapped_type;
        using traits = std::conditional_t<std::is_member_function_pointer_v<F>,
                                          function_traits<F, target>, function_traits<F>>;
        using keywords = std::decay_t<decltype(options.keywords())>;
        using policies = std::decay_t<decltype(options.policies())>;
        define<typename traits::type>(
            c, name, f_,
            def_options<keywords, policies>{options.keywords(), options.doc(), options.policies()});
    }

    F f_;
};

} // namespace python::detail

/// Defines a function in the current scope (the module, or the class of a `scope` object).
///
/// `f` is a function pointer, a lambda or another functor with one call operator. The options, in
/// any order: keywords `(arg("x"), arg("a") = 1)`, a docstring, call policies. Throws
/// error_already_set.
template <class F, class... Options>
inline void def(char const* name, F f, Options const&... options) {
    python::detail::define_here(name, f, options...);
}

/// Defines one overload for each of several element types.
///
/// `make` is called with an `element_tag<T>` for each `T` and returns the function for it, which
/// spells out its views and what is const. A call goes to the overload of the array's element
/// type; an array of another type is refused with a list of these.
template <class T, class... More, class Make, class... Options>
inline void def(char const* name, Make make, Options const&... options) {
    python::detail::define_here(name, make(element_tag<T>{}), options...);
    (python::detail::define_here(name, make(element_tag<More>{}), options...), ...);
}

/// A method through the fast door: `class_<X>(...).def("m", npublas::fast(&X::m), ...)`.
///
/// `f` is a member function of X or of a base of X, or a function whose first parameter is the
/// object. Keywords, docstring and policies go to `.def`, as ever.
template <class F>
inline python::detail::fast_method<F> fast(F f) {
    return python::detail::fast_method<F>(f);
}

} // namespace npublas

#endif
