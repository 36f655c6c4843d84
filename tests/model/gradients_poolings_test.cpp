// SPDX-License-Identifier: Apache-2.0
// Gradients of models that look back: attention and other poolings over a GRU, NARM and STAMP except for their widths.
#include "model/gradients.hpp"

BOOST_AUTO_TEST_SUITE(model_gradients_of_poolings)

using namespace model_gradients;

namespace {
using models = boost::mp11::mp_list<
    pooled<pooling::join<pooling::recency, pooling::one>>, pooled<pooling::mean>, pooled<pooling::join<pooling::sum, pooling::last>>,
    pooled<pooling::join<attend<attention::dot>, attend<attention::scaled_dot, attention::none>>>,
    pooled<attend<attention::bilinear, attention::sigmoid>>, pooled<attend<attention::gate<3>>>,
    pooled<attend<attention::additive<3, activation::tanh>, attention::hard_sigmoid>>,
    // NARM and STAMP, except for their widths.
    pooled<pooling::dense<pooling::dropout<pooling::join<pooling::last, attend<attention::additive<>>>>, 4, activation::linear, unbiased>,
           output::tied<output::unbiased>>,
    basic_model<double, input::embedding<5>, encoder::none,
                pooling::hadamard<pooling::dense<attend<attention::stamp<>, attention::none, pooling::plus_mean>, 5>,
                                  pooling::dense<pooling::last, 5>>,
                output::tied<>, loss::cross_entropy, sampler::all_items>,
    // STAMP with context: wider events than items.
    basic_model<double, in_columns, encoder::none,
                pooling::hadamard<pooling::dense<attend<attention::stamp<>, attention::none, pooling::plus_mean>, 4>,
                                  pooling::dense<pooling::last, 4>>,
                output::tied<output::unbiased>, loss::cross_entropy, sampler::all_items>>;
}  // namespace

NEXTCLICK_TEST_GRADIENTS(models)

BOOST_AUTO_TEST_SUITE_END()
