// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

#include "build_info.hpp"

#include <npublas/linalg/backend.hpp>
#include <npublas/python/numpy.hpp>

#include <boost/config.hpp>
#include <boost/python/def.hpp>
#include <boost/python/dict.hpp>
#include <boost/python/list.hpp>
#include <boost/python/scope.hpp>
#include <boost/python/str.hpp>
#include <boost/python/tuple.hpp>
#include <boost/version.hpp>

#include <string>

/// Only OpenBLAS has it, and tells its version with it; null with another BLAS.
extern "C" char* openblas_get_config() __attribute__((weak));

namespace npublas::extension {

namespace {

namespace bp = boost::python;

std::string boost_version() {
    return std::to_string(BOOST_VERSION / 100000) + '.' +
           std::to_string(BOOST_VERSION / 100 % 1000) + '.' + std::to_string(BOOST_VERSION % 100);
}

/// NumPy's headers name the version of the C API, which several releases share.
std::string numpy_built() {
    std::string const api = "C API " + std::to_string(NPY_API_VERSION);
    switch (NPY_API_VERSION) {
    case 0x10:
        return "1.23 or 1.24 (" + api + ")";
    case 0x11:
        return "1.25 or 1.26 (" + api + ")";
    case 0x12:
        return "2.0 (" + api + ")";
    case 0x13:
        return "2.1 or 2.2 (" + api + ")";
    case 0x14:
        return "2.3 (" + api + ")";
    default:
        return api;
    }
}

std::string blas() { return openblas_get_config ? openblas_get_config() : "CBLAS"; }

bp::dict build_info() {
    bp::dict info;
    info["compiler"] = BOOST_COMPILER;
    info["boost"] = boost_version();
    info["numpy_built"] = numpy_built();
    info["blas"] = blas();
    return info;
}

bp::dict limits(linalg::backend_limits const& of) {
    bp::dict from;
    from["inner_prod"] = of.dot_from;
    from["matrix times vector"] = of.gemv_from;
    from["matrix times matrix"] = of.gemm_from;
    from["solve, lu, inv, det, slogdet"] = of.getrf_from;
    from["solve_triangular"] = of.trsm_from;
    from["cholesky, ldl"] = of.potrf_from;
    from["qr"] = of.geqrf_from;
    from["eigh"] = of.syevd_from;
    from["svd, pinv, matrix_rank"] = of.gesdd_from;
    return from;
}

/// From which size on an operation is BLAS's or LAPACK's, as linalg/backend.hpp has it.
bp::dict dispatch() {
    bp::dict table;
    table["float32, float64"] = limits(linalg::real_limits);
    table["complex64, complex128"] = limits(linalg::complex_limits);
    return table;
}

bp::tuple element_types() {
    bp::list names;
    for (int i = 0; i < element_type_count; ++i)
        names.append(bp::str(name(static_cast<element_type>(i))));
    return bp::tuple(names);
}

} // namespace

void export_build_info() {
    bp::def("build_info", &build_info,
            "What this extension was built with: compiler, boost, numpy_built and blas.");
    bp::def("dispatch", &dispatch,
            "From which size on BLAS or LAPACK serves an operation, for each group of types.");
    bp::scope().attr("element_types") = element_types();
}

} // namespace npublas::extension
