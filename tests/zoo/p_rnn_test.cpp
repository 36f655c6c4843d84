// SPDX-License-Identifier: Apache-2.0
#include "nextclick/zoo/p_rnn.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <string>
#include <tuple>

#include "io/temporary_folder.hpp"
#include "nextclick/eval/evaluate.hpp"
#include "nextclick/input.hpp"
#include "nextclick/io/model_file.hpp"
#include "nextclick/optimizer.hpp"
#include "nextclick/serve/session.hpp"
#include "nextclick/train/train.hpp"
#include "toy.hpp"

BOOST_AUTO_TEST_SUITE(p_rnn)

namespace nc = nextclick;
namespace zoo = nc::zoo;

namespace {
using feature = nc::input::join<nc::input::categorical<"Action", 4>, nc::input::numeric<"Dwell">>;
using feature_only = zoo::p_rnn_feature<feature, 12>;
using concatenated_input = zoo::p_rnn_concatenated<feature, 12>;
using parallel = zoo::p_rnn_parallel<feature, 12, 8>;
using shared = zoo::p_rnn_shared<feature, 12>;
using interaction = zoo::p_rnn_interaction<feature, 12>;
using models = std::tuple<feature_only, concatenated_input, parallel, shared, interaction>;

template <class Model>
Model made(const nc::data::click_log& log) {
    typename Model::policies options{.input = nc::input::fitted(typename Model::input_type{}, log)};
    nc::input::for_each_column(options.input, [](auto& column) {
        if constexpr (requires { column.scale; }) column.scale = 1.0 / 700;
    });
    if constexpr (requires { options.encoder.weights; }) options.encoder.weights = {0.8, 1.25};
    return Model(log.items(), options, 4);
}
template <class Model>
std::string parameters() {
    const auto net = made<Model>(toy::acted_log(20, 40));
    std::string all;
    nc::for_each_parameter(
        [&](std::string_view path, const auto& w) {
            if (!w.data.empty()) all += std::string(path) + ' ' + std::to_string(w.rows) + 'x' + std::to_string(w.cols) + '\n';
        },
        net.weights);
    return all;
}

/// Sessions in which an item determines the next pair of items, and its action one of the two.
nc::data::click_log pairs_log(std::size_t sessions) {
    auto c = toy::acted_log(20, sessions).parts();
    const auto action = c.extra[0].codes();
    for (std::size_t s = 0; s + 1 < c.session_begin.size(); ++s)
        for (std::uint32_t e = c.session_begin[s]; e + 1 < c.session_begin[s + 1]; ++e)
            c.item[e + 1] = 2 * ((c.item[e] * 3 + 1) % 10) + (action[e] == 2 ? 1 : 0);
    return nc::data::click_log(std::move(c));
}

/// Recall@5 and MRR@5 by serving every session click by click.
template <class Model>
std::pair<double, double> served(const Model& net, const nc::data::click_log& log) {
    double recall = 0, mrr = 0, n = 0;
    const auto& action = log.column("Action");
    const auto dwell = log.column("Dwell").numbers();
    for (std::size_t s = 0; s < log.session_count(); ++s) {
        nc::serve::session session(net);
        const auto items = log.items_of(s);
        for (std::size_t t = 0; t + 1 < items.size(); ++t) {
            const std::size_t e = log.session_begin()[s] + t;
            session.push(log.items()[items[t]], {{"Action", action.categories().name(action.codes()[e])}, {"Dwell", double{dwell[e]}}});
            const auto best = session.top(5);
            for (std::size_t k = 0; k < best.size(); ++k) {
                if (best[k].item != log.items()[items[t + 1]]) continue;
                recall += 1;
                mrr += 1 / static_cast<double>(k + 1);
            }
            n += 1;
        }
    }
    return {recall / n, mrr / n};
}
}  // namespace

BOOST_AUTO_TEST_CASE(parameters_of_every_architecture) {
    const std::string gru_of_items = "encoder.0.bias 1x36\nencoder.0.cell.recurrent 12x36\n",
                      feature_input = "input.1.inner.0.categories 4x4\n";
    BOOST_TEST(parameters<feature_only>() ==
               "input.0.categories 4x4\nencoder.input 5x36\nencoder.bias 1x36\nencoder.cell.recurrent 12x36\n"
               "output.items 20x12\noutput.bias 20x1\n");
    BOOST_TEST(parameters<concatenated_input>() == "input.0.items 20x36\n" + feature_input +
                                                       "input.1.weights 5x36\nencoder.bias 1x36\n"
                                                       "encoder.cell.recurrent 12x36\noutput.items 20x12\noutput.bias 20x1\n");
    BOOST_TEST(parameters<parallel>() == "input.0.items 20x36\n" + feature_input + "input.1.weights 5x24\n" + gru_of_items +
                                             "encoder.1.bias 1x24\nencoder.1.cell.recurrent 8x24\n"
                                             "output.item.0.items 20x12\noutput.item.1.items 20x8\noutput.bias 20x1\n");
    const std::string two = "input.0.items 20x36\n" + feature_input + "input.1.weights 5x36\n" + gru_of_items +
                            "encoder.1.bias 1x36\nencoder.1.cell.recurrent 12x36\n";
    BOOST_TEST(parameters<shared>() == two + "output.items 20x12\noutput.bias 20x1\n");
    BOOST_TEST(parameters<interaction>() == two + "output.item.0.items 20x12\noutput.item.1.items 20x12\noutput.bias 20x1\n");
    BOOST_TEST((zoo::p_rnn_parts<parallel>() == std::vector<std::vector<std::string>>{{"input.0", "encoder.0", "output.item.0"},
                                                                                      {"input.1", "encoder.1", "output.item.1"}}));
    BOOST_TEST((zoo::p_rnn_parts<shared>()[1] == std::vector<std::string>{"input.1", "encoder.1", "output.items"}));
}

