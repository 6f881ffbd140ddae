// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// \file
/// QR factorization and least squares, dressed in python/npublas/linalg.py.

#include <npublas/python.hpp>

#include "function.hpp"
#include "task.hpp"

#include <npublas/linalg/detail/lstsq.hpp>
#include <npublas/linalg/detail/qr.hpp>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <vector>

namespace npublas::extension::la {

namespace {

namespace detail = linalg::detail;

/// a, its factors, tau, the columns' order if `*options`
struct factorize {
    template <class T>
    static void compute(block const* o, void const* pivoting) {
        auto const factors = o[1].matrix<T>();
        auto const count = std::min(factors.size1, factors.size2);
        detail::copy<T>(o[0].matrix<T const>(), factors);
        std::unique_ptr<T[]> const tau(new T[static_cast<std::size_t>(count) + 1]);
        if (*static_cast<bool const*>(pivoting)) {
            std::vector<std::ptrdiff_t> order(static_cast<std::size_t>(factors.size2));
            detail::qr_pivoted_in_place<T>(factors, tau.get(), order.data());
            for (std::ptrdiff_t j = 0; j < factors.size2; ++j)
                o[3].vector<std::int32_t>()(j) =
                    static_cast<std::int32_t>(order[static_cast<std::size_t>(j)]);
        } else {
            detail::qr_in_place<T>(factors, tau.get());
        }
        for (std::ptrdiff_t k = 0; k < count; ++k)
            o[2].vector<T>()(k) = tau[static_cast<std::size_t>(k)];
    }
};

/// factors, tau, r
struct take_r {
    template <class T>
    static void compute(block const* o, void const*) {
        detail::copy_r<T>(o[0].matrix<T const>(), o[2].matrix<T>());
    }
};

template <class T>
std::vector<T> contiguous(block const& tau) {
    std::vector<T> result(static_cast<std::size_t>(tau.size1));
    for (npy_intp k = 0; k < tau.size1; ++k)
        result[static_cast<std::size_t>(k)] = tau.vector<T const>()(k);
    return result;
}

/// factors, tau, q
struct make_q {
    template <class T>
    static void compute(block const* o, void const*) {
        std::vector<T> const tau = contiguous<T>(o[1]);
        detail::form_q<T>(o[0].matrix<T const>(), tau.data(), o[1].size1, o[2].matrix<T>());
    }
};

/// factors, tau, b, x: x = Q b, or Q^H b
struct apply_q {
    template <class T>
    static void compute(block const* o, void const* adjoint) {
        std::vector<T> const tau = contiguous<T>(o[1]);
        detail::copy<T>(o[2].matrix<T const>(), o[3].matrix<T>());
        detail::multiply_q<T>(o[0].matrix<T const>(), tau.data(), o[1].size1,
                              *static_cast<bool const*>(adjoint), o[3].matrix<T>());
    }
};

/// a, b, rcond, x, residuals, singular values, rank
struct minimize {
    template <class T>
    static void compute(block const* o, void const*) {
        using R = detail::real_type_t<T>;
        o[6].scalar<std::int64_t>() =
            detail::lstsq<T>(o[0].matrix<T const>(), o[1].matrix<T const>(), o[2].scalar<R const>(),
                             o[3].matrix<T>(), o[4].vector<R>().data, o[5].vector<R>().data);
    }
};

/// qr_factor(a, pivoting): the factors as LAPACK packs them, tau, and the order of the columns
PyObject* qr_factor(PyObject*, PyObject* const* arguments, Py_ssize_t given, PyObject* keywords) {
    static constexpr parameters<2> accepted{"qr_factor", {"a", "pivoting"}, 2, 2};
    return guarded([&] {
        auto const [a, wanted] = read_arguments(accepted, arguments, given, keywords);
        bool const pivoting = flag(wanted);
        task work("qr");
        work.read(a, "a", 2);
        work.require_matrix(0);
        work.prepare();
        npy_intp const m = work.rows(0), n = work.columns(0), count = std::min(m, n);
        work.write(work.element(), 2, m, n, nullptr, true);
        work.write(work.element(), 1, count, 1);
        if (pivoting) work.write(element_type::int32, 1, n, 1);
        work.run(floating_kernel<factorize>(work.element()), 2 * count_of(m, n, count), &pivoting);
        bp::object const factors = owned(work.result(1));
        bp::object const tau = owned(work.result(2));
        bp::object const order = pivoting ? owned(work.result(3, false)) : bp::object();
        return bp::incref(bp::make_tuple(factors, tau, order).ptr());
    });
}

npy_intp extent_of(PyObject* number) {
    Py_ssize_t const value = PyLong_AsSsize_t(number);
    if (value == -1 && PyErr_Occurred()) bp::throw_error_already_set();
    if (value < 0) raise(PyExc_ValueError, "an extent must not be negative");
    return value;
}

/// Reads factors and tau as the first two inputs.
void read_factors(task& work, PyObject* factors, PyObject* tau) {
    work.read(factors, "factors", 2);
    work.require_matrix(0);
    work.read(tau, "tau", 1);
    if (work.rank(1) < 1 || work.rows(1) != std::min(work.rows(0), work.columns(0)))
        work.refuse_pair(0, 1, "tau must have an element for each reflector");
}

/// qr_r(factors, tau, rows): R, with as many rows
PyObject* qr_r(PyObject*, PyObject* const* arguments, Py_ssize_t given, PyObject* keywords) {
    static constexpr parameters<3> accepted{"qr_r", {"factors", "tau", "rows"}, 3, 3};
    return guarded([&] {
        auto const [factors, tau, rows] = read_arguments(accepted, arguments, given, keywords);
        task work("qr");
        read_factors(work, factors, tau);
        work.prepare();
        work.write(work.element(), 2, extent_of(rows), work.columns(0));
        work.run(floating_kernel<take_r>(work.element()), count_of(work.rows(0), work.columns(0)));
        return work.result(2);
    });
}

/// qr_q(factors, tau, columns): Q, of which as many columns
PyObject* qr_q(PyObject*, PyObject* const* arguments, Py_ssize_t given, PyObject* keywords) {
    static constexpr parameters<3> accepted{"qr_q", {"factors", "tau", "columns"}, 3, 3};
    return guarded([&] {
        auto const [factors, tau, columns] = read_arguments(accepted, arguments, given, keywords);
        task work("qr");
        read_factors(work, factors, tau);
        work.prepare();
        npy_intp const m = work.rows(0), wanted = extent_of(columns);
        if (wanted > m || wanted < work.rows(1))
            raise(PyExc_ValueError, "qr_q: Q can't have so many columns");
        work.write(work.element(), 2, m, wanted);
        work.run(floating_kernel<make_q>(work.element()), 4 * count_of(m, wanted, work.rows(1)));
        return work.result(2);
    });
}

/// qr_multiply(factors, tau, b, adjoint): Q b, or Q^H b
PyObject* qr_multiply(PyObject*, PyObject* const* arguments, Py_ssize_t given, PyObject* keywords) {
    static constexpr parameters<4> accepted{
        "qr_multiply", {"factors", "tau", "b", "adjoint"}, 4, 4};
    return guarded([&] {
        auto const [factors, tau, b, wanted] = read_arguments(accepted, arguments, given, keywords);
        bool const adjoint = flag(wanted);
        task work("qr");
        read_factors(work, factors, tau);
        work.read(b, "b", 2);
        if (work.rank(2) < 2 || work.rows(2) != work.rows(0))
            work.refuse_pair(0, 2, "b must have as many rows as Q");
        work.prepare();
        work.write(work.element(), 2, work.rows(2), work.columns(2));
        work.run(floating_kernel<apply_q>(work.element()),
                 4 * count_of(work.rows(0), work.rows(1), work.columns(2)), &adjoint);
        return work.result(3);
    });
}

/// lstsq(a, b, rcond): x, residuals, rank, singular values, for a matrix b; rcond has the real
/// type of the result
PyObject* lstsq(PyObject*, PyObject* const* arguments, Py_ssize_t given, PyObject* keywords) {
    static constexpr parameters<3> accepted{"lstsq", {"a", "b", "rcond"}, 3, 3};
    return guarded([&] {
        auto const [a, b, rcond] = read_arguments(accepted, arguments, given, keywords);
        task work("lstsq");
        work.read(a, "a", 2);
        work.require_matrix(0);
        work.read(b, "b", 2);
        work.require_matrix(1);
        if (work.rows(0) != work.rows(1))
            work.refuse_pair(0, 1, "Incompatible dimensions: b must have a row for each row of a",
                             true);
        work.read(rcond, "rcond", 0);
        work.keep_element(2);
        work.prepare();
        element_type const real = real_element(work.element());
        if (PyArray_TYPE(work.array(2)) != python::type_number(real))
            raise(PyExc_TypeError, "lstsq: rcond must be of the real type of the result");
        npy_intp const m = work.rows(0), n = work.columns(0), columns = work.columns(1);
        work.write(work.element(), 2, n, columns);
        work.write(real, 1, columns, 1);
        work.write(real, 1, std::min(m, n), 1);
        work.write(element_type::int64, 0, 1, 1);
        work.run(floating_kernel<minimize>(work.element()),
                 8 * count_of(m, n, std::min(m, n) + columns));
        bp::object const x = owned(work.result(3));
        bp::object const residuals = owned(work.result(4));
        bp::object const values = owned(work.result(5, false));
        return bp::incref(bp::make_tuple(x, residuals, owned(work.result(6, false)), values).ptr());
    });
}

PyMethodDef functions[] = {
    entry("qr_factor", &qr_factor, "qr_factor($module, a, pivoting)\n--\n\n"),
    entry("qr_r", &qr_r, "qr_r($module, factors, tau, rows)\n--\n\n"),
    entry("qr_q", &qr_q, "qr_q($module, factors, tau, columns)\n--\n\n"),
    entry("qr_multiply", &qr_multiply, "qr_multiply($module, factors, tau, b, adjoint)\n--\n\n"),
    entry("lstsq", &lstsq, "lstsq($module, a, b, rcond)\n--\n\n"),
    {}};

} // namespace

void export_qr(PyObject* module) { add_functions(module, functions); }

} // namespace npublas::extension::la
