// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

#include <npublas/python.hpp>

#include "shared.hpp"

#include "dense.hpp"

#include <npublas/shared/error.hpp>
#include <npublas/shared/segment.hpp>

#include <boost/python/import.hpp>
#include <boost/python/list.hpp>
#include <boost/python/scope.hpp>
#include <boost/python/tuple.hpp>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <limits>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace npublas::extension {

namespace {

using shared::segment;
using clock = std::chrono::steady_clock;
using time_limit = std::optional<std::chrono::nanoseconds>;

/// From so many bytes on, other Python threads run while elements are copied.
constexpr std::size_t bytes_worth_a_release = std::size_t{1} << 16;

// Objects of Python that are made of a C++ object

template <class State>
struct object_of {
    PyObject_HEAD State state;
};

/// The Python type of the objects made of a State.
template <class State>
PyTypeObject* type_of = nullptr;

template <class State>
State& state_of(PyObject* object) {
    return reinterpret_cast<object_of<State>*>(object)->state;
}

/// A new object whose State is made from the arguments. Throws what making it throws.
template <class State, class... Arguments>
bp::object make_object(Arguments&&... arguments) {
    PyTypeObject* const type = type_of<State>;
    PyObject* const made = type->tp_alloc(type, 0);
    if (!made) bp::throw_error_already_set();
    try {
        new (&state_of<State>(made)) State(std::forward<Arguments>(arguments)...);
    } catch (...) {
        type->tp_free(made);
        Py_DECREF(type);
        throw;
    }
    return owned(made);
}

template <class State>
void destroy_object(PyObject* object) {
    PyTypeObject* const type = Py_TYPE(object);
    state_of<State>(object).~State();
    type->tp_free(object);
    Py_DECREF(type);
}

// Errors

PyObject* busy_error = nullptr;

/// Sentences name files, whose names may be any bytes.
void set_error(PyObject* type, std::exception const& error) {
    bp::handle<> const sentence(bp::allow_null(PyUnicode_DecodeFSDefault(error.what())));
    if (sentence) PyErr_SetObject(type, sentence.get());
}

void set_os_error(int number, std::exception const& error, PyObject* type = PyExc_OSError) {
    bp::handle<> const arguments(
        bp::allow_null(Py_BuildValue("(iN)", number, PyUnicode_DecodeFSDefault(error.what()))));
    if (arguments) PyErr_SetObject(type, arguments.get());
}

/// Turns the exception being handled into one of Python's.
void set_exception() noexcept {
    try {
        throw;
    } catch (bp::error_already_set const&) {
        // Python's own is set.
    } catch (shared::interrupted const&) {
        // A handler of Python's has raised.
    } catch (shared::exists const& error) {
        set_os_error(EEXIST, error);
    } catch (shared::not_found const& error) {
        set_os_error(ENOENT, error);
    } catch (shared::no_rights const& error) {
        set_os_error(EACCES, error);
    } catch (shared::no_space const& error) {
        set_os_error(ENOSPC, error);
    } catch (shared::timed_out const& error) {
        set_os_error(ETIMEDOUT, error);
    } catch (shared::peer_died const& error) {
        set_os_error(ECONNRESET, error);
    } catch (shared::busy const& error) {
        set_os_error(EBUSY, error, busy_error);
    } catch (shared::malformed const& error) {
        set_error(PyExc_ValueError, error);
    } catch (shared::error const& error) {
        set_os_error(error.code, error);
    } catch (std::invalid_argument const& error) {
        set_error(PyExc_ValueError, error);
    } catch (std::logic_error const& error) {
        set_error(PyExc_RuntimeError, error);
    } catch (std::bad_alloc const&) {
        PyErr_NoMemory();
    } catch (std::exception const& error) {
        set_error(PyExc_OSError, error);
    }
}

/// What `f` returns; null with Python's exception set if it throws.
template <class F>
PyObject* answer(F f) noexcept {
    try {
        return f();
    } catch (...) {
        set_exception();
        return nullptr;
    }
}

PyObject* none() {
    Py_INCREF(Py_None);
    return Py_None;
}

// Waiting

/// Seconds, or None for no limit.
time_limit read_time_limit(PyObject* value) {
    if (value == Py_None) return std::nullopt;
    double const seconds = PyFloat_AsDouble(value);
    if (seconds == -1 && PyErr_Occurred()) bp::throw_error_already_set();
    if (std::isnan(seconds)) raise(PyExc_ValueError, "timeout must be a number of seconds or None");
    constexpr double longest = 1e9;
    if (seconds > longest) return std::nullopt;
    return std::chrono::nanoseconds(static_cast<long long>(std::max(seconds, 0.0) * 1e9));
}

/// Asked by a sleeper now and then: runs Python's handlers of signals, of which Ctrl-C's raises.
bool interrupted(void*) noexcept {
    PyGILState_STATE const state = python::detail::take_lock(PyGILState_Ensure);
    bool const raised = PyErr_CheckSignals() != 0;
    PyGILState_Release(state);
    return raised;
}

// A handle, the arrays over its elements, and the blocks in which they are used

class elements;
class block;

/// An open segment and what is under way on it. One thread works on it at a time; where the GIL is
/// released meanwhile, `in_use` keeps the others away.
class handle {
public:
    explicit handle(segment&& opened);

