// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// A segment in this process: its mapping, its locks, and what this handle holds of it.
///
/// Why no slot is ever torn. A reader stores the slot it wants in its entry and then looks whether
/// that slot still is the newest one; if not, it starts again. The writer writes into a slot that
/// is neither the newest nor in any entry. All of this is sequentially consistent: if the reader
/// saw its slot as the newest after it had stored its entry, then every writer who makes another
/// the newest looks at the entries after that, and sees it. Entries of the dead need no care: each
/// keeps one slot at most, and there are two slots more than entries. Whoever takes the entry next
/// clears it.
///
/// Why nobody sleeps for ever. A sleeper counts itself before the kernel compares the word it
/// sleeps on; a writer changes the word before it looks at the count. Who is killed in between
/// leaves a count too high, which costs a system call, or an update without a wake-up: therefore a
/// sleeper looks again by itself, a few times a second.

#ifndef NPUBLAS_SHARED_DETAIL_ATTACHMENT_HPP
#define NPUBLAS_SHARED_DETAIL_ATTACHMENT_HPP

#include <npublas/detail/reserve.hpp>
#include <npublas/shared/detail/header.hpp>
#include <npublas/shared/detail/system.hpp>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <new>
#include <stdexcept>
#include <system_error>
#include <thread>

namespace npublas::shared::detail {

inline constexpr std::chrono::milliseconds longest_sleep{200};
inline constexpr std::chrono::milliseconds longest_sleep_of_a_turn{50};
inline constexpr std::chrono::milliseconds pause_of_open{2};

/// The creator is still at work, or was killed before it began.
struct incomplete : malformed {
    using malformed::malformed;
};

inline void write_at(std::string const& path, int file, void const* bytes, std::size_t count) {
    auto const written = ::pwrite(file, bytes, count, 0);
    if (written != static_cast<ssize_t>(count))
        refuse(path, "its header cannot be written", written < 0 ? errno : ENOSPC);
}

inline void reserve(std::string const& path, int file, std::uint64_t size) {
    int const code = npublas::detail::reserve(file, size);
    if (code != 0)
        refuse(path, ("there is no room for " + std::to_string(size) + " bytes").c_str(), code);
}

/// Whether a file may be replaced if nobody uses it: it begins as a segment or is empty, as when
/// its creator was killed before it had written anything.
inline bool is_ours(int file) {
    if (!S_ISREG(status_of(file).st_mode)) return false;
    char begin[sizeof magic] = {};
    auto const count = ::pread(file, begin, sizeof begin, 0);
    return count == 0 || (count == sizeof begin && std::memcmp(begin, magic, sizeof magic) == 0);
}

/// Removes the name of a file if it still is that file's.
inline void remove_name(std::string const& path, file_identity const& file) {
    if (names_file(path, file) && ::unlink(path.c_str()) != 0)
        refuse(path, "its name cannot be removed", errno);
}

/// Removes what has the name of a segment to be created, if nobody uses it; else throws exists.
inline void remove_dead(std::string const& path) {
    lock_file const file(path, O_RDWR | O_NOFOLLOW);
    if (!file.is_open() && errno == ENOENT) return;
    if (!file.is_open() || !is_ours(file.number()))
        throw exists(path + ": this name belongs to something that is no segment of this user");
    if (!try_lock(file.number(), F_WRLCK, alive_byte))
        throw exists(path + ": this segment is in use; open it, or unlink it first");
    remove_name(path, identity_of(file.number()));
}

class attachment {
public:
    /// What `lease` gives out.
    struct leased {
        void const* elements;
        std::uint64_t sequence;
        unsigned entry; ///< the reader's entry that keeps it
    };