// Scores by the equations, of one click: f = tanh is left out in ranking.
BOOST_AUTO_TEST_CASE(scores_are_those_of_the_equations) {
    const auto log = toy::acted_log(20, 40);
    const auto check = [&](const auto& net, const auto& rows_of_item) {
        const auto ranked = nc::for_ranking(net);
        nc::serve::session session(ranked);
        session.push(log.items()[3], {{"Action", "buy"}, {"Dwell", 200.0}});
        const auto q = session.query();
        for (const auto& found : session.top_indices(20)) {
            double expected = static_cast<double>(net.weights.output.bias(found.item, 0));
            const auto row = rows_of_item(found.item);
            for (std::size_t c = 0; c < q.size(); ++c) expected += static_cast<double>(q[c]) * row[c];
            BOOST_TEST(std::abs(static_cast<double>(found.score) - expected) < 1e-5);
        }
        return std::vector<double>(q.begin(), q.end());
    };
    const auto side_by_side = [](const auto& item) {
        return [&item](nc::item_index i) {
            std::vector<double> row(item.first.items.row(i).begin(), item.first.items.row(i).end());
            row.insert(row.end(), item.rest.first.items.row(i).begin(), item.rest.first.items.row(i).end());
            return row;
        };
    };
    const auto one = made<parallel>(log);
    auto other = made<interaction>(log);
    auto sum = made<shared>(log);
    other.weights.input = sum.weights.input;
    other.weights.encoder = sum.weights.encoder;
    check(one, side_by_side(one.weights.output.item));
    const auto product = check(other, side_by_side(other.weights.output.item));
    const auto added = check(sum, [&](nc::item_index i) {
        return std::vector<double>(sum.weights.output.items.row(i).begin(), sum.weights.output.items.row(i).end());
    });
    for (std::size_t c = 0; c < 12; ++c) {  // w_0 h_0, w_1 h_0 h_1 and w_0 h_0 + w_1 h_1, of the same streams
        const double first = product[c] / 0.8, second = (added[c] - product[c]) / 1.25;
        BOOST_TEST(std::abs(product[12 + c] - 1.25 * first * second) < 1e-5);
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(are_served_and_stored_as_they_are_evaluated, Model, models) {
    const temporary_folder folder;
    const auto log = toy::acted_log(20, 80);
    auto net = made<Model>(log);
    nc::train::train(net, log, nc::optimizer::adagrad{.rate = 0.1}, {.epochs = 2, .batch = 10});
    const auto found = nc::eval::evaluate(net, log, {.cutoffs = {5}});
    const auto ranked = nc::for_ranking(net);
    const auto [recall, mrr] = served(ranked, log);
    BOOST_TEST(found[5].recall == recall, boost::test_tools::tolerance(1e-9));
    BOOST_TEST(found[5].mrr == mrr, boost::test_tools::tolerance(1e-9));
    nc::io::save(ranked, folder.path / "p_rnn.safetensors");
    typename Model::policies own = net.policy;
    const auto loaded = nc::io::load<std::remove_cvref_t<decltype(ranked)>>(folder.path / "p_rnn.safetensors",
                                                                            {.input = own.input, .encoder = own.encoder});
    BOOST_TEST(nc::eval::evaluate(loaded, log, {.cutoffs = {5}})[5].mrr == found[5].mrr);
}

// Which of two items comes next depends on item and action together: a model that reads both in one layer, or multiplies their
// states, ranks better than the item's GRU. (Sums of two streams saturate TOP1's tanh first.)
using of_both = std::tuple<concatenated_input, interaction>;
BOOST_AUTO_TEST_CASE_TEMPLATE(learn_from_the_feature, Model, of_both) {
    const auto log = pairs_log(800);
    const auto learned = [&](auto net) {
        nc::train::train(net, log, nc::optimizer::adagrad{.rate = 0.05}, {.epochs = 10, .batch = 50});
        return nc::eval::evaluate(net, log, {.cutoffs = {1}})[1].recall;
    };
    BOOST_TEST(learned(made<Model>(log)) > learned(zoo::gru4rec_2016<12>(log.items())) + 0.1);
}

BOOST_AUTO_TEST_SUITE_END()
