// SPDX-License-Identifier: Apache-2.0
#include "nextclick/table/row_map.hpp"

#include <boost/test/unit_test.hpp>
#include <vector>

#include "nextclick/core/gradient_check.hpp"
#include "nextclick/core/random.hpp"

BOOST_AUTO_TEST_SUITE(row_map)

namespace nc = nextclick;
using nc::table::unit_length;

namespace {
std::vector<double> numbers(std::size_t n, std::uint64_t seed, double scale = 1) {
    std::vector<double> x(n);
    for (std::size_t i = 0; i < n; ++i) x[i] = scale * nc::random_stream{seed, 1}.normal(i);
    return x;
}
double dot(const std::vector<double>& a, const std::vector<double>& b) { return nc::simd::dot(std::span<const double>(a), b); }
}  // namespace

BOOST_AUTO_TEST_CASE(rows_have_length_1_and_their_direction) {
    for (const double scale : {1e-9, 1.0, 1e9}) {
        const auto row = numbers(9, 1, scale);
        auto mapped = row;
        unit_length::forward(std::span(mapped));
        BOOST_TEST(dot(mapped, mapped) == 1, boost::test_tools::tolerance(1e-12));
        BOOST_TEST(dot(mapped, row) == std::sqrt(dot(row, row)), boost::test_tools::tolerance(1e-12));
    }
    std::vector<double> zeros(9, 0), up = numbers(9, 2);
    unit_length::forward(std::span(zeros));
    BOOST_TEST(zeros == std::vector<double>(9, 0), boost::test_tools::per_element());
    unit_length::backward(std::span<const double>(zeros), std::span(up));
    BOOST_TEST(up == std::vector<double>(9, 0), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(gradients_are_those_of_central_differences) {
    for (const double scale : {0.1, 1.0, 30.0}) {
        auto row = numbers(9, 1, scale);
        const auto up = numbers(9, 2);
        auto gradient = up;
        unit_length::backward(std::span<const double>(row), std::span(gradient));
        const auto objective = [&] {
            auto mapped = row;
            unit_length::forward(std::span(mapped));
            return dot(mapped, up);
        };
        BOOST_TEST(nc::check_gradient(row, gradient, objective).worst < 1e-8);
    }
}

BOOST_AUTO_TEST_CASE(no_gradient_is_longer_than_the_bound_of_the_map) {
    for (const double scale : {1e-30, 1e-13, 1e-12, 1e-6, 1.0}) {
        const auto row = numbers(5, 3, scale);
        auto up = numbers(5, 4);
        const double before = dot(up, up);
        unit_length::backward(std::span<const double>(row), std::span(up));
        BOOST_TEST(std::sqrt(dot(up, up)) <= unit_length::max_gradient_factor * std::sqrt(before) * (1 + 1e-12));
    }
}

BOOST_AUTO_TEST_SUITE_END()
