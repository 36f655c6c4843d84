// EXPECT: loss::listwise needs the later clicks of a session among the candidates
// SPDX-License-Identifier: Apache-2.0
#include "nextclick/nextclick.hpp"
namespace nc = nextclick;

#ifdef NEXTCLICK_MUST_FAIL
using sampler = nc::sampler::uniform;
#else
using sampler = nc::sampler::join<nc::sampler::in_batch, nc::sampler::uniform>;
#endif
nc::model<nc::input::embedding<8>, nc::encoder::none, nc::pooling::last, nc::output::tied<>, nc::loss::listwise, sampler>* probe = nullptr;
auto width = probe->query_width();
