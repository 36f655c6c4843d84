// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <utility>

#include "kinds.hpp"
#include "network.hpp"

namespace of_bpr_mf {
static any_pointer learned(types::bpr_mf net, const job& j, bool warm_start) {
    nc::baseline::learn_bpr_mf(
        net, j.log,
        {.epochs = j.set.epochs,
         .rate = j.set.rate,
         .regularisation = j.set.regularisation,
         .deviation = j.set.deviation,
         .seed = j.set.seed,
         .warm_start = warm_start},
        [&](std::size_t epoch, double loss) { std::fprintf(stderr, "epoch %zu/%zu: loss %.4f\n", epoch, j.set.epochs, loss); });
    for (const auto& [name, text] : j.metadata) net.about.training[name] = text;
    nc::io::save(net, j.model);
    return nc::io::wrap(std::move(net));
}
static any_pointer train(job& j) {
    types::bpr_mf::policies p;
    p.input.units = j.set.width;
    return learned(types::bpr_mf(j.log.items(), p, j.set.seed), j, false);
}
static any_pointer update(const nc::io::any_recommender& before, job& j) {
    return learned(network::grown<types::bpr_mf>(before, j), j, true);
}
}  // namespace of_bpr_mf

KIND_IS_LOADED_HERE(bpr_mf)
const kind bpr_mf_kind{.name = "bpr_mf",
                       .about = "BPR-MF (2009): factors of items, and their mean for a session",
                       .defaults = {.width = 100, .epochs = 30, .rate = 0.2, .deviation = 0.05},
                       .supports = {"--width", "--epochs", "--rate", "--regularisation", "--deviation", "--seed"},
                       .train = of_bpr_mf::train,
                       .update = of_bpr_mf::update};
