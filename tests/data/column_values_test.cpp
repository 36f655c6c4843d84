// SPDX-License-Identifier: Apache-2.0
#include "nextclick/data/column_values.hpp"

#include <boost/test/unit_test.hpp>
#include <numeric>
#include <random>

#include "data/support.hpp"
#include "nextclick/data/filter.hpp"
#include "nextclick/data/reversed.hpp"
#include "nextclick/data/simulator.hpp"
#include "nextclick/data/split.hpp"
#include "nextclick/data/write_clicks.hpp"

namespace nc = nextclick;
namespace data = nextclick::data;

namespace {
/// A column of wide rows that says of every event what its number is, so that an edit that loses or swaps rows shows.
data::vector_rows numbered(std::size_t rows) {
    data::vector_rows v{2, {}};
    for (std::size_t r = 0; r < rows; ++r) {
        v.data.push_back(static_cast<float>(r));
        v.data.push_back(static_cast<float>(r) / 2);
    }
    return v;
}
data::click_log simulated() {
    auto parts = data::simulate({.sessions = 300, .items = 100, .users = 40}).parts();
    std::vector<float> number(parts.item.size());
    std::iota(number.begin(), number.end(), 0.0f);
    parts.extra.emplace_back("Number", std::move(number));
    parts.extra.emplace_back("Wide", numbered(parts.item.size()));
    return data::click_log(std::move(parts));
}
/// Wide rows are still beside their events.
void check(const data::click_log& log) {
    const auto number = log.column("Number").numbers();
    const auto& wide = log.column("Wide").vectors();
    BOOST_REQUIRE_EQUAL(wide.size(), log.event_count());
    for (std::size_t e = 0; e < log.event_count(); ++e) {
        BOOST_TEST(wide[e][0] == number[e]);
        BOOST_TEST(wide[e][1] == number[e] / 2);
    }
}
}  // namespace

BOOST_AUTO_TEST_SUITE(column_values)

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
    check(data::encoded_with(log, data::filtered(log)));
    BOOST_CHECK_THROW(data::write_clicks(log, "unwritten.tsv"), nc::data_error);
}

BOOST_AUTO_TEST_CASE(wide_rows_are_sorted_with_their_sessions) {
    auto parts = simulated().parts();
    std::mt19937 random(1);  // times of each session in disorder
    for (std::size_t s = 0; s + 1 < parts.session_begin.size(); ++s)
        std::shuffle(parts.time.begin() + parts.session_begin[s], parts.time.begin() + parts.session_begin[s + 1], random);
    std::uint64_t out_of_order = 0, ties = 0;
    data::detail::session_sorter(parts).sort(out_of_order, ties);
    BOOST_TEST(out_of_order > 0u);
    data::detail::order_sessions(parts);
    check(data::click_log(std::move(parts)));
}

BOOST_AUTO_TEST_SUITE_END()
