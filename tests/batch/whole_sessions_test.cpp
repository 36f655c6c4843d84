// SPDX-License-Identifier: Apache-2.0
#include "nextclick/batch/whole_sessions.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <map>

#include "batch/log_of.hpp"
#include "count_allocations.hpp"

BOOST_AUTO_TEST_SUITE(whole_sessions_batches)

namespace nc = nextclick;
using nc::batch::keep, nc::batch::whole_sessions;
using toy::batch_lane;

namespace {
/// The lanes of an epoch by the documented contract: no packing, no batches.
std::vector<batch_lane> expected_lanes(const nc::data::click_log& log, std::size_t longest, keep kept) {
    std::vector<batch_lane> lanes;
    for (std::size_t s = 0; s < log.session_count(); ++s) {
        auto clicks = log.items_of(s);
        if (clicks.size() < 2) continue;
        if (longest > 0 && clicks.size() > longest + 1) clicks = kept == keep::last ? clicks.last(longest + 1) : clicks.first(longest + 1);
        lanes.push_back({{clicks.begin(), clicks.end() - 1}, {clicks.begin() + 1, clicks.end()}});
    }
    std::sort(lanes.begin(), lanes.end());
    return lanes;
}
const auto nothing = [](const nc::event_rows&) {};
}  // namespace

BOOST_AUTO_TEST_CASE(a_batch_takes_sessions_until_it_has_enough_targets) {
    const auto log = toy::log_of({{1, 2, 3}, {4, 5}, {6}, {7, 8, 9, 10}, {11, 12}});
    whole_sessions batches(log, {.size = 3});
    const auto order = toy::units_of<whole_sessions>(log);
    batches.start(order);
    nc::event_rows rows;
    using row = std::vector<nc::item_index>;
    const std::vector<std::pair<row, row>> expected{
        {{1, 4, 2}, {2, 5, 3}},   // two sessions: three targets
        {{7, 8, 9}, {8, 9, 10}},  // the session of one click has none
        {{11}, {12}},             // the rest
    };
    std::size_t passed = 0;
    for (const auto& [item, target] : expected) {
        BOOST_REQUIRE(batches.next(rows));
        BOOST_TEST(row(rows.item.begin(), rows.item.end()) == item, boost::test_tools::per_element());
        BOOST_TEST(row(rows.target.begin(), rows.target.end()) == target, boost::test_tools::per_element());
        BOOST_TEST(rows.steps.query_rows.empty());
        BOOST_TEST(rows.carry.empty());
        BOOST_TEST(rows.nominal_rows == item.size());  // a mean over the targets
        passed += item.size();
        BOOST_TEST(batches.passed() == passed);
    }
    BOOST_TEST(!batches.next(rows));
    BOOST_TEST(passed == whole_sessions::event_count(log));

    whole_sessions by_size(log, {.size = 3, .loss_divisor = nc::batch::divisor::size});
    by_size.start(order, 2);
    for (int i = 0; i < 2; ++i) {
        BOOST_REQUIRE(by_size.next(rows));
        BOOST_TEST(rows.nominal_rows == 3u);
    }
    BOOST_TEST(!by_size.next(rows));  // one target is left, below the minimum of two
}

