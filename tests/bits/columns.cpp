// SPDX-License-Identifier: Apache-2.0
// Models that read columns: p-RNN and its schedules, RIB, Twardowski's scorers, towers of attributes.
#include "bits/bits.hpp"

namespace bits {
using namespace nc;
using batch::session_parallel, batch::whole_sessions;

namespace {
const optimizer::adagrad rule{.rate = 0.05};
const optimizer::adam adam{.rate = 0.01};
using feature = input::join<input::categorical<"Category", 6>, input::categorical<"Action", 4>>;
using p_rnn = zoo::p_rnn_parallel<feature, 10>;

template <class Model>
void streams(std::string_view entry, const data::click_log& log, train::part_schedule schedule = {}) {
    trained<session_parallel>(entry, fresh<Model>(log), log, rule, {.batch = 16, .schedule = std::move(schedule)});
}
template <std::size_t W>
using event = input::sum<input::embedding<W>, input::categorical<"Action", W>>;
using folded = input::sum<input::one_hot, input::one_hot_of<"Action">>;
using attributes = input::of_item<input::sum<input::categorical<"Category", 10>>>;
}  // namespace

void columns(const data::click_log& log) {
    streams<zoo::p_rnn_feature<feature, 10>>("p-rnn feature", log);
    streams<zoo::p_rnn_concatenated<feature, 10>>("p-rnn concatenated", log);
    streams<zoo::p_rnn_shared<feature, 10>>("p-rnn shared", log);
    streams<zoo::p_rnn_interaction<feature, 10>>("p-rnn interaction", log);
    streams<p_rnn>("p-rnn", log);
    streams<p_rnn>("p-rnn alternating", log, train::alternating(zoo::p_rnn_parts<p_rnn>()));
    streams<p_rnn>("p-rnn interleaving", log, train::interleaving(zoo::p_rnn_parts<p_rnn>()));
    streams<p_rnn>("p-rnn residual", log, train::residual(zoo::p_rnn_parts<p_rnn>(), 1));

    const train::options run{.batch = 32, .session_order = train::order::shuffled};
    using rows = zoo::micro_behaviour<8, 3, 3>;
    trained<whole_sessions>("rib", fresh<zoo::rib<10, rows>>(log), log, adam, run);
    trained<whole_sessions>("rib tied", fresh<zoo::rib_tied<10, 8, rows>>(log, {.input = {.probability = 0.2}}), log, adam, run);
    trained<whole_sessions>("rib cosine", fresh<zoo::rib_cosine<8, zoo::micro_behaviour<8>>>(log), log, adam, run);

    trained<whole_sessions>("context mf", fresh<zoo::context_mf<event<9>, input::embedding<9>>>(log), log, rule, run);
    trained<session_parallel>("context nn", fresh<zoo::context_nn<folded, input::embedding<10>, 8, 10>>(log), log, rule);
    using tower =
        model<attributes, encoder::recurrent<cell::gru<>, 10>, pooling::last, output::item_tower<attributes, encoder::none, unbiased>,
              loss::cross_entropy, sampler::join<sampler::in_batch, sampler::popularity>>;
    const attributes table(data::items_of(log, {"Category"}));
    tower::policies by_attributes{
        .input = table, .output = {.item = table}, .sampler = {.drawn = {.samples = 30, .alpha = 0.5}, .logq = 1}};
    trained<session_parallel>("tower", tower(log.items(), std::move(by_attributes), 9), log, rule);
}
}  // namespace bits
