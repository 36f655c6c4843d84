// SPDX-License-Identifier: Apache-2.0
#include "nextclick/eval/ranked_event.hpp"

#include <boost/test/unit_test.hpp>
#include <map>
#include <vector>

#include "fixed_ranker.hpp"
#include "nextclick/eval/evaluate.hpp"
#include "nextclick/hybrid.hpp"
#include "nextclick/zoo/gru4rec.hpp"
#include "nextclick/zoo/hrnn.hpp"
#include "toy_policies.hpp"

BOOST_AUTO_TEST_SUITE(ranked_events)

namespace nc = nextclick;
using nc::eval::outcome;
using nc::eval::ranked_event;

namespace {
/// Computes the figures of an evaluation from its events alone, and checks that they are complete.
template <class Model>
std::vector<ranked_event> events_of(const Model& net, const nc::data::click_log& log, const nc::eval::options& options = {}) {
    std::vector<ranked_event> events;
    int ends = 0;
    const auto r = nc::eval::evaluate(
        net, log, options, [&](const ranked_event& e) { events.push_back(e); }, [&](const nc::eval::result&) { ++ends; });
    BOOST_TEST(ends == 1);
    BOOST_TEST(events.size() == r.events);
    std::map<outcome, std::size_t> count;
    nc::eval::metrics_sum sum(options.cutoffs, options.rule);
    std::vector<bool> done(log.session_count());
    for (std::size_t i = 0; i < events.size(); ++i) {
        const auto& e = events[i];
        ++count[e.what];
        const bool next = i > 0 && e.session != events[i - 1].session;
        if (next) done[events[i - 1].session] = true;
        BOOST_TEST(!done[e.session]);  // session by session
        BOOST_TEST(e.position() > 0u);
        BOOST_TEST(e.position() < e.session_length());
        BOOST_TEST(e.event == log.session_begin()[e.session] + e.position());
        BOOST_TEST(e.item == net.items().find(log.items()[log.item_column()[e.event]]));
        e.ranked() ? sum.add({e.higher, e.same}, next) : sum.add_miss(next);
    }
    BOOST_TEST(count[outcome::unknown_target] == r.unknown_targets);
    BOOST_TEST(count[outcome::without_query] == r.without_query);
    const auto at = sum.means();
    for (std::size_t k = 0; k < at.size(); ++k) {
        BOOST_TEST(at[k].recall == r.at[k].recall);
        BOOST_TEST(at[k].ndcg == r.at[k].ndcg);
        if (r.sessions > 1) BOOST_TEST(at[k].error.mrr == r.at[k].error.mrr);
    }
    return events;
}
using model = nc::zoo::gru4rec<8>;
using not_causal_model =
    nc::model<nc::input::embedding<8>, toy::centred, nc::pooling::last, nc::output::tied<>, nc::loss::cross_entropy, nc::sampler::in_batch>;
}  // namespace

BOOST_AUTO_TEST_CASE(of_models_lists_and_hybrids_come_in_order_of_the_log) {
    const auto log = toy::chained_log(44, 300);
    const model net(toy::numbered_items(40), {}, 3);
    const not_causal_model around(toy::numbered_items(40), {}, 3);
    const toy::fixed_ranker ranker(40, toy::fixed_ranker::row{{1, 1}, {2, 2}, {5, 1}});
    const nc::hybrid::weighted both(nc::hybrid::part{net, nc::hybrid::scaling::none{}, 1.0},
                                    nc::hybrid::part{ranker, nc::hybrid::scaling::none{}, 1.0});
    const auto check = [&](const auto& by) {
        for (const std::size_t sessions : {2u, 256u}) {
            const auto events = events_of(by, log, {.batch = sessions});
            BOOST_TEST(std::is_sorted(events.begin(), events.end(), [](const auto& a, const auto& b) { return a.event < b.event; }));
        }
        events_of(by, log, {.list_metrics = false, .max_length = 2});
    };
    check(net);
    check(around);
    check(ranker);
    check(both);
}

BOOST_AUTO_TEST_CASE(of_lists_mark_targets_that_are_not_listed) {
    const toy::fixed_ranker ranker(40, toy::fixed_ranker::row{{1, 1}, {2, 2}, {5, 1}});
    nc::data::log_columns c;
    c.items = std::make_shared<const nc::data::vocabulary>(toy::numbered_items(41));
    c.item = {0, 1, 7, 40, 2};
    c.session_begin = {0, 5};
    const nc::data::click_log log(std::move(c));
    const auto events = events_of(ranker, log);
    BOOST_TEST_REQUIRE(events.size() == 4u);
    BOOST_TEST((events[0].what == outcome::ranked));
    BOOST_TEST(events[0].best() == 2u);  // 1 and 5 share two places
    BOOST_TEST(events[0].worst() == 3u);
    BOOST_TEST((events[1].what == outcome::unranked));
    BOOST_TEST((events[2].what == outcome::unknown_target));
    BOOST_TEST(events[3].best() == 1u);
}

BOOST_AUTO_TEST_CASE(of_users_come_session_by_session) {
    const auto before = toy::chained_users_log(30, 20, 1), log = toy::chained_users_log(34, 25, 2);
    const nc::zoo::hrnn<nc::encoder::hrnn::init, 8, 8> net(toy::numbered_items(30), {}, 3);
    for (const std::size_t users : {3u, 100u}) {
        const auto events = events_of(net, log, {.batch = users, .history = &before});
        BOOST_TEST(events.size() == log.event_count() - log.session_count());
    }
    const auto last = events_of(net, log, {.last_only = true, .history = &before});
    for (const auto& e : last) BOOST_TEST(e.position() + 1 == e.session_length());
}

BOOST_AUTO_TEST_CASE(last_clicks_have_the_ranks_of_a_full_evaluation) {
    const auto log = toy::chained_log(44, 300);
    const model net(toy::numbered_items(40), {}, 3);
    const not_causal_model around(toy::numbered_items(40), {}, 3);
    const toy::fixed_ranker ranker(40, toy::fixed_ranker::row{{1, 1}, {2, 2}, {5, 1}});
    const auto check = [&](const auto& by) {
        const auto all = events_of(by, log), last = events_of(by, log, {.last_only = true});
        std::size_t next = 0;
        for (const auto& e : all) {
            if (e.position() + 1 != e.session_length()) continue;
            BOOST_TEST_REQUIRE(next < last.size());
            BOOST_TEST(last[next].event == e.event);
            BOOST_TEST((last[next].what == e.what));
            BOOST_TEST(last[next].higher == e.higher);
            BOOST_TEST(last[next].same == e.same);
            ++next;
        }
        BOOST_TEST(next == last.size());
        BOOST_TEST(next > 100u);
    };
    check(net);
    check(around);
    check(ranker);
}

BOOST_AUTO_TEST_CASE(a_nan_score_is_not_ranked_in_a_list_of_any_length) {
    model net(toy::numbered_items(30), {}, 3);
    for (float& x : net.table_of(net.weights).data) x = std::numeric_limits<float>::quiet_NaN();
    for (const auto& e : events_of(net, toy::chained_log(30, 20), {.cutoffs = {30, 31, 1000}})) BOOST_TEST((e.what == outcome::unranked));
    BOOST_TEST(nc::eval::evaluate(net, toy::chained_log(30, 20), {.cutoffs = {1000}})[1000].recall == 0.0);
}

BOOST_AUTO_TEST_SUITE_END()
