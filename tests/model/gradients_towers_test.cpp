// SPDX-License-Identifier: Apache-2.0
// Gradients of models that compute the rows of items.
#include "model/gradients.hpp"

BOOST_AUTO_TEST_SUITE(model_gradients_of_towers)

using namespace model_gradients;

namespace {
template <class Item, class Net = encoder::none, class Bias = output::biased, class Activation = activation::linear>
using tower = output::item_tower<Item, Net, Bias, Activation>;
using models = boost::mp11::mp_list<
    net<input::embedding<4>, layer<gru, 5>, tower<input::embedding<3>, encoder::dense<5>>, loss::cross_entropy, drawn>,
    net<input::one_hot, layer<gru, 5>, tower<input::embedding<5>, encoder::none, output::unbiased, activation::tanh>, loss::bpr_max,
        sampler::in_batch>,
    net<input::embedding<4>, layer<gru, 4>,
        tower<input::dropout<input::embedding<3>>, encoder::stack<encoder::dense<6>, encoder::dropout, encoder::dense<4>>>, loss::bpr,
        sampler::uniform>,
    basic_model<double, input::embedding<4>, layer<gru, 5>, pooling::join<pooling::recency, pooling::one>,
                tower<input::embedding<5>, encoder::stack<encoder::with_one>, output::unbiased>, loss::top1, sampler::uniform>,
    net<input::embedding<4>, layer<gru, 5>, output::neural<tower<input::embedding<3>, encoder::dense<5, activation::linear>>>,
        loss::cross_entropy, drawn>,
    net<input::one_hot, encoder::stack<layer<gru, 5>, encoder::dropout, encoder::dense<4, activation::linear>>,
        output::neural<tower<input::embedding<4>, encoder::none, output::unbiased>, activation::tanh>, loss::top1, sampler::uniform>>;
}  // namespace

NEXTCLICK_TEST_GRADIENTS(models)

BOOST_AUTO_TEST_SUITE_END()
