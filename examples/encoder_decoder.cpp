// SPDX-License-Identifier: Apache-2.0
// Loyola's encoder-decoder with attention, and beside the next item the intent: does the session lead to a purchase, or an item in
// the cart? The encoder reads a session in both directions, so every prefix is encoded alone and the input does not contain the
// target. One model reads items and actions: with few sessions it identifies each by its items, and memorises intents. The other
// reads actions alone, and the number of items seen so far. Both are also measured on prefixes whose intent is still open.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <nextclick/nextclick.hpp>
#include <set>

#include "options.hpp"

namespace nc = nextclick;
constexpr std::size_t max_length = 60;  // clicks of a prefix
namespace input = nc::input;
using published = nc::zoo::encoder_decoder_intent<"Purchase", 50, 50>;
using items_and_actions = input::join<input::embedding<50>, input::categorical<"Action", 10>>;
using actions_alone = input::join<input::categorical<"Action", 10>, input::numeric<"Clicks">, input::numeric<"Items">>;
template <class Event>
using encoder_decoder = nc::model<input::dropout<Event>, published::encoder_type, published::pooling_type, published::output_type,
                                  published::loss_type, published::sampler_type, published::head_type>;

/// The log with a column Purchase: whether the session leads to one of these actions. `open`: no label after the first of them.
nc::data::click_log labelled(nc::data::click_log log, const std::vector<nc::data::item_id>& bought, bool open = false) {
    const auto& actions = log.column("Action");
    std::vector<float> label(log.event_count());
    const auto buys = [&](std::uint32_t event) {
        return std::any_of(bought.begin(), bought.end(),
                           [&](const auto& action) { return actions.categories().find(action) == actions.codes()[event]; });
    };
    for (std::size_t s = 0; s < log.session_count(); ++s) {
        const auto begin = log.session_begin()[s], end = log.session_begin()[s + 1];
        auto first = begin;
        while (first < end && !buys(first)) ++first;
        std::fill(label.begin() + begin, label.begin() + end, first < end ? 1.0f : 0.0f);
        if (open) std::fill(label.begin() + first, label.begin() + end, std::nanf(""));
    }
    auto columns = std::move(log).release();
    columns.extra.emplace_back("Purchase", std::move(label));
    return nc::data::click_log(std::move(columns));
}

/// The log with the numbers of clicks and of different items so far, as logarithms.
nc::data::click_log counted(nc::data::click_log log) {
    std::vector<float> clicks(log.event_count()), items(log.event_count());
    for (std::size_t s = 0; s < log.session_count(); ++s) {
        const auto begin = log.session_begin()[s];
        std::set<nc::item_index> seen;
        for (auto e = begin; e < log.session_begin()[s + 1]; ++e) {
            seen.insert(log.item_column()[e]);
            clicks[e] = std::log(static_cast<float>(e - begin + 1));
            items[e] = std::log(static_cast<float>(seen.size()));
        }
    }
    auto columns = std::move(log).release();
    columns.extra.emplace_back("Clicks", std::move(clicks));
    columns.extra.emplace_back("Items", std::move(items));
    return nc::data::click_log(std::move(columns));
}

template <class Model>
void print_intents(const char* name, const char* when, const Model& net, const nc::data::click_log& log) {
    const auto t = nc::eval::evaluate_intent(net, log, {.max_length = max_length}).table;
    std::printf(
        "%s, %s: intent   pred yes   pred no\n   yes   %8zu  %8zu\n    no   %8zu  %8zu\n"
        "accuracy %.3f, of always the same answer %.3f\n",
        name, when, t.true_yes, t.false_no, t.false_yes, t.true_no, t.accuracy(), t.majority_accuracy());
}

template <class Event>
void measure(const char* name, const nc::data::train_test& logs, const nc::data::click_log& open, const example_options& options) {
    if (!options.selects(name)) return;
    encoder_decoder<Event> net(logs.train.items(),
                               {.input = input::fitted(input::dropout<Event>{.probability = options.dropout}, logs.train),
                                .pooling = {.probability = options.query_dropout}},
                               options.weights_seed());
    nc::train::train<nc::batch::prefixes>(net, logs.train, nc::optimizer::adam{.rate = options.rate},
                                          {.epochs = options.epochs,
                                           .batch = options.batch,
                                           .session_order = nc::train::order::shuffled,
                                           .max_length = max_length,
                                           .seed = options.training_seed()},
                                          progress_bar);
    print_accuracy(name, nc::eval::evaluate(net, logs.test, {.max_length = max_length}));
    print_intents(name, "all prefixes", net, logs.test);
    print_intents(name, "while it is open", net, open);
}

int main(int argc, char** argv) {
    return program::run_program([&] {
        auto options = read_options(argc, argv, options::logs | options::training | options::dropout | options::query_dropout,
                                    {.simulator = {.sessions = 10'000, .items = 3'000},
                                     .quick_sessions = 1'000,
                                     .epochs = 3,
                                     .batch = 128,
                                     .rate = 2e-3,
                                     .dropout = 0.25,
                                     .seed = 1,
                                     .variants = {"items and actions", "actions alone"}});
        options.read.columns = {{"Action"}};
        auto logs = read_logs(options);
        logs = {counted(std::move(logs.train)), counted(std::move(logs.test))};
        using bought = std::vector<nc::data::item_id>;  // the simulator's names, or those of JD's logs
        const bought actions = options.train.empty() ? bought{{"cart"}, {"purchase"}} : bought{{9}, {10}};
        const auto open = labelled(logs.test, actions, true);
        logs = {labelled(std::move(logs.train), actions), labelled(std::move(logs.test), actions)};
        measure<items_and_actions>("items and actions", logs, open, options);
        measure<actions_alone>("actions alone", logs, open, options);
    });
}
