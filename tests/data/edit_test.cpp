// SPDX-License-Identifier: Apache-2.0
#include "nextclick/data/edit.hpp"

#include <boost/test/unit_test.hpp>
#include <vector>

#include "data/support.hpp"
#include "nextclick/data/read/read_clicks.hpp"

BOOST_AUTO_TEST_SUITE(data_edit)

using namespace nextclick::data;
using data_test::spelled;

namespace {
log_columns parts_of(std::string_view text) { return parse_clicks(text, "t").release(); }
std::string spelled_parts(log_columns p) { return spelled(click_log(std::move(p))); }
}  // namespace

BOOST_AUTO_TEST_CASE(sessions_that_lose_their_first_event_move_back) {
    auto p = parts_of("SessionId\tItemId\tTime\n1\t10\t1\n1\t11\t9\n2\t12\t3\n3\t13\t4\n");
    detail::keep_events(p, {false, true, true, false});
    BOOST_CHECK_EQUAL(spelled_parts(p), "2: 12 | 1: 11");
}

BOOST_AUTO_TEST_CASE(columns_shrink_in_place) {
    auto p = parts_of("SessionId\tItemId\tTime\n1\t10\t1\n1\t11\t9\n2\t12\t10\n3\t13\t11\n");
    const auto* before = p.item.data();
    detail::keep_events(p, {true, false, false, true});
    BOOST_CHECK_EQUAL(p.item.data(), before);
    BOOST_CHECK_EQUAL(spelled_parts(p), "1: 10 | 3: 13");
}

BOOST_AUTO_TEST_CASE(unused_items_leave_the_vocabulary_and_the_rest_keep_their_order) {
    auto p = parts_of("SessionId\tItemId\tTime\n1\t10\t1\n1\t11\t9\n2\t12\t10\n3\t13\t11\n");
    p.item[0] = nextclick::no_item;
    detail::keep_events(p, {true, true, false, true});
    detail::drop_unused_items(p);
    BOOST_CHECK_EQUAL(p.items->size(), 2u);
    BOOST_CHECK_EQUAL(p.items->name(0), "11");
    BOOST_CHECK_EQUAL(spelled_parts(p), "1: ? 11 | 3: 13");
    detail::drop_unknown_items(p);
    BOOST_CHECK_EQUAL(spelled_parts(p), "1: 11 | 3: 13");
    detail::drop_short_sessions(p, 2);
    BOOST_CHECK_EQUAL(spelled_parts(p), "");
}

BOOST_AUTO_TEST_SUITE_END()
