// SPDX-License-Identifier: Apache-2.0
#include "nextclick/data/edit/joined.hpp"

#include <boost/test/unit_test.hpp>

#include "nextclick/core/error.hpp"
#include "nextclick/data/simulate/simulator.hpp"
#include "toy.hpp"

BOOST_AUTO_TEST_SUITE(sessions_of_a_user_joined)

namespace nc = nextclick;

BOOST_AUTO_TEST_CASE(sessions_follow_one_another_with_all_columns) {
    const auto log = nc::data::simulate({.sessions = 60, .items = 20, .users = 15, .categories = 4});
    const auto joined = nc::data::sessions_joined(log);
    const nc::data::sessions_of_users of(log);
    BOOST_TEST(joined.event_count() == log.event_count());
    std::size_t at = 0;
    for (std::size_t s = 0; s < joined.session_count(); ++s) {
        const auto user = joined.user_column()[s];
        BOOST_TEST(joined.session_begin()[s] == at);
        for (const auto before : of[user])
            for (std::size_t t = 0; t < log.items_of(before).size(); ++t, ++at) {
                const std::size_t e = log.session_begin()[before] + t;
                BOOST_TEST(joined.item_column()[at] == log.item_column()[e]);
                for (std::size_t c = 0; c < log.columns().size(); ++c) {
                    const auto &a = joined.columns()[c], &b = log.columns()[c];
                    BOOST_TEST_REQUIRE(a.name() == b.name());
                    if (a.is<nc::data::kind::categorical>()) BOOST_TEST(a.codes()[at] == b.codes()[e]);
                    if (a.is<nc::data::kind::numeric>()) BOOST_TEST(a.numbers()[at] == b.numbers()[e]);
                }
            }
    }
    BOOST_TEST(!joined.has_times());
    BOOST_TEST(at == log.event_count());
    std::size_t users = 0;
    for (std::size_t u = 0; u < of.size(); ++u) users += of[u].empty() ? 0 : 1;
    BOOST_TEST(joined.session_count() == users);
}

BOOST_AUTO_TEST_CASE(users_are_in_order_of_their_first_session) {
    const auto joined = nc::data::sessions_joined(toy::users_log({{2, {3, 4}}, {0, {1, 2}}, {2, {7, 8}}, {0, {9, 1}}}));
    BOOST_TEST(joined.user_column() == (std::vector<nc::item_index>{2, 0}), boost::test_tools::per_element());
    BOOST_TEST(joined.item_column() == (std::vector<nc::item_index>{3, 4, 7, 8, 1, 2, 9, 1}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_log_without_users_is_refused) {
    BOOST_CHECK_THROW(nc::data::sessions_joined(toy::chained_log(5, 3)), nc::data_error);
}

BOOST_AUTO_TEST_SUITE_END()
