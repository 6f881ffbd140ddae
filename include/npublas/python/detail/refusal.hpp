// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// Why a conversion was refused: what a converter notes down, and the sentence made of it.

#ifndef NPUBLAS_PYTHON_DETAIL_REFUSAL_HPP
#define NPUBLAS_PYTHON_DETAIL_REFUSAL_HPP

#include <npublas/python/detail/layout.hpp>

#include <boost/python/type_id.hpp>

#include <algorithm>
#include <cstring>
#include <string>

namespace npublas::python::detail {

/// What a parameter needs, in words. In `remedy`, `{}` stands for the argument.
struct wanted_array {
    std::string type;       ///< `matrix_view<double>`
    std::string needs;      ///< `a writable float64 2-D array with unit inner stride`
    bp::type_info cpp_type; ///< the name that Boost.Python's signatures show
    element_type element;
    int rank;
    int unit_axis;
    std::string remedy = {}; ///< in place of what follows from the fault
};

inline std::string rank_text(int rank) {
    return (rank == any_rank ? "N" : std::to_string(rank)) + "-D";
}

/// What came instead: a plain record, which neither owns nor points to anything.
struct array_record {
    static constexpr int max_rank = 8;

    bool is_array;
    char type_name[64];
    char element_name[64];
    int type_number;
    int rank;
    npy_intp shape[max_rank];
    npy_intp strides[max_rank];
    int flags;
    bool byte_swapped;
};

/// One refusal. `argument` tells which argument it was, by identity; it is never followed.
struct refusal_note {
    static constexpr int unknown_place = -1;