    /// The segment. Throws a ValueError after close(), a RuntimeError while a thread is at work.
    segment& ready();
    /// The same, where no block that writes may be open.
    segment& ready_to_write();
    /// The segment, for what may be asked at any time.
    segment const& opened() const;

    bool is_open() const { return segment_.is_open(); }
    element_type element() const { return element_; }
    std::vector<npy_intp> const& shape() const { return shape_; }
    bp::object shape_tuple() const;
    std::size_t bytes() const { return bytes_; }
    bool is_large() const { return bytes_ >= bytes_worth_a_release; }

    bp::object new_array() const;
    bp::object array_over(void* data, bool writable, bp::object const& base) const;

    /// Ends the leases whose blocks are over though arrays of them remain.
    void end_outlived_leases();

    void close();
    void unlink() { segment_.unlink(); }

private:
    friend class elements;
    friend class block;
    friend class in_use;

    segment segment_;
    element_type element_;
    std::vector<npy_intp> shape_, strides_;
    std::size_t bytes_;
    bool in_use_ = false;
    block* writing_ = nullptr;
    std::vector<elements*> leases_;
    std::vector<segment::leased> given_up_;
};

/// Keeps a handle to this thread while it lives, in which the GIL may be released.
class in_use {
public:
    explicit in_use(handle& of) : of_(of) { of_.in_use_ = true; }
    ~in_use() {
        of_.in_use_ = false;
        for (segment::leased const& lease : of_.given_up_)
            of_.segment_.release(lease);
        of_.given_up_.clear();
    }
    in_use(in_use const&) = delete;
    in_use& operator=(in_use const&) = delete;

private:
    handle& of_;
};

/// The same, and other Python threads run meanwhile.
class in_use_without_gil {
public:
    explicit in_use_without_gil(handle& of, bool release = true) : use_(of) {
        if (release) released_.emplace();
    }

private:
    in_use use_;
    std::optional<gil_release> released_;
};

/// The base of an array over the elements of a segment: it keeps the memory mapped, and a lease
/// held until the last array is gone.
class elements {
public:
    elements(bp::object const& owner, handle& of)
        : owner_(owner), of_(of), mapping_(of.segment_.mapping()) {}
    ~elements() {
        if (!held_) return;
        auto& all = of_.leases_;
        all.erase(std::find(all.begin(), all.end(), this));
        if (of_.in_use_) {
            of_.given_up_.push_back(lease_);
        } else {
            of_.segment_.release(lease_);
        }
    }
    elements(elements const&) = delete;
    elements& operator=(elements const&) = delete;

    void const* take_lease() {
        of_.given_up_.reserve(of_.leases_.size() + 1);
        of_.leases_.reserve(of_.leases_.size() + 1);
        lease_ = of_.segment_.lease();
        of_.leases_.push_back(this);
        held_ = true;
        return lease_.elements;
    }
    /// The block is over; arrays may remain.
    void outlive() { outlived_ = true; }

private:
    friend class handle;

