// SPDX-License-Identifier: Apache-2.0
// Values and gradients: concept_test.cpp. Against PyTorch in a whole model: tests/zoo/stamp_test.cpp.
#include "nextclick/loss/cross_entropy_of.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <vector>

BOOST_AUTO_TEST_SUITE(cross_entropy_of)

namespace nc = nextclick;

BOOST_AUTO_TEST_CASE(of_nothing_is_the_cross_entropy) {
    const nc::loss::cross_entropy_of<nc::activation::linear> of_linear;
    double a = 0.3, b = 0.3;
    std::vector<double> x{1, -2, 0.5, 7, 3}, y = x;
    BOOST_TEST(std::abs(of_linear.row(a, std::span(x)) - nc::loss::cross_entropy{}.row(b, std::span(y))) < 1e-14);
    BOOST_TEST(std::abs(a - b) < 1e-15);
    for (std::size_t i = 0; i < x.size(); ++i) BOOST_TEST(std::abs(x[i] - y[i]) < 1e-15);
}

// Squashed scores lie within 1 of each other, so even the best scores do not reach a probability of 1.
BOOST_AUTO_TEST_CASE(of_the_sigmoid_cannot_pass_e_to_n) {
    double target = 500;
    std::vector<double> x(9, -500);
    const double value = nc::loss::cross_entropy_of<nc::activation::sigmoid>{}.row(target, std::span(x));
    BOOST_TEST(std::abs(value - std::log1p(9 * std::exp(-1.0))) < 1e-14);
    BOOST_TEST(target == 0);
}

BOOST_AUTO_TEST_SUITE_END()
