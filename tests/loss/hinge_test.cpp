// SPDX-License-Identifier: Apache-2.0
#include "nextclick/loss/hinge.hpp"

#include <boost/test/unit_test.hpp>
#include <vector>

BOOST_AUTO_TEST_SUITE(hinge_loss)

using nextclick::loss::hinge;

BOOST_AUTO_TEST_CASE(only_negatives_within_the_margin_count) {
    double target = 2;
    std::vector<double> x{1.5, 0, 3, 1};  // gaps 0.5, -1, 2 and exactly 0
    BOOST_TEST(hinge{}.row(target, std::span<double>(x)) == 0.625);
    BOOST_TEST(target == -0.5);
    const std::vector<double> gradient{0.25, 0, 0.25, 0};
    BOOST_TEST(x == gradient, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(the_margin_is_the_users) {
    double target = 2;
    std::vector<double> x{0};
    BOOST_TEST(hinge{3}.row(target, std::span<double>(x)) == 1.0);
    BOOST_TEST(x[0] == 1.0);
}

BOOST_AUTO_TEST_SUITE_END()
