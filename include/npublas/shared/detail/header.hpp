// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// The layout of a segment, version 1, in the byte order of the machine:
///
/// - bytes 0 to 511: `header`, written once, last of all, by the creator; then only read;
/// - 512 to 1023: `words`, the newest slot, the turn, who sleeps;
/// - from 1024 on: a `reader_entry` of 64 bytes for each reader, the slot it holds;
/// - from the next page on: `readers` + 2 slots of elements in C order, each padded to 64 bytes.
///
/// Every user needs the rights to read and to write: readers name the slots they hold and count
/// themselves among the sleepers, and a lock on a byte needs write access. There is no opener who
/// may only read.

#ifndef NPUBLAS_SHARED_DETAIL_HEADER_HPP
#define NPUBLAS_SHARED_DETAIL_HEADER_HPP

#include <npublas/detail/dtype_code.hpp>
#include <npublas/shared/description.hpp>
#include <npublas/shared/error.hpp>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <string>

namespace npublas::shared::detail {

inline constexpr char magic[8] = {'\x93', 'N', 'P', 'U', 'B', 'L', 'A', 'S'};
inline constexpr std::uint32_t native_order = 0x01020304;
inline constexpr std::uint32_t foreign_order = 0x04030201;
inline constexpr std::uint32_t format_version = 1;

struct header {
    char magic[8];
    std::uint32_t byte_order;
    std::uint32_t version; ///< 0 while the segment is not complete
    char dtype[8];         ///< NumPy's name, "<f8", filled up with NULs
    std::uint32_t dimensions;
    std::uint32_t readers;
    std::uint64_t shape[maximum_dimensions];
    std::int64_t strides[maximum_dimensions];
    std::uint64_t item_size;
    std::uint64_t slots;
    std::uint64_t slot_size; ///< from one slot to the next
    std::uint64_t elements_offset;
    std::uint64_t file_size;
};
static_assert(sizeof(header) == 8 + 8 + 8 + 8 + 64 + 64 + 40, "the layout has no gaps");

/// The newest slot and its sequence in one word: the sequence in the lower 48 bits, so that the
/// lower half, on which readers sleep, changes with each update.
struct newest_slot {
    std::uint64_t sequence;
    unsigned slot;

    static newest_slot from(std::uint64_t word) noexcept {
        return {word & ((std::uint64_t(1) << 48) - 1), static_cast<unsigned>(word >> 48)};
    }
    std::uint64_t word() const noexcept {
        return std::uint64_t(slot) << 48 | (sequence & ((std::uint64_t(1) << 48) - 1));
    }
};

struct words {
    alignas(64) std::atomic<std::uint64_t> newest;
    std::atomic<std::uint32_t> sleepers; ///< more than there are, if one was killed: costs a call
    alignas(64) std::atomic<std::uint32_t> turn; ///< the side whose turn it is; 0: the creator
    std::atomic<std::uint32_t> turn_sleepers;
    std::atomic<std::uint32_t> turn_slot; ///< 1 + the slot of the hand-over, or 0: none yet
    std::atomic<std::uint32_t> joined;    ///< whether the creator ever had a peer
};

struct alignas(64) reader_entry {
    std::atomic<std::uint32_t> slot; ///< 1 + the slot its owner holds, or 0
};

static_assert(std::atomic<std::uint64_t>::is_always_lock_free &&
                  std::atomic<std::uint32_t>::is_always_lock_free,
              "words that processes share must need no lock");

inline constexpr std::size_t words_offset = 512;
inline constexpr std::size_t entries_offset = 1024;

/// The bytes of a segment on which locks are taken; they mark ownership, not content.
enum lock_byte : std::int64_t {
    alive_byte = 0,  ///< shared by all users; exclusive while creating and replacing
    writer_byte = 1, ///< exclusive: the writer; shared: the two sides of a hand-over
    side_byte = 2,   ///< and 3: each side of a hand-over
    first_entry_byte = entries_offset
};

/// NumPy's code of an element type in the byte order of this machine.
inline std::string native_dtype(element_type element) {
    return npublas::detail::dtype_code(element, npublas::detail::native_order_sign);
}

/// The header of a segment of this description. Throws std::invalid_argument if there are too few
/// or too many readers, or too many bytes.
inline header make_header(description const& d, unsigned readers) {
    if (readers < 1 || readers > maximum_readers)
        throw std::invalid_argument("a segment has 1 to " + std::to_string(maximum_readers) +
                                    " readers, not " + std::to_string(readers));
    header h = {};
    std::memcpy(h.magic, magic, sizeof magic);
    h.byte_order = native_order;
    h.version = format_version;
    std::string const dtype = native_dtype(d.element);
    std::memcpy(h.dtype, dtype.data(), dtype.size());
    h.dimensions = static_cast<std::uint32_t>(d.dimensions);
    h.readers = readers;
    for (int k = 0; k < d.dimensions; ++k) {
        h.shape[k] = d.shape[k];
        h.strides[k] = d.strides[k];
    }
    h.item_size = d.item_size;
    h.slots = readers + 2;
    h.elements_offset = (entries_offset + readers * sizeof(reader_entry) + 4095) / 4096 * 4096;
    constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<std::ptrdiff_t>::max());
    if (d.bytes() > (most - h.elements_offset) / h.slots - 64)
        throw std::invalid_argument("this shape with its slots has more bytes than memory has "
                                    "addresses");
    h.slot_size = (d.bytes() + 63) / 64 * 64;
    h.file_size = h.elements_offset + h.slots * h.slot_size;
    return h;
}

