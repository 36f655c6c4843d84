// EXPECT: output::item_tower computes the rows of the candidates of a step
// SPDX-License-Identifier: Apache-2.0
#include "nextclick/nextclick.hpp"
namespace nc = nextclick;

#ifdef NEXTCLICK_MUST_FAIL
using sampler = nc::sampler::all_items;
#else
using sampler = nc::sampler::uniform;
#endif
nc::model<nc::input::embedding<8>, nc::encoder::none, nc::pooling::last, nc::output::item_tower<nc::input::embedding<8>>,
          nc::loss::cross_entropy, sampler>* probe = nullptr;
auto width = probe->query_width();
