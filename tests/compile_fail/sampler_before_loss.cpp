// EXPECT: argument 5 is no loss
// SPDX-License-Identifier: Apache-2.0
#include "nextclick/nextclick.hpp"
namespace nc = nextclick;

#ifdef NEXTCLICK_MUST_FAIL
nc::model<nc::input::embedding<8>, nc::encoder::none, nc::pooling::last, nc::output::tied<>, nc::sampler::in_batch, nc::loss::bpr_max>
#else
nc::model<nc::input::embedding<8>, nc::encoder::none, nc::pooling::last, nc::output::tied<>, nc::loss::bpr_max, nc::sampler::in_batch>
#endif
    net{nc::data::vocabulary{}};
