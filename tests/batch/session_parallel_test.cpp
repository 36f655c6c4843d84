// SPDX-License-Identifier: Apache-2.0
#include "nextclick/batch/session_parallel.hpp"

#include <boost/test/unit_test.hpp>
#include <map>
#include <numeric>
#include <utility>

#include "batch/log_of.hpp"

BOOST_AUTO_TEST_SUITE(session_parallel)

namespace nc = nextclick;

namespace {
using toy::log_of;
std::vector<std::uint32_t> in_order(const nc::data::click_log& log) {
    std::vector<std::uint32_t> order(log.session_count());
    std::iota(order.begin(), order.end(), 0u);
    return order;
}
}  // namespace

BOOST_AUTO_TEST_CASE(a_free_lane_takes_the_next_session_or_is_removed) {
    const auto log = log_of({{1, 2, 3}, {4, 5}, {6}, {7, 8, 9, 10}, {11, 12}});
    nc::batch::session_parallel batches(log, 2);
    const auto order = in_order(log);
    batches.start(order);
    using row = std::vector<nc::item_index>;
    using carry = std::vector<std::uint32_t>;
    constexpr auto fresh = nc::new_session;
    const std::vector<std::tuple<row, row, carry>> expected{
        {{1, 4}, {2, 5}, {fresh, fresh}},  // sessions 0 and 1
        {{2, 7}, {3, 8}, {0, fresh}},      // session 1 ends; the session of a single event is skipped
        {{11, 8}, {12, 9}, {fresh, 1}},    // session 0 ends
        {{9}, {10}, {1}},                  // no session is left for lane 0, and the other lane moves up
    };
    nc::event_rows rows;
    for (const auto& [item, target, from] : expected) {
        BOOST_REQUIRE(batches.next(rows));
        BOOST_TEST(row(rows.item.begin(), rows.item.end()) == item, boost::test_tools::per_element());
        BOOST_TEST(row(rows.target.begin(), rows.target.end()) == target, boost::test_tools::per_element());
        BOOST_TEST(carry(rows.carry.begin(), rows.carry.end()) == from, boost::test_tools::per_element());
        BOOST_TEST(rows.nominal_rows == 2u);
        BOOST_TEST(rows.steps.count() == 1u);
        BOOST_TEST(rows.steps.rows() == item.size());
    }
    BOOST_TEST(!batches.next(rows));
    BOOST_TEST(!batches.next(rows));
}

BOOST_AUTO_TEST_CASE(every_transition_comes_exactly_once) {
    const auto log = toy::chained_log(50, 300);
    std::map<std::pair<nc::item_index, nc::item_index>, int> expected, seen;
    for (std::size_t s = 0; s < log.session_count(); ++s) {
        const auto items = log.items_of(s);
        for (std::size_t t = 0; t + 1 < items.size(); ++t) ++expected[{items[t], items[t + 1]}];
    }
    nc::batch::session_parallel batches(log, 7);
    const auto order = in_order(log);
    for (int epoch = 0; epoch < 2; ++epoch) {
        seen.clear();
        batches.start(order);
        nc::event_rows rows;
        std::size_t events = 0;
        while (batches.next(rows))
            for (std::size_t r = 0; r < rows.item.size(); ++r, ++events) ++seen[{rows.item[r], rows.target[r]}];
        BOOST_TEST(events == nc::batch::session_parallel::event_count(log));
        BOOST_TEST((seen == expected));
    }
}

BOOST_AUTO_TEST_CASE(an_epoch_ends_below_the_fewest_lanes) {
    const auto log = log_of({{1, 2, 3, 4}, {5, 6}});
    nc::batch::session_parallel batches(log, 2);
    const auto order = in_order(log);
    batches.start(order, 2);
    nc::event_rows rows;
    BOOST_TEST(batches.next(rows));
    BOOST_TEST(!batches.next(rows));  // one lane left: the other targets would be its only negatives
}

BOOST_AUTO_TEST_CASE(refuses_zero_lanes) {
    const auto log = log_of({{1, 2}});
    BOOST_CHECK_THROW(nc::batch::session_parallel(log, 0), nc::argument_error);
}

BOOST_AUTO_TEST_CASE(every_row_has_its_event) {
    const auto log = toy::chained_log(30, 40);
    std::vector<std::uint32_t> order(log.session_count());
    std::iota(order.rbegin(), order.rend(), 0u);
    nc::batch::session_parallel batches(log, 7);
    batches.start(order);
    nc::event_rows rows;
    while (batches.next(rows)) {
        BOOST_REQUIRE(batches.events().size() == rows.item.size());
        for (std::size_t r = 0; r < rows.item.size(); ++r) {
            BOOST_TEST(log.item_column()[batches.events()[r]] == rows.item[r]);
            BOOST_TEST(log.item_column()[batches.events()[r] + 1] == rows.target[r]);
        }
    }
}

BOOST_AUTO_TEST_CASE(options_of_whole_sessions_are_refused) {
    const auto log = log_of({{1, 2}});
    const auto says_which_others_can = [](const auto& e) {
        return std::string(e.what()).find("batch::whole_sessions") != std::string::npos;
    };
    using batcher = nc::batch::session_parallel;
    BOOST_CHECK_EXCEPTION(batcher(log, nc::batch::options{.max_length = 5}), nc::argument_error, says_which_others_can);
    BOOST_CHECK_EXCEPTION(batcher(log, nc::batch::options{.targets = nc::batch::target_filter::new_item}), nc::argument_error,
                          says_which_others_can);
    BOOST_CHECK_EXCEPTION(batcher(log, nc::batch::options{.click_dropout = 0.1}), nc::argument_error, says_which_others_can);
    BOOST_CHECK_EXCEPTION(batcher(log, nc::batch::options{.kept = nc::batch::keep::first}), nc::argument_error, says_which_others_can);
}

BOOST_AUTO_TEST_CASE(the_divisor_may_be_the_actual_lanes) {
    const auto log = log_of({{1, 2, 3}, {4, 5}});
    const auto order = in_order(log);
    for (const auto per : {nc::batch::divisor::automatic, nc::batch::divisor::actual, nc::batch::divisor::size}) {
        nc::batch::session_parallel batches(log, nc::batch::options{.size = 2, .loss_divisor = per});
        batches.start(order);
        nc::event_rows rows;
        while (batches.next(rows)) BOOST_TEST(rows.nominal_rows == (per == nc::batch::divisor::actual ? rows.target.size() : 2u));
        BOOST_TEST(batches.passed() == 3u);
    }
}

BOOST_AUTO_TEST_SUITE_END()
