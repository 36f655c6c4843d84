// SPDX-License-Identifier: Apache-2.0
#include "nextclick/eval/replay.hpp"

#include <boost/test/unit_test.hpp>

#include "fixed_ranker.hpp"
#include "nextclick/eval/evaluate.hpp"
#include "nextclick/eval/tune_weights.hpp"
#include "nextclick/hybrid.hpp"
#include "nextclick/zoo/gru4rec.hpp"

BOOST_AUTO_TEST_SUITE(replayed_logs)

namespace nc = nextclick;

nc::data::click_log log_of(std::vector<std::vector<nc::item_index>> sessions, std::size_t items) {
    nc::data::log_columns c;
    c.items = std::make_shared<const nc::data::vocabulary>(toy::numbered_items(items));
    for (const auto& s : sessions) {
        c.item.insert(c.item.end(), s.begin(), s.end());
        c.session_begin.push_back(static_cast<std::uint32_t>(c.item.size()));
    }
    return nc::data::click_log(std::move(c));
}

// After item 0: 1, 2, 3, and 4 with the score of 3. After item 1: 0 alone.
const toy::fixed_ranker by(6, std::map<nc::item_index, toy::fixed_ranker::row>{{0, {{1, 4}, {2, 3}, {3, 2}, {4, 2}}}, {1, {{0, 1}}}});

BOOST_AUTO_TEST_CASE(targets_are_ranked_among_the_items_of_the_list) {
    // ranks: 2; miss (2 is not listed after 1); 3 with one tie; item 7 unknown; nothing known before 0; 1
    const auto log = log_of({{0, 2}, {1, 2}, {0, 3}, {0, 7}, {7, 0}, {1, 0}}, 8);
    auto r = nc::eval::evaluate(by, log, {.cutoffs = {1, 3}});
    BOOST_TEST(r.events == 6u);
    BOOST_TEST(r.unknown_targets == 1u);
    BOOST_TEST(r.without_query == 1u);
    BOOST_TEST(r[3].recall == (2 + 0.5) / 6);  // place three or four
    BOOST_TEST(r[3].mrr == (1.0 / 2 + 1.0 / 3 / 2 + 1) / 6, boost::test_tools::tolerance(1e-12));
    BOOST_TEST(r[1].recall == 1.0 / 6);
    BOOST_TEST(r[1].coverage == 2.0 / 6);  // items 0 and 1 rank before
    BOOST_TEST(r[3].coverage == 4.0 / 6);
    r = nc::eval::evaluate(by, log, {.cutoffs = {3}, .rule = nc::eval::ties::conservative});
    BOOST_TEST(r[3].mrr == (1.0 / 2 + 1) / 6);
    r = nc::eval::evaluate(by, log, {.cutoffs = {3}, .rule = nc::eval::ties::standard});
    BOOST_TEST(r[3].mrr == (1.0 / 2 + 1.0 / 3 + 1) / 6);
}
BOOST_AUTO_TEST_CASE(an_item_without_a_score_is_a_miss_however_short_the_list) {
    const auto r = nc::eval::evaluate(by, log_of({{1, 5}}, 6), {.cutoffs = {6}});
    BOOST_TEST(r[6].recall == 0);
}
BOOST_AUTO_TEST_CASE(threads_and_unknown_clicks_change_nothing) {
    const auto log = toy::chained_log(6, 3000);
    const auto one = nc::eval::evaluate(by, log, {.threads = 1}), three = nc::eval::evaluate(by, log, {.threads = 3});
    BOOST_TEST(one[20].mrr == three[20].mrr);
    BOOST_TEST(one[20].recall > 0);
    const auto with_unknown = nc::eval::evaluate(by, log_of({{0, 7, 2}}, 8), {.cutoffs = {2}});
    BOOST_TEST(with_unknown.events == 2u);
    BOOST_TEST(with_unknown[2].recall == 0.5);  // after the unknown item the list is still that of item 0
}
BOOST_AUTO_TEST_CASE(a_history_is_refused) {
    const auto log = toy::chained_log(6, 10);
    BOOST_CHECK_THROW(nc::eval::evaluate(by, log, {.history = &log}), nc::argument_error);
}

