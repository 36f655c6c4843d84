// EXPECT: the first argument must be a nextclick::model, and not const
// SPDX-License-Identifier: Apache-2.0
#include "nextclick/nextclick.hpp"
namespace nc = nextclick;

#ifdef NEXTCLICK_MUST_FAIL
using model = const nc::zoo::gru4rec<8>;
#else
using model = nc::zoo::gru4rec<8>;
#endif
void probe(model& net, const nc::data::click_log& log) { nc::train::train(net, log, nc::optimizer::adagrad{}, {}); }
