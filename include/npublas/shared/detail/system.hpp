// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// What a segment needs of Linux: descriptors, locks of open file descriptions, mappings, futexes.

#ifndef NPUBLAS_SHARED_DETAIL_SYSTEM_HPP
#define NPUBLAS_SHARED_DETAIL_SYSTEM_HPP

#include <npublas/shared/error.hpp>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <climits>
#include <cstdint>
#include <cstring>
#include <ctime>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <linux/futex.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace npublas::shared::detail {

/// Throws the exception that an errno stands for.
[[noreturn]] inline void refuse(std::string const& path, char const* what, int code) {
    std::string const message = path + ": " + what + ": " + std::strerror(code);
    if (code == ENOENT || code == ENOTDIR) throw not_found(message);
    if (code == EEXIST) throw exists(message);
    if (code == EACCES || code == EPERM || code == EROFS) throw no_rights(message);
    if (code == ENOSPC || code == EDQUOT || code == EFBIG || code == ENOMEM)
        throw no_space(message);
    if (code == ENAMETOOLONG || code == EISDIR) throw std::invalid_argument(message);
    throw error(message, code);
}

/// An open file, closed at the end.
class descriptor {
public:
    descriptor() noexcept = default;
    explicit descriptor(int number) noexcept : number_(number) {}
    descriptor(descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    descriptor& operator=(descriptor&& other) noexcept {
        std::swap(number_, other.number_);
        return *this;
    }
    ~descriptor() { close(); }

    void close() noexcept {
        if (number_ >= 0) ::close(number_);
        number_ = -1;
    }
    int number() const noexcept { return number_; }
    bool is_open() const noexcept { return number_ >= 0; }

private:
    int number_ = -1;
};

/// Opens without waiting for the other end of a pipe, and for this process image only.
inline descriptor open_file(std::string const& path, int flags, mode_t mode = 0) {
    return descriptor(::open(path.c_str(), flags | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, mode));
}

inline struct stat status_of(int number) {
    struct stat status = {};
    if (::fstat(number, &status) != 0) refuse("a segment", "its size cannot be found", errno);
    return status;
}

/// Which file this is, whatever its name. A file system may give the number of a removed file to
/// the next one, so the time of birth counts too.
struct file_identity {
    std::uint32_t device_major, device_minor;
    std::uint64_t inode;
    std::int64_t born; ///< 0 where the file system does not tell
    std::uint32_t born_nanoseconds;

    bool operator==(file_identity const& other) const noexcept {
        bool const is_born_alike =
            born == 0 || other.born == 0 ||
            (born == other.born && born_nanoseconds == other.born_nanoseconds);
        return device_major == other.device_major && device_minor == other.device_minor &&
               inode == other.inode && is_born_alike;
    }
};

/// The file that a path, relative to a descriptor, leads to.
inline std::optional<file_identity> find_identity(int folder, char const* path) {
    struct statx found = {};
    int const flags = *path == '\0' ? AT_EMPTY_PATH : 0;
    if (::statx(folder, path, flags, STATX_INO | STATX_BTIME, &found) != 0) return std::nullopt;
    bool const knows_birth = (found.stx_mask & STATX_BTIME) != 0;
    return file_identity{found.stx_dev_major, found.stx_dev_minor, found.stx_ino,
                         knows_birth ? found.stx_btime.tv_sec : 0,
                         knows_birth ? found.stx_btime.tv_nsec : 0};
}

inline file_identity identity_of(int number) {
    auto const found = find_identity(number, "");
    if (!found) refuse("a segment", "its file cannot be found", errno);
    return *found;
}

/// Whether a path leads to the file. Between this look and what follows it, somebody else may still
/// put another file there.
inline bool names_file(std::string const& path, file_identity const& file) {
    return find_identity(AT_FDCWD, path.c_str()) == file;
}

inline struct flock lock_of(short type, std::int64_t byte) {
    struct flock lock = {};
    lock.l_type = type;
    lock.l_whence = SEEK_SET;
    lock.l_start = static_cast<off_t>(byte);
    lock.l_len = 1;
    return lock;
}

/// Takes or changes a lock on one byte, F_RDLCK or F_WRLCK; false if it is another's.
inline bool try_lock(int number, short type, std::int64_t byte) {
    struct flock lock = lock_of(type, byte);
    if (::fcntl(number, F_OFD_SETLK, &lock) == 0) return true;
    if (errno == EAGAIN || errno == EACCES) return false;
    refuse("a segment", "its bytes cannot be locked", errno);
}

/// Whether another open file description has a lock on the byte.
inline bool is_locked_by_another(int number, std::int64_t byte) {
    struct flock lock = lock_of(F_WRLCK, byte);
    if (::fcntl(number, F_OFD_GETLK, &lock) != 0)
        refuse("a segment", "its locks cannot be found", errno);
    return lock.l_type != F_UNLCK;
}

/// An open file whose locks end with this process. A forked child shares the open file description
/// and with it all locks, so the child closes its descriptor before fork returns. The mapping must
/// come from another open file description, because it keeps its own open.
class lock_file {
public:
    /// As `open_file`; opened or not, as is_open tells.
    explicit lock_file(std::string const& path, int flags, mode_t mode = 0) {
        registry::get().add(*this, path, flags, mode);
    }
    lock_file(lock_file const&) = delete;
    lock_file& operator=(lock_file const&) = delete;
    ~lock_file() { registry::get().remove(*this); }

