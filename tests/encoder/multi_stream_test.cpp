// SPDX-License-Identifier: Apache-2.0
// Gradients: tests/model/gradients_streams_test.cpp.
#include "nextclick/encoder/multi_stream.hpp"

#include <boost/test/unit_test.hpp>
#include <string>

#include "input/support.hpp"
#include "nextclick/cell.hpp"
#include "nextclick/core/gradient_check.hpp"
#include "nextclick/encoder.hpp"
#include "nextclick/input.hpp"
#include "nextclick/loss.hpp"
#include "nextclick/model/cost.hpp"
#include "nextclick/output.hpp"
#include "nextclick/pooling.hpp"
#include "nextclick/sampler.hpp"
#include "toy.hpp"

BOOST_AUTO_TEST_SUITE(multi_stream_encoder)

namespace nc = nextclick;
namespace streams = nc::encoder::streams;

namespace {
constexpr std::size_t items = 9;
template <std::size_t H>
using gru = nc::encoder::recurrent<nc::cell::gru<>, H>;
using lstm = nc::encoder::recurrent<nc::cell::lstm, 3>;
using action = nc::input::projected<nc::input::categorical<"Action", 2>>;
template <class Input, class Encoder>
using net =
    nc::basic_model<double, Input, Encoder, nc::pooling::last, nc::output::separate<>, nc::loss::cross_entropy, nc::sampler::all_items>;
template <class Join, class... Streams>
using clicks_and_actions = net<nc::input::multi_stream<nc::input::one_hot, action>, nc::encoder::multi_stream<Join, Streams...>>;

template <class Model>
Model made(typename Model::policies options = {}) {
    options.input = nc::input::multi_stream<nc::input::one_hot, action>({}, {.inner = {.categories = toy::actions()}});
    return Model(toy::numbered_items(items), options, 4);
}

using row_list = std::vector<std::vector<double>>;
row_list list(nc::view<const double> x) {
    row_list rows;
    for (std::size_t r = 0; r < x.rows; ++r) rows.emplace_back(x.row(r).begin(), x.row(r).end());
    return rows;
}
/// Queries of a batch, and the final states of its lanes.
template <class Model>
std::pair<row_list, row_list> run(const Model& model, const toy::owned_batch& batch, const row_list& states) {
    nc::workspace memory;
    nc::pass pass{.memory = memory};
    const auto in = memory.take<double>(states.size(), model.state_width()), out = memory.take<double>(in.rows, in.cols);
    for (std::size_t l = 0; l < states.size(); ++l) std::ranges::copy(states[l], in.row(l).data());
    const auto q = model.encode(pass, batch.rows(), in, out).queries;
    return {list(q), list(out)};
}
row_list states(std::size_t lanes, std::size_t width) {
    row_list all(lanes, std::vector<double>(width));
    for (std::size_t l = 0; l < lanes; ++l)
        for (std::size_t c = 0; c < width; ++c) all[l][c] = 0.1 * static_cast<double>(l) - 0.07 * static_cast<double>(c);
    return all;
}
row_list cols_of(const row_list& rows, std::size_t first, std::size_t n) {
    row_list part;
    for (const auto& r : rows)
        part.emplace_back(r.begin() + static_cast<std::ptrdiff_t>(first), r.begin() + static_cast<std::ptrdiff_t>(first + n));
    return part;
}
}  // namespace

BOOST_AUTO_TEST_CASE(equal_the_encoders_by_themselves) {
    using both_type = clicks_and_actions<streams::concatenated, gru<4>, lstm>;
    const auto both = made<both_type>();
    net<nc::input::one_hot, gru<4>> first(toy::numbered_items(items));
    net<action, lstm> second(toy::numbered_items(items), {.input = {.inner = {.categories = toy::actions()}}});
    first.weights.input = both.weights.input.first;
    first.weights.encoder = both.weights.encoder.first;
    second.weights.input = both.weights.input.rest.first;
    second.weights.encoder = both.weights.encoder.rest.first;
    const toy::owned_batch batch({4, 3, 1}, items, 3);
    BOOST_TEST(both.state_width() == 4u + 2 * 3u);
    BOOST_TEST(both.query_width() == 4u + 3u);
    const auto start = states(3, 10);
    const auto [q, after] = run(both, batch, start);
    const auto [q_first, after_first] = run(first, batch, cols_of(start, 0, 4));
    const auto [q_second, after_second] = run(second, batch, cols_of(start, 4, 6));
    BOOST_TEST((cols_of(q, 0, 4) == q_first));
    BOOST_TEST((cols_of(q, 4, 3) == q_second));
    BOOST_TEST((cols_of(after, 0, 4) == after_first));
    BOOST_TEST((cols_of(after, 4, 6) == after_second));
}

