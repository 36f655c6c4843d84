// SPDX-License-Identifier: Apache-2.0
// Recurrent models of items alone, their losses, samplers, dropouts and optimisers; a student and its teacher.
#include "bits/bits.hpp"

namespace bits {
using namespace nc;
using batch::session_parallel, batch::whole_sessions;

namespace {
template <class Loss, class Sampler>
using recurrent =
    model<input::dropout<input::embedding<12>>, encoder::recurrent<cell::gru<>, 12>, pooling::last, output::tied<biased>, Loss, Sampler>;
template <class Loss>
using onehot = zoo::gru4rec_2016<12, Loss>;
using drawn = sampler::join<sampler::in_batch, sampler::popularity>;
const optimizer::adagrad rule{.rate = 0.05, .momentum = 0.1};
const optimizer::adam adam{.rate = 0.01};

template <class Model, class Rule>
void by(std::string_view entry, const data::click_log& log, const Rule& with) {
    trained<session_parallel>(entry, fresh<Model>(log, {.input = {.probability = 0.2}}), log, with);
}
}  // namespace

void items(const data::click_log& log) {
    trained<session_parallel>("gru4rec",
                              fresh<zoo::gru4rec<12>>(log, {.input = {.probability = 0.25},
                                                            .encoder = {.dropout = 0.2},
                                                            .sampler = {.drawn = {.samples = 40, .alpha = 0.5}, .logq = 1}}),
                              log, rule);
    trained<session_parallel>("gru4rec bpr-max", fresh<zoo::gru4rec_bpr_max<12>>(log, {.sampler = {.drawn = {.samples = 40}}}), log, rule);
    trained<session_parallel>("2016 top1", fresh<onehot<loss::top1>>(log), log, rule);
    trained<session_parallel>("2016 bpr", fresh<onehot<loss::bpr>>(log), log, rule);
    trained<session_parallel>("2016 top1-max", fresh<onehot<loss::top1_max>>(log), log, rule);
    trained<session_parallel>("2016 hinge", fresh<onehot<loss::hinge>>(log), log, rule);
    trained<session_parallel>("2016 cross-entropy", fresh<zoo::gru4rec_2016<12, loss::cross_entropy, activation::linear>>(log), log, rule);
    by<recurrent<loss::cross_entropy, sampler::all_items>>("all items", log, adam);
    by<recurrent<loss::cross_entropy, sampler::in_batch>>("in batch", log, adam);
    by<recurrent<loss::cross_entropy, sampler::uniform>>("uniform", log, adam);
    by<recurrent<loss::cross_entropy, sampler::popularity>>("popularity", log, adam);
    by<recurrent<loss::bpr_max, drawn>>("join", log, optimizer::rmsprop{});
    by<recurrent<loss::cross_entropy, drawn>>("sgd", log, optimizer::sgd{.rate = 0.1});
    by<recurrent<loss::cross_entropy, drawn>>("adadelta", log, optimizer::adadelta{});
    by<recurrent<loss::cross_entropy, drawn>>("clipped", log, optimizer::clipped{adam, 0.5});
    by<recurrent<loss::cross_entropy, drawn>>("scheduled", log, optimizer::scheduled{adam, optimizer::cosine_decay{0.02}});

    using m1 = zoo::improved_rnn<10, 12>;
    using m3 = zoo::improved_rnn_distilled<10, 12>;
    using m4 = zoo::improved_rnn_cosine<10, 12>;
    const train::options run{.batch = 64, .session_order = train::order::shuffled, .click_dropout = 0.1};
    const auto first = trained<whole_sessions>("improved rnn", fresh<m1>(log, {.input = {.probability = 0.2}}), log, adam, run);
    const auto teacher = trained<whole_sessions>("teacher", fresh<m1>(log), data::reversed(log), adam, run);
    trained<whole_sessions>("distilled", fresh<m3>(log), log, adam, run, [&](auto& student) { student.learn_from(teacher); });
    auto pointing = fresh<m4>(log);
    pointing.weights.output.items = first.weights.input.items;
    auto frozen = run;
    frozen.frozen = {"output.items"};
    trained<whole_sessions>("cosine", std::move(pointing), log, adam, frozen);
}
}  // namespace bits
