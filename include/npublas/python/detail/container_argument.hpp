// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// Converts arguments that are copied into a uBLAS container.

#ifndef NPUBLAS_PYTHON_DETAIL_CONTAINER_ARGUMENT_HPP
#define NPUBLAS_PYTHON_DETAIL_CONTAINER_ARGUMENT_HPP

#include <npublas/python/detail/container_source.hpp>
#include <npublas/python/detail/container_traits.hpp>
#include <npublas/python/detail/selection_points.hpp>

#include <boost/python/converter/from_python.hpp>

#include <exception>
#include <optional>

namespace npublas::python::detail {

/// The words for C, as `refusal_note::wanted`.
template <class C>
inline wanted_array describe_container() {
    using traits = container_traits<C>;
    constexpr auto element = element_type_of<typename traits::element>();
    return {traits::type_name(), container_needs(element, traits::rank),
            bp::type_id<C>(),    element,
            traits::rank,        traits::axis};
}

/// The words for C&.
template <class C>
inline wanted_array describe_container_reference() {
    wanted_array wanted = describe_container<C>();
    wanted.type += "&";
    wanted.is_written = true;
    wanted.needs = "a writable " + std::to_string(wanted.rank) + "-D array, of " +
                   name(wanted.element) +
                   " or of a type that NumPy casts ('same_kind') to it and back";
    return wanted;
}

/// The instance that the author exported with `class_`, null where `source` is none.
template <class C>
inline C* find_exported(PyObject* source) {
    auto const& entry = bp::converter::registered<C>::converters;
    if (!entry.m_class_object && !entry.lvalue_chain) return nullptr;
    return static_cast<C*>(bp::converter::get_lvalue_from_python(source, entry));
}

/// A bare number is exactly a number, and a vector of length 1 only by conversion.
inline bool is_exact(PyObject* value, bp::object const& array, element_type element) {
    bool const bare_number = PyArray_NDIM(as_ndarray(array)) == 0 && !find_array(value);
    return !bare_number && holds(type_number_of(array), element);
}

/// Notes down a refusal; in the pass over the overloads that takes exact element types only, a
/// source of another type has to wait for the next.
template <class C>
inline void settle(PyObject* value, container_source& source, conversion_mode mode,
                   wanted_array (*wanted)()) {
    constexpr auto element = element_type_of<typename container_traits<C>::element>();
    if (source.reason != fault::none) {
        if (mode.notes) note_source(value, source, wanted);
    } else if (mode.exact && !is_exact(value, source.array, element)) {
        source.reason = fault::inexact;
        current_call().inexact_seen = true;
    }
}

/// Copies from any array-like.
template <class C>
class copying_argument {
    using traits = container_traits<C>;
    static constexpr element_type element = element_type_of<typename traits::element>();

public:
    explicit copying_argument(PyObject* source, conversion_mode mode = {false, true})
        : source_(find_source(source, element, traits::rank)) {
        settle<C>(source, source_, mode, &describe_container<C>);
    }

    bool convertible() const noexcept { return source_.reason == fault::none; }

    C operator()() const { return copy_in<C>(source_.unchanged()); }

private:
    container_source source_;
};

/// What the parameters `C` and `C const&` have in common: an instance that the author exported, or
/// a copy.
template <class C>
class exported_or_copying_argument {
public:
    explicit exported_or_copying_argument(PyObject* source)
        : exported_or_copying_argument(source, current_mode()) {}

    exported_or_copying_argument(PyObject* source, conversion_mode mode)
        : exported_(find_exported<C>(source)) {
        if (!exported_) copying_.emplace(source, mode);
    }

    bool convertible() const noexcept { return exported_ || copying_->convertible(); }

protected:
    C* exported_;
    std::optional<copying_argument<C>> copying_;
};

/// For a parameter `C`.
template <class C>
struct container_argument : exported_or_copying_argument<C> {
    using result_type = C;
    using exported_or_copying_argument<C>::exported_or_copying_argument;

    C operator()() const { return this->exported_ ? C(*this->exported_) : (*this->copying_)(); }
};

/// For a parameter `C const&`.
template <class C>
class container_const_reference_argument : public exported_or_copying_argument<C> {
public:
    using result_type = C const&;
    using exported_or_copying_argument<C>::exported_or_copying_argument;

