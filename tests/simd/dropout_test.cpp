// SPDX-License-Identifier: Apache-2.0
#include "nextclick/simd/dropout.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <vector>

#include "nextclick/core/workspace.hpp"

BOOST_AUTO_TEST_SUITE(dropout_)

namespace nc = nextclick;

BOOST_AUTO_TEST_CASE(drops_its_share_and_keeps_the_mean) {
    nc::workspace memory;
    for (const double p : {0.0, 0.1, 0.5, 0.9}) {
        auto mask = memory.take<double>(1000, 33);
        nc::dropout_mask(mask, p, {4, 4});
        double dropped = 0, sum = 0;
        for (std::size_t i = 0; i < mask.size(); ++i) {
            dropped += mask.data[i] == 0;
            sum += mask.data[i];
            BOOST_REQUIRE((mask.data[i] == 0 || std::abs(mask.data[i] - 1 / (1 - p)) < 1e-12));
        }
        BOOST_TEST(std::abs(dropped / 33'000 - p) < 0.01);
        BOOST_TEST(std::abs(sum / 33'000 - 1) < 0.06);
    }
}

BOOST_AUTO_TEST_CASE(whole_rows) {
    nc::workspace memory;
    auto mask = memory.take<float>(2000, 3);
    for (std::size_t r = 0; r < mask.rows; ++r) nc::drop_row(mask.row(r), 0.25, {4, 4}, r);
    double dropped = 0;
    for (std::size_t r = 0; r < mask.rows; ++r) {
        BOOST_REQUIRE((mask(r, 0) == mask(r, 1) && mask(r, 1) == mask(r, 2)));
        dropped += mask(r, 0) == 0;
    }
    BOOST_TEST(std::abs(dropped / 2000 - 0.25) < 0.04);
}

BOOST_AUTO_TEST_CASE(impossible_probabilities) {
    for (const double p : {-0.1, 1.0, 2.0, std::nan("")}) BOOST_CHECK_THROW(nc::check_probability(p, "here"), nc::argument_error);
    nc::check_probability(0, "here");
}

BOOST_AUTO_TEST_SUITE_END()
