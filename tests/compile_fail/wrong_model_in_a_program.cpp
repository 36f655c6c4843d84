// EXPECT: argument 2 is no encoder
// SPDX-License-Identifier: Apache-2.0
#include "nextclick/io/model_file.hpp"
#include "nextclick/nextclick.hpp"
namespace nc = nextclick;

#ifdef NEXTCLICK_MUST_FAIL
using encoder = nc::cell::gru<>;
#else
using encoder = nc::encoder::recurrent<nc::cell::gru<>, 8>;
#endif
using model =
    nc::model<nc::input::embedding<8>, encoder, nc::pooling::last, nc::output::tied<>, nc::loss::cross_entropy, nc::sampler::in_batch>;

// Code that uses the model causes no further error.
int main() {
    const nc::data::click_log log;
    model net(log.items(), {.output = {}}, 7);
    net.policy.output = {};
    nc::train::train(net, log, nc::optimizer::adagrad{}, {});
    const auto found = nc::eval::evaluate(net, log);
    nc::io::save(net, "model");
    net = nc::io::load<model>("model");
    nc::serve::session session(net);
    session.push("item");
    return session.top(20).empty() && found.at.empty();
}
