// SPDX-License-Identifier: Apache-2.0
#include "nextclick/batch/user_parallel.hpp"

#include <boost/test/unit_test.hpp>
#include <map>
#include <tuple>
#include <utility>

#include "batch/log_of.hpp"

BOOST_AUTO_TEST_SUITE(user_parallel_batches)

namespace nc = nextclick;
using nc::batch::user_parallel;

BOOST_AUTO_TEST_CASE(sessions_of_a_user_follow_one_another_and_a_free_lane_takes_the_next_user) {
    // user 0: two sessions and one click between them; user 1: one; user 2: one click; user 3: three
    const auto log =
        toy::users_log({{0, {1, 2, 3}}, {1, {4, 5}}, {3, {6, 7}}, {0, {8}}, {2, {9}}, {3, {10, 11}}, {0, {12, 13}}, {3, {14, 15, 16}}});
    user_parallel batches(log, {.size = 2});
    const auto order = toy::units_of<user_parallel>(log);
    batches.start(order);
    using row = std::vector<nc::item_index>;
    using carry = std::vector<std::uint32_t>;
    using marks = std::vector<int>;
    constexpr auto fresh = nc::new_session;
    const std::vector<std::tuple<row, row, carry, marks>> expected{
        {{1, 4}, {2, 5}, {fresh, fresh}, {0, 0}},
        {{2, 6}, {3, 7}, {0, fresh}, {0, 0}},  // user 1 is done, user 2 has no target, user 3 is new
        {{12, 10}, {13, 11}, {0, 1}, {1, 1}},  // both return; the session of one click is skipped
        {{14}, {15}, {1}, {1}},                // user 0 is done and no user is left
        {{15}, {16}, {0}, {0}},
    };
    nc::event_rows rows;
    for (const auto& [item, target, from, returning] : expected) {
        BOOST_REQUIRE(batches.next(rows));
        BOOST_TEST(row(rows.item.begin(), rows.item.end()) == item, boost::test_tools::per_element());
        BOOST_TEST(row(rows.target.begin(), rows.target.end()) == target, boost::test_tools::per_element());
        BOOST_TEST(carry(rows.carry.begin(), rows.carry.end()) == from, boost::test_tools::per_element());
        BOOST_TEST(marks(rows.steps.returning.begin(), rows.steps.returning.end()) == returning, boost::test_tools::per_element());
        BOOST_TEST(rows.nominal_rows == 2u);
        for (std::size_t l = 0; l < item.size(); ++l) BOOST_TEST(log.item_column()[batches.events()[l]] == item[l]);
    }
    BOOST_TEST(!batches.next(rows));
    BOOST_TEST(!batches.next(rows));
}

BOOST_AUTO_TEST_CASE(every_transition_comes_once_and_states_follow_their_user) {
    const auto log = toy::chained_users_log(30, 23);
    std::multimap<std::uint32_t, std::uint32_t> unseen;  // events with a target
    for (std::size_t s = 0; s < log.session_count(); ++s)
        for (std::uint32_t e = log.session_begin()[s]; e + 1 < log.session_begin()[s + 1]; ++e) unseen.emplace(e, e);
    const auto session_of = [&](std::uint32_t event) {
        std::size_t s = 0;
        while (log.session_begin()[s + 1] <= event) ++s;
        return s;
    };
    user_parallel batches(log, {.size = 4});
    const auto order = toy::units_of<user_parallel>(log);
    batches.start(order);
    BOOST_TEST(user_parallel::event_count(log) == unseen.size());
    std::vector<std::uint32_t> before;
    nc::event_rows rows;
    while (batches.next(rows)) {
        const std::vector<std::uint32_t> now(batches.events().begin(), batches.events().end());
        for (std::size_t l = 0; l < now.size(); ++l) {
            BOOST_TEST(unseen.erase(now[l]) == 1u);
            const auto s = session_of(now[l]);
            const bool first = now[l] == log.session_begin()[s];
            BOOST_TEST(rows.target[l] == log.item_column()[now[l] + 1]);
            if (rows.carry[l] == nc::new_session) {
                BOOST_TEST((first && rows.steps.returning[l] == 0));
                continue;
            }
            const auto from = before[rows.carry[l]];
            BOOST_TEST(log.user_column()[session_of(from)] == log.user_column()[s]);
            BOOST_TEST((rows.steps.returning[l] == 1) == first);
            BOOST_TEST((first ? session_of(from) < s : from + 1 == now[l]));
        }
        before = now;
    }
    BOOST_TEST(unseen.empty());
    BOOST_TEST(batches.passed() == user_parallel::event_count(log));
}

BOOST_AUTO_TEST_CASE(unsupported_options_are_refused) {
    const auto log = toy::chained_users_log(10, 3);
    BOOST_CHECK_THROW(user_parallel(log, {.size = 0}), nc::argument_error);
    BOOST_CHECK_THROW(user_parallel(log, {.max_length = 3}), nc::argument_error);
    BOOST_CHECK_THROW(user_parallel(log, {.click_dropout = 0.1}), nc::argument_error);
    BOOST_CHECK_THROW(user_parallel(toy::chained_log(10, 3), {}), nc::data_error);
}

BOOST_AUTO_TEST_SUITE_END()