    bp::object owner_;
    handle& of_;
    std::shared_ptr<void const> mapping_;
    segment::leased lease_{};
    bool held_ = false;
    bool outlived_ = false;
};

/// What `write()`, `lease()` and `turn()` return: a context manager, which can be entered again.
class block {
public:
    enum class kind { write, lease, turn };

    block(bp::object const& owner, kind what, time_limit limit)
        : owner_(owner), of_(state_of<handle>(owner.ptr())), what_(what), limit_(limit) {}
    ~block() {
        PyObject *type, *value, *traceback;
        PyErr_Fetch(&type, &value, &traceback);
        try {
            leave(false);
        } catch (...) {
            // It was left by nobody; there is nobody to tell.
        }
        PyErr_Restore(type, value, traceback);
    }
    block(block const&) = delete;
    block& operator=(block const&) = delete;

    bp::object enter();
    void leave(bool completed);

    /// The elements can't be written to through the array any more.
    void detach();

private:
    void* begin();
    /// What a block that wrote does at its end, even while another thread waits or reads.
    void end(bool completed);

    bp::object owner_;
    handle& of_;
    kind what_;
    time_limit limit_;
    bp::object array_, base_;
    bool is_entering_ = false;
};

// A handle

handle::handle(segment&& opened) : segment_(std::move(opened)) {
    shared::description const& given = segment_.shape_and_type();
    element_ = given.element;
    shape_.assign(given.shape, given.shape + given.dimensions);
    strides_.assign(given.strides, given.strides + given.dimensions);
    bytes_ = given.bytes();
}

segment const& handle::opened() const {
    if (!is_open()) raise(PyExc_ValueError, "this shared matrix is closed");
    return segment_;
}

segment& handle::ready() {
    opened();
    if (in_use_ && segment_.is_usable()) // a forked child has no other thread
        raise(PyExc_RuntimeError, "another thread, or what a signal has interrupted, is using this "
                                  "shared matrix; open it once more for each thread");
    return segment_;
}

segment& handle::ready_to_write() {
    segment& all = ready();
    if (writing_)
        raise(PyExc_RuntimeError, "this shared matrix is being written to, in a block of write() "
                                  "or turn() that is still open");
    return all;
}

bp::object handle::shape_tuple() const {
    bp::list extents;
    for (npy_intp const extent : shape_)
        extents.append(extent);
    return bp::tuple(extents);
}

bp::object handle::new_array() const {
    return python::numpy().new_array(element_, static_cast<int>(shape_.size()), shape_.data());
}

bp::object handle::array_over(void* data, bool writable, bp::object const& base) const {
    bp::object const array = python::numpy().show_memory(
        element_, static_cast<int>(shape_.size()), shape_.data(), strides_.data(), data, writable);
    python::numpy().set_base(array, base);
    return array;
}

void handle::end_outlived_leases() {
    auto const ended = std::partition(leases_.begin(), leases_.end(),
                                      [](elements const* lease) { return !lease->outlived_; });
    std::for_each(ended, leases_.end(), [this](elements* lease) {
        lease->held_ = false;
        segment_.release(lease->lease_);
    });
    leases_.erase(ended, leases_.end());
}

void handle::close() {
    if (!is_open()) return;
    ready();
    if (writing_) writing_->detach();
    for (elements* const lease : leases_)
        lease->held_ = false;
    leases_.clear();
    segment_.close();
}

// A block

void* block::begin() {
    segment& all = what_ == kind::lease ? of_.ready() : of_.ready_to_write();
    if (what_ == kind::lease) {
        of_.end_outlived_leases();
        return const_cast<void*>(state_of<elements>(base_.ptr()).take_lease());
    }
    void* data;
    if (what_ == kind::write) {
        in_use_without_gil const use(of_, of_.is_large());
        data = all.begin_write(true);
    } else {
        in_use_without_gil const use(of_);
        data = all.begin_turn(limit_, &interrupted, nullptr);
    }
    of_.writing_ = this;
    return data;
}

bp::object block::enter() {
    if (base_.ptr() != Py_None) raise(PyExc_RuntimeError, "this block has been entered already");
    of_.opened();
    base_ = make_object<elements>(owner_, of_);
    is_entering_ = true;
    try {
        array_ = of_.array_over(begin(), what_ != kind::lease, base_);
        is_entering_ = false;
    } catch (...) {
        is_entering_ = false;
        leave(false);
        throw;
    }
    return array_;
}

void block::detach() {
    if (array_.ptr() != Py_None)
        PyArray_CLEARFLAGS(reinterpret_cast<PyArrayObject*>(array_.ptr()), NPY_ARRAY_WRITEABLE);
    of_.writing_ = nullptr;
}

void block::leave(bool completed) {
    if (base_.ptr() == Py_None) return;
    if (is_entering_) raise(PyExc_RuntimeError, "another thread is still entering this block");
    bool const writing = of_.writing_ == this;
    if (writing) detach();
    bp::object const array = std::exchange(array_, bp::object());
    bp::object const base = std::exchange(base_, bp::object());
    if (what_ == kind::lease) {
        state_of<elements>(base.ptr()).outlive();
    } else if (writing) {
        end(completed);
    } else if (completed) {
        raise(PyExc_ValueError, "this shared matrix was closed inside the block");
    }
}

void block::end(bool completed) {
    if (what_ == kind::turn) {
        of_.segment_.end_turn();
    } else if (completed) {
        of_.segment_.publish();
    } else {
        of_.segment_.abandon();
    }
}

// Arguments

[[noreturn]] void refuse_count(char const* function) {
    raise(PyExc_TypeError, std::string(function) + ": wrong number of arguments");
}

void expect(char const* function, Py_ssize_t given, Py_ssize_t wanted) {
    if (given != wanted) refuse_count(function);
}

/// A name or the path of a file, as the bytes that Python's os.fsencode gave.
shared::place read_place(PyObject* value, PyObject* is_file) {
    char* begin;
    Py_ssize_t size;
    if (PyBytes_AsStringAndSize(value, &begin, &size) < 0) bp::throw_error_already_set();
    std::string const name(begin, static_cast<std::size_t>(size));
    if (is_file == Py_True) return std::filesystem::path(name);
    return name;
}

unsigned read_unsigned(PyObject* value, char const* name) {
    unsigned long const number = PyLong_AsUnsignedLong(value);
    if (PyErr_Occurred() || number > std::numeric_limits<int>::max()) {
        PyErr_Clear();
        raise(PyExc_ValueError, std::string(name) + " is out of range");
    }
    return static_cast<unsigned>(number);
}

element_type read_element(PyObject* dtype) {
    if (!PyObject_IsInstance(dtype, bp::object(bp::import("numpy").attr("dtype")).ptr()))
        raise(PyExc_TypeError, "dtype must be a numpy.dtype; got " + type_name(borrowed(dtype)));
    auto const* descriptor = reinterpret_cast<PyArray_Descr*>(dtype);
    auto const element = python::element_of_type_number(descriptor->type_num);
    if (!element || !PyArray_ISNBO(descriptor->byteorder))
        raise(PyExc_TypeError, "dtype must be bool, integer, float32, float64, longdouble or "
                               "complex of these, in the machine's byte order; got " +
                                   text(borrowed(dtype)));
    return *element;
}

/// What a tuple of non-negative integers and a numpy.dtype describe.
shared::description read_description(PyObject* shape, PyObject* dtype) {
    if (!PyTuple_Check(shape))
        raise(PyExc_TypeError, "shape must be a tuple; got " + type_name(borrowed(shape)));
    std::vector<std::size_t> extents;
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(shape); ++i) {
        Py_ssize_t const extent = PyLong_AsSsize_t(PyTuple_GET_ITEM(shape, i));
        if (extent == -1 && PyErr_Occurred()) bp::throw_error_already_set();
        if (extent < 0) raise(PyExc_ValueError, "shape has a negative extent");
        extents.push_back(static_cast<std::size_t>(extent));
    }
    return shared::describe(read_element(dtype), extents.data(), static_cast<int>(extents.size()));
}

