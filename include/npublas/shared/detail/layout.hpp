// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// The bytes of a segment: a header, then the slots. `check` is the one place where a header that
/// somebody else wrote is believed.

#ifndef NPUBLAS_SHARED_DETAIL_LAYOUT_HPP
#define NPUBLAS_SHARED_DETAIL_LAYOUT_HPP

#include <npublas/shared/description.hpp>
#include <npublas/shared/error.hpp>

#include <atomic>
#include <cstdint>
#include <cstring>
#include <string>

namespace npublas::shared::detail {

inline constexpr std::size_t most_readers = 253; // a slot's number is a byte
inline constexpr std::size_t most_slots = most_readers + 2;
inline constexpr std::size_t slot_alignment = 4096;

/// What does not change once the segment is complete.
struct fixed_header {
    char magic[8];
    std::uint32_t version;
    std::uint32_t byte_order;
    char element[16]; // NumPy's name, filled up with zeros
    std::uint32_t item_size;
    std::uint32_t dimensions;
    std::uint64_t shape[most_dimensions];
    std::int64_t strides[most_dimensions];
    std::uint64_t readers;
    std::uint64_t slots;
    std::uint64_t slot_size;
    std::uint64_t first_slot;
    std::uint64_t total_size;
};

/// The newest update's number and its slot in one word, so that both change at once.
struct update {
    std::uint64_t sequence;
    unsigned slot;

    std::uint64_t word() const { return sequence << 8 | slot; }
    static update of(std::uint64_t word) { return {word >> 8, static_cast<unsigned>(word & 0xff)}; }
};

/// What the processes change while they work. Each group has cache lines of its own.
struct shared_state {
    alignas(64) std::atomic<std::uint64_t> newest; // an update's word
    // Twice the number of updates, plus 1 if somebody sleeps on it: a futex. Both are one word, so
    // that no one can go to sleep between the count and the look at who sleeps.
    std::atomic<std::uint32_t> publications;
    alignas(64) std::atomic<std::uint32_t> use; // a kind_of_use
    std::atomic<std::uint32_t> turn;            // the side whose turn it is; a futex
    std::atomic<std::uint32_t> side_came[2];
    // The number of the update in each slot; `being_written` while the writer has it.
    alignas(64) std::atomic<std::uint64_t> content[most_slots];
    // The slot that each reader's entry holds, plus one; 0 for none.
    alignas(64) std::atomic<std::uint32_t> held[most_readers];
};

enum kind_of_use : std::uint32_t { unused, updates, turns };

inline constexpr std::uint64_t being_written = ~std::uint64_t{0};

static_assert(std::atomic<std::uint64_t>::is_always_lock_free);
static_assert(std::atomic<std::uint32_t>::is_always_lock_free);

struct header {
    fixed_header fixed;
    shared_state state;
};

inline constexpr char magic[8] = {'n', 'p', 'u', 'b', 'l', 'a', 's', '\0'};
inline constexpr std::uint32_t format_version = 1;
inline constexpr std::uint32_t this_byte_order = 0x01020304;
inline constexpr std::uint32_t other_byte_order = 0x04030201;

inline constexpr std::size_t round_up(std::size_t size, std::size_t unit) {
    return (size + unit - 1) / unit * unit;
}

/// The header of a new segment. Throws std::invalid_argument for sizes that don't fit.
inline fixed_header make_header(description const& given, std::size_t readers) {
    if (readers < 1 || readers > most_readers)
        throw std::invalid_argument("a shared matrix has 1 to 253 readers, not " +
                                    std::to_string(readers));
    fixed_header result{};
    std::memcpy(result.magic, magic, sizeof magic);
    result.version = format_version;
    result.byte_order = this_byte_order;
    std::strncpy(result.element, name(given.element), sizeof result.element - 1);
    result.item_size = static_cast<std::uint32_t>(given.item_size);
    result.dimensions = static_cast<std::uint32_t>(given.dimensions);
    for (std::size_t i = 0; i < most_dimensions; ++i) {
        result.shape[i] = given.shape[i];
        result.strides[i] = given.strides[i];
    }
    result.readers = readers;
    result.slots = readers + 2;
    result.slot_size = round_up(given.bytes(), slot_alignment);
    result.first_slot = round_up(sizeof(header), slot_alignment);
    constexpr std::uint64_t most = std::numeric_limits<std::int64_t>::max() / 2;
    if (result.slot_size > most / result.slots)
        throw std::invalid_argument("a shared matrix of this shape is larger than memory");
    result.total_size = result.first_slot + result.slots * result.slot_size;
    return result;
}

[[noreturn]] inline void refuse(std::string const& who, std::string const& why) {
    throw malformed(who + " is no shared matrix of npublas: " + why);
}

inline element_type element_named(char const (&given)[16], std::string const& who) {
    for (int i = 0; i < element_type_count; ++i) {
        auto const element = static_cast<element_type>(i);
        if (std::strncmp(given, name(element), sizeof given) == 0) return element;
    }
    refuse(who, "its element type is unknown");
}

inline description description_in(fixed_header const& given, std::string const& who) {
    if (given.dimensions > most_dimensions) refuse(who, "it has more than 8 dimensions");
    std::vector<std::size_t> const shape(given.shape, given.shape + given.dimensions);
    try {
        return describe(element_named(given.element, who), shape);
    } catch (std::invalid_argument const& reason) {
        refuse(who, reason.what());
    }
}

/// What a header read from a segment of `size` bytes describes. All that can be computed is, and
/// must agree. Throws malformed, naming the segment as `who`.
inline description check(fixed_header const& given, std::uint64_t size, std::string const& who) {
    if (std::memcmp(given.magic, magic, sizeof magic) != 0) refuse(who, "it begins otherwise");
    if (given.byte_order == other_byte_order) refuse(who, "its byte order is another machine's");
    if (given.byte_order != this_byte_order) refuse(who, "its byte order is unknown");
    if (given.version != format_version)
        refuse(who, "its format has version " + std::to_string(given.version) +
                        ", and this npublas reads version " + std::to_string(format_version));
    description const result = description_in(given, who);
    if (given.readers < 1 || given.readers > most_readers)
        refuse(who, "its number of readers is out of range");
    fixed_header computed{};
    try {
        computed = make_header(result, given.readers);
    } catch (std::invalid_argument const& reason) {
        refuse(who, reason.what());
    }
    if (std::memcmp(&given, &computed, sizeof given) != 0)
        refuse(who, "its header contradicts itself");
    if (size < given.total_size)
        refuse(who, "it has " + std::to_string(size) + " bytes, and its header needs " +
                        std::to_string(given.total_size));
    return result;
}

} // namespace npublas::shared::detail

#endif
