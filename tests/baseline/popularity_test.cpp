// SPDX-License-Identifier: Apache-2.0
#include "nextclick/baseline/popularity.hpp"

#include <boost/test/unit_test.hpp>

#include "toy.hpp"

BOOST_AUTO_TEST_SUITE(popular_items)

namespace nc = nextclick;
using namespace nc::baseline;

/// Item 2 was clicked three times, items 0 and 1 once, item 3 never.
nc::data::click_log few_clicks() {
    nc::data::log_columns c;
    c.items = std::make_shared<const nc::data::vocabulary>(toy::numbered_items(4));
    c.item = {2, 0, 2, 2, 1};
    c.session_begin = {0, 3, 5};
    return nc::data::click_log(std::move(c));
}

BOOST_AUTO_TEST_CASE(every_session_gets_the_most_clicked_items) {
    const auto log = few_clicks();
    nc::ranker::score_list scores;
    scores.reset(4);
    const nc::item_index session[] = {1};
    popularity(log).score({session}, scores);
    BOOST_TEST(scores.size() == 3u);
    BOOST_TEST(scores[2] == 0.75f);
    BOOST_TEST(scores[0] == 0.5f);
    BOOST_TEST(scores[3] == 0);
    scores.reset(4);
    popularity(log, {.kept = 1}).score({session}, scores);
    BOOST_TEST(scores.size() == 1u);
    BOOST_TEST(scores[2] == 0.75f);
}

BOOST_AUTO_TEST_CASE(items_of_the_session_rank_first) {
    nc::ranker::score_list scores;
    scores.reset(4);
    const nc::item_index session[] = {1, 3, 1};
    session_popularity(few_clicks()).score({session}, scores);
    BOOST_TEST(scores[1] == 2.5f);
    BOOST_TEST(scores[3] == 1);
    BOOST_TEST(scores[2] == 0.75f);
}

BOOST_AUTO_TEST_SUITE_END()
