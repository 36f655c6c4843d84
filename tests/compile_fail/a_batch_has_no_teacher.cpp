// EXPECT: batch_loss: loss::distilled learns from a teacher
// LINES: 40
// SPDX-License-Identifier: Apache-2.0
#include "nextclick/model/batch_loss.hpp"
#include "nextclick/nextclick.hpp"

namespace nc = nextclick;
#ifdef NEXTCLICK_MUST_FAIL
using loss = nc::loss::distilled;
#else
using loss = nc::loss::cross_entropy;
#endif
using net_type = nc::model<nc::input::embedding<8>, nc::encoder::none, nc::pooling::last, nc::output::tied<>, loss, nc::sampler::all_items>;

float loss_of(const net_type& net, nc::pass& run, const nc::event_rows& rows) { return nc::batch_loss(net, run, rows); }
int main() {}
