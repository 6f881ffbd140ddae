// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// Reads a .npy file and writes what it has read: `npy_convert way from to [order [bytes
/// [version]]]`. The element type of the result is that of the file. Exit code 2: the file was
/// refused, with the reason on standard error.

#include <npublas/npy.hpp>
#include <npublas/tensor_view.hpp>

#include <fstream>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

namespace {

namespace npy = npublas::npy;
namespace ublas = boost::numeric::ublas;

struct job {
    std::string way, from, to;
    npy::save_options options;
};

template <class T>
void as_tensor(job const& given, npy::description const& file) {
    std::unique_ptr<T[]> memory(new T[file.size()]());
    npublas::tensor_view<T> tensor(memory.get(), file.shape);
    npy::load_into(std::filesystem::path(given.from), tensor);
    npy::save(std::filesystem::path(given.to), tensor, given.options);
}

template <class Container>
void as(job const& given) {
    npy::save(std::filesystem::path(given.to),
              npy::load<Container>(std::filesystem::path(given.from)), given.options);
}

/// Through streams, of which the one that is read can't tell its size.
template <class Container>
void through_streams(job const& given) {
    std::ofstream out(given.to, std::ios::binary);
    npy::save(out, npy::load<Container>(std::cin), given.options);
}

template <class T>
void mapped(job const& given) {
    npy::mapped<const T> const file{std::filesystem::path(given.from)};
    npy::save(std::filesystem::path(given.to), file.tensor(), given.options);
}

template <class T>
void created(job const& given, npy::description const& file) {
    auto const made = npy::mapped<T>::create(given.to, file.shape, file.order);
    npy::load_into(std::filesystem::path(given.from), made.tensor());
}

template <class T>
void run(job const& given, npy::description const& file) {
    std::string const& way = given.way;
    if (way == "number") as<T>(given);
    if (way == "vector") as<ublas::vector<T>>(given);
    if (way == "rows") as<ublas::matrix<T>>(given);
    if (way == "columns") as<ublas::matrix<T, ublas::column_major>>(given);
    if (way == "stream") through_streams<ublas::matrix<T>>(given);
    if (way == "tensor") as_tensor<T>(given, file);
    if (way == "mapped") mapped<T>(given);
    if (way == "created") created<T>(given, file);
    // Conversions: into the types that refuse most.
    if (way == "int8") as<ublas::vector<std::int8_t>>(given);
    if (way == "uint64") as<ublas::vector<std::uint64_t>>(given);
    if (way == "float32") as<ublas::vector<float>>(given);
    if (way == "complex128") as<ublas::vector<std::complex<double>>>(given);
}

/// What the header says; anything where it is bad, so that each way refuses it by itself.
npy::description header_of(std::filesystem::path const& path) {
    try {
        return npy::read_header(path);
    } catch (npy::error const&) {
        return {};
    }
}

} // namespace

int main(int argc, char** argv) {
    job given{argv[1], argv[2], argv[3], {}};
    if (argc > 4 && *argv[4] == 'C') given.options.order = npy::storage_order::c;
    if (argc > 4 && *argv[4] == 'F') given.options.order = npy::storage_order::fortran;
    if (argc > 5)
        given.options.bytes_order =
            *argv[5] == '>' ? npy::byte_order::big : npy::byte_order::little;
    if (argc > 6) given.options.version = std::stoi(argv[6]);
    try {
        auto const file = header_of(given.from);
        npublas::visit(file.element,
                       [&](auto tag) { run<typename decltype(tag)::type>(given, file); });
    } catch (npy::error const& refusal) {
        std::cerr << refusal.what() << '\n';
        return 2;
    }
    return 0;
}
