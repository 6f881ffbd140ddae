// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// Converts values that are made of other values: optional, vector, array, pair, tuple. uBLAS's
/// types of fixed size go the same way.
///
/// `composite<V>` says how V is converted; `NPUBLAS_COMPOSITE((class T), std::optional<T>)` puts it
/// in its places. The fast door asks `own_argument`. Boost.Python takes arguments through its
/// registry, which is filled when a program first mentions V: that is what `registered` is
/// specialised for, which gives the same entry of the registry as ever. Results can't go through
/// the registry: there is one place in it, which an author's `class_<V>` has to find free, and it
/// would copy what can be adopted; `to_python_value` and `arg_to_python` look into that place
/// first.

#ifndef NPUBLAS_PYTHON_DETAIL_COMPOSITE_HPP
#define NPUBLAS_PYTHON_DETAIL_COMPOSITE_HPP

#include <npublas/matrix_view.hpp>
#include <npublas/python/detail/array_result.hpp>
#include <npublas/python/detail/container_argument.hpp>
#include <npublas/python/detail/container_result.hpp>
#include <npublas/python/detail/error_text.hpp>
#include <npublas/python/detail/fast_argument.hpp>
#include <npublas/vector_view.hpp>

#include <boost/python/converter/arg_to_python.hpp>

#include <utility>

namespace npublas::python::detail {

/// Members: `is_known` (false where V holds what can't be copied: such a type is left to
/// Boost.Python), `borrows`, `type_name()`, `argument_pytype` (a function, or null) and
/// `result_pytype`, `uses_registry` (whether `def_readonly` refers to an exported instance),
/// `reader` (made from an object and a `reading`; `convertible()`, and `operator()` for the V), and
/// `show(V&& or V const&, argument_range)`, which returns a new object.
template <class V>
struct composite {
    static constexpr bool is_known = false;
    static constexpr bool borrows = std::is_pointer_v<V>;
};

template <class T>
struct composite<vector_view<T>> {
    static constexpr bool is_known = false;
    static constexpr bool borrows = true;
};
template <class T>
struct composite<strided_vector_view<T>> : composite<vector_view<T>> {};
template <class T, class L>
struct composite<matrix_view<T, L>> : composite<vector_view<T>> {};
template <class T>
struct composite<strided_matrix_view<T>> : composite<vector_view<T>> {};

/// Whether values of X can be read and shown one by one.
template <class X>
inline constexpr bool is_item = composite<X>::is_known || std::is_copy_constructible_v<X>;

/// What is kept alive until a call ends, as a list; null while there is nothing.
struct kept_objects {
    PyObject* list = nullptr;

    kept_objects() = default;
    kept_objects(kept_objects const&) = delete;
    kept_objects& operator=(kept_objects const&) = delete;
    ~kept_objects() { Py_XDECREF(list); }
};

/// How an argument, and all that it holds, is read.
struct reading {
    conversion_mode mode;
    PyObject** kept; ///< for what borrowed elements lie in; null where nothing can be kept

    void keep(bp::object const& object) const {
        if (!*kept) *kept = bp::expect_non_null(PyList_New(0));
        if (PyList_Append(*kept, object.ptr()) < 0) bp::throw_error_already_set();
    }
};

template <class X>
inline std::string type_text() {
    if constexpr (is_element_type<X>)
        return cpp_name(element_type_of<X>());
    else if constexpr (composite<X>::is_known)
        return composite<X>::type_name();
    else if constexpr (std::is_same_v<X, std::string>)
        return "std::string";
    else
        return bp::type_id<X>().name();
}

/// The words for a value that Boost.Python converts.
template <class X>
inline wanted_array describe_value() {
    return describe_value_of(type_text<X>().c_str(), bp::type_id<X>(),
                             bp::converter::registered<X>::converters.expected_from_python_type());
}

/// Sees to it that a refusal inside an argument leaves one note, which names the parameter.
class refusal_scope {
public:
    explicit refusal_scope(conversion_mode mode)
        : mode_(mode), end_(mode.notes ? current_call().end_note : 0),
          last_(mode.notes ? current_call().last_note : 0) {
        if (mode_.notes) current_call().last_note = nothing;
    }

    refusal_scope(refusal_scope const&) = delete;
    refusal_scope& operator=(refusal_scope const&) = delete;

    ~refusal_scope() {
        if (mode_.notes && current_call().last_note == nothing) current_call().last_note = last_;
    }

    /// The note about `source`, which Y should have been made of, in a parameter V; null where none
    /// is wanted.
    template <class V, class Y>
    refusal_note* refuse(PyObject* source, PyObject* part, fault reason) {
        if (!mode_.notes) return nullptr;
        call_state& state = current_call();
        if (state.last_note == nothing) note_refusal(part, nullptr, &describe_value<Y>, reason);
        keep_latest(state);
        refusal_note& note = state.latest();
        note.argument = source;
        note.outer = &describe_parameter<V>;
        return &note;
    }

private:
    static constexpr int nothing = -1;

