// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// Any bytes as a segment's size, in eight bytes, and its header: it is refused with
/// shared::malformed, or every slot lies inside the segment. Then what a damaged header describes,
/// made into an honest one: it is read as what it is, and refused with one byte less.

#include "fuzz.hpp"

#include <npublas/shared/detail/header.hpp>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <optional>
#include <stdexcept>

namespace {

namespace shared = npublas::shared;

std::optional<shared::detail::layout> read(void const* bytes, std::size_t count,
                                           std::uint64_t file_size) {
    try {
        return shared::detail::read_header(bytes, count, file_size);
    } catch (shared::malformed const&) {
        return {};
    }
}

void check(shared::detail::layout const& read, std::uint64_t file_size) {
    auto const& head = read.head;
    auto const& what = read.description;
    fuzz::require(head.readers >= 1 && head.readers <= shared::maximum_readers);
    fuzz::require(head.slots == std::uint64_t{head.readers} + 2);
    fuzz::require(head.elements_offset >= shared::detail::entries_offset +
                                              head.readers * sizeof(shared::detail::reader_entry));
    fuzz::require(head.elements_offset <= file_size);
    fuzz::require(head.slot_size <= (file_size - head.elements_offset) / head.slots);
    // The product of the extents, which may not overflow, by division.
    std::uint64_t room = head.slot_size / what.item_size;
    bool const empty =
        std::find(what.shape, what.shape + what.dimensions, 0U) != what.shape + what.dimensions;
    for (int k = 0; k < what.dimensions && !empty; ++k) {
        fuzz::require(what.shape[k] <= room);
        room /= what.shape[k];
    }
}

void check_honest(shared::detail::header const& damaged) {
    std::size_t shape[shared::maximum_dimensions];
    std::copy(std::begin(damaged.shape), std::end(damaged.shape), shape);
    auto const element =
        static_cast<npublas::element_type>(damaged.item_size % npublas::element_type_count);
    try {
        auto const what =
            shared::describe(element, shape, static_cast<int>(damaged.dimensions % 9));
        auto const honest = shared::detail::make_header(what, damaged.readers % 1025);
        auto const found = read(&honest, sizeof honest, honest.file_size);
        fuzz::require(found && found->description.element == element);
        check(*found, honest.file_size);
        fuzz::require(!read(&honest, sizeof honest, honest.file_size - 1));
        fuzz::require(!read(&honest, sizeof honest - 1, honest.file_size));
    } catch (std::invalid_argument const&) {
    }
}

} // namespace

void fuzz::segment_header(unsigned char const* data, std::size_t size) {
    std::uint64_t file_size = 0;
    if (size < sizeof file_size) return;
    std::memcpy(&file_size, data, sizeof file_size);
    data += sizeof file_size;
    size -= sizeof file_size;
    if (auto const found = read(data, size, file_size)) check(*found, file_size);

    shared::detail::header damaged{};
    std::memcpy(&damaged, data, std::min(size, sizeof damaged));
    check_honest(damaged);
}
