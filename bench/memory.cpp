// SPDX-License-Identifier: Apache-2.0
// One training step with the softmax over a million items of width 100, 512 queries, Adam: for `/usr/bin/time -v`, which
// prints the largest resident size. --without-step: the model and its moments alone.
#include <cstdio>
#include <cstring>

#include "nextclick/bench.hpp"
#include "nextclick/nextclick.hpp"

namespace nc = nextclick;

int main(int argc, char** argv) {
    using model = nc::model<nc::input::embedding<100>, nc::encoder::none, nc::pooling::last, nc::output::tied<nc::output::unbiased>,
                            nc::loss::cross_entropy, nc::sampler::all_items>;
    constexpr std::size_t items = 1'000'000, queries = 512;
    nc::data::log_columns c;
    c.items = std::make_shared<const nc::data::vocabulary>(nc::bench::numbered_items(items));
    for (std::uint32_t s = 0; s < queries; ++s) {
        c.item.push_back(s * 1000);
        c.item.push_back(s * 1500 + 7);
        c.session_begin.push_back(static_cast<std::uint32_t>(c.item.size()));
    }
    const nc::data::click_log log(std::move(c));
    model net(log.items());
    nc::train::trainer run(net, log, nc::optimizer::adam{}, {.batch = queries});
    const bool with_step = argc == 1 || std::strcmp(argv[1], "--without-step") != 0;
    if (with_step) run.step();
    std::printf("%zu items x 100, parameters and moments %zu MB, step of %zu queries: %s\n", items, 3 * items * 100 * 4 / 1'000'000,
                queries, with_step ? "done" : "none");
}
