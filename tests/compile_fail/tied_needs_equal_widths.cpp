// EXPECT: make the encoder as wide as the
// SPDX-License-Identifier: Apache-2.0
#include "nextclick/nextclick.hpp"
namespace nc = nextclick;

#ifdef NEXTCLICK_MUST_FAIL
constexpr std::size_t units = 64;
#else
constexpr std::size_t units = 100;
#endif
using probe = nc::model<nc::input::embedding<100>, nc::encoder::recurrent<nc::cell::gru<>, units>, nc::pooling::last, nc::output::tied<>,
                        nc::loss::bpr_max, nc::sampler::in_batch>;
probe net{nc::data::vocabulary{}};
