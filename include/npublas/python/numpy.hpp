// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// The part of NumPy's C API that the bridge uses, imported lazily, once per module.
///
/// The functions are taken from the table that NumPy publishes in a capsule, by their place in
/// it, which NumPy keeps from 1.x to 2.x. So one build serves both, and no include order and no
/// `PY_ARRAY_UNIQUE_SYMBOL` of the author's can get in the way.

#ifndef NPUBLAS_PYTHON_NUMPY_HPP
#define NPUBLAS_PYTHON_NUMPY_HPP

#include <Python.h>

#ifndef NPY_NO_DEPRECATED_API
#define NPY_NO_DEPRECATED_API NPY_1_7_API_VERSION
#endif
#include <numpy/ndarraytypes.h>

#include <boost/python/errors.hpp>
#include <boost/python/handle.hpp>
#include <boost/python/object.hpp>

#include <npublas/element_type.hpp>

#include <optional>

namespace npublas::python {

namespace bp = boost::python;

/// NumPy's own number for a native element type.
constexpr int type_number(element_type element) {
    constexpr int numbers[element_type_count] = {
        NPY_BOOL,   NPY_INT8,       NPY_INT16,  NPY_INT32,   NPY_INT64,
        NPY_UINT8,  NPY_UINT16,     NPY_UINT32, NPY_UINT64,  NPY_FLOAT,
        NPY_DOUBLE, NPY_LONGDOUBLE, NPY_CFLOAT, NPY_CDOUBLE, NPY_CLONGDOUBLE};
    return numbers[static_cast<int>(element)];
}

namespace detail {

inline constexpr int no_element = -1;

/// The element type behind each of NumPy's first numbers, `no_element` where there is none.
/// Several numbers are one type: 'l' and 'q' are both int64 where both have eight bytes.
inline constexpr int element_of_number[] = {static_cast<int>(element_type::boolean),
                                            static_cast<int>(element_type_of<npy_byte>()),
                                            static_cast<int>(element_type_of<npy_ubyte>()),
                                            static_cast<int>(element_type_of<npy_short>()),
                                            static_cast<int>(element_type_of<npy_ushort>()),
                                            static_cast<int>(element_type_of<npy_int>()),
                                            static_cast<int>(element_type_of<npy_uint>()),
                                            static_cast<int>(element_type_of<npy_long>()),
                                            static_cast<int>(element_type_of<npy_ulong>()),
                                            static_cast<int>(element_type_of<npy_longlong>()),
                                            static_cast<int>(element_type_of<npy_ulonglong>()),
                                            static_cast<int>(element_type::float32),
                                            static_cast<int>(element_type::float64),
                                            static_cast<int>(element_type::longdouble),
                                            static_cast<int>(element_type::complex64),
                                            static_cast<int>(element_type::complex128),
                                            static_cast<int>(element_type::clongdouble)};

/// One bit for each of NumPy's numbers that stand for an element type.
constexpr unsigned numbers_of(element_type element) {
    unsigned numbers = 0;
    for (unsigned number = 0; number <= NPY_CLONGDOUBLE; ++number)
        numbers |= unsigned{element_of_number[number] == static_cast<int>(element)} << number;
    return numbers;
}

constexpr bool holds(int number, element_type element) {
    return number >= 0 && number <= NPY_CLONGDOUBLE &&
           element_of_number[number] == static_cast<int>(element);
}

/// The same for an element type known to the compiler, without a table.
template <class T>
constexpr bool holds(int number) {
    constexpr unsigned numbers = numbers_of(element_type_of<T>());
    return number >= 0 && number <= NPY_CLONGDOUBLE && (numbers >> number & 1);
}

} // namespace detail

/// The element type behind one of NumPy's numbers, if npublas knows it.
constexpr std::optional<element_type> element_of_type_number(int number) {
    if (number < 0 || number > NPY_CLONGDOUBLE) return std::nullopt;
    return static_cast<element_type>(detail::element_of_number[number]);
}

/// State that belongs to one module: modules built with different versions of npublas live together
/// in a process, whatever visibility they were compiled with.
#define NPUBLAS_MODULE_STATE [[gnu::visibility("hidden")]]

/// The functions of NumPy's C API that the bridge calls. `numpy()` gives the loaded table.
class numpy_api {
public:
    PyTypeObject* array_type = nullptr;

