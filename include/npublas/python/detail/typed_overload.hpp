// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// An overload of the fast door for one C++ function.

#ifndef NPUBLAS_PYTHON_DETAIL_TYPED_OVERLOAD_HPP
#define NPUBLAS_PYTHON_DETAIL_TYPED_OVERLOAD_HPP

#include <npublas/python/detail/array_result.hpp>
#include <npublas/python/detail/fast_argument.hpp>
#include <npublas/python/detail/fast_function.hpp>
#include <npublas/python/detail/function_traits.hpp>

#include <boost/python/converter/pytype_function.hpp>
#include <boost/python/default_call_policies.hpp>
#include <boost/python/return_value_policy.hpp>

#include <functional>
#include <tuple>
#include <utility>

namespace npublas::python::detail {

/// Policies that say how a result is converted, and have nothing to do before or after a call.
template <class Policies>
inline constexpr bool only_converts_result = false;
template <>
inline constexpr bool only_converts_result<bp::default_call_policies> = true;
template <class Generator>
inline constexpr bool
    only_converts_result<bp::return_value_policy<Generator, bp::default_call_policies>> = true;

/// What a call returned, until it is handed on. Unlike bp::handle, all in registers.
struct owned_result {
    PyObject* object = nullptr;
    ~owned_result() { Py_XDECREF(object); }
};

/// The words for a parameter whose converter leaves no note: one of Boost.Python's.
template <class A>
[[gnu::cold]] wanted_array describe_parameter() {
    using value = std::remove_cv_t<std::remove_pointer_t<std::remove_reference_t<A>>>;
    PyTypeObject const* const type = bp::converter::expected_pytype_for_arg<A>::get_pytype();
    if constexpr (is_element_type<value>)
        return describe_boosts(cpp_name(element_type_of<value>()), bp::type_id<A>(), type, true,
                               element_type_of<value>());
    else if constexpr (std::is_same_v<value, std::string>)
        return describe_boosts("std::string", bp::type_id<A>(), type);
    else
        return describe_boosts(bp::type_id<value>().name(), bp::type_id<A>(), type);
}

/// Tells the note about argument `place`, which was refused, where it stands; makes one where the
/// converter made none.
NPUBLAS_COLD inline void note_place(PyObject* source, std::size_t place, conversion_mode mode,
                                    wanted_array (*wanted)()) {
    call_state& state = current_call();
    bool const noted = state.has_notes() && state.latest().argument == source &&
                       state.latest().place == refusal_note::unknown_place;
    if (!noted && (mode.exact || !wanted)) return;
    if (!noted) {
        wanted_array const words = wanted();
        bool const too_large = words.is_number && is_of_kind(source, words.element);
        note_refusal(source, nullptr, wanted, too_large ? fault::value : fault::unconvertible);
    }
    state.latest().place = static_cast<int>(place);
}

template <class F, class Policies, class Type>
class typed_overload;

template <class F, class Policies, class R, class... A>
class typed_overload<F, Policies, function_type<R, A...>> final : public fast_overload {
    static_assert(sizeof...(A) <= max_arity, "npublas: a function has too many parameters");

public:
    typed_overload(F f, bp::detail::keyword_range const& keywords)
        : fast_overload(sizeof...(A), keywords), f_(std::move(f)) {}

    /// Takes exact element types at their places, which is most calls; leaves the rest.
    static PyObject* enter(PyObject* self, PyObject* const* arguments, std::size_t flags,
                           PyObject* keywords) {
        if (!keywords && static_cast<std::size_t>(PyVectorcall_NARGS(flags)) == sizeof...(A)) {
            try {
                owned_result result;
                auto const& newest = static_cast<typed_overload const&>(*as_fast(self).newest);
                if (newest.template convert<0>(arguments, first_try, result))
                    return std::exchange(result.object, nullptr);
            } catch (...) {
                bp::handle_exception();
                return nullptr;
            }
        }
        return call_fast_function(self, arguments, flags, keywords);
    }

    vectorcallfunc entry() const noexcept override { return &enter; }

    PyObject* call(PyObject* const* arguments, conversion_mode mode) const override {
        // Outlives the converters, of which one for an in-out argument may throw in the end.
        owned_result result;
        if (!convert<0>(arguments, mode, result)) return no_match();
        return std::exchange(result.object, nullptr);
    }

    bp::detail::py_func_sig_info boost_signature() const override {
        using element = bp::detail::signature_element;
        static element const elements[] = {describe_type<R>(), describe_type<A>()...,
                                           element{nullptr, nullptr, false}};
        static element const result = {elements[0].basename, &result_pytype, elements[0].lvalue};
        return {elements, &result};
    }

private:
    template <class T>
    static bp::detail::signature_element describe_type() {
        bool const lvalue =
            std::is_lvalue_reference_v<T> && !std::is_const_v<std::remove_reference_t<T>>;
        return {std::is_void_v<T> ? "void" : bp::type_id<T>().name(),
                &bp::converter::expected_pytype_for_arg<T>::get_pytype, lvalue};
    }

    static PyTypeObject const* result_pytype() {
        if constexpr (std::is_void_v<R>)
            return nullptr;
        else
            return make_result_converter<result_converter<R>>({}).get_pytype();
    }

    template <class T>
    using result_converter = typename Policies::result_converter::template apply<T>::type;

    template <std::size_t I>
    using argument = fast_argument<std::tuple_element_t<I, std::tuple<A...>>>;

    /// One converter after the other, so that nothing is converted behind a refusal. False where
    /// an argument is refused.
    template <std::size_t I, class... Converters>
    BOOST_FORCEINLINE bool convert(PyObject* const* arguments, conversion_mode mode,
                                   owned_result& result, Converters&... converters) const {
        if constexpr (I == sizeof...(A)) {
            if (mode.dry) return false;
            result.object = finish(arguments, converters...);
            return true;
        } else {
            argument<I> converter(arguments[I], mode);
            if (!converter.convertible()) return refuse<I>(arguments[I], mode);
            return convert<I + 1>(arguments, mode, result, converters..., converter);
        }
    }

    template <std::size_t I>
    static bool refuse(PyObject* source, conversion_mode mode) {
        using parameter = std::tuple_element_t<I, std::tuple<A...>>;
        if (!mode.notes) return false;
        // Our own converters take notes.
        if constexpr (is_ours<argument<I>>)
            note_place(source, I, mode, nullptr);
        else
            note_place(source, I, mode, &describe_parameter<parameter>);
        return false;
    }

    template <class... Converters>
    PyObject* finish([[maybe_unused]] PyObject* const* arguments, Converters&... converters) const {
        if constexpr (std::is_void_v<R>) {
            std::invoke(f_, converters()...);
            return bp::incref(Py_None);
        } else {
            return make_result_converter<result_converter<R>>({arguments, sizeof...(A)})(
                std::invoke(f_, converters()...));
        }
    }

    F f_;
};

} // namespace npublas::python::detail

#endif
