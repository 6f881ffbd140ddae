// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// .npy files: against bytes put together by the format's specification (numpy.lib.format). What
/// NumPy itself writes and reads is compared in test/python/test_npy.py.

#include <npublas/npy.hpp>
#include <npublas/tensor_view.hpp>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include <unistd.h>

#include <boost/numeric/ublas/matrix_proxy.hpp>

#define BOOST_TEST_MODULE npy
#include <boost/test/unit_test.hpp>

namespace {

namespace npy = npublas::npy;
namespace ublas = boost::numeric::ublas;
namespace fs = std::filesystem;

/// A file that goes with the test.
struct file {
    fs::path path;

    explicit file(std::string const& content = {})
        : path(fs::temp_directory_path() / ("npublas-npy-" + std::to_string(getpid()))) {
        std::ofstream(path, std::ios::binary) << content;
    }
    ~file() { fs::remove(path); }
    file(file const&) = delete;
    file& operator=(file const&) = delete;

    std::string content() const {
        std::ifstream in(path, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }
};

/// Version 1, the header padded to 128 bytes in all.
std::string bytes_of_file(std::string const& descr, bool fortran, std::string const& shape,
                          std::string const& elements) {
    std::string header = "{'descr': '" + descr +
                         "', 'fortran_order': " + (fortran ? "True" : "False") +
                         ", 'shape': " + shape + ", }";
    header.resize(117, ' ');
    return std::string("\x93NUMPY\x01\x00\x76\x00", 10) + header + "\n" + elements;
}

std::string const six_int16("\0\0\1\0\2\0\3\0\4\0\5\0", 12);
std::string const six_big_int16("\0\0\0\1\0\2\0\3\0\4\0\5", 12);

template <class M>
void check_2_by_3(M const& m) {
    BOOST_TEST_REQUIRE(m.size1() == 2U);
    BOOST_TEST_REQUIRE(m.size2() == 3U);
    for (std::size_t i = 0; i < 2; ++i)
        for (std::size_t j = 0; j < 3; ++j)
            BOOST_TEST(double(m(i, j)) == double(3 * i + j));
}

ublas::matrix<std::int16_t> counted() {
    ublas::matrix<std::int16_t> m(2, 3);
    for (std::size_t i = 0; i < 6; ++i)
        m.data()[i] = static_cast<std::int16_t>(i);
    return m;
}

} // namespace

BOOST_AUTO_TEST_CASE(both_orders_and_byte_orders_are_read) {
    std::string const by_columns("\0\0\3\0\1\0\4\0\2\0\5\0", 12);
    for (auto const& content : {bytes_of_file("<i2", false, "(2, 3)", six_int16),
                                bytes_of_file(">i2", false, "(2, 3)", six_big_int16),
                                bytes_of_file("<i2", true, "(2, 3)", by_columns)}) {
        file const f(content);
        check_2_by_3(npy::load<ublas::matrix<std::int16_t>>(f.path));
        check_2_by_3(npy::load<ublas::matrix<std::int16_t, ublas::column_major>>(f.path));
        check_2_by_3(npy::load<ublas::matrix<double>>(f.path));
        std::istringstream in(content);
        check_2_by_3(npy::load<ublas::matrix<std::int64_t>>(in));
    }
}

BOOST_AUTO_TEST_CASE(bytes_written_are_those_of_the_specification) {
    file const f;
    npy::save(f.path, counted());
    BOOST_TEST(f.content() == bytes_of_file("<i2", false, "(2, 3)", six_int16));
    npy::save(f.path, counted(), {{}, npy::byte_order::big});
    BOOST_TEST(f.content() == bytes_of_file(">i2", false, "(2, 3)", six_big_int16));
    npy::save(f.path, trans(counted()), {npy::storage_order::fortran});
    BOOST_TEST(f.content() == bytes_of_file("<i2", true, "(3, 2)", six_int16));
    npy::save(f.path, true);
    BOOST_TEST(f.content() == bytes_of_file("|b1", false, "()", "\1"));
}

BOOST_AUTO_TEST_CASE(a_column_major_matrix_is_written_in_fortrans_order) {
    file const f;
    npy::save(f.path, ublas::matrix<std::int16_t, ublas::column_major>(counted()));
    BOOST_TEST((npy::read_header(f.path).order == npy::storage_order::fortran));
    npy::mapped<const std::int16_t> const m(f.path);
    check_2_by_3(m.matrix<ublas::column_major>());
    BOOST_CHECK_THROW(m.matrix<ublas::row_major>(), npy::mismatch);
}

BOOST_AUTO_TEST_CASE(versions_2_and_3_have_a_longer_length) {
    for (int const version : {2, 3}) {
        std::ostringstream out;
        npy::save(out, counted(), {{}, npy::native_byte_order, version});
        std::string const written = out.str();
        BOOST_TEST(int(written[6]) == version);
        BOOST_TEST(written.substr(8, 4) == std::string("\x74\0\0\0", 4));
        BOOST_TEST(written.size() == 128U + 12U);
        std::istringstream in(written);
        check_2_by_3(npy::load<ublas::matrix<std::int16_t>>(in));
    }
    std::ostringstream out;
    BOOST_CHECK_THROW(npy::save(out, 1.0, {{}, npy::native_byte_order, 4}), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(a_stream_holds_several_arrays) {
    std::stringstream both;
    npy::save(both, counted());
    npy::save(both, 2.5);
    check_2_by_3(npy::load<ublas::matrix<int>>(both));
    BOOST_TEST(npy::load<double>(both) == 2.5);
}

BOOST_AUTO_TEST_CASE(a_view_is_written_and_loaded_in_place) {
    file const f(bytes_of_file("<i2", false, "(2, 3)", six_int16));
    ublas::matrix<double> m(4, 6, -1.0);
    npublas::strided_matrix_view<double> every_other(&m(0, 0), 2, 3, 12, 2);
    npy::load_into(f.path, every_other);
    check_2_by_3(every_other);
    BOOST_TEST(m(0, 1) == -1);
    BOOST_TEST(m(1, 0) == -1);
    BOOST_CHECK_THROW(npy::load_into(f.path, m), npy::mismatch);

    npy::save(f.path, every_other);
    check_2_by_3(npy::load<ublas::matrix<double>>(f.path));
    npy::save(f.path, row(m, 2));
    auto const row = npy::load<ublas::vector<double>>(f.path);
    BOOST_TEST(row.size() == 6U);
    BOOST_TEST(row(2) == 4);
}

BOOST_AUTO_TEST_CASE(a_mapped_file_is_written_where_it_lies) {
    file const f(bytes_of_file("<i2", false, "(2, 3)", six_int16));
    {
        npy::mapped<std::int16_t> const m(f.path);
        check_2_by_3(m.matrix());
        m.matrix()(1, 2) = 77;
        m.flush();
    }
    BOOST_TEST(npy::load<ublas::matrix<int>>(f.path)(1, 2) == 77);
    auto const tensor = npy::mapped<const std::int16_t>(f.path).header();
    BOOST_TEST(tensor.shape == (std::vector<std::size_t>{2, 3}));
    npy::mapped<std::int16_t> const again(f.path);
    BOOST_CHECK_THROW(again.vector(), npy::mismatch);
    BOOST_CHECK_THROW(npy::mapped<const double> wrong(f.path), npy::mismatch);
}

BOOST_AUTO_TEST_CASE(a_file_can_be_made_mapped) {
    file const f("what was there before and is longer than the file that replaces it");
    {
        auto const m = npy::mapped<float>::create(f.path, {2, 3}, npy::storage_order::fortran);
        BOOST_TEST(norm_inf(m.matrix()) == 0);
        m.matrix<ublas::column_major>()(1, 2) = 7;
    }
    auto const found = npy::load<ublas::matrix<float>>(f.path);
    BOOST_TEST((found.size1() == 2 && found.size2() == 3 && found(1, 2) == 7 && found(0, 2) == 0));
    BOOST_TEST(fs::file_size(f.path) == 128 + 6 * sizeof(float));

    using shape = std::vector<std::size_t>;
    BOOST_CHECK_THROW(npy::mapped<float>::create(f.path, shape(65, 1)), std::invalid_argument);
    BOOST_CHECK_THROW(npy::mapped<float>::create(f.path, shape(9, 1000)), std::invalid_argument);
    fs::path const in_memory = "/dev/shm/" + f.path.filename().native();
    npy::save(in_memory, 7.0F);
    BOOST_CHECK_THROW(npy::mapped<float>::create(in_memory, {std::size_t(1) << 50}), npy::failure);
    BOOST_TEST(npy::load<float>(in_memory) == 7);
    fs::remove(in_memory);
    BOOST_TEST(npy::load<ublas::matrix<float>>(f.path)(1, 2) == 7); // nothing was lost
    BOOST_CHECK_THROW(npy::mapped<float>::create("/nowhere/a.npy", {1}), npy::failure);
    BOOST_CHECK_THROW(npy::mapped<float>::create("/dev/full", {1}), npy::failure);
    for (auto const& left : fs::directory_iterator(f.path.parent_path()))
        BOOST_TEST(left.path().native().find(f.path.native() + ".") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_map_of_a_file_that_is_replaced_stays) {
    file const f;
    auto const old = npy::mapped<double>::create(f.path, {1000, 1000});
    auto const next = npy::mapped<double>::create(f.path, {2, 2});
    old.matrix()(999, 999) = 1;
    BOOST_TEST(old.matrix()(999, 999) == 1);
    fs::path const link = f.path.native() + "-link";
    fs::create_symlink(f.path, link);
    fs::permissions(f.path, fs::perms::owner_read | fs::perms::owner_write);
    npy::mapped<double>::create(link, {2, 2});
    BOOST_TEST(fs::is_symlink(link));
    BOOST_TEST(
        (fs::status(f.path).permissions() == (fs::perms::owner_read | fs::perms::owner_write)));
    fs::remove(link);
    BOOST_TEST(npy::load<ublas::matrix<double>>(f.path).size1() == 2U);
}

BOOST_AUTO_TEST_CASE(an_unknown_version_is_refused_before_the_file_is_touched) {
    file const f("content");
    BOOST_CHECK_THROW(npy::save(f.path, 1.0, {{}, npy::native_byte_order, 4}),
                      std::invalid_argument);
    BOOST_TEST(f.content() == "content");
}

BOOST_AUTO_TEST_CASE(bounded_containers_are_not_overrun) {
    file const f;
    npy::save(f.path, ublas::scalar_vector<double>(1000, 1));
    BOOST_CHECK_THROW((npy::load<ublas::bounded_vector<double, 4>>(f.path)), npy::mismatch);
    BOOST_TEST((npy::load<ublas::bounded_vector<double, 1000>>(f.path).size() == 1000));
    npy::save(f.path, ublas::scalar_matrix<double>(30, 30, 1));
    BOOST_CHECK_THROW((npy::load<ublas::bounded_matrix<double, 2, 2>>(f.path)), npy::mismatch);
    BOOST_TEST((npy::load<ublas::bounded_matrix<double, 30, 30>>(f.path)(29, 29) == 1));
}

BOOST_AUTO_TEST_CASE(what_is_wrong_with_a_file_names_it) {
    file const f("garbage");
    auto const names_it = [&](npy::error const& error) {
        return std::string(error.what()).find(f.path.string() + ": ") == 0;
    };
    BOOST_CHECK_EXCEPTION(npy::read_header(f.path), npy::error, names_it);
    BOOST_CHECK_EXCEPTION(npy::load<double>(f.path), npy::error, names_it);
    BOOST_CHECK_EXCEPTION(npy::mapped<double> wrong(f.path), npy::error, names_it);
}

BOOST_AUTO_TEST_CASE(nothing_is_allocated_on_the_word_of_a_header) {
    file const f(bytes_of_file("<f8", false, "(1000000000000,)", std::string(64, '\0')));
    BOOST_CHECK_THROW(npy::load<ublas::vector<double>>(f.path), npy::malformed);
    BOOST_CHECK_THROW(npy::mapped<const double> wrong(f.path), npy::malformed);
    npublas::vector_view<double> none;
    BOOST_CHECK_THROW(npy::load_into(f.path, none), npy::mismatch);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_opened) {
    BOOST_CHECK_THROW(npy::load<double>(fs::path("/nowhere/a.npy")), npy::failure);
    BOOST_CHECK_THROW(npy::save(fs::path("/nowhere/a.npy"), 1.0), npy::failure);
    BOOST_CHECK_THROW(npy::mapped<double> wrong("/nowhere/a.npy"), npy::failure);
    BOOST_CHECK_THROW(npy::mapped<double> wrong("/tmp"), npy::failure);
    file const empty;
    BOOST_CHECK_THROW(npy::mapped<double> wrong(empty.path), npy::malformed);
    BOOST_CHECK_THROW(npy::load<double>(empty.path), npy::malformed);
}

BOOST_AUTO_TEST_CASE(foreign_elements_are_unsupported) {
    for (char const* descr : {"|O", "<f2", "<U4", "|S3", "<M8[ns]", "|V8", "<f12"}) {
        file const f(bytes_of_file(descr, false, "(1,)", std::string(64, '\0')));
        BOOST_CHECK_THROW(npy::load<ublas::vector<double>>(f.path), npy::unsupported);
    }
}
