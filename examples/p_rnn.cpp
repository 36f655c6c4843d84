// SPDX-License-Identifier: Apache-2.0
// p-RNN: a GRU over the items and one over their features, side by side. First the architectures with simultaneous training, then
// the schedules of alternate training for one architecture. --only parallel: the variants of that name.
#include <cstdio>
#include <nextclick/nextclick.hpp>

#include "options.hpp"

namespace nc = nextclick;
namespace input = nc::input;
namespace train = nc::train;
namespace zoo = nc::zoo;
using simulated = input::join<input::categorical<"Category", 16>, input::categorical<"Action", 4>>;
/// Clothes (UCI 553); every row of the log has all features.
using clothes = input::join<input::categorical<"MainCategory", 4>, input::categorical<"Colour", 8>, input::categorical<"Location", 4>,
                            input::categorical<"Photo", 2>, input::categorical<"Price", 8>, input::categorical<"Page", 4>>;

struct experiment {
    nc::data::train_test logs;
    example_options options;

    template <class Model>
    void measure(const char* name, train::part_schedule schedule = {}) const {
        if (!options.selects(name)) return;
        // A part that learns in every other epoch, or after another part, gets as many epochs as in simultaneous training.
        using mode = train::part_schedule::mode;
        const bool apart = schedule.kind == mode::by_epoch || schedule.kind == mode::one_after_the_other;
        Model net(logs.train.items(), {.input = input::fitted(typename Model::input_type{}, logs.train)}, options.weights_seed());
        train::train(net, logs.train, nc::optimizer::adagrad{.rate = options.rate, .momentum = options.momentum},
                     {.epochs = apart ? 2 * options.epochs : options.epochs,
                      .batch = options.batch,
                      .session_order = train::order::shuffled,
                      .schedule = std::move(schedule),
                      .seed = options.training_seed()},
                     progress_bar);
        print_accuracy(name, nc::eval::evaluate(net, logs.test, {.cutoffs = {5, 20}}));
    }
    template <class Feature>
    void run() const {
        using parallel = zoo::p_rnn_parallel<Feature>;
        const auto parts = zoo::p_rnn_parts<parallel>();
        measure<zoo::gru4rec_2016<>>("items");
        measure<zoo::p_rnn_feature<Feature>>("feature");
        measure<zoo::p_rnn_concatenated<Feature>>("concatenated");
        measure<zoo::p_rnn_shared<Feature>>("shared");
        measure<zoo::p_rnn_interaction<Feature>>("interaction");
        measure<parallel>("parallel, simultaneous");
        measure<parallel>("parallel, alternating", train::alternating(parts));
        measure<parallel>("parallel, residual", train::residual(parts, options.epochs));
        measure<parallel>("parallel, interleaving", train::interleaving(parts));
    }
};

int main(int argc, char** argv) {
    return program::run_program([&] {
        auto options = read_options(argc, argv, options::logs | options::training | options::momentum,
                                    {.batch = 50,
                                     .rate = 0.1,
                                     .seed = 1,
                                     .variants = {"items", "feature", "concatenated", "shared", "interaction", "parallel, simultaneous",
                                                  "parallel, alternating", "parallel, residual", "parallel, interleaving"}});
        options.read.columns = {{"MainCategory"}, {"Colour"}, {"Location"}, {"Photo"}, {"Price"}, {"Page"}};
        const experiment compared{read_logs(options), options};
        options.train.empty() ? compared.run<simulated>() : compared.run<clothes>();
    });
}
