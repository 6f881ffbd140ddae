// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// What a thread remembers of the call whose arguments it is converting.

#ifndef NPUBLAS_PYTHON_DETAIL_CALL_STATE_HPP
#define NPUBLAS_PYTHON_DETAIL_CALL_STATE_HPP

#include <npublas/python/detail/refusal.hpp>

#include <cstring>

namespace npublas::python::detail {

/// One for each thread and process, whichever module asks. Plain data, so that a thread's end and
/// the interpreter's end have nothing to destroy.
struct call_state {
    static constexpr int max_notes = 8;

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

/// A new note of this thread; with more refusals than places, the last place is written again.
inline refusal_note& add_note(call_state& state, void const* argument, wanted_array (*wanted)(),
                              fault reason) noexcept {
    if (state.note_count < call_state::max_notes) ++state.note_count;
    refusal_note& note = state.notes[state.note_count - 1];
    std::memset(static_cast<void*>(&note.got), 0, sizeof(note.got));
    note.argument = argument;
    note.wanted = wanted;
    note.reason = reason;
    note.detail[0] = '\0';
    note.got.type_number = -1;
    return note;
}

} // namespace npublas::python::detail

#endif
