// SPDX-License-Identifier: Apache-2.0
// Gradients of models that read bags, vectors, and attributes of items.
#include "model/gradients.hpp"

BOOST_AUTO_TEST_SUITE(model_gradients_of_columns)

using namespace model_gradients;

namespace {
using models = boost::mp11::mp_list<
    net<in_attributes, layer<gru, 5>, output::separate<>, loss::cross_entropy, drawn>,
    net<in_attributes, encoder::stack<layer<gru, 3>, encoder::dense<4>>, output::tied<>, loss::cross_entropy, sampler::all_items>,
    net<input::dropout<input::bag<"Title", 4>>, layer<gru, 5>, output::separate<>, loss::cross_entropy, drawn>,
    net<input::dropout<input::of_item<input::categorical<"Action", 3>>>, layer<gru, 5>, output::separate<>, loss::bpr_max, drawn>>;
}  // namespace

NEXTCLICK_TEST_GRADIENTS(models)

BOOST_AUTO_TEST_SUITE_END()
