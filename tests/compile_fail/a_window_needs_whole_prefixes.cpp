// EXPECT: this model reads earlier clicks
// SPDX-License-Identifier: Apache-2.0
#include "nextclick/nextclick.hpp"
namespace nc = nextclick;

struct reads_a_window : nc::encoder::none {
    static constexpr nc::history::need reads = {nc::history::session::window};
};
#ifdef NEXTCLICK_MUST_FAIL
using batcher = nc::batch::session_parallel;
#else
using batcher = nc::batch::whole_sessions;
#endif
using model = nc::model<nc::input::embedding<8>, nc::encoder::stack<nc::encoder::dropout, reads_a_window>, nc::pooling::last,
                        nc::output::tied<>, nc::loss::cross_entropy, nc::sampler::all_items>;
void probe(model& net, const nc::data::click_log& log) { nc::train::train<batcher>(net, log, nc::optimizer::adam{}, {}); }
