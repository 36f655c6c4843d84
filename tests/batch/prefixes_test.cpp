// SPDX-License-Identifier: Apache-2.0
#include "nextclick/batch/prefixes.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "allocations.hpp"
#include "batch/log_of.hpp"

BOOST_AUTO_TEST_SUITE(prefix_batches)

namespace nc = nextclick;
using nc::batch::keep, nc::batch::prefixes;
using toy::batch_lane;

namespace {
/// The lanes of an epoch by the documented contract.
std::vector<batch_lane> expected_lanes(const nc::data::click_log& log, std::size_t longest, keep kept) {
    std::vector<batch_lane> lanes;
    for (std::size_t s = 0; s < log.session_count(); ++s) {
        const auto clicks = log.items_of(s);
        for (std::size_t n = 1; n < clicks.size(); ++n) {
            const std::size_t max = longest == 0 ? n : std::min(n, longest);
            const auto prefix = kept == keep::last ? clicks.first(n).last(max) : clicks.first(max);
            batch_lane lane{{prefix.begin(), prefix.end()}, std::vector<nc::item_index>(max, nc::no_item)};
            lane.targets.back() = clicks[n];
            lanes.push_back(lane);
        }
    }
    std::sort(lanes.begin(), lanes.end());
    return lanes;
}
const auto nothing = [](const nc::event_rows&) {};
}  // namespace

BOOST_AUTO_TEST_CASE(every_prefix_has_one_query_at_its_end) {
    const auto log = toy::log_of({{1, 2, 3}, {4}, {5, 6}});
    const auto order = toy::units_of<prefixes>(log);
    BOOST_TEST(order == (std::vector<std::uint32_t>{1, 2, 5}), boost::test_tools::per_element());
    prefixes batches(log, {.size = 2});
    batches.start(order);
    nc::event_rows rows;
    BOOST_REQUIRE(batches.next(rows));
    using row = std::vector<nc::item_index>;
    BOOST_TEST(row(rows.item.begin(), rows.item.end()) == (row{1, 1, 2}), boost::test_tools::per_element());
    // The longer prefix is the first lane; rows of queries are ascending.
    BOOST_TEST(row(rows.steps.query_rows.begin(), rows.steps.query_rows.end()) == (row{1, 2}), boost::test_tools::per_element());
    BOOST_TEST(row(rows.target.begin(), rows.target.end()) == (row{2, 3}), boost::test_tools::per_element());
    BOOST_TEST(rows.nominal_rows == 2u);
    BOOST_REQUIRE(batches.next(rows));
    BOOST_TEST(rows.target.size() == 1u);
    BOOST_TEST(rows.nominal_rows == 1u);
    BOOST_TEST(batches.passed() == 3u);
    BOOST_TEST(!batches.next(rows));

    prefixes by_size(log, {.size = 2, .loss_divisor = nc::batch::divisor::size});
    by_size.start(order);
    while (by_size.next(rows)) BOOST_TEST(rows.nominal_rows == 2u);
    by_size.start(order, 2);
    BOOST_TEST(by_size.next(rows));
    BOOST_TEST(!by_size.next(rows));  // one is left, below the minimum of two
}

