// EXPECT: this encoder carries states of users from session to session
// SPDX-License-Identifier: Apache-2.0
#include "nextclick/nextclick.hpp"
namespace nc = nextclick;

#ifdef NEXTCLICK_MUST_FAIL
using batcher = nc::batch::session_parallel;
#else
using batcher = nc::batch::user_parallel;
#endif
void probe(nc::zoo::hrnn<>& net, const nc::data::click_log& log) { nc::train::train<batcher>(net, log, nc::optimizer::adagrad{}, {}); }
