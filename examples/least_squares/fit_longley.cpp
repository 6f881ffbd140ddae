// Distributed under the Boost Software License, Version 1.0. (See LICENSE_1_0.txt)
// Copyright 2026 The npublas authors

// Longley's fit without Python: the same householder_qr.hpp on the containers and views of a C++
// program. Usage: fit_longley <longley.csv>. Prints one line per kind of matrix: its name, the
// seven coefficients and the residual standard deviation.

#include "householder_qr.hpp"

#include <npublas/matrix_view.hpp>
#include <npublas/vector_view.hpp>

#include <complex>
#include <cstdlib>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

namespace {

namespace ublas = boost::numeric::ublas;

constexpr std::size_t observations = 16;
constexpr std::size_t coefficients = 7;

// The columns of longley.csv: year, the five other predictors, the response.
using table = ublas::matrix<long double>;

table read(std::istream& file) {
    table numbers(observations, coefficients);
    std::size_t i = 0;
    for (std::string line; std::getline(file, line);) {
        if (line.empty() || std::string("#y").find(line[0]) != std::string::npos)
            continue; // a comment or the line of names
        std::istringstream fields(line);
        std::size_t j = 0;
        for (std::string field; std::getline(fields, field, ',') && j < coefficients; ++j)
            if (i < observations) numbers(i, j) = std::strtold(field.c_str(), nullptr);
        ++i;
    }
    if (i != observations)
        throw std::runtime_error("expected " + std::to_string(observations) + " observations");
    return numbers;
}

// The model is written into A and b, of any kind, and fitted there.
template <class A, class B>
void fit(std::string const& name, table const& numbers, A&& model, B&& response) {
    using T = typename std::decay_t<A>::value_type;
    column(model, 0) = ublas::scalar_vector<T>(observations, T(1));
    for (std::size_t i = 0; i < observations; ++i) {
        for (std::size_t j = 1; j + 1 < coefficients; ++j)
            model(i, j) = static_cast<T>(numbers(i, j));
        model(i, coefficients - 1) = static_cast<T>(numbers(i, 0));
        response(i) = static_cast<T>(numbers(i, coefficients - 1));
    }
    ublas::vector<T> x(coefficients);
    const auto residual = householder::least_squares(model, response, x);

    std::cout << name;
    for (T const& value : x)
        std::cout << ' ' << std::setprecision(21) << std::real(value);
    std::cout << ' ' << residual / std::sqrt(decltype(residual)(observations - coefficients))
              << '\n';
}

void fit_all(table const& numbers) {
    using ublas::column_major;
    using complex = std::complex<double>;
    ublas::vector<double> b(observations);
    ublas::vector<long double> b_long(observations);
    ublas::vector<complex> b_complex(observations);

    fit("matrix<double>", numbers, ublas::matrix<double>(observations, coefficients), b);
    fit("matrix<double,column_major>", numbers,
        ublas::matrix<double, column_major>(observations, coefficients), b);
    fit("bounded_matrix<long_double>", numbers,
        ublas::bounded_matrix<long double, observations, coefficients>(observations, coefficients),
        b_long);
    fit("matrix<complex<double>>", numbers, ublas::matrix<complex>(observations, coefficients),
        b_complex);

    // The lower right corner of a larger matrix, and memory that is no uBLAS matrix at all.
    ublas::matrix<double> larger(observations + 3, coefficients + 2);
    fit("matrix_range<double>", numbers, subrange(larger, 3, observations + 3, 2, coefficients + 2),
        b);
    std::vector<double> memory(observations * coefficients), response(observations);
    fit("matrix_view<double>", numbers,
        npublas::matrix_view<double>(memory.data(), observations, coefficients),
        npublas::vector_view<double>(response.data(), observations));
    fit("strided_matrix_view<double>", numbers,
        npublas::strided_matrix_view<double>(memory.data(), observations, coefficients, 1,
                                             observations),
        npublas::strided_vector_view<double>(response.data() + observations - 1, observations, -1));
}

} // namespace

int main(int count, char** arguments) {
    std::ifstream file(count > 1 ? arguments[1] : "longley.csv");
    if (!file) {
        std::cerr << "usage: fit_longley <longley.csv>\n";
        return 2;
    }
    fit_all(read(file));
}
