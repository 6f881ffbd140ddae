// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// The one place that names Boost.uBLAS: npublas says `ublas::` for it everywhere.
#ifndef NPUBLAS_DETAIL_UBLAS_HPP
#define NPUBLAS_DETAIL_UBLAS_HPP

#include <boost/numeric/ublas/fwd.hpp>

namespace npublas {

namespace ublas = boost::numeric::ublas;

} // namespace npublas

#endif
