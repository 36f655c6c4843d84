// SPDX-License-Identifier: Apache-2.0
// Whole models against central differences: every input, cell, encoder, pooling, output, activation, loss and kind of negative
// stands in at least one of them. A new policy is one more line of the list.
#include <boost/mp11/list.hpp>
#include <boost/test/unit_test.hpp>

#include "nextclick/attention.hpp"
#include "nextclick/cell.hpp"
#include "nextclick/core/gradient_check.hpp"
#include "nextclick/encoder.hpp"
#include "nextclick/input.hpp"
#include "nextclick/loss.hpp"
#include "nextclick/output.hpp"
#include "nextclick/pooling.hpp"
#include "nextclick/sampler.hpp"
#include "toy.hpp"

namespace nc = nextclick;
using namespace nc;

namespace {
using drawn = sampler::join<sampler::in_batch, sampler::uniform>;
template <class In, class Enc, class Out, class Loss, class Sampler>
using net = basic_model<double, In, Enc, pooling::last, Out, Loss, Sampler>;
template <class C, std::size_t H>
using layer = encoder::recurrent<C, H>;
using gru = cell::gru<>;
using gru_after = cell::gru<cell::reset_after>;
template <class A>
using scored = output::separate<output::biased, A>;
using plain_output = output::separate<output::unbiased>;
/// A GRU, pooled in another way.
template <class Pooling, class Out = output::separate<>>
using pooled = basic_model<double, input::embedding<4>, layer<gru, 5>, Pooling, Out, loss::cross_entropy, drawn>;
template <class Scoring, class Normaliser = attention::softmax, class Sum = pooling::weighted_sum>
using attend = pooling::attend<Scoring, Normaliser, Sum>;

using in_columns = input::join<input::dropout<input::embedding<4>>, input::categorical<"Action", 3>,
                               input::bucketed<"Dwell", input::edges::jd_dwell, 2>, input::numeric<"Dwell">>;

using models = boost::mp11::mp_list<
    net<input::one_hot, layer<gru, 5>, scored<activation::tanh>, loss::top1, sampler::in_batch>,
    net<input::one_hot, layer<gru_after, 5>, plain_output, loss::cross_entropy, sampler::all_items>,
    net<input::embedding<4>, layer<gru, 5>, output::separate<>, loss::cross_entropy, drawn>,
    net<input::embedding<4>, layer<gru_after, 5>, scored<activation::elu>, loss::bpr_max, drawn>,
    net<input::embedding<5>, layer<gru, 5>, output::tied<>, loss::cross_entropy, sampler::all_items>,
    net<input::embedding<5>, layer<gru, 5>, output::tied<output::biased, activation::elu>, loss::bpr_max, drawn>,
    net<input::dropout<input::embedding<5>>, layer<gru_after, 5>, output::tied<output::unbiased>, loss::top1_max, drawn>,
    net<input::embedding<4>, layer<cell::lstm, 3>, output::separate<>, loss::bpr, sampler::uniform>,
    net<input::embedding<4>, layer<cell::rnn, 3>, scored<activation::leaky_relu>, loss::hinge, drawn>,
    net<input::one_hot, layer<cell::mgu, 3>, scored<activation::sigmoid>, loss::bpr, sampler::popularity>,
    net<input::one_hot, encoder::stack<layer<cell::lstm, 3>, encoder::dropout, layer<gru, 4>>, scored<activation::selu>,
        loss::bpr_max, drawn>,
    net<input::embedding<4>, encoder::stack<layer<gru, 3>, encoder::dense<5, activation::elu>, encoder::dense<4>>,
        output::tied<>, loss::cross_entropy, drawn>,
    net<input::embedding<4>, encoder::none, output::tied<>, loss::cross_entropy, sampler::all_items>,
    net<input::embedding<4>, encoder::bidirectional<layer<gru, 3>>, output::separate<>, loss::cross_entropy, drawn>,
    net<input::embedding<4>,
        encoder::stack<encoder::bidirectional<encoder::stack<layer<cell::lstm, 3>, encoder::dropout, encoder::dense<2>>,
                                              layer<gru_after, 3>>, encoder::dense<4>>,
        output::tied<>, loss::cross_entropy, sampler::all_items>,
    net<input::embedding<4>,
        encoder::attentive_decoder<encoder::bidirectional<layer<gru, 3>, layer<cell::rnn, 2>>, gru, 4,
                                   encoder::reads::attention<5>>,
        output::tied<>, loss::cross_entropy, drawn>,
    net<in_columns, encoder::attentive_decoder<encoder::stack<encoder::dropout, encoder::bidirectional<layer<cell::lstm, 3>>>,
                                               cell::lstm, 4>,
        output::tied<>, loss::cross_entropy, sampler::all_items>,
    net<input::embedding<4>, encoder::attentive_decoder<layer<gru_after, 3>, gru_after, 2, encoder::reads::alignment>,
        output::separate<>, loss::cross_entropy, drawn>,
    net<input::embedding<4>,
        encoder::stack<encoder::attentive_decoder<layer<cell::mgu, 3>, cell::rnn, 5, encoder::reads::plain>, layer<cell::mgu, 3>>,
        output::separate<>, loss::cross_entropy, drawn>,
    net<in_columns, layer<gru, 5>, output::separate<>, loss::cross_entropy, drawn>,
    net<in_columns, encoder::stack<layer<gru, 3>, encoder::dense<4>>, output::tied<>, loss::cross_entropy,
        sampler::all_items>,
    net<input::dropout<input::join<input::categorical<"Action", 3>>>, layer<gru, 5>, output::separate<>,
        loss::cross_entropy, drawn>,
    net<input::embedding<4>, layer<gru, 5>, output::cosine<>, loss::cosine, sampler::targets_only>,
    net<in_columns, layer<gru, 4>, output::cosine<output::tied<output::unbiased>>, loss::cosine, sampler::targets_only>,
    net<input::embedding<dynamic>, layer<gru, dynamic>, output::separate<>, loss::cross_entropy, drawn>,
    pooled<pooling::mean>, pooled<pooling::join<pooling::sum, pooling::last>>,
    pooled<pooling::join<attend<attention::dot>, attend<attention::scaled_dot, attention::none>>>,
    pooled<attend<attention::bilinear, attention::sigmoid>>, pooled<attend<attention::gate<3>>>,
    pooled<attend<attention::additive<3, activation::tanh>, attention::hard_sigmoid>>,
    // NARM and STAMP, up to their widths.
    pooled<pooling::dense<pooling::dropout<pooling::join<pooling::last, attend<attention::additive<>>>>, 4,
                          activation::linear, unbiased>,
           output::tied<output::unbiased>>,
    basic_model<double, input::embedding<5>, encoder::none,
                pooling::hadamard<pooling::dense<attend<attention::stamp<>, attention::none, pooling::plus_mean>, 5>,
                                  pooling::dense<pooling::last, 5>>,
                output::tied<>, loss::cross_entropy, sampler::all_items>>;

template <class Model>
typename Model::policies options() {
    typename Model::policies p;
    if constexpr (requires { p.encoder.dropout; }) p.encoder.dropout = 0.3;
    if constexpr (requires { p.input.probability; }) {
        p.input.probability = 0.2;
        p.input.item_probability = 0.2;
    }
    if constexpr (requires { p.loss.smoothing; }) p.loss.smoothing = 0.1;
    if constexpr (requires { p.input.units.value; }) p.input.units = 4;
    input::for_each_column(p.input, [](auto& column) {
        if constexpr (requires { column.categories; }) column.categories = toy::actions();
        if constexpr (requires { column.scale; }) column.scale = 1.0 / 700;
    });
    if constexpr (requires { p.input.template get<0>().probability; }) p.input.template get<0>().probability = 0.2;
    if constexpr (requires { p.encoder.units.value; }) p.encoder.units = 6;
    return p;
}

/// Loss and gradients are the same bits on any number of threads.
template <class Model>
void check_threads(const Model& m, const toy::owned_batch& batch, const std::vector<item_index>& negatives) {
    workspace memory;
    typename Model::gradient_pack one, other;
    const double loss = toy::loss_of(m, batch, negatives, false, &one, memory, 1);
    for (const int threads : {2, 3, 8}) {
        BOOST_TEST(toy::loss_of(m, batch, negatives, false, &other, memory, threads) == loss);
        for_each_parameter([](std::string_view path, const auto& a, const auto& b) { BOOST_TEST((a.data == b.data), path); },
                           one, other);
    }
}
}  // namespace

