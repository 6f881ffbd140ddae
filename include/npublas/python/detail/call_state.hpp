// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// What a thread remembers of the call whose arguments it is converting.

#ifndef NPUBLAS_PYTHON_DETAIL_CALL_STATE_HPP
#define NPUBLAS_PYTHON_DETAIL_CALL_STATE_HPP

#include <npublas/python/detail/refusal.hpp>

#include <cstring>

namespace npublas::python::detail {

/// How a converter goes about an argument. Bits of one word, which goes in a register: three bools
/// would go through memory, and stall there.
struct conversion_mode {
    constexpr conversion_mode(bool exact_only, bool notes_wanted, bool dry_run = false,
                              bool quick_only = false) noexcept
        : exact(exact_only), notes(notes_wanted), dry(dry_run), quick(quick_only) {}

    unsigned exact : 1; ///< take exact element types only, so that an overload of that type wins
    unsigned notes : 1; ///< note down why an argument is refused
    unsigned dry : 1;   ///< convert, but do not call
    unsigned quick : 1; ///< may refuse what takes long: it will be asked again
};

/// For the first try of a call: what most calls need, and nothing else.
inline constexpr conversion_mode first_try{true, false, false, true};

/// One for each thread and process, whichever module asks. Plain data, so that a thread's end and
/// the interpreter's end have nothing to destroy.
struct call_state {
    static constexpr int max_notes = 16;

    bool exact_only;   ///< first pass over the overloads: no element is converted
    bool inexact_seen; ///< a converter refused because of `exact_only` alone
    int first_note;    ///< those before it belong to calls around this one
    int end_note;
    int last_note;   ///< written last
    PyObject** kept; ///< what the current call's arguments keep alive till its end; null outside
    refusal_note notes[max_notes];

    /// Starts a pass over the overloads of the current call.
    void begin(bool exact) noexcept {
        exact_only = exact;
        inexact_seen = false;
        end_note = first_note;
    }

    refusal_note* begin_notes() noexcept { return notes + first_note; }
    refusal_note* end_notes() noexcept { return notes + end_note; }
    bool has_notes() const noexcept { return end_note > first_note; }
    bool is_full() const noexcept { return end_note == max_notes; }
    refusal_note& latest() noexcept { return notes[last_note]; }
};

/// A call, which may be made while the arguments of another are converted: that one finds its
/// state again as it was.
class call_frame {
public:
    call_frame(call_state& state, bool exact) noexcept
        : state_(state), exact_only_(state.exact_only), inexact_seen_(state.inexact_seen),
          first_note_(state.first_note), end_note_(state.end_note), last_note_(state.last_note),
          kept_before_(state.kept) {
        state.kept = &kept_;
        // There is room for one note, however deep the calls.
        state.first_note = std::min(state.end_note, call_state::max_notes - 1);
        state.begin(exact);
    }

    ~call_frame() {
        state_.exact_only = exact_only_;
        state_.inexact_seen = inexact_seen_;
        state_.end_note = end_note_;
        state_.last_note = last_note_;
        state_.first_note = first_note_;
        state_.kept = kept_before_;
        Py_XDECREF(kept_);
    }

    call_frame(call_frame const&) = delete;
    call_frame& operator=(call_frame const&) = delete;

private:
    call_state& state_;
    bool exact_only_;
    bool inexact_seen_;
    int first_note_;
    int end_note_;
    int last_note_;
    PyObject** kept_before_;
    PyObject* kept_ = nullptr;
};

/// Where the next note goes. With more refusals than places, one about the element type gives way:
/// what else is wrong is wrong with the right overload.
inline int next_place(call_state& state) noexcept {
    int const last = call_state::max_notes - 1;
    if (!state.kept) return last; // outside of a call nobody reads it
    if (!state.is_full()) return state.end_note++;
    auto const* const found =
        std::find_if(state.notes + std::min(state.first_note, last), state.notes + last,
                     [](refusal_note const& note) { return note.reason == fault::element; });
    return static_cast<int>(found - state.notes);
}

/// A new note of this thread.
inline refusal_note& add_note(call_state& state, void const* argument, wanted_array (*wanted)(),
                              fault reason) noexcept {
    state.last_note = next_place(state);
    refusal_note& note = state.latest();
    std::memset(static_cast<void*>(&note.got), 0, sizeof(note.got));
    note.argument = argument;
    note.place = refusal_note::unknown_place;
    note.wanted = wanted;
    note.reason = reason;
    note.outer = nullptr;
    note.detail[0] = '\0';
    note.path[0] = '\0';
    note.or_none = false;
    note.got.type_number = -1;
    return note;
}

} // namespace npublas::python::detail

#endif