// Functions

/// `create(name, is_file, shape, dtype, readers, mode)`, with the types that shared.py sees to.
PyObject* create(PyObject*, PyObject* const* arguments, Py_ssize_t count) {
    return answer([&] {
        expect("shared_create", count, 6);
        shared::place const where = read_place(arguments[0], arguments[1]);
        shared::description const what = read_description(arguments[2], arguments[3]);
        shared::create_options options;
        options.readers = read_unsigned(arguments[4], "readers");
        options.mode = read_unsigned(arguments[5], "mode");
        std::optional<segment> made;
        {
            gil_release const released;
            made.emplace(segment::create(where, what, options));
        }
        return bp::incref(make_object<handle>(std::move(*made)).ptr());
    });
}

/// `open(name, is_file, timeout)`. Ctrl-C comes through between short attempts.
PyObject* open(PyObject*, PyObject* const* arguments, Py_ssize_t count) {
    return answer([&] {
        expect("shared_open", count, 3);
        shared::place const where = read_place(arguments[0], arguments[1]);
        time_limit const limit = read_time_limit(arguments[2]);
        constexpr std::chrono::nanoseconds slice = std::chrono::milliseconds(200);
        std::chrono::nanoseconds const least(limit && limit->count() == 0 ? 0 : 1);
        clock::time_point const start = clock::now();
        for (std::optional<segment> found;;) {
            std::chrono::nanoseconds const left = limit ? *limit - (clock::now() - start) : slice;
            try {
                gil_release const released;
                found.emplace(segment::open(where, std::clamp(left, least, slice)));
            } catch (shared::timed_out const&) {
                if (limit && left <= slice) throw;
            }
            if (found) return bp::incref(make_object<handle>(std::move(*found)).ptr());
            if (PyErr_CheckSignals() != 0) bp::throw_error_already_set();
        }
    });
}

