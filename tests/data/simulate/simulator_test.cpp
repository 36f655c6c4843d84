// SPDX-License-Identifier: Apache-2.0
#include "nextclick/data/simulate/simulator.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "data/support.hpp"

BOOST_AUTO_TEST_SUITE(data_simulator)

using namespace nextclick::data;
using nextclick::item_index;

namespace {
/// Ids, times, users and columns of the first events, in one number.
std::uint64_t fingerprint(const click_log& log, std::size_t events) {
    detail::fnv1a h;
    for (std::size_t e = 0; e < events; ++e) {
        h.word(static_cast<std::uint64_t>(log.items()[log.item_column()[e]].integer()));
        h.word(static_cast<std::uint64_t>(log.time_column()[e]));
        h.word(log.column("Action").codes()[e]);
        h.word(static_cast<std::uint64_t>(log.column("Dwell").numbers()[e]));
        h.word(log.column("Category").codes()[e]);
        h.word(static_cast<std::uint64_t>(log.column("Price").numbers()[e] * 100 + 0.5f));
    }
    for (std::size_t s = 0; s < 100; ++s) h.word(static_cast<std::uint64_t>(log.user_id(s).integer()));
    return h.value;
}

/// The share of test clicks that are the most frequent successor, in train, of the `order` items before them.
double hits(const click_log& log, std::size_t order) {
    std::map<std::vector<item_index>, std::map<item_index, int>> seen;
    std::map<std::vector<item_index>, int> times_seen;
    std::size_t tried = 0, hit = 0;
    for (std::size_t s = 0; s < log.session_count(); ++s) {
        const auto events = log.items_of(s);
        for (std::size_t e = 2; e < events.size(); ++e) {
            const auto context = [&](std::size_t n) {
                const auto end = events.begin() + static_cast<std::ptrdiff_t>(e);
                return std::vector<item_index>(end - static_cast<std::ptrdiff_t>(n), end);
            };
            if (s < log.session_count() * 4 / 5) {
                for (std::size_t n = 0; n <= order; ++n) {
                    ++seen[context(n)][events[e]];
                    ++times_seen[context(n)];
                }
                continue;
            }
            ++tried;
            std::vector<item_index> known = context(order);  // a shorter context is used where the long one is rare
            while (!known.empty() && times_seen[known] < 4) known.erase(known.begin());
            if (const auto at = seen.find(known); at != seen.end())
                hit += std::max_element(at->second.begin(), at->second.end(), [](const auto& a, const auto& b) {
                           return a.second < b.second;
                       })->first == events[e];
        }
    }
    return static_cast<double>(hit) / static_cast<double>(tried);
}

const click_log& log() {
    static const click_log l = simulate({.sessions = 40'000, .items = 400, .users = 2'000, .categories = 20});
    return l;
}
}  // namespace

BOOST_AUTO_TEST_CASE(a_seed_gives_a_fixed_log) {
    const auto a = simulate({.sessions = 500, .seed = 7});
    BOOST_CHECK(data_test::same_content(a, simulate({.sessions = 500, .seed = 7})));
    BOOST_CHECK(!data_test::same_content(a, simulate({.sessions = 500, .seed = 8})));
    BOOST_CHECK_EQUAL(fingerprint(a, 1000), 8800278003139801317u);
}

BOOST_AUTO_TEST_CASE(a_session_does_not_depend_on_the_number_of_sessions) {
    const auto few = simulate({.sessions = 200}), many = simulate({.sessions = 900});
    for (std::size_t s = 0; s < 200; ++s) {
        BOOST_REQUIRE_EQUAL(data_test::spelled(few, s), data_test::spelled(many, s));
        BOOST_REQUIRE(few.user_id(s) == many.user_id(s));
    }
}

BOOST_AUTO_TEST_CASE(popularity_falls_like_zipf) {
    auto support = log().item_support();
    std::sort(support.rbegin(), support.rend());
    BOOST_CHECK_GT(support[0], 8 * support[200]);
    BOOST_CHECK_GT(support[0], 3 * support[40]);
    BOOST_CHECK_GT(support[399], 0u);
}

BOOST_AUTO_TEST_CASE(the_last_item_predicts_better_than_popularity_and_two_better_than_one) {
    const double zero = hits(log(), 0), one = hits(log(), 1), two = hits(log(), 2);
    BOOST_TEST_MESSAGE("hit rates by popularity, last item, last two items: " << zero << ' ' << one << ' ' << two);
    BOOST_CHECK_GT(one, 4 * zero);
    BOOST_CHECK_GT(two, 1.1 * one);
}

BOOST_AUTO_TEST_CASE(interests_hold_for_a_while_and_drift) {
    const auto category = log().column("Category").codes();
    std::size_t pairs = 0, same = 0, long_sessions = 0, drifted = 0;
    for (std::size_t s = 0; s < log().session_count(); ++s) {
        const auto a = log().session_begin()[s], b = log().session_begin()[s + 1];
        for (auto e = a + 1; e < b; ++e) ++pairs, same += category[e] == category[e - 1];
        if (b - a >= 10) ++long_sessions, drifted += category[a] != category[b - 1];
    }
    BOOST_CHECK_GT(same, pairs * 6 / 10);
    BOOST_CHECK_LT(same, pairs * 95 / 100);
    BOOST_CHECK_GT(drifted, long_sessions / 4);
}

