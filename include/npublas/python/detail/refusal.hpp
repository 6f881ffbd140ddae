// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// Why a conversion was refused: what a converter notes down, and the sentence made of it.

#ifndef NPUBLAS_PYTHON_DETAIL_REFUSAL_HPP
#define NPUBLAS_PYTHON_DETAIL_REFUSAL_HPP

#include <npublas/python/detail/layout.hpp>
#include <npublas/python/detail/text.hpp>

#include <boost/python/type_id.hpp>

#include <algorithm>
#include <cstring>
#include <string>

namespace npublas::python::detail {

/// What a parameter needs, in words. In `remedy`, `{}` stands for the argument.
struct wanted_array {
    std::string type;  ///< `matrix_view<double>`
    std::string needs; ///< `a writable float64 2-D array with unit inner stride`
    bp::type_info cpp_type = bp::type_id<void>(); ///< the name that Boost.Python's signatures show
    element_type element = {};
    int rank = 0;
    int unit_axis = no_axis;
    std::string remedy = {}; ///< in place of what follows from the fault
    bool is_written = false; ///< by the function, so that a copy must be kept
    bool is_number = false;  ///< one number, of type `element`
    bool is_boosts = false;  ///< Boost.Python converts it, and takes no notes
};

NPUBLAS_COLD inline std::string rank_text(int rank) {
    text_builder words;
    if (rank == any_rank)
        words << "N";
    else
        words << rank;
    return (words << "-D").take();
}

/// What few people expect to be refused, and what has a remedy of its own.
enum class object_kind : char { other, none, text, iterator, set, dict };

/// What came instead: a plain record, which neither owns nor points to anything.
struct array_record {
    static constexpr int max_rank = 8;

