// SPDX-License-Identifier: Apache-2.0
#include "nextclick/ranker/score_list.hpp"

#include <boost/test/unit_test.hpp>
#include <set>

BOOST_AUTO_TEST_SUITE(score_lists)

namespace nc = nextclick;

std::set<nc::item_index> of(const nc::ranker::score_list& list) { return {list.items().begin(), list.items().end()}; }

BOOST_AUTO_TEST_CASE(scores_of_an_item_are_added) {
    nc::ranker::score_list list;
    list.reset(5);
    list.add(4, 1);
    list.add(0, 2);
    list.add(4, 0.5f);
    BOOST_TEST(list.size() == 2u);
    BOOST_TEST((of(list) == std::set<nc::item_index>{0, 4}));
    BOOST_TEST(list[4] == 1.5f);
    BOOST_TEST(list[1] == 0);
}

BOOST_AUTO_TEST_CASE(every_item_may_have_one) {
    nc::ranker::score_list list;
    list.reset(3);
    for (int round = 0; round < 2; ++round)
        for (nc::item_index i = 0; i < 3; ++i) list.add(i, 1);
    BOOST_TEST(list.size() == 3u);
    BOOST_TEST(list[2] == 2);
}

BOOST_AUTO_TEST_CASE(a_list_is_scaled_and_filtered) {
    nc::ranker::score_list list;
    list.reset(6);
    for (nc::item_index i = 0; i < 6; ++i) list.add(i, 1);
    list.scale([](nc::item_index i) { return static_cast<float>(i + 1); });
    list.filter([](nc::item_index i) { return i % 2 == 0; });
    BOOST_TEST((of(list) == std::set<nc::item_index>{0, 2, 4}));
    BOOST_TEST(list[4] == 5);
    BOOST_TEST(list[5] == 0);
    list.add(5, 1);
    BOOST_TEST(list.size() == 4u);
}

BOOST_AUTO_TEST_CASE(a_reset_list_is_empty_and_may_be_for_more_items) {
    nc::ranker::score_list list;
    list.reset(2);
    list.add(1, 1);
    list.reset(4);
    BOOST_TEST(list.size() == 0u);
    BOOST_TEST(list[1] == 0);
    list.add(3, 1);
    BOOST_TEST((of(list) == std::set<nc::item_index>{3}));
}

BOOST_AUTO_TEST_SUITE_END()
