// SPDX-License-Identifier: Apache-2.0
// Policies that no model of the zoo uses: cells, encoders within encoders, attention, poolings.
#include "bits/bits.hpp"

namespace bits {
using namespace nc;
using batch::session_parallel, batch::whole_sessions;

namespace {
const optimizer::adam rule{.rate = 0.01};
template <class Encoder, class Pooling = pooling::last>
using tied = model<input::dropout<input::embedding<10>>, Encoder, Pooling, output::tied<biased>, loss::cross_entropy, sampler::all_items>;
template <class Cell>
using one = encoder::recurrent<Cell, 10>;
template <class Scoring, class Normaliser>
using attending = tied<encoder::none, pooling::attend<Scoring, Normaliser>>;

template <class Batcher, class Model>
void by(std::string_view entry, const data::click_log& log) {
    typename Model::policies p;
    if constexpr (requires { p.input.probability; }) p.input.probability = 0.2;
    trained<Batcher>(entry, fresh<Model>(log, std::move(p)), log, rule);
}
}  // namespace

void policies(const data::click_log& log) {
    by<session_parallel, tied<one<cell::rnn>>>("rnn", log);
    by<session_parallel, tied<one<cell::lstm>>>("lstm", log);
    by<session_parallel, tied<one<cell::mgu>>>("mgu", log);
    by<session_parallel, tied<one<cell::gru<cell::reset_after>>>>("gru, reset after", log);
    by<session_parallel, tied<encoder::stack<one<cell::gru<>>, one<cell::lstm>>>>("stack", log);
    by<session_parallel, tied<encoder::stack<one<cell::gru<>>, encoder::dropout, encoder::dense<10>>>>("dropout and dense", log);
    by<batch::prefixes, model<input::embedding<10>, encoder::bidirectional<encoder::recurrent<cell::gru<>, 5>>, pooling::last,
                              output::tied<biased>, loss::cross_entropy, sampler::all_items>>("bidirectional", log);
    by<whole_sessions, attending<attention::dot, attention::softmax>>("dot", log);
    by<whole_sessions, attending<attention::scaled_dot, attention::softmax>>("scaled dot", log);
    by<whole_sessions, attending<attention::bilinear, attention::sigmoid>>("bilinear", log);
    by<whole_sessions, attending<attention::additive<8>, attention::none>>("additive", log);
    by<whole_sessions, tied<encoder::none, pooling::mean>>("mean", log);
    by<whole_sessions, tied<encoder::none, pooling::sum>>("sum", log);
}
}  // namespace bits