    bool is_array;
    object_kind kind; ///< of what is no array
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
NPUBLAS_COLD inline char const* foreign_element_name(PyArray_Descr const* descriptor) noexcept {
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

NPUBLAS_COLD inline void record_array(PyArrayObject* array, array_record& record) noexcept {
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

NPUBLAS_COLD inline object_kind kind_of(PyObject* value) noexcept {
    if (value == Py_None) return object_kind::none;
    if (PyUnicode_Check(value) || PyBytes_Check(value) || PyByteArray_Check(value))
        return object_kind::text;
    if (PyAnySet_Check(value)) return object_kind::set;
    if (PyDict_Check(value)) return object_kind::dict;
    if (PyIter_Check(value) || PyDictViewSet_Check(value) || PyDictValues_Check(value))
        return object_kind::iterator;
    return object_kind::other;
}

NPUBLAS_COLD inline void write_tuple(text_builder& words, npy_intp const* values, int count) {
    words << "(";
    for (int i = 0; i < std::min(count, array_record::max_rank); ++i)
        words << (i ? ", " : "") << values[i];
    words << (count > array_record::max_rank ? ", ...)" : count == 1 ? ",)" : ")");
}

NPUBLAS_COLD inline std::string tuple_text(npy_intp const* values, int count) {
    text_builder words;
    write_tuple(words, values, count);
    return words.take();
}

/// `float32, shape (3, 4)`.
NPUBLAS_COLD inline std::string contents_text(array_record const& got) {
    text_builder words;
    words << got.element_name << ", shape ";
    write_tuple(words, got.shape, got.rank);
    return words.take();
}

/// `float32, shape (3, 4), C order`, or the type's name of what is no array.
NPUBLAS_COLD inline void write_got(text_builder& words, array_record const& got) {
    if (!got.is_array) {
        words << got.type_name;
        return;
    }
    words << contents_text(got);
    if (got.flags & NPY_ARRAY_C_CONTIGUOUS) {
        words << ", C order";
    } else if (got.flags & NPY_ARRAY_F_CONTIGUOUS) {
        words << ", F order";
    } else {
        words << ", strides ";
        write_tuple(words, got.strides, got.rank);
        words << " in bytes";
    }
    if (!(got.flags & NPY_ARRAY_WRITEABLE)) words << ", read-only";
    if (got.byte_swapped) words << ", byte-swapped";
    if (!(got.flags & NPY_ARRAY_ALIGNED)) words << ", misaligned";
}

/// NumPy 1 has no `numpy.bool`.
NPUBLAS_COLD inline void write_dtype(text_builder& words, element_type element) {
    words << "numpy." << name(element) << (element == element_type::boolean ? "_" : "");
}

NPUBLAS_COLD inline std::string replace_all(std::string words, std::string const& from,
                                            std::string const& to) {
    for (std::size_t at = words.find(from); at != std::string::npos;
         at = words.find(from, at + to.size()))
        words.replace(at, from.size(), to);
    return words;
}

/// `x` in a call of NumPy's, which gives it the dtype that is wanted: `start`, x, `middle`, dtype.
NPUBLAS_COLD inline void write_conversion(text_builder& words, char const* start,
                                          std::string const& x, char const* middle,
                                          element_type element) {
    words << "pass " << start << x << middle;
    write_dtype(words, element);
    words << ")";
}

/// Where the kind of an object is the fault, whatever was wanted; false where it says nothing.
NPUBLAS_COLD inline bool write_remedy_for_kind(text_builder& words, object_kind kind,
                                               wanted_array const& wanted, std::string const& x) {
    bool const of_numbers = wanted.remedy.empty();
    auto const convert = [&](char const* start, char const* middle) {
        write_conversion(words, start, x, middle, wanted.element);
        return true;
    };
    switch (kind) {
    case object_kind::none:
        words << (of_numbers ? "pass an array" : "pass a value")
              << " instead of None, which stands for a missing one";
        return true;
    case object_kind::text:
        if (of_numbers) words << "pass numbers, not text: an array of " << name(wanted.element);
        return of_numbers;
    case object_kind::iterator:
        if (of_numbers && wanted.rank == 1) return convert("numpy.fromiter(", ", dtype=");
        if (of_numbers) return convert("numpy.array(list(", "), dtype=");
        words << "pass list(" << x << ")";
        return true;
    case object_kind::set:
        if (of_numbers) return convert("numpy.array(sorted(", "), dtype=");
        words << "pass sorted(" << x << ")";
        return true;
    case object_kind::dict:
        if (of_numbers) return convert("numpy.array(list(", ".values()), dtype=");
        words << "pass list(" << x << ".values())";
        return true;
    default:
        return false;
    }
}

/// What the caller can write to mend it; `argument` stands for the argument. True where that makes
/// a copy of it.
NPUBLAS_COLD inline bool write_remedy(text_builder& words, refusal_note const& note,
                                      wanted_array const& wanted, std::string const& argument) {
    if ((wanted.rank != 0 || note.got.kind == object_kind::none) && !note.got.is_array &&
        write_remedy_for_kind(words, note.got.kind, wanted, argument))
        return note.got.kind != object_kind::none && note.got.kind != object_kind::text;
    if (!wanted.remedy.empty() && note.reason >= fault::not_a_sequence) {
        words << "pass " << replace_all(wanted.remedy, "{}", argument);
        return false;
    }
    text_builder array;
    bool const bare = note.reason == fault::not_an_array || note.got.is_array;
    array << (bare ? "" : "numpy.asarray(") << argument << (bare ? "" : ")");
    std::string const x = array.take();
    auto const from = element_of_type_number(note.got.type_number);
    switch (note.reason) {
    case fault::not_an_array:
        write_conversion(words, "numpy.asarray(", x, ", dtype=", wanted.element);
        return true;
    case fault::element:
    case fault::cast:
    case fault::byte_order: {
        bool const drops_imaginary = from && is_complex(*from) && !is_complex(wanted.element);
        write_conversion(words, "", x, drops_imaginary ? ".real.astype(" : ".astype(",
                         wanted.element);
        return true;
    }
    case fault::rank:
        words << "pass " << x << (wanted.rank == 1 ? ".ravel()" : ".reshape(n1, n2)");
        return !(note.got.flags & NPY_ARRAY_C_CONTIGUOUS);
    case fault::inner_stride:
        words << "pass numpy."
              << (wanted.unit_axis == 0 && wanted.rank == 2 ? "asfortranarray("
                                                            : "ascontiguousarray(")
              << x << ")";
        return true;
    case fault::value:
        if (wanted.rank == 0)
            words << "pass a value in its range";
        else
            words << "pass a rectangular sequence of numbers that " << name(wanted.element)
                  << " holds";
        return false;
    case fault::copy_back:
        words << "pass a writable array of " << name(wanted.element);
        return false;
    default:
        words << "pass " << x << ".copy()";
        return true;
    }
}

/// The whole sentence. `label` is "argument 1 (A)"; `x` is the argument's name, or "x". Whoever
/// wants to see what the function wrote must keep the array that was passed.
NPUBLAS_COLD inline std::string sentence(refusal_note const& note, std::string const& label,
                                         std::string const& x) {
    wanted_array const wanted = note.wanted();
    text_builder words;
    words << label << (note.path[0] ? ", element " : "") << note.path << ": " << wanted.type
          << " needs " << wanted.needs << (note.or_none ? ", or None" : "") << "; got ";
    write_got(words, note.got);
    words << (note.detail[0] ? ", " : "") << note.detail << "; ";
    if (write_remedy(words, note, wanted, x + note.path) && wanted.is_written)
        words << " and use that array afterwards";
    return words.take();
}

/// Whether the kind was right and only a value was wrong, which is a ValueError. A number out of
/// range is a TypeError instead, through the fast door as through Boost.Python.
inline bool is_value_fault(refusal_note const& note) {
    return (note.reason == fault::value && !note.wanted().is_boosts) || note.reason == fault::size;
}

} // namespace npublas::python::detail

#endif
