// SPDX-License-Identifier: Apache-2.0
// Golden values: tests/model/encoder_decoder_golden_test.cpp.
#include "nextclick/head/intent.hpp"

#include <boost/test/unit_test.hpp>
#include <limits>

#include "nextclick/cell.hpp"
#include "nextclick/core/gradient_check.hpp"
#include "nextclick/encoder.hpp"
#include "nextclick/input.hpp"
#include "nextclick/loss.hpp"
#include "nextclick/model/cost.hpp"
#include "nextclick/output.hpp"
#include "nextclick/pooling.hpp"
#include "nextclick/sampler.hpp"
#include "nextclick/serve/intent.hpp"
#include "toy.hpp"

BOOST_AUTO_TEST_SUITE(head_intent)

namespace nc = nextclick;
using namespace nc;

namespace {
constexpr std::size_t items = 11;
constexpr float missing = std::numeric_limits<float>::quiet_NaN();

template <std::size_t N, class Cell>
using decoder = encoder::attentive_decoder<encoder::bidirectional<encoder::recurrent<cell::gru<>, N>>, cell::gru<>, N + 1>;
template <class T, std::size_t N, class Cell>
using net = basic_model<T, input::embedding<4>, decoder<N, Cell>, pooling::last, output::separate<>, loss::cross_entropy,
                        sampler::all_items, head::intent<"Bought", Cell, N>>;

/// A toy batch with labels of 0, 1, between, and missing.
struct labelled : toy::owned_batch {
    std::vector<float> label;
    labelled(const std::vector<std::uint32_t>& lengths, std::uint64_t seed) : owned_batch(lengths, items, seed) {
        for (std::size_t r = 0; r < item.size(); ++r) label.push_back(r % 5 == 3 ? missing : r % 7 == 2 ? 0.3f : float(r % 2));
        columns.push_back({.name = "Bought", .numbers = label});
    }
};

template <class Model>
double loss_of(const Model& m, event_rows rows, typename Model::gradient_pack* gradients, workspace& memory, int threads = 1) {
    using T = typename Model::scalar;
    memory.reset();
    pass run{.memory = memory, .training = true, .threads = threads};
    typename Model::gradient_pack unused;
    auto* g = gradients ? gradients : &unused;
    resize_like(*g, m.weights);
    auto encoded = m.encode(run, rows);
    const auto q = encoded.queries;
    const auto dq = memory.take<T>(q.rows, q.cols);
    const T loss =
        objective::loss_and_gradients(m, run, rows, q, {{.items = 3, .blocks = 2, .kept = 1}}, *g, dq) + m.learn_head(run, encoded, *g);
    m.backward(run, encoded, dq, *g);
    return static_cast<double>(loss);
}
}  // namespace

BOOST_AUTO_TEST_CASE(gradients_agree_with_central_differences) {
    using model = net<double, 3, cell::lstm>;
    model m(toy::numbered_items(items), {.head = {.weight = 0.7}}, 5);
    std::uint64_t draw = 0;
    for_each_parameter(
        [&](std::string_view, auto& w) {
            for (double& x : w.data) x = random_stream{9, 9}.normal(draw++) * 0.5;
        },
        m.weights);
    const labelled batch({4, 3, 3, 1}, 3);
    const std::uint32_t queried[] = {3, 5, 6, 10};
    for (const bool all : {true, false}) {
        event_rows rows = batch.rows();
        if (!all) {
            rows.steps.query_rows = queried;
            rows.target = rows.target.first(4);
        }
        workspace memory;
        model::gradient_pack gradients;
        loss_of(m, rows, &gradients, memory);
        const auto report = check_gradients(m.weights, gradients, [&] { return loss_of(m, rows, nullptr, memory); });
        BOOST_TEST(report.checked == parameter_count(m.weights));
        BOOST_TEST(report.worst < 1e-7,
                   report.path << "[" << report.index << "]: numeric " << report.numeric << ", analytic " << report.analytic);
    }
}

BOOST_AUTO_TEST_CASE(are_the_same_bits_on_any_number_of_threads) {
    using model = net<float, 64, cell::gru<cell::reset_after>>;
    const model m(toy::numbered_items(items), {}, 5);
    for (const auto& lengths : {std::vector<std::uint32_t>(40, 3), std::vector<std::uint32_t>{20, 20, 15, 15, 13, 9, 3}}) {
        const labelled batch(lengths, 3);
        workspace memory;
        model::gradient_pack one, other;
        const double loss = loss_of(m, batch.rows(), &one, memory, 1);
        for (const int threads : {2, 3, 8}) {
            BOOST_TEST(loss_of(m, batch.rows(), &other, memory, threads) == loss);
            for_each_parameter([](std::string_view path, const auto& a, const auto& b) { BOOST_TEST((a.data == b.data), path); }, one,
                               other);
        }
    }
}

