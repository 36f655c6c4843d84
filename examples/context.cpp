// SPDX-License-Identifier: Apache-2.0
// Twardowski's context: events and items are vectors of attributes. Both scorers, each with and without the attributes of events;
// and a model of items by their attributes only, which ranks items without training clicks.
#include <algorithm>
#include <cstdio>
#include <nextclick/nextclick.hpp>

#include "options.hpp"

namespace nc = nextclick;
namespace data = nc::data;
using namespace nc::input;

/// Attributes of three kinds of logs: columns of events, and attributes of items. W is the width of the rows.
struct simulated {
    template <std::size_t W>
    using event = sum<embedding<W>, categorical<"Action", W>>;
    using folded = sum<one_hot, one_hot_of<"Action">>;
    template <std::size_t W>
    using attributes = of_item<sum<categorical<"Category", W>>>;
    static std::vector<data::column_request> columns() { return {{"Action"}, {"Category"}}; }
};
struct eshop {
    template <std::size_t W>
    using event = sum<embedding<W>, categorical<"Country", W>, categorical<"Page", W>, categorical<"Location", W>>;
    using folded = sum<one_hot, one_hot_of<"Country">, one_hot_of<"Page">, one_hot_of<"Location">>;
    template <std::size_t W>
    using attributes = of_item<sum<categorical<"MainCategory", W>, categorical<"Colour", W>, categorical<"Price", W>,
                                   categorical<"Photo", W>, categorical<"Page", W>, categorical<"Location", W>>>;
    static std::vector<data::column_request> columns() {
        return {{"Country"}, {"MainCategory"}, {"Colour"}, {"Location"}, {"Photo"}, {"Price"}, {"Page"}};
    }
};
struct globo {
    template <std::size_t W>
    using event = sum<embedding<W>, categorical<"Device", W>, categorical<"Os", W>, categorical<"Region", W>, categorical<"Referrer", W>,
                      categorical<"Hour", W>, categorical<"Weekday", W>>;
    using folded = sum<one_hot, one_hot_of<"Device">, one_hot_of<"Os">, one_hot_of<"Region">, one_hot_of<"Referrer">, one_hot_of<"Hour">,
                       one_hot_of<"Weekday">>;
    static std::vector<data::column_request> columns() { return {{"Device"}, {"Os"}, {"Region"}, {"Referrer"}}; }
};

/// The paper's scorers with a better loss than its pairs: cross-entropy over the batch and drawn items.
using drawn = nc::sampler::join<nc::sampler::in_batch, nc::sampler::popularity>;
template <class Event, class Item>
using mf = nc::zoo::context_mf<Event, Item, nc::loss::cross_entropy, drawn>;
template <class Event, class Item>
using nn = nc::zoo::context_nn<Event, Item, 100, 200, nc::loss::cross_entropy, drawn>;

template <class Batcher, class Model>
void measure(const char* name, const data::train_test& logs, const example_options& options, typename Model::policies policies) {
    policies.input = fitted(std::move(policies.input), logs.train);
    policies.sampler = {.drawn = {.samples = 512, .alpha = options.alpha}, .logq = 1};
    if constexpr (requires { policies.pooling.inner.probability; }) policies.pooling.inner.probability = options.query_dropout;
    Model net(logs.train.items(), std::move(policies), options.weights_seed());
    nc::train::train<Batcher>(net, logs.train, nc::optimizer::adagrad{.rate = options.rate, .momentum = options.momentum},
                              {.epochs = options.epochs, .batch = options.batch, .seed = options.training_seed()}, progress_bar);
    print_accuracy(name, nc::eval::evaluate(net, logs.test));
}

template <class Log>
void both_scorers(const data::train_test& logs, const example_options& options) {
    using nc::batch::session_parallel, nc::batch::whole_sessions;
    measure<whole_sessions, mf<sum<embedding<101>>, sum<embedding<101>>>>("MF, items alone", logs, options, {});
    measure<whole_sessions, mf<typename Log::template event<101>, sum<embedding<101>>>>("MF, context    ", logs, options, {});
    measure<session_parallel, nn<sum<one_hot>, sum<embedding<200>>>>("NN, items alone", logs, options, {});
    measure<session_parallel, nn<typename Log::folded, sum<embedding<200>>>>("NN, context    ", logs, options, {});
}

/// Takes a fifth of the items out of the training log and measures clicks on these items: popularity ranks them last, and the model
/// has no clicks of them either. Items of the same attributes share a rank.
template <class Log>
void cold_start(const data::train_test& logs, const example_options& options) {
    const auto table = data::items_of(logs.train);
    std::vector<bool> held_out(table.size());
    for (std::size_t i = 0; i < held_out.size(); ++i) held_out[i] = nc::random_stream{options.weights_seed(), 5}.uniform(i) < 0.2;
    const auto train = data::without_items(logs.train, held_out);
    using attributes = typename Log::template attributes<100>;
    using known = nc::model<attributes, nc::encoder::recurrent<nc::cell::gru<>, 100>, nc::pooling::last,
                            nc::output::item_tower<attributes, nc::encoder::none, nc::unbiased>, nc::loss::cross_entropy,
                            nc::sampler::join<nc::sampler::in_batch, nc::sampler::uniform>>;
    typename known::policies policies{.input = attributes(table), .output = {.item = attributes(table)}};
    known net(logs.train.items(), policies, options.weights_seed());
    nc::train::train(net, train, nc::optimizer::adagrad{.rate = options.rate},
                     {.epochs = options.epochs, .batch = options.batch, .seed = options.training_seed()}, progress_bar);
    const auto found = nc::eval::evaluate(net, logs.test, {.rule = nc::eval::ties::median, .target_items = held_out, .may_be_empty = true});
    if (found.events > 0)
        print_accuracy("held-out items", found);
    else
        std::printf("held-out items: the test log has no click on them\n");
    const auto count = static_cast<double>(std::count(held_out.begin(), held_out.end(), true));
    std::printf("by chance %.4f of them among 20 of all items; by popularity none, all %0.f have no click\n",
                20 / static_cast<double>(table.size()), count);
}

template <class Log>
void all_of(const data::train_test& logs, const example_options& options) {
    both_scorers<Log>(logs, options);
    if constexpr (requires { typename Log::template attributes<100>; }) cold_start<Log>(logs, options);
}

int main(int argc, char** argv) {
    return program::run_program([&] {
        auto options =
            read_options(argc, argv, options::logs | options::training | options::momentum | options::query_dropout | options::alpha,
                         {.batch = 128, .rate = 0.05, .query_dropout = 0.25, .seed = 1, .kinds = {"simulated", "eshop", "globo"}});
        options.read.columns = options.kind == "eshop"   ? eshop::columns()
                               : options.kind == "globo" ? globo::columns()
                                                         : simulated::columns();
        auto logs = read_logs(options);
        if (options.kind == "globo")
            logs = {data::with_time_features(std::move(logs.train), {.away = ""}),
                    data::with_time_features(std::move(logs.test), {.away = ""})};
        if (options.kind == "eshop") all_of<eshop>(logs, options);
        if (options.kind == "globo") all_of<globo>(logs, options);
        if (options.kind == "simulated") all_of<simulated>(logs, options);
    });
}
