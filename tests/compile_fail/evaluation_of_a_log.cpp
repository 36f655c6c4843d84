// EXPECT: neither a model nor a hybrid, and no ranker
// SPDX-License-Identifier: Apache-2.0
#include "nextclick/nextclick.hpp"
namespace nc = nextclick;

#ifdef NEXTCLICK_MUST_FAIL
using evaluated = nc::data::click_log;
#else
using evaluated = nc::zoo::gru4rec<8>;
#endif
void probe(const evaluated& net, const nc::data::click_log& log) { nc::eval::evaluate(net, log); }
