// SPDX-License-Identifier: Apache-2.0
// Twardowski's context: events and items are all that is known of them. Both scorers, each beside the same model that reads
// items alone; and a model that knows items by their attributes only, which ranks items that nobody has clicked.
#include <algorithm>
#include <cstdio>
#include <nextclick/nextclick.hpp>

#include "options.hpp"

namespace nc = nextclick;
namespace data = nc::data;
using namespace nc::input;

/// What three kinds of logs have: columns of events, and attributes of items. W is how wide rows are.
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

/// The paper's scorers on what is better to learn from than its pairs: cross-entropy over the batch and drawn items.
using drawn = nc::sampler::join<nc::sampler::in_batch, nc::sampler::popularity>;
template <class Event, class Item>
using mf = nc::zoo::context_mf<Event, Item, nc::loss::cross_entropy, drawn>;
template <class Event, class Item>
using nn = nc::zoo::context_nn<Event, Item, 100, 200, nc::loss::cross_entropy, drawn>;

template <class Batcher, class Model>
void measure(const char* name, const data::train_test& logs, const example_options& how, typename Model::policies options) {
    options.input = fitted(std::move(options.input), logs.train);
    options.sampler = {.drawn = {.samples = 512, .alpha = how.alpha}, .logq = 1};
    if constexpr (requires { options.pooling.inner.probability; }) options.pooling.inner.probability = how.query_dropout;
    Model net(logs.train.items(), std::move(options), how.weights_seed());
    nc::train::train<Batcher>(net, logs.train, nc::optimizer::adagrad{.rate = how.rate, .momentum = how.momentum},
                              {.epochs = how.epochs, .batch = how.batch, .seed = how.training_seed()}, progress_bar);
    print_accuracy(name, nc::eval::evaluate(net, logs.test));
}

template <class Log>
void both_scorers(const data::train_test& logs, const example_options& how) {
    using nc::batch::session_parallel, nc::batch::whole_sessions;
    measure<whole_sessions, mf<sum<embedding<101>>, sum<embedding<101>>>>("MF, items alone", logs, how, {});
    measure<whole_sessions, mf<typename Log::template event<101>, sum<embedding<101>>>>("MF, context    ", logs, how, {});
    measure<session_parallel, nn<sum<one_hot>, sum<embedding<200>>>>("NN, items alone", logs, how, {});
    measure<session_parallel, nn<typename Log::folded, sum<embedding<200>>>>("NN, context    ", logs, how, {});
}

/// A fifth of the items is taken out of the training log, and clicks on these are what is measured: by popularity they are
/// all the last, and the model has seen none of them either. Items of the same attributes share a rank.
template <class Log>
void cold_start(const data::train_test& logs, const example_options& how) {
    const auto table = data::items_of(logs.train);
    std::vector<bool> held_out(table.size());
    for (std::size_t i = 0; i < held_out.size(); ++i) held_out[i] = nc::random_stream{how.weights_seed(), 5}.uniform(i) < 0.2;
    const auto train = data::without_items(logs.train, held_out);
    using attributes = typename Log::template attributes<100>;
    using known = nc::model<attributes, nc::encoder::recurrent<nc::cell::gru<>, 100>, nc::pooling::last,
                            nc::output::tower<attributes, nc::encoder::none, nc::unbiased>, nc::loss::cross_entropy,
                            nc::sampler::join<nc::sampler::in_batch, nc::sampler::uniform>>;
    typename known::policies options{.input = attributes(table), .output = {.item = attributes(table)}};
    known net(logs.train.items(), options, how.weights_seed());
    nc::train::train(net, train, nc::optimizer::adagrad{.rate = how.rate},
                     {.epochs = how.epochs, .batch = how.batch, .seed = how.training_seed()}, progress_bar);
    const auto found = nc::eval::evaluate(net, logs.test, {.rule = nc::eval::ties::median, .only = held_out, .may_be_empty = true});
    if (found.events > 0)
        print_accuracy("held-out items", found);
    else
        std::printf("held-out items: the test log has no click on them\n");
    const auto count = static_cast<double>(std::count(held_out.begin(), held_out.end(), true));
    std::printf("by chance %.4f of them among 20 of all items; by popularity none, all %0.f have no click\n",
                20 / static_cast<double>(table.size()), count);
}

template <class Log>
void all_of(const data::train_test& logs, const example_options& how) {
    both_scorers<Log>(logs, how);
    if constexpr (requires { typename Log::template attributes<100>; }) cold_start<Log>(logs, how);
}

int main(int argc, char** argv) {
    return program::run_program([&] {
        auto how = read_options(argc, argv, options::logs | options::training | options::momentum | options::query_dropout | options::alpha,
                                {.batch = 128, .rate = 0.05, .query_dropout = 0.25, .seed = 1, .kinds = {"simulated", "eshop", "globo"}});
        how.read.columns = how.kind == "eshop" ? eshop::columns() : how.kind == "globo" ? globo::columns() : simulated::columns();
        auto logs = read_logs(how);
        if (how.kind == "globo")
            logs = {data::with_time_features(std::move(logs.train), {.away = ""}),
                    data::with_time_features(std::move(logs.test), {.away = ""})};
        if (how.kind == "eshop") all_of<eshop>(logs, how);
        if (how.kind == "globo") all_of<globo>(logs, how);
        if (how.kind == "simulated") all_of<simulated>(logs, how);
    });
}
