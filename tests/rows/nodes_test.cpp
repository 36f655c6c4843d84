// SPDX-License-Identifier: Apache-2.0
#include "nextclick/rows/nodes.hpp"

#include <boost/test/unit_test.hpp>
#include <map>
#include <vector>

#include "toy.hpp"

BOOST_AUTO_TEST_SUITE(nodes)

namespace nc = nextclick;

// Against a map per lane, over lanes of many lengths and few items.
BOOST_AUTO_TEST_CASE(equal_items_of_a_lane_are_one_node) {
    for (const std::size_t items : {1u, 3u, 40u}) {
        const toy::owned_batch batch({30, 17, 17, 4, 1, 1}, items, items);
        nc::packed_steps steps = batch.rows().steps;
        steps.item = batch.item;
        nc::workspace memory;
        const nc::lane_nodes nodes(memory, steps);
        BOOST_REQUIRE(nodes.begin.size() == steps.lanes() + 1);
        std::size_t number = 0;
        for (std::size_t lane = 0; lane < steps.lanes(); ++lane) {
            BOOST_TEST(nodes.begin[lane] == number);
            std::map<nc::item_index, std::size_t> known;
            for (std::size_t t = 0; t < steps.count() && steps.lanes(t) > lane; ++t) {
                const std::size_t row = steps.first(t) + lane;
                const auto [at, is_new] = known.emplace(batch.item[row], number);
                if (is_new) {
                    BOOST_TEST(nodes.item[number] == batch.item[row]);
                    ++number;
                }
                BOOST_TEST(nodes.of_row[row] == at->second);
                BOOST_TEST(nodes.visible[row] == known.size());
            }
        }
        BOOST_TEST(nodes.begin.back() == number);
        BOOST_TEST(nodes.count() == number);
    }
}

BOOST_AUTO_TEST_CASE(a_batch_without_items_is_refused) {
    const toy::owned_batch batch({3, 1}, 5, 1);
    nc::workspace memory;
    BOOST_CHECK_EXCEPTION(nc::lane_nodes(memory, batch.rows().steps), nc::argument_error,
                          [](const auto& e) { return std::string(e.what()).find("packed_steps::item") != std::string::npos; });
}

BOOST_AUTO_TEST_SUITE_END()