BOOST_AUTO_TEST_CASE(lanes_are_the_sessions_cut_by_the_options) {
    const auto log = toy::chained_log(50, 300);
    auto order = toy::units_of<whole_sessions>(log);
    std::reverse(order.begin(), order.end());
    for (const std::size_t size : {1u, 7u, 100'000u})
        for (const std::size_t longest : {0u, 1u, 3u, 50u})
            for (const keep kept : {keep::last, keep::first}) {
                const nc::batch::options options{.size = size, .max_length = longest, .kept = kept};
                whole_sessions batches(log, options);
                batches.start(order);
                std::size_t targets = 0;
                auto lanes = toy::all_lanes(batches, [&](const nc::event_rows& rows) {
                    targets += rows.target.size();
                    BOOST_REQUIRE(rows.steps.lanes() <= batches.lanes());
                    BOOST_REQUIRE(rows.target.size() < size + 6);  // less than one session more
                });
                std::sort(lanes.begin(), lanes.end());
                BOOST_TEST((lanes == expected_lanes(log, longest, kept)));
                BOOST_TEST(targets == whole_sessions::event_count(log, options));
                BOOST_TEST(batches.passed() == targets);
            }
}

BOOST_AUTO_TEST_CASE(click_dropout_removes_rows_and_keeps_the_other_targets) {
    const auto log = toy::chained_log(50, 2000);
    const auto order = toy::units_of<whole_sessions>(log);
    const nc::batch::options options{.size = 40, .click_dropout = 0.25};
    const auto epoch = [&](std::uint64_t stream) {
        whole_sessions batches(log, options);
        batches.start(order, 1, {5, stream});
        auto lanes = toy::all_lanes(batches, nothing);
        BOOST_TEST(batches.passed() == whole_sessions::event_count(log, options));  // dropped ones count as passed too
        return lanes;
    };
    const auto lanes = epoch(1);
    BOOST_TEST((epoch(1) == lanes));  // another seed drops others
    BOOST_TEST((epoch(2) != lanes));
    std::map<std::pair<nc::item_index, nc::item_index>, std::size_t> pairs;
    std::size_t sessions = 0, kept = 0;
    for (std::size_t s = 0; s < log.session_count(); ++s) {
        const auto items = log.items_of(s);
        sessions += items.size() > 1;
        for (std::size_t t = 0; t + 1 < items.size(); ++t) ++pairs[{items[t], items[t + 1]}];
    }
    for (const batch_lane& lane : lanes)
        for (std::size_t t = 0; t < lane.clicks.size(); ++t, ++kept)
            BOOST_REQUIRE((pairs[{lane.clicks[t], lane.targets[t]}]-- > 0u));  // the click that followed it in the log
    BOOST_TEST(lanes.size() == sessions);                                      // never all clicks of a session
    const double all = static_cast<double>(whole_sessions::event_count(log));
    BOOST_TEST(static_cast<double>(kept) / all > 0.74);  // a quarter less, except for sessions that would be empty
    BOOST_TEST(static_cast<double>(kept) / all < 0.85);
}

BOOST_AUTO_TEST_CASE(a_session_that_would_be_empty_keeps_its_last_row) {
    const auto log = toy::log_of({{1, 2, 3, 4}, {5, 6, 7}});
    const auto order = toy::units_of<whole_sessions>(log);
    whole_sessions batches(log, {.size = 10, .click_dropout = 0.999999});
    batches.start(order);
    const auto lanes = toy::all_lanes(batches, nothing);
    BOOST_TEST((lanes == std::vector<batch_lane>{{{3}, {4}}, {{6}, {7}}}));
}

BOOST_AUTO_TEST_CASE(a_second_epoch_allocates_nothing) {
    const auto log = toy::chained_log(50, 500);
    const auto order = toy::units_of<whole_sessions>(log);
    whole_sessions batches(log, {.size = 60, .click_dropout = 0.1});
    nc::event_rows rows;
    batches.start(order);
    while (batches.next(rows)) {
    }
    batches.start(order);
    const std::size_t before = allocations;
    while (batches.next(rows)) {
    }
    BOOST_TEST(allocations == before);
}

BOOST_AUTO_TEST_CASE(senseless_options_are_errors) {
    const auto log = toy::log_of({{1, 2}});
    BOOST_CHECK_THROW(whole_sessions(log, {.size = 0}), nc::argument_error);
    BOOST_CHECK_THROW(whole_sessions(log, {.click_dropout = 1}), nc::argument_error);
    BOOST_CHECK_THROW(whole_sessions(log, {.click_dropout = -0.1}), nc::argument_error);
}

BOOST_AUTO_TEST_CASE(every_row_has_its_event) {
    const auto log = toy::log_of({{1, 2, 3, 9}, {4}, {5, 6, 7}, {8, 2, 8, 1, 3}});
    const auto order = toy::units_of<nc::batch::whole_sessions>(log);
    nc::batch::whole_sessions batches(log, {.size = 4, .max_length = 3, .click_dropout = 0.3});
    batches.start(order, 1, nc::random_stream{1, 2});
    nc::event_rows rows;
    while (batches.next(rows)) {
        const auto events = batches.events();
        BOOST_REQUIRE(events.size() == rows.item.size());
        for (std::size_t r = 0; r < events.size(); ++r) BOOST_TEST(log.item_column()[events[r]] == rows.item[r]);
        for (std::size_t r = 0; r < events.size(); ++r) BOOST_TEST(log.item_column()[events[r] + 1] == rows.target[r]);
    }
}

BOOST_AUTO_TEST_CASE(new_items_only_leaves_rows_without_a_target) {
    const auto log = toy::log_of({{1, 1, 2, 2, 2}, {4, 4}, {5, 6}, {7, 7, 7, 8, 7}});
    const nc::batch::options options{.size = 3, .targets = nc::batch::target_filter::new_item};
    BOOST_TEST(whole_sessions::event_count(log, options) == 4u);
    whole_sessions batches(log, options);
    const auto order = toy::units_of<whole_sessions>(log);
    batches.start(order);
    constexpr auto none = nc::no_item;
    const std::vector<batch_lane> expected{
        {{1, 1}, {none, 2}},                 // repeats of an item at the end are not read
        {{5}, {6}},                          // a session of one item is skipped
        {{7, 7, 7, 8}, {none, none, 8, 7}},  // an item that returns is new
    };
    std::size_t steps = 0;
    auto lanes = toy::all_lanes(batches, [&](const nc::event_rows& rows) {
        BOOST_TEST(rows.nominal_rows == rows.target.size());
        ++steps;
    });
    std::sort(lanes.begin(), lanes.end());
    BOOST_TEST((lanes == expected));
    BOOST_TEST(steps == 1u);  // two targets, then two more, for a batch of three
    BOOST_TEST(batches.passed() == 4u);
    whole_sessions hardly(log, {.size = 1, .click_dropout = 0.999999, .targets = nc::batch::target_filter::new_item});
    hardly.start(order);
    BOOST_TEST(toy::all_lanes(hardly, [](const nc::event_rows& rows) { BOOST_TEST(rows.target.size() == 1u); }).size() == 3u);
}

BOOST_AUTO_TEST_SUITE_END()