    void keep_latest(call_state& state) const noexcept {
        if (state.end_note <= end_ + 1) return;
        state.notes[end_] = state.latest();
        state.last_note = end_;
        state.end_note = end_ + 1;
    }

    template <class V>
    static wanted_array describe_parameter() {
        return {{}, {}, bp::type_id<V>(), {}, 0, no_axis};
    }

    conversion_mode mode_;
    int end_;
    int last_;
};

inline void prepend_path(refusal_note& note, std::size_t index) {
    write_text(note.path, ("[" + std::to_string(index) + "]" + note.path).c_str());
}

/// Lists those converters in V's entry of the registry that are npublas's own, in an entry of its
/// own: modules can tell them from an author's, whichever of them was first.
template <class V>
struct mark_of {};

template <class V>
struct composite_registry;

/// What others than npublas make of `source`: an instance of an exported class, or what a
/// converter of the author's takes.
template <class V>
inline bp::converter::rvalue_from_python_stage1_data find_foreign(PyObject* source) {
    auto const& entry = bp::converter::registered<V>::converters;
    if (entry.m_class_object || entry.lvalue_chain)
        if (void* const instance = bp::converter::get_lvalue_from_python(source, entry))
            return {instance, nullptr};
    for (auto* link = entry.rvalue_chain; link; link = link->next) {
        if (composite_registry<V>::is_ours(link->convertible)) continue;
        if (void* const found = link->convertible(source)) return {found, link->construct};
    }
    return {nullptr, nullptr};
}

/// Others first, then npublas.
template <class V>
class composite_reader {
    using reader = typename composite<V>::reader;

public:
    composite_reader(PyObject* source, reading const& how)
        : source_(source), foreign_(find_foreign<V>(source)),
          is_foreign_(foreign_.stage1.convertible != nullptr) {
        if (!is_foreign_) new (&own_) reader(source, how);
    }

    composite_reader(composite_reader const&) = delete;
    composite_reader& operator=(composite_reader const&) = delete;

    ~composite_reader() {
        if (!is_foreign_) own_.~reader();
    }

    bool convertible() const { return is_foreign_ || own_.convertible(); }

    V operator()() {
        if (!is_foreign_) return own_();
        if (foreign_.stage1.construct) foreign_.stage1.construct(source_, &foreign_.stage1);
        return V(*static_cast<V const*>(foreign_.stage1.convertible));
    }

private:
    PyObject* source_;
    bp::converter::rvalue_from_python_data<V> foreign_;
    bool const is_foreign_;
    union {
        reader own_; ///< unless `is_foreign_`; std::optional makes GCC 12 warn of what can't happen
    };
};

/// Reads one of the values that an argument holds.
template <class X, bool = composite<X>::is_known>
class item_reader : public composite_reader<X> {
public:
    using composite_reader<X>::composite_reader;
};

template <class X>
class item_reader<X, false> : public fast_argument<X> {
public:
    item_reader(PyObject* source, reading const& how) : fast_argument<X>(source, how.mode) {}
};

/// For a parameter `V` or `V const&` of the fast door.
template <class V, class Reader = composite_reader<V>>
class composite_argument {
public:
    composite_argument(PyObject* source, conversion_mode mode)
        : source_(source), mode_(mode), foreign_code_count_(*foreign_code_count) {
        read();
    }

    bool convertible() const { return reader_->convertible(); }

    /// Views are read anew where converting a later argument may have changed their arrays.
    V operator()() {
        if (composite<V>::borrows && foreign_code_count_ != *foreign_code_count) {
            read();
            if (!reader_->convertible()) throw_changed();
        }
        return (*reader_)();
    }

private:
    void read() { reader_.emplace(source_, reading{mode_, &kept_.list}); }

    PyObject* source_;
    conversion_mode mode_;
    kept_objects kept_;
    std::optional<Reader> reader_;
    std::uint64_t foreign_code_count_;
};

/// The registry's link for V.
template <class V>
struct composite_registry {
    using reader = typename composite<V>::reader;

    /// There is no room in the registry for what has to be kept: the frame of the call has it.
    struct argument : reader {
        explicit argument(PyObject* source)
            : reader(source, reading{current_mode(), current_call().kept}) {}
    };

    /// An author's converter, which comes after ours in the chain, comes first.
    static void* convertible(PyObject* source) {
        if (find_foreign<V>(source).convertible) return nullptr;
        return through_registry<argument, V>::convertible(source);
    }

    static bp::converter::registration const& mark() {
        return bp::converter::registry::lookup(bp::type_id<mark_of<V>>());
    }

    static bool is_ours(bp::converter::convertible_function function) {
        if (function == &convertible) return true;
        static bp::converter::registration const& listed = mark();
        for (auto* link = listed.rvalue_chain; link; link = link->next)
            if (link->convertible == function) return true;
        return false;
    }

