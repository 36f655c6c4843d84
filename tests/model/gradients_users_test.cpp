// SPDX-License-Identifier: Apache-2.0
// Gradients of models whose lanes are users.
#include "model/gradients.hpp"

using namespace model_gradients;

namespace {
template <class Session, class User, class Reach = encoder::hrnn::init>
using users = encoder::hierarchical<Session, User, Reach>;
using models = boost::mp11::mp_list<
    net<input::one_hot, users<layer<gru, 4>, layer<gru, 3>>, scored<activation::tanh>, loss::top1, sampler::in_batch>,
    net<input::embedding<4>, users<layer<gru, 5>, layer<gru_after, 3>, encoder::hrnn::all>, output::separate<>, loss::cross_entropy, drawn>,
    net<input::one_hot, users<layer<gru_after, 4>, layer<cell::lstm, 3>, encoder::hrnn::all_gates>, output::separate<>, loss::cross_entropy,
        drawn>,
    net<in_columns, users<layer<cell::lstm, 4>, layer<gru, 3>, encoder::hrnn::all>, output::tied<>, loss::cross_entropy,
        sampler::all_items>,
    net<input::embedding<4>,
        users<encoder::stack<layer<gru, 3>, layer<cell::mgu, 4>>, encoder::stack<layer<cell::rnn, 2>, layer<gru, 3>>,
              encoder::hrnn::all_gates>,
        output::tied<>, loss::cross_entropy, drawn>,
    net<input::embedding<4>, encoder::stack<users<layer<gru, 5>, layer<gru, 3>>, encoder::dropout, encoder::dense<4>>, output::tied<>,
        loss::cross_entropy, drawn>,
    basic_model<double, input::embedding<4>, users<layer<gru, 5>, layer<gru, 3>, encoder::hrnn::all>,
                pooling::join<pooling::last, attend<attention::additive<3>>>, output::separate<>, loss::cross_entropy, drawn>>;
}  // namespace

BOOST_AUTO_TEST_SUITE(model_gradients_of_users)

NEXTCLICK_TEST_GRADIENTS(models)

BOOST_AUTO_TEST_SUITE_END()