    bool is_open() const noexcept { return file_.is_open(); }
    /// -1 in a forked child.
    int number() const noexcept { return file_.number(); }

private:
    /// Its mutex is held while files are opened and closed, and by who forks: so a child knows all.
    class registry {
    public:
        static registry& get() {
            static registry* const all = new registry; // outlives every static handle
            return *all;
        }
        void add(lock_file& opened, std::string const& path, int flags, mode_t mode) {
            std::lock_guard<std::mutex> guard(mutex_);
            files_.push_back(&opened);
            opened.file_ = open_file(path, flags, mode);
        }
        void remove(lock_file& closed) {
            std::lock_guard<std::mutex> guard(mutex_);
            files_.erase(std::find(files_.begin(), files_.end(), &closed));
            unlock(closed.file_); // somebody who was made by vfork may still have a copy
            closed.file_.close();
        }

    private:
        registry() {
            ::pthread_atfork([] { get().mutex_.lock(); }, [] { get().mutex_.unlock(); },
                             [] { get().close_all(); });
        }
        static void unlock(descriptor const& file) {
            struct flock all = lock_of(F_UNLCK, 0);
            all.l_len = 0;
            if (file.is_open()) ::fcntl(file.number(), F_OFD_SETLK, &all);
        }
        void close_all() {
            for (lock_file* file : files_)
                file->file_.close();
            mutex_.unlock();
        }

        std::mutex mutex_;
        std::vector<lock_file*> files_;
    };

    descriptor file_;
};

/// The bytes of a file in memory, shared with every other process that maps it.
class mapping {
public:
    mapping(std::string const& path, descriptor const& file, std::size_t size) : size_(size) {
        void* const address =
            ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, file.number(), 0);
        if (address == MAP_FAILED) refuse(path, "it cannot be mapped", errno);
        address_ = static_cast<char*>(address);
    }
    mapping(mapping const&) = delete;
    mapping& operator=(mapping const&) = delete;
    ~mapping() { ::munmap(address_, size_); }

    char* at(std::size_t offset) const noexcept { return address_ + offset; }
    void flush(std::string const& path) const {
        if (::msync(address_, size_, MS_SYNC) != 0) refuse(path, "it cannot be flushed", errno);
    }

private:
    char* address_;
    std::size_t size_;
};

/// A time after which waiting ends, or none.
class deadline {
public:
    using clock = std::chrono::steady_clock;

    explicit deadline(std::optional<std::chrono::nanoseconds> timeout) {
        // A time-out of years is none, and must not overflow the clock.
        if (timeout && *timeout < std::chrono::hours(24 * 365 * 10))
            end_ = clock::now() + std::max(*timeout, std::chrono::nanoseconds(0));
    }
    bool has_passed() const { return end_ && clock::now() >= *end_; }

    /// What is left, but not more than `most`.
    std::chrono::nanoseconds left(std::chrono::nanoseconds most) const {
        if (!end_) return most;
        return std::clamp<std::chrono::nanoseconds>(*end_ - clock::now(),
                                                    std::chrono::nanoseconds(0), most);
    }

private:
    std::optional<clock::time_point> end_;
};

/// Sleeps while the 32 bits at `word` are `expected`, until woken, a signal or the time is over.
inline void futex_wait(void const* word, std::uint32_t expected, std::chrono::nanoseconds most) {
    struct timespec time = {};
    time.tv_sec = static_cast<time_t>(most.count() / 1000000000);
    time.tv_nsec = static_cast<long>(most.count() % 1000000000);
    ::syscall(SYS_futex, word, FUTEX_WAIT, expected, &time, nullptr, 0);
}

inline void futex_wake_all(void const* word) {
    ::syscall(SYS_futex, word, FUTEX_WAKE, INT_MAX, nullptr, nullptr, 0);
}

} // namespace npublas::shared::detail

#endif
