// SPDX-License-Identifier: Apache-2.0
#include "nextclick/loss/bpr.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <vector>

BOOST_AUTO_TEST_SUITE(bpr_loss, *boost::unit_test::tolerance(1e-14))

using nextclick::loss::bpr;

BOOST_AUTO_TEST_CASE(equal_scores_cost_log_two) {
    double target = 2;
    std::vector<double> x{2, 2};
    BOOST_TEST(bpr{}.row(target, std::span<double>(x)) == std::log(2.0));
    BOOST_TEST(target == -0.5);
    BOOST_TEST(x[0] == 0.25);
}

BOOST_AUTO_TEST_CASE(sum_is_n_times_the_mean) {
    const std::vector<double> scores{0.5, -1, 2, 0.25, 1};
    std::vector<double> a = scores, b = scores;
    double target_a = 0.75, target_b = 0.75;
    const double mean = bpr{}.row(target_a, std::span<double>(a));
    BOOST_TEST(bpr{true}.row(target_b, std::span<double>(b)) == 5 * mean);
    BOOST_TEST(target_b == 5 * target_a);
    for (std::size_t i = 0; i < a.size(); ++i) BOOST_TEST(b[i] == 5 * a[i]);
}

BOOST_AUTO_TEST_SUITE_END()
