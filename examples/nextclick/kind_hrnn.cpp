// SPDX-License-Identifier: Apache-2.0
#include <nextclick/batch/user_parallel.hpp>

#include "kinds.hpp"
#include "network.hpp"

namespace of_hrnn {
static types::hrnn::policies make(const settings& s, const nc::data::click_log&) {
    types::hrnn::policies p{.input = {.probability = s.dropout}};
    p.input.inner.units = s.width;
    p.encoder.session.units = s.width;
    p.encoder.session.dropout = s.hidden_dropout;
    p.encoder.user.units = s.user_units;
    p.sampler = {.drawn = {.samples = s.samples, .alpha = s.alpha}, .logq = 1};
    return p;
}
using by = network::trained_by<nc::batch::user_parallel, types::hrnn, make, network::adagrad>;
}  // namespace of_hrnn

KIND_IS_LOADED_HERE(hrnn)
const kind hrnn_kind{
    .name = "hrnn",
    .type = "hrnn_tied",
    .about = "HRNN (2017): GRU4Rec for returning users; needs --user",
    .defaults =
        {.width = 100, .user_units = 32, .epochs = 10, .batch = 50, .rate = 0.05, .momentum = 0.2, .dropout = 0, .hidden_dropout = 0.4},
    .supports = {"--width", "--user-units", "--epochs", "--batch", "--rate", "--momentum", "--dropout", "--hidden-dropout", "--samples",
                 "--alpha", "--seed"},
    .users = true,
    .validates = true,
    .train = of_hrnn::by::train,
    .update = of_hrnn::by::update};
