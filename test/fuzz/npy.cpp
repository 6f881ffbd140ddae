// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// Any bytes as a .npy file: it is refused with an npy::error or read, from a file and from a pipe;
/// what was read is written with the same bytes, and so that reading it gives the same.

#include "fuzz.hpp"

#include <npublas/npy.hpp>
#include <npublas/tensor_view.hpp>

#include <complex>
#include <istream>
#include <memory>
#include <sstream>
#include <string>
#include <type_traits>

namespace {

namespace npy = npublas::npy;
namespace ublas = boost::numeric::ublas;

/// Bools have one bit, and long doubles 80.
template <class T>
constexpr bool has_no_spare_bits = !std::is_same_v<T, bool> && !std::is_same_v<T, long double> &&
                                   !std::is_same_v<T, std::complex<long double>>;

std::string elements_of(std::string const& file, npy::description const& what) {
    return file.substr(npy::detail::parse(file).offset, what.bytes());
}

template <class T>
void read_write_read(std::string const& file, npy::description const& what) {
    std::istringstream in(file);
    // Without the elements: the shape may be larger than memory until they are counted.
    npy::detail::read_header(in);
    npy::detail::with_all_elements(in, what, [](std::istream&) {});
    std::unique_ptr<T[]> memory(new T[what.size()]());
    npublas::tensor_view<T> tensor(memory.get(), what.shape);
    std::istringstream again(file);
    npy::load_into(again, tensor);

    std::ostringstream out;
    npy::save(out, tensor, {what.order, what.bytes_order, 2});
    std::istringstream written(out.str());
    if (has_no_spare_bits<T>)
        fuzz::require(elements_of(out.str(), what) == elements_of(file, what));
    auto const same = npy::read_header(written);
    fuzz::require(same.element == what.element && same.shape == what.shape &&
                  same.order == what.order);
    std::ostringstream twice;
    std::string bytes = out.str();
    npy::detail::memory_buffer pipe(bytes); // can't seek
    std::istream once(&pipe);
    npy::load_into(once, tensor);
    npy::save(twice, tensor, {what.order, what.bytes_order, 2});
    fuzz::require(twice.str() == out.str());
}

} // namespace

void fuzz::npy_file(unsigned char const* data, std::size_t size) {
    std::string const file(reinterpret_cast<char const*>(data), size);
    try {
        npy::description const what = npy::detail::parse(file).what;
        npublas::visit(what.element, [&](auto tag) {
            read_write_read<typename decltype(tag)::type>(file, what);
        });
    } catch (npy::error const&) {
    }
    try {
        std::istringstream in(file);
        npy::load<ublas::matrix<double>>(in);
    } catch (npy::error const&) {
    }
}
