// SPDX-License-Identifier: Apache-2.0
// Whole models against the independent PyTorch program of tests/golden: scores, losses, gradients and states of five optimiser
// steps, and the parameters after them. docs/golden.md describes the content of each file.
#include "golden/golden.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "nextclick/cell.hpp"
#include "nextclick/core/gradient_check.hpp"
#include "nextclick/encoder.hpp"
#include "nextclick/input.hpp"
#include "nextclick/loss.hpp"
#include "nextclick/model.hpp"
#include "nextclick/optimizer.hpp"
#include "nextclick/output.hpp"
#include "nextclick/pooling.hpp"
#include "nextclick/sampler.hpp"
#include "toy.hpp"

BOOST_AUTO_TEST_SUITE(golden_values)

namespace nc = nextclick;
using namespace nc;

namespace {
constexpr std::size_t items = 23;

template <class T>
struct bounds {  // relative to 1 + |value|
    static constexpr double forward = std::is_same_v<T, double> ? 1e-9 : 1e-5;
    static constexpr double backward = std::is_same_v<T, double> ? 1e-9 : 2e-5;
    static constexpr double after_five_steps = std::is_same_v<T, double> ? 1e-9 : 2e-3;
};

golden::file load(const std::string& name) { return golden::file::load(std::string(NEXTCLICK_GOLDEN_DIR) + "/" + name + ".golden"); }
template <class U>
std::vector<U> column(const golden::file& file, const std::string& name) {
    std::vector<U> out;
    for (const double v : file.get(name).values) out.push_back(v < 0 ? static_cast<U>(-1) : static_cast<U>(v));
    return out;
}

/// Compares a view with a stored tensor; one message per tensor, with the worst element.
template <class T>
void same(const golden::file& file, const std::string& name, view<const T> got, double bound) {
    const auto& expected = file.get(name);
    BOOST_REQUIRE(expected.rows == got.rows);
    BOOST_REQUIRE(expected.cols == got.cols);
    double worst = 0;
    for (std::size_t r = 0; r < got.rows; ++r)
        for (std::size_t c = 0; c < got.cols; ++c) {
            const double e = expected(r, c), d = std::abs(static_cast<double>(got(r, c)) - e) / (1 + std::abs(e));
            worst = d > worst || std::isnan(d) ? d : worst;
        }
    BOOST_TEST(worst <= bound, name << ": off by " << worst);
}

template <class Model>
void set_weights(Model& net, const golden::file& file, const std::string& prefix) {
    for_each_parameter(
        [&](std::string_view path, auto& w) {
            if (w.data.empty()) return;
            const auto& t = file.get(prefix + std::string(path));
            BOOST_REQUIRE(t.rows == w.rows);
            BOOST_REQUIRE(t.cols == w.cols);
            for (std::size_t i = 0; i < w.data.size(); ++i) w.data[i] = static_cast<typename Model::scalar>(t.values[i]);
        },
        net.weights);
}

template <class Model>
void same_gradients(const golden::file& file, const std::string& prefix, const typename Model::gradient_pack& g) {
    using T = typename Model::scalar;
    for_each_parameter(
        [&](std::string_view path, const auto& tensor) {
            if (tensor.rows * tensor.cols == 0) return;
            std::vector<T> dense(tensor.rows * tensor.cols);
            for (std::size_t i = 0; i < dense.size(); ++i) dense[i] = static_cast<T>(gradient_at(tensor, i));
            same<T>(file, prefix + std::string(path), {dense.data(), tensor.rows, tensor.cols}, bounds<T>::backward);
        },
        g);
}

/// Scores after the final activation, of each row against the items in `columns`.
template <class Model>
std::vector<typename Model::scalar> scores_of(const Model& net, view<const typename Model::scalar> q,
                                              const std::vector<item_index>& columns) {
    using T = typename Model::scalar;
    std::vector<T> scores(q.rows * columns.size());
    for (std::size_t r = 0; r < q.rows; ++r) {
        for (std::size_t c = 0; c < columns.size(); ++c) {
            T sum = net.biases().of(columns[c]);
            for (std::size_t k = 0; k < q.cols; ++k) sum += q(r, k) * net.table_of(net.weights)(columns[c], k);
            scores[r * columns.size() + c] = sum;
        }
        net.policy.output.activation.forward(std::span<T>(scores).subspan(r * columns.size(), columns.size()));
    }
    return scores;
}

std::vector<item_index> all_of_them() {
    std::vector<item_index> all(items);
    for (item_index i = 0; i < items; ++i) all[i] = i;
    return all;
}

/// Five steps of a stored run.
template <class Model, class Optimizer>
void replay(const std::string& name, typename Model::policies policies, const Optimizer& optimiser) {
    using T = typename Model::scalar;
    BOOST_TEST_CONTEXT(name << (sizeof(T) == 8 ? " in double" : " in float")) {
        const auto file = load(name);
        Model net(toy::numbered_items(items), policies);
        set_weights(net, file, "init.");
        typename Model::gradient_pack gradients;
        resize_like(gradients, net.weights);
        typename Optimizer::template state<typename Model::moment_pack> state;
        optimiser.prepare(state, net.weights);
        sampler::corrections<T> correction;
        if (file.has("support")) {
            const auto support = column<std::uint32_t>(file, "support");
            correction = sampler::make_corrections<T>(net.policy.sampler, net.policy.sampler.prepare(support),
                                                      std::span<const std::uint32_t>(support));
        }
        const std::size_t width = net.state_width();
        std::vector<T> before, after;
        for (int s = 1; s <= 5; ++s) {
            const std::string at = std::to_string(s) + ".";
            const auto item = column<item_index>(file, at + "item"), target = column<item_index>(file, at + "target"),
                       drawn = column<item_index>(file, at + "negatives");
            const auto carry = column<std::uint32_t>(file, at + "carry");
            const std::size_t lanes = item.size();
            const std::uint32_t begin[] = {0, static_cast<std::uint32_t>(lanes)};
            const event_rows rows{{begin}, item, target, carry, static_cast<std::size_t>(file.number("setting.batch"))};
            std::vector<T> in(lanes * width);
            for (std::size_t l = 0; l < lanes; ++l)
                if (carry[l] != new_session)
                    std::copy_n(before.begin() + static_cast<std::ptrdiff_t>(carry[l] * width), width,
                                in.begin() + static_cast<std::ptrdiff_t>(l * width));
            after.assign(lanes * width, T(0));
            workspace memory;
            // The stored dropout masks are those of seed 3, one stream per step.
            pass run{.memory = memory, .training = true, .random = {3, static_cast<std::uint64_t>(s)}};
            auto encoded = net.encode(run, rows, {in.data(), lanes, width}, {after.data(), lanes, width});
            const auto q = encoded.queries;
            same<T>(file, at + "state", {after.data(), lanes, width}, s == 1 ? bounds<T>::forward : bounds<T>::after_five_steps);
            auto dq = memory.take<T>(q.rows, q.cols);
            std::vector<item_index> columns = target;
            objective::inputs_of<Model> with;
            if constexpr (requires { with.plan; }) {
                columns = all_of_them();
                with.plan = {.items = 2, .blocks = 3, .kept = 1};
            } else {
                columns.insert(columns.end(), drawn.begin(), drawn.end());
                with = {drawn, true, false, correction.target, correction.drawn};
            }
            const T loss = objective::loss_and_gradients(net, run, rows, q, with, gradients, dq);
            net.backward(run, encoded, dq, gradients);
            if (s == 1 || sizeof(T) == 8) {  // errors in float grow with the changes of the weights
                const auto scores = scores_of(net, q, columns);
                same<T>(file, at + "scores", {scores.data(), lanes, columns.size()}, bounds<T>::forward);
                same<T>(file, at + "loss", {&loss, 1, 1}, bounds<T>::forward);
                same_gradients<Model>(file, at + "grad.", gradients);
            }
            optimiser.step(net.weights, gradients, state, optimizer::step_position{static_cast<std::uint64_t>(s) - 1}, 1);
            for_each_parameter(
                [](std::string_view, auto& g) {
                    if constexpr (requires { g.touched; })
                        g.clear();
                    else
                        std::fill(g.data.begin(), g.data.end(), T(0));
                },
                gradients);
            before = after;
        }
        for_each_parameter(
            [&](std::string_view path, const auto& w) {
                if (!w.data.empty())
                    same<T>(file, "final." + std::string(path), {w.data.data(), w.rows, w.cols}, bounds<T>::after_five_steps);
            },
            net.weights);
    }
}

template <class T, class In, class Enc, class Out, class Loss, class Sampler = sampler::join<sampler::in_batch, sampler::uniform>>
using net = basic_model<T, In, Enc, pooling::last, Out, Loss, Sampler>;
template <class C>
using layer = encoder::recurrent<C, 6>;
using before = layer<cell::gru<cell::reset_before>>;
using after = layer<cell::gru<cell::reset_after>>;
template <class A = activation::linear>
using own = output::separate<output::biased, A>;
template <class A = activation::linear>
using shared = output::tied<output::biased, A>;
using onehot = input::one_hot;
using narrow = input::embedding<4>;
using wide = input::embedding<6>;
using adagrad = optimizer::adagrad;
const adagrad usual{.rate = 0.05, .momentum = 0.2};
}  // namespace

