// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// A C++ object inside a Python object, as the base of arrays over the C++ object's memory. Half
/// the price of a capsule, whose C++ object lies in memory of its own.

#ifndef NPUBLAS_PYTHON_DETAIL_OWNER_HPP
#define NPUBLAS_PYTHON_DETAIL_OWNER_HPP

#include <npublas/python/numpy.hpp>

#include <cstddef>
#include <new>
#include <utility>

namespace npublas::python::detail {

struct owner_object {
    PyObject_HEAD void (*destroy)(owner_object*);
};

inline void delete_owner(PyObject* self) {
    auto* const owner = reinterpret_cast<owner_object*>(self);
    owner->destroy(owner);
    PyObject_Free(self);
}

/// This module's type. Throws error_already_set.
NPUBLAS_MODULE_STATE inline PyTypeObject* owner_type() {
    static PyTypeObject type = [] {
        PyTypeObject made{};
        made.tp_name = "npublas.owner";
        made.tp_basicsize = sizeof(owner_object);
        made.tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION;
        made.tp_dealloc = &delete_owner;
        return made;
    }();
    if (!(type.tp_flags & Py_TPFLAGS_READY) && PyType_Ready(&type) < 0)
        bp::throw_error_already_set();
    return &type;
}

/// Makes and holds a Python object with a C inside, which lives as long as the Python object.
template <class C>
class owner {
    struct place : owner_object {
        C value;
    };
    static_assert(alignof(C) <= alignof(std::max_align_t), "Python's memory is not aligned more");

public:
    /// Throws error_already_set and what C throws.
    template <class... A>
    explicit owner(A&&... arguments) {
        PyTypeObject* const type = owner_type();
        void* const memory = PyObject_Malloc(sizeof(place));
        if (!memory) throw std::bad_alloc();
        try {
            place_ = static_cast<place*>(memory);
            new (&place_->value) C(std::forward<A>(arguments)...);
        } catch (...) {
            PyObject_Free(memory);
            throw;
        }
        place_->destroy = [](owner_object* self) { static_cast<place*>(self)->value.~C(); };
        object_ = bp::handle<>(PyObject_Init(static_cast<PyObject*>(memory), type));
    }

    C& operator*() const noexcept { return place_->value; }
    C* operator->() const noexcept { return &place_->value; }

    /// Makes `array` keep the C++ object alive, and free it in the end. Throws error_already_set.
    void become_base_of(bp::object const& array) const {
        numpy().set_base(array, bp::object(object_));
    }

private:
    place* place_;
    bp::handle<> object_;
};

} // namespace npublas::python::detail

#endif