BOOST_AUTO_TEST_CASE(users_return_to_their_categories) {
    const auto category = log().column("Category").codes();
    std::map<item_index, std::map<item_index, int>> starts;
    for (std::size_t s = 0; s < log().session_count(); ++s) ++starts[log().user_column()[s]][category[log().session_begin()[s]]];
    std::size_t sessions = 0, in_favourites = 0;
    for (const auto& [user, counts] : starts) {
        std::vector<int> n;
        for (const auto& [c, k] : counts) n.push_back(k);
        std::sort(n.rbegin(), n.rend());
        for (std::size_t i = 0; i < n.size(); ++i) {
            sessions += static_cast<std::size_t>(n[i]);
            if (i < 3) in_favourites += static_cast<std::size_t>(n[i]);
        }
    }
    BOOST_CHECK_GT(log().session_count(), 10 * starts.size());  // they return
    BOOST_CHECK_GT(in_favourites, sessions * 6 / 10);           // 3 of 20 categories
}

BOOST_AUTO_TEST_CASE(actions_dwell_prices_and_times_are_plausible) {
    const auto action = log().column("Action").codes();
    const auto dwell = log().column("Dwell").numbers(), price = log().column("Price").numbers();
    std::vector<std::size_t> count(4);
    for (const auto a : action) ++count[a];
    BOOST_CHECK_GT(count[0], 3 * count[1]);
    BOOST_CHECK(count[1] > count[3] && count[2] > 0 && count[3] > 0);
    std::vector<float> price_of(log().items().size(), -1);
    std::set<std::int64_t> days;
    for (std::size_t s = 0; s < log().session_count(); ++s)
        for (auto e = log().session_begin()[s]; e < log().session_begin()[s + 1]; ++e) {
            float& known = price_of[log().item_column()[e]];
            if (known >= 0) BOOST_REQUIRE_EQUAL(known, price[e]);
            known = price[e];
            BOOST_REQUIRE(dwell[e] > 0 && dwell[e] < 3'600'000);
            if (e + 1 < log().session_begin()[s + 1])
                BOOST_REQUIRE_EQUAL(static_cast<float>(log().time_column()[e + 1] - log().time_column()[e]), dwell[e]);
            days.insert(log().time_column()[e] / 86'400'000);
        }
    BOOST_CHECK(days.size() == 28 || days.size() == 29);  // the last session may run past midnight
}

BOOST_AUTO_TEST_CASE(there_are_fewer_visits_at_night) {
    std::vector<std::size_t> hour(24);
    for (std::size_t s = 0; s < log().session_count(); ++s) ++hour[static_cast<std::size_t>(log().times_of(s).front() / 3'600'000 % 24)];
    BOOST_CHECK_GT(hour[20], 5 * hour[3]);
    BOOST_CHECK_GT(hour[3], 0u);
}

BOOST_AUTO_TEST_CASE(every_option_has_an_effect_or_is_refused) {
    const auto one = simulate({.sessions = 1, .items = 1, .users = 1, .categories = 1, .max_session_length = 1});
    BOOST_CHECK(one.event_count() == 1 && one.items().size() == 1);
    const auto chained = simulate({.sessions = 50, .items = 100, .categories = 2, .follow = 0, .pair = 0, .repeat = 100, .drift = 0});
    for (std::size_t s = 0; s < chained.session_count(); ++s)
        for (const auto i : chained.items_of(s)) BOOST_REQUIRE_EQUAL(i, chained.items_of(s)[0]);
    for (std::size_t s = 0; s < 50; ++s) BOOST_REQUIRE_LE(simulate({.sessions = 50, .max_session_length = 3}).items_of(s).size(), 3u);
    BOOST_CHECK_THROW(simulate({.sessions = 0}), nextclick::argument_error);
    BOOST_CHECK_THROW(simulate({.items = 10, .categories = 11}), nextclick::argument_error);
    const auto minus_five = static_cast<std::uint32_t>(-5);
    BOOST_CHECK_EXCEPTION(simulate({.sessions = static_cast<std::size_t>(-5)}), nextclick::argument_error,
                          data_test::says("18446744073709551611 sessions", "2^32 - 1 clicks"));
    BOOST_CHECK_EXCEPTION(simulate({.items = minus_five}), nextclick::argument_error, data_test::says("4294967291 items"));
    BOOST_CHECK_EXCEPTION(simulate({.users = minus_five}), nextclick::argument_error, data_test::says("4294967291 users"));
    BOOST_CHECK_THROW(simulate({.follow = 60, .pair = 60}), nextclick::argument_error);
}

BOOST_AUTO_TEST_SUITE_END()
