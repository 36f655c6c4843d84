// SPDX-License-Identifier: Apache-2.0
#include "nextclick/loss/cosine.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>
#include <vector>

#include "nextclick/core/gradient_check.hpp"
#include "nextclick/core/random.hpp"

BOOST_AUTO_TEST_SUITE(cosine)

namespace nc = nextclick;

BOOST_AUTO_TEST_CASE(is_one_less_the_cosine_whatever_the_lengths) {
    const nc::loss::cosine loss;
    std::vector<double> dq(2), de(2);
    const auto value = [&](std::vector<double> q, std::vector<double> e) { return loss.pair<double>(q, e, std::span(dq), std::span(de)); };
    BOOST_TEST(value({3, 0}, {0.5, 0}) == 0);
    BOOST_TEST(value({3, 0}, {0, 9}) == 1);
    BOOST_TEST(value({3, 4}, {-6, -8}) == 2, boost::test_tools::tolerance(1e-15));
    BOOST_TEST(value({1, 0}, {1, 1}) == 1 - std::sqrt(0.5), boost::test_tools::tolerance(1e-15));
    BOOST_TEST(value({0, 0}, {1, 1}) == 1);  // no direction
    BOOST_TEST((dq == std::vector<double>{0, 0} && de == dq));
    BOOST_TEST(std::isnan(value({std::nan(""), 0}, {1, 1})));
}

BOOST_AUTO_TEST_CASE(its_gradients_are_the_differences) {
    const nc::loss::cosine loss;
    for (const std::size_t d : {1u, 2u, 7u, 40u}) {
        std::vector<double> q(d), e(d), dq(d), de(d), unused(d), unused_too(d);
        for (std::size_t i = 0; i < d; ++i) {
            q[i] = nc::random_stream{1, 0}.normal(i);
            e[i] = 3 * nc::random_stream{1, 1}.normal(i);
        }
        const auto value = [&] { return loss.pair<double>(q, e, std::span(unused), std::span(unused_too)); };
        BOOST_TEST(value() == loss.pair<double>(q, e, std::span(dq), std::span(de)));
        BOOST_TEST(nc::check_gradient(q, dq, value).worst < 1e-8);
        BOOST_TEST(nc::check_gradient(e, de, value).worst < 1e-8);
    }
}

BOOST_AUTO_TEST_CASE(as_a_row_of_cosines) {
    float target = 0.25f;
    std::vector<float> negatives{0.5f, -1};
    BOOST_TEST(nc::loss::cosine{}.row(target, std::span(negatives)) == 0.75f);
    BOOST_TEST(target == -1);
    BOOST_TEST((negatives == std::vector<float>{0, 0}));
}

BOOST_AUTO_TEST_SUITE_END()