    static std::unique_ptr<attachment> create(std::string const& path, description const& d,
                                              unsigned readers, unsigned mode) {
        header const head = make_header(d, readers);
        while (true) {
            auto file = std::make_unique<lock_file>(path, O_RDWR | O_CREAT | O_EXCL, mode | owner);
            if (!file->is_open()) {
                if (errno != EEXIST) refuse(path, "it cannot be created", errno);
                remove_dead(path);
                continue;
            }
            // Another creator may have taken this file for one of a dead creator.
            if (!try_lock(file->number(), F_WRLCK, alive_byte)) continue;
            file_identity const identity = identity_of(file->number());
            if (!names_file(path, identity)) continue;
            try {
                return complete(path, std::move(file), {head, d}, mode);
            } catch (...) {
                if (names_file(path, identity)) ::unlink(path.c_str());
                throw;
            }
        }
    }

    static std::unique_ptr<attachment> open(std::string const& path,
                                            std::chrono::nanoseconds timeout) {
        deadline const end(timeout);
        bool const waits = timeout.count() > 0;
        while (true) {
            try {
                return open_now(path);
            } catch (not_found const& e) {
                if (!waits) throw;
                if (end.has_passed()) throw timed_out(e.what());
            } catch (incomplete const& e) {
                if (!waits) throw;
                if (end.has_passed()) throw timed_out(e.what());
            }
            std::this_thread::sleep_for(end.left(pause_of_open));
        }
    }

    attachment(std::string const& path, std::unique_ptr<lock_file> file, descriptor const& mapped,
               layout const& checked)
        : path_(path), layout_(checked), identity_(identity_of(file->number())),
          map_(std::make_shared<detail::mapping>(path, mapped, checked.head.file_size)),
          locks_(std::move(file)), taken_(checked.head.slots) {}

    ~attachment() {
        if (is_forked()) return; // the entries are the parent's
        for (own_entry const& own : entries_)
            entry(own.number).store(0);
    }

    description const& shape_and_type() const noexcept { return layout_.description; }
    unsigned readers() const noexcept { return layout_.head.readers; }
    std::uint64_t size() const noexcept { return layout_.head.file_size; }
    file_identity const& identity() const noexcept { return identity_; }
    bool is_forked() const noexcept { return locks_->number() < 0; }
    std::uint64_t sequence() const { return newest().sequence; }

    void* begin_write(bool copy_newest_forward) {
        require_idle();
        become_writer();
        unsigned const slot = find_free_slot();
        if (copy_newest_forward) copy_newest(slot);
        writing_ = slot;
        return elements(slot);
    }

    void publish() {
        require_own();
        if (!writing_) throw std::logic_error(path_ + ": nothing has been written to publish");
        shared().newest.store(newest_slot{newest().sequence + 1, *writing_}.word());
        writing_.reset();
        if (shared().sleepers.load() != 0) futex_wake_all(sequence_half());
    }

    void abandon() noexcept { writing_.reset(); }

    leased lease() {
        require_own();
        own_entry& own = idle_entry();
        newest_slot seen = newest();
        while (true) {
            entry(own.number).store(seen.slot + 1);
            newest_slot const now = newest();
            if (now.word() == seen.word()) break;
            seen = now;
        }
        own.holds = true;
        see(seen.sequence);
        return {elements(seen.slot), seen.sequence, own.number};
    }

    void release(leased const& held) noexcept {
        if (is_forked()) return;
        for (own_entry& own : entries_)
            if (own.number == held.entry && own.holds) {
                entry(own.number).store(0);
                own.holds = false;
            }
    }

    std::uint64_t read(void* destination) {
        leased const held = lease();
        std::copy_n(static_cast<char const*>(held.elements), shape_and_type().bytes(),
                    static_cast<char*>(destination)); // null if there are no elements
        release(held);
        return held.sequence;
    }

    bool wait(std::optional<std::chrono::nanoseconds> timeout, bool (*interrupted)(void*),
              void* context) {
        require_own();
        deadline const end(timeout);
        for (bool slept = false;; slept = true) {
            newest_slot const now = newest();
            if (see(now.sequence)) return true;
            if (slept) ask(interrupted, context);
            if (end.has_passed()) return false;
            shared().sleepers.fetch_add(1);
            futex_wait(sequence_half(), static_cast<std::uint32_t>(now.sequence),
                       end.left(longest_sleep));
            shared().sleepers.fetch_sub(1);
        }
    }

