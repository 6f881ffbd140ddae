// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// Reads a Python sequence one item after the other.

#ifndef NPUBLAS_PYTHON_DETAIL_SEQUENCE_READER_HPP
#define NPUBLAS_PYTHON_DETAIL_SEQUENCE_READER_HPP

#include <npublas/python/detail/composite.hpp>

#include <array>
#include <tuple>
#include <typeinfo>
#include <vector>

namespace npublas::python::detail {

/// Text and bytes count as one value, not as a sequence of characters.
inline bool is_sequence(PyObject* source) noexcept {
    return PySequence_Check(source) && !PyUnicode_Check(source) && !PyBytes_Check(source) &&
           !PyByteArray_Check(source);
}

/// As many items as its length says, however it lies about it: nothing is allocated for what only
/// the length promises, but for types that can't lie. Throws error_already_set.
inline bp::object collect_items(PyObject* source) {
    if (PyTuple_CheckExact(source) || PyList_CheckExact(source) || PyRange_Check(source))
        return bp::object(bp::handle<>(PySequence_Tuple(source)));
    ++*foreign_code_count;
    bp::object const list(bp::handle<>(PyList_New(0)));
    Py_ssize_t const count = PySequence_Size(source);
    if (count < 0) bp::throw_error_already_set();
    for (Py_ssize_t i = 0; i < count; ++i) {
        bp::object const item(bp::handle<>(PySequence_GetItem(source, i)));
        if (PyList_Append(list.ptr(), item.ptr()) < 0) bp::throw_error_already_set();
    }
    return bp::object(bp::handle<>(PySequence_Tuple(list.ptr())));
}

/// The items of a sequence, which V is to be made of.
class sequence_items {
public:
    sequence_items() = default;

    /// Notes down what is no sequence or not `count` items long (any number of them if negative).
    template <class V>
    static sequence_items of(PyObject* source, reading const& how, Py_ssize_t count = -1) {
        sequence_items items;
        std::string detail;
        items.collect(source, detail);
        fault reason = items ? fault::none : fault::not_a_sequence;
        if (items && count >= 0 && items.size() != count) {
            reason = fault::size;
            detail = "of length " + std::to_string(items.size());
        }
        if (items && composite<V>::borrows && items.items_.ptr() != source) {
            // What is read from a tuple lives as long as the tuple; other items may be gone before
            // the call ends.
            if (how.kept)
                how.keep(items.items_);
            else
                reason = fault::unconvertible;
        }
        if (reason == fault::none) return items;
        if (how.mode.notes) {
            refusal_note& note = note_refusal(source, nullptr, &describe_sequence<V>, reason);
            write_text(note.detail, detail.c_str());
        }
        return {};
    }

    explicit operator bool() const { return !items_.is_none(); }
    Py_ssize_t size() const noexcept { return PyTuple_GET_SIZE(items_.ptr()); }
    PyObject* operator[](std::size_t i) const noexcept {
        return PyTuple_GET_ITEM(items_.ptr(), static_cast<Py_ssize_t>(i));
    }

private:
    void collect(PyObject* source, std::string& detail) {
        if (!is_sequence(source)) return;
        try {
            items_ = collect_items(source);
        } catch (bp::error_already_set const&) {
            detail = "which raises " + take_error_text();
        }
    }

    template <class V>
    static wanted_array describe_sequence() {
        return {composite<V>::type_name(), composite<V>::needs(), bp::type_id<V>(), {}, 1, no_axis,
                composite<V>::remedy()};
    }

    bp::object items_;
};

/// Boost.Python finds only when it makes a C++ number that a Python number is too large.
template <class Make>
inline bool make_in_range(Make make) {
    try {
        make();
        return true;
    } catch (std::bad_cast const&) {
        return false;
    } catch (bp::error_already_set const&) {
        if (!PyErr_ExceptionMatches(PyExc_OverflowError)) throw;
        PyErr_Clear();
        return false;
    }
}

/// Reads item `i` of what is to be a V and hands it to `take`; false where it is no X.
template <class V, class X, class Take>
inline bool read_item(PyObject* source, PyObject* item, std::size_t i, reading const& how,
                      Take take) {
    refusal_scope scope(how.mode);
    item_reader<X> reader(item, how);
    fault reason = fault::unconvertible;
    if (reader.convertible()) {
        if (make_in_range([&] { take(reader()); })) return true;
        reason = fault::value;
    }
    refusal_note* const note = scope.template refuse<V, X>(source, item, reason);
    if (note) prepend_path(*note, i);
    return false;
}

template <class Values>
inline auto appended_to(Values& values) {
    return [&values](auto&& x) { values.emplace_back(std::forward<decltype(x)>(x)); };
}

/// For any number of items, all of type X.
template <class V, class X>
class sequence_reader {
public:
    sequence_reader(PyObject* source, reading const& how) {
        auto const items = sequence_items::of<V>(source, how);
        if (!items) return;
        V values;
        auto const count = static_cast<std::size_t>(items.size());
        values.reserve(count);
        for (std::size_t i = 0; i < count; ++i)
            if (!read_item<V, X>(source, items[i], i, how, appended_to(values))) return;
        values_ = std::move(values);
    }

    bool convertible() const noexcept { return values_.has_value(); }
    V operator()() { return std::move(*values_); }

private:
    std::optional<V> values_;
};

/// For one item for each of the types X, which V is made of.
template <class V, class... X>
class fixed_sequence_reader {
public:
    fixed_sequence_reader(PyObject* source, reading const& how) {
        auto const items = sequence_items::of<V>(source, how, sizeof...(X));
        if (items) read<0>(source, items, how);
    }

    bool convertible() const noexcept { return value_.has_value(); }
    V operator()() { return std::move(*value_); }

private:
    /// One item after the other, so that nothing is converted behind a refusal.
    template <std::size_t I, class... Values>
    void read([[maybe_unused]] PyObject* source, [[maybe_unused]] sequence_items const& items,
              [[maybe_unused]] reading const& how, Values&&... values) {
        if constexpr (I == sizeof...(X)) {
            value_.emplace(std::forward<Values>(values)...);
        } else {
            using item = std::tuple_element_t<I, std::tuple<X...>>;
            read_item<V, item>(source, items[I], I, how, [&](auto&& x) {
                read<I + 1>(source, items, how, std::forward<Values>(values)...,
                            std::forward<decltype(x)>(x));
            });
        }
    }

    std::optional<V> value_;
};

/// For a number of items, all of type X, that V fixes.
template <class V, class X>
class fixed_array_reader {
public:
    fixed_array_reader(PyObject* source, reading const& how) {
        constexpr std::size_t count = std::tuple_size_v<V>;
        auto const items = sequence_items::of<V>(source, how, static_cast<Py_ssize_t>(count));
        if (!items) return;
        values_.reserve(count);
        for (std::size_t i = 0; i < count; ++i)
            if (!read_item<V, X>(source, items[i], i, how, appended_to(values_))) return;
        convertible_ = true;
    }

    bool convertible() const noexcept { return convertible_; }
    V operator()() { return make(std::make_index_sequence<std::tuple_size_v<V>>()); }

private:
    template <std::size_t... I>
    V make(std::index_sequence<I...>) {
        return V{{std::move(values_[I])...}};
    }

    std::vector<X> values_;
    bool convertible_ = false;
};

} // namespace npublas::python::detail

#endif
