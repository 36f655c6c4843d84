// SPDX-License-Identifier: Apache-2.0
// Returning users, and lists of candidates.
#include "bits/bits.hpp"

namespace bits {
using namespace nc;

namespace {
const optimizer::adagrad rule{.rate = 0.05, .momentum = 0.1};
const optimizer::adam adam{.rate = 0.01};
template <class M, class User>
using of_users = model<typename M::input_type, encoder::hierarchical<typename M::encoder_type, User>, typename M::pooling_type,
                       typename M::output_type, typename M::loss_type, typename M::sampler_type>;
}  // namespace

void users_and_lists(const data::click_log& log) {
    trained<batch::user_parallel>("hrnn init", fresh<zoo::hrnn<encoder::hrnn::init, 10, 8>>(log), log, rule);
    trained<batch::user_parallel>("hrnn all", fresh<zoo::hrnn<encoder::hrnn::all, 10, 8>>(log), log, rule);
    trained<batch::user_parallel>("hrnn tied",
                                  fresh<zoo::hrnn_tied<encoder::hrnn::all, 10, 8>>(
                                      log, {.input = {.probability = 0.2}, .sampler = {.drawn = {.samples = 30, .alpha = 0.5}, .logq = 1}}),
                                  log, rule);
    trained<batch::user_sessions>("narm of users", fresh<of_users<zoo::narm<8, 10>, encoder::recurrent<cell::gru<>, 8>>>(log), log, adam);

    using first = zoo::session_embedding<"Action", 10, 12>;
    using second = zoo::listwise_dnn<"Action", 10, 12>;
    const train::options run{.batch = 32, .session_order = train::order::shuffled};
    const auto sessions = trained<batch::whole_sessions>("session embedding", fresh<first>(log), log, adam, run);
    auto net = fresh<second>(log, {.loss = {.decay = 0.5}, .sampler = {.drawn = {.samples = 40, .alpha = 0.5}, .logq = 1}});
    zoo::begin_with(net, sessions);
    trained<batch::whole_sessions>("listwise", std::move(net), log, adam, run);
}
}  // namespace bits