BOOST_AUTO_TEST_CASE(labels_must_be_probabilities) {
    using model = net<double, 3, cell::lstm>;
    const model m(toy::numbered_items(items));
    BOOST_TEST(m.training_columns().size() == 1u);
    BOOST_TEST(m.training_columns()[0].name == "Bought");
    workspace memory;
    const toy::owned_batch unlabelled({2, 1}, items, 3);
    BOOST_CHECK_EXCEPTION(loss_of(m, unlabelled.rows(), nullptr, memory), argument_error, [](const argument_error& e) {
        return std::string(e.what()).find("head::intent<Bought, lstm> reads the column \"Bought\"") != std::string::npos;
    });
    labelled batch({2, 1}, 3);
    batch.label[1] = 2;
    BOOST_CHECK_THROW(loss_of(m, batch.rows(), nullptr, memory), argument_error);
    BOOST_CHECK_THROW(model(toy::numbered_items(items), {.head = {.weight = -1}}), argument_error);
}

BOOST_AUTO_TEST_CASE(a_model_without_a_head_is_unchanged) {
    using plain = basic_model<double, input::embedding<4>, decoder<3, cell::lstm>, pooling::last, output::separate<>, loss::cross_entropy,
                              sampler::all_items>;
    using model = net<double, 3, cell::lstm>;
    static_assert(!plain::has_head && model::has_head);
    static_assert(sizeof(plain::policies) < sizeof(model::policies));
    BOOST_TEST(plain::signature().find("none") == std::string::npos);
    BOOST_TEST(model::signature().find("intent<Bought, lstm>") != std::string::npos);
    const plain m(toy::numbered_items(items));
    const labelled batch({4, 3, 3, 1}, 3);
    workspace memory;
    plain::gradient_pack g;
    BOOST_TEST(loss_of(m, batch.rows(), &g, memory) > 0);
    BOOST_TEST(m.training_columns().empty());
    // Nothing is learned from a weight of 0, nor from sessions without labels.
    model of_nothing(toy::numbered_items(items), {.head = {.weight = 0}});
    of_nothing.weights.input = m.weights.input;
    of_nothing.weights.encoder = m.weights.encoder;
    of_nothing.weights.output = m.weights.output;
    model::gradient_pack same;
    BOOST_TEST(loss_of(of_nothing, batch.rows(), &same, memory) == loss_of(m, batch.rows(), &g, memory));
    BOOST_TEST((same.encoder.inner.fwd.input.data == g.encoder.inner.fwd.input.data));
}

BOOST_AUTO_TEST_CASE(cost_follows_from_its_parameters) {
    using model = net<float, 3, cell::lstm>;
    const model m(toy::numbered_items(items));
    BOOST_TEST(m.policy.encoder.cost(4).dense == parameter_count(m.weights.encoder));
    BOOST_TEST(m.policy.head.cost(6).dense == parameter_count(m.weights.head));
    BOOST_TEST(m.policy.head.cost(6, 5).forward > m.policy.head.cost(6).forward);
    BOOST_TEST(cost_of<model>{11}.step(4).multiply_adds >
               cost_of<model>{11}.ranking(4).multiply_adds + static_cast<double>(4 * m.policy.head.cost(6).forward));
}

BOOST_AUTO_TEST_CASE(the_intent_of_a_served_session_equals_that_of_its_lane) {
    using model = net<double, 3, cell::lstm>;
    const model m(toy::numbered_items(items));
    const labelled batch({3, 1}, 3);
    const std::vector<item_index> clicks{batch.item[0], no_item, batch.item[2], batch.item[3]};
    workspace memory;
    pass run{.memory = memory};
    const auto encoded = m.encode(run, batch.rows());
    const auto answers = m.predict_head(run, encoded);
    const auto probability = serve::intent(m, clicks);
    BOOST_REQUIRE(probability.has_value());
    BOOST_TEST(*probability == answers[3], boost::test_tools::tolerance(1e-14));
    BOOST_TEST((*probability > 0 && *probability < 1));
    BOOST_TEST(!serve::intent(m, std::span(clicks).subspan(1, 1)).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
