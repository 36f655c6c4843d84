// SPDX-License-Identifier: Apache-2.0
// Gradients: tests/model/gradients_towers_test.cpp. Here: ranking, serving and files of models that compute rows of items.
#include "nextclick/output/item_tower.hpp"

#include <boost/test/unit_test.hpp>
#include <tuple>

#include "io/temporary_folder.hpp"
#include "nextclick/cell.hpp"
#include "nextclick/encoder.hpp"
#include "nextclick/eval/evaluate.hpp"
#include "nextclick/input.hpp"
#include "nextclick/io/model_file.hpp"
#include "nextclick/loss.hpp"
#include "nextclick/optimizer.hpp"
#include "nextclick/output.hpp"
#include "nextclick/pooling.hpp"
#include "nextclick/sampler.hpp"
#include "nextclick/serve/session.hpp"
#include "nextclick/train/train.hpp"
#include "toy.hpp"

BOOST_AUTO_TEST_SUITE(item_tower)

namespace nc = nextclick;
namespace input = nc::input;
namespace output = nc::output;

namespace {
using attributes = input::of_item<input::join<input::categorical<"Action", 3>, input::numeric<"Price">>>;
using linear = nc::encoder::dense<6, nc::activation::linear>;
template <class Output>
using scored = nc::model<input::embedding<5>, nc::encoder::recurrent<nc::cell::gru<>, 6>, nc::pooling::last, Output,
                         nc::loss::cross_entropy, nc::sampler::join<nc::sampler::in_batch, nc::sampler::uniform>>;
using tables = output::item_tower<input::embedding<6>, nc::encoder::none, output::unbiased>;
using mixed = output::item_tower<input::join<input::embedding<4>, attributes>, nc::encoder::stack<nc::encoder::dense<7>, linear>>;
using unseen = output::item_tower<attributes, linear, output::unbiased>;
using models = std::tuple<scored<tables>, scored<mixed>, scored<unseen>, scored<output::neural<tables>>, scored<output::neural<mixed>>>;

template <class Model>
Model made(const nc::data::vocabulary& items) {
    typename Model::policies options;
    auto& item = options.output.item_input();
    if constexpr (requires { item.template get<1>().table; }) item.template get<1>() = attributes(toy::attributes(items.size()));
    if constexpr (requires { item.table; }) item = attributes(toy::attributes(items.size()));
    return Model(items, options, 4);
}
}  // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(ranking_holds_the_scores_of_the_tower, Model, models) {
    const auto net = made<Model>(toy::numbered_items(40));
    const auto ranked = nc::for_ranking(net);
    nc::serve::session session(ranked);
    session.push(103);
    session.push(117);
    std::vector<float> scores(40);
    session.score_block(0, scores);
    nc::workspace memory;
    nc::pass run{.memory = memory};
    for (nc::item_index i = 0; i < 40; ++i) {
        const float expected = nc::score_of_item(net, run, session.query(), i);
        BOOST_TEST(std::abs(scores[i] - expected) <= 1e-5f * (1 + std::abs(expected)));
        BOOST_TEST(nc::score_of_item(ranked, run, session.query(), i) == scores[i]);
    }
    const auto best = session.top(40);
    for (std::size_t k = 1; k < best.size(); ++k) BOOST_TEST(best[k - 1].score >= best[k].score);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(training_learns_through_the_tower, Model, models) {
    const auto log = toy::chained_log(40, 600);
    auto net = made<Model>(log.items());
    const double before = nc::eval::evaluate(net, log, {.cutoffs = {5}})[5].recall;
    nc::train::train(net, log, nc::optimizer::adam{.rate = 5e-3}, {.epochs = 8, .batch = 16, .threads = 2});
    const auto after = nc::eval::evaluate(net, log, {.cutoffs = {5}});
    if constexpr (!std::is_same_v<Model, scored<unseen>>) BOOST_TEST(after[5].recall > before + 0.15);
    BOOST_TEST(after[5].recall > before);
    BOOST_TEST(after[5].recall == nc::eval::evaluate(nc::for_ranking(net), log, {.cutoffs = {5}})[5].recall);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(files_hold_towers_and_ranked_rows, Model, models) {
    const temporary_folder folder;
    const auto net = made<Model>(toy::numbered_items(40));
    const auto check = [&](const auto& saved) {
        using Saved = std::remove_cvref_t<decltype(saved)>;
        nc::io::save(saved, folder.path / "model.safetensors");
        const auto loaded = nc::io::load<Saved>(folder.path / "model.safetensors");
        nc::workspace memory;
        nc::pass run{.memory = memory};
        std::vector<float> query(6);
        for (std::size_t i = 0; i < 6; ++i) query[i] = 0.3f - 0.1f * static_cast<float>(i);
        for (nc::item_index i = 0; i < 40; ++i)
            BOOST_TEST(nc::score_of_item(loaded, run, query, i) == nc::score_of_item(saved, run, query, i));
    };
    check(net);
    check(nc::for_ranking(net));
}

BOOST_AUTO_TEST_CASE(items_without_clicks_are_ranked_by_their_attributes) {
    const auto net = made<scored<unseen>>(toy::numbered_items(40));
    const auto table = toy::attributes(40);
    const auto ranked = nc::for_ranking(net);
    const auto& rows = ranked.table_of(ranked.weights);
    std::size_t equal = 0;
    for (std::size_t i = 0; i < 40; ++i)
        for (std::size_t j = 0; j < i; ++j) {
            const bool same_price = table.column("Price").numbers()[i] == table.column("Price").numbers()[j];
            const bool same_action = table.column("Action").codes()[i] == table.column("Action").codes()[j];
            const bool same_row = std::ranges::equal(rows.row(i), rows.row(j));
            equal += same_row ? 1 : 0;
            if (same_price && same_action) BOOST_TEST(same_row);
        }
    BOOST_TEST(equal < 40u * 39u / 2u);
}

BOOST_AUTO_TEST_CASE(far_rows_and_queries_are_scored_without_exponentials_or_at_their_end) {
    using model = scored<output::neural<tables>>;
    auto net = made<model>(toy::numbered_items(40));
    nc::workspace memory;
    nc::pass run{.memory = memory};
    for (const float size : {1.0f, 19.0f, 25.0f, 300.0f}) {
        for (float& w : net.weights.output.item.items.data) w = size * (w > 0 ? 1.0f : -1.0f);
        const auto ranked = nc::for_ranking(net);
        BOOST_TEST(ranked.policy.output.exponentials == (size <= 20));
        for (const float q : {-500.0f, -45.0f, -19.0f, 0.5f, 25.0f, 900.0f}) {
            const std::vector<float> query(6, q);
            for (nc::item_index i = 0; i < 40; ++i) {
                const float expected = nc::score_of_item(net, run, query, i);
                BOOST_TEST(std::abs(nc::score_of_item(ranked, run, query, i) - expected) <= 1e-5f);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(widths_must_agree) {
    using model = scored<output::item_tower<input::embedding<5>>>;
    BOOST_CHECK_EXCEPTION(model(toy::numbered_items(40)), nc::argument_error,
                          [](const auto& e) { return std::string(e.what()).find("5 wide and queries 6") != std::string::npos; });
    using remembers = scored<output::item_tower<input::embedding<5>, nc::encoder::recurrent<nc::cell::gru<>, 6>>>;
    BOOST_CHECK_THROW(remembers(toy::numbered_items(40)), nc::argument_error);
}

BOOST_AUTO_TEST_SUITE_END()
