// SPDX-License-Identifier: Apache-2.0
// Gradients of models whose lanes are users.
#include <algorithm>
#include <string_view>

#include "model/gradients.hpp"

BOOST_AUTO_TEST_SUITE(model_gradients_of_users)

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
                pooling::join<pooling::last, attend<attention::additive<3>>>, output::separate<>, loss::cross_entropy, drawn>,
    // RIB's micro behaviours, of users.
    basic_model<double, in_columns, users<layer<gru, 5>, layer<gru, 3>>,
                pooling::dense<attend<attention::gate<4>>, 4, activation::linear, unbiased>, output::tied<>, loss::cross_entropy,
                sampler::all_items>>;

/// Omits the gradient of the users' network.
struct ignores_returning_users : users<layer<gru, 4>, layer<gru, 3>> {
    template <class T>
    view<const T> backward(const parameters<values<T>>& p, parameters<gradients<T>>& dp, pass& run, const packed_steps& steps,
                           view<const T> dy, const tape<T>& t) const {
        const auto dx = users<layer<gru, 4>, layer<gru, 3>>::backward(p, dp, run, steps, dy, t);
        for_each_parameter([](std::string_view, auto& g) { std::ranges::fill(g.data, T(0)); }, dp.user);
        return dx;
    }
};
template <class Encoder>
using of_items = net<input::embedding<4>, Encoder, output::separate<>, loss::cross_entropy, sampler::all_items>;
}  // namespace

NEXTCLICK_TEST_GRADIENTS(models)

BOOST_AUTO_TEST_CASE(the_checker_detects_a_missing_gradient_of_returning_users) {
    const toy::owned_batch batch({3, 3, 2, 1}, 11, 3);
    const auto items = toy::numbered_items(11);
    BOOST_TEST(check_model(of_items<users<layer<gru, 4>, layer<gru, 3>>>(items), batch.rows()).worst < 1e-7);
    const auto report = check_model(of_items<ignores_returning_users>(items), batch.rows());
    BOOST_TEST(report.worst > 1e-3);
    BOOST_TEST(report.path.starts_with("encoder.user."), report.path);
}

BOOST_AUTO_TEST_SUITE_END()