PyObject* stale(PyObject*, PyObject*) {
    return answer([] {
        bp::list names;
        for (std::string const& name : shared::stale())
            names.append(owned(PyUnicode_DecodeFSDefaultAndSize(
                name.data(), static_cast<Py_ssize_t>(name.size()))));
        return bp::incref(names.ptr());
    });
}

// Methods of a handle

bp::object make_block(PyObject* self, block::kind what, time_limit limit = {}) {
    state_of<handle>(self).opened();
    return make_object<block>(borrowed(self), what, limit);
}

PyObject* write(PyObject* self, PyObject*) {
    return answer([&] { return bp::incref(make_block(self, block::kind::write).ptr()); });
}

PyObject* lease(PyObject* self, PyObject*) {
    return answer([&] { return bp::incref(make_block(self, block::kind::lease).ptr()); });
}

PyObject* turn(PyObject* self, PyObject* timeout) {
    return answer([&] {
        return bp::incref(make_block(self, block::kind::turn, read_time_limit(timeout)).ptr());
    });
}

bool has_shape(PyArrayObject* array, std::vector<npy_intp> const& shape) {
    return PyArray_NDIM(array) == static_cast<int>(shape.size()) &&
           std::equal(shape.begin(), shape.end(), PyArray_DIMS(array));
}

/// The elements of an array-like, of the shape of the shared matrix and of a type that it takes.
bp::object read_source(handle const& of, PyObject* value) {
    bp::object const source = python::numpy().as_array(unwrap(borrowed(value)).ptr());
    auto* const array = reinterpret_cast<PyArrayObject*>(source.ptr());
    if (!has_shape(array, of.shape()))
        raise(PyExc_ValueError, "publish: the array has shape " + text(source.attr("shape")) +
                                    ", but the shared matrix has shape " + text(of.shape_tuple()));
    if (!python::numpy().can_cast(array, of.element()))
        raise(PyExc_TypeError, "publish: elements of type " + text(source.attr("dtype")) +
                                   " can't be cast to " + name(of.element()) +
                                   "; pass array.astype(" + name(of.element()) + ")");
    return source;
}

