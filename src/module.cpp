// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

#include "build_info.hpp"
#include "dense.hpp"
#include "linalg.hpp"
#include "pickle.hpp"
#include "shared.hpp"
#include "why_not.hpp"

#include <boost/python/docstring_options.hpp>
#include <boost/python/module.hpp>

BOOST_PYTHON_MODULE(_npublas) {
    using namespace npublas::extension;

    bool const user_defined = true, signatures = false;
    boost::python::docstring_options const options(user_defined, signatures);
    export_build_info();
    export_wrapped_array();
    export_vector();
    export_matrix();
    export_pickle();
    export_linalg();
    export_shared();
    export_why_not();
}
