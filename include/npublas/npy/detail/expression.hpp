// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// Expressions into files.

#ifndef NPUBLAS_NPY_DETAIL_EXPRESSION_HPP
#define NPUBLAS_NPY_DETAIL_EXPRESSION_HPP

#include <npublas/detail/ublas.hpp>
#include <npublas/npy/detail/elements.hpp>

#include <boost/numeric/ublas/matrix_expression.hpp>
#include <boost/numeric/ublas/vector_expression.hpp>

#include <ostream>
#include <type_traits>
#include <utility>
#include <vector>

namespace npublas {

template <class T>
class tensor_view;

namespace npy::detail {

/// Writes a header and then what `elements` puts.
template <class T, class F>
void save_elements(std::ostream& out, std::vector<std::size_t> shape, storage_order order,
                   save_options const& options, F elements) {
    description const file{element_type_of<T>(), options.bytes_order, order, std::move(shape)};
    std::string const header = write_header(file, options.version);
    out.write(header.data(), static_cast<std::streamsize>(header.size()));
    element_writer<T> writer(out, options.bytes_order);
    elements(writer);
    writer.flush();
}

template <class E>
void save(std::ostream& out, ublas::vector_expression<E> const& expression,
          save_options const& options) {
    E const& e = expression();
    auto const order = options.order.value_or(storage_order::c);
    save_elements<typename E::value_type>(out, {e.size()}, order, options, [&](auto& writer) {
        for (std::size_t i = 0; i < e.size(); ++i)
            writer.put(e(i));
    });
}

template <class E>
void save(std::ostream& out, ublas::matrix_expression<E> const& expression,
          save_options const& options) {
    E const& e = expression();
    constexpr bool columns =
        std::is_same_v<typename E::orientation_category, ublas::column_major_tag>;
    auto const order = options.order.value_or(columns ? storage_order::fortran : storage_order::c);
    save_elements<typename E::value_type>(
        out, {e.size1(), e.size2()}, order, options, [&](auto& writer) {
            bool const by_rows = order == storage_order::c;
            std::size_t const lines = by_rows ? e.size1() : e.size2();
            std::size_t const length = by_rows ? e.size2() : e.size1();
            for (std::size_t i = 0; i < lines; ++i)
                for (std::size_t j = 0; j < length; ++j)
                    writer.put(by_rows ? e(i, j) : e(j, i));
        });
}

template <class T>
void save(std::ostream& out, tensor_view<T> const& view, save_options const& options) {
    using value = std::remove_const_t<T>;
    auto const order = options.order.value_or(storage_order::c);
    std::vector<std::size_t> const shape(view.extents().begin(), view.extents().end());
    block<const value> const all{
        view.data(), shape, {view.strides().begin(), view.strides().end()}};
    save_elements<value>(out, shape, order, options, [&](auto& writer) {
        if (view.size() == 0) return;
        auto const line = [&](value const* first, std::size_t count, std::ptrdiff_t stride) {
            for (std::size_t i = 0; i < count; ++i)
                writer.put(first[static_cast<std::ptrdiff_t>(i) * stride]);
        };
        block<const value> const from = in_file_order(all, order);
        for_each_line(from, 0, from.first, line);
    });
}

template <class T, class = std::enable_if_t<is_element_type<T>>>
void save(std::ostream& out, T const& number, save_options const& options) {
    save_elements<T>(out, {}, options.order.value_or(storage_order::c), options,
                     [&](auto& writer) { writer.put(number); });
}

} // namespace npy::detail
} // namespace npublas

#endif
