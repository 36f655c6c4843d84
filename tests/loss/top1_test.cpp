// SPDX-License-Identifier: Apache-2.0
#include "nextclick/loss/top1.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <vector>

BOOST_AUTO_TEST_SUITE(top1_loss, *boost::unit_test::tolerance(1e-14))

BOOST_AUTO_TEST_CASE(zero_scores_cost_one) {
    double target = 0;
    std::vector<double> x{0, 0, 0, 0};
    BOOST_TEST(nextclick::loss::top1{}.row(target, std::span<double>(x)) == 1.0);  // sig(0) + sig(0)
    BOOST_TEST(target == -0.25);
    BOOST_TEST(x[0] == 0.0625);  // a (1-a) / N; the slope of sig(x²) is 0 at 0
}

BOOST_AUTO_TEST_CASE(the_penalty_pulls_scores_of_either_sign_to_zero) {
    double target = 50;  // far ahead: only the penalty is left
    std::vector<double> x{1, -1};
    nextclick::loss::top1{}.row(target, std::span<double>(x));
    const double b = 1 / (1 + std::exp(-1.0)), slope = 2 * b * (1 - b) / 2;
    BOOST_TEST(x[0] == slope);
    BOOST_TEST(x[1] == -slope);
}

BOOST_AUTO_TEST_SUITE_END()