    void* begin_turn(std::optional<std::chrono::nanoseconds> timeout, bool (*interrupted)(void*),
                     void* context) {
        require_idle();
        join();
        deadline const end(timeout);
        for (bool slept = false; !is_my_turn(); slept = true) {
            if (slept) ask(interrupted, context);
            bool const died = has_peer_died();
            if (is_my_turn()) break; // passed just before the end
            if (died) throw peer_died(path_ + ": the other side of the hand-over has ended");
            if (end.has_passed())
                throw timed_out(path_ + (had_peer() ? ": the other side keeps its turn"
                                                    : ": nobody has come to the other side yet"));
            shared().turn_sleepers.fetch_add(1);
            futex_wait(&shared().turn, 1 - side_, end.left(longest_sleep_of_a_turn));
            shared().turn_sleepers.fetch_sub(1);
        }
        share_writers_place();
        void* const handed = elements(find_turn_slot());
        in_turn_ = true;
        return handed;
    }

    void end_turn() {
        require_own();
        if (!in_turn_) throw std::logic_error(path_ + ": it is not this side's turn");
        in_turn_ = false;
        shared().turn.store(1 - side_);
        if (shared().turn_sleepers.load() != 0) futex_wake_all(&shared().turn);
    }

    /// A new file's name is on the disk when its folder is.
    void flush() const {
        map_->flush(path_);
        std::string const folder = std::filesystem::path(path_).parent_path().native();
        descriptor const names = open_file(folder.empty() ? "." : folder, O_RDONLY | O_DIRECTORY);
        bool const is_done = !names.is_open() || ::fsync(names.number()) == 0;
        if (!is_done && (errno == EIO || errno == ENOSPC)) // else it can't be flushed by us
            refuse(path_, "its folder cannot be flushed", errno);
    }

    /// The memory, which stays mapped as long as somebody has this.
    std::shared_ptr<void const> memory() const { return map_; }

private:
    struct own_entry {
        unsigned number;
        bool holds;
    };

    /// Fills the new file, which nobody else can open until its lock is shared.
    static std::unique_ptr<attachment> complete(std::string const& path,
                                                std::unique_ptr<lock_file> file,
                                                layout const& planned, unsigned mode) {
        int const number = file->number();
        set_mode(path, number, mode | owner); // the umask may have refused its owner
        descriptor const mapped = open_again(path, number);
        set_mode(path, number, mode);
        write_at(path, number, magic, sizeof magic);
        reserve(path, number, planned.head.file_size);
        auto made = std::make_unique<attachment>(path, std::move(file), mapped, planned);
        try_lock(number, F_WRLCK, side_byte);
        made->side_ = 0;
        std::memcpy(made->map_->at(0), &planned.head, sizeof planned.head);
        try_lock(number, F_RDLCK, alive_byte);
        return made;
    }

    static void set_mode(std::string const& path, int file, unsigned mode) {
        if (::fchmod(file, mode) != 0) refuse(path, "its mode cannot be set", errno);
    }

    /// The first bytes of a file, as many as a header has.
    static std::string read_begin(std::string const& path, int file) {
        std::string bytes(sizeof(header), '\0');
        auto const count = ::pread(file, bytes.data(), bytes.size(), 0);
        if (count < 0) refuse(path, "it cannot be read", errno);
        bytes.resize(static_cast<std::size_t>(count));
        return bytes;
    }

    /// Remains of a killed creator are not locked, lest its successor take them for one in use.
    static void require_finished(std::string const& path, int file) {
        struct stat const status = status_of(file);
        if (!S_ISREG(status.st_mode)) throw malformed(path + ": this is no file");
        std::string const begin = read_begin(path, file);
        if (begin.empty()) throw incomplete(path + ": this is empty, or not yet complete");
        if (is_unfinished(begin.data(), begin.size()))
            throw incomplete(path +
                             ": this segment is not complete: its creator is at work or dead");
    }

