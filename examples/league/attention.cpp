// SPDX-License-Identifier: Apache-2.0
// NARM, STAMP and its halves.
#include "league.hpp"

namespace {
template <class Model>
void enter(league& all, const char* name, const settings::net& set) {
    typename Model::policies policies{.input = {.probability = set.dropout}};
    if constexpr (requires { policies.pooling.inner.probability; }) policies.pooling.inner.probability = set.second_dropout;
    if constexpr (requires { policies.sampler.drawn; }) policies.sampler = {.drawn = {.samples = 2048, .alpha = set.alpha}, .logq = 1};
    const nc::optimizer::scheduled optimiser{nc::optimizer::adam{.rate = set.rate}, nc::optimizer::cosine_decay{0.02}};
    all.trained<nc::batch::whole_sessions, Model>(name, "attention", policies, optimiser, {.epochs = set.epochs, .batch = set.batch});
}
}  // namespace

void enter_attention(league& all) {
    enter<nc::zoo::narm_sampled<100, 100>>(all, "NARM", all.set.narm);
    enter<nc::zoo::narm_sampled<200, 200>>(all, "NARM wide", all.set.narm_wide);
    enter<nc::zoo::stamp_sampled<100>>(all, "STAMP", all.set.stamp);
    enter<nc::zoo::stmp_sampled<100>>(all, "STMP", all.set.stamp);
    enter<nc::zoo::stmo_sampled<100>>(all, "STMO", all.set.stamp);
}
