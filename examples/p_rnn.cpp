// SPDX-License-Identifier: Apache-2.0
// p-RNN: a GRU over the items and one over what is known of them, side by side. First the architectures, all of them learned
// at once, then the ways for the two streams of one architecture to learn in turns. --only parallel: those of that name.
#include <cstdio>
#include <nextclick/nextclick.hpp>

#include "options.hpp"

namespace nc = nextclick;
namespace input = nc::input;
namespace train = nc::train;
namespace zoo = nc::zoo;
using simulated = input::join<input::categorical<"Category", 16>, input::categorical<"Action", 4>>;
/// Clothes (UCI 553), all of which is written on every row of the log.
using clothes = input::join<input::categorical<"MainCategory", 4>, input::categorical<"Colour", 8>, input::categorical<"Location", 4>,
                            input::categorical<"Photo", 2>, input::categorical<"Price", 8>, input::categorical<"Page", 4>>;

struct experiment {
    nc::data::train_test logs;
    example_options how;

    template <class Model>
    void measure(const char* name, train::part_schedule schedule = {}) const {
        if (!how.wants(name)) return;
        // A part that learns in every other epoch, or behind another part, gets as many epochs as when all learn at once.
        using turns = train::part_schedule::turns;
        const bool apart = schedule.kind == turns::by_epoch || schedule.kind == turns::one_after_the_other;
        Model net(logs.train.items(), {.input = input::fitted(typename Model::input_type{}, logs.train)}, how.weights_seed());
        train::train(net, logs.train, nc::optimizer::adagrad{.rate = how.rate, .momentum = how.momentum},
                     {.epochs = apart ? 2 * how.epochs : how.epochs,
                      .batch = how.batch,
                      .sessions = train::order::shuffled,
                      .schedule = std::move(schedule),
                      .seed = how.training_seed()},
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
        measure<parallel>("parallel, residual", train::residual(parts, how.epochs));
        measure<parallel>("parallel, interleaving", train::interleaving(parts));
    }
};

int main(int argc, char** argv) {
    return program::run_program([&] {
        auto how = read_options(argc, argv, options::logs | options::training | options::momentum,
                                {.batch = 50,
                                 .rate = 0.1,
                                 .seed = 1,
                                 .variants = {"items", "feature", "concatenated", "shared", "interaction", "parallel, simultaneous",
                                              "parallel, alternating", "parallel, residual", "parallel, interleaving"}});
        how.read.columns = {{"MainCategory"}, {"Colour"}, {"Location"}, {"Photo"}, {"Price"}, {"Page"}};
        const experiment compared{read_logs(how), how};
        how.train.empty() ? compared.run<simulated>() : compared.run<clothes>();
    });
}
