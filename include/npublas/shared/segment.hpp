// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// Elements shared by processes, without a type: what npublas::shared_matrix and Python's
/// npublas.shared.shared_matrix stand on.
///
/// A segment is a file in /dev/shm, or anywhere for content that survives its processes: a header
/// and readers + 2 slots of elements. A word names the slot of the newest update; each reader's
/// entry names the slot it holds. One slot is the newest, the readers hold at most one each, so one
/// is always free: the writer waits for nobody. The writer's place and the readers' entries are
/// locks on the file, which the kernel drops when their process dies.
///
/// Who opens a segment needs the right to read and to write its file, also to read elements only:
/// a reader has to say which slot it holds.

#ifndef NPUBLAS_SHARED_SEGMENT_HPP
#define NPUBLAS_SHARED_SEGMENT_HPP

#include <npublas/shared/description.hpp>
#include <npublas/shared/detail/file.hpp>
#include <npublas/shared/detail/futex.hpp>
#include <npublas/shared/error.hpp>
#include <npublas/shared/location.hpp>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace npublas::shared {

struct create_options {
    unsigned readers = 4; ///< 1 to 253; each takes the memory of one slot more
    unsigned mode = 0600; ///< rights on the file, whatever the umask
};

/// Asked when a signal interrupts a sleep; true ends it.
using interruption = bool (*)(void*);

/// A handle to a segment. Not for two threads at once: open it once for each.
///
/// After `close()` and in a forked child every operation throws std::logic_error.
class segment {
public:
    using timeout = std::optional<std::chrono::nanoseconds>; ///< none: no limit

    /// Makes a segment full of zeros under a name in /dev/shm, or a file. A dead one of that name,
    /// whose users are all gone, is replaced. Throws exists, no_space, no_rights, and
    /// std::invalid_argument for a name with a slash or too long.
    static segment create(location const& where, description const& what,
                          create_options options = {});

    /// Opens a segment, waiting until there is one. Throws not_found when the time is over,
    /// malformed, no_rights.
    static segment open(location const& where, std::chrono::nanoseconds wait = {});

    segment(segment&&) noexcept = default;
    segment& operator=(segment&& other) noexcept;
    ~segment() { close(); }

    description const& shape_and_type() const { return what_; }

    /// The number of the newest update; 0 before the first.
    std::uint64_t sequence() const;

    // The writer

    /// The elements of a free slot, to be written and published; with the newest content, or
    /// anything. The first call takes the writer's place until `close()`. Throws busy if another
    /// has it. A second call before `publish()` or `abandon()` begins anew.
    void* begin_write(bool copy_newest_forward);
    /// Makes what was written the newest update and wakes who waits.
    void publish();
    /// Gives up what was written.
    void abandon() noexcept;

    // Readers

    struct leased {
        void const* elements;
        std::uint64_t sequence;
        unsigned entry;
    };

    /// The elements of the newest update, which stay as they are until `release`. Each lease that
    /// is held takes a reader's entry, which this handle keeps until `close()`. Throws busy if none
    /// is free.
    leased lease();
    void release(leased const& lease) noexcept;

    /// Copies the newest update; returns its number. Throws busy like `lease`.
    std::uint64_t read(void* elements);

    /// Sleeps until there is an update newer than the last that this handle has read, leased or
    /// waited for. False when the time is over, or if `interrupted` said so.
    bool wait(timeout limit, interruption interrupted = nullptr, void* context = nullptr);

    // Hand-over

    /// Waits for this side's turn; returns the elements, to be read and written in place. The
    /// creator is one side and begins, the other is who first asks among the openers. Throws
    /// timed_out, peer_died, and busy if there are two sides already. Null if `interrupted` said
    /// so. A segment is used for turns or for updates: the other kind then throws std::logic_error.
    void* begin_turn(timeout limit, interruption interrupted = nullptr, void* context = nullptr);
    /// Passes the turn to the other side.
    void end_turn();

    /// Writes everything to the disk, if it is a file's.
    void flush();

    /// Gives up all places and leases. Idempotent.
    void close() noexcept;

    /// Removes the name, if it is this segment's still; who has it open works on.
    void unlink();

    /// Keeps the elements mapped, beyond `close()` too.
    std::shared_ptr<void const> mapping() const { return region_; }

private:
    segment(std::filesystem::path path, std::unique_ptr<detail::descriptor> file,
            std::shared_ptr<detail::region> region, description const& what,
            detail::fixed_header const& layout, bool is_creator);

    static std::optional<segment> try_open(std::filesystem::path const& path);

    detail::shared_state& state() const;
    detail::shared_state& state_for(detail::kind_of_use use);
    detail::update newest() const;
    char* slot(unsigned number) const;
    bool is_held(unsigned number) const;
    void take_writers_place();
    unsigned take_slot();
    unsigned take_entry();
    detail::update hold_newest(unsigned entry);
    void take_side();
    void check_peer() const;

    std::filesystem::path path_;
    std::unique_ptr<detail::descriptor> file_;
    std::shared_ptr<detail::region> region_;
    description what_;
    std::uint64_t slots_ = 0, slot_size_ = 0, first_slot_ = 0, readers_ = 0;
    bool is_creator_ = false;
    bool is_writer_ = false;
    std::optional<unsigned> side_;
    bool has_turn_ = false;
    std::optional<detail::update> written_; // the slot being written, and what was in it
    std::uint64_t seen_ = 0;
    std::vector<unsigned> idle_entries_, held_entries_;
};

/// The names in /dev/shm of segments that nobody uses any more.
std::vector<std::string> stale();

} // namespace npublas::shared

#include <npublas/shared/detail/segment.hpp>

#endif