BOOST_AUTO_TEST_CASE(lanes_are_all_prefixes_cut_by_the_options) {
    const auto log = toy::chained_log(50, 300);
    auto order = toy::units_of<prefixes>(log);
    std::reverse(order.begin(), order.end());
    for (const std::size_t size : {1u, 7u, 100'000u})
        for (const std::size_t longest : {0u, 1u, 3u, 50u})
            for (const keep kept : {keep::last, keep::first}) {
                prefixes batches(log, {.size = size, .max_length = longest, .kept = kept});
                batches.start(order);
                auto lanes = toy::all_lanes(batches, [&](const nc::event_rows& rows) {
                    BOOST_REQUIRE(rows.steps.lanes() <= size);
                    BOOST_REQUIRE(rows.steps.queries() == rows.steps.lanes());
                    BOOST_REQUIRE(std::is_sorted(rows.steps.query_rows.begin(), rows.steps.query_rows.end()));
                });
                std::sort(lanes.begin(), lanes.end());
                BOOST_TEST((lanes == expected_lanes(log, longest, kept)));
                BOOST_TEST(batches.passed() == prefixes::event_count(log));
            }
}

BOOST_AUTO_TEST_CASE(click_dropout_leaves_labels_and_at_least_one_click) {
    const auto log = toy::log_of({{10, 11, 12, 13, 14, 15, 16, 17}});
    const auto order = toy::units_of<prefixes>(log);
    const double p = 0.25;
    std::size_t kept = 0, all = 0;
    std::vector<std::vector<batch_lane>> epochs;
    for (std::uint64_t epoch = 0; epoch < 400; ++epoch) {
        prefixes batches(log, {.size = 3, .click_dropout = p});
        batches.start(order, 1, {7, epoch});
        epochs.push_back(toy::all_lanes(batches, nothing));
        BOOST_REQUIRE(epochs.back().size() == 7u);
        for (const batch_lane& lane : epochs.back()) {
            const nc::item_index label = lane.targets.back();
            BOOST_REQUIRE(!lane.clicks.empty());
            BOOST_REQUIRE(std::is_sorted(lane.clicks.begin(), lane.clicks.end()));  // in their order
            BOOST_REQUIRE(lane.clicks.back() < label);
            if (label - 10 < 5) continue;  // of long prefixes hardly one would be empty
            kept += lane.clicks.size();
            all += label - 10;
        }
    }
    const double share = static_cast<double>(kept) / static_cast<double>(all);
    BOOST_TEST(std::abs(share - (1 - p)) < 0.02);  // 7200 draws: four standard deviations
    BOOST_TEST((epochs[0] != epochs[1]));
    prefixes again(log, {.size = 3, .click_dropout = p});
    again.start(order, 1, {7, 0});
    BOOST_TEST((toy::all_lanes(again, nothing) == epochs[0]));
    prefixes hardly(log, {.size = 3, .click_dropout = 0.999999});
    hardly.start(order);
    for (const batch_lane& lane : toy::all_lanes(hardly, nothing)) {
        BOOST_REQUIRE(lane.clicks.size() == 1u);
        BOOST_TEST(lane.clicks[0] + 1 == lane.targets[0]);  // the last one is never dropped
    }
}

BOOST_AUTO_TEST_CASE(the_mask_of_a_prefix_does_not_depend_on_the_batch) {
    const auto log = toy::chained_log(50, 200);
    const auto order = toy::units_of<prefixes>(log);
    std::vector<std::vector<batch_lane>> sorted;
    for (const std::size_t size : {1u, 13u, 1000u}) {
        prefixes batches(log, {.size = size, .click_dropout = 0.3});
        batches.start(order, 1, {7, 1});
        sorted.push_back(toy::all_lanes(batches, nothing));
        std::sort(sorted.back().begin(), sorted.back().end());
    }
    BOOST_TEST((sorted[0] == sorted[1]));
    BOOST_TEST((sorted[0] == sorted[2]));
}

BOOST_AUTO_TEST_CASE(a_second_epoch_allocates_nothing) {
    const auto log = toy::chained_log(50, 500);
    const auto order = toy::units_of<prefixes>(log);
    prefixes batches(log, {.size = 60, .max_length = 4});
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
    BOOST_CHECK_THROW(prefixes(log, {.size = 0}), nc::argument_error);
    BOOST_CHECK_THROW(prefixes(log, {.click_dropout = 1}), nc::argument_error);
}

BOOST_AUTO_TEST_CASE(every_row_has_its_event) {
    const auto log = toy::log_of({{1, 2, 3, 9}, {4}, {5, 6, 7}, {8, 2, 8, 1, 3}});
    const auto order = toy::units_of<nc::batch::prefixes>(log);
    nc::batch::prefixes batches(log, {.size = 4, .max_length = 3, .click_dropout = 0.3});
    batches.start(order, 1, nc::random_stream{1, 2});
    nc::event_rows rows;
    while (batches.next(rows)) {
        const auto events = batches.events();
        BOOST_REQUIRE(events.size() == rows.item.size());
        for (std::size_t r = 0; r < events.size(); ++r) BOOST_TEST(log.item_column()[events[r]] == rows.item[r]);
    }
}

BOOST_AUTO_TEST_CASE(targets_may_be_new_items_only) {
    const auto log = toy::log_of({{1, 1, 2, 2, 2}, {4, 4}, {7, 7, 8, 7}});
    const nc::batch::options options{.size = 10, .targets = nc::batch::target_filter::new_item};
    const auto order = toy::units_of<prefixes>(log, options);
    BOOST_TEST(order == (std::vector<std::uint32_t>{2, 9, 10}), boost::test_tools::per_element());
    BOOST_TEST(prefixes::event_count(log, options) == 3u);
    prefixes batches(log, options);
    batches.start(order);
    auto lanes = toy::all_lanes(batches, nothing);
    std::sort(lanes.begin(), lanes.end());
    constexpr auto none = nc::no_item;
    BOOST_TEST((lanes == std::vector<batch_lane>{{{1, 1}, {none, 2}}, {{7, 7}, {none, 8}}, {{7, 7, 8}, {none, none, 7}}}));
}

BOOST_AUTO_TEST_SUITE_END()
