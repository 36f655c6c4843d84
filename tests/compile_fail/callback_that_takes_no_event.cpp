// EXPECT: a callback takes none of the events
// SPDX-License-Identifier: Apache-2.0
#include "nextclick/nextclick.hpp"
namespace nc = nextclick;

#ifdef NEXTCLICK_MUST_FAIL
struct event {};
#else
using event = nc::train::progress;
#endif
void probe(nc::zoo::gru4rec<8>& net, const nc::data::click_log& log) {
    nc::train::train(net, log, nc::optimizer::adam{}, {}, [](const event&) {});
}
