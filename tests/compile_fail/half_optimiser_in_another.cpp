// EXPECT: no optimiser(.|\n)*HasStep
// SPDX-License-Identifier: Apache-2.0
#include "nextclick/nextclick.hpp"
namespace nc = nextclick;

struct half_optimiser : nc::optimizer::adagrad {
    half_optimiser with_rate_factor(double) const { return *this; }
#ifdef NEXTCLICK_MUST_FAIL
    template <class... A>
    void step(A&&...) const = delete;  // the one difference between the two builds
#endif
};
void probe(nc::zoo::gru4rec<8>& net, const nc::data::click_log& log) {
    nc::train::train(net, log, nc::optimizer::clipped<half_optimiser>{}, {});
}
