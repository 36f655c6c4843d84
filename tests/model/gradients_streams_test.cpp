// SPDX-License-Identifier: Apache-2.0
// Gradients of models with several streams, and of inputs that are added up.
#include "model/gradients.hpp"

BOOST_AUTO_TEST_SUITE(model_gradients_of_streams)

using namespace model_gradients;

namespace {
namespace streams = encoder::streams;
using action = input::projected<input::categorical<"Action", 3>>;
using dwell = input::projected<input::join<input::numeric<"Dwell">>>;
using clicks = input::multi_stream<input::one_hot, action>;
template <std::size_t... H>
using rows_of_streams = output::item_tower<input::join<input::embedding<H>...>, encoder::none, output::biased, activation::tanh>;
template <class Join, class... Streams>
using side_by_side = encoder::multi_stream<Join, Streams...>;

using models = boost::mp11::mp_list<
    net<input::sum<input::one_hot, action>, layer<gru, 5>, scored<activation::tanh>, loss::top1, sampler::in_batch>,
    net<input::projected<in_columns>, layer<gru_after, 4>, output::tied<>, loss::cross_entropy, drawn>,
    net<input::projected<input::numeric<"Dwell">>, layer<cell::lstm, 4>, output::separate<>, loss::cross_entropy, drawn>,
    net<input::sum<input::embedding<4>, input::dropout<input::categorical<"Action", 4>>>, layer<gru, 4>, output::tied<>,
        loss::cross_entropy, sampler::all_items>,
    net<clicks, side_by_side<streams::concatenated, layer<gru, 4>, layer<gru, 3>>, rows_of_streams<4, 3>, loss::top1, sampler::in_batch>,
    net<clicks, side_by_side<streams::summed, layer<gru, 4>, layer<gru, 4>>, scored<activation::tanh>, loss::top1, sampler::in_batch>,
    net<clicks, side_by_side<streams::interaction, layer<gru, 3>, layer<gru, 3>>, rows_of_streams<3, 3>, loss::top1, drawn>,
    net<input::multi_stream<input::one_hot, input::sum<input::one_hot, action>, dwell>,
        side_by_side<streams::concatenated, layer<cell::lstm, 2>, encoder::stack<layer<gru, 3>, layer<cell::rnn, 2>>, layer<cell::mgu, 3>>,
        output::separate<>, loss::cross_entropy, drawn>,
    net<clicks, encoder::stack<side_by_side<streams::summed, layer<gru, 3>, layer<gru_after, 3>>, encoder::dropout, encoder::dense<4>>,
        output::separate<>, loss::cross_entropy, sampler::all_items>,
    basic_model<double, clicks, side_by_side<streams::concatenated, encoder::hierarchical<layer<gru, 3>, layer<gru, 2>>, layer<gru, 3>>,
                pooling::join<pooling::last, attend<attention::additive<3>>>, output::separate<>, loss::cross_entropy, drawn>>;
}  // namespace

NEXTCLICK_TEST_GRADIENTS(models)

BOOST_AUTO_TEST_SUITE_END()