/// Whether the elements of an array are those of the handle, byte for byte.
bool is_same_bytes(handle const& of, PyArrayObject* array) {
    return python::element_of_type_number(PyArray_TYPE(array)) == of.element() && fits(array) &&
           (PyArray_FLAGS(array) & NPY_ARRAY_C_CONTIGUOUS) != 0;
}

/// Integers that have no place in another integer type wrap around in NumPy's copies.
void require_in_range(handle const& of, bp::object const& copied, PyArrayObject* source) {
    auto const from = python::element_of_type_number(PyArray_TYPE(source));
    if (!from || !is_integer(*from) || !is_integer(of.element())) return;
    bp::object const same = copied == borrowed(reinterpret_cast<PyObject*>(source));
    if (PyObject_IsTrue(bp::object(same.attr("all")()).ptr()) != 1)
        raise(PyExc_ValueError, std::string("publish: an element of type ") + name(*from) +
                                    " is out of the range of " + name(of.element()));
}

/// Writes the elements of `source` over those of the handle, which nobody sees until published.
void overwrite(handle const& of, void* data, PyArrayObject* source, bool same_bytes) {
    if (same_bytes) {
        std::memmove(data, PyArray_DATA(source), of.bytes());
        return;
    }
    bp::object const target = of.array_over(data, true, bp::object());
    python::numpy().copy(reinterpret_cast<PyArrayObject*>(target.ptr()), source);
    require_in_range(of, target, source);
}

PyObject* publish(PyObject* self, PyObject* value) {
    return answer([&] {
        handle& of = state_of<handle>(self);
        of.opened();
        bp::object const source = read_source(of, value);
        auto* const array = reinterpret_cast<PyArrayObject*>(source.ptr());
        bool const same_bytes = is_same_bytes(of, array);
        segment& all = of.ready_to_write();
        {
            in_use_without_gil const use(of, same_bytes && of.is_large());
            void* const data = all.begin_write(false);
            try {
                overwrite(of, data, array, same_bytes);
            } catch (...) {
                all.abandon();
                throw;
            }
            all.publish();
        }
        return none();
    });
}

PyObject* read(PyObject* self, PyObject*) {
    return answer([&] {
        handle& of = state_of<handle>(self);
        of.opened();
        bp::object const array = of.new_array();
        segment& all = of.ready();
        of.end_outlived_leases();
        void* const data = PyArray_DATA(reinterpret_cast<PyArrayObject*>(array.ptr()));
        {
            in_use_without_gil const use(of, of.is_large());
            all.read(data);
        }
        return bp::incref(array.ptr());
    });
}

PyObject* wait(PyObject* self, PyObject* timeout) {
    return answer([&] {
        time_limit const limit = read_time_limit(timeout);
        handle& of = state_of<handle>(self);
        segment& all = of.ready();
        bool came;
        {
            in_use_without_gil const use(of);
            came = all.wait(limit, &interrupted, nullptr);
        }
        return PyBool_FromLong(came);
    });
}

PyObject* flush(PyObject* self, PyObject*) {
    return answer([&] {
        handle& of = state_of<handle>(self);
        segment& all = of.ready();
        {
            in_use_without_gil const use(of);
            all.flush();
        }
        return none();
    });
}

PyObject* unlink(PyObject* self, PyObject*) {
    return answer([&] {
        state_of<handle>(self).unlink();
        return none();
    });
}

PyObject* close(PyObject* self, PyObject*) {
    return answer([&] {
        state_of<handle>(self).close();
        return none();
    });
}

PyObject* closed(PyObject* self, void*) {
    return PyBool_FromLong(!state_of<handle>(self).is_open());
}

PyObject* sequence(PyObject* self, void*) {
    return answer(
        [&] { return PyLong_FromUnsignedLongLong(state_of<handle>(self).opened().sequence()); });
}

PyObject* shape(PyObject* self, void*) {
    return answer([&] { return bp::incref(state_of<handle>(self).shape_tuple().ptr()); });
}

