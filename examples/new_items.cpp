// SPDX-License-Identifier: Apache-2.0
// A shop's assortment changes: last week's model meets new items. Five answers, measured on the last day, on all clicks and on
// those on new items alone: the old model; the new items beside the old ones, each as the mean of its category, shorter or longer;
// the latter and an epoch of small steps on the newest sessions; and a new model of everything.
#include <chrono>
#include <cstdio>
#include <nextclick/nextclick.hpp>

#include "options.hpp"

namespace nc = nextclick;
namespace data = nc::data;
using model = nc::zoo::gru4rec<100>;

template <class Make>
model measured(const char* name, const data::click_log& test, const std::vector<bool>& new_items, const Make& make) {
    const auto start = std::chrono::steady_clock::now();
    model net = make();
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    const auto all = nc::eval::evaluate(net, test, {.rule = nc::eval::ties::median});
    std::printf("%-28s %6.1f s  Recall@20 %.4f  MRR@20 %.4f", name, seconds, all[20].recall, all[20].mrr);
    if (net.item_count() == new_items.size()) {
        const auto cold = nc::eval::evaluate(net, test, {.rule = nc::eval::ties::median, .target_items = new_items, .may_be_empty = true});
        if (cold.events > 0)
            std::printf("  new items %.4f  %.4f", cold[20].recall, cold[20].mrr);
        else
            std::printf("  no click on a new item");
    }
    std::printf("\n");
    return net;
}

int main(int argc, char** argv) {
    return program::run_program([&] {
        auto options = read_options(argc, argv, options::logs | options::training | options::dropout);
        options.read.columns = {{"Category"}};
        const auto logs = read_logs(options);
        // Every tenth item is new: the older sessions lack it.
        std::vector<bool> is_new(logs.train.items().size());
        for (std::size_t i = 0; i < is_new.size(); ++i) is_new[i] = i % 10 == 3;
        const auto recent = data::most_recent(logs.train, 0.2);
        const auto old = data::min_item_support(data::last_fraction(data::without_items(logs.train, is_new), 0.2).train, 1);

        const model::policies policies{.input = {.probability = options.dropout}, .sampler = {.drawn = {.samples = 512}, .logq = 1}};
        const auto learn = [&](model& net, const data::click_log& log, std::size_t epochs, double rate) {
            nc::train::train(net, log, nc::optimizer::adagrad{.rate = rate},
                             {.epochs = epochs, .batch = options.batch, .seed = options.training_seed()});
        };
        const model known = measured("as it is", logs.test, is_new, [&] {
            model net(old.items(), policies, options.weights_seed());
            learn(net, old, options.epochs, options.rate);
            return net;
        });
        // The items of the whole log, ordered so that those of the model keep their numbers, and the category of each.
        const auto items = data::all_items_of(known.items(), logs.train.items());
        const auto table = data::items_of(logs.train, {"Category"}).for_items(items);
        std::vector<bool> now_new(items->size());
        for (nc::item_index i = 0; i < now_new.size(); ++i) now_new[i] = known.items().find((*items)[i]) == nc::no_item;
        const auto groups = table.column("Category").codes();
        const auto grown_by = [&](double length) { return nc::with_items(known, *items, {.groups = groups, .length = length}); };
        measured("new items as short means", logs.test, now_new, [&] { return grown_by(0); });
        const model grown = measured("new items as longer means", logs.test, now_new, [&] { return grown_by(0.5); });
        measured("and the newest sessions", logs.test, now_new, [&] {
            model net = grown;
            learn(net, data::encoded_with(data::click_log(recent), items), 1, options.rate / 5);
            return net;
        });
        measured("a new model", logs.test, is_new, [&] {
            model net(logs.train.items(), policies, options.weights_seed());
            learn(net, logs.train, options.epochs, options.rate);
            return net;
        });
    });
}
