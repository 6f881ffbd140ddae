// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// How a segment works. Included by npublas/shared/segment.hpp.
///
/// Atomic operations are sequentially consistent where two sides each write one word and then read
/// the other's: a reader enters the slot it wants and then looks whether the writer has taken it;
/// the writer marks a slot as taken and then looks whether a reader has entered it. One of them
/// sees the other. The same holds for who goes to sleep and who wakes.

#ifndef NPUBLAS_SHARED_DETAIL_SEGMENT_HPP
#define NPUBLAS_SHARED_DETAIL_SEGMENT_HPP

#include <npublas/shared/segment.hpp>

#include <new>
#include <thread>

namespace npublas::shared {

// Making and opening

inline segment::segment(std::filesystem::path path, std::unique_ptr<detail::descriptor> file,
                        std::shared_ptr<detail::region> region, description const& what,
                        detail::fixed_header const& layout, bool is_creator)
    : path_(std::move(path)), file_(std::move(file)), region_(std::move(region)), what_(what),
      slots_(layout.slots), slot_size_(layout.slot_size), first_slot_(layout.first_slot),
      readers_(layout.readers), is_creator_(is_creator) {}

inline segment& segment::operator=(segment&& other) noexcept {
    if (this != &other) {
        close();
        std::destroy_at(this);
        new (this) segment(std::move(other));
    }
    return *this;
}

inline segment segment::create(location const& where, description const& what,
                               create_options options) {
    std::filesystem::path const& path = where.path();
    detail::fixed_header const fixed = detail::make_header(what, options.readers);
    std::string const who = path.string();
    detail::nascent_file made(path, options.mode);
    detail::reserve(made.file(), fixed.total_size, who);
    auto region = detail::map(made.file(), fixed.total_size, who);
    auto* const begin = new (region->get_address()) detail::header{};
    begin->fixed = fixed;
    made.file().share(detail::place::use);
    made.file().lock(detail::place::first_side);
    begin->state.side_came[0] = 1;
    detail::remove_dead(path);
    return segment(path, made.finish(), std::move(region), what, fixed, true);
}

/// Nothing if there is no such file, or it is just being replaced.
inline std::optional<segment> segment::try_open(std::filesystem::path const& path) {
    std::string const who = path.string();
    int const number = detail::open_regular(path);
    if (number < 0 && errno == ENOENT) return std::nullopt;
    if (number < 0 && (errno == EINVAL || errno == EISDIR || errno == ENXIO))
        detail::refuse(who, "it is no regular file");
    if (number < 0 && errno == EACCES)
        throw no_rights(who + ": opening a shared matrix, also to read only, needs the rights to "
                              "read and to write it");
    if (number < 0) detail::throw_system_error(errno, "opening " + who);
    auto file = std::make_unique<detail::descriptor>(number);
    detail::fixed_header const fixed = detail::read_header(*file, who);
    auto const size = static_cast<std::uint64_t>(file->status().st_size);
    description const what = detail::check(fixed, size, who);
    if (!file->share(detail::place::use) || file->status().st_nlink == 0) return std::nullopt;
    auto region = detail::map(*file, fixed.total_size, who);
    return segment(path, std::move(file), std::move(region), what, fixed, false);
}

inline segment segment::open(location const& where, std::chrono::nanoseconds wait) {
    std::filesystem::path const& path = where.path();
    detail::deadline const until = detail::deadline_after(wait);
    for (;;) {
        if (auto found = try_open(path)) return std::move(*found);
        if (detail::is_over(until)) throw not_found("there is no shared matrix " + path.string());
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
}

inline void segment::close() noexcept {
    if (!file_) return;
    if (file_->number() >= 0) {
        abandon();
        auto& held = static_cast<detail::header*>(region_->get_address())->state.held;
        for (unsigned const entry : held_entries_)
            held[entry].store(0, std::memory_order_release);
    }
    file_.reset();
    region_.reset();
}

inline void segment::unlink() {
    state();
    if (detail::is_file_at(path_, file_->status()) && ::unlink(path_.c_str()) != 0)
        detail::throw_system_error(errno, "removing " + path_.string());
}

inline void segment::flush() {
    state();
    if (!region_->flush(0, 0, false))
        detail::throw_system_error(errno, "flushing " + path_.string());
}

// What all operations ask

inline detail::shared_state& segment::state() const {
    if (!file_) throw std::logic_error("this shared matrix is closed");
    if (file_->number() < 0)
        throw std::logic_error("this shared matrix was opened before the process was forked: the "
                               "child must open it again");
    return static_cast<detail::header*>(region_->get_address())->state;
}

inline detail::shared_state& segment::state_for(detail::kind_of_use use) {
    detail::shared_state& all = state();
    std::uint32_t now = all.use.load(std::memory_order_relaxed);
    if (now == detail::unused && !all.use.compare_exchange_strong(now, use)) {
        // Another process was first; `now` is what it chose.
    }
    if (now != detail::unused && now != use)
        throw std::logic_error(use == detail::turns
                                   ? "this shared matrix is used for updates, not for turns"
                                   : "this shared matrix is used for turns, not for updates");
    return all;
}

/// Throws malformed if another process wrote nonsense.
inline detail::update segment::newest() const {
    auto const result = detail::update::of(state().newest.load());
    if (result.slot >= slots_) detail::refuse(path_.string(), "its newest slot is out of range");
    return result;
}

inline std::uint64_t segment::sequence() const { return newest().sequence; }

inline char* segment::slot(unsigned number) const {
    return static_cast<char*>(region_->get_address()) + first_slot_ + number * slot_size_;
}

// The writer

inline bool segment::is_held(unsigned number) const {
    auto& held = state().held;
    for (std::size_t entry = 0; entry < readers_; ++entry)
        if (held[entry].load() == number + 1) return true;
    return false;
}

inline unsigned segment::take_slot() {
    auto& content = state().content;
    unsigned const last = newest().slot;
    for (unsigned step = 1; step < slots_; ++step) {
        auto const candidate = static_cast<unsigned>((last + step) % slots_);
        std::uint64_t const before = content[candidate].exchange(detail::being_written);
        if (!is_held(candidate)) {
            written_ = detail::update{before, candidate};
            return candidate;
        }
        content[candidate].store(before);
    }
    detail::refuse(path_.string(), "its readers hold more slots than there are readers");
}

inline void segment::take_writers_place() {
    if (!file_->lock(detail::place::writer)) throw busy(path_.string() + " has a writer already");
    is_writer_ = true;
    // The writer before may have died between its last update and waking those who wait for it.
    detail::wake_all(state().publications);
}

inline void* segment::begin_write(bool copy_newest_forward) {
    state_for(detail::updates);
    if (!is_writer_) take_writers_place();
    char* const elements = slot(written_ ? written_->slot : take_slot());
    if (copy_newest_forward) std::memcpy(elements, slot(newest().slot), what_.bytes());
    return elements;
}

inline void segment::publish() {
    detail::shared_state& all = state();
    if (!written_) throw std::logic_error("nothing was written to be published");
    detail::update const made{newest().sequence + 1, written_->slot};
    written_.reset();
    all.content[made.slot].store(made.sequence);
    all.newest.store(made.word());
    std::uint32_t before = all.publications.load();
    while (!all.publications.compare_exchange_weak(before, (before | 1) + 1)) {
    }
    if ((before & 1) != 0) detail::wake_all(all.publications);
}

inline void segment::abandon() noexcept {
    // Its content is gone, and no reader can want it: it was not the newest.
    written_.reset();
}

// Readers

inline unsigned segment::take_entry() {
    if (!idle_entries_.empty()) {
        unsigned const entry = idle_entries_.back();
        idle_entries_.pop_back();
        return entry;
    }
    for (unsigned entry = 0; entry < readers_; ++entry) {
        auto const is_own = [&](std::vector<unsigned> const& list) {
            return std::find(list.begin(), list.end(), entry) != list.end();
        };
        if (is_own(held_entries_) || !file_->lock(detail::place::first_reader, entry)) continue;
        idle_entries_.reserve(readers_);
        held_entries_.reserve(readers_);
        return entry;
    }
    throw busy(path_.string() + " has no place for one reader more than " +
               std::to_string(readers_));
}

/// Enters the newest slot, so that the writer leaves it alone.
inline detail::update segment::hold_newest(unsigned entry) {
    detail::shared_state& all = state();
    constexpr int most_attempts = 1 << 24; // an honest writer can't be that much faster
    for (int attempt = 0; attempt < most_attempts; ++attempt) {
        detail::update const found = newest();
        all.held[entry].store(found.slot + 1);
        std::uint64_t const content = all.content[found.slot].load();
        if (content == found.sequence) return found;
        // The writer was through all other slots meanwhile.
    }
    detail::refuse(path_.string(), "its newest slot has another update's content");
}

inline segment::leased segment::lease() {
    state_for(detail::updates);
    unsigned const entry = take_entry();
    detail::update const found = hold_newest(entry);
    held_entries_.push_back(entry);
    seen_ = std::max(seen_, found.sequence);
    return {slot(found.slot), found.sequence, entry};
}

inline void segment::release(leased const& lease) noexcept {
    auto const at = std::find(held_entries_.begin(), held_entries_.end(), lease.entry);
    if (!file_ || file_->number() < 0 || at == held_entries_.end()) return;
    held_entries_.erase(at);
    idle_entries_.push_back(lease.entry);
    state().held[lease.entry].store(0, std::memory_order_release);
}

inline std::uint64_t segment::read(void* elements) {
    leased const now = lease();
    if (what_.bytes() != 0) std::memcpy(elements, now.elements, what_.bytes());
    release(now);
    return now.sequence;
}

inline bool segment::wait(timeout limit, interruption interrupted, void* context) {
    detail::shared_state& all = state_for(detail::updates);
    detail::deadline const until = detail::deadline_after(limit);
    for (;;) {
        std::uint32_t publications = all.publications.load();
        std::uint64_t const sequence = newest().sequence;
        if (sequence > seen_) {
            seen_ = sequence;
            return true;
        }
        if (detail::is_over(until)) return false;
        if (!all.publications.compare_exchange_strong(publications, publications | 1)) continue;
        detail::woken const by = detail::sleep_on(all.publications, publications | 1, until);
        if (by == detail::woken::by_signal && interrupted && interrupted(context)) return false;
    }
}

// Hand-over

inline void segment::take_side() {
    unsigned const side = is_creator_ ? 0 : 1;
    if (side == 1 && !file_->lock(detail::place::second_side))
        throw busy(path_.string() + " has two sides already");
    side_ = side;
    state().side_came[side].store(1);
}

inline void segment::check_peer() const {
    unsigned const peer = 1 - *side_;
    auto const where = peer == 0 ? detail::place::first_side : detail::place::second_side;
    if (state().side_came[peer].load() != 0 && !file_->is_locked_elsewhere(where))
        throw peer_died("the other side of " + path_.string() + " has closed it or died");
}

inline void* segment::begin_turn(timeout limit, interruption interrupted, void* context) {
    // A sleeper looks this often whether the other side is still alive.
    constexpr std::chrono::milliseconds look_after{20};
    detail::shared_state& all = state_for(detail::turns);
    if (has_turn_) throw std::logic_error("this side has its turn already");
    if (!side_) take_side();
    detail::deadline const until = detail::deadline_after(limit);
    while (all.turn.load() != *side_) {
        check_peer();
        if (detail::is_over(until)) throw timed_out("the turn did not come in time");
        detail::clock::time_point const next = detail::clock::now() + look_after;
        detail::woken const by =
            detail::sleep_on(all.turn, 1 - *side_, until ? std::min(*until, next) : next);
        if (by == detail::woken::by_signal && interrupted && interrupted(context)) return nullptr;
    }
    has_turn_ = true;
    return slot(newest().slot);
}

inline void segment::end_turn() {
    detail::shared_state& all = state();
    if (!has_turn_) throw std::logic_error("this side does not have its turn");
    has_turn_ = false;
    detail::update const before = newest();
    all.newest.store(detail::update{before.sequence + 1, before.slot}.word());
    all.turn.store(1 - *side_);
    detail::wake_all(all.turn);
}

// Remains

inline std::vector<std::string> stale() {
    std::vector<std::string> names;
    std::error_code ignored;
    for (auto const& entry : std::filesystem::directory_iterator(segments_folder, ignored)) {
        int const number = detail::open_regular(entry.path());
        if (number < 0) continue;
        detail::descriptor const file(number);
        if (detail::has_magic(file) && !file.is_locked_elsewhere(detail::place::use))
            names.push_back(entry.path().filename().string());
    }
    return names;
}

} // namespace npublas::shared

#endif
