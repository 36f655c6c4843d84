// SPDX-License-Identifier: Apache-2.0
#include "nextclick/loss/bpr_max.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <vector>

BOOST_AUTO_TEST_SUITE(bpr_max_loss, *boost::unit_test::tolerance(1e-13))

using nextclick::loss::bpr_max;

BOOST_AUTO_TEST_CASE(with_one_negative_it_is_bpr_and_the_penalty) {
    double target = 0.5;
    std::vector<double> x{-1.5};
    const double value = bpr_max{0.4}.row(target, std::span<double>(x)), a = 1 / (1 + std::exp(2.0));
    BOOST_TEST(value == std::log1p(std::exp(-2.0)) + 0.4 * 2.25);
    BOOST_TEST(target == -a);
    BOOST_TEST(x[0] == a - 0.4 * 2 * 1.5);
}

BOOST_AUTO_TEST_CASE(a_sure_answer_keeps_its_digits) {
    double target = 40;
    std::vector<double> x{0, 0};
    // Ratios: Boost takes any small number for equal to 0.
    const double tiny = std::exp(-40.0);
    BOOST_TEST(bpr_max{0}.row(target, std::span<double>(x)) / tiny == 1.0);  // -log(1 - 4e-18)
    BOOST_TEST(target / tiny == -1.0);
}

BOOST_AUTO_TEST_CASE(a_hopeless_row_still_has_its_gradient) {
    float target = -500;  // every sig(r_i - r_j) is 0 in float
    std::vector<float> x{0, 0, 0, 0};
    BOOST_TEST(bpr_max{}.row(target, std::span<float>(x)) == 500.0f);
    BOOST_TEST(target == -1.0f);
}

BOOST_AUTO_TEST_SUITE_END()
