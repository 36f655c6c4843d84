// SPDX-License-Identifier: Apache-2.0
#include "nextclick/core/packed_reversal.hpp"

#include <boost/test/unit_test.hpp>
#include <vector>

BOOST_AUTO_TEST_SUITE(packed_reversal)

namespace nc = nextclick;

BOOST_AUTO_TEST_CASE(reads_every_lane_from_its_end) {
    // lanes of 4, 2 and 1 events: rows 0 1 2 | 3 4 | 5 | 6
    const std::uint32_t begin[] = {0, 3, 5, 6, 7};
    std::vector<std::uint32_t> to(7);
    nc::lane_reversal({begin}, to);
    BOOST_TEST((to == std::vector<std::uint32_t>{6, 4, 2, 5, 1, 3, 0}));
    const std::uint32_t one[] = {0, 3};
    to.resize(3);
    nc::lane_reversal({one}, to);
    BOOST_TEST((to == std::vector<std::uint32_t>{0, 1, 2}));
}

BOOST_AUTO_TEST_SUITE_END()
