// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// The mapping of a .npy file, and what a file must be like to be seen where it lies.

#ifndef NPUBLAS_NPY_DETAIL_MAP_HPP
#define NPUBLAS_NPY_DETAIL_MAP_HPP

#include <npublas/detail/reserve.hpp>
#include <npublas/detail/ublas.hpp>
#include <npublas/npy/detail/elements.hpp>

#include <boost/interprocess/file_mapping.hpp>
#include <boost/interprocess/mapped_region.hpp>
#include <boost/numeric/ublas/fwd.hpp>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <memory>
#include <stdexcept>
#include <string>
#include <system_error>
#include <type_traits>

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

namespace npublas::npy::detail {

using region = boost::interprocess::mapped_region;

[[noreturn]] inline void fail(std::filesystem::path const& path, std::string const& what,
                              int number) {
    throw failure(path.string() + " can't be " + what + ": " +
                  std::generic_category().message(number));
}

/// Maps a whole file; it is measured once it is open, so that no size is taken on trust.
inline std::shared_ptr<region> map(std::filesystem::path const& path, bool writable) {
    namespace bi = boost::interprocess;
    std::error_code problem;
    if (!std::filesystem::is_regular_file(path, problem))
        throw failure(path.string() + " can't be mapped: " +
                      (problem ? problem.message() : "it is no regular file"));
    if (std::filesystem::file_size(path, problem) == 0)
        throw malformed("no .npy file: it is empty");
    try {
        auto const mode = writable ? bi::read_write : bi::read_only;
        return std::make_shared<region>(bi::file_mapping(path.c_str(), mode), mode);
    } catch (bi::interprocess_exception const& reason) {
        throw failure(path.string() + " can't be mapped: " + reason.what());
    }
}

/// Fills an empty file with a header and zeros, whose room is reserved. Returns an errno, or 0.
inline int fill_with_zeros(int number, description const& file) {
    std::string const header = write_header(file, 1);
    int const problem = npublas::detail::reserve(number, header.size() + file.bytes());
    if (problem != 0) return problem;
    auto const written = ::pwrite(number, header.data(), header.size(), 0);
    return written == static_cast<ssize_t>(header.size()) ? 0 : written < 0 ? errno : ENOSPC;
}

/// A name beside that of a file, which no other call uses.
inline std::string name_beside(std::filesystem::path const& path) {
    static std::atomic<unsigned> count{0};
    auto const now = std::chrono::system_clock::now().time_since_epoch().count();
    return path.native() + "." + std::to_string(::getpid()) + "-" + std::to_string(++count) + "-" +
           std::to_string(now) + ".part";
}

/// A new file of zeros. What had its name keeps its content for those who have it open, and the
/// name until the new file, which takes over its mode, is complete.
inline void create_zeros(std::filesystem::path const& path, description const& file) {
    if (file.shape.size() > most_dimensions || !fits_memory(file))
        throw std::invalid_argument("npublas: no .npy file has the shape " + text_of(file.shape));
    std::error_code unknown;
    auto target = std::filesystem::weakly_canonical(path, unknown); // behind symbolic links
    if (unknown) target = path;
    struct stat old = {};
    bool const is_there = ::stat(target.c_str(), &old) == 0;
    if (is_there && !S_ISREG(old.st_mode))
        throw failure(path.string() + " can't be replaced: it is no regular file");
    std::string const beside = name_beside(target);
    int const number = ::open(beside.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (number < 0) fail(path, "created", errno);
    int problem = fill_with_zeros(number, file);
    if (problem == 0 && is_there && ::fchmod(number, old.st_mode & 07777) != 0) problem = errno;
    if (::close(number) != 0 && problem == 0) problem = errno;
    if (problem == 0 && ::rename(beside.c_str(), target.c_str()) != 0) problem = errno;
    if (problem == 0) return;
    ::unlink(beside.c_str());
    fail(path, "created", problem);
}

inline parsed_file parse_mapped(region const& memory) {
    parsed_file const file =
        parse({static_cast<char const*>(memory.get_address()), memory.get_size()});
    if (memory.get_size() - file.offset < file.what.bytes())
        throw malformed("the .npy file has " + std::to_string(memory.get_size() - file.offset) +
                        " bytes of elements, and its header tells " +
                        std::to_string(file.what.bytes()));
    return file;
}

template <class T>
void require_as_it_lies(parsed_file const& file, region const& memory) {
    if (file.what.element != element_type_of<T>())
        throw mismatch(std::string("the .npy file has elements of type ") +
                       name(file.what.element) + ", which can't be seen as " +
                       cpp_name(element_type_of<T>()));
    if (sizeof(T) > 1 && file.what.bytes_order != native_byte_order)
        throw mismatch("the .npy file has the other byte order: it can be loaded, not mapped");
    if (file.offset % alignof(T) != 0)
        throw mismatch("the elements of the .npy file are not aligned: it can be loaded, not "
                       "mapped");
    auto const* const first = static_cast<unsigned char const*>(memory.get_address()) + file.offset;
    if (std::is_same_v<std::remove_const_t<T>, bool> &&
        std::any_of(first, first + file.what.bytes(), [](unsigned char byte) { return byte > 1; }))
        throw mismatch("the .npy file has bools that are neither 0 nor 1: it can be loaded, not "
                       "mapped");
}

inline void require_dimensions(description const& file, std::initializer_list<std::size_t> wanted,
                               char const* what) {
    if (std::find(wanted.begin(), wanted.end(), file.shape.size()) == wanted.end())
        throw mismatch("the .npy file has " + std::to_string(file.shape.size()) +
                       " dimensions, shape " + text_of(file.shape) + ": it is not " + what);
}

template <class L>
void require_order(description const& file) {
    constexpr bool rows = std::is_same_v<L, ublas::row_major>;
    static_assert(rows || std::is_same_v<L, ublas::column_major>);
    if ((file.order == storage_order::c) != rows)
        throw mismatch(rows ? "the .npy file has Fortran's order: its rows are not contiguous"
                            : "the .npy file has C's order: its columns are not contiguous");
}

/// From one element to the next along each axis, in elements.
inline std::vector<std::ptrdiff_t> packed_strides(description const& file) {
    std::size_t const rank = file.shape.size();
    std::vector<std::ptrdiff_t> strides(rank);
    std::ptrdiff_t step = 1;
    for (std::size_t i = 0; i < rank; ++i) {
        std::size_t const axis = file.order == storage_order::fortran ? i : rank - 1 - i;
        strides[axis] = step;
        step *= static_cast<std::ptrdiff_t>(std::max<std::size_t>(file.shape[axis], 1));
    }
    return strides;
}

inline void flush(region& memory) {
    if (!memory.flush(0, 0, false)) throw failure("a mapped .npy file can't be written to disk");
}

} // namespace npublas::npy::detail

#endif
