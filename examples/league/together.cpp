// SPDX-License-Identifier: Apache-2.0
// A hybrid of hybrids: four networks and three kinds of neighbours.
#include "league.hpp"

void enter_together(league& all) {
    constexpr const char* name = "All together";
    if ((all.has_entry(name) && !all.options.time_again) || !all.logs.train.has_times()) return;
    const auto file = [&](const char* net) { return all.folder() / (std::string(net) + ".safetensors"); };
    const auto gru = nc::io::load<nc::zoo::gru4rec<100>>(file("GRU4Rec"));
    const auto wide = nc::io::load<nc::zoo::gru4rec<200>>(file("GRU4Rec wide"));
    const auto narm = nc::io::load<nc::zoo::narm_sampled<200, 200>>(file("NARM wide"));
    const auto stamp = nc::io::load<nc::zoo::stamp_sampled<100>>(file("STAMP"));
    using namespace nc::neighbours;
    const auto& set = all.set;
    const vsknn<> near(all.logs.train, {.neighbours = set.neighbours, .recent = set.recent});
    const vsknn<weight::quadratic, decay::quadratic> nearer(all.logs.train, {.neighbours = 200, .recent = 5 * set.recent});
    auto options = vstan_options();
    options.neighbours = set.neighbours;
    options.similarity.days = set.true_times ? 5.0f : 0.0f;
    const stan vstan(all.logs.train, options);

    using namespace nc::hybrid;
    const auto& n = set.nets;
    const auto& l = set.lists;
    const scaling::none as_is{};  // adding scores multiplies probabilities
    const weighted nets(part{gru, as_is, n[0]}, part{wide, as_is, n[1]}, part{narm, as_is, n[2]}, part{stamp, as_is, n[3]});
    const scaling::sum list{.exponent = set.exponent};
    const weighted together(part{nets, scaling::softmax{.temperature = set.temperature}, 1 - l[0] - l[1] - l[2]}, part{near, list, l[0]},
                            part{nearer, list, l[1]}, part{vstan, list, l[2]});
    std::printf("%s\n", name);
    all.measure(name, "hybrids", together, 0, 0);
}