    /// A new reference to the descriptor of a native element type.
    PyArray_Descr* descriptor(element_type element) const {
        return function<PyArray_Descr* (*)(int)>(45)(type_number(element));
    }

    /// A new array whose elements are not initialised, in C order, or in Fortran order if
    /// `column_major`. Throws error_already_set.
    bp::object new_array(element_type element, int rank, npy_intp const* shape,
                         bool column_major = false) const {
        return make_array(element, rank, shape, nullptr, nullptr, column_major);
    }

    /// An array over memory that lies elsewhere; strides in bytes. Throws error_already_set.
    bp::object show_memory(element_type element, int rank, npy_intp const* shape,
                           npy_intp const* strides, void* data, bool writable) const {
        return make_array(element, rank, shape, strides, data, writable ? NPY_ARRAY_WRITEABLE : 0);
    }

    /// A writable array over memory without gaps that lies elsewhere. Throws error_already_set.
    bp::object show_packed(element_type element, int rank, npy_intp const* shape, void* data,
                           bool column_major) const {
        return make_array(element, rank, shape, nullptr, data,
                          column_major ? NPY_ARRAY_FARRAY : NPY_ARRAY_CARRAY);
    }

    /// Whether `value` is one of NumPy's scalars.
    bool is_scalar(PyObject* value) const noexcept {
        return PyObject_TypeCheck(value, reinterpret_cast<PyTypeObject*>(table_[10]));
    }

    /// NumPy's number for the type of a NumPy scalar.
    int scalar_type_number(PyObject* scalar) const {
        bp::object const descriptor = owned(function<PyObject* (*)(PyObject*)>(57)(scalar));
        return reinterpret_cast<PyArray_Descr*>(descriptor.ptr())->type_num;
    }

    /// A new reference to the NumPy scalar of the element of an array without dimensions. Throws
    /// error_already_set.
    PyObject* scalar(PyArrayObject* array) const {
        using signature = PyObject* (*)(void*, PyArray_Descr*, PyObject*);
        PyObject* const made = function<signature>(60)(PyArray_DATA(array), PyArray_DESCR(array),
                                                       reinterpret_cast<PyObject*>(array));
        if (!made) bp::throw_error_already_set();
        return made;
    }

    /// Writes the value of a NumPy scalar as its own C type.
    void read_scalar(PyObject* scalar, void* value) const {
        function<void (*)(PyObject*, void*)>(62)(scalar, value);
    }

    /// What `numpy.asarray(value)` gives. Throws error_already_set.
    bp::object as_array(PyObject* value) const {
        using signature = PyObject* (*)(PyObject*, PyArray_Descr*, int, int, int, PyObject*);
        return owned(function<signature>(69)(value, nullptr, 0, 0, NPY_ARRAY_ENSUREARRAY, nullptr));
    }

    /// Makes `array` keep `base` alive, as its `.base`. Throws error_already_set.
    void set_base(bp::object const& array, bp::object const& base) const {
        using signature = int (*)(PyArrayObject*, PyObject*);
        auto* target = reinterpret_cast<PyArrayObject*>(array.ptr());
        check(function<signature>(282)(target, bp::incref(base.ptr())));
    }

    /// Copies the elements, casting where the types differ. Throws error_already_set.
    void copy(PyArrayObject* target, PyArrayObject* source) const {
        check(function<int (*)(PyArrayObject*, PyArrayObject*)>(50)(target, source));
    }

    /// Whether NumPy casts the elements of `source` to `element` under `same_kind`.
    bool can_cast(PyArrayObject* source, element_type element) const {
        return can_cast(PyArray_DESCR(source), descriptor_object(element));
    }

    /// Whether NumPy casts `element` to the element type of `target` under `same_kind`.
    bool can_cast(element_type element, PyArrayObject* target) const {
        return can_cast(reinterpret_cast<PyArray_Descr*>(descriptor_object(element).ptr()),
                        bp::object(bp::handle<>(
                            bp::borrowed(reinterpret_cast<PyObject*>(PyArray_DESCR(target))))));
    }