    C const& operator()() {
        return this->exported_ ? *this->exported_ : copy_.emplace((*this->copying_)());
    }

private:
    std::optional<C> copy_;
};

/// An array to copy from and, after the call, back into; or why `value` is none.
inline container_source find_target(PyObject* value, element_type element, int rank) {
    container_source target;
    PyArrayObject* const array = find_array(value);
    if (!array) {
        target.reason = fault::not_an_array;
        return target;
    }
    target = find_source(value, element, rank);
    if (target.reason != fault::none) return target;
    if (!(PyArray_FLAGS(array) & NPY_ARRAY_WRITEABLE))
        target.reason = fault::read_only;
    else if (!numpy().can_cast(element, array))
        target.reason = fault::copy_back;
    return target;
}

/// What came back does not fit the caller's array.
[[noreturn]] inline void throw_copy_back(std::string const& problem) {
    std::string const text = "in-out argument: the function " + problem;
    PyErr_SetString(PyExc_ValueError, text.c_str());
    bp::throw_error_already_set();
    std::abort();
}

/// Arrays that calls of this thread will copy back into, whatever order their converters come and
/// go in.
struct pending_copy_back {
    PyArrayObject* target = nullptr;
    pending_copy_back* next = nullptr;
};

NPUBLAS_MODULE_STATE inline thread_local pending_copy_back* pending_copies_back = nullptr;

inline bool share_memory(PyArrayObject* a, PyArrayObject* b) {
    if (a == b) return true;
    bp::handle<> const numpy(PyImport_ImportModule("numpy"));
    bp::handle<> const shared(PyObject_CallMethod(numpy.get(), "shares_memory", "OO", a, b));
    return shared.get() == Py_True;
}

/// Throws error_already_set, a ValueError where the results of one argument would be lost under
/// those of another.
inline void add_copy_back(pending_copy_back& entry) {
    for (auto const* other = pending_copies_back; other; other = other->next)
        if (share_memory(entry.target, other->target)) {
            PyErr_SetString(PyExc_ValueError,
                            "in-out argument: it shares memory with another in-out argument of a "
                            "call that has not ended, and the results of one would be lost; pass "
                            "a copy and use that array afterwards");
            bp::throw_error_already_set();
        }
    entry.next = pending_copies_back;
    pending_copies_back = &entry;
}

inline void remove_copy_back(pending_copy_back const& entry) noexcept {
    auto** place = &pending_copies_back;
    while (*place && *place != &entry)
        place = &(*place)->next;
    if (*place) *place = entry.next;
}

/// For a parameter `C&`: copied in, and back when the function returned normally.
template <class C>
class container_reference_argument {
    using traits = container_traits<C>;
    static constexpr element_type element = element_type_of<typename traits::element>();

public:
    using result_type = C&;

    explicit container_reference_argument(PyObject* source)
        : container_reference_argument(source, current_mode()) {}

    container_reference_argument(PyObject* source, conversion_mode mode)
        : exported_(find_exported<C>(source)) {
        if (exported_) return;
        target_ = find_target(source, element, traits::rank);
        settle<C>(source, target_, mode, &describe_container_reference<C>);
    }

    container_reference_argument(container_reference_argument const&) = delete;

    /// Throws error_already_set where the function made elements that the caller's array can't
    /// take: by then the function has returned, so nothing is being unwound.
    ~container_reference_argument() noexcept(false) {
        remove_copy_back(pending_);
        if (copy_ && std::uncaught_exceptions() == exceptions_before_) copy_back();
    }

    bool convertible() const noexcept { return exported_ || target_.reason == fault::none; }

    C& operator()() {
        if (exported_) return *exported_;
        exceptions_before_ = std::uncaught_exceptions();
        bp::object const array = target_.unchanged();
        pending_.target = as_ndarray(array);
        add_copy_back(pending_);
        return copy_.emplace(copy_in<C>(array));
    }

private:
    void copy_back() {
        PyArrayObject* const target = as_ndarray(target_.array);
        npy_intp shape[2] = {0, 0};
        traits::read_shape(*copy_, shape);
        array_layout<traits::rank> layout;
        if (!read_shape(target, layout)) throw_changed();
        if (!std::equal(layout.extent, layout.extent + traits::rank, shape))
            throw_copy_back("changed the size from " + extents_text(layout.extent) + " to " +
                            extents_text(shape) + ", which an ndarray can't follow");
        bp::object const result = show_container(*copy_, PyArray_NDIM(target));
        refuse_overflow(result, target);
        numpy().copy(target, as_ndarray(result));
    }

    static void refuse_overflow(bp::object const& result, PyArrayObject* target) {
        auto const to = element_of_type_number(PyArray_DESCR(target)->type_num);
        std::string detail;
        if (to && takes_integers(*to) && judge_cast(result, *to, detail) == fault::value)
            throw_copy_back("left an array " + detail + ", which the caller's " + name(*to) +
                            " array can't hold");
    }

    static std::string extents_text(npy_intp const* extents) {
        return tuple_text(extents, traits::rank);
    }

    C* exported_;
    container_source target_;
    pending_copy_back pending_;
    int exceptions_before_ = 0;
    std::optional<C> copy_;
};

} // namespace npublas::python::detail

#endif
