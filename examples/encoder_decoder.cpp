// SPDX-License-Identifier: Apache-2.0
// Loyola's encoder-decoder with attention, and beside the next item the intent: will this session end in a purchase?
// Its encoder reads a session in both directions, so every prefix is encoded alone; nothing of the answer is seen.
#include <cstdio>
#include <nextclick/nextclick.hpp>

#include "options.hpp"

namespace nc = nextclick;
using encoder_decoder = nc::zoo::encoder_decoder_intent<"Purchase", 50, 50>;

/// The log with a column Purchase: 1 in sessions that hold an event of that action, from the first event on.
nc::data::click_log labelled(nc::data::click_log log, const nc::data::item_id& action) {
    const auto& actions = log.column("Action");
    const auto bought = actions.categories().find(action);
    std::vector<float> label(log.event_count());
    const auto begin = log.session_begin();
    for (std::size_t s = 0; s + 1 < begin.size(); ++s)
        for (std::uint32_t e = begin[s]; e < begin[s + 1]; ++e)
            if (actions.codes()[e] == bought) std::fill(label.begin() + begin[s], label.begin() + begin[s + 1], 1.0f);
    auto columns = std::move(log).release();
    columns.extra.emplace_back("Purchase", std::move(label));
    return nc::data::click_log(std::move(columns));
}

int main(int argc, char** argv) try {
    auto how = read_options(argc, argv, {.epochs = 3, .batch = 128, .rate = 2e-3, .dropout = 0.25});
    how.read.columns = {{"Action"}};
    if (how.train.empty()) how.simulator.sessions = how.quick ? 1'000 : 10'000;
    auto logs = read_logs(how);
    const nc::data::item_id purchase = how.train.empty() ? nc::data::item_id("purchase") : nc::data::item_id(10);
    const auto train = labelled(std::move(logs.train), purchase), test = labelled(std::move(logs.test), purchase);

    encoder_decoder net(train.items(), {.input = {.probability = how.dropout}, .pooling = {.probability = how.query_dropout}});
    nc::train::train<nc::batch::prefixes>(net, train, nc::optimizer::adam{.rate = how.rate},
                                          {.epochs = how.epochs, .batch = how.batch,
                                           .sessions = nc::train::order::shuffled, .longest = 20}, progress_bar);
    print_accuracy("encoder-decoder", nc::eval::evaluate(net, test, {.longest = 20}));

    const auto intent = nc::eval::evaluate_intent(net, test);
    const auto& t = intent.table;
    std::printf("intent   said yes   said no\n   yes   %8zu  %8zu\n    no   %8zu  %8zu\naccuracy %.3f, of always the same answer %.3f\n",
                t.true_yes, t.false_no, t.false_yes, t.true_no, t.accuracy(), t.majority_accuracy());
} catch (const std::exception& problem) {
    std::fprintf(stderr, "%s\n", problem.what());
    return 1;
}
