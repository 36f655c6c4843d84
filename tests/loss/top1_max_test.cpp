// SPDX-License-Identifier: Apache-2.0
#include "nextclick/loss/top1_max.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <vector>

#include "nextclick/loss/top1.hpp"

BOOST_AUTO_TEST_SUITE(top1_max_loss, *boost::unit_test::tolerance(1e-12))

namespace loss = nextclick::loss;

BOOST_AUTO_TEST_CASE(with_one_negative_it_is_top1) {
    double a = 0.3, b = 0.3;
    std::vector<double> x{-0.8}, y{-0.8};
    BOOST_TEST(loss::top1_max{}.row(a, std::span<double>(x)) == loss::top1{}.row(b, std::span<double>(y)));
    BOOST_TEST(a == b);
    BOOST_TEST(x[0] == y[0]);
}

BOOST_AUTO_TEST_CASE(the_top_negative_dominates) {
    double target = 0;
    std::vector<double> x{-40, 1, -40};
    const double value = loss::top1_max{}.row(target, std::span<double>(x));
    const double s = 1 / (1 + std::exp(-1.0));
    BOOST_TEST(value == 2 * s);  // sig(1 - 0) + sig(1²)
    BOOST_TEST(x[0] < 1e-15);
    BOOST_TEST(x[1] == 3 * s * (1 - s));
}

BOOST_AUTO_TEST_SUITE_END()
