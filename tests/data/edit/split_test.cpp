// SPDX-License-Identifier: Apache-2.0
#include "nextclick/data/edit/split.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "data/support.hpp"
#include "nextclick/data/read/read_clicks.hpp"
#include "nextclick/data/simulate/simulator.hpp"

BOOST_AUTO_TEST_SUITE(data_split)

using namespace nextclick::data;
using data_test::spelled;

namespace {
/// Sessions 1 before day 2, 2 across its midnight, 3 after it, 4 ending exactly on it; days of 86400 s.
click_log four() {
    return parse_clicks(
        "SessionId\tItemId\tTime\n1\ta\t86400\n1\tb\t86500\n2\ta\t172700\n2\tb\t172750\n2\tc\t172900\n"
        "3\ta\t200000\n3\tnew\t200001\n3\tb\t200002\n4\ta\t172000\n4\tc\t172800\n",
        "t");
}
constexpr std::int64_t midnight = 172'800'000;
}  // namespace

BOOST_AUTO_TEST_CASE(by_the_end_of_a_session) {  // c and new are unknown to train: session 4 becomes too short
    const auto parts = by_time(four(), midnight);
    BOOST_CHECK_EQUAL(spelled(parts.train), "1: a b");
    BOOST_CHECK_EQUAL(spelled(parts.test), "2: a b | 3: a b");
    BOOST_CHECK(parts.test.shared_items() == parts.train.shared_items());
    BOOST_CHECK_EQUAL(parts.train.items().size(), 2u);
}

BOOST_AUTO_TEST_CASE(by_the_start_of_a_session) {
    split_options options;
    options.by = session_time::start;
    const auto parts = by_time(four(), midnight, options);
    BOOST_CHECK_EQUAL(spelled(parts.train), "1: a b | 4: a c | 2: a b c");
    BOOST_CHECK_EQUAL(spelled(parts.test), "3: a b");
}

BOOST_AUTO_TEST_CASE(unknown_items_may_stay_unknown) {
    split_options options;
    options.by = session_time::start;
    options.unknown = unknown_items::keep;
    BOOST_CHECK_EQUAL(spelled(by_time(four(), midnight, options).test), "3: a ? b");
}

BOOST_AUTO_TEST_CASE(sessions_at_the_boundary_may_be_dropped) {
    split_options options = protocol::narm;
    options.unknown = unknown_items::keep;
    BOOST_CHECK_EQUAL(spelled(by_time(four(), midnight, options).test), "2: a b ? | 3: a ? b");
}

BOOST_AUTO_TEST_CASE(train_may_be_cut_at_the_time) {
    const auto parts = by_time(four(), midnight, protocol::hidasi_czapp);
    BOOST_CHECK_EQUAL(spelled(parts.train), "1: a b | 2: a b");  // 4 keeps one event and is dropped
    BOOST_CHECK_EQUAL(spelled(parts.test), "3: a ? b");
}

BOOST_AUTO_TEST_CASE(the_last_days_count_back_from_the_last_event) {
    // The last event is at 200002 s; one day earlier is 113602 s.
    const auto day = last_days(four(), 1), same = by_time(four(), 113'602'000);
    BOOST_CHECK(data_test::same_content(day.train, same.train) && data_test::same_content(day.test, same.test));
    BOOST_CHECK_EQUAL(spelled(day.train), "1: a b");
}

BOOST_AUTO_TEST_CASE(the_last_fraction_goes_by_time) {
    split_options options;
    options.unknown = unknown_items::keep;
    BOOST_CHECK_EQUAL(spelled(last_fraction(four(), 0.5, options).test), "2: a b c | 3: a ? b");  // 4 ends before 2
    BOOST_CHECK_EQUAL(spelled(last_fraction(four(), 0.75, options).test), "4: a ? | 2: a b ? | 3: a ? b");
    options.by = session_time::start;
    BOOST_CHECK_EQUAL(spelled(last_fraction(four(), 0.25, options).test), "3: a ? b");
}

