// SPDX-License-Identifier: Apache-2.0
#include "nextclick/loss/cross_entropy.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <numeric>
#include <vector>

BOOST_AUTO_TEST_SUITE(cross_entropy_loss, *boost::unit_test::tolerance(1e-14))

using nextclick::loss::cross_entropy;

BOOST_AUTO_TEST_CASE(equal_scores_share_the_probability) {
    double target = 3;
    std::vector<double> x{3, 3, 3};
    BOOST_TEST(cross_entropy{}.row(target, std::span<double>(x)) == std::log(4.0));
    BOOST_TEST(target == -0.75);
    for (const double g : x) BOOST_TEST(g == 0.25);
}

BOOST_AUTO_TEST_CASE(a_sure_answer_keeps_its_digits) {
    double target = 40;
    std::vector<double> x{0};
    // Ratios: Boost takes any small number for equal to 0.
    const double tiny = std::exp(-40.0);
    BOOST_TEST(cross_entropy{}.row(target, std::span<double>(x)) / tiny == 1.0);  // 1 - P would cancel
    BOOST_TEST(target / tiny == -1.0);
    BOOST_TEST(x[0] / tiny == 1.0);
}

BOOST_AUTO_TEST_CASE(smoothing_moves_weight_from_the_target_to_the_others) {
    double target = 1;
    std::vector<double> x{1, 1, 1};
    cross_entropy{0.3}.row(target, std::span<double>(x));
    BOOST_TEST(target == 0.25 - 0.7);
    for (const double g : x) BOOST_TEST(g == 0.25 - 0.1);
}

BOOST_AUTO_TEST_CASE(gradients_sum_to_zero) {
    double target = 0.5;
    std::vector<double> x{0.1, -2, 1.5, 0.75, 0.3};
    cross_entropy{0.1}.row(target, std::span<double>(x));
    BOOST_TEST(std::abs(std::accumulate(x.begin(), x.end(), target)) < 1e-15);
}

BOOST_AUTO_TEST_SUITE_END()
