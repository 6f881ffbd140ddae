// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// The file descriptor of a segment, and its locks: open-file-description locks (fcntl(2),
/// F_OFD_SETLK), which the kernel drops when the last process that has the descriptor dies.
///
/// A forked child shares its parent's descriptors, and so would keep them locked. It closes them
/// before it does anything else.

#ifndef NPUBLAS_SHARED_DETAIL_DESCRIPTOR_HPP
#define NPUBLAS_SHARED_DETAIL_DESCRIPTOR_HPP

#include <npublas/shared/error.hpp>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>

namespace npublas::shared::detail {

/// Throws the exception that belongs to an error number.
[[noreturn]] inline void throw_system_error(int number, std::string const& what) {
    std::string const text = what + ": " + std::strerror(number);
    switch (number) {
    case EEXIST:
        throw exists(text);
    case ENOENT:
        throw not_found(text);
    case EACCES:
    case EPERM:
    case EROFS:
        throw no_rights(text);
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
    case ENOMEM:
        throw no_space(text);
    default:
        throw error(text);
    }
}

class descriptor;

/// The open descriptors of the process, for its forked children to close.
class open_descriptors {
public:
    static open_descriptors& instance() {
        static auto* const all = new open_descriptors; // outlives static objects that hold segments
        return *all;
    }

    void add(descriptor* one) {
        std::lock_guard const guard(mutex_);
        all_.push_back(one);
    }
    void remove(descriptor* one) {
        std::lock_guard const guard(mutex_);
        all_.erase(std::find(all_.begin(), all_.end(), one));
    }

private:
    open_descriptors() {
        pthread_atfork([] { instance().mutex_.lock(); }, [] { instance().mutex_.unlock(); },
                       [] { instance().close_all(); });
    }
    inline void close_all() noexcept;

    std::mutex mutex_;
    std::vector<descriptor*> all_;
};

/// The bytes that are locked; they lie beyond every segment's end, where no element is.
enum class place : off_t {
    use = off_t{1} << 60, // shared: somebody has the segment open
    writer,
    first_side,
    second_side,
    first_reader
};

/// Owns a file descriptor; -1 after `close` and in a forked child.
class descriptor {
public:
    explicit descriptor(int number) : number_(number) { open_descriptors::instance().add(this); }
    ~descriptor() {
        open_descriptors::instance().remove(this);
        close();
    }
    descriptor(descriptor const&) = delete;
    descriptor& operator=(descriptor const&) = delete;

    int number() const { return number_; }

    void close() noexcept {
        if (number_ >= 0) ::close(std::exchange(number_, -1));
    }

    /// Locks a byte for this descriptor alone; false if another has it.
    bool lock(place where, std::size_t offset = 0) const { return set(F_WRLCK, where, offset); }
    /// Locks a byte together with others that do the same.
    bool share(place where) const { return set(F_RDLCK, where, 0); }

    /// Whether another descriptor has locked the byte in any way.
    bool is_locked_elsewhere(place where) const {
        struct flock question = range(F_WRLCK, where, 0);
        return fcntl(number_, F_OFD_GETLK, &question) == 0 && question.l_type != F_UNLCK;
    }

    struct stat status() const {
        struct stat result {};
        if (fstat(number_, &result) != 0) throw_system_error(errno, "fstat");
        return result;
    }

private:
    static struct flock range(short type, place where, std::size_t offset) {
        struct flock result {};
        result.l_type = type;
        result.l_whence = SEEK_SET;
        result.l_start = static_cast<off_t>(where) + static_cast<off_t>(offset);
        result.l_len = 1;
        return result;
    }

    bool set(short type, place where, std::size_t offset) const {
        struct flock wish = range(type, where, offset);
        if (fcntl(number_, F_OFD_SETLK, &wish) == 0) return true;
        if (errno == EAGAIN || errno == EACCES) return false;
        throw_system_error(errno, "locking a shared matrix");
    }

    int number_;
};

inline void open_descriptors::close_all() noexcept {
    for (descriptor* one : all_)
        one->close();
    mutex_.unlock();
}

} // namespace npublas::shared::detail

#endif
