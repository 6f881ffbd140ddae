// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// Result and parameter types of what can be called: functions, member functions, lambdas.

#ifndef NPUBLAS_PYTHON_DETAIL_FUNCTION_TRAITS_HPP
#define NPUBLAS_PYTHON_DETAIL_FUNCTION_TRAITS_HPP

#include <boost/mpl/vector.hpp>

namespace npublas::python::detail {

template <class R, class... A>
struct function_type {
    using result = R;
    static constexpr unsigned arity = sizeof...(A);

    /// Boost.Python's way to say it.
    using signature = boost::mpl::vector<R, A...>;
};

/// `type` is the function_type; of a member function the object comes first, as an `X&`, where
/// `X` is `Target` or, if that is void, the class that declares the function.
template <class F, class Target = void>
struct function_traits : function_traits<decltype(&F::operator()), F> {
    /// A functor's own object is no parameter.
    template <class R, class Self, class... A>
    static function_type<R, A...> drop_self(function_type<R, Self, A...>);
    using type = decltype(drop_self(typename function_traits<decltype(&F::operator()), F>::type()));
};

template <class R, class... A>
struct function_traits<R (*)(A...), void> {
    using type = function_type<R, A...>;
};
template <class R, class... A>
struct function_traits<R (*)(A...) noexcept, void> {
    using type = function_type<R, A...>;
};

template <class C, class Target>
struct self_type {
    using type = Target&;
};
template <class C>
struct self_type<C, void> {
    using type = C&;
};

template <class R, class C, class... A, class Target>
struct function_traits<R (C::*)(A...), Target> {
    using type = function_type<R, typename self_type<C, Target>::type, A...>;
};
template <class R, class C, class... A, class Target>
struct function_traits<R (C::*)(A...) const, Target> {
    using type = function_type<R, typename self_type<C, Target>::type, A...>;
};
template <class R, class C, class... A, class Target>
struct function_traits<R (C::*)(A...) noexcept, Target> {
    using type = function_type<R, typename self_type<C, Target>::type, A...>;
};
template <class R, class C, class... A, class Target>
struct function_traits<R (C::*)(A...) const noexcept, Target> {
    using type = function_type<R, typename self_type<C, Target>::type, A...>;
};

} // namespace npublas::python::detail

#endif
