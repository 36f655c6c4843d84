// SPDX-License-Identifier: Apache-2.0
// Gradients of models that pool by action, and of those that learn lists.
#include "model/gradients.hpp"

BOOST_AUTO_TEST_SUITE(model_gradients_of_lists)

using namespace model_gradients;

namespace {
using kinds = input::per_category<"Action", 3>;
using session = pooling::dense<pooling::dense<pooling::mean_of_blocks<3>, 6>, 5>;
using item = output::item_tower<input::embedding<4>, encoder::stack<encoder::dense<6>, encoder::dense<5, activation::linear, unbiased>>>;
template <class In, class Enc, class Pool, class Out, class Loss, class Sampler>
using whole = basic_model<double, In, Enc, Pool, Out, Loss, Sampler>;
using models = boost::mp11::mp_list<
    whole<kinds, encoder::none, session, output::separate<>, loss::cross_entropy, drawn>,
    whole<kinds, encoder::none, session, item, loss::listwise, drawn>,
    whole<input::join<kinds, input::embedding<4>>, layer<gru, 5>, pooling::last, output::separate<>, loss::listwise, drawn>,
    net<input::one_hot_of<"Action">, layer<gru, 4>, output::separate<>, loss::cross_entropy, drawn>,
    net<input::embedding<4>, layer<gru, 4>, output::tied<>, loss::listwise, sampler::in_batch>>;
}  // namespace

NEXTCLICK_TEST_GRADIENTS(models)

BOOST_AUTO_TEST_SUITE_END()
