// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// What a thread remembers of the call whose arguments it is converting.

#ifndef NPUBLAS_PYTHON_DETAIL_CALL_STATE_HPP
#define NPUBLAS_PYTHON_DETAIL_CALL_STATE_HPP

#include <npublas/python/detail/refusal.hpp>

#include <cstring>

namespace npublas::python::detail {

/// How a converter goes about an argument.
struct conversion_mode {
    bool exact; ///< take exact element types only, so that an overload of that type wins
    bool notes; ///< note down why an argument is refused
};

/// One for each thread and process, whichever module asks. Plain data, so that a thread's end and
/// the interpreter's end have nothing to destroy.
struct call_state {
    static constexpr int max_notes = 16;

    int note_count;
    bool exact_only;   ///< first pass over the overloads: no element is converted
    bool inexact_seen; ///< a converter refused because of `exact_only` alone
    refusal_note notes[max_notes];

    void begin(bool exact) noexcept {
        note_count = 0;
        exact_only = exact;
        inexact_seen = false;
    }
};

/// Where the next note goes. With more refusals than places, one about the element type gives way:
/// what else is wrong is wrong with the right overload.
inline refusal_note& next_note(call_state& state) noexcept {
    if (state.note_count < call_state::max_notes) return state.notes[state.note_count++];
    refusal_note* const last = state.notes + call_state::max_notes - 1;
    return *std::find_if(state.notes, last,
                         [](refusal_note const& note) { return note.reason == fault::element; });
}

/// A new note of this thread.
inline refusal_note& add_note(call_state& state, void const* argument, wanted_array (*wanted)(),
                              fault reason) noexcept {
    refusal_note& note = next_note(state);
    std::memset(static_cast<void*>(&note.got), 0, sizeof(note.got));
    note.argument = argument;
    note.place = refusal_note::unknown_place;
    note.wanted = wanted;
    note.reason = reason;
    note.detail[0] = '\0';
    note.got.type_number = -1;
    return note;
}

} // namespace npublas::python::detail

#endif