PyObject* dtype(PyObject* self, void*) {
    return answer([&] {
        return reinterpret_cast<PyObject*>(
            python::numpy().descriptor(state_of<handle>(self).element()));
    });
}

PyMethodDef handle_methods[] = {
    {"write", write, METH_NOARGS, nullptr}, {"lease", lease, METH_NOARGS, nullptr},
    {"turn", turn, METH_O, nullptr},        {"publish", publish, METH_O, nullptr},
    {"read", read, METH_NOARGS, nullptr},   {"wait", wait, METH_O, nullptr},
    {"flush", flush, METH_NOARGS, nullptr}, {"unlink", unlink, METH_NOARGS, nullptr},
    {"close", close, METH_NOARGS, nullptr}, {nullptr, nullptr, 0, nullptr}};

PyGetSetDef handle_properties[] = {{"closed", closed, nullptr, nullptr, nullptr},
                                   {"sequence", sequence, nullptr, nullptr, nullptr},
                                   {"shape", shape, nullptr, nullptr, nullptr},
                                   {"dtype", dtype, nullptr, nullptr, nullptr},
                                   {nullptr, nullptr, nullptr, nullptr, nullptr}};

// Methods of a block

PyObject* enter(PyObject* self, PyObject*) {
    return answer([&] { return bp::incref(state_of<block>(self).enter().ptr()); });
}

PyObject* leave(PyObject* self, PyObject* const* arguments, Py_ssize_t count) {
    return answer([&] {
        expect("__exit__", count, 3);
        state_of<block>(self).leave(arguments[0] == Py_None);
        return none();
    });
}

/// A method of the calling convention that the flags name.
template <class Function>
PyCFunction as_method(Function* function) {
    return reinterpret_cast<PyCFunction>(reinterpret_cast<void (*)()>(function));
}

PyMethodDef block_methods[] = {{"__enter__", enter, METH_NOARGS, nullptr},
                               {"__exit__", as_method(leave), METH_FASTCALL, nullptr},
                               {nullptr, nullptr, 0, nullptr}};

PyMethodDef no_methods[] = {{nullptr, nullptr, 0, nullptr}};
PyGetSetDef no_properties[] = {{nullptr, nullptr, nullptr, nullptr, nullptr}};

PyMethodDef functions[] = {{"shared_create", as_method(create), METH_FASTCALL, nullptr},
                           {"shared_open", as_method(open), METH_FASTCALL, nullptr},
                           {"shared_stale", stale, METH_NOARGS, nullptr},
                           {nullptr, nullptr, 0, nullptr}};

template <class State>
void make_type(char const* name, PyMethodDef* methods, PyGetSetDef* properties) {
    PyType_Slot slots[] = {
        {Py_tp_dealloc, reinterpret_cast<void*>(&destroy_object<State>)},
        {Py_tp_methods, methods},
        {Py_tp_getset, properties},
        {0, nullptr},
    };
    PyType_Spec spec = {name, static_cast<int>(sizeof(object_of<State>)), 0,
                        Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION, slots};
    PyObject* const type = PyType_FromSpec(&spec);
    if (!type) bp::throw_error_already_set();
    type_of<State> = reinterpret_cast<PyTypeObject*>(type);
}

constexpr char busy_documentation[] =
    R"(Another process has the place: that of the writer, or each of the readers'.)";

} // namespace

void export_shared() {
    make_type<handle>("npublas._npublas.shared_handle", handle_methods, handle_properties);
    make_type<block>("npublas._npublas.shared_block", block_methods, no_properties);
    make_type<elements>("npublas._npublas.shared_elements", no_methods, no_properties);
    busy_error = PyErr_NewExceptionWithDoc("npublas.shared.BusyError", busy_documentation,
                                           PyExc_OSError, nullptr);
    if (!busy_error) bp::throw_error_already_set();
    bp::scope().attr("BusyError") = borrowed(busy_error);
    bp::scope().attr("shared_handle") = borrowed(reinterpret_cast<PyObject*>(type_of<handle>));
    if (PyModule_AddFunctions(bp::scope().ptr(), functions) < 0) bp::throw_error_already_set();
}

} // namespace npublas::extension
