// SPDX-License-Identifier: Apache-2.0
// With a teacher: tests/model/distilled_objective_test.cpp.
#include "nextclick/loss/distilled.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <vector>

BOOST_AUTO_TEST_SUITE(distilled)

namespace nc = nextclick;

BOOST_AUTO_TEST_CASE(is_the_hard_label_where_nobody_teaches) {
    double a = 0.3, b = 0.3;
    std::vector<double> x{1, -2, 0.5}, y = x;
    BOOST_TEST((nc::loss::distilled{.weight = 0.7}.row(a, std::span(x)) == nc::loss::cross_entropy{}.row(b, std::span(y))));
    BOOST_TEST(a == b);
    BOOST_TEST((x == y));
}

BOOST_AUTO_TEST_CASE(a_taught_row_is_between_both_labels) {
    // Target 0.3, one negative at 1; the teacher gives them 0.6 and 0.4.
    const double l = 0.2, r = 0.3, s = 1, lse = std::log(std::exp(r) + std::exp(s)), taught = 0.6 * r + 0.4 * s;
    const auto end = nc::loss::distilled{.weight = l}.close_taught(r, s, 1.0, taught);
    BOOST_TEST(end.value == (1 - l) * (lse - r) + l * (lse - taught), boost::test_tools::tolerance(1e-14));
    BOOST_TEST(end.target == std::exp(r - lse) - (1 - l), boost::test_tools::tolerance(1e-14));
    BOOST_TEST(end.share == std::exp(s - lse), boost::test_tools::tolerance(1e-14));
    BOOST_TEST(end.label == 0);
}

BOOST_AUTO_TEST_SUITE_END()