    void const* argument;
    int place; ///< of the argument in the call, where the one who noted it knows
    wanted_array (*wanted)();
    wanted_array (*outer)(); ///< the parameter, where it is refused for what it holds; else null
    fault reason;
    array_record got;
    char detail[256];
    char path[64]; ///< from the argument to what is refused in it: `[3][0]`
    bool or_none;  ///< None would do
};

/// As much of a UTF-8 text as there is room for, in whole characters.
template <std::size_t Size>
inline void write_text(char (&target)[Size], char const* text) noexcept {
    std::size_t length = std::min(std::strlen(text), Size - 1);
    while (length && (text[length] & 0xC0) == 0x80)
        --length;
    std::memcpy(target, text, length);
    target[length] = '\0';
}

/// A name that a person knows for the kinds of element that npublas refuses.
inline char const* foreign_element_name(PyArray_Descr const* descriptor) noexcept {
    switch (descriptor->kind) {
    case 'O':
        return "object";
    case 'U':
        return "str";
    case 'S':
        return "bytes";
    case 'M':
        return "datetime64";
    case 'm':
        return "timedelta64";
    case 'V':
        return "structured or void";
    case 'f':
        return "float16";
    default:
        return "unknown";
    }
}

inline void record_array(PyArrayObject* array, array_record& record) noexcept {
    PyArray_Descr const* const descriptor = PyArray_DESCR(array);
    auto const element = element_of_type_number(descriptor->type_num);
    record.is_array = true;
    record.type_number = descriptor->type_num;
    write_text(record.element_name, element ? name(*element) : foreign_element_name(descriptor));
    record.rank = PyArray_NDIM(array);
    int const shown = std::min(record.rank, array_record::max_rank);
    std::copy_n(PyArray_DIMS(array), shown, record.shape);
    std::copy_n(PyArray_STRIDES(array), shown, record.strides);
    record.flags = PyArray_FLAGS(array);
    record.byte_swapped = descriptor->byteorder == NPY_OPPBYTE;
}

inline std::string tuple_text(npy_intp const* values, int count) {
    std::string text = "(";
    for (int i = 0; i < std::min(count, array_record::max_rank); ++i)
        text += (i ? ", " : "") + std::to_string(values[i]);
    if (count > array_record::max_rank) text += ", ...";
    return text + (count == 1 ? ",)" : ")");
}

inline std::string order_text(array_record const& got) {
    if (got.flags & NPY_ARRAY_C_CONTIGUOUS) return ", C order";
    if (got.flags & NPY_ARRAY_F_CONTIGUOUS) return ", F order";
    return ", strides " + tuple_text(got.strides, got.rank) + " in bytes";
}

/// `float32, shape (3, 4)`.
inline std::string contents_text(array_record const& got) {
    return std::string(got.element_name) + ", shape " + tuple_text(got.shape, got.rank);
}

/// `float32, shape (3, 4), C order`, or the type's name of what is no array.
inline std::string got_text(array_record const& got) {
    if (!got.is_array) return got.type_name;
    std::string text = contents_text(got) + order_text(got);
    if (!(got.flags & NPY_ARRAY_WRITEABLE)) text += ", read-only";
    if (got.byte_swapped) text += ", byte-swapped";
    if (!(got.flags & NPY_ARRAY_ALIGNED)) text += ", misaligned";
    return text;
}

/// NumPy 1 has no `numpy.bool`.
inline std::string numpy_name(element_type element) {
    return std::string("numpy.") + name(element) + (element == element_type::boolean ? "_" : "");
}

inline std::string replace_all(std::string text, std::string const& from, std::string const& to) {
    for (std::size_t at = text.find(from); at != std::string::npos;
         at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
    return text;
}

/// What the caller can write to mend it; `x` stands for the argument.
inline std::string remedy_text(refusal_note const& note, wanted_array const& wanted,
                               std::string const& argument) {
    bool const bare = note.reason == fault::not_an_array;
    std::string const x = bare || note.got.is_array ? argument : "numpy.asarray(" + argument + ")";
    std::string const dtype = numpy_name(wanted.element);
    auto const from = element_of_type_number(note.got.type_number);
    if (!wanted.remedy.empty() && note.reason >= fault::not_a_sequence)
        return "pass " + replace_all(wanted.remedy, "{}", argument);
    bool const drops_imaginary = from && is_complex(*from) && !is_complex(wanted.element);
    switch (note.reason) {
    case fault::not_an_array:
        return "pass numpy.asarray(" + x + ", dtype=" + dtype + ")";
    case fault::element:
    case fault::cast:
        return "pass " + x + (drops_imaginary ? ".real" : "") + ".astype(" + dtype + ")";
    case fault::byte_order:
        return "pass " + x + ".astype(" + dtype + ")";
    case fault::rank:
        return "pass " + x + (wanted.rank == 1 ? ".ravel()" : ".reshape(n1, n2)");
    case fault::inner_stride:
        return std::string("pass numpy.") +
               (wanted.unit_axis == 0 && wanted.rank == 2 ? "asfortranarray"
                                                          : "ascontiguousarray") +
               "(" + x + ")";
    case fault::value:
        if (wanted.rank == 0) return "pass a value in its range";
        return "pass a rectangular sequence of numbers that " + std::string(name(wanted.element)) +
               " holds";
    case fault::copy_back:
        return "pass a writable array of " + std::string(name(wanted.element));
    default:
        return "pass " + x + ".copy()";
    }
}

/// The whole sentence. `label` is "argument 1 (A)"; `x` is the argument's name, or "x".
inline std::string sentence(refusal_note const& note, std::string const& label,
                            std::string const& x) {
    wanted_array const wanted = note.wanted();
    std::string text = label + (note.path[0] ? std::string(", element ") + note.path : "") + ": ";
    text += wanted.type + " needs " + wanted.needs + (note.or_none ? ", or None" : "") + "; got ";
    text += got_text(note.got);
    if (note.detail[0]) text += std::string(", ") + note.detail;
    return text + "; " + remedy_text(note, wanted, x + note.path);
}

/// Whether the kind was right and only a value was wrong, which is a ValueError.
inline bool is_value_fault(refusal_note const& note) noexcept {
    return note.reason == fault::value || note.reason == fault::size;
}

} // namespace npublas::python::detail

#endif
