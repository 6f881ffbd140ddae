// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// The overloads behind a name of the fast door, and how a call finds its own.

#ifndef NPUBLAS_PYTHON_DETAIL_FAST_OVERLOAD_HPP
#define NPUBLAS_PYTHON_DETAIL_FAST_OVERLOAD_HPP

#include <npublas/python/detail/error_text.hpp>
#include <npublas/python/detail/process.hpp>

#include <boost/python/args.hpp>
#include <boost/python/detail/signature.hpp>
#include <boost/python/extract.hpp>
#include <boost/python/import.hpp>
#include <boost/python/object.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace npublas::python::detail {

/// What an overload returns when the arguments are not for it. Never a Python object.
NPUBLAS_MODULE_STATE inline PyObject* no_match() noexcept {
    static char mark;
    return reinterpret_cast<PyObject*>(&mark);
}

/// Boost.Python's own limit is below this.
inline constexpr std::size_t max_arity = 24;

using argument_row = std::array<PyObject*, max_arity>;

/// A call's arguments as vectorcall brings them, borrowed.
struct vector_call {
    PyObject* const* arguments;
    std::size_t positional;
    PyObject* keywords;
};

/// One function behind the name.
class fast_overload {
public:
    virtual ~fast_overload() = default;
    fast_overload(fast_overload const&) = delete;
    fast_overload& operator=(fast_overload const&) = delete;

    /// Converts `arity()` arguments and calls; `no_match()` where one is refused, null with a
    /// Python error set where something went wrong. Throws what the function throws.
    virtual PyObject* call(PyObject* const* arguments, conversion_mode mode) const = 0;

    /// The vectorcall slot of a function whose newest overload this is, and which it tries first;
    /// null where there is no way faster than `call`.
    virtual vectorcallfunc entry() const noexcept { return nullptr; }

    /// Result and parameters, for Boost.Python's docstrings and messages.
    virtual bp::detail::py_func_sig_info boost_signature() const = 0;

    /// One that Boost.Python has to call.
    virtual bool is_plain() const noexcept { return false; }

    std::size_t arity() const noexcept { return names_.size(); }

    /// The name of a parameter; empty where the author gave none.
    NPUBLAS_COLD std::string name(std::size_t i) const {
        return names_[i].is_none() ? "" : utf8_of(names_[i].ptr());
    }

    /// `(x, a=1)`, as inspect reads it, from parameter `first` on.
    NPUBLAS_COLD std::string signature(std::size_t first = 0) const {
        text_builder words("(");
        for (std::size_t i = first; i < arity(); ++i) {
            words << (i > first ? ", " : "");
            if (names_[i].is_none())
                words << "arg" << static_cast<long>(i + 1 - first);
            else
                words << name(i);
            if (defaults_[i]) words << "=" << default_text(bp::object(defaults_[i]));
        }
        return (words << ")").take();
    }

    /// Why `bind` is false. `first` is 1 for a method, whose self does not count.
    NPUBLAS_COLD std::string explain_binding(vector_call const& call, char const* function,
                                             std::size_t first) const {
        text_builder words;
        if (call.positional > arity()) {
            words << static_cast<long>(call.positional - first)
                  << (call.positional - first == 1 ? " argument is" : " arguments are")
                  << " too many";
        } else {
            argument_row row{};
            std::copy_n(call.arguments, call.positional, row.begin());
            Py_ssize_t const count = call.keywords ? PyTuple_GET_SIZE(call.keywords) : 0;
            bool fits = true;
            for (Py_ssize_t i = 0; fits && i < count; ++i) {
                PyObject* const keyword = PyTuple_GET_ITEM(call.keywords, i);
                std::size_t const place = find_name(keyword);
                fits = place != arity() && !row[place];
                if (fits)
                    row[place] = keyword;
                else
                    words << "argument " << quoted(keyword)
                          << (place == arity() ? " is unknown" : " is given twice");
            }
            for (std::size_t i = call.positional; fits && i < arity(); ++i) {
                if (row[i] || defaults_[i]) continue;
                fits = false;
                words << "argument " << static_cast<long>(i + 1 - first);
                if (!names_[i].is_none()) words << " (" << name(i) << ")";
                words << " is missing";
            }
        }
        words << "; the function is " << function << signature(first);
        return words.take();
    }

    /// Puts positional, keyword and default arguments into their places; false where they do not
    /// fit this overload.
    BOOST_NOINLINE bool bind(vector_call const& call, argument_row& row) const {
        if (call.positional > arity()) return false;
        std::copy_n(call.arguments, call.positional, row.begin());
        std::fill_n(row.begin() + static_cast<std::ptrdiff_t>(call.positional),
                    arity() - call.positional, nullptr);
        return bind_keywords(call, row) && bind_defaults(call, row);
    }

protected:
    NPUBLAS_COLD fast_overload(std::size_t arity, bp::detail::keyword_range const& keywords)
        : names_(arity), defaults_(arity) {
        auto const count = static_cast<std::size_t>(keywords.second - keywords.first);
        for (std::size_t i = 0; i < count; ++i) {
            // Names belong to the last parameters: a method's self has none.
            std::size_t const place = arity - count + i;
            names_[place] =
                bp::object(bp::handle<>(PyUnicode_InternFromString(keywords.first[i].name)));
            defaults_[place] = keywords.first[i].default_value;
        }
    }

private:
    NPUBLAS_COLD static std::string quoted(PyObject* keyword) {
        bp::handle<> const text(PyObject_Repr(keyword));
        return utf8_of(text.get());
    }