    static std::unique_ptr<attachment> open_now(std::string const& path) {
        auto file = std::make_unique<lock_file>(path, O_RDWR);
        if (!file->is_open()) refuse(path, "it cannot be opened", errno);
        require_finished(path, file->number());
        if (!try_lock(file->number(), F_RDLCK, alive_byte))
            throw incomplete(path + ": this segment is not yet complete");
        struct stat const status = status_of(file->number());
        if (status.st_nlink == 0) throw not_found(path + ": this segment was just removed");
        std::string const begin = read_begin(path, file->number()); // whole only behind the lock
        try {
            layout const checked =
                read_header(begin.data(), begin.size(), static_cast<std::uint64_t>(status.st_size));
            descriptor const mapped = open_again(path, file->number());
            return std::make_unique<attachment>(path, std::move(file), mapped, checked);
        } catch (malformed const& e) {
            throw malformed(path + ": " + e.what());
        }
    }

    /// Another open file description of the same file, so that a forked child's copy of the mapping
    /// does not keep the locks.
    static descriptor open_again(std::string const& path, int file) {
        descriptor again = open_file(path, O_RDWR);
        if (!again.is_open()) refuse(path, "it cannot be opened once more", errno);
        if (!(identity_of(again.number()) == identity_of(file)))
            throw not_found(path + ": this segment was just replaced");
        return again;
    }

    void require_own() const {
        if (is_forked())
            throw std::logic_error(path_ + ": this handle belongs to the process that opened it; "
                                           "open the segment again in the forked child");
    }

    void require_idle() const {
        require_own();
        if (writing_ || in_turn_) throw std::logic_error(path_ + ": already being written");
    }

    /// Whether an update is newer than the last that was seen, which it then is.
    bool see(std::uint64_t sequence) noexcept {
        std::uint64_t last = seen_.load();
        while (sequence > last)
            if (seen_.compare_exchange_weak(last, sequence)) return true;
        return false;
    }

    static void ask(bool (*interrupted)(void*), void* context) {
        if (interrupted != nullptr && interrupted(context))
            throw shared::interrupted("waiting was interrupted");
    }

    words& shared() const noexcept {
        return *std::launder(reinterpret_cast<words*>(map_->at(words_offset)));
    }
    std::atomic<std::uint32_t>& entry(unsigned number) const noexcept {
        char* const at = map_->at(entries_offset + number * sizeof(reader_entry));
        return std::launder(reinterpret_cast<reader_entry*>(at))->slot;
    }
    void* elements(unsigned slot) const noexcept {
        return map_->at(layout_.head.elements_offset + slot * layout_.head.slot_size);
    }
    /// The half of the newest word that holds the lower bits of the sequence.
    void const* sequence_half() const noexcept {
        return reinterpret_cast<char const*>(&shared().newest) + (BOOST_ENDIAN_BIG_BYTE ? 4 : 0);
    }

    newest_slot newest() const {
        newest_slot const found = newest_slot::from(shared().newest.load());
        if (found.slot >= layout_.head.slots)
            throw malformed(path_ + ": another user has damaged the word of the newest slot");
        return found;
    }

    void copy_newest(unsigned slot) const {
        std::memcpy(elements(slot), elements(newest().slot), shape_and_type().bytes());
    }

    unsigned find_free_slot() {
        std::fill(taken_.begin(), taken_.end(), false);
        taken_[newest().slot] = true;
        for (unsigned number = 0; number < readers(); ++number) {
            std::uint32_t const held = entry(number).load();
            if (held > 0 && held <= taken_.size()) taken_[held - 1] = true;
        }
        return static_cast<unsigned>(std::find(taken_.begin(), taken_.end(), false) -
                                     taken_.begin());
    }

