// EXPECT: argument 2 is no encoder
// SPDX-License-Identifier: Apache-2.0
#include "nextclick/nextclick.hpp"
namespace nc = nextclick;

#ifdef NEXTCLICK_MUST_FAIL
using encoder = nc::cell::gru<>;
#else
using encoder = nc::encoder::recurrent<nc::cell::gru<>, 8>;
#endif
using model =
    nc::model<nc::input::embedding<8>, encoder, nc::pooling::last, nc::output::tied<>, nc::loss::cross_entropy, nc::sampler::in_batch>;

void probe(const nc::data::click_log& log) {
    model net(log.items());
    nc::train::trainer run(net, log, nc::optimizer::adagrad{}, {.batch = 16});
    while (run.at().epoch < run.options().epochs) {
        while (run.step()) {
        }
        run.next_epoch();
    }
    nc::train::trainer<model, nc::optimizer::adam, nc::batch::whole_sessions> other(net, log, {}, {});
    other.step([] {});
    other.take_best();
}
