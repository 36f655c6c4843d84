// SPDX-License-Identifier: Apache-2.0
// RIB reads the action and the dwell time beside the item. The same model without one column or both is an ablation of one line,
// and a served click names its columns. Measured on all clicks (micro), and on those on another item than the click before (macro).
#include <cstdio>
#include <nextclick/nextclick.hpp>

#include "live.hpp"
#include "options.hpp"

namespace nc = nextclick;
namespace input = nc::input;
using namespace std::string_literals;
using items_only = input::join<input::embedding<50>>;
using with_actions = input::join<input::embedding<50>, input::categorical<"Action", 5>>;
using with_dwell = input::join<input::embedding<50>, input::bucketed<"Dwell", input::edges::jd_dwell, 5>>;
using with_both = nc::zoo::micro_behaviour<50, 5, 5>;

/// The simulator has milliseconds, the buckets of the literature are in seconds.
nc::data::click_log in_seconds(nc::data::click_log log) {
    auto columns = std::move(log).release();
    for (auto& column : columns.extra) {
        if (column.name() != "Dwell") continue;
        std::vector<float> seconds(column.numbers().begin(), column.numbers().end());
        for (float& s : seconds) s /= 1000;
        column = nc::data::event_column("Dwell", std::move(seconds));
    }
    return nc::data::click_log(std::move(columns));
}

template <class Input>
nc::zoo::rib_tied<100, 50, Input> measure(const char* name, const nc::data::train_test& logs, const example_options& options) {
    nc::zoo::rib_tied<100, 50, Input> net(logs.train.items(),
                                          {.input = input::fitted(input::dropout<Input>{.probability = options.dropout}, logs.train)},
                                          options.weights_seed());
    const auto new_item = nc::batch::target_filter::new_item;
    const nc::optimizer::scheduled optimiser{nc::optimizer::adam{.rate = options.rate}, nc::optimizer::cosine_decay{0.02}};
    nc::train::train<nc::batch::whole_sessions>(net, logs.train, optimiser,
                                                {.epochs = options.epochs,
                                                 .batch = options.batch,
                                                 .session_order = nc::train::order::shuffled,
                                                 .targets = options.new_items ? new_item : nc::batch::target_filter::every_click,
                                                 .seed = options.training_seed()},
                                                progress_bar);
    print_accuracy((name + ", micro"s).c_str(), nc::eval::evaluate(net, logs.test));
    print_accuracy((name + ", macro"s).c_str(), nc::eval::evaluate(net, logs.test, {.targets = new_item}));
    return net;
}

int main(int argc, char** argv) {
    return program::run_program([&] {
        auto options = read_options(argc, argv, options::logs | options::training | options::dropout | options::new_items,
                                    {.batch = 256, .rate = 3e-3, .dropout = 0.25, .seed = 1});
        options.read.columns = {{"Action"}, {"Dwell", nc::data::column_type::numeric}};
        auto logs = read_logs(options);
        if (options.train.empty()) logs = {in_seconds(std::move(logs.train)), in_seconds(std::move(logs.test))};
        measure<items_only>("items", logs, options);
        measure<with_actions>("items, actions", logs, options);
        measure<with_dwell>("items, dwell", logs, options);
        const auto net = measure<with_both>("items, actions, dwell", logs, options);

        nc::serve::session session(net);
        show_live(session, logs.test, 1, [&](const auto& item) { return session.push(item, {{"Action", "view"}, {"Dwell", 41.0}}); });
    });
}
