// SPDX-License-Identifier: Apache-2.0
#include "nextclick/neighbours/session_index.hpp"

#include <boost/test/unit_test.hpp>
#include <limits>
#include <utility>

#include "neighbours/twin.hpp"
#include "nextclick/data/simulate/simulator.hpp"

BOOST_AUTO_TEST_SUITE(index_of_sessions)

namespace nc = nextclick;
using nc::neighbours::session_index;

/// Three sessions; the one that starts first ends last.
nc::data::click_log overlapping() {
    nc::data::log_columns c;
    c.items = std::make_shared<const nc::data::vocabulary>(toy::numbered_items(5));
    c.item = {0, 1, 0, 2, 2, 3, nc::no_item, 1, 3};
    c.time = {0, 1000, 2000, 90'000, 5000, 6999, 7000, 8000, 8000};
    c.session_begin = {0, 4, 7, 9};
    return nc::data::click_log(std::move(c));
}

std::vector<nc::item_index> items_of(const session_index& x, std::size_t session) {
    std::vector<nc::item_index> items;
    for (const auto e : x.entries(session)) items.push_back(x.item_of(e));
    return items;
}

BOOST_AUTO_TEST_CASE(sessions_are_in_order_of_their_last_click) {
    const session_index x(overlapping());
    using list = std::vector<nc::item_index>;
    BOOST_TEST(x.session_count() == 3u);
    BOOST_TEST(x.pair_count() == 7u);
    BOOST_TEST(items_of(x, 0) == (list{2, 3}), boost::test_tools::per_element());  // the unknown item is skipped
    BOOST_TEST(items_of(x, 1) == (list{1, 3}), boost::test_tools::per_element());
    BOOST_TEST(items_of(x, 2) == (list{1, 0, 2}), boost::test_tools::per_element());
    BOOST_TEST(x.ended(0) == 7);
    BOOST_TEST(x.ended(1) == 8);
    BOOST_TEST(x.ended(2) == 90);
    const auto sessions = [&](nc::item_index i) { return list(x.postings(i).begin(), x.postings(i).end()); };
    BOOST_TEST(sessions(0) == (list{2}), boost::test_tools::per_element());
    BOOST_TEST(sessions(1) == (list{2, 1}), boost::test_tools::per_element());
    BOOST_TEST(sessions(2) == (list{2, 0}), boost::test_tools::per_element());
    BOOST_TEST(sessions(4).empty());
    BOOST_TEST(x.support(0) == 2u);
    BOOST_TEST(x.pairs(0) == 1u);
    BOOST_TEST(x.support(4) == 0u);
}

BOOST_AUTO_TEST_CASE(entries_hold_the_positions_of_last_clicks) {
    const auto log = nc::data::simulate({.sessions = 500, .items = 20, .users = 50, .categories = 4, .repeat = 30});
    const session_index x(log);
    const auto past = toy::sessions_by_end(log);
    for (std::size_t s = 0; s < past.size(); ++s) {
        std::size_t shift = 0, at = 0;
        for (const auto e : x.entries(s)) {
            at += 1 + x.gap_of(e);
            const std::size_t last = past[s].last(x.item_of(e));
            if (e == x.entries(s).front()) shift = last - at;  // clicks before the first entry belong to no distance
            BOOST_TEST_REQUIRE(at + shift == last);
        }
        BOOST_TEST_REQUIRE(static_cast<float>(x.entries(s).size()) == past[s].distinct());
    }
}

BOOST_AUTO_TEST_CASE(items_list_their_most_recent_sessions_only) {
    const auto log = nc::data::simulate({.sessions = 500, .items = 20, .users = 50, .categories = 4});
    const session_index all(log, {.most_recent = 0}), few(log, {.most_recent = 7});
    for (nc::item_index i = 0; i < all.item_count(); ++i) {
        const auto whole = all.postings(i), cut = few.postings(i);
        BOOST_TEST_REQUIRE(whole.size() == all.pairs(i));
        BOOST_TEST_REQUIRE(cut.size() == std::min<std::size_t>(7, whole.size()));
        BOOST_TEST_REQUIRE(std::equal(cut.begin(), cut.end(), whole.begin()));
        BOOST_TEST_REQUIRE(few.pairs(i) == all.pairs(i));
    }
    BOOST_TEST(all.memory_bytes() <= 8 * all.pair_count() + 8 * (all.session_count() + 1) + 12 * (all.item_count() + 1));
}

BOOST_AUTO_TEST_CASE(the_longest_sessions_may_be_left_out) {
    const auto log = nc::data::simulate({.sessions = 500, .items = 20, .users = 50, .categories = 4});
    const session_index all(log), short_ones(log, {.max_length_quantile = 0.9});
    std::vector<std::size_t> lengths;
    for (std::size_t s = 0; s < log.session_count(); ++s) lengths.push_back(log.items_of(s).size());
    std::sort(lengths.begin(), lengths.end());
    const auto longest = lengths[static_cast<std::size_t>(0.9 * 499)];
    BOOST_TEST(short_ones.session_count() ==
               static_cast<std::size_t>(std::upper_bound(lengths.begin(), lengths.end(), longest) - lengths.begin()));
    BOOST_TEST(short_ones.session_count() < all.session_count());
}

BOOST_AUTO_TEST_CASE(an_empty_log_makes_an_empty_index) {
    nc::data::log_columns c;
    c.items = std::make_shared<const nc::data::vocabulary>(toy::numbered_items(3));
    const session_index x{nc::data::click_log(std::move(c))};
    BOOST_TEST(x.session_count() == 0u);
    BOOST_TEST(x.postings(2).empty());
}

BOOST_AUTO_TEST_CASE(arrays_from_elsewhere_are_checked) {
    const session_index x(overlapping());
    const auto as_is = [&](auto change) {
        std::vector<std::uint32_t> begin(x.parts().session_begin.begin(), x.parts().session_begin.end()),
            entries(x.parts().entries.begin(), x.parts().entries.end()), postings(x.parts().postings.begin(), x.parts().postings.end());
        nc::neighbours::index_parts parts = x.parts();
        change(begin, entries, postings);
        parts.session_begin = begin;
        parts.entries = entries;
        parts.postings = postings;
        return session_index(x.shared_items(), parts, nullptr).session_count();
    };
    BOOST_TEST(as_is([](auto&, auto&, auto&) {}) == 3u);
    BOOST_CHECK_THROW(as_is([](auto& begin, auto&, auto&) { begin[1] = 6; }), nc::data_error);
    BOOST_CHECK_THROW(as_is([](auto& begin, auto&, auto&) { begin.back() += 1; }), nc::data_error);
    BOOST_CHECK_THROW(as_is([](auto&, auto& entries, auto&) { entries[0] = 5; }), nc::data_error);
    BOOST_CHECK_THROW(as_is([](auto&, auto&, auto& postings) { postings[1] = 3; }), nc::data_error);
    BOOST_CHECK_THROW(as_is([](auto&, auto&, auto& postings) { std::swap(postings[1], postings[2]); }), nc::data_error);
}

BOOST_AUTO_TEST_CASE(times_of_any_size) {
    constexpr auto lowest = std::numeric_limits<std::int64_t>::min(), highest = std::numeric_limits<std::int64_t>::max();
    for (const auto& [ms, seconds] : {std::pair<std::int64_t, std::int64_t>{0, 0},
                                      {999, 0},
                                      {1000, 1},
                                      {-1, -1},
                                      {-1000, -1},
                                      {-1001, -2},
                                      {lowest, lowest / 1000 - 1},
                                      {highest, highest / 1000}})
        BOOST_TEST(nc::neighbours::detail::whole_seconds(ms) == seconds);
    const session_index x(overlapping());
    for (const std::int64_t epoch : {lowest, highest, highest / 1000 + 1}) {
        nc::neighbours::index_parts parts = x.parts();
        parts.epoch = epoch;
        BOOST_CHECK_THROW(session_index(x.shared_items(), parts, nullptr), nc::data_error);
    }
}

BOOST_AUTO_TEST_SUITE_END()
