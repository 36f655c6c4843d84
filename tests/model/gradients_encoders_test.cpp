// SPDX-License-Identifier: Apache-2.0
// Gradients of models that read columns or later clicks, and of those ranked by the cosine.
#include "model/gradients.hpp"

BOOST_AUTO_TEST_SUITE(model_gradients_of_encoders)

using namespace model_gradients;

namespace {
using models = boost::mp11::mp_list<
    net<input::embedding<4>, encoder::bidirectional<layer<gru, 3>>, output::separate<>, loss::cross_entropy, drawn>,
    net<input::embedding<4>,
        encoder::stack<
            encoder::bidirectional<encoder::stack<layer<cell::lstm, 3>, encoder::dropout, encoder::dense<2>>, layer<gru_after, 3>>,
            encoder::dense<4>>,
        output::tied<>, loss::cross_entropy, sampler::all_items>,
    net<input::embedding<4>,
        encoder::attentive_decoder<encoder::bidirectional<layer<gru, 3>, layer<cell::rnn, 2>>, gru, 4,
                                   encoder::decoder_context::attention<5>>,
        output::tied<>, loss::cross_entropy, drawn>,
    net<in_columns,
        encoder::attentive_decoder<encoder::stack<encoder::dropout, encoder::bidirectional<layer<cell::lstm, 3>>>, cell::lstm, 4>,
        output::tied<>, loss::cross_entropy, sampler::all_items>,
    net<input::embedding<4>, encoder::attentive_decoder<layer<gru_after, 3>, gru_after, 2, encoder::decoder_context::alignment>,
        output::separate<>, loss::cross_entropy, drawn>,
    net<input::embedding<4>,
        encoder::stack<encoder::attentive_decoder<layer<cell::mgu, 3>, cell::rnn, 5, encoder::decoder_context::plain>, layer<cell::mgu, 3>>,
        output::separate<>, loss::cross_entropy, drawn>,
    net<in_columns, layer<gru, 5>, output::separate<>, loss::cross_entropy, drawn>,
    net<in_columns, encoder::stack<layer<gru, 3>, encoder::dense<4>>, output::tied<>, loss::cross_entropy, sampler::all_items>,
    net<input::dropout<input::join<input::categorical<"Action", 3>>>, layer<gru, 5>, output::separate<>, loss::cross_entropy, drawn>,
    net<input::embedding<4>, layer<gru, 5>, output::cosine<>, loss::cosine, sampler::targets_only>,
    net<in_columns, layer<gru, 4>, output::cosine<output::tied<output::unbiased>>, loss::cosine, sampler::targets_only>>;
}  // namespace

NEXTCLICK_TEST_GRADIENTS(models)

BOOST_AUTO_TEST_SUITE_END()