    /// One link for all modules.
    static bp::converter::registration const& enroll() {
        using namespace bp::converter;
        auto const& entry = registry::lookup(bp::type_id<V>());
        if constexpr (composite<V>::is_known) {
            auto const construct = &through_registry<argument, V>::construct;
            if (!mark().rvalue_chain) {
                registry::push_back(&convertible, construct, bp::type_id<mark_of<V>>());
                registry::push_back(&convertible, construct, bp::type_id<V>(),
                                    composite<V>::argument_pytype);
            }
        }
        return entry;
    }
};

template <class V>
struct enrolled_composite {
    static bp::converter::registration const& converters;
};

template <class V>
bp::converter::registration const&
    enrolled_composite<V>::converters = composite_registry<V>::enroll();

/// A new object for a value that another one holds.
template <class X, class U>
inline PyObject* show_item(U&& item, argument_range arguments) {
    using converter = bp::to_python_value<X const&>;
    return make_result_converter<converter>(arguments)(std::forward<U>(item));
}

/// As the class that the author exported V with, or by the author's converter; else as ours.
template <class V>
struct composite_result : bp::converter::context_result_converter {
    static constexpr bool uses_registry = composite<V>::uses_registry;

    composite_result() = default;
    explicit composite_result(argument_range arguments) : arguments_(arguments) {}
    explicit composite_result(PyObject* arguments) {
        if (arguments)
            arguments_ = {PySequence_Fast_ITEMS(arguments),
                          static_cast<std::size_t>(PyTuple_GET_SIZE(arguments))};
    }

    PyObject* operator()(V&& value) const { return show(std::move(value)); }
    PyObject* operator()(V const& value) const { return show(value); }

    PyTypeObject const* get_pytype() const {
        auto const& entry = bp::converter::registered<V>::converters;
        if (entry.m_to_python) return entry.to_python_target_type();
        return composite<V>::result_pytype();
    }

private:
    template <class U>
    PyObject* show(U&& value) const {
        auto const& entry = bp::converter::registered<V>::converters;
        if (entry.m_to_python) return entry.to_python(&value);
        return composite<V>::show(std::forward<U>(value), arguments_);
    }

    argument_range arguments_;
};

template <class V>
using argument_of_composite =
    std::conditional_t<composite<V>::is_known, composite_argument<V>, void>;

template <class V>
using result_of_composite = std::conditional_t<composite<V>::is_known, composite_result<V>,
                                               bp::detail::registry_to_python_value<V const&>>;

inline PyTypeObject const* any_pytype() { return nullptr; }
inline PyTypeObject const* list_pytype() { return &PyList_Type; }
inline PyTypeObject const* tuple_pytype() { return &PyTuple_Type; }

} // namespace npublas::python::detail

#define NPUBLAS_COMPOSITE(PARAMETERS, ...)                                                         \
    namespace npublas::python::detail {                                                            \
    template <NPUBLAS_UNPARENTHESISED PARAMETERS>                                                  \
    struct own_argument<__VA_ARGS__> {                                                             \
        using type = argument_of_composite<__VA_ARGS__>;                                           \
    };                                                                                             \
    }                                                                                              \
    namespace boost::python {                                                                      \
    template <NPUBLAS_UNPARENTHESISED PARAMETERS>                                                  \
    struct to_python_value<__VA_ARGS__ const&>                                                     \
        : npublas::python::detail::result_of_composite<__VA_ARGS__> {                              \
        using base = npublas::python::detail::result_of_composite<__VA_ARGS__>;                    \
        using base::base;                                                                          \
    };                                                                                             \
    template <NPUBLAS_UNPARENTHESISED PARAMETERS>                                                  \
    struct to_python_value<__VA_ARGS__&>                                                           \
        : npublas::python::detail::result_of_composite<__VA_ARGS__> {                              \
        using base = npublas::python::detail::result_of_composite<__VA_ARGS__>;                    \
        using base::base;                                                                          \
    };                                                                                             \
    namespace converter {                                                                          \
    template <NPUBLAS_UNPARENTHESISED PARAMETERS>                                                  \
    struct registered<__VA_ARGS__> : npublas::python::detail::enrolled_composite<__VA_ARGS__> {};  \
    template <NPUBLAS_UNPARENTHESISED PARAMETERS>                                                  \
    struct registered<__VA_ARGS__ const> : registered<__VA_ARGS__> {};                             \
    template <NPUBLAS_UNPARENTHESISED PARAMETERS>                                                  \
    struct arg_to_python<__VA_ARGS__>                                                              \
        : npublas::python::detail::container_to_object<__VA_ARGS__> {                              \
        using base = npublas::python::detail::container_to_object<__VA_ARGS__>;                    \
        using base::base;                                                                          \
    };                                                                                             \
    }                                                                                              \
    }

#endif
