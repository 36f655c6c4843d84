// SPDX-License-Identifier: Apache-2.0
#include "nextclick/eval/evaluate.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <set>
#include <tuple>

#include "nextclick/encoder.hpp"
#include "nextclick/serve/session.hpp"
#include "nextclick/zoo/gru4rec.hpp"
#include "toy.hpp"
#include "toy_policies.hpp"

BOOST_AUTO_TEST_SUITE(evaluate)

namespace nc = nextclick;
using model = nc::zoo::gru4rec<12>;

namespace {
/// The whole catalogue's scores after each click, one click at a time through the serving side, ranked by sorting.
struct twin {
    std::vector<double> recall, mrr, ndcg, coverage, popularity;
    std::size_t events = 0, unknown = 0, without_query = 0;
};

template <class Model>
twin brute_force(const Model& net, const nc::data::click_log& log, const nc::eval::options& options) {
    const std::size_t cuts = options.cutoffs.size();
    twin r{std::vector<double>(cuts), std::vector<double>(cuts), std::vector<double>(cuts), std::vector<double>(cuts),
           std::vector<double>(cuts)};
    std::vector<std::set<nc::item_index>> seen(cuts);
    std::vector<double> lists(cuts);
    const double top = *std::max_element(options.support.begin(), options.support.end());
    for (std::size_t s = 0; s < log.session_count(); ++s) {
        nc::serve::session session(net, {.max_length = options.max_length == 0 ? 1000 : options.max_length});
        const auto items = log.items_of(s);
        for (std::size_t t = 0; t + 1 < items.size(); ++t) {
            session.push(log.items()[items[t]]);
            if (options.targets == nc::batch::target_filter::new_item && items[t + 1] == items[t]) continue;
            ++r.events;
            const auto target = net.items().find(log.items()[items[t + 1]]);
            if (target == nc::no_item) {
                ++r.unknown;
                continue;
            }
            if (session.clicks() == 0) {
                ++r.without_query;
                continue;
            }
            std::vector<float> scores(net.item_count());
            session.score_block(0, scores);
            double higher = 0, same = 0;
            for (nc::item_index i = 0; i < scores.size(); ++i) {
                if (i == target) continue;
                higher += scores[i] > scores[target];
                same += scores[i] == scores[target];
            }
            std::vector<double> places{higher + 1};
            if (options.rule == nc::eval::ties::conservative) places[0] += same;
            if (options.rule == nc::eval::ties::median) places[0] += same / 2;
            if (options.rule == nc::eval::ties::expected)
                for (double n = 1; n <= same; ++n) places.push_back(higher + 1 + n);
            std::vector<nc::item_index> order(scores.size());
            for (nc::item_index i = 0; i < order.size(); ++i) order[i] = i;
            std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return scores[a] > scores[b]; });
            for (std::size_t k = 0; k < cuts; ++k) {
                const auto cut = static_cast<double>(options.cutoffs[k]);
                for (const double rank : places) {
                    if (rank > cut) continue;
                    const auto n = static_cast<double>(places.size());
                    r.recall[k] += 1 / n;
                    r.mrr[k] += 1 / rank / n;
                    r.ndcg[k] += std::log(2) / std::log(1 + rank) / n;
                }
                for (std::size_t i = 0; i < std::min(options.cutoffs[k], order.size()); ++i, lists[k] += 1) {
                    seen[k].insert(order[i]);
                    r.popularity[k] += options.support[order[i]] / top;
                }
            }
        }
    }
    for (std::size_t k = 0; k < cuts; ++k) {
        for (auto* m : {&r.recall, &r.mrr, &r.ndcg}) (*m)[k] /= static_cast<double>(r.events);
        r.coverage[k] = static_cast<double>(seen[k].size()) / static_cast<double>(net.item_count());
        r.popularity[k] /= lists[k];
    }
    return r;
}
}  // namespace

BOOST_AUTO_TEST_CASE(agrees_with_the_brute_force_twin) {
    // The model has fewer items than the log, so that both kinds of misses occur.
    const model net(toy::numbered_items(1500), {}, 3);
    const auto log = toy::chained_log(1700, 150);
    for (const auto rule : {nc::eval::ties::expected, nc::eval::ties::standard, nc::eval::ties::conservative, nc::eval::ties::median})
        for (const int threads : {1, 2}) {
            nc::eval::options options{.cutoffs = {1, 5, 100, 2000}, .rule = rule, .batch = 16, .threads = threads};
            options.support.resize(1500);
            for (std::size_t i = 0; i < 1500; ++i) options.support[i] = static_cast<std::uint32_t>(1 + i % 37);
            const auto expected = brute_force(net, log, options);
            const auto got = nc::eval::evaluate(net, log, options);
            BOOST_TEST(got.events == expected.events);
            BOOST_TEST(got.unknown_targets == expected.unknown);
            BOOST_TEST(got.without_query == expected.without_query);
            BOOST_TEST(got.unknown_targets > 0u);
            BOOST_TEST(got.without_query > 0u);
            for (std::size_t k = 0; k < options.cutoffs.size(); ++k) {
                // Scores differ in the last bits between one click and many, so a rank may differ by one.
                BOOST_TEST(got.at[k].recall == expected.recall[k], boost::test_tools::tolerance(1e-2));
                BOOST_TEST(got.at[k].mrr == expected.mrr[k], boost::test_tools::tolerance(1e-2));
                BOOST_TEST(got.at[k].ndcg == expected.ndcg[k], boost::test_tools::tolerance(1e-2));
                BOOST_TEST(got.at[k].coverage == expected.coverage[k], boost::test_tools::tolerance(1e-2));
                BOOST_TEST(got.at[k].popularity == expected.popularity[k], boost::test_tools::tolerance(1e-2));
            }
            BOOST_TEST(got[2000].recall < 1.0);  // unknown targets are misses at any length
        }
}