    /// inspect reads literals only.
    NPUBLAS_COLD static std::string default_text(bp::object const& value) {
        bp::object const text(bp::handle<>(PyObject_Repr(value.ptr())));
        try {
            bp::import("ast").attr("literal_eval")(text);
        } catch (bp::error_already_set const&) {
            PyErr_Clear();
            return "...";
        }
        return utf8_of(text.ptr());
    }

    bool bind_keywords(vector_call const& call, argument_row& row) const {
        Py_ssize_t const count = call.keywords ? PyTuple_GET_SIZE(call.keywords) : 0;
        for (Py_ssize_t i = 0; i < count; ++i) {
            std::size_t const place = find_name(PyTuple_GET_ITEM(call.keywords, i));
            if (place == arity() || row[place]) return false;
            row[place] = call.arguments[call.positional + static_cast<std::size_t>(i)];
        }
        return true;
    }

    bool bind_defaults(vector_call const& call, argument_row& row) const noexcept {
        for (std::size_t i = call.positional; i < arity(); ++i) {
            if (!row[i]) row[i] = defaults_[i].get();
            if (!row[i]) return false;
        }
        return true;
    }

    /// Interned names are mostly found by identity.
    std::size_t find_name(PyObject* wanted) const {
        auto const same = [wanted](bp::object const& name) { return name.ptr() == wanted; };
        auto const equal = [wanted](bp::object const& name) {
            return !name.is_none() && PyUnicode_Compare(name.ptr(), wanted) == 0;
        };
        auto found = std::find_if(names_.begin(), names_.end(), same);
        if (found == names_.end()) found = std::find_if(names_.begin(), names_.end(), equal);
        return static_cast<std::size_t>(found - names_.begin());
    }

    std::vector<bp::object> names_;
    std::vector<bp::handle<>> defaults_;
};

/// Stands for overloads that Boost.Python has to call.
class plain_overload : public fast_overload {
public:
    plain_overload() : fast_overload(0, {}) {}
    PyObject* call(PyObject* const*, conversion_mode) const override { return no_match(); }
    bp::detail::py_func_sig_info boost_signature() const override { return {nullptr, nullptr}; }
    bool is_plain() const noexcept override { return true; }
};

/// Not make_shared, which would be compiled for each type of overload.
NPUBLAS_COLD inline std::shared_ptr<fast_overload> shared(fast_overload* overload) {
    return std::shared_ptr<fast_overload>(overload);
}

/// An overload as Boost.Python calls it: one type for all, so that nothing of Boost.Python's is
/// instantiated for a function.
class boost_caller {
public:
    explicit boost_caller(std::shared_ptr<fast_overload> overload)
        : overload_(std::move(overload)) {}

    PyObject* operator()(PyObject* arguments, PyObject*) const {
        PyObject* const result = overload_->call(PySequence_Fast_ITEMS(arguments), current_mode());
        return result == no_match() ? nullptr : result;
    }

    unsigned min_arity() const { return static_cast<unsigned>(overload_->arity()); }
    bp::detail::py_func_sig_info signature() const { return overload_->boost_signature(); }

private:
    std::shared_ptr<fast_overload> overload_;
};

/// Newest first, as Boost.Python tries them.
using overload_list = std::vector<std::shared_ptr<fast_overload>>;

/// Calls the first overload that takes the arguments; `no_match()` where none does. A plain
/// overload ends the search: what is older must not come before it. An overload that refused is
/// handed to `refused`, which returns `no_match()` or else the result of the call.
template <class Refused>
inline PyObject* try_overloads(overload_list const& overloads, vector_call const& call,
                               conversion_mode mode, Refused refused) {
    argument_row row;
    for (auto const& overload : overloads) {
        if (overload->is_plain()) return no_match();
        PyObject* const* arguments = call.arguments;
        if (call.keywords || call.positional != overload->arity()) {
            if (!overload->bind(call, row)) continue;
            arguments = row.data();
        }
        PyObject* result = overload->call(arguments, mode);
        if (result == no_match()) result = refused(*overload, arguments);
        if (result != no_match()) return result;
    }
    return no_match();
}

NPUBLAS_COLD inline std::string explain_overload(fast_overload const& overload,
                                                 refusal_note const& note, bool method) {
    auto const place = static_cast<std::size_t>(note.place);
    std::string const name = overload.name(place);
    return sentence(note, positional_label(place, method, name), name.empty() ? "x" : name);
}

/// Says why a call is refused: a sentence for the only overload, else a line for each. False where
/// one of them is Boost.Python's to explain, or takes the arguments after all. `only_values` tells
/// whether nothing but values was wrong where npublas converts.
NPUBLAS_COLD inline bool explain_overloads(overload_list const& overloads, vector_call const& call,
                                           char const* function, bool method, call_state& state,
                                           text_builder& words, bool& only_values) {
    bool kind_is_wrong = false;
    bool const alone = overloads.size() == 1;
    words << (alone ? "" : "no overload takes these arguments");
    for (auto const& overload : overloads) {
        argument_row row;
        if (overload->is_plain()) return false;
        words << (alone ? "" : "\n    ");
        if (!overload->bind(call, row)) {
            words << overload->explain_binding(call, function, method ? 1 : 0);
            continue;
        }
        state.begin(false);
        if (overload->call(row.data(), {false, true, true}) != no_match() || !state.has_notes())
            return false;
        words << explain_overload(*overload, state.latest(), method);
        if (is_value_fault(state.latest()))
            only_values = true;
        else if (!state.latest().wanted().is_boosts)
            kind_is_wrong = true;
    }
    only_values = only_values && !kind_is_wrong;
    return true;
}

} // namespace npublas::python::detail

#endif