BOOST_AUTO_TEST_CASE(parameters_are_named_by_stream) {
    std::string paths;
    const auto net = made<clicks_and_actions<streams::concatenated, gru<4>, gru<3>>>();
    nc::for_each_parameter(
        [&](std::string_view path, const auto& w) {
            if (!w.data.empty()) paths += std::string(path) + " " + std::to_string(w.rows) + "x" + std::to_string(w.cols) + "\n";
        },
        net.weights);
    BOOST_TEST(paths ==
               "input.0.items 9x12\ninput.1.inner.categories 4x2\ninput.1.weights 2x9\n"
               "encoder.0.bias 1x12\nencoder.0.cell.recurrent 4x12\n"
               "encoder.1.bias 1x9\nencoder.1.cell.recurrent 3x9\n"
               "output.items 9x7\noutput.bias 9x1\n");
    BOOST_TEST((clicks_and_actions<streams::summed, gru<4>, lstm>::encoder_type::name()) ==
               "parallel<summed, " + gru<4>::name() + ", " + lstm::name() + ">");
}

BOOST_AUTO_TEST_CASE(gates_of_each_stream_are_initialised_by_their_own_width) {
    using wide = clicks_and_actions<streams::concatenated, gru<4>, gru<96>>;
    const auto net = made<wide>();
    const auto largest = [](const auto& w) {
        double max = 0;
        for (const double x : w.data) max = std::max(max, std::abs(x));
        return max;
    };
    BOOST_TEST(largest(net.weights.input.first.items) <= std::sqrt(6.0 / (items + 4)));
    BOOST_TEST(largest(net.weights.input.first.items) > 0.9 * std::sqrt(6.0 / (items + 4)));
    BOOST_TEST(largest(net.weights.input.rest.first.weights) <= std::sqrt(6.0 / (2 + 96)));
    BOOST_TEST(largest(net.weights.input.rest.first.weights) > 0.9 * std::sqrt(6.0 / (2 + 96)));
}

using joins = std::tuple<streams::concatenated, streams::summed, streams::interaction>;
BOOST_AUTO_TEST_CASE_TEMPLATE(disabled_streams_change_nothing_and_learn_nothing, Join, joins) {
    using model = clicks_and_actions<Join, gru<4>, gru<4>>;
    auto net = made<model>();
    net.policy.encoder.streams = 1;
    const toy::owned_batch batch({3, 2}, items, 3);
    const auto [q, after] = run(net, batch, states(2, 8));
    for (double& x : net.weights.input.rest.first.weights.data) x += 1;
    for (double& x : net.weights.encoder.rest.first.bias.data) x -= 1;
    BOOST_TEST((run(net, batch, states(2, 8)).first == q));
    BOOST_TEST((cols_of(after, 4, 4) == row_list(2, std::vector<double>(4, 0.0))));

    nc::workspace memory;
    typename model::gradient_pack g;
    toy::loss_of(net, batch, {}, false, &g, memory);
    const auto report = nc::check_gradients(net.weights, g, [&] { return toy::loss_of(net, batch, {}, false, nullptr, memory); });
    BOOST_TEST(report.worst < 1e-7, report.path << "[" << report.index << "]");
    nc::for_each_parameter(
        [](std::string_view path, const auto& d) {
            if (!path.starts_with("input.1") && !path.starts_with("encoder.1")) return;
            for (const double x : d.data) BOOST_TEST(x == 0.0, path);
        },
        g);
}

BOOST_AUTO_TEST_CASE(options_that_cannot_work_are_refused) {
    using summed = clicks_and_actions<streams::summed, nc::encoder::recurrent<nc::cell::gru<>>, gru<4>>;
    const auto refused = [](auto change, std::string words) {
        typename summed::policies options;
        options.encoder.get<0>().units = 4;
        change(options.encoder);
        BOOST_CHECK_EXCEPTION(made<summed>(options), nc::argument_error, says(words));
    };
    refused([](auto& e) { e.streams = 0; }, "0 streams are enabled, of 2; give 1 to 2");
    refused([](auto& e) { e.streams = 3; }, "3 streams are enabled");
    refused([](auto& e) { e.weights[1] = std::nan(""); }, "give a finite one");
    refused([](auto& e) { e.template get<0>().units = 3; }, "streams::summed is of streams of one width, and there are 3 and 4");
}

BOOST_AUTO_TEST_CASE(cost_is_the_sum_over_streams) {
    using model = clicks_and_actions<streams::concatenated, gru<4>, gru<3>>;
    const auto query = nc::cost_of<model>{.items = items}.query_cost();
    BOOST_TEST(query.dense == 2u * 9 + 4 * 12 + 12 + 3 * 9 + 9);
    BOOST_TEST(query.gathered == 12u + 2);
    BOOST_TEST(query.forward == 2u * 9 + 4 * 12 + 3 * 9);
}

BOOST_AUTO_TEST_SUITE_END()