BOOST_AUTO_TEST_CASE(the_most_recent_sessions_keep_their_vocabulary) {  // in order of their ends: 1, 4, 2, 3
    BOOST_CHECK_EQUAL(spelled(most_recent(four(), 0.25)), "3: a new b");
    BOOST_CHECK_EQUAL(spelled(most_recent(four(), 0.5)), "2: a b c | 3: a new b");
    BOOST_CHECK_EQUAL(spelled(most_recent(four(), 0.75)), "4: a c | 2: a b c | 3: a new b");
    BOOST_CHECK_EQUAL(spelled(most_recent(four(), 1)), spelled(four()));
    BOOST_CHECK_EXCEPTION(most_recent(four(), 0.2), nextclick::data_error, data_test::says("most_recent", "less than one"));
    BOOST_CHECK(most_recent(four(), 0.25).items() == four().items());
    BOOST_CHECK_EQUAL(spelled(most_recent(four(), 0.5, share_of::sessions, session_time::start)), "2: a b c | 3: a new b");
    for (const double f : {0.0, 1.1, -1.0, 0.0 / 0.0})
        BOOST_CHECK_EXCEPTION(most_recent(four(), f), nextclick::argument_error, data_test::says("outside (0, 1]"));
}

/// The pairs of the literature, enumerated: sessions by their ends, prefixes from the longest to the shortest, the last
/// floor(fraction * pairs) of them.
BOOST_AUTO_TEST_CASE(the_most_recent_pairs_are_the_last_of_the_list_of_all_pairs) {
    using pair = std::pair<std::vector<nextclick::item_index>, nextclick::item_index>;
    const auto pairs_of = [](const click_log& log) {
        std::vector<std::uint32_t> order(log.session_count());
        for (std::uint32_t s = 0; s < order.size(); ++s) order[s] = s;
        std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return log.times_of(a).back() < log.times_of(b).back(); });
        std::vector<pair> pairs;
        for (const auto s : order) {
            const auto items = log.items_of(s);
            for (std::size_t n = items.size() - 1; n > 0; --n)
                pairs.push_back({{items.begin(), items.begin() + static_cast<std::ptrdiff_t>(n)}, items[n]});
        }
        return pairs;
    };
    const auto log = simulate({.sessions = 300, .items = 50, .categories = 5});
    const auto all = pairs_of(log);
    for (const double fraction : {1.0 / 64, 0.1, 0.25, 0.3, 1.0}) {
        const auto n = static_cast<std::ptrdiff_t>(fraction * static_cast<double>(all.size()));
        std::vector<pair> expected(all.end() - n, all.end());
        auto got = pairs_of(most_recent(log, fraction, share_of::pairs));
        std::sort(got.begin(), got.end());  // a cut session ends earlier: its place in the list may differ
        std::sort(expected.begin(), expected.end());
        BOOST_CHECK(got == expected);
    }
}

BOOST_AUTO_TEST_CASE(validation_is_the_same_split_inside_train) {
    const auto log = simulate({.sessions = 2000, .items = 200, .categories = 10});
    const auto outer = last_days(log, 4);
    const auto inner = last_days(outer.train, 4);
    BOOST_REQUIRE(inner.train.session_count() > 100 && inner.test.session_count() > 100);
    std::int64_t latest = 0;
    for (const auto t : inner.train.time_column()) latest = std::max(latest, t);
    for (std::size_t s = 0; s < inner.test.session_count(); ++s) BOOST_REQUIRE_GT(inner.test.times_of(s).back(), latest);
    BOOST_CHECK(inner.train.items().size() <= outer.train.items().size());
}

BOOST_AUTO_TEST_CASE(a_random_fraction_is_of_that_size_and_of_its_seed) {
    split_options all;
    all.min_session_length = 1;
    all.unknown = unknown_items::keep;
    const auto log = simulate({.sessions = 1000, .items = 200, .categories = 10});
    const auto a = random_fraction(log, 0.1, 1, all), b = random_fraction(log, 0.1, 1, all), c = random_fraction(log, 0.1, 2, all);
    BOOST_CHECK(a.test.session_count() == 100 && a.train.session_count() == 900);
    BOOST_CHECK(data_test::same_content(a.test, b.test) && !data_test::same_content(a.test, c.test));
    std::set<std::string> ids;
    for (const auto* part : {&a.train, &a.test})
        for (std::size_t s = 0; s < part->session_count(); ++s) ids.insert(part->session_id(s).to_string());
    BOOST_CHECK_EQUAL(ids.size(), 1000u);
}

