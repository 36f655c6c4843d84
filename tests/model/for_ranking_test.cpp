// SPDX-License-Identifier: Apache-2.0
#include "nextclick/model/for_ranking.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "nextclick/cell.hpp"
#include "nextclick/encoder.hpp"
#include "nextclick/eval/evaluate.hpp"
#include "nextclick/input.hpp"
#include "nextclick/loss.hpp"
#include "nextclick/optimizer.hpp"
#include "nextclick/output.hpp"
#include "nextclick/pooling.hpp"
#include "nextclick/sampler.hpp"
#include "nextclick/serve/session.hpp"
#include "nextclick/train/train.hpp"
#include "nextclick/zoo/gru4rec.hpp"
#include "toy.hpp"

BOOST_AUTO_TEST_SUITE(for_ranking)

namespace nc = nextclick;
template <class Output>
using net_of = nc::model<nc::input::embedding<24>, nc::encoder::recurrent<nc::cell::gru<>, 24>, nc::pooling::last, Output, nc::loss::cosine,
                         nc::sampler::targets_only>;

BOOST_AUTO_TEST_CASE(most_models_are_ranked_without_a_copy) {
    const nc::zoo::gru4rec<12> net(toy::numbered_items(30));
    BOOST_TEST(&nc::for_ranking(net) == &net);
}

BOOST_AUTO_TEST_CASE(the_best_items_have_the_largest_cosine) {
    net_of<nc::output::cosine<nc::output::tied<nc::output::unbiased>>> net(toy::numbered_items(40), {}, 3);
    for (std::size_t i = 0; i < 40; ++i)  // lengths that would change the order of products
        for (float& x : net.weights.input.items.row(i)) x *= static_cast<float>(1 + i * i);
    for (float& x : net.weights.input.items.row(7)) x = 0;
    const auto served = nc::for_ranking(net);
    BOOST_TEST(served.table_of(served.weights)(7, 0) == 0);
    nc::serve::session session(served);
    session.push(104);
    const auto q = session.query();
    double last = 2, q_norm = 0;
    for (const float x : q) q_norm += static_cast<double>(x) * static_cast<double>(x);
    for (const auto& found : session.top_indices(40)) {
        double dot = 0, norm = 0;
        for (std::size_t c = 0; c < q.size(); ++c) {
            const double e = static_cast<double>(net.table_of(net.weights)(found.item, c));
            dot += e * static_cast<double>(q[c]);
            norm += e * e;
        }
        const double cosine = norm == 0 ? 0 : dot / std::sqrt(norm * q_norm);
        BOOST_TEST(cosine <= last + 1e-6);
        BOOST_TEST(std::abs(static_cast<double>(found.score) - cosine * std::sqrt(q_norm)) < 1e-4);
        last = cosine;
    }
}

// Tan's M4 in small: item embeddings of a first model, frozen; a second model learns to predict these rows.
BOOST_AUTO_TEST_CASE(a_model_learns_to_point_at_the_rows_of_another) {
    const auto log = toy::acted_log(40, 1500);
    nc::model<nc::input::embedding<24>, nc::encoder::recurrent<nc::cell::gru<>, 24>, nc::pooling::last, nc::output::tied<>,
              nc::loss::cross_entropy, nc::sampler::all_items>
        first(log.items());
    nc::train::train(first, log, nc::optimizer::adam{.rate = 0.01}, {.epochs = 5});
    using pointing = net_of<nc::output::cosine<nc::output::separate<nc::output::unbiased>>>;
    pointing net(log.items());
    net.weights.output.items = first.table_of(first.weights);
    const auto before = nc::eval::evaluate(net, log)[5].recall;
    nc::train::train(net, log, nc::optimizer::adam{.rate = 0.01}, {.epochs = 5, .frozen = {"output"}, .validation = &log});
    BOOST_TEST((net.table_of(net.weights).data == first.table_of(first.weights).data));
    const auto after = nc::eval::evaluate(net, log)[5].recall;
    BOOST_TEST(after > 0.5);
    BOOST_TEST(after > 2 * before);
    BOOST_TEST(after == nc::eval::evaluate(nc::for_ranking(net), log)[5].recall);
}

BOOST_AUTO_TEST_SUITE_END()
