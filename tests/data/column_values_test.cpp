// SPDX-License-Identifier: Apache-2.0
#include "nextclick/data/column_values.hpp"

#include <boost/test/unit_test.hpp>
#include <numeric>
#include <random>

#include "data/support.hpp"
#include "nextclick/data/edit/filter.hpp"
#include "nextclick/data/edit/reversed.hpp"
#include "nextclick/data/edit/split.hpp"
#include "nextclick/data/simulate/simulator.hpp"
#include "nextclick/data/write/write_clicks.hpp"

BOOST_AUTO_TEST_SUITE(column_values)

namespace nc = nextclick;
namespace data = nextclick::data;

namespace {
/// A column of wide rows that hold the number of their event, so that an edit that loses or swaps rows is detected.
data::vector_rows numbered(std::size_t rows) {
    data::vector_rows v{2, {}};
    for (std::size_t r = 0; r < rows; ++r) {
        v.data.push_back(static_cast<float>(r));
        v.data.push_back(static_cast<float>(r) / 2);
    }
    return v;
}
/// Bags of none to three terms, determined by the number of the event.
data::bag_rows numbered_bags(std::size_t rows) {
    data::bag_rows b;
    for (std::uint32_t r = 0; r < rows; ++r) {
        const std::vector<nc::item_index> codes(r % 4, r % 7);
        const std::vector<float> weights(r % 4, static_cast<float>(r));
        b.append({codes, weights});
    }
    return b;
}
data::click_log simulated() {
    auto parts = data::simulate({.sessions = 300, .items = 100, .users = 40}).parts();
    std::vector<float> number(parts.item.size());
    std::iota(number.begin(), number.end(), 0.0f);
    parts.extra.emplace_back("Number", std::move(number));
    parts.extra.emplace_back("Wide", numbered(parts.item.size()));
    auto terms = std::make_shared<data::vocabulary>(data::id_kind::string);
    for (const char* t : {"a", "b", "c", "d", "e", "f", "g"}) terms->insert(t);
    parts.extra.emplace_back("Bag", std::move(terms), numbered_bags(parts.item.size()), '|');
    return data::click_log(std::move(parts));
}
/// Checks that wide rows still belong to their events.
void check(const data::click_log& log) {
    const auto number = log.column("Number").numbers();
    const auto& wide = log.column("Wide").vectors();
    BOOST_REQUIRE_EQUAL(wide.size(), log.event_count());
    for (std::size_t e = 0; e < log.event_count(); ++e) {
        BOOST_TEST(wide[e][0] == number[e]);
        BOOST_TEST(wide[e][1] == number[e] / 2);
    }
    const auto& bags = log.column("Bag").bags();
    BOOST_REQUIRE_EQUAL(bags.size(), log.event_count());
    for (std::size_t e = 0; e < log.event_count(); ++e) {
        const auto n = static_cast<std::uint32_t>(number[e]);
        BOOST_REQUIRE_EQUAL(bags[e].codes.size(), n % 4);
        for (std::size_t t = 0; t < n % 4; ++t) {
            BOOST_TEST(bags[e].codes[t] == n % 7);
            BOOST_TEST(bags[e].weights[t] == number[e]);
        }
    }
}
}  // namespace

BOOST_AUTO_TEST_CASE(wide_rows_follow_their_events_through_every_edit) {
    const auto log = simulated();
    check(data::filtered(log, {.min_item_support = 3, .drop_repeats = true, .until_stable = true}));
    check(data::reversed(log));
    check(data::most_recent(log, 0.3, data::share_of::pairs));
    const auto [train, test] = data::last_days(log, 3);
    check(train);
    check(test);
    const auto by_user = data::last_session_of_users(log);
    check(by_user.train);
    check(by_user.test);
    check(data::encoded_with(log, data::filtered(log).shared_items()));
    BOOST_CHECK_THROW(data::write_clicks(log, "unwritten.tsv"), nc::data_error);
}

BOOST_AUTO_TEST_CASE(wide_rows_are_sorted_with_their_sessions) {
    auto parts = simulated().parts();
    std::mt19937 random(1);  // the times of each session are in disorder
    for (std::size_t s = 0; s + 1 < parts.session_begin.size(); ++s)
        std::shuffle(parts.time.begin() + parts.session_begin[s], parts.time.begin() + parts.session_begin[s + 1], random);
    std::uint64_t out_of_order = 0, ties = 0;
    data::detail::session_sorter(parts).sort(out_of_order, ties);
    BOOST_TEST(out_of_order > 0u);
    data::detail::order_sessions(parts);
    check(data::click_log(std::move(parts)));
}

BOOST_AUTO_TEST_CASE(bags_are_resized_and_compared) {
    data::bag_rows b = numbered_bags(8);
    BOOST_TEST(data::detail::missing(b, 4));
    BOOST_TEST(!data::detail::missing(b, 5));
    BOOST_TEST(data::detail::same(b, 0, 4));
    BOOST_TEST(!data::detail::same(b, 1, 5));
    BOOST_TEST(b.codes.size() == 12u);
    b.resize(6);
    BOOST_TEST(b.codes.size() == 7u);
    b.resize(7);
    BOOST_TEST(data::detail::missing(b, 6));
    BOOST_TEST(b.memory_bytes() >= 4u * (8 + 7 + 7));
    const std::vector<std::uint32_t> rows{3, nc::no_item, 1};
    const auto some = data::detail::taken(b, rows);
    BOOST_TEST(some.size() == 3u);
    BOOST_TEST(some[0].codes.size() == 3u);
    BOOST_TEST(data::detail::missing(some, 1));
}

BOOST_AUTO_TEST_SUITE_END()
