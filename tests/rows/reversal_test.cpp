// SPDX-License-Identifier: Apache-2.0
#include "nextclick/rows/reversal.hpp"

#include <boost/test/unit_test.hpp>
#include <vector>

BOOST_AUTO_TEST_SUITE(reversal)

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

BOOST_AUTO_TEST_CASE(items_are_read_in_the_same_order) {
    const std::uint32_t begin[] = {0, 3, 5, 6, 7};
    const nc::item_index items[] = {10, 20, 30, 11, 21, 12, 13};
    nc::workspace memory;
    nc::packed_steps steps{.begin = begin, .item = items};
    std::vector<std::uint32_t> place(7);
    const auto reversed = nc::reversed_steps(memory, steps, nc::lane_reversal(steps, place));
    BOOST_TEST((std::vector<nc::item_index>(reversed.item.begin(), reversed.item.end()) ==
                std::vector<nc::item_index>{13, 21, 30, 12, 20, 11, 10}));
    steps.item = {};
    BOOST_TEST(nc::reversed_steps(memory, steps, place).item.empty());
}

BOOST_AUTO_TEST_SUITE_END()
