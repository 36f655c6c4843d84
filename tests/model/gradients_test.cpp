// SPDX-License-Identifier: Apache-2.0
// Gradients of models of inputs, cells, losses and outputs.
#include "model/gradients.hpp"

BOOST_AUTO_TEST_SUITE(model_gradients_of_layers)

using namespace model_gradients;

namespace {
using models = boost::mp11::mp_list<
    net<input::one_hot, layer<gru, 5>, scored<activation::tanh>, loss::top1, sampler::in_batch>,
    net<input::one_hot, layer<gru_after, 5>, plain_output, loss::cross_entropy, sampler::all_items>,
    net<input::embedding<4>, layer<gru, 5>, output::separate<>, loss::cross_entropy, drawn>,
    net<input::embedding<4>, layer<gru_after, 5>, scored<activation::elu>, loss::bpr_max, drawn>,
    net<input::embedding<5>, layer<gru, 5>, output::tied<>, loss::cross_entropy, sampler::all_items>,
    net<input::embedding<5>, layer<gru, 5>, output::tied<output::biased, activation::elu>, loss::bpr_max, drawn>,
    net<input::dropout<input::embedding<5>>, layer<gru_after, 5>, output::tied<output::unbiased>, loss::top1_max, drawn>,
    net<input::norm_clipped<input::embedding<5>>, layer<gru, 5>, output::tied<>, loss::cross_entropy, sampler::all_items>,
    net<input::dropout<input::norm_clipped<in_columns>>, layer<gru, 3>, output::separate<>, loss::cross_entropy, drawn>,
    net<input::embedding<4>, layer<cell::lstm, 3>, output::separate<>, loss::bpr, sampler::uniform>,
    net<input::embedding<4>, layer<cell::rnn, 3>, scored<activation::leaky_relu>, loss::hinge, drawn>,
    net<input::embedding<4>, layer<cell::gru<cell::reset_before, activation::hard_sigmoid>, 3>, output::separate<>,
        loss::cross_entropy_of<activation::sigmoid>, drawn>,
    net<input::one_hot, layer<cell::gru<cell::reset_after, activation::hard_sigmoid>, 3>, plain_output, loss::bpr, drawn>,
    net<input::one_hot, layer<cell::mgu, 3>, scored<activation::sigmoid>, loss::bpr, sampler::popularity>,
    net<input::one_hot, encoder::stack<layer<cell::lstm, 3>, encoder::dropout, layer<gru, 4>>, scored<activation::selu>, loss::bpr_max,
        drawn>,
    net<input::embedding<4>, encoder::stack<layer<gru, 3>, encoder::dense<5, activation::elu>, encoder::dense<4>>, output::tied<>,
        loss::cross_entropy, drawn>,
    net<input::embedding<4>, encoder::none, output::tied<>, loss::cross_entropy, sampler::all_items>,
    net<input::embedding<dynamic>, layer<gru, dynamic>, output::separate<>, loss::cross_entropy, drawn>>;
}  // namespace

NEXTCLICK_TEST_GRADIENTS(models)

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
