// SPDX-License-Identifier: Apache-2.0
// Common parts of the probes of field lists: a pooling with its own parameters, in a model that is trained, saved and served.
#pragma once
#include <vector>

#include "nextclick/data/simulate/simulator.hpp"
#include "nextclick/io/model_file.hpp"
#include "nextclick/nextclick.hpp"
#include "nextclick/optimizer.hpp"
#include "nextclick/serve.hpp"
#include "nextclick/train.hpp"
#include "nextclick/train/checkpoint.hpp"
#include "nextclick/zoo/gru4rec.hpp"

namespace nc = nextclick;

/// The last row, with a pack of parameters.
template <template <class> class Pack>
struct scaled_last {
    static constexpr nextclick::history::need reads{};
    static std::string name() { return "scaled_last"; }
    template <class S>
    using parameters = Pack<S>;
    template <class T>
    using tape = nc::pooling::last::tape<T>;
    constexpr std::size_t width(std::size_t in) const { return in; }
    constexpr nc::cost::layer cost(std::size_t) const { return {}; }
    template <class P>
    void initialise(P&, std::size_t, nc::random_stream) const {}
    template <class T>
    nc::view<const T> forward(const parameters<nc::values<T>>&, nc::pass& run, const nc::packed_steps& steps, nc::view<const T> h,
                              tape<T>& t) const {
        return nc::pooling::last{}.forward(nc::no_parameters{}, run, steps, h, t);
    }
    template <class T>
    nc::view<const T> backward(const parameters<nc::values<T>>&, parameters<nc::gradients<T>>&, nc::pass& run,
                               const nc::packed_steps& steps, nc::view<const T> dq, const tape<T>& t) const {
        nc::no_parameters none;
        return nc::pooling::last{}.backward(none, none, run, steps, dq, t);
    }
};

template <template <class> class Pack>
using net_of = nc::model<nc::input::embedding<8>, nc::encoder::none, scaled_last<Pack>, nc::output::tied<>, nc::loss::cross_entropy,
                         nc::sampler::all_items>;

template <template <class> class Pack>
void saved(const net_of<Pack>& net) {
    nc::io::save(net, "model");
}

template <template <class> class Pack>
bool trained_and_served() {
    const auto log = nc::data::simulate({.sessions = 10, .items = 40});
    net_of<Pack> net(log.items());
    nc::train::train(net, log, nc::optimizer::adagrad{}, {}, nc::train::checkpoints("run.checkpoint"));
    saved<Pack>(net);
    nc::serve::session session(net);
    return session.top(20).empty();
}
