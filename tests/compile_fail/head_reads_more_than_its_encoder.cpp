// EXPECT: a policy of this model is not causal
// SPDX-License-Identifier: Apache-2.0
// The encoder carries a state; its head reads the whole lane.
#include "nextclick/nextclick.hpp"
namespace nc = nextclick;

using layer = nc::encoder::recurrent<nc::cell::gru<>, 8>;
struct shown_layer : layer {
    template <class T>
    struct tape : layer::tape<T> {
        nc::view<const T> h{}, head_gradient{};
        std::size_t forward_columns = 0;
    };
    constexpr std::size_t inner_width(std::size_t in) const { return width(in); }
    template <class T>
    nc::view<const T> forward(const parameters<nc::values<T>>& p, nc::pass& run, const nc::packed_steps& steps, nc::view<const T> x,
                              const nc::encoder::lane_states<T>& states, tape<T>& t) const {
        t.h = layer::forward(p, run, steps, x, states, t);
        t.forward_columns = t.h.cols;
        return t.h;
    }
    template <class T>
    nc::view<const T> backward(const parameters<nc::values<T>>& p, parameters<nc::gradients<T>>& dp, nc::pass& run,
                               const nc::packed_steps& steps, nc::view<const T> dy, const tape<T>& t) const {
        const auto both = run.memory.take<T>(dy.rows, dy.cols);
        for (std::size_t i = 0; i < both.size(); ++i)
            both.data[i] = dy.data[i] + (t.head_gradient.data != nullptr ? t.head_gradient.data[i] : T(0));
        return layer::backward(p, dp, run, steps, nc::view<const T>(both), t);
    }
};
using net = nc::model<nc::input::embedding<8>, shown_layer, nc::pooling::last, nc::output::tied<>, nc::loss::cross_entropy,
                      nc::sampler::all_items, nc::head::intent<"Purchase", nc::cell::gru<>, 8>>;
static_assert(!nc::history_need<net>.reads_earlier_rows() && !nc::training_need<net>.causal());
#ifdef NEXTCLICK_MUST_FAIL
using batcher = nc::batch::session_parallel;
#else
using batcher = nc::batch::prefixes;
#endif
void probe(net& model, const nc::data::click_log& log) { nc::train::train<batcher>(model, log, nc::optimizer::adam{}, {}); }
