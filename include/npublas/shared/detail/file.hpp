// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// The files of segments: made complete before they have a name, looked at before they are mapped.

#ifndef NPUBLAS_SHARED_DETAIL_FILE_HPP
#define NPUBLAS_SHARED_DETAIL_FILE_HPP

#include <npublas/shared/detail/descriptor.hpp>
#include <npublas/shared/detail/layout.hpp>
#include <npublas/shared/location.hpp>

#include <boost/interprocess/mapped_region.hpp>

#include <filesystem>
#include <memory>
#include <string>

namespace npublas::shared::detail {

inline bool is_file_at(std::filesystem::path const& path, struct stat const& file) {
    struct stat there {};
    return stat(path.c_str(), &there) == 0 && there.st_dev == file.st_dev &&
           there.st_ino == file.st_ino;
}

/// Opens what is at `path`, a regular file only; -1 with errno otherwise.
inline int open_regular(std::filesystem::path const& path) {
    // O_NONBLOCK: a FIFO must not make us wait.
    int const number = ::open(path.c_str(), O_RDWR | O_CLOEXEC | O_NONBLOCK);
    if (number < 0) return -1;
    struct stat status {};
    if (fstat(number, &status) == 0 && S_ISREG(status.st_mode)) return number;
    ::close(number);
    errno = EINVAL;
    return -1;
}

/// What Boost.Interprocess maps: the file, opened once more. A mapping keeps what it was made from
/// open, also in forked children and after `close`; the locks must not stay with it.
class mappable {
public:
    explicit mappable(descriptor const& file)
        : again_(::open(("/proc/self/fd/" + std::to_string(file.number())).c_str(),
                        O_RDWR | O_CLOEXEC)) {
        if (again_ < 0) throw_system_error(errno, "opening a shared matrix");
    }
    ~mappable() { ::close(again_); }
    mappable(mappable const&) = delete;
    mappable& operator=(mappable const&) = delete;

    boost::interprocess::mapping_handle_t get_mapping_handle() const {
        return boost::interprocess::ipcdetail::mapping_handle_from_file_handle(again_);
    }
    boost::interprocess::mode_t get_mode() const { return boost::interprocess::read_write; }

private:
    int again_;
};

using region = boost::interprocess::mapped_region;

inline std::shared_ptr<region> map(descriptor const& file, std::size_t size,
                                   std::string const& who) {
    try {
        return std::make_shared<region>(mappable(file), boost::interprocess::read_write, 0, size);
    } catch (boost::interprocess::interprocess_exception const& reason) {
        throw_system_error(reason.get_native_error(), "mapping " + who);
    }
}

/// Whether a file begins as segments do.
inline bool has_magic(descriptor const& file) {
    char begin[sizeof magic] = {};
    return pread(file.number(), begin, sizeof begin, 0) == sizeof begin &&
           std::memcmp(begin, magic, sizeof magic) == 0;
}

inline fixed_header read_header(descriptor const& file, std::string const& who) {
    fixed_header result{};
    ssize_t const got = pread(file.number(), &result, sizeof result, 0);
    if (got < 0) throw_system_error(errno, "reading " + who);
    if (static_cast<std::size_t>(got) < sizeof result) refuse(who, "it is too short");
    return result;
}

/// A new file that nobody can open before it is complete.
class nascent_file {
public:
    nascent_file(std::filesystem::path const& path, unsigned mode) : path_(path) {
        std::filesystem::path const folder = path.has_parent_path() ? path.parent_path() : ".";
        int number = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, mode);
        if (number < 0 && (errno == EOPNOTSUPP || errno == EISDIR)) number = open_beside(mode);
        if (number < 0) throw_system_error(errno, "creating " + path.string());
        file_ = std::make_unique<descriptor>(number);
        if (fchmod(number, mode) != 0) throw_system_error(errno, "creating " + path.string());
    }
    ~nascent_file() {
        if (!beside_.empty()) ::unlink(beside_.c_str());
    }
    nascent_file(nascent_file const&) = delete;
    nascent_file& operator=(nascent_file const&) = delete;

    descriptor const& file() const { return *file_; }

    /// Gives it its name. Throws exists if another file came to have it.
    std::unique_ptr<descriptor> finish() {
        std::string const from =
            beside_.empty() ? "/proc/self/fd/" + std::to_string(file_->number()) : beside_.string();
        if (linkat(AT_FDCWD, from.c_str(), AT_FDCWD, path_.c_str(), AT_SYMLINK_FOLLOW) != 0)
            throw_system_error(errno, "creating " + path_.string());
        return std::move(file_);
    }

private:
    /// For file systems without O_TMPFILE: a name of its own meanwhile.
    int open_beside(unsigned mode) {
        beside_ = path_;
        beside_ += ".incomplete-" + std::to_string(getpid());
        int const number = ::open(beside_.c_str(), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, mode);
        if (number < 0) beside_.clear();
        return number;
    }

    std::filesystem::path path_, beside_;
    std::unique_ptr<descriptor> file_;
};

/// Memory or disk blocks for the whole file: without them the first write to a full one is SIGBUS.
inline void reserve(descriptor const& file, std::uint64_t size, std::string const& who) {
    int result;
    do {
        result = posix_fallocate(file.number(), 0, static_cast<off_t>(size));
    } while (result == EINTR);
    if (result != 0)
        throw_system_error(result, "reserving " + std::to_string(size) + " bytes for " + who);
}

/// Removes the file at `path` if nobody uses it. Throws exists if somebody does, malformed if it is
/// no segment: that may be something dear to somebody.
inline void remove_dead(std::filesystem::path const& path) {
    std::string const who = path.string();
    int const number = open_regular(path);
    if (number < 0) {
        if (errno == ENOENT) return;
        if (errno == EINVAL || errno == EISDIR || errno == ENXIO)
            throw exists(who + " exists and is no shared matrix");
        throw_system_error(errno, who + " exists and can't be opened");
    }
    descriptor const file(number);
    if (!has_magic(file)) throw exists(who + " exists and is no shared matrix");
    if (!file.lock(place::use)) throw exists(who + " is a shared matrix that is in use");
    if (is_file_at(path, file.status())) ::unlink(path.c_str());
}

} // namespace npublas::shared::detail

#endif
