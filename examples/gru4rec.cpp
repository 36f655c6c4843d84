// SPDX-License-Identifier: Apache-2.0
// The main job: train GRU4Rec on a click log, measure it, save it, load it back, and answer a live session.
#include <cstdio>
#include <nextclick/data/gzip.hpp>
#include <nextclick/io.hpp>
#include <nextclick/nextclick.hpp>
#include <nextclick/train/checkpoint.hpp>

#include "options.hpp"

namespace nc = nextclick;
using gru4rec = nc::zoo::gru4rec<100>;  // the whole architecture, as one type

int main(int argc, char** argv) try {
    const auto how = read_options(argc, argv);
    const auto [train, test] = how.train.empty()
                                   ? nc::data::last_days(nc::data::simulate(how.simulator), 1)
                                   : nc::data::train_test{nc::data::read_clicks(how.train, nc::data::gzip{}),
                                                          nc::data::read_clicks(how.test, nc::data::gzip{})};
    std::printf("train: %zu sessions, %zu clicks, %zu items; test: %zu sessions\n", train.session_count(),
                train.event_count(), train.items().size(), test.session_count());

    gru4rec net(train.items(), {.input = {.probability = how.dropout}, .sampler = {.logq = 1}});
    nc::train::train(net, train, nc::optimizer::adagrad{.rate = how.rate}, {.epochs = how.epochs, .batch = 32},
                     progress_bar, nc::train::checkpoints{how.model + ".checkpoint"});

    const auto found = nc::eval::evaluate(net, test, {.support = train.item_support()});
    std::printf("%zu events, %zu with a target the model does not know, in %.1f s\n", found.events,
                found.unknown_targets, found.seconds);
    for (const auto& at : found.at)
        std::printf("  k = %-2zu  recall %.4f  MRR %.4f  NDCG %.4f  coverage %.3f\n", at.k, at.recall, at.mrr, at.ndcg,
                    at.coverage);

    nc::io::save(net, how.model);
    const auto shop = nc::io::load<gru4rec>(how.model);
    nc::serve::session visitor(shop);
    for (const auto item : test.items_of(0).first(2)) {
        visitor.push(test.items()[item]);
        std::printf("click on %s; next, of 20:", test.items().name(item).c_str());
        for (const auto& next : visitor.top(20).first(5)) std::printf("  %s", next.item.to_string().c_str());
        std::printf("\n");
    }
} catch (const std::exception& problem) {
    std::fprintf(stderr, "%s\n", problem.what());
    return 1;
}
