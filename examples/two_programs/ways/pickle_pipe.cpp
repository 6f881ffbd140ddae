// Copyright 2026 The npublas authors
// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)

// Pickle through a named pipe. Only Python reads pickles: this C++ program has one inside.

#include "../named_pipe.hpp"
#include "../updates.hpp"

#include <npublas/python.hpp>

namespace {

using namespace two_programs;
namespace python = boost::python;

python::object open_file(std::string const& path, char const* mode) {
    Py_Initialize();
    return python::import("builtins").attr("open")(path, mode);
}

class writer {
public:
    using array = npublas::numpy_matrix<double>;
    writer(std::string const& where, std::size_t, std::size_t)
        : pipe_(open_file(named_pipe(where), "wb")), dump_(python::import("pickle").attr("dump")) {}

    void write(array const& a) {
        dump_(a, pipe_, 5);
        pipe_.attr("flush")();
    }

private:
    python::object pipe_, dump_;
};

class reader {
public:
    reader(std::string const& where, std::size_t, std::size_t)
        : pipe_(open_file(named_pipe(where), "rb")), load_(python::import("pickle").attr("load")) {}

    array_view read() {
        array_ = load_(pipe_);
        return python::extract<array_view>(array_);
    }

private:
    python::object pipe_, load_, array_;
};

} // namespace

int main(int argc, char** argv) {
    try {
        return run<writer, reader>(argc, argv);
    } catch (python::error_already_set const&) {
        PyErr_Print();
        return 1;
    }
}