BOOST_AUTO_TEST_SUITE(model_gradients)

BOOST_AUTO_TEST_CASE_TEMPLATE(agree_with_central_differences, Model, models) {
    Model m(toy::numbered_items(11), options<Model>(), 5);
    // Larger weights than at the start of a training: gates and activations leave their linear parts.
    const random_stream random{9, 9};
    std::uint64_t draw = 0;
    for_each_parameter([&](std::string_view, auto& w) { for (double& x : w.data) x = random.normal(draw++) * 0.5; },
                       m.weights);
    for (const auto& lengths : {std::vector<std::uint32_t>{1, 1, 1, 1}, std::vector<std::uint32_t>{4, 3, 3, 1}}) {
        const toy::owned_batch batch(lengths, 11, 3);
        const std::vector<item_index> negatives{2, 5, 5, 9, 0, 3};
        for (const bool mask_hits : {false, true}) {
            workspace memory;
            typename Model::gradient_pack gradients;
            toy::loss_of(m, batch, negatives, mask_hits, &gradients, memory);
            const auto report = check_gradients(m.weights, gradients, [&] {
                return toy::loss_of(m, batch, negatives, mask_hits, nullptr, memory);
            });
            BOOST_TEST(report.checked == parameter_count(m.weights));
            BOOST_TEST(report.worst < 1e-7, Model::signature() << " at " << report.path << "[" << report.index
                                                               << "]: numeric " << report.numeric << ", analytic "
                                                               << report.analytic);
        }
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(are_the_same_bits_on_any_number_of_threads, Model, models) {
    const Model m(toy::numbered_items(11), options<Model>(), 5);
    const toy::owned_batch batch({40, 30, 30, 30, 20, 20, 1}, 11, 3);
    std::vector<item_index> negatives(300);
    for (std::size_t i = 0; i < negatives.size(); ++i) negatives[i] = static_cast<item_index>(i * 7 % 11);
    check_threads(m, batch, negatives);
}

// Wide enough for threads to share rows, and the gradients of a layer's two matrices.
using cells = boost::mp11::mp_list<cell::gru<>, cell::gru<cell::reset_after>, cell::lstm, cell::rnn, cell::mgu>;
BOOST_AUTO_TEST_CASE_TEMPLATE(of_wide_layers_are_the_same_bits_on_any_number_of_threads, Cell, cells) {
    using model = net<input::embedding<60>, layer<Cell, 64>, output::separate<>, loss::cross_entropy, drawn>;
    const model m(toy::numbered_items(50), {}, 5);
    const std::vector<item_index> negatives{1, 30, 7};
    for (const auto& lengths : {std::vector<std::uint32_t>(40, 1), std::vector<std::uint32_t>{20, 20, 15, 15, 3}}) {
        const toy::owned_batch batch(lengths, 50, 3);
        check_threads(m, batch, negatives);
    }
}

BOOST_AUTO_TEST_SUITE_END()