    /// The table of this module, imported at the first call. Throws error_already_set, an
    /// ImportError that says which NumPy was found and which would do, if it can't be used.
    static numpy_api const& get() {
        if (!instance().table_) instance().load();
        return instance();
    }

    /// The same, without importing: `array_type` is null until the first `get()`.
    static numpy_api const& peek() noexcept { return instance(); }

private:
    void** table_ = nullptr;

    static numpy_api& instance() noexcept { return instance_; }
    NPUBLAS_MODULE_STATE static numpy_api instance_;

    template <class Function>
    Function function(int place) const noexcept {
        return reinterpret_cast<Function>(table_[place]);
    }

    /// Without `data`, any flag means Fortran order.
    bp::object make_array(element_type element, int rank, npy_intp const* shape,
                          npy_intp const* strides, void* data, int flags) const {
        using signature = PyObject* (*)(PyTypeObject*, PyArray_Descr*, int, npy_intp const*,
                                        npy_intp const*, void*, int, PyObject*);
        return owned(function<signature>(94)(array_type, descriptor(element), rank, shape, strides,
                                             data, flags, nullptr));
    }

    static bp::object owned(PyObject* reference) { return bp::object(bp::handle<>(reference)); }

    static void check(int status) {
        if (status < 0) bp::throw_error_already_set();
    }

    bp::object descriptor_object(element_type element) const {
        return owned(reinterpret_cast<PyObject*>(descriptor(element)));
    }

    bool can_cast(PyArray_Descr* from, bp::object const& to) const {
        using signature = npy_bool (*)(PyArray_Descr*, PyArray_Descr*, NPY_CASTING);
        return function<signature>(275)(from, reinterpret_cast<PyArray_Descr*>(to.ptr()),
                                        NPY_SAME_KIND_CASTING) != 0;
    }

    /// NumPy 2 moved the module that holds the capsule.
    [[gnu::cold]] static bp::object import_core() {
        if (PyObject* module = PyImport_ImportModule("numpy._core._multiarray_umath"))
            return owned(module);
        if (!PyErr_ExceptionMatches(PyExc_ImportError)) bp::throw_error_already_set();
        PyErr_Clear();
        return owned(PyImport_ImportModule("numpy.core._multiarray_umath"));
    }

    [[noreturn, gnu::cold]] static void refuse_numpy(char const* problem) {
        PyErr_Clear();
        bp::handle<> const numpy(bp::allow_null(PyImport_ImportModule("numpy")));
        bp::handle<> const version(
            bp::allow_null(numpy ? PyObject_GetAttrString(numpy.get(), "__version__") : nullptr));
        PyErr_Clear();
        PyErr_Format(PyExc_ImportError, "npublas works with NumPy 1.24 to 2.x, but NumPy %S %s",
                     version ? version.get() : Py_None, problem);
        throw bp::error_already_set();
    }

    [[gnu::cold]] static void** find_table() {
        bp::object const core = import_core();
        bp::handle<> const capsule(
            bp::allow_null(PyObject_GetAttrString(core.ptr(), "_ARRAY_API")));
        void* const table = capsule ? PyCapsule_GetPointer(capsule.get(), nullptr) : nullptr;
        if (!table) refuse_numpy("offers no C API");
        return static_cast<void**>(table);
    }

    /// The ABI's major version is NumPy's; its C API has number 16 since NumPy 1.23.
    [[gnu::cold, gnu::noinline]] void load() {
        void** const table = find_table();
        unsigned const abi = reinterpret_cast<unsigned (*)()>(table[0])() >> 24;
        if (abi != 1 && abi != 2) refuse_numpy("has a binary interface of another version");
        if (reinterpret_cast<unsigned (*)()>(table[211])() < 16)
            refuse_numpy("has a C API too old");
        array_type = reinterpret_cast<PyTypeObject*>(table[2]);
        table_ = table;
    }
};

NPUBLAS_MODULE_STATE inline numpy_api numpy_api::instance_;

/// NumPy's C API, imported at the first call.
inline numpy_api const& numpy() { return numpy_api::get(); }

} // namespace npublas::python

#endif