    /// The entry of this handle that holds nothing, or one more: its last owner may be dead.
    own_entry& idle_entry() {
        for (own_entry& own : entries_)
            if (!own.holds) return own;
        for (unsigned number = 0; number < readers(); ++number) {
            bool const is_own = std::any_of(entries_.begin(), entries_.end(),
                                            [=](own_entry own) { return own.number == number; });
            if (!is_own && try_lock(locks_->number(), F_WRLCK, first_entry_byte + number)) {
                entry(number).store(0);
                entries_.push_back({number, false});
                return entries_.back();
            }
        }
        throw busy(path_ + ": all " + std::to_string(readers()) + " readers' places are taken; " +
                   "close what reads no longer, or create it with more readers");
    }

    void become_writer() {
        if (is_writer_) return;
        if (!try_lock(locks_->number(), F_WRLCK, writer_byte))
            throw busy(path_ + ": another writer has it, or it is handed over in turns");
        is_writer_ = true;
        takes_turns_ = false;
        shared().turn_slot.store(0);
        futex_wake_all(sequence_half()); // the writer before may have died just short of this
    }

    /// Takes a side of the hand-over.
    void join() {
        if (side_ != no_side) return;
        if (!try_lock(locks_->number(), F_WRLCK, side_byte + 1))
            throw busy(path_ + ": the hand-over has both its sides already");
        side_ = 1;
        shared().joined.store(1);
    }

    /// Both sides share the writer's lock from their first turns on, so that no writer comes in
    /// between; before the first, the creator may still be writing.
    void share_writers_place() {
        if (takes_turns_) return;
        if (!try_lock(locks_->number(), F_RDLCK, writer_byte))
            throw busy(path_ + ": a writer has it, so it cannot be handed over");
        takes_turns_ = true;
        is_writer_ = false;
    }

    bool is_my_turn() const {
        std::uint32_t const turn = shared().turn.load();
        if (turn > 1) throw malformed(path_ + ": another user has damaged the word of the turn");
        return turn == side_;
    }

    bool had_peer() const noexcept { return side_ == 1 || shared().joined.load() != 0; }

    bool has_peer_died() const {
        return had_peer() && !is_locked_by_another(locks_->number(), side_byte + 1 - side_);
    }

    /// The first turn begins with the newest content; all turns work in the same slot, which is
    /// never the newest, so that no reader sees it.
    unsigned find_turn_slot() {
        std::uint32_t const found = shared().turn_slot.load();
        if (found > 0 && found <= layout_.head.slots && found - 1 != newest().slot)
            return found - 1;
        unsigned const slot = find_free_slot();
        copy_newest(slot);
        shared().turn_slot.store(slot + 1);
        return slot;
    }

    static constexpr std::uint32_t no_side = 2;
    static constexpr unsigned owner = S_IRUSR | S_IWUSR;

    std::string path_;
    layout layout_;
    file_identity identity_;
    std::shared_ptr<detail::mapping const> map_;
    std::unique_ptr<lock_file> locks_;
    std::vector<bool> taken_;
    std::vector<own_entry> entries_;
    std::optional<unsigned> writing_;
    std::atomic<std::uint64_t> seen_{0};
    std::uint32_t side_ = no_side;
    bool is_writer_ = false;
    bool takes_turns_ = false;
    bool in_turn_ = false;
};

/// Whether the file is a segment that nobody uses.
inline bool is_stale(std::string const& path) {
    descriptor const file = open_file(path, O_RDONLY | O_NOFOLLOW);
    return file.is_open() && is_ours(file.number()) && status_of(file.number()).st_size > 0 &&
           !is_locked_by_another(file.number(), alive_byte);
}

/// The names of a folder whose files are stale.
inline std::vector<std::string> stale_names(char const* folder) {
    std::vector<std::string> names;
    std::error_code ignored;
    std::filesystem::directory_iterator file(folder, ignored);
    for (; file != std::filesystem::directory_iterator(); file.increment(ignored))
        if (is_stale(file->path().native())) names.push_back(file->path().filename());
    return names;
}

} // namespace npublas::shared::detail

#endif
