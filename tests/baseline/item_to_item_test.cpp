// SPDX-License-Identifier: Apache-2.0
#include "nextclick/baseline/item_to_item.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "nextclick/data/simulate/simulator.hpp"
#include "toy.hpp"

BOOST_AUTO_TEST_SUITE(item_to_item_pairs)

namespace nc = nextclick;
using namespace nc::baseline;

using sums = std::map<std::pair<nc::item_index, nc::item_index>, float>;

/// Every ordered pair of places of every session, by the definition.
sums counted(const nc::data::click_log& log, const std::function<float(nc::item_index, nc::item_index, int distance)>& weight) {
    sums all;
    for (std::size_t s = 0; s < log.session_count(); ++s) {
        const auto clicks = log.items_of(s);
        for (int p = 0; p < static_cast<int>(clicks.size()); ++p)
            for (int q = 0; q < static_cast<int>(clicks.size()); ++q) {
                const auto a = clicks[static_cast<std::size_t>(p)], b = clicks[static_cast<std::size_t>(q)];
                if (const float w = weight(a, b, q - p); w > 0) all[{a, b}] += w;
            }
    }
    return all;
}

template <class Pairs>
void agree(const nc::data::click_log& log, const Pairs& pairs, sums expected, std::size_t kept) {
    for (nc::item_index i = 0; i < log.items().size(); ++i) {
        std::vector<std::pair<float, nc::item_index>> row;  // by score, then number
        for (const auto& [pair, x] : expected)
            if (pair.first == i) row.push_back({-x, pair.second});
        std::sort(row.begin(), row.end());
        row.resize(std::min(row.size(), kept));
        BOOST_TEST_REQUIRE(pairs[i].size() == row.size());
        for (std::size_t n = 0; n < row.size(); ++n) {
            BOOST_TEST_REQUIRE(pairs[i][n].item == row[n].second);
            BOOST_TEST_REQUIRE(pairs[i][n].score == -row[n].first);
        }
    }
}

struct shop {
    nc::data::click_log log = nc::data::simulate({.sessions = 400, .items = 40, .users = 50, .categories = 4, .repeat = 20});
};

BOOST_FIXTURE_TEST_CASE(association_rules_count_every_two_clicks_in_both_directions, shop) {
    const auto expected = counted(log, [](auto, auto, int d) { return d != 0 ? 1.0f : 0.0f; });
    agree(log, association_rules(log), expected, 20);
    agree(log, association_rules(log, {.kept = 3}), expected, 3);
}
BOOST_FIXTURE_TEST_CASE(a_markov_chain_counts_the_next_click, shop) {
    agree(log, markov_chain(log), counted(log, [](auto, auto, int d) { return d == 1 ? 1.0f : 0.0f; }), 20);
}
BOOST_FIXTURE_TEST_CASE(sequential_rules_fade_with_the_distance, shop) {
    const auto far = [](int d, int max, float w) { return d >= 1 && d <= max ? w : 0.0f; };
    agree(log, sequential_rules(log), counted(log, [&](auto, auto, int d) { return far(d, 10, 1 / static_cast<float>(d)); }), 20);
    const auto with = [&](pairing::distance_decay by) {
        return sequential_rules(log, {.kept = 100, .pairing = {.steps = 3, .decay = by}});
    };
    using enum pairing::distance_decay;
    const auto f = [](int d) { return static_cast<float>(d); };
    agree(log, with(none), counted(log, [&](auto, auto, int d) { return far(d, 3, 1); }), 100);
    agree(log, with(quadratic), counted(log, [&](auto, auto, int d) { return far(d, 3, 1 / (f(d) * f(d))); }), 100);
    agree(log, with(linear), counted(log, [&](auto, auto, int d) { return far(d, 3, 1 - 0.1f * f(d)); }), 100);
    agree(log, with(logarithm), counted(log, [&](auto, auto, int d) { return far(d, 3, 1 / std::log10(f(d) + 1.7f)); }), 100);
}
BOOST_FIXTURE_TEST_CASE(item_knn_is_damped_by_the_clicks_of_both, shop) {
    auto expected = counted(log, [](auto a, auto b, int) { return a != b ? 1.0f : 0.0f; });
    const auto support = log.item_support();
    for (auto& [pair, x] : expected)
        x *= 1 /
             (std::pow(static_cast<float>(support[pair.first]) + 20, 0.5f) * std::pow(static_cast<float>(support[pair.second]) + 20, 0.5f));
    agree(log, item_knn(log, {.kept = 100}), expected, 100);
}
BOOST_FIXTURE_TEST_CASE(the_last_click_or_several_count, shop) {
    const sequential_rules last(log), two(log, {.last_clicks = 2});
    const std::vector<nc::item_index> session{7, 3, 5};
    nc::ranker::score_list scores;
    scores.reset(last.item_count());
    last.score({session}, scores);
    BOOST_TEST(scores.size() == last[5].size());
    for (const auto& [item, score] : last[5]) BOOST_TEST(scores[item] == score);
    std::map<nc::item_index, float> expected;
    for (const auto& [item, score] : two[5]) expected[item] += score;
    for (const auto& [item, score] : two[3]) expected[item] += score / 2;
    scores.reset(two.item_count());
    two.score({session}, scores);
    BOOST_TEST(scores.size() == expected.size());
    for (const auto& [item, score] : expected) BOOST_TEST(scores[item] == score);
}
BOOST_FIXTURE_TEST_CASE(any_number_of_threads_counts_the_same, shop) {
    const sequential_rules one(log, {.threads = 1}), three(log, {.threads = 3});
    for (nc::item_index i = 0; i < one.item_count(); ++i) {
        BOOST_TEST_REQUIRE(one[i].size() == three[i].size());
        for (std::size_t n = 0; n < one[i].size(); ++n) BOOST_TEST_REQUIRE(one[i][n].score == three[i][n].score);
    }
}
BOOST_FIXTURE_TEST_CASE(options_that_rank_nothing_are_refused, shop) {
    BOOST_CHECK_THROW(markov_chain(log, {.kept = 0}), nc::argument_error);
    BOOST_CHECK_THROW(markov_chain(log, {.last_clicks = 0}), nc::argument_error);
}

BOOST_AUTO_TEST_CASE(a_session_too_long_for_its_pairs_is_named_or_cut) {
    nc::data::log_columns c;
    c.items = std::make_shared<const nc::data::vocabulary>(toy::numbered_items(50));
    for (std::uint32_t i = 0; i < 20'000; ++i) c.item.push_back(i < 19'998 ? i % 48 : 48 + i % 2);
    c.session_begin = {0, 20'000};
    const nc::data::click_log bot(std::move(c));
    const auto named = [](const nc::data_error& e) {
        const std::string text = e.what();
        return text.find("20000 clicks") != text.npos && text.find("`max_length`") != text.npos;
    };
    BOOST_CHECK_EXCEPTION(association_rules{bot}, nc::data_error, named);
    BOOST_CHECK_EXCEPTION(item_knn{bot}, nc::data_error, named);
    BOOST_TEST(sequential_rules{bot}.pairs().size() > 0u);  // a click has ten partners
    const association_rules last(bot, {.max_length = 2});
    BOOST_TEST(last[0].empty());
    BOOST_REQUIRE(last[48].size() == 1u);
    BOOST_TEST(last[48][0].item == 49u);
    BOOST_TEST(last[48][0].score == 1.0f);
}

BOOST_AUTO_TEST_SUITE_END()
