// SPDX-License-Identifier: Apache-2.0
#include "nextclick/eval/metrics.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <map>
#include <numeric>
#include <string>

#include "golden/golden.hpp"
#include "nextclick/core/random.hpp"

BOOST_AUTO_TEST_SUITE(metrics)

namespace nc = nextclick;
using nc::eval::ties;

BOOST_AUTO_TEST_CASE(every_rule_agrees_with_the_independent_program) {
    const auto file = golden::file::load(NEXTCLICK_GOLDEN_DIR "/metrics.golden");
    const auto& scores = file.get("scores");
    const auto& target = file.get("target");
    std::vector<std::size_t> cutoffs;
    for (const double k : file.get("cutoffs").values) cutoffs.push_back(static_cast<std::size_t>(k));
    for (const auto rule : {ties::expected, ties::standard, ties::conservative, ties::median}) {
        const std::string name(nc::eval::name_of(rule));
        nc::eval::metrics_sum sum(cutoffs, rule);
        for (std::size_t e = 0; e < scores.rows; ++e) {
            const auto own = scores(e, static_cast<std::size_t>(target.values[e]));
            nc::eval::detail::target_rank place;
            for (std::size_t i = 0; i < scores.cols; ++i) {
                place.higher += scores(e, i) > own ? 1 : 0;
                place.same += scores(e, i) == own ? 1 : 0;
            }
            --place.same;  // the target itself
            sum.add(place, e > 0);
            BOOST_TEST(nc::eval::rank_of(place.higher, place.same, rule) == file.get(name + ".rank").values[e]);
        }
        const auto at = sum.means();
        for (std::size_t k = 0; k < cutoffs.size(); ++k) {
            BOOST_TEST(at[k].recall == file.get(name + ".recall").values[k], boost::test_tools::tolerance(1e-13));
            BOOST_TEST(at[k].mrr == file.get(name + ".mrr").values[k], boost::test_tools::tolerance(1e-13));
            BOOST_TEST(at[k].ndcg == file.get(name + ".ndcg").values[k], boost::test_tools::tolerance(1e-13));
        }
    }
}

// The twin enumerates every order of seven items that agrees with their scores.
BOOST_AUTO_TEST_CASE(expected_is_the_mean_over_all_orders_of_equal_items) {
    for (const std::vector<int>& scores :
         {std::vector{5, 5, 5, 5, 5, 5, 5}, std::vector{7, 5, 5, 5, 3, 3, 1}, std::vector{1, 2, 3, 4, 5, 6, 7},
          std::vector{9, 9, 5, 5, 5, 5, 0}, std::vector{2, 2, 2, 2, 2, 2, 9}})
        for (std::size_t target = 0; target < scores.size(); ++target)
            for (const std::size_t k : {1u, 2u, 3u, 4u, 7u, 20u}) {
                std::vector<std::size_t> order(scores.size());
                std::iota(order.begin(), order.end(), 0u);
                nc::eval::gains mean;
                double orders = 0;
                do {
                    if (!std::is_sorted(order.begin(), order.end(), [&](auto a, auto b) { return scores[a] > scores[b]; })) continue;
                    const auto place = static_cast<double>(std::find(order.begin(), order.end(), target) - order.begin() + 1);
                    ++orders;
                    if (place > static_cast<double>(k)) continue;
                    mean.recall += 1;
                    mean.mrr += 1 / place;
                    mean.ndcg += std::log(2) / std::log(place + 1);
                } while (std::next_permutation(order.begin(), order.end()));
                const auto higher = std::count_if(scores.begin(), scores.end(), [&](int s) { return s > scores[target]; });
                const auto equal = std::count(scores.begin(), scores.end(), scores[target]);
                nc::eval::gains_of gains(ties::expected);
                const auto got = gains(k, static_cast<std::size_t>(higher), static_cast<std::size_t>(equal - 1));
                BOOST_TEST(got.recall == mean.recall / orders, boost::test_tools::tolerance(1e-12));
                BOOST_TEST(got.mrr == mean.mrr / orders, boost::test_tools::tolerance(1e-12));
                BOOST_TEST(got.ndcg == mean.ndcg / orders, boost::test_tools::tolerance(1e-12));
            }
}

BOOST_AUTO_TEST_CASE(without_a_tie_all_rules_give_the_same_bits) {
    for (const auto rule : {ties::standard, ties::conservative, ties::median})
        for (const std::size_t higher : {0u, 3u, 19u, 20u, 500u}) {
            nc::eval::gains_of a(ties::expected), b(rule);
            BOOST_TEST(a(20, higher, 0).recall == b(20, higher, 0).recall);
            BOOST_TEST(a(20, higher, 0).mrr == b(20, higher, 0).mrr);
            BOOST_TEST(a(20, higher, 0).ndcg == b(20, higher, 0).ndcg);
        }
}

BOOST_AUTO_TEST_CASE(figures_of_no_event_are_nan) {
    const auto at = nc::eval::metrics_sum({20}).means();
    BOOST_TEST(std::isnan(at[0].recall));
    BOOST_TEST(std::isnan(at[0].mrr));
    BOOST_TEST(std::isnan(at[0].error.recall));
}

// Sessions of one to nine clicks, each with its own chance of a hit: clustered events need errors by clusters.
BOOST_AUTO_TEST_CASE(intervals_cover_the_truth_at_their_stated_rate) {
    const double truth = [] {  // of a share of events: long sessions weigh more, and have fewer hits
        double hits = 0, events = 0;
        for (int n = 1; n <= 9; ++n) {
            events += n;
            hits += n * (0.2 + 0.6 * (1 - n / 10.0));
        }
        return hits / events;
    }();
    int covered = 0, covered_by_events = 0;
    constexpr int logs = 600, sessions = 200;
    for (int log = 0; log < logs; ++log) {
        const nc::random_stream random{17, static_cast<std::uint64_t>(log)};
        std::uint64_t draw = 0;
        nc::eval::metrics_sum sum({1});
        for (int s = 0; s < sessions; ++s) {
            const auto n = 1 + random.below(draw++, 9);
            const double mean = 0.2 + 0.6 * (1 - n / 10.0), chance = mean + (random.uniform(draw++) < 0.5 ? -0.2 : 0.2);
            for (std::uint32_t e = 0; e < n; ++e) sum.add({random.uniform(draw++) < chance ? 0u : 1u, 0}, s > 0 && e == 0);
        }
        const auto at = sum.means()[0];
        BOOST_TEST_REQUIRE(sum.sessions() == sessions);
        covered += std::abs(at.recall - truth) <= nc::eval::half_width_95(at.error.recall) ? 1 : 0;
        const double by_events = std::sqrt(at.recall * (1 - at.recall) / static_cast<double>(sum.events()));
        covered_by_events += std::abs(at.recall - truth) <= nc::eval::half_width_95(by_events) ? 1 : 0;
    }
    BOOST_TEST(covered > logs * 0.93);
    BOOST_TEST(covered < logs * 0.97);
    BOOST_TEST(covered_by_events < logs * 0.91);  // counting clicks as independent would give too narrow intervals
}

BOOST_AUTO_TEST_SUITE_END()
