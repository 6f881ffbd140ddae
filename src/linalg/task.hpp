// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// One call of an operation on arrays: reading and promoting its inputs, broadcasting what lies in
/// front of their core dimensions, making its outputs, and running a kernel for each item.

#ifndef NPUBLAS_SRC_LINALG_TASK_HPP
#define NPUBLAS_SRC_LINALG_TASK_HPP

#include "../dense.hpp"
#include "../promotion.hpp"

#include <npublas/element_type.hpp>
#include <npublas/linalg/strided.hpp>
#include <npublas/python/numpy.hpp>

#include <complex>
#include <cstddef>
#include <string>
#include <type_traits>

namespace npublas::extension::la {

/// One item of an operand: a matrix, a vector (`size2` is 1) or a scalar. Strides in bytes.
struct block {
    char* data;
    npy_intp size1, size2;
    npy_intp stride1, stride2;

    template <class T>
    linalg::matrix_operand<T> matrix() const {
        constexpr npy_intp size = sizeof(T);
        return {reinterpret_cast<T*>(data), size1, size2, stride1 / size, stride2 / size};
    }

    template <class T>
    linalg::vector_operand<T> vector() const {
        return {reinterpret_cast<T*>(data), size1, stride1 / npy_intp{sizeof(T)}};
    }

    template <class T>
    T& scalar() const {
        return *reinterpret_cast<T*>(data);
    }
};

/// What computes one item: the inputs' blocks, then the outputs'. `options` is what was given to
/// task::run. It must not touch Python.
using kernel = void (*)(block const* operands, void const* options);

/// The size of an element in bytes.
constexpr npy_intp size_of(element_type element) {
    constexpr npy_intp sizes[element_type_count] = {
        1, 1, 2, 4, 8, 1, 2, 4, 8, 4, 8, sizeof(long double), 8, 16, 2 * sizeof(long double)};
    return sizes[static_cast<int>(element)];
}

/// The most inputs and outputs a task can have, and dimensions in front of the core ones.
inline constexpr int max_operands = 8;
inline constexpr int max_rank = 64;

/// Throws numpy.linalg.LinAlgError.
[[noreturn, gnu::cold]] void raise_linear_algebra_error(std::string const& sentence);

class task {
public:
    explicit task(char const* function) : function_(function) {}
    ~task();
    task(task const&) = delete;
    task& operator=(task const&) = delete;

    /// Adds an input whose items have `core_rank` dimensions. Throws a TypeError for elements that
    /// npublas does not know, and what NumPy throws for what is no array.
    void read(PyObject* value, char const* name, int core_rank);

    /// An input that keeps its element type, for indices and the like.
    void keep_element(int input) { operands_[input].kept = true; }

    /// The number of dimensions of an input, and the extents of its items.
    int rank(int input) const { return PyArray_NDIM(operands_[input].array); }
    npy_intp rows(int input) const { return core_extent(input, 0); }
    npy_intp columns(int input) const { return core_extent(input, 1); }

    void set_core_rank(int input, int core_rank) { operands_[input].core_rank = core_rank; }

    std::string shape_text(int input) const;

    /// Throws a LinAlgError unless the items of an input are matrices, or square matrices.
    void require_matrix(int input) const {
        if (rank(input) < 2) refuse_rank(input);
    }
    void require_square(int input) const {
        require_matrix(input);
        if (rows(input) != columns(input)) refuse_not_square(input);
    }

    /// Throws a ValueError, or a LinAlgError, that names the shapes of two inputs.
    [[noreturn, gnu::cold]] void refuse_pair(int first, int second, char const* wanted,
                                             bool linear_algebra_error = false) const;

    /// Finds the common element type, floating unless `any_element`, and the common shape of the
    /// items; converts inputs of other types. Throws a ValueError for shapes that do not broadcast.
    void prepare(bool any_element = false) {
        if (!is_plain())
            prepare_slowly(any_element);
        else
            element_ = operands_[0].element;
        if (!any_element && !extension::is_floating(element_)) prepare_slowly(any_element);
    }

    element_type element() const { return element_; }

    /// How many items there are.
    npy_intp count() const {
        npy_intp result = 1;
        for (int axis = 0; axis < batch_rank_; ++axis)
            result *= batch_shape_[axis];
        return result;
    }

    /// Adds an output. Into `out`, if it is given and not None, which must have the right shape:
    /// directly where it may be, else by way of a copy. Throws ValueError and TypeError.
    void write(element_type element, int core_rank, npy_intp rows, npy_intp columns,
               PyObject* out = nullptr, bool column_major = false);

    /// Makes an input an output: its memory is overwritten. `can_overwrite` must allow it.
    void write_over(int input) {
        PyArrayObject* const array = operands_[input].array;
        add(array, bp::incref(reinterpret_cast<PyObject*>(array)), nullptr, "out",
            operands_[input].element, operands_[input].core_rank, true);
    }

    /// Whether the memory of an input can be overwritten: writable, and all items in places of
    /// their own, away from the other operands.
    bool can_overwrite(int input) const;

    /// Runs the kernel for each item. `work` is how many operations one takes: other threads of
    /// Python run meanwhile if it is worth it, and Ctrl-C is looked for in long generic algorithms.
    void run(kernel compute, double work, void const* options = nullptr) {
        if (batch_rank_ == 0 && work < work_worth_a_release) {
            block blocks[max_operands];
            for (int i = 0; i < count_; ++i)
                blocks[i] = first_block(i);
            compute(blocks, options);
        } else {
            run_batch(compute, work, options);
        }
    }

    /// A finished output, as a new reference: wrapped if an input was. Of an input of a class
    /// derived from ndarray, its `__array_wrap__` makes the result, if `like_input`.
    PyObject* result(int output, bool like_input = true);

