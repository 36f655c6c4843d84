// SPDX-License-Identifier: Apache-2.0
#include "nextclick/batch/user_sessions.hpp"

#include <boost/test/unit_test.hpp>
#include <set>

#include "batch/log_of.hpp"

BOOST_AUTO_TEST_SUITE(user_sessions_batches)

namespace nc = nextclick;
using nc::batch::user_sessions;
using toy::batch_lane;
constexpr auto none = nc::no_item;

BOOST_AUTO_TEST_CASE(a_batch_is_the_next_session_of_each_user) {
    const auto log = toy::users_log({{0, {1, 2}}, {1, {4, 5, 6}}, {3, {6, 7}}, {0, {8}}, {2, {9}}, {3, {10, 11}}, {0, {12, 13, 14}}});
    user_sessions batches(log, {.size = 2});
    const auto order = toy::units_of<user_sessions>(log);
    batches.start(order);
    nc::event_rows rows;
    using lanes = std::vector<batch_lane>;
    using words = std::vector<std::uint32_t>;
    const auto carry = [&] { return words(rows.carry.begin(), rows.carry.end()); };
    const auto marks = [&] { return words(rows.steps.returning.begin(), rows.steps.returning.end()); };
    constexpr auto fresh = nc::new_session;

    BOOST_REQUIRE(batches.next(rows));  // the longer session is the first lane
    BOOST_TEST((toy::lanes_of(rows) == lanes{{{4, 5, 6}, {5, 6, none}}, {{1, 2}, {2, none}}}));
    BOOST_TEST((carry() == words{fresh, fresh} && marks() == words{0, 0}));
    BOOST_TEST(rows.nominal_rows == 3u);
    BOOST_REQUIRE(batches.next(rows));  // user 0 was lane 1; user 1 is done, user 2 has no target
    BOOST_TEST((toy::lanes_of(rows) == lanes{{{12, 13, 14}, {13, 14, none}}, {{6, 7}, {7, none}}}));
    BOOST_TEST((carry() == words{1, fresh} && marks() == words{1, 0}));
    BOOST_REQUIRE(batches.next(rows));
    BOOST_TEST((toy::lanes_of(rows) == lanes{{{10, 11}, {11, none}}}));
    BOOST_TEST((carry() == words{1} && marks() == words{1}));
    BOOST_TEST(rows.nominal_rows == 3u);
    BOOST_TEST(!batches.next(rows));
    BOOST_TEST(batches.passed() == user_sessions::event_count(log));
    BOOST_TEST(batches.passed() == 7u);
}

BOOST_AUTO_TEST_CASE(few_lanes_at_the_end_make_small_steps) {
    const auto log = toy::users_log({{0, {1, 2}}, {1, {4, 5, 6, 7}}, {1, {6, 7, 8, 9}}, {0, {8}}, {1, {1, 2}}});
    const auto order = toy::units_of<user_sessions>(log);
    const auto divisors = [&](nc::batch::divisor per) {
        user_sessions batches(log, {.size = 2, .loss_divisor = per});
        batches.start(order);
        std::vector<std::size_t> found;
        for (nc::event_rows rows; batches.next(rows);) found.push_back(rows.nominal_rows);
        return found;
    };
    using counts = std::vector<std::size_t>;
    BOOST_TEST((divisors(nc::batch::divisor::automatic) == counts{4, 4, 4}));  // two of four sessions with eight targets
    BOOST_TEST((divisors(nc::batch::divisor::actual) == counts{4, 3, 1}));
    BOOST_TEST((divisors(nc::batch::divisor::size) == counts{2, 2, 2}));
}

BOOST_AUTO_TEST_CASE(long_sessions_are_cut) {
    const auto log = toy::users_log({{0, {1, 2, 3, 4, 5}}});
    for (const auto& [kept, clicks] : {std::pair{nc::batch::keep::last, std::vector<nc::item_index>{3, 4, 5}},
                                       std::pair{nc::batch::keep::first, std::vector<nc::item_index>{1, 2, 3}}}) {
        const nc::batch::options options{.size = 1, .max_length = 2, .kept = kept};
        user_sessions batches(log, options);
        const auto order = toy::units_of<user_sessions>(log);
        batches.start(order);
        nc::event_rows rows;
        BOOST_REQUIRE(batches.next(rows));
        BOOST_TEST((toy::lanes_of(rows)[0].clicks == clicks));
        BOOST_TEST(user_sessions::event_count(log, options) == 2u);
    }
}

BOOST_AUTO_TEST_CASE(every_target_comes_once) {
    const auto log = toy::chained_users_log(30, 23);
    user_sessions batches(log, {.size = 5});
    const auto order = toy::units_of<user_sessions>(log);
    for (int epoch = 0; epoch < 2; ++epoch) {
        batches.start(order);
        std::multiset<std::uint32_t> seen;
        nc::event_rows rows;
        while (batches.next(rows))
            for (std::size_t i = 0; i < rows.steps.queries(); ++i) seen.insert(batches.events()[rows.steps.row_of_query(i)]);
        std::multiset<std::uint32_t> expected;
        for (std::size_t s = 0; s < log.session_count(); ++s)
            for (std::uint32_t e = log.session_begin()[s]; e + 1 < log.session_begin()[s + 1]; ++e) expected.insert(e);
        BOOST_TEST((seen == expected));
        BOOST_TEST(batches.passed() == user_sessions::event_count(log));
    }
}

BOOST_AUTO_TEST_CASE(unsupported_options_are_refused) {
    const auto log = toy::chained_users_log(10, 3);
    BOOST_CHECK_THROW(user_sessions(log, {.size = 0}), nc::argument_error);
    BOOST_CHECK_THROW(user_sessions(log, {.click_dropout = 0.1}), nc::argument_error);
    BOOST_CHECK_THROW(user_sessions(log, {.targets = nc::batch::target_filter::new_item}), nc::argument_error);
    BOOST_CHECK_THROW(user_sessions(toy::chained_log(10, 3), {}), nc::data_error);
}

BOOST_AUTO_TEST_SUITE_END()
