// SPDX-License-Identifier: Apache-2.0
// A hybrid of a model that reads a window of clicks and of neighbours is evaluated and tuned with the clicks that a session keeps.
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <memory>
#include <vector>

#include "nextclick/batch.hpp"
#include "nextclick/encoder.hpp"
#include "nextclick/eval.hpp"
#include "nextclick/hybrid.hpp"
#include "nextclick/input.hpp"
#include "nextclick/loss.hpp"
#include "nextclick/model.hpp"
#include "nextclick/neighbours/methods.hpp"
#include "nextclick/objective.hpp"
#include "nextclick/optimizer.hpp"
#include "nextclick/output.hpp"
#include "nextclick/pooling.hpp"
#include "nextclick/sampler.hpp"
#include "nextclick/serve/hybrid_session.hpp"
#include "nextclick/train.hpp"
#include "toy.hpp"

BOOST_AUTO_TEST_SUITE(hybrids_are_evaluated_as_they_are_served)

namespace nc = nextclick;
using namespace nc::hybrid;

namespace {

/// The mean of the rows of a session: early clicks count as much as recent ones.
using mean_model = nc::model<nc::input::embedding<6>, nc::encoder::none, nc::pooling::mean, nc::output::separate<>, nc::loss::cross_entropy,
                             nc::sampler::all_items>;
static_assert(nc::history_need<mean_model>.reads_earlier_rows());

/// Sessions of 60 clicks, a minute apart, that begin on one of four items and continue on eight others.
nc::data::click_log long_sessions(std::size_t sessions) {
    nc::data::log_columns c;
    c.items = std::make_shared<const nc::data::vocabulary>(toy::numbered_items(12));
    c.session_begin = {0};
    for (std::uint32_t s = 0; s < sessions; ++s) {
        for (std::uint32_t t = 0; t < 60; ++t) {
            c.item.push_back(t < 20 ? s % 4 : 4 + nc::random_stream{3, s}.below(t, 8));
            c.time.push_back(86'400'000 * static_cast<std::int64_t>(s + 1) + 60'000 * t);
        }
        c.session_begin.push_back(static_cast<std::uint32_t>(c.item.size()));
    }
    return nc::data::click_log(std::move(c));
}

struct shop {
    nc::data::click_log log = long_sessions(24);
    mean_model net{log.items(), {}, 5};
    nc::neighbours::stan near{log, {.neighbours = 10, .recent = 20}};

    shop() {
        nc::train::train<nc::batch::whole_sessions>(net, log, nc::optimizer::adam{.rate = 0.02},
                                                    {.epochs = 2, .batch = 64, .max_length = 20});
        BOOST_TEST_REQUIRE(net.about.max_length == 20u);
    }
    auto both(double of_net) const { return weighted(part{net, scaling::softmax{}, of_net}, part{near, scaling::sum{}, 1 - of_net}); }
};

template <class Hybrid>
std::vector<double> evaluated(const Hybrid& by, const nc::data::click_log& log) {
    std::vector<double> all;
    nc::eval::evaluate(by, log, {}, [&](const nc::eval::ranked_event& e) { all.push_back(static_cast<double>(e.best())); });
    return all;
}
/// The rank of every next click among the scores of a session that receives the clicks before it.
template <class Hybrid>
std::vector<double> served(const Hybrid& by, const nc::data::click_log& log, const nc::serve::session_options& options = {}) {
    std::vector<double> all;
    std::vector<float> scores(by.item_count());
    for (std::size_t s = 0; s < log.session_count(); ++s) {
        nc::serve::session session(by, options);
        const auto clicks = log.items_of(s);
        for (std::size_t t = 0; t + 1 < clicks.size(); ++t) {
            session.push_at(log.items()[clicks[t]], log.time_column()[log.session_begin()[s] + t]);
            session.score_all(scores);
            const float own = scores[clicks[t + 1]];
            all.push_back(1 + static_cast<double>(std::ranges::count_if(scores, [&](float x) { return x > own; })));
        }
    }
    return all;
}
}  // namespace

BOOST_FIXTURE_TEST_CASE(ranks_are_those_of_sessions, shop) {
    const auto by = both(0.5);
    const auto found = evaluated(by, log), expected = served(by, log);
    BOOST_TEST_REQUIRE(found.size() == 24u * 59);
    BOOST_TEST(found == expected, boost::test_tools::per_element());
    BOOST_TEST((expected != served(by, log, {.max_length = 0})));  // the window counts
    BOOST_TEST((expected != served(both(0), log)));                // and so do both parts
    BOOST_TEST((expected != served(both(1), log)));
}
BOOST_FIXTURE_TEST_CASE(a_hybrid_in_a_hybrid_keeps_the_window, shop) {
    const auto inner = both(0.5);
    const weighted outer(part{inner, scaling::none{}, 1.0}, part{near, scaling::sum{}, 0.25});
    BOOST_TEST(evaluated(outer, log) == served(outer, log), boost::test_tools::per_element());
}
BOOST_FIXTURE_TEST_CASE(tuning_measures_what_sessions_show, shop) {
    auto by = both(0.5);
    const auto tried = nc::eval::tune_weights(by, log, {.cutoff = 5, .steps = 4});
    BOOST_TEST_REQUIRE(tried.size() == 5u);
    for (const auto& t : tried) {
        const auto ranks = served(both(t.weights[0]), log);
        double hits = 0, reciprocal = 0;
        for (const double r : ranks)
            if (r <= 5) ++hits, reciprocal += 1 / r;
        if (t.weights[0] == 0) continue;  // neighbours alone leave items without a score, which are misses
        BOOST_TEST(t.recall == hits / static_cast<double>(ranks.size()), boost::test_tools::tolerance(1e-12));
        BOOST_TEST(t.mrr == reciprocal / static_cast<double>(ranks.size()), boost::test_tools::tolerance(1e-12));
    }
}

BOOST_AUTO_TEST_SUITE_END()