struct shop {
    nc::data::click_log log = toy::chained_log(30, 200);
    nc::zoo::gru4rec<8> net{log.items()};
    toy::fixed_ranker ranker{30, toy::fixed_ranker::row{{1, 1}, {2, 2}}};
};

BOOST_FIXTURE_TEST_CASE(a_hybrid_of_one_model_is_the_model, shop) {
    const nc::hybrid::weighted alone(nc::hybrid::part{net, nc::hybrid::scaling::none{}, 1.0},
                                     nc::hybrid::part{ranker, nc::hybrid::scaling::none{}, 0.0});
    const auto a = nc::eval::evaluate(net, log), b = nc::eval::evaluate(alone, log);
    BOOST_TEST(a.events == b.events);
    for (const std::size_t k : {1u, 5u, 20u}) {
        BOOST_TEST(a[k].recall == b[k].recall, boost::test_tools::tolerance(1e-12));
        BOOST_TEST(a[k].mrr == b[k].mrr, boost::test_tools::tolerance(1e-12));
        BOOST_TEST(a[k].coverage == b[k].coverage, boost::test_tools::tolerance(1e-12));
    }
}
BOOST_FIXTURE_TEST_CASE(a_hybrid_of_hybrids_is_one_too, shop) {
    using namespace nc::hybrid;
    const weighted inner(part{net, scaling::none{}, 1.0}, part{ranker, scaling::none{}, 1.0});
    const weighted outer(part{inner, scaling::none{}, 1.0}, part{ranker, scaling::none{}, 1.0});
    const weighted flat(part{net, scaling::none{}, 1.0}, part{ranker, scaling::none{}, 2.0});
    BOOST_TEST(nc::eval::evaluate(outer, log)[20].mrr == nc::eval::evaluate(flat, log)[20].mrr, boost::test_tools::tolerance(1e-12));
}
BOOST_FIXTURE_TEST_CASE(tuning_returns_the_best_of_the_tried_weights, shop) {
    using namespace nc::hybrid;
    const toy::fixed_ranker good(30, [] {  // most of the chain: a * 7 + 1 and the next two
        std::map<nc::item_index, toy::fixed_ranker::row> rows;
        for (nc::item_index i = 0; i < 30; ++i) rows[i] = {{(i * 7 + 1) % 30, 3}, {(i * 7 + 2) % 30, 2}, {(i * 7 + 3) % 30, 1}};
        return rows;
    }());
    weighted both(part{ranker, scaling::maximum{}, 1.0}, part{good, scaling::maximum{}, 0.0});
    const auto tried = nc::eval::tune_weights(both, log, {.cutoff = 3, .steps = 4});
    BOOST_TEST_REQUIRE(tried.size() == 5u);
    double best = 0;
    for (const auto& t : tried) {
        weighted same(part{ranker, scaling::maximum{}, t.weights[0]}, part{good, scaling::maximum{}, t.weights[1]});
        const auto r = nc::eval::evaluate(same, log, {.cutoffs = {3}});
        BOOST_TEST(r[3].recall == t.recall, boost::test_tools::tolerance(1e-12));
        BOOST_TEST(r[3].mrr == t.mrr, boost::test_tools::tolerance(1e-12));
        best = std::max(best, t.recall + t.mrr);
    }
    const auto r = nc::eval::evaluate(both, log, {.cutoffs = {3}});
    BOOST_TEST(r[3].recall + r[3].mrr == best, boost::test_tools::tolerance(1e-12));
    BOOST_TEST(both.weights()[1] > 0.4);
    weighted three(part{ranker, scaling::maximum{}}, part{good, scaling::maximum{}}, part{net, scaling::softmax{}});
    BOOST_TEST(nc::eval::tune_weights(three, log, {.cutoff = 3, .steps = 4, .rounds = 2}).size() == 2u * 3 * 5);
    double sum = 0;
    for (const double w : three.weights()) sum += w;
    BOOST_TEST(sum == 1, boost::test_tools::tolerance(1e-12));
}

BOOST_AUTO_TEST_SUITE_END()
