// SPDX-License-Identifier: Apache-2.0
#include "nextclick/data/edit/filter.hpp"

#include <boost/test/unit_test.hpp>
#include <string>

#include "data/support.hpp"
#include "nextclick/data/read/read_clicks.hpp"
#include "nextclick/data/simulate/simulator.hpp"

BOOST_AUTO_TEST_SUITE(data_filter)

using namespace nextclick::data;
using data_test::spelled;

namespace {
/// "abc de": two sessions of three and two events.
click_log log_of(const std::string& sessions) {
    std::string text = "SessionId\tItemId\tTime\n";
    int session = 1, time = 0;
    for (const char c : sessions) {
        if (c == ' ') {
            ++session;
            continue;
        }
        text += std::to_string(session) + '\t' + c + '\t' + std::to_string(++time) + '\n';
    }
    return parse_clicks(text, "t");
}
}  // namespace

BOOST_AUTO_TEST_CASE(single_filters) {
    BOOST_CHECK_EQUAL(spelled(min_session_length(log_of("abc d ef"), 2)), "1: a b c | 3: e f");
    BOOST_CHECK_EQUAL(spelled(min_item_support(log_of("abc ab a"), 2)), "1: a b | 2: a b | 3: a");
    BOOST_CHECK_EQUAL(spelled(without_repeats(log_of("aabba aa ab"))), "1: a b a | 2: a | 3: a b");
    BOOST_CHECK_EQUAL(min_item_support(log_of("abc ab a"), 2).items().size(), 2u);
}

BOOST_AUTO_TEST_CASE(a_filter_that_leaves_nothing_is_an_error) {
    const auto says = [](const char* word) { return data_test::says(word, "of the 4 clicks"); };
    BOOST_CHECK_EXCEPTION(min_session_length(log_of("ab ab"), 3), nextclick::data_error, says("min_session_length(3) leaves none"));
    BOOST_CHECK_EXCEPTION(min_item_support(log_of("ab ab"), 3), nextclick::data_error, says("min_item_support(3) leaves none"));
    BOOST_CHECK_EXCEPTION(filtered(log_of("ab ab")), nextclick::data_error,
                          says("filtered, with a min_session_length of 2 and a min_item_support of 5, leaves none"));
    BOOST_CHECK_EQUAL(filtered(click_log()).event_count(), 0u);  // the log was empty before
    BOOST_CHECK_EQUAL(min_session_length(click_log(), 2).event_count(), 0u);
}

BOOST_AUTO_TEST_CASE(repeated_filters_remove_more_than_one_pass) {
    // c is rare: session 3 becomes short and is dropped with the second b; only then is b rare.
    const filter_options once{.min_session_length = 2, .min_item_support = 2};
    filter_options stable = once;
    stable.until_stable = true;
    filter_report r;
    BOOST_CHECK_EQUAL(spelled(filtered(log_of("aa aab bc"), once, &r)), "1: a a | 2: a a b");
    BOOST_CHECK_EQUAL(r.rounds, 1u);
    BOOST_CHECK_EQUAL(spelled(filtered(log_of("aa aab bc"), stable, &r)), "1: a a | 2: a a");
    BOOST_CHECK(r.rounds == 3 && r.events == 3 && r.sessions == 1 && r.items == 2);
}

BOOST_AUTO_TEST_CASE(repeats_may_be_dropped_first) {
    const filter_options options{.min_session_length = 2, .min_item_support = 2, .drop_repeats = true};
    BOOST_CHECK_EQUAL(spelled(filtered(log_of("aab ab bb"), options)), "1: a b | 2: a b");
}

BOOST_AUTO_TEST_CASE(a_stable_log_satisfies_both_bounds_and_stays) {
    const auto log = filtered(simulate({.sessions = 3000, .items = 3000}), {.until_stable = true});
    BOOST_REQUIRE_GT(log.session_count(), 100u);
    for (const auto support : log.item_support()) BOOST_REQUIRE_GE(support, 5u);
    for (std::size_t s = 0; s < log.session_count(); ++s) BOOST_REQUIRE_GE(log.items_of(s).size(), 2u);
    filter_report r;
    const auto again = filtered(log, {.until_stable = true}, &r);
    BOOST_CHECK(r.rounds == 1 && r.events == 0 && data_test::same_content(again, log));
    BOOST_CHECK_EQUAL(again.items().hash(), log.items().hash());
}

BOOST_AUTO_TEST_CASE(users_and_columns_are_filtered_too) {
    const auto all = simulate({.sessions = 300, .items = 100, .users = 50, .categories = 10});
    const auto log = min_session_length(all, 4);
    std::size_t kept = 0;
    for (std::size_t s = 0; s < all.session_count(); ++s) {
        if (all.items_of(s).size() < 4) continue;
        BOOST_REQUIRE(log.session_id(kept) == all.session_id(s));
        BOOST_REQUIRE(log.user_id(kept) == all.user_id(s));
        const auto a = all.session_begin()[s], b = log.session_begin()[kept++];
        for (std::size_t e = 0; e < all.items_of(s).size(); ++e)
            BOOST_REQUIRE_EQUAL(all.column("Dwell").numbers()[a + e], log.column("Dwell").numbers()[b + e]);
    }
    BOOST_CHECK_EQUAL(kept, log.session_count());
}

BOOST_AUTO_TEST_SUITE_END()
