// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// An array that several processes see: one writes, others read what is newest, and sleep while
/// there is nothing new. This is the part that knows no element types at compile time;
/// npublas/shared_matrix.hpp is for programs.
///
/// A segment has `readers` + 2 slots of elements. The writer fills one that nobody sees and then
/// makes it the newest, in one step; a reader keeps the slot it looks at. So the writer never waits
/// for a reader, a reader never sees half an update, and a process that is killed at any moment
/// leaves the others working. Places of the killed are free again at once, for the kernel gives
/// them back.
///
/// Every user needs the rights to read and to write the segment, readers as well: they mark what
/// they hold. Content is checked when a segment is opened, and nothing outside its slots is ever
/// read or written, whatever another user does to its words. (Who may write a file may also
/// truncate it under its users; that is as with every mapped file.)
///
/// A handle belongs to the process that made it and, except for `wait`, to one thread at a time. In
/// a forked child all that would take or use a place throws std::logic_error: the child opens the
/// segment again.
///
/// The layout is described in npublas/shared/detail/header.hpp, and the reasons why it is safe in
/// npublas/shared/detail/attachment.hpp.

#ifndef NPUBLAS_SHARED_SEGMENT_HPP
#define NPUBLAS_SHARED_SEGMENT_HPP

#include <npublas/shared/description.hpp>
#include <npublas/shared/detail/attachment.hpp>
#include <npublas/shared/error.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace npublas::shared {

struct create_options {
    unsigned readers = 4; ///< leases at a time, in all processes; from 1 to 1024
    unsigned mode = 0600; ///< rights of the file, whatever the umask
};

/// A handle of one segment. What it gives out points into the segment and ends with `close`.
class segment {
public:
    using timeout = std::optional<std::chrono::nanoseconds>; ///< none: no limit

    /// What `lease` gives out, to be given back to `release`.
    using leased = detail::attachment::leased;

    /// Asked after each sleep without success, four times a second at least; true ends the wait
    /// with shared::interrupted.
    using question = bool (*)(void*);

    /// A new segment, all elements zero, of sequence 0. A segment of this name that nobody uses is
    /// replaced, with its content; one in use, and any other file, throws exists. Throws
    /// std::invalid_argument, no_rights, no_space; all memory is reserved at once.
    static segment create(place const& where, description const& d, create_options options = {}) {
        return segment(where,
                       detail::attachment::create(where.path(), d, options.readers, options.mode));
    }

    /// A segment that is there, used or not. With a time-out, waits until there is one and it is
    /// complete, and throws timed_out; without, throws not_found or malformed. Throws malformed at
    /// once for what is no segment, and no_rights.
    static segment open(place const& where,
                        std::chrono::nanoseconds timeout = std::chrono::nanoseconds(0)) {
        return segment(where, detail::attachment::open(where.path(), timeout));
    }

    segment(segment&&) noexcept = default;
    segment& operator=(segment&&) noexcept = default;

    /// Strides are those of C order, without gaps.
    description const& shape_and_type() const { return here().shape_and_type(); }
    unsigned readers() const { return here().readers(); }

    /// The bytes of the whole segment.
    std::uint64_t size() const { return here().size(); }

    /// The number of updates so far.
    std::uint64_t sequence() const { return here().sequence(); }

    // The writer. The first write takes the writer's place, and the handle keeps it until `close`.

    /// A slot to be filled, which holds the newest content if asked for, else anything. Throws busy
    /// if another handle has the writer's place or the segment is handed over in turns.
    void* begin_write(bool copy_newest_forward) { return here().begin_write(copy_newest_forward); }

    /// Makes what was written the newest content, and wakes who waits.
    void publish() { here().publish(); }

    /// Forgets what was written.
    void abandon() noexcept {
        if (here_) here_->abandon();
    }

    // Readers. Each lease needs one of the `readers` places; the handle takes a place when it needs
    // one more than before, and keeps it for its next lease, until `close`.

    /// The newest content, which stays as it is until `release`. Throws busy if all places are
    /// taken.
    leased lease() { return here().lease(); }

    void release(leased const& held) noexcept {
        if (here_) here_->release(held);
    }

    /// Copies the newest content, whole, and returns its sequence. Needs a place as a lease does.
    std::uint64_t read(void* elements) { return here().read(elements); }

    /// Sleeps until there is an update newer than the last this handle has read, leased or waited
    /// for; false if the time-out passes before, at once if there is one. Without a time-out waits
    /// for ever. Needs no place. Another thread may use the handle meanwhile, but not close it.
    bool wait(timeout limit = std::nullopt, question interrupted = nullptr,
              void* context = nullptr) {
        return here().wait(limit, interrupted, context);
    }

    // The hand-over: two sides, the creator's handle and the first other one that asks for a turn,
    // work in turn on one and the same elements, in place. The creator begins, with a copy of the
    // newest content. Readers do not see these elements, and there is no writer meanwhile.

    /// Waits for the turn of this side and returns the elements. Throws peer_died if the other side
    /// has ended before it passed the turn, timed_out, and busy if there is a writer or if two
    /// other handles take turns. The creator waits for a first peer; where that one has died, a
    /// next may take its side and its turn, and until then the creator gets peer_died.
    void* begin_turn(timeout limit = std::nullopt, question interrupted = nullptr,
                     void* context = nullptr) {
        return here().begin_turn(limit, interrupted, context);
    }

    /// Passes the turn to the other side.
    void end_turn() { here().end_turn(); }

    // Files and names.

    /// Returns when a file's content is on the disk.
    void flush() { here().flush(); }

    /// Keeps the memory mapped, beyond `close`: for whom must not be hit by a dangling pointer.
    std::shared_ptr<void const> mapping() const { return here().memory(); }

    /// Ends this handle, with all that it gave out: places, pointers, a write that is not
    /// published. The segment stays, with its name and content.
    void close() noexcept { here_.reset(); }

    bool is_open() const noexcept { return here_ != nullptr; }

    /// Whether it is open and belongs to this process.
    bool is_usable() const noexcept { return here_ && !here_->is_forked(); }

    /// Removes the name; who has the segment open keeps it. Also after `close`. Does nothing if the
    /// name is gone or another segment's.
    void unlink() { detail::remove_name(path_, identity_); }

private:
    segment(place const& where, std::unique_ptr<detail::attachment> attached)
        : path_(where.path()), identity_(attached->identity()), here_(std::move(attached)) {}

    detail::attachment& here() const {
        if (!here_) throw std::logic_error(path_ + ": this handle is closed");
        return *here_;
    }

    std::string path_;
    detail::file_identity identity_;
    std::unique_ptr<detail::attachment> here_;
};

/// The names of the segments in memory that nobody uses: all their users were killed, or closed
/// without `unlink`. Those of other users that may not be read are left out.
inline std::vector<std::string> stale() { return detail::stale_names("/dev/shm"); }

} // namespace npublas::shared

#endif