BOOST_AUTO_TEST_CASE(the_last_session_of_each_user) {
    split_options all;
    all.min_session_length = 1;
    all.unknown = unknown_items::keep;
    const auto log = simulate({.sessions = 500, .items = 100, .users = 60, .categories = 10});
    const auto parts = last_session_of_users(log, all);
    std::set<std::string> tested;
    for (std::size_t s = 0; s < parts.test.session_count(); ++s)
        BOOST_CHECK(tested.insert(parts.test.user_id(s).to_string()).second);  // one per user
    for (std::size_t s = 0; s < log.session_count(); ++s) {
        std::size_t later = 0, mine = 0;
        for (std::size_t r = 0; r < log.session_count(); ++r) {
            const bool same = log.user_column()[r] == log.user_column()[s];
            mine += same;
            later += same && r > s;
        }
        bool in_test = false;
        for (std::size_t r = 0; r < parts.test.session_count(); ++r) in_test |= parts.test.session_id(r) == log.session_id(s);
        BOOST_REQUIRE_EQUAL(in_test, later == 0 && mine > 1);
    }
    BOOST_CHECK_THROW(last_session_of_users(four()), nextclick::data_error);
}

BOOST_AUTO_TEST_CASE(a_log_that_cannot_be_split_is_an_error) {
    read_options options;
    options.time.clear();
    const auto timeless = parse_clicks("SessionId\tItemId\n1\t2\n1\t3\n2\t2\n2\t3\n", "t", options);
    BOOST_CHECK_EXCEPTION(last_days(timeless, 1), nextclick::data_error, data_test::says("no times", "last_fraction"));
    BOOST_CHECK_EQUAL(spelled(last_fraction(timeless, 0.5).test), "2: 2 3");
    for (const double f : {0.0, 1.0, -1.0, 0.0 / 0.0}) BOOST_CHECK_THROW(last_fraction(four(), f), nextclick::argument_error);
    for (const double d : {0.0, -1.0, 0.0 / 0.0}) BOOST_CHECK_THROW(last_days(four(), d), nextclick::argument_error);
    BOOST_CHECK_EXCEPTION(by_time(four(), 0), nextclick::data_error,
                          data_test::says("by_time: none of the 4 sessions", "4 are for the test"));
    BOOST_CHECK_EXCEPTION(last_days(four(), 100'000), nextclick::data_error, data_test::says("last_days: none of the 4 sessions"));
    BOOST_CHECK_EXCEPTION(last_fraction(four(), 0.5, {.min_session_length = 9}), nextclick::data_error,
                          data_test::says("last_fraction: none", "fewer than 9 clicks"));
    BOOST_CHECK_EXCEPTION(random_fraction(four(), 0.5, 1, {.min_session_length = 9}), nextclick::data_error,
                          data_test::says("random_fraction: none"));
    BOOST_CHECK_EQUAL(last_fraction(click_log(), 0.5).train.session_count(), 0u);  // the log was empty before
    // An empty test part is an error too, unless allowed by option.
    BOOST_CHECK_EXCEPTION(
        by_time(four(), 1'000'000'000), nextclick::data_error,
        data_test::says("by_time: of the 4 sessions of the log 0 are for the test", "hold out more", "test_may_be_empty"));
    BOOST_CHECK_EXCEPTION(last_fraction(four(), 0.1), nextclick::data_error, data_test::says("last_fraction: of the 4 sessions"));
    BOOST_CHECK_EXCEPTION(random_fraction(four(), 0.1, 1), nextclick::data_error, data_test::says("random_fraction: of the 4 sessions"));
    BOOST_CHECK_EQUAL(spelled(last_fraction(timeless, 0.5, {.unknown = unknown_items::keep_ids}).test), "2: 2 3");
    BOOST_CHECK_EQUAL(by_time(four(), 1'000'000'000, {.test_may_be_empty = true}).test.session_count(), 0u);
}

BOOST_AUTO_TEST_SUITE_END()