/// The element type that a header names. Throws malformed.
inline element_type find_dtype(char const (&dtype)[8]) {
    std::string const given(dtype, strnlen(dtype, sizeof dtype));
    auto const found = npublas::detail::find_dtype_code(given.empty() ? given : given.substr(1));
    if (!found || native_dtype(*found) != given)
        throw malformed("the header names no element type of this machine");
    return *found;
}

/// What a header says, checked: it must be, byte for byte, the one this library would have written
/// for its element type, shape and number of readers, and the file must have the size it says.
struct layout {
    header head;
    shared::description description;
};

/// Whether these are the first bytes of a segment whose creator is at work, or was killed: the
/// magic comes first, the header at the end.
inline bool is_unfinished(void const* bytes, std::size_t count) {
    header h = {};
    std::memcpy(&h, bytes, std::min(count, sizeof h));
    return count >= sizeof magic && std::memcmp(bytes, magic, sizeof magic) == 0 &&
           (count == sizeof magic || h.byte_order == 0) && h.version == 0;
}

/// Reads the header from the first `count` bytes of a file of `file_size` bytes. Throws malformed.
inline layout read_header(void const* bytes, std::size_t count, std::uint64_t file_size) {
    header h;
    if (count < sizeof magic || std::memcmp(bytes, magic, sizeof magic) != 0)
        throw malformed("this is no segment of npublas: it does not begin as one");
    if (count < sizeof h) throw malformed("the segment is truncated within its header");
    std::memcpy(&h, bytes, sizeof h);
    if (h.byte_order == foreign_order) throw malformed("the segment has the other byte order");
    if (h.byte_order != native_order) throw malformed("the segment has no known byte order");
    if (h.version != format_version)
        throw malformed("the segment has version " + std::to_string(h.version) +
                        " of the format, not " + std::to_string(format_version));
    if (h.dimensions > maximum_dimensions || h.readers < 1 || h.readers > maximum_readers)
        throw malformed("the header has too many dimensions, or no possible number of readers");
    std::size_t shape[maximum_dimensions] = {};
    for (std::uint32_t k = 0; k < h.dimensions; ++k)
        shape[k] = static_cast<std::size_t>(h.shape[k]);
    try {
        auto const d = describe(find_dtype(h.dtype), shape, static_cast<int>(h.dimensions));
        header const expected = make_header(d, h.readers);
        if (std::memcmp(&h, &expected, sizeof h) != 0)
            throw malformed("the header contradicts itself about strides, slots or sizes");
        if (file_size != h.file_size)
            throw malformed("the segment has " + std::to_string(file_size) +
                            " bytes, and its header says " + std::to_string(h.file_size));
        return {h, d};
    } catch (std::invalid_argument const& e) {
        throw malformed("the header lies: " + std::string(e.what()));
    }
}

} // namespace npublas::shared::detail

#endif