template <class Encoder, class Pooling>
using small = nc::model<nc::input::embedding<12>, Encoder, Pooling, nc::output::tied<>, nc::loss::cross_entropy, nc::sampler::in_batch>;
using gru = nc::encoder::recurrent<nc::cell::gru<>, 12>;

/// Compares every number of two results.
void same_numbers(const nc::eval::result& a, const nc::eval::result& b) {
    BOOST_TEST(a.events == b.events);
    BOOST_TEST(a.unknown_targets == b.unknown_targets);
    BOOST_TEST(a.without_query == b.without_query);
    BOOST_REQUIRE(a.at.size() == b.at.size());
    for (std::size_t k = 0; k < a.at.size(); ++k) {
        BOOST_TEST(a.at[k].recall == b.at[k].recall);
        BOOST_TEST(a.at[k].mrr == b.at[k].mrr);
        BOOST_TEST(a.at[k].ndcg == b.at[k].ndcg);
        BOOST_TEST(a.at[k].coverage == b.at[k].coverage);
        BOOST_TEST(a.at[k].popularity == b.at[k].popularity);
    }
}

BOOST_AUTO_TEST_CASE(targets_may_be_new_items_only) {
    const model net(toy::numbered_items(6), {}, 3);
    const auto log = toy::chained_log(7, 150);
    nc::eval::options options{.cutoffs = {2}, .targets = nc::batch::target_filter::new_item};
    options.support.assign(6, 1);
    const auto expected = brute_force(net, log, options);
    const auto got = nc::eval::evaluate(net, log, options);
    options.targets = nc::batch::target_filter::every_click;
    const auto all = nc::eval::evaluate(net, log, options);
    BOOST_TEST(got.events == expected.events);
    BOOST_TEST(got.events < all.events);
    BOOST_TEST(got.unknown_targets == expected.unknown);
    BOOST_TEST(got[2].recall == expected.recall[0], boost::test_tools::tolerance(1e-2));
    BOOST_TEST(got[2].mrr == expected.mrr[0], boost::test_tools::tolerance(1e-2));
    BOOST_TEST(got[2].recall != all[2].recall);
}

// A model that does not state that it is causal has every prefix encoded alone: the same ranks, at any cut and chunk.
using poolings = std::tuple<nc::pooling::last, toy::mean_so_far>;
BOOST_AUTO_TEST_CASE_TEMPLATE(whole_sessions_and_their_prefixes_give_the_same_numbers, Pooling, poolings) {
    const small<gru, Pooling> whole(toy::numbered_items(300), {}, 3);
    const small<toy::declared_not_causal<gru>, Pooling> apart(toy::numbered_items(300), {}, 3);
    const auto log = toy::chained_log(340, 200);
    for (const std::size_t longest : {0u, 1u, 3u, 100u})
        for (const auto kept : {nc::batch::keep::last, nc::batch::keep::first})
            for (const std::size_t sessions : {1u, 5u, 256u}) {
                nc::eval::options options{.batch = sessions, .max_length = longest, .kept = kept};
                options.support.assign(300, 2);
                same_numbers(nc::eval::evaluate(whole, log, options), nc::eval::evaluate(apart, log, options));
                options.batch = 64;
                same_numbers(nc::eval::evaluate(whole, log, options), nc::eval::evaluate(apart, log, options));
            }
    const auto all = nc::eval::evaluate(whole, log, {.cutoffs = {5}}),
               cut = nc::eval::evaluate(whole, log, {.cutoffs = {5}, .max_length = 1});
    BOOST_TEST(all[5].mrr != cut[5].mrr);                                      // the cut changes the result
    if constexpr (nc::history_need<small<gru, Pooling>>.reads_earlier_rows())  // training kept the last clicks
        BOOST_CHECK_THROW(nc::eval::evaluate(whole, log, {.kept = nc::batch::keep::first}), nc::argument_error);
}

using not_causal_models = std::tuple<small<gru, toy::mean_so_far>, small<toy::centred, nc::pooling::last>,
                                     small<nc::encoder::stack<toy::centred, gru>, toy::mean_so_far>>;
