// SPDX-License-Identifier: Apache-2.0
#include "nextclick/eval/compare.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <vector>

#include "fixed_ranker.hpp"
#include "nextclick/zoo/gru4rec.hpp"

BOOST_AUTO_TEST_SUITE(compared)

namespace nc = nextclick;

namespace {
/// Sessions of these lengths on one item.
nc::data::click_log log_of(const std::vector<std::size_t>& lengths) {
    nc::data::log_columns c;
    c.items = std::make_shared<const nc::data::vocabulary>(toy::numbered_items(1));
    for (const std::size_t n : lengths) {
        c.item.resize(c.item.size() + n, 0);
        c.session_begin.push_back(static_cast<std::uint32_t>(c.item.size()));
    }
    return nc::data::click_log(std::move(c));
}
const nc::eval::options first{.cutoffs = {1}};

/// An evaluation with a hit at every event for which hit(session, n) is true.
template <class Hit>
nc::eval::session_sums evaluated(const nc::data::click_log& log, const Hit& hit, const nc::eval::options& options = first) {
    nc::eval::session_sums sums;
    for (std::uint32_t s = 0; s < log.session_count(); ++s)
        for (std::uint32_t e = log.session_begin()[s] + 1; e < log.session_begin()[s + 1]; ++e)
            sums(nc::eval::ranked_event{.log = &log,
                                        .options = &options,
                                        .session = s,
                                        .event = e,
                                        .item = 0,
                                        .higher = hit(s, e - log.session_begin()[s]) ? 0u : 1u});
    return sums;
}
}  // namespace

