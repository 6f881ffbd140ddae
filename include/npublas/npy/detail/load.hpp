// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// Elements of files into containers and views.

#ifndef NPUBLAS_NPY_DETAIL_LOAD_HPP
#define NPUBLAS_NPY_DETAIL_LOAD_HPP

#include <npublas/matrix_view.hpp>
#include <npublas/npy/detail/elements.hpp>
#include <npublas/npy/detail/map.hpp>
#include <npublas/npy/error.hpp>
#include <npublas/vector_view.hpp>

#include <boost/numeric/ublas/matrix.hpp>
#include <boost/numeric/ublas/vector.hpp>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <string>

namespace npublas {

template <class T>
class tensor_view;

namespace npy::detail {

inline std::ifstream open(std::filesystem::path const& path) {
    errno = 0;
    std::ifstream in(path, std::ios::binary);
    if (!in) fail(path, "opened", errno);
    return in;
}

inline std::ofstream create(std::filesystem::path const& path) {
    errno = 0;
    std::ofstream out(path, std::ios::binary | std::ios::trunc);
    if (!out) fail(path, "created", errno);
    return out;
}

/// What `f` returns; where the file is to blame, the exception names it.
template <class F>
auto naming(std::filesystem::path const& path, F f) {
    try {
        return f();
    } catch (malformed const& error) {
        throw malformed(path.string() + ": " + error.what());
    } catch (unsupported const& error) {
        throw unsupported(path.string() + ": " + error.what());
    } catch (mismatch const& error) {
        throw mismatch(path.string() + ": " + error.what());
    }
}

/// A disk can turn out to be full as late as here.
inline void close(std::ofstream& out, std::filesystem::path const& path) {
    out.close();
    if (!out) fail(path, "written", errno);
}

template <class T>
block<T> block_of(strided_vector_view<T> view) {
    return {view.data(), {view.size()}, {view.stride()}};
}
template <class T>
block<T> block_of(strided_matrix_view<T> view) {
    return {view.data(), {view.size1(), view.size2()}, {view.stride1(), view.stride2()}};
}
template <class T>
block<T> block_of(vector_view<T> view) {
    return block_of(strided_vector_view<T>(view));
}
template <class T, class L>
block<T> block_of(matrix_view<T, L> view) {
    return block_of(strided_matrix_view<T>(view));
}
template <class T, class A>
block<T> block_of(ublas::vector<T, A>& vector) {
    return block_of(strided_vector_view<T>(vector));
}
template <class T, class L, class A>
block<T> block_of(ublas::matrix<T, L, A>& matrix) {
    return block_of(strided_matrix_view<T>(matrix));
}
template <class T>
block<T> block_of(tensor_view<T> view) {
    return {view.data(),
            {view.extents().begin(), view.extents().end()},
            {view.strides().begin(), view.strides().end()}};
}

template <class View>
block<double> block_of(View const&) {
    static_assert(sizeof(View) == 0, "npublas: load_into takes npublas's views, ublas::vector, "
                                     "ublas::matrix and tensor_view, not const");
    return {};
}

/// Bounded storage checks its bounds in debug builds only.
template <class Container>
void require_room(description const& file, Container& container) {
    if (file.size() > container.data().max_size())
        throw mismatch("the .npy file has shape " + text_of(file.shape) +
                       ", and the container has room for " +
                       std::to_string(container.data().max_size()) + " elements");
}

template <class T>
void load_into(std::istream& in, description const& file, block<T> const& to) {
    static_assert(!std::is_const_v<T>, "npublas: a view of const elements can't be loaded into");
    bool const is_single = file.shape.empty() && to.shape == std::vector<std::size_t>{1};
    if (file.shape != to.shape && !is_single)
        throw mismatch("the .npy file has shape " + text_of(file.shape) +
                       ", and it is to be loaded into one of shape " + text_of(to.shape));
    require_conversion<T>(file);
    with_all_elements(in, file, [&](std::istream& all) { read_elements(all, file, to); });
}

template <class T, class A>
void load(std::istream& in, description const& file, ublas::vector<T, A>& result) {
    require_dimensions(file, {0, 1}, "a vector");
    require_conversion<T>(file);
    require_room(file, result);
    with_all_elements(in, file, [&](std::istream& all) {
        result.resize(file.size(), false);
        read_elements(all, file,
                      block<T>{result.size() ? &result[0] : nullptr, {file.size()}, {1}});
    });
}

template <class T, class L, class A>
void load(std::istream& in, description const& file, ublas::matrix<T, L, A>& result) {
    require_dimensions(file, {2}, "a matrix");
    require_conversion<T>(file);
    require_room(file, result);
    with_all_elements(in, file, [&](std::istream& all) {
        result.resize(file.shape[0], file.shape[1], false);
        read_elements(all, file, block_of(result));
    });
}

template <class T, class = std::enable_if_t<is_element_type<T>>>
void load(std::istream& in, description const& file, T& result) {
    require_dimensions(file, {0}, "a single number");
    load_into(in, file, block<T>{&result, {}, {}});
}

} // namespace npy::detail
} // namespace npublas

#endif