using scalars = std::tuple<double, float>;

BOOST_AUTO_TEST_CASE_TEMPLATE(every_loss_one_hot_input, T, scalars) {
    using namespace loss;
    replay<net<T, onehot, before, own<>, cross_entropy>>("onehot_gru_before_cross_entropy", {}, usual);
    replay<net<T, onehot, before, own<activation::tanh>, top1>>("onehot_gru_before_top1", {}, usual);
    replay<net<T, onehot, before, own<activation::tanh>, bpr>>("onehot_gru_before_bpr", {}, usual);
    replay<net<T, onehot, before, own<>, top1_max>>("onehot_gru_before_top1_max", {}, usual);
    replay<net<T, onehot, before, own<activation::elu>, bpr_max>>("onehot_gru_before_bpr_max",
                                                                  {.output = {.activation = {0.5}}, .loss = {0.7}}, usual);
    replay<net<T, onehot, before, own<activation::relu>, hinge>>("onehot_gru_before_hinge", {.loss = {0.5}}, usual);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(shared_and_separate_tables_and_both_resets, T, scalars) {
    using namespace loss;
    replay<net<T, wide, after, shared<>, cross_entropy, sampler::join<sampler::in_batch, sampler::popularity>>>(
        "tied_gru_after_cross_entropy_logq", {.sampler = {.drawn = {.samples = 7, .alpha = 0.75}, .logq = 1}}, adagrad{.rate = 0.1});
    replay<net<T, wide, before, shared<activation::elu>, bpr_max>>("tied_gru_before_bpr_max", {.loss = {0.7}},
                                                                   adagrad{.rate = 0.05, .momentum = 0.15});
    replay<net<T, narrow, before, own<>, cross_entropy>>("embedding_gru_before_cross_entropy", {}, usual);
    replay<net<T, narrow, after, own<activation::elu>, bpr_max>>("embedding_gru_after_bpr_max",
                                                                 {.output = {.activation = {0.5}}, .loss = {0.7}}, usual);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(every_cell_and_stacks, T, scalars) {
    using namespace loss;
    replay<net<T, narrow, layer<cell::lstm>, own<>, cross_entropy>>("embedding_lstm_cross_entropy", {}, usual);
    replay<net<T, narrow, layer<cell::rnn>, own<>, cross_entropy>>("embedding_rnn_cross_entropy", {}, usual);
    replay<net<T, narrow, layer<cell::mgu>, own<>, cross_entropy>>("embedding_mgu_cross_entropy", {}, usual);
    replay<net<T, onehot, encoder::stack<before, before>, own<activation::tanh>, top1>>("stack_onehot_gru_before_top1", {}, usual);
    replay<net<T, narrow, encoder::stack<before, encoder::dense<5>>, own<>, cross_entropy>>(
        "stack_embedding_gru_before_dense_cross_entropy", {}, usual);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(dropout_of_embedding_and_state, T, scalars) {
    replay<net<T, input::dropout<narrow>, before, own<>, loss::cross_entropy>>(
        "dropout_embedding_gru_before_cross_entropy", {.input = {.probability = 0.25}, .encoder = {.dropout = 0.4}}, usual);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(every_optimiser, T, scalars) {
    using model = net<T, narrow, before, own<>, loss::cross_entropy>;
    const std::string base = "embedding_gru_before_cross_entropy_";
    replay<model>(base + "sgd", {}, optimizer::sgd{.rate = 0.1, .momentum = 0.9});
    replay<model>(base + "adam", {}, optimizer::adam{.rate = 0.01});
    replay<model>(base + "rmsprop", {}, optimizer::rmsprop{.rate = 0.01});
    replay<model>(base + "adadelta", {}, optimizer::adadelta{});
    replay<net<T, wide, before, shared<>, loss::cross_entropy, sampler::all_items>>("all_items_tied_gru_before_cross_entropy_adam", {},
                                                                                    optimizer::adam{.rate = 0.01});
}

template <class Cell, class T>
void whole_sessions(const std::string& name) {
    using model = net<T, narrow, layer<Cell>, own<>, loss::cross_entropy, sampler::all_items>;
    BOOST_TEST_CONTEXT(name) {
        const auto file = load(name);
        model m(toy::numbered_items(items));
        set_weights(m, file, "init.");
        const auto begin = column<std::uint32_t>(file, "begin");
        const auto item = column<item_index>(file, "item"), target = column<item_index>(file, "target");
        const event_rows rows{{begin}, item, target, {}, item.size()};
        workspace memory;
        pass run{.memory = memory, .training = true};
        typename model::gradient_pack gradients;
        resize_like(gradients, m.weights);
        auto encoded = m.encode(run, rows);
        const auto q = encoded.queries;
        const auto scores = scores_of(m, q, all_of_them());
        same<T>(file, "scores", {scores.data(), item.size(), items}, bounds<T>::forward);
        auto dq = memory.take<T>(q.rows, q.cols);
        const T loss = objective::loss_and_gradients(m, run, rows, q, {{.items = 3, .blocks = 2, .kept = 1}}, gradients, dq);
        m.backward(run, encoded, dq, gradients);
        same<T>(file, "loss", {&loss, 1, 1}, bounds<T>::forward);
        same_gradients<model>(file, "grad.", gradients);
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(gradients_through_whole_sessions, T, scalars) {
    whole_sessions<cell::gru<cell::reset_before>, T>("whole_sessions_gru_before");
    whole_sessions<cell::gru<cell::reset_after>, T>("whole_sessions_gru_after");
    whole_sessions<cell::lstm, T>("whole_sessions_lstm");
}

BOOST_AUTO_TEST_SUITE_END()
