// EXPECT: list_units|HasCounts
// SPDX-License-Identifier: Apache-2.0
#include "nextclick/nextclick.hpp"
namespace nc = nextclick;

#ifdef NEXTCLICK_MUST_FAIL
struct batcher : private nc::batch::prefixes {
    using prefixes::carries_states, prefixes::start, prefixes::next, prefixes::lanes, prefixes::passed, prefixes::event_count;
    using prefixes::prefixes, prefixes::name, prefixes::whole_prefixes, prefixes::one_query_a_lane;
};
#else
struct batcher : nc::batch::prefixes {
    using prefixes::prefixes;
};
#endif
void probe(nc::zoo::gru4rec<8>& net, const nc::data::click_log& log) { nc::train::train<batcher>(net, log, nc::optimizer::adam{}, {}); }
