// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

#include <npublas/python.hpp>

#include "task.hpp"

#include <npublas/linalg/detail/interrupt.hpp>

#include <boost/python/import.hpp>

#include <algorithm>
#include <chrono>
#include <utility>

namespace npublas::extension::la {

namespace {

PyArrayObject* as_array(PyObject* object) { return reinterpret_cast<PyArrayObject*>(object); }

PyObject* as_object(PyArrayObject* array) { return reinterpret_cast<PyObject*>(array); }

bool is_ndarray(PyObject* value) {
    return PyObject_TypeCheck(value, python::numpy().array_type) != 0;
}

std::string shape_text_of(PyArrayObject* array) {
    std::string text = "(";
    int const rank = PyArray_NDIM(array);
    for (int axis = 0; axis < rank; ++axis)
        text += (axis == 0 ? "" : ", ") + std::to_string(PyArray_DIM(array, axis));
    return text + (rank == 1 ? ",)" : ")");
}

/// The bytes of an element, which may be of a type that npublas does not know. (PyArray_ITEMSIZE
/// wants NumPy's C API set up under NumPy 2.)
npy_intp item_size(PyArrayObject* array) {
    bp::object const object(bp::handle<>(bp::borrowed(reinterpret_cast<PyObject*>(array))));
    return bp::extract<npy_intp>(object.attr("itemsize"));
}

/// The bytes between which the elements of an array lie.
std::pair<char const*, char const*> bytes_of(PyArrayObject* array) {
    char const* begin = PyArray_BYTES(array);
    char const* end = begin + item_size(array);
    for (int axis = 0; axis < PyArray_NDIM(array); ++axis) {
        if (PyArray_DIM(array, axis) == 0) return {begin, begin};
        npy_intp const reach = (PyArray_DIM(array, axis) - 1) * PyArray_STRIDE(array, axis);
        (reach < 0 ? begin : end) += reach;
    }
    return {begin, end};
}

bool may_share_memory(PyArrayObject* a, PyArrayObject* b) {
    auto const first = bytes_of(a);
    auto const second = bytes_of(b);
    return first.first < second.second && second.first < first.second;
}

/// Looks for Ctrl-C, now and then, from work without the GIL.
void check_signals() {
    using clock = std::chrono::steady_clock;
    static thread_local clock::time_point next;
    clock::time_point const now = clock::now();
    if (now < next) return;
    next = now + std::chrono::milliseconds(50);
    PyGILState_STATE const state = python::detail::take_lock(PyGILState_Ensure);
    bool const interrupted = PyErr_CheckSignals() != 0;
    PyGILState_Release(state);
    if (interrupted) throw bp::error_already_set();
}

/// Lets other threads of Python run, and Ctrl-C through, while it lives.
class long_work {
public:
    explicit long_work(bool wanted) : wanted_(wanted) {
        if (!wanted_) return;
        linalg::detail::interrupt_hook = &check_signals;
        state_ = PyEval_SaveThread();
    }
    ~long_work() {
        if (!wanted_) return;
        python::detail::take_lock([this] { PyEval_RestoreThread(state_); });
        linalg::detail::interrupt_hook = nullptr;
    }
    long_work(long_work const&) = delete;
    long_work& operator=(long_work const&) = delete;

private:
    bool wanted_;
    PyThreadState* state_ = nullptr;
};

} // namespace

void raise_linear_algebra_error(std::string const& sentence) {
    bp::object const type = bp::import("numpy.linalg").attr("LinAlgError");
    raise(type.ptr(), sentence);
}

task::~task() {
    for (int i = 0; i < count_; ++i) {
        Py_XDECREF(operands_[i].owned);
        Py_XDECREF(operands_[i].target);
    }
}

std::string task::shape_text(int input) const { return shape_text_of(operands_[input].array); }

// Inputs

void task::read_slowly(PyObject* value, char const* name, int core_rank) {
    bp::object const given = borrowed(value);
    bp::object array = unwrap(given);
    if (!same(array, given)) wrapped_ = true;
    if (Py_TYPE(array.ptr()) != python::numpy().array_type) {
        if (is_ndarray(array.ptr())) subclass_ = value;
        array = python::numpy().as_array(array.ptr());
    }
    auto const element = python::element_of_type_number(PyArray_TYPE(as_array(array.ptr())));
    if (!element)
        raise(PyExc_TypeError,
              std::string(function_) + ": argument " + std::to_string(count_ + 1) + " (" + name +
                  ") needs elements that are bool, integer, float32, float64, longdouble or "
                  "complex of these; got " +
                  text(array.attr("dtype")) + ", shape " + shape_text_of(as_array(array.ptr())) +
                  ", unsupported in linalg; pass " + name + ".astype(numpy.float64)");
    PyObject* const owned = bp::incref(array.ptr());
    add(as_array(owned), owned, value, name, *element, core_rank, false);
}

void task::refuse_rank(int input) const {
    raise_linear_algebra_error(std::string(function_) + ": " + operands_[input].name + " has " +
                               std::to_string(rank(input)) + " dimensions, shape " +
                               shape_text(input) +
                               "; it needs at least two, of which the last two make a matrix");
}

void task::refuse_not_square(int input) const {
    raise_linear_algebra_error(std::string(function_) + ": " + operands_[input].name +
                               " has shape " + shape_text(input) +
                               "; its last two dimensions must make a square matrix");
}

void task::refuse_pair(int first, int second, char const* wanted, bool linear_algebra_error) const {
    std::string const sentence =
        std::string(function_) + ": " + operands_[first].name + " has shape " + shape_text(first) +
        " and " + operands_[second].name + " has shape " + shape_text(second) + "; " + wanted;
    if (linear_algebra_error) raise_linear_algebra_error(sentence);
    raise(PyExc_ValueError, sentence);
}

void task::prepare_slowly(bool any_element) {
    bool first = true;
    for (int i = 0; i < count_; ++i) {
        if (operands_[i].kept) continue;
        element_type const own =
            any_element ? operands_[i].element : as_floating(operands_[i].element);
        element_ = first ? own : promote(element_, own);
        first = false;
    }
    for (int i = 0; i < count_; ++i) {
        argument& a = operands_[i];
        element_type const wanted = a.kept ? a.element : element_;
        if (a.element != wanted || !lies_well(a.array, wanted)) {
            bp::object const converted =
                python::numpy().new_array(wanted, PyArray_NDIM(a.array), PyArray_DIMS(a.array));
            python::numpy().copy(as_array(converted.ptr()), a.array);
            Py_XDECREF(a.owned);
            a.owned = bp::incref(converted.ptr());
            a.array = as_array(a.owned);
            a.given = nullptr;
            a.element = wanted;
        }
        batch_rank_ = std::max(batch_rank_, PyArray_NDIM(a.array) - a.core_rank);
    }
    std::fill_n(batch_shape_, batch_rank_, npy_intp{1});
    for (int i = 0; i < count_; ++i) {
        argument const& a = operands_[i];
        int const own_rank = PyArray_NDIM(a.array) - a.core_rank;
        for (int axis = 0; axis < own_rank; ++axis) {
            npy_intp& extent = batch_shape_[batch_rank_ - own_rank + axis];
            npy_intp const own = PyArray_DIM(a.array, axis);
            if (own == extent || own == 1) continue;
            if (extent != 1)
                refuse_pair(0, i, "the dimensions in front of the matrices do not broadcast");
            extent = own;
        }
    }
}

// Outputs

void task::write(element_type element, int core_rank, npy_intp rows, npy_intp columns,
                 PyObject* out, bool column_major) {
    npy_intp shape[max_rank + 2];
    std::copy_n(batch_shape_, batch_rank_, shape);
    shape[batch_rank_] = rows;
    shape[batch_rank_ + 1] = columns;
    int const rank = batch_rank_ + core_rank;
    python::numpy_api const& numpy = python::numpy();
    if (!is_given(out)) {
        PyObject* array;
        if (column_major && batch_rank_ != 0) {
            // Each item is column-major: the last two dimensions are made in reverse.
            std::swap(shape[batch_rank_], shape[batch_rank_ + 1]);
            bp::object const made = numpy.new_array(element, rank, shape);
            bp::object const swapped = made.attr("swapaxes")(batch_rank_, batch_rank_ + 1);
            array = bp::incref(swapped.ptr());
        } else {
            array = bp::incref(numpy.new_array(element, rank, shape, column_major).ptr());
        }
        add(as_array(array), array, nullptr, "out", element, core_rank, true);
        return;
    }
    bp::object const target = unwrap(borrowed(out));
    if (!is_ndarray(target.ptr()))
        raise(PyExc_TypeError, std::string(function_) +
                                   ": out must be an ndarray or a wrapped "
                                   "type; got " +
                                   type_name(borrowed(out)));
    PyArrayObject* const given = as_array(target.ptr());
    if (PyArray_NDIM(given) != rank || !std::equal(shape, shape + rank, PyArray_DIMS(given))) {
        std::string wanted = "(";
        for (int axis = 0; axis < rank; ++axis)
            wanted += (axis == 0 ? "" : ", ") + std::to_string(shape[axis]);
        raise(PyExc_ValueError, std::string(function_) + ": out has shape " + shape_text_of(given) +
                                    ", but the result has shape " + wanted +
                                    (rank == 1 ? ",)" : ")"));
    }
    if ((PyArray_FLAGS(given) & NPY_ARRAY_WRITEABLE) == 0)
        raise(PyExc_ValueError, std::string(function_) + ": out is read-only");
    if (!numpy.can_cast(element, given))
        raise(PyExc_TypeError, std::string(function_) + ": the result, " + name(element) +
                                   ", can't be cast to out, which has elements " +
                                   text(target.attr("dtype")));
    bool direct =
        python::element_of_type_number(PyArray_TYPE(given)) == element && lies_well(given, element);
    for (int i = 0; i < count_; ++i)
        direct = direct && !may_share_memory(given, operands_[i].array);
    if (direct) {
        add(given, bp::incref(target.ptr()), out, "out", element, core_rank, true);
        return;
    }
    PyObject* const made = bp::incref(numpy.new_array(element, rank, shape).ptr());
    add(as_array(made), made, out, "out", element, core_rank, true, bp::incref(target.ptr()));
}

bool task::can_overwrite(int input) const {
    argument const& a = operands_[input];
    if ((PyArray_FLAGS(a.array) & NPY_ARRAY_WRITEABLE) == 0) return false;
    int const own_rank = PyArray_NDIM(a.array) - a.core_rank;
    if (own_rank != batch_rank_) return false;
    for (int axis = 0; axis < PyArray_NDIM(a.array); ++axis) {
        if (axis < own_rank && PyArray_DIM(a.array, axis) != batch_shape_[axis]) return false;
        if (PyArray_DIM(a.array, axis) > 1 && PyArray_STRIDE(a.array, axis) == 0) return false;
    }
    for (int i = 0; i < count_; ++i)
        if (i != input && may_share_memory(a.array, operands_[i].array)) return false;
    return true;
}

PyObject* task::result(int output, bool like_input) {
    argument& a = operands_[output];
    if (a.target) python::numpy().copy(as_array(a.target), a.array);
    if (a.given) return bp::incref(a.given);
    if (!wrapped_ && !subclass_) {
        if (PyArray_NDIM(a.array) != 0) return std::exchange(a.owned, nullptr);
        return python::numpy().scalar(a.array);
    }
    bp::object const array = borrowed(as_object(a.array));
    if (PyArray_NDIM(a.array) == 0) return bp::incref(bp::object(array[bp::tuple()]).ptr());
    if (wrapped_) return bp::incref(wrap(array).ptr());
    if (!like_input) return bp::incref(array.ptr());
    return bp::incref(borrowed(subclass_).attr("__array_wrap__")(array).ptr());
}

// The work

void task::run_batch(kernel compute, double work, void const* options) {
    npy_intp const items = count();
    if (items == 0) return;
    block blocks[max_operands];
    npy_intp steps[max_operands][max_rank];
    for (int i = 0; i < count_; ++i) {
        blocks[i] = first_block(i);
        PyArrayObject* const array = operands_[i].array;
        int const own_rank = PyArray_NDIM(array) - operands_[i].core_rank;
        for (int axis = 0; axis < batch_rank_; ++axis) {
            int const own = axis - (batch_rank_ - own_rank);
            steps[i][axis] =
                own < 0 || PyArray_DIM(array, own) == 1 ? 0 : PyArray_STRIDE(array, own);
        }
    }
    npy_intp index[max_rank] = {};
    long_work const running(work * static_cast<double>(items) >= work_worth_a_release);
    for (npy_intp item = 0;;) {
        compute(blocks, options);
        if (++item == items) return;
        if (item % 1024 == 0) linalg::detail::poll_interrupt();
        for (int axis = batch_rank_ - 1;; --axis) {
            bool const carry = ++index[axis] == batch_shape_[axis];
            npy_intp const turns = carry ? 1 - batch_shape_[axis] : 1;
            for (int i = 0; i < count_; ++i)
                blocks[i].data += turns * steps[i][axis];
            if (!carry) break;
            index[axis] = 0;
        }
    }
}

} // namespace npublas::extension::la