BOOST_AUTO_TEST_CASE(the_permutation_test_agrees_with_all_signs_enumerated) {
    const std::vector<std::size_t> lengths{2, 5, 3, 9, 2, 4, 6, 3, 3, 2};
    const auto log = log_of(lengths);
    const auto a = evaluated(log, [](auto s, auto n) { return (s + n) % 3 != 0; }),
               b = evaluated(log, [](auto s, auto n) { return s % 2 == n % 2; });
    std::vector<double> difference;
    double events = 0, sum = 0;
    for (std::size_t s = 0; s < lengths.size(); ++s) {
        difference.push_back(a.of(s)[0] - b.of(s)[0]);
        sum += difference.back();
        events += a.events()[s];
    }
    double as_large = 0;
    for (unsigned signs = 0; signs < 1u << lengths.size(); ++signs) {
        double flipped = 0;
        for (std::size_t s = 0; s < lengths.size(); ++s) flipped += (signs >> s & 1u) != 0 ? difference[s] : -difference[s];
        as_large += std::abs(flipped) >= std::abs(sum) ? 1 : 0;
    }
    const double exact = as_large / (1u << lengths.size());
    BOOST_TEST_REQUIRE(exact > 0.02);
    BOOST_TEST_REQUIRE(exact < 0.9);
    const auto c = nc::eval::compare(a, b, {.resamples = 40'000});
    const auto& d = c("Recall", 1);
    BOOST_TEST(std::abs(d.p_permutation - exact) < 0.01);
    BOOST_TEST(d.mean == sum / events, boost::test_tools::tolerance(1e-12));
    BOOST_TEST(d.a - d.b == d.mean, boost::test_tools::tolerance(1e-9));
    BOOST_TEST(d.low <= d.mean);
    BOOST_TEST(d.mean <= d.high);
    BOOST_TEST(c.sessions == lengths.size());
    const auto swapped = nc::eval::compare(b, a, {.resamples = 40'000});
    BOOST_TEST(swapped("Recall", 1).mean == -d.mean);
    BOOST_TEST(swapped("Recall", 1).p_permutation == d.p_permutation);
}

BOOST_AUTO_TEST_CASE(a_model_better_in_every_session_has_the_least_possible_p) {
    const auto log = log_of(std::vector<std::size_t>(60, 4));
    const auto c = nc::eval::compare(evaluated(log, [](auto, auto) { return true; }), evaluated(log, [](auto, auto n) { return n == 1; }),
                                     {.resamples = 999});
    const auto& d = c("Recall", 1);
    BOOST_TEST(d.p_permutation == 0.001);  // never 0
    BOOST_TEST(d.p_bootstrap == 0.002);
    BOOST_TEST(d.low == 2.0 / 3, boost::test_tools::tolerance(1e-12));
    BOOST_TEST(d.high == 2.0 / 3, boost::test_tools::tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(a_model_does_not_differ_from_itself) {
    const auto log = toy::chained_log(30, 100);
    const nc::zoo::gru4rec<8> net(log.items());
    for (const auto& d : nc::eval::compare(net, net, log).at) {
        BOOST_TEST(d.mean == 0.0);
        BOOST_TEST(d.p_permutation == 1.0);
        BOOST_TEST(d.p_bootstrap == 1.0);
        BOOST_TEST(d.low == 0.0);
        BOOST_TEST(d.high == 0.0);
    }
}

// Two equal models, each right or wrong for a session as a whole: a test on clicks would count hundreds of independent wins where
// there are forty.
BOOST_AUTO_TEST_CASE(equal_models_differ_significantly_at_the_stated_rate_and_intervals_cover) {
    constexpr int worlds = 400;
    int found = 0, covered = 0, found_by_clicks = 0;
    for (int world = 0; world < worlds; ++world) {
        const nc::random_stream random{5, static_cast<std::uint64_t>(world)};
        std::vector<std::size_t> lengths;
        for (std::uint64_t s = 0; s < 40; ++s) lengths.push_back(2 + random.below(s, 20));
        const auto log = log_of(lengths);
        const auto model = [&](std::uint64_t name) {
            return evaluated(log, [&, r = random.fork(name)](auto s, auto n) {
                return r.uniform(s) < 0.5 ? r.fork(s).uniform(n) < 0.9 : r.fork(s).uniform(n) < 0.1;
            });
        };
        const auto a = model(1), b = model(2);
        const auto c = nc::eval::compare(a, b, {.resamples = 400, .seed = static_cast<std::uint64_t>(world)});
        const auto& d = c("Recall", 1);
        found += d.p_permutation <= 0.05 ? 1 : 0;
        covered += d.low <= 0 && 0 <= d.high ? 1 : 0;
        const double by_clicks = std::sqrt((d.a * (1 - d.a) + d.b * (1 - d.b)) / static_cast<double>(c.events));
        found_by_clicks += std::abs(d.mean) > 1.96 * by_clicks ? 1 : 0;
    }
    BOOST_TEST(found < worlds * 0.09);
    BOOST_TEST(found > worlds * 0.02);
    BOOST_TEST(covered > worlds * 0.89);
    BOOST_TEST(covered < worlds * 0.98);
    BOOST_TEST(found_by_clicks > worlds * 0.2);
}

BOOST_AUTO_TEST_CASE(figures_are_those_of_the_evaluations_and_the_same_at_any_thread_count) {
    const auto log = toy::chained_log(33, 200);
    const nc::zoo::gru4rec<8> a(toy::numbered_items(30), {}, 1);
    const toy::fixed_ranker b(30, toy::fixed_ranker::row{{1, 1}, {2, 2}, {3, 2}});
    const auto one = nc::eval::compare(a, b, log, {}, {.resamples = 100, .threads = 1}),
               two = nc::eval::compare(a, b, log, {}, {.resamples = 100, .threads = 2});
    const auto of_a = nc::eval::evaluate(a, log), of_b = nc::eval::evaluate(b, log);
    BOOST_TEST(one.at.size() == 12u);
    BOOST_TEST(one.events == of_a.events);
    for (std::size_t i = 0; i < one.at.size(); ++i) {
        BOOST_TEST(one.at[i].p_bootstrap == two.at[i].p_bootstrap);
        BOOST_TEST(one.at[i].low == two.at[i].low);
        BOOST_TEST(one.at[i].p_permutation == two.at[i].p_permutation);
    }
    for (const std::size_t k : {1u, 20u}) {
        BOOST_TEST(one("Recall", k).a == of_a[k].recall, boost::test_tools::tolerance(1e-12));
        BOOST_TEST(one("MRR", k).b == of_b[k].mrr, boost::test_tools::tolerance(1e-12));
        BOOST_TEST(one("NDCG", k).b == of_b[k].ndcg, boost::test_tools::tolerance(1e-12));
    }
    BOOST_CHECK_THROW(one("Recall", 7), nc::argument_error);
}

BOOST_AUTO_TEST_CASE(evaluations_that_cannot_be_paired_are_refused) {
    const auto log = log_of({3, 4, 5}), other = log_of({3, 4}), longer = log_of({3, 4, 6}), alone = log_of({4});
    const auto never = [](auto, auto) { return false; };
    const auto a = evaluated(log, never);
    const nc::eval::options at_two{.cutoffs = {2}}, standard{.cutoffs = {1}, .rule = nc::eval::ties::standard};
    BOOST_CHECK_THROW(nc::eval::compare(a, evaluated(other, never)), nc::argument_error);
    BOOST_CHECK_THROW(nc::eval::compare(a, evaluated(longer, never)), nc::argument_error);
    BOOST_CHECK_THROW(nc::eval::compare(a, evaluated(log, never, at_two)), nc::argument_error);
    BOOST_CHECK_THROW(nc::eval::compare(a, evaluated(log, never, standard)), nc::argument_error);
    BOOST_CHECK_THROW(nc::eval::compare(evaluated(alone, never), evaluated(alone, never)), nc::argument_error);
    BOOST_CHECK_THROW(nc::eval::compare(a, a, {.resamples = 0}), nc::argument_error);
    BOOST_CHECK_THROW(nc::eval::compare(a, a, {.level = 1}), nc::argument_error);
}

BOOST_AUTO_TEST_SUITE_END()
