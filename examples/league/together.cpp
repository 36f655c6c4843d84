// SPDX-License-Identifier: Apache-2.0
// Three networks and two kinds of neighbours, of which each knows something that the others do not.
#include "league.hpp"

void enter_together(league& all) {
    constexpr const char* name = "All together";
    if (all.knows(name) || !all.logs.train.has_times()) return;
    const auto file = [&](const char* net) { return all.folder() / (std::string(net) + ".safetensors"); };
    const auto gru = nc::io::load<nc::zoo::gru4rec<100>>(file("GRU4Rec"));
    const auto narm = nc::io::load<nc::zoo::narm_sampled<100, 100>>(file("NARM"));
    const auto stamp = nc::io::load<nc::zoo::stamp_sampled<100>>(file("STAMP"));
    const nc::neighbours::vsknn<> near(all.logs.train, {.neighbours = all.set.neighbours, .recent = all.set.recent});
    auto how = nc::neighbours::vstan_options();
    how.neighbours = all.set.neighbours;
    how.similarity.days = all.set.true_times ? 5.0f : 0.0f;
    const nc::neighbours::stan late(all.logs.train, how);

    using namespace nc::hybrid;
    const scaling::softmax net{.temperature = 2};
    const scaling::sum list{.exponent = 0.5f};
    const auto& w = all.set.together;
    std::printf("%s\n", name);
    all.measure(name, "hybrids",
                weighted(part{gru, net, w[0]}, part{narm, net, w[1]}, part{stamp, net, w[2]}, part{near, list, w[3]}, part{late, list, w[4]}), 0, 0);
}
