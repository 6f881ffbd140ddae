// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// A call policy for functions that return a reference to a dense matrix or vector inside an
/// object, or a view of one.

#ifndef NPUBLAS_PYTHON_RETURN_VIEW_HPP
#define NPUBLAS_PYTHON_RETURN_VIEW_HPP

#include <npublas/python/detail/dense_memory.hpp>

#include <boost/python/return_value_policy.hpp>

namespace npublas {

namespace python::detail {

[[noreturn]] inline void throw_no_owner() {
    PyErr_SetString(PyExc_RuntimeError, "npublas::return_view is for methods and functions whose "
                                        "first argument owns what they return");
    bp::throw_error_already_set();
    std::abort();
}

/// Boost.Python hands the arguments of the call to a converter of this base.
template <class R>
struct owned_view_result : bp::converter::context_result_converter, array_pytype {
    static constexpr bool uses_registry = false;
    using container = std::remove_reference_t<R>;

    static_assert(has_dense_memory<container>,
                  "npublas::return_view is for references to dense uBLAS vectors and matrices, and "
                  "for views");
    static_assert(
        std::is_reference_v<R> || npublas::detail::is_dense_vector<std::remove_cv_t<container>> ||
            npublas::detail::is_dense_matrix<std::remove_cv_t<container>>,
        "npublas::return_view: a container returned by value needs no policy, NumPy takes "
        "its memory over; to share it, return a reference");

    explicit owned_view_result(argument_range arguments)
        : owner_(arguments.count ? arguments.first[0] : nullptr) {}
    /// Without arguments where Boost.Python only asks for the type.
    explicit owned_view_result(PyObject* arguments)
        : owner_(arguments && PyTuple_GET_SIZE(arguments) ? PyTuple_GET_ITEM(arguments, 0)
                                                          : nullptr) {}

    PyObject* operator()(container& result) const { return show(result); }
    PyObject* operator()(std::remove_const_t<container>&& result) const { return show(result); }

private:
    template <class C>
    PyObject* show(C& result) const {
        if (!owner_) throw_no_owner();
        bp::object const owner(bp::handle<>(bp::borrowed(owner_)));
        return bp::incref(show_dense(result, owner).ptr());
    }

    PyObject* owner_;
};

struct view_of_result {
    template <class R>
    struct apply {
        using type = owned_view_result<R>;
    };
};

} // namespace python::detail

/// For a method that returns a reference to a dense uBLAS vector or matrix that lives in the
/// object, or a view of one:
///
///     class_<Solver>("Solver").def("A", &Solver::A, npublas::return_view())
///
/// Python gets an ndarray over that memory, read-only where the reference (or the view's elements)
/// is const, which keeps the object alive: the first argument of the call. A shared container
/// (`numpy_vector`, `numpy_matrix`) comes out as the ndarray that it holds.
///
/// The memory must stay where it is: an object whose C++ code resizes the container while such
/// arrays are about must hold a shared container instead.
using return_view = boost::python::return_value_policy<python::detail::view_of_result>;

} // namespace npublas

#endif