BOOST_AUTO_TEST_CASE_TEMPLATE(models_that_are_not_causal_agree_with_the_brute_force_twin, Model, not_causal_models) {
    const Model net(toy::numbered_items(300), {}, 3);
    const auto log = toy::chained_log(340, 100);
    for (const std::size_t longest : {0u, 2u}) {
        nc::eval::options options{.cutoffs = {1, 5, 40}, .batch = 16, .max_length = longest};
        options.support.assign(300, 1);
        const auto expected = brute_force(net, log, options);
        const auto got = nc::eval::evaluate(net, log, options);
        BOOST_TEST(got.events == expected.events);
        BOOST_TEST(got.unknown_targets == expected.unknown);
        BOOST_TEST(got.without_query == expected.without_query);
        for (std::size_t k = 0; k < options.cutoffs.size(); ++k) {
            BOOST_TEST(got.at[k].recall == expected.recall[k], boost::test_tools::tolerance(1e-2));
            BOOST_TEST(got.at[k].mrr == expected.mrr[k], boost::test_tools::tolerance(1e-2));
            BOOST_TEST(got.at[k].coverage == expected.coverage[k], boost::test_tools::tolerance(1e-2));
        }
    }
}

BOOST_AUTO_TEST_CASE(a_long_session_is_encoded_in_parts_of_bounded_size) {
    nc::eval::detail::prefix_lanes lanes(false, 0, nc::batch::keep::last, 8);
    std::size_t max = 0, query_targets = 0;
    for (int t = 0; t < 300; ++t) {
        lanes.click(static_cast<nc::item_index>(t));
        lanes.add_query(7);
        if (!lanes.full()) continue;
        max = std::max(max, lanes.pack().item.size());
        query_targets += lanes.query_targets().size();
        lanes.clear();
    }
    lanes.end_session();
    lanes.pack();
    BOOST_TEST(query_targets + lanes.query_targets().size() == 300u);
    BOOST_TEST(max <= 8 * 32 + 300u);  // not 300 * 301 / 2
}

BOOST_AUTO_TEST_CASE(tie_rules_where_all_scores_are_equal) {
    model net(toy::numbered_items(40));
    nc::for_each_parameter([](std::string_view, auto& w) { std::fill(w.data.begin(), w.data.end(), 0.0f); }, net.weights);
    const auto log = toy::chained_log(40, 30);
    const auto recall = [&](nc::eval::ties rule) { return nc::eval::evaluate(net, log, {.cutoffs = {20}, .rule = rule})[20].recall; };
    const auto by_default = nc::eval::evaluate(net, log);
    BOOST_TEST((by_default.rule == nc::eval::ties::expected));
    double harmonic = 0;
    for (int place = 1; place <= 20; ++place) harmonic += 1.0 / place;
    BOOST_TEST(by_default[1].recall == 1.0 / 40, boost::test_tools::tolerance(1e-12));  // the expectation of drawing an item at random
    BOOST_TEST(by_default[20].recall == 0.5, boost::test_tools::tolerance(1e-12));
    BOOST_TEST(by_default[20].mrr == harmonic / 40, boost::test_tools::tolerance(1e-12));
    BOOST_TEST(recall(nc::eval::ties::standard) == 1.0);  // a collapsed model looks perfect
    BOOST_TEST(recall(nc::eval::ties::conservative) == 0.0);
    BOOST_TEST(recall(nc::eval::ties::median) == 0.0);  // the mean place is 20.5
    BOOST_TEST(nc::eval::evaluate(net, log, {.cutoffs = {21}, .rule = nc::eval::ties::median})[21].recall == 1.0);
}

BOOST_AUTO_TEST_CASE(ranks) {
    using nc::eval::rank_of;
    using nc::eval::ties;
    BOOST_TEST(rank_of(0, 0, ties::standard) == 1);
    BOOST_TEST(rank_of(4, 2, ties::standard) == 5);
    BOOST_TEST(rank_of(4, 2, ties::conservative) == 7);
    BOOST_TEST(rank_of(4, 2, ties::median) == 6);
}

BOOST_AUTO_TEST_CASE(unknown_cutoff_is_an_error) {
    const nc::eval::result r;
    BOOST_CHECK_THROW(r[20], nc::argument_error);
}

BOOST_AUTO_TEST_CASE(senseless_options_are_errors) {
    const model net(toy::numbered_items(40));
    const auto log = toy::chained_log(40, 30);
    BOOST_CHECK_THROW(nc::eval::evaluate(net, log, {.cutoffs = {20, 0}}), nc::argument_error);
    BOOST_CHECK_THROW(nc::eval::evaluate(net, log, {.support = {1, 2, 3}}), nc::argument_error);
    BOOST_CHECK_THROW(nc::eval::evaluate(net, log, {.target_items = {true, false}}), nc::argument_error);
}

BOOST_AUTO_TEST_CASE(a_nan_score_ranks_last) {
    model net(toy::numbered_items(30), {}, 3);
    for (float& x : net.table_of(net.weights).data) x = std::numeric_limits<float>::quiet_NaN();
    const auto r = nc::eval::evaluate(net, toy::chained_log(30, 20), {.cutoffs = {30}});
    BOOST_TEST(r.events > 0u);
    BOOST_TEST(r[30].recall == 0.0);
}

BOOST_AUTO_TEST_SUITE_END()