    /// The elements of an output, for a look at them.
    PyArrayObject* array(int operand) const { return operands_[operand].array; }

private:
    static constexpr double work_worth_a_release = 20000;

    struct argument {
        PyArrayObject* array; ///< what is computed on
        PyObject* owned;      ///< a reference to it, or null where the caller keeps it
        PyObject* given;      ///< an input or `out`, as it was given
        char const* name;
        element_type element;
        int core_rank;
        bool kept; ///< its elements are not promoted
        bool is_output;
        PyObject* target; ///< what an output is copied to in the end, or null
    };

    npy_intp core_extent(int input, int axis) const {
        PyArrayObject* const array = operands_[input].array;
        return PyArray_DIM(array, PyArray_NDIM(array) - operands_[input].core_rank + axis);
    }

    /// Whether all inputs are of one element type, lie as C++ needs them, and are single items.
    bool is_plain() const {
        for (int i = 0; i < count_; ++i) {
            argument const& a = operands_[i];
            if (PyArray_NDIM(a.array) != a.core_rank || a.element != operands_[0].element ||
                !lies_well(a.array, a.element))
                return false;
        }
        return true;
    }

    static bool lies_well(PyArrayObject* array, element_type element) {
        if ((PyArray_FLAGS(array) & NPY_ARRAY_ALIGNED) == 0 || PyArray_ISBYTESWAPPED(array))
            return false;
        if ((PyArray_FLAGS(array) & (NPY_ARRAY_C_CONTIGUOUS | NPY_ARRAY_F_CONTIGUOUS)) != 0)
            return true;
        npy_intp const size = size_of(element);
        for (int axis = 0; axis < PyArray_NDIM(array); ++axis)
            if (PyArray_STRIDE(array, axis) % size != 0) return false;
        return true;
    }

    block first_block(int i) const {
        argument const& a = operands_[i];
        npy_intp const* const shape = PyArray_DIMS(a.array) + PyArray_NDIM(a.array) - a.core_rank;
        npy_intp const* const strides =
            PyArray_STRIDES(a.array) + PyArray_NDIM(a.array) - a.core_rank;
        char* const data = PyArray_BYTES(a.array);
        if (a.core_rank == 2) return {data, shape[0], shape[1], strides[0], strides[1]};
        if (a.core_rank == 1) return {data, shape[0], 1, strides[0], size_of(a.element)};
        return {data, 1, 1, size_of(a.element), size_of(a.element)};
    }

    [[gnu::cold]] void read_slowly(PyObject* value, char const* name, int core_rank);
    void prepare_slowly(bool any_element);
    void run_batch(kernel compute, double work, void const* options);
    [[noreturn, gnu::cold]] void refuse_rank(int input) const;
    [[noreturn, gnu::cold]] void refuse_not_square(int input) const;

    void add(PyArrayObject* array, PyObject* owned, PyObject* given, char const* name,
             element_type element, int core_rank, bool is_output, PyObject* target = nullptr) {
        operands_[count_++] = {array,     owned, given,     name,  element,
                               core_rank, false, is_output, target};
    }

    char const* function_;
    int count_ = 0;
    int batch_rank_ = 0;
    element_type element_ = element_type::float64;
    bool wrapped_ = false;
    PyObject* subclass_ = nullptr; ///< an input of a class derived from ndarray
    argument operands_[max_operands];
    npy_intp batch_shape_[max_rank];
};

inline void task::read(PyObject* value, char const* name, int core_rank) {
    python::numpy_api const& numpy = python::numpy();
    if (Py_TYPE(value) == numpy.array_type) {
        auto* const array = reinterpret_cast<PyArrayObject*>(value);
        if (auto const element = python::element_of_type_number(PyArray_TYPE(array))) {
            add(array, nullptr, value, name, *element, core_rank, false);
            return;
        }
    }
    read_slowly(value, name, core_rank);
}

/// The kernel for an element type: `Kernel::compute<T>` for each floating T.
template <class Kernel>
kernel floating_kernel(element_type element) {
    switch (element) {
    case element_type::float32:
        return &Kernel::template compute<float>;
    case element_type::longdouble:
        return &Kernel::template compute<long double>;
    case element_type::complex64:
        return &Kernel::template compute<std::complex<float>>;
    case element_type::complex128:
        return &Kernel::template compute<std::complex<double>>;
    case element_type::clongdouble:
        return &Kernel::template compute<std::complex<long double>>;
    default:
        return &Kernel::template compute<double>;
    }
}

/// The same for all element types.
template <class Kernel>
kernel any_kernel(element_type element) {
    return visit(element, [](auto tag) -> kernel {
        return &Kernel::template compute<typename decltype(tag)::type>;
    });
}

/// The real type of the precision of a floating type, and the complex one.
constexpr element_type real_element(element_type element) { return precision(element); }

constexpr element_type complex_element(element_type element) {
    return after(element_type::complex64,
                 static_cast<int>(precision(element)) - static_cast<int>(element_type::float32));
}

/// Whether an argument was given, and is not None.
inline bool is_given(PyObject* argument) { return argument && argument != Py_None; }

/// Python's `bool(argument)`; `otherwise` if it was not given.
inline bool flag(PyObject* argument, bool otherwise = false) {
    if (!argument) return otherwise;
    int const value = PyObject_IsTrue(argument);
    if (value < 0) bp::throw_error_already_set();
    return value != 0;
}

inline double count_of(npy_intp a, npy_intp b = 1, npy_intp c = 1) {
    return static_cast<double>(a) * static_cast<double>(b) * static_cast<double>(c);
}

} // namespace npublas::extension::la

#endif
