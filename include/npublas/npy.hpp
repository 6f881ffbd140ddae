// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// NumPy's .npy files in C++ programs without Python: versions 1 to 3 of the format, C's and
/// Fortran's order, every element type of npublas, both byte orders.
///
///     auto a = npublas::npy::load<ublas::matrix<double>>("a.npy");
///     npublas::npy::save("b.npy", 2 * a);
///     npublas::npy::mapped<const double> file("large.npy");      // nothing is copied
///     double const trace = file.matrix()(0, 0) + file.matrix()(1, 1);
///
/// Headers are parsed, never evaluated, and believed only as far as the file's size bears them out.
/// What is thrown derives from npy::error (npublas/npy/error.hpp):
///
/// | exception     | when                                                                  |
/// |---------------|-----------------------------------------------------------------------|
/// | `malformed`   | not a .npy file, a header that lies, too few elements                 |
/// | `unsupported` | Python objects, records, text, dates, float16, foreign long doubles   |
/// | `mismatch`    | another element type, number of dimensions or shape than asked for    |
/// | `failure`     | the file can't be opened, read, written (a full disk) or mapped       |
///
/// The format: numpy.lib.format in NumPy's reference, and NEP 1.

#ifndef NPUBLAS_NPY_HPP
#define NPUBLAS_NPY_HPP

#include <npublas/npy/description.hpp>
#include <npublas/npy/detail/expression.hpp>
#include <npublas/npy/detail/header.hpp>
#include <npublas/npy/detail/load.hpp>
#include <npublas/npy/error.hpp>
#include <npublas/npy/mapped.hpp>

#include <filesystem>
#include <fstream>
#include <istream>
#include <ostream>

namespace npublas::npy {

/// What the header says. The stream then stands at the first element.
inline description read_header(std::istream& in) { return detail::read_header(in); }
inline description read_header(std::filesystem::path const& path) {
    std::ifstream in = detail::open(path);
    return detail::naming(path, [&] { return detail::read_header(in); });
}

/// The array in a file, as a `ublas::vector<T>` (1-D, or a single element), a `ublas::matrix<T, L>`
/// (2-D, in either order) or a single number T (without dimensions). Elements of another type are
/// converted as NumPy's same_kind casting allows, integers into integers if each has a place in T;
/// else throws mismatch, as for a bounded container that is too small. Numbers too large for float
/// become infinite. A stream then stands behind the last element.
template <class Container>
Container load(std::istream& in) {
    description const file = detail::read_header(in);
    Container result{};
    detail::load(in, file, result);
    return result;
}
template <class Container>
Container load(std::filesystem::path const& path) {
    std::ifstream in = detail::open(path);
    return detail::naming(path, [&] { return load<Container>(in); });
}

/// The same into the elements of a view, or of a container that is not resized: the shape must be
/// that of the file. After a failure the elements may have been written in part.
template <class View>
void load_into(std::istream& in, View&& view) {
    description const file = detail::read_header(in);
    detail::load_into(in, file, detail::block_of(view));
}
template <class View>
void load_into(std::filesystem::path const& path, View&& view) {
    std::ifstream in = detail::open(path);
    detail::naming(path, [&] { npy::load_into(in, view); });
}

/// Writes a uBLAS vector or matrix expression, a tensor_view or a single number, of its own element
/// type. Writing to a path replaces the file, where it lies: it must be mapped neither by the
/// expression nor by another program. After a failure the file is there in part. Throws failure,
/// and std::invalid_argument, before the file is touched, for an unknown version.
template <class E>
void save(std::ostream& out, E const& expression, save_options const& options = {}) {
    detail::save(out, expression, options);
    if (!out) throw failure("a .npy file can't be written: its stream failed");
}
template <class E>
void save(std::filesystem::path const& path, E const& expression,
          save_options const& options = {}) {
    detail::require_version(options.version);
    std::ofstream out = detail::create(path);
    detail::save(out, expression, options);
    detail::close(out, path);
}

} // namespace npublas::npy

#endif
