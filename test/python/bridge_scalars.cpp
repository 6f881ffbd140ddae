// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

/// `pass_<element>` takes a number of each element type by value and returns it.

#include <npublas/python.hpp>

#include <string>

#include <boost/python.hpp>

namespace {

namespace bp = boost::python;

template <class T>
T pass(T value) {
    return value;
}

} // namespace

BOOST_PYTHON_MODULE(bridge_scalars) {
    for (int i = 0; i < npublas::element_type_count; ++i) {
        const auto element = static_cast<npublas::element_type>(i);
        npublas::visit(element, [element](auto tag) {
            const std::string name = std::string("pass_") + npublas::name(element);
            bp::def(name.c_str(), &pass<typename decltype(tag)::type>, bp::arg("x"));
        });
    }
}
