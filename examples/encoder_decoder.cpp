// SPDX-License-Identifier: Apache-2.0
// Loyola's encoder-decoder with attention, and beside the next item the intent: will something still be bought, or put in
// the cart, in this session? Events are items and what was done with them. The encoder reads a session in both directions,
// so every prefix is encoded alone; nothing of the answer is seen.
#include <cstdio>
#include <nextclick/nextclick.hpp>

#include "options.hpp"

namespace nc = nextclick;
constexpr std::size_t longest = 20;  // clicks of a prefix
namespace input = nc::input;
using published = nc::zoo::encoder_decoder_intent<"Purchase", 50, 50>;
using event = input::join<input::embedding<50>, input::categorical<"Action", 5>>;
using encoder_decoder =
    nc::model<input::dropout<event>, published::encoder_type, published::pooling_type, published::output_type,
              published::loss_type, published::sampler_type, published::head_type>;

/// The log with a column Purchase: 1 as long as an event of one of these actions is still to come.
nc::data::click_log labelled(nc::data::click_log log, const std::vector<nc::data::item_id>& bought) {
    const auto& actions = log.column("Action");
    std::vector<float> label(log.event_count());
    for (std::size_t s = 0; s < log.session_count(); ++s)
        for (std::uint32_t e = log.session_begin()[s + 1] - 1; e > log.session_begin()[s]; --e) {
            const bool now = std::any_of(bought.begin(), bought.end(), [&](const auto& action) {
                return actions.categories().find(action) == actions.codes()[e];
            });
            label[e - 1] = now ? 1 : label[e];
        }
    auto columns = std::move(log).release();
    columns.extra.emplace_back("Purchase", std::move(label));
    return nc::data::click_log(std::move(columns));
}

int main(int argc, char** argv) try {
    auto how = read_options(argc, argv, {.epochs = 3, .batch = 128, .rate = 2e-3, .dropout = 0.25});
    how.read.columns = {{"Action"}};
    if (how.train.empty()) how.simulator.sessions = how.quick ? 1'000 : 10'000;
    auto logs = read_logs(how);
    using bought = std::vector<nc::data::item_id>;  // by the simulator's names, or those of JD's logs
    const bought actions = how.train.empty() ? bought{{"cart"}, {"purchase"}} : bought{{9}, {10}};
    const auto train = labelled(std::move(logs.train), actions), test = labelled(std::move(logs.test), actions);

    encoder_decoder net(train.items(), {.input = input::fitted(input::dropout<event>{.probability = how.dropout}, train),
                                        .pooling = {.probability = how.query_dropout}});
    nc::train::train<nc::batch::prefixes>(net, train, nc::optimizer::adam{.rate = how.rate},
                                          {.epochs = how.epochs, .batch = how.batch,
                                           .sessions = nc::train::order::shuffled, .longest = longest}, progress_bar);
    print_accuracy("encoder-decoder", nc::eval::evaluate(net, test, {.longest = longest}));

    const auto intent = nc::eval::evaluate_intent(net, test, {.longest = longest});
    const auto& t = intent.table;
    std::printf("intent   said yes   said no\n   yes   %8zu  %8zu\n    no   %8zu  %8zu\naccuracy %.3f, of always the same answer %.3f\n",
                t.true_yes, t.false_no, t.false_yes, t.true_no, t.accuracy(), t.majority_accuracy());
} catch (const std::exception& problem) {
    std::fprintf(stderr, "%s\n", problem.what());
    return 1;
}
