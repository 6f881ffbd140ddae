// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// A .npy file as memory: its elements seen through views, read or written where they lie.

#ifndef NPUBLAS_NPY_MAPPED_HPP
#define NPUBLAS_NPY_MAPPED_HPP

#include <npublas/matrix_view.hpp>
#include <npublas/npy/description.hpp>
#include <npublas/npy/detail/load.hpp>
#include <npublas/npy/detail/map.hpp>
#include <npublas/npy/error.hpp>
#include <npublas/vector_view.hpp>

#include <filesystem>
#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

namespace npublas {

template <class T>
class tensor_view;

namespace npy {

/// The elements of a file, mapped. `mapped<const T>` opens the file for reading only; `mapped<T>`
/// writes through to it. Copies share the mapping, which lives as long as one of them; views borrow
/// from it. Another process must not make the file shorter meanwhile: what lay behind its new end
/// can't be read (SIGBUS).
template <class T>
class mapped {
public:
    /// The element type must be T exactly, in native byte order and aligned, and bools 0 or 1:
    /// else mismatch, and `load` is what converts. Throws as `load` does besides.
    explicit mapped(std::filesystem::path const& path)
        : region_(detail::naming(path, [&] { return detail::map(path, !std::is_const_v<T>); })),
          file_(detail::naming(path, [&] {
              auto const parsed = detail::parse_mapped(*region_);
              detail::require_as_it_lies<T>(parsed, *region_);
              return parsed;
          })) {}

    /// A new file of zeros, in native byte order, for writing. All of its room is reserved at once;
    /// it then takes the place of a file that was there, which stays as it is where it is mapped.
    /// Throws failure, where the disk is full as well, and std::invalid_argument for more than 64
    /// dimensions or a shape larger than memory; nothing is changed then.
    static mapped create(std::filesystem::path const& path, std::vector<std::size_t> shape,
                         storage_order order = storage_order::c) {
        static_assert(!std::is_const_v<T>, "npublas: a file of const elements can't be filled");
        detail::create_zeros(path,
                             {element_type_of<T>(), native_byte_order, order, std::move(shape)});
        return mapped(path);
    }

    description const& header() const noexcept { return file_.what; }

    /// The elements of a 1-D file; a single element is a vector of length 1. Else throws mismatch.
    vector_view<T> vector() const& {
        detail::require_dimensions(file_.what, {0, 1}, "a vector");
        return {first(), file_.what.size()};
    }

    /// The elements of a 2-D file, in either order. Else throws mismatch.
    strided_matrix_view<T> matrix() const& {
        detail::require_dimensions(file_.what, {2}, "a matrix");
        auto const strides = detail::packed_strides(file_.what);
        return {first(), file_.what.shape[0], file_.what.shape[1], strides[0], strides[1]};
    }

    /// The same with contiguous rows or columns (L = ublas::row_major or column_major), which the
    /// file must have: C's or Fortran's order. Else throws mismatch.
    template <class L>
    matrix_view<T, L> matrix() const& {
        detail::require_dimensions(file_.what, {2}, "a matrix");
        detail::require_order<L>(file_.what);
        return {first(), file_.what.shape[0], file_.what.shape[1]};
    }

    /// The elements of a file of any number of dimensions. Needs npublas/tensor_view.hpp.
    tensor_view<T> tensor() const& {
        return {first(), file_.what.shape, detail::packed_strides(file_.what)};
    }

    /// No views of what is gone at the end of the line.
    vector_view<T> vector() const&& = delete;
    strided_matrix_view<T> matrix() const&& = delete;
    template <class L>
    matrix_view<T, L> matrix() const&& = delete;
    tensor_view<T> tensor() const&& = delete;

    /// Returns when what was written is on the disk.
    void flush() const { detail::flush(*region_); }

private:
    T* first() const {
        return reinterpret_cast<T*>(static_cast<char*>(region_->get_address()) + file_.offset);
    }

    std::shared_ptr<detail::region> region_;
    detail::parsed_file file_;
};

} // namespace npy
} // namespace npublas

#endif
